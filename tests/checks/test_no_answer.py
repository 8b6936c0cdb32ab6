"""Whole answers that give the question back, refuse or postpone, and right answers in the same words."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import Homework, load_homework

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "text" / "no_answer.yaml").read_text(encoding="utf-8"))


@cache
def homework() -> Homework:
    return load_homework("hw7", ROOT)


@pytest.mark.parametrize(("question", "raw", "expected"), CASES, ids=[f"{row[0]} {row[1][:50]}" for row in CASES])
def test_whether_an_answer_answers(question: str, raw: str, expected: str) -> None:
    graded = grade_answer(homework(), question, raw)
    outcomes = {criterion.outcome for criterion in graded.criteria}
    assert (outcomes == {"no_answer"}) is (expected == "gives up"), graded.criteria
    assert expected == "tries" or not [note for note in graded.annotations if note.verdict == "incorrect"]
