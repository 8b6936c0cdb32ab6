"""How much of an answer is read closely.

Invariant: whatever is passed over lies in the middle of a text far longer than any honest answer; its beginning and
its end, where the last statement stands, are always read.
"""

from collections.abc import Sequence
from typing import TypeVar

from evalhw.text.layout.spans import Span

CLOSELY = 120_000
"""Characters of an answer that are read closely: half from its beginning, half from its end."""
LONGEST_SENTENCE = 2_000
"""Characters after which a sentence is read as another one."""
MOST_IN_SENTENCE = 48
"""Things of one kind, such as quantities, that are told apart in one sentence."""

Thing = TypeVar("Thing")


def readable(spans: Sequence[Span], most: int = CLOSELY) -> tuple[Span, ...]:
    """The passages of an answer that are read closely."""
    if sum(span.end - span.start for span in spans) <= most:
        return tuple(spans)
    start, end = spans[0].start + most // 2, spans[-1].end - most // 2
    head = (Span(span.start, min(span.end, start)) for span in spans if span.start < start)
    tail = (Span(max(span.start, end, start), span.end) for span in spans if span.end > max(end, start))
    return (*head, *tail)


def few(things: Sequence[Thing], most: int = MOST_IN_SENTENCE) -> list[Thing]:
    """The first and the last of too many things."""
    return list(things) if len(things) <= most else [*things[: most // 2], *things[-(most // 2) :]]


def pieces(start: int, end: int, longest: int = LONGEST_SENTENCE) -> list[tuple[int, int]]:
    """A range in pieces that are not too long."""
    return [(at, min(at + longest, end)) for at in range(start, end, longest)]
