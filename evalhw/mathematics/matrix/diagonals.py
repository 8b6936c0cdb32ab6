"""Diagonals written with dots: `diag(0, ..., 0, -s_{k+1}^2, ..., -s_m^2)`, their size and their entries.

Invariant: dots stand between two entries that are the same, or that differ in one index which runs up by ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.sizes import UNKNOWN, size_of
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.declared.symbols import Size, Symbols
    from evalhw.mathematics.syntax.tree import Node

MAX_ENTRIES = 100
MAX_DIGITS = 3


def _steps(arguments: Sequence[Node]) -> list[tuple[Node, Node | None]]:
    """Single entries (entry, None) and runs (first, last) in their order.

    Raises:
        ReadingError: Dots stand at an end or side by side.
    """
    steps: list[tuple[Node, Node | None]] = []
    index = 0
    while index < len(arguments):
        here = arguments[index]
        if isinstance(here, tree.Dots):
            if not steps or index + 1 >= len(arguments) or isinstance(arguments[index + 1], tree.Dots):
                raise ReadingError("dots without an entry on each side", here.start, here.end)
            first, last = steps[-1]
            if last is not None:
                raise ReadingError("two runs of dots in a row", here.start, here.end)
            steps[-1] = (first, arguments[index + 1])
            index += 2
        else:
            steps.append((here, None))
            index += 1
    return steps


def _index_name(node: Node) -> tuple[str, str] | None:
    """Base and index of an undeclared indexed name such as `s_1`."""
    if isinstance(node, tree.Name) and "_" in node.name:
        base, _, below = node.name.partition("_")
        return base, below
    return None


def running(first: Node, last: Node, symbols: Symbols) -> tuple[Size, Size] | None:
    """The index of two entries that differ in one index only: where it starts and ends. None: they do not differ.

    Raises:
        ReadingError: They differ in something else.
    """
    if first == last:
        return None
    pairs = [(first, last)]
    while len(pairs) == 1:
        one, other = pairs[0]
        below, above = _index(one, other, symbols), None
        if below is not None:
            return below
        if type(one) is not type(other):
            break
        mine, others = list(tree.children(one)), list(tree.children(other))
        above = [(a, b) for a, b in zip(mine, others, strict=False) if a != b]
        if len(mine) != len(others):
            break
        pairs = above
    raise ReadingError("dots between entries that do not follow one another", first.start, last.end)


def _index(one: Node, other: Node, symbols: Symbols) -> tuple[Size, Size] | None:
    if isinstance(one, tree.Entry) and isinstance(other, tree.Entry) and one.base == other.base:
        low, high = size_of(one.indices[0], symbols), size_of(other.indices[0], symbols)
        return (low, high) if low and high and len(one.indices) == 1 else None
    mine, others = _index_name(one), _index_name(other)
    if mine is None or others is None or mine[0] != others[0]:
        return None
    low, high = label_size(mine[1], symbols), label_size(others[1], symbols)
    return (low, high) if low and high else None


def label_size(label: str, symbols: Symbols) -> Size | None:
    """The number that a subscript such as `k+1` stands for on the two dimension sets."""
    total = [0, 0]
    for piece in label.replace("-", "+-").split("+"):
        sign, name = (-1, piece[1:]) if piece.startswith("-") else (1, piece)
        own = (int(name), int(name)) if name.isdecimal() and len(name) <= MAX_DIGITS else symbols.dimensions.get(name)
        if own is None:
            return None
        total = [total[0] + sign * own[0], total[1] + sign * own[1]]
    return total[0], total[1]


def diagonal_size(arguments: Sequence[Node], symbols: Symbols) -> Size:
    """How many entries the diagonal has; `UNKNOWN` when a run of equal entries leaves it to the context."""
    total = [0, 0]
    open_runs = 0
    for first, last in _steps(arguments):
        ends = running(first, last, symbols) if last is not None else None
        if last is None:
            total = [total[0] + 1, total[1] + 1]
        elif ends is None:
            open_runs += 1
        else:
            low, high = ends
            total = [total[0] + high[0] - low[0] + 1, total[1] + high[1] - low[1] + 1]
    return UNKNOWN if open_runs else (total[0], total[1])


def entries(arguments: Sequence[Node], symbols: Symbols, which: int, size: int | None) -> list[tuple[Node, int | None]]:
    """Every entry of the diagonal: its node, and the value of the running index where it has one.

    Args:
        arguments: As they stand between the brackets of `diag`.
        symbols: The declared symbols.
        which: The dimension set.
        size: The size that the context gives, or None.

    Raises:
        ReadingError: The size stays open, or the runs do not fill it.
    """
    steps = _steps(arguments)
    counted = 0
    open_runs = 0
    found: list[tuple[Node, int | None, int]] = []  # node, first index, how many (-1: open)
    for first, last in steps:
        ends = running(first, last, symbols) if last is not None else None
        if last is None:
            found.append((first, None, 1))
        elif ends is None:
            found.append((first, None, -1))
            open_runs += 1
        else:
            low, high = ends[0][which], ends[1][which]
            found.append((first, low, max(0, high - low + 1)))
    counted = sum(count for _, _, count in found if count > 0)
    if open_runs > 1 or (open_runs and size is None):
        raise ReadingError("dots whose number of entries nothing fixes", arguments[0].start, arguments[-1].end)
    rest = (size or counted) - counted
    if rest < 0 or counted + rest > MAX_ENTRIES:
        raise ReadingError("a diagonal that does not fit its place", arguments[0].start, arguments[-1].end)
    return [
        (node, None if low is None else low + step)
        for node, low, count in found
        for step in range(rest if count < 0 else count)
    ]


def at_index(node: Node, index: int) -> Node:
    """The entry with its running index replaced by a number."""
    from fractions import Fraction

    def change(here: Node) -> Node | None:
        if isinstance(here, tree.Entry):
            return tree.Entry(here.base, (tree.Number(Fraction(index)),), start=here.start, end=here.end)
        if (named := _index_name(here)) is not None:
            return tree.Name(f"{named[0]}_{index}", start=here.start, end=here.end)
        return None

    return tree.rewrite(node, change)
