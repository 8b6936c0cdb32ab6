"""Grades beside each other."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "reports"))
from report_cases import criterion, grade_of, question

from evalhw.comparison.compare import Comparison, Side, compare_grades, filtered
from evalhw.comparison.conclusions import Conclusion, conclude
from evalhw.errors import UserError
from evalhw.grading.grade import Attempt, Grade
from evalhw.reports.comparison.page import to_html
from evalhw.reports.comparison.tables import block, to_markdown, to_text
from evalhw.reports.comparison.values import to_csv, to_json


def first() -> Grade:
    return grade_of(
        question("q1", [criterion("a", 2), criterion("b", 0)]), question("q2", [criterion("c", 1, 1)]), model="A"
    )


def second() -> Grade:
    started = (criterion("a", 2), criterion("b", 2))
    ended = (criterion("a", 0), criterion("b", 2))
    attempts = (
        Attempt(turn=1, points=4, verdict="correct", criteria=started),
        Attempt(turn=2, points=2, verdict="partial", criteria=ended),
    )
    worse = question(
        "q1", ended, first_points=4, first_verdict="correct", regressed=("a",), follow_ups=("x",), attempts=attempts
    )
    return grade_of(worse, question("q2", [criterion("c", 1, 1)]), model="B")


def compared() -> Comparison:
    return compare_grades(first(), second())


def test_scores_deltas_and_flips() -> None:
    q1, q2 = compared().lines
    assert ([score.points for score in q1.scores], [score.first_points for score in q1.scores]) == ([2, 2], [2, 4])
    assert (q1.delta, q1.first_delta) == (0, 2)
    assert [(line.id, line.delta, line.first_delta, line.flipped) for line in q1.criteria] == [
        ("a", -2, 0, True),
        ("b", 2, 2, True),
    ]
    assert q1.scores[1].regressed
    assert q1.criteria[0].scores[1].regressed
    assert not q1.criteria[1].scores[1].regressed
    assert (q2.delta, q2.flipped, q2.differs) == (0, False, False)
    assert compared().total.first_delta == 2
    assert [score.turns_to_correct for score in q1.scores] == [None, 1]


def test_filters() -> None:
    assert [line.id for line in filtered(compared(), "different").lines] == ["q1"]
    assert [line.id for line in filtered(compared(), "regressed").lines] == ["q1"]
    assert filtered(compared(), "improved").lines == ()


def test_repeats_are_averaged() -> None:
    one, other = first(), grade_of(question("q1", [criterion("a", 0), criterion("b", 0)]), model="A", run="r2")
    line = compare_grades(Side("A", (one, other)), second()).lines[0]
    assert line.scores[0].points == 1


def test_two_runs_of_one_model_are_told_apart() -> None:
    again = first().model_copy(update={"run": "r2"})
    assert compare_grades(first(), again).names == ("A/r1", "A/r2")


def test_a_question_that_one_side_lacks_counts_for_neither() -> None:
    lacking = grade_of(question("q2", [criterion("c", 1, 1)]), model="B")
    comparison = compare_grades(first(), lacking)
    q1 = comparison.lines[0]
    assert [(score.points, score.repeats) for score in q1.scores] == [(2, 1), (0, 0)]
    assert (q1.delta, q1.common, q1.flipped) == (None, False, False)
    assert (comparison.common, comparison.total.max_points) == (("q2",), 1)
    assert [score.points for score in comparison.total.scores] == [1, 1]


def test_what_cannot_be_compared_is_said() -> None:
    with pytest.raises(UserError, match="at least two"):
        compare_grades(first())
    with pytest.raises(UserError, match="different homeworks"):
        compare_grades(first(), second().model_copy(update={"homework": "other"}))


def concluded() -> Conclusion:
    return conclude(compared(), {"q1": "1", "q2": "2"})


def test_every_format_shows_the_same() -> None:
    text = to_text(concluded())
    assert text.splitlines()[1].split()[0] == "q1"
    assert text.splitlines()[1].endswith("+2        =")
    assert "↓" in text
    said = concluded().judged[0].sentences
    for document in (text, to_markdown(concluded()).replace("\\", ""), to_html(concluded()), to_json(concluded())):
        assert "inconclusive" in document
        assert said[1].split(" (")[0].split(" earn")[0] in document
    values = json.loads(to_json(concluded()))
    assert values["questions"][0]["first_delta"] == 2
    assert values["total"]["points"] == [3, 3]
    assert values["significance"][0]["final"]["sentence"] == said[1]
    rows = list(csv.DictReader(io.StringIO(to_csv(concluded()))))
    assert len(rows) == 2 * (2 + 3)


def test_passages_on_demand_and_filters() -> None:
    assert "q1.a" not in to_text(concluded())
    assert "because of a" in to_text(concluded(), passages=True)
    assert "### q1.a" in to_markdown(concluded(), passages=True)
    assert [one["criterion"] for one in json.loads(to_json(concluded(), passages=True))["passages"]] == ["a", "b"]
    only = conclude(compared(), {}, only="different")
    assert "q2" not in to_text(only).split("Total")[0]
    assert only.judged[0].final == concluded().judged[0].final or only.judged[0].final


def test_blocks_are_as_long_as_the_share() -> None:
    assert [block(part, 4) for part in (0, 1, 2, 4, 9, -1)] == [
        "▕      ▏", "▕█▌    ▏", "▕███   ▏", "▕██████▏", "▕██████▏", "▕      ▏",
    ]  # fmt: skip


def test_drawings_are_titled_and_described() -> None:
    html = to_html(concluded())
    assert html.count("<svg") == html.count("<title id=") == html.count("<desc") == 2
    assert "A: q1 2 of 4, q2 1 of 1; B: q1 2 of 4, q2 1 of 1" in html
    assert "style=" not in html


def test_hostile_names_are_escaped() -> None:
    evil = compare_grades(first().model_copy(update={"model": "<script>|x"}), second())
    html = to_html(conclude(evil, {}))
    assert html.count("<script>") == 1
    assert "\\|x" in to_markdown(conclude(evil, {}))
