"""Conditions that hold by algebra alone are shown by carrying the algebra out, in any order and notation."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.checks.base import Answer
from evalhw.checks.substitution import SubstitutionCheck
from evalhw.checks.verification import VerificationCheck
from evalhw.mathematics.declared.symbols import Symbols

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "derivations" / "turning.yaml").read_text(encoding="utf-8")
)
ROWS = [
    pytest.param(case, raw, kind == "shown", id=f"{case['name']}, {kind}: {raw[:50]!r}")
    for case in CASES
    for kind in ("shown", "bare")
    for raw in case[kind]
]


def answer(case: dict[str, Any], raw: str) -> tuple[Answer, VerificationCheck, SubstitutionCheck]:
    symbols = Symbols.of(
        {
            "dimensions": {"n": {"less_than": "m"}, "m": {}},
            "symbols": {name: {"shape": shape} for name, shape in case["symbols"].items()},
        }
    )
    own = VerificationCheck(kind="verification", assume=case["assume"], condition=case["condition"])
    other = SubstitutionCheck(kind="substitution", assume=case["assume"], into=[case["other"]])
    return Answer.whole(raw, symbols=symbols, siblings=(own, other)), own, other


@pytest.mark.parametrize(("case", "raw", "is_shown"), ROWS)
def test_the_algebra_is_carried_out_or_it_is_not(case: dict[str, Any], raw: str, *, is_shown: bool) -> None:
    given, own, _ = answer(case, raw)
    found = own.apply(given)
    assert (found.outcome == "met") == is_shown, found.reason
    assert not is_shown or not [one for one in found.remarks if one.verdict == "incorrect"]


@pytest.mark.parametrize("raw", CASES[0]["shown"])
def test_the_one_condition_is_not_the_other(raw: str) -> None:
    """Where only P^T = P was treated, nothing was put into P^2 = P."""
    given, _, other = answer(CASES[0], raw)
    assert other.apply(given).outcome == "not_met"


def test_only_the_other_condition_was_treated() -> None:
    raw = r"$P^2 = A(A^\top A)^{-1}A^\top A(A^\top A)^{-1}A^\top = A(A^\top A)^{-1}A^\top = P$."
    given, own, other = answer(CASES[0], raw)
    into = SubstitutionCheck(kind="substitution", assume=own.assume, into=[own.condition])
    assert into.apply(given).outcome == "not_met"
    assert other.apply(given).outcome == "met"
