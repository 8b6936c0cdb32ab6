"""Values with units, in percent or in degrees.

The rule: a unit that only one side carries is forgiven (5 for 5 cm); units on both sides must measure the same thing,
and the values are compared in the same unit (5 m is 500 cm, 341 s is not 341 ms).

Invariant: two units of which one is unknown are never taken for the same.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.mathematics import units, verdict
from evalhw.mathematics.deciding import decide
from evalhw.mathematics.values import rational
from evalhw.mathematics.tree import Constant, Degrees, Node, Number, Percent, Product, Quotient

if TYPE_CHECKING:
    from evalhw.mathematics.answers import Formula
    from evalhw.mathematics.units import Unit
    from evalhw.mathematics.verdict import Verdict

_ANGLE = (("angle", 1),)


def same_quantity(gold: Formula, claim: Formula) -> Verdict:
    """Decide two formulas with the units that stood beside them."""
    expected, given = _unsigned(gold.node, gold.unit), _unsigned(claim.node, claim.unit)
    first, second = expected[1], given[1]
    if first is None or second is None:
        return _one_unit(gold.node, claim.node, expected, given)
    if first == "%" or second == "%":
        if first == second:
            return decide(expected[0], given[0])
        return verdict.unequal("exact", "one side is in percent, the other in a unit")
    return _two_units(expected[0], given[0], first, second)


def _unsigned(node: Node, unit: Unit | None) -> tuple[Node, Unit | str | None]:
    """Return a value without its sign of percent or degrees, and that sign as a unit."""
    if isinstance(node, Percent):
        return node.operand, "%"
    if isinstance(node, Degrees):
        return node.operand, units.named("degrees")
    return node, unit


def _one_unit(
    gold: Node, claim: Node, expected: tuple[Node, Unit | str | None], given: tuple[Node, Unit | str | None]
) -> Verdict:
    """Decide values of which at most one carries a unit."""
    unit = expected[1] or given[1]
    if unit == "%" and given[1] == "%" and _below_one(gold):
        return decide(gold, claim)
    found = decide(expected[0], given[0])
    if found.outcome == "equal" or unit is None:
        return found
    if unit == "%":
        hundredths = [_hundredths(side) for side in (expected, given)]
        again = decide(hundredths[0], hundredths[1])
    elif getattr(unit, "dimensions", ()) == _ANGLE:
        radians = [_radians(side) for side in (expected, given)]
        again = decide(radians[0], radians[1])
    else:
        return found
    return again if again.outcome == "equal" else found


def _below_one(gold: Node) -> bool:
    """Whether a gold without a sign of percent can only be a proportion."""
    value = rational(gold)
    return value is not None and 0 < abs(value) < 1


def _hundredths(side: tuple[Node, Unit | str | None]) -> Node:
    return Percent(side[0]) if side[1] == "%" else side[0]


def _radians(side: tuple[Node, Unit | str | None]) -> Node:
    return Quotient(Product((side[0], Constant("pi"))), Number(Fraction(180))) if side[1] is not None else side[0]


def _two_units(gold: Node, claim: Node, first: Unit | str, second: Unit | str) -> Verdict:
    """Decide values that both carry a unit."""
    if isinstance(first, str) or isinstance(second, str):
        return verdict.undecided("units that cannot be told")
    if first.known != second.known:
        return verdict.unequal("exact", f"{first.label} is expected, this is {second.label}")
    if not first.known:
        if units.same_label(first, second):
            return decide(gold, claim)
        return verdict.undecided(f"whether {second.label} are {first.label} is not a question of mathematics")
    if first.dimensions != second.dimensions:
        return verdict.unequal("exact", f"{first.label} is expected, {second.label} measures something else")
    if first.size == second.size:
        return decide(gold, claim)
    converted = Product((claim, Number(second.size / first.size)))
    found = decide(gold, converted)
    if found.outcome == "unequal":
        return verdict.unequal(found.method, f"in {first.label}: {found.reason}", found.counterexample)
    return found
