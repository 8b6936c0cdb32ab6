"""The label of a value: the `x` of `x = 5`, the `f(x)` of `f(x) = x^2`, the `(x, y)` of `(x, y) = (1, 2)`.

Invariant: a label is a name, an unknown function of names, or a tuple of names; `2x` or `x^2 + y^2` is none, so that
an equation is never taken for a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import (
    Call,
    Collection,
    Derivative,
    Integral,
    Limit,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Relation,
    Text,
    rewrite,
)

_OPERATION = "the operation on the left"
_LONG_NAMES = frozenset({"prob", "area", "vol"})
_FUNCTION_LETTERS = frozenset("fghFGHPpqQTSVANyrRLMku")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value with its label.

    Attributes:
        label: How the label is written in reasons.
        value: The last exact value of the chain.
        is_function: Whether the label is a function of a variable.
        variables: The variables of the function.
        candidates: The value, and an approximate one that stands beside it.
    """

    label: str
    value: Node
    is_function: bool
    variables: tuple[str, ...]
    candidates: tuple[Node, ...]

    def fits(self, other: Labelled) -> bool:
        """Whether two labels may name the same thing: the same, or both a function (f(x), g(x), y)."""
        if self.label == other.label:
            return True
        if self.is_function and other.is_function:
            return self.label[0] == other.label[0] and len(self.variables) == len(other.variables)
        return {self.label, other.label} != {"x", "y"} and (
            (self.is_function and other.label == "y") or (other.is_function and self.label == "y")
        )

    def renamed(self, other: Labelled) -> Node:
        """Return the value in the other label's variable: f(t) = t^2 is f(x) = x^2."""
        if not (self.is_function and other.is_function) or self.variables == other.variables:
            return self.value
        table = dict(zip(self.variables, other.variables, strict=True))
        return rewrite(
            self.value, lambda here: Name(table[here.name]) if isinstance(here, Name) and here.name in table else None
        )


def labelled(relation: Relation) -> Labelled | None:
    """Return label and value of an equation, with the sides exchanged for `5 = x`; None for any other equation."""
    if set(relation.operators) - {"=", "≈", ":=", "≡"}:
        return None
    operands = relation.operands
    found = _label(operands[0])
    if found is None or (found[0] in {item for one in operands[1:] for item in free(one)} and not found[1]):
        found = _label(operands[-1])
        if found is None or len(operands) != 2 or free(operands[0]):  # noqa: PLR2004  # only 5 = x
            return None
        operands = (operands[1], operands[0])
    values = operands[1:]
    exact = values
    if "≈" in relation.operators:
        first = relation.operators.index("≈")
        exact = values[: max(first, 1)]
        values = (exact[-1], *values[first : first + 1])
    return Labelled(
        found[0], exact[-1], found[1] is not None, found[1] or (), tuple(dict.fromkeys((exact[-1], *values[-1:])))
    )


def _label(node: Node) -> tuple[str, tuple[str, ...] | None] | None:
    """Return the spelling of a label and, for a function, its variables; None when it is no label."""
    if isinstance(node, Name):
        return node.name, None
    if isinstance(node, Text):
        return node.text, None
    if isinstance(node, Collection) and node.kind in {"tuple", "bare"}:
        return _names(node)
    if isinstance(node, Derivative | Limit | Integral):
        return _OPERATION, None
    return _function(node) if isinstance(node, Call) else _inverse(node) or _figure(node)


def _figure(node: Node) -> tuple[str, None] | None:
    """Return the label of a figure, AB or ABC, which reads as a product of capitals."""
    if not isinstance(node, Product) or not all(isinstance(factor, Name) for factor in node.factors):
        return None
    spelled = "".join(factor.name for factor in node.factors if isinstance(factor, Name))
    return (spelled, None) if spelled.isupper() and len(spelled) == len(node.factors) else None


def _names(node: Collection) -> tuple[str, None] | None:
    names = [one.name for one in node.items if isinstance(one, Name)]
    return (f"({', '.join(names)})", None) if len(names) == len(node.items) else None


def _function(node: Call) -> tuple[str, tuple[str, ...] | None] | None:
    """Return the label f(x), or f(2), of an unknown function."""
    if node.function == "abs":
        return _figure(node.arguments[0])
    plain = all(isinstance(one, Name | Number) for one in node.arguments)
    if not plain or not (len(node.function.rstrip("'")) == 1 or node.function in _LONG_NAMES):
        return None
    variables = tuple(one.name for one in node.arguments if isinstance(one, Name))
    shown = ", ".join(one.name if isinstance(one, Name) else str(getattr(one, "value", "")) for one in node.arguments)
    return f"{node.function}({shown})", variables


def _inverse(node: Node) -> tuple[str, tuple[str, ...]] | None:
    """Return the label f^{-1}(x), which reads as a product."""
    if not isinstance(node, Product) or len(node.factors) != 2:  # noqa: PLR2004  # f^{-1} and (x)
        return None
    first, second = node.factors
    if not isinstance(second, Name) or not isinstance(first, Power) or not isinstance(first.base, Name):
        return None
    if first.exponent != Negative(Number(Fraction(1))) or first.base.name not in _FUNCTION_LETTERS:
        return None
    return f"{first.base.name}^-1({second.name})", (second.name,)


def unlabelled(relation: Relation) -> Node:
    """Return the value of a labelled equation or of a chain of numbers, else the relation itself."""
    found = labelled(relation)
    if found is not None:
        return found.value
    if not any(free(one) for one in relation.operands) and set(relation.operators) <= {"=", "≈"}:
        return relation.operands[-1]
    if len(relation.operands) > 2 and set(relation.operators) == {"="} and not free(relation.operands[-1]):  # noqa: PLR2004  # a chain
        return relation.operands[-1]
    return relation
