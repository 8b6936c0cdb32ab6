"""Cut markdown into a flat list of blocks with raw offsets.

Invariant: one pass over the lines, no recursion; every non-blank line belongs to exactly one block, in order.

A scanner of our own rather than a CommonMark library, for three reasons: models write mathematics that CommonMark
reads as lists and underlined headings; an annotation needs character offsets, which a CommonMark library gives for
lines only; and nesting, however deep, must cost nothing. Where it departs from CommonMark on purpose: indented text is
prose (models indent prose far more often than code), any number may start a list, and a list item may interrupt a
paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evalhw.text.layout.lines import Line, Row, read_lines, read_row
from evalhw.text.layout.spans import Span

Kind = Literal["heading", "paragraph", "item", "table", "code", "math", "html", "rule"]

STRUCTURED = 1_000_000
"""Characters that are read as markdown; what follows is kept as plain paragraphs."""

_PIECE = 100_000


@dataclass(frozen=True, slots=True)
class Block:
    """A block of markdown.

    Attributes:
        kind: What it is. Text inside a list item or a quote is a block of its own, with `depth` or `quoted` above 0.
        start: Offset of the block in the raw text, its markup included.
        end: Its end, exclusive, without the last line break.
        body: The text inside the markup: after the list marker or the hashes, between fences or formula delimiters.
        level: 1 to 6 for a heading, else 0.
        depth: How many lists it stands in; an item of an outermost list has depth 1.
        quoted: How many quotes it stands in.
        marker: The list marker as written, such as ``-``, ``2.`` or ``- 1.``.
        info: The language of a code fence.
        rows: A table's rows, the header first; other blocks have none.
    """

    kind: Kind
    start: int
    end: int
    body: Span
    level: int = 0
    depth: int = 0
    quoted: int = 0
    marker: str = ""
    info: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def span(self) -> Span:
        """The whole block, its markup included."""
        return Span(self.start, self.end)


_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_MARKER = r"(?:[-*+•‣◦▪●○]|\d{1,3}[.)])"
_ITEM = re.compile(rf"({_MARKER}(?:[ \t]+{_MARKER})*)(?:[ \t]+|$)")
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^`\n]*)$")
_RULE = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|[─—━]{3,})$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_MATH = re.compile(r"\$\$|\\\[|\\begin\{(equation|align|gather|multline|eqnarray|aligned|displaymath)(\*?)\}")
_TAIL = re.compile(r"[ \t]*(?:[.,;:]|\(\d{1,2}[a-z]?\)|\\quad|\\tag\{[^{}]{0,20}\}|[ \t])*$")
_TAGS = re.compile(r"(?:</?[a-zA-Z][^<>\n]{0,400}>[ \t]*)+$")
_BLOCK_TAGS = re.compile(
    r"</?(?:p|div|details|summary|center|br|hr|table|thead|tbody|tr|ul|ol|section)\b", re.IGNORECASE
)
_SHORT_HEADING = 80


class _Scanner:
    """The state of one pass: the open lists, and where each formula delimiter comes next."""

    def __init__(self, raw: str, limit: int) -> None:
        self.raw = raw
        self.lines = list(read_lines(raw, limit))
        self.limit = limit
        self.lists: list[int] = []
        self.next_close: dict[str, int] = {}

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in order."""
        at = 0
        after_blank = True
        while at < len(self.lines):
            line = self.lines[at]
            if not line.text:
                after_blank, at = True, at + 1
                continue
            if after_blank and line.indent == 0 and not _ITEM.match(line.text):
                self.lists.clear()
            block, at = self._block(line, at)
            after_blank = False
            yield block

    def _block(self, line: Line, at: int) -> tuple[Block, int]:
        """The block that starts at this line, and the line after it."""
        if special := self._formula_or_markup(line, at):
            return special
        text = line.text
        if text.startswith("#") and (found := _HEADING.match(text)):
            body = Span(line.first + found.start(2), line.first + found.end(2))
            return self._made("heading", line, line.end, body, level=len(found.group(1))), at + 1
        if _RULE.match(text):
            return self._made("rule", line, line.end, Span(line.end, line.end)), at + 1
        if found := _ITEM.match(text):
            return self._item(line, at, found)
        return self._paragraph(line, at, line.first, "paragraph", "")

    def _formula_or_markup(self, line: Line, at: int) -> tuple[Block, int] | None:
        """A fence, a formula, a table or a tag that starts at this line."""
        if found := _FENCE.match(line.text):
            return self._fence(line, at, found)
        if math := self._math(line, at):
            return math
        if self._table_follows(line, at):
            return self._table(line, at)
        return self._html(line, at) if line.text.startswith("<") else None

    def _made(self, kind: Kind, line: Line, end: int, body: Span, **rest: object) -> Block:
        depth = sum(1 for indent in self.lists if indent < line.indent)
        return Block(kind, line.start, end, body, depth=depth, quoted=line.quoted, **rest)  # type: ignore[arg-type]  # Block's own names

    def _fence(self, line: Line, at: int, found: re.Match[str]) -> tuple[Block, int]:
        marks, info = found.group(1), found.group(2).strip().lower()
        if info in {"markdown", "md"}:  # an answer wrapped in a fence is still markdown
            return self._made("rule", line, line.end, Span(line.end, line.end)), at + 1
        close = re.compile(re.escape(marks[0]) + f"{{{len(marks)},}}[ \t]*$")
        last = at + 1
        while last < len(self.lines) and not close.match(self.lines[last].text):
            last += 1
        closed = last < len(self.lines)
        end = self.lines[last].end if closed else self.lines[-1].end
        body_end = self.lines[last - 1].end
        body = Span(min(line.end + 1, body_end), max(body_end, min(line.end + 1, body_end)))
        kind: Kind = "math" if info in {"math", "latex", "tex"} else "code"
        return self._made(kind, line, end, body, info=info), last + 1

    def _math(self, line: Line, at: int) -> tuple[Block, int] | None:
        found = _MATH.match(line.text)
        if not found:
            return None
        opened = line.first + found.end()
        close = {"$$": "$$", "\\[": "\\]"}.get(found.group(), f"\\end{{{found.group(1)}{found.group(2)}}}")
        closed = self._find(close, opened)
        if closed < 0:  # an answer that was cut off: the formula runs to the next blank line
            last = at
            while last + 1 < len(self.lines) and self.lines[last + 1].text:
                last += 1
            end = self.lines[last].end
            return self._made("math", line, end, Span(opened, end)), last + 1
        last = at
        while last + 1 < len(self.lines) and self.lines[last].end < closed:
            last += 1
        if not _TAIL.match(self.raw, closed + len(close), self.lines[last].end):
            return None
        return self._made("math", line, self.lines[last].end, Span(opened, closed)), last + 1

    def _find(self, close: str, start: int) -> int:
        """Where a delimiter comes next; remembered, so that the whole scan stays linear."""
        known = self.next_close.get(close, -2)
        if known == -1 or known >= start:
            return known
        self.next_close[close] = self.raw.find(close, start, self.limit)
        return self.next_close[close]

    def _table_follows(self, line: Line, at: int) -> bool:
        if "|" not in line.text or at + 1 >= len(self.lines):
            return False
        below = self.lines[at + 1]
        return "-" in below.text and "|" in below.text and _DELIMITERS.match(below.text) is not None

    def _table(self, line: Line, at: int) -> tuple[Block, int]:
        rows = [read_row(line, 0)]
        last = at + 2
        while last < len(self.lines) and "|" in self.lines[last].text:
            rows.append(read_row(self.lines[last], len(rows[0].cells)))
            last += 1
        end = self.lines[last - 1].end
        return self._made("table", line, end, Span(line.first, end), rows=tuple(rows)), last

    def _html(self, line: Line, at: int) -> tuple[Block, int] | None:
        last = at
        if line.text.startswith("<!--"):
            closed = self._find("-->", line.first)
            closed = self.lines[-1].end if closed < 0 else closed + 3
            while last + 1 < len(self.lines) and self.lines[last].end < closed:
                last += 1
        elif not (_TAGS.match(line.text) and _BLOCK_TAGS.match(line.text)):
            return None
        end = self.lines[last].end
        return self._made("html", line, end, Span(line.first, end)), last + 1

    def _item(self, line: Line, at: int, found: re.Match[str]) -> tuple[Block, int]:
        while self.lists and self.lists[-1] > line.indent:
            self.lists.pop()
        if not self.lists or self.lists[-1] + 1 < line.indent:
            self.lists.append(line.indent)
        return self._paragraph(line, at, line.first + found.end(), "item", found.group(1))

    def _paragraph(self, line: Line, at: int, body: int, kind: Kind, marker: str) -> tuple[Block, int]:
        """A run of lines of text: a paragraph, the text of a list item, or a heading that is underlined."""
        last = at + 1
        while last < len(self.lines) and not self._interrupts(last, self.lines[last]):
            last += 1
        depth = len(self.lists) if kind == "item" else sum(1 for indent in self.lists if indent < line.indent)
        end = self.lines[last - 1].end
        made = Block(kind, line.start, end, Span(body, end), depth=depth, quoted=line.quoted, marker=marker)
        if last == len(self.lines) or kind == "item" or last > at + 1 or len(line.text) > _SHORT_HEADING:
            return made, last
        below = self.lines[last].text
        if _UNDERLINE.match(below) and line.text[-1] not in ".:;,":
            level = 1 if below[0] == "=" else 2
            return Block(
                "heading", line.start, self.lines[last].end, made.body, level=level, quoted=line.quoted
            ), last + 1
        return made, last

    def _interrupts(self, at: int, line: Line) -> bool:
        """Whether a line ends the paragraph above it."""
        text = line.text
        if not text:
            return True
        if text[0] not in "#`~-*+•‣◦▪●○_─—━=$\\<|" and not text[0].isdigit() and "|" not in text:
            return line.quoted > self.lines[at - 1].quoted
        return bool(
            _HEADING.match(text)
            or _FENCE.match(text)
            or _ITEM.match(text)
            or _RULE.match(text)
            or (_UNDERLINE.match(text) and len(text) > 1)
            or _MATH.match(text)
            or text.startswith("<!--")
            or self._table_follows(line, at)
            or line.quoted > self.lines[at - 1].quoted
        )


def scan(raw: str) -> tuple[Block, ...]:
    """The blocks of a text in order; past `STRUCTURED` characters, paragraphs without structure."""
    limit = len(raw)
    if limit > STRUCTURED:
        limit = raw.rfind("\n", 0, STRUCTURED) + 1 or STRUCTURED
    blocks = list(_Scanner(raw, limit).blocks())
    for start in range(limit, len(raw), _PIECE):
        end = min(start + _PIECE, len(raw))
        blocks.append(Block("paragraph", start, end, Span(start, end)))
    return tuple(blocks)
