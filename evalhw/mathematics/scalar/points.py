"""The points at which two expressions are compared: real first, then whole numbers, then complex.

Invariant: the points are the same on every run and machine, and values are drawn by name alone, so that an expression
has the same value wherever it stands.
"""

import random
from collections.abc import Iterator
from functools import lru_cache

# Ranges for one point each. The first cover both signs, the later ones domains such as |x| < 1 or x > 10.
_RANGES = (
    (0.6, 3.1), (-2.9, -0.4), (0.1, 0.95), (-4.2, 4.1), (2.2, 9.7), (-0.93, 0.91), (0.4, 1.6), (11.0, 43.0),
    (-9.3, -3.1), (1.05, 1.9), (-6.7, 7.9), (0.01, 0.3), (3.2, 6.1), (-38.0, -12.0), (101.0, 390.0), (0.7, 5.3),
    (0.05, 0.9), (1.1, 13.0), (-1.9, 0.9), (4.3, 23.0),
)  # fmt: skip
_WHOLE = 12
_COMPLEX = 8


@lru_cache(maxsize=512)
def _drawn(name: str, kind: str) -> tuple[complex, ...]:
    source = random.Random(f"{name}/{kind}")  # noqa: S311  # points, not secrets
    if kind == "real":
        return tuple(source.uniform(low, high) for low, high in _RANGES)
    if kind == "whole":
        return tuple(float(source.randint(1, 3 + step)) for step in range(_WHOLE))
    return tuple(complex(source.uniform(-2.5, 2.5), source.uniform(-2.5, 2.5)) for _ in range(_COMPLEX))


def points(names: frozenset[str], kind: str) -> Iterator[dict[str, complex]]:
    """Yield points of one kind: `real`, `near` (integers around 0), `whole` (small natural numbers) or `complex`."""
    ordered = sorted(names)
    if kind == "near":
        for value in range(-4, 5):
            yield {name: float(value + step) for step, name in enumerate(ordered)}
        return
    count = {"real": len(_RANGES), "whole": _WHOLE, "complex": _COMPLEX}[kind]
    for index in range(count):
        yield {name: _drawn(name, kind)[index] for name in ordered}


def small(names: frozenset[str]) -> Iterator[dict[str, complex]]:
    """Yield points with small whole coordinates, for counterexamples that a person can check."""
    ordered = sorted(names)
    for first in (2, 3, 1, 5, -1, -2):
        yield {name: float(first + step) for step, name in enumerate(ordered)}
