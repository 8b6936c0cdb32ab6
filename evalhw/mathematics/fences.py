"""Everything between brackets: groups, tuples, lists, sets, intervals, norms, absolute values, written-out matrices.

Invariant: a bracket is read to the mark that closes it, and its node spans both marks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics import tree
from evalhw.mathematics.cursor import CLOSERS, CLOSING, STARTING_MARKS, STARTS, Cursor
from evalhw.mathematics.notation import ENVIRONMENTS_OF_ENTRIES, ENVIRONMENTS_OF_LINES

if TYPE_CHECKING:
    from evalhw.mathematics.lexer import Token
    from evalhw.mathematics.tree import Node

_ROUNDED = {"⌊": "floor", "⌈": "ceil"}
_COLUMN_GAP = 2


class Fences(Cursor):
    """Reads what is enclosed."""

    def fence(self) -> Node:
        """The bracket that stands here and all that is in it."""
        token = self.token
        self.enter()
        if token.text in {"|", "‖"}:
            node = self._between_bars(token)
        else:
            columns, bars, double_bars = self.columns, self.bars, self.double_bars
            self.columns, self.bars, self.double_bars = False, 0, 0
            node = self._bracketed(token)
            self.columns, self.bars, self.double_bars = columns, bars, double_bars
        self.depth -= 1
        return replace(node, start=token.start, end=self.end_offset())

    def _bracketed(self, token: Token) -> Node:
        if token.text == "[" and self._has_columns():
            return self._block(token)
        self.at += 1
        if token.text == "{":
            inside = self.expression()
            self.expect("}", token)
            return inside
        if token.text in _ROUNDED:
            inside = self.expression()
            self.expect(CLOSING[token.text], token)
            return tree.Call(_ROUNDED[token.text], (inside,))
        if token.text == "⟨":
            return self._inner_product(token)
        if token.text == "\\{":
            return self._set(token)
        if token.text == "left.":
            return self.expression()
        return self._items(token)

    def items(self, closing: str, opened: Token) -> tuple[Node, ...]:
        """Comma- or semicolon-separated entries up to the closing mark."""
        found: list[Node] = []
        while not self.is_mark(closing):
            found.append(self.relation())
            if not (self.take(",") or self.take(";")):
                break
        self.expect(closing, opened)
        return tuple(found)

    def _items(self, opened: Token) -> Node:
        """A group in brackets, a tuple, a list, or an interval when its ends say so."""
        found: list[Node] = []
        while not self.is_mark(")", "]"):
            found.append(self.relation())
            if not (self.take(",") or self.take(";")):
                break
        closing = self.token
        if not (self.take(")") or self.take("]")):
            raise ReadingError(f"{opened.text!r} is not closed", opened.start, opened.end)
        matched = CLOSING[opened.text] == closing.text
        if len(found) == 2 and (not matched or any(map(_is_infinite, found))):
            return tree.Interval(found[0], found[1], opened.text == "[", closing.text == "]")
        if not matched:
            raise ReadingError(f"{opened.text!r} is closed by {closing.text!r}", closing.start, closing.end)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ReadingError("empty brackets", opened.start, closing.end)
        return tree.Collection("tuple" if opened.text == "(" else "list", tuple(found))

    def _inner_product(self, opened: Token) -> Node:
        inside = self.items("⟩", opened)
        if len(inside) == 2:
            return tree.Call("inner", inside)
        return tree.Collection("angle", inside)

    def _set(self, opened: Token) -> Node:
        """`{1, 2}`, `{x | x > 2}`, or the left brace of a system."""
        if self.token.kind == "begin":
            system = self.environment()
            if not self.take("right."):
                self.expect("\\}", opened)
            return system
        if self.take("\\}"):
            return tree.Collection("set", ())
        first = self.relation()
        if self.take("|") or self.take(":"):
            condition = self.relation()
            while self.take(","):
                condition = tree.Collection(
                    "and", (condition, self.relation()), start=condition.start, end=self.end_offset()
                )
            self.expect("\\}", opened)
            return tree.Builder(first, condition)
        found = [first]
        while self.take(",") or self.take(";"):
            found.append(self.relation())
        self.expect("\\}", opened)
        return tree.Collection("set", tuple(found))

    def _between_bars(self, opened: Token) -> Node:
        """An absolute value or a norm; `|...|` around a matrix is its determinant, which evaluation decides."""
        self.at += 1
        single = opened.text == "|"
        columns, bars, double_bars = self.columns, self.bars, self.double_bars
        self.columns = False
        self.bars, self.double_bars = (bars + 1, double_bars) if single else (bars, double_bars + 1)
        inside = self.relation()
        self.expect(opened.text, opened)
        self.columns, self.bars, self.double_bars = columns, bars, double_bars
        return tree.Call("abs", (inside,)) if single else tree.Norm(inside)

    def _has_columns(self) -> bool:
        """Whether the square bracket here encloses a matrix: rows by `;`, columns by LaTeX spaces or `|`."""
        last = self.matching(self.at)
        depth = 0
        for index in range(self.at + 1, last):
            token, before = self.tokens[index], self.tokens[index - 1]
            if token.kind == "bracket" and token.text in CLOSING:
                depth += 1
            elif token.kind == "bracket" and token.text in CLOSERS:
                depth -= 1
            at_gap = token.gap >= _COLUMN_GAP and _starts(token) and (_ends(before) and index > self.at + 1)
            if depth == 0 or (depth == 1 and token.text in CLOSING):
                if token.text in {";", "&"} and token.kind == "operator":
                    return True
                if at_gap and not (depth == 1 and token.text not in CLOSING):
                    return True
        return False

    def _block(self, opened: Token) -> Node:
        r"""A matrix in square brackets, such as `[U_k \\; U_{-k}]` or `[I_k \\; 0; \\; 0 \\; 0]`."""
        self.at += 1
        self.columns = True
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        while not self.is_mark("]"):
            if self.take(";") or self._row():
                rows.append(tuple(row))
                row = []
                continue
            if self.take(",") or self.take("&") or self.take("|"):
                continue
            row.append(self.expression())
        self.expect("]", opened)
        self.columns = False
        return tree.Matrix(_rows([*rows, tuple(row)], opened))

    def _row(self) -> bool:
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
        if token.text in {"cases", "dcases", "rcases"}:
            return _cases(rows, start, end)
        if token.text in ENVIRONMENTS_OF_LINES:
            return tree.Collection("and", tuple(cell for row in rows for cell in row), start=start, end=end)
        if token.text not in ENVIRONMENTS_OF_ENTRIES:
            raise ReadingError(
                f"the environment {token.text[:30]!r} is not mathematics read here", token.start, token.end
            )
        matrix = tree.Matrix(_rows(rows, token), start=start, end=end)
        wrapped = ENVIRONMENTS_OF_ENTRIES[token.text]
        if wrapped == "norm":
            return tree.Norm(matrix, start=start, end=end)
        return tree.Call(wrapped, (matrix,), start=start, end=end) if wrapped else matrix

    def _table(self, opened: Token) -> list[tuple[Node, ...]]:
        """The cells between begin and end, by rows."""
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        while self.token.kind != "end":
            if self._row():
                rows.append(tuple(row))
                row = []
            elif self.take("&") or self.take(","):
                continue
            elif self.token.kind == "text":
                self.at += 1  # `if`, `otherwise` before the condition of a case
            elif self.token.kind == "end of source":
                raise ReadingError(f"{opened.text!r} has no end", opened.start, opened.end)
            else:
                row.append(self.relation())
        if self.token.text != opened.text:
            raise self.error(f"{opened.text!r} is closed by {self.token.text[:30]!r}")
        self.at += 1
        return [*rows, tuple(row)]


def _rows(rows: list[tuple[Node, ...]], opened: Token) -> tuple[tuple[Node, ...], ...]:
    """The rows without an empty last one; all of the same length."""
    kept = tuple(row for row in rows if row)
    if not kept or len({len(row) for row in kept}) > 1:
        raise ReadingError("the rows of the matrix differ in length", opened.start, opened.end)
    return kept


def _cases(rows: list[tuple[Node, ...]], start: int, end: int) -> Node:
    """Cases, or a system when its rows are equations without conditions."""
    kept = [row for row in rows if row]
    if all(len(row) == 1 and isinstance(row[0], tree.Relation) for row in kept):
        return tree.Collection("and", tuple(row[0] for row in kept), start=start, end=end)
    if any(len(row) > 2 for row in kept):
        raise ReadingError("a case with more than a value and a condition", start, end)
    return tree.Cases(tuple((row[0], row[1] if len(row) > 1 else None) for row in kept), start=start, end=end)


def _is_infinite(node: Node) -> bool:
    inside = node.operand if isinstance(node, tree.Negative) else node
    return isinstance(inside, tree.Constant) and inside.name == "infinity"


def _starts(token: Token) -> bool:
    return token.kind in STARTS or token.text in STARTING_MARKS or token.text == "-"


def _ends(token: Token) -> bool:
    return token.kind in {"number", "letter", "word", "above", "below", "text"} or token.text in {
        *CLOSERS,
        "⊤",
        "'",
        "|",
        "‖",
        "…",
    }
