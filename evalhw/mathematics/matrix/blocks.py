"""Matrices of blocks: `[U V]`, `[I 0; 0 0]`, put together from cells whose sizes may be open.

Invariant: a zero or an identity takes the size that its row and column leave; where nothing says, it is an error.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.linear import Multiple, Value

Cells = list[list[Value]]


def assembled(cells: Cells, rows: int | None, columns: int | None) -> Any:
    """A matrix of blocks; zeros and identities fill what is left of the given size.

    Raises:
        ReadingError: Nothing fixes the size of a block.
    """
    if all(isinstance(cell, float) for row in cells for cell in row) and _is_numeric(cells, rows, columns):
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
        raise ReadingError("blocks whose size nothing fixes")
    filled = [
        [_block(cell, heights[i] or 0, widths[j] or 0) for j, cell in enumerate(row)] for i, row in enumerate(cells)
    ]
    return np.block(filled)


def _is_numeric(cells: Cells, rows: int | None, columns: int | None) -> bool:
    """Whether scalars are entries here, and not blocks of zeros."""
    return (rows is None or rows == len(cells)) and (columns is None or columns == len(cells[0]))


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
