"""Compare what models earned: per question and criterion, at the first try and after follow-ups.

Invariant: a comparison only rearranges grades; every number in it can be found in one of them or is a difference or a
mean of such numbers. What a side was not asked, or did not answer, counts neither for it nor against it.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import fmean, stdev
from typing import Literal

from evalhw.errors import UserError
from evalhw.grading.coverage import Coverage, coverage_of_grade
from evalhw.grading.grade import CriterionGrade, Grade, Outcome, QuestionGrade, Verdict

Only = Literal["different", "regressed", "improved"]


@dataclass(frozen=True)
class Side:
    """One of the models compared.

    Attributes:
        name: The model, or the run where two of one model are compared.
        grades: Its grades, more than one where the run was repeated.
        coverage: What each of the runs covers, in the same order; by default what the grades alone tell.
        traces: Where its traces are, so that a run that stands on two sides is known.
        asked: How it was asked, in words: parameters but for seeds, and whether without follow-ups.
    """

    name: str
    grades: tuple[Grade, ...]
    coverage: tuple[Coverage, ...] = ()
    asked: str = ""
    traces: frozenset[str] = frozenset()

    @cached_property
    def covered(self) -> tuple[Coverage, ...]:
        """What each run covers."""
        return self.coverage or tuple(coverage_of_grade(grade) for grade in self.grades)

    def answers(self, question_id: str, *, changed: bool = False) -> list[QuestionGrade]:
        """The grades of a question in the runs that answered it.

        Args:
            question_id: The question.
            changed: Whether an answer to it in other words than it has now counts too.
        """
        return [
            question
            for grade, covered in zip(self.grades, self.covered, strict=True)
            if question_id in covered.answered
            and (changed or question_id not in covered.changed)
            and (question := grade.question(question_id))
        ]

    def cost_of_deduction(self, question_id: str, criterion_id: str) -> float:
        """What an open deduction may still cost."""
        return self.covered[0].deductions.get((question_id, criterion_id), 0.0)


@dataclass(frozen=True)
class Score:
    """What one side earned on one question or criterion, the mean of the repeats in which it was answered.

    Attributes:
        points: After follow-ups.
        first_points: At the first try.
        verdict: The verdict or outcome that all repeats share; "partial" where they differ.
        first_verdict: The same, at the first try.
        hints: Follow-ups that gave something away.
        follow_ups: All follow-ups.
        regressed: Whether a follow-up made it worse, in any repeat.
        turns_to_correct: Mean answers until the question was right, over the repeats in which it became so; None
            where it never was.
        repeats: How many repeats count; 0 where there is nothing to compare.
        right: In how many of them it is right.
        spread: The standard deviation over repeats; None for fewer than two.
        low: The points, should all that is open turn out against it.
        high: The points, should all that is open turn out for it.
        first_low: The same as `low`, at the first try.
        first_high: The same as `high`, at the first try.
    """

    points: float
    first_points: float
    verdict: Verdict | Outcome
    first_verdict: Verdict | Outcome
    hints: float = 0
    follow_ups: float = 0
    regressed: bool = False
    turns_to_correct: float | None = None
    repeats: int = 1
    right: int = 0
    spread: float | None = None
    low: float = 0
    high: float = 0
    first_low: float = 0
    first_high: float = 0

    @property
    def open(self) -> bool:
        """Whether something of it is not decided."""
        return self.high > self.low


@dataclass(frozen=True)
class Line:
    """A question or a criterion, with the score of every side in order.

    Attributes:
        id: The question's or criterion's id.
        max_points: What it is worth.
        scores: One for each side.
        criteria: The criteria of a question; a criterion has none.
    """

    id: str
    max_points: float
    scores: tuple[Score, ...]
    criteria: tuple["Line", ...] = ()

    @property
    def common(self) -> bool:
        """Whether every side answered it."""
        return all(score.repeats for score in self.scores)

    @property
    def delta(self) -> float | None:
        """Points after follow-ups: the last side's less the first's; None where one did not answer."""
        return _difference(self, self.scores[-1].points, self.scores[0].points)

    @property
    def first_delta(self) -> float | None:
        """Points at the first try: the last side's less the first's; None where one did not answer."""
        return _difference(self, self.scores[-1].first_points, self.scores[0].first_points)

    @property
    def flipped(self) -> bool:
        """Whether sides differ in the verdict or outcome after follow-ups."""
        return self.common and len({score.verdict for score in self.scores}) > 1

    @property
    def differs(self) -> bool:
        """Whether anything about it differs between sides."""
        values = {
            (score.points, score.first_points, score.verdict, score.first_verdict, score.repeats > 0)
            for score in self.scores
        }
        return len(values) > 1 or any(line.differs for line in self.criteria)


def _difference(line: Line, last: float, first: float) -> float | None:
    return round(last - first, 4) if line.scores[0].repeats and line.scores[-1].repeats else None


@dataclass(frozen=True)
class Comparison:
    """Sides beside each other on one homework.

    Attributes:
        homework: Its name.
        sides: The sides, the one to compare against first.
        lines: Every question; a side that did not answer it has no repeats in its score.
        total: The questions that every side answered, added up.
        common: The ids of those questions.
        changed: Whether answers to questions whose words changed since count.
    """

    homework: str
    sides: tuple[Side, ...]
    lines: tuple[Line, ...]
    total: Line
    common: tuple[str, ...] = ()
    changed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The sides' names."""
        return tuple(side.name for side in self.sides)


def compare_grades(*sides: Grade | Side, changed: bool = False) -> Comparison:
    """Put grades of one homework beside each other.

    Args:
        sides: Grades, or sides of several repeats, the one to compare against first.
        changed: Whether answers to questions whose words changed since count.

    Raises:
        UserError: They are of different homeworks, or fewer than two.
    """
    given = tuple(side if isinstance(side, Side) else Side(side.model, (side,)) for side in sides)
    if len(given) < 2:  # noqa: PLR2004  # it takes two
        raise UserError("a comparison needs at least two runs")
    homeworks = sorted({grade.homework for side in given for grade in side.grades})
    if len(homeworks) > 1:
        raise UserError(f"cannot compare runs of different homeworks: {', '.join(homeworks)}")
    lines = tuple(_question_line(question, given, changed=changed) for question in _order(given))
    common = tuple(line.id for line in lines if line.common)
    named = _distinctly_named(given)
    return Comparison(homeworks[0], named, lines, _total(given, lines, changed=changed), common, changed)


def filtered(comparison: Comparison, only: Only) -> Comparison:
    """The comparison with only the questions that differ, that a follow-up made worse, or made better."""
    keep: dict[Only, Callable[[Line], bool]] = {
        "different": lambda line: line.differs,
        "regressed": lambda line: any(score.regressed for score in line.scores),
        "improved": lambda line: any(score.points > score.first_points for score in line.scores if score.repeats),
    }
    lines = tuple(line for line in comparison.lines if keep[only](line))
    return replace(comparison, lines=lines)


def _distinctly_named(sides: Sequence[Side]) -> tuple[Side, ...]:
    """Sides of one model are told apart by their runs."""
    names = [side.name for side in sides]
    return tuple(
        replace(side, name=f"{side.name}/{side.grades[0].run}") if names.count(side.name) > 1 else side
        for side in sides
    )


def _order(sides: Sequence[Side]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(question.id for side in sides for grade in side.grades for question in grade.questions))


def _question_line(question_id: str, sides: Sequence[Side], *, changed: bool) -> Line:
    known = [question for side in sides for grade in side.grades if (question := grade.question(question_id))]
    found = [side.answers(question_id, changed=changed) for side in sides]
    names = dict.fromkeys(criterion.id for question in known for criterion in question.criteria)
    worth = {one.id: one.max_points for question in known for one in question.criteria}
    criteria = tuple(
        Line(
            name,
            worth[name],
            tuple(_criterion_score(name, group, side) for group, side in zip(found, sides, strict=True)),
        )
        for name in names
    )
    scores = tuple(_question_score(group, side) for group, side in zip(found, sides, strict=True))
    return Line(question_id, max(question.max_points for question in known), scores, criteria)


NOTHING = Score(0, 0, "no_answer", "no_answer", repeats=0)
"""The score of what a side did not answer: it counts as nothing, neither right nor wrong."""


def _question_score(group: Sequence[QuestionGrade], side: Side) -> Score:
    if not group:
        return NOTHING
    earned = [question.points for question in group]
    bounds = [bounds_of(question, side) for question in group]
    first_bounds = [bounds_of(question, side, first_try=True) for question in group]
    turns = [number for question in group if (number := _turns_to_correct(question)) is not None]
    return Score(
        points=_mean(earned),
        first_points=_mean(question.first_points for question in group),
        verdict=_shared(question.verdict for question in group),
        first_verdict=_shared(question.first_verdict for question in group),
        hints=_mean(len(question.hints) for question in group),
        follow_ups=_mean(len(question.follow_ups) for question in group),
        regressed=any(question.regressed for question in group),
        turns_to_correct=_mean(turns) if turns else None,
        repeats=len(group),
        right=sum(question.verdict == "correct" for question in group),
        spread=_spread(earned),
        low=_mean(low for low, _ in bounds),
        high=_mean(high for _, high in bounds),
        first_low=_mean(low for low, _ in first_bounds),
        first_high=_mean(high for _, high in first_bounds),
    )


def bounds_of(question: QuestionGrade, side: Side, *, first_try: bool = False) -> tuple[float, float]:
    """The fewest and the most points that a question can end with, whatever its open criteria turn out to be."""
    criteria = question.attempts[0].criteria if first_try and question.attempts else question.criteria
    earned = question.first_points if first_try else question.points
    undecided = [one for one in criteria if one.outcome == "unscored"]
    gain = sum(one.max_points - one.points for one in undecided)
    loss = sum(side.cost_of_deduction(question.id, one.id) for one in undecided)
    return (max(earned - loss, min(0.0, earned)), max(earned, min(earned + gain, question.max_points)))


def _shared(verdicts: Iterable[Verdict | Outcome]) -> Verdict | Outcome:
    """What all repeats came to; where they differ, it is right in part only."""
    found = set(verdicts)
    return found.pop() if len(found) == 1 else "partial"


def _turns_to_correct(question: QuestionGrade) -> int | None:
    for number, attempt in enumerate(question.attempts, 1):
        if attempt.verdict == "correct":
            return number
    return len(question.attempts) or None if question.verdict == "correct" else None


def _first_and_final(name: str, group: Sequence[QuestionGrade]) -> Iterator[tuple[CriterionGrade, CriterionGrade]]:
    for question in group:
        final = next((one for one in question.criteria if one.id == name), None)
        first = question.attempts[0].criteria if question.attempts else ()
        if final:
            yield next((one for one in first if one.id == name), final), final


def _criterion_score(name: str, questions: Sequence[QuestionGrade], side: Side) -> Score:
    pairs = list(_first_and_final(name, questions))
    if not pairs:
        return NOTHING
    earned = [final.points for _, final in pairs]
    low, high = _criterion_bounds([final for _, final in pairs], side.cost_of_deduction(questions[0].id, name))
    first_low, first_high = _criterion_bounds(
        [first for first, _ in pairs], side.cost_of_deduction(questions[0].id, name)
    )
    return Score(
        points=_mean(earned),
        first_points=_mean(first.points for first, _ in pairs),
        verdict=_shared(final.outcome for _, final in pairs),
        first_verdict=_shared(first.outcome for first, _ in pairs),
        regressed=any(name in question.regressed for question in questions),
        repeats=len(pairs),
        right=sum(final.outcome == ("met" if final.max_points > 0 else "not_met") for _, final in pairs),
        spread=_spread(earned),
        low=low,
        high=high,
        first_low=first_low,
        first_high=first_high,
    )


def _criterion_bounds(criteria: Sequence[CriterionGrade], cost: float) -> tuple[float, float]:
    """The fewest and the most points that a criterion can end with, the mean of repeats."""
    undecided = [one for one in criteria if one.outcome == "unscored"]
    mean = fmean(one.points for one in criteria)
    gain = sum(one.max_points - one.points for one in undecided) / len(criteria)
    return round(mean - cost * len(undecided) / len(criteria), 4), round(mean + gain, 4)


def _total(sides: Sequence[Side], lines: Sequence[Line], *, changed: bool) -> Line:
    common = [line for line in lines if line.common]
    scores = tuple(_total_score(row, side, common, changed=changed) for row, side in enumerate(sides))
    return Line("Total", round(sum(line.max_points for line in common), 4), scores)


def _total_score(row: int, side: Side, common: Sequence[Line], *, changed: bool) -> Score:
    own = [line.scores[row] for line in common]
    wanted = {line.id for line in common}
    whole = [
        grade
        for grade, covered in zip(side.grades, side.covered, strict=True)
        if wanted <= (covered.answered if changed else covered.answered - set(covered.changed))
    ]
    sums = [sum(question.points for question in grade.questions if question.id in wanted) for grade in whole]
    helped = [follow_ups_of(grade, wanted) for grade in whole or side.grades]
    return Score(
        points=round(sum(score.points for score in own), 4),
        first_points=round(sum(score.first_points for score in own), 4),
        verdict="unscored",
        first_verdict="unscored",
        hints=_mean(hints for _, hints in helped),
        follow_ups=_mean(asked for asked, _ in helped),
        regressed=any(score.regressed for score in own),
        repeats=min((score.repeats for score in own), default=0),
        spread=_spread(sums),
        low=round(sum(score.low for score in own), 4),
        high=round(sum(score.high for score in own), 4),
        first_low=round(sum(score.first_low for score in own), 4),
        first_high=round(sum(score.first_high for score in own), 4),
    )


def follow_ups_of(grade: Grade, questions: Container[str] | None = None) -> tuple[int, int]:
    """How many follow-ups a run took, and how many of them gave something away; one for several questions is one.

    Args:
        grade: What the run earned.
        questions: Count only those on these questions; by default all.
    """
    asked = {
        attempt.turn: attempt.hint
        for question in grade.questions
        if questions is None or question.id in questions
        for attempt in question.attempts[1:]
    }
    return len(asked), sum(asked.values())


def _mean(values: Iterable[float]) -> float:
    return round(fmean(values), 4)


def _spread(values: Sequence[float]) -> float | None:
    return round(stdev(values), 4) if len(values) > 1 else None
