"""The passages that decided a criterion, side by side.

Invariant: a passage is quoted from the grade, word for word, cut only where it is long.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from evalhw.compare import Comparison, Score, Side
from evalhw.reports.visible import one_line

_LONGEST = 400


@dataclass(frozen=True)
class Passages:
    """A criterion on which sides differ: for each side its name, score, quotes and the grader's reason."""

    question: str
    criterion: str
    sides: tuple[tuple[str, Score, tuple[str, ...], str], ...]


def passages_of(comparison: Comparison) -> Iterator[Passages]:
    """The criteria that differ, with what decided them."""
    for line in comparison.lines:
        for inner in line.criteria:
            if inner.differs:
                sides = tuple(
                    (one_line(side.name), score, *_decided(side, line.id, inner.id))
                    for side, score in zip(comparison.sides, inner.scores, strict=True)
                )
                yield Passages(line.id, inner.id, sides)


def _decided(side: Side, question_id: str, criterion_id: str) -> tuple[tuple[str, ...], str]:
    question = side.grades[0].question(question_id)
    found = next((one for one in question.criteria if one.id == criterion_id), None) if question else None
    if found is None:
        return (), "not asked"
    return tuple(_cut(one_line(one.quote)) for one in found.evidence), one_line(found.reason)


def _cut(quote: str) -> str:
    return quote if len(quote) <= _LONGEST else f"{quote[:_LONGEST]} …"
