"""Keywords: cases in a data file, and that denial and evidence are right."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evalhw.checks.base import Answer
from evalhw.checks.keywords import KeywordsCheck

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "text" / "keywords.yaml").read_text(encoding="utf-8"))
ROWS = [
    pytest.param(case["check"], row, id=f"{case['name']}: {row[0][:50]}") for case in CASES for row in case["answers"]
]


def check(given: dict[str, Any]) -> KeywordsCheck:
    return KeywordsCheck.model_validate({"kind": "keywords", **given}, strict=False)


@pytest.mark.parametrize(("given", "row"), ROWS)
def test_cases(given: dict[str, Any], row: list[Any]) -> None:
    raw, outcome, *share = row
    result = check(given).apply(Answer.whole(raw))
    assert result.outcome == outcome, result.reason
    assert not share or result.earned == share[0]
    assert result.reason


def test_the_evidence_is_the_sentence() -> None:
    raw = "Intro here. The **lengths** differ. End."
    result = check({"all_of": [{"any_of": ["length"]}]}).apply(Answer.whole(raw))
    assert [raw[span.start : span.end] for span in result.evidence] == ["The **lengths** differ."]


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        ("Think about where the ground water flows downhill.", "not_met"),
        ("(think about where the ground water flows downhill)", "not_met"),
        ("Think about where the ground water flows downhill. It flows downhill from the stable.", "met"),
        ("The ground water flows downhill.", "met"),
    ],
)
def test_a_sentence_of_the_prompt_is_no_statement(raw: str, outcome: str) -> None:
    prompt = "Where should the well stand? (Hint: be brief. Think about where the ground water flows downhill.)"
    assert check({"all_of": [{"any_of": ["downhill"]}]}).apply(Answer.whole(raw, prompt=prompt)).outcome == outcome


def test_silence_is_not_a_statement() -> None:
    given = {"all_of": [{"any_of": ["length"]}]}
    assert not check(given).apply(Answer.whole("Something else.")).said
    assert check(given).apply(Answer.whole("Length is not a problem.")).said


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({}, 1),
        ({"all_of": [{"any_of": ["x"]}], "at_least": 2}, 1),
        ({"ways": [{"all_of": [{"any_of": ["x"]}], "at_least": 2}]}, 1),
        ({"all_of": [{"any_of": ["x"]}]}, 0),
    ],
)
def test_faults(given: dict[str, Any], faults: int) -> None:
    assert len(list(check(given).faults(None, {}))) == faults


@pytest.mark.parametrize("regex", ["(", "a*", ""])
def test_a_regex_must_be_well_formed_and_match_something(regex: str) -> None:
    with pytest.raises(ValidationError):
        check({"all_of": [{"any_of": [{"regex": regex}]}]})


@given(st.text(max_size=200))
def test_any_answer_is_judged(raw: str) -> None:
    given = {"all_of": [{"any_of": ["mixed precision", "→", {"regex": "a+b"}]}], "none_of": ["x y z"], "within": 5}
    result = check(given).apply(Answer.whole(raw))
    assert result.outcome in {"met", "not_met", "unscored"}
    assert all(0 <= span.start <= span.end <= len(raw) for span in result.evidence)
