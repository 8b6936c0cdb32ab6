"""Intervals and uncertainties in `quantity`: cases of several fields, and the faults of a rubric."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from evalhw.checks.base import Answer
from evalhw.checks.quantity import QuantityCheck

PATH = Path(__file__).parents[1] / "cases" / "intervals" / "answers.yaml"
ROWS = [
    pytest.param(case["check"], *row, id=f"{case['name'].split(',')[0]}: {row[1][:60]}")
    for case in yaml.safe_load(PATH.read_text(encoding="utf-8"))
    for row in case["answers"]
]


def quantity(fields: dict[str, Any]) -> QuantityCheck:
    return TypeAdapter(QuantityCheck).validate_python({"kind": "quantity", **fields})


@pytest.mark.parametrize(("fields", "outcome", "answer"), ROWS)
def test_an_interval_is_read_however_it_is_written(fields: dict[str, Any], outcome: str, answer: str) -> None:
    check = quantity(fields)
    assert list(check.faults(None, {})) == []
    result = check.apply(Answer.whole(answer))
    assert result.outcome == outcome, result.reason
    assert bool(result.remarks) == (outcome == "not_met" and result.said)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"values": ["3.2 m"], "interval": "equals"}, ("values", "0")),
        ({"values": ["3.2 m"], "widest": "1 m"}, ("widest",)),
        ({"values": ["3.2 m"], "interval": "covers", "role": {"name": "final"}}, ("interval",)),
    ],
)
def test_what_a_rubric_must_not_ask(fields: dict[str, Any], path: tuple[str, ...]) -> None:
    assert [found for found, _ in quantity(fields).faults(None, {})] == [path]
