"""What a comparison comes to: is the difference real, what did help cost, what did points cost.

Invariant: a conclusion is stated with its uncertainty, or called inconclusive.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from evalhw.comparison.compare import Comparison, Only, Side, filtered
from evalhw.comparison.pairing import differences
from evalhw.comparison.significance import (
    MOST_NEEDED,
    Interval,
    Judgement,
    Significance,
    pass_all,
    pass_at,
    significance,
)
from evalhw.providers.catalogue import Prices, cost
from evalhw.record.trace import Trace

Estimate = Callable[[int, int, int], float | None]
"""From tries, passes and k to a chance."""


@dataclass(frozen=True)
class Finding:
    """What the differences between two sides come to.

    Attributes:
        common: How many questions both answered and were graded on.
        questions: How many questions there are.
        significance: What statistics say; None where too little is common.
        span: The least and the most the mean difference can be, where something is open; None where nothing is.
        settled: Whether what is open can change nothing about the judgement.
    """

    common: int
    questions: int
    significance: Significance | None
    span: Interval | None = None
    settled: bool = True

    @property
    def judgement(self) -> Judgement:
        """Who is better, if that can be told whatever the open criteria turn out to be."""
        return self.significance.judgement if self.significance and self.settled else "inconclusive"


def paired(comparison: Comparison, problems: Mapping[str, str], *, side: int = -1, first_try: bool = False) -> Finding:
    """Judge one side against the first, over what both were asked and graded on.

    Args:
        comparison: The comparison, unfiltered.
        problems: The problem of every question: the clusters.
        side: Which side is compared with the first.
        first_try: Whether to judge first tries rather than what stands after follow-ups.
    """
    found = differences(comparison, side, first_try=first_try)

    def judged(shares: Iterable[tuple[str, float]]) -> Significance | None:
        listed = list(shares)
        clusters = [problems.get(question, question) for question, _ in listed]
        return significance([share for _, share in listed], clusters, len(comparison.sides) - 1)

    decided = [(one.question, one.share) for one in found if one.share is not None]
    said = judged(decided)
    asked = sum(line.max_points > 0 for line in comparison.lines)
    if said is None or not any(one.open for one in found):
        return Finding(len(decided), asked, said)
    ends = judged((one.question, one.low) for one in found), judged((one.question, one.high) for one in found)
    span = Interval(fmean(one.low for one in found), fmean(one.high for one in found))
    settled = all(end is not None and end.judgement == said.judgement for end in ends)
    return Finding(len(decided), asked, said, span, settled)


def sentence(finding: Finding, first: str, second: str) -> str:
    """What the statistics say, in words; where too little is common, that, and nothing about a difference."""
    found = finding.significance
    if found is None:
        return _too_little(finding, first, second)
    leader, other = (second, first) if found.mean >= 0 else (first, second)
    differing = found.better + found.worse
    of = f" of {finding.questions}" if finding.common < finding.questions else ""
    counts = (
        f"{found.questions}{of} questions clustered by {found.clusters} problems, {differing or 'none'} "
        f"{'differ' if differing > 1 else 'differs'}"
    )
    still = _open(finding, backwards=found.mean < 0)
    if found.interval is None:
        seen = "in every problem" if differing else "on every question: no difference was seen"
        return f"{first} and {second} earn the same {seen} ({counts}): inconclusive.{still}"
    low, high = found.interval.low, found.interval.high
    if found.mean < 0:
        low, high = -high, -low
    basis = f"{found.level * 100:.3g}% interval {_signed(low)} to {_signed(high)}, p = {found.p:.2g}; {counts}"
    if not found.mean:
        return f"{first} and {second} earn the same on average ({basis}): inconclusive.{still}"
    said = f"{leader} earns {abs(found.mean) * 100:.0f}% more of a question's points than {other} ({basis})"
    if finding.judgement != "inconclusive":
        return f"{said}: the difference holds.{still}"
    if found.judgement != "inconclusive":
        return f"{said}: inconclusive, for what is open could change that.{still}"
    needed = f"more than {MOST_NEEDED:,}" if found.needed is None else f"about {found.needed:,}"
    return f"{said}: inconclusive. A difference of this size would take {needed} questions to tell.{still}"


def _too_little(finding: Finding, first: str, second: str) -> str:
    if finding.common > 1:
        return (
            f"The {finding.common} of {finding.questions} questions that are graded for both {first} and {second} "
            "belong to one problem: too little for statistics."
        )
    count = f"Only {finding.common}" if finding.common else "None"
    return f"{count} of {finding.questions} questions is graded for both {first} and {second}: too little to compare."


def _open(finding: Finding, *, backwards: bool) -> str:
    if finding.span is None:
        return ""
    low, high = finding.span.low, finding.span.high
    if backwards:
        low, high = -high, -low
    return f" With what is open the difference is between {_signed(low)} and {_signed(high)}."


def _signed(value: float) -> str:
    return f"{min(max(value, -1), 1) * 100:+.0f}%".replace("-", "−")


@dataclass(frozen=True)
class Help:
    """What help one side needed, and what it did, on the questions that all sides answered.

    Attributes:
        name: The side.
        first_points: At the first try.
        points: After follow-ups.
        follow_ups: Follow-ups given, the mean of repeats.
        hints: Those that gave something away.
        regressions: Questions that a follow-up made worse.
        turns_to_correct: Mean answers until a question was right, over those that became right; None for none.
        correct: Questions that are right in the end, the mean of repeats.
    """

    name: str
    first_points: float
    points: float
    follow_ups: float
    hints: float
    regressions: int
    turns_to_correct: float | None
    correct: float


def help_given(comparison: Comparison) -> tuple[Help, ...]:
    """The cost of help, side by side; nothing where no question is common."""
    if not comparison.common:
        return ()
    return tuple(_help(comparison, row) for row in range(len(comparison.sides)))


def _help(comparison: Comparison, row: int) -> Help:
    scores = [line.scores[row] for line in comparison.lines if line.id in comparison.common]
    turns = [score.turns_to_correct for score in scores if score.turns_to_correct]
    return Help(
        name=comparison.names[row],
        first_points=comparison.total.scores[row].first_points,
        points=comparison.total.scores[row].points,
        follow_ups=comparison.total.scores[row].follow_ups,
        hints=comparison.total.scores[row].hints,
        regressions=sum(score.regressed for score in scores),
        turns_to_correct=round(fmean(turns), 2) if turns else None,
        correct=round(sum(score.right / score.repeats for score in scores), 2),
    )


@dataclass(frozen=True)
class Cost:
    """What one side's answers took, and what each point took; None where the traces do not say.

    Attributes:
        name: The side.
        input_tokens: Tokens sent, a run.
        output_tokens: Tokens answered, reasoning included, a run.
        seconds: Time waited for answers, a run.
        money: In the currency of the price, a run; answers from the cache cost nothing.
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


def cost_of(name: str, traces: Sequence[Trace], points: float, prices: Prices | None = None) -> Cost:
    """What the answers of one side took, the mean of its repeats."""
    completions = [[turn.completion for turn in trace.turns if turn.completion] for trace in traces]
    usages = [[one.usage for one in run if one.usage] for run in completions]
    times = [[one.latency for one in run if one.latency is not None] for run in completions]
    sent = fmean(sum(one.input_tokens for one in run) for run in usages) if any(usages) else None
    told = fmean(sum(one.output_tokens for one in run) for run in usages) if any(usages) else None
    money = None
    if prices and any(usages):
        # What came from the cache was paid for once, by an earlier run.
        paid = [[one.usage for one in run if one.usage and not one.cached] for run in completions]
        money = fmean(
            sum(cost(prices, one.input_tokens, one.output_tokens, one.cached_tokens) or 0.0 for one in run)
            for run in paid
        )
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
    """pass@k and pass^k for every k that all sides' repeats allow, over questions that all decided so often."""
    tries = {
        line.id: [
            [one.verdict for one in side.answers(line.id, changed=comparison.changed) if one.verdict != "unscored"]
            for side in comparison.sides
        ]
        for line in comparison.lines
        if line.id in comparison.common
    }
    most = min(len(side.grades) for side in comparison.sides)
    if most < 2:  # noqa: PLR2004  # one run says nothing on reliability
        return ()
    found = []
    for row, side in enumerate(comparison.sides):
        for k in range(1, most + 1):
            able = [verdicts[row] for verdicts in tries.values() if all(len(one) >= k for one in verdicts)]
            if able:
                found.append(Reliability(side.name, k, _chance(able, k, pass_at), _chance(able, k, pass_all)))
    return tuple(found)


def _chance(verdicts: Sequence[Sequence[str]], k: int, estimate: Estimate) -> float:
    values = [estimate(len(one), sum(verdict == "correct" for verdict in one), k) for one in verdicts]
    return round(fmean(value for value in values if value is not None), 4)


@dataclass(frozen=True)
class Standing:
    """What a comparison rests on, for one side: its runs, and what of them does not count, or not wholly.

    Attributes:
        name: The side.
        runs: Its runs.
        answered: How many questions count, at least in one run.
        not_asked: Questions that were not asked, with the number of runs.
        failed: Questions without an answer, because asking failed.
        cut: Answers that were cut short; they are graded as they are.
        changed: Questions whose words changed since they were asked.
        gone: Questions that were asked and that the homework no longer has.
        open: Criteria that are not decided.
        unfinished: Runs that did not come to their end.
        rubric_changed: Whether any run was asked under another rubric; all are graded under the one of now.
    """

    name: str
    runs: tuple[str, ...]
    answered: int
    not_asked: Mapping[str, int]
    failed: Mapping[str, int]
    cut: Mapping[str, int]
    changed: Mapping[str, int]
    gone: Mapping[str, int]
    open: Mapping[str, int]
    unfinished: int
    rubric_changed: bool


def standing(comparison: Comparison) -> tuple[Standing, ...]:
    """What the comparison rests on, side by side."""
    return tuple(_standing(comparison, side, row) for row, side in enumerate(comparison.sides))


def _standing(comparison: Comparison, side: Side, row: int) -> Standing:
    undecided = Counter(
        f"{question.id}.{criterion.id}"
        for line in comparison.lines
        for question in side.answers(line.id, changed=comparison.changed)
        for criterion in question.criteria
        if criterion.outcome == "unscored"
    )
    return Standing(
        name=side.name,
        runs=tuple(grade.run for grade in side.grades),
        answered=sum(line.scores[row].repeats > 0 for line in comparison.lines),
        not_asked=dict(Counter(name for one in side.covered for name in one.not_asked)),
        failed=dict(Counter(name for one in side.covered for name in one.failed)),
        cut=dict(Counter(name for one in side.covered for name in one.cut)),
        changed=dict(Counter(name for one in side.covered for name in one.changed)),
        gone=dict(Counter(name for one in side.covered for name in one.gone)),
        open=dict(undecided),
        unfinished=sum(not one.ended for one in side.covered),
        rubric_changed=any(one.rubric_changed for one in side.covered),
    )


def notes(comparison: Comparison) -> tuple[str, ...]:
    """What a comparison rests on, in words: the runs of each side, and what does not count."""
    said = [line for one in standing(comparison) for line in _notes(one, changed=comparison.changed)]
    asked, common = len(comparison.lines), len(comparison.common)
    if common < asked:
        said.append(f"Totals and differences are of the {common} of {asked} questions that all of them answered.")
    if len({side.asked for side in comparison.sides}) > 1:
        each = "; ".join(f"{side.name}: {side.asked or 'nothing set'}" for side in comparison.sides)
        said.append(f"The sides were asked otherwise: {each}.")
    return tuple(said)


def _notes(one: Standing, *, changed: bool) -> Iterator[str]:
    runs = len(one.runs)
    counted = "run" if runs == 1 else f"means of {runs} runs"
    yield f"{one.name}: {counted} {', '.join(one.runs)}."
    kept = "counted all the same" if changed else "left out"
    told = (
        ("not asked", one.not_asked),
        ("asked, but not answered", one.failed),
        ("cut short, graded as they are", one.cut),
        (f"asked in other words than now, {kept}", one.changed),
        ("asked, but no longer in the homework, left out", one.gone),
        ("open", one.open),
    )
    for what, found in told:
        if found:
            names = (name if runs == 1 else f"{name} ({count} of {runs})" for name, count in found.items())
            yield f"{one.name}: {len(found)} {what}: {', '.join(names)}."
    if one.unfinished:
        yield f"{one.name}: {'the run' if runs == 1 else f'{one.unfinished} of {runs} runs'} did not come to its end."
    if one.rubric_changed:
        yield f"{one.name}: asked under another rubric; graded under the one of now."


@dataclass(frozen=True)
class Judged:
    """One side held against the first: at the first try, and after follow-ups; where they share a run, nothing is."""

    first_name: str
    name: str
    first_try: Finding
    final: Finding
    shared: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the statistics say of the first try and of what stands in the end; too little is said once."""
        if self.shared:
            return (f"{self.first_name} and {self.name} share a run: nothing is said of a difference.",)
        if self.first_try.significance is None and self.final.significance is None:
            return (sentence(self.final, self.first_name, self.name),)
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
        notes: What the comparison rests on, in words.
        standing: The same, side by side.
    """

    comparison: Comparison
    judged: tuple[Judged, ...]
    help: tuple[Help, ...]
    costs: tuple[Cost, ...]
    reliability: tuple[Reliability, ...]
    notes: tuple[str, ...] = ()
    standing: tuple[Standing, ...] = ()


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
    judged = []
    for row, name in enumerate(comparison.names[1:], 1):
        found = [paired(comparison, problems, side=row, first_try=first_try) for first_try in (True, False)]
        shared = bool(comparison.sides[0].traces & comparison.sides[row].traces)
        if shared:
            found = [Finding(one.common, one.questions, None) for one in found]
        judged.append(Judged(first, name, found[0], found[1], shared))
    shown = filtered(comparison, only) if only else comparison
    return Conclusion(
        shown,
        tuple(judged),
        help_given(comparison),
        tuple(costs),
        reliability(comparison),
        notes(comparison),
        standing(comparison),
    )
