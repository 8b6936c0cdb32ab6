"""The syntax tree of a formula: what was written, as small frozen nodes that know their place in the source.

Invariant: `start` and `end` are offsets in the string that was read and never take part in equality,
so two trees are equal when the same thing was written, wherever it stood.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Node:
    """Any piece of a formula; `source[start:end]` is how it was spelled."""

    start: int = field(default=0, compare=False, kw_only=True)
    end: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A literal number: its exact value, and how many decimals were written (None: written without a point)."""

    value: Fraction
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number with a name: `pi`, `e`, `i` (the imaginary unit) or `infinity`."""

    name: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A symbol by its canonical name, such as `W_1`, `lambda` or `x'`."""

    name: str


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """An entry of a matrix (A_{ij}) or a member of a family (sigma_{k+1})."""

    base: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Special(Node):
    """A matrix known by its name: kind `identity`, `zero` or `ones`; without dimensions the context gives the shape."""

    kind: str
    dimensions: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """The operand with its sign changed."""

    operand: Node


@dataclass(frozen=True, slots=True)
class PlusMinus(Node):
    """Plus or minus the operand; `flipped` for minus-plus."""

    operand: Node
    flipped: bool = False


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Two or more terms, flat; a subtraction is a `Negative` term."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Two or more factors in their order, flat, whether set side by side or with a times sign."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quotient(Node):
    """Numerator over denominator, as a fraction, a slash or a division sign."""

    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True)
class Power(Node):
    """Base to the exponent; the inverse of a matrix is the power -1."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Transpose(Node):
    """The transpose of the operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class PseudoInverse(Node):
    """The Moore-Penrose inverse of the operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Norm(Node):
    """A norm between double bars: kind `F`, `2`, `1`, `*`, `infinity`, or empty when none was written."""

    operand: Node
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of its arguments by lower-case name: sin, tr, diag, abs, factorial, binom, root, log (value, base)."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """Two operands under a named operator: hadamard, kronecker, union, intersection, difference, modulo."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    """The derivative or gradient of the operand, once per variable; notation `partial`, `d` or `nabla`."""

    operand: Node
    variables: tuple[Node, ...]
    notation: str = "partial"


@dataclass(frozen=True, slots=True)
class Differential(Node):
    """The differential of the operand: dW, dL."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Series(Node):
    """A `sum` or `product` of the body over indices; `condition` stands for bounds that are not lower = upper."""

    kind: str
    body: Node
    indices: tuple[Name, ...]
    lower: Node | None = None
    upper: Node | None = None
    condition: Node | None = None


@dataclass(frozen=True, slots=True)
class Integral(Node):
    """The integral of the body over a variable, definite when it has bounds."""

    body: Node
    variable: Name
    lower: Node | None = None
    upper: Node | None = None


@dataclass(frozen=True, slots=True)
class Limit(Node):
    """The limit of the body as the variable tends to a target; side `+`, `-` or empty."""

    body: Node
    variable: Name
    target: Node
    side: str = ""


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """A matrix written out by rows; its entries may be blocks."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Collection(Node):
    """Several things together: kind `set` {}, `tuple` (), `list` [], `bare` (commas only), `and`, `or`."""

    kind: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """An interval whose brackets or bounds leave no doubt; (a, b) and [a, b] are read as `Collection`."""

    low: Node
    high: Node
    left_closed: bool
    right_closed: bool


@dataclass(frozen=True, slots=True)
class Builder(Node):
    """The set of the elements for which a condition holds."""

    element: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Space(Node):
    """A number set by its letter (R, C, Z, N, Q), with the dimensions of R^{m x n}."""

    name: str
    dimensions: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation(Node):
    """A chain such as a = b <= c: one more operand than operators.

    Operators: = ≠ < ≤ > ≥ ≈ ≡ ∈ ∉ ⊂ ⊆ ∝ → ⟹ ⟺ := ≻ ⪰ ⊥.
    """

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Percent(Node):
    """The operand in hundredths."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Degrees(Node):
    """An angle in degrees."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Quantity(Node):
    """A value with the unit or words written after it."""

    value: Node
    unit: str


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Words where a formula was expected."""

    text: str


@dataclass(frozen=True, slots=True)
class Dots(Node):
    """Dots that stand for what was left out."""


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """Values, or equations of a system, one a row, each with its condition or None."""

    rows: tuple[tuple[Node, Node | None], ...]


@cache
def _parts(kind: type[Node]) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind) if part.compare)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly under this one, in the order in which they are stored."""
    for part in _parts(type(node)):
        yield from _nodes_in(getattr(node, part))


def _nodes_in(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def walk(node: Node) -> Iterator[Node]:
    """This node and every node below it, parents first; without recursion."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(list(children(here))))


def rewrite(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with every node for which `change` returns one replaced, from the top; nothing replaced is entered."""
    new = change(node)
    if new is not None:
        return new
    parts = {part: _rewritten(getattr(node, part), change) for part in _parts(type(node))}
    return replace(node, **parts) if any(parts[part] is not getattr(node, part) for part in parts) else node


def _rewritten(value: object, change: Callable[[Node], Node | None]) -> object:
    if isinstance(value, Node):
        return rewrite(value, change)
    if isinstance(value, tuple):
        new = tuple(_rewritten(item, change) for item in value)
        return value if all(a is b for a, b in zip(new, value, strict=True)) else new
    return value


def names(node: Node) -> frozenset[str]:
    """The canonical names that occur in the tree."""
    return frozenset(here.name for here in walk(node) if isinstance(here, Name))
