"""What comparisons come to, in numbers and in words."""

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

sys.path.insert(0, str(Path(__file__).parent / "reports"))
from report_cases import criterion, grade_of, question, trace_of

from evalhw.comparison.compare import Comparison, Side, compare_grades
from evalhw.comparison.conclusions import cost_of, help_given, paired, reliability, sentence
from evalhw.grading.grade import Attempt, Grade
from evalhw.providers.catalogue import Prices
from evalhw.record.trace import Completion, Trace, Turn, Usage

PROBLEMS = {"1a": "1", "1b": "1", "2a": "2", "2b": "2", "3a": "3", "3b": "3"}


def graded(model: str, *earned: float, run: str = "r1") -> Grade:
    parts = zip(PROBLEMS, earned, strict=True)
    return grade_of(*(question(name, [criterion("c", points)]) for name, points in parts), model=model, run=run)


def compared() -> Comparison:
    return compare_grades(graded("A", 0, 1, 2, 1, 0, 2), graded("B", 2, 1, 1, 2, 2, 2))


def power_of(count: int, effect: float) -> float:
    """The power of the test with so many questions, two to a problem."""
    freedom, reach = count / 2 - 1, stats.t.ppf(0.975, count / 2 - 1)
    moved = effect * np.sqrt(count / 6)
    return float(stats.nct.sf(reach, freedom, moved) + stats.nct.cdf(-reach, freedom, moved))


def test_sentence_states_what_an_independent_computation_finds() -> None:
    """Mean, clustered interval, sign test and needed questions, computed anew with scipy."""
    differences = np.array([1, 0, -0.5, 0.5, 1, 0])
    mean = differences.mean()
    residuals = differences - mean
    sums = np.array([residuals[:2].sum(), residuals[2:4].sum(), residuals[4:].sum()])
    error = np.sqrt((sums**2).sum()) / 6 * np.sqrt(3 / 2)
    error = max(error, mean / stats.t.ppf(0.75, 2))  # two problems differ, both in one way: p is one half
    reach = stats.t.ppf(0.975, 2) * error
    p = 2 * stats.t.sf(mean / error, 2)
    needed = next(count for count in range(6, 1000) if power_of(count, mean / error) >= 0.8)
    expected = (
        f"B earns {mean * 100:.0f}% more of a question's points than A "
        f"(95% interval {max(mean - reach, -1) * 100:+.0f}% to {min(mean + reach, 1) * 100:+.0f}%, "
        f"p = {p:.2g}; 6 questions clustered by 3 problems, 4 differ): inconclusive. "
        f"A difference of this size would take about {needed} questions to tell."
    )
    assert sentence(paired(compared(), PROBLEMS), "A", "B").replace("−", "-") == expected


def test_sentence_names_the_leader_either_way_and_equals() -> None:
    other_way = compare_grades(graded("B", 2, 1, 1, 2, 2, 2), graded("A", 0, 1, 2, 1, 0, 2))
    assert sentence(paired(other_way, PROBLEMS), "B", "A") == sentence(paired(compared(), PROBLEMS), "A", "B")
    same = compare_grades(graded("A", 1, 1, 1, 1, 1, 1), graded("B", 1, 1, 1, 1, 1, 1))
    said = sentence(paired(same, PROBLEMS), "A", "B")
    assert "no difference was seen" in said
    assert "inconclusive" in said
    assert "interval" not in said


def test_first_tries_are_judged_apart() -> None:
    first = paired(compared(), PROBLEMS, first_try=True).significance
    assert first
    assert first.mean == pytest.approx(2 / 6)


def test_help_counts_follow_ups_hints_regressions_and_turns() -> None:
    tries = tuple(
        Attempt(turn=turn, points=1, verdict="partial", criteria=(criterion("c", 1),), hint=turn == 3)
        for turn in (1, 2, 3)
    )
    helped = question("1a", [criterion("c", 1)], regressed=("c",), first_points=2, attempts=tries)
    a, b = help_given(
        compare_grades(grade_of(helped, model="A"), grade_of(question("1a", [criterion("c", 2)]), model="B"))
    )
    assert (a.first_points, a.points, a.follow_ups, a.hints, a.regressions, a.turns_to_correct, a.correct) == (
        2, 1, 2, 1, 1, None, 0,
    )  # fmt: skip
    assert (b.turns_to_correct, b.correct) == (1, 1)


def with_usage(trace: Trace, usage: Usage | None, latency: float | None) -> Trace:
    turns = tuple(
        Turn(turn.number, turn.asked, Completion(text="x", usage=usage, latency=latency)) for turn in trace.turns
    )
    return Trace(trace.header, turns)


def test_cost_for_each_point() -> None:
    trace = with_usage(trace_of("a", "b"), Usage(input_tokens=1000, output_tokens=500), 2.5)
    cost = cost_of("A", [trace], 4, Prices(input=2, output=6))
    assert (cost.input_tokens, cost.output_tokens, cost.seconds) == (2000, 1000, 5)
    assert cost.money == pytest.approx(0.01)
    assert cost.per_point(cost.seconds) == 1.25


def test_cost_that_was_not_recorded_is_not_invented() -> None:
    cost = cost_of("A", [with_usage(trace_of("a"), None, None)], 4, Prices(input=2, output=6))
    assert (cost.input_tokens, cost.seconds, cost.money, cost.per_point(cost.money)) == (None, None, None, None)
    assert cost_of("A", [trace_of("a")], 0).per_point(3.0) is None


def test_reliability_over_repeats() -> None:
    side = Side("A", (graded("A", 2, 2, 2, 2, 2, 2), graded("A", 2, 2, 2, 0, 0, 0, run="r2")))
    other = Side("B", (graded("B", 0, 0, 0, 0, 0, 0), graded("B", 0, 0, 0, 0, 0, 0, run="r2")))
    found = {(one.name, one.k): (one.at_least_once, one.every_time) for one in reliability(compare_grades(side, other))}
    assert found == {("A", 1): (0.75, 0.75), ("A", 2): (1, 0.5), ("B", 1): (0, 0), ("B", 2): (0, 0)}
    assert reliability(compared()) == ()
