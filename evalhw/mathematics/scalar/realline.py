"""Sets on the real line as what they hold at and between finitely many ends, and the operations on them.

A set is its ends in order and one truth value for each piece: below the first end, at it, between it and the next, and
so on. Two sets are equal when, ends that change nothing left out, ends and truth values are the same.

Invariant: two ends that were both written are the same only if they are the same number exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalhw.mathematics.scalar import scalars

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.syntax.tree import Node

MAX_ENDS = 200
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
