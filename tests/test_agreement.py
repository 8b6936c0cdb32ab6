"""Agreement between grader and people, checked against independent computations."""

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent / "reports"))
from report_cases import criterion, evidence, grade_of, question, remark

from evalhw.comparison.agreement import agreement, ordinal_alpha, quadratic_kappa
from evalhw.grading.grade import Attempt, Grade

PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30)
ANSWER = "The condition is A = B. The proof is C = D. Thus it holds."


@given(PAIRS)
def test_kappa_is_the_weighted_table(pairs: list[tuple[int, int]]) -> None:
    table = np.zeros((3, 3))
    for one, other in pairs:
        table[one, other] += 1
    weights = (np.arange(3)[:, None] - np.arange(3)[None, :]) ** 2
    chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    if (weights * chance).sum() == 0:
        assert quadratic_kappa(pairs) is None
    else:
        assert quadratic_kappa(pairs) == pytest.approx(1 - (weights * table).sum() / (weights * chance).sum())


@given(PAIRS)
def test_alpha_is_observed_against_expected_disagreement(pairs: list[tuple[int, int]]) -> None:
    """Krippendorff's definition over all pairs of values, not over counts."""
    values = [value for pair in pairs for value in pair]
    counts = np.bincount(values, minlength=3)

    def distance(one: int, other: int) -> float:
        low, high = sorted((one, other))
        return float((counts[low : high + 1].sum() - (counts[low] + counts[high]) / 2) ** 2) if low != high else 0.0

    expected = np.mean([distance(one, other) for one, other in combinations(values, 2)])
    observed = np.mean([distance(one, other) for one, other in pairs])
    if expected == 0:
        assert ordinal_alpha(pairs) is None
    else:
        assert ordinal_alpha(pairs) == pytest.approx(1 - observed / expected)


def graded() -> Grade:
    met = criterion("proof", 2, evidence=(evidence(ANSWER, "C = D"),))
    missed = criterion("condition", 0)
    attempt = Attempt(turn=1, points=2, verdict="partial", criteria=(met, missed))
    fault = remark(ANSWER, "A = B", "The shapes differ.", criterion="condition")
    people = (
        remark(ANSWER, "A = B", "All right.", "correct", author="human"),
        remark(ANSWER, "C = D", "A tautology.", "incorrect", author="human"),
        remark(ANSWER, "Thus", "About the prompt.", "note", author="human"),
    )
    return grade_of(question("q1", [met, missed], annotations=(fault,), attempts=(attempt,)), human=people)


def test_passages_that_a_person_passed_or_failed_against_the_grader() -> None:
    found = agreement([graded()], "passage")
    assert [(pair.passage, pair.human, pair.grader, pair.grader_reason) for pair in found.disagreements] == [
        ("A = B", "correct", "incorrect", "The shapes differ."),
        ("C = D", "incorrect", "correct", "proof is met: because of proof"),
    ]
    assert found.table == ((0, 0, 1), (0, 0, 0), (1, 0, 0))
    assert found.kappa == pytest.approx(-1)


def test_answers_and_the_criteria_they_missed() -> None:
    found = agreement([graded()])
    assert [(pair.human, pair.grader) for pair in found.pairs] == [("correct", "partial"), ("incorrect", "partial")]
    assert found.pairs[0].grader_reason == "met: proof; condition: because of condition"
    assert found.agreed == 0


def test_nothing_to_compare_is_no_agreement() -> None:
    found = agreement([grade_of(question("q1", [criterion("c", 1)]))])
    assert (found.pairs, found.kappa, found.alpha) == ((), None, None)
