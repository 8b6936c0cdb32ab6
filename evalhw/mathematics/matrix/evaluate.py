"""Tree to number: the value of a formula on one draw, as a float, a matrix, or a multiple of the identity.

Invariant: shapes were inferred before; exponents and factorials are capped, not computed; a value that is not finite
is a `ReadingError`, never a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix import diagonals, indexed
from evalhw.mathematics.matrix.blocks import assembled
from evalhw.mathematics.matrix.differences import differential
from evalhw.mathematics.matrix.functions import MATRIX, SCALAR, constant, real_power
from evalhw.mathematics.matrix.gradients import gradient
from evalhw.mathematics.matrix.linear import Multiple, Value, add, multiply, plain, transpose
from evalhw.mathematics.matrix.sizes import is_nought, size_of
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax.tree import Node

MAX_EXPONENT = 60
_SINGULAR = 1e9  # beyond this condition number an inverse is rounding
_POSITIVE = 1e-9  # eigenvalues below this share of the largest are not told from zero
_TWO = 2  # dimensions of a matrix


def evaluate(node: Node, draw: Draw) -> Value:
    """The value of an expression on one draw.

    Raises:
        ReadingError: It has no finite value there, or is no expression that has one.
    """
    rule = _RULES.get(type(node))
    if rule is None:
        raise ReadingError(f"{readable(node)} has no value", node.start, node.end)
    try:
        return rule(node, draw)
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:
        raise ReadingError(f"{readable(node)} has no value at the drawn symbols", node.start, node.end) from error


def _product(node: tree.Product, draw: Draw) -> Value:
    if any(map(is_nought, node.factors)):
        return 0.0
    whole: Value = None
    for factor in _sized(node.factors, draw):
        value = evaluate(factor, draw) if not isinstance(factor, _Filled) else factor.value(draw)
        whole = value if whole is None else multiply(whole, value)
    return whole


@dataclass(frozen=True, slots=True)
class _Filled:
    """A factor whose size its neighbours give."""

    node: Node
    rows: int | None
    columns: int | None

    def value(self, draw: Draw) -> Value:
        return sized(self.node, draw, self.rows, self.columns)


def _sized(factors: Sequence[Node], draw: Draw) -> Sequence[Node | _Filled]:
    """The factors, with those that hold blocks or dots given the sizes of their neighbours."""
    if not any(map(_needs_size, factors)):
        return factors
    found: list[Node | _Filled] = []
    for index, factor in enumerate(factors):
        if not _needs_size(factor):
            found.append(factor)
            continue
        rows = _edge(factors[index - 1], draw, 1) if index else None
        columns = _edge(factors[index + 1], draw, 0) if index + 1 < len(factors) else None
        found.append(_Filled(factor, rows, columns))
    return found


def _needs_size(node: Node) -> bool:
    """Whether it holds blocks or dots, whose size only their neighbours tell."""
    inside = node.operand if isinstance(node, tree.Transpose) else node
    if isinstance(inside, tree.Name | tree.Number):
        return False
    return any(isinstance(here, tree.Matrix | tree.Dots | tree.Collection) for here in tree.walk(node))


def _edge(node: Node, draw: Draw, side: int) -> int | None:
    """Rows (0) or columns (1) of a neighbour, where they are known."""
    if _needs_size(node):
        return None
    value = evaluate(node, draw)
    return value.shape[side] if isinstance(value, np.ndarray) else None


def sized(node: Node, draw: Draw, rows: int | None, columns: int | None) -> Value:
    """The value of an expression that must have so many rows and columns.

    Raises:
        ReadingError: Its blocks or dots cannot be filled to that size.
    """
    if isinstance(node, tree.Call) and node.function == "diag":
        return _diagonal(node, draw, rows if rows is not None else columns)
    rule = _SIZED.get(type(node))
    return evaluate(node, draw) if rule is None or not _needs_size(node) else rule(node, draw, rows, columns)


def _sized_sum(node: tree.Sum, draw: Draw, rows: int | None, columns: int | None) -> Value:
    whole: Value = 0.0
    for term in node.terms:
        whole = add(whole, sized(term, draw, rows, columns))
    return whole


def _sized_product(node: tree.Product, draw: Draw, rows: int | None, columns: int | None) -> Value:
    if any(map(is_nought, node.factors)):
        return 0.0
    whole: Value = 1.0
    last = len(node.factors) - 1
    for index, factor in enumerate(_sized(node.factors, draw)):
        if isinstance(factor, _Filled):
            above = factor.rows if index or factor.rows is not None else rows
            across = factor.columns if index < last else columns
            whole = multiply(whole, sized(factor.node, draw, above, across))
        else:
            whole = multiply(whole, evaluate(factor, draw))
    return whole


def _blocks(node: tree.Matrix, draw: Draw, rows: int | None, columns: int | None) -> Value:
    return assembled([[evaluate(cell, draw) for cell in row] for row in node.rows], rows, columns)


def _diagonal(node: tree.Call, draw: Draw, size: int | None) -> Value:
    arguments = node.arguments
    if len(arguments) == 1 and not isinstance(arguments[0], tree.Dots):
        value = evaluate(arguments[0], draw)
        if isinstance(value, np.ndarray):
            return np.diag(value[:, 0]) if value.shape[1] == 1 else np.diag(value)[:, None]
        if isinstance(value, Multiple):
            raise ReadingError("the diagonal of an identity without a size", node.start, node.end)
    found = diagonals.entries(arguments, draw.symbols, draw.which, size)
    values = [evaluate(one if index is None else diagonals.at_index(one, index), draw) for one, index in found]
    return np.diag(np.array(values, dtype=float))


def _power(node: tree.Power, draw: Draw) -> Value:
    base, exponent = evaluate(node.base, draw), evaluate(node.exponent, draw)
    if not isinstance(exponent, float):
        raise ReadingError("an exponent that is a matrix", node.start, node.end)
    if abs(exponent) > MAX_EXPONENT:
        raise ReadingError(f"an exponent beyond {MAX_EXPONENT}", node.start, node.end)
    if isinstance(base, Multiple):
        return Multiple(real_power(base.factor, exponent))
    if isinstance(base, float):
        return real_power(base, exponent)
    if exponent == int(exponent):
        return _checked_power(base, int(exponent), node)
    if exponent in (0.5, -0.5) and np.allclose(base, base.T):
        values, vectors = np.linalg.eigh(base)
        if values.min() < _POSITIVE * max(1.0, values.max()):
            raise ReadingError("a root of a matrix that is not positive", node.start, node.end)
        return vectors * values**exponent @ vectors.T
    raise ReadingError(f"{readable(node)} is no power of a matrix that is read here", node.start, node.end)


def _checked_power(base: Any, exponent: int, node: Node) -> Any:
    if exponent < 0 and np.linalg.cond(base) > _SINGULAR:
        raise ReadingError(f"{readable(node)}: the matrix has no inverse", node.start, node.end)
    return np.linalg.matrix_power(base, exponent)


def _sum(node: tree.Sum, draw: Draw) -> Value:
    whole: Value = evaluate(node.terms[0], draw)
    for term in node.terms[1:]:
        whole = add(whole, evaluate(term, draw))
    return whole


def _quotient(node: tree.Quotient, draw: Draw) -> Value:
    below = evaluate(node.denominator, draw)
    if not isinstance(below, float):
        raise ReadingError("a division by a matrix", node.start, node.end)
    if below == 0:
        raise ZeroDivisionError
    return multiply(1.0 / below, evaluate(node.numerator, draw))


def _norm(node: tree.Norm, draw: Draw) -> float:
    value = evaluate(node.operand, draw)
    if isinstance(value, float):
        return abs(value)
    value = plain(value)
    if value.shape[1] == 1:
        orders = {"": 2, "F": 2, "2": 2, "1": 1, "infinity": np.inf}
        if node.kind in orders:
            return float(np.linalg.norm(value[:, 0], orders[node.kind]))
    kinds: dict[str, Any] = {"": "fro", "F": "fro", "2": 2, "*": "nuc"}
    if node.kind not in kinds:
        raise ReadingError(f"a norm of kind {node.kind!r}", node.start, node.end)
    return float(np.linalg.norm(value, kinds[node.kind]))


def _call(node: tree.Call, draw: Draw) -> Value:
    name = node.function
    if name == "diag":
        return _diagonal(node, draw, None)
    values = [evaluate(argument, draw) for argument in node.arguments]
    if name in SCALAR and all(isinstance(value, float) for value in values):
        return float(SCALAR[name](*values))
    if name in MATRIX:
        return MATRIX[name](*map(plain, values))
    raise ReadingError(f"the function {name} is not read here", node.start, node.end)


def _operation(node: tree.Operation, draw: Draw) -> Value:
    left, right = evaluate(node.left, draw), evaluate(node.right, draw)
    if node.operator == "hadamard" and not isinstance(left, Multiple) and not isinstance(right, Multiple):
        return left * right
    if node.operator == "kronecker":
        return np.kron(plain(left), plain(right))
    raise ReadingError(f"{readable(node)} is not read here", node.start, node.end)


def _pseudo_inverse(node: tree.PseudoInverse, draw: Draw) -> Value:
    value = evaluate(node.operand, draw)
    if isinstance(value, float):
        return 1 / value if value else 0.0
    return Multiple(1 / value.factor) if isinstance(value, Multiple) else np.linalg.pinv(value)


def _special(node: tree.Special, draw: Draw) -> Value:
    if not node.dimensions:
        return Multiple(1.0) if node.kind == "identity" else 0.0
    sizes = [size_of(one, draw.symbols) for one in node.dimensions]
    if None in sizes:
        raise ReadingError(f"{readable(node)} has no size", node.start, node.end)
    extents = [size[draw.which] for size in sizes if size is not None]
    if node.kind == "ones":
        return np.ones((extents[0], extents[1] if len(extents) > 1 else 1))
    if node.kind == "zero":
        return np.zeros((extents[0], extents[-1]))
    return np.eye(extents[0])


_SIZED: dict[type[Node], Callable[[Any, Draw, int | None, int | None], Value]] = {
    tree.Sum: _sized_sum,
    tree.Product: _sized_product,
    tree.Matrix: _blocks,
    tree.Collection: lambda node, draw, rows, columns: _blocks(tree.Matrix((node.items,)), draw, rows, columns),
    tree.Negative: lambda node, draw, rows, columns: multiply(-1.0, sized(node.operand, draw, rows, columns)),
    tree.Transpose: lambda node, draw, rows, columns: transpose(sized(node.operand, draw, columns, rows)),
}
_RULES: dict[type[Node], Callable[[Any, Draw], Value]] = {
    tree.Number: lambda node, _draw: float(node.value),
    tree.Constant: lambda node, _draw: constant(node),
    tree.Name: lambda node, draw: draw.value(node.name),
    tree.Entry: indexed.entry,
    tree.Special: _special,
    tree.Negative: lambda node, draw: multiply(-1.0, evaluate(node.operand, draw)),
    tree.Sum: _sum,
    tree.Product: _product,
    tree.Quotient: _quotient,
    tree.Power: _power,
    tree.Transpose: lambda node, draw: transpose(evaluate(node.operand, draw)),
    tree.PseudoInverse: _pseudo_inverse,
    tree.Norm: _norm,
    tree.Call: _call,
    tree.Operation: _operation,
    tree.Series: indexed.series,
    tree.Matrix: lambda node, draw: _blocks(node, draw, None, None),
    tree.Collection: lambda node, draw: _blocks(tree.Matrix((node.items,)), draw, None, None),
    tree.Derivative: gradient,
    tree.Differential: differential,
    tree.Percent: lambda node, draw: multiply(0.01, evaluate(node.operand, draw)),
}

__all__ = ["Multiple", "Value", "evaluate", "sized"]
