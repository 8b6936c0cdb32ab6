"""Every quantity of a passage, with the sentence or cell it stands in and what stands over that.

Invariant: mentions come in the order of the text, and their spans point into the raw text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from evalhw.text.layout import sentences
from evalhw.text.layout.budget import LONGEST_SENTENCE, few, pieces, readable
from evalhw.text.layout.document import Block, Document
from evalhw.text.layout.outline import outline
from evalhw.text.layout.plain import Plain
from evalhw.text.layout.spans import Span
from evalhw.text.quantities.reading import BARE, COUNT, Quantity, read
from evalhw.units.unit import FACTOR, unit_at

_LONGEST_LABEL = 200
_MOST = 2_000
_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A quantity in its place; two mentions are never the same.

    Attributes:
        quantity: The quantity; its offsets count in `text`.
        span: Its passage in the raw text.
        text: The sentence, or the table cell, it stands in.
        where: The passage of that sentence or cell in the raw text.
        over: What stands over it, the nearest first: a cell's row label and column heading, list items, the line that
            leads the list, headings.
        block: Start of its block in the raw text.
        cell: Whether it stands in a table.
        claim: The words that make the claim, in the raw text: from the quantity before it to its own end.
    """

    quantity: Quantity
    span: Span
    text: str
    where: Span
    over: tuple[str, ...]
    block: int
    cell: bool = False
    claim: Span = _NOWHERE

    @property
    def before(self) -> str:
        """The sentence up to the quantity."""
        return self.text[: self.quantity.start]

    @property
    def after(self) -> str:
        """The sentence behind the quantity."""
        return self.text[self.quantity.end :]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or a table cell, as a unit of reading."""

    view: Plain
    where: Span
    over: tuple[str, ...]
    block: int
    cell: bool = False


@lru_cache(maxsize=32)
def mentions(document: Document, spans: tuple[Span, ...]) -> tuple[Mention, ...]:
    """The quantities of some passages of a document, in order."""
    every = [mention for passage in passages(document, spans) for mention in _of(passage)]
    return tuple(few(every, _MOST))


def passages(document: Document, spans: tuple[Span, ...]) -> Iterator[Passage]:
    """The sentences and table cells of some passages of a document, in order."""
    over = outline(document)
    for span in readable(spans):
        before: Block | None = None
        for block in document.blocks_in(span):
            labels = tuple(_label(document, above) for above in over.get(block.start, ()))
            if block.kind == "math" and before is not None and (begun := _begun(document, before)):
                labels = (begun, *labels)
            before = block
            if block.kind == "table":
                yield from _cells(document, block, span, labels)
            else:
                yield from _sentences(document.view(block).within(span), labels, block)


def _begun(document: Document, block: Block) -> str:
    """The sentence that a block leaves unfinished, for a displayed formula to end: "The posterior mean is"."""
    if block.kind not in {"paragraph", "item"}:
        return ""
    text = document.view(block).text.rstrip()[-_LONGEST_LABEL:]
    if not text[-1:].isalpha() and text[-1:] not in {"=", "≈", ","}:
        return ""
    return text[[start for start, _ in sentences.bounds(text)][-1] :]


def _label(document: Document, block: Block) -> str:
    return document.view(block).text[:_LONGEST_LABEL].strip()


def _sentences(view: Plain, labels: tuple[str, ...], block: Block) -> Iterator[Passage]:
    for first, last in sentences.bounds(view.text):
        for start, end in pieces(first, last):
            part = Plain(view.text[start:end], view.starts[start:end], view.ends[start:end])
            yield Passage(part, view.raw_span(start, end), labels, block.start)


def _cells(document: Document, table: Block, span: Span, labels: tuple[str, ...]) -> Iterator[Passage]:
    header = [document.cell(cell).text.strip() for cell in table.rows[0].cells] if table.rows else []
    for number, row in enumerate(table.rows):
        if not row.cells or row.cells[0].start < span.start or row.cells[-1].end > span.end:
            continue
        views = [document.cell(cell) for cell in row.cells]
        for column, view in enumerate(views):
            if view.text.strip():
                top = header[column] if number and column < len(header) else ""
                side = views[0].text.strip() if column else ""
                over = tuple(label for label in (side, top) if label)
                yield Passage(view, row.cells[column], (*over, *labels), table.start, cell=True)


def _of(passage: Passage) -> Iterator[Mention]:
    text = passage.view.text[:LONGEST_SENTENCE]
    if not any(character.isnumeric() for character in text) and not _SPELLED.search(text):
        return
    last = 0
    for quantity in few(read(text)):
        placed = _with_unit_from_label(quantity, text, passage)
        span = passage.view.raw_span(quantity.start, quantity.end)
        lead = _LEAD.match(text, last)
        start = min(lead.end() if lead else last, quantity.start)
        claim = span if passage.cell else Span(passage.view.raw_span(start, start + 1).start, span.end)
        yield Mention(placed, span, text, passage.where, passage.over, passage.block, passage.cell, claim)
        last = quantity.end if placed.dimension != BARE else last


_LEAD = re.compile(r"[\s,;:.()/*|–—-]*(?:(?:and|or|to|with|at)\s+)?")
_SPELLED = re.compile(
    r"\b(?:half|quarter|third|one|two|three|four|five|six|seven|eight|nine|ten|[a-z]{3,6}teen|[a-z]{3,5}ty)\b",
    re.IGNORECASE,
)
_LABEL_UNIT = re.compile(r"(?:[(\[]\s*(?:in\s+)?|,\s*(?:in\s+)?|\bin\s+|_)(?=[A-Za-z%°µμΩ])")
_LABEL_END = re.compile(r"\s*[)\]]?[\"']?\s*(?:[:=]|is|was|of|→|\|)?\s*[\"']?\s*(?:about |~|≈)?\s*$")


def _with_unit_from_label(quantity: Quantity, text: str, passage: Passage) -> Quantity:
    """Give a bare number the unit that its label states: ``Time (s): 341``, a column ``Accuracy (%)``."""
    if quantity.dimension not in {BARE, COUNT} or quantity.spelled or quantity.noun:
        return quantity
    labels = [text[max(0, quantity.start - 60) : quantity.start]]
    labels += [f"{label} " for label in (passage.over[:2] if passage.cell else ())]
    for label in labels:
        for found in _LABEL_UNIT.finditer(label):
            read_unit = unit_at(label, found.end())
            if (
                read_unit is None
                or read_unit[0].dimension == FACTOR
                or _LABEL_END.fullmatch(label, read_unit[1]) is None
            ):
                continue
            unit = read_unit[0]
            value = quantity.value * unit.factor + unit.offset
            step = quantity.step * unit.factor
            return replace(
                quantity, value=value, high=value, step=step, scale=unit.factor, dimension=unit.dimension, noun=""
            )
    return quantity
