"""Shapes as numbers: which sizes are known, which fit, and what an expression of dimensions stands for.

Invariant: nothing here looks at a symbol's meaning, only at sizes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.declared.symbols import Shape, Size, Symbols
    from evalhw.mathematics.syntax.tree import Node

SIDES = 2  # a matrix has rows and columns
SCALAR: Shape = ()
# Zero fits every shape, a multiple of the identity every square one: each is a shape of one entry.
ZERO: Shape = ((0, 0),)
IDENTITY: Shape = ((1, 1),)
_UNSIZED = (ZERO, IDENTITY)
UNKNOWN: Size = (0, 0)  # a number of rows or columns that only the context can tell
MAX_SIZE = 1_000


def is_sized(shape: Shape) -> bool:
    """Whether a shape has rows and columns, and is not that of a scalar, a zero or an identity."""
    return len(shape) == SIDES


def is_nought(node: Node) -> bool:
    """Whether it is written as a zero without a size, which is a zero of whatever size is needed."""
    if isinstance(node, tree.Number):
        return node.value == 0
    return isinstance(node, tree.Special) and node.kind == "zero" and not node.dimensions


def join(first: Shape, second: Shape) -> Shape | None:
    """The shape that both are, or None when they differ; zeros and identities adapt."""
    if second in (first, ZERO):
        return first
    if first == ZERO:
        return second
    if IDENTITY in (first, second):
        other = second if first == IDENTITY else first
        return other if is_sized(other) and fits(other[0], other[1]) else None
    if not (is_sized(first) and is_sized(second)):
        return None
    if fits(first[0], second[0]) and fits(first[1], second[1]):
        return (known(first[0], second[0]), known(first[1], second[1]))
    return None


def size_of(node: Node, symbols: Symbols) -> Size | None:
    """The size of an expression of dimensions and whole numbers, or None."""
    if isinstance(node, tree.Number) and node.value.denominator == 1 and 0 <= node.value < MAX_SIZE:
        return int(node.value), int(node.value)
    if isinstance(node, tree.Name):
        return symbols.dimensions.get(node.name)
    if isinstance(node, tree.Negative):
        inside = size_of(node.operand, symbols)
        return None if inside is None else (-inside[0], -inside[1])
    parts = node.terms if isinstance(node, tree.Sum) else node.factors if isinstance(node, tree.Product) else ()
    sizes = [size_of(part, symbols) for part in parts]
    if not sizes or None in sizes:
        return None
    known = [size for size in sizes if size is not None]
    if isinstance(node, tree.Sum):
        return sum(size[0] for size in known), sum(size[1] for size in known)
    first, second = 1, 1
    for size in known[:3]:
        first, second = first * size[0], second * size[1]
    return first, second


def fits(first: Size, second: Size) -> bool:
    """Whether two sizes may be the same."""
    return first == second or UNKNOWN in (first, second)


def known(first: Size, second: Size) -> Size:
    """The one of two sizes that is known."""
    return second if first == UNKNOWN else first


def total(sizes: Sequence[Size]) -> Size:
    """The sum of sizes; unknown when one of them is."""
    if UNKNOWN in sizes:
        return UNKNOWN
    return sum(size[0] for size in sizes), sum(size[1] for size in sizes)


def weaker(first: Shape, second: Shape) -> Shape:
    """The shape of a product of two factors without sizes."""
    if ZERO in (first, second):
        return ZERO
    return IDENTITY if IDENTITY in (first, second) else SCALAR
