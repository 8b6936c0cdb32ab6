"""The passages that decided a criterion, side by side.

Invariant: a passage is quoted from the grade, word for word, cut only where it is long.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from evalhw.comparison.compare import Comparison, Line, Score, Side
from evalhw.reports.layout import SYMBOLS, outcome_shown
from evalhw.reports.visible import one_line

_LONGEST = 400


@dataclass(frozen=True)
class Passages:
    """A criterion on which sides differ: for each side its name, score, symbol, quotes and the grader's reason."""

    question: str
    criterion: str
    sides: tuple[tuple[str, Score, str, tuple[str, ...], str], ...]


def passages_of(comparison: Comparison) -> Iterator[Passages]:
    """The criteria that differ, with what decided them."""
    for line in comparison.lines:
        for inner in line.criteria:
            if inner.common and inner.differs:
                sides = tuple(
                    (one_line(side.name), score, sign(inner, score.verdict), *_decided(side, line.id, inner.id))
                    for side, score in zip(comparison.sides, inner.scores, strict=True)
                )
                yield Passages(line.id, inner.id, sides)


def sign(line: Line, verdict: str) -> str:
    """The symbol of a side's verdict on a question or criterion."""
    return SYMBOLS[verdict] if line.criteria else outcome_shown(verdict, line.max_points)[0]


def _decided(side: Side, question_id: str, criterion_id: str) -> tuple[tuple[str, ...], str]:
    question = side.grades[0].question(question_id)
    found = next((one for one in question.criteria if one.id == criterion_id), None) if question else None
    if found is None:
        return (), "not asked"
    return tuple(_cut(one_line(one.quote)) for one in found.evidence), one_line(found.reason)


def _cut(quote: str) -> str:
    return quote if len(quote) <= _LONGEST else f"{quote[:_LONGEST]} …"
