"""What a unit of an answer is worth: its dimension, and its size in base units.

Invariant: a word is a unit only if a table knows it as one; nothing is computed from the text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from evalhw.units.unit import FACTOR, FRACTION, Dimension, lookup, unit_at

if TYPE_CHECKING:
    from fractions import Fraction

_QUANTITIES = frozenset("BCF")
"""Signs of units that name a quantity as often: a temperature in C, a force F, a set B."""


@lru_cache(maxsize=4096)
def size(label: str) -> tuple[Dimension, Fraction] | None:
    """Dimension and size of one unit, such as `km` or `km /h`; None for degrees of temperature."""
    found = unit_at(label, 0)
    if found is not None and found[1] == len(label):
        unit = found[0]
        return None if unit.offset or unit.dimension in {FACTOR, FRACTION} else (unit.dimension, unit.factor)
    known = lookup(label) or lookup(label.removesuffix("s"))
    return None if known is None or known.offset else (known.dimension, known.factor)


def is_letter(letter: str) -> bool:
    """Whether one letter is the sign of a common unit."""
    return letter not in _QUANTITIES and lookup(letter) is not None
