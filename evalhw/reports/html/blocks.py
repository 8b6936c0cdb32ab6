"""Blocks of an answer as HTML.

Invariant: every element that is opened is closed in the same group, and no heading outranks the report's.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup

from evalhw.reports.html.element import EMPTY, element, joined
from evalhw.reports.html.inline import NO_MARKS, Marks, paragraph
from evalhw.reports.html.mathml import mathml
from evalhw.reports.reading import Group, Reading
from evalhw.reports.visible import visible
from evalhw.text.layout.document import Block
from evalhw.text.layout.spans import Span

_LOWEST = 6
_OPENED = {"ul": Markup("<ul>"), "ol": Markup("<ol>")}
_CLOSED = {"ul": Markup("</li></ul>"), "ol": Markup("</li></ol>")}
_NUMBER = re.compile(r"(\d{1,9})[.)]")


def group_html(reading: Reading, group: Group, marks: Marks = NO_MARKS, *, below: int = 2) -> Markup:
    """A group of blocks.

    Args:
        reading: The text it stands in.
        group: The group.
        marks: The commented passages of that text.
        below: The level of the report's heading that it stands under.
    """
    written = []
    for quoted, blocks in groupby(group.blocks, key=lambda block: block.quoted):
        inner = joined(_Writer(reading, marks, below).blocks(list(blocks)))
        written.append(element("blockquote", inner) if quoted else inner)
    return joined(written)


def text_html(reading: Reading, *, below: int = 2) -> Markup:
    """A whole text without comments."""
    return joined(group_html(reading, group, below=below) for group in reading.groups)


def line_html(text: str) -> Markup:
    """A text of a line or two, such as a reason: its formulas and code, but no blocks."""
    return paragraph(Reading(text).runs(Span(0, len(text))))


class _Writer:
    """Writes blocks, keeping track of the lists that are open."""

    def __init__(self, reading: Reading, marks: Marks, below: int) -> None:
        self.reading = reading
        self.marks = marks
        self.below = below
        self.lists: list[str] = []

    def blocks(self, blocks: Sequence[Block]) -> Iterator[Markup]:
        """The blocks in order, every list closed at the end."""
        for block in blocks:
            if block.kind == "item":
                yield self._item(block)
            else:
                yield self._close(block.depth)
                yield self._plain(block)
        yield self._close(0)

    def _close(self, depth: int) -> Markup:
        closed = []
        while len(self.lists) > depth:
            closed.append(_CLOSED[self.lists.pop()])
        return joined(closed)

    def _item(self, block: Block) -> Markup:
        depth = max(block.depth, 1)
        number = _NUMBER.search(block.marker)
        tag = "ol" if number else "ul"
        parts = [self._close(depth)]
        if len(self.lists) == depth:
            if self.lists[-1] == tag:
                parts.append(Markup("</li>"))
            else:
                parts.append(self._close(depth - 1))
        while len(self.lists) < depth - 1:
            self.lists.append("ul")
            parts.append(Markup("<ul><li>"))
        if len(self.lists) < depth:
            self.lists.append(tag)
            parts.append(_OPENED[tag])
        parts.append(Markup(f'<li value="{int(number.group(1))}">') if number else Markup("<li>"))  # noqa: S704 - a number
        parts.append(self._inline(block.body))
        return joined(parts)

    def _inline(self, span: Span) -> Markup:
        return paragraph(self.reading.runs(span), self.marks)

    def _plain(self, block: Block) -> Markup:
        if block.kind == "heading":
            level = min(block.level - self.reading.top_level + 1 + self.below, _LOWEST)
            return element(f"h{level}", self._inline(block.body))
        if block.kind == "code":
            return self._code(block)
        if block.kind == "math":
            return self._math(block)
        if block.kind == "table":
            return self._table(block)
        if block.kind == "rule":
            drawn = not self.reading.raw[block.start : block.end].strip("-*_─—━> \t")
            return Markup("<hr>") if drawn else EMPTY
        return element("p", self._inline(block.body)) if block.body.start < block.body.end else EMPTY

    def _code(self, block: Block) -> Markup:
        raw = textwrap.dedent(self.reading.raw[block.body.start : block.body.end])
        inner = element("code", visible(raw))
        marked = self.marks.wrapped(inner, block.start, block.end)
        return element("pre", marked, tabindex="0")

    def _math(self, block: Block) -> Markup:
        """A displayed formula; what trails it, a number or a stop, follows in the same line."""
        inside = [one for one in self.reading.formulas if block.start <= one.outer_start and one.outer_end <= block.end]
        if not inside:
            whole = self.reading.raw[block.body.start : block.body.end]
            shown = self.marks.wrapped(mathml(whole, display=True), block.start, block.end, block=True)
            return element("div", shown, class_="formula", tabindex="0")
        runs = self.reading.runs(Span(block.start, block.end))
        shown = paragraph([run for run in runs if run.kind != "break" or not run.text], self.marks)
        return element("div", shown, class_="formula", tabindex="0")

    def _table(self, block: Block) -> Markup:
        width = max((len(row.cells) for row in block.rows), default=0)
        rows = []
        for index, row in enumerate(block.rows):
            tag = "td" if index else "th"
            scope = {} if index else {"scope": "col"}
            cells = [element(tag, self._inline(cell), **scope) for cell in row.cells]
            cells += [element("td")] * (width - len(row.cells))
            rows.append(element("tr", joined(cells)))
        head, body = rows[:1], rows[1:]
        table = element("table", joined((element("thead", joined(head)), element("tbody", joined(body)))))
        return element("div", table, class_="scroll", tabindex="0")
