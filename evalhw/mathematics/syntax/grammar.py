"""The grammar of formulas: relations of sums of products of factors, one statement at a time.

Invariant: a statement is read to its last token, or an error says what stood in the way and where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.cursor import MAX_CHAIN
from evalhw.mathematics.syntax.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

_OF_SETS = {"∪": "union", "∩": "intersection", "∖": "difference"}
_OF_LOGIC = {"∧": "and", "∨": "or"}
_MAX_RELATIONS = 60


class Grammar(Terms):
    """Reads one statement from its tokens."""

    def statement(self) -> Node:
        """The whole statement: relations, with commas between several.

        Raises:
            ReadingError: Something in it cannot be read, or something is left over.
        """
        found = [self._logic()]
        while self.take(",") or self.take(";"):
            if self.token.kind == "end of source":
                break
            found.append(self._logic())
        if self.token.kind != "end of source":
            raise self.unexpected()
        if len(found) == 1:
            return found[0]
        return tree.Collection("bare", tuple(found), start=found[0].start, end=found[-1].end)

    def _logic(self) -> Node:
        left = self.relation()
        for _ in range(MAX_CHAIN):
            kind = _OF_LOGIC.get(self.token.text)
            if kind is None or self.token.kind != "operator":
                break
            self.at += 1
            right = self.relation()
            left = tree.Collection(kind, (left, right), start=left.start, end=right.end)
        return left

    def relation(self) -> Node:
        """An expression, or a chain of relations."""
        if self.token.kind == "relation":
            raise self.error(f"nothing stands before {self.token.text!r}")
        first = self.expression()
        if self.token.kind != "relation":
            return first
        operators: list[str] = []
        operands = [first]
        while self.token.kind == "relation":
            operators.append(self.token.text)
            self.at += 1
            if self.token.kind == "end of source":
                raise self.error(f"nothing stands after {operators[-1]!r}")
            operands.append(self.expression())
            if len(operands) > _MAX_RELATIONS:
                raise self.error(f"a chain of more than {_MAX_RELATIONS} relations")
        if self.take(":"):  # R: a statement such as f: A → B is a declaration, not mathematics to decide
            raise self.unexpected()
        return tree.Relation(tuple(operators), tuple(operands), start=first.start, end=operands[-1].end)

    def expression(self) -> Node:
        """Sums under set operators."""
        left = self.sum()
        for _ in range(MAX_CHAIN):
            operator = _OF_SETS.get(self.token.text)
            if operator is None or self.token.kind != "operator":
                break
            self.at += 1
            right = self.sum()
            left = tree.Operation(operator, left, right, start=left.start, end=right.end)
        if isinstance(left, tree.Number) and self.is_mark(":") and self._is_ratio():
            self.at += 1
            right = self.sum()
            left = tree.Operation("ratio", left, right, start=left.start, end=right.end)
        return left

    def _is_ratio(self) -> bool:
        return self.tokens[self.at - 1].kind == "number" and self.tokens[self.at + 1].kind == "number"

    def atom(self) -> Node:
        """What stands here, by the kind of its token."""
        token = self.tokens[self.at]
        kind = token.kind
        if kind == "letter":
            return self.letter()
        if kind == "number":
            return self.number()
        if kind == "fraction":
            return self.vulgar()
        if kind == "bracket":
            if token.text in {")", "]", "}", "\\}", "⟩", "⌋", "⌉", "right."}:
                raise self.unexpected()
            if token.text == "left.":
                raise self.error("a bracket without its partner")
            return self.fence()
        read = {
            "style": self.styled, "function": self.function, "command": self.command, "word": self.word,
            "accent": self.accented, "begin": self.environment, "text": self.words, "operator": self._sign,
        }.get(kind)  # fmt: skip
        if read is None:
            raise self.unexpected()
        return read()

    def _sign(self) -> Node:
        """An operator that begins a factor."""
        token = self.token
        text = token.text
        if text in _ACTING:
            acting = {
                "∂": self.partial,
                "∇": self.nabla,
                "√": self.root,
                "∑": self.series,
                "∏": self.series,
                "∫": self.integral,
            }
            return acting[text]()
        if text not in {"∞", "∅", "…", "⋮", "⋱", "⊤", "$"}:
            raise self.unexpected()
        self.at += 1
        if text == "∞":
            return tree.Constant("infinity", start=token.start, end=token.end)
        if text == "∅":
            return tree.Collection("set", (), start=token.start, end=token.end)
        if text == "$":
            amount = self.factor()
            return tree.Quantity(amount, "$", start=token.start, end=amount.end)
        if text == "⊤":
            raise self.error("a transpose of nothing")
        return tree.Dots(start=token.start, end=token.end)


_ACTING = frozenset({"∂", "∇", "√", "∑", "∏", "∫"})


def parse(tokens: Sequence[Token], symbols: object, *, matrices: bool = False) -> Node:
    """The tree of one statement.

    Raises:
        ReadingError: It cannot be read to its end.
    """
    try:
        return Grammar(tokens, symbols, matrices=matrices).statement()  # type: ignore[arg-type]
    except RecursionError as error:  # pragma: no cover - the depth cap comes first
        raise ReadingError("nested too deeply", 0, tokens[-1].end) from error
