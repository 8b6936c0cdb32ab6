"""Rows for spreadsheets and programs."""

import csv
import io
import json

from report_cases import criterion, grade_of, question

from evalhw.grading.grade import Attempt, Grade
from evalhw.reports.tabular import COLUMNS, to_csv, to_json_list, to_jsonl


def graded() -> Grade:
    first = [criterion("c1", 2), criterion("c2", 0)]
    final = [criterion("c1", 0, reason='=HYPERLINK("http://x")'), criterion("c2", 2)]
    attempts = (
        Attempt(turn=1, points=2, verdict="partial", criteria=tuple(first)),
        Attempt(turn=2, points=2, verdict="partial", criteria=tuple(final), follow_up="again"),
    )
    return grade_of(question("q1", final, attempts=attempts, regressed=("c1",), follow_ups=("again",)))


def test_one_row_a_criterion_with_first_and_final_points() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv([graded(), graded()]))))
    assert len(rows) == 4
    assert tuple(rows[0]) == COLUMNS
    assert [(row["criterion"], row["first_points"], row["points"], row["regressed"]) for row in rows[:2]] == [
        ("c1", "2", "0", "yes"),
        ("c2", "0", "2", "no"),
    ]


def test_a_formula_of_a_spreadsheet_is_text() -> None:
    assert next(csv.DictReader(io.StringIO(to_csv([graded()]))))["reason"].startswith("'=")


def test_json_lines_and_json_read_back() -> None:
    lines = [json.loads(line) for line in to_jsonl([graded()]).splitlines()]
    assert [line["points"] for line in lines] == [0, 2]
    assert Grade.model_validate_json(to_json_list([graded()])) == graded()
    assert len(json.loads(to_json_list([graded(), graded()]))) == 2
