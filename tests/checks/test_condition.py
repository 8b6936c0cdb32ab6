"""Conditions between scalars, with and without the symbol that they are about, and letters that nobody explains."""

from typing import Any

import pytest

from evalhw.checks.base import Answer
from evalhw.checks.condition import ConditionCheck
from evalhw.mathematics.declared.symbols import Symbols

SCALARS: dict[str, Any] = {
    "symbols": {"a": {"shape": [], "positive": True}, "b": {"shape": [], "positive": True}, "x": {"shape": []}}
    | {"y": {"shape": []}}
}
LEAST_SQUARES: dict[str, Any] = {
    "dimensions": {"n": {"less_than": "m"}, "m": {}},
    "symbols": {"A": {"shape": ["m", "n"]}, "x": {"shape": ["n"]}, "b": {"shape": ["m"]}},
}


def outcome(symbols: dict[str, Any], gold: str, answer: str, about: str) -> str:
    check = ConditionCheck(kind="condition", gold=gold, of=about)
    return check.apply(Answer.whole(answer, symbols=Symbols.of(symbols), siblings=(check,))).outcome


@pytest.mark.parametrize("about", ["", "x"])
@pytest.mark.parametrize(
    ("gold", "answer", "expected"),
    [
        ("x + y = 3", "$x + y = 3$", "met"),
        ("x + y = 3", "We get $$2x + 2y = 6.$$", "met"),
        ("x + y = 3", "so y = 3 - x", "met"),
        ("x + y = 3", "so y = 3 + x", "not_met"),
        ("x^2 + y^2 = 1", "The condition is $x^2 + y^2 = 1$.", "met"),
        ("x^2 + y^2 = 1", "The condition is $x^2 - y^2 = 1$.", "not_met"),
        ("a x^2 = b", "It is $x = \\pm\\sqrt{b/a}$.", "met"),
    ],
)
def test_a_condition_between_scalars(gold: str, answer: str, expected: str, about: str) -> None:
    """The gold itself is met, in whatever form, whether or not the rubric says which symbol it is about."""
    assert outcome(SCALARS, gold, answer, about) == expected


@pytest.mark.parametrize("about", ["", "x"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("$A^\\top A x\u0302 = A^\\top b$", "met"),
        ("With $H = A^\\top A$, the normal equations are $H x = A^\\top b$.", "met"),
        ("H x = Aᵀb", "unscored"),
        ("The normal equations are $$Hx = A^\\top b.$$", "unscored"),
        ("With $H = A A^\\top$, the normal equations are $H A x = A b$.", "not_met"),
        ("The normal equations are $A x = b$.", "not_met"),
    ],
)
def test_a_letter_that_nobody_explains_leaves_a_condition_open(answer: str, expected: str, about: str) -> None:
    assert outcome(LEAST_SQUARES, "A^\\top A x = A^\\top b", answer, about) == expected
