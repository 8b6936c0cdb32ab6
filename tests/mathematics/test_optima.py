"""Conditions on one number: spellings of its optimum, chosen values, arrows, lines of code, primes as derivatives."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.grading import grade_answer
from evalhw.homework import Homework, load_homework

CASES = Path(__file__).parents[1] / "cases"
ROWS = yaml.safe_load((CASES / "derivations" / "optima.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def homework() -> Homework:
    return load_homework("homework_t", CASES / "homework_t")


@pytest.mark.parametrize("row", ROWS, ids=[row["answer"][:60] for row in ROWS])
def test_reads_the_optimum_and_finds_the_false_derivative(homework: Homework, row: dict[str, Any]) -> None:
    grade = grade_answer(homework, "8", row["answer"])
    outcomes = {criterion.id: criterion.outcome for criterion in grade.criteria}
    assert outcomes["minimiser"] == row["minimiser"]
    assert [note.quote for note in grade.annotations if note.verdict == "incorrect"] == row.get("wrong", [])
