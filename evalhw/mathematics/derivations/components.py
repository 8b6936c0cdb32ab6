"""The statements that one formula makes: those of a group, of tuples, of a chain that says what its sides are.

Invariant: what comes out keeps the offsets of what went in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from evalhw.mathematics.syntax.tree import Node

EQUALS = frozenset({"=", "≡", ":=", "≈"})
_QUALIFIES = frozenset({"∈", "≥", ">", "≠", "⪰", "≻"})


def components(node: Node) -> list[Node]:
    """(A, B) = (C, D) as A = C and B = D; a group as its members; S = A B ∈ R^{m×m} as two statements."""
    if isinstance(node, tree.Collection) and node.kind in {"and", "or"}:
        return [part for item in node.items for part in components(item)]
    if isinstance(node, tree.Relation) and len(node.operators) > 1 and _is_qualified(node):
        return _qualified(node)
    if isinstance(node, tree.Relation) and set(node.operators) <= EQUALS:
        sides = [
            side.items if isinstance(side, tree.Collection) and side.kind in {"tuple", "bare"} else ()
            for side in node.operands
        ]
        if sides[0] and len({len(side) for side in sides}) == 1:
            return [
                tree.Relation(node.operators, parts, start=parts[0].start, end=parts[-1].end)
                for parts in zip(*sides, strict=True)
            ]
    return [node]


def _is_qualified(node: tree.Relation) -> bool:
    """Whether a chain of equations ends in what its sides are: S = A B ∈ R^{m×m}, S = A A^T ⪰ 0."""
    return node.operators[-1] in _QUALIFIES and set(node.operators[:-1]) <= EQUALS


def _qualified(node: tree.Relation) -> list[Node]:
    """The equation, and what is said of its last side."""
    *sides, last, kind = node.operands
    equation = tree.Relation(node.operators[:-1], (*sides, last), start=node.start, end=last.end)
    return [equation, tree.Relation(node.operators[-1:], (last, kind), start=last.start, end=node.end)]
