"""Shapes of matrix formulas, on two sets of pairwise distinct dimensions at once; a fault names the two factors.

Invariant: a shape is decided by declared symbols alone. Where an undeclared name could be to blame, nothing is called
ill-shaped: that is a `ReadingError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.symbols import ONE, Shape, Size, Symbols
from evalhw.mathematics.matrix.fitting import Fitting, ShapeFault
from evalhw.mathematics.matrix.sizes import (
    IDENTITY,
    SCALAR,
    SIDES,
    UNKNOWN,
    ZERO,
    fits,
    is_sized,
    known,
    size_of,
    total,
)
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.syntax.tree import Node

_ELEMENTWISE = frozenset({"sigmoid", "relu", "softmax", "tanh"})
_SQUARE = frozenset({"tr", "det", "inv"})


class Shaper(Fitting):
    """Finds the shape of every kind of node."""

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

    def name(self, node: tree.Name) -> Shape:
        """A symbol, as it is declared."""
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
        """An entry of a matrix or a member of a family."""
        if isinstance(node.base, tree.Name) and self.symbols.is_family(node.base.name):
            return SCALAR
        for index in node.indices:
            self.scalar(index, "an index")
        base = self.shape(node.base)
        if isinstance(node.base, tree.Name) and not self.symbols.declares(node.base.name):
            return SCALAR
        column = base != SCALAR and is_sized(base) and base[1] == ONE
        if (len(node.indices) == SIDES and base != SCALAR) or (column and len(node.indices) == 1):
            return SCALAR
        raise ReadingError(f"{readable(node)} is not declared", node.start, node.end)

    def power(self, node: tree.Power) -> Shape:
        """A power of a scalar or of a square matrix."""
        shape = self.shape(node.base)
        if shape == SCALAR:
            exponent = self.shape(node.exponent)
            if exponent not in (SCALAR, ZERO):
                raise ReadingError(f"a power with a matrix as exponent: {readable(node)}", node.start, node.end)
            return SCALAR
        self.scalar(node.exponent, "an exponent")
        inverse = isinstance(node.exponent, tree.Negative)
        return self.square(node.base, "it has no inverse" if inverse else "it has no powers")

    def quotient(self, node: tree.Quotient) -> Shape:
        """A fraction over a scalar."""
        below = self.shape(node.denominator)
        if below != SCALAR:
            raise ReadingError(f"a division by a matrix: {readable(node)}", node.start, node.end)
        return self.shape(node.numerator)

    def transpose(self, node: tree.Transpose | tree.PseudoInverse) -> Shape:
        """Rows and columns changed over."""
        shape = self.shape(node.operand)
        if shape == SCALAR:
            unknown = [name for name in tree.names(node.operand) if not self.symbols.declares(name)]
            if any(name not in self.bound for name in unknown):
                shown = readable(node.operand)
                raise ReadingError(
                    f"{shown} is transposed, so it is no scalar, but it is not declared", node.start, node.end
                )
        return shape[::-1]

    def call(self, node: tree.Call) -> Shape:
        """What a function makes of its arguments."""
        name, arguments = node.function, node.arguments
        if name == "diag":
            return self._diagonal(node)
        shapes = [self.shape(argument) for argument in arguments]
        if name in _SQUARE:
            shape = self.square(arguments[0], f"it has no {_NAMED.get(name, name)}")
            return shape if name == "inv" else SCALAR
        if name in _ELEMENTWISE or name == "transpose":
            return shapes[0][::-1] if name == "transpose" else shapes[0]
        if name == "vec" and is_sized(shapes[0]):
            rows, columns = shapes[0]
            return ((rows[0] * columns[0], rows[1] * columns[1]), ONE)
        return self._scalar_call(node, shapes)

    def _scalar_call(self, node: tree.Call, shapes: list[Shape]) -> Shape:
        """A function that gives a scalar."""
        name, arguments = node.function, node.arguments
        if name == "abs" and is_sized(shapes[0]):
            self.square(arguments[0], "it has no determinant")
            return SCALAR
        if name == "inner":
            self.sum(arguments, "pair")
            return SCALAR
        if name == "rank":
            return SCALAR
        if any(shape not in (SCALAR, ZERO) for shape in shapes):
            raise ReadingError(f"{name} of a matrix", node.start, node.end)
        return SCALAR

    def _diagonal(self, node: tree.Call) -> Shape:
        if len(node.arguments) == 1 and not isinstance(node.arguments[0], tree.Dots):
            shape = self.shape(node.arguments[0])
            if is_sized(shape) and shape[1] == ONE:
                return (shape[0], shape[0])
            if is_sized(shape):
                return (self.square(node.arguments[0], "it has no diagonal")[0], ONE)
        from evalhw.mathematics.matrix.diagonals import diagonal_size

        size = diagonal_size(node.arguments, self.symbols)
        return (size, size)

    def operation(self, node: tree.Operation) -> Shape:
        """A Hadamard or Kronecker product."""
        left, right = self.shape(node.left), self.shape(node.right)
        if node.operator == "hadamard":
            return self.sum((node.left, node.right), "multiply entry by entry")
        if node.operator == "kronecker" and is_sized(left) and is_sized(right):
            return tuple((a[0] * b[0], a[1] * b[1]) for a, b in zip(left, right, strict=True))
        raise ReadingError(f"{readable(node)} is not read here", node.start, node.end)

    def derivative(self, node: tree.Derivative) -> Shape:
        """A gradient has the shape of its variable."""
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
        """A sum has the shape of its terms."""
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
        """An identity, a zero or ones."""
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
                if not is_sized(shape):
                    if shape == SCALAR:
                        shape = (ONE, ONE)
                    else:
                        continue
                if not (fits(heights[i], shape[0]) and fits(widths[j], shape[1])):
                    self.suspect(cell, all_names=True)
                    raise ShapeFault(
                        f"the block {readable(cell)} is {self.label(shape)} and does not fit", cell.start, cell.end
                    )
                heights[i], widths[j] = known(heights[i], shape[0]), known(widths[j], shape[1])
        return (total(heights), total(widths))

    def collection(self, node: tree.Collection) -> Shape:
        """A row written as a list."""
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

__all__ = ["ShapeFault", "Shaper", "definition_shape", "infer"]
