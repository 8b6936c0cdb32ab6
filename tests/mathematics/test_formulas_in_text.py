"""Formulas are found in markdown with their offsets, whatever the text; clauses keep the length of what they blank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.derivations.clauses import clauses
from evalhw.mathematics.derivations.formulas import formulas
from evalhw.mathematics.derivations.statements import SLOT, placed

SCRAPS = st.sampled_from([
    "$", "$$", r"\(", r"\)", r"\[", r"\]", "`", "```", "\n", "\n\n", "[\n", "]\n", "|", " = ", "A", "W_2", "X^T",
    "the", r"\begin{align}", r"\end{align}", "&", r"\\", r"\text{and}", r"\boxed{", "}", "{", "(1)", r"\tag{2}",
    "✓", "$5", "- ", "## ", "**", ".", ", ", "₂ᵀ",
])  # fmt: skip


@given(st.lists(SCRAPS, max_size=40).map("".join))
def test_every_formula_is_where_it_says(text: str) -> None:
    """Offsets are right, formulas do not overlap, and clauses are as long as the text they stand for."""
    end = 0
    for formula in formulas(text, ["A", "W_2"]):
        assert text[formula.start : formula.end] == formula.source
        assert end <= formula.outer_start <= formula.start <= formula.end <= formula.outer_end
        end = formula.outer_end
        for clause in clauses(formula, Symbols.empty()):
            assert len(clause.source) == clause.end - clause.start
            assert formula.start <= clause.start <= clause.end <= formula.end


@given(st.lists(SCRAPS, max_size=40).map("".join))
def test_every_clause_has_its_slot_among_the_words(text: str) -> None:
    """Clauses come in order, and the words around one speak of others by their numbers only."""
    found = placed(text, Symbols.empty())
    assert [one.index for one in found] == sorted(one.index for one in found)
    for one in found:
        assert all(int(index) < one.index for index in SLOT.findall(one.before))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The loss $L$ costs $5 and $6.", ["L"]),
        ("Then `A = B` holds and ``C = D`` too.", ["A = B", "C = D"]),
        ("[\nA = B\n]", ["A = B\n"]),
        ("```math\nA = B\n```", ["A = B\n"]),
        ("```python\nA = B\n```", []),
        ("- ∂L/∂W₂ = −2EXᵀW₁ᵀ = 0.", ["∂L/∂W₂ = −2EXᵀW₁ᵀ = 0"]),
        ('{"w2": "A B = C"}', ["A B = C"]),
        ("| A | A B = C |", ["A B = C"]),
        ("left = A B^T = C\nright = C", ["A B^T = C"]),
        ("① A B^T − C\n = D − C\n = 0 ✓", ["A B^T − C\n = D − C\n = 0"]),
        ("A B = C, I think.", ["A B = C"]),
        ("We can write dJ = 2r^T dr here.", ["dJ = 2r^T dr"]),
        ("The total time = five minutes.", []),
        ("So X^T X beta = X^T y as well.", ["X^T X beta = X^T y"]),
        ("Then grad f = A^T b holds.", ["grad f = A^T b"]),
        ("The gradient of f(x) = A^T b here.", ["gradient of f(x) = A^T b"]),
        ("The derivative of f = A^T b here.", ["derivative of f = A^T b"]),
        ("Then nabla L_1 = A^T b.", ["nabla L_1 = A^T b"]),
        ("Let the gradient g = A^T b.", ["g = A^T b"]),
        ("The gradient of f with respect to x = A^T b C^T D^T.", ["A^T b C^T D^T"]),
        ("So the gradient A^T b = 0.", ["A^T b = 0"]),
    ],
)
def test_finds_what_a_person_would_call_a_formula(text: str, expected: list[str]) -> None:
    """Delimited, in code, or bare in the text; never the words around."""
    assert [formula.source for formula in formulas(text, ["A", "B", "C", "D", "X", "beta"])] == expected
