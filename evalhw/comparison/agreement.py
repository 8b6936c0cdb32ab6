"""Where the grader and people agree: by verdict on the same passages, with what chance alone would give taken off.

Invariant: a pair is counted only where both sides have a verdict; notes are none. Verdicts are ordered: incorrect,
partial, correct.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from evalhw.comparison.contradictions import by_comment, overlap
from evalhw.grading.grade import Annotation, CriterionGrade, Grade, PassageVerdict, Verdict

ORDER: tuple[PassageVerdict, ...] = ("incorrect", "partial", "correct")


Level = Literal["answer", "passage"]


@dataclass(frozen=True)
class Pair:
    """A verdict by a person beside the grader's on the same thing.

    Attributes:
        run: Which run.
        turn: Which turn.
        question: Which question.
        passage: The passage, or what leads to the answer.
        human: The person's verdict.
        grader: The grader's.
        human_reason: The person's words.
        grader_reason: The grader's.
    """

    run: str
    turn: int
    question: str
    passage: str
    human: PassageVerdict
    grader: PassageVerdict
    human_reason: str
    grader_reason: str

    @property
    def agrees(self) -> bool:
        """Whether the two verdicts are one."""
        return self.human == self.grader


@dataclass(frozen=True)
class Agreement:
    """How far grader and people agree, on whole answers or on passages.

    Attributes:
        level: On what.
        pairs: All pairs, in the order of the traces.
        kappa: Cohen's kappa with quadratic weights; None where it is not defined.
        alpha: Krippendorff's alpha for ordered verdicts; None where it is not defined.
    """

    level: Level
    pairs: tuple[Pair, ...]
    kappa: float | None
    alpha: float | None

    @property
    def agreed(self) -> int:
        """Pairs with the same verdict."""
        return sum(pair.agrees for pair in self.pairs)

    @property
    def disagreements(self) -> tuple[Pair, ...]:
        """Pairs with different verdicts."""
        return tuple(pair for pair in self.pairs if not pair.agrees)

    @property
    def table(self) -> tuple[tuple[int, ...], ...]:
        """Counts: a row for each verdict of people, a column for each of the grader, as in `ORDER`."""
        return tuple(
            tuple(sum((pair.human, pair.grader) == (row, column) for pair in self.pairs) for column in ORDER)
            for row in ORDER
        )


def agreement(grades: Iterable[Grade], level: Level = "answer") -> Agreement:
    """Hold the grader's verdicts against those of people.

    Args:
        grades: Grades with comments by people; the others count for nothing.
        level: ``answer``: a comment's verdict beside the grader's on the answer to each question that it names in its
            turn. ``passage``: its verdict beside the grader's on each of its passages, where the grader has one.
    """
    found = _on_answers if level == "answer" else _on_passages
    pairs = tuple(pair for grade in grades for pair in found(grade))
    ranked = [(ORDER.index(pair.human), ORDER.index(pair.grader)) for pair in pairs]
    return Agreement(level, pairs, quadratic_kappa(ranked), ordinal_alpha(ranked))


def _judging(grade: Grade) -> Iterator[tuple[Annotation, ...]]:
    """People's comments that have a verdict and a place."""
    for passages in by_comment(grade.human):
        if passages[0].verdict != "note" and passages[0].turn:
            yield passages


def _on_answers(grade: Grade) -> Iterator[Pair]:
    for passages in _judging(grade):
        turns = {passage.turn for passage in passages}
        for name in passages[0].question.split(", "):
            question = grade.question(name)
            for attempt in question.attempts if question else ():
                if attempt.turn in turns and attempt.verdict in ORDER:
                    yield _pair(grade, passages[0], (name, attempt.turn), attempt.verdict, _why(attempt.criteria))


def _on_passages(grade: Grade) -> Iterator[Pair]:
    for passages in _judging(grade):
        for passage in passages:
            on_it = list(_grader_on(grade, passage))
            if on_it:
                question, verdict, reason = min(on_it, key=lambda one: ORDER.index(one[1]))
                yield _pair(grade, passage, (question, passage.turn), verdict, reason)


def _grader_on(grade: Grade, passage: Annotation) -> Iterator[tuple[str, PassageVerdict, str]]:
    """What the grader says of a passage: its comments on it, and the criteria that it met."""
    for question in grade.questions:
        for one in question.annotations:
            if one.turn == passage.turn and one.verdict in ORDER and overlap(one, passage):
                yield question.id, one.verdict, one.comment
        for attempt in question.attempts:
            for criterion in attempt.criteria:
                held = attempt.turn == passage.turn and criterion.outcome == "met" and criterion.max_points > 0
                if held and any(overlap(one, passage) for one in criterion.evidence):
                    yield question.id, "correct", f"{criterion.id} is met: {criterion.reason}"


def _pair(
    grade: Grade, passage: Annotation, place: tuple[str, int], verdict: Verdict | PassageVerdict, reason: str
) -> Pair:
    name = f"{grade.homework}/{grade.model}/{grade.run}"
    question, turn = place
    return Pair(name, turn, question, passage.quote, passage.verdict, _ranked(verdict), passage.comment, reason)


def _ranked(verdict: Verdict | PassageVerdict) -> PassageVerdict:
    return "correct" if verdict == "correct" else "partial" if verdict == "partial" else "incorrect"


def _why(criteria: Sequence[CriterionGrade]) -> str:
    met = [one.id for one in criteria if one.outcome == "met" and one.max_points > 0]
    missed = [f"{one.id}: {one.reason}" for one in criteria if one.outcome != "met" and one.max_points > 0]
    missed += [f"{one.id}: {one.reason}" for one in criteria if one.outcome == "met" and one.max_points <= 0]
    return "; ".join([f"met: {', '.join(met)}"] * bool(met) + missed)


def quadratic_kappa(pairs: Sequence[tuple[int, int]], levels: int = len(ORDER)) -> float | None:
    """Cohen's kappa with quadratic weights (Cohen 1968).

    Args:
        pairs: Two raters' verdicts as numbers from 0.
        levels: How many verdicts there are.

    Returns:
        1 for full agreement, 0 for what chance gives; None if no disagreement is possible by chance.
    """
    if not pairs:
        return None
    observed = sum((one - other) ** 2 for one, other in pairs)
    first = [sum(one == level for one, _ in pairs) for level in range(levels)]
    second = [sum(other == level for _, other in pairs) for level in range(levels)]
    chance = sum(first[i] * second[j] * (i - j) ** 2 for i in range(levels) for j in range(levels)) / len(pairs)
    return 1 - observed / chance if chance else None


def ordinal_alpha(pairs: Sequence[tuple[int, int]], levels: int = len(ORDER)) -> float | None:
    """Krippendorff's alpha for ordered verdicts of two raters without gaps (Krippendorff 2011).

    Returns:
        1 for full agreement, 0 for what chance gives; None where all verdicts are one.
    """
    counts = [sum((one == level) + (other == level) for one, other in pairs) for level in range(levels)]
    total = sum(counts)
    expected = sum(counts[i] * counts[j] * _ordinal_distance(counts, i, j) for i, j in permutations(range(levels), 2))
    if not expected:
        return None
    observed = sum(2 * _ordinal_distance(counts, one, other) for one, other in pairs)
    return 1 - (total - 1) * observed / expected


def _ordinal_distance(counts: Sequence[int], one: int, other: int) -> float:
    """The squared number of verdicts that lie between two ranks, half of each end counted."""
    low, high = min(one, other), max(one, other)
    between = sum(counts[low : high + 1]) - (counts[low] + counts[high]) / 2
    return between * between if low != high else 0.0
