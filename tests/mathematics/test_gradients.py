"""Gradients: the chain rule and plain differences find the same, on both dimension sets."""

import numpy as np
import pytest

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.matrix.differences import by_differences
from evalhw.mathematics.matrix.draws import draws
from evalhw.mathematics.matrix.evaluate import evaluate
from evalhw.mathematics.matrix.gradients import Backward, NoRuleError
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.reader import read

FUNCTIONS = [
    r"\|X - W_2 W_1 X\|_F^2",
    r"\|X - W_2 W_1 X\|_F",
    r"L + \lambda \|W_1\|_F^2",
    r"\operatorname{tr}(W_1 C W_1^\top)",
    r"\operatorname{tr}((W_1 C W_1^\top)^3)",
    r"\operatorname{tr}((W_1 C W_1^\top)^{-2})",
    r"\ln \det (W_1 C W_1^\top)",
    r"\det (W_1 C W_1^\top)",
    r"\frac{\operatorname{tr}(W_1 C W_1^\top)}{\operatorname{tr}(W_1 W_1^\top)}",
    r"\exp(-\|W_1\|_F^2)",
    r"\langle W_1 X, W_1 X \rangle",
    r"\operatorname{tr}((W_1 \odot W_1) X X^\top W_2)",
    r"\sqrt{\operatorname{tr}(W_1 W_1^\top)} \operatorname{tr}(W_2 W_1)",
    r"\lambda \operatorname{tr}(E^\top E) - \lambda^2",
    r"\operatorname{tr}(C)",
]


@pytest.mark.parametrize("source", FUNCTIONS)
def test_the_chain_rule_agrees_with_differences(source: str, homework: Symbols) -> None:
    node = read(source, homework)
    for draw in draws(homework)[::2]:
        found = Backward(draw, "W_1").gradient(node)
        measured = by_differences(node, "W_1", draw)
        expected = np.zeros_like(measured) if found is None else found
        assert np.allclose(expected, measured, rtol=1e-6, atol=1e-7 * max(1.0, float(np.abs(measured).max())))


def test_what_has_no_rule_is_taken_by_differences(homework: Symbols) -> None:
    node = read(r"\frac{\partial}{\partial W_1} \|W_1 X\|_2", homework)
    assert isinstance(node, tree.Derivative)
    draw = draws(homework)[0]
    with pytest.raises(NoRuleError):
        Backward(draw, "W_1").gradient(node.operand)
    left, values, right = np.linalg.svd(draw.value("W_1") @ draw.value("X"))
    expected = np.outer(left[:, 0], right[0]) @ draw.value("X").T
    assert values[0] > values[1]
    assert np.allclose(evaluate(node, draw), expected, atol=1e-6)


@pytest.mark.parametrize(
    "source", [r"\frac{\partial f}{\partial W_1}", r"\frac{\partial W_1}{\partial W_1}", r"\nabla L"]
)
def test_a_derivative_of_what_is_not_known_has_no_value(source: str, homework: Symbols) -> None:
    with pytest.raises(ReadingError):
        evaluate(read(source, homework), draws(homework)[0])


def test_draws_are_the_same_in_every_run(homework: Symbols) -> None:
    again = Symbols(homework.dimensions, homework.symbols)
    for one, other in zip(draws(homework), draws(again), strict=True):
        for name in ("X", "W_1", "U_k", "Sigma_k", "lambda", "C"):
            assert np.array_equal(one.value(name), other.value(name))


def test_bound_symbols_follow_what_binds_them(homework: Symbols) -> None:
    for draw in draws(homework):
        left, values, right = draw.value("U_k"), draw.value("Sigma_k"), draw.value("X")
        assert np.allclose(right @ right.T @ left, left @ values @ values)
        assert np.all(np.diff(np.diag(values)) < 0)


def test_drawn_matrices_are_far_from_singular(homework: Symbols) -> None:
    for draw in draws(homework):
        assert np.linalg.cond(draw.value("W_1")) < 100
