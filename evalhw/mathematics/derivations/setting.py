"""The names in force at a place of an answer: what it has defined, what it assumes, what it declared.

Invariant: a definition holds from where it stands, or from the start of its sentence when the sentence explains a name
after its use; a name that is only explained later is read by that explanation rather than guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.symbols import Symbol, Symbols
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evalhw.mathematics.declared.symbols import Shape
    from evalhw.mathematics.derivations.solved import Condition
    from evalhw.mathematics.derivations.statements import Placed
    from evalhw.mathematics.syntax.tree import Node


@dataclass(frozen=True, slots=True)
class Binding:
    """A name, what it stands for, and where that was said.

    Attributes:
        name: The canonical name.
        node: The expression, or None when only the shape was declared.
        shape: The declared shape, when there is no expression.
        start: Offset in the raw text; -1 for what was said in an earlier answer.
        unit: The sentence.
        section: The heading it stands under.
        backward: It explains a name that the same sentence used before.
    """

    name: str
    node: Node | None
    start: int
    unit: int = -1
    section: int = -1
    backward: bool = False
    shape: Shape | None = None


class Setting:
    """What an answer has introduced so far, on top of the declared symbols."""

    def __init__(
        self, symbols: Symbols, expected: Mapping[str, Node] | None = None, conditions: Sequence[Condition] = ()
    ) -> None:
        self.base = symbols
        self.about = frozenset(condition.about for condition in conditions) - {""}
        self.asked = frozenset(name for condition in conditions for name in symbols.depends(condition.node))
        self.expected = dict(expected or {})
        self.broken = False  # whether the answer assumes what cannot be
        self.definitions: list[Binding] = []
        self.assumptions: list[Binding] = []
        self._made: dict[tuple[int, ...], Symbols] = {}
        spectra = [symbol.spectrum[1] for symbol in symbols.symbols.values() if symbol.spectrum is not None]
        self.data = frozenset(name for matrix in spectra for name in symbols.depends(matrix))

    @property
    def unknowns(self) -> frozenset[str]:
        """What conditions are about: as the rubric says, else the free matrices other than the data.

        Where the conditions have no such matrix in them, they are about the free scalars that they have.
        """
        free = {
            name: symbol
            for name, symbol in self.base.symbols.items()
            if symbol.definition is None and symbol.spectrum is None and name not in self.data
        }
        matrices = frozenset(name for name, symbol in free.items() if symbol.shape)
        asked = self.asked & free.keys()
        return self.about or (matrices if matrices & asked or not asked else asked)

    def mentions_unknowns(self, node: Node, symbols: Symbols) -> bool:
        """Whether the value of the node rests on an unknown."""
        return bool(self.unknowns & symbols.depends(node))

    def free(self, here: Placed) -> Symbols:
        """The symbols with the definitions that hold at a place."""
        return self._with(self._latest(self.definitions, here))

    def later(self, here: Placed, wanted: Iterable[str]) -> Symbols | None:
        """As `free`, with names that are explained only further on; None when none of the wanted names is."""
        inforce = {binding.name: binding for binding in self._latest(self.definitions, here)}
        ahead = {}
        for name in wanted:
            found = next((one for one in self.definitions if one.name == name and one.start > here.clause.start), None)
            if found is not None and name not in inforce:
                ahead[name] = found
        return self._with([*inforce.values(), *ahead.values()]) if ahead else None

    def assumed(self, here: Placed, symbols: Symbols) -> Symbols | None:
        """The symbols with the assumptions that hold at a place put in; None when there are none.

        What the answer does not assume itself, it may use as the question puts it in, without saying so.
        """
        values = {one.name: one.node for one in self._latest(self.assumptions, here) if one.node is not None}
        values = values if self.broken else {**self.expected, **values}
        return _bound(symbols, values) if values else None

    def _latest(self, bindings: Iterable[Binding], here: Placed) -> list[Binding]:
        """The last binding of each name that is said before a place, or in its own sentence."""
        found: dict[str, Binding] = {}
        for binding in bindings:
            before = binding.start < here.clause.end
            if before or (binding.backward and binding.unit == here.unit):
                found[binding.name] = binding
        return list(found.values())

    def _with(self, bindings: list[Binding]) -> Symbols:
        key = tuple(sorted(id(binding) for binding in bindings))
        if key not in self._made:
            declared = {one.name: one.shape for one in bindings if one.node is None and one.shape is not None}
            symbols = _declaring(self.base, declared) if declared else self.base
            self._made[key] = _bound(symbols, {one.name: one.node for one in bindings if one.node is not None})
        return self._made[key]


def _bound(symbols: Symbols, values: Mapping[str, Node]) -> Symbols:
    """The symbols with the values put in; one that would rest on itself is left out."""
    if not values:
        return symbols
    try:
        return symbols.assuming(values)
    except ReadingError:
        for name, node in values.items():
            try:
                symbols = symbols.assuming({name: node})
            except ReadingError:
                continue
        return symbols


def _declaring(symbols: Symbols, shapes: Mapping[str, Shape]) -> Symbols:
    """The symbols with further free ones."""
    declared = {**symbols.symbols, **{name: Symbol(name, shape) for name, shape in shapes.items()}}
    return Symbols(symbols.dimensions, declared, {}, symbols.free)


def unexplained(node: Node, symbols: Symbols) -> list[str]:
    """Names in a formula that nobody declared and no sum binds."""
    bound = {index.name for here in tree.walk(node) if isinstance(here, tree.Series) for index in here.indices}
    return sorted(name for name in tree.names(node) if not symbols.declares(name) and name not in bound)
