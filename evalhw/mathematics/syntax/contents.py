"""What occurs in a tree, found in one pass: names, kinds of nodes, functions.

Invariant: a name that a sum, integral or limit binds is not counted as free.
"""

from __future__ import annotations

from typing import NamedTuple

from evalhw.mathematics.syntax.tree import (
    Call,
    Cases,
    Derivative,
    Integral,
    Limit,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    PlusMinus,
    Series,
    walk,
)

_WHOLE_ONLY = frozenset({"factorial", "binom", "gcd", "lcm", "mod"})


class Contents(NamedTuple):
    """What occurs in a tree.

    Attributes:
        free: The names that its value depends on.
        plus_minus: Whether a plus-minus sign occurs.
        rough: Whether a derivative, integral or limit occurs, whose value is found numerically.
        whole: Whether it asks for whole numbers: factorials, sums with bounds, remainders.
        cases: Whether it is defined by cases, so that where it has no value counts.
    """

    free: frozenset[str]
    plus_minus: bool
    rough: bool
    whole: bool
    cases: bool = False


_PLAIN = Contents(frozenset(), plus_minus=False, rough=False, whole=False)


def contents(node: Node) -> Contents:
    """Return what occurs in a tree."""
    if isinstance(node, Number) or (isinstance(node, Negative) and isinstance(node.operand, Number)):
        return _PLAIN
    found: set[str] = set()
    bound: set[str] = set()
    plus_minus = rough = whole = cases = False
    for here in walk(node):
        kind = type(here)
        if kind is Name:
            found.add(here.name)  # type: ignore[attr-defined]  # a name
        elif kind is Series:
            bound.update(index.name for index in here.indices)  # type: ignore[attr-defined]  # a series
            whole = True
        elif kind is Integral or kind is Limit:
            bound.add(here.variable.name)  # type: ignore[attr-defined]  # both bind one
            rough = True
        elif kind is Cases:
            cases = True
        elif kind is PlusMinus:
            plus_minus = True
        elif kind is Derivative:
            rough = True
        elif (kind is Call and here.function in _WHOLE_ONLY) or (kind is Operation and here.operator == "modulo"):  # type: ignore[attr-defined]  # by their kinds
            whole = True
    return Contents(frozenset(found - bound), plus_minus, rough, whole, cases)


def free(node: Node) -> frozenset[str]:
    """Return the names that the value of an expression depends on."""
    return contents(node).free
