"""Grades for spreadsheets and programs: CSV, JSON and JSON lines, one row a criterion.

Invariant: a cell that a spreadsheet would take for a formula is written as text.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from evalhw.grading.grade import Grade, plain

COLUMNS = (
    *("homework", "model", "run", "question", "criterion", "outcome", "points", "first_points", "max_points"),
    *("first_outcome", "question_points", "question_first_points", "question_max_points", "verdict"),
    *("follow_ups", "hints", "regressed", "turn", "reason", "evidence"),
    *("question_open_points", "question_first_open_points", "finish_reason", "remarks"),
)
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")


def rows(grades: Iterable[Grade]) -> Iterator[dict[str, Any]]:
    """One row for each criterion of each question, in the order of the homework."""
    for grade in grades:
        values = plain(grade)
        for question in values["questions"]:
            first = {one["id"]: one for one in question["attempts"][0]["criteria"]} if question["attempts"] else {}
            for criterion in question["criteria"]:
                yield _row(values, question, criterion, first.get(criterion["id"], criterion))


def _row(
    grade: dict[str, Any], question: dict[str, Any], criterion: dict[str, Any], first: dict[str, Any]
) -> dict[str, Any]:
    return {
        **{name: grade[name] for name in ("homework", "model", "run")},
        "question": question["id"],
        "criterion": criterion["id"],
        "outcome": criterion["outcome"],
        "points": criterion["points"],
        "first_points": first["points"],
        "max_points": criterion["max_points"],
        "first_outcome": first["outcome"],
        "question_points": question["points"],
        "question_first_points": question["first_points"],
        "question_max_points": question["max_points"],
        "verdict": question["verdict"],
        "follow_ups": question["follow_ups"],
        "hints": question["hints"],
        "regressed": criterion["id"] in question["regressed"],
        "turn": criterion["turn"],
        "reason": criterion["reason"],
        "evidence": [one["quote"] for one in criterion["evidence"]],
        "question_open_points": question.get("open_points", 0),
        "question_first_open_points": question.get("first_open_points", 0),
        "finish_reason": [one["finish_reason"] for one in question["attempts"] if "finish_reason" in one],
        "remarks": grade.get("remarks", []),
    }


def to_csv(grades: Iterable[Grade]) -> str:
    """Rows as CSV with a heading; lists are joined by "; "."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows(grades):
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return text.getvalue()


def to_jsonl(grades: Iterable[Grade]) -> str:
    """Rows as JSON, one a line."""
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows(grades))


def to_json_list(grades: Iterable[Grade]) -> str:
    """Whole grades as JSON: one grade as an object, several as a list; see ``evalhw schema grade``."""
    values = [plain(grade) for grade in grades]
    return json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=2) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:g}"
    text = "; ".join(str(one) for one in value) if isinstance(value, (list, tuple)) else str(value)
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "␀")
    return f"'{text}" if text.startswith(_ACTIVE) else text
