"""Statistics of comparisons, checked against independent computations."""

import os
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evalhw.comparison.significance import (
    clustered_error,
    pass_all,
    pass_at,
    power,
    questions_needed,
    sign_test,
    significance,
    student_quantile,
)


@pytest.fixture
def runs() -> int:
    """How many evaluations are simulated; `make simulate` takes many more."""
    return int(os.environ.get("EVALHW_SIMULATED", "300"))


SHARES = st.floats(-1, 1, allow_nan=False)
CLUSTERED = st.lists(st.tuples(SHARES, st.sampled_from("abcd")), min_size=2, max_size=30)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 7, 10, 11, 30, 101])
def test_student_quantile_is_scipys(freedom: int) -> None:
    assert student_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-6)


@given(st.integers(0, 30), st.integers(0, 30))
def test_sign_test_is_the_binomial_test(better: int, worse: int) -> None:
    expected = stats.binomtest(better, better + worse).pvalue if better + worse else 1.0
    assert sign_test(better, worse) == pytest.approx(expected)


@given(CLUSTERED)
def test_clustered_error_is_the_sandwich(pairs: list[tuple[float, str]]) -> None:
    """The double sum of Miller (2024) written out."""
    values, clusters = [value for value, _ in pairs], [cluster for _, cluster in pairs]
    mean = fmean(values)
    total = sum(
        (a - mean) * (b - mean)
        for a, left in zip(values, clusters, strict=True)
        for b, right in zip(values, clusters, strict=True)
        if left == right
    )
    if len(set(clusters)) > 1 and len({clusters.count(cluster) for cluster in clusters}) == 1:
        correction = len(set(clusters)) / (len(set(clusters)) - 1)
        expected = (max(total, 0) * correction) ** 0.5 / len(values)
        assert clustered_error(values, clusters)[0] == pytest.approx(expected, abs=1e-7)


def test_clusters_of_one_give_the_ordinary_error() -> None:
    values = [0.5, 0.0, 1.0, -0.25, 0.75]
    ordinary = np.std(values, ddof=1) / 5**0.5
    assert clustered_error(values, list("abcde")) == (pytest.approx(ordinary), pytest.approx(4))


def test_clusters_of_several_sizes_are_handled_as_bell_and_mccaffrey_do() -> None:
    """Error and freedom against the matrices of Bell and McCaffrey (2002) written out."""
    draws = np.random.default_rng(5)
    for sizes in ([3, 3, 3], [1, 5, 2, 2], [10, 1, 1], [2, 2, 2, 6], [1] * 9):
        total = sum(sizes)
        labels = np.repeat(np.arange(len(sizes)), sizes)
        values = draws.normal(size=total)
        residual = np.eye(total) - 1 / total
        rows = np.array([residual @ (labels == g) / np.sqrt(1 - size / total) / total for g, size in enumerate(sizes)])
        gram = rows @ rows.T
        error, freedom = clustered_error(values.tolist(), [str(label) for label in labels])
        assert error == pytest.approx(np.sqrt(((rows @ values) ** 2).sum()))
        assert freedom == pytest.approx(np.trace(gram) ** 2 / np.trace(gram @ gram))


@pytest.mark.parametrize("freedom", [1, 1.5, 3, 4.7, 11, 60, 800])
@pytest.mark.parametrize("effect", [0, 0.7, 2.8, 5])
@pytest.mark.parametrize("level", [0.95, 0.99])
def test_power_is_that_of_scipys_noncentral_t(freedom: float, effect: float, level: float) -> None:
    reach = stats.t.ppf((1 + level) / 2, freedom)
    expected = stats.nct.sf(reach, freedom, effect) + stats.nct.cdf(-reach, freedom, effect)
    assert power(effect, freedom, level) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("tail", [0.9, -0.6])
def test_p_is_the_greater_of_scipys_paired_test_and_its_exact_one(tail: float) -> None:
    """Where every problem is one question; the first is greater for one sample, the second for the other."""
    values = [0.5, 0.1, 1.0, -0.25, 0.75, 0.2, 0.3, 0.1, tail]
    found = significance(values, [str(number) for number in range(9)])
    student = stats.ttest_1samp(values, 0).pvalue
    exact = stats.permutation_test((values,), np.sum, permutation_type="samples", n_resamples=np.inf).pvalue
    assert found
    assert found.p == pytest.approx(max(student, exact), rel=1e-6)


def told(rows: np.ndarray, sizes: list[int], comparisons: int) -> float:
    """How many of simulated evaluations the test that judges finds a difference in."""
    clusters = [str(g) for g, size in enumerate(sizes) for _ in range(size)]
    found = [significance(row.tolist(), clusters, comparisons) for row in rows]
    return fmean(one is not None and one.judgement != "inconclusive" for one in found)


def simulated(runs: int, sizes: list[int], shared: float, seed: int, mean: float = 0.0) -> np.ndarray:
    """Differences whose spread is 1, a share of it common to the questions of a problem."""
    draws = np.random.default_rng(seed)
    of_problem = np.repeat(draws.normal(size=(runs, len(sizes))), sizes, axis=1)
    own = draws.normal(size=(runs, sum(sizes)))
    return mean + np.sqrt(shared) * of_problem + np.sqrt(1 - shared) * own


@pytest.mark.parametrize("sizes", [[3] * 4, [1] * 12, [2, 3, 3, 4], [1, 2, 3, 4, 5, 6]])
@pytest.mark.parametrize("shared", [0.0, 0.5])
def test_false_alarms_are_at_the_level(sizes: list[int], shared: float, runs: int) -> None:
    """Also where they are fractions of points, in steps of a quarter, and with one of five comparisons."""
    margin = 3.5 * (0.05 * 0.95 / runs) ** 0.5
    rows = simulated(runs, sizes, shared, 11)
    alarms = told(rows, sizes, 1)
    assert alarms <= 0.05 + margin + 0.005
    assert alarms >= 0.05 - margin - 0.015 or len(sizes) < 10  # few problems cannot tell, and do not
    assert told(np.clip(np.round(rows * 2) / 4, -1, 1), sizes, 1) <= 0.05 + margin + 0.005
    assert told(rows, sizes, 5) <= 0.01 + 3.5 * (0.01 * 0.99 / runs) ** 0.5 + 0.003


@pytest.mark.parametrize(
    "sizes",
    [
        *([4] * problems for problems in range(2, 7)),
        [4, 4, 4, 4, 1, 1],
        [4] * 5 + [1],
        [9, 1, 1, 1, 1, 1],
        *([2] * problems for problems in (7, 13, 21, 41)),
    ],
    ids=str,
)
@pytest.mark.parametrize("silent", [0, 6])
def test_problems_that_are_won_as_a_whole_give_no_false_alarms(sizes: list[int], silent: int, runs: int) -> None:
    """A fair coin decides for each problem who wins all of it; others, of which both know all, change nothing."""
    draws = np.random.default_rng(7)
    coins = np.repeat(draws.choice([-1.0, 1.0], size=(10 * runs, len(sizes))), sizes, axis=1)
    rows = np.hstack([coins, np.zeros((10 * runs, silent * 2))])
    margin = 3.5 * (0.05 * 0.95 / (10 * runs)) ** 0.5
    assert told(rows, [*sizes, *[2] * silent], 1) <= 0.05 + margin


@pytest.mark.parametrize(("problems", "questions", "p"), [(2, 4, 1 / 2), (3, 4, 1 / 4), (5, 2, 1 / 16), (6, 1, 1 / 32)])
def test_p_rests_on_the_problems_that_differ_however_many_questions_they_have(
    problems: int, questions: int, p: float
) -> None:
    found = significance([1.0] * problems * questions, [str(n) for n in range(problems) for _ in range(questions)])
    assert found
    assert (found.p, found.judgement) == (pytest.approx(p), "second" if p < 0.05 else "inconclusive")


@given(st.lists(st.integers(-4, 4), min_size=2, max_size=8))
def test_p_is_no_less_than_that_of_scipys_exchange_of_sides(sums: list[int]) -> None:
    found = significance([one / 4 for one in sums], [str(number) for number in range(len(sums))])
    exact = stats.permutation_test(
        ([one / 4 for one in sums],), np.sum, permutation_type="samples", n_resamples=np.inf
    ).pvalue
    assert found
    assert found.p >= min(0.5, exact) - 1e-6


@pytest.mark.parametrize("values", [[0.0] * 8, [0.5, -0.5] * 4, [0.1, 0.2, -0.3, 0.0] * 2])
def test_that_no_problem_differs_gives_no_interval_of_no_width(values: list[float]) -> None:
    found = significance(values, list("aaaabbbb"))
    assert found
    assert (found.interval, found.p, found.judgement) == (None, 1.0, "inconclusive")


@pytest.mark.parametrize("comparisons", [1, 5])
@pytest.mark.parametrize(("shared", "mean", "size"), [(0.0, 0.4, 1), (0.3, 0.6, 3), (0.6, 0.5, 2)])
def test_the_questions_that_are_said_to_be_needed_have_the_power_that_is_promised(
    shared: float, mean: float, size: int, comparisons: int, runs: int
) -> None:
    """Evaluations with so many questions, in problems of the same size, are simulated and judged by the same test."""
    problems = 10
    error = ((shared + (1 - shared) / size) / problems) ** 0.5
    level = 1 - 0.05 / comparisons
    needed = questions_needed(mean, error, problems - 1, problems * size, level)
    assert needed
    sizes = [size] * -(-needed // size)
    promised = power(mean / error * (len(sizes) / problems) ** 0.5, len(sizes) - 1, level)
    assert 0.8 <= promised < 0.86
    rate = told(simulated(runs, sizes, shared, 3, mean), sizes, comparisons)
    assert rate == pytest.approx(promised, abs=max(0.03, 3.5 * (0.16 / runs) ** 0.5))


@given(CLUSTERED, st.integers(1, 10))
def test_what_is_inconclusive_needs_more_questions_than_were_asked(
    pairs: list[tuple[float, str]], comparisons: int
) -> None:
    """Verdict and forecast follow from one test and cannot contradict each other."""
    found = significance([value for value, _ in pairs], [cluster for _, cluster in pairs], comparisons)
    if found and found.judgement == "inconclusive" and found.needed is not None:
        assert found.needed > found.questions
    if found:
        assert (found.judgement != "inconclusive") == (found.interval is not None and found.interval.excludes_zero)
        assert found.p >= min(0.5, 2 / 2 ** (found.better + found.worse)) - 1e-9


def test_more_comparisons_need_more_questions() -> None:
    alone = questions_needed(0.2, 0.5 / 50**0.5, 49, 50)
    of_five = questions_needed(0.2, 0.5 / 50**0.5, 49, 50, 0.99)
    assert (alone, of_five) == (52, 77)
    clustered = questions_needed(0.2, 0.1, 11, 48)
    assert clustered
    assert clustered > 52


def test_fractional_means_that_all_rise_a_little_are_not_vetoed_by_the_sign_test() -> None:
    """Nine of twelve questions rise by much, three fall by next to nothing: the paired test tells it."""
    values = [0.5, 0.4, 0.6, 0.5, 0.45, 0.55, 0.5, 0.6, 0.4, -0.01, -0.02, -0.01]
    found = significance(values, [str(number) for number in range(12)])
    assert found
    assert (found.judgement, found.sign_test > 0.05) == ("second", True)


def test_an_interval_is_never_of_no_width_where_anything_differs() -> None:
    """Six problems that all differ by the whole: a difference, but not one that is known to the point."""
    found = significance([1.0] * 12, list("aabbccddeeff"))
    assert found
    assert (found.judgement, found.p) == ("second", pytest.approx(2 / 2**6))
    assert found.interval
    assert found.interval.low < 0.5
    assert found.interval.high > 1


@pytest.mark.parametrize("differing", [1, 2, 3, 4, 5])
def test_a_handful_of_questions_that_all_differ_in_one_way_tells_nothing(differing: int) -> None:
    """Two to the minus five is the least chance of so few: not below 5 %."""
    values = [1.0] * differing + [0.0] * (5 - differing)
    found = significance(values, list("abcde"))
    assert found
    assert found.judgement == "inconclusive"
    assert found.needed
    assert found.needed > 5


def test_twelve_questions_with_a_mixed_picture_are_inconclusive() -> None:
    differences = [0.5, 0, 0, 1, -0.5, 0, 0, 0.3, 0, 0, 0, 1]
    found = significance(differences, ["3", "3", "4", "4", "4", "7", "7", "7", "8", "8", "8", "8"])
    assert found
    assert found.judgement == "inconclusive"
    assert found.needed
    assert found.needed > 12


def test_a_clear_difference_is_told_in_the_right_direction() -> None:
    clusters = [str(number // 2) for number in range(20)]
    up = significance([0.4 + 0.01 * number for number in range(20)], clusters)
    down = significance([-0.4 - 0.01 * number for number in range(20)], clusters)
    assert up
    assert down
    assert (up.judgement, down.judgement) == ("second", "first")


def test_one_problem_alone_tells_nothing() -> None:
    assert significance([1.0] * 10, ["3"] * 10) is None


def test_no_difference_needs_no_number() -> None:
    found = significance([0.0] * 12, [str(number) for number in range(12)])
    assert found
    assert (found.judgement, found.needed, found.sign_test) == ("inconclusive", None, 1.0)
    assert significance([1.0], ["a"]) is None


@given(st.integers(1, 8), st.integers(0, 8), st.integers(1, 8))
def test_pass_at_k_counts_all_draws(tries: int, passed: int, k: int) -> None:
    """Both estimates equal the share of all k-subsets of the tries that pass."""
    from itertools import combinations

    passed = min(passed, tries)
    outcomes = [True] * passed + [False] * (tries - passed)
    draws = list(combinations(outcomes, k))
    if not draws:
        assert pass_at(tries, passed, k) is None
        assert pass_all(tries, passed, k) is None
    else:
        assert pass_at(tries, passed, k) == pytest.approx(sum(any(draw) for draw in draws) / len(draws))
        assert pass_all(tries, passed, k) == pytest.approx(sum(all(draw) for draw in draws) / len(draws))
