"""A model's answer as a reader sees it: blocks, plain text, sentences, each with its place in the raw text.

Invariant: nothing is computed before it is asked for, and every offset given out points into `raw`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from evalhw.text.layout import blocks as scanner
from evalhw.text.layout import plain as views
from evalhw.text.layout import sentences
from evalhw.text.layout.blocks import Block, Kind
from evalhw.text.layout.lines import Row
from evalhw.text.layout.plain import Plain
from evalhw.text.layout.spans import Span

__all__ = ["Block", "Document", "Kind", "Plain", "Row", "Sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its plain text, its passage in the raw text, and the block it stands in."""

    text: str
    span: Span
    block: Block


@dataclass(frozen=True)
class Document:
    """One turn, parsed on demand."""

    raw: str
    memory: dict[object, object] = field(default_factory=dict, repr=False, compare=False)
    """What readers of the document have worked out from it, by a key of theirs."""
    _views: dict[int, Plain] = field(default_factory=dict, repr=False, compare=False)
    _plains: dict[Span, Plain] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def parse(cls, raw: str) -> "Document":
        """The document of a raw text; costs nothing yet."""
        return cls(raw)

    @property
    def capped(self) -> bool:
        """Whether the text is so long that its end is kept without structure."""
        return len(self.raw) > scanner.STRUCTURED

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in order."""
        return scanner.scan(self.raw)

    def blocks_in(self, span: Span | None = None) -> tuple[Block, ...]:
        """The blocks that share at least one character with a passage."""
        if span is None:
            return self.blocks
        first = bisect_right(self.blocks, span.start, key=lambda block: block.end)
        return self.blocks[first : bisect_left(self.blocks, span.end, lo=first, key=lambda block: block.start)]

    def blocks_after(self, block: Block) -> Iterator[Block]:
        """The blocks that follow one, in order."""
        at = bisect_right(self.blocks, block.start, key=lambda other: other.start)
        return (self.blocks[index] for index in range(at, len(self.blocks)))

    def view(self, block: Block) -> Plain:
        """The plain view of a block's body; a table's cells are joined by " | ", its rows by line breaks."""
        known = self._views.get(block.start)
        if known is None:
            known = self._views[block.start] = self._view(block)
        return known

    def plain(self, span: Span | None = None) -> Plain:
        """The plain view of a passage, or of everything; blocks are joined by a line break."""
        whole = span or Span(0, len(self.raw))
        known = self._plains.get(whole)
        if known is None:
            parts = (self.view(block).within(whole) for block in self.blocks_in(whole))
            known = self._plains[whole] = views.joined(parts)
        return known

    def cell(self, span: Span) -> Plain:
        """The plain view of a table's cell."""
        return views.prose(self.raw, span.start, span.end)

    def sentences(self, span: Span | None = None) -> Iterator[Sentence]:
        """The sentences of a passage in order; a table's row is one, formulas and code by their lines."""
        whole = span or Span(0, len(self.raw))
        for block in self.blocks_in(whole):
            view = self.view(block).within(whole)
            for start, end in sentences.bounds(view.text):
                yield Sentence(view.text[start:end], view.raw_span(start, end), block)

    def _view(self, block: Block) -> Plain:
        body = block.body
        if block.kind in {"code", "rule"} or body.start >= scanner.STRUCTURED:
            return views.verbatim(body.start, self.raw[body.start : body.end])
        if block.kind == "math":
            return views.formula(self.raw, body.start, body.end)
        if block.kind == "table":
            rows = (views.joined((self.cell(cell) for cell in row.cells), " | ") for row in block.rows)
            return views.joined(rows)
        return views.prose(self.raw, body.start, body.end, quoted=block.quoted > 0)
