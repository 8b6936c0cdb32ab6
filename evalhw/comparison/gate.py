"""What runs must reach, for build servers: so many points, and no less than a baseline.

Invariant: runs that are repeats of one another are judged by their mean; a fall that their spread explains is none,
and what either side was not asked, did not answer or has open is not held against it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean, stdev, variance
from typing import Protocol, TypeVar

from evalhw.comparison.significance import CONFIDENCE, student_quantile
from evalhw.errors import UserError
from evalhw.grading.coverage import Coverage, coverage_of_grade
from evalhw.grading.grade import Grade
from evalhw.grading.graded import batch_of

Criteria = dict[tuple[str, str], float]


class Covered(Protocol):
    """A run with its grade and what it covers."""

    @property
    def grade(self) -> Grade:
        """What it earned."""
        ...

    @property
    def coverage(self) -> Coverage:
        """What it covers."""
        ...


Run = TypeVar("Run", bound=Covered)


@dataclass(frozen=True)
class Least:
    """The fewest points that will do.

    Attributes:
        amount: Points, or a share of all points.
        share: Whether it is a share.
    """

    amount: float
    share: bool = False

    @classmethod
    def read(cls, text: str) -> "Least":
        """Points such as ``30``, or a share such as ``75%``.

        Raises:
            UserError: It is neither.
        """
        number = text.strip()
        share = number.endswith("%")
        try:
            amount = float(number.removesuffix("%"))
        except ValueError:
            amount = float("nan")
        if not abs(amount) < float("inf"):
            raise UserError(f"--fail-under {text}: expected points such as 30, or a share such as 75%")
        return cls(amount / 100 if share else amount, share)

    def of(self, most: float) -> float:
        """The points that it comes to."""
        return self.amount * most if self.share else self.amount


@dataclass(frozen=True)
class Earned:
    """What the gate keeps of a run.

    Attributes:
        name: The run and its repeats, as ``homework/model`` and what their names share.
        points: What it earned.
        max_points: What the questions that it was to ask are worth.
        criteria: The points of every criterion that was answered and decided.
        open_points: What its open criteria could add.
    """

    name: str
    points: float
    max_points: float
    criteria: Criteria
    open_points: float = 0


def earned(grade: Grade, coverage: Coverage | None = None) -> Earned:
    """What the gate keeps of a grade."""
    covered = coverage or coverage_of_grade(grade)
    counted = [
        question
        for question in grade.questions
        if question.id in covered.answered and question.id not in covered.changed
    ]
    criteria = {
        (question.id, one.id): one.points
        for question in counted
        for one in question.criteria
        if one.outcome != "unscored"
    }
    undecided = (
        one.max_points - one.points for question in counted for one in question.criteria if one.outcome == "unscored"
    )
    name = f"{grade.homework}/{grade.model}/{batch_of(grade.run) or grade.run}"
    wanted = [question.max_points for question in grade.questions if question.id in covered.intended]
    return Earned(name, grade.points, sum(wanted) or grade.max_points, criteria, sum(undecided))


@dataclass
class Gate:
    """What runs must reach; looks at them as they pass by.

    Attributes:
        least: The fewest points.
        baseline: What the runs that none may fall below earned; empty for no baseline.
        seen: What the runs that passed earned.
    """

    least: Least | None = None
    baseline: tuple[Earned, ...] = ()
    seen: list[Earned] = field(default_factory=list)

    def watched(self, passing: Iterable[Run]) -> Iterator[Run]:
        """The same runs; what they earned is noted."""
        for run in passing:
            self.seen.append(earned(run.grade, run.coverage))
            yield run

    @property
    def faults(self) -> list[str]:
        """What falls short, in words; repeats are judged together."""
        groups: dict[str, list[Earned]] = {}
        for one in self.seen:
            groups.setdefault(one.name, []).append(one)
        return [fault for name, runs in groups.items() for fault in self._shortfalls(name, runs)]

    def _shortfalls(self, name: str, runs: Sequence[Earned]) -> Iterator[str]:
        points = [one.points for one in runs]
        most = max(one.max_points for one in runs)
        if self.least is not None and fmean(points) < self.least.of(most) - 1e-9:
            least = f"{self.least.amount * 100:g}% of {most:g}" if self.least.share else f"{self.least.amount:g}"
            undecided = fmean(one.open_points for one in runs)
            more = f"; {undecided:g} more are open" if undecided else ""
            yield f"{name}: {_mean(points)}, fewer than {least}{more}"
        if self.baseline:
            yield from self._regressions(name, runs)

    def _regressions(self, name: str, runs: Sequence[Earned]) -> Iterator[str]:
        now, before = _by_criterion(runs), _by_criterion(self.baseline)
        common = [criterion for criterion in now if criterion in before]
        if not common:
            yield f"{name}: has no decided criterion in common with the baseline"
            return
        for criterion in common:
            # The chance of a false alarm is shared among the criteria.
            if _fell(before[criterion], now[criterion], len(common)):
                yield f"{name}: {'.'.join(criterion)}: {_mean(now[criterion])}, {_number(before[criterion])} before"
        totals = [
            [sum(one.criteria.get(name, 0.0) for name in common) for one in side] for side in (self.baseline, runs)
        ]
        whole = all(name in one.criteria for one in (*self.baseline, *runs) for name in common)
        if whole and max(len(runs), len(self.baseline)) > 1 and _fell(totals[0], totals[1], 1):
            yield f"{name}: {_mean(totals[1])} in all, {_number(totals[0])} before"


def _by_criterion(runs: Iterable[Earned]) -> dict[tuple[str, str], list[float]]:
    found: dict[tuple[str, str], list[float]] = {}
    for one in runs:
        for name, points in one.criteria.items():
            found.setdefault(name, []).append(points)
    return found


def _fell(before: Sequence[float], now: Sequence[float], tests: int) -> bool:
    """Whether a mean fell by more than the spread of repeats explains; of single runs no spread is known."""
    fall = fmean(before) - fmean(now)
    if fall <= 1e-9:  # noqa: PLR2004  # what adding up floats may leave
        return False
    freedom = len(before) + len(now) - 2
    if not freedom:
        return True
    squares = sum((len(side) - 1) * variance(side) for side in (before, now) if len(side) > 1)
    error = sqrt(squares / freedom * (1 / len(before) + 1 / len(now)))
    return fall > student_quantile(1 - (1 - CONFIDENCE) / tests, freedom) * error


def _number(points: Sequence[float]) -> str:
    return f"{round(fmean(points), 2):g}"


def _mean(points: Sequence[float]) -> str:
    if len(points) == 1:
        return f"{points[0]:g} points"
    return f"{_number(points)} points on average of {len(points)} (spread {stdev(points):.2g})"
