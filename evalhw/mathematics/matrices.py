"""Equations between matrices: true, false, ill-shaped, or a condition equivalent to another one.

Invariant: shapes are checked before anything is computed, and a claim is called false only at drawn values that can
be printed; where an undeclared name could save it, it is undecided.

For the rooms above::

    judge(relation, symbols) -> Judgement               one equation, or a chain as a whole
    judge_links(relation, symbols) -> tuple[Judgement]  a chain link by link
    judge_generic(relation, symbols)                    an identity in letters of its own (A, B, W, M)
    compare_expressions(gold, claim, symbols) -> Verdict
    compare_conditions(gold, claim, symbols) -> Verdict equations up to scale, sides, transpose, solved forms
    compare(gold, claim, symbols) -> Verdict            both as text; the gold decides which of the two it is
    conditions(relation, symbols) -> tuple[Node]        the residuals of a chain that do not vanish by themselves
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics import tree
from evalhw.mathematics.evaluate import Multiple, evaluate, sized
from evalhw.mathematics.reader import read
from evalhw.mathematics.rendering import readable
from evalhw.mathematics.sampling import draws
from evalhw.mathematics.shapes import IDENTITY, SCALAR, ZERO, ShapeFault, Shaper, infer
from evalhw.mathematics.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evalhw.mathematics.sampling import Draw
    from evalhw.mathematics.symbols import Shape, Symbols
    from evalhw.mathematics.tree import Node

TOLERANCE = 1e-9
_CLEARLY = 1e-6
_EQUALITIES = frozenset({"=", "≡", ":=", "≈"})
Truth = Literal["true", "false", "ill_shaped", "undecided"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known about one equation.

    Attributes:
        outcome: true, false, ill_shaped or undecided.
        reason: Why, in words for a person.
        method: `exact` when both sides are one expression or the shapes decide, else `sampled`.
        counterexample: For a false equation, one entry of both sides.
        start: Where the faulty part begins in the source.
        end: Where it ends.
        same: Both sides are the same expression, so that it says nothing (A = A).
        rests_on_bindings: It fails when bound symbols (eigenvectors, singular values) are drawn freely, so that it
            uses what they are; a true equation for which this does not hold is plain algebra.
    """

    outcome: Truth
    reason: str = ""
    method: Literal["exact", "proved", "sampled", ""] = ""
    counterexample: str | None = None
    start: int | None = None
    end: int | None = None
    same: bool = False
    rests_on_bindings: bool = False

    @property
    def vacuous(self) -> bool:
        """True, but it would be true of anything: both sides are one expression."""
        return self.outcome == "true" and self.same


def judge(relation: Node, symbols: Symbols) -> Judgement:
    """Whether an equation, or every link of a chain, holds on all draws.

    The first link that is not true decides a chain.
    """
    links = judge_links(relation, symbols)
    for link in links:
        if link.outcome != "true":
            return link
    if len(links) == 1:
        return links[0]
    rests = any(link.rests_on_bindings for link in links)
    return Judgement("true", "", "sampled", same=all(link.same for link in links), rests_on_bindings=rests)


def judge_links(relation: Node, symbols: Symbols) -> tuple[Judgement, ...]:
    """Each link of a chain of equations, judged on its own."""
    if not isinstance(relation, tree.Relation):
        return (_open(f"{readable(relation)} is no equation", relation),)
    pairs = zip(relation.operators, relation.operands, relation.operands[1:], strict=False)
    return tuple(_judge_link(operator, left, right, symbols) for operator, left, right in pairs)


def judge_generic(relation: Node, symbols: Symbols, symmetric: Iterable[str] = ()) -> Judgement:
    """An identity stated in letters that nobody declared, each taken for a matrix of the shape that its uses need.

    Args:
        relation: An equation, read with `generic=True`.
        symbols: The declared symbols, which keep their meaning.
        symmetric: Letters that the answer says are symmetric.
    """
    from evalhw.mathematics.generic import with_letters

    try:
        extended = with_letters(relation, symbols, frozenset(symmetric))
    except ReadingError as error:
        return Judgement("undecided", error.reason, start=error.start, end=error.end)
    return judge(relation, extended)


def _open(reason: str, node: Node) -> Judgement:
    return Judgement("undecided", reason, start=node.start, end=node.end)


def _judge_link(operator: str, left: Node, right: Node, symbols: Symbols) -> Judgement:
    if operator == "∈":
        return _membership(left, right, symbols)
    if operator not in _EQUALITIES:
        return _open(f"the relation {operator} is not decided by sampling matrices", right)
    try:
        shape = Shaper(symbols).sum((left, right), "equal")
        if left == right:
            return Judgement("true", "both sides are the same", "exact", same=True)
        return _sampled(left, right, shape, symbols, exact=operator != "≈")
    except ShapeFault as fault:
        return Judgement("ill_shaped", fault.reason, "exact", start=fault.start, end=fault.end)
    except ReadingError as error:
        return Judgement("undecided", error.reason, start=error.start or left.start, end=error.end or right.end)


def _membership(left: Node, right: Node, symbols: Symbols) -> Judgement:
    """`U_k ∈ R^{m×k}` says a shape."""
    try:
        if not isinstance(right, tree.Space) or right.name != "R":
            return _open(f"{readable(right)} is no space of matrices", right)
        shaper = Shaper(symbols)
        sizes = tuple(shaper.size(one) for one in right.dimensions)
        wanted = SCALAR if not sizes else (*sizes, (1, 1)) if len(sizes) == 1 else sizes
        shape = shaper.shape(left)
    except ShapeFault as fault:
        return Judgement("ill_shaped", fault.reason, "exact", start=fault.start, end=fault.end)
    except ReadingError as error:
        return Judgement("undecided", error.reason, start=error.start, end=error.end)
    if shape == wanted:
        return Judgement("true", "", "exact")
    if shape in (ZERO, IDENTITY):
        return _open("its shape is that of its context", left)
    said = f"{readable(left)} is {shaper.label(shape)}, not {shaper.label(wanted)}"
    return Judgement("ill_shaped", said, "exact", start=left.start, end=right.end)


def _sampled(left: Node, right: Node, shape: Shape, symbols: Symbols, *, exact: bool) -> Judgement:
    moving = differentials(left) | differentials(right)
    for draw in draws(symbols):
        draw.moving = moving
        values = sides(left, right, shape, draw)
        if not agree(*values, (left, right), draw):
            if not exact:
                return _open("an approximation that does not hold exactly", right)
            unknown = undeclared((left, right), symbols)
            if unknown:
                return _open(f"{', '.join(map(spelled, unknown))} is not declared, and may make it true", right)
            return Judgement("false", _difference(*values), "sampled", _difference(*values), right.start, right.end)
    rests = any(not _holds(left, right, shape, draw) for draw in draws(symbols, unbound=True)[::2])
    return Judgement("true", "", "sampled", rests_on_bindings=rests)


def _holds(left: Node, right: Node, shape: Shape, draw: Draw) -> bool:
    try:
        return agree(*sides(left, right, shape, draw), (left, right), draw)
    except ReadingError:
        return False


def spelled(name: str) -> str:
    """A canonical name for people."""
    return readable(tree.Name(name))


def undeclared(nodes: Sequence[Node], symbols: Symbols) -> list[str]:
    """Names that nobody declared and no sum binds, in order."""
    bound = {
        i.name for node in nodes for here in tree.walk(node) if isinstance(here, tree.Series) for i in here.indices
    }
    found = {name for node in nodes for name in tree.names(node)}
    return sorted(name for name in found if not symbols.declares(name) and name not in bound)


def differentials(node: Node) -> frozenset[str]:
    """The symbols whose own differential stands in the formula: those that move."""
    return frozenset(
        here.operand.name
        for here in tree.walk(node)
        if isinstance(here, tree.Differential) and isinstance(here.operand, tree.Name)
    )


def sides(left: Node, right: Node, shape: Shape, draw: Draw) -> tuple[Any, Any]:
    """The values of both sides, as floats or as matrices of one shape."""
    return _concrete(left, shape, draw), _concrete(right, shape, draw)


def _concrete(node: Node, shape: Shape, draw: Draw) -> Any:
    if len(shape) != 2:
        value = evaluate(node, draw)
        return value.factor if isinstance(value, Multiple) else value
    rows, columns = (size[draw.which] or None for size in shape)
    value = sized(node, draw, rows, columns)
    if isinstance(value, Multiple):
        return value.factor * np.eye(rows or 1)
    return np.zeros((rows or 1, columns or 1)) if isinstance(value, float) and value == 0 else value


def agree(first: Any, second: Any, nodes: Sequence[Node], draw: Draw) -> bool:
    """Whether two values are one up to rounding, relative to the sizes of the terms they are made of."""
    if np.shape(first) != np.shape(second):
        return False
    gap = float(np.max(np.abs(first - second)))
    scale = max(float(np.max(np.abs(first))), float(np.max(np.abs(second))))
    if not np.isfinite(gap) or not np.isfinite(scale):
        raise ReadingError("a value that is not finite")
    if gap <= TOLERANCE * scale:
        return True
    if gap > _CLEARLY * scale and scale > _CLEARLY:
        return False
    return gap <= TOLERANCE * max(magnitude(node, draw) for node in nodes)


def magnitude(node: Node, draw: Draw) -> float:
    """The size of the terms that were added up, where their sum may be nothing but rounding."""
    if isinstance(node, tree.Sum):
        return max(magnitude(term, draw) for term in node.terms)
    if isinstance(node, tree.Negative | tree.Transpose):
        return magnitude(node.operand, draw)
    if isinstance(node, tree.Product):
        return float(np.prod([magnitude(factor, draw) for factor in node.factors]))
    if isinstance(node, tree.Derivative):
        return 1.0
    if isinstance(node, tree.Call) and node.function in {"tr", "inner"}:
        return float(np.prod([magnitude(argument, draw) for argument in node.arguments]))
    value = evaluate(node, draw) if not isinstance(node, tree.Matrix) else 1.0
    return float(np.max(np.abs(value.factor if isinstance(value, Multiple) else value)))


def _difference(first: Any, second: Any) -> str:
    """One entry where the sides differ most."""
    if not np.ndim(first):
        return f"at drawn values the left side is {first:.4g}, the right side {second:.4g}"
    row, column = np.unravel_index(int(np.argmax(np.abs(first - second))), np.shape(first))
    one, other = first[row, column], second[row, column]
    return f"at drawn values entry ({row + 1}, {column + 1}) is {one:.4g} on the left, {other:.4g} on the right"


def compare_expressions(gold: Node, claim: Node, symbols: Symbols) -> Verdict:
    """Whether two expressions have the same value on all draws."""
    if gold == claim:
        return Verdict("equal", "", "exact")
    try:
        expected = infer(gold, symbols)
    except (ShapeFault, ReadingError) as error:
        return Verdict("undecided", f"the reference cannot be used: {error.reason}")
    try:
        shape = infer(claim, symbols)
    except ShapeFault as fault:
        return Verdict("ill_shaped", fault.reason, "exact", None, fault.start, fault.end)
    except ReadingError as error:
        return Verdict("unreadable", error.reason, "", None, error.start, error.end)
    shaper = Shaper(symbols)
    if len(shape) != len(expected) or (len(shape) == 2 and shape != expected):
        try:
            shape = shaper.sum((gold, claim), "equal")
        except ShapeFault:
            said = f"{readable(claim)} is {shaper.label(shape)}, where {shaper.label(expected)} is needed"
            return Verdict("ill_shaped", said, "exact", None, claim.start, claim.end)
        except ReadingError as error:
            return Verdict("unreadable", error.reason, "", None, error.start, error.end)
    return verdict_of(_judge_link("=", claim, gold, symbols), claim)


def verdict_of(judgement: Judgement, claim: Node) -> Verdict:
    """A judgement of claim = gold as a verdict on the claim."""
    if judgement.outcome == "true":
        return Verdict("equal", judgement.reason, judgement.method)
    if judgement.outcome == "undecided":
        return Verdict("undecided", judgement.reason, "", None, claim.start, claim.end)
    outcome: Literal["unequal", "ill_shaped"] = "unequal" if judgement.outcome == "false" else "ill_shaped"
    return Verdict(outcome, judgement.reason, judgement.method, judgement.counterexample, claim.start, claim.end)


def conditions(relation: Node, symbols: Symbols) -> tuple[Node, ...]:
    """The residuals (left minus right) of a chain that do not vanish on every draw: what it demands of the symbols.

    Raises:
        ShapeFault: Two parts do not fit.
        ReadingError: It is no equation, or has a part without a value.
    """
    if isinstance(relation, tree.Collection) and relation.kind in {"and", "bare"}:
        return tuple(one for item in relation.items for one in conditions(item, symbols))
    if not isinstance(relation, tree.Relation) or any(operator not in _EQUALITIES for operator in relation.operators):
        raise ReadingError(f"{readable(relation)} is no equation", relation.start, relation.end)
    found: list[Node] = []
    for left, right in zip(relation.operands, relation.operands[1:], strict=False):
        shape = Shaper(symbols).sum((left, right), "equal")
        if not all(agree(*sides(left, right, shape, draw), (left, right), draw) for draw in draws(symbols)):
            found.append(residual(left, right))
    return tuple(found)


def residual(left: Node, right: Node) -> Node:
    """Left minus right, without a term that is written as zero."""
    if isinstance(right, tree.Number | tree.Special) and _is_zero(right):
        return left
    if isinstance(left, tree.Number | tree.Special) and _is_zero(left):
        return right
    return tree.Sum((left, tree.Negative(right, start=right.start, end=right.end)), start=left.start, end=right.end)


def _is_zero(node: Node) -> bool:
    return (isinstance(node, tree.Number) and node.value == 0) or (
        isinstance(node, tree.Special) and node.kind == "zero"
    )


def compare_conditions(gold: Node, claim: Node, symbols: Symbols) -> Verdict:
    """Whether a claimed equation demands the same as the gold one.

    Sides may be moved, scaled, transposed, multiplied out, or the equation solved for a symbol: residuals that are
    proportional decide at once; otherwise points of one solution set are put into the other equation, both ways.
    """
    from evalhw.mathematics.solving import equivalent

    try:
        wanted = conditions(gold, symbols)
    except (ShapeFault, ReadingError) as error:
        return Verdict("undecided", f"the reference cannot be used: {error.reason}")
    try:
        given = conditions(claim, symbols)
    except ShapeFault as fault:
        return Verdict("ill_shaped", fault.reason, "exact", None, fault.start, fault.end)
    except ReadingError as error:
        return Verdict("unreadable", error.reason, "", None, error.start, error.end)
    unknown = undeclared((claim,), symbols)
    if unknown:
        names = ", ".join(map(spelled, unknown))
        return Verdict("undecided", f"{names} is not declared", "", None, claim.start, claim.end)
    if not given:
        return Verdict(
            "unequal", "it holds for any values, so it is no condition", "sampled", None, claim.start, claim.end
        )
    if not wanted:
        return Verdict("undecided", "the reference holds for any values")
    if len(given) == len(wanted) == 1 and proportional(wanted[0], given[0], symbols):
        return Verdict("equal", "", "sampled")
    return equivalent(wanted, given, claim, symbols)


def proportional(gold: Node, claim: Node, symbols: Symbols) -> bool:
    """Whether one residual is a nonzero multiple of the other, or of its transpose, on every draw."""
    shape, other = infer(gold, symbols), infer(claim, symbols)
    for flipped in (False, True):
        if other != (shape[::-1] if flipped else shape):
            continue
        if all(_is_multiple(gold, claim, shape, other, draw, flipped=flipped) for draw in draws(symbols)):
            return True
    return False


def _is_multiple(gold: Node, claim: Node, shape: Shape, other: Shape, draw: Draw, *, flipped: bool) -> bool:
    first, second = np.atleast_2d(_concrete(gold, shape, draw)), np.atleast_2d(_concrete(claim, other, draw))
    second = second.T if flipped else second
    length = float(np.sum(first * first))
    if not length:
        return False
    factor = float(np.sum(first * second)) / length
    gap = float(np.max(np.abs(second - factor * first)))
    return abs(factor) > _CLEARLY and gap <= 1e-8 * float(np.max(np.abs(second)))


def compare(gold: str, claim: str, symbols: Symbols, *, prove: bool = False) -> Verdict:
    """Compare two formulas over declared matrices, both as text; the gold decides what is compared.

    A gold that is a condition is compared as one; a gold that always holds asks the claim to hold and to relate the
    same things; a gold expression is compared with the last side of the claim.

    Args:
        gold: The expected formula.
        claim: What was answered.
        symbols: The declared symbols.
        prove: Confirm what sampling found by algebra; what cannot be confirmed is undecided.
    """
    try:
        wanted = read(gold, symbols)
    except ReadingError as error:
        return Verdict("undecided", f"the reference cannot be read: {error.reason}")
    try:
        given = read(claim, symbols)
    except ReadingError as error:
        return Verdict("unreadable", error.reason, "", None, error.start, error.end)
    found = _compared(wanted, given, symbols)
    if prove and found.method == "sampled" and found.outcome == "equal":
        from evalhw.mathematics.prover import confirmed_matrices

        return confirmed_matrices(wanted, given, symbols, found)
    return found


def _compared(gold: Node, claim: Node, symbols: Symbols) -> Verdict:
    relation = isinstance(claim, tree.Relation)
    if not isinstance(gold, tree.Relation | tree.Collection):
        return compare_expressions(gold, stated_side(claim), symbols)
    if isinstance(gold, tree.Relation) and not relation and not isinstance(claim, tree.Collection):
        return compare_expressions(gold.operands[-1], claim, symbols)
    try:
        demanded = conditions(gold, symbols)
    except (ShapeFault, ReadingError) as error:
        return Verdict("undecided", f"the reference cannot be used: {error.reason}")
    if demanded or not relation or not isinstance(gold, tree.Relation):
        return compare_conditions(gold, claim, symbols)
    return _compare_identities(gold, claim, symbols)


def stated_side(claim: Node) -> Node:
    """The side of a chain that states its value: the last one, but for a zero that it is set to."""
    if not isinstance(claim, tree.Relation):
        return claim
    stated = [side for side in claim.operands if not (isinstance(side, tree.Number | tree.Special) and _is_zero(side))]
    return stated[-1] if stated else claim.operands[-1]


def _compare_identities(gold: Node, claim: Node, symbols: Symbols) -> Verdict:
    judgement = judge(claim, symbols)
    if judgement.outcome != "true":
        found = verdict_of(judgement, claim)
        return replace(found, start=judgement.start, end=judgement.end)
    assert isinstance(gold, tree.Relation)
    assert isinstance(claim, tree.Relation)
    if proportional(gold.operands[0], claim.operands[0], symbols) or proportional(
        gold.operands[-1], claim.operands[0], symbols
    ):
        return Verdict("equal", "", judgement.method)
    return Verdict("undecided", "it is true, but it says something else", "", None, claim.start, claim.end)
