"""A number as it was written: where it stands, what it is worth, how precisely it is given.

Invariant: the value is exact.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text.

    Attributes:
        start: Index of its first character.
        end: Its end, exclusive.
        value: Its exact value.
        step: One unit of its last written digit.
        spelled: Whether it is written in words.
    """

    start: int
    end: int
    value: Fraction
    step: Fraction
    spelled: bool = False
