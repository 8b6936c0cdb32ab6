r"""Orders of growth: `O(n \lg n)` is `O(n \log_2 n)` and `O(3 n \log n + n)`, and is not `O(n^2)`.

Invariant: both sides are of the same kind (O, Θ, Ω, o) and grow in the same one variable, which counts something;
anything else is left to the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics import verdict
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.values import Evaluation
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import Call, Name, Node, Product

if TYPE_CHECKING:
    from evalhw.mathematics.verdict import Verdict

_KINDS = {"O": "O", "o": "o", "Theta": "Θ", "Omega": "Ω"}
_COUNTS = frozenset("nNmkVE")  # what the size of an input is called
_SIZES = ((1e10, 1e20, 1e40, 1e80), (1e8, 1e12, 1e16, 1e24), (40.0, 80.0, 160.0, 320.0))
_STEADY = 0.05  # how far the ratio may still move when the size is squared


def same_growth(gold: Node, claim: Node) -> Verdict | None:
    """Decide two orders of growth; None when the sides are none, or of different kinds."""
    expected, given = _order(gold), _order(claim)
    if expected is None or given is None:
        return None
    if expected[0] != given[0]:
        return verdict.undecided(f"{expected[0]} is expected, {given[0]} is another bound")
    letters = free(expected[1]) | free(given[1])
    if not letters <= _COUNTS:
        return None
    found = (_ratios(expected[1], given[1], letter, sizes) for letter in letters for sizes in _SIZES)
    ratios = next((one for one in found if one is not None), None) if len(letters) == 1 else None
    if ratios is None:
        return None
    if all(abs(one / other - 1) < _STEADY for one, other in zip(ratios[2:], ratios[1:], strict=False)):
        return verdict.equal("sampled", "the same order of growth")
    return verdict.unequal("sampled", "another order of growth is expected")


def _order(node: Node) -> tuple[str, Node] | None:
    """Return the kind and the function of O(n^2), which reads as a product or a call."""
    if isinstance(node, Call) and node.function in _KINDS and len(node.arguments) == 1:
        return _KINDS[node.function], node.arguments[0]
    if not isinstance(node, Product) or not isinstance(node.factors[0], Name) or node.factors[0].name not in _KINDS:
        return None
    if len(node.factors) != 2:  # noqa: PLR2004  # the sign, and what stands in its bracket
        return None
    return _KINDS[node.factors[0].name], node.factors[1]


def _ratios(gold: Node, claim: Node, letter: str, sizes: tuple[float, ...]) -> list[float] | None:
    found = []
    for size in sizes:
        try:
            above, below = (float(Evaluation(REAL, {letter: size}).value(side)) for side in (gold, claim))
        except (NoValueError, TooLargeError, OverflowError, TypeError):
            return None
        if not (0 < above < float("inf") and 0 < below < float("inf")):
            return None
        found.append(above / below)
    return found
