"""Follow a derivation: every equation of an answer, judged in its context, with the factor that is to blame.

`follow` reads an answer from top to bottom. Definitions bind from where they stand, assumptions are put in where they
hold, chains are judged link by link, and a fault that is only carried along is told from a new one.
Invariant: a statement is wrong only when no reading open to its reader makes it right; what is quoted to be rejected,
supposed, or could not be read is never wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.derivations.judging import Judge
from evalhw.mathematics.derivations.pieces import pieces
from evalhw.mathematics.derivations.setting import Binding, Setting
from evalhw.mathematics.derivations.verdicts import WRONG, Kind, Statement, Verdict
from evalhw.mathematics.derivations.walking import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.solved import Condition
    from evalhw.mathematics.syntax.tree import Node


def follow(
    text: str,
    symbols: Symbols,
    conditions: Sequence[Condition] = (),
    *,
    assume: Mapping[str, Node] | None = None,
    before: Iterable[str] = (),
    covers: Callable[[int, int], bool] | None = None,
) -> tuple[Statement, ...]:
    """Judge every formula of an answer in its context.

    Args:
        text: The raw answer.
        symbols: The declared symbols.
        conditions: The equations that the rubric asks for; others that look like conditions are held against them.
        assume: Values that the question puts in; an answer may use them without saying so.
        before: Earlier answers of the conversation, whose definitions still hold.
        covers: Which offsets belong to the question; all do by default. Names are taken from the whole text.
    """
    setting = Setting(symbols, assume, conditions)
    for earlier in before:
        pieces(earlier, symbols, setting)
        setting.definitions = [_remembered(binding) for binding in setting.definitions]
        setting.assumptions = []
    read = pieces(text, symbols, setting)
    walk = Walk(text, read, setting, Judge(setting, conditions))
    chosen = [piece for piece in read if covers is None or covers(piece.place.clause.start, piece.place.clause.end)]
    return walk.statements(chosen)


def _remembered(binding: Binding) -> Binding:
    return Binding(binding.name, binding.node, -1, -1, -1, shape=binding.shape)


__all__ = ["WRONG", "Kind", "Statement", "Verdict", "follow"]
