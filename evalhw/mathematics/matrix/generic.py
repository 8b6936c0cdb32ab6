"""Letters of an answer's own: the shapes that undeclared capitals must have for a formula to make sense.

Invariant: every capital becomes a matrix whose sizes are as distinct as its uses allow; scalars stay scalars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.symbols import ONE, Size, Symbol, Symbols
from evalhw.mathematics.matrix.sizes import is_sized
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evalhw.mathematics.syntax.tree import Node

_SIZES: tuple[Size, ...] = ((3, 2), (4, 5), (6, 4), (8, 9), (10, 8), (11, 13))
_LETTERS = "pqrstu"
_Sides = tuple["_Side", "_Side"]


class _Side:
    """A number of rows or columns that is not known yet; sides that must be equal share one root."""

    __slots__ = ("parent", "size")

    def __init__(self, size: Size | None = None) -> None:
        self.parent: _Side | None = None
        self.size = size

    def root(self) -> _Side:
        """The side that stands for all that are equal to this one."""
        here = self
        while here.parent is not None:
            here = here.parent
        return here


class _Uses:
    """Walks a formula and gathers which sides must be equal."""

    def __init__(self, symbols: Symbols, vectors: frozenset[str] = frozenset()) -> None:
        self.symbols = symbols
        self.vectors = vectors
        self.letters: dict[str, _Sides] = {}

    def equal(self, first: _Side, second: _Side, node: Node) -> None:
        """Two sides must be equal.

        Raises:
            ReadingError: Both are known, and differ.
        """
        one, other = first.root(), second.root()
        if one is other:
            return
        if one.size is not None and other.size is not None and one.size != other.size:
            raise ReadingError(f"{readable(node)} fits no shape", node.start, node.end)
        one.parent = other
        other.size = other.size or one.size

    def unify(self, first: _Sides | None, second: _Sides | None, node: Node) -> None:
        """Both pairs of sides must be equal."""
        if first is not None and second is not None:
            self.equal(first[0], second[0], node)
            self.equal(first[1], second[1], node)

    def sides(self, node: Node) -> _Sides | None:
        """Rows and columns of a node; None for a scalar and for what fits any shape."""
        gather = _GATHERERS.get(type(node))
        if gather is not None:
            return gather(self, node)
        for below in tree.children(node):
            self.sides(below)
        return None

    def turned(self, node: tree.Transpose | tree.PseudoInverse) -> _Sides | None:
        """Rows and columns changed over."""
        found = self.sides(node.operand)
        return None if found is None else (found[1], found[0])

    def quotient(self, node: tree.Quotient) -> _Sides | None:
        """What stands above; what stands below is a scalar."""
        self.sides(node.denominator)
        return self.sides(node.numerator)

    def derivative(self, node: tree.Derivative) -> _Sides | None:
        """The shape of the variable."""
        self.sides(node.operand)
        return self.sides(node.variables[0]) if len(node.variables) == 1 else None

    def operation(self, node: tree.Operation) -> _Sides | None:
        """A Hadamard product joins two of one shape; of others nothing is known."""
        if node.operator == "hadamard":
            return self.same((node.left, node.right))
        self.sides(node.left)
        self.sides(node.right)
        return None

    def name(self, node: tree.Name) -> _Sides | None:
        """A declared shape, or the two sides of a letter."""
        symbol = self.symbols.get(node.name)
        if symbol is not None:
            shape = symbol.shape
            if shape is None and symbol.definition is not None:
                from evalhw.mathematics.matrix.shapes import definition_shape

                shape = definition_shape(node.name, self.symbols)
            return (_Side(shape[0]), _Side(shape[1])) if shape is not None and is_sized(shape) else None
        is_vector = node.name in self.vectors
        if not (is_vector or node.name[:1].isupper()) or node.name in self.symbols.dimensions:
            return None
        if node.name not in self.letters:
            self.letters[node.name] = (_Side(), _Side(ONE) if is_vector else _Side())
        return self.letters[node.name]

    def same(self, nodes: Sequence[Node]) -> _Sides | None:
        """Parts that have one shape."""
        whole: _Sides | None = None
        for node in nodes:
            found = self.sides(node)
            self.unify(whole, found, node)
            whole = whole or found
        if whole is not None and any(_is_identity(node) for node in nodes):
            self.equal(whole[0], whole[1], nodes[0])
        return whole

    def product(self, node: tree.Product) -> _Sides | None:
        """Neighbours share a side."""
        whole: _Sides | None = None
        for factor in node.factors:
            found = self.sides(factor)
            if whole is None:
                whole = found
            elif found is not None:
                self.equal(whole[1], found[0], factor)
                whole = (whole[0], found[1])
        return whole

    def square(self, node: Node) -> _Sides | None:
        """A matrix whose sides are equal."""
        found = self.sides(node)
        if found is not None:
            self.equal(found[0], found[1], node)
        return found

    def call(self, node: tree.Call) -> _Sides | None:
        """What a function asks of its argument."""
        if node.function in {"tr", "det", "inv"}:
            found = self.square(node.arguments[0])
            return found if node.function == "inv" else None
        if node.function == "inner":
            self.same(node.arguments)
            return None
        found = self.sides(node.arguments[0]) if node.arguments else None
        return found if node.function in {"sigmoid", "relu", "tanh"} else None


def _is_identity(node: Node) -> bool:
    """Whether a term is the identity, or a multiple of it."""
    if isinstance(node, tree.Negative):
        return _is_identity(node.operand)
    if isinstance(node, tree.Product):
        return any(_is_identity(factor) for factor in node.factors) and all(
            _is_identity(factor) or (isinstance(factor, tree.Number | tree.Name) and not _is_capital(factor))
            for factor in node.factors
        )
    return isinstance(node, tree.Special) and node.kind == "identity"


def _is_capital(node: Node) -> bool:
    return isinstance(node, tree.Name) and node.name[:1].isupper()


_GATHERERS: dict[type[Node], Callable[[_Uses, Any], _Sides | None]] = {
    tree.Name: lambda uses, node: uses.name(node),
    tree.Sum: lambda uses, node: uses.same(node.terms),
    tree.Relation: lambda uses, node: uses.same(node.operands),
    tree.Product: lambda uses, node: uses.product(node),
    tree.Transpose: _Uses.turned,
    tree.PseudoInverse: _Uses.turned,
    tree.Negative: lambda uses, node: uses.sides(node.operand),
    tree.Differential: lambda uses, node: uses.sides(node.operand),
    tree.PlusMinus: lambda uses, node: uses.sides(node.operand),
    tree.Power: lambda uses, node: uses.square(node.base),
    tree.Quotient: _Uses.quotient,
    tree.Derivative: _Uses.derivative,
    tree.Operation: _Uses.operation,
    tree.Call: lambda uses, node: uses.call(node),
}


def with_letters(
    node: Node,
    symbols: Symbols,
    symmetric: frozenset[str] = frozenset(),
    vectors: frozenset[str] = frozenset(),
) -> Symbols:
    """The symbols with every undeclared capital of the formula declared as a matrix.

    Args:
        node: The formula, read with `generic=True`.
        symbols: What is declared; it keeps its meaning.
        symmetric: Letters that are symmetric by the answer's own words.
        vectors: Small letters that are columns by their use.

    Raises:
        ReadingError: No shapes make sense of it, or there are too many letters.
    """
    uses = _Uses(symbols, vectors)
    uses.sides(node)
    for name in symmetric & set(uses.letters):
        rows, columns = uses.letters[name]
        uses.equal(rows, columns, node)
    dimensions = dict(symbols.dimensions)
    declared = dict(symbols.symbols)
    taken = {*dimensions.values(), ONE}
    supply = [size for size in _SIZES if size not in taken]
    letters = [letter for letter in _LETTERS if letter not in dimensions and letter not in declared]
    for name, both in uses.letters.items():
        for side in both:
            root = side.root()
            if root.size is None:
                if not supply:
                    raise ReadingError("too many letters that are not declared", node.start, node.end)
                root.size = supply.pop(0)
                dimensions[letters.pop(0)] = root.size
        shape = tuple(side.root().size or ONE for side in both)
        declared[name] = Symbol(name, shape, traits=frozenset({"symmetric"} if name in symmetric else ()))
    return Symbols(dimensions, declared)
