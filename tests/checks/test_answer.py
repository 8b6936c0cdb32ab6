"""The check kind `answer`: the final result, what is allowed of it, and what is said of a wrong one."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.checks.answer import AnswerCheck
from evalhw.checks.base import Answer
from evalhw.grading.bulk import grade_rows
from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import Homework, load_homework
from evalhw.mathematics import Symbols

_FILE = Path(__file__).parents[1] / "cases" / "facts" / "final_answers.yaml"
GROUPS = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
CASES = [pytest.param(group["check"], row, id=row["answer"][:70]) for group in GROUPS for row in group["answers"]]


def _check(**keys: Any) -> AnswerCheck:
    return AnswerCheck.model_validate({"kind": "answer", **keys})


@pytest.mark.parametrize(("keys", "row"), CASES)
def test_a_result_is_judged_as_a_teacher_judges_it(keys: dict[str, Any], row: dict[str, Any]) -> None:
    check = _check(**keys)
    assert list(check.faults(None, {})) == []
    found = check.apply(Answer.whole(row["answer"]))
    assert found.outcome == row["outcome"], found
    assert found.earned == row.get("share", 1.0 if row["outcome"] == "met" else 0.0)
    assert (found.diagnosis.kind if found.diagnosis else None) == row.get("diagnosis", found.diagnosis and "any") or (
        "diagnosis" not in row
    )


def test_the_passage_that_states_the_result_is_annotated() -> None:
    raw = "First 3 boxes.\n\nSo the answer, in kilograms, is $-12$, because they float."
    found = _check(gold="12").apply(Answer.whole(raw))
    (remark,) = found.remarks
    assert raw[remark.start : remark.end] == "-12"
    assert remark.comment.endswith("The sign is wrong.")


def test_only_the_part_of_the_question_is_read() -> None:
    from evalhw.text.layout.spans import Span

    raw = "a) 5\n\nb) 7"
    answer = Answer(raw, (Span(raw.index("b"), len(raw)),))
    assert _check(gold="7").apply(answer).outcome == "met"
    assert _check(gold="5").apply(answer).outcome == "not_met"


def test_another_part_of_the_question_is_recognised() -> None:
    mean, variance = _check(gold="5"), _check(gold="2")
    found = variance.apply(Answer.whole("The answer is 5.", siblings=(mean, variance)))
    assert found.diagnosis is not None
    assert found.diagnosis.kind == "other_quantity"


def test_declared_matrices_are_compared() -> None:
    symbols = Symbols.of(
        {
            "dimensions": {"n": {}, "m": {}},
            "symbols": {"A": {"shape": ["n", "m"]}, "x": {"shape": ["m"]}},
        }
    )
    check = _check(gold="A^T A x")
    assert check.apply(Answer.whole("So we get $A^\\top (A x)$.", symbols=symbols)).outcome == "met"
    assert check.apply(Answer.whole("So we get $A A^\\top x$.", symbols=symbols)).outcome == "not_met"


def test_a_number_beside_declared_matrices_keeps_its_tolerance() -> None:
    symbols = Symbols.of({"dimensions": {"n": {}, "m": {}}, "symbols": {"A": {"shape": ["n", "m"]}}})
    check = _check(gold="0.5", tolerance={"absolute": "0.01"})
    assert check.apply(Answer.whole("The rate is 0.505.", symbols=symbols)).outcome == "met"


@pytest.mark.parametrize("keys", [{"gold": "\\frac{1}{"}, {"gold": "1", "tolerance": {"absolute": "a lot"}}])
def test_a_check_that_cannot_work_is_refused_when_it_is_written(keys: dict[str, Any]) -> None:
    assert list(_check(**keys).faults(None, {}))


@pytest.fixture
def homework(tmp_path: Path) -> Homework:
    problem = {
        "homework": "demo",
        "title": "Demo",
        "points": 2,
        "problems": [{"id": "1", "questions": [{"id": "1", "points": 2, "prompt": "How far does it fall?"}]}],
    }
    check = {"kind": "answer", "gold": "\\frac{g t^2}{2}", "form": {"is": "simplified", "share": 0.5}}
    criteria = {"result": {"points": 2, "check": check}}
    rubric = {"homework": "demo", "questions": {"1": {"solution": "$\\frac{g t^2}{2}$", "criteria": criteria}}}
    for folder, content in (("problems", problem), ("rubrics", rubric)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "demo.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_homework("demo", tmp_path)


def test_the_diagnosis_stands_in_the_grade_and_in_the_rows(homework: Homework) -> None:
    grade = grade_answer(homework, "1", "It falls $g t^2$.")
    assert grade.criteria[0].diagnosis is not None
    assert grade.criteria[0].diagnosis.kind == "factor"
    row = json.dumps({"id": 1, "question": "1", "answer": "It falls $g t^2$."})
    (graded,) = grade_rows([row], homework)
    assert graded["criteria"][0]["diagnosis"]["detail"] == "2"
    assert "2 times" in graded["annotations"][0]["comment"]
    right = grade_rows([json.dumps({"question": "1", "answer": "It falls $g t^2/2$."})], homework)
    assert "diagnosis" not in next(iter(right))["criteria"][0]


def test_what_a_model_only_thought_is_no_result(homework: Homework) -> None:
    thought = "<think>It is $g t^2 / 2$.</think>It falls $g t^2$."
    assert grade_answer(homework, "1", thought).points == 0
    assert grade_answer(homework, "1", "<think>It is $g t^2 / 2$.").criteria[0].outcome == "no_answer"


_OTHERS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "facts" / "other_quantity.yaml").read_text("utf-8"))


def _other_quantity(row: dict[str, Any]) -> str | None:
    found = _check(gold=row["gold"], others=row["others"]).apply(Answer.whole(row["answer"])).diagnosis
    return found.detail if found and found.kind == "other_quantity" else None


def test_a_result_of_another_quantity_is_called_so() -> None:
    assert len(_OTHERS["deserve"]) == 20
    found = {row["answer"]: _other_quantity(row) for row in _OTHERS["deserve"]}
    assert found == {row["answer"]: row["name"] for row in _OTHERS["deserve"]}


def test_no_other_result_is_called_another_quantity() -> None:
    assert len(_OTHERS["others"]) == 20
    found = {row["answer"]: _other_quantity(row) for row in _OTHERS["others"]}
    assert {answer: name for answer, name in found.items() if name is not None} == {}
