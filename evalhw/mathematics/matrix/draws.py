"""The draws that claims are judged on: each dimension set twice, the same in every run.

Invariant: the draws of one declaration are made once and kept on its symbols.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evalhw.mathematics.matrix.draw import Draw
from evalhw.mathematics.matrix.evaluate import evaluate

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols

PER_SET = 2
_SETS = 2


def draws(symbols: Symbols, *, unbound: bool = False) -> tuple[Draw, ...]:
    """The draws that claims are judged on: each dimension set twice; kept on the symbols."""
    key = "unbound draws" if unbound else "draws"
    found: tuple[Draw, ...] | None = symbols.cache.get(key)
    if found is None:
        found = tuple(
            Draw(symbols, which, number, evaluate, unbound=unbound)
            for which in range(_SETS)
            for number in range(PER_SET)
        )
        symbols.cache[key] = found
    return found


def draw_like(other: Draw, symbols: Symbols, fixed: dict[str, Any] | None = None) -> Draw:
    """A draw of the same dimension set and number under other symbols, with some of them at given values."""
    return Draw(symbols, other.which, other.number, evaluate, fixed=fixed)
