"""Differences over what both sides are graded on; what is open makes a range."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "reports"))
from report_cases import criterion, grade_of, question

from evalhw.comparison.compare import Side, compare_grades
from evalhw.comparison.conclusions import conclude, paired
from evalhw.comparison.pairing import differences
from evalhw.grading.coverage import Coverage
from evalhw.grading.grade import Attempt, Grade, QuestionGrade
from evalhw.reports.comparison.page import to_html
from evalhw.reports.comparison.tables import to_markdown, to_text
from evalhw.reports.comparison.values import to_csv, to_json


def pair(name: str, *earned: float | None) -> QuestionGrade:
    """A question of two criteria worth 2; None is open."""
    criteria = [
        criterion(label, points or 0, outcome="unscored") if points is None else criterion(label, points)
        for label, points in zip("ab", earned, strict=True)
    ]
    undecided = any(points is None for points in earned)
    return question(name, criteria, **({"verdict": "unscored", "first_verdict": "unscored"} if undecided else {}))


def graded(model: str, *questions: Sequence[float | None], run: str = "r1") -> Grade:
    return grade_of(*(pair(f"{number}x", *earned) for number, earned in enumerate(questions, 1)), model=model, run=run)


def test_a_criterion_that_is_open_for_one_side_counts_for_neither() -> None:
    """Both earn all that is decided: no difference, though one has two points fewer for now."""
    comparison = compare_grades(graded("A", (2, 2), (2, 2)), graded("B", (2, None), (2, 2)))
    first, second = differences(comparison, 1)
    assert (first.share, first.low, first.high) == (0, -0.5, 0)
    assert (second.share, second.open) == (0, False)
    assert [(score.low, score.high) for score in comparison.total.scores] == [(8, 8), (6, 8)]
    found = paired(comparison, {})
    assert found.span
    assert (found.span.low, found.span.high) == (-0.25, 0)


def test_what_is_open_on_both_sides_in_different_places_leaves_nothing_to_compare() -> None:
    (only,) = differences(compare_grades(graded("A", (2, None)), graded("B", (None, 2))), 1)
    assert only.share is None
    assert (only.low, only.high) == (-0.5, 0.5)


def test_an_open_criterion_of_one_repeat_is_decided_by_the_others() -> None:
    side = Side("A", (graded("A", (2, None)), graded("A", (2, 2), run="r2")))
    (only,) = differences(compare_grades(side, graded("B", (2, 0))), 1)
    assert (only.share, only.low, only.high) == (-0.5, -0.5, -0.25)


def test_an_open_deduction_may_still_cost_points() -> None:
    taken = question("1x", [criterion("a", 2), criterion("off", 0, 0, outcome="unscored")], verdict="unscored")
    coverage = Coverage(frozenset({"1x"}), deductions={("1x", "off"): 1.0})
    side = Side("A", (grade_of(taken, model="A"),), (coverage,))
    score = compare_grades(side, grade_of(pair("1x", 2, 2), model="B")).lines[0].scores[0]
    assert (score.low, score.high, score.open) == (1, 2, True)


def test_the_first_try_has_open_criteria_of_its_own() -> None:
    started = (criterion("a", 2), criterion("b", 0, outcome="unscored"))
    attempts = (
        Attempt(turn=1, points=2, verdict="unscored", criteria=started),
        Attempt(turn=2, points=4, verdict="correct", criteria=(criterion("a", 2), criterion("b", 2))),
    )
    helped = question("1x", attempts[1].criteria, first_points=2, first_verdict="unscored", attempts=attempts)
    comparison = compare_grades(grade_of(helped, model="A"), graded("B", (2, 2)))
    assert [one.open for one in differences(comparison, 1, first_try=True)] == [True]
    assert [one.open for one in differences(comparison, 1)] == [False]


@pytest.mark.parametrize(("undecided", "judgement"), [(0, "first"), (1, "first"), (7, "inconclusive")])
def test_a_difference_holds_only_if_it_would_whatever_is_open(undecided: int, judgement: str) -> None:
    """Eight of ten questions differ by a whole question; with seven of them open on one side nothing is certain."""
    best = graded("A", *[(2, 2)] * 10)
    other = graded("B", *[(None, None) if number < undecided else (0, 0) for number in range(8)], (2, 2), (2, 0))
    found = paired(compare_grades(best, other), {})
    assert found.judgement == judgement
    assert (found.span is not None) == bool(undecided)


def test_every_format_gives_the_range_and_names_what_is_open() -> None:
    comparison = compare_grades(graded("A", (2, 2), (2, 2)), graded("B", (2, None), (2, 2)))
    conclusion = conclude(comparison, {})
    for document in (to_text(conclusion), to_markdown(conclusion), to_html(conclusion)):
        assert "2 to 4" in document
        assert "−2 to 0" in document.replace("\\", "")
        assert "6 to 8" in document
        assert "B: 1 open: 1x.b." in document
        assert "With what is open the difference is between −25% and +0%" in document.replace("\\", "")
    values = json.loads(to_json(conclusion))
    assert values["questions"][0]["range"] == [[4, 4], [2, 4]]
    assert values["standing"][1]["open"] == {"1x.b": 1}
    assert values["significance"][0]["final"]["span"] == {"low": -0.25, "high": 0}
    assert "1x,,B,2,2,4,unscored,no,1,,2,4" in to_csv(conclusion).splitlines()


def test_a_question_open_in_some_repeats_is_not_counted_as_wrong() -> None:
    """pass@k is of the questions that all sides decided so often."""
    side = Side("A", (graded("A", (2, 2), (2, None)), graded("A", (2, 2), (2, 2), run="r2")))
    other = Side("B", (graded("B", (2, 2), (0, 0)), graded("B", (2, 2), (0, 0), run="r2")))
    found = {(one.name, one.k): one.every_time for one in conclude(compare_grades(side, other), {}).reliability}
    assert found == {("A", 1): 1, ("A", 2): 1, ("B", 1): 0.5, ("B", 2): 1}
