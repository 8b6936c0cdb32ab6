"""Signs that a gradient is derived: the function expanded, differentials, entries, perturbations, named identities.

Invariant: a derivation is recognised by what is written, not by whether it is right: a slip in it is a fault elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.derivations.setting import Setting
from evalhw.mathematics.matrix.shapes import ShapeFault, infer
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.solved import Condition
    from evalhw.mathematics.derivations.verdicts import Statement

_EXPANDING = frozenset({"tr", "inner", "vec"})
_PERTURBED = re.compile(r"\\(?:var)?epsilon|[εϵ]|\\delta|δ|\\Delta|Δ|\\eta\b")
_UNREAD = re.compile(
    r"\\(?:operatorname|text|mathrm|mathop)\s*\{\s*[Tt]r(?:ace)?\s*\}|\\[Tt]r\b|\b[Tt]r\s*[\[({]|\\langle|⟨|\\sum|∑|Σ_\{?[a-z]"
    r"|\\mathrm\s*\{?d\}?\s*[A-Z\\]|(?<![A-Za-z\\])d[A-Z](?![a-z])|\\otimes|⊗|\\operatorname\s*\{\s*vec|[Σ∑][ᵢⱼₖₗₐᵣₛ]|∂\w{1,3}[ᵢⱼₖₐ]{2}\s*/\s*∂"
)
_FUNCTION = re.compile(r"\\mathcal\s*\{?[A-Z]|\\ell|(?<![A-Za-z])[LJFf]\b|\\\||‖|\|\|")


def derived(
    statements: Sequence[Statement], symbols: Symbols, conditions: Sequence[Condition] = ()
) -> Statement | None:
    """The first statement that shows how a gradient comes out of the function, if a result follows it."""
    unknowns = Setting(symbols, conditions=conditions).unknowns
    for index, statement in enumerate(statements):
        if statement.stance in {"rejected", "example"} or not _shows(statement, unknowns):
            continue
        if any(_is_result(later) for later in statements[index:]):
            return statement
    return None


def _is_result(statement: Statement) -> bool:
    """Whether it gives a gradient or sets one to zero."""
    return statement.kind in {"gradient", "condition"} or bool(statement.condition) or "=" in statement.source


def _shows(statement: Statement, unknowns: frozenset[str]) -> bool:
    piece = statement.piece
    if piece.node is None:
        source = statement.source
        return bool(_UNREAD.search(source) or (_PERTURBED.search(source) and _FUNCTION.search(source)))
    symbols = statement.symbols
    if any(finding.general and isinstance(finding.link.left, tree.Derivative) for finding in statement.findings):
        return True
    if any(_is_step(node, piece.node, unknowns, symbols) for node in tree.walk(piece.node)):
        return True
    return _is_expanded(piece.operands, unknowns, symbols)


def _is_expanded(sides: Sequence[tree.Node], unknowns: frozenset[str], symbols: Symbols) -> bool:
    """Whether a chain writes the function as a sum of terms that is not how the problem writes it."""
    named = [
        side
        for side in sides
        if isinstance(side, tree.Name) or any(isinstance(part, tree.Norm) for part in tree.walk(side))
    ]
    if len(sides) < 2 or not named:  # noqa: PLR2004 - a chain
        return False
    return any(_is_sum(side, unknowns, symbols) for side in sides[1:])


def _is_sum(side: tree.Node, unknowns: frozenset[str], symbols: Symbols) -> bool:
    """A scalar sum with two or more terms in the unknowns, other than the declared definitions."""
    if not isinstance(side, tree.Sum):
        return False
    declared = [set(_terms(one.definition)) for one in symbols.symbols.values() if one.definition is not None]
    if set(_terms(side)) in declared:
        return False
    try:
        scalar = infer(side, symbols) == ()
    except (ShapeFault, ReadingError):
        return False
    return scalar and sum(bool(unknowns & symbols.depends(term)) for term in side.terms) > 1


def _terms(node: tree.Node) -> tuple[tree.Node, ...]:
    return node.terms if isinstance(node, tree.Sum) else (node,)


def _is_step(node: tree.Node, whole: tree.Node, unknowns: frozenset[str], symbols: Symbols) -> bool:
    """Whether a node is what derivations are made of, applied to the unknowns."""
    rests = bool(unknowns & symbols.depends(node))
    if isinstance(node, tree.Call):
        return node.function in _EXPANDING and rests
    if isinstance(node, tree.Series | tree.Differential):
        return rests
    if isinstance(node, tree.Sum):
        return rests and _perturbs(node, unknowns, symbols)
    if isinstance(node, tree.Derivative):
        return _is_identity(node, whole, unknowns, symbols)
    return False


def _perturbs(node: tree.Sum, unknowns: frozenset[str], symbols: Symbols) -> bool:
    """W + H, where W is an unknown and H is a letter of the answer's own."""
    plain = any(isinstance(term, tree.Name) and term.name in unknowns for term in node.terms)
    own = {
        name for name in tree.names(node) if not symbols.declares(name) or name.startswith(("delta", "Delta", "eps"))
    }
    return plain and bool(own)


def _is_identity(node: tree.Derivative, whole: tree.Node, unknowns: frozenset[str], symbols: Symbols) -> bool:
    """A derivative of a part of the function, by an entry, or by a named expression: not of the function as a whole."""
    if any(isinstance(variable, tree.Entry) for variable in node.variables):
        return True
    names = {variable.name for variable in node.variables if isinstance(variable, tree.Name)}
    bound = any((symbol := symbols.get(name)) is not None and symbol.definition is not None for name in names)
    operand = node.operand
    if bound:
        return True
    if isinstance(operand, tree.Name) or not isinstance(whole, tree.Relation):
        return False
    part = any(isinstance(here, tree.Call | tree.Series) for here in tree.walk(operand))
    return part and bool(unknowns & symbols.depends(operand))
