"""Conditions between numbers: the last statement decides, lists count as a whole, and what is not found stays open."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.checks.base import Answer, CheckResult
from evalhw.checks.condition import ConditionCheck
from evalhw.mathematics.declared.symbols import Symbols

CASES = Path(__file__).parents[1] / "cases" / "argument" / "conditions.yaml"


def _cases() -> list[Any]:
    return [
        pytest.param(row, outcome, answer, id=f"{row['field']}-{outcome}-{number}")
        for row in yaml.safe_load(CASES.read_text(encoding="utf-8"))
        for outcome in ("met", "not_met", "unscored")
        for number, answer in enumerate(row[outcome])
    ]


def _result(row: dict[str, Any], answer: str, about: str) -> CheckResult:
    declared = {name: {"shape": [], "positive": True} for name in row.get("positive", ())}
    declared |= {name: {"shape": []} for name in row.get("free", ())}
    check = ConditionCheck(kind="condition", gold=row["gold"], of=about)
    return check.apply(Answer.whole(answer, symbols=Symbols.of({"symbols": declared}), siblings=(check,)))


@pytest.mark.parametrize(("row", "outcome", "answer"), _cases())
def test_the_last_statement_decides(row: dict[str, Any], outcome: str, answer: str) -> None:
    result = _result(row, answer, row["of"])
    assert result.outcome == outcome, result
    assert result.said == (outcome != "unscored")
    assert not [one for one in result.remarks if outcome == "met" and one.verdict == "incorrect"]


def test_the_only_symbol_of_a_condition_is_its_unknown() -> None:
    row = {"gold": "x^2 = 9", "free": ["x"]}
    assert _result(row, "x = 3 or x = -3", "").outcome == "met"
    assert _result(row, "x = 3", "").outcome == "not_met"


def test_the_list_is_the_evidence() -> None:
    answer = "Hence $x = 3$ or $x = -3$."
    (span,) = _result({"gold": "x^2 = 9", "free": ["x"]}, answer, "x").evidence
    assert answer[span.start : span.end] == "x = 3$ or $x = -3"
