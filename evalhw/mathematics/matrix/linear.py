"""Values of matrix formulas: floats, matrices and multiples of an identity of open size, and their arithmetic.

Invariant: sizes were checked before; nothing here decides whether two values may be added or multiplied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from evalhw.errors import ReadingError


@dataclass(frozen=True, slots=True)
class Multiple:
    """A multiple of an identity whose size the context gives."""

    factor: float


Value = Any  # float | np.ndarray | Multiple


def plain(value: Value, size: int | None = None) -> Any:
    """A float or matrix; a multiple of the identity needs the size.

    Raises:
        ReadingError: The size is not known.
    """
    if isinstance(value, Multiple):
        if size is None:
            raise ReadingError("an identity whose size nothing fixes")
        return value.factor * np.eye(size)
    return value


def add(first: Value, second: Value) -> Value:
    """The sum; a scalar zero is a zero of any shape."""
    if isinstance(first, Multiple) and isinstance(second, Multiple):
        return Multiple(first.factor + second.factor)
    if isinstance(first, Multiple) or isinstance(second, Multiple):
        one, other = (first, second) if isinstance(first, Multiple) else (second, first)
        if isinstance(other, float):
            return one
        return other + one.factor * np.eye(len(other))
    return first + second


def multiply(first: Value, second: Value) -> Value:
    """The matrix product; scalars and identities scale."""
    if isinstance(first, Multiple):
        if isinstance(second, Multiple | float):
            return Multiple(first.factor * (second if isinstance(second, float) else second.factor))
        return first.factor * second
    if isinstance(second, Multiple):
        return Multiple(first * second.factor) if isinstance(first, float) else first * second.factor
    if isinstance(first, float) or isinstance(second, float):
        return first * second
    product = first @ second
    return float(product[0, 0]) if product.size == 1 else product


def transpose(value: Value) -> Value:
    """The transpose."""
    return value.T if isinstance(value, np.ndarray) else value
