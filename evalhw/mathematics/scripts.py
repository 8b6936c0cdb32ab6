r"""Sub- and superscripts: `W_1^{-\\top}`, `\\Sigma_k^2`, `A_{ij}`, `X'`, `n!`, `30^\\circ`, in either order.

Invariant: subscripts belong to the name; superscripts then apply to name and subscript together, in their order.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics import spelling, tree
from evalhw.mathematics.cursor import CLOSERS, CLOSING, Cursor
from evalhw.mathematics.lexer import tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.tokens import Token
    from evalhw.mathematics.tree import Node

MAX_SCRIPTS = 8
MAX_SUBSCRIPT = 40
_DAGGERS = frozenset({"†", "+"})


class Scripts(Cursor):
    """Reads what hangs on a factor."""

    def scripts(self, base: Node) -> Node:
        """The base with every sub- and superscript that follows it."""
        below: list[Sequence[Token]] = []
        above: list[Sequence[Token]] = []
        while True:
            token = self.tokens[self.at]
            if token.kind == "operator" and token.text in _MARKS:
                self.at += 1
                if token.text == "_":
                    below.append(self._script())
                elif token.text == "^" and above and self._is_tower(above[-1]):
                    above[-1] = [*above[-1], token, *self._script()]  # 2^3^2 is 2^(3^2)
                    if len(above[-1]) > MAX_SUBSCRIPT:
                        raise self.error("a tower of too many powers")
                elif token.text == "^":
                    above.append(self._script())
                else:
                    above.append((token,))
            elif token.kind == "below" or (token.kind == "above" and token.text):
                self.at += 1
                moved = [t._replace(start=token.start, end=token.end) for t in tokenize(token.text)[:-1]]
                (below if token.kind == "below" else above).append(moved)
            else:
                break
            if len(below) + len(above) > MAX_SCRIPTS:
                raise self.error(f"more than {MAX_SCRIPTS} sub- and superscripts on one symbol")
        if not below and not above:
            return base
        node = self._subscripted(base, below) if below else base
        for script in above:
            node = self._raised(node, script)
        return node

    @staticmethod
    def _is_tower(script: Sequence[Token]) -> bool:
        """Whether another exponent behind this one raises it, as in `2^3^2`."""
        return script[-1].kind in {"number", "letter"} and script[-1].text not in {"T", "t", "H", "F"}

    def _script(self) -> Sequence[Token]:
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
        elif self.token.kind in {"number", "letter", "word", "text", "operator", "function"}:
            self.at += 1
        else:
            raise self.unexpected()
        return self.tokens[start : self.at]

    def _subscripted(self, base: Node, scripts: list[Sequence[Token]]) -> Node:
        start, end = base.start, max(base.end, self.end_offset())
        tokens = [token for script in scripts for token in script]
        if len(scripts) > 1:
            raise ReadingError("two subscripts on one symbol", start, end)
        if isinstance(base, tree.Call) and base.function == "inner":
            return replace(base, end=end)  # an inner product says its kind, such as F
        if isinstance(base, tree.Norm):
            return replace(base, kind=_norm_kind(tokens), end=end)
        if isinstance(base, tree.Number) and base.value == 0 and self.matrices:
            return tree.Special("zero", self._dimensions(tokens), start=start, end=end)
        if isinstance(base, tree.Number) and base.decimals is None:
            return tree.Operation("base", base, self._inner(tokens), start=start, end=end)
        if isinstance(base, tree.Special):
            return replace(base, dimensions=self._dimensions(tokens), end=end)
        if not isinstance(base, tree.Name):
            if self.matrices and not isinstance(base, tree.Number | tree.Constant):
                return tree.Entry(base, self._indices(tokens), start=start, end=end)
            raise ReadingError("a subscript on something that is not a name", start, end)
        below = subscript_text(tokens)
        name = spelling.joined(base.name, below)
        if self.symbols.declares(name):
            return tree.Name(name, start=start, end=end)
        letters = {token.text for token in tokens if token.kind == "letter"}
        indexed = self.symbols.is_matrix(base.name) or self.symbols.is_family(base.name)
        if indexed or (letters & self.bound and base.name not in self.bound):
            return tree.Entry(base, self._indices(tokens), start=start, end=end)
        if base.name == "I" and self.matrices and "I" not in self.symbols.symbols:
            return tree.Special("identity", self._dimensions(tokens), start=start, end=end)
        if len(below) > MAX_SUBSCRIPT:
            raise ReadingError(f"a subscript of more than {MAX_SUBSCRIPT} characters", start, end)
        return tree.Name(name, start=start, end=end)

    def _dimensions(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        r"""The sizes in `I_k`, `0_{m \\times k}`."""
        parts = self._parted(tokens, frozenset({"×", ","}))
        return tuple(self._inner(part) for part in parts)

    def _indices(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """The indices in `A_{ij}`, `A_{i,j}`, `A_{12}`, `sigma_{k+1}`."""
        parts = self._parted(tokens, frozenset({","}))
        outer, self.bound = self.bound, self.bound | {token.text for token in tokens if token.kind == "letter"}
        found = self._index_parts(tokens, parts)
        self.bound = outer
        return found

    def _index_parts(self, tokens: Sequence[Token], parts: list[list[Token]]) -> tuple[Node, ...]:
        if len(parts) == 1 and len(tokens) == 1 and tokens[0].kind == "number" and len(tokens[0].text) == 2:
            digits = tokens[0]
            return tuple(tree.Number(Fraction(digit), start=digits.start, end=digits.end) for digit in digits.text)
        if len(parts) == 1 and all(token.kind == "letter" for token in tokens):
            return tuple(tree.Name(token.text, start=token.start, end=token.end) for token in tokens)
        return tuple(self._inner(part) for part in parts)

    @staticmethod
    def _parted(tokens: Sequence[Token], marks: frozenset[str]) -> list[list[Token]]:
        parts: list[list[Token]] = [[]]
        depth = 0
        for token in tokens:
            if token.kind == "bracket":
                depth += (token.text in CLOSING) - (token.text in CLOSERS)
            if depth == 0 and token.kind == "operator" and token.text in marks:
                parts.append([])
            else:
                parts[-1].append(token)
        return parts

    def _inner(self, tokens: Sequence[Token]) -> Node:
        """The expression that these tokens make."""
        end = tokens[-1].end if tokens else self.end_offset()
        here = self.tokens, self.at, self.columns
        last = self.tokens[-1]
        self.enter()
        self.tokens, self.at, self.columns = [*tokens, last._replace(start=end, end=end)], 0, False
        node = self.expression()
        if self.at != len(tokens):
            raise self.unexpected()
        self.tokens, self.at, self.columns = here
        self.depth -= 1
        return node

    def _raised(self, base: Node, script: Sequence[Token]) -> Node:
        """The base under one superscript."""
        start, end = base.start, max(base.end, self.end_offset())
        first = script[0]
        if first.kind == "operator" and first.text in _POSTFIX:
            return self._postfix(base, script, start, end)
        negative = first.kind == "operator" and first.text == "-"
        if self._is_transpose(base, script[1:] if negative else script):
            if negative:
                one = tree.Number(Fraction(1), start=first.start, end=first.end)
                base = tree.Power(base, tree.Negative(one, start=first.start, end=first.end), start=start, end=end)
            return tree.Transpose(base, start=start, end=end)
        if isinstance(base, tree.Space) and not base.dimensions and base.name in "RC":
            return replace(base, dimensions=self._dimensions(script), end=end)
        texts = "".join(token.text for token in script)
        if isinstance(base, tree.Name) and (texts in {"*", "·"} or _is_label(script)):
            mark = "*" if texts in {"*", "·"} else texts
            return tree.Name(_starred(base.name, mark), start=start, end=end)
        if len(script) == 1 and first.kind == "operator" and first.text in {"+", "-"}:
            raise ReadingError("a sign without a number as superscript", first.start, first.end)
        return tree.Power(base, self._inner(script), start=start, end=end)

    def _postfix(self, base: Node, script: Sequence[Token], start: int, end: int) -> Node:
        """Marks that are no exponents: transposes, primes, factorials, daggers, degrees, percent."""
        mark = script[0].text
        if mark == "!":
            return tree.Call("factorial", (base,), start=start, end=end)
        if mark == "%":
            return tree.Percent(base, start=start, end=end)
        if mark == "°" or (mark == "⊙" and len(script) == 1):  # `^\circ` is spelled like a composition
            return tree.Degrees(base, start=start, end=end)
        if mark == "'":
            return self._primed(base, len(script), start, end)
        if mark == "⊤" and len(script) == 1:
            return tree.Transpose(base, start=start, end=end)
        if mark in _DAGGERS and len(script) == 1:
            return tree.PseudoInverse(base, start=start, end=end)
        return tree.Power(base, self._inner(script), start=start, end=end)

    def _primed(self, base: Node, count: int, start: int, end: int) -> Node:
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


_POSTFIX = frozenset({"!", "%", "°", "'", "⊤", "†", "+", "⊙"})
_MARKS = frozenset({"_", "^", "!", "%", "°", "'", "†", "⊤"})


def _starred(name: str, mark: str) -> str:
    stem, _, below = name.partition("_")
    return spelling.joined(stem + ("*" if mark == "*" else f"^{mark}"), below)


def _is_label(script: Sequence[Token]) -> bool:
    """Whether the superscript is an index in brackets, such as `x^{(i)}`."""
    inside = script[1:-1]
    bracketed = script[0].text == "(" and script[-1].text == ")" and len(inside) in {1, 3}
    return bracketed and inside[0].kind in {"letter", "number"} and inside[-1].kind in {"letter", "number"}


def _norm_kind(tokens: Sequence[Token]) -> str:
    kind = subscript_text(tokens)
    return {"Fro": "F", "fro": "F", "Frob": "F", "∞": "infinity", "·": "*", "op": "2", "F": "F"}.get(kind, kind)


def subscript_text(tokens: Sequence[Token]) -> str:
    """A subscript as it stands in canonical names: `k+1`, `i,j`, `max`."""
    plain = "".join(token.text.strip() for token in tokens if token.kind != "style" and token.text not in {"{", "}"})
    return plain.replace(" ", "")
