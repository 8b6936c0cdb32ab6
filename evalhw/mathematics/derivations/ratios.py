"""The constant factor between two expressions, or between two equations: their values compared at drawn points.

Invariant: every name of the wanted formula moves from point to point, so that no factor is taken for constant because
it was seen in one place only.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.values import Evaluation
from evalhw.mathematics.syntax.contents import free

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalhw.mathematics.scalar.values import Budget
    from evalhw.mathematics.syntax.nodes import Node

CLOSE = 1e-9
_POINTS = 4
_ROUNDING = 1e-6  # of an exponent that is measured
_MAX_EXPONENT = 6


@dataclass(frozen=True)
class Own:
    """What the names of an answer stand for.

    Attributes:
        named: The wanted formula's letter for each of the answer's names.
        letters: The letters, by which no equation may be divided; every other name of it is a constant.
        signed: Whether the points may be negative.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    letters: frozenset[str] = frozenset()
    signed: bool = False

    def at(self, names: frozenset[str], wanted: frozenset[str], where: Mapping[str, int]) -> dict[str, float]:
        """The values of an answer's names. A name that the wanted formula lacks is a constant with one value."""
        letters = {name: self.named.get(name, name) for name in names}
        return {
            name: _drawn(letter, where.get(letter, where[""]) if letter in wanted else 0, self.signed)
            for name, letter in letters.items()
        }


def ratio(gold: tuple[Node, ...], given: tuple[Node, ...], own: Own, budget: Budget) -> float | None:
    """The quotient of two values (one node each), or of two equations' differences of sides (two each).

    An equation may also be multiplied or divided by powers of its constants: E = m c^2 is m = E/c^2.

    Returns:
        The quotient without such powers; None unless it is the same at all points.

    Raises:
        TooLongError: The budget is spent.
    """
    names, wanted = _free(given), _free(gold)

    def quotient(where: Mapping[str, int]) -> float | None:
        expected = _difference(gold, Own(signed=own.signed).at(wanted, wanted, where), budget)
        found = _difference(given, own.at(names, wanted, where), budget)
        if expected is None or found is None or abs(expected) < CLOSE or abs(found) < CLOSE:
            return None
        return found / expected

    first, second = quotient({"": 0}), quotient({"": 1})
    if first is None or second is None:
        return None
    powers: dict[str, float] = {}
    if not _close(first, second):
        constants = sorted(wanted - own.letters) if len(gold) > 1 else []
        for name in constants:
            power = _power(first, quotient({"": 0, name: 1}), name, own)
            if power is None:
                return None
            powers[name] = power
    found = _without(first, powers, 0, own)
    for place in range(1, _POINTS):
        here = second if place == 1 else quotient({"": place})
        if here is None or not _close(_without(here, powers, place, own), found):
            return None
    return found


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))


def _power(first: float, moved: float | None, name: str, own: Own) -> float | None:
    """The power of a name in a quotient, as it shows when that name alone moves; None where it is no plain power."""
    if moved is None:
        return None
    step = abs(_drawn(name, 1, own.signed) / _drawn(name, 0, own.signed))
    power = math.log(abs(moved / first)) / math.log(step)
    rounded = round(power) if own.signed else round(2 * power) / 2
    return rounded if abs(rounded - power) < _ROUNDING and abs(rounded) <= _MAX_EXPONENT else None


def _without(value: float, powers: Mapping[str, float], place: int, own: Own) -> float:
    """A quotient at a point, divided by the powers of its constants there."""
    for name, power in powers.items():
        value /= _drawn(name, place, own.signed) ** power
    return value


def _difference(sides: tuple[Node, ...], point: Mapping[str, float], budget: Budget) -> float | None:
    """The value of an expression, or of its left side less its right side."""
    try:
        values = [float(Evaluation(REAL, point, budget).value(side)) for side in sides]
    except (NoValueError, TooLargeError):
        return None
    return values[0] - values[1] if len(values) > 1 else values[0]


@lru_cache(maxsize=4096)
def _drawn(letter: str, at: int, signed: bool) -> float:
    source = random.Random(f"{letter}/{at}")  # noqa: S311  # points, not secrets
    value = source.uniform(0.4, 2.9)
    return -value if signed and at % 2 else value


def _free(nodes: tuple[Node, ...]) -> frozenset[str]:
    return frozenset().union(*map(free, nodes))
