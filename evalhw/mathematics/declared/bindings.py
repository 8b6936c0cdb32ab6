"""What binds symbols, as rewriting of words: UᵀU = I, and S U = U V for eigenvectors U of S.

Invariant: every rule is an identity under the declared bindings, and applying them all comes to an end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tree import Node

Letter = tuple[str, bool]  # a symbol, and whether it is transposed
Word = tuple[Letter, ...]


def turned(word: Word) -> Word:
    """The transpose of a word."""
    return tuple((name, not flipped) for name, flipped in reversed(word))


def rules_of(symbols: Symbols) -> list[tuple[Word, Word]]:
    """What binds symbols, as rewriting of words."""
    rules: list[tuple[Word, Word]] = []
    for name, symbol in symbols.symbols.items():
        own: Letter = (name, False)
        if "symmetric" in symbol.traits or "diagonal" in symbol.traits or _diagonal(name, symbols):
            rules.append((((name, True),), (own,)))
        orthonormal = "orthonormal" in symbol.traits
        if symbol.spectrum is not None and symbol.spectrum[0].endswith("vectors"):
            orthonormal = True
            rules.extend(_eigen_rules(name, symbols))
        if orthonormal:
            rules.append((((name, True), own), ()))
            if symbol.shape and symbol.shape[0] == symbol.shape[1]:
                rules.append(((own, (name, True)), ()))
    return rules


def _diagonal(name: str, symbols: Symbols) -> bool:
    symbol = symbols.get(name)
    return (
        symbol is not None
        and symbol.spectrum is not None
        and symbol.spectrum[0].endswith("values")
        and bool(symbol.shape)
    )


def _eigen_rules(name: str, symbols: Symbols) -> list[tuple[Word, Word]]:
    """S U = U V for a declared diagonal V of the same eigenvalues, where S is a product of letters."""
    spectrum = symbols.symbols[name].spectrum
    if spectrum is None:
        return []
    kind, matrix, first, last = spectrum
    letters = _letters(matrix)
    if letters is None or kind != "eigenvectors":
        return []
    rules: list[tuple[Word, Word]] = []
    chosen: Word | None = None
    for other, candidate in symbols.symbols.items():
        if candidate.spectrum is None or candidate.spectrum[2:] != (first, last) or not candidate.shape:
            continue
        values, of = candidate.spectrum[0], candidate.spectrum[1]
        root = _letters(of)
        squared = values == "singular_values" and root is not None and root + turned(root) == letters
        if squared or (values == "eigenvalues" and of == matrix):
            diagonal: Word = ((other, False),) * (2 if squared else 1)
            if chosen is None:
                chosen = diagonal
                rules.append(((*letters, (name, False)), ((name, False), *diagonal)))
                rules.append((((name, True), *turned(letters)), (*diagonal, (name, True))))
            else:  # another name for the same values is brought to the first
                rules.append((diagonal, chosen) if len(diagonal) >= len(chosen) else (chosen, diagonal))
    return rules


def _letters(node: Node) -> Word | None:
    """The letters of a product of names and transposes."""
    if isinstance(node, tree.Name):
        return ((node.name, False),)
    if isinstance(node, tree.Transpose) and isinstance(node.operand, tree.Name):
        return ((node.operand.name, True),)
    if isinstance(node, tree.Product):
        parts = [_letters(factor) for factor in node.factors]
        return None if None in parts else tuple(letter for part in parts if part for letter in part)
    return None
