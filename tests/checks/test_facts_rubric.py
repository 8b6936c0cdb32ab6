"""Facts of hw7 under its shipped rubric: outcomes, and no blame where everything is right."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import Homework, load_homework

ROOT = Path(__file__).parent.parent.parent
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "facts" / "by_rubric.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def hw7() -> Homework:
    return load_homework("hw7", ROOT)


@pytest.mark.parametrize("case", CASES, ids=[f"{row['question']}-{at}" for at, row in enumerate(CASES)])
def test_a_fact_is_graded_as_a_person_grades_it(hw7: Homework, case: dict[str, Any]) -> None:
    """Outcomes and points are those written down; a fully right answer to 4a, 7 or 8 carries no blame."""
    grade = grade_answer(hw7, case["question"], case["answer"])
    outcomes = {criterion.id: criterion.outcome for criterion in grade.criteria}
    expected = case.get("criteria", {})
    assert {name: outcomes[name] for name in expected} == expected
    assert grade.points == case.get("points", grade.points)
    if set(expected.values()) == {"met"} and (case["question"] == "4a" or case["question"][0] in "78"):
        assert [note.comment for note in grade.annotations if note.verdict == "incorrect"] == []
