"""What named functions do to numbers and to matrices.

Invariant: factorials and binomials are capped, not computed, and a value outside a function's domain is an error.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.linear import transpose
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.syntax import tree

MAX_FACTORIAL = 170
MAX_CHOICES = 400


def real_power(base: float, exponent: float) -> float:
    """A real power of a real number.

    Raises:
        ValueError: It has no real value.
    """
    if base < 0 and exponent != int(exponent):
        raise ValueError("no real value")
    return float(base**exponent)


def constant(node: tree.Constant) -> float:
    """The value of a constant that is a real number.

    Raises:
        ReadingError: It is none.
    """
    values = {"pi": math.pi, "e": math.e}
    if node.name not in values:
        raise ReadingError(f"{readable(node)} is no real number", node.start, node.end)
    return values[node.name]


def _factorial(value: float) -> float:
    if value < 0 or value != int(value) or value > MAX_FACTORIAL:
        raise ReadingError(f"a factorial beyond {MAX_FACTORIAL}")
    return float(math.factorial(int(value)))


def _binomial(above: float, below: float) -> float:
    if above != int(above) or below != int(below) or not 0 <= below <= above <= MAX_CHOICES:
        raise ReadingError("a binomial that is not of small whole numbers")
    return float(math.comb(int(above), int(below)))


def _determinant(value: Any) -> float:
    return float(value) if isinstance(value, float) else float(np.linalg.det(value))


def _inner(first: Any, second: Any) -> float:
    return float(np.sum(first * second))


SCALAR: dict[str, Callable[..., float]] = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "arcsin": math.asin, "arccos": math.acos, "arctan": math.atan,
    "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "exp": math.exp, "log": math.log, "ln": math.log,
    "sqrt": math.sqrt, "root": lambda value, index: real_power(value, 1 / index), "abs": abs, "max": max, "min": min,
    "floor": math.floor, "ceil": math.ceil, "factorial": _factorial, "binom": _binomial,
    "sign": lambda value: math.copysign(1, value),
    "cot": lambda value: 1 / math.tan(value), "sec": lambda value: 1 / math.cos(value),
    "csc": lambda value: 1 / math.sin(value),
    "tr": float, "det": float, "sigmoid": lambda value: 1 / (1 + math.exp(-value)),
    "relu": lambda value: max(value, 0.0),
    "inner": lambda first, second: first * second, "rank": lambda value: float(value != 0), "vec": float,
    "transpose": float,
    "inv": lambda value: 1 / value, "lg": math.log10,
}  # fmt: skip
MATRIX: dict[str, Callable[..., Any]] = {
    "tr": lambda value: float(np.trace(value)) if isinstance(value, np.ndarray) else value,
    "det": _determinant,
    "abs": _determinant,
    "inner": _inner,
    "vec": lambda value: value.T.reshape(-1, 1),
    "rank": lambda value: float(np.linalg.matrix_rank(value)),
    "sigmoid": lambda value: 1 / (1 + np.exp(-value)),
    "relu": lambda value: np.maximum(value, 0.0),
    "tanh": np.tanh,
    "inv": np.linalg.inv,
    "transpose": transpose,
}
