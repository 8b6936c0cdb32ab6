"""Points at which conditions hold, found once, at which claims are tried.

Invariant: a claim that fails at such a point is neither the condition nor a consequence of it; one that holds at all of
them is a consequence as far as can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.draws import draw_like
from evalhw.mathematics.matrix.matrices import conditions, sides
from evalhw.mathematics.matrix.shapes import ShapeFault, Shaper
from evalhw.mathematics.matrix.solving import solutions
from evalhw.mathematics.matrix.stationary import stationary

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax import tree

_HOLDS = 1e-5  # of how far apart the sides are where nothing holds
_LEAST = 1e-3


@dataclass(frozen=True)
class Condition:
    """An equation that a rubric asks for.

    Attributes:
        name: Its id.
        node: The equation.
        about: The symbol whose derivative it sets to zero, or empty.
    """

    name: str
    node: tree.Relation
    about: str = ""


class Points:
    """Solutions of each condition, and of all of them together."""

    def __init__(self, symbols: Symbols, golds: Sequence[Condition], unknowns: Collection[str]) -> None:
        self.symbols = symbols
        self.unknowns = unknowns
        self.golds = tuple(golds)

    def may_hold(self, gold: Condition, claim: tree.Relation, symbols: Symbols) -> bool:
        """Whether a claim holds wherever the condition was found to hold."""
        return self._holds_at(self._of((gold,)), claim, symbols) is not False

    def all_hold(self, claim: tree.Relation, symbols: Symbols) -> bool | None:
        """Whether a claim follows from the conditions as far as can be seen; None when no point was found."""
        if any(self._holds_at(self._of((gold,)), claim, symbols) for gold in self.golds):
            return True
        return self._holds_at(self._of(self.golds), claim, symbols) if len(self.golds) > 1 else False

    def _of(self, golds: Sequence[Condition]) -> tuple[Draw, ...]:
        key = f"solutions of {[gold.name for gold in golds]}"
        found: tuple[Draw, ...] | None = self.symbols.cache.get(key)
        if found is None:
            try:
                found = self._found(golds)
            except (ShapeFault, ReadingError, np.linalg.LinAlgError):
                found = ()
            self.symbols.cache[key] = found
        return found

    def _found(self, golds: Sequence[Condition]) -> tuple[Draw, ...]:
        residuals = [part for gold in golds for part in conditions(gold.node, self.symbols)]
        about = [gold.about for gold in golds if gold.about] if len(golds) == 1 else sorted(self.unknowns)
        if not about:
            return tuple(solutions(residuals, self.symbols))
        point = stationary(residuals, about, self.symbols)
        return () if point is None else (point,)

    def _holds_at(self, points: Sequence[Draw], claim: tree.Relation, symbols: Symbols) -> bool | None:
        """Whether the claim holds at all points; None where that cannot be seen."""
        seen = None
        for point in points:
            here = draw_like(point, symbols, point.fixed)
            away = draw_like(point, symbols)
            try:
                gap, size = _gap(claim, symbols, here), _gap(claim, symbols, away)
            except (ShapeFault, ReadingError):
                return None
            if gap > _HOLDS * max(size, _LEAST):
                return False
            seen = True
        return seen


def _gap(claim: tree.Relation, symbols: Symbols, draw: Draw) -> float:
    """How far apart the two sides are on a draw."""
    shape = Shaper(symbols).sum(claim.operands, "equal")
    left, right = sides(claim.operands[0], claim.operands[1], shape, draw)
    return float(np.max(np.abs(left - right)))
