"""A letter of an answer's own for something that the problem has under another name: X X^T U_k = U_k D.

Invariant: a letter is matched only where the match makes an equation true that rests on what the symbol is bound to;
a match never makes anything false.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.derivations.links import examine
from evalhw.mathematics.derivations.setting import unexplained
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tree import Node


def letter_of_own(node: tree.Relation, symbols: Symbols) -> dict[str, Node]:
    """What the one undeclared capital of an equation stands for, when a bound symbol in its place makes it true."""
    unknown = [name for name in unexplained(node, symbols) if name[:1].isupper()]
    if len(unknown) != 1 or len(unexplained(node, symbols)) != 1 or set(node.operators) != {"="}:
        return {}
    name = unknown[0]
    for candidate in _candidates(symbols, symbols.depends(node)):
        try:
            bound = symbols.assuming({name: candidate})
        except ReadingError:
            continue
        links = [
            examine("=", left, right, bound) for left, right in zip(node.operands, node.operands[1:], strict=False)
        ]
        if all(link.truth == "true" for link in links) and any(link.judgement.rests_on_bindings for link in links):
            return {name: candidate}
    return {}


def known_as(value: Node, symbols: Symbols) -> Node:
    """A matrix that is written out by its entries, as the declared symbol that it is: diag(s_1^2, ...) as S^2."""
    if not any(isinstance(here, tree.Dots | tree.Matrix) for here in tree.walk(value)):
        return value
    for candidate in _candidates(symbols, symbols.depends(value)):
        if examine("=", candidate, value, symbols).truth == "true":
            return candidate
    return value


def _candidates(symbols: Symbols, told: frozenset[str]) -> Iterator[Node]:
    """The bound symbols, and the squares of those on whose diagonal values stand, where the equation tells of them.

    Without the matrix whose values they are, an equation such as (S W)^T = W^T S would call any symmetric S a diagonal.
    """
    for symbol in symbols.symbols.values():
        if symbol.spectrum is None or "family" in symbol.traits or not symbols.depends(symbol.spectrum[1]) & told:
            continue
        name = tree.Name(symbol.name)
        yield name
        if symbol.spectrum[0] in {"eigenvalues", "singular_values"}:
            yield tree.Power(name, tree.Number(Fraction(2)))
