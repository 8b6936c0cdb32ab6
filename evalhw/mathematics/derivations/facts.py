"""What an answer may build on: the true equations it states, told from those that rest on a false one.

Invariant: an equation that follows from a false statement before it, and not from the true ones, is no fact, even where
its two sides happen to be equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.mathematics.derivations.rewriting import follows
from evalhw.mathematics.matrix.polynomials import Polynomial, difference, polynomial, transposed
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalhw.mathematics.declared.symbols import Symbol, Symbols
    from evalhw.mathematics.derivations.judging import Finding
    from evalhw.mathematics.derivations.verdicts import Statement


@dataclass(frozen=True)
class Fact:
    """A link of a statement as a polynomial that is zero.

    Attributes:
        difference: Left minus right, with definitions and assumptions put in.
        statement: Where it stands.
        alone: Whether it is all that its statement says, rather than a step in a chain.
        tainted: Whether it rests on a false statement.
        true: Whether it is true.
    """

    difference: Polynomial
    statement: Statement
    alone: bool
    tainted: bool = False
    true: bool = True


def facts(statements: Sequence[Statement], symbols: Symbols) -> tuple[Fact, ...]:
    """Every link that an answer puts forward, in order, wrong ones included (`true` tells them apart)."""
    found: list[Fact] = []
    sound: list[Polynomial] = with_transposes(orthonormality(symbols), symbols)
    false: list[Polynomial] = []
    for statement in statements:
        if statement.stance in {"rejected", "example"}:
            continue
        for finding in statement.findings:
            if _is_columnwise(finding, symbols):
                found.extend(Fact(one, statement, alone=True) for one in eigen_equations(symbols))
                continue
            fact = _fact(statement, finding, sound, false)
            if fact is None:
                continue
            found.append(fact)
            if not fact.true:
                false.extend(with_transposes([fact.difference], symbols))
            elif not fact.tainted and statement.stance == "claim":
                sound.extend(with_transposes([fact.difference], symbols))
    return tuple(found)


def _fact(statement: Statement, finding: Finding, sound: list[Polynomial], false: list[Polynomial]) -> Fact | None:
    symbols = statement.assumed or statement.symbols
    link = finding.link
    if link.truth != "true" and not statement.wrong and not finding.condition:
        return None
    if finding.general or isinstance(link.left, tree.Derivative | tree.Differential):
        return None
    found = difference(link.left, link.right, symbols)
    if not found:
        return None
    alone = len(statement.findings) == 1
    if finding.condition and link.truth != "true" and not statement.wrong:
        return Fact(found, statement, alone) if follows(found, decompositions(symbols)) else None
    if link.truth != "true":
        wrong = link.truth in {"false", "ill_shaped"}
        return Fact(found, statement, alone, true=False) if wrong else None
    tainted = bool(false) and not follows(found, sound) and follows(found, [*sound, *false])
    return Fact(found, statement, alone, tainted)


def _is_columnwise(finding: Finding, symbols: Symbols) -> bool:
    """Whether a link is M v = s v for a vector v of the answer's own: the eigenvalue equation, column by column."""
    link = finding.link
    if link.truth != "undecided":
        return False
    for one, other in ((link.left, link.right), (link.right, link.left)):
        left, right = polynomial(one, symbols), polynomial(other, symbols)
        if not left or not right or len(left) != 1 or len(right) != 1:
            continue
        ((word, _),), ((scaled, _),) = left.items(), right.items()
        if not word:  # a mere number, or an identity
            continue
        vector = word[-1].node
        own = isinstance(vector, tree.Name) and vector.name[:1].islower() and not symbols.declares(vector.name)
        matrices = [
            polynomial(symbol.spectrum[1], symbols)
            for symbol in _bound(symbols, frozenset({"eigenvectors"}))
            if symbol.spectrum
        ]
        is_scaled = len(scaled) >= 2 and scaled[-1] == word[-1]  # noqa: PLR2004 - a factor and the vector
        if own and is_scaled and {word[:-1]: next(iter(left.values()))} in matrices:
            return True
    return False


def with_transposes(differences: Sequence[Polynomial], symbols: Symbols) -> list[Polynomial]:
    """The equations and their transposes."""
    return [one for given in differences for one in (given, transposed(given, symbols))]


def _bound(symbols: Symbols, kinds: frozenset[str]) -> Iterator[Symbol]:
    for symbol in symbols.symbols.values():
        if symbol.spectrum is not None and symbol.spectrum[0] in kinds and "family" not in symbol.traits:
            yield symbol


_DECOMPOSITIONS = "decompositions"
_VECTORS = frozenset({"eigenvectors", "left_singular_vectors", "right_singular_vectors"})
_VALUES = frozenset({"eigenvalues", "singular_values"})


def orthonormality(symbols: Symbols) -> list[Polynomial]:
    """U^T U = I for every matrix declared to have orthonormal columns, and U U^T = I where it is square."""
    found = []
    declared = [one for one in symbols.symbols.values() if "orthonormal" in one.traits]
    for symbol in [*_bound(symbols, _VECTORS), *declared]:
        name = tree.Name(symbol.name)
        square = symbol.shape is not None and len(set(symbol.shape)) == 1
        for product in ((tree.Transpose(name), name), (name, tree.Transpose(name)))[: 1 + square]:
            made = difference(tree.Product(product), tree.Special("identity"), symbols)
            found.extend([made] if made else [])
    return found


def is_decomposition(gap: Polynomial, symbols: Symbols) -> bool:
    """Whether an equation writes a matrix by its eigen- or singular vectors and values: M = U D U^T, X = U D V^T."""
    bound = {symbol.name for symbol in _bound(symbols, _VECTORS | _VALUES)}
    if len(gap) != 2:  # noqa: PLR2004 - a word on each side
        return False
    one, other = ([letter for letter in word if not letter.scalar] for word in gap)
    for left, right in ((one, other), (other, one)):
        inside = [isinstance(letter.node, tree.Name) and letter.node.name in bound for letter in right]
        outside = [isinstance(letter.node, tree.Name) and letter.node.name not in bound for letter in left]
        vectors = len(right) > 2 and _is_vectors(right[0].node, symbols) and _is_vectors(right[-1].node, symbols)  # noqa: PLR2004 - U D V
        if left and all(outside) and all(inside) and vectors:
            return True
    return False


def _is_vectors(node: tree.Node, symbols: Symbols) -> bool:
    return isinstance(node, tree.Name) and node.name in {symbol.name for symbol in _bound(symbols, _VECTORS)}


def eigen_equations(symbols: Symbols) -> list[Polynomial]:
    """M U = U D for every declared matrix of eigenvectors and the eigenvalues that belong to it."""
    from evalhw.mathematics.derivations.links import examine

    found = []
    for vectors in _bound(symbols, frozenset({"eigenvectors"})):
        assert vectors.spectrum is not None  # noqa: S101 - only bound symbols come here
        name, matrix = tree.Name(vectors.name), vectors.spectrum[1]
        left = tree.Product((matrix, name))
        for values in _bound(symbols, _VALUES):
            for power in (1, 2):
                diagonal = tree.Power(tree.Name(values.name), tree.Number(Fraction(power)))
                right = tree.Product((name, diagonal))
                if examine("=", left, right, symbols).truth == "true":
                    made = difference(left, right, symbols)
                    found.extend([made] if made else [])
    return found


def decompositions(symbols: Symbols) -> list[Polynomial]:
    """M = U D U^T for every declared matrix of all eigenvectors: what an answer may put in for M at once."""
    known = symbols.cache.get(_DECOMPOSITIONS)
    if known is None:
        whole = [
            one for one in _bound(symbols, frozenset({"eigenvectors"})) if one.shape and one.shape[0] == one.shape[1]
        ]
        pairs = ((one, values) for one in whole for values in _bound(symbols, _VALUES))
        known = [made for one, values in pairs if (made := _decomposition(one, values, symbols))]
        symbols.cache[_DECOMPOSITIONS] = known
    return list(known)


def _decomposition(vectors: Symbol, values: Symbol, symbols: Symbols) -> Polynomial | None:
    """M = U D U^T, or with the square of D; None where neither holds."""
    from evalhw.mathematics.derivations.links import examine

    assert vectors.spectrum is not None  # noqa: S101 - only bound symbols come here
    name, matrix = tree.Name(vectors.name), vectors.spectrum[1]
    for power in (1, 2):
        diagonal = tree.Power(tree.Name(values.name), tree.Number(Fraction(power)))
        right = tree.Product((name, diagonal, tree.Transpose(name)))
        if examine("=", matrix, right, symbols).truth == "true":
            return difference(matrix, right, symbols)
    return None


def diagonals(symbols: Symbols) -> list[Polynomial]:
    """Lambda = Sigma^2 and the like: declared diagonals that are powers of one another."""
    from evalhw.mathematics.derivations.links import examine

    found = []
    values = list(_bound(symbols, _VALUES))
    for one in values:
        for other in values:
            square = tree.Power(tree.Name(other.name), tree.Number(Fraction(2)))
            if one is not other and examine("=", tree.Name(one.name), square, symbols).truth == "true":
                made = difference(tree.Name(one.name), square, symbols)
                found.extend([made] if made else [])
    return found
