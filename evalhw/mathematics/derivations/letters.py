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
    from collections.abc import Iterator, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tree import Node


_MOST = 2  # letters of one equation


def letter_of_own(node: tree.Relation, symbols: Symbols) -> dict[str, Node]:
    """What the undeclared capitals of an equation stand for, when bound symbols in their place make it true."""
    unknown = unexplained(node, symbols)
    capital = all(name[:1].isupper() for name in unknown)
    if not capital or not 0 < len(unknown) <= _MOST or set(node.operators) != {"="}:
        return {}
    told = symbols.depends(node)
    single = ({unknown[0]: candidate} for candidate in _candidates(symbols, told))
    for values in single if len(unknown) == 1 else _pairs(unknown, symbols, told):
        try:
            bound = symbols.assuming(values)
        except ReadingError:
            continue
        links = [
            examine("=", left, right, bound) for left, right in zip(node.operands, node.operands[1:], strict=False)
        ]
        if all(link.truth == "true" for link in links) and any(link.judgement.rests_on_bindings for link in links):
            return values
    return {}


def _pairs(unknown: Sequence[str], symbols: Symbols, told: frozenset[str]) -> Iterator[dict[str, Node]]:
    """Two letters as eigenvectors and the eigenvalues that belong to them: M = U_k D U_k^T + V E V^T."""
    for symbol in symbols.symbols.values():
        if (
            symbol.spectrum is not None
            and symbol.spectrum[0] == "eigenvectors"
            and symbols.depends(symbol.spectrum[1]) & told
        ):
            vectors, values = tree.Name(symbol.name), _values(symbol.name, symbol.spectrum[1])
            yield {unknown[0]: vectors, unknown[1]: values}
            yield {unknown[1]: vectors, unknown[0]: values}


def _values(vectors: str, matrix: Node) -> Node:
    """The diagonal of the eigenvalues that belong to eigenvectors."""
    return tree.Product((tree.Transpose(tree.Name(vectors)), matrix, tree.Name(vectors)))


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
    vectors: list[Node] = []
    for symbol in symbols.symbols.values():
        if symbol.spectrum is None or "family" in symbol.traits or not symbols.depends(symbol.spectrum[1]) & told:
            continue
        name = tree.Name(symbol.name)
        yield name
        if symbol.spectrum[0] in {"eigenvalues", "singular_values"}:
            yield tree.Power(name, tree.Number(Fraction(2)))
        elif symbol.spectrum[0] == "eigenvectors":
            vectors.append(_values(symbol.name, symbol.spectrum[1]))
    yield from vectors  # the diagonal of the eigenvalues of further eigenvectors, which nobody declared
