r"""Vectors in unit vectors: `3\mathbf{i} - 4\mathbf{j}` beside `\langle 3, -4 \rangle`.

Invariant: a sum is a vector only beside a tuple or a column, and only when each of its terms holds one unit vector.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.mathematics.scalar import tables
from evalhw.mathematics.syntax.spelling import undressed
from evalhw.mathematics.syntax.tree import (
    Collection,
    Constant,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Product,
    Quotient,
    Sum,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNITS = "ijk"
_SUMS = frozenset({Sum, Product})
_TUPLES = frozenset({Collection, Matrix})


def alike(gold: Node, claim: Node) -> tuple[Node, Node]:
    """Return both sides, a sum of unit vectors as the tuple that it is where the other side is one."""
    if type(gold) in _SUMS and type(claim) in _TUPLES:
        return _tuple(gold, claim) or gold, claim
    if type(claim) in _SUMS and type(gold) in _TUPLES:
        return gold, _tuple(claim, gold) or claim
    return gold, claim


def _size(node: Node) -> int:
    """Return how many components a tuple or column has; 0 for anything else."""
    if isinstance(node, Collection):
        return len(node.items) if node.kind in {"tuple", "angle"} else 0
    rows = tables.rows(node) if tables.is_matrix(node) else None
    return len(rows) if rows is not None and len(rows[0]) == 1 else 0


def _tuple(node: Node, other: Node) -> Node | None:
    """Return a sum of unit vectors as a tuple of the kind and size of the other side."""
    size = _size(other)
    terms: Sequence[Node] = node.terms if isinstance(node, Sum) else (node,)
    if not 2 <= size <= len(_UNITS):  # noqa: PLR2004  # the plane, or space
        return None
    found: dict[str, Node] = {}
    for term in terms:
        part = _component(term)
        if part is None or part[0] in found or part[0] not in _UNITS[:size]:
            return None
        found[part[0]] = part[1]
    zero = Number(Fraction(0))
    kind = other.kind if isinstance(other, Collection) else "tuple"
    return Collection(kind, tuple(found.get(unit, zero) for unit in _UNITS[:size]))


def _component(term: Node) -> tuple[str, Node] | None:
    """Return the unit vector of a term, and what it is multiplied by."""
    if isinstance(term, Negative):
        found = _component(term.operand)
        return None if found is None else (found[0], Negative(found[1]))
    if isinstance(term, Quotient):
        found = _component(term.numerator)
        return None if found is None else (found[0], Quotient(found[1], term.denominator))
    factors = term.factors if isinstance(term, Product) else (term,)
    units = [unit for factor in factors if (unit := _unit(factor))]
    if len(units) != 1:
        return None
    rest = tuple(factor for factor in factors if not _unit(factor))
    if not rest:
        return units[0], Number(Fraction(1))
    return units[0], rest[0] if len(rest) == 1 else Product(rest)


def _unit(node: Node) -> str:
    if isinstance(node, Constant):
        return "i" if node.name == "i" else ""
    plain = undressed(node.name) if isinstance(node, Name) else ""
    return plain if len(plain) == 1 and plain in _UNITS else ""
