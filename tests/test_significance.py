"""Statistics of comparisons, checked against independent computations."""

from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evalhw.significance import (
    bootstrap,
    clustered_error,
    pass_all,
    pass_at,
    questions_needed,
    sign_test,
    significance,
    student_quantile,
)

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
    assert clustered_error(values, clusters) == pytest.approx(max(total, 0) ** 0.5 / len(values), abs=1e-7)


def test_clusters_of_one_give_the_ordinary_error() -> None:
    values = [0.5, 0.0, 1.0, -0.25, 0.75]
    ordinary = np.std(values) / 5**0.5
    assert clustered_error(values, list("abcde")) == pytest.approx(ordinary)


def test_bootstrap_is_scipys_percentile_interval() -> None:
    values = [0.5, 0.0, 1.0, -0.25, 0.75, 0.0, 0.0, 0.3, 0.1, 0.9]
    expected = stats.bootstrap(
        (values,), np.mean, method="percentile", n_resamples=9999, rng=np.random.default_rng(1)
    ).confidence_interval
    found = bootstrap(values)
    assert found == bootstrap(values)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.02)


def test_questions_needed_has_the_power_it_promises() -> None:
    """Of simulated evaluations with so many questions, four in five find the difference."""
    mean, spread = 0.2, 0.5
    needed = questions_needed(mean, spread)
    assert needed == 50
    draws = np.random.default_rng(3).normal(mean, spread, size=(4000, needed))
    found = stats.ttest_1samp(draws, 0, axis=1).pvalue < 0.05
    assert found.mean() == pytest.approx(0.8, abs=0.04)


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
    found = significance([1.0] * 10, ["3"] * 10)
    assert found
    assert found.judgement == "inconclusive"


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
