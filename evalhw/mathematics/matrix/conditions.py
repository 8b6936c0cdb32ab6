"""Conditions and expressions against the ones a rubric asks for: equal in every equivalent form, or why not.

Invariant: a claim is unequal only where values show it, ill-shaped only where its own parts do not fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.naming import undeclared
from evalhw.mathematics.matrix.agreement import CLEARLY, agree, concrete, sides
from evalhw.mathematics.matrix.draws import draws
from evalhw.mathematics.matrix.equations import EQUALITIES, Judgement, judge, judge_link, spelled
from evalhw.mathematics.matrix.shapes import ShapeFault, Shaper, infer
from evalhw.mathematics.matrix.solving import equivalent
from evalhw.mathematics.scalar.several import without_plus_minus
from evalhw.mathematics.syntax import spelling, tree
from evalhw.mathematics.syntax.contents import contents
from evalhw.mathematics.syntax.rendering import readable
from evalhw.mathematics.verdict import Verdict

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Shape, Symbols
    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax.tree import Node

_MULTIPLE = 1e-8  # how far a multiple may be off, relative to its largest entry


def compare_expressions(gold: Node, claim: Node, symbols: Symbols) -> Verdict:
    """Whether a claim states the same value as the gold expression, on all draws.

    A claim that is an equation (dL/dW = ... = 0) is taken at the side that states its value.
    """
    claim = stated_side(claim)
    if gold == claim:
        return Verdict("equal", "", "exact")
    shaper = Shaper(symbols)
    try:
        expected = infer(gold, symbols)
    except (ShapeFault, ReadingError) as error:
        return _unusable(error)
    try:
        shape = infer(claim, symbols)
    except (ShapeFault, ReadingError) as error:
        return _refused(error)
    try:
        shaper.sum((gold, claim), "equal")
    except ShapeFault:
        said = f"{readable(claim)} is {shaper.label(shape)}, where {shaper.label(expected)} is needed"
        return Verdict("ill_shaped", said, "exact", None, claim.start, claim.end)
    except ReadingError as error:
        return _refused(error)
    return _verdict(judge_link("=", claim, gold, symbols), claim)


def _verdict(judgement: Judgement, claim: Node) -> Verdict:
    """A judgement of claim = gold as a verdict on the claim."""
    if judgement.outcome == "true":
        return Verdict("equal", judgement.reason, judgement.method)
    if judgement.outcome == "undecided":
        return Verdict("undecided", judgement.reason, "", None, claim.start, claim.end)
    outcome: Literal["unequal", "ill_shaped"] = "unequal" if judgement.outcome == "false" else "ill_shaped"
    return Verdict(outcome, judgement.reason, judgement.method, judgement.counterexample, claim.start, claim.end)


def _unusable(error: ShapeFault | ReadingError) -> Verdict:
    return Verdict("undecided", f"the reference cannot be used: {error.reason}")


def _refused(error: ShapeFault | ReadingError) -> Verdict:
    """Why a claim has no shape: its parts do not fit, or it cannot be read."""
    if isinstance(error, ShapeFault):
        return Verdict("ill_shaped", error.reason, "exact", None, error.start, error.end)
    return Verdict("unreadable", error.reason, "", None, error.start, error.end)


def conditions(relation: Node, symbols: Symbols) -> tuple[Node, ...]:
    """The residuals (left minus right) of a chain that do not vanish on every draw: what it demands of the symbols.

    Raises:
        ShapeFault: Two parts do not fit.
        ReadingError: It is no equation, or has a part without a value.
    """
    if isinstance(relation, tree.Collection) and relation.kind in {"and", "bare"}:
        return tuple(one for item in relation.items for one in conditions(item, symbols))
    if not isinstance(relation, tree.Relation) or any(operator not in EQUALITIES for operator in relation.operators):
        raise ReadingError(f"{readable(relation)} is no equation", relation.start, relation.end)
    if contents(relation).plus_minus:
        return (_either(relation, symbols),)
    found: list[Node] = []
    for left, right in zip(relation.operands, relation.operands[1:], strict=False):
        shape = Shaper(symbols).sum((left, right), "equal")
        if not all(agree(*sides(left, right, shape, draw), (left, right), draw) for draw in draws(symbols)):
            found.append(residual(left, right))
    return tuple(found)


def _either(relation: tree.Relation, symbols: Symbols) -> Node:
    """The residual of x = ±c between scalars: the product of those of x = c and x = -c.

    Raises:
        ShapeFault: Two parts do not fit.
        ReadingError: It is no such equation.
    """
    cases = without_plus_minus(relation)
    if not isinstance(cases, tree.Collection) or cases.kind != "or":
        raise ReadingError(f"{readable(relation)} has too many signs", relation.start, relation.end)
    found = [one for case in cases.items for one in conditions(case, symbols)]
    if any(infer(one, symbols) for one in found):
        raise ReadingError(f"{readable(relation)} is no equation of scalars", relation.start, relation.end)
    return tree.Product(tuple(found), start=relation.start, end=relation.end)


def residual(left: Node, right: Node) -> Node:
    """Left minus right, without a side that is written as zero."""
    if _is_zero(right):
        return left
    if _is_zero(left):
        return right
    return tree.Sum((left, tree.Negative(right, start=right.start, end=right.end)), start=left.start, end=right.end)


def _is_zero(node: Node) -> bool:
    if isinstance(node, tree.Special):
        return node.kind == "zero"
    return isinstance(node, tree.Number) and node.value == 0


def compare_conditions(gold: Node, claim: Node, symbols: Symbols, about: str = "") -> Verdict:
    """Whether a claimed equation demands the same as the gold one.

    Sides may be moved, scaled, transposed, multiplied out, or the equation solved for a symbol: residuals that are
    proportional decide at once; otherwise points of one solution set are put into the other equation, both ways.
    A gold that always holds asks the claim to hold and to relate the same things.

    Args:
        gold: The equation that is asked for.
        claim: The equation that is given.
        symbols: What both are read against.
        about: The number that a scalar equation is to be solved for; all others are then generic. Empty: any of them.
    """
    value = _stated_value(gold, claim, symbols)
    if value is not None:
        return compare_expressions(value, claim, symbols)
    try:
        wanted = conditions(gold, symbols)
    except (ShapeFault, ReadingError) as error:
        return _unusable(error)
    if not wanted and isinstance(gold, tree.Relation):
        return _compare_identities(gold, claim, symbols)
    try:
        given = conditions(claim, symbols)
    except (ShapeFault, ReadingError) as error:
        return _refused(error)
    unknown = undeclared((claim,), symbols)
    if unknown:
        names = ", ".join(map(spelled, unknown))
        return Verdict("undecided", f"{names} is not declared", "", None, claim.start, claim.end)
    return _same_demands(wanted, given, claim, symbols, about)


def _stated_value(gold: Node, claim: Node, symbols: Symbols) -> Node | None:
    """The right side of a gold `name = value` where the claim gives just the value, or calls it by a name of its own.

    Such names are the gold's own with a hat, a star or an index that nobody declared.
    """
    if not isinstance(gold, tree.Relation) or not isinstance(gold.operands[0], tree.Name):
        return None
    if not isinstance(claim, tree.Relation | tree.Collection):
        return gold.operands[-1]
    first = claim.operands[0] if isinstance(claim, tree.Relation) else claim
    if not isinstance(first, tree.Name) or symbols.declares(first.name):
        return None
    return gold.operands[-1] if spelling.undressed(first.name) == spelling.undressed(gold.operands[0].name) else None


def _same_demands(
    wanted: tuple[Node, ...], given: tuple[Node, ...], claim: Node, symbols: Symbols, about: str
) -> Verdict:
    if not given:
        reason = "it holds for any values, so it is no condition"
        return Verdict("unequal", reason, "sampled", None, claim.start, claim.end)
    if len(given) == len(wanted) == 1 and proportional(wanted[0], given[0], symbols):
        return Verdict("equal", "", "sampled")
    return equivalent(wanted, given, claim, symbols, about)


def proportional(gold: Node, claim: Node, symbols: Symbols) -> bool:
    """Whether one residual is a nonzero multiple of the other, or of its transpose, on every draw.

    Any number is a multiple of any other, so scalars must have one factor on all draws.
    """
    shape, other = infer(gold, symbols), infer(claim, symbols)
    if not shape:
        return not other and _one_factor(gold, claim, symbols)
    for flipped in (False, True):
        if other != (shape[::-1] if flipped else shape):
            continue
        if all(_is_multiple(gold, claim, shape, other, draw, flipped=flipped) for draw in draws(symbols)):
            return True
    return False


def _one_factor(gold: Node, claim: Node, symbols: Symbols) -> bool:
    """Whether one scalar is the same nonzero multiple of the other on all draws."""
    values = [(float(concrete(gold, (), draw)), float(concrete(claim, (), draw))) for draw in draws(symbols)]
    if any(not np.isfinite([one, other]).all() or not one for one, other in values):
        return False
    factors = [other / one for one, other in values]
    gap = max(abs(factor - factors[0]) for factor in factors)
    return abs(factors[0]) > CLEARLY and gap <= _MULTIPLE * max(map(abs, factors))


def _is_multiple(gold: Node, claim: Node, shape: Shape, other: Shape, draw: Draw, *, flipped: bool) -> bool:
    first, second = np.atleast_2d(concrete(gold, shape, draw)), np.atleast_2d(concrete(claim, other, draw))
    second = second.T if flipped else second
    length = float(np.sum(first * first))
    if not length:
        return False
    factor = float(np.sum(first * second)) / length
    gap = float(np.max(np.abs(second - factor * first)))
    return abs(factor) > CLEARLY and gap <= _MULTIPLE * float(np.max(np.abs(second)))


def stated_side(claim: Node) -> Node:
    """The side of a chain that states its value: the last one, but for a zero that it is set to."""
    if not isinstance(claim, tree.Relation):
        return claim
    stated = [side for side in claim.operands if not _is_zero(side)]
    return stated[-1] if stated else claim.operands[-1]


def _compare_identities(gold: tree.Relation, claim: Node, symbols: Symbols) -> Verdict:
    """A claim against an equation that always holds."""
    if not isinstance(claim, tree.Relation):
        return compare_expressions(gold.operands[-1], claim, symbols)
    judgement = judge(claim, symbols)
    if judgement.outcome != "true":
        outcome: Literal["unequal", "ill_shaped", "undecided"]
        outcome = "unequal" if judgement.outcome == "false" else judgement.outcome
        shown = judgement.counterexample
        return Verdict(outcome, judgement.reason, judgement.method, shown, judgement.start, judgement.end)
    if any(proportional(side, claim.operands[0], symbols) for side in (gold.operands[0], gold.operands[-1])):
        return Verdict("equal", "", judgement.method)
    return Verdict("undecided", "it is true, but it says something else", "", None, claim.start, claim.end)
