"""Answers in another language than the question: what can be read is read, prose is left to people."""

from pathlib import Path

import pytest
import yaml

from evalhw.checks.answer import AnswerCheck
from evalhw.checks.base import Answer
from evalhw.checks.choice import ChoiceCheck
from evalhw.checks.keywords import KeywordsCheck
from evalhw.checks.quantity import QuantityCheck
from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import Homework, load_homework
from evalhw.reading.language import language_of

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "language" / "answers.yaml").read_text(encoding="utf-8"))
IDEAS = KeywordsCheck.model_validate({"kind": "keywords", "all_of": [{"any_of": ["cancel*"]}]}, strict=False)
PROMPT = "Does the time depend on the mass of the ball, and why is that so? Explain."


@pytest.mark.parametrize(("language", "answer"), CASES, ids=[row[1][:40] for row in CASES])
def test_a_language_is_told_where_it_is_beyond_doubt(language: str, answer: str) -> None:
    assert language_of(answer) == language


@pytest.mark.parametrize(("language", "answer"), CASES, ids=[row[1][:40] for row in CASES])
def test_prose_of_another_language_is_undecided_and_no_other(language: str, answer: str) -> None:
    result = IDEAS.apply(Answer.whole(answer, prompt=PROMPT))
    if language not in {"", "English"}:
        assert (result.outcome, language in result.reason) == ("unscored", True)
    else:
        assert result.outcome in {"met", "not_met"}


def test_what_must_not_be_said_is_undecided_too() -> None:
    spoilt = KeywordsCheck.model_validate({"kind": "keywords", "none_of": ["dropout"]}, strict=False)
    raw = "Dropout wird nicht benötigt, weil das Netz klein ist und die Daten gut sind."
    assert spoilt.apply(Answer.whole(raw)).outcome == "unscored"


def test_a_homework_in_the_language_of_the_answer_is_read() -> None:
    prompt = "Hängt die Zeit von der Masse des Balls ab, und warum ist das so?"
    ideas = KeywordsCheck.model_validate({"kind": "keywords", "all_of": [{"any_of": ["kürzt"]}]}, strict=False)
    for raw, outcome in (
        ("Nein: in $F = m a$ und im Gewicht = m g ist die Masse, die man kürzt.", "met"),
        ("Nein, weil sich die Masse nicht auf die Zeit auswirkt.", "not_met"),
        ("No, because the mass of the ball is on both sides of the equation.", "unscored"),
    ):
        assert ideas.apply(Answer.whole(raw, prompt=prompt)).outcome == outcome


def test_options_numbers_and_formulas_are_read_in_any_language() -> None:
    choice = ChoiceCheck.model_validate(
        {"kind": "choice", "options": ["nn.L1Loss", "nn.MSELoss"], "answer": "nn.MSELoss"}, strict=False
    )
    formula = AnswerCheck.model_validate({"kind": "answer", "gold": "2 k x"}, strict=False)
    quantity = QuantityCheck.model_validate({"kind": "quantity", "values": ["341 s"]}, strict=False)
    idea = {"kind": "keywords", "all_of": [{"any_of": [{"formula": "m v^2 / 2"}]}]}
    words = KeywordsCheck.model_validate(idea, strict=False)
    assert (
        choice.apply(Answer.whole("Wir nehmen nn.MSELoss, weil das Ziel ein quadratischer Fehler ist.")).outcome
        == "met"
    )
    assert quantity.apply(Answer.whole("La durée est de 341 s, parce que le moteur est plus rapide.")).outcome == "met"
    assert formula.apply(Answer.whole("La derivada de la energía es:\n\n$$2 k x$$")).outcome == "met"
    assert words.apply(Answer.whole("Die Energie ist $E = m v^2/2$, weil das Feld sich nicht ändert.")).outcome == "met"


def homework(tmp_path: Path) -> Homework:
    """One question with a quantity, an idea, and a misconception in words."""
    question = {"id": "1", "points": 2, "prompt": "How long does it take, and why? Explain in a sentence."}
    asked = {"homework": "demo", "title": "Demo", "points": 2, "problems": [{"id": "1", "questions": [question]}]}
    criteria = {
        "time": {"points": 1, "check": {"kind": "quantity", "values": ["341 s"]}},
        "why": {"points": 1, "check": {"kind": "keywords", "all_of": [{"any_of": ["engine"]}]}},
    }
    wrong = [{"any_of": ["dropout"], "comment": "Dropout is beside the point."}]
    graded = {"solution": "341 s, because the engine is faster.", "criteria": criteria, "misconceptions": wrong}
    rubric = {"homework": "demo", "questions": {"1": graded}}
    for folder, content in (("problems", asked), ("rubrics", rubric)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "demo.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_homework("demo", tmp_path)


def test_a_grade_of_another_language_holds_nothing_not_met(tmp_path: Path) -> None:
    raw = "Die Dauer ist nicht bekannt, weil der Motor ohne Dropout und mit der neuen Steuerung läuft."
    grade = grade_answer(homework(tmp_path), "1", raw)
    assert {one.outcome for one in grade.criteria} == {"unscored"}
    assert all("German" in one.reason for one in grade.criteria)
    assert grade.annotations == ()
