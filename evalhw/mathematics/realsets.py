"""Sets of real numbers as what they hold at and between finitely many ends: intervals, unions, inequalities.

A set is its ends in order and one truth value for each piece: below the first end, at it, between it and the next, and
so on. Two sets are equal when, ends that change nothing left out, ends and truth values are the same.

Invariant: an end is exact where the answer wrote it; only ends found by solving an inequality are approximate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalhw.mathematics import roots, scalars
from evalhw.mathematics.arithmetic import NoValueError, TooLargeError
from evalhw.mathematics.contents import free
from evalhw.mathematics.fields import REAL
from evalhw.mathematics.tree import (
    Builder,
    Collection,
    Constant,
    Interval,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    Relation,
    Space,
)
from evalhw.mathematics.values import Evaluation

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_ENDS = 200
ORDERINGS = frozenset({"<", "≤", ">", "≥", "≠"})
_APART = 1e-9


class NotASetError(Exception):
    """The tree is no set of real numbers that can be written with finitely many ends."""


@dataclass(frozen=True, slots=True)
class End:
    """A number at which membership may change: its value, and the tree it was written as, if any."""

    value: float
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class RealSet:
    """Ends in rising order, and membership of the 2n + 1 pieces that they make."""

    ends: tuple[End, ...]
    holds: tuple[bool, ...]

    def reduced(self) -> RealSet:
        """The same set without the ends at which nothing changes."""
        ends: list[End] = []
        holds = [self.holds[0]]
        for index, end in enumerate(self.ends):
            at, after = self.holds[2 * index + 1], self.holds[2 * index + 2]
            if not holds[-1] == at == after:
                ends.append(end)
                holds += [at, after]
        return RealSet(tuple(ends), tuple(holds))


EVERYTHING = RealSet((), (True,))
NOTHING = RealSet((), (False,))


def real_set(node: Node) -> RealSet:
    """Return the set of reals that a tree denotes; an inequality denotes its solutions in its one variable.

    Raises:
        NotASetError: It is no such set.
    """
    try:
        rule = _RULES.get(type(node))
        if rule is None:
            raise NotASetError
        return rule(node).reduced()
    except (NoValueError, TooLargeError):
        raise NotASetError from None


def is_real_set(node: Node) -> bool:
    """Whether a tree says by its form that it is a set of reals: an interval, a union, an inequality, x in a set."""
    if isinstance(node, Interval | Builder):
        return True
    if isinstance(node, Operation):
        return node.operator in {"union", "intersection", "difference"}
    if isinstance(node, Space):
        return node.name == "R" and not node.dimensions
    if isinstance(node, Relation):
        return any(sign in ORDERINGS or sign in {"∈", "∉"} for sign in node.operators)
    if isinstance(node, Collection) and node.kind in {"and", "or"}:
        return bool(node.items) and all(is_real_set(item) for item in node.items)
    return False


def _end(node: Node) -> End:
    """Return the end that a tree without names denotes."""
    if free(node):
        raise NotASetError
    return End(float(Evaluation(REAL, {}).value(node)), node)


def _infinite(node: Node) -> int:
    if isinstance(node, Constant):
        return int(node.name == "infinity")
    return -_infinite(node.operand) if isinstance(node, Negative) else 0


def between(low: Node, high: Node, *, left: bool, right: bool) -> RealSet:
    """Return an interval, with its ends or without.

    Raises:
        NotASetError: An end is no number.
    """
    first = None if _infinite(low) < 0 else _end(low)
    last = None if _infinite(high) > 0 else _end(high)
    if first is None and last is None:
        return EVERYTHING
    if first is None:
        return RealSet((last,), (True, right, False)) if last else EVERYTHING
    if last is None:
        return RealSet((first,), (False, left, True))
    if last.value < first.value:
        return NOTHING
    if last.value == first.value:
        return RealSet((first,), (False, left and right, False))
    return RealSet((first, last), (False, left, True, right, False))


def _interval(node: Interval) -> RealSet:
    return between(node.low, node.high, left=node.left_closed, right=node.right_closed)


def _collection(node: Collection) -> RealSet:
    if node.kind in {"tuple", "list"} and len(node.items) == 2:  # noqa: PLR2004  # (a, b) and [a, b]
        closed = node.kind == "list"
        return between(node.items[0], node.items[1], left=closed, right=closed)
    if node.kind == "set":
        found = NOTHING
        for item in node.items:
            found = combined(found, RealSet((_end(item),), (False, True, False)), lambda a, b: a or b)
        return found
    if node.kind not in {"and", "or"} or len({name for item in node.items for name in _variables(item)}) > 1:
        raise NotASetError
    rule = _both if node.kind == "and" else _either
    found = real_set(node.items[0])
    for item in node.items[1:]:
        found = combined(found, real_set(item), rule)
    return found


def _variables(node: Node) -> frozenset[str]:
    return free(node) if isinstance(node, Relation | Collection) else frozenset()


def _both(left: bool, right: bool) -> bool:
    return left and right


def _either(left: bool, right: bool) -> bool:
    return left or right


def _but(left: bool, right: bool) -> bool:
    return left and not right


_OPERATIONS: dict[str, Callable[[bool, bool], bool]] = {"union": _either, "intersection": _both, "difference": _but}


def _operation(node: Operation) -> RealSet:
    rule = _OPERATIONS.get(node.operator)
    if rule is None:
        raise NotASetError
    return combined(real_set(node.left), real_set(node.right), rule)


def _space(node: Space) -> RealSet:
    if node.name != "R" or node.dimensions:
        raise NotASetError
    return EVERYTHING


def _builder(node: Builder) -> RealSet:
    if free(node.element) != free(node.condition):
        raise NotASetError
    return real_set(node.condition)


def _relation(node: Relation) -> RealSet:
    if len(node.operators) == 1 and node.operators[0] in {"∈", "∉"}:
        inside = real_set(node.operands[1])
        if not isinstance(node.operands[0], Name):
            raise NotASetError
        return inside if node.operators[0] == "∈" else combined(EVERYTHING, inside, _but)
    names = free(node)
    if len(names) != 1 or any(sign not in ORDERINGS | {"="} for sign in node.operators):
        raise NotASetError
    found = EVERYTHING
    for sign, left, right in zip(node.operators, node.operands[:-1], node.operands[1:], strict=True):
        found = combined(found, _solutions(sign, left, right, next(iter(names))), _both)
    return found


def _solutions(sign: str, left: Node, right: Node, name: str) -> RealSet:
    """Return where one inequality in one variable holds: read off, by a linear equation, or by searching for ends."""
    if isinstance(left, Name) and not free(right):
        return _ray(sign, right)
    if isinstance(right, Name) and not free(left):
        return _ray({"<": ">", ">": "<", "≤": "≥", "≥": "≤"}.get(sign, sign), left)
    linear = roots.linear(left, right, name)
    if linear is not None:
        slope, root = linear
        turned = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}.get(sign, sign) if slope < 0 else sign
        return _ray(turned, Number(root))
    ends = [End(where) for where in roots.changes(left, right, name)]
    return from_ends(ends, roots.truth(sign, left, right, name))


def from_ends(ends: list[End], truth: Callable[[float], bool]) -> RealSet:
    """Return the set that a test describes between and at the given ends."""
    if len(ends) > MAX_ENDS:
        raise NotASetError
    if not ends:
        return EVERYTHING if truth(0.1234) else NOTHING
    holds = [truth(ends[0].value - 1.0)]
    for index, end in enumerate(ends):
        following = ends[index + 1].value if index + 1 < len(ends) else end.value + 2.0
        holds += [truth(end.value), truth((end.value + following) / 2)]
    return RealSet(tuple(ends), tuple(holds))


def _ray(sign: str, bound: Node) -> RealSet:
    if _infinite(bound):
        return EVERYTHING if (_infinite(bound) > 0) == (sign in {"<", "≤"}) else NOTHING
    holds = {
        "<": (True, False, False),
        "≤": (True, True, False),
        ">": (False, False, True),
        "≥": (False, True, True),
        "≠": (True, False, True),
        "=": (False, True, False),
    }[sign]
    return RealSet((_end(bound),), holds)


def combined(left: RealSet, right: RealSet, rule: Callable[[bool, bool], bool]) -> RealSet:
    """Return the set whose membership is a rule of two memberships."""
    ends: list[End] = []
    for end in sorted((*left.ends, *right.ends), key=lambda end: end.value):
        if not ends or not same_end(ends[-1], end):
            ends.append(end)
    if len(ends) > MAX_ENDS:
        raise NotASetError
    first, second = _spread(left, ends), _spread(right, ends)
    holds = tuple(rule(a, b) for a, b in zip(first, second, strict=True))
    return RealSet(tuple(ends), holds).reduced()


def _spread(own: RealSet, ends: list[End]) -> list[bool]:
    """Return the membership of a set over more ends than its own."""
    holds = [own.holds[0]]
    position = 0
    for end in ends:
        if position < len(own.ends) and same_end(own.ends[position], end):
            holds += own.holds[2 * position + 1 : 2 * position + 3]
            position += 1
        else:
            holds += [own.holds[2 * position]] * 2
    return holds


def same_end(left: End, right: End) -> bool:
    """Whether two ends are the same number, exactly where both were written, else nearly."""
    if abs(left.value - right.value) > 1e-2 * max(1.0, abs(left.value)):  # a decimal may stand for an end
        return False
    if left.node is not None and right.node is not None:
        return left.node == right.node or scalars.constants(left.node, right.node).outcome == "equal"
    return abs(left.value - right.value) <= _APART * max(1.0, abs(left.value))


def written(own: RealSet) -> str:
    """Return a set in interval notation, for a reason."""
    pieces: list[str] = []
    for index in range(len(own.ends) + 1):
        if own.holds[2 * index]:
            low = "-∞" if index == 0 else f"{own.ends[index - 1].value:g}"
            high = "∞" if index == len(own.ends) else f"{own.ends[index].value:g}"
            left = "[" if index and own.holds[2 * index - 1] else "("
            right = "]" if index < len(own.ends) and own.holds[2 * index + 1] else ")"
            pieces.append(f"{left}{low}, {high}{right}")
        isolated = index < len(own.ends) and own.holds[2 * index + 1]
        if isolated and not own.holds[2 * index] and not own.holds[2 * index + 2]:
            pieces.append(f"{{{own.ends[index].value:g}}}")
    return " ∪ ".join(pieces[:6]) or "the empty set"


_RULES: dict[type[Node], Callable[..., RealSet]] = {
    Interval: _interval,
    Collection: _collection,
    Operation: _operation,
    Space: _space,
    Builder: _builder,
    Relation: _relation,
}
