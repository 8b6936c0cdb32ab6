"""Whether a difference between two models means anything, after Miller (2024), "Adding Error Bars to Evals".

Invariant: models are compared question by question (paired differences), questions of one problem are not taken for
independent (standard errors clustered by problem), and what the data cannot tell is called inconclusive. The same
numbers give the same result: the bootstrap draws from a fixed seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan, ceil, comb, cos, pi, sin, sqrt
from statistics import NormalDist, fmean, stdev
from typing import Literal

CONFIDENCE = 0.95
POWER = 0.8
RESAMPLES = 9999
SEED = 20240901

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
        standard_error: Its standard error, clustered by problem, times √(G/(G−1)) for the few problems G there are.
        unclustered_error: Its standard error if questions were independent.
        interval: Student's interval from the clustered error with G−1 degrees of freedom.
        bootstrap: The percentile interval over resampled questions.
        better: Questions on which the second earned more.
        worse: Questions on which it earned less.
        sign_test: The exact two-sided p of the sign test.
        needed: How many questions would show a difference of this size; None where there is none.
        judgement: Who is better, if that can be told.
        level: The confidence of the intervals.
    """

    questions: int
    clusters: int
    mean: float
    standard_error: float
    unclustered_error: float
    interval: Interval
    bootstrap: Interval
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
        None for fewer than two questions, which no statistics can judge.
    """
    if len(differences) < 2:  # noqa: PLR2004  # one difference has no spread
        return None
    count = len(set(clusters))
    mean = fmean(differences)
    level = 1 - (1 - CONFIDENCE) / max(comparisons, 1)
    error = clustered_error(differences, clusters) * sqrt(count / max(count - 1, 1))
    reach = student_quantile((1 + level) / 2, max(count - 1, 1)) * error
    interval = Interval(mean - reach, mean + reach)
    resampled = bootstrap(differences, level)
    better, worse = sum(one > 0 for one in differences), sum(one < 0 for one in differences)
    p = sign_test(better, worse)
    # All three ways of looking must agree: with few questions each alone is easily wrong.
    told = count > 1 and p < 1 - level and interval.excludes_zero and resampled.excludes_zero
    return Significance(
        questions=len(differences),
        clusters=count,
        mean=mean,
        standard_error=error,
        unclustered_error=stdev(differences) / sqrt(len(differences)),
        interval=interval,
        bootstrap=resampled,
        better=better,
        worse=worse,
        sign_test=p,
        needed=questions_needed(mean, stdev(differences)),
        judgement="inconclusive" if not told else "second" if mean > 0 else "first",
        level=level,
    )


def clustered_error(values: Sequence[float], clusters: Sequence[str]) -> float:
    """The standard error of a mean whose values come in clusters (Miller 2024, section 2.2).

    Values of one cluster may go together in any way; clusters are independent.
    """
    mean = fmean(values)
    sums: dict[str, float] = {}
    for value, cluster in zip(values, clusters, strict=True):
        sums[cluster] = sums.get(cluster, 0.0) + value - mean
    return sqrt(sum(total * total for total in sums.values())) / len(values)


def bootstrap(values: Sequence[float], level: float = CONFIDENCE) -> Interval:
    """The percentile interval of the mean over resampled values, the same every time."""
    import numpy as np

    sample = np.asarray(values, dtype=float)
    draws = np.random.default_rng(SEED).integers(0, len(sample), size=(RESAMPLES, len(sample)))
    means = sample[draws].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def sign_test(better: int, worse: int) -> float:
    """The exact two-sided p of the sign test; ties are left out."""
    trials = better + worse
    if trials == 0:
        return 1.0
    tail: int = sum(comb(trials, hits) for hits in range(min(better, worse) + 1))
    return min(1.0, float(2 * tail / 2**trials))


def questions_needed(mean: float, spread: float) -> int | None:
    """How many independent questions would show a mean difference with `POWER` (Miller 2024, section 5)."""
    if not mean:
        return None
    normal = NormalDist()
    reach = normal.inv_cdf((1 + CONFIDENCE) / 2) + normal.inv_cdf(POWER)
    return max(2, ceil((reach * spread / mean) ** 2))


def student_quantile(probability: float, freedom: int) -> float:
    """The quantile of Student's t above one half, by bisection of its closed form for whole degrees of freedom."""
    low, high = 0.0, 1e4
    for _ in range(100):
        middle = (low + high) / 2
        if (1 + _student_within(middle, freedom)) / 2 < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _student_within(t: float, freedom: int) -> float:
    """The probability that Student's t lies within ±t (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2 == 1
    term = cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for step in range(3 if odd else 2, freedom - 1, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    within = sin(angle) * total
    return 2 / pi * (angle + within) if odd else within


def pass_at(tries: int, passed: int, k: int) -> float | None:
    """The chance that at least one of k tries passes, without bias (Chen et al. 2021); None for fewer than k tries."""
    return None if tries < k else 1 - comb(tries - passed, k) / comb(tries, k)


def pass_all(tries: int, passed: int, k: int) -> float | None:
    """The chance that all of k tries pass (pass^k of tau-bench); None for fewer than k tries."""
    return None if tries < k else comb(passed, k) / comb(tries, k)
