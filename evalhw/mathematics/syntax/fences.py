"""Everything between brackets: groups, tuples, lists, sets, intervals, norms, absolute values.

Invariant: a bracket is read to the mark that closes it, and its node spans both marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.arrays import Arrays
from evalhw.mathematics.syntax.cursor import CLOSING
from evalhw.mathematics.syntax.nodes import placed

if TYPE_CHECKING:
    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

_PAIR = 2
_ROUNDED = {"⌊": "floor", "⌈": "ceil"}


class Fences(Arrays):
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
        return placed(node, token.start, self.end_offset())

    def _bracketed(self, token: Token) -> Node:
        if token.text == "[" and self.has_columns():
            return self.block()
        self.at += 1
        read = {
            "{": self._braced, "⟨": self._inner_product, "\\{": self._set, "⌊": self._rounded, "⌈": self._rounded,
        }.get(token.text, self._items)  # fmt: skip
        return read(token)

    def _rounded(self, opened: Token) -> Node:
        """A number rounded down or up."""
        inside = self.expression()
        self.expect(CLOSING[opened.text], opened)
        return tree.Call(_ROUNDED[opened.text], (inside,))

    def _braced(self, opened: Token) -> Node:
        r"""A group in braces, or `{n \choose k}`."""
        inside = self.expression()
        if self.token.kind == "command" and self.token.text == "choose":
            self.at += 1
            inside = tree.Call("binom", (inside, self.expression()))
        self.expect("}", opened)
        return inside

    def arguments_in_brackets(self) -> tuple[Node, ...]:
        """What stands between the round brackets here, at commas."""
        opened = self.token
        self.enter()
        self.at += 1
        columns, bars, double_bars = self.columns, self.bars, self.double_bars
        self.columns, self.bars, self.double_bars = False, 0, 0
        found = self.items(")", opened)
        self.columns, self.bars, self.double_bars = columns, bars, double_bars
        self.depth -= 1
        if not found:
            raise ReadingError("empty brackets", opened.start, self.end_offset())
        return found

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
        if len(found) == _PAIR and (not matched or any(map(_is_infinite, found))):
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
        if len(inside) == _PAIR:
            return tree.Call("inner", inside)
        return tree.Collection("angle", inside)

    def _set(self, opened: Token) -> Node:
        """`{1, 2}`, `{x | x > 2}`, or the left brace of a system."""
        if self.token.kind == "begin" and self._is_system():
            system = _system(self.environment())
            if not self.take("right."):
                self.expect("\\}", opened)
            return system
        if self.take("\\}"):
            return tree.Collection("set", ())
        self.bars = 1  # a bar behind the element separates it from its condition
        first = self.relation()
        self.bars = 0
        if self.take("∣") or self.take("|") or self.take(":"):
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

    def _is_system(self) -> bool:
        """Whether the environment here is all that stands behind the brace."""
        depth = 0
        for index in range(self.at, len(self.tokens)):
            depth += (self.tokens[index].kind == "begin") - (self.tokens[index].kind == "end")
            if depth == 0:
                return self.tokens[index + 1].text in {"right.", "\\}"}
        return False

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


def _system(node: Node) -> Node:
    """A column of equations behind a brace, as the system that it is."""
    if isinstance(node, tree.Matrix) and all(len(row) == 1 and isinstance(row[0], tree.Relation) for row in node.rows):
        return tree.Collection("and", tuple(row[0] for row in node.rows), start=node.start, end=node.end)
    return node


def _is_infinite(node: Node) -> bool:
    inside = node.operand if isinstance(node, tree.Negative) else node
    return isinstance(inside, tree.Constant) and inside.name == "infinity"
