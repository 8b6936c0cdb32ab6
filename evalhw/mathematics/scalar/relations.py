"""Whether two equations or inequalities say the same: up to a nonzero factor, or by what satisfies them.

Invariant: two equations are unequal only when a point was found that satisfies one and not the other, or when one has
names that the other does not have.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar import points, roots
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError
from evalhw.mathematics.scalar.fields import COMPLEX, REAL, Field, Value, widened
from evalhw.mathematics.scalar.scalars import agree, digits
from evalhw.mathematics.scalar.values import Evaluation
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import Call, Name, Negative, Node, Relation, Sum, rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evalhw.mathematics.verdict import Verdict

_FLIPPED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}
_CLOSE = 1e-9
_ON_CURVE = 1e-6
_ENOUGH = 5
_DRAWS = 4


def residual(relation: Relation) -> Node:
    """Return left minus right of a relation with two sides; the call of an unknown function becomes a name."""
    left, right = (named_calls(side) for side in relation.operands)
    return Sum((left, Negative(right)))


def named_calls(node: Node) -> Node:
    """Return the tree with calls such as f(x), whose function is not known, as names."""
    known = {*REAL.functions, "log", "lg", "root", "binom", "factorial", "max", "min", "gcd", "lcm", "mod", "det"}
    return rewrite(
        node, lambda here: Name(f"{here.function}()") if isinstance(here, Call) and here.function not in known else None
    )


def same_equation(gold: Relation, claim: Relation) -> Verdict:
    """Decide whether two equations with two sides each have the same solutions."""
    first, second = residual(gold), residual(claim)
    if free(first) != free(second):
        return verdict.unequal("exact", "the two equations are about different letters")
    factor = ratio(first, second, REAL) or ratio(first, second, COMPLEX)
    if factor is not None:
        return verdict.equal("sampled", "the same equation up to a nonzero factor")
    return _same_solutions(first, second)


def same_inequality(gold: Relation, claim: Relation) -> Verdict | None:
    """Decide whether two inequalities with two sides each are the same up to a factor; None if that does not show."""
    first, second = residual(gold), residual(claim)
    sign, other = gold.operators[0], claim.operators[0]
    if free(first) != free(second):
        return verdict.unequal("exact", "the two inequalities are about different letters")
    factor = ratio(first, second, REAL)
    if factor is None:
        return None
    real = float(factor.real)
    if (other if real > 0 else _FLIPPED.get(other, other)) == sign:
        return verdict.equal("sampled", "the same inequality up to a factor")
    return verdict.unequal("sampled", f"the sign of the inequality should be {sign} when the sides are ordered alike")


def ratio(gold: Node, claim: Node, field: Field) -> Value | None:
    """Return the constant that the claim is of the gold, or None when their ratio varies or too few points tell."""
    factor = None
    count = 0
    for point in points.points(free(gold), "real"):
        wide = {name: widened(value, field) for name, value in point.items()}
        try:
            left, right = Evaluation(field, wide).value(gold), Evaluation(field, wide).value(claim)
        except (NoValueError, TooLargeError):
            continue
        if abs(left) < _CLOSE or abs(right) < _CLOSE:
            return None
        if factor is None:
            factor = right / left
        elif not agree(right / left, factor, _CLOSE):
            return None
        count += 1
        if count == _ENOUGH:
            return factor
    return None


def _same_solutions(gold: Node, claim: Node) -> Verdict:
    """Look for solutions of each on lines through drawn points, and try them in the other."""
    count = 0
    for first, second in ((gold, claim), (claim, gold)):
        for point in islice(solutions(first), 40):
            value = _at(second, point)
            if value is None or abs(value) > _ON_CURVE * _scale(second, point):
                where = ", ".join(f"{name} = {digits(where)}" for name, where in sorted(point.items())[:4])
                owner = "the expected equation" if first is gold else "this equation"
                return verdict.unequal("sampled", f"{where} satisfies {owner} and not the other", where)
            count += 1
    if count >= 2:  # noqa: PLR2004  # one from each side at least
        return verdict.equal("sampled", f"each is satisfied by the {count} solutions found of the other")
    return verdict.undecided("no real solutions were found to compare the two equations by")


def solutions(node: Node) -> Iterator[dict[str, float]]:
    """Yield points at which an expression is zero: drawn values for all names but one, which is solved for."""
    names = sorted(free(node))
    for solved in names:
        others = frozenset(names) - {solved}
        for point in islice(points.points(others, "real"), _DRAWS if others else 1):
            fixed = {name: float(value.real) for name, value in point.items()}
            for root in roots.roots(roots.along(node, solved, fixed)):
                yield {**fixed, solved: root}


def _at(node: Node, point: Mapping[str, float]) -> float | None:
    try:
        return float(Evaluation(REAL, point).value(node))
    except (NoValueError, TooLargeError):
        return None


def _scale(node: Node, point: Mapping[str, float]) -> float:
    """Return how large an expression is near a point, so that rounding is told from a difference."""
    found = [1e-3]
    for name in point:
        for step in (-0.5, 0.5):
            value = _at(node, {**point, name: point[name] + step})
            if value is not None:
                found.append(abs(value))
    return max(found)
