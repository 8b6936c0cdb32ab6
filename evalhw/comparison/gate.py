"""What runs must reach, for build servers: so many points, and no less than a baseline.

Invariant: runs that are repeats of one another are judged by their mean; a fall that chance explains is none, so that
of all comparisons of a model with itself at most one in twenty fails. What either side was not asked, did not answer or
has open is not held against it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev
from typing import Protocol, TypeVar

from evalhw.comparison.significance import CONFIDENCE, fall_test
from evalhw.errors import UserError
from evalhw.grading.coverage import Coverage, coverage_of_grade
from evalhw.grading.grade import Grade
from evalhw.grading.graded import batch_of

_ALL = 100
"""Percent."""

Criterion = tuple[str, str]
Criteria = dict[Criterion, float]


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
            UserError: It is neither, or nothing that a run could earn: below zero, or a share of more than all.
        """
        number = text.strip()
        share = number.endswith("%")
        try:
            amount = float(number.removesuffix("%"))
        except ValueError:
            amount = float("nan")
        if not 0 <= amount < float("inf") or (share and amount > _ALL):
            raise UserError(f"--fail-under {text}: expected points such as 30, or a share such as 75%, up to 100%")
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
        conversations: The conversation of each question; questions of one may succeed and fail together.
    """

    name: str
    points: float
    max_points: float
    criteria: Criteria
    open_points: float = 0
    conversations: Mapping[str, str] = field(default_factory=dict)


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
    return Earned(name, grade.points, sum(wanted) or grade.max_points, criteria, sum(undecided), covered.conversations)


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
        for criterion in _fallen({one: (before[one], now[one]) for one in common}, repeated=self._repeated(runs)):
            yield f"{name}: {'.'.join(criterion)}: {_mean(now[criterion])}, {_number(before[criterion])} before"
        sides = (self.baseline, runs)
        whole = all(one in run.criteria for side in sides for run in side for one in common)
        if whole and self._repeated(runs) and _fell_in_all(common, self.baseline, runs):
            totals = [[sum(run.criteria[one] for one in common) for run in side] for side in sides]
            yield f"{name}: {_mean(totals[1])} in all, {_number(totals[0])} before"

    def _repeated(self, runs: Sequence[Earned]) -> bool:
        return max(len(runs), len(self.baseline)) > 1


def _by_criterion(runs: Iterable[Earned]) -> dict[tuple[str, str], list[float]]:
    found: dict[tuple[str, str], list[float]] = {}
    for one in runs:
        for name, points in one.criteria.items():
            found.setdefault(name, []).append(points)
    return found


_ALARMS = (1 - CONFIDENCE) / 2
"""How often a model may fail against itself by its criteria, and as often again by its sum."""


def _fallen(
    criteria: Mapping[Criterion, tuple[Sequence[float], Sequence[float]]], *, repeated: bool
) -> Iterator[Criterion]:
    """The criteria whose means fell by more than chance explains; of single runs none is known, and any fall counts."""
    fallen = [one for one, (before, now) in criteria.items() if fmean(before) - fmean(now) > 1e-9]  # noqa: PLR2004  # what adding up floats may leave
    if not repeated:
        yield from fallen
        return
    # The chance of a false alarm is shared among the criteria that could give one at all (Tarone 1990).
    found = {one: fall_test([sides]) for one, sides in criteria.items()}
    among = 1
    while sum(least <= _ALARMS / among for _, least in found.values()) > among:
        among += 1
    yield from (one for one in fallen if found[one][0] <= _ALARMS / among)


def _fell_in_all(common: Sequence[Criterion], before: Sequence[Earned], now: Sequence[Earned]) -> bool:
    """Whether the sum fell by more than chance explains; what was asked in one conversation goes together."""
    groups = []
    for together in _asked_together({question for question, _ in common}, (*before, *now)):
        sums = [
            [sum(run.criteria[one] for one in common if one[0] in together) for run in side] for side in (before, now)
        ]
        groups.append((sums[0], sums[1]))
    return fall_test(groups)[0] <= _ALARMS


def _asked_together(questions: Iterable[str], runs: Iterable[Earned]) -> list[set[str]]:
    """The questions, those together that shared a conversation in any run, or whose conversation is not known."""
    parts = [{question} for question in sorted(questions)]
    for run in runs:
        conversations: dict[str, set[str]] = {}
        for question in set().union(*parts):
            conversations.setdefault(run.conversations.get(question, ""), set()).add(question)
        for together in conversations.values():
            touched = [part for part in parts if part & together]
            parts = [part for part in parts if not part & together]
            parts.append(set().union(*touched))
    return parts


def _number(points: Sequence[float]) -> str:
    return f"{round(fmean(points), 2):g}"


def _mean(points: Sequence[float]) -> str:
    if len(points) == 1:
        return f"{points[0]:g} points"
    return f"{_number(points)} points on average of {len(points)} (spread {stdev(points):.2g})"
