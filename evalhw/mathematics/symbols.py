"""The symbols that formulas are read against: dimensions, shapes, bindings and the definitions of an answer.

Invariant: a `Symbols` never changes; `extended` and `assuming` give new ones, which share the free draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from evalhw.errors import ReadingError, SpecError
from evalhw.mathematics import spelling
from evalhw.mathematics.tree import Node, names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalhw.mathematics.declarations import DimensionSpec, SymbolSpec, SymbolsSpec


Size = tuple[int, int]  # one dimension, as an integer on each of the two dimension sets
Shape = tuple[Size, ...]  # () a scalar, (rows, columns) a matrix; columns are matrices with one column
MAX_SIZE = 12  # of a dimension whose size the problem fixes
MAX_DIGITS = 2
ONE: Size = (1, 1)
# Sizes on the two sets, smallest first. All differ from 1 and from each other, and so do their differences.
_SIZES: tuple[Size, ...] = ((2, 3), (5, 7), (9, 12), (15, 18), (20, 26), (28, 31), (35, 40), (43, 47))


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
        """The symbols that a problem declares; see `evalhw.mathematics.declarations` for the keys.

        Raises:
            SpecError: A key is unknown, a shape names no dimension, or a definition cannot be read.
        """
        from pydantic import ValidationError

        from evalhw.mathematics.declarations import SymbolsSpec

        try:
            spec = declared if isinstance(declared, SymbolsSpec) else SymbolsSpec.model_validate(dict(declared))
        except ValidationError as error:
            raise SpecError(f"symbols: {error}") from error
        dimensions = _sizes(spec.dimensions)
        symbols = cls(dimensions, {})
        for written, one in spec.symbols.items():
            symbol = _symbol(written, one, symbols)
            symbols = cls(dimensions, {**symbols.symbols, symbol.name: symbol})
        return _with_formulas(symbols, spec)

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
            self.cache["long"] = found
        return found

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
        from evalhw.mathematics.shapes import definition_shape  # shapes need symbols: found only when asked for

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

    def forgetting(self, *unbound: str) -> Symbols:
        """The symbols without the given names."""
        gone = {spelling.canonical(name) for name in unbound}
        kept = {name: symbol for name, symbol in self.symbols.items() if name not in gone}
        return Symbols(self.dimensions, kept, {}, self.free)

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

    def size_label(self, size: Size) -> str:
        """A size as the problem writes it: `m`, `m-k`, `k+1` or a number."""
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


def _sizes(specs: Mapping[str, DimensionSpec]) -> dict[str, Size]:
    """Pairwise distinct sizes that respect the declared order, smallest first."""
    fixed = {name: (spec.equals, spec.equals) for name, spec in specs.items() if spec.equals is not None}
    for name, spec in specs.items():
        for above in spec.above:
            if above not in specs:
                raise SpecError(f"dimensions.{name}.less_than: no dimension {above!r}; declared are {', '.join(specs)}")
    order: list[str] = []
    waiting = [name for name in specs if name not in fixed]
    while waiting:
        ready = [name for name in waiting if not any(name in specs[other].above for other in waiting)]
        if not ready:
            raise SpecError(f"dimensions: less_than runs in a circle among {', '.join(waiting)}")
        order.append(ready[0])
        waiting.remove(ready[0])
    taken = {size for pair in fixed.values() for size in pair}
    supply = [pair for pair in _SIZES if not taken.intersection(pair)]
    return fixed | dict(zip(order, supply, strict=False))


def _size(written: str | int, symbols: Symbols, where: str) -> Size:
    """A size from YAML: a dimension, a number, or sums and differences of them."""
    total = [0, 0]
    for piece in str(written).replace(" ", "").replace("-", "+-").split("+"):
        sign, name = (-1, piece[1:]) if piece.startswith("-") else (1, piece)
        if not name:
            continue
        own = (int(name), int(name)) if name.isdecimal() and len(name) <= MAX_DIGITS else symbols.dimensions.get(name)
        if own is None:
            raise SpecError(f"{where}: no dimension {name!r}; declared are {', '.join(symbols.dimensions) or 'none'}")
        total = [total[0] + sign * own[0], total[1] + sign * own[1]]
    if min(total) < 1:
        raise SpecError(f"{where}: {written} is not a positive size; declare the order of the dimensions (less_than)")
    return total[0], total[1]


def _symbol(written: str, spec: SymbolSpec, symbols: Symbols) -> Symbol:
    name = spelling.canonical(written)
    shape: Shape | None = None
    if spec.shape is not None:
        sizes = tuple(_size(size, symbols, f"symbols.{written}.shape") for size in spec.shape)
        shape = (*sizes, ONE) if len(sizes) == 1 else sizes
    if spec.family:
        shape = ()
    traits = {trait for trait in _TRAITS if getattr(spec, trait)}
    return Symbol(name, shape, optional=spec.optional, traits=frozenset(traits))


_TRAITS = ("positive", "integer", "symmetric", "diagonal", "orthonormal", "family")


def _with_formulas(symbols: Symbols, spec: SymbolsSpec) -> Symbols:
    """The symbols with `equals` and the matrices of spectra read against all of them."""
    from evalhw.mathematics.reader import read  # the reader needs symbols: only this one step runs the other way

    made = dict(symbols.symbols)
    for written, one in spec.symbols.items():
        name = spelling.canonical(written)
        try:
            if one.equals is not None:
                made[name] = replace(made[name], definition=read(one.equals, symbols))
            elif one.spectrum is not None:
                kind, pairs = one.spectrum
                where = f"symbols.{written}.{kind}"
                first = (0, 0) if pairs.after is None else _size(pairs.after, symbols, where)
                last = None if pairs.first is None else _size(pairs.first, symbols, where)
                made[name] = replace(made[name], spectrum=(kind, read(pairs.of, symbols), first, last))
        except ReadingError as error:
            raise SpecError(f"symbols.{written}: cannot read the formula: {error.reason}") from error
    whole = Symbols(symbols.dimensions, made)
    for name, symbol in made.items():
        for formula in (symbol.definition, symbol.spectrum[1] if symbol.spectrum else None):
            if formula is not None and name in whole.depends(formula):
                raise SpecError(f"symbols.{name}: it would be defined by itself")
    return whole
