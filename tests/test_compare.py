"""Grades beside each other."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "reports"))
from report_cases import criterion, grade_of, question

from evalhw.compare import Comparison, Side, compare_grades, filtered
from evalhw.errors import UserError
from evalhw.grade import Attempt, Grade
from evalhw.reports.comparing import plain, to_csv, to_json, to_markdown


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


def test_a_question_that_one_side_lacks_earns_nothing() -> None:
    lacking = grade_of(question("q2", [criterion("c", 1, 1)]), model="B")
    q1 = compare_grades(first(), lacking).lines[0]
    assert [score.points for score in q1.scores] == [2, 0]
    assert q1.scores[1].verdict == "no_answer"


def test_what_cannot_be_compared_is_said() -> None:
    with pytest.raises(UserError, match="at least two"):
        compare_grades(first())
    with pytest.raises(UserError, match="different homeworks"):
        compare_grades(first(), second().model_copy(update={"homework": "other"}))


def test_every_format_shows_the_same() -> None:
    text = plain(compared())
    assert "q1" in text.splitlines()[1]
    assert text.splitlines()[1].endswith("+2        =")
    assert "↓" in text
    markdown = to_markdown(compared())
    assert markdown.count("\n|") == len(text.splitlines()) + 1
    values = json.loads(to_json(compared()))
    assert values["questions"][0]["first_delta"] == 2
    assert values["total"]["points"] == [3, 3]
    rows = list(csv.DictReader(io.StringIO(to_csv(compared()))))
    assert len(rows) == 2 * (2 + 3)
