"""Blocks of a model's answer as markdown blocks of the report.

Invariant: headings stand at least two levels below the report's own; every list, quote, fence and table is written
anew, so that nothing of it can run past its end.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from evalhw.reports.markdown import formulas, inline
from evalhw.reports.reading import Group, Reading
from evalhw.reports.runs import Run
from evalhw.text.layout.document import Block
from evalhw.text.layout.spans import Span

BELOW = 2
"""The level of a turn's heading: the highest of a model's headings stands right beneath it."""

_LOWEST = 6
_NUMBER = re.compile(r"(\d{1,9})[.)]")
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9_+#-]{0,19}")
_ACTIVE = {"mermaid", "math", "geojson", "topojson", "stl"}
"""Languages that GitHub runs rather than shows."""


@dataclass
class _List:
    """The open items of a list: how far each level's text stands in."""

    indents: list[int] = field(default_factory=list)

    def item(self, block: Block) -> tuple[str, str]:
        """The marker of an item, and the blanks before it."""
        depth = max(block.depth, 1)
        del self.indents[depth - 1 :]
        while len(self.indents) < depth - 1:
            self.indents.append(2)
        blanks = " " * sum(self.indents)
        found = _NUMBER.search(block.marker)
        marker = f"{int(found.group(1))}." if found else "-"
        self.indents.append(len(marker) + 1)
        return blanks, marker

    def inside(self, block: Block) -> str:
        """The blanks before a block that is not an item itself."""
        return " " * sum(self.indents[: block.depth])


def group_lines(reading: Reading, group: Group, *, below: int = BELOW) -> list[str]:
    """A group as lines of markdown, without a blank line at either end.

    Args:
        reading: The text it stands in.
        group: The group.
        below: The level of the report's heading that it stands under.
    """
    written: list[str] = []
    open_list = _List()
    for index, block in enumerate(group.blocks):
        lines = list(_block_lines(reading, block, open_list, below))
        if not lines:
            continue
        tight = index and block.kind == group.blocks[index - 1].kind == "item"
        if written and not tight:
            written.append(_quoted("", block.quoted).rstrip())
        written += [_quoted(line, block.quoted) for line in lines]
    return written


def text_lines(reading: Reading, *, below: int = BELOW) -> list[str]:
    """A whole text as lines of markdown."""
    written: list[str] = []
    for group in reading.groups:
        lines = group_lines(reading, group, below=below)
        if lines and written:
            written.append("")
        written += lines
    return written


def _quoted(line: str, depth: int) -> str:
    return ("> " * min(depth, _LOWEST) + line) if depth else line


def _block_lines(reading: Reading, block: Block, open_list: _List, below: int) -> Iterator[str]:
    if block.kind == "item":
        blanks, marker = open_list.item(block)
        runs = reading.runs(block.body)
        lines = inline.lines(_without_displays(runs)) or [""]
        yield f"{blanks}{marker} {lines[0]}".rstrip()
        yield from (f"{blanks}{' ' * (len(marker) + 1)}{line}" for line in lines[1:])
        return
    blanks = open_list.inside(block)
    for line in _plain_lines(reading, block, below):
        yield f"{blanks}{line}".rstrip()


def _plain_lines(reading: Reading, block: Block, below: int) -> Iterable[str]:
    raw = reading.raw[block.body.start : block.body.end]
    if block.kind == "heading":
        level = min(block.level - reading.top_level + 1 + below, _LOWEST)
        title = inline.sentence(_without_displays(reading.runs(block.body)))
        return [f"{'#' * level} {title}"] if title else []
    if block.kind == "code":
        return formulas.fence(_unquoted(textwrap.dedent(raw), block), _language(block.info))
    if block.kind == "math":
        return _math_lines(_unquoted(raw, block), block, reading)
    if block.kind == "table":
        return _table_lines(reading, block)
    if block.kind == "rule":
        return ["* * *"] if reading.raw[block.start : block.end].strip("-*_─—━> \t") == "" else []
    return _paragraph_lines(reading.runs(block.body), listed=block.depth > 0)


def _unquoted(text: str, block: Block) -> str:
    return re.sub(r"(?m)^[ \t]*(?:>[ \t]?)+", "", text) if block.quoted else text


def _math_lines(source: str, block: Block, reading: Reading) -> list[str]:
    """A displayed formula; what trails its closing delimiter (a full stop, a number) follows it."""
    found = next((one for one in reading.formulas if one.outer_start >= block.start and one.end <= block.end), None)
    whole = found.source if found and found.outer_start < block.body.start + 1 else source
    if block.depth:
        return [formulas.inline(whole, display=True)]
    lines = formulas.block(whole)
    tail = reading.raw[found.outer_end : block.end].strip(" \t.,;:") if found else ""
    return [*lines, "", inline.at_line_start(inline.escaped(tail))] if tail else lines


def _without_displays(runs: Iterable[Run]) -> list[Run]:
    """Displayed formulas on lines of their own, where no fenced block may stand."""
    written: list[Run] = []
    for run in runs:
        if run.kind == "display":
            around = Run("break", "", run.start, run.start)
            written += [around, run, Run("break", "", run.end, run.end)]
        else:
            written.append(run)
    return written


def _paragraph_lines(runs: Sequence[Run], *, listed: bool) -> list[str]:
    """A paragraph; a formula displayed in its midst parts it."""
    if listed:
        return inline.lines(_without_displays(runs))
    written: list[str] = []
    pending: list[Run] = []
    for run in [*runs, None]:
        if run is not None and run.kind != "display":
            pending.append(run)
            continue
        lines = inline.lines(pending)
        written += ([""] if written and lines else []) + lines
        pending = []
        if run is not None:
            written += ([""] if written else []) + formulas.block(run.text)
    return written


def _table_lines(reading: Reading, block: Block) -> list[str]:
    if not block.rows:
        return []
    width = max(len(row.cells) for row in block.rows)
    rows = []
    for row in block.rows:
        cells = [_cell(reading, span) for span in row.cells]
        rows.append(f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |")
    return [rows[0], f"|{'---|' * width}", *rows[1:]]


def _cell(reading: Reading, span: Span) -> str:
    return inline.sentence(reading.runs(span), cell=True)


def _language(info: str) -> str:
    found = _LANGUAGE.match(info)
    return found.group() if found and found.group().lower() not in _ACTIVE else ""
