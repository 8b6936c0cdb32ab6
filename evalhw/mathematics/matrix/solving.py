"""Do two sets of matrix equations have the same solutions? Points of each are found and put into the other.

Invariant: a verdict rests on points where one set of equations holds to rounding; where none is found it is undecided.
Method: damped Gauss-Newton with steps of least norm (Nocedal and Wright, "Numerical Optimization", chapter 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.draws import draws
from evalhw.mathematics.matrix.evaluate import evaluate, sized
from evalhw.mathematics.matrix.linear import Multiple
from evalhw.mathematics.matrix.shapes import infer
from evalhw.mathematics.matrix.sizes import is_sized
from evalhw.mathematics.scalar.roots import roots
from evalhw.mathematics.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax.tree import Node

MAX_UNKNOWNS = 120
MAX_ROUNDS = 40
_LINEAR_ROUNDS = 4  # an equation that is linear in the symbol needs one step, and rounding another
_HALVINGS = 10
_STEP = 1e-6
_SOLVED = 1e-10
_HOLDS = 1e-6
_POINTS = 2


def equivalent(
    wanted: Sequence[Node], given: Sequence[Node], claim: Node, symbols: Symbols, about: str = ""
) -> Verdict:
    """Whether two sets of residuals vanish at the same points.

    Args:
        wanted: The residuals of the gold equation.
        given: Those of the claim.
        claim: The claim itself, for its place in the source.
        symbols: What they are read against.
        about: The number that scalars are solved for; empty for every one.
    """
    place = claim.start, claim.end
    try:
        forwards = _follows(wanted, given, symbols, about)
        if forwards is False:
            return Verdict("unequal", "where the condition holds, this does not", "sampled", _NOTE, *place)
        backwards = _follows(given, wanted, symbols, about)
    except (ReadingError, np.linalg.LinAlgError) as error:
        return Verdict("undecided", str(error), "", None, *place)
    if backwards is False:
        reason = (
            "it follows from the condition, but demands less"
            if forwards
            else "where this holds, the condition does not"
        )
        return Verdict("unequal", reason, "sampled", _NOTE, *place)
    if forwards and backwards:
        return Verdict("equal", "it has the same solutions", "sampled")
    return Verdict("undecided", "no points were found where the equations hold", "", None, *place)


_NOTE = "at a solution found from drawn values"


def solutions(residuals: Sequence[Node], symbols: Symbols, count: int = _POINTS) -> Iterator[Draw]:
    """Points at which all residuals vanish, each one of the first `count` draws with the unknowns moved there.

    Raises:
        ReadingError: A residual has no value, or there are too many unknowns.
    """
    unknowns = _unknowns(residuals, symbols)
    for draw in draws(symbols)[:count]:
        yield from _points(residuals, unknowns, draw)


def _follows(given: Sequence[Node], claim: Sequence[Node], symbols: Symbols, about: str) -> bool | None:
    """Whether the claim holds where the given equations do; None where no such point was found."""
    found = 0
    for place, draw in enumerate(draws(symbols)):
        if place >= _POINTS and (found or not about):
            break
        for point in _points(given, _unknowns((*given, *claim), symbols), draw, about):
            try:
                values = _residuals(claim, point)
            except ReadingError:
                continue  # a point where the claim has no value, such as an inverse of a singular matrix
            found += 1
            if float(np.max(np.abs(values))) > _HOLDS * _size(claim, draw):
                return False
    return True if found else None


def _points(residuals: Sequence[Node], unknowns: Sequence[str], draw: Draw, about: str = "") -> Iterator[Draw]:
    """Generic points where the residuals vanish: one symbol solved for while the others keep their drawn values.

    A scalar is solved for every number in it, wherever it crosses zero. Where no symbol can be solved for in a few
    steps, all matrices are moved together.
    """
    rests = {name for residual in residuals for name in draw.symbols.depends(residual)}
    numbers = [name for name in unknowns if name in rests and isinstance(draw.value(name), float)]
    found = False
    if numbers and len(residuals) == 1 and infer(residuals[0], draw.symbols) == ():
        for place in _on_lines(residuals[0], [about] if about in numbers else numbers, draw):
            found = True
            yield place
        unknowns = [name for name in unknowns if name not in numbers]
    for name in unknowns:
        if name in rests:
            point = _solve(residuals, [name], draw, _LINEAR_ROUNDS)
            if point is not None:
                found = True
                yield point
    if not found and unknowns:
        point = _solve(residuals, unknowns, draw, MAX_ROUNDS)
        if point is not None:
            yield point


def _on_lines(residual: Node, numbers: Sequence[str], draw: Draw) -> Iterator[Draw]:
    """All points found where a scalar crosses zero along one number, within what is declared of that number."""
    for name in numbers:
        symbol = draw.symbols.get(name)
        traits = frozenset() if symbol is None else symbol.traits

        def value(where: float, name: str = name) -> float | None:
            try:
                found = float(_residuals([residual], draw.with_values({name: where}))[0])
            except ReadingError:
                return None
            return found if np.isfinite(found) else None

        for root in roots(value):
            if (root > 0 or "positive" not in traits) and "integer" not in traits:
                yield draw.with_values({name: root})


def _unknowns(residuals: Sequence[Node], symbols: Symbols) -> list[str]:
    """The free matrices that may be moved: not those that bind others by their spectrum."""
    data = {
        name
        for symbol in symbols.symbols.values()
        if symbol.spectrum is not None
        for name in symbols.depends(symbol.spectrum[1])
    }
    names = sorted({name for residual in residuals for name in symbols.depends(residual)})
    free = [name for name in names if (s := symbols.get(name)) and s.definition is None and s.spectrum is None]
    return [name for name in free if name not in data] or free


def _residuals(nodes: Sequence[Node], draw: Draw) -> Any:
    """All residuals on one draw as one vector."""
    parts = []
    for node in nodes:
        shape = infer(node, draw.symbols)
        if is_sized(shape):
            rows, columns = draw.size(shape)
            value = sized(node, draw, rows or None, columns or None)
            value = value.factor * np.eye(rows) if isinstance(value, Multiple) else value
        else:
            value = evaluate(node, draw)
            value = value.factor if isinstance(value, Multiple) else value
        parts.append(np.ravel(value))
    return np.concatenate(parts)


def _size(nodes: Sequence[Node], draw: Draw) -> float:
    """How large the residuals are where nothing holds."""
    return max(1e-3, float(np.max(np.abs(_residuals(nodes, draw)))))


def _solve(residuals: Sequence[Node], unknowns: Sequence[str], draw: Draw, rounds: int) -> Draw | None:
    """The draw with the unknowns moved to where the residuals vanish, or None."""
    starts = {name: draw.value(name) for name in unknowns}
    sizes = [np.size(starts[name]) for name in unknowns]
    if sum(sizes) > MAX_UNKNOWNS:
        raise ReadingError(f"more than {MAX_UNKNOWNS} unknown entries")

    def at(point: Any) -> Draw:
        moved: dict[str, Any] = {}
        offset = 0
        for name, size in zip(unknowns, sizes, strict=True):
            piece = point[offset : offset + size]
            moved[name] = float(piece[0]) if isinstance(starts[name], float) else piece.reshape(starts[name].shape)
            offset += size
        return draw.with_values(moved)

    point = np.concatenate([np.ravel(starts[name]) for name in unknowns])
    solved = _gauss_newton(lambda where: _residuals(residuals, at(where)), point, rounds)
    return None if solved is None else at(solved)


def _gauss_newton(function: Callable[[Any], Any], point: Any, rounds: int) -> Any:
    """A zero of the function near the point, or None."""
    value = function(point)
    target = _SOLVED * max(1.0, float(np.linalg.norm(value)))
    for _ in range(rounds):
        length = float(np.linalg.norm(value))
        if not np.isfinite(length):
            return None
        if length <= target:
            return point
        step = np.linalg.lstsq(_jacobian(function, point), -value, rcond=1e-10)[0]
        for halving in range(_HALVINGS):
            there = point + step / 2**halving
            try:
                new = function(there)
            except ReadingError:
                continue
            if np.linalg.norm(new) < length * (1 - 1e-4 / 2**halving):
                point, value = there, new
                break
        else:
            return None
    return None


def _jacobian(function: Callable[[Any], Any], point: Any) -> Any:
    columns = []
    for index in range(len(point)):
        step = np.zeros_like(point)
        step[index] = _STEP
        columns.append((function(point + step) - function(point - step)) / (2 * _STEP))
    return np.stack(columns, axis=1)
