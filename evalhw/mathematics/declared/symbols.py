"""The symbols that formulas are read against: dimensions, shapes, bindings and the definitions of an answer.

Invariant: a `Symbols` never changes; `extended` and `assuming` give new ones, which share the free draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import spelling
from evalhw.mathematics.syntax.tree import Name, Node, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evalhw.mathematics.declared.declarations import SymbolsSpec


Size = tuple[int, int]  # one dimension, as an integer on each of the two dimension sets
Shape = tuple[Size, ...]  # () a scalar, (rows, columns) a matrix; columns are matrices with one column
MAX_SIZE = 12  # of a dimension whose size the problem fixes
ONE: Size = (1, 1)
_OWN = "ABCDEFGHJKLMNOPQRSUVWXYZ"  # neither the identity nor the sign of a transpose


@dataclass(frozen=True, slots=True)
class Symbol:
    """One declared symbol.

    Attributes:
        name: Its canonical name.
        shape: Its shape, or None where its definition gives it.
        definition: What it stands for, or None for a free symbol.
        spectrum: Kind, matrix, first and last index (exclusive, None for the end) of the pairs that bind it.
        optional: An answer may give the name another meaning.
        traits: Of positive, integer, symmetric, diagonal, orthonormal, family.
    """

    name: str
    shape: Shape | None = None
    definition: Node | None = None
    spectrum: tuple[str, Node, Size, Size | None] | None = None
    optional: bool = False
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Symbols:
    """Dimensions and symbols by canonical name.

    Attributes:
        dimensions: The size of each dimension on the two dimension sets.
        symbols: The symbols.
        cache: Draws and shapes found so far; rebuilt, never copied, when a symbol changes.
        free: Drawn values of free symbols, shared by everything derived from the same declaration.
    """

    dimensions: Mapping[str, Size] = field(default_factory=dict)
    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    free: dict[tuple[str, int, int], Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def empty(cls) -> Symbols:
        """No declared symbols: plain scalar mathematics."""
        return _EMPTY

    @classmethod
    def of(cls, declared: Mapping[str, Any] | SymbolsSpec) -> Symbols:
        """The symbols that a problem declares; see `evalhw.mathematics.declared.declarations` for the keys.

        Raises:
            SpecError: A key is unknown, a shape names no dimension, or a definition cannot be read.
        """
        from evalhw.mathematics.declared.declaring import (
            declared_symbols,  # it reads formulas, and reading needs this room
        )

        return declared_symbols(declared)

    @property
    def has_matrices(self) -> bool:
        """Whether anything but scalars is declared, so that `I` is an identity and capitals are suspect."""
        found = self.cache.get("matrices")
        if found is None:
            found = any(symbol.shape or symbol.shape is None for symbol in self.symbols.values())
            self.cache["matrices"] = found
        return bool(found)

    @property
    def long_names(self) -> Mapping[str, str]:
        """Declared names that are typed as a run of letters (`loss`, `Uk`), with their canonical names."""
        found: dict[str, str] | None = self.cache.get("long")
        if found is None:
            typed = {name.replace("_", ""): name for name in (*self.symbols, *self.dimensions)}
            found = {run: name for run, name in typed.items() if len(run) > 1 and run.isascii() and run.isalpha()}
            found |= {run: name for run, name in self._own_names() if run not in found}
            self.cache["long"] = found
        return found

    def _own_names(self) -> Iterator[tuple[str, str]]:
        """Names of an answer's own like the declared ones: where `U_k` is declared, `Sk` is `S_k`, and no product."""
        parts = [name.rpartition("_") for name in self.symbols]
        for index in {below for base, _, below in parts if base and below in self.dimensions and len(below) == 1}:
            for letter in _OWN:
                if letter not in self.symbols and letter not in self.dimensions:
                    yield f"{letter}{index}", f"{letter}_{index}"

    def get(self, name: str) -> Symbol | None:
        """The symbol of this canonical name, or None."""
        return self.symbols.get(name)

    def declares(self, name: str) -> bool:
        """Whether the name is a declared symbol or a dimension."""
        return name in self.symbols or name in self.dimensions

    def is_matrix(self, name: str) -> bool:
        """Whether the name is declared as a matrix, or defined as something whose shape cannot be told."""
        symbol = self.symbols.get(name)
        if symbol is None or symbol.shape is not None:
            return symbol is not None and symbol.shape != ()
        if symbol.definition is None:
            return True
        from evalhw.errors import EvalhwError
        from evalhw.mathematics.matrix.shapes import definition_shape  # shapes need symbols: found only when asked for

        try:
            return definition_shape(name, self) != ()
        except EvalhwError:
            return True

    def is_family(self, name: str) -> bool:
        """Whether the name stands for scalars with an index."""
        symbol = self.symbols.get(name)
        return symbol is not None and "family" in symbol.traits

    def extended(self, name: str, expression: Node) -> Symbols:
        """The symbols with a definition that an answer introduces, such as C = X X^T.

        Raises:
            ReadingError: The definition would rest on itself, or the name is a dimension.
        """
        return self.assuming({name: expression})

    def assuming(self, values: Mapping[str, Node]) -> Symbols:
        """The symbols with each name standing for its expression (Substitute W_1 = U_k^T).

        Raises:
            ReadingError: A definition would rest on itself, or a name is a dimension.
        """
        changed = dict(self.symbols)
        for written, expression in values.items():
            name = spelling.canonical(written)
            if name in self.dimensions:
                raise ReadingError(f"{name} is a dimension", expression.start, expression.end)
            old = changed.get(name, Symbol(name))
            changed[name] = replace(old, shape=None, definition=expression, spectrum=None)
        new = Symbols(self.dimensions, changed, {}, self.free)
        for name, expression in values.items():
            if spelling.canonical(name) in new.depends(expression):
                raise ReadingError(f"{name} would be defined by itself", expression.start, expression.end)
        return new

    def depends(self, expression: Node) -> frozenset[str]:
        """Every name that the value of the expression rests on, through definitions."""
        found: set[str] = set()
        waiting = list(names(expression))
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            symbol = self.symbols.get(name)
            if symbol is not None and symbol.definition is not None:
                waiting.extend(names(symbol.definition))
            if symbol is not None and symbol.spectrum is not None:
                waiting.extend(names(symbol.spectrum[1]))
        return frozenset(found)

    def users(self, name: str) -> frozenset[str]:
        """The name, and every symbol whose value rests on it."""
        key = f"users of {name}"
        found: frozenset[str] | None = self.cache.get(key)
        if found is None:
            found = frozenset(other for other in (name, *self.symbols) if name in self.depends(Name(other)))
            self.cache[key] = found
        return found

    def size_label(self, size: Size) -> str:
        """A size as the problem writes it: `m`, `m-k`, `k+1` or a number; `?` where only the context tells."""
        if size == (0, 0):
            return "?"
        if size[0] == size[1] <= MAX_SIZE and size not in self.dimensions.values():
            return str(size[0])
        for name, own in self.dimensions.items():
            if own == size:
                return spelling.readable(name)
        for name, own in self.dimensions.items():
            for other, second in self.dimensions.items():
                if (own[0] - second[0], own[1] - second[1]) == size:
                    return f"({name}-{other})"
                if (own[0] + second[0], own[1] + second[1]) == size:
                    return f"({name}+{other})"
        return str(size[0])

    def shape_label(self, shape: Shape) -> str:
        """A shape as the problem writes it: `k×m`, or `a scalar`."""
        return "×".join(map(self.size_label, shape)) if shape else "a scalar"


_EMPTY = Symbols()
