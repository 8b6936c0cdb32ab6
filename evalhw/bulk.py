"""Grade single answers in bulk: JSON rows in, JSON rows out, one at a time.

Invariant: every row in gives one row out, in order; a row that cannot be graded says why and the rest goes on.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

from evalhw.grade import QuestionGrade, plain
from evalhw.grading import grade_answer
from evalhw.homework import Homework

MAX_ANSWER = 20_000_000
_SHORT = 500  # characters of a row
_KEPT = 1000
_ANNOTATION_KEYS = ("criterion", "quote", "start", "end", "verdict", "comment")
_CRITERION_KEYS = ("id", "outcome", "points", "max_points", "reason", "evidence", "diagnosis")


def grade_rows(lines: Iterable[str], homework: Homework) -> Iterator[dict[str, Any]]:
    """Grade rows ``{"id", "question", "answer"}``.

    Args:
        lines: One JSON object each; blank lines are passed over.
        homework: The homework that the questions belong to.

    Yields:
        ``{"id", "question", "points", "max_points", "verdict", "criteria", "annotations", "error"}``.
    """
    grade = partial(grade_answer, homework)
    # Many models give the same short answer, "2" or "Yes."; a grade follows from the words alone.
    known = lru_cache(maxsize=_KEPT)(grade)
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(line, number, homework, known if len(line) <= _SHORT else grade)


def _row(line: str, number: int, homework: Homework, grade: Callable[[str, str], QuestionGrade]) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _failed(None, None, f"line {number}: not JSON: {error}")
    if not isinstance(given, dict):
        return _failed(None, None, f"line {number}: expected an object with id, question and answer")
    identity, question, answer = given.get("id"), given.get("question"), given.get("answer")
    if not isinstance(question, str) or question not in homework.spec.questions:
        known = ", ".join(homework.spec.questions)
        return _failed(identity, question, f"line {number}: no question {question!r}; expected one of {known}")
    if not isinstance(answer, str):
        return _failed(identity, question, f"line {number}: answer: expected text")
    if len(answer) > MAX_ANSWER:
        return _failed(identity, question, f"line {number}: answer: longer than {MAX_ANSWER:,} characters")
    return _graded(identity, grade(question, answer))


def _graded(identity: Any, grade: QuestionGrade) -> dict[str, Any]:
    whole = plain(grade)
    return {
        "id": identity,
        "question": grade.id,
        "points": whole["points"],
        "max_points": whole["max_points"],
        "verdict": grade.verdict,
        "criteria": [{key: row[key] for key in _CRITERION_KEYS if key in row} for row in whole["criteria"]],
        "annotations": [{key: row[key] for key in _ANNOTATION_KEYS} for row in whole["annotations"]],
        "error": None,
    }


def _failed(identity: Any, question: Any, error: str) -> dict[str, Any]:
    return {
        "id": identity,
        "question": question,
        "points": 0,
        "max_points": 0,
        "verdict": "unscored",
        "criteria": [],
        "annotations": [],
        "error": error,
    }
