"""Equations of single columns as equations of matrices: M u_j = s_j u_j for every j is M U = U S.

A lower-case letter with an index stands for the columns of a declared matrix of eigen- or singular vectors when it is
that matrix's letter, or when the answer gives its eigenvalue equation. A scalar with the same index is the diagonal.
Invariant: this reading only ever makes an equation right; where it does not, the equation stays as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from evalhw.mathematics.derivations.entrywise import Entries
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from evalhw.mathematics.declared.symbols import Symbol, Symbols
    from evalhw.mathematics.syntax.tree import Node

_VECTOR = re.compile(r"([a-z])(?:_([a-z]))?")
_SCALAR = re.compile(r"[a-z]+_([a-z])")
_UNIT = "e"
_DELTA = "delta"
_MAX_TRIED = 12


def letters(nodes: Iterable[Node]) -> frozenset[str]:
    """The letters of vectors for which an eigenvalue equation is given: v where M v_j = s v_j stands."""
    found = set()
    for node in nodes:
        if isinstance(node, tree.Relation) and len(node.operands) > 1:
            ends = [side.factors[-1] for side in node.operands[:2] if isinstance(side, tree.Product)]
            if len(ends) == 2 and ends[0] == ends[1] and isinstance(ends[0], tree.Name):  # noqa: PLR2004 - both sides
                match = _VECTOR.fullmatch(ends[0].name)
                found |= {match.group(1)} if match else set()
    return frozenset(found)


def as_matrices(node: Node, symbols: Symbols, told: Collection[str], first: Collection[str]) -> Iterator[tree.Relation]:
    """The readings of an equation of columns as one of matrices; none where it speaks of no such column.

    Args:
        node: The equation.
        symbols: What it is read against.
        told: Letters whose eigenvalue equation the answer gives.
        first: Names of matrices that are tried first.
    """
    if not isinstance(node, tree.Relation) or set(node.operators) != {"="}:
        return
    written = {match.group(1) for name in _own(node, symbols) if (match := _VECTOR.fullmatch(name))} - {_UNIT}
    tried = 0
    for vectors in sorted(_vectors(symbols), key=lambda one: one.name not in first) if written else ():
        chosen = {one for one in written if one in told or one == vectors.name.partition("_")[0].lower()}
        for values in _values(vectors, symbols) if chosen else ():
            tried += 1
            made = _Columns(vectors.name, frozenset(chosen), values, symbols).relation(node)
            if made is not None:
                yield made
            if tried >= _MAX_TRIED:
                return


def _own(node: Node, symbols: Symbols) -> list[str]:
    """Names that nobody declared, those of entries with their index."""
    return [here.name for here in tree.walk(node) if isinstance(here, tree.Name) and not symbols.declares(here.name)]


def _vectors(symbols: Symbols) -> list[Symbol]:
    return [one for one in symbols.symbols.values() if one.spectrum is not None and one.spectrum[0].endswith("vectors")]


def _values(vectors: Symbol, symbols: Symbols) -> list[tuple[Node, Node]]:
    """The diagonals for a scalar and for its square: (L, S^2), where one of the two is declared."""
    assert vectors.spectrum is not None  # noqa: S101 - only bound symbols come here
    found: list[tuple[Node, Node]] = []
    for one in symbols.symbols.values():
        if one.spectrum is None or not one.shape or one.spectrum[2:] != vectors.spectrum[2:]:
            continue
        name, square = tree.Name(one.name), _square(tree.Name(one.name))
        if one.spectrum[0] == "eigenvalues":
            found.append((name, square))
        elif one.spectrum[0] == "singular_values":
            found += [(name, square), (square, _square(square))]
    return found or [(tree.Special("none"), tree.Special("none"))]


def _square(node: Node) -> Node:
    from fractions import Fraction

    return tree.Power(node, tree.Number(Fraction(2)))


@dataclass(frozen=True)
class _Columns:
    """The letters of vectors as the columns of one matrix, the scalars with an index as one diagonal."""

    matrix: str
    letters: frozenset[str]
    values: tuple[Node, Node]
    symbols: Symbols

    def relation(self, node: tree.Relation) -> tree.Relation | None:
        """The equation of matrices, or None."""
        if self._is_orthonormal(node.operands):
            sides: Sequence[Node | None] = [self._product(node.operands[0]), tree.Special("identity")]
            return self._made(tree.Relation(("=",), node.operands[:2]), sides)
        summed = [tree.rewrite(side, self._summed) for side in node.operands]
        indices = {index for side in summed for index in self._indices(side)}
        if not indices:
            return (
                self._made(node, summed)
                if any(a is not b for a, b in zip(summed, node.operands, strict=True))
                else None
            )
        if len(indices) > 1:
            return self._entrywise(node, sorted(indices))
        made = self._made(node, [self._right(side) for side in summed])
        return made or self._made(node, [self._left(side) for side in summed])

    def _entrywise(self, node: tree.Relation, indices: Sequence[str]) -> tree.Relation | None:
        """The equation of the matrices whose entries the sides are."""
        for row, across in permutations(indices) if len(indices) == 2 else ():  # noqa: PLR2004 - a row and a column
            entries = Entries(self.matrix, self.values[0], self._vector, self._is_own, row, across)
            made = self._made(node, [entries.side(side) for side in node.operands])
            if made is not None:
                return made
        return None

    def _is_own(self, node: Node) -> bool:
        return self._scalar(node) is not None

    def _made(self, node: tree.Relation, sides: Sequence[Node | None]) -> tree.Relation | None:
        if any(side is None for side in sides):
            return None
        placed = [
            replace(side, start=old.start, end=old.end) for side, old in zip(sides, node.operands, strict=True) if side
        ]
        return replace(node, operands=tuple(placed))

    def _vector(self, node: Node) -> str | None:
        """The index of a column ("" without one), or None for anything else."""
        if isinstance(node, tree.Entry) and isinstance(node.base, tree.Name) and len(node.indices) == 1:
            index = node.indices[0]
            return index.name if node.base.name in self.letters and isinstance(index, tree.Name) else None
        match = _VECTOR.fullmatch(node.name) if isinstance(node, tree.Name) else None
        if match is None or self.symbols.declares(match.string):
            return None
        return (match.group(2) or "") if match.group(1) in {*self.letters, _UNIT} else None

    def _indices(self, node: Node) -> set[str]:
        return {index for here in tree.walk(node) if (index := self._vector(here)) is not None and not _is_unit(here)}

    def _is_orthonormal(self, sides: Sequence[Node]) -> bool:
        """Whether two columns are said to have the product 1, 0 or delta, as their indices have it."""
        if len(sides) != 2 or not isinstance(sides[0], tree.Product) or len(sides[0].factors) != 2:  # noqa: PLR2004 - u_i^T u_j = d
            return False
        one, other = sides[0].factors
        if not isinstance(one, tree.Transpose) or self._vector(one.operand) is None or self._vector(other) is None:
            return False
        if _is_unit(one.operand) or _is_unit(other):
            return False
        right = sides[1]
        if isinstance(right, tree.Number):
            return right.value == (1 if one.operand == other else 0)
        base = right.base if isinstance(right, tree.Entry) else right
        return isinstance(base, tree.Name) and base.name.partition("_")[0] == _DELTA

    def _product(self, node: Node) -> Node:
        name = tree.Name(self.matrix, start=node.start, end=node.end)
        return tree.Product((tree.Transpose(name, start=node.start, end=node.end), name))

    def _summed(self, node: Node) -> Node | None:
        """A sum of s_j u_j u_j^T over all columns as U S U^T."""
        if not isinstance(node, tree.Series) or node.kind != "sum" or len(node.indices) != 1 or node.condition:
            return None
        shape = self.symbols.symbols[self.matrix].shape
        upper = self.symbols.dimensions.get(getattr(node.upper, "name", ""))
        if shape is None or (node.upper is not None and upper != shape[1]):
            return None
        factors = node.body.factors if isinstance(node.body, tree.Product) else ()
        diagonal = [made for one in factors if (made := self._scalar(one)) is not None]
        rest = [one for one in factors if self._scalar(one) is None]
        for place, (one, other) in enumerate(pairwise(rest)):
            if self._vector(one) is not None and isinstance(other, tree.Transpose) and other.operand == one:
                name = tree.Name(self.matrix, start=one.start, end=other.end)
                inner = (name, *diagonal, tree.Transpose(name, start=one.start, end=other.end))
                return tree.Product((*rest[:place], *inner, *rest[place + 2 :]), start=node.start, end=node.end)
        return None

    def _scalar(self, node: Node) -> Node | None:
        """The diagonal for a scalar with an index, or for a power of one."""
        if isinstance(node, tree.Power) and isinstance(node.exponent, tree.Number):
            return self.values[1] if node.exponent.value == 2 and self._scalar(node.base) is not None else None  # noqa: PLR2004 - squared
        if isinstance(node, tree.Entry):
            return self.values[0] if self.symbols.is_family(getattr(node.base, "name", "")) else None
        own = isinstance(node, tree.Name) and not self.symbols.declares(node.name) and self._vector(node) is None
        return self.values[0] if own and _SCALAR.fullmatch(getattr(node, "name", "")) else None

    def _right(self, node: Node) -> Node | None:
        """A term that ends in a column, with the matrix in its place."""
        start, end = node.start, node.end
        if self._vector(node) is not None:
            unit = tree.Special("identity", start=start, end=end)
            return unit if _is_unit(node) else tree.Name(self.matrix, start=start, end=end)
        if isinstance(node, tree.Product):
            diagonal, rest = self._split(node.factors)
            last = self._right(rest[-1]) if rest else None
            if last is None or any(map(self._indices, rest[:-1])):
                return None
            return tree.Product((*rest[:-1], last, *diagonal), start=start, end=end)
        return self._inside(node, self._right)

    def _left(self, node: Node) -> Node | None:
        """A term that begins with a column transposed, with the matrix in its place."""
        start, end = node.start, node.end
        if isinstance(node, tree.Transpose):
            inner = self._right(node.operand)
            return None if inner is None else tree.Transpose(inner, start=start, end=end)
        if isinstance(node, tree.Product):
            diagonal, rest = self._split(node.factors)
            first = self._left(rest[0]) if rest else None
            if first is None or any(map(self._indices, rest[1:])):
                return None
            return tree.Product((*diagonal, first, *rest[1:]), start=start, end=end)
        return self._inside(node, self._left)

    def _inside(self, node: Node, turned: Callable[[Node], Node | None]) -> Node | None:
        """A sum term by term, a negative, and zero; nothing else has columns."""
        if isinstance(node, tree.Number) and node.value == 0:
            return node
        if isinstance(node, tree.Special) and node.kind == "zero":
            return node
        if isinstance(node, tree.Negative):
            inner = turned(node.operand)
            return None if inner is None else replace(node, operand=inner)
        if isinstance(node, tree.Sum):
            terms = [made for term in node.terms if (made := turned(term)) is not None]
            return replace(node, terms=tuple(terms)) if len(terms) == len(node.terms) else None
        return None

    def _split(self, factors: Sequence[Node]) -> tuple[list[Node], list[Node]]:
        """The diagonals for the scalars among the factors, and the factors that stay."""
        made = [self._scalar(one) for one in factors]
        rest = [one for one, diagonal in zip(factors, made, strict=True) if diagonal is None]
        return [one for one in made if one is not None], rest


def _is_unit(node: Node) -> bool:
    name = node.base if isinstance(node, tree.Entry) else node
    return isinstance(name, tree.Name) and name.name.partition("_")[0] == _UNIT
