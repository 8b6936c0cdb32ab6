"""Tell a fault that is carried forward from a new one, so that it is counted once.

Invariant: a statement is a consequence only of an earlier fault that it visibly repeats: the same product that does not
fit, the same equation up to a factor, or the line that an arrow draws from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.polynomials import (
    Letter,
    Polynomial,
    Word,
    difference,
    polynomial,
    proportional,
    transposed,
)
from evalhw.mathematics.matrix.shapes import ShapeFault, infer
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.pieces import Piece


_ONE = Fraction(1)


@dataclass(slots=True)
class _Fault:
    index: int
    place: int
    differences: list[Polynomial]
    words: frozenset[Word]


@dataclass(slots=True)
class Carried:
    """The faults seen so far."""

    faults: list[_Fault] = field(default_factory=list)

    def add(self, index: int, piece: Piece, symbols: Symbols) -> None:
        """Remember a faulty piece under the number of the clause that began it."""
        differences = _differences(piece, symbols)
        self.faults.append(_Fault(index, piece.place.index, differences, _misfits(piece, symbols)))

    def cause(self, piece: Piece, symbols: Symbols) -> int | None:
        """The number of the clause whose fault this piece repeats, or None."""
        differences, words = _differences(piece, symbols), _misfits(piece, symbols)
        for fault in self.faults:
            if words & fault.words:
                return fault.index
            if any(_same(one, other, symbols) for one in differences for other in fault.differences):
                return fault.index
        last = self.faults[-1] if self.faults else None
        drawn = piece.place.clause.lead == "⟹" or piece.place.clause.opens
        if last is not None and drawn and last.place == piece.place.index - 1:
            return last.index
        return None


def _same(one: Polynomial, other: Polynomial, symbols: Symbols) -> bool:
    return proportional(one, other) or proportional(transposed(one, symbols), other)


def _differences(piece: Piece, symbols: Symbols) -> list[Polynomial]:
    """Left minus right of the links, without those that are zero by form."""
    sides = piece.operands
    found = [difference(left, right, symbols) for left, right in pairwise(sides)]
    return [one for one in found if one]


def _misfits(piece: Piece, symbols: Symbols) -> frozenset[Word]:
    """The products in a piece whose factors do not multiply."""
    found: set[Word] = set()
    for side in piece.operands:
        for word in polynomial(side, symbols) or {}:
            if len(word) > 1 and not _fits(word, symbols):
                found.add(word)
                found.add(tuple(next(iter(transposed({word: _ONE}, symbols)))))
    return frozenset(found)


def _fits(word: Word, symbols: Symbols) -> bool:
    try:
        infer(tree.Product(tuple(_spelled(letter) for letter in word)), symbols)
    except ShapeFault:
        return False
    except ReadingError:
        return True
    return True


def _spelled(letter: Letter) -> tree.Node:
    node = letter.node
    if letter.transposed:
        node = tree.Transpose(node)
    return tree.Power(node, tree.Negative(tree.Number(_ONE))) if letter.inverse else node
