"""A condition with values put in: what has to be worked out, and what it looks like in an answer.

Invariant: an expression shows the condition only when it is the side to be worked out or the difference of both sides,
up to scale and transposition; the side that needs no work shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalhw.mathematics.matrix.polynomials import Polynomial, difference, minus, polynomial, proportional, transposed
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.solved import Condition
    from evalhw.mathematics.syntax.tree import Node


@dataclass(frozen=True)
class Target:
    """A condition with the values put in.

    Attributes:
        condition: The condition.
        left: Its left side, expanded.
        right: Its right side.
        goal: Left minus right.
        written: Both sides with the values put in, as they are written.
        replaced: The symbols that the values are put in for.
    """

    condition: Condition
    left: Polynomial
    right: Polynomial
    goal: Polynomial
    written: tuple[Node, ...] = ()
    replaced: frozenset[str] = frozenset()

    def mirrors(self, one: Polynomial, symbols: Symbols) -> bool:
        """Whether an expression is the side that has to be worked out, or the residual, up to scale and transpose."""
        return bool(one) and any(same(one, other, symbols) for other in (self.goal, self.heavier))

    @property
    def negative(self) -> Polynomial:
        """Right minus left."""
        return minus({}, self.goal)

    @property
    def cancelled(self) -> tuple[Polynomial, ...]:
        """Left minus right without the factors that all its terms end in, and without those that they begin with."""
        words = list(self.goal)
        shortest = min(map(len, words), default=0)
        found = []
        for count in range(1, shortest):
            if len({word[-count:] for word in words}) == 1:
                found.append({word[:-count]: factor for word, factor in self.goal.items()})
            if len({word[:count] for word in words}) == 1:
                found.append({word[count:]: factor for word, factor in self.goal.items()})
        return tuple(found)

    @property
    def heavier(self) -> Polynomial:
        """The side that has to be worked out: the one with the longer words."""
        return max((self.left, self.right), key=_weight)

    @property
    def lighter(self) -> Polynomial:
        """The other side."""
        return min((self.right, self.left), key=_weight)


def _weight(side: Polynomial) -> int:
    return max(map(len, side), default=0)


def same(one: Polynomial, other: Polynomial, symbols: Symbols) -> bool:
    """Whether two expressions are one up to scale and transposition."""
    return proportional(one, other) or proportional(transposed(one, symbols), other)


def target(condition: Condition, values: Mapping[str, Node], symbols: Symbols) -> Target | None:
    """The condition with the values put in, or None where it is too large to expand."""
    inside = symbols.assuming(values)
    left, right = (polynomial(side, inside) for side in condition.node.operands)
    goal = difference(condition.node.operands[0], condition.node.operands[1], inside)
    if left is None or right is None or goal is None:
        return None
    written = tuple(
        tree.rewrite(side, lambda here: values.get(here.name) if isinstance(here, tree.Name) else None)
        for side in condition.node.operands
    )
    return Target(condition, left, right, goal, written, frozenset(values))


def is_gradient(side: Node, about: str) -> bool:
    """Whether a side is the gradient of the function by the symbol that a condition is about."""
    if not isinstance(side, tree.Derivative) or len(side.variables) != 1 or not about:
        return False
    return isinstance(side.operand, tree.Name) and side.variables[0] == tree.Name(about)
