"""What a comparison comes to: is the difference real, what did help cost, what did points cost.

Invariant: a conclusion is stated with its uncertainty, or called inconclusive.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from evalhw.compare import Comparison, Only, filtered
from evalhw.significance import Significance, pass_all, pass_at, significance
from evalhw.trace import Trace

MILLION = 1_000_000

Estimate = Callable[[int, int, int], float | None]
"""From tries, passes and k to a chance."""


def paired(
    comparison: Comparison, problems: Mapping[str, str], *, side: int = -1, first_try: bool = False
) -> Significance | None:
    """Judge one side against the first.

    Args:
        comparison: The comparison, unfiltered.
        problems: The problem of every question: the clusters.
        side: Which side is compared with the first.
        first_try: Whether to judge first tries rather than what stands after follow-ups.
    """
    differences: list[float] = []
    clusters: list[str] = []
    for line in comparison.lines:
        if line.max_points > 0:
            one, other = line.scores[0], line.scores[side]
            delta = other.first_points - one.first_points if first_try else other.points - one.points
            differences.append(delta / line.max_points)
            clusters.append(problems.get(line.id, line.id))
    return significance(differences, clusters, len(comparison.sides) - 1)


def sentence(found: Significance | None, first: str, second: str) -> str:
    """What the statistics say, in words."""
    if found is None:
        return "Too few questions for statistics."
    leader, other = (second, first) if found.mean >= 0 else (first, second)
    low, high = found.interval.low, found.interval.high
    if found.mean < 0:
        low, high = -high, -low
    differing = (
        "1 question differs" if found.better + found.worse == 1 else f"{found.better + found.worse} questions differ"
    )
    basis = (
        f"{found.level * 100:.3g}% interval {_signed(low)} to {_signed(high)}, "
        f"{found.questions} questions clustered by {found.clusters} problems; "
        f"sign test: {differing}, p = {found.sign_test:.2g}"
    )
    if not found.mean:
        return f"{first} and {second} earn the same on average ({basis}): inconclusive."
    said = f"{leader} earns {abs(found.mean) * 100:.0f}% more of a question's points than {other} ({basis})"
    if found.judgement != "inconclusive":
        return f"{said}: the difference holds."
    return f"{said}: inconclusive. A difference of this size would take about {found.needed} questions to tell."


def _signed(value: float) -> str:
    return f"{min(max(value, -1), 1) * 100:+.0f}%".replace("-", "−")


@dataclass(frozen=True)
class Help:
    """What help one side needed, and what it did.

    Attributes:
        name: The side.
        first_points: At the first try.
        points: After follow-ups.
        follow_ups: Follow-ups given, the mean of repeats.
        hints: Those that gave something away.
        regressions: Questions that a follow-up made worse.
        turns_to_correct: Mean answers until a question was right, over those that became right; None for none.
        correct: Questions that are right in the end.
    """

    name: str
    first_points: float
    points: float
    follow_ups: float
    hints: float
    regressions: int
    turns_to_correct: float | None
    correct: int


def help_given(comparison: Comparison) -> tuple[Help, ...]:
    """The cost of help, side by side."""
    return tuple(_help(comparison, row) for row in range(len(comparison.sides)))


def _help(comparison: Comparison, row: int) -> Help:
    scores = [line.scores[row] for line in comparison.lines]
    turns = [score.turns_to_correct for score in scores if score.turns_to_correct]
    return Help(
        name=comparison.names[row],
        first_points=comparison.total.scores[row].first_points,
        points=comparison.total.scores[row].points,
        follow_ups=comparison.total.scores[row].follow_ups,
        hints=comparison.total.scores[row].hints,
        regressions=sum(score.regressed for score in scores),
        turns_to_correct=round(fmean(turns), 2) if turns else None,
        correct=sum(score.verdict == "correct" for score in scores),
    )


@dataclass(frozen=True)
class Price:
    """What a provider asks for a million tokens."""

    input: float
    output: float


@dataclass(frozen=True)
class Cost:
    """What one side's answers took, and what each point took; None where the traces do not say.

    Attributes:
        name: The side.
        input_tokens: Tokens sent, a run.
        output_tokens: Tokens answered, reasoning included, a run.
        seconds: Time waited for answers, a run.
        money: In the currency of the price, a run.
        points: Points earned, a run.
    """

    name: str
    input_tokens: float | None
    output_tokens: float | None
    seconds: float | None
    money: float | None
    points: float

    def per_point(self, amount: float | None) -> float | None:
        """An amount for each point earned."""
        return amount / self.points if amount is not None and self.points > 0 else None


def cost_of(name: str, traces: Sequence[Trace], points: float, price: Price | None = None) -> Cost:
    """What the answers of one side took, the mean of its repeats."""
    completions = [[turn.completion for turn in trace.turns if turn.completion] for trace in traces]
    usages = [[one.usage for one in run if one.usage] for run in completions]
    times = [[one.latency for one in run if one.latency is not None] for run in completions]
    sent = fmean(sum(one.input_tokens for one in run) for run in usages) if any(usages) else None
    told = fmean(sum(one.output_tokens for one in run) for run in usages) if any(usages) else None
    money = None
    if price and sent is not None and told is not None:
        money = (sent * price.input + told * price.output) / MILLION
    seconds = fmean(sum(run) for run in times) if any(times) else None
    return Cost(name, sent, told, seconds, money, points)


@dataclass(frozen=True)
class Reliability:
    """How surely one side gets a question right, over its repeats: mean over questions.

    Attributes:
        name: The side.
        k: How many tries.
        at_least_once: pass@k.
        every_time: pass^k.
    """

    name: str
    k: int
    at_least_once: float
    every_time: float


def reliability(comparison: Comparison) -> tuple[Reliability, ...]:
    """pass@k and pass^k for every k that all sides' repeats allow; nothing for single runs."""
    most = min(len(side.grades) for side in comparison.sides)
    if most < 2:  # noqa: PLR2004  # one run says nothing on reliability
        return ()
    return tuple(
        Reliability(side.name, k, _chance(comparison, row, k, pass_at), _chance(comparison, row, k, pass_all))
        for row, side in enumerate(comparison.sides)
        for k in range(1, most + 1)
    )


def _chance(comparison: Comparison, row: int, k: int, estimate: Estimate) -> float:
    grades = comparison.sides[row].grades
    values = []
    for line in comparison.lines:
        found = [question for grade in grades if (question := grade.question(line.id))]
        passed = sum(question.verdict == "correct" for question in found)
        value = estimate(len(found), passed, k)
        if value is not None:
            values.append(value)
    return round(fmean(values), 4) if values else 0.0


@dataclass(frozen=True)
class Judged:
    """One side held against the first: at the first try, and after follow-ups."""

    first_name: str
    name: str
    first_try: Significance | None
    final: Significance | None

    @property
    def sentences(self) -> tuple[str, str]:
        """What the statistics say of the first try and of what stands after follow-ups."""
        return (
            f"First try: {sentence(self.first_try, self.first_name, self.name)}",
            f"After follow-ups: {sentence(self.final, self.first_name, self.name)}",
        )


@dataclass(frozen=True)
class Conclusion:
    """A comparison and all that follows from it.

    Attributes:
        comparison: What is shown, filtered or not.
        judged: Every side but the first, held against the first.
        help: What help each side needed.
        costs: What each side's answers took.
        reliability: pass@k and pass^k; nothing for single runs.
    """

    comparison: Comparison
    judged: tuple[Judged, ...]
    help: tuple[Help, ...]
    costs: tuple[Cost, ...]
    reliability: tuple[Reliability, ...]


def conclude(
    comparison: Comparison, problems: Mapping[str, str], costs: Sequence[Cost] = (), only: Only | None = None
) -> Conclusion:
    """Draw all conclusions; statistics are of all questions, whatever is shown.

    Args:
        comparison: The comparison.
        problems: The problem of every question.
        costs: What each side's answers took.
        only: Show only these questions.
    """
    first = comparison.names[0]
    judged = tuple(
        Judged(
            first,
            name,
            paired(comparison, problems, side=row, first_try=True),
            paired(comparison, problems, side=row),
        )
        for row, name in enumerate(comparison.names[1:], 1)
    )
    shown = filtered(comparison, only) if only else comparison
    return Conclusion(shown, judged, help_given(comparison), tuple(costs), reliability(comparison))
