"""What a unit of an answer is worth: its dimension, and its size in base units.

Invariant: a word is a unit only if a table knows it as one; nothing is computed from the text.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from evalhw.mathematics.scalar import units
from evalhw.text.quantities.units import FACTOR, FRACTION, unit_at

Dimension: TypeAlias = "tuple[tuple[str, int], ...] | str"

_KITCHEN: dict[str, tuple[Dimension, Fraction]] = {
    "length": ((("m", 1),), Fraction(1)),
    "mass": ((("kg", 1),), Fraction(1, 1000)),
    "volume": ((("m", 3),), Fraction(1, 1000)),
}
"""Base units of the smaller table, which knows cups and ounces, in those of the larger one."""


@lru_cache(maxsize=4096)
def size(label: str) -> tuple[Dimension, Fraction] | None:
    """Dimension and size of one unit, such as `km` or `km /h`; None for degrees of temperature."""
    found = unit_at(label, 0)
    if found is not None and found[1] == len(label):
        unit = found[0]
        return None if unit.offset or unit.dimension in {FACTOR, FRACTION} else (unit.dimension, unit.factor)
    known = units.lookup(label)
    if known is None:
        return None
    dimension, base = _KITCHEN.get(known[0], (known[0], Fraction(1)))
    return dimension, known[1] * base


def is_letter(letter: str) -> bool:
    """Whether one letter is the sign of a common unit."""
    return units.lookup(letter) is not None
