"""How a quantity moves: cases of several fields in a data file, and what is annotated."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from evalhw.checks.base import Answer
from evalhw.checks.trend import TrendCheck

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "trend" / "answers.yaml").read_text(encoding="utf-8"))
ROWS = [
    pytest.param(case["check"], *row, id=f"{case['name'].split(',')[0]}: {row[1][:60]}")
    for case in CASES
    for row in case["answers"]
]


def trend(fields: dict[str, Any]) -> TrendCheck:
    return TypeAdapter(TrendCheck).validate_python({"kind": "trend", **fields})


@pytest.mark.parametrize(("fields", "outcome", "answer"), ROWS)
def test_a_trend_is_read_or_left_open(fields: dict[str, Any], outcome: str, answer: str) -> None:
    result = trend(fields).apply(Answer.whole(answer))
    assert result.outcome == outcome, result.reason
    wrong = [one for one in result.remarks if one.verdict == "incorrect"]
    assert bool(wrong) == (outcome == "not_met" and result.said)
    assert bool(result.evidence) or outcome != "met"


def test_the_question_given_back_states_nothing() -> None:
    prompt = "Explain in your own words why the price of bread rises in the long run when the supply falls."
    raw = "Explain in your own words why the price of bread rises in the long run when the supply falls."
    check = trend({"of": ["price"], "moves": "increases"})
    assert check.apply(Answer.whole(raw, prompt=prompt)).outcome == "not_met"


def test_a_homework_in_english_leaves_an_answer_in_german_open() -> None:
    check = trend({"of": ["price"], "moves": "increases"})
    assert check.apply(Answer.whole("Der Preis steigt, weil das Angebot sinkt und die Nachfrage bleibt.")).outcome == (
        "unscored"
    )


def test_one_word_for_both_quantities_is_a_fault() -> None:
    check = trend({"of": ["rate"], "moves": "increases", "with": {"words": ["rate"]}})
    assert [path for path, _ in check.faults(None, {})] == [("with", "words")]
