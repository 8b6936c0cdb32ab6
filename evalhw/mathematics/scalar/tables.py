"""Matrices whose entries are written out: compared entry by entry, after the simple operations on them are done.

Invariant: shapes must agree; a row is no column, and a 1×1 matrix is no number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar.values import rational
from evalhw.mathematics.syntax.tree import (
    Collection,
    Matrix,
    Negative,
    Node,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Transpose,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.verdict import Verdict

MAX_ENTRIES = 400
MAX_POWER = 4
Rows = tuple[tuple[Node, ...], ...]


def is_matrix(node: Node) -> bool:
    """Whether the tree is a written-out matrix, or a sum, product, multiple or transpose of such."""
    if isinstance(node, Sum):
        return all(is_matrix(term) for term in node.terms)
    if isinstance(node, Product):
        return any(is_matrix(factor) for factor in node.factors)
    if isinstance(node, Negative | Transpose):
        return is_matrix(node.operand)
    if isinstance(node, Power):
        return is_matrix(node.base)
    return isinstance(node, Matrix)


def rows(node: Node) -> Rows | None:
    """Return the entries of a matrix expression by rows, or None when its shapes do not fit or it is none."""
    if isinstance(node, Collection):
        return _nested(node)
    rule = _RULES.get(type(node))
    return rule(node) if rule is not None and is_matrix(node) else None


def _written(node: Matrix) -> Rows:
    """Return the rows of a matrix; brackets around an array are no matrix of their own."""
    inner = node.rows[0][0]
    return inner.rows if len(node.rows) == len(node.rows[0]) == 1 and isinstance(inner, Matrix) else node.rows


def _transposed(node: Transpose) -> Rows | None:
    found = rows(node.operand)
    return tuple(zip(*found, strict=True)) if found else None


def _negative(node: Negative) -> Rows | None:
    found = rows(node.operand)
    return tuple(tuple(Negative(entry) for entry in row) for row in found) if found else None


def _nested(node: Collection) -> Rows | None:
    """Return [[1, 2], [3, 4]] as rows."""
    if node.kind not in {"list", "tuple"}:
        return None
    found = [item.items for item in node.items if isinstance(item, Collection) and item.kind == node.kind]
    if len(found) != len(node.items) or len({len(row) for row in found}) != 1:
        return None
    return tuple(found)


def _sum(node: Sum) -> Rows | None:
    terms = [rows(term) for term in node.terms]
    known = [term for term in terms if term is not None]
    if len(known) != len(terms) or len({(len(term), len(term[0])) for term in known}) != 1:
        return None
    return tuple(
        tuple(Sum(tuple(term[row][column] for term in known)) for column in range(len(known[0][0])))
        for row in range(len(known[0]))
    )


def _product(node: Product) -> Rows | None:
    scale: list[Node] = []
    found: Rows | None = None
    for factor in node.factors:
        if not is_matrix(factor):
            scale.append(factor)
            continue
        entries = rows(factor)
        if entries is None:
            return None
        found = entries if found is None else _times(found, entries)
        if found is None:
            return None
    if found is None or not scale:
        return found
    return tuple(tuple(Product((*scale, entry)) for entry in row) for row in found)


def _power(node: Power) -> Rows | None:
    """Return a small power of a matrix, or the inverse of one with two rows."""
    found, exponent = rows(node.base), rational(node.exponent)
    if found is None or exponent is None or len(found) != len(found[0]):
        return None
    if exponent == -1 and len(found) == 2:  # noqa: PLR2004  # by the adjugate
        (a, b), (c, d) = found
        determinant = Sum((Product((a, d)), Negative(Product((b, c)))))
        return tuple(
            tuple(Quotient(entry, determinant) for entry in row) for row in ((d, Negative(b)), (Negative(c), a))
        )
    if not 1 <= exponent <= MAX_POWER or exponent.denominator != 1:
        return None
    total: Rows | None = found
    for _ in range(int(exponent) - 1):
        total = total and _times(total, found)
    return total


def _times(left: Rows, right: Rows) -> Rows | None:
    if len(left[0]) != len(right) or len(left) * len(right[0]) * len(right) > MAX_ENTRIES:
        return None
    return tuple(tuple(_dot(row, column) for column in zip(*right, strict=True)) for row in left)


def _dot(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
    products: list[Node] = [Product((a, b)) for a, b in zip(row, column, strict=True)]
    return products[0] if len(products) == 1 else Sum(tuple(products))


def same(gold: Node, claim: Node, decide: Callable[[Node, Node], Verdict]) -> Verdict:
    """Decide two matrices; a tuple may stand for a gold that is one column or one row."""
    expected = rows(gold)
    if expected is None or len(expected) * len(expected[0]) > MAX_ENTRIES:
        return verdict.undecided("a matrix that cannot be worked out here")
    if isinstance(claim, Relation):
        claim = claim.operands[-1]
    given = rows(claim)
    if given is None and isinstance(claim, Collection) and claim.kind in {"tuple", "list"}:
        given = tuple((item,) for item in claim.items) if len(expected[0]) == 1 else (claim.items,)
    if given is None:
        return verdict.unequal("exact", "a matrix is expected, this is none")
    shape, found = (len(expected), len(expected[0])), (len(given), len(given[0]))
    if shape != found:
        return verdict.unequal("exact", f"{shape[0]}×{shape[1]} is expected, this is {found[0]}×{found[1]}")
    return _entries(expected, given, decide)


def _entries(expected: Rows, given: Rows, decide: Callable[[Node, Node], Verdict]) -> Verdict:
    methods = set()
    doubt: Verdict | None = None
    for row, (wanted, actual) in enumerate(zip(expected, given, strict=True), start=1):
        for column, (first, second) in enumerate(zip(wanted, actual, strict=True), start=1):
            one = decide(first, second)
            if one.outcome == "unequal":
                return verdict.unequal(one.method, f"row {row}, column {column}: {one.reason}", one.counterexample)
            doubt = one if one.outcome != "equal" else doubt
            methods.add(one.method)
    if doubt is not None:
        return doubt
    return verdict.equal("exact" if methods <= {"exact"} else "sampled", "equal in every entry")


_RULES: dict[type[Node], Callable[..., Rows | None]] = {
    Matrix: _written,
    Transpose: _transposed,
    Negative: _negative,
    Sum: _sum,
    Product: _product,
    Power: _power,
}
