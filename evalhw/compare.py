"""Compare what models earned: per question and criterion, at the first try and after follow-ups.

Invariant: a comparison only rearranges grades; every number in it can be found in one of them or is a difference or a
mean of such numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from evalhw.errors import UserError
from evalhw.grade import CriterionGrade, Grade, Outcome, QuestionGrade, Verdict

Only = Literal["different", "regressed", "improved"]


@dataclass(frozen=True)
class Side:
    """One of the models compared: its name, and its grades, more than one where the run was repeated."""

    name: str
    grades: tuple[Grade, ...]


@dataclass(frozen=True)
class Score:
    """What one side earned on one question or criterion, the mean of its repeats.

    Attributes:
        points: After follow-ups.
        first_points: At the first try.
        verdict: The verdict or outcome of the first repeat.
        first_verdict: The same, at the first try.
        hints: Follow-ups that gave something away.
        follow_ups: All follow-ups.
        regressed: Whether a follow-up made it worse, in any repeat.
        turns_to_correct: Answers until the question was right; None where it never was.
    """

    points: float
    first_points: float
    verdict: Verdict | Outcome
    first_verdict: Verdict | Outcome
    hints: float = 0
    follow_ups: float = 0
    regressed: bool = False
    turns_to_correct: int | None = None


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
    def delta(self) -> float:
        """Points after follow-ups: the last side's less the first's."""
        return round(self.scores[-1].points - self.scores[0].points, 4)

    @property
    def first_delta(self) -> float:
        """Points at the first try: the last side's less the first's."""
        return round(self.scores[-1].first_points - self.scores[0].first_points, 4)

    @property
    def flipped(self) -> bool:
        """Whether sides differ in the verdict or outcome after follow-ups."""
        return len({score.verdict for score in self.scores}) > 1

    @property
    def differs(self) -> bool:
        """Whether anything about it differs between sides."""
        values = {(score.points, score.first_points, score.verdict, score.first_verdict) for score in self.scores}
        return len(values) > 1 or any(line.differs for line in self.criteria)


@dataclass(frozen=True)
class Comparison:
    """Sides beside each other on one homework."""

    homework: str
    sides: tuple[Side, ...]
    lines: tuple[Line, ...]
    total: Line

    @property
    def names(self) -> tuple[str, ...]:
        """The sides' names."""
        return tuple(side.name for side in self.sides)


def compare_grades(*sides: Grade | Side) -> Comparison:
    """Put grades of one homework beside each other.

    Args:
        sides: Grades, or sides of several repeats, the one to compare against first.

    Raises:
        UserError: They are of different homeworks, or fewer than two.
    """
    given = tuple(side if isinstance(side, Side) else Side(side.model, (side,)) for side in sides)
    if len(given) < 2:  # noqa: PLR2004  # it takes two
        raise UserError("a comparison needs at least two runs")
    homeworks = sorted({grade.homework for side in given for grade in side.grades})
    if len(homeworks) > 1:
        raise UserError(f"cannot compare runs of different homeworks: {', '.join(homeworks)}")
    lines = tuple(_question_line(question, given) for question in _order(given))
    return Comparison(homeworks[0], _distinctly_named(given), lines, _total(given, lines))


def filtered(comparison: Comparison, only: Only) -> Comparison:
    """The comparison with only the questions that differ, that a follow-up made worse, or made better."""
    keep: dict[Only, Callable[[Line], bool]] = {
        "different": lambda line: line.differs,
        "regressed": lambda line: any(score.regressed for score in line.scores),
        "improved": lambda line: any(score.points > score.first_points for score in line.scores),
    }
    lines = tuple(line for line in comparison.lines if keep[only](line))
    return Comparison(comparison.homework, comparison.sides, lines, comparison.total)


def _distinctly_named(sides: Sequence[Side]) -> tuple[Side, ...]:
    """Sides of one model are told apart by their runs."""
    names = [side.name for side in sides]
    return tuple(
        Side(f"{side.name}/{side.grades[0].run}", side.grades) if names.count(side.name) > 1 else side for side in sides
    )


def _order(sides: Sequence[Side]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(question.id for side in sides for grade in side.grades for question in grade.questions))


def _question_line(question_id: str, sides: Sequence[Side]) -> Line:
    found = [[question for grade in side.grades if (question := grade.question(question_id))] for side in sides]
    most = max(question.max_points for group in found for question in group)
    names = dict.fromkeys(criterion.id for group in found for question in group for criterion in question.criteria)
    criteria = tuple(_criterion_line(name, found) for name in names)
    return Line(question_id, most, tuple(_question_score(group) for group in found), criteria)


_NOTHING = Score(0, 0, "no_answer", "no_answer")


def _question_score(group: Sequence[QuestionGrade]) -> Score:
    if not group:
        return _NOTHING
    return Score(
        points=_mean(question.points for question in group),
        first_points=_mean(question.first_points for question in group),
        verdict=group[0].verdict,
        first_verdict=group[0].first_verdict,
        hints=_mean(len(question.hints) for question in group),
        follow_ups=_mean(len(question.follow_ups) for question in group),
        regressed=any(question.regressed for question in group),
        turns_to_correct=_turns_to_correct(group[0]),
    )


def _turns_to_correct(question: QuestionGrade) -> int | None:
    for number, attempt in enumerate(question.attempts, 1):
        if attempt.verdict == "correct":
            return number
    return len(question.attempts) or None if question.verdict == "correct" else None


def _criterion_line(name: str, found: Sequence[Sequence[QuestionGrade]]) -> Line:
    pairs = [list(_first_and_final(name, group)) for group in found]
    most = max((final.max_points for group in pairs for _, final in group), default=0)
    return Line(name, most, tuple(_criterion_score(name, group, found[row]) for row, group in enumerate(pairs)))


def _first_and_final(name: str, group: Sequence[QuestionGrade]) -> Iterator[tuple[CriterionGrade, CriterionGrade]]:
    for question in group:
        final = next((one for one in question.criteria if one.id == name), None)
        first = question.attempts[0].criteria if question.attempts else ()
        if final:
            yield next((one for one in first if one.id == name), final), final


def _criterion_score(
    name: str, pairs: Sequence[tuple[CriterionGrade, CriterionGrade]], questions: Sequence[QuestionGrade]
) -> Score:
    if not pairs:
        return _NOTHING
    return Score(
        points=_mean(final.points for _, final in pairs),
        first_points=_mean(first.points for first, _ in pairs),
        verdict=pairs[0][1].outcome,
        first_verdict=pairs[0][0].outcome,
        regressed=any(name in question.regressed for question in questions),
    )


def _total(sides: Sequence[Side], lines: Sequence[Line]) -> Line:
    scores = tuple(
        Score(
            points=_mean(grade.points for grade in side.grades),
            first_points=_mean(grade.first_points for grade in side.grades),
            verdict="unscored",
            first_verdict="unscored",
            hints=_mean(follow_ups_of(grade)[1] for grade in side.grades),
            follow_ups=_mean(follow_ups_of(grade)[0] for grade in side.grades),
            regressed=any(line.scores[row].regressed for line in lines),
        )
        for row, side in enumerate(sides)
    )
    return Line("Total", max(grade.max_points for side in sides for grade in side.grades), scores)


def follow_ups_of(grade: Grade) -> tuple[int, int]:
    """How many follow-ups a run took, and how many of them gave something away; one for several questions is one."""
    asked = {attempt.turn: attempt.hint for question in grade.questions for attempt in question.attempts[1:]}
    return len(asked), sum(asked.values())


def _mean(values: Iterable[float]) -> float:
    return round(fmean(values), 4)
