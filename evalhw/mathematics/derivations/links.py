"""One link `a = b` of a derivation, judged as its reader would: other layouts and lost constant factors are told apart.

Invariant: a link is called false or ill-shaped only when no reading of it that is open to a reader makes it true.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.draws import draws
from evalhw.mathematics.matrix.evaluate import evaluate
from evalhw.mathematics.matrix.matrices import Judgement, judge_links, proportional
from evalhw.mathematics.matrix.shapes import ShapeFault
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.conventions import at_indices, conventional, free_indices
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tree import Node


@dataclass(frozen=True, slots=True)
class Link:
    """Two neighbours of a chain and what is known about them.

    Attributes:
        operator: The sign between them.
        left: What stands before it.
        right: What stands behind it.
        judgement: What is known.
        scaled: The sides differ by a constant factor only.
        symbols: What it was read against.
    """

    operator: str
    left: Node
    right: Node
    judgement: Judgement
    symbols: Symbols
    scaled: bool = False

    @property
    def truth(self) -> str:
        """True, false, ill_shaped or undecided."""
        return self.judgement.outcome

    @property
    def at_a_point(self) -> bool:
        """Whether it gives a derivative by a number without that number, so at some point: E''(x*) = 2."""
        if not isinstance(self.left, tree.Derivative):
            return False
        by = {one.name for one in self.left.variables if isinstance(one, tree.Name)}
        numbers = {name for name in by if (one := self.symbols.get(name)) is not None and one.shape == ()}
        return bool(numbers) and not numbers & self.symbols.depends(self.right)


def examine(operator: str, left: Node, right: Node, symbols: Symbols) -> Link:
    """Judge one link under the given symbols."""
    try:
        first, second = conventional(left, symbols), conventional(right, symbols)
    except ReadingError as error:
        return Link(operator, left, right, Judgement("undecided", error.reason), symbols)
    judgement = _judged(operator, first, second, symbols)
    if judgement.outcome in {"false", "ill_shaped"} and isinstance(first, tree.Derivative):
        turned = _judged(operator, first, tree.Transpose(second, start=right.start, end=right.end), symbols)
        judgement = turned if turned.outcome == "true" else judgement
    unknown = _unexplained(first, second, symbols) if judgement.outcome in {"false", "ill_shaped"} else ""
    if unknown:
        judgement = Judgement("undecided", f"{unknown} is not explained", start=left.start, end=right.end)
    scaled = judgement.outcome == "false" and _scaled(first, second, symbols)
    return Link(operator, left, right, judgement, symbols, scaled)


def _unexplained(left: Node, right: Node, symbols: Symbols) -> str:
    """A name that nobody declared, which may be a vector and save the equation; empty when there is none."""
    both = tree.Sum((left, right))
    indices = free_indices(both, symbols)
    bound = {index.name for here in tree.walk(both) if isinstance(here, tree.Series) for index in here.indices}
    ambiguous = next((readable(here) for here in tree.walk(both) if _is_ambiguous(here, symbols)), "")
    if ambiguous:
        return ambiguous
    unknown = (name for name in sorted(tree.names(both)) if not symbols.declares(name))
    return next((readable(tree.Name(name)) for name in unknown if name not in indices and name not in bound), "")


def _is_ambiguous(node: Node, symbols: Symbols) -> bool:
    """Whether a node may mean something else: x_i an entry or the i-th vector, e a number or a vector."""
    if isinstance(node, tree.Entry):
        single = len(node.indices) == 1 and isinstance(node.base, tree.Name)
        return single and not symbols.is_family(getattr(node.base, "name", ""))
    return isinstance(node, tree.Constant) and node.name in {"e", "i"}


def _judged(operator: str, left: Node, right: Node, symbols: Symbols) -> Judgement:
    """The judgement; with free indices, at two choices of them."""
    indices = sorted(free_indices(tree.Sum((left, right)), symbols))
    if not indices:
        return judge_links(tree.Relation((operator,), (left, right)), symbols)[0]
    found: list[Judgement] = []
    for turn in range(2):
        values = {name: 1 + (place + turn) % 2 for place, name in enumerate(indices)}
        sides = at_indices(left, values), at_indices(right, values)
        found.append(judge_links(tree.Relation((operator,), sides), symbols)[0])
    worst = next((one for one in found if one.outcome != "true"), found[0])
    return replace(worst, same=all(one.same for one in found))


def _scaled(left: Node, right: Node, symbols: Symbols) -> bool:
    """Whether the sides are the same up to one constant factor, which is no small slip where they are numbers."""
    try:
        if not all(_is_large(evaluate(side, draws(symbols)[0])) for side in (left, right)):
            return False
        return proportional(left, right, symbols) and _one_factor(left, right, symbols)
    except (ShapeFault, ReadingError):
        return False


def _is_large(value: object) -> bool:
    import numpy as np

    size = np.abs(np.atleast_1d(np.asarray(getattr(value, "factor", value), dtype=float)))
    return bool(size.max(initial=0.0) > 1e-9)  # noqa: PLR2004 - not a zero


def _one_factor(left: Node, right: Node, symbols: Symbols) -> bool:
    """Whether left over right is the same positive number on all draws."""
    import numpy as np

    factors = []
    for draw in draws(symbols):
        one, other = np.atleast_2d(evaluate(left, draw)), np.atleast_2d(evaluate(right, draw))
        if one.shape != other.shape:
            return False
        with np.errstate(over="ignore", invalid="ignore"):  # huge numbers have no factor that can be seen
            factors.append(float(np.sum(one * other) / np.sum(other * other)))
    finite = all(map(np.isfinite, factors))
    return bool(finite and np.ptp(factors) < 1e-6 and factors[0] > 0)  # noqa: PLR2004 - rounding


def worst(links: Sequence[Link]) -> Link | None:
    """The link that decides a chain: the first that is ill-shaped or false, else the first left open, else None."""
    for wanted in (("ill_shaped", "false"), ("undecided",)):
        for link in links:
            if link.truth in wanted:
                return link
    return None
