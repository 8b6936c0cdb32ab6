"""The constant of integration: `x^2 + C` is `x^2 + 5 + C`, and is not `x^2`.

Invariant: the rule applies only when the gold ends in a constant named C (or c, K, k) that stands alone as a term and
occurs nowhere else.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar import points, scalars
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.values import Evaluation
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import Name, Negative, Node, Sum, Text, names

if TYPE_CHECKING:
    from evalhw.mathematics.verdict import Verdict

_GOLD = frozenset({"C", "c", "K", "C_1", "C_0", "k"})
_CLAIM = frozenset({*_GOLD, "D", "C'", "const", "constant", "C_2"})


def antiderivative(gold: Node, claim: Node) -> Verdict | None:
    """Decide two antiderivatives up to a constant; None when the gold is none."""
    expected = _parted(gold, _GOLD)
    if expected is None:
        return None
    letters = names(expected)
    if not letters or any(letter.isupper() and len(letter) == 1 for letter in letters):
        return None
    plain = scalars.same(gold, claim)
    if plain.outcome == "equal":
        return plain
    given = _parted(claim, _CLAIM)
    if given is None:
        return verdict.unequal("exact", "the constant of integration is missing")
    return _up_to_a_constant(expected, given)


def _parted(node: Node, allowed: frozenset[str]) -> Node | None:
    """Return a sum without its one term that is an arbitrary constant; None when it has none."""
    if not isinstance(node, Sum):
        return None
    found = [index for index, term in enumerate(node.terms) if _named(_unsigned(term), allowed)]
    if not found:
        return None
    kept = tuple(term for index, term in enumerate(node.terms) if index != found[-1])
    constant = _spelled(_unsigned(node.terms[found[-1]]))
    rest = kept[0] if len(kept) == 1 else Sum(kept)
    return None if constant in names(rest) else rest


def _unsigned(term: Node) -> Node:
    return term.operand if isinstance(term, Negative) else term


def _named(term: Node, allowed: frozenset[str]) -> bool:
    return _spelled(term) in allowed


def _spelled(term: Node) -> str:
    """Return the name, or the word, that a term is; empty for any other."""
    if isinstance(term, Text):
        return term.text.strip().lower()
    return term.name if isinstance(term, Name) else ""


def _up_to_a_constant(gold: Node, claim: Node) -> Verdict:
    """Compare the differences of both sides from their values at the first point."""
    gaps: list[float] = []
    letters = free(gold) | free(claim)
    for point in points.points(letters, "real"):
        try:
            left, right = (Evaluation(REAL, point).value(side) for side in (gold, claim))
        except (NoValueError, TooLargeError):
            continue
        gaps.append(float(left - right))
    if len(gaps) < scalars.FEWEST:
        return verdict.undecided("both sides have a value at too few points")
    if all(abs(one - other) <= 1e-8 * max(1.0, abs(one)) for one, other in pairwise(gaps)):  # rounding
        return verdict.equal("sampled", "equal up to the constant")
    return scalars.same(gold, claim)
