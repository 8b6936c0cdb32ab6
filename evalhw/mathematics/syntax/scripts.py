r"""Superscripts and other marks behind a factor: `W_1^{-\top}`, `\Sigma_k^2`, `X'`, `n!`, `30^\circ`, in any order.

Invariant: subscripts belong to the name; superscripts then apply to name and subscript together, in their order.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import spelling, tree
from evalhw.mathematics.syntax.lexer import tokenize
from evalhw.mathematics.syntax.subscripts import MAX_SUBSCRIPT, Subscripts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

MAX_SCRIPTS = 8
_MARKS = frozenset({"_", "^", "!", "%", "°", "'", "†", "⊤"})
_PRIME = "prime"
_LABELS = frozenset({1, 3})  # how many tokens an index in brackets has: (i), (t+1)


class Scripts(Subscripts):
    """Reads what hangs on a factor."""

    def scripts(self, base: Node) -> Node:
        """The base with every sub- and superscript that follows it."""
        below: Sequence[Token] = ()
        above: list[Sequence[Token]] = []
        count = 0
        while (place := self._place()) is not None:
            token = self.token
            self.at += 1
            count += 1
            if count > MAX_SCRIPTS:
                raise self.error(f"more than {MAX_SCRIPTS} sub- and superscripts on one symbol")
            script = self._marked(token)
            if place == "above":
                _pile(above, token, script)
            elif below:
                raise ReadingError("two subscripts on one symbol", token.start, token.end)
            else:
                below = script
        node = self.subscripted(base, below) if below else base
        for script in above:
            node = self.raised(node, script)
        return node

    def _place(self) -> str | None:
        """Where the next token hangs: `above`, `below`, or None when it is no script."""
        token = self.tokens[self.at]
        if token.kind == "operator" and token.text in _MARKS:
            return "below" if token.text == "_" else "above"
        if token.kind in {"above", "below"}:
            return token.kind
        return "above" if self._is_star(token) else None

    def _is_star(self, token: Token) -> bool:
        """Whether a `*` right behind a name is the star of an optimum, for nothing follows that it could multiply."""
        if token.text != "·" or token.kind != "operator" or token.gap or token.end - token.start > 1:
            return False
        following = self.tokens[self.at + 1]
        ends = following.kind in {"relation", "end of source", "text", "row"} or following.text in {")", "]", ",", ";"}
        return ends and self.tokens[self.at - 1].kind in {"letter", "word", "number", "below", "bracket"}

    def _marked(self, token: Token) -> Sequence[Token]:
        """The tokens of the script that a mark begins, or the mark itself."""
        if token.kind in {"above", "below"}:
            return [t._replace(start=token.start, end=token.end) for t in tokenize(token.text)[:-1]]
        return self.take_script() if token.text in {"_", "^"} else (token,)

    def take_script(self) -> Sequence[Token]:
        """The tokens of a braced script, or the one token (with a sign or style before it) that stands unbraced."""
        start = self.at
        if self.is_mark("{", "("):
            self.at = self.matching(start) + 1
            inside = self.tokens[start + 1 : self.at - 1]
            if not inside:
                raise ReadingError("an empty script", self.tokens[start].start, self.end_offset())
            return inside
        while self.token.kind in {"style", "accent"} or (self.token.text == "-" and self.token.kind == "operator"):
            self.at += 1
        if self.is_mark("{"):
            self.at = self.matching(self.at) + 1
        elif self.token.kind == "command":
            self.single()
        elif self.token.kind in {"number", "letter", "word", "text", "operator", "function", "relation"}:
            self.at += 1
        else:
            raise self.unexpected()
        return self.tokens[start : self.at]

    def raised(self, base: Node, script: Sequence[Token]) -> Node:
        """The base under one superscript."""
        start, end = base.start, max(base.end, self.end_offset())
        first = script[0]
        if first.kind == "operator" and (first.text in _POSTFIX or first.text in {"!", "'"}):
            return self._postfix(base, script, start, end)
        negative = first.kind == "operator" and first.text == "-"
        if self._is_transpose(base, script[1:] if negative else script):
            if negative:
                one = tree.Number(Fraction(1), start=first.start, end=first.end)
                base = tree.Power(base, tree.Negative(one, start=first.start, end=first.end), start=start, end=end)
            return tree.Transpose(base, start=start, end=end)
        if isinstance(base, tree.Space) and not base.dimensions and base.name in "RC":
            sizes = [token._replace(kind="operator", text="×") if token.text == "x" else token for token in script]
            return replace(base, dimensions=self.dimensions(sizes), end=end)
        texts = "".join(token.text.strip() for token in script)
        if isinstance(base, tree.Name) and (texts in {"*", "·"} or _is_label(script)):
            mark = "*" if texts in {"*", "·"} else texts
            return tree.Name(_starred(base.name, mark), start=start, end=end)
        if len(script) == 1 and first.kind == "operator" and first.text in {"+", "-"}:
            raise ReadingError("a sign without a number as superscript", first.start, first.end)
        return tree.Power(base, self.value_of(script), start=start, end=end)

    def _postfix(self, base: Node, script: Sequence[Token], start: int, end: int) -> Node:
        """Marks that are no exponents: transposes, primes, factorials, daggers, degrees, percent."""
        mark = script[0].text
        if mark == "'":
            return self._primed(base, len(script), start, end)
        if mark == "!":
            return tree.Call("factorial", (base,), start=start, end=end)
        made = _POSTFIX.get(mark)
        if made is None or len(script) > 1:
            return tree.Power(base, self.value_of(script), start=start, end=end)
        return made(base, start=start, end=end)

    def _primed(self, base: Node, count: int, start: int, end: int) -> Node:
        again = isinstance(base, tree.Derivative) and base.notation == _PRIME
        if again or (isinstance(base, tree.Name) and self.is_function(base.name)):
            for _ in range(count):  # by what, the bracket behind it says, or the one unknown there is
                base = tree.Derivative(base, (), _PRIME, start=start, end=end)
            return base
        if isinstance(base, tree.Name):
            stem, _, below = base.name.partition("_")
            name = spelling.joined(stem, below, count)
            matrix = self.symbols.is_matrix(base.name) or (self.matrices and base.name[:1].isupper())
            if self.symbols.declares(name) or not matrix:
                return tree.Name(name, start=start, end=end)
        elif not self.matrices:
            raise ReadingError("a prime on something that is not a name", start, end)
        for _ in range(count):
            base = tree.Transpose(base, start=start, end=end)
        return base

    def is_function(self, name: str) -> bool:
        """Whether a name is declared as a scalar that is made of others, so that a prime on it is a derivative."""
        symbol = self.symbols.get(name)
        return symbol is not None and symbol.definition is not None and not self.symbols.is_matrix(name)

    def _is_transpose(self, base: Node, script: Sequence[Token]) -> bool:
        """Whether the superscript is a T in any dress, and not an exponent called T."""
        marks = [token for token in script if token.kind != "style" and token.text not in {"{", "}"}]
        if len(marks) != 1 or self.symbols.declares(marks[0].text):
            return len(marks) == 1 and marks[0].text == "⊤"
        mark = marks[0]
        if mark.kind == "operator":
            return mark.text == "⊤"
        if mark.kind not in {"letter", "text", "word"}:
            return False
        if mark.text == "T":
            return not isinstance(base, tree.Number | tree.Constant)
        return mark.text == "t" and isinstance(base, tree.Name) and self.symbols.is_matrix(base.name)


# `^\circ` is spelled like a composition.
_POSTFIX: dict[str, type[tree.Percent | tree.Degrees | tree.Transpose | tree.PseudoInverse]] = {
    "%": tree.Percent, "°": tree.Degrees, "⊙": tree.Degrees, "⊤": tree.Transpose, "†": tree.PseudoInverse,
    "+": tree.PseudoInverse,
}  # fmt: skip


def _pile(above: list[Sequence[Token]], token: Token, script: Sequence[Token]) -> None:
    """Add a superscript; one behind an exponent raises that: 2^3^2 is 2^(3^2)."""
    tower = token.text == "^" and above and above[-1][-1].kind in {"number", "letter"}
    if not tower or above[-1][-1].text in {"T", "t", "H", "F"}:
        above.append(script)
        return
    above[-1] = [*above[-1], token, *script]
    if len(above[-1]) > MAX_SUBSCRIPT:
        raise ReadingError("a tower of too many powers", token.start, token.end)


def _starred(name: str, mark: str) -> str:
    stem, _, below = name.partition("_")
    return spelling.joined(stem + ("*" if mark == "*" else f"^{mark}"), below)


def _is_label(script: Sequence[Token]) -> bool:
    r"""Whether the superscript is an index in brackets or a word, such as `x^{(i)}` or `W^{\text{new}}`."""
    if len(script) == 1 and script[0].kind in {"text", "word"}:
        return True
    inside = script[1:-1]
    bracketed = script[0].text == "(" and script[-1].text == ")" and len(inside) in _LABELS
    return bracketed and inside[0].kind in {"letter", "number"} and inside[-1].kind in {"letter", "number"}
