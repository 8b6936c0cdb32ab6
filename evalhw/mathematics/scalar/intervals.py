"""Intervals and inequalities whose ends are letters: compared by their form, end by end.

Invariant: what has another form is undecided, never unequal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar.several import matched, pairwise
from evalhw.mathematics.syntax.tree import Collection, Constant, Interval, Name, Negative, Node, Operation, Relation

if TYPE_CHECKING:
    from evalhw.mathematics.scalar.several import Decide
    from evalhw.mathematics.verdict import Verdict


def parts(gold: Node, claim: Node, decide: Decide) -> Verdict:
    """Decide sets that cannot be drawn on a line, by their form: interval by interval, inequality by inequality."""
    gold, claim = _as_interval(gold, claim), _as_interval(claim, gold)
    if isinstance(gold, Interval | Collection) and isinstance(claim, Interval | Collection):
        first, second = _ends(gold), _ends(claim)
        if first and second:
            if first[2:] != second[2:]:
                return verdict.unequal("exact", "an end of the interval is open here and closed there")
            return pairwise(first[:2], second[:2], decide)
    if isinstance(gold, Operation) and isinstance(claim, Operation) and gold.operator == claim.operator:
        return matched(_flat(gold), _flat(claim), decide)
    if isinstance(gold, Relation) and isinstance(claim, Relation):
        return _links(gold, claim, decide)
    if isinstance(gold, Collection) and isinstance(claim, Collection) and gold.kind == claim.kind:
        return matched(list(gold.items), list(claim.items), decide)
    return verdict.undecided("these sets cannot be compared")


def _as_interval(node: Node, other: Node) -> Node:
    """Return x >= a as [a, oo) when the other side is an interval; anything else as it is."""
    if not isinstance(node, Relation) or not isinstance(other, Interval | Collection) or len(node.operators) > 2:  # noqa: PLR2004
        return node
    if len(node.operators) == 2:  # noqa: PLR2004  # a < x < b
        low, _, high = node.operands
        rising = set(node.operators) <= {"<", "≤"}
        return Interval(low, high, node.operators[0] == "≤", node.operators[1] == "≤") if rising else node
    sign, (left, right) = node.operators[0], node.operands
    if not isinstance(left, Name) or sign not in {"<", "≤", ">", "≥"}:
        return node
    infinity = Constant("infinity")
    if sign in {">", "≥"}:
        return Interval(right, infinity, sign == "≥", right_closed=False)
    return Interval(Negative(infinity), right, left_closed=False, right_closed=sign == "≤")


def _ends(node: Interval | Collection) -> tuple[Node, Node, bool, bool] | None:
    if isinstance(node, Interval):
        return node.low, node.high, node.left_closed, node.right_closed
    if node.kind in {"tuple", "list"} and len(node.items) == 2:  # noqa: PLR2004  # (a, b)
        return node.items[0], node.items[1], node.kind == "list", node.kind == "list"
    return None


def _flat(node: Node) -> list[Node]:
    if isinstance(node, Operation) and node.operator in {"union", "intersection"}:
        return _flat(node.left) + _flat(node.right)
    return [node]


def _links(gold: Relation, claim: Relation, decide: Decide) -> Verdict:
    """Decide chains of inequalities link by link, in either direction."""
    if len(gold.operators) != len(claim.operators) or len(gold.operators) == 1:
        return verdict.undecided("these inequalities cannot be compared")
    split = [
        [
            Relation((sign,), (low, high))
            for sign, low, high in zip(side.operators, side.operands[:-1], side.operands[1:], strict=True)
        ]
        for side in (gold, claim)
    ]
    return matched(list(split[0]), list(split[1]), decide)
