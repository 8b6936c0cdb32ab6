"""Tokens, and the tape of source on which they are found.

Invariant: tokens stand in source order with their true offsets, and there is a cap on how many there may be.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evalhw.errors import ReadingError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TOKENS = 4_000
QUAD = 3  # the gap that separates statements
COLUMN_GAP = 2  # the gap that separates columns in `[U \; V]`
_BRACED = re.compile(r"\s*\{")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: number, fraction, letter, word, function, relation, operator, bracket, command, style, accent, text,
        begin,
            end, row, tag, above, below, or end of source.
        text: What it means, in one spelling for all its spellings.
        start: Where it begins in the source.
        end: Where it ends.
        gap: The space before it: 0 none, 1 thin or plain, 2 a LaTeX space that can separate columns, 3 a quad.
    """

    kind: str
    text: str
    start: int
    end: int
    gap: int = 0


_make = tuple.__new__  # a token is made a thousand times an answer: this is twice as fast as calling the class


class Tape:
    """The source of one formula and the tokens found so far.

    Attributes:
        source: What is read.
        declared: Declared names of more than one letter, as typed, with their canonical names.
        tokens: The tokens so far.
        gap: The space since the last token.
        brackets: How many round, square and set brackets are open.
    """

    def __init__(self, source: str, declared: Mapping[str, str], offset: int) -> None:
        self.source = source
        self.declared = declared
        self.offset = offset
        self.tokens: list[Token] = []
        self.gap = 0
        self.brackets = 0

    def add(self, kind: str, text: str, start: int, end: int) -> None:
        """One more token."""
        offset = self.offset
        self.tokens.append(_make(Token, (kind, text, start + offset, end + offset, self.gap)))
        self.gap = 0
        if len(self.tokens) > MAX_TOKENS:
            raise self.error(f"more than {MAX_TOKENS} tokens", start, end)

    def space(self, width: int) -> None:
        """Space before the next token; two that could each separate columns make a quad."""
        self.gap = QUAD if self.gap >= COLUMN_GAP <= width else max(self.gap, width)

    def error(self, reason: str, start: int, end: int) -> ReadingError:
        """An error at a place of the source."""
        return ReadingError(reason, start + self.offset, end + self.offset)

    def is_braced(self, here: int) -> bool:
        """Whether an argument in braces begins here."""
        return _BRACED.match(self.source, here) is not None

    def argument(self, here: int) -> tuple[str, int]:
        """The braced argument that begins here: its content and the offset after it.

        Raises:
            ReadingError: There is none, or it does not end.
        """
        opening = _BRACED.match(self.source, here)
        if opening is None:
            raise self.error("an argument in braces is missing", here, here + 1)
        depth, at = 1, opening.end()
        for found in _BRACE.finditer(self.source, at):
            mark = found.group()
            depth += (mark == "{") - (mark == "}")
            if depth == 0:
                return self.source[at : found.start()], found.end()
        raise self.error("a brace is not closed", here, len(self.source))
