"""When a decimal stands for an exact number: the digits shown decide.

The rule, as a careful grader applies it:

- A decimal that is exactly the other number always is it.
- The gold is a decimal: a claim with more digits, or an exact one, must round to the gold's digits. The gold must show
  three significant digits for that (0.5 is a half, and 0.52 is not it); against a fraction without an end or an
  irrational number two decimals do (0.67 is two thirds, 0.7 is not).
- The claim is a decimal for an exact gold: it must be the gold rounded to the digits it shows, and show at least three
  decimals or four significant digits (0.333 is a third, 0.33 is not; 3.142 is pi, 3.14 is not).
- A claim with fewer digits than a decimal gold never is it.

Invariant: nothing here accepts a value that is off by more than half a unit in the last digit shown.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError, exact
from evalhw.mathematics.syntax.tree import Negative, Node, Number, Percent, Power, Product

_SIGNIFICANT = 3
_DECIMALS = 3
_MANY_SIGNIFICANT = 4
_SHORT_DECIMALS = 2
_LONG = 10**6  # a gold with at most six decimals can be written out, and must be


@dataclass(frozen=True, slots=True)
class Shown:
    """A decimal as written: its value, the size of its last digit, and how many digits it shows."""

    value: Fraction
    unit: Fraction
    decimals: int
    significant: int

    def rounds(self, value: Any) -> bool:
        """Whether a number becomes this decimal when it is rounded to its digits."""
        half = self.unit / 2
        if isinstance(value, Fraction):
            return abs(value - self.value) <= half
        difference = abs(value - self.value.numerator / (value * 0 + self.value.denominator))
        return bool(difference <= half.numerator / (value * 0 + half.denominator))


def shown(node: Node) -> Shown | None:
    """Return how a tree shows its digits, when it is one decimal, with a sign or a power of ten; else None."""
    if isinstance(node, Number):
        if node.decimals is None or node.decimals < 1:
            return None
        mantissa = abs(node.value) * 10**node.decimals
        significant = len(str(int(mantissa))) if mantissa else 0
        return Shown(node.value, Fraction(1, 10**node.decimals), node.decimals, significant)
    if isinstance(node, Negative):
        inner = shown(node.operand)
        return inner and Shown(-inner.value, inner.unit, inner.decimals, inner.significant)
    if isinstance(node, Percent):
        inner = shown(node.operand)
        return inner and Shown(inner.value / 100, inner.unit / 100, inner.decimals, inner.significant)
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1], Power):  # noqa: PLR2004  # a x 10^n
        return _scientific(node.factors[0], node.factors[1])
    return None


def _scientific(mantissa: Node, power: Power) -> Shown | None:
    inner = shown(mantissa)
    if inner is None or power.base != Number(Fraction(10)):
        return None
    try:
        scale = exact(power)
    except (NoValueError, TooLargeError):
        return None
    if scale is None:
        return None
    return Shown(inner.value * scale, inner.unit * scale, inner.decimals, inner.significant)


def rounded(gold: Node, claim: Node, left: Any, right: Any, *, terminating: bool) -> bool:
    """Whether one side is a decimal that shows the other to enough digits.

    Args:
        gold: The gold tree.
        claim: The claim's tree.
        left: The gold's value, a fraction or a number with fifty digits.
        right: The claim's value.
        terminating: Whether both values are rational.
    """
    expected, given = shown(gold), shown(claim)
    if expected is not None:
        return _against_gold(expected, given, right, terminating)
    if given is None or not given.rounds(left) or (terminating and _ends(left) and _LONG % left.denominator == 0):
        return False
    return given.decimals >= _DECIMALS or given.significant >= _MANY_SIGNIFICANT


def _against_gold(expected: Shown, given: Shown | None, value: Any, terminating: bool) -> bool:
    if not expected.rounds(value):
        return False
    if given is not None:
        return given.unit < expected.unit and expected.significant >= _SIGNIFICANT
    endless = not terminating or not _ends(value)
    if endless and expected.decimals >= _SHORT_DECIMALS:
        return True
    return expected.significant >= _SIGNIFICANT and expected.decimals >= _SHORT_DECIMALS


def _ends(value: Fraction) -> bool:
    """Whether the decimal expansion of a fraction ends."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
