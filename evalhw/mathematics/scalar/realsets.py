"""The set of real numbers that a tree denotes: an interval, a union, the solutions of an inequality.

Invariant: an end is exact where the answer wrote it; only ends found by solving an inequality are approximate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.scalar import roots
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.realline import EVERYTHING, MAX_ENDS, NOTHING, End, NotASetError, RealSet, combined
from evalhw.mathematics.scalar.values import Evaluation
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import (
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
    Sum,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ORDERINGS = frozenset({"<", "≤", ">", "≥", "≠"})


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
    if isinstance(node, Space | Sum):
        return without(node) is not None if isinstance(node, Sum) else node.name == "R" and not node.dimensions
    if isinstance(node, Relation):
        return any(sign in ORDERINGS or sign in {"∈", "∉"} for sign in node.operators)
    if isinstance(node, Collection) and node.kind in {"and", "or"}:
        return bool(node.items) and all(is_real_set(item) for item in node.items)
    return False


def without(node: Sum) -> tuple[Node, Node] | None:
    r"""Return the two sets of a difference written with a minus, `\mathbb{R} - \{0\}`; None for any other sum."""
    if len(node.terms) != 2 or not isinstance(node.terms[1], Negative):  # noqa: PLR2004  # this without that
        return None
    whole, part = node.terms[0], node.terms[1].operand
    is_set = isinstance(part, Collection) and part.kind == "set"
    return (whole, part) if is_set and is_real_set(whole) else None


def _sum(node: Sum) -> RealSet:
    sides = without(node)
    if sides is None:
        raise NotASetError
    return combined(real_set(sides[0]), real_set(sides[1]), _but)


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


_RULES: dict[type[Node], Callable[..., RealSet]] = {
    Interval: _interval,
    Collection: _collection,
    Operation: _operation,
    Space: _space,
    Builder: _builder,
    Relation: _relation,
    Sum: _sum,
}
