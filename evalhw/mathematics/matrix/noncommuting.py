"""Matrix formulas as sums of words: an exact normal form in which equal polynomials of matrices look the same.

A word is a sequence of letters, each a symbol or its transpose,
with a scalar coefficient. Transposes are pushed down to
letters, definitions are written out, and what binds eigenvectors becomes rewriting: UᵀU = I and (XXᵀ)U = U Λ.
Invariant: every step is an identity of matrix algebra, so an empty sum proves equality; a full one proves nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.bindings import Word, rules_of, turned
from evalhw.mathematics.matrix.shapes import Shaper
from evalhw.mathematics.matrix.sizes import SCALAR
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tree import Node

MAX_WORDS = 2_000
MAX_LETTERS = 40
MAX_POWER = 8  # beyond this nobody writes it out
Scalars = tuple[str, ...]  # scalar factors of a word, sorted: they commute
Words = dict[tuple[Scalars, Word], Fraction]
ONE: Words = {((), ()): Fraction(1)}


class Normal:
    """Writes formulas out as sums of words under given symbols."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.rules = rules_of(symbols)

    def words(self, node: Node) -> Words:
        """The sum of words that a matrix formula is.

        Raises:
            ReadingError: It is no polynomial of matrices (an inverse, a function), or it is too long.
        """
        write = _WRITERS.get(type(node))
        if write is None:
            raise no_polynomial(node)
        return write(self, node)

    def _number(self, node: tree.Number) -> Words:
        return {((), ()): node.value} if node.value else {}

    def _special(self, node: tree.Special) -> Words:
        if node.kind == "ones":
            raise no_polynomial(node)
        return dict(ONE) if node.kind == "identity" else {}

    def _terms(self, node: tree.Sum) -> Words:
        return self.total([self.words(term) for term in node.terms])

    def _negative(self, node: tree.Negative) -> Words:
        return {word: -value for word, value in self.words(node.operand).items()}

    def _product(self, node: tree.Product) -> Words:
        whole = dict(ONE)
        for factor in node.factors:
            whole = self.times(whole, self.words(factor))
        return whole

    def _transpose(self, node: tree.Transpose) -> Words:
        found = self.words(node.operand)
        return self.total([{(scalars, turned(word)): value} for (scalars, word), value in found.items()])

    def _quotient(self, node: tree.Quotient) -> Words:
        below = self.words(node.denominator)
        if set(below) != {((), ())}:
            raise no_polynomial(node)
        return {word: value / below[(), ()] for word, value in self.words(node.numerator).items()}

    def _power(self, node: tree.Power) -> Words:
        exponent = node.exponent.value if isinstance(node.exponent, tree.Number) else Fraction(-1)
        if exponent.denominator != 1 or not 0 <= exponent <= MAX_POWER:
            raise no_polynomial(node)
        base, whole = self.words(node.base), dict(ONE)
        for _ in range(int(exponent)):
            whole = self.times(whole, base)
        return whole

    def _name(self, node: tree.Name) -> Words:
        symbol = self.symbols.get(node.name)
        if symbol is not None and symbol.definition is not None:
            return self.words(symbol.definition)
        if Shaper(self.symbols).shape(node) == SCALAR:
            return {((node.name,), ()): Fraction(1)}
        return {((), ((node.name, False),)): Fraction(1)}

    def total(self, parts: list[Words]) -> Words:
        """The sum of sums, every word reduced."""
        total: Words = {}
        for part in parts:
            for (scalars, word), value in part.items():
                key = (scalars, self.reduced(word))
                total[key] = total.get(key, Fraction(0)) + value
        if len(total) > MAX_WORDS:
            raise ReadingError(f"more than {MAX_WORDS} words")
        return {word: value for word, value in total.items() if value}

    def times(self, first: Words, second: Words) -> Words:
        """The product of two sums of words."""
        if len(first) * len(second) > MAX_WORDS:
            raise ReadingError(f"more than {MAX_WORDS} words")
        return self.total(
            [
                {(tuple(sorted(a + b)), left + right): value * other}
                for (a, left), value in first.items()
                for (b, right), other in second.items()
            ]
        )

    def reduced(self, word: Word) -> Word:
        """The word with every rule applied until none fits; each rule shortens or moves eigenvalues outwards once."""
        if len(word) > MAX_LETTERS:
            raise ReadingError(f"a product of more than {MAX_LETTERS} letters")
        for _ in range(MAX_LETTERS * 4):
            for pattern, result in self.rules:
                at = next(
                    (i for i in range(len(word) - len(pattern) + 1) if word[i : i + len(pattern)] == pattern), None
                )
                if at is not None:
                    word = word[:at] + result + word[at + len(pattern) :]
                    break
            else:
                return word
        return word


def no_polynomial(node: Node) -> ReadingError:
    """The error for what cannot be written out as words."""
    return ReadingError("this is no polynomial of matrices", node.start, node.end)


_WRITERS: dict[type[Node], Callable[[Normal, Any], Words]] = {
    tree.Number: Normal._number,  # noqa: SLF001 - the table belongs to the class
    tree.Special: Normal._special,  # noqa: SLF001
    tree.Name: Normal._name,  # noqa: SLF001
    tree.Sum: Normal._terms,  # noqa: SLF001
    tree.Negative: Normal._negative,  # noqa: SLF001
    tree.Product: Normal._product,  # noqa: SLF001
    tree.Transpose: Normal._transpose,  # noqa: SLF001
    tree.Quotient: Normal._quotient,  # noqa: SLF001
    tree.Power: Normal._power,  # noqa: SLF001
}
