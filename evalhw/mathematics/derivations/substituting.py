"""Are values put into conditions, as an answer has these conditions?

Invariant: a condition counts as filled when it stands with the values in it, or when an equation over known symbols
alone follows where the answer takes that condition up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Collection

    from evalhw.mathematics.derivations.establishing import Verification
    from evalhw.mathematics.derivations.targets import Target
    from evalhw.mathematics.derivations.verdicts import Statement


def substituted(
    verification: Verification, into: Collection[str], assumed: Collection[str]
) -> tuple[list[Statement], list[str]]:
    """One statement for each condition that the values are put into, and the conditions for which there is none."""
    found: list[Statement] = []
    missing: list[str] = []
    for wanted in verification.targets:
        if wanted.condition.name not in into:
            continue
        statement = _filled(verification, wanted, frozenset(assumed))
        if statement is None:
            missing.append(wanted.condition.name)
        else:
            found.append(statement)
    return found, missing


def _filled(verification: Verification, wanted: Target, names: frozenset[str]) -> Statement | None:
    """The statement in which a condition stands with the values in it."""
    direct = verification.appearances(wanted)
    if direct:
        return direct[0]
    for statement, region in zip(verification.statements, verification.regions, strict=True):
        if region is wanted and _is_filled(statement, wanted, names):
            return statement
    return None


def _is_filled(statement: Statement, wanted: Target, names: frozenset[str]) -> bool:
    """Whether an equation has a side over known symbols only, with an assumption in force.

    A side that the condition has without the symbols (the b of A x = b) is no sign of it.
    """
    if statement.assumed is None or not statement.piece.operators:
        return False
    first, *rest = statement.piece.operands
    if len(rest) == 1 and isinstance(first, tree.Name) and first.name in names:
        return False  # the value itself
    own = wanted.condition.node.operands
    sides = (side for side in statement.piece.operands if side not in own)
    return any(tree.names(side) and not names & tree.names(side) for side in sides)
