"""Shapes of matrix formulas, on two sets of pairwise distinct dimensions at once; a fault names the two factors.

Invariant: a shape is decided by declared symbols alone. Where an undeclared name could be to blame, nothing is called
ill-shaped: that is a `ReadingError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.errors import EvalhwError, ReadingError
from evalhw.mathematics import tree
from evalhw.mathematics.rendering import readable
from evalhw.mathematics.symbols import ONE, Shape, Size, Symbols

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evalhw.mathematics.tree import Node

SCALAR: Shape = ()
# Zero fits every shape, a multiple of the identity every square one: each is a shape of one entry.
ZERO: Shape = ((0, 0),)
IDENTITY: Shape = ((1, 1),)
_UNSIZED = (ZERO, IDENTITY)
_ELEMENTWISE = frozenset({"sigmoid", "relu", "softmax", "tanh"})
_SQUARE = frozenset({"tr", "det", "inv"})
UNKNOWN: Size = (0, 0)  # a number of rows or columns that only the context can tell


class ShapeFault(EvalhwError):
    """Two parts of a formula do not fit.

    Attributes:
        reason: The two parts with their shapes, in words.
        start: Where the faulty pair begins.
        end: Where it ends.
    """

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start
        self.end = end


class Shaper:
    """Finds shapes below a node and settles those that only their neighbours can tell.

    Attributes:
        settled: The full shape of each written-out matrix, by `id` of its node.
    """

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.settled: dict[int, Shape] = {}
        self.bound: frozenset[str] = frozenset()

    def shape(self, node: Node) -> Shape:
        """The shape of the node.

        Raises:
            ShapeFault: Two parts do not fit.
            ReadingError: It has no shape, or an undeclared name leaves it open.
        """
        find = _RULES.get(type(node))
        if find is None:
            raise ReadingError(f"{readable(node)} is not a scalar or a matrix", node.start, node.end)
        return find(self, node)

    def label(self, shape: Shape) -> str:
        """The shape in the problem's own letters."""
        if shape == ZERO:
            return "zero"
        if shape == IDENTITY:
            return "a multiple of the identity"
        return self.symbols.shape_label(shape)

    def name(self, node: tree.Name) -> Shape:
        symbols = self.symbols
        symbol = symbols.get(node.name)
        if symbol is None:
            return self._undeclared(node)
        if "family" in symbol.traits:
            raise ReadingError(f"{readable(node)} stands without an index", node.start, node.end)
        if symbol.shape is not None:
            return symbol.shape
        return definition_shape(node.name, symbols)

    def _undeclared(self, node: tree.Name) -> Shape:
        if node.name in self.symbols.dimensions or node.name in self.bound:
            return SCALAR
        if self.symbols.has_matrices and node.name[:1].isupper():
            raise ReadingError(f"{readable(node)} is not declared, and may be a matrix", node.start, node.end)
        return SCALAR

    def entry(self, node: tree.Entry) -> Shape:
        if isinstance(node.base, tree.Name) and self.symbols.is_family(node.base.name):
            return SCALAR
        for index in node.indices:
            self.scalar(index, "an index")
        base = self.shape(node.base)
        if isinstance(node.base, tree.Name) and not self.symbols.declares(node.base.name):
            return SCALAR
        column = base != SCALAR and base not in _UNSIZED and base[1] == ONE
        if (len(node.indices) == 2 and base != SCALAR) or (column and len(node.indices) == 1):
            return SCALAR
        raise ReadingError(f"{readable(node)} is not declared", node.start, node.end)

    def scalar(self, node: Node, role: str) -> None:
        """The node must be a scalar."""
        shape = self.shape(node)
        if shape not in (SCALAR, ZERO):
            self.blame(node)
            reason = f"{readable(node)} is {self.label(shape)}, where {role} must be a scalar"
            raise ShapeFault(reason, node.start, node.end)

    def square(self, node: Node, role: str) -> Shape:
        """The node must be square."""
        shape = self.shape(node)
        if len(shape) == 2 and shape[0] != shape[1] and UNKNOWN not in shape:
            self.blame(node)
            raise ShapeFault(f"{readable(node)} is {self.label(shape)}, not square: {role}", node.start, node.end)
        return shape

    def blame(self, *nodes: Node) -> None:
        """Refuse to call anything ill-shaped where an undeclared name may be at fault."""
        for node in nodes:
            for name in tree.names(node):
                if not self.symbols.declares(name) and name not in self.bound:
                    raise ReadingError(f"{readable(tree.Name(name))} is not declared", node.start, node.end)

    def sum(self, terms: Sequence[Node], verb: str = "add") -> Shape:
        """The one shape that all terms have."""
        whole, holder = ZERO, terms[0]
        for term in terms:
            shape = self.shape(term)
            joined = join(whole, shape)
            if joined is None:
                raise self._unequal(holder, whole, term, shape, verb)
            if joined != whole:
                holder = term
            whole = joined
        return whole

    def _unequal(self, left: Node, first: Shape, right: Node, second: Shape, verb: str) -> ShapeFault:
        for node, shape in ((left, first), (right, second)):
            if shape == SCALAR or any(name[:1].isupper() for name in tree.names(node)):
                self.blame_scalars(node)
        said = f"{readable(left)} is {self.label(first)}, {readable(right)} is {self.label(second)}"
        return ShapeFault(f"{said}: these {_VERBS[verb]}", right.start, right.end)

    def blame_scalars(self, node: Node) -> None:
        """Refuse where a part is a scalar only because nobody declared its names."""
        if self.shape(node) == SCALAR or any(
            n[:1].isupper() and not self.symbols.declares(n) for n in tree.names(node)
        ):
            self.blame(node)

    def product(self, factors: Sequence[Node]) -> Shape:
        """The shape of the product, factor by factor from the left; scalars and identities change nothing."""
        whole: Shape = SCALAR
        unsized: Shape = SCALAR
        run: list[Node] = []
        for factor in factors:
            shape = self.shape(factor)
            if len(shape) < 2:
                unsized = _weaker(unsized, shape)
            elif not run:
                whole, run = shape, [factor]
            else:
                if not _fits(whole[1], shape[0]):
                    self._unfit(run, whole, factor, shape)
                whole = (whole[0], shape[1])
                run.append(factor)
                if whole == (ONE, ONE):
                    whole, run = SCALAR, []
        return whole if run else unsized

    def _unfit(self, run: list[Node], whole: Shape, factor: Node, shape: Shape) -> None:
        if whole[1] == ONE == shape[1]:
            raise ReadingError(
                "a product of two columns, which may be meant as a dot product", run[0].start, factor.end
            )
        self.blame(factor, *run)
        left = readable(tree.Product(tuple(run)) if len(run) > 1 else run[0])
        said = f"{left} is {self.label(whole)}, {readable(factor)} is {self.label(shape)}"
        raise ShapeFault(f"{said}: these do not multiply", run[-1].start, factor.end)

    def power(self, node: tree.Power) -> Shape:
        shape = self.shape(node.base)
        if shape == SCALAR:
            exponent = self.shape(node.exponent)
            if exponent not in (SCALAR, ZERO):
                raise ReadingError(f"a power with a matrix as exponent: {readable(node)}", node.start, node.end)
            return SCALAR
        self.scalar(node.exponent, "an exponent")
        return self.square(node.base, "it has no powers")

    def quotient(self, node: tree.Quotient) -> Shape:
        below = self.shape(node.denominator)
        if below != SCALAR:
            raise ReadingError(f"a division by a matrix: {readable(node)}", node.start, node.end)
        return self.shape(node.numerator)

    def transpose(self, node: tree.Transpose | tree.PseudoInverse) -> Shape:
        shape = self.shape(node.operand)
        if shape == SCALAR:
            undeclared = [name for name in tree.names(node.operand) if not self.symbols.declares(name)]
            if undeclared and isinstance(node.operand, tree.Name):
                shown = readable(node.operand)
                raise ReadingError(
                    f"{shown} is transposed, so it is no scalar, but it is not declared", node.start, node.end
                )
        return shape[::-1]

    def call(self, node: tree.Call) -> Shape:
        name, arguments = node.function, node.arguments
        if name == "diag":
            return self._diagonal(node)
        shapes = [self.shape(argument) for argument in arguments]
        if name in _SQUARE:
            shape = self.square(arguments[0], f"it has no {_NAMED.get(name, name)}")
            return shape if name == "inv" else SCALAR
        if name == "abs" and len(shapes[0]) == 2:
            self.square(arguments[0], "it has no determinant")
            return SCALAR
        if name == "inner":
            self.sum(arguments, "pair")
            return SCALAR
        if name == "vec" and len(shapes[0]) == 2:
            rows, columns = shapes[0]
            return ((rows[0] * columns[0], rows[1] * columns[1]), ONE)
        if name == "rank":
            return SCALAR
        if name in _ELEMENTWISE:
            return shapes[0]
        if name == "transpose":
            return shapes[0][::-1]
        if any(shape not in (SCALAR, ZERO) for shape in shapes):
            raise ReadingError(f"{name} of a matrix", node.start, node.end)
        return SCALAR

    def _diagonal(self, node: tree.Call) -> Shape:
        if len(node.arguments) == 1 and not isinstance(node.arguments[0], tree.Dots):
            shape = self.shape(node.arguments[0])
            if len(shape) == 2:
                return (
                    (shape[0], shape[0])
                    if shape[1] == ONE
                    else (self.square(node, "")[0] if shape[0] != shape[1] else shape[0], ONE)
                )
        from evalhw.mathematics.diagonals import diagonal_size

        size = diagonal_size(node.arguments, self.symbols)
        return (size, size)

    def operation(self, node: tree.Operation) -> Shape:
        left, right = self.shape(node.left), self.shape(node.right)
        if node.operator == "hadamard":
            return self.sum((node.left, node.right), "multiply entry by entry")
        if node.operator == "kronecker" and len(left) == len(right) == 2:
            return tuple((a[0] * b[0], a[1] * b[1]) for a, b in zip(left, right, strict=True))
        raise ReadingError(f"{readable(node)} is not read here", node.start, node.end)

    def derivative(self, node: tree.Derivative) -> Shape:
        operand = self.shape(node.operand)
        if len(node.variables) != 1:
            if operand == SCALAR and node.variables and all(self.shape(v) == SCALAR for v in node.variables):
                return SCALAR
            raise ReadingError("a gradient with respect to nothing named", node.start, node.end)
        variable = self.shape(node.variables[0])
        if operand == SCALAR:
            return variable
        if variable == SCALAR:
            return operand
        raise ReadingError("the derivative of a matrix by a matrix", node.start, node.end)

    def series(self, node: tree.Series) -> Shape:
        if node.condition is not None:
            raise ReadingError("a sum whose bounds are not read here", node.start, node.end)
        outer = self.bound
        self.bound = outer | {index.name for index in node.indices}
        shape = self.shape(node.body)
        self.bound = outer
        if node.kind == "product" and shape != SCALAR:
            raise ReadingError("a product of matrices over an index", node.start, node.end)
        return shape

    def special(self, node: tree.Special) -> Shape:
        if not node.dimensions:
            if node.kind == "ones":
                raise ReadingError("a vector of ones without a size", node.start, node.end)
            return IDENTITY if node.kind == "identity" else ZERO
        sizes = [self.size(one) for one in node.dimensions]
        if len(sizes) == 1:
            return (sizes[0], sizes[0]) if node.kind != "ones" else (sizes[0], ONE)
        return tuple(sizes[:2])

    def size(self, node: Node) -> Size:
        """The size that an expression of dimensions stands for."""
        found = size_of(node, self.symbols)
        if found is None:
            raise ReadingError(f"{readable(node)} is not a dimension", node.start, node.end)
        return found

    def matrix(self, node: tree.Matrix) -> Shape:
        """A matrix of blocks: rows of a height, columns of a width; zeros and identities take what is left."""
        heights: list[Size] = [UNKNOWN] * len(node.rows)
        widths: list[Size] = [UNKNOWN] * len(node.rows[0])
        scalars = all(self.shape(cell) in (SCALAR, ZERO) for row in node.rows for cell in row)
        for i, row in enumerate(node.rows):
            for j, cell in enumerate(row):
                shape = (ONE, ONE) if scalars else self.shape(cell)
                if len(shape) != 2:
                    if shape == SCALAR:
                        shape = (ONE, ONE)
                    else:
                        continue
                if not (_fits(heights[i], shape[0]) and _fits(widths[j], shape[1])):
                    self.blame(cell)
                    raise ShapeFault(
                        f"the block {readable(cell)} is {self.label(shape)} and does not fit", cell.start, cell.end
                    )
                heights[i], widths[j] = _known(heights[i], shape[0]), _known(widths[j], shape[1])
        return (_total(heights), _total(widths))

    def collection(self, node: tree.Collection) -> Shape:
        if node.kind in {"list", "tuple"} and node.items:
            return self.matrix(tree.Matrix((node.items,), start=node.start, end=node.end))
        raise ReadingError("several things where one was expected", node.start, node.end)


def definition_shape(name: str, symbols: Symbols) -> Shape:
    """The shape of a symbol that is bound to an expression; found once."""
    key = f"shape of {name}"
    found: Shape | None = symbols.cache.get(key)
    symbol = symbols.get(name)
    if found is None and symbol is not None and symbol.definition is not None:
        found = infer(symbol.definition, symbols)
        symbols.cache[key] = found
    if found is None:
        raise ReadingError(f"{name} has no shape")
    return found


def infer(node: Node, symbols: Symbols) -> Shape:
    """The shape of an expression: () for a scalar, (rows, columns), or one of `ZERO` and `IDENTITY`.

    Raises:
        ShapeFault: Two parts do not fit.
        ReadingError: It is no scalar or matrix, or an undeclared name leaves its shape open.
    """
    return Shaper(symbols).shape(node)


def join(first: Shape, second: Shape) -> Shape | None:
    """The shape that both are, or None when they differ; zeros and identities adapt."""
    if second in (first, ZERO):
        return first
    if first == ZERO:
        return second
    if IDENTITY in (first, second):
        other = second if first == IDENTITY else first
        return other if len(other) == 2 and _fits(other[0], other[1]) else None
    if len(first) != 2 or len(second) != 2:
        return None
    if _fits(first[0], second[0]) and _fits(first[1], second[1]):
        return (_known(first[0], second[0]), _known(first[1], second[1]))
    return None


def size_of(node: Node, symbols: Symbols) -> Size | None:
    """The size of an expression of dimensions and whole numbers, or None."""
    if isinstance(node, tree.Number) and node.value.denominator == 1 and 0 <= node.value < 1000:
        return int(node.value), int(node.value)
    if isinstance(node, tree.Name):
        return symbols.dimensions.get(node.name)
    if isinstance(node, tree.Negative):
        inside = size_of(node.operand, symbols)
        return None if inside is None else (-inside[0], -inside[1])
    parts = node.terms if isinstance(node, tree.Sum) else node.factors if isinstance(node, tree.Product) else ()
    sizes = [size_of(part, symbols) for part in parts]
    if not sizes or None in sizes:
        return None
    known = [size for size in sizes if size is not None]
    if isinstance(node, tree.Sum):
        return sum(size[0] for size in known), sum(size[1] for size in known)
    first, second = 1, 1
    for size in known[:3]:
        first, second = first * size[0], second * size[1]
    return first, second


def _fits(first: Size, second: Size) -> bool:
    return first == second or UNKNOWN in (first, second)


def _known(first: Size, second: Size) -> Size:
    return second if first == UNKNOWN else first


def _total(sizes: Sequence[Size]) -> Size:
    if UNKNOWN in sizes:
        return UNKNOWN
    return sum(size[0] for size in sizes), sum(size[1] for size in sizes)


def _weaker(first: Shape, second: Shape) -> Shape:
    if ZERO in (first, second):
        return ZERO
    return IDENTITY if IDENTITY in (first, second) else SCALAR


_VERBS = {
    "add": "do not add",
    "equal": "cannot be equal",
    "pair": "have no inner product",
    "multiply entry by entry": "do not multiply entry by entry",
}
_NAMED = {"tr": "trace", "det": "determinant", "inv": "inverse"}
_RULES: dict[type[Node], Callable[[Shaper, Node], Shape]] = {
    tree.Number: lambda _s, node: ZERO if node.value == 0 else SCALAR,  # type: ignore[attr-defined]
    tree.Constant: lambda _s, _node: SCALAR,
    tree.Name: Shaper.name,  # type: ignore[dict-item]
    tree.Entry: Shaper.entry,  # type: ignore[dict-item]
    tree.Special: Shaper.special,  # type: ignore[dict-item]
    tree.Negative: lambda s, node: s.shape(node.operand),  # type: ignore[attr-defined]
    tree.PlusMinus: lambda s, node: s.shape(node.operand),  # type: ignore[attr-defined]
    tree.Percent: lambda s, node: s.shape(node.operand),  # type: ignore[attr-defined]
    tree.Differential: lambda s, node: s.shape(node.operand),  # type: ignore[attr-defined]
    tree.Norm: lambda s, node: s.shape(node.operand) and SCALAR,  # type: ignore[attr-defined]
    tree.Sum: lambda s, node: s.sum(node.terms),  # type: ignore[attr-defined]
    tree.Product: lambda s, node: s.product(node.factors),  # type: ignore[attr-defined]
    tree.Quotient: Shaper.quotient,  # type: ignore[dict-item]
    tree.Power: Shaper.power,  # type: ignore[dict-item]
    tree.Transpose: Shaper.transpose,  # type: ignore[dict-item]
    tree.PseudoInverse: Shaper.transpose,  # type: ignore[dict-item]
    tree.Call: Shaper.call,  # type: ignore[dict-item]
    tree.Operation: Shaper.operation,  # type: ignore[dict-item]
    tree.Derivative: Shaper.derivative,  # type: ignore[dict-item]
    tree.Series: Shaper.series,  # type: ignore[dict-item]
    tree.Matrix: Shaper.matrix,  # type: ignore[dict-item]
    tree.Collection: Shaper.collection,  # type: ignore[dict-item]
}
