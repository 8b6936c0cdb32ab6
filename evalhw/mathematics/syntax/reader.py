"""Source to tree: the one door through which mathematics that models write comes in.

Invariant: `read` gives a tree of the whole string or raises; nothing is skipped but layout, and nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import grammar, layout, lexer, tree

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.asides import Segment
    from evalhw.mathematics.syntax.tree import Node


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a formula.

    Attributes:
        node: Its tree, or None when it could not be read.
        error: Why it could not be read, or None.
        start: Where it begins in the source.
        end: Where it ends.
        lead: What connects it to the one before: `⟹`, `and`, `or`, `,`, or words such as `where`.
        tag: Its equation number, such as `1`.
        remark: Words after it, such as `if B is symmetric`.
        aside: Whether it is a remark beside a chain, which the next row does not go on from.
    """

    node: Node | None
    error: ReadingError | None
    start: int
    end: int
    lead: str = ""
    tag: str = ""
    remark: str = ""
    aside: bool = False


def _segments(source: str, symbols: Symbols) -> list[Segment]:
    return layout.split(lexer.tokenize(source, symbols.long_names))


def read(source: str, symbols: Symbols, *, generic: bool = False) -> Node:
    """The tree of a formula.

    Several statements come back as one `Collection` of kind `or` when the word stands between them, else `and`.

    Args:
        source: One formula, with or without its dollar signs.
        symbols: What its names are read against.
        generic: Capital letters may be matrices although none is declared (so `I` is an identity).

    Raises:
        ReadingError: It cannot be read as a whole; with the reason and the offsets.
    """
    segments = _segments(source, symbols)
    if not segments:
        raise ReadingError("there is no mathematics in it", 0, len(source))
    found = [grammar.parse(segment.whole, symbols, matrices=generic) for segment in segments]
    if len(found) == 1:
        return found[0]
    kind = "or" if all(segment.lead == "or" for segment in segments[1:]) else "and"
    return tree.Collection(kind, tuple(found), start=found[0].start, end=found[-1].end)


def read_lines(source: str, symbols: Symbols, *, generic: bool = False) -> tuple[Line, ...]:
    """Every statement of a formula; one that cannot be read does not hide the others.

    Raises:
        ReadingError: The formula cannot even be cut into statements (length, tokens, foreign characters).
    """
    lines: list[Line] = []
    for segment in _segments(source, symbols):
        start, end = segment.tokens[0].start, segment.tokens[-1].end
        node, trouble = None, None
        try:
            node = grammar.parse(segment.whole, symbols, matrices=generic)
        except ReadingError as error:
            trouble = error
        lines.append(Line(node, trouble, start, end, segment.lead, segment.tag, segment.remark, segment.aside))
    return tuple(lines)
