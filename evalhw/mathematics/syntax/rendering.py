"""Source to readable text: the factors of a formula as a person writes them in a comment (W₁XXᵀ).

Invariant: it shortens and respells what stands in the source, and never computes anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.syntax import spelling, tree
from evalhw.mathematics.syntax.printing import decimal, latex

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.syntax.tree import Node

MAX_SHOWN = 120
_ABOVE = {plain: small for small, plain in spelling.SUPERSCRIPTS.items()}
_SIGNS = {"hadamard": "⊙", "kronecker": "⊗", "direct sum": "⊕", "union": "∪", "intersection": "∩", "difference": "∖"}


def readable(node: Node) -> str:
    """The node for a comment or a terminal, cut to a line."""
    text = _shown(node)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def _shown(node: Node) -> str:
    show = _SHOWERS.get(type(node))
    return show(node) if show else latex(node)


def _wrapped(node: Node) -> str:
    """The node, in brackets when it is a sum or a product."""
    loose = (
        tree.Sum
        | tree.Negative
        | tree.Product
        | tree.Operation
        | tree.Quotient
        | tree.PlusMinus
        | tree.Relation
        | tree.Series
    )
    return f"({_shown(node)})" if isinstance(node, loose) else _shown(node)


def _factor(node: Node) -> str:
    loose = tree.Sum | tree.Negative | tree.PlusMinus | tree.Relation
    return f"({_shown(node)})" if isinstance(node, loose) else _shown(node)


def _raised(node: tree.Power) -> str:
    text = _shown(node.exponent).replace("−", "-")
    small = "".join(_ABOVE[letter] for letter in text) if all(letter in _ABOVE for letter in text) else f"^({text})"
    return _wrapped(node.base) + small


def _sum(node: tree.Sum) -> str:
    text = _shown(node.terms[0])
    for term in node.terms[1:]:
        if isinstance(term, tree.Negative):
            text += f" − {_factor(term.operand)}"
        else:
            text += f" {_shown(term)}" if isinstance(term, tree.PlusMinus) else f" + {_shown(term)}"
    return text


def _product(node: tree.Product) -> str:
    text = ""
    for factor in node.factors:
        piece = _factor(factor)
        joint = (
            "·" if text and piece[0].isdigit() else " " if text and (text[-1].islower() and piece[0].islower()) else ""
        )
        text += joint + piece
    return text


def _derivative(node: tree.Derivative) -> str:
    below = ", ".join(map(_shown, node.variables))
    if node.notation == "prime":
        inside = f"({below})" if below else ""
        return f"{_wrapped(node.operand).removesuffix(inside)}'{inside}"
    if node.notation == "nabla":
        return f"∇_{below} {_factor(node.operand)}"
    sign = "d" if node.notation == "d" else "∂"
    return f"{sign}{_wrapped(node.operand)}/{sign}{below}"


def _call(node: tree.Call) -> str:
    inside = ", ".join(map(_shown, node.arguments))
    plain = {"sqrt": "√({})", "abs": "|{}|", "factorial": "({})!", "inner": "⟨{}⟩"}
    return plain.get(node.function, spelling.readable(node.function) + "({})").format(inside)


def _special(node: tree.Special) -> str:
    letter = {"identity": "I", "zero": "0", "ones": "1"}[node.kind]
    sizes = "×".join(map(_shown, node.dimensions))
    return letter if not sizes else spelling.readable(f"{letter}_{sizes}")


def _relation(node: tree.Relation) -> str:
    text = _shown(node.operands[0])
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        text += f" {operator} {_shown(operand)}"
    return text


_SHOWERS: dict[type[Node], Callable[..., str]] = {
    tree.Number: lambda node: decimal(node.value, node.decimals),
    tree.Constant: lambda node: {"pi": "π", "infinity": "∞"}.get(node.name, node.name),
    tree.Name: lambda node: spelling.readable(node.name),
    tree.Entry: lambda node: f"{_wrapped(node.base)}_({','.join(map(_shown, node.indices))})",
    tree.Special: _special,
    tree.Negative: lambda node: f"−{_factor(node.operand)}",
    tree.PlusMinus: lambda node: ("∓" if node.flipped else "±") + _factor(node.operand),
    tree.Sum: _sum,
    tree.Product: _product,
    tree.Quotient: lambda node: f"{_wrapped(node.numerator)}/{_wrapped(node.denominator)}",
    tree.Power: _raised,
    tree.Transpose: lambda node: f"{_wrapped(node.operand)}ᵀ",
    tree.PseudoInverse: lambda node: f"{_wrapped(node.operand)}⁺",
    tree.Norm: lambda node: f"‖{_shown(node.operand)}‖" + (f"_{node.kind}" if node.kind else ""),
    tree.Call: _call,
    tree.Operation: lambda node: (
        f"{_factor(node.left)} {_SIGNS.get(node.operator, node.operator)} {_factor(node.right)}"
    ),
    tree.Derivative: _derivative,
    tree.Differential: lambda node: f"d{_wrapped(node.operand)}",
    tree.Relation: _relation,
    tree.Dots: lambda _node: "…",
    tree.Text: lambda node: node.text,
}  # fmt: skip
