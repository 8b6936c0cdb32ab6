"""What follows from what: words of matrices under substitution of equals."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.derivations.rewriting import follows
from evalhw.mathematics.matrix.polynomials import Polynomial, difference, inverses, polynomial, transposed
from evalhw.mathematics.syntax.reader import read
from evalhw.mathematics.syntax.tree import Relation

SYMBOLS = Symbols.of(
    {
        "dimensions": {"n": {}},
        "symbols": {
            **{name: {"shape": ["n", "n"]} for name in "ABCM"},
            "S": {"shape": ["n", "n"], "symmetric": True},
            "lambda": {"shape": []},
        },
    }
)
ORTHOGONAL, EIGEN = "A^T A = I", "M A = A S"


def gap(formula: str) -> Polynomial:
    node = read(formula, SYMBOLS)
    assert isinstance(node, Relation)
    found = difference(node.operands[0], node.operands[1], SYMBOLS)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("goal", "facts", "expected"),
    [
        ("A A^T M A = M A", [ORTHOGONAL, EIGEN], True),
        ("A A^T M A = M A", [ORTHOGONAL], False),
        ("A A^T M A = M A", [EIGEN], False),
        ("A^T A A^T M = A^T M", [ORTHOGONAL], True),
        ("A A^T = I", [ORTHOGONAL], False),
        ("A A^T M A = M A A^T A", ["A A^T M = M A A^T"], True),
        ("A B = B A", [], False),
        ("lambda A B = A lambda B", [], True),
        ("A (B + C) = A B + A C", [], True),
        ("(A B)^T = B^T A^T", [], True),
        ("(A B)^T = A^T B^T", [], False),
        ("S^T = S", [], True),
        ("2 A = A", ["B = 0"], False),
    ],
)
def test_says_whether_one_equation_follows_from_others(goal: str, facts: list[str], expected: bool) -> None:
    """A combination of multiples of the facts, and nothing else."""
    assert follows(gap(goal), [gap(fact) for fact in facts]) is expected


def test_inverses_cancel() -> None:
    """(S + lambda I)^-1 times S + lambda I is I, on both sides."""
    goal = gap("S (S + lambda I)^{-1} B + lambda (S + lambda I)^{-1} B = B")
    assert not follows(goal, [])
    assert follows(goal, inverses([goal], SYMBOLS))


WORDS = st.lists(st.sampled_from(["A", "B", "S", "A^T", "B^T", "M"]), min_size=1, max_size=5).map(" ".join)


@given(WORDS, WORDS, st.integers(-3, 3))
def test_transposing_twice_changes_nothing(one: str, other: str, factor: int) -> None:
    """The transpose is an involution, and reverses products."""
    first = polynomial(read(f"{one} + {factor} {other}", SYMBOLS), SYMBOLS)
    assert first is not None
    assert transposed(transposed(first, SYMBOLS), SYMBOLS) == first
    product, turned = polynomial(read(f"({one} {other})^T", SYMBOLS), SYMBOLS), read(f"({other})^T ({one})^T", SYMBOLS)
    assert product == polynomial(turned, SYMBOLS)


@given(WORDS, WORDS, WORDS)
def test_a_multiple_of_a_fact_follows_from_it(before: str, behind: str, middle: str) -> None:
    """Equal factors may be set on both sides of an equation."""
    fact = gap(f"{middle} A = B")
    if any(fact.values()) and all(isinstance(value, Fraction) for value in fact.values()):
        assert follows(gap(f"{before} ({middle} A) {behind} = {before} B {behind}"), [fact])
