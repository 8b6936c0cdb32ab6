"""Entries of matrices, members of families, and sums and products over indices.

Invariant: how many nodes a sum may evaluate is bounded by the draw before the first term.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.linear import Multiple, Value, add, multiply
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax.tree import Node

_TWO = 2  # a row and a column


def entry(node: tree.Entry, draw: Draw) -> float:
    """One entry; indices begin at 1.

    Raises:
        ReadingError: There is no such entry.
    """
    indices = [_whole(index, draw) for index in node.indices]
    if isinstance(node.base, tree.Name) and not draw.symbols.declares(node.base.name):
        return float(draw.value(f"{node.base.name}_{','.join(map(str, indices))}"))
    if isinstance(node.base, tree.Name) and draw.symbols.is_family(node.base.name):
        value = draw.value(node.base.name)
    else:
        value = draw.evaluate(node.base)
        if isinstance(value, Multiple) and len(indices) == _TWO:
            return value.factor if indices[0] == indices[1] else 0.0
        value = value[:, 0] if value.shape[1] == 1 and len(indices) == 1 else value
    if value.ndim != len(indices) or not all(1 <= i <= n for i, n in zip(indices, value.shape, strict=True)):
        raise ReadingError(f"{readable(node)} lies outside", node.start, node.end)
    return float(value[tuple(i - 1 for i in indices)])


def _whole(node: Node, draw: Draw) -> int:
    value = draw.evaluate(node)
    if not isinstance(value, float) or value != int(value):
        raise ReadingError(f"{readable(node)} is no index", node.start, node.end)
    return int(value)


def series(node: tree.Series, draw: Draw) -> Value:
    """A sum or product, its indices running over their bounds or over the matrix they index.

    Raises:
        ReadingError: The bounds are not known, or there are too many terms.
    """
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
        value = inner.evaluate(node.body)
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
            extents = getattr(draw.evaluate(here.base), "shape", ())
            place = here.indices.index(index)
            if place < len(extents):
                return range(1, extents[place] + 1)
    raise ReadingError(f"nothing says where {readable(index)} ends", node.start, node.end)
