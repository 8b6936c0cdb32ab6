"""The syntax tree of a formula: what was written, as small frozen nodes that know their place in the source.

Invariant: two trees are equal when the same thing was written, wherever it stood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalhw.mathematics.syntax.nodes import Node, children, rewrite, walk

if TYPE_CHECKING:
    from fractions import Fraction


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
    """The derivative or gradient of the operand, once per variable; notation `partial`, `d`, `nabla` or `prime`."""

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


def names(node: Node) -> frozenset[str]:
    """The canonical names that occur in the tree."""
    return frozenset(here.name for here in walk(node) if isinstance(here, Name))


__all__ = [
    "Builder", "Call", "Cases", "Collection", "Constant", "Degrees", "Derivative", "Differential", "Dots", "Entry",
    "Integral",
    "Interval", "Limit", "Matrix", "Name", "Negative", "Node", "Norm", "Number", "Operation", "Percent", "PlusMinus",
    "Power",
    "Product", "PseudoInverse", "Quantity", "Quotient", "Relation", "Series", "Space", "Special", "Sum", "Text",
    "Transpose",
    "children", "names", "rewrite", "walk",
]  # fmt: skip
