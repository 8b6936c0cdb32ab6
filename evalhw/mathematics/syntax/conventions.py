"""Ways of writing the same thing, brought to one: dL/dW, the derivative by an entry, <A, B>_F, free indices.

Invariant: the new tree means what the old one meant, and every node keeps its place in the source.
"""

from __future__ import annotations

import unicodedata
from dataclasses import fields, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tree import Node


def conventional(node: Node, symbols: Symbols) -> Node:
    """The tree with other ways of writing brought to one.

    Raises:
        ReadingError: A derivative by something that the differentiated expression does not show.
    """

    def change(here: Node) -> Node | None:
        if isinstance(here, tree.Entry) and isinstance(here.base, tree.Call) and here.base.function == "inner":
            return tree.rewrite(here.base, change)
        if isinstance(here, tree.Quotient):
            return _quotient(here, symbols)
        return _derivative(here, symbols) if isinstance(here, tree.Derivative) else None

    return tree.rewrite(node, change)


def _quotient(here: tree.Quotient, symbols: Symbols) -> Node | None:
    """DL/dW, where W is a matrix, is the gradient."""
    above, below = here.numerator, here.denominator
    if not isinstance(above, tree.Differential) or not isinstance(below, tree.Differential):
        return None
    variable = below.operand
    if not isinstance(variable, tree.Name) or not symbols.is_matrix(variable.name):
        return None
    made = tree.Derivative(above.operand, (variable,), "d", start=here.start, end=here.end)
    return _derivative(made, symbols) or made


def _derivative(here: tree.Derivative, symbols: Symbols) -> Node | None:
    """A derivative by an entry as an entry of the gradient; one by a named expression with the name put in."""
    if len(here.variables) != 1:
        return _repeated(here, symbols)
    variable = here.variables[0]
    operand = conventional(here.operand, symbols)
    if isinstance(variable, tree.Entry):
        whole = tree.Derivative(operand, (variable.base,), here.notation, start=here.start, end=here.end)
        return tree.Entry(whole, variable.indices, start=here.start, end=here.end)
    symbol = symbols.get(variable.name) if isinstance(variable, tree.Name) else None
    if symbol is None or symbol.definition is None:
        return tree.Derivative(operand, here.variables, here.notation, start=here.start, end=here.end)
    above = symbols.get(operand.name) if isinstance(operand, tree.Name) else None
    operand = above.definition if above is not None and above.definition is not None else operand
    operand = tree.rewrite(operand, lambda part: variable if part == symbol.definition else None)
    if variable not in tuple(tree.walk(operand)):
        raise ReadingError(f"a derivative by {readable(variable)}, which is not in sight", here.start, here.end)
    return tree.Derivative(operand, (variable,), here.notation, start=here.start, end=here.end)


def _repeated(here: tree.Derivative, symbols: Symbols) -> Node | None:
    """A second derivative as the derivative of the first; None where there is no variable."""
    if not here.variables:
        return None
    made = conventional(here.operand, symbols)
    for variable in reversed(here.variables):
        made = tree.Derivative(made, (variable,), here.notation, start=here.start, end=here.end)
    return made


def as_meant(node: Node, symbols: Symbols, unknowns: Collection[str]) -> Node:
    """The tree with what an answer's shorthand stands for.

    An optimum written with a star, a hat or a word (h_opt) is the unknown itself, where nothing of that name is
    declared; a gradient without a subscript is taken by the one unknown; `dJ` is a differential although a dimension
    is called d.
    """

    def change(here: Node) -> Node | None:
        if isinstance(here, tree.Name):
            plain = _undecorated(here.name)
            if plain != here.name and plain in unknowns and not symbols.declares(here.name):
                return tree.Name(plain, start=here.start, end=here.end)
        if isinstance(here, tree.Derivative) and not here.variables and len(unknowns) == 1:
            (name,) = unknowns
            operand = tree.rewrite(here.operand, change)
            return tree.Derivative(operand, (tree.Name(name),), here.notation, start=here.start, end=here.end)
        if isinstance(here, tree.Product):
            factors = _with_differentials(here.factors, symbols)
            if factors != here.factors:
                joined = factors[0] if len(factors) == 1 else tree.Product(factors, start=here.start, end=here.end)
                return tree.rewrite(joined, change)
        return None

    return tree.rewrite(node, change)


_OPTIMA = frozenset({"opt", "optimal", "optimum", "min", "max", "star", "ast", "best", "crit", "*", "·", "⋆", "∗"})


def _undecorated(name: str) -> str:
    """A name without the star, hat or word of an optimum."""
    apart = unicodedata.normalize("NFD", name)
    plain = unicodedata.normalize("NFC", apart.replace("\u0302", "").replace("*", ""))
    base, _, below = plain.rpartition("_")
    return base if below in _OPTIMA else plain.rstrip("_")


def _with_differentials(factors: tuple[Node, ...], symbols: Symbols) -> tuple[Node, ...]:
    """The factors with `d` and the symbol right behind it as one differential, where d is only a dimension."""
    made: list[Node] = []
    for factor in factors:
        last = made[-1] if made else None
        touches = isinstance(last, tree.Name) and last.name == "d" and last.end == factor.start
        if (
            touches
            and isinstance(factor, tree.Name)
            and "d" in symbols.dimensions
            and factor.name not in symbols.dimensions
        ):
            made[-1] = tree.Differential(factor, start=factor.start - 1, end=factor.end)
        else:
            made.append(factor)
    return tuple(made)


def free_indices(node: Node, symbols: Symbols) -> frozenset[str]:
    """Undeclared letters that index an entry and that no sum binds, such as a and b in (W_2)_{ab}."""
    found = {
        index.name
        for here in tree.walk(node)
        if isinstance(here, tree.Entry)
        for index in here.indices
        if isinstance(index, tree.Name) and not symbols.declares(index.name)
    }
    bound = {index.name for here in tree.walk(node) if isinstance(here, tree.Series) for index in here.indices}
    return frozenset(found - bound)


def at_indices(node: Node, values: Mapping[str, int]) -> Node:
    """The tree with numbers in place of free indices."""

    def change(here: Node) -> Node | None:
        if isinstance(here, tree.Name) and here.name in values:
            return tree.Number(Fraction(values[here.name]), start=here.start, end=here.end)
        return None

    return tree.rewrite(node, change)


def shifted(node: Node, by: int) -> Node:
    """The tree with all offsets moved, so that nodes from several places of one text can stand together."""
    parts = {part.name: _shifted(getattr(node, part.name), by) for part in fields(node) if part.compare}
    return replace(node, start=node.start + by, end=node.end + by, **parts)


def _shifted(value: object, by: int) -> object:
    if isinstance(value, tree.Node):
        return shifted(value, by)
    if isinstance(value, tuple):
        return tuple(_shifted(item, by) for item in value)
    return value
