r"""Solutions that repeat: `x = \frac{\pi}{2} + k\pi` over all whole k is `x = n\pi - \frac{\pi}{2}` over all whole n.

Invariant: only progressions are compared, a first member and a step; anything else is left to the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.values import Evaluation

if TYPE_CHECKING:
    from evalhw.mathematics.syntax.tree import Node
    from evalhw.mathematics.verdict import Verdict

_CLOSE = 1e-9


def same_progression(gold: tuple[Node, str], claim: tuple[Node, str]) -> Verdict | None:
    """Decide two progressions, each a value and the letter that is any whole number; None when one is none."""
    expected, given = _progression(*gold), _progression(*claim)
    if expected is None or given is None:
        return None
    (first, step), (other, its_step) = expected, given
    apart = (other - first) / step
    if abs(abs(step) - abs(its_step)) <= _CLOSE * abs(step) and abs(apart - round(apart)) <= _CLOSE * max(
        1, abs(apart)
    ):
        return verdict.equal("sampled", "the same values for all whole numbers")
    return verdict.unequal("sampled", "other values for the whole numbers")


def _progression(node: Node, letter: str) -> tuple[float, float] | None:
    """Return the value at zero and the step; None where the values do not rise evenly."""
    try:
        values = [float(Evaluation(REAL, {letter: float(at)}).value(node)) for at in (0, 1, 2, 5)]
    except (NoValueError, TooLargeError, TypeError):
        return None
    step = values[1] - values[0]
    even = all(
        abs(values[0] + at * step - value) <= _CLOSE * max(1, abs(value))
        for at, value in ((2, values[2]), (5, values[3]))
    )
    return (values[0], step) if step and even else None
