"""The optimum of a number in every spelling, and a covariance that becomes the identity, put in at once or by entries.

The answers are to two questions of tests/cases/homework_t.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import Homework, load_homework

CASES = Path(__file__).parents[1] / "cases"
ROWS = yaml.safe_load((CASES / "derivations" / "optima.yaml").read_text(encoding="utf-8"))
WHITENING = yaml.safe_load((CASES / "derivations" / "whitening.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def homework() -> Homework:
    return load_homework("homework_t", CASES / "homework_t")


@pytest.mark.parametrize("row", ROWS, ids=[row["answer"][:60] for row in ROWS])
def test_reads_the_optimum_and_finds_the_false_derivative(homework: Homework, row: dict[str, Any]) -> None:
    grade = grade_answer(homework, "8", row["answer"])
    outcomes = {criterion.id: criterion.outcome for criterion in grade.criteria}
    assert outcomes["minimiser"] == row["minimiser"]
    assert [note.quote for note in grade.annotations if note.verdict == "incorrect"] == row.get("wrong", [])


@pytest.mark.parametrize("row", WHITENING, ids=[row["answer"][:60] for row in WHITENING])
def test_follows_what_is_put_in_at_once_and_entry_by_entry(homework: Homework, row: dict[str, Any]) -> None:
    grade = grade_answer(homework, "2", row["answer"])
    outcomes = {criterion.id: criterion.outcome for criterion in grade.criteria}
    expected = row["holds"] if isinstance(row["holds"], list) else [row["holds"]]
    assert outcomes["holds"] in expected
    assert [note.quote for note in grade.annotations if note.verdict == "incorrect"] == row.get("wrong", [])
