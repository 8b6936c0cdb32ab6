"""Are two values one: sides of an equation on a draw, compared relative to the size of what they are made of.

Invariant: rounding never makes a true equation false, nor a small difference a true one: tolerances follow the terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.evaluate import evaluate, sized
from evalhw.mathematics.matrix.linear import Multiple
from evalhw.mathematics.matrix.sizes import is_sized
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.declared.symbols import Shape
    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax.tree import Node

TOLERANCE = 1e-9
CLEARLY = 1e-6


def sides(left: Node, right: Node, shape: Shape, draw: Draw) -> tuple[Any, Any]:
    """The values of both sides, as floats or as matrices of one shape."""
    return concrete(left, shape, draw), concrete(right, shape, draw)


def concrete(node: Node, shape: Shape, draw: Draw) -> Any:
    """The value of one side at its full size."""
    if not is_sized(shape):
        value = evaluate(node, draw)
        return value.factor if isinstance(value, Multiple) else value
    rows, columns = (size[draw.which] or None for size in shape)
    value = sized(node, draw, rows, columns)
    if isinstance(value, Multiple):
        return value.factor * np.eye(rows or 1)
    return np.zeros((rows or 1, columns or 1)) if isinstance(value, float) and value == 0 else value


def agree(first: Any, second: Any, nodes: Sequence[Node], draw: Draw) -> bool:
    """Whether two values are one up to rounding, relative to the sizes of the terms they are made of."""
    if np.shape(first) != np.shape(second):
        return False
    gap = float(np.max(np.abs(first - second)))
    scale = max(float(np.max(np.abs(first))), float(np.max(np.abs(second))))
    if not np.isfinite(gap) or not np.isfinite(scale):
        raise ReadingError("a value that is not finite")
    if gap <= TOLERANCE * scale:
        return True
    if gap > CLEARLY * scale and scale > CLEARLY:
        return False
    return gap <= TOLERANCE * max(magnitude(node, draw) for node in nodes)


def magnitude(node: Node, draw: Draw) -> float:
    """The size of the terms that were added up, where their sum may be nothing but rounding."""
    if isinstance(node, tree.Sum):
        return max(magnitude(term, draw) for term in node.terms)
    if isinstance(node, tree.Negative | tree.Transpose):
        return magnitude(node.operand, draw)
    if isinstance(node, tree.Product):
        return float(np.prod([magnitude(factor, draw) for factor in node.factors]))
    if isinstance(node, tree.Derivative):
        return 1.0
    if isinstance(node, tree.Call) and node.function in {"tr", "inner"}:
        return float(np.prod([magnitude(argument, draw) for argument in node.arguments]))
    value = evaluate(node, draw) if not isinstance(node, tree.Matrix) else 1.0
    return float(np.max(np.abs(value.factor if isinstance(value, Multiple) else value)))


def difference(first: Any, second: Any) -> str:
    """One entry where the sides differ most."""
    if not np.ndim(first):
        return f"at drawn values the left side is {first:.4g}, the right side {second:.4g}"
    row, column = np.unravel_index(int(np.argmax(np.abs(first - second))), np.shape(first))
    one, other = first[row, column], second[row, column]
    return f"at drawn values entry ({row + 1}, {column + 1}) is {one:.4g} on the left, {other:.4g} on the right"
