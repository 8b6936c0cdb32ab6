"""Equations that are solved: whether one follows from the one before, where the words say that it was rewritten.

Invariant: an equation is called wrong only if it is in the same single unknown as the one right before it, the words
say that it is that one rewritten, and its solution does not satisfy that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.argument.agreement import value
from evalhw.mathematics.scalar import decimals
from evalhw.mathematics.scalar.scalars import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evalhw.argument.sides import Side

_TRIED = (Fraction(0), Fraction(1), Fraction(2), Fraction(5), Fraction(-3))
_NEAR = Fraction(1, 1000)


@dataclass(frozen=True)
class Equation:
    """An equation in one unknown.

    Attributes:
        left: Its left side.
        right: Its right side.
        unknown: The name that is sought.
        known: A value for each other name.
    """

    left: Side
    right: Side
    unknown: str
    known: Mapping[str, Fraction]

    def gap(self, at: Fraction) -> Fraction | None:
        """Left minus right at a value of the unknown; None where a side has none."""
        point = {**self.known, self.unknown: at}
        here, there = value(self.left.node, point, self.left.names), value(self.right.node, point, self.right.names)
        return None if here is None or there is None else here - there

    @property
    def root(self) -> Fraction | None:
        """The one solution, if the equation is linear; else None."""
        gaps = [(at, gap) for at in _TRIED if (gap := self.gap(at)) is not None]
        if len(gaps) < len(_TRIED) - 1:
            return None
        (first, low), (second, high), *others = gaps
        slope = (high - low) / (second - first)
        if not slope or any(low + slope * (at - first) != gap for at, gap in others):
            return None
        return first - low / slope

    @property
    def solved(self) -> bool:
        """Whether the unknown stands alone on one side and not on the other."""
        return self.unknown in {self.left.name, self.right.name}

    @property
    def plainly(self) -> bool:
        """Whether neither side can be read in another way, with other units or as a percentage."""
        sides = (self.left, self.right)
        return not any(side.doubtful or side.percent for side in sides)


def equation(left: Side, right: Side, values: Mapping[str, Sequence[Fraction]], unknowns: set[str]) -> Equation | None:
    """The equation in one unknown that two sides are; None where they are none."""
    names = {*left.names.values(), *right.names.values()}
    sought = names & unknowns
    if len(sought) != 1 or left.node is None or right.node is None:
        return None
    known: dict[str, Fraction] = {}
    for name in names - sought:
        if len(values.get(name, ())) != 1:
            return None
        known[name] = values[name][0]
    return Equation(left, right, sought.pop(), known)


def contradicts(before: Equation, after: Equation) -> str:
    """Why an equation does not follow from the one before, which it is said to be; empty where that cannot be said."""
    if before.unknown != after.unknown or before.solved or not (before.plainly and after.plainly):
        return ""
    expected, found = before.root, after.root
    if expected is None or found is None or _same(expected, found, after) or _labels(before, after):
        return ""
    return f"the equation before gives {after.unknown} = {plain(expected)}, this one {after.unknown} = {plain(found)}"


def _same(expected: Fraction, found: Fraction, after: Equation) -> bool:
    """Whether two solutions agree, as far as rounding lets them."""
    gap = abs(expected - found)
    if gap <= _NEAR * max(abs(expected), abs(found)):
        return True
    shown = [decimals.shown(side.node) for side in (after.left, after.right) if side.node is not None]
    if after.solved and any(one is not None and gap < one.unit for one in shown):
        return True
    return gap < 1 <= abs(expected) and (expected.denominator == 1) != (found.denominator == 1)


def _labels(before: Equation, after: Equation) -> bool:
    """Whether the two are told in different units, so that their unknowns may be different numbers."""
    first, second = ({*one.left.labels, *one.right.labels} for one in (before, after))
    return bool(first) and bool(second) and not first & second
