"""Values with units.

The rule: a unit that only one side carries is forgiven (5 for 5 cm); units on both sides must measure the same thing,
and the values are compared in the same unit (5 m is 500 cm, 341 s is not 341 ms).

Invariant: two units of which one is unknown are never taken for the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar import units
from evalhw.mathematics.syntax.tree import Degrees, Node, Number, Percent, Product, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.scalar.units import Unit
    from evalhw.mathematics.verdict import Verdict

    Measured = tuple[Node, Unit | None]
    Decide = Callable[[Node, Node], Verdict]

_ANGLE = (("angle", 1),)


def same_quantity(gold: Measured, claim: Measured, decide: Decide) -> Verdict:
    """Decide two values with the units that stood beside them, where there were any."""
    expected, given = _angle(*gold), _angle(*claim)
    first, second = expected[1], given[1]
    if (first and isinstance(given[0], Percent)) or (second and isinstance(expected[0], Percent)):
        return verdict.unequal("exact", "one side is in percent, the other in a unit")
    if first is None or second is None:
        return decide(expected[0], given[0])
    return _two_units(expected[0], given[0], (first, second), decide)


def _angle(node: Node, unit: Unit | None) -> tuple[Node, Unit | None]:
    """Return a value whose unit is the degree as a tree that says so; a unit that the reader found counts too."""
    if unit is None and isinstance(node, Quantity):
        unit, node = units.named(node.unit), node.value
    return (Degrees(node), None) if unit is not None and unit.dimensions == _ANGLE else (node, unit)


def _two_units(gold: Node, claim: Node, both: tuple[Unit, Unit], decide: Decide) -> Verdict:
    """Decide values that both carry a unit."""
    first, second = both
    if not first.known or not second.known:
        return _by_name(gold, claim, both, decide)
    if first.dimensions != second.dimensions:
        return verdict.unequal("exact", f"{first.label} is expected, {second.label} measures something else")
    if first.size == second.size:
        return decide(gold, claim)
    found = decide(gold, Product((claim, Number(second.size / first.size))))
    if found.outcome == "unequal":
        return verdict.unequal(found.method, f"in {first.label}: {found.reason}", found.counterexample)
    return found


def _by_name(gold: Node, claim: Node, both: tuple[Unit, Unit], decide: Decide) -> Verdict:
    """Decide values of things that are no units of measurement, such as apples."""
    first, second = both
    if units.same_label(first, second):
        return decide(gold, claim)
    if first.known or second.known:
        return verdict.unequal("exact", f"{first.label} is expected, this is {second.label}")
    return verdict.undecided(f"whether {second.label} are {first.label} is not a question of mathematics")
