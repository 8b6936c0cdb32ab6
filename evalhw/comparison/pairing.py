"""Differences between two sides, question by question, over what both were asked and graded on.

Invariant: a criterion that is open on one side counts on neither; what it could still change is given as a range.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from evalhw.comparison.compare import Comparison, Side, bounds_of
from evalhw.grading.grade import CriterionGrade, QuestionGrade


@dataclass(frozen=True)
class Difference:
    """The second side's share of a question's points less the first's.

    Attributes:
        question: The question.
        share: Over the criteria that are decided on both sides, −1 to 1; None where there are none.
        low: The least it can be, whatever the open criteria turn out to be.
        high: The most it can be.
    """

    question: str
    share: float | None
    low: float
    high: float

    @property
    def open(self) -> bool:
        """Whether something of it is not decided."""
        return self.high > self.low


def differences(comparison: Comparison, row: int, *, first_try: bool = False) -> tuple[Difference, ...]:
    """The differences between the first side and another, on the questions that both answered.

    Args:
        comparison: The comparison, unfiltered.
        row: Which side is compared with the first.
        first_try: Whether to look at first tries rather than at what stands after follow-ups.
    """
    sides = comparison.sides[0], comparison.sides[row]
    found = []
    for line in comparison.lines:
        if line.max_points > 0 and line.scores[0].repeats and line.scores[row].repeats:
            answers = [side.answers(line.id, changed=comparison.changed) for side in sides]
            found.append(_difference(line.id, line.max_points, answers, sides, first_try=first_try))
    return tuple(found)


def _difference(
    question: str, most: float, answers: Sequence[Sequence[QuestionGrade]], sides: Sequence[Side], *, first_try: bool
) -> Difference:
    bounds = [
        [bounds_of(one, side, first_try=first_try) for one in group] for group, side in zip(answers, sides, strict=True)
    ]
    lows = [fmean(low for low, _ in group) for group in bounds]
    highs = [fmean(high for _, high in group) for group in bounds]
    share: float | None
    if _is_open(answers, first_try=first_try):
        share = _decided_share(most, answers, first_try=first_try)
    else:
        earned = [fmean(one.first_points if first_try else one.points for one in group) for group in answers]
        share = (earned[1] - earned[0]) / most
    return Difference(question, share, (lows[1] - highs[0]) / most, (highs[1] - lows[0]) / most)


def _criteria(question: QuestionGrade, *, first_try: bool) -> Sequence[CriterionGrade]:
    return question.attempts[0].criteria if first_try and question.attempts else question.criteria


def _is_open(answers: Sequence[Sequence[QuestionGrade]], *, first_try: bool) -> bool:
    return any(
        one.outcome == "unscored"
        for group in answers
        for question in group
        for one in _criteria(question, first_try=first_try)
    )


def _decided_share(most: float, answers: Sequence[Sequence[QuestionGrade]], *, first_try: bool) -> float | None:
    """The difference over the criteria that each side has decided at least once, as a share of what they are worth."""
    earned: list[dict[str, list[float]]] = [{}, {}]
    worth: dict[str, float] = {}
    for row, group in enumerate(answers):
        for question in group:
            for one in _criteria(question, first_try=first_try):
                worth[one.id] = one.max_points
                if one.outcome != "unscored":
                    earned[row].setdefault(one.id, []).append(one.points)
    decided = [name for name in worth if name in earned[0] and name in earned[1]]
    left = most - sum(value for name, value in worth.items() if name not in decided)
    if left <= 0 or not any(worth[name] > 0 for name in decided):
        return None
    first, second = (max(0.0, min(sum(fmean(row[name]) for name in decided), left)) for row in earned)
    return (second - first) / left
