"""Hold a quantity against the one that is expected: the same, too rough to tell, or another.

Invariant: exact arithmetic; what was written decides how precise it is, never how it is printed again.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from evalhw.text.quantities.reading import BARE, COUNT, Quantity
from evalhw.units.unit import FRACTION, TIME, Dimension

Closeness = Literal["same", "rough", "other"]

_BOUND = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far from the expected value still counts.

    Attributes:
        relative: As a share of the expected value.
        absolute: In the base unit.
        rounding: A rounded value counts when its last digit is worth at most twice this share of the value.
    """

    relative: Fraction = Fraction(0)
    absolute: Fraction = Fraction(0)
    rounding: Fraction = Fraction(2, 100)


def closeness(stated: Quantity, expected: Quantity, tolerance: Tolerance) -> Closeness:
    """Compare a stated quantity with an expected one of the same dimension."""
    if stated.is_range:
        return "rough" if stated.value <= expected.value <= stated.high else "other"
    target = abs(expected.value)
    away = abs(stated.value - expected.value)
    if away <= max(tolerance.absolute, tolerance.relative * target):
        return "same"
    half = stated.coarse_step / 2
    if away <= half:
        return "same" if half <= tolerance.rounding * target else "rough"
    over = stated.value - expected.value
    if (stated.bound == "<" and 0 <= over <= _BOUND * target) or (
        stated.bound == ">" and 0 <= -over <= _BOUND * target
    ):
        return "rough"
    return "other"


def comparable(stated: Quantity, expected: Quantity) -> bool:
    """Whether two quantities are of one kind, so that one can contradict the other.

    A rate and what is no rate ("12.6 J per batch", "12.6 J") can be the same, but never contradict each other.
    """
    if stated.dimension == COUNT and expected.dimension == COUNT:
        return stated.noun == expected.noun or bool(set(stated.noun.split()) & set(expected.noun.split()))
    if expected.dimension == BARE:
        return stated.dimension in {BARE, COUNT, FRACTION} and not stated.rate
    if stated.dimension != expected.dimension:
        return False
    if stated.rate != expected.rate:
        return closeness(stated, expected, Tolerance()) == "same"
    return stated.noun == expected.noun


_KINDS: dict[Dimension, str] = {
    TIME: "time",
    FRACTION: "percentage",
    (("m", 1),): "length",
    (("kg", 1),): "mass",
    (("K", 1),): "temperature",
    (("m", 1), ("s", -1)): "speed",
    (("m", 1), ("s", -2)): "acceleration",
    (("factor", 1),): "factor",
}


def kind_of(quantity: Quantity) -> str:
    """What a quantity is called: a time, a percentage, a number of epochs."""
    if quantity.dimension == COUNT:
        return f"number of {quantity.noun}s"
    return _KINDS.get(quantity.dimension, "value")
