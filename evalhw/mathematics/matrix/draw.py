"""Draws: values for every symbol on two dimension sets, free symbols at random, bound ones from what binds them.

Invariant: a draw depends only on names, shapes and its number, so every run of every machine sees the same values.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from evalhw.errors import ReadingError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from evalhw.mathematics.declared.symbols import Shape, Size, Symbol, Symbols
    from evalhw.mathematics.syntax.tree import Node

    Evaluator = Callable[[Node, "Draw"], Any]

MAX_STEPS = 20_000
_SIDES = 2  # rows and columns


class Draw:
    """One value for every symbol.

    Attributes:
        symbols: What is drawn.
        which: The dimension set, 0 or 1.
        number: Which draw on this set.
        unbound: Symbols bound to a spectrum are drawn freely, to see whether a claim rests on what binds them.
        fixed: Values that stand above every binding (a perturbed variable, a solved one).
        steps: How many nodes the sums and differences of one formula may evaluate.
        moving: The symbols that differentials move; empty: every free symbol.
    """

    def __init__(  # what is drawn, which draw, and by what formulas get their values
        self,
        symbols: Symbols,
        which: int,
        number: int,
        evaluator: Evaluator,
        *,
        unbound: bool = False,
        fixed: dict[str, Any] | None = None,
    ) -> None:
        self._evaluator = evaluator
        self.symbols = symbols
        self.which = which
        self.number = number
        self.unbound = unbound
        self.fixed = fixed or {}
        self.moving: frozenset[str] = frozenset()
        self.steps = MAX_STEPS
        self.values: dict[str, Any] = dict(self.fixed)

    def with_values(self, fixed: dict[str, Any], shares: int = 1) -> Draw:
        """The same draw with some symbols at given values, and all that rests on them following.

        Args:
            fixed: The values.
            shares: Among how many such draws the steps that are left are shared.
        """
        new = Draw(
            self.symbols, self.which, self.number, self._evaluator, unbound=self.unbound, fixed={**self.fixed, **fixed}
        )
        new.moving, new.steps = self.moving, self.steps // shares
        return new

    def moved_by(self, moving: frozenset[str]) -> Draw:
        """The same draw, where only the given symbols move under a differential."""
        if not moving:
            return self
        new = Draw(self.symbols, self.which, self.number, self._evaluator, unbound=self.unbound, fixed=self.fixed)
        new.moving, new.steps, new.values = moving, self.steps, self.values
        return new

    def binding(self, indices: dict[str, float], steps: int) -> Draw:
        """The same draw with index letters at given values; nothing else follows them, so nothing is found again."""
        fixed = {**self.fixed, **indices}
        new = Draw(self.symbols, self.which, self.number, self._evaluator, unbound=self.unbound, fixed=fixed)
        new.moving, new.steps = self.moving, steps
        new.values = {**self.values, **indices}
        return new

    def evaluate(self, node: Node) -> Any:
        """The value of a formula on this draw.

        Raises:
            ReadingError: It has none.
        """
        return self._evaluator(node, self)

    def value(self, name: str) -> Any:
        """The value of a symbol, a dimension, or an undeclared scalar.

        Raises:
            ReadingError: Its definition has no value here.
        """
        found = self.values.get(name)
        if found is None:
            found = self._find(name)
            if self.symbols.declares(name):  # names that claims bring with them are not kept: memory stays flat
                self.values[name] = found
        return found

    def size(self, shape: Shape) -> tuple[int, ...]:
        """The shape on this dimension set."""
        return tuple(size[self.which] for size in shape)

    def _find(self, name: str) -> Any:
        symbol = self.symbols.get(name)
        if symbol is None:
            size = self.symbols.dimensions.get(name)
            return float(size[self.which]) if size else self._scalar(self._member(name), frozenset())
        if symbol.definition is not None:
            return self.evaluate(symbol.definition)
        if symbol.spectrum is not None:
            return self._spectrum(symbol, symbol.spectrum)
        return self._free(symbol)

    def _member(self, name: str) -> str:
        """The name with its index as a number, so that `s_k` is the k-th of `s_1, s_2, ...`."""
        base, _, below = name.partition("_")
        size = self.symbols.dimensions.get(below)
        return f"{base}_{size[self.which]}" if size else name

    def _random(self, name: str) -> np.random.Generator:
        import numpy as np

        return np.random.default_rng((zlib.crc32(name.encode()), self.which, self.number))

    def _scalar(self, name: str, traits: frozenset[str]) -> float:
        """A size from 0.4 to 1.9, or a whole number from 2 to 8, by name and draw alone."""
        bits = zlib.crc32(f"{name} {self.which} {self.number}".encode())
        if "integer" in traits:
            return float(2 + bits % 7)
        size = 0.4 + 1.5 * (bits >> 1) / 2**31
        return -size if bits % 2 and "positive" not in traits else size

    def _free(self, symbol: Symbol) -> Any:
        if not symbol.shape:
            return (
                self._scalar(symbol.name, symbol.traits)
                if "family" not in symbol.traits
                else self._loose(symbol.name, (12,))
            )
        key = (symbol.name, self.which, self.number)
        if key not in self.symbols.free:
            self.symbols.free[key] = self._matrix(symbol.name, self.size(symbol.shape), symbol.traits)
        return self.symbols.free[key]

    def _loose(self, name: str, size: tuple[int, ...]) -> Any:
        """A generic value for a bound symbol that is drawn as if it were free."""
        if len(size) == _SIDES:
            return self._matrix("loose " + name, size, frozenset())
        return self._random("loose " + name).uniform(0.4, 1.9, size)

    def _matrix(self, name: str, size: tuple[int, ...], traits: frozenset[str]) -> Any:
        """A generic matrix whose singular values lie apart and away from zero."""
        import numpy as np

        random = self._random(name)
        rows, columns = size
        if traits & {"diagonal"}:
            return np.diag(_spread(random, rows))
        left = np.linalg.qr(random.standard_normal((rows, rows)))[0]
        if traits & {"symmetric"}:
            signs = 1.0 if "positive" in traits else random.choice([-1.0, 1.0], rows)
            return left * (_spread(random, rows) * signs) @ left.T
        if traits & {"orthonormal"}:
            return (
                (left * _signs(left))[:, :columns]
                if columns <= rows
                else np.linalg.qr(random.standard_normal((columns, columns)))[0][:rows]
            )
        right = np.linalg.qr(random.standard_normal((columns, columns)))[0]
        rank = min(rows, columns)
        return left[:, :rank] * _spread(random, rank) @ right[:, :rank].T

    def _spectrum(self, symbol: Symbol, spectrum: tuple[str, Node, Size, Size | None]) -> Any:
        """Eigen- or singular pairs of the drawn matrix, in falling order, or a free value in their place."""
        import numpy as np

        kind, matrix, first, last = spectrum
        if self.unbound:
            size = self.size(symbol.shape) if symbol.shape else (48,)
            return self._loose(symbol.name, size)
        value = np.asarray(self.evaluate(matrix))
        chosen = slice(first[self.which], None if last is None else last[self.which])
        found = _decomposed(self, matrix, value, kind)[..., chosen]
        if kind.endswith("vectors"):
            return found
        if "family" in symbol.traits:
            return found
        return found[:, None] if symbol.shape and symbol.shape[1] == (1, 1) else np.diag(found)


def _spread(random: np.random.Generator, count: int) -> Any:
    """Values from 0.6 to 2.2, apart from each other and in no order."""
    import numpy as np

    return random.permutation(np.linspace(0.6, 2.2, count) + random.uniform(-0.3, 0.3, count) / max(count, 2))


def _decomposed(draw: Draw, matrix: object, value: Any, kind: str) -> Any:
    """The whole spectrum of one kind, kept for the other symbols that need it."""
    import numpy as np

    eigen = kind.startswith("eigen")
    key = f"spectrum {eigen} {hash(matrix)}"
    if key not in draw.values:
        if eigen:
            if value.ndim != _SIDES or value.shape[0] != value.shape[1] or not np.allclose(value, value.T):
                raise ReadingError("eigenvalues are taken of symmetric matrices only")
            values, vectors = np.linalg.eigh(value)
            draw.values[key] = (vectors[:, ::-1] * _signs(vectors[:, ::-1]), values[::-1], None)
        else:
            left, values, right = np.linalg.svd(value)
            signs, rank = _signs(left), len(values)
            flips = np.concatenate([signs[:rank], np.ones(len(right) - rank)])
            draw.values[key] = (left * signs, values, right.T * flips)
    vectors, values, right = draw.values[key]
    return {"eigenvectors": vectors, "left_singular_vectors": vectors, "right_singular_vectors": right}.get(
        kind, values
    )


def _signs(vectors: Any) -> Any:
    """Signs that make the largest entry of each column positive and the determinant of all of them as well.

    So every decomposition agrees on them, and none is a reflection: one of size 2 is symmetric, which is not generic.
    """
    import numpy as np

    largest = np.argmax(np.abs(vectors), axis=0)
    signs = np.sign(vectors[largest, np.arange(vectors.shape[1])])
    if np.linalg.det(vectors * signs) < 0:
        signs[-1] *= -1
    return signs
