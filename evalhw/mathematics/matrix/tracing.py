"""Traces of matrix polynomials and their gradients, exactly: what `noncommuting` is to matrices, for scalars.

A scalar is a sum of traces of words, each brought to the first of its rotations and those of its transpose. The
gradient of tr(u A v) with respect to A is (v u)ᵀ, that of tr(u Aᵀ v) is v u (Petersen and Pedersen, "The Matrix
Cookbook", section 2.5).
Invariant: as in `noncommuting`, equal forms prove equality; forms that differ prove nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from evalhw.mathematics.declared.bindings import Word, turned
from evalhw.mathematics.matrix.noncommuting import Normal, Words, no_polynomial
from evalhw.mathematics.matrix.shapes import infer
from evalhw.mathematics.matrix.sizes import SCALAR
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tree import Node

_SQUARE = Fraction(2)


class Traces(Normal):
    """Writes out scalars as sums of traces, and gradients of them as sums of words."""

    def words(self, node: Node) -> Words:
        """The sum of words of a matrix formula, gradients written out.

        Raises:
            ReadingError: It is no polynomial of matrices, or it is too long.
        """
        return self._gradient(node) if isinstance(node, tree.Derivative) else super().words(node)

    def traces(self, node: Node) -> Words:
        """The words whose traces add up to a scalar.

        Raises:
            ReadingError: It is no sum of traces of polynomials.
        """
        return self._cyclic(self._traced(node))

    def _traced(self, node: Node) -> Words:
        if isinstance(node, tree.Name) and (symbol := self.symbols.get(node.name)) is not None:
            return self._traced(symbol.definition) if symbol.definition is not None else super().words(node)
        write = _WRITERS.get(type(node))
        return super().words(node) if write is None else write(self, node)

    def added(self, node: tree.Sum) -> Words:
        """The traces of every term."""
        return self.total([self._traced(term) for term in node.terms])

    def negated(self, node: tree.Negative) -> Words:
        """The traces of the operand, each with its sign changed."""
        return {key: -value for key, value in self._traced(node.operand).items()}

    def paired(self, node: tree.Call) -> Words:
        """tr(M), or <A, B> = tr(A^T B)."""
        if node.function not in {"tr", "inner"}:
            raise no_polynomial(node)
        if node.function == "tr":
            return self._within_trace(node.arguments[0])
        return self._within_trace(tree.Product((tree.Transpose(node.arguments[0]), node.arguments[1])))

    def _within_trace(self, node: Node) -> Words:
        """The words of a matrix in a trace; the empty word would be the trace of an identity, which is its size."""
        words = self.words(node)
        if any(not word for _, word in words):
            raise no_polynomial(node)
        return words

    def squared_norm(self, node: tree.Power) -> Words:
        """A squared Frobenius norm as a trace; another power of a scalar as it is."""
        if not isinstance(node.base, tree.Norm) or node.base.kind not in {"", "F"}:
            return super().words(node)
        if not isinstance(node.exponent, tree.Number) or node.exponent.value != _SQUARE:
            raise no_polynomial(node)
        inside = node.base.operand
        return self._within_trace(tree.Product((tree.Transpose(inside), inside)))

    def scaled(self, node: tree.Product | tree.Quotient) -> Words:
        """One sum of traces times scalars that are no traces."""
        if isinstance(node, tree.Quotient):
            inverse = super().words(tree.Quotient(tree.Number(Fraction(1)), node.denominator))
            return self.times(inverse, self._traced(node.numerator))
        whole: Words = {((), ()): Fraction(1)}
        traced = 0
        for factor in node.factors:
            words = self._traced(factor)
            traced += any(word for _, word in words)
            whole = self.times(whole, words)
        if traced > 1:
            raise no_polynomial(node)
        return whole

    def _cyclic(self, words: Words) -> Words:
        """Every word brought to the first of its rotations and of those of its transpose."""
        total: Words = {}
        for (scalars, word), value in words.items():
            key = (scalars, min(_rotations(word) + _rotations(turned(word)), default=word))
            total[key] = total.get(key, Fraction(0)) + value
        return {key: value for key, value in total.items() if value}

    def _gradient(self, node: tree.Derivative) -> Words:
        """The gradient of a sum of traces with respect to one free symbol."""
        if len(node.variables) != 1 or not isinstance(node.variables[0], tree.Name):
            raise no_polynomial(node)
        name = node.variables[0].name
        bound = {other for other in self.symbols.users(name) if self.symbols.symbols[other].spectrum is not None}
        symbol = self.symbols.get(name)
        if symbol is None or symbol.definition is not None or bound & self.symbols.depends(node.operand):
            raise no_polynomial(node)
        parts: list[Words] = []
        for (scalars, word), value in self._traced(node.operand).items():
            for at, (letter, flipped) in enumerate(word):
                if letter == name:
                    rest = word[at + 1 :] + word[:at]
                    parts.append({(scalars, rest if flipped else turned(rest)): value})
        return self.total(parts)


_WRITERS: dict[type[Node], Callable[[Traces, Any], Words]] = {
    tree.Call: Traces.paired,
    tree.Sum: Traces.added,
    tree.Negative: Traces.negated,
    tree.Power: Traces.squared_norm,
    tree.Product: Traces.scaled,
    tree.Quotient: Traces.scaled,
}


def _rotations(word: Word) -> list[Word]:
    return [word[at:] + word[:at] for at in range(len(word))]


def same(left: Node, right: Node, symbols: Symbols) -> bool:
    """Whether the two sides have the same normal form, which proves them equal.

    Raises:
        ReadingError: One of them is no polynomial of matrices and no sum of traces of such.
    """
    form = Traces(symbols)
    if infer(left, symbols) == SCALAR or infer(right, symbols) == SCALAR:
        return form.traces(left) == form.traces(right)
    return form.words(left) == form.words(right)


def multiple(first: Node, second: Node, symbols: Symbols) -> bool:
    """Whether one normal form is a nonzero number times the other, or times its transpose.

    Raises:
        ReadingError: One of them is no polynomial of matrices.
    """
    form = Traces(symbols)
    one = form.words(first)
    for other in (form.words(second), form.words(tree.Transpose(second))):
        if one and set(one) == set(other):
            ratios = {one[word] / other[word] for word in one}
            if len(ratios) == 1:
                return True
    return False
