"""Find a point at which several matrix equations hold together, by damped Gauss-Newton steps from drawn points.

Invariant: a point is given only when all residuals vanish there to rounding.
Method: Levenberg (1944), Marquardt (1963); the damping keeps steps short where solutions form a manifold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.draws import draws
from evalhw.mathematics.matrix.evaluate import evaluate, sized
from evalhw.mathematics.matrix.shapes import infer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax.tree import Node

STARTS = 3
ROUNDS = 60
MAX_UNKNOWNS = 60
_TRIES = 8
_STEP = 1e-6
_SOLVED = 1e-9


def stationary(residuals: Sequence[Node], unknowns: Sequence[str], symbols: Symbols) -> Draw | None:
    """The first draw with the unknowns moved to where all residuals vanish; None when no search arrives.

    Raises:
        ReadingError: A residual has no value at a point on the way.
    """
    draw = draws(symbols)[0]
    shapes = {name: np.shape(draw.value(name)) for name in unknowns}
    size = sum(int(np.prod(shape)) for shape in shapes.values())
    if not 0 < size <= MAX_UNKNOWNS:
        return None
    frames = [infer(residual, symbols) for residual in residuals]

    def at(point: Any) -> Draw:
        parts = np.split(point, np.cumsum([int(np.prod(shape)) for shape in shapes.values()])[:-1])
        return draw.with_values(
            {name: part.reshape(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}
        )

    def value(point: Any) -> Any:
        here = at(point)
        return np.concatenate([_flat(residual, frame, here) for residual, frame in zip(residuals, frames, strict=True)])

    positive = _positive(unknowns, symbols, [int(np.prod(shape)) for shape in shapes.values()])
    for start in range(STARTS):
        first = np.random.default_rng((start, size)).standard_normal(size)
        found = _search(value, np.where(positive, np.abs(first), first))
        if found is not None and np.all(found[positive] > 0):
            return at(found)
    return None


def _positive(unknowns: Sequence[str], symbols: Symbols, sizes: Sequence[int]) -> Any:
    """Which of the entries that are moved belong to numbers declared positive."""
    found = [(symbol := symbols.get(name)) is not None and "positive" in symbol.traits for name in unknowns]
    return np.repeat([one and size == 1 for one, size in zip(found, sizes, strict=True)], sizes)


def _flat(residual: Node, frame: tuple[tuple[int, int], ...], draw: Draw) -> Any:
    """The value of a residual as one vector."""
    if len(frame) == 2:  # noqa: PLR2004 - rows and columns
        rows, columns = (extent[draw.which] or None for extent in frame)
        return np.ravel(sized(residual, draw, rows, columns))
    found = evaluate(residual, draw)
    if not isinstance(found, float):
        raise ReadingError("a residual without a shape", residual.start, residual.end)
    return np.array([found])


def _search(value: Callable[[Any], Any], point: Any) -> Any | None:
    """A zero of the residuals, or None."""
    now, damping = value(point), 1e-3
    for _ in range(ROUNDS):
        cost = float(now @ now)
        if cost < _SOLVED**2 * point.size:
            return point
        slope = _jacobian(value, point)
        for _ in range(_TRIES):
            step = np.linalg.solve(slope.T @ slope + damping * np.eye(point.size), slope.T @ now)
            moved = value(point - step)
            if float(moved @ moved) < cost:
                point, now, damping = point - step, moved, max(damping / 10, 1e-12)
                break
            damping *= 8
        else:
            break
    return point if float(np.abs(now).max(initial=0.0)) < 1e-7 else None  # noqa: PLR2004 - rounding


def _jacobian(value: Callable[[Any], Any], point: Any) -> Any:
    now = value(point)
    columns = []
    for index in range(point.size):
        moved = point.copy()
        moved[index] += _STEP
        columns.append((value(moved) - now) / _STEP)
    return np.stack(columns, axis=1)
