"""Tree to number: the value of a formula on one draw, as a float, a matrix, or a multiple of the identity.

Invariant: shapes were inferred before; exponents and factorials are capped, not computed; a value that is not finite
is a `ReadingError`, never a verdict.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics import diagonals, tree
from evalhw.mathematics.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evalhw.mathematics.sampling import Draw
    from evalhw.mathematics.tree import Node

MAX_EXPONENT = 60
MAX_FACTORIAL = 170
MAX_CHOICES = 400
_TWO = 2  # dimensions of a matrix


@dataclass(frozen=True, slots=True)
class Multiple:
    """A multiple of an identity whose size the context gives."""

    factor: float


Value = Any  # float | np.ndarray | Multiple


def evaluate(node: Node, draw: Draw) -> Value:
    """The value of an expression on one draw.

    Raises:
        ReadingError: It has no finite value there, or is no expression that has one.
    """
    rule = _RULES.get(type(node))
    if rule is None:
        raise ReadingError(f"{readable(node)} has no value", node.start, node.end)
    try:
        return rule(node, draw)
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:
        raise ReadingError(f"{readable(node)} has no value at the drawn symbols", node.start, node.end) from error


def plain(value: Value, size: int | None = None) -> Any:
    """A float or matrix; a multiple of the identity needs the size.

    Raises:
        ReadingError: The size is not known.
    """
    if isinstance(value, Multiple):
        if size is None:
            raise ReadingError("an identity whose size nothing fixes")
        return value.factor * np.eye(size)
    return value


def add(first: Value, second: Value) -> Value:
    """The sum; a scalar zero is a zero of any shape."""
    if isinstance(first, Multiple) and isinstance(second, Multiple):
        return Multiple(first.factor + second.factor)
    if isinstance(first, Multiple) or isinstance(second, Multiple):
        one, other = (first, second) if isinstance(first, Multiple) else (second, first)
        if isinstance(other, float):
            return one
        return other + one.factor * np.eye(len(other))
    return first + second


def multiply(first: Value, second: Value) -> Value:
    """The matrix product; scalars and identities scale."""
    if isinstance(first, Multiple):
        if isinstance(second, Multiple | float):
            return Multiple(first.factor * (second if isinstance(second, float) else second.factor))
        return first.factor * second
    if isinstance(second, Multiple):
        return Multiple(first * second.factor) if isinstance(first, float) else first * second.factor
    if isinstance(first, float) or isinstance(second, float):
        return first * second
    product = first @ second
    return float(product[0, 0]) if product.size == 1 else product


def transpose(value: Value) -> Value:
    """The transpose."""
    return value.T if isinstance(value, np.ndarray) else value


def _product(node: tree.Product, draw: Draw) -> Value:
    whole: Value = None
    for factor in _sized(node.factors, draw):
        value = evaluate(factor, draw) if not isinstance(factor, _Filled) else factor.value(draw)
        whole = value if whole is None else multiply(whole, value)
    return whole


@dataclass(frozen=True, slots=True)
class _Filled:
    """A factor whose size its neighbours give."""

    node: Node
    rows: int | None
    columns: int | None

    def value(self, draw: Draw) -> Value:
        return sized(self.node, draw, self.rows, self.columns)


def _sized(factors: Sequence[Node], draw: Draw) -> Sequence[Node | _Filled]:
    """The factors, with those that hold blocks or dots given the sizes of their neighbours."""
    if not any(map(_needs_size, factors)):
        return factors
    found: list[Node | _Filled] = []
    for index, factor in enumerate(factors):
        if not _needs_size(factor):
            found.append(factor)
            continue
        rows = _edge(factors[index - 1], draw, 1) if index else None
        columns = _edge(factors[index + 1], draw, 0) if index + 1 < len(factors) else None
        found.append(_Filled(factor, rows, columns))
    return found


def _needs_size(node: Node) -> bool:
    return any(isinstance(here, tree.Matrix | tree.Dots | tree.Collection) for here in tree.walk(node))


def _edge(node: Node, draw: Draw, side: int) -> int | None:
    """Rows (0) or columns (1) of a neighbour, where they are known."""
    if _needs_size(node):
        return None
    value = evaluate(node, draw)
    return value.shape[side] if isinstance(value, np.ndarray) else None


def sized(node: Node, draw: Draw, rows: int | None, columns: int | None) -> Value:
    """The value of an expression that must have so many rows and columns.

    Raises:
        ReadingError: Its blocks or dots cannot be filled to that size.
    """
    if isinstance(node, tree.Sum):
        whole: Value = 0.0
        for term in node.terms:
            value = sized(term, draw, rows, columns)
            whole = add(whole, value)
        return whole
    if isinstance(node, tree.Negative):
        return multiply(-1.0, sized(node.operand, draw, rows, columns))
    if isinstance(node, tree.Transpose):
        return transpose(sized(node.operand, draw, columns, rows))
    if isinstance(node, tree.Matrix):
        return _blocks(node, draw, rows, columns)
    if isinstance(node, tree.Collection):
        return _blocks(tree.Matrix((node.items,)), draw, rows, columns)
    if isinstance(node, tree.Call) and node.function == "diag":
        return _diagonal(node, draw, rows if rows is not None else columns)
    if isinstance(node, tree.Product) and _needs_size(node):
        return _sized_product(node, draw, rows, columns)
    return evaluate(node, draw)


def _sized_product(node: tree.Product, draw: Draw, rows: int | None, columns: int | None) -> Value:
    whole: Value = 1.0
    last = len(node.factors) - 1
    for index, factor in enumerate(_sized(node.factors, draw)):
        if isinstance(factor, _Filled):
            above = factor.rows if index or factor.rows is not None else rows
            across = factor.columns if index < last else columns
            whole = multiply(whole, sized(factor.node, draw, above, across))
        else:
            whole = multiply(whole, evaluate(factor, draw))
    return whole


def _blocks(node: tree.Matrix, draw: Draw, rows: int | None, columns: int | None) -> Value:
    """A matrix of blocks; zeros and identities fill what is left of the given size."""
    cells = [[evaluate(cell, draw) for cell in row] for row in node.rows]
    if all(isinstance(cell, float) for row in cells for cell in row) and _is_numeric(node, rows, columns):
        return np.array(cells)
    heights = _extents([[_extent(cell, 0) for cell in row] for row in cells], rows)
    widths = _extents([[_extent(row[j], 1) for row in cells] for j in range(len(cells[0]))], columns)
    for i, row in enumerate(cells):  # an identity block is square
        for j, cell in enumerate(row):
            if isinstance(cell, Multiple):
                heights[i] = heights[i] if heights[i] is not None else widths[j]
                widths[j] = widths[j] if widths[j] is not None else heights[i]
    heights, widths = _rest(heights, rows), _rest(widths, columns)
    if None in heights or None in widths:
        raise ReadingError("blocks whose size nothing fixes", node.start, node.end)
    filled = [
        [_block(cell, heights[i] or 0, widths[j] or 0) for j, cell in enumerate(row)] for i, row in enumerate(cells)
    ]
    return np.block(filled)


def _is_numeric(node: tree.Matrix, rows: int | None, columns: int | None) -> bool:
    """Whether scalars are entries here, and not blocks of zeros."""
    return (rows is None or rows == len(node.rows)) and (columns is None or columns == len(node.rows[0]))


def _extent(cell: Value, side: int) -> int | None:
    if isinstance(cell, np.ndarray):
        return int(cell.shape[side])
    return None if isinstance(cell, Multiple) or cell == 0 else 1


def _extents(cells: list[list[int | None]], _total: int | None) -> list[int | None]:
    return [next((extent for extent in line if extent is not None), None) for line in cells]


def _rest(extents: list[int | None], total: int | None) -> list[int | None]:
    if extents.count(None) == 1 and total is not None:
        rest = total - sum(extent for extent in extents if extent is not None)
        return [rest if extent is None else extent for extent in extents]
    return extents


def _block(cell: Value, height: int, width: int) -> Any:
    if isinstance(cell, np.ndarray):
        return cell
    if isinstance(cell, Multiple):
        return cell.factor * np.eye(height, width)
    if cell == 0:
        return np.zeros((height, width))
    return np.full((1, 1), cell)


def _diagonal(node: tree.Call, draw: Draw, size: int | None) -> Value:
    arguments = node.arguments
    if len(arguments) == 1 and not isinstance(arguments[0], tree.Dots):
        value = evaluate(arguments[0], draw)
        if isinstance(value, np.ndarray):
            return np.diag(value[:, 0]) if value.shape[1] == 1 else np.diag(value)[:, None]
        if isinstance(value, Multiple):
            raise ReadingError("the diagonal of an identity without a size", node.start, node.end)
    found = diagonals.entries(arguments, draw.symbols, draw.which, size)
    values = [evaluate(one if index is None else diagonals.at_index(one, index), draw) for one, index in found]
    return np.diag(np.array(values, dtype=float))


def _power(node: tree.Power, draw: Draw) -> Value:
    base, exponent = evaluate(node.base, draw), evaluate(node.exponent, draw)
    if not isinstance(exponent, float):
        raise ReadingError("an exponent that is a matrix", node.start, node.end)
    if abs(exponent) > MAX_EXPONENT:
        raise ReadingError(f"an exponent beyond {MAX_EXPONENT}", node.start, node.end)
    if isinstance(base, Multiple):
        return Multiple(_real_power(base.factor, exponent))
    if isinstance(base, float):
        return _real_power(base, exponent)
    if exponent == int(exponent):
        return _checked_power(base, int(exponent), node)
    if exponent in (0.5, -0.5) and np.allclose(base, base.T):
        values, vectors = np.linalg.eigh(base)
        if values.min() < 1e-9 * max(1.0, values.max()):
            raise ReadingError("a root of a matrix that is not positive", node.start, node.end)
        return vectors * values**exponent @ vectors.T
    raise ReadingError(f"{readable(node)} is no power of a matrix that is read here", node.start, node.end)


def _checked_power(base: Any, exponent: int, node: Node) -> Any:
    if exponent < 0 and np.linalg.cond(base) > 1e9:
        raise ReadingError(f"{readable(node)}: the matrix has no inverse", node.start, node.end)
    return np.linalg.matrix_power(base, exponent)


def _real_power(base: float, exponent: float) -> float:
    if base < 0 and exponent != int(exponent):
        raise ValueError("no real value")
    return float(base**exponent)


def _sum(node: tree.Sum, draw: Draw) -> Value:
    whole: Value = evaluate(node.terms[0], draw)
    for term in node.terms[1:]:
        whole = add(whole, evaluate(term, draw))
    return whole


def _quotient(node: tree.Quotient, draw: Draw) -> Value:
    below = evaluate(node.denominator, draw)
    if not isinstance(below, float):
        raise ReadingError("a division by a matrix", node.start, node.end)
    if below == 0:
        raise ZeroDivisionError
    return multiply(1.0 / below, evaluate(node.numerator, draw))


def _norm(node: tree.Norm, draw: Draw) -> float:
    value = evaluate(node.operand, draw)
    if isinstance(value, float):
        return abs(value)
    value = plain(value)
    if value.shape[1] == 1:
        orders = {"": 2, "F": 2, "2": 2, "1": 1, "infinity": np.inf}
        if node.kind in orders:
            return float(np.linalg.norm(value[:, 0], orders[node.kind]))
    kinds: dict[str, Any] = {"": "fro", "F": "fro", "2": 2, "*": "nuc"}
    if node.kind not in kinds:
        raise ReadingError(f"a norm of kind {node.kind!r}", node.start, node.end)
    return float(np.linalg.norm(value, kinds[node.kind]))


def _entry(node: tree.Entry, draw: Draw) -> float:
    indices = [_whole(index, draw) for index in node.indices]
    if isinstance(node.base, tree.Name) and not draw.symbols.declares(node.base.name):
        return float(draw.value(f"{node.base.name}_{','.join(map(str, indices))}"))
    if isinstance(node.base, tree.Name) and draw.symbols.is_family(node.base.name):
        value = draw.value(node.base.name)
    else:
        value = evaluate(node.base, draw)
        if isinstance(value, Multiple) and len(indices) == _TWO:
            return value.factor if indices[0] == indices[1] else 0.0
        value = value[:, 0] if value.shape[1] == 1 and len(indices) == 1 else value
    if value.ndim != len(indices) or not all(1 <= i <= n for i, n in zip(indices, value.shape, strict=True)):
        raise ReadingError(f"{readable(node)} lies outside", node.start, node.end)
    return float(value[tuple(i - 1 for i in indices)])


def _whole(node: Node, draw: Draw) -> int:
    value = evaluate(node, draw)
    if not isinstance(value, float) or value != int(value):
        raise ReadingError(f"{readable(node)} is no index", node.start, node.end)
    return int(value)


def _series(node: tree.Series, draw: Draw) -> Value:
    """A sum or product, its indices running over their bounds or over the matrix they index."""
    ranges = [_range(node, index, draw) for index in node.indices]
    count = max(1, math.prod(map(len, ranges)))
    if count * sum(1 for _ in tree.walk(node.body)) > draw.steps:
        raise ReadingError("a sum of too many terms", node.start, node.end)
    indices = [index.name for index in node.indices]
    for name in tree.names(node.body).difference(indices):
        if draw.symbols.declares(name):
            draw.value(name)  # found once, not once a term
    whole: Value = None
    for values in _every(ranges):
        inner = draw.binding(dict(zip(indices, map(float, values), strict=True)), draw.steps // count)
        value = evaluate(node.body, inner)
        whole = value if whole is None else add(whole, value) if node.kind == "sum" else multiply(whole, value)
    if whole is None:
        return 0.0 if node.kind == "sum" else 1.0
    return whole


def _every(ranges: list[range]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for one in ranges:
        found = [(*before, value) for before in found for value in one]
    return found


def _range(node: tree.Series, index: tree.Name, draw: Draw) -> range:
    if node.condition is not None or (node.lower is None) != (node.upper is None):
        raise ReadingError("a sum whose bounds are not read here", node.start, node.end)
    if node.lower is not None and node.upper is not None:
        return range(_whole(node.lower, draw), _whole(node.upper, draw) + 1)
    for here in tree.walk(node.body):
        if (
            isinstance(here, tree.Entry)
            and index in here.indices
            and not draw.symbols.is_family(getattr(here.base, "name", ""))
        ):
            value = evaluate(here.base, draw)
            return range(1, value.shape[here.indices.index(index)] + 1)
    raise ReadingError(f"nothing says where {readable(index)} ends", node.start, node.end)


def _call(node: tree.Call, draw: Draw) -> Value:
    name = node.function
    if name == "diag":
        return _diagonal(node, draw, None)
    values = [evaluate(argument, draw) for argument in node.arguments]
    if name in _SCALAR and all(isinstance(value, float) for value in values):
        return float(_SCALAR[name](*values))
    if name in _MATRIX:
        return _MATRIX[name](*map(plain, values))
    raise ReadingError(f"the function {name} is not read here", node.start, node.end)


def _factorial(value: float) -> float:
    if value < 0 or value != int(value) or value > MAX_FACTORIAL:
        raise ReadingError(f"a factorial beyond {MAX_FACTORIAL}")
    return float(math.factorial(int(value)))


def _binomial(above: float, below: float) -> float:
    if above != int(above) or below != int(below) or not 0 <= below <= above <= MAX_CHOICES:
        raise ReadingError("a binomial that is not of small whole numbers")
    return float(math.comb(int(above), int(below)))


def _determinant(value: Any) -> float:
    return float(value) if isinstance(value, float) else float(np.linalg.det(value))


def _inner(first: Any, second: Any) -> float:
    return float(np.sum(first * second))


_SCALAR: dict[str, Callable[..., float]] = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "arcsin": math.asin, "arccos": math.acos, "arctan": math.atan,
    "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "exp": math.exp, "log": math.log, "ln": math.log,
    "sqrt": math.sqrt, "root": lambda value, index: _real_power(value, 1 / index), "abs": abs, "max": max, "min": min,
    "floor": math.floor, "ceil": math.ceil, "factorial": _factorial, "binom": _binomial, "sign": lambda value: math.copysign(1, value),
    "cot": lambda value: 1 / math.tan(value), "sec": lambda value: 1 / math.cos(value), "csc": lambda value: 1 / math.sin(value),
    "tr": float, "det": float, "sigmoid": lambda value: 1 / (1 + math.exp(-value)), "relu": lambda value: max(value, 0.0),
    "inner": lambda first, second: first * second, "rank": lambda value: float(value != 0), "vec": float, "transpose": float,
    "inv": lambda value: 1 / value, "lg": math.log10,
}  # fmt: skip
_MATRIX: dict[str, Callable[..., Any]] = {
    "tr": lambda value: float(np.trace(value)) if isinstance(value, np.ndarray) else value,
    "det": _determinant,
    "abs": _determinant,
    "inner": _inner,
    "vec": lambda value: value.T.reshape(-1, 1),
    "rank": lambda value: float(np.linalg.matrix_rank(value)),
    "sigmoid": lambda value: 1 / (1 + np.exp(-value)),
    "relu": lambda value: np.maximum(value, 0.0),
    "tanh": np.tanh,
    "inv": np.linalg.inv,
    "transpose": transpose,
}


def _operation(node: tree.Operation, draw: Draw) -> Value:
    left, right = evaluate(node.left, draw), evaluate(node.right, draw)
    if node.operator == "hadamard" and not isinstance(left, Multiple) and not isinstance(right, Multiple):
        return left * right
    if node.operator == "kronecker":
        return np.kron(plain(left), plain(right))
    raise ReadingError(f"{readable(node)} is not read here", node.start, node.end)


def _pseudo_inverse(node: tree.PseudoInverse, draw: Draw) -> Value:
    value = evaluate(node.operand, draw)
    if isinstance(value, float):
        return 1 / value if value else 0.0
    return Multiple(1 / value.factor) if isinstance(value, Multiple) else np.linalg.pinv(value)


def _special(node: tree.Special, draw: Draw) -> Value:
    from evalhw.mathematics.shapes import size_of

    if not node.dimensions:
        return Multiple(1.0) if node.kind == "identity" else 0.0
    sizes = [size_of(one, draw.symbols) for one in node.dimensions]
    if None in sizes:
        raise ReadingError(f"{readable(node)} has no size", node.start, node.end)
    extents = [size[draw.which] for size in sizes if size is not None]
    if node.kind == "ones":
        return np.ones((extents[0], extents[1] if len(extents) > 1 else 1))
    if node.kind == "zero":
        return np.zeros((extents[0], extents[-1]))
    return np.eye(extents[0])


def _derivative(node: tree.Derivative, draw: Draw) -> Value:
    from evalhw.mathematics.gradients import gradient

    return gradient(node, draw)


def _differential(node: tree.Differential, draw: Draw) -> Value:
    from evalhw.mathematics.differences import differential

    return differential(node, draw)


def _constant(node: tree.Constant, _draw: Draw) -> float:
    values = {"pi": math.pi, "e": math.e}
    if node.name not in values:
        raise ReadingError(f"{readable(node)} is no real number", node.start, node.end)
    return values[node.name]


_RULES: dict[type[Node], Callable[[Any, Draw], Value]] = {
    tree.Number: lambda node, _draw: float(node.value),
    tree.Constant: _constant,
    tree.Name: lambda node, draw: draw.value(node.name),
    tree.Entry: _entry,
    tree.Special: _special,
    tree.Negative: lambda node, draw: multiply(-1.0, evaluate(node.operand, draw)),
    tree.Sum: _sum,
    tree.Product: _product,
    tree.Quotient: _quotient,
    tree.Power: _power,
    tree.Transpose: lambda node, draw: transpose(evaluate(node.operand, draw)),
    tree.PseudoInverse: _pseudo_inverse,
    tree.Norm: _norm,
    tree.Call: _call,
    tree.Operation: _operation,
    tree.Series: _series,
    tree.Matrix: lambda node, draw: _blocks(node, draw, None, None),
    tree.Collection: lambda node, draw: _blocks(tree.Matrix((node.items,)), draw, None, None),
    tree.Derivative: _derivative,
    tree.Differential: _differential,
    tree.Percent: lambda node, draw: multiply(0.01, evaluate(node.operand, draw)),
}
