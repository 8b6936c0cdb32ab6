"""Claims over declared matrices: equal, unequal, or ill-shaped with the faulty factor."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.mathematics import Symbols, compare

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "mathematics" / "matrix_claims.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def symbols() -> Symbols:
    return Symbols.of(CASES["symbols"])


@pytest.mark.parametrize(("name", "gold", "claim", "outcome"), CASES["cases"], ids=[row[0] for row in CASES["cases"]])
def test_matrix_claims(symbols: Symbols, name: str, gold: str, claim: str, outcome: str) -> None:
    found = compare(gold, claim, symbols)
    assert (found.outcome, name) == (outcome, name)


def test_an_ill_shaped_claim_names_the_factor_in_the_source(symbols: Symbols) -> None:
    claim = "Therefore $W_1 X^T$"
    found = compare("W_1 X", claim, symbols)
    assert found.outcome == "ill_shaped"
    assert "W₁ is k×m, Xᵀ is n×m" in found.reason
    assert "X^T" in claim[found.start : found.end]


def test_an_answer_without_matrices_is_compared_as_any_other(symbols: Symbols) -> None:
    assert compare(r"\frac{1}{2}", "0.5", symbols).outcome == "equal"
    assert compare("341 s", "341 ms", symbols).outcome == "unequal"


def test_an_undeclared_matrix_is_not_guessed(symbols: Symbols) -> None:
    found = compare("W_2 W_1 X X^T W_1^T = X X^T W_1^T", "W_2 Q = X X^T W_1^T", symbols)
    assert found.outcome in {"unreadable", "undecided", "ill_shaped"}
    assert found.reason


def test_proof_confirms_or_leaves_open() -> None:
    proved: dict[str, Any] = {"gold": r"\sin^2 x + \cos^2 x", "claim": "1"}
    assert compare(**proved, prove=True).method in {"proved", "sampled"}
    assert compare("(x+1)^2", "x^2+2x+1", prove=True).outcome == "equal"
    assert compare("(x+1)^2", "x^2+2x+2", prove=True).outcome in {"unequal", "undecided"}
