"""What occurs in a tree, found in one pass: names, kinds of nodes, functions.

Invariant: a name that a sum, integral or limit binds is not counted as free.
"""

from __future__ import annotations

from typing import NamedTuple

from evalhw.mathematics.syntax.notation import FUNCTIONS
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
    Transpose,
    walk,
)

_MARKS = frozenset("'\u0307\u0308\u1e8b\u1e8d")  # what a derivative by time ends in: primes and dots
KNOWN = frozenset({*FUNCTIONS.values(), "root", "binom", "factorial", "inner", "norm", "abs"})
"""Functions that mean something by their names."""
_WHOLE_ONLY = frozenset({"factorial", "binom", "gcd", "lcm", "mod"})


class Contents(NamedTuple):
    """What occurs in a tree.

    Attributes:
        free: The names that its value depends on.
        plus_minus: Whether a plus-minus sign occurs.
        rough: Whether a derivative, integral or limit occurs, whose value is found numerically.
        whole: Whether it asks for whole numbers: factorials, sums with bounds, remainders.
        cases: Whether it is defined by cases, so that where it has no value counts.
        unknown: Whether a function of no known name, or the derivative of one, occurs: it has no value.
        turned: Whether something is transposed or traced, so that capitals are matrices.
    """

    free: frozenset[str]
    plus_minus: bool
    rough: bool
    whole: bool
    cases: bool = False
    unknown: bool = False
    turned: bool = False


_PLAIN = Contents(frozenset(), plus_minus=False, rough=False, whole=False)


def contents(node: Node) -> Contents:
    """Return what occurs in a tree."""
    if isinstance(node, Number) or (isinstance(node, Negative) and isinstance(node.operand, Number)):
        return _PLAIN
    first, second = _recent
    if first[0] is node:
        return first[1]
    if second[0] is node:
        return second[1]
    inside = _found_in(node)
    _recent[:] = (node, inside), first
    return inside


_recent: list[tuple[Node | None, Contents]] = [(None, _PLAIN), (None, _PLAIN)]
"""The two trees looked at last: one comparison asks several times what its two sides hold."""


def _found_in(node: Node) -> Contents:  # noqa: C901  # one branch for each kind of node, in the one pass over a tree
    """Walk a tree and gather what occurs in it."""
    found: set[str] = set()
    bound: set[str] = set()
    plus_minus = rough = whole = cases = unknown = turned = False
    for here in walk(node):
        kind = type(here)
        if kind is Name:
            found.add(here.name)  # type: ignore[attr-defined]  # a name
            unknown = unknown or here.name[-1] in _MARKS  # type: ignore[attr-defined]  # a name
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
        elif kind is Call:
            function = here.function  # type: ignore[attr-defined]  # a call
            whole = whole or function in _WHOLE_ONLY
            unknown = unknown or function not in KNOWN
            turned = turned or function == "tr"
        elif kind is Transpose:
            turned = True
        elif kind is Operation and here.operator == "modulo":  # type: ignore[attr-defined]  # an operation
            whole = True
    return Contents(frozenset(found - bound), plus_minus, rough, whole, cases, unknown, turned)


def free(node: Node) -> frozenset[str]:
    """Return the names that the value of an expression depends on."""
    return contents(node).free
