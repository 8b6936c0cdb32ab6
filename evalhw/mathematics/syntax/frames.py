r"""Frames and labels around formulas, taken off before anything is read: `\boxed{...}`, `\underbrace{...}_{...}`.

Invariant: what stands inside a frame keeps its offsets; only the frame and its label are dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax.notation import FRAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.syntax.tokens import Token


def unframed(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""The tokens without `\boxed{...}` and the like around them, and without labels of underbraces."""
    if not any(token.kind == "command" and token.text in FRAMES for token in tokens):
        return tokens
    found: list[Token] = []
    dropped: set[int] = set()
    closing: dict[int, str] = {}
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "command" and token.text in FRAMES and tokens[index + 1].text == "{":
            end = _end_of_group(tokens, index + 1)
            if tokens[end].text != "}":
                raise ReadingError("a brace is not closed", token.start, token.end)
            if any(inner.kind in {"relation", "row", "text"} for inner in tokens[index + 2 : end]):
                dropped |= {index + 1, end}
            closing[end] = token.text
        elif index not in dropped:
            found.append(token)
        if closing.get(index, "").endswith("brace") and tokens[index + 1].text in {"_", "^"}:
            index = _end_of_group(tokens, index + 2) if tokens[index + 2].text == "{" else index + 2
        index += 1
    return found


def _end_of_group(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].kind == "bracket":
            depth += (tokens[index].text == "{") - (tokens[index].text == "}")
            if depth == 0:
                return index
    return len(tokens) - 1
