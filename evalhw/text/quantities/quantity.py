"""A quantity: a number with what it is a number of, and how precisely it was written.

Invariant: values are exact fractions in the base unit of their dimension (seconds, metres, one for percent).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from evalhw.units.unit import Dimension

BARE: Dimension = ()
COUNT: Dimension = (("count", 1),)
CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP"}
Bound = Literal["", "<", ">"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of a text.

    Attributes:
        start: Index of its first character in the text that was read.
        end: Its end, exclusive.
        value: Its value in the base unit; a range's lower end.
        high: A range's upper end, else the value again.
        step: One unit of the last digit that was written, in the base unit.
        dimension: Base units with exponents; empty for a bare number, `COUNT` for counted things.
        scale: What one of the unit written is worth in the base unit.
        noun: What is counted ("epoch"), or what a rate is per ("s per epoch"); lower case, singular.
        about: Whether it is marked as approximate.
        bound: ``<`` for "under 6 minutes", ``>`` for "more than 100-fold".
        spelled: Whether the number is in words.
        rate: Whether `noun` is what the quantity is per.
        spread: Whether it stands behind ±.
        inherited: Whether the unit is not written beside the number but taken from what follows ("341 to 297 s").
    """

    start: int
    end: int
    value: Fraction
    high: Fraction
    step: Fraction
    dimension: Dimension
    scale: Fraction = Fraction(1)
    noun: str = ""
    about: bool = False
    bound: Bound = ""
    spelled: bool = False
    rate: bool = False
    inherited: bool = False
    spread: bool = False

    @property
    def is_range(self) -> bool:
        """Whether it is a range with two ends."""
        return self.high != self.value

    @property
    def coarse_step(self) -> Fraction:
        """The precision meant: of a round number that is marked "about", its zeros say nothing."""
        if not self.about or self.step % self.scale or self.value == 0:
            return self.step
        written = abs(self.value / self.scale)
        step = self.step / self.scale
        while written.denominator == 1 and written % (10 * step) == 0:
            step *= 10
        return step * self.scale
