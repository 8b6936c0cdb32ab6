"""Grade single answers in bulk: JSON rows in, JSON rows out, one at a time.

Invariant: every row in gives one row out, in order; a row that cannot be graded says why and the rest goes on.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from typing import Any

from evalhw.files.json_rows import Row, rows_of
from evalhw.grading.grade import QuestionGrade, plain
from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import Homework

MAX_ANSWER = 20_000_000
_SHORT = 500  # characters of a row
_KEPT = 1000
_SHOWN = 80
_ANNOTATION_KEYS = ("criterion", "quote", "start", "end", "verdict", "comment")
_CRITERION_KEYS = ("id", "outcome", "points", "max_points", "reason", "evidence", "diagnosis")


@dataclass
class Tally:
    """Adds rows up as they pass by.

    Attributes:
        rows: How many there were.
        failed: How many of them could not be graded; they add nothing to the points.
        points: What the others earned.
        max_points: What they could have earned.
        open_points: What is not decided of it.
    """

    rows: int = 0
    failed: int = 0
    points: float = 0
    max_points: float = 0
    open_points: float = 0

    def watched(self, passing: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The same rows, added up."""
        for row in passing:
            self.rows += 1
            self.failed += row["error"] is not None
            self.points += row["points"]
            self.max_points += row["max_points"]
            self.open_points += row["open_points"]
            yield row

    def values(self) -> dict[str, Any]:
        """All of it as JSON values."""
        return {name: round(value, 4) for name, value in asdict(self).items()}

    @property
    def said(self) -> str:
        """The points in words."""
        left = f", {self.open_points:g} open" if self.open_points else ""
        return f"{self.points:g} of {self.max_points:g} points{left}"


def grade_rows(lines: Iterable[str | bytes], homework: Homework, *, trails: bool = False) -> Iterator[dict[str, Any]]:
    """Grade rows ``{"id", "question", "answer"}``.

    Args:
        lines: One JSON object each, UTF-8; blank lines are passed over.
        homework: The homework that the questions belong to.
        trails: Whether criteria carry the facts that they rest on, as ``trail``, and rows what was found before any
            check, as ``before_checks``.

    Yields:
        ``{"id", "question", "points", "max_points", "verdict", "criteria", "annotations", "error"}``.
    """
    grade = partial(grade_answer, homework)
    # Many models give the same short answer, "2" or "Yes."; a grade follows from the words alone.
    known = lru_cache(maxsize=_KEPT)(grade)
    for row in rows_of(lines):
        yield _row(row, homework, known if row.size <= _SHORT else grade, trails=trails)


def _row(row: Row, homework: Homework, grade: Callable[[str, str], QuestionGrade], *, trails: bool) -> dict[str, Any]:
    identity, question, answer = row.id, row.content.get("question"), row.content.get("answer")
    named = question if isinstance(question, str) else None
    if row.error:
        return _failed(identity, named, row.error)
    if named is None or named not in homework.spec.questions:
        known = ", ".join(homework.spec.questions)
        shown = repr(question)[:_SHOWN]
        return _failed(identity, named, f"line {row.number}: no question {shown}; expected one of {known}")
    if not isinstance(answer, str):
        return _failed(identity, named, f"line {row.number}: answer: expected text")
    if len(answer) > MAX_ANSWER:
        return _failed(identity, named, f"line {row.number}: answer: longer than {MAX_ANSWER:,} characters")
    try:
        return _graded(identity, grade(named, answer), trails=trails)
    except Exception as error:  # noqa: BLE001  # a defect met by one row must not cost the others their grades
        return _failed(
            identity, named, f"line {row.number}: a defect of evalhw: {type(error).__name__}; please report it"
        )


def _graded(identity: Any, grade: QuestionGrade, *, trails: bool) -> dict[str, Any]:
    whole = plain(grade)
    keys = (*_CRITERION_KEYS, "trail") if trails else _CRITERION_KEYS
    before = whole["attempts"][0].get("trail") if trails and whole["attempts"] else None
    return {
        "id": identity,
        "question": grade.id,
        "points": whole["points"],
        "max_points": whole["max_points"],
        "open_points": whole.get("open_points", 0),
        "verdict": grade.verdict,
        "criteria": [{key: row[key] for key in keys if key in row} for row in whole["criteria"]],
        "annotations": [{key: row[key] for key in _ANNOTATION_KEYS} for row in whole["annotations"]],
        **({"before_checks": before} if before else {}),
        "error": None,
    }


def _failed(identity: Any, question: Any, error: str) -> dict[str, Any]:
    return {
        "id": identity,
        "question": question,
        "points": 0,
        "max_points": 0,
        "open_points": 0,
        "verdict": "unscored",
        "criteria": [],
        "annotations": [],
        "error": error,
    }
