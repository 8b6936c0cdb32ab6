"""A model's answer, read once for all the formats: blocks, runs, and groups of blocks that belong together.

Invariant: groups come in the order of the text and cover every block; a comment may stand after any group without
breaking a list, a quote or a table.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evalhw.mathematics.derivations.formulas import Formula, formulas
from evalhw.reports.runs import Run, runs
from evalhw.text.layout.document import Block, Document
from evalhw.text.layout.spans import Span


@dataclass(frozen=True)
class Group:
    """Blocks that a comment must not come between: a whole list, a whole quote, or a single block."""

    blocks: tuple[Block, ...]

    @property
    def start(self) -> int:
        """Offset of the first character in the raw text."""
        return self.blocks[0].start

    @property
    def end(self) -> int:
        """Offset after the last character in the raw text."""
        return self.blocks[-1].end


@dataclass(frozen=True)
class Reading:
    """One text of a model or a person."""

    raw: str

    @cached_property
    def document(self) -> Document:
        """The text's blocks."""
        return Document.parse(self.raw)

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        """The formulas that stand between delimiters, in order."""
        return tuple(formula for formula in formulas(self.raw) if formula.notation == "latex")

    @cached_property
    def _starts(self) -> list[int]:
        return [formula.outer_start for formula in self.formulas]

    def passage(self, span: Span) -> list[Run]:
        """The runs of a passage that may begin or end inside a formula: a part of one formula is mathematics too."""
        start, end = span.start, span.end
        for formula in self.formulas[max(bisect_left(self._starts, span.start) - 1, 0) :]:
            if formula.outer_start >= span.end:
                break
            if formula.start <= span.start and span.end <= formula.end:
                return [Run("math", self.raw[span.start : span.end].strip(), span.start, span.end)]
            if formula.outer_end > span.start:
                start, end = min(start, formula.outer_start), max(end, formula.outer_end)
        return self.runs(Span(start, end))

    @cached_property
    def top_level(self) -> int:
        """The level of the text's highest heading, 1 to 6; 1 if it has none."""
        return min((block.level for block in self.document.blocks if block.kind == "heading"), default=1)

    def runs(self, span: Span) -> list[Run]:
        """The runs of a passage of prose."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        inside = [formula for formula in self.formulas[first:last] if formula.outer_end <= span.end]
        return runs(self.raw, span, inside)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The blocks, grouped."""
        return tuple(Group(tuple(group)) for group in _grouped(self.document.blocks))


def _grouped(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for block in blocks:
        if group and not _belongs(group[-1], block):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _belongs(before: Block, block: Block) -> bool:
    """Whether a block carries on the list or quote of the block before it."""
    if block.quoted or before.quoted:
        return bool(block.quoted and before.quoted)
    return bool((block.depth or block.kind == "item") and (before.depth or before.kind == "item"))
