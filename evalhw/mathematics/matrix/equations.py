"""Equations between matrices: true, false or ill-shaped, link by link.

Invariant: shapes are checked before anything is computed, and a claim is called false only at drawn values that can
be printed; where an undeclared name could save it, it is undecided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.naming import undeclared
from evalhw.mathematics.matrix.agreement import agree, difference, sides
from evalhw.mathematics.matrix.draws import draws
from evalhw.mathematics.matrix.shapes import ShapeFault, Shaper
from evalhw.mathematics.matrix.sizes import IDENTITY, SCALAR, ZERO
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalhw.mathematics.declared.symbols import Shape, Symbols
    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax.tree import Node

EQUALITIES = frozenset({"=", "≡", ":=", "≈"})
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
    return tuple(judge_link(operator, left, right, symbols) for operator, left, right in pairs)


def judge_generic(relation: Node, symbols: Symbols, symmetric: Iterable[str] = ()) -> Judgement:
    """An identity stated in letters that nobody declared, each taken for a matrix of the shape that its uses need.

    Args:
        relation: An equation, read with `generic=True`.
        symbols: The declared symbols, which keep their meaning.
        symmetric: Letters that the answer says are symmetric.
    """
    from evalhw.mathematics.matrix.generic import with_letters

    try:
        extended = with_letters(relation, symbols, frozenset(symmetric))
    except ReadingError as error:
        return Judgement("undecided", error.reason, start=error.start, end=error.end)
    return judge(relation, extended)


def _open(reason: str, node: Node) -> Judgement:
    return Judgement("undecided", reason, start=node.start, end=node.end)


def judge_link(operator: str, left: Node, right: Node, symbols: Symbols) -> Judgement:
    """One link, left operator right."""
    if operator == "∈":
        return _membership(left, right, symbols)
    if operator not in EQUALITIES:
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
    for draw in (drawn.moved_by(moving) for drawn in draws(symbols)):
        values = sides(left, right, shape, draw)
        if not agree(*values, (left, right), draw):
            if not exact:
                return _open("an approximation that does not hold exactly", right)
            unknown = undeclared((left, right), symbols)
            if unknown:
                return _open(f"{', '.join(map(spelled, unknown))} is not declared, and may make it true", right)
            return Judgement("false", difference(*values), "sampled", difference(*values), right.start, right.end)
    loose = (drawn.moved_by(moving) for drawn in draws(symbols, unbound=True)[::2])
    rests = any(not _holds(left, right, shape, draw) for draw in loose)
    return Judgement("true", "", "sampled", rests_on_bindings=rests)


def _holds(left: Node, right: Node, shape: Shape, draw: Draw) -> bool:
    try:
        return agree(*sides(left, right, shape, draw), (left, right), draw)
    except ReadingError:
        return False


def spelled(name: str) -> str:
    """A canonical name for people."""
    return readable(tree.Name(name))


def differentials(node: Node) -> frozenset[str]:
    """The symbols whose own differential stands in the formula: those that move."""
    return frozenset(
        here.operand.name
        for here in tree.walk(node)
        if isinstance(here, tree.Differential) and isinstance(here.operand, tree.Name)
    )
