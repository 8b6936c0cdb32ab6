"""Whether a difference between two models means anything, after Miller (2024), "Adding Error Bars to Evals".

Invariant: there is one model of the test. Differences are paired by question and clustered by problem; the verdict is
Student's t at the level that is left to each comparison, and the forecast is the power of that very test. Where t
would claim more than the exact test that exchanges the sides of whole problems, the error is taken to be larger. What
the data cannot tell is called inconclusive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, comb, erfc, exp, log1p, sqrt
from statistics import NormalDist, fmean, stdev
from typing import Literal

CONFIDENCE = 0.95
POWER = 0.8
MOST_NEEDED = 100_000
"""A difference that would take more questions than this is not worth a number."""

Judgement = Literal["first", "second", "inconclusive"]


@dataclass(frozen=True)
class Interval:
    """A confidence interval."""

    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Significance:
    """What paired differences say.

    All differences are the second model's share of a question's points less the first's, −1 to 1.

    Attributes:
        questions: How many questions.
        clusters: How many problems they belong to.
        mean: The mean difference.
        standard_error: Its standard error, clustered by problem and corrected for the few problems there are.
        unclustered_error: Its standard error if questions were independent.
        freedom: Degrees of freedom of the clustered error: problems less one, fewer where problems differ in size.
        interval: Student's interval from the clustered error; None where no problem differs, which is no measure of
            how far others may.
        p: The two-sided p of the test that judges.
        better: Questions on which the second earned more.
        worse: Questions on which it earned less.
        sign_test: The exact two-sided p of the sign test, for comparison; it has no say.
        needed: How many questions would show a difference of this size, where these do not; None where there is none,
            or no end of them.
        judgement: Who is better, if that can be told.
        level: The confidence of the intervals.
    """

    questions: int
    clusters: int
    mean: float
    standard_error: float
    unclustered_error: float
    freedom: float
    interval: Interval | None
    p: float
    better: int
    worse: int
    sign_test: float
    needed: int | None
    judgement: Judgement
    level: float


def significance(differences: Sequence[float], clusters: Sequence[str], comparisons: int = 1) -> Significance | None:
    """Judge paired differences.

    Args:
        differences: One a question: the second's share of its points less the first's.
        clusters: The problem of each question, in the same order.
        comparisons: Of how many comparisons this is one; the chance of a false alarm is shared among them (Bonferroni).

    Returns:
        None for fewer than two questions or two problems, which no statistics can judge.
    """
    count = len(set(clusters))
    if count < 2:  # noqa: PLR2004  # one problem has no spread
        return None
    mean = fmean(differences)
    mean = mean if abs(mean) > _NEXT_TO_NOTHING else 0.0
    level = 1 - (1 - CONFIDENCE) / max(comparisons, 1)
    error, freedom = clustered_error(differences, clusters)
    better, worse = sum(one > 0 for one in differences), sum(one < 0 for one in differences)
    error = max(error, least_error(mean, exchange_test(differences, clusters), freedom))
    error = error if error > _NEXT_TO_NOTHING else 0.0
    reach = student_quantile((1 + level) / 2, freedom) * error
    p = beyond(0.0, abs(mean) / error, freedom) if error else 1.0
    told = p < 1 - level
    return Significance(
        questions=len(differences),
        clusters=count,
        mean=mean,
        standard_error=error,
        unclustered_error=stdev(differences) / sqrt(len(differences)),
        freedom=freedom,
        interval=Interval(mean - reach, mean + reach) if error else None,
        p=p,
        better=better,
        worse=worse,
        sign_test=sign_test(better, worse),
        needed=None if told else questions_needed(mean, error, freedom, len(differences), level),
        judgement="inconclusive" if not told else "second" if mean > 0 else "first",
        level=level,
    )


def clustered_error(values: Sequence[float], clusters: Sequence[str]) -> tuple[float, float]:
    """The standard error of a mean whose values come in clusters, and its degrees of freedom.

    Values of one cluster may go together in any way; clusters are independent. The error is the bias-reduced one and
    its freedom Satterthwaite's (Bell and McCaffrey 2002; Imbens and Kolesár 2016): for clusters of one size the usual
    G/(G−1) correction and G−1, for clusters of several sizes more caution. At least two clusters are needed.
    """
    mean, total = fmean(values), len(values)
    sums: dict[str, float] = {}
    sizes: dict[str, int] = {}
    for value, cluster in zip(values, clusters, strict=True):
        sums[cluster] = sums.get(cluster, 0.0) + value - mean
        sizes[cluster] = sizes.get(cluster, 0) + 1
    kept = {cluster: 1 - size / total for cluster, size in sizes.items()}
    error = sqrt(sum(sums[cluster] ** 2 / kept[cluster] for cluster in sums)) / total
    # The trace of the error's quadratic form is 1/n; that of its square follows from the sizes alone.
    own = sum(size**2 * (1 - 2 * size / total) / kept[cluster] ** 2 for cluster, size in sizes.items())
    shared = sum(size**2 / kept[cluster] for cluster, size in sizes.items()) / total
    return error, max(1.0, total**2 / (own + shared**2))


def least_error(mean: float, p: float, freedom: float) -> float:
    """The least standard error that a mean difference is credited with, so that Student's p is no less than this one.

    Student's t takes differences for normal; of a handful that are 0 or 1 the spread can be next to nothing by chance.
    A p above one half, which no verdict rests on, is taken for one half.
    """
    if not mean:
        return 0.0
    return abs(mean) / student_quantile(1 - min(0.5, p) / 2, freedom)


def exchange_test(differences: Sequence[float], clusters: Sequence[str]) -> float:
    """The exact two-sided p where the two sides of whole problems are exchanged.

    Questions of one problem may be right or wrong together, so a problem is one throw of a coin, however many questions
    it has: k problems that all differ in one way have the chance 2/2^k. Those that do not differ are no evidence.

    Returns:
        0 for more than twelve problems whose sums are so finely graded that Student's t does as well.
    """
    sums: dict[str, float] = {}
    for value, cluster in zip(differences, clusters, strict=True):
        sums[cluster] = sums.get(cluster, 0.0) + value
    chances = {0.0: 1.0}
    for one in sums.values():
        if abs(one) > _NEXT_TO_NOTHING:
            either: dict[float, float] = {}
            for total, chance in chances.items():
                for way in (one, -one):
                    key = round(total + way, 9)
                    either[key] = either.get(key, 0.0) + chance / 2
            chances = either
            if len(chances) > _MOST_TOTALS:
                return 0.0
    seen = abs(sum(sums.values())) - 1e-6
    return min(1.0, sum(chance for total, chance in chances.items() if abs(total) >= seen))


def fall_test(groups: Sequence[tuple[Sequence[float], Sequence[float]]]) -> tuple[float, float]:
    """The exact one-sided p of a fall between two sets of runs, where runs are exchanged within each group by itself.

    What is exchanged is what was seen, so that a spread of 0 among a few repeats is no certainty.

    Args:
        groups: What the runs before and the runs now earned, once for each part that was asked by itself; in every
            group there are as many runs before, and as many now.

    Returns:
        p, and the least p that these values can give, however they are dealt out.
    """
    reach = sum(max(*before, *now) - min(*before, *now) for before, now in groups)
    unit = max(0.01, reach / _GRID)  # a test on rounded points is as exact, and its sums are few
    chances = {0: 1.0}
    seen = 0
    for before, now in groups:
        steps = [round(value / unit) for value in (*before, *now)]
        seen += sum(steps[: len(before)])
        dealt = _dealt(steps, len(before))
        sums: dict[int, float] = {}
        for total, chance in chances.items():
            for one, share in dealt.items():
                sums[total + one] = sums.get(total + one, 0.0) + chance * share
        chances = sums
    return sum(chance for total, chance in chances.items() if total >= seen), chances[max(chances)]


def _dealt(values: Sequence[int], count: int) -> dict[int, float]:
    """The sums of so many of the values, drawn without replacement, with their chances."""
    ways: list[dict[int, int]] = [{0: 1}, *({} for _ in range(count))]
    for value in values:
        for taken in range(count, 0, -1):
            for total, number in ways[taken - 1].items():
                ways[taken][total + value] = ways[taken].get(total + value, 0) + number
    return {total: number / comb(len(values), count) for total, number in ways[count].items()}


def sign_test(better: int, worse: int) -> float:
    """The exact two-sided p of the sign test; ties are left out."""
    trials = better + worse
    if trials == 0:
        return 1.0
    tail: int = sum(comb(trials, hits) for hits in range(min(better, worse) + 1))
    return min(1.0, float(2 * tail / 2**trials))


def questions_needed(
    mean: float, error: float, freedom: float, questions: int, level: float = CONFIDENCE
) -> int | None:
    """How many questions would show a mean difference with `POWER`, by the test that judges.

    More questions are taken to come in more problems of the same sizes, so that the error falls with their root.

    Args:
        mean: The difference.
        error: Its clustered standard error, as found with `questions` questions.
        freedom: The degrees of freedom of the error.
        questions: How many questions that was.
        level: The confidence that one comparison needs.
    """
    if not mean:
        return None
    if not error:
        return 2
    least = ceil(questions * 2 / (freedom + 1))  # two problems

    def shows(count: int) -> bool:
        share = count / questions
        return power(abs(mean) / error * sqrt(share), (freedom + 1) * share - 1, level) >= POWER

    normal = NormalDist()
    reach = normal.inv_cdf((1 + level) / 2) + normal.inv_cdf(POWER)
    low = max(least, ceil(questions * (reach * error / mean) ** 2)) - 1  # what the normal would need; t needs no less
    step = 1
    while not shows(low + step):
        low += step
        step *= 2
        if low > MOST_NEEDED:
            return None
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if shows(middle) else (middle, high)
    return max(2, high)


def power(effect: float, freedom: float, level: float = CONFIDENCE) -> float:
    """The chance that the test tells a difference.

    Args:
        effect: The true mean difference in standard errors.
        freedom: Degrees of freedom of the error.
        level: The confidence of the test.
    """
    return beyond(effect, student_quantile((1 + level) / 2, max(freedom, 1.0)), max(freedom, 1.0))


@lru_cache(maxsize=4096)
def student_quantile(probability: float, freedom: float) -> float:
    """The quantile of Student's t above one half: by bisection, or by its series where that is exact to ten digits."""
    if freedom > _MANY:
        x = NormalDist().inv_cdf(probability)
        terms = (
            (x**3 + x) / 4,
            (5 * x**5 + 16 * x**3 + 3 * x) / 96,
            (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        )
        return x + sum(term / freedom**power for power, term in enumerate(terms, 1))
    tail = 2 * (1 - probability)
    low, high = 0.0, 2.0
    while beyond(0.0, high, freedom) > tail:
        low, high = high, 2 * high
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(0.0, middle, freedom) > tail else (low, middle)
    return (low + high) / 2


def beyond(effect: float, t: float, freedom: float) -> float:
    """The probability that a noncentral Student's t lies outside ±t: two-sided p for an effect of 0, power for others.

    The normal's tails beyond t·s, averaged over the spread s = √(χ²/ν); the integral over log s is a plain sum, which
    for so smooth a function is exact to ten digits.
    """
    total = 0.0
    for s, weight in _spreads(freedom):
        total += weight * (erfc((t * s - effect) * _HALF) + erfc((t * s + effect) * _HALF))
    return min(1.0, total / 2)


_NEXT_TO_NOTHING = 1e-9
"""What adding up floats may leave."""

_MOST_TOTALS = 4096
_GRID = 500

_HALF = sqrt(0.5)
_STEPS = 240
_MANY = 300


@lru_cache(maxsize=512)
def _spreads(freedom: float) -> tuple[tuple[float, float], ...]:
    """Values of √(χ²/ν), evenly apart in their logarithms, with their weights, which add up to 1."""
    low = -(8 / sqrt(freedom) + 30 / freedom)
    high = log1p(60 / freedom) / 2 + 4 / sqrt(2 * freedom)
    step = (high - low) / _STEPS
    points = [low + step * number for number in range(_STEPS + 1)]
    weights = [exp(freedom * (u - exp(2 * u) / 2 + 0.5)) for u in points]
    total = sum(weights)
    return tuple((exp(u), weight / total) for u, weight in zip(points, weights, strict=True))


def pass_at(tries: int, passed: int, k: int) -> float | None:
    """The chance that at least one of k tries passes, without bias (Chen et al. 2021); None for fewer than k tries."""
    return None if tries < k else 1 - comb(tries - passed, k) / comb(tries, k)


def pass_all(tries: int, passed: int, k: int) -> float | None:
    """The chance that all of k tries pass (pass^k of tau-bench); None for fewer than k tries."""
    return None if tries < k else comb(passed, k) / comb(tries, k)
