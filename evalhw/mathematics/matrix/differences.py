"""Derivatives by differences: gradients that no rule gives, and differentials along drawn directions.

Invariant: every difference is of fourth order, and how many are taken is bounded before the first one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.linear import Multiple
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax.tree import Node

MAX_DIFFERENCES = 400
_STENCIL = ((1, 8.0), (-1, -8.0), (2, -1.0), (-2, 1.0))  # fourth order: the error is that of h^4
_STEP = 1e-3


def by_differences(node: Node, name: str, draw: Draw) -> Any:
    """The gradient by a fourth-order difference in every entry.

    Raises:
        ReadingError: The symbol has too many entries for it.
    """
    at = draw.value(name)
    if isinstance(at, float):
        return _difference(node, draw, {name: (at, 1.0)}, 1)
    if at.size > MAX_DIFFERENCES:
        raise ReadingError(f"a derivative by more than {MAX_DIFFERENCES} entries", node.start, node.end)
    found = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        unit = np.zeros_like(at)
        unit[index] = 1.0
        found[index] = _difference(node, draw, {name: (at, unit)}, at.size)
    return found


def _difference(node: Node, draw: Draw, ways: dict[str, tuple[Any, Any]], times: int) -> Any:
    """The derivative along a way, each symbol from where it is; `times` of these share the steps that are left."""
    shares = len(_STENCIL) * times
    if shares * sum(1 for _ in tree.walk(node)) > draw.steps:
        raise ReadingError("a derivative that takes too many steps", node.start, node.end)
    total: Any = 0.0
    for step, weight in _STENCIL:
        moved = {name: at + step * _STEP * way for name, (at, way) in ways.items()}
        value = draw.with_values(moved, shares).evaluate(node)
        total = total + weight / (12 * _STEP) * value
    return total


def differential(node: tree.Differential, draw: Draw) -> Any:
    """The value of a differential: a drawn direction for each symbol that moves, or the change they cause.

    Which symbols move is told by the draw; bound symbols follow those that bind them.
    """
    operand = node.operand
    moving = draw.moving
    if isinstance(operand, tree.Name):
        symbol = draw.symbols.get(operand.name)
        if symbol is None or (symbol.definition is None and symbol.spectrum is None):
            return direction(operand.name, draw) if not moving or operand.name in moving else _still(operand.name, draw)
    rests = [name for name in draw.symbols.depends(operand) if _is_free(name, draw) and (not moving or name in moving)]
    if not rests:
        value = draw.evaluate(operand)
        return 0.0 if isinstance(value, float | Multiple) else np.zeros_like(value)
    steps = {name: (draw.value(name), direction(name, draw)) for name in rests}
    return _difference(operand, draw, steps, 1)


def _is_free(name: str, draw: Draw) -> bool:
    symbol = draw.symbols.get(name)
    return symbol is not None and symbol.definition is None and symbol.spectrum is None


def _still(name: str, draw: Draw) -> Any:
    value = draw.value(name)
    return 0.0 if isinstance(value, float) else np.zeros_like(value)


def direction(name: str, draw: Draw) -> Any:
    """A drawn direction in which the symbol moves."""
    value = draw.value(name)
    key = (f"direction of {name}", draw.which, draw.number)
    if key not in draw.symbols.free:
        random = np.random.default_rng((len(name), draw.which, draw.number, sum(map(ord, name))))
        draw.symbols.free[key] = (
            float(random.uniform(0.5, 1.5)) if isinstance(value, float) else random.standard_normal(value.shape)
        )
    return draw.symbols.free[key]
