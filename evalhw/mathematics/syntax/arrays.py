r"""Matrices, cases and systems that are written out: `\begin{bmatrix}...`, `[U \; V]`, diagonals with dots.

Invariant: every row has as many cells as the others; an empty cell is a zero, as people leave them out.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.cursor import CLOSERS, CLOSING, STARTING_MARKS, STARTS
from evalhw.mathematics.syntax.naming import Naming
from evalhw.mathematics.syntax.notation import ENVIRONMENTS_OF_ENTRIES, ENVIRONMENTS_OF_LINES
from evalhw.mathematics.syntax.tokens import COLUMN_GAP

if TYPE_CHECKING:
    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

_CASES = frozenset({"cases", "dcases", "rcases"})
_ENDING = frozenset({"number", "fraction", "letter", "word", "above", "below", "text"})
_ENDING_MARKS = frozenset({*CLOSERS, "⊤", "'", "|", "‖", "…"})
_Row = tuple["Node", ...]


class Arrays(Naming):
    """Reads tables of cells."""

    def has_columns(self) -> bool:
        """Whether the square bracket here encloses a matrix: rows by `;`, columns by LaTeX spaces or `&`."""
        last = self.matching(self.at)
        depth = 0
        for index in range(self.at + 1, last):
            token = self.tokens[index]
            opens = token.kind == "begin" or (token.kind == "bracket" and token.text in CLOSING)
            closes = token.kind == "end" or (token.kind == "bracket" and token.text in CLOSERS)
            if depth == 0:
                if token.kind == "operator" and token.text in {";", "&", "∣"}:
                    return True
                if token.gap >= COLUMN_GAP and index > self.at + 1 and _starts(token) and _ends(self.tokens[index - 1]):
                    return True
            depth += opens - closes
        return False

    def block(self) -> Node:
        r"""A matrix in square brackets, such as `[U_k \; U_{-k}]` or `[I_k \; 0; \; 0 \; 0]`."""
        opened = self.token
        self.at += 1
        self.columns = True
        rows: list[_Row] = []
        row: list[Node] = []
        while not self.is_mark("]"):
            if self._ends_row() or self.take(";"):
                rows.append(tuple(row))
                row = []
            elif not (self.take(",") or self.take("&") or self.take("∣")):
                row.append(self.expression())
        self.expect("]", opened)
        self.columns = False
        return tree.Matrix(_even([*rows, tuple(row)], opened))

    def _ends_row(self) -> bool:
        if self.token.kind == "row":
            self.at += 1
            return True
        return False

    def environment(self) -> Node:
        """A matrix, cases, or a system of equations between begin and end."""
        token = self.token
        self.enter()
        self.at += 1
        columns, self.columns = self.columns, False
        rows = self._table(token)
        self.columns = columns
        self.depth -= 1
        start, end = token.start, self.end_offset()
        if token.text in _CASES:
            return _cases(rows, start, end)
        if token.text in ENVIRONMENTS_OF_LINES:
            items = tuple(cell for row in rows for cell in row if cell is not None)
            return tree.Collection("and", items, start=start, end=end)
        if token.text not in ENVIRONMENTS_OF_ENTRIES:
            raise ReadingError(f"the environment {token.text[:30]!r} is not read here", token.start, token.end)
        return _matrix(rows, token, end)

    def _table(self, opened: Token) -> list[list[Node | None]]:
        """The cells between begin and end, by rows; None where a cell is empty."""
        rows: list[list[Node | None]] = [[None]]
        while self.token.kind != "end":
            if self._ends_row():
                rows.append([None])
            elif self.take("&"):
                rows[-1].append(None)
            elif self.token.kind == "text" and opened.text in _CASES:
                self.at += 1  # `if`, `otherwise` before the condition of a case
            elif self.token.kind == "end of source":
                raise ReadingError(f"{opened.text!r} has no end", opened.start, opened.end)
            elif self.take(",") or self.take("."):
                continue
            elif rows[-1][-1] is not None and opened.text not in ENVIRONMENTS_OF_LINES and opened.text not in _CASES:
                raise self.unexpected()
            elif rows[-1][-1] is None:
                rows[-1][-1] = self.relation()
            else:
                rows[-1].append(self.relation())
        if self.token.text != opened.text:
            raise self.error(f"{opened.text!r} is closed by {self.token.text[:30]!r}")
        self.at += 1
        return [row for row in rows if any(cell is not None for cell in row)]


def _even(rows: list[_Row], opened: Token) -> tuple[_Row, ...]:
    """The rows without empty ones; all of one length."""
    kept = tuple(row for row in rows if row)
    if not kept or len({len(row) for row in kept}) > 1:
        raise ReadingError("the rows of the matrix differ in length", opened.start, opened.end)
    return kept


def _matrix(rows: list[list[Node | None]], opened: Token, end: int) -> Node:
    """A matrix, its determinant, or the diagonal that its dots and empty cells draw."""
    if not rows:
        raise ReadingError("a matrix without entries", opened.start, end)
    width = max(map(len, rows))
    full = [row + [None] * (width - len(row)) for row in rows]
    diagonal = _diagonal(full)
    if diagonal is not None:
        return tree.Call("diag", diagonal, start=opened.start, end=end)
    zero = tree.Number(Fraction(0), start=end, end=end)
    if any(len(row) < width for row in rows):
        raise ReadingError("the rows of the matrix differ in length", opened.start, opened.end)
    matrix = tree.Matrix(tuple(tuple(cell or zero for cell in row) for row in full), start=opened.start, end=end)
    wrapped = ENVIRONMENTS_OF_ENTRIES[opened.text]
    if wrapped == "norm":
        return tree.Norm(matrix, start=opened.start, end=end)
    return tree.Call(wrapped, (matrix,), start=opened.start, end=end) if wrapped else matrix


def _diagonal(rows: list[list[Node | None]]) -> _Row | None:
    """The entries of a diagonal matrix drawn with dots, or None."""
    if len(rows) != len(rows[0]) or not any(isinstance(row[i], tree.Dots) for i, row in enumerate(rows)):
        return None
    aside = [cell for i, row in enumerate(rows) for j, cell in enumerate(row) if i != j]
    if not all(cell is None or isinstance(cell, tree.Dots) or _is_zero(cell) for cell in aside):
        return None
    entries = tuple(cell for i, row in enumerate(rows) if (cell := row[i]) is not None)
    return entries if len(entries) == len(rows) else None


def _is_zero(node: Node) -> bool:
    return isinstance(node, tree.Number) and node.value == 0


def _cases(rows: list[list[Node | None]], start: int, end: int) -> Node:
    """Cases, or a system when its rows are equations without conditions."""
    kept = [[cell for cell in row if cell is not None] for row in rows]
    if all(len(row) == 1 and isinstance(row[0], tree.Relation) for row in kept):
        return tree.Collection("and", tuple(row[0] for row in kept), start=start, end=end)
    if not kept or any(len(row) > 2 for row in kept):  # noqa: PLR2004 - value and condition
        raise ReadingError("a case that is not a value and a condition", start, end)
    return tree.Cases(tuple((row[0], row[1] if len(row) > 1 else None) for row in kept), start=start, end=end)


def _starts(token: Token) -> bool:
    return token.kind in STARTS or token.text in STARTING_MARKS or token.text == "-"


def _ends(token: Token) -> bool:
    return token.kind in _ENDING or token.text in _ENDING_MARKS
