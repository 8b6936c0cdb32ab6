"""Conditions that hold by algebra alone once their values are put in, such as P^T = P: is the algebra carried out?

All sides of such a condition are one polynomial, so what an answer writes is looked at instead: the side that is to be
worked out, a step between (a transpose carried to the factors), and the result.
Invariant: the value alone, however often it is repeated, is no step.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalhw.mathematics.matrix.polynomials import polynomial
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.derivations.targets import Target
    from evalhw.mathematics.derivations.verdicts import Statement
    from evalhw.mathematics.syntax.tree import Node

_MAX_SIDES = 12
_SYMMETRIC = re.compile(
    r"\s*(?:(?:and|as\s+well\s+as)\s+its\s+inverse\s+)?(?:is|are|being)\s+(?:both\s+|also\s+|itself\s+)?symmetric",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\brevers\w+\b[^.]{0,60}\border|\border\b[^.]{0,40}\brevers\w+"
    r"|\binverse\b[^.]{0,80}\b(?:is|are|too|stays|remains)\b[^.]{0,30}\bsymmetric",
    re.IGNORECASE,
)


def is_put_in(statement: Statement, wanted: Target) -> bool:
    """Whether the side that is to be worked out stands in a statement, and is said to be something over the values."""
    sides = statement.piece.operands[:_MAX_SIDES]
    return any(_is_work(side, statement, wanted) for side in sides) and bool(_values(statement, wanted))


def is_carried_out(wanted: Target, inside: Sequence[Statement], appears: Sequence[Statement]) -> bool:
    """Whether a statement takes a step from the one side, and the answer arrives at the other."""
    for statement in appears:
        if _has_step(statement, wanted) or _gives_reason(wanted, inside):
            later = [one for one in inside if one.start >= statement.start]
            if any(_arrives(one, wanted) for one in later):
                return True
    return False


def _is_work(side: Node, statement: Statement, wanted: Target) -> bool:
    """Whether a side is the one that is to be worked out: as the condition writes it, or with the values put in."""
    heavy, _ = _sides(wanted)
    return any(side == one or (type(side) is type(one) and _is_value(side, statement, wanted)) for one in heavy)


def _sides(wanted: Target) -> tuple[list[Node], list[Node]]:
    """The sides of a condition that are to be worked out, and those that need no work, also with the values put in."""
    sides = list(zip(wanted.condition.node.operands, wanted.written, strict=True))
    heavy = [one for one, _ in sides if not isinstance(one, tree.Name)]
    light = [both for both in sides if isinstance(both[0], tree.Name)] or sides
    return heavy or [one for one, _ in sides], [one for both in light for one in both]


def _is_value(side: Node, statement: Statement, wanted: Target) -> bool:
    """Whether a side over known symbols has the value that both sides of the condition have."""
    names = tree.names(side)
    return bool(names) and not names & wanted.replaced and polynomial(side, statement.symbols) == wanted.left


def _values(statement: Statement, wanted: Target) -> list[Node]:
    return [side for side in statement.piece.operands[:_MAX_SIDES] if _is_value(side, statement, wanted)]


def _has_step(statement: Statement, wanted: Target) -> bool:
    """Whether a statement writes a transpose carried inside, or turns the value as a whole and gives another."""
    values = _values(statement, wanted)
    outer = [side for side in values if _is_work(side, statement, wanted)]
    rest = [side for side in values if side not in outer]
    return bool(outer and rest) or any(_is_carried(side, wanted) for side in rest)


def _is_carried(side: Node, wanted: Target) -> bool:
    """Whether a side has the transpose of a factor in it, or the terms of the value in another order."""
    if isinstance(side, tree.Sum):
        return side not in wanted.written
    return any(isinstance(here, tree.Transpose) and not isinstance(here.operand, tree.Name) for here in tree.walk(side))


def _arrives(statement: Statement, wanted: Target) -> bool:
    """Whether a statement ends at the side that needs no work, or states the condition."""
    if statement.condition == wanted.condition.name:
        return True
    _, light = _sides(wanted)
    return any(side in light for side in statement.piece.operands[-1:])


def _gives_reason(wanted: Target, inside: Sequence[Statement]) -> bool:
    """Whether the words say why: a factor is symmetric, the order is reversed."""
    for one in inside:
        if _REASON.search(one.place.before) or _REASON.search(one.place.behind):
            return True
        said = one.kind == "expression" and _SYMMETRIC.match(one.place.after)
        if said and one.piece.node is not None and not tree.names(one.piece.node) <= wanted.replaced:
            return True
    return False
