"""The expressions and relations that a formula asserts something of: sides, terms, factors, arguments, bodies of sums.

Invariant: what stands under a minus sign, in a denominator, in an exponent, in an index or in a bound is none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evalhw.mathematics.syntax.tree import (
    Call,
    Cases,
    Collection,
    Derivative,
    Dots,
    Integral,
    Limit,
    Negative,
    Power,
    Product,
    Quotient,
    Relation,
    Series,
    Sum,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evalhw.mathematics.syntax.nodes import Node

MAX_TERMS = 12  # of a sum or product whose groups are looked at
_STATED = frozenset({"and", "or", "bare", "tuple"})


def relations(node: Node) -> Iterator[Relation]:
    """The relations of a tree; not those of a list that goes on (`i = 1, ..., k`), which range over something."""
    if isinstance(node, Relation):
        yield node
    elif isinstance(node, Collection) and node.kind in _STATED and not any(isinstance(one, Dots) for one in node.items):
        for item in node.items:
            yield from relations(item)


def expressions(node: Node) -> Iterator[Node]:
    """The expressions of a tree, outermost first, groups of neighbouring terms and factors among them."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if not isinstance(here, Relation | Collection):
            yield here
        if isinstance(here, Sum):
            yield from _groups(Sum, here.terms)
            opened = tuple(_opened(term) for term in here.terms)
            if opened != here.terms:
                yield Sum(opened, start=here.start, end=here.end)
                yield from _groups(Sum, opened)
        elif isinstance(here, Product):
            yield from _groups(Product, here.factors)
        waiting += reversed(_below(here))


def _groups(kind: type[Sum | Product], parts: Sequence[Node]) -> Iterator[Node]:
    """Two or more neighbours, but not all; none of a sum that goes on, where two terms stand for all."""
    if len(parts) > MAX_TERMS or any(isinstance(part, Dots) for part in parts):
        return
    for size in range(len(parts) - 1, 1, -1):
        for first in range(len(parts) - size + 1):
            group = tuple(parts[first : first + size])
            yield kind(group, start=group[0].start, end=group[-1].end)


def _opened(term: Node) -> Node:
    r"""The body of a sum: in `\sum_i a_i + b_i`, and in the sum of two sums, a person sees one sum."""
    return term.body if isinstance(term, Series) and term.kind == "sum" else term


def _below(node: Node) -> Sequence[Node]:
    """The parts of an expression that are asserted with it."""
    rule = _BELOW.get(type(node))
    return rule(node) if rule else ()


_BELOW: dict[type[Node], Callable[[Any], Sequence[Node]]] = {
    Relation: lambda node: node.operands,
    Collection: lambda node: node.items,
    Sum: lambda node: [term for term in node.terms if not isinstance(term, Negative)],
    Product: lambda node: node.factors,
    Quotient: lambda node: [node.numerator],
    Power: lambda node: [] if isinstance(node.exponent, Negative) else [node.base],
    Call: lambda node: node.arguments,
    Series: lambda node: [node.body],
    Integral: lambda node: [node.body],
    Limit: lambda node: [node.body],
    Derivative: lambda node: [node.operand],
    Cases: lambda node: [value for value, _ in node.rows],
}
