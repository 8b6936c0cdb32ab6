"""Where one side of a relation meets the other: exactly for linear sides, else by searching a grid for changes of sign.

Invariant: a root is reported only where both sides have values and are nearly equal; a pole is none.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError, exact
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.values import Evaluation
from evalhw.mathematics.syntax.tree import Name, Node, Number, rewrite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_NEAR = 1e-9
_GRID = tuple(step / 2 + 0.0137 for step in range(-20, 20)) + tuple(
    sign * (10.3 + step**2.6 / 2) for step in range(1, 11) for sign in (-1, 1)
)
_SORTED_GRID = tuple(sorted(_GRID))
_HALVINGS = 80


def substituted(node: Node, name: str, value: Fraction) -> Node:
    """Return the tree with a number in place of a name."""
    return rewrite(node, lambda here: Number(value) if isinstance(here, Name) and here.name == name else None)


def linear(left: Node, right: Node, name: str) -> tuple[Fraction, Fraction] | None:
    """Return slope and root of left - right when that is linear in the one name, exactly; else None."""
    found: list[Fraction] = []
    for where in (Fraction(0), Fraction(1), Fraction(-3), Fraction(7, 2)):
        try:
            sides = [exact(substituted(side, name, where)) for side in (left, right)]
        except (NoValueError, TooLargeError):
            return None
        if sides[0] is None or sides[1] is None:
            return None
        found.append(sides[0] - sides[1])
    slope = found[1] - found[0]
    if slope == 0 or found[2] != found[0] - 3 * slope or found[3] != found[0] + slope * Fraction(7, 2):
        return None
    return slope, -found[0] / slope


def difference(
    left: Node, right: Node, name: str, fixed: Mapping[str, float] | None = None
) -> Callable[[float], float | None]:
    """Return left - right as a function of the name, None where a side has no value."""
    others = dict(fixed or {})

    def function(where: float) -> float | None:
        at = Evaluation(REAL, {**others, name: where})
        try:
            return float(at.value(left) - at.value(right))
        except (NoValueError, TooLargeError):
            return None

    return function


def along(node: Node, name: str, fixed: Mapping[str, float]) -> Callable[[float], float | None]:
    """Return an expression as a function of one name, the others being fixed; None where it has no value."""

    def function(where: float) -> float | None:
        try:
            return float(Evaluation(REAL, {**fixed, name: where}).value(node))
        except (NoValueError, TooLargeError):
            return None

    return function


def changes(left: Node, right: Node, name: str) -> list[float]:
    """Return, in order, where left - right changes its sign, touches zero, or stops having a value."""
    function = difference(left, right, name)
    found: list[float] = []
    before, last = None, None
    for where in _with_whole(_SORTED_GRID):
        here = function(where)
        if here is not None and abs(here) < _NEAR:
            found.append(where)
        elif last is not None and (here is None) != (before is None):
            found.append(_edge(function, last, where))
        elif (
            last is not None and before is not None and here is not None and before * here < 0 and abs(before) >= _NEAR
        ):
            found.append(_crossing(function, last, where))
        before, last = here, where
    return _distinct(found)


def _with_whole(grid: tuple[float, ...]) -> list[float]:
    return sorted((*grid, *(float(step) for step in range(-20, 21))))


def _distinct(values: list[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > 1e-7 * max(1.0, abs(value)):  # one root found twice
            kept.append(value)
    return kept


def _crossing(function: Callable[[float], float | None], low: float, high: float) -> float:
    """Return where the function changes its sign between two points, by halving."""
    below = function(low) or 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        value = function(middle)
        if value is None or value == 0 or middle in {low, high}:
            return _snapped(middle)
        if (value < 0) == (below < 0):
            low = middle
        else:
            high = middle
    return _snapped((low + high) / 2)


def _edge(function: Callable[[float], float | None], low: float, high: float) -> float:
    """Return where the function stops or begins to have a value."""
    defined = function(low) is not None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if (function(middle) is not None) == defined:
            low = middle
        else:
            high = middle
    return _snapped((low + high) / 2)


def _snapped(value: float) -> float:
    """Return the simple fraction that a value is next to, else the value."""
    near = float(Fraction(value).limit_denominator(64))
    return near if abs(near - value) < 1e-11 * max(1.0, abs(value)) else value  # rounding


def roots(function: Callable[[float], float | None]) -> Iterator[float]:
    """Yield points at which a function crosses zero, found on a coarse grid; poles are left out."""
    before, last = None, 0.0
    for where in _SORTED_GRID:
        here = function(where)
        if here is not None and before is not None and before * here < 0:
            root = _crossing(function, last, where)
            value = function(root)
            if value is not None and abs(value) < 1e-6 * max(1.0, abs(before), abs(here)):  # no pole
                yield root
        elif here == 0:
            yield where
        before, last = here, where


def truth(sign: str, left: Node, right: Node, name: str) -> Callable[[float], bool]:
    """Return a test of the relation at a value of the name; false where a side has no value."""
    function = difference(left, right, name)

    def holds(where: float) -> bool:
        value = function(where)
        if value is None or not math.isfinite(value):
            return False
        if abs(value) < _NEAR * max(1.0, abs(where)):
            return sign in {"≤", "≥", "="}
        return {"<": value < 0, "≤": value < 0, ">": value > 0, "≥": value > 0, "≠": True, "=": False}[sign]

    return holds
