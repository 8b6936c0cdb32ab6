"""Values with units.

The rule: a unit that only one side carries is forgiven (5 for 5 cm); units on both sides must measure the same thing,
and the values are compared in the same unit (5 m is 500 cm, 341 s is not 341 ms).

Invariant: units are the same only when they have the same base units to the same powers; a noun is a base by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar import scalars, units
from evalhw.mathematics.scalar.decimals import shown
from evalhw.mathematics.scalar.values import rational
from evalhw.mathematics.syntax.tree import Collection, Degrees, Node, Number, Percent, Product, Quantity, Sum

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from evalhw.mathematics.scalar.units import Unit
    from evalhw.mathematics.verdict import Verdict

    Measured = tuple[Node, Unit | None]
    Decide = Callable[[Node, Node], Verdict]

_DIGITS = 3
_STERLING = (("GBP", 1),)
_MASS = (("kg", 1),)
_POUND = {"pound", "pounds"}
_RADIAN = (("rad", 1),)


def same_quantity(gold: Measured, claim: Measured, decide: Decide) -> Verdict:
    """Decide two values with the units that stood beside them, where there were any."""
    expected, given = _angle(*gold), _angle(*claim)
    first, second = expected[1], given[1]
    if (first and isinstance(given[0], Percent)) or (second and isinstance(expected[0], Percent)):
        return verdict.unequal("exact", "one side is in percent, the other in a unit")
    if isinstance(expected[0], Degrees) or isinstance(given[0], Degrees):
        if (first or second) is not None:
            return _degrees(expected, given)
    elif first is not None and second is not None:
        return _two_units(expected[0], given[0], (first, second), decide)
    return decide(expected[0], given[0])


def _degrees(gold: Measured, claim: Measured) -> Verdict:
    """Decide degrees against a unit: radians convert, and nothing else is an angle."""
    values = []
    for node, unit in (gold, claim):
        if unit is not None and unit.dimensions != _RADIAN:
            return verdict.unequal("exact", f"one side is in degrees, {unit.label} measures something else")
        values.append(node if unit is None or unit.size == 1 else Product((node, Number(unit.size))))
    return scalars.same(values[0], values[1])


def _angle(node: Node, unit: Unit | None) -> tuple[Node, Unit | None]:
    """Return a value whose unit is the degree as a tree that says so; a unit that the reader found counts too."""
    if unit is None and isinstance(node, Quantity):
        unit, node = units.named(node.unit), node.value
    is_degree = unit is not None and unit.dimensions == _RADIAN and unit.label in _DEGREES
    return (Degrees(node), None) if is_degree else (node, unit)


_DEGREES = frozenset({"°", "deg", "degree", "degrees"})


def _two_units(gold: Node, claim: Node, both: tuple[Unit, Unit], decide: Decide) -> Verdict:
    """Decide values that both carry a unit."""
    first, second = both
    if first.role and second.role and first.role != second.role:
        return verdict.unequal("exact", f"{first.role} is expected, this is {second.role}")
    sterling = {first.dimensions, second.dimensions} == {_STERLING, _MASS} and _POUND & {first.label, second.label}
    if first.dimensions != second.dimensions and not sterling:  # twenty pounds are money beside £20
        return _other_units(first, second)
    if sterling or (first.size, first.offset) == (second.size, second.offset):
        return decide(gold, claim)
    if first.offset != second.offset:
        return decide(_in_base(gold, first), _in_base(claim, second))
    return _converted(gold, claim, both, decide)


def _converted(gold: Node, claim: Node, both: tuple[Unit, Unit], decide: Decide) -> Verdict:
    """Decide two values of one kind in units of other sizes."""
    first, second = both
    found = decide(gold, _scaled(claim, second.size / first.size))
    if found.outcome == "unequal":
        if _rounded(gold, claim, second.size / first.size):
            return verdict.equal("exact", scalars.DIGITS_SHOWN)
        return verdict.unequal(found.method, f"in {first.label}: {found.reason}", found.counterexample)
    return found


def _rounded(gold: Node, claim: Node, factor: Fraction) -> bool:
    """Whether two values in units of other sizes agree to the digits that one of them shows, three at least."""
    left, right = rational(gold), rational(claim)
    if left is None or right is None:
        return False
    for side, other in ((claim, left / factor), (gold, right * factor)):
        digits = shown(side)
        if digits is not None and digits.significant >= _DIGITS and digits.rounds(other):
            return True
    return False


def _scaled(value: Node, factor: Fraction) -> Node:
    """Return a value, or each of several, times a factor."""
    if isinstance(value, Collection):
        return replace(value, items=tuple(_scaled(item, factor) for item in value.items))
    return Product((value, Number(factor)))


def _in_base(value: Node, unit: Unit) -> Node:
    """Return a value in base units: the kelvin for a temperature."""
    return Sum((Product((value, Number(unit.size))), Number(unit.offset)))


def _other_units(first: Unit, second: Unit) -> Verdict:
    """Say whether two units that differ measure something else; of two unknown nouns nobody can say so."""
    wanted, given = ({base for base, _ in unit.dimensions} for unit in (first, second))
    if first.known or second.known or wanted == given:
        return verdict.unequal("exact", f"{first.label} is expected, {second.label} measures something else")
    return verdict.undecided(f"whether {second.label} are {first.label} is not a question of mathematics")
