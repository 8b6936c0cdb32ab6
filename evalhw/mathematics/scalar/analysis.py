"""Numeric values of derivatives, definite integrals and limits of scalar expressions.

Invariant: a value is given only when two finer steps agree on it; otherwise there is none (`NoValueError`), so that
a slow limit or a wild integrand is undecided, never wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from evalhw.mathematics.scalar.arithmetic import NoValueError
from evalhw.mathematics.syntax.tree import Constant, Derivative, Integral, Limit, Name, Negative, Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.scalar.fields import Field, Value


class Evaluation(Protocol):
    """An evaluation at one point of one field, whose point may be moved."""

    field: Field
    point: dict[str, Value]

    def value(self, node: Node) -> Value:
        """The value of a tree at the point."""


_PANELS = 16  # each with five Gauss points
_GAUSS = (
    (-0.9061798459386640, 0.2369268850561891), (-0.5384693101056831, 0.4786286704993665), (0.0, 0.5688888888888889),
    (0.5384693101056831, 0.4786286704993665), (0.9061798459386640, 0.2369268850561891),
)  # fmt: skip
_AGREE = 1e-9


def value(node: Derivative | Integral | Limit, at: Evaluation) -> Value:
    """Return the value of an operator of analysis at the evaluation's point.

    Raises:
        NoValueError: Its value cannot be found reliably, or the field is that of fifty digits.
    """
    if at.field.precise:
        raise NoValueError("a limit to fifty digits")
    if isinstance(node, Integral):
        return _integral(node, at)
    return _limit(node, at) if isinstance(node, Limit) else _derivative(node, at)


def _along(node: Node, name: str, at: Evaluation) -> Callable[[float], Value]:
    """Return the expression as a function of one name, everything else staying as it is."""

    def function(where: float) -> Value:
        before = at.point.get(name)
        at.point[name] = where if at.field.real else complex(where)
        try:
            return at.value(node)
        finally:
            if before is None:
                del at.point[name]
            else:
                at.point[name] = before

    return function


def _agreed(coarse: Value, fine: Value, tolerance: float = _AGREE) -> Value:
    if abs(coarse - fine) > tolerance * max(1.0, abs(fine)):
        raise NoValueError("a value that does not settle")
    return fine


def _derivative(node: Derivative, at: Evaluation) -> Value:
    first, *rest = node.variables
    if not isinstance(first, Name) or first.name not in at.point or len(node.variables) > 2:  # noqa: PLR2004  # rounding eats a third
        raise NoValueError("a derivative by what is no variable")
    inner = replace(node, variables=tuple(rest)) if rest else node.operand
    function = _along(inner, first.name, at)
    here = at.point[first.name]
    if not at.field.real:
        raise NoValueError("a complex derivative")

    def slope(step: float) -> Value:  # the fourth-order central difference
        near = function(here + step) - function(here - step)
        far = function(here + 2 * step) - function(here - 2 * step)
        return (8 * near - far) / (12 * step)

    return _agreed(slope(2e-3), slope(1e-3), 1e-8)


def _integral(node: Integral, at: Evaluation) -> Value:
    if node.lower is None or node.upper is None:
        raise NoValueError("an integral without bounds")
    low, high = at.value(node.lower), at.value(node.upper)
    function = _along(node.body, node.variable.name, at)
    if not at.field.real:
        raise NoValueError("a complex integral")
    return _agreed(_gauss(function, low, high, _PANELS), _gauss(function, low, high, 2 * _PANELS))


def _gauss(function: Callable[[float], Value], low: float, high: float, panels: int) -> Value:
    width = (high - low) / panels
    total = 0.0
    for panel in range(panels):
        middle = low + (panel + 0.5) * width
        total += sum(weight * function(middle + place * width / 2) for place, weight in _GAUSS) * width / 2
    return total


def _limit(node: Limit, at: Evaluation) -> Value:
    function = _along(node.body, node.variable.name, at)
    infinite = _infinite(node.target)
    if infinite:
        return _extrapolated(lambda step: function(infinite / step))
    target = at.value(node.target)
    if not at.field.real:
        raise NoValueError("a complex limit")
    sides = {"+": (1.0,), "-": (-1.0,)}.get(node.side, (1.0, -1.0))
    found = [_extrapolated(lambda step, sign=sign: function(target + sign * step)) for sign in sides]  # type: ignore[misc]  # sign is bound on purpose
    return _agreed(found[0], found[-1], 1e-7)


def _extrapolated(function: Callable[[float], Value]) -> Value:
    """Return the limit for steps to zero, by Richardson's rule on halved steps."""
    rows = [[function(0.02 / 2**level)] for level in range(6)]
    for level in range(1, 6):
        for order in range(1, level + 1):
            finer, coarser = rows[level][order - 1], rows[level - 1][order - 1]
            rows[level].append(finer + (finer - coarser) / (2**order - 1))
    return _agreed(rows[4][4], rows[5][5], 1e-8)


def _infinite(node: Node) -> int:
    if isinstance(node, Constant):
        return int(node.name == "infinity")
    return -_infinite(node.operand) if isinstance(node, Negative) else 0
