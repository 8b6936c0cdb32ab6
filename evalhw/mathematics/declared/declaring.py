"""From the declarations in a problem's YAML to symbols: sizes chosen, formulas read, every shape checked.

Invariant: what leaves here is consistent: no name twice, no definition resting on itself, every shape as declared.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from evalhw.errors import ReadingError, SpecError
from evalhw.mathematics.declared.declarations import SymbolsSpec
from evalhw.mathematics.declared.symbols import ONE, Shape, Size, Symbol, Symbols
from evalhw.mathematics.matrix.shapes import ShapeFault, infer
from evalhw.mathematics.matrix.sizes import is_sized
from evalhw.mathematics.syntax import spelling
from evalhw.mathematics.syntax.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evalhw.mathematics.declared.declarations import DimensionSpec, SymbolSpec

# Sizes on the two sets, smallest first. All differ from 1 and from each other, and so do their differences.
_SIZES: tuple[Size, ...] = ((2, 3), (5, 7), (9, 12), (15, 18), (20, 26), (28, 31), (35, 40), (43, 47))
MAX_DIGITS = 2
_TRAITS = ("positive", "integer", "symmetric", "diagonal", "orthonormal", "family")


def declared_symbols(declared: Mapping[str, Any] | SymbolsSpec) -> Symbols:
    """The symbols that a problem declares.

    Raises:
        SpecError: A key is unknown, a shape names no dimension or is not that of the definition, a formula cannot be
            read, or a name is declared twice.
    """
    try:
        spec = declared if isinstance(declared, SymbolsSpec) else SymbolsSpec.model_validate(dict(declared))
    except ValidationError as error:
        raise SpecError(f"symbols: {error}") from error
    symbols = Symbols(_sizes(spec.dimensions), {})
    for written, one in spec.symbols.items():
        symbol = _symbol(written, one, symbols)
        if symbols.declares(symbol.name):
            raise SpecError(f"symbols.{written}: {symbol.name} is declared twice")
        symbols = Symbols(symbols.dimensions, {**symbols.symbols, symbol.name: symbol})
    whole = _with_formulas(symbols, spec)
    for name in whole.symbols:
        _check(name, whole)
    return whole


def _sizes(specs: Mapping[str, DimensionSpec]) -> dict[str, Size]:
    """Pairwise distinct sizes that respect the declared order, smallest first."""
    found = {name: (spec.equals, spec.equals) for name, spec in specs.items() if spec.equals is not None}
    for name, spec in specs.items():
        for above in spec.above:
            if above not in specs:
                raise SpecError(f"dimensions.{name}.less_than: no dimension {above!r}; declared are {', '.join(specs)}")
    waiting = [name for name in specs if name not in found]
    while waiting:
        ready = [name for name in waiting if not any(name in specs[other].above for other in waiting)]
        if not ready:
            raise SpecError(f"dimensions: less_than runs in a circle among {', '.join(waiting)}")
        name = ready[0]
        found[name] = _choice(name, specs, found)
        waiting.remove(name)
    for name, spec in specs.items():
        for above in spec.above:
            if not (found[name][0] < found[above][0] and found[name][1] < found[above][1]):
                raise SpecError(f"dimensions.{name}: no size below {above} is left")
    return found


def _choice(name: str, specs: Mapping[str, DimensionSpec], found: Mapping[str, Size]) -> Size:
    """The first sizes that nobody has and that lie between those of the dimensions below and above."""
    below = [size for other, size in found.items() if name in specs[other].above]
    above = [found[other] for other in specs[name].above if other in found]
    taken = set(found.values())
    for size in _candidates():
        fits = all(size[i] > low[i] for low in below for i in range(2))
        fits = fits and all(size[i] < high[i] for high in above for i in range(2))
        if fits and not any(size[0] == other[0] or size[1] == other[1] for other in taken):
            return size
    raise SpecError(f"dimensions.{name}: no size is left between those of the other dimensions")


def _candidates() -> Iterator[Size]:
    yield from _SIZES
    yield from ((size, size) for size in range(2, 12))


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
    shape: Shape | None = () if spec.family else None
    if spec.shape is not None:
        sizes = tuple(_size(size, symbols, f"symbols.{written}.shape") for size in spec.shape)
        shape = (*sizes, ONE) if len(sizes) == 1 else sizes
    traits = frozenset(trait for trait in _TRAITS if getattr(spec, trait))
    return Symbol(spelling.canonical(written), shape, optional=spec.optional, traits=traits)


def _with_formulas(symbols: Symbols, spec: SymbolsSpec) -> Symbols:
    """The symbols with `equals` and the matrices of spectra read against all of them."""
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


def _check(name: str, symbols: Symbols) -> None:
    """The declared shape is the one that the definition or the spectrum gives."""
    symbol = symbols.symbols[name]
    try:
        if symbol.definition is not None:
            shape = infer(symbol.definition, symbols)
        elif symbol.spectrum is not None and "family" not in symbol.traits:
            shape = _spectral_shape(symbol, symbols)
        else:
            return
    except (ShapeFault, ReadingError) as error:
        raise SpecError(f"symbols.{name}: {error.reason}") from error
    if symbol.shape is None and symbol.spectrum is not None:
        raise SpecError(f"symbols.{name}: give its shape, {symbols.shape_label(shape)}")
    if symbol.shape is not None and is_sized(shape) and symbol.shape != shape:
        given, needed = symbols.shape_label(symbol.shape), symbols.shape_label(shape)
        raise SpecError(f"symbols.{name}: its shape is declared as {given}, but it is {needed}")


def _spectral_shape(symbol: Symbol, symbols: Symbols) -> Shape:
    """The shape of eigen- or singular vectors or values; values may also be declared as a column."""
    if symbol.spectrum is None:
        return ()
    kind, matrix, first, last = symbol.spectrum
    of = infer(matrix, symbols)
    if not is_sized(of):
        raise ReadingError("the matrix of a spectrum has no size")
    if kind.startswith("eigen") and of[0] != of[1]:
        raise ReadingError("eigenvalues are taken of square matrices only")
    rows, columns = of
    most = (min(rows[0], columns[0]), min(rows[1], columns[1]))
    end = last or (rows if kind == "left_singular_vectors" else columns if kind.startswith("right") else most)
    count = (end[0] - first[0], end[1] - first[1])
    if kind.endswith("vectors"):
        return (columns if kind.startswith("right") else rows, count)
    return (count, ONE) if symbol.shape is not None and symbol.shape[1:] == (ONE,) else (count, count)
