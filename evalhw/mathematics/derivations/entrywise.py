"""Equations of single entries as equations of matrices: (V C V^T)_ij = u_i^T C u_j / sqrt(s_i s_j) is V C V^T = ....

A side is an entry, a product of two columns with matrices between them, or a Kronecker delta, times powers of scalars
with the same indices, which are those of one diagonal.
Invariant: a side that is none of these has no reading; nothing is judged here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evalhw.mathematics.syntax.tree import Node

_DELTA = "delta"
_PAIR = 2  # a row and a column
MAX_DEPTH = 20


@dataclass(frozen=True)
class Entries:
    """Sides with a row index and a column index, read as matrices.

    Attributes:
        matrix: The matrix whose columns the vectors are.
        diagonal: The matrix on whose diagonal the scalars stand.
        column: The index of a column, or None for what is no column.
        scalar: Whether a name is a scalar with an index.
        row: The row index.
        across: The column index.
    """

    matrix: str
    diagonal: Node
    column: Callable[[Node], str | None]
    scalar: Callable[[Node], bool]
    row: str
    across: str

    def side(self, node: Node, depth: int = 0) -> Node | None:
        """The matrix whose entry a side is, or None."""
        if depth > MAX_DEPTH:
            return None
        if isinstance(node, tree.Negative):
            inner = self.side(node.operand, depth + 1)
            return None if inner is None else replace(node, operand=inner)
        if isinstance(node, tree.Sum):
            terms = [made for term in node.terms if (made := self.side(term, depth + 1)) is not None]
            return replace(node, terms=tuple(terms)) if len(terms) == len(node.terms) else None
        return self._term(node)

    def _term(self, node: Node) -> Node | None:
        """A term as D^p (what stands between) D^q, with its numbers in front."""
        factors, below = _parts(node)
        powers = {self.row: Fraction(0), self.across: Fraction(0)}
        rest: list[Node] = []
        for factor, sign in [*((one, 1) for one in factors), *((one, -1) for one in below)]:
            found = self._powers(factor)
            if found is None and sign < 0:
                return None
            if found is None:
                rest.append(factor)
            for index, power in (found or {}).items():
                if index not in powers:
                    return None
                powers[index] += sign * power
        numbers = [one for one in rest if isinstance(one, tree.Number)]
        core = self._core([one for one in rest if not isinstance(one, tree.Number)])
        if core is None:
            return None
        left, right = self._power(powers[self.row]), self._power(powers[self.across])
        return tree.Product((*numbers, *left, *core, *right), start=node.start, end=node.end)

    def _core(self, rest: Sequence[Node]) -> tuple[Node, ...] | None:
        """The matrices between the diagonals: of an entry, of two columns, or of a delta."""
        if len(rest) == 1:
            return self._single(rest[0])
        if len(rest) < _PAIR or not isinstance(rest[0], tree.Transpose):
            return None
        inner = rest[1:-1]
        if self.column(rest[0].operand) != self.row or self.column(rest[-1]) != self.across:
            return None
        if any(self.column(here) is not None for one in inner for here in tree.walk(one)):
            return None
        first = tree.Name(self.matrix, start=rest[0].start, end=rest[0].end)
        last = tree.Name(self.matrix, start=rest[-1].start, end=rest[-1].end)
        return (tree.Transpose(first, start=first.start, end=first.end), *inner, last)

    def _single(self, node: Node) -> tuple[Node, ...] | None:
        one = (tree.Special("identity", start=node.start, end=node.end),)
        if isinstance(node, tree.Name):
            base, _, below = node.name.partition("_")
            return one if base == _DELTA and sorted(below.replace(",", "")) == sorted((self.row, self.across)) else None
        if not isinstance(node, tree.Entry) or len(node.indices) != _PAIR:
            return None
        indices = [getattr(index, "name", "") for index in node.indices]
        if sorted(indices) != sorted((self.row, self.across)):
            return None
        if isinstance(node.base, tree.Name) and node.base.name == _DELTA:
            return one
        turned = indices[0] == self.across
        return (tree.Transpose(node.base, start=node.start, end=node.end) if turned else node.base,)

    def _powers(self, node: Node) -> dict[str, Fraction] | None:
        """The power of the diagonal at each index that a scalar factor is; None for what is no such factor."""
        if isinstance(node, tree.Product):
            parts = [self._powers(factor) for factor in node.factors]
            total: dict[str, Fraction] = {}
            for part in parts:
                if part is None:
                    return None
                for index, power in part.items():
                    total[index] = total.get(index, Fraction(0)) + power
            return total
        inner, exponent = _root(node)
        if inner is not None:
            found = self._powers(inner)
            return None if found is None else {index: exponent * own for index, own in found.items()}
        if isinstance(node, tree.Name | tree.Entry) and self.scalar(node):
            place = node.indices[0] if isinstance(node, tree.Entry) else tree.Name(node.name.partition("_")[2])
            return {place.name: Fraction(1)} if isinstance(place, tree.Name) else None
        return None

    def _power(self, power: Fraction) -> tuple[Node, ...]:
        """The diagonal to a power, written as a reader would write it."""
        base = self.diagonal
        if isinstance(self.diagonal, tree.Power) and isinstance(self.diagonal.exponent, tree.Number):
            base, power = self.diagonal.base, power * self.diagonal.exponent.value
        if not power:
            return ()
        if power == 1:
            return (base,)
        size = abs(power)
        exponent: Node = tree.Number(Fraction(size.numerator))
        if size.denominator > 1:
            exponent = tree.Quotient(exponent, tree.Number(Fraction(size.denominator)))
        return (tree.Power(base, tree.Negative(exponent) if power < 0 else exponent),)


def _parts(node: Node) -> tuple[list[Node], list[Node]]:
    """The factors above and below the line."""
    if isinstance(node, tree.Quotient):
        above, inner = _parts(node.numerator)
        return above, [*inner, node.denominator]
    if isinstance(node, tree.Product):
        pairs = [_parts(factor) for factor in node.factors]
        return [one for above, _ in pairs for one in above], [one for _, below in pairs for one in below]
    return [node], []


def _root(node: Node) -> tuple[Node | None, Fraction]:
    """What a power or a square root is taken of, and its exponent; None for anything else."""
    if isinstance(node, tree.Call) and node.function == "sqrt" and len(node.arguments) == 1:
        return node.arguments[0], Fraction(1, 2)
    if isinstance(node, tree.Power):
        value = _value(node.exponent)
        return (None, Fraction(0)) if value is None else (node.base, value)
    return None, Fraction(0)


def _value(node: Node) -> Fraction | None:
    """The value of an exponent that is a number, a fraction or the negative of one."""
    if isinstance(node, tree.Negative):
        inner = _value(node.operand)
        return None if inner is None else -inner
    if isinstance(node, tree.Quotient):
        above, below = _value(node.numerator), _value(node.denominator)
        return above / below if above is not None and below else None
    return node.value if isinstance(node, tree.Number) else None
