"""Count the words of a part as a person would count them on the printed page.

Invariant: markup is never counted; the rule stands in full in `checks.word_count`.
"""

from collections.abc import Sequence
from itertools import islice

from evalhw.text.layout import plain as views
from evalhw.text.layout.blocks import Block
from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span
from evalhw.text.parts.labels import Mark, marks_of

_MOST_LABELS = 8  # headings that one part stands under
_WORDLESS = frozenset({"math", "code", "rule"})


def word_count(document: Document, spans: Sequence[Span]) -> int:
    """The words in some passages of an answer that make up one part."""
    return sum(
        _words(document, span, first=at == 0) for at, span in enumerate(spans) if not _repeats(document, spans, at)
    )


def first_words(document: Document, spans: Sequence[Span]) -> Span | None:
    """The first sentence of a part's own words: where a comment on its length belongs."""
    if not spans:
        return None
    start = _after_label(document, spans[0])
    return next((sentence.span for sentence in document.sentences(Span(start, spans[0].end))), None)


def _words(document: Document, span: Span, *, first: bool) -> int:
    total = 0
    start = span.start
    if first:
        start = _after_label(document, span)
    for block in document.blocks_in(Span(start, span.end)):
        if block.kind in _WORDLESS:
            continue
        total += sum(1 for word in _text(document, block, Span(start, span.end)).split() if _is_word(word))
    return total


def _text(document: Document, block: Block, span: Span) -> str:
    raw = document.raw
    if block.kind == "table":
        cells = (cell for row in block.rows for cell in row.cells if span.start <= cell.start and cell.end <= span.end)
        return " ".join(views.prose(raw, cell.start, cell.end, terse=True).text for cell in cells)
    key = ("terse", block.start)
    whole = document.memory.get(key)
    if not isinstance(whole, views.Plain):
        whole = views.prose(raw, block.body.start, block.body.end, quoted=block.quoted > 0, terse=True)
        document.memory[key] = whole
    return whole.within(span).text


def _is_word(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _after_label(document: Document, span: Span) -> int:
    """Where the part's own words start: after the headings that carry its label, or after the label of its sentence."""
    at = span.start
    for block in islice(document.blocks_in(span), _MOST_LABELS):
        mark = next(marks_of(document, block), None)
        if mark is None or not mark.tokens or mark.form == "number" or mark.start > max(at, block.start):
            break
        at = mark.end
        if not _is_heading(document, mark, block):
            break
    return at


def _is_heading(document: Document, mark: Mark, block: Block) -> bool:
    return block.kind == "heading" or not document.raw[mark.end : block.end].strip(" *_:")


def _repeats(document: Document, spans: Sequence[Span], at: int) -> bool:
    """Whether a later passage only repeats, in a summary, what the part said: a row, or a line with the label again."""
    if at == 0:
        return False
    span = spans[at]
    block = next(iter(document.blocks_in(span)), None)
    if block is None:
        return False
    if block.kind == "table" and block.start < span.start:
        return True
    mark = next(marks_of(document, block), None)
    return mark is not None and bool(mark.tokens) and mark.form != "number" and mark.start == span.start
