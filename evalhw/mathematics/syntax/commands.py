"""Fractions, roots, binomials and functions with their arguments.

Invariant: a function takes what stands in brackets behind it; without brackets, only factors set side by side.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.fences import Fences
from evalhw.mathematics.syntax.lexer import tokenize
from evalhw.mathematics.syntax.notation import BARE
from evalhw.mathematics.syntax.subscripts import subscript_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

_FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"})
_BINOMIALS = frozenset({"binom", "dbinom", "tbinom"})
_INVERSES = {"sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec", "csc": "arccsc",
             "sinh": "arsinh", "cosh": "arcosh", "tanh": "artanh"}  # fmt: skip
_OPENING = frozenset({"(", "[", "{", "\\{"})


class Commands(Fences):
    """Reads commands with arguments, and functions."""

    def single(self) -> Node:
        """A command with its arguments, or one token, where LaTeX takes one argument without braces."""
        token = self.token
        if token.kind == "number" and len(token.text) > 1 and token.text.isdecimal():
            return self._digit(token)
        if token.kind == "command":
            return self.command()
        return self.atom()

    def _digit(self, token: Token) -> Node:
        r"""The first digit of a number: `\frac12` is a half."""
        rest = token._replace(text=token.text[1:], start=token.start + 1, gap=0)
        self.tokens = [*self.tokens[: self.at + 1], rest, *self.tokens[self.at + 1 :]]
        self.at += 1
        return tree.Number(Fraction(int(token.text[0])), start=token.start, end=token.start + 1)

    def command(self) -> Node:
        """What a backslash command stands for, with its arguments."""
        token = self.token
        name = token.text
        if name in _FRACTIONS:
            return self.fraction()
        if name not in _BINOMIALS:
            raise self.error(f"the command \\{name[:30]} is not read here")
        self.at += 1
        self.enter()
        upper, lower = self.group(), self.group()
        self.depth -= 1
        return tree.Call("binom", (upper, lower), start=token.start, end=self.end_offset())

    def fraction(self) -> Node:
        """A fraction, which `derivatives` looks at first."""
        token = self.token
        self.at += 1
        self.enter()
        numerator, denominator = self.group(), self.group()
        self.depth -= 1
        return tree.Quotient(numerator, denominator, start=token.start, end=self.end_offset())

    def root(self) -> Node:
        r"""`\sqrt{x}`, `\sqrt[3]{x}`, `√x`, `sqrt(x)`."""
        token = self.token
        self.at += 1
        self.enter()
        index: Node | None = None
        opened = self.token
        if token.kind == "function" and self.take("["):
            index = self.expression()
            self.expect("]", opened)
        inside = self.fence() if self.is_mark("(") else self.group()
        self.depth -= 1
        arguments = (inside,) if index is None else (inside, index)
        return tree.Call("root" if index else "sqrt", arguments, start=token.start, end=self.end_offset())

    def function(self) -> Node:
        """A function with its sub- and superscripts and its arguments."""
        token = self.token
        if token.text == "sqrt":
            return self.root()
        self.at += 1
        self.enter()
        name, below, above = token.text, *self._function_scripts()
        if _is_inverse(above) and name in _INVERSES:
            name, above = _INVERSES[name], ()
        arguments = self._arguments(token)
        if below:
            arguments = self._with_index(name, arguments, below)
        self.depth -= 1
        node: Node = tree.Call(name, arguments, start=token.start, end=self.end_offset())
        if name == "norm" and len(arguments) == 1:
            node = tree.Norm(arguments[0], start=token.start, end=self.end_offset())
        if above:
            node = self.raised(node, above)
        return node

    def _function_scripts(self) -> tuple[Sequence[Token], Sequence[Token]]:
        r"""What stands below and above the function's name: `\log_2`, `\sin^2`."""
        below: Sequence[Token] = ()
        above: Sequence[Token] = ()
        for _ in range(2):
            token = self.token
            if self.take("_"):
                below = self.take_script()
            elif self.take("^"):
                above = self.take_script()
            elif token.kind in {"below", "above"}:
                self.at += 1
                moved = [t._replace(start=token.start, end=token.end) for t in tokenize(token.text)[:-1]]
                below, above = (moved, above) if token.kind == "below" else (below, moved)
        return below, above

    def _with_index(self, name: str, arguments: tuple[Node, ...], below: Sequence[Token]) -> tuple[Node, ...]:
        if name != "log":
            text = subscript_text(below)
            raise ReadingError(f"{name} with the index {text[:20]!r}", below[0].start, below[-1].end)
        return (*arguments, self.values_of(below))

    def _arguments(self, function: Token) -> tuple[Node, ...]:
        """What the function is applied to."""
        token = self.token
        if self.is_mark("("):
            return self.arguments_in_brackets()
        if token.kind == "bracket" and token.text in _OPENING:
            inside = self.fence()
            if isinstance(inside, tree.Collection) and inside.kind in {"tuple", "set", "list"}:
                return inside.items
            return (inside,)
        if function.text not in BARE:
            raise ReadingError(f"{function.text} has no argument", function.start, function.end)
        return (self._bare_argument(function),)

    def _bare_argument(self, function: Token) -> Node:
        r"""Factors side by side up to the next function, bracket, bar or operator: `\sin 2x`, `\log AB`."""
        found: list[Node] = []
        while self.token.kind in {"number", "letter", "word", "style", "accent", "command"} or self.is_mark(
            "∞", "√", "{"
        ):
            if self.token.kind == "letter" and self.token.gap > 1 and found:
                break
            found.append(self.factor())
        if not found and (self.is_mark("|", "‖", "⌊", "∑") or self.token.kind in {"function", "begin"}):
            found.append(self.factor())
        if self.is_mark("!"):
            raise self.unexpected()
        if not found:
            raise ReadingError(f"{function.text} has no argument", function.start, function.end)
        if len(found) > 1:
            return tree.Product(tuple(found), start=found[0].start, end=found[-1].end)
        return found[0]


def _is_inverse(script: Sequence[Token]) -> bool:
    return [token.text for token in script] == ["-", "1"]
