r"""Subscripts: what they make of the thing they hang on: a name, an entry, a size, the kind of a norm.

Invariant: a declared name with its subscript wins; only then is the subscript an index.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import spelling, tree
from evalhw.mathematics.syntax.cursor import CLOSERS, CLOSING, Cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

MAX_SUBSCRIPT = 40
_LAYOUT = frozenset({"begin", "end", "row", "tag", "end of source"})
_ROW_AND_COLUMN = 2


class Subscripts(Cursor):
    """Reads subscripts."""

    def subscripted(self, base: Node, tokens: Sequence[Token]) -> Node:
        """The base with one subscript.

        Raises:
            ReadingError: It cannot carry one.
        """
        start, end = base.start, max(base.end, self.end_offset())
        if isinstance(base, tree.Name):
            return self._named(base, tokens, start, end)
        if isinstance(base, tree.Call) and base.function == "inner":
            return replace(base, end=end)  # an inner product says its kind, such as F
        if isinstance(base, tree.Norm):
            return replace(base, kind=_norm_kind(tokens), end=end)
        if isinstance(base, tree.Special):
            return replace(base, dimensions=self.dimensions(tokens), end=end)
        if isinstance(base, tree.Number):
            return self._number(base, tokens, start, end)
        if not self.matrices or isinstance(base, tree.Constant):
            raise ReadingError("a subscript on something that is not a name", start, end)
        return tree.Entry(base, self.indices(tokens), start=start, end=end)

    def _number(self, base: tree.Number, tokens: Sequence[Token], start: int, end: int) -> Node:
        """A zero of some size, or digits in a base."""
        if base.value == 0 and self.matrices:
            return tree.Special("zero", self.dimensions(tokens), start=start, end=end)
        if base.decimals is not None:
            raise ReadingError("a subscript on a decimal", start, end)
        return tree.Operation("base", base, self.value_of(tokens), start=start, end=end)

    def _named(self, base: tree.Name, tokens: Sequence[Token], start: int, end: int) -> Node:
        layout = next((token for token in tokens if token.kind in _LAYOUT), None)
        if layout is not None:
            raise ReadingError(f"{layout.text or layout.kind!r} inside a name", layout.start, layout.end)
        below = subscript_text(tokens)
        name = spelling.joined(base.name, below)
        if self.symbols.declares(name):
            return tree.Name(name, start=start, end=end)
        letters = {token.text for token in tokens if token.kind == "letter"}
        indexed = self.symbols.is_matrix(base.name) or self.symbols.is_family(base.name)
        worded = any(token.kind in {"relation", "text", "word"} for token in tokens)  # U_⊥, W_enc
        if (indexed and not worded) or (letters & self.bound and base.name not in self.bound):
            return tree.Entry(base, self.indices(tokens), start=start, end=end)
        if base.name == "I" and self.matrices and "I" not in self.symbols.symbols:
            return tree.Special("identity", self.dimensions(tokens), start=start, end=end)
        if len(below) > MAX_SUBSCRIPT:
            raise ReadingError(f"a subscript of more than {MAX_SUBSCRIPT} characters", start, end)
        return tree.Name(name, start=start, end=end)

    def dimensions(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        r"""The sizes in `I_k`, `0_{m \times k}`."""
        parts = self.parted(tokens, frozenset({"×", ","}))
        return tuple(self.value_of(part) for part in parts)

    def indices(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """The indices in `A_{ij}`, `A_{i,j}`, `A_{12}`, `sigma_{k+1}`."""
        parts = self.parted(tokens, frozenset({","}))
        outer, self.bound = self.bound, self.bound | {token.text for token in tokens if token.kind == "letter"}
        found = self._split_indices(tokens, parts)
        self.bound = outer
        return found

    def _split_indices(self, tokens: Sequence[Token], parts: list[list[Token]]) -> tuple[Node, ...]:
        if (
            len(parts) == 1
            and len(tokens) == 1
            and tokens[0].kind == "number"
            and len(tokens[0].text) == _ROW_AND_COLUMN
        ):
            digits = tokens[0]
            return tuple(tree.Number(Fraction(digit), start=digits.start, end=digits.end) for digit in digits.text)
        if len(parts) == 1 and all(token.kind == "letter" for token in tokens):
            return tuple(tree.Name(token.text, start=token.start, end=token.end) for token in tokens)
        return tuple(self.value_of(part) for part in parts)

    def values_of(self, tokens: Sequence[Token]) -> Node:
        """The expression that these tokens make, or several at commas."""
        parts = self.parted(tokens, frozenset({","}))
        if len(parts) == 1:
            return self.value_of(tokens)
        found = tuple(self.value_of(part) for part in parts)
        return tree.Collection("bare", found, start=tokens[0].start, end=tokens[-1].end)

    @staticmethod
    def parted(tokens: Sequence[Token], marks: frozenset[str]) -> list[list[Token]]:
        """The tokens cut at marks that stand outside brackets."""
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

    def value_of(self, tokens: Sequence[Token]) -> Node:
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


def _norm_kind(tokens: Sequence[Token]) -> str:
    kind = subscript_text(tokens)
    return {"Fro": "F", "fro": "F", "Frob": "F", "∞": "infinity", "·": "*", "op": "2", "F": "F"}.get(kind, kind)


def subscript_text(tokens: Sequence[Token]) -> str:
    """A subscript as it stands in canonical names: `k+1`, `i,j`, `max`."""
    plain = "".join(token.text.strip() for token in tokens if token.kind != "style" and token.text not in {"{", "}"})
    return plain.replace(" ", "")
