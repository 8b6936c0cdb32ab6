"""Formulas as wordings: what is found in any notation and lettering, and what only comes close."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evalhw.checks.base import Answer
from evalhw.checks.formulae import MAX_READ, Formula, mentions
from evalhw.checks.keywords import KeywordsCheck
from evalhw.text.language.prose import Prose, prose_of
from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "text" / "formulae.yaml").read_text(encoding="utf-8"))
RECIPROCAL = {"formula": "s^2 + 1/s^2", "letters": ["s"]}
ROWS = [
    pytest.param(case["formula"], raw, kind == "found", id=f"{case['name']}, {kind}: {raw[:40]!r}")
    for case in CASES
    for kind in ("found", "missed")
    for raw in case.get(kind, ())
]


def wording(keys: dict[str, Any]) -> Formula:
    return Formula.model_validate(keys, strict=False)


def prose(raw: str) -> Prose:
    return prose_of(Document.parse(raw), (Span(0, len(raw)),))


def check(**keys: Any) -> KeywordsCheck:
    return KeywordsCheck.model_validate({"kind": "keywords", **keys}, strict=False)


@pytest.mark.parametrize(("keys", "raw", "is_found"), ROWS)
def test_cases(keys: dict[str, Any], raw: str, *, is_found: bool) -> None:
    read = prose(raw)
    found = list(mentions(wording(keys), read))
    assert bool(found) == is_found
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(read.text)


@pytest.mark.parametrize(
    ("raw", "passage"),
    [
        ("Then the cost is $\\lambda(\\sigma^2+1/\\sigma^2)$ here.", "\\sigma^2+1/\\sigma^2"),
        ("Then the cost, λ(σ² + 1/σ²), is least.", "σ² + 1/σ²"),
        ("Then **a² + 1/a²** is least.", "a² + 1/a²"),
    ],
)
def test_a_mention_is_the_passage(raw: str, passage: str) -> None:
    read = prose(raw)
    (mention,) = mentions(wording(RECIPROCAL), read)
    span = read.view.raw_span(mention.start, mention.end)
    assert raw[span.start : span.end].strip("()") == passage


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        ("The penalty is $\\sigma^2 + 1/\\sigma^2$.", "met"),
        ("The penalty is σ² + 1/σ², not σ² alone.", "met"),
        ("The penalty is not σ² + 1/σ².", "not_met"),
        ("It is not true that the penalty is $\\sigma^2 + 1/\\sigma^2$.", "not_met"),
        ("cost, sigma, sigma^2 + 1/sigma^2, unique, columns, minimum", "not_met"),
    ],
)
def test_a_formula_is_denied_and_listed_like_words(raw: str, outcome: str) -> None:
    given = check(all_of=[{"any_of": [RECIPROCAL]}])
    assert given.apply(Answer.whole(raw)).outcome == outcome


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        ("The minimum is at $\\sigma = 1$.", "met"),
        ("σ = 1 is the only minimiser.", "met"),
        ("Let σ = 1. The minimum is elsewhere.", "not_met"),
        ("The minimum is at $\\sigma = 2$.", "not_met"),
    ],
)
def test_a_formula_stands_in_a_sentence(raw: str, outcome: str) -> None:
    one = {"formula": "s = 1", "letters": ["s"]}
    given = check(all_of=[{"any_of": [one]}, {"any_of": ["minim*"]}], within="sentence")
    assert given.apply(Answer.whole(raw)).outcome == outcome


def test_only_the_part_that_answers_is_read() -> None:
    raw = "The cost is $s^2 + 1/s^2$.\n\nThe cost is $s$."
    read = prose_of(Document.parse(raw), (Span(raw.index("\n\n") + 2, len(raw)),))
    assert not list(mentions(wording(RECIPROCAL), read))


def test_a_formula_that_is_missing_is_named() -> None:
    result = check(all_of=[{"any_of": [RECIPROCAL]}]).apply(Answer.whole("The cost is small."))
    assert "s^2 + 1/s^2" in result.reason


@pytest.mark.parametrize(
    "keys",
    [
        {"formula": "s^2 + ("},
        {"formula": ""},
        {"formula": "s^2", "letters": ["t"]},
        {"formula": "a b c d e", "letters": ["a", "b", "c", "d", "e"]},
        {"formula": "s", "typo": True},
    ],
)
def test_a_formula_must_be_readable(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        wording(keys)


def test_a_long_answer_is_read_up_to_a_limit() -> None:
    raw = "The cost is $x^2 + y^3$.\n\n" * (2 * MAX_READ) + "It is $s^2 + 1/s^2$."
    assert list(mentions(wording(RECIPROCAL), prose(raw))) == []


@given(st.text(alphabet="$\\(){}[]=+-*/^_ ~≈σ²⁻1s\nfrac.,`|", max_size=120))
def test_any_answer_is_read(raw: str) -> None:
    read = prose(raw)
    for keys in (RECIPROCAL, {"formula": "a b = s", "letters": ["a", "b", "s"]}):
        for mention in mentions(wording(keys), read):
            assert 0 <= mention.start < mention.end <= len(read.text)
