"""The lines of a text without the marks of quotes, and the cells of a table's line.

Invariant: every offset points into the raw text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from evalhw.text.layout.spans import Span

_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_CELL_BAR = re.compile(r"\\.|`[^`\n]{1,400}`|\$[^$\n]{1,400}\$|(\|)")


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: the spans of its cells, without the bars and the spaces beside them."""

    cells: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its quote marks: offsets of its first and last visible character, and its indent."""

    start: int
    first: int
    end: int
    quoted: int
    indent: int
    text: str


def read_lines(raw: str, limit: int) -> Iterator[Line]:
    """The lines of the first `limit` characters."""
    start = 0
    while start < limit:
        stop = raw.find("\n", start, limit)
        end = limit if stop < 0 else stop
        first, quoted = start, 0
        if quote := _QUOTE.match(raw, start, end):
            first, quoted = quote.end(), quote.group().count(">")
        text = raw[first:end]
        stripped = text.lstrip(" \t\r\f\v")
        indent = len(text[: len(text) - len(stripped)].expandtabs(4))
        first = end - len(stripped)
        stripped = stripped.rstrip()
        yield Line(start, first, first + len(stripped), quoted, indent, stripped)
        start = end + 1


def read_row(line: Line, width: int) -> Row:
    """The cells of a table's line. A bar inside a formula or a code span does not split, unless the width says so."""
    bars = [found.start() for found in _CELL_BAR.finditer(line.text) if found.group(1)]
    plain = [at for at, character in enumerate(line.text) if character == "|"]
    if width and len(_cells(line, bars)) < width == len(_cells(line, plain)):
        bars = plain
    return Row(_cells(line, bars))


def _cells(line: Line, bars: list[int]) -> tuple[Span, ...]:
    edges = [-1, *bars, len(line.text)]
    if bars and bars[0] == 0:
        edges = edges[1:]
    if bars and bars[-1] == len(line.text) - 1:
        edges = edges[:-1]
    cells = []
    for left, right in pairwise(edges):
        text = line.text[left + 1 : right]
        start = line.first + left + 1 + len(text) - len(text.lstrip())
        cells.append(Span(start, start + len(text.strip())))
    return tuple(cells)
