"""Tokens to statements: environments, rows, connecting words, remarks and equation numbers are taken apart here.

Invariant: every token of the formula lands in exactly one statement, or is recorded as its lead, tag or remark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.syntax.asides import JOINING, MAX_NUMBER, Asides, Segment
from evalhw.mathematics.syntax.cursor import CLOSERS, CLOSING
from evalhw.mathematics.syntax.frames import unframed
from evalhw.mathematics.syntax.notation import ENVIRONMENTS_OF_LINES, PROSE
from evalhw.mathematics.syntax.tokens import QUAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.syntax.tokens import Token

_UNIT_WORDS = 3
_PLAIN = frozenset({"letter", "number", "style", "word", "fraction", "above", "below", "function", "accent", "command"})
_ARROWS = frozenset({"⟹", "⟸", "⟺"})


class _Splitter(Asides):
    """Walks the tokens at the outermost level and cuts them into segments."""

    def run(self) -> list[Segment]:
        index = 0
        last = len(self.tokens) - 1
        while index < last:
            index = self._step(index)
        self.cut()
        if self.now.lead and self.segments:
            self.segments[-1].remark = f"{self.segments[-1].remark} {self.now.lead}".strip()
        return [_closed(segment, self.tokens[last]) for segment in self.segments]

    def _step(self, index: int) -> int:
        token = self.tokens[index]
        if token.kind in _PLAIN and token.gap != QUAD:
            self.now.tokens.append(token)
            return index + 1
        if token.kind in {"begin", "end"}:
            return self._environment(index)
        if self.depth == 0 and self.tables == 0:
            taken = self._outer(index)
            if taken:
                return taken
        elif token.kind == "tag":
            return index + 1
        if token.kind == "bracket":
            self.depth += (token.text in CLOSING or token.text == "left.") - (token.text in CLOSERS)
            self.depth = max(self.depth, 0)
        if not (token.kind == "operator" and token.text == "&" and self.tables == 0 and self.depth == 0):
            self.related = self.related or token.kind == "relation"
            self.columns = self.columns or token.kind == "relation"
            self.now.tokens.append(token)
        return index + 1

    def _environment(self, index: int) -> int:
        token = self.tokens[index]
        lines = token.text in ENVIRONMENTS_OF_LINES or (token.text == "array" and self._aligns(index))
        if lines and self.depth == 0 and self.tables == 0:
            return index + 1
        if not lines or self.depth:
            self.tables += 1 if token.kind == "begin" else -1
        self.now.tokens.append(token)
        return index + 1

    def _aligns(self, index: int) -> bool:
        """Whether an array is used to align equations: a relation stands in a column of its own."""
        if self.tokens[index].kind == "end":
            return self.tables == 0 and self.depth == 0
        for before, after in zip(self.tokens[index:], self.tokens[index + 1 :], strict=False):
            if before.kind == "end":
                return False
            if before.kind == "operator" and before.text == "&" and after.kind == "relation":
                return True
        return False

    def _outer(self, index: int) -> int:
        """What a token at the outermost level does to the statements; 0 when it is plain mathematics."""
        token = self.tokens[index]
        if token.kind in {"row", "text"}:
            return self._new_row(index + 1) if token.kind == "row" else self._words(index)
        if token.kind == "tag":
            self.tagged().tag = token.text
            return index + 1
        if token.kind == "relation" and (token.text in _ARROWS or self._is_implied(index)):
            return self._arrow(index)
        if token.kind == "bracket" and token.text in {"(", "["}:
            return self.aside(index)
        if token.kind == "operator" and token.text in {".", ";", ",", "□"}:
            return self._punctuation(index)
        if token.kind == "operator" and token.text == "&":
            self._column(index)
        elif token.gap == QUAD and self.now.tokens and self.parts_here(index):
            self.cut()
        return 0

    def _column(self, index: int) -> None:
        """Behind the relation of a row, an alignment mark begins a column of its own: a remark, or another equation."""
        before, after = self.tokens[index - 1], self.tokens[index + 1]
        sign = after.kind == "operator" and after.text in {*JOINING, "&"}
        joined = sign or after.kind in {"relation", "row", "end"}
        if self.columns and self.now.tokens and before.kind != "relation" and not joined:
            self.cut()
            self.now.aside = True

    def _is_implied(self, index: int) -> bool:
        """Whether a plain arrow stands between two statements: A = B → C = D, and no limit or map."""
        return self.tokens[index].text == "→" and self.related and self._relation_ahead(index + 1)

    def _arrow(self, index: int) -> int:
        """An arrow of implication begins another statement."""
        arrow = self.tokens[index].text if self.tokens[index].text in _ARROWS else "⟹"
        self.cut(arrow)
        self.now.lead = self.now.lead or arrow
        return index + 1

    def _new_row(self, index: int) -> int:
        """A new row continues the statement when it begins with a relation or, behind its `&`, with a sign."""
        aligned = False
        while self.tokens[index].text == "&" and self.tokens[index].kind == "operator":
            aligned = True
            index += 1
        token = self.tokens[index]
        self.columns = False
        continues = token.kind == "relation" and token.text not in _ARROWS
        if continues and self.now.aside and self.segments:
            self.cut_chain()
            return index
        sign = token.kind == "operator" and token.text in JOINING
        if continues or (sign and (aligned or token.text != "-") and not self._row_has_relation(index)):
            return index
        self.cut()
        self.now.aside = False
        return index

    def _row_has_relation(self, index: int) -> bool:
        for token in self.tokens[index:]:
            if token.kind in {"row", "end of source"}:
                return False
            if token.kind == "relation":
                return True
        return False

    def _words(self, index: int) -> int:
        """Words between statements, or 0 when they are a value or a unit inside one."""
        token = self.tokens[index]
        plain = " ".join(token.text.split())
        words = plain.strip(" ,.;:()").lower().split()
        if not words:
            for mark in plain.strip("() "):
                if mark in ",;":
                    self.cut(",")
            return index + 1
        tagged = plain.startswith("(") and plain.endswith(")") and len(words) == 1 and len(words[0]) <= MAX_NUMBER
        if tagged and (self.now.tokens or self.segments):
            self.tagged().tag = plain[1:-1]
            return index + 1
        if len(words) <= _UNIT_WORDS and not PROSE.intersection(words) and self.is_value(index, plain):
            return 0
        self.cut(" ".join(words))
        if not self.now.tokens and not self.now.lead:
            self.now.lead = " ".join(words)
        return index + 1

    def is_value(self, index: int, plain: str) -> bool:
        r"""Whether words stand for a value (`w_2 = \text{dog}`) or for a unit (`5 \text{ cm}`)."""
        if len(self.tokens) == 2:  # noqa: PLR2004 - the words are all there is
            return True
        if plain.startswith(("(", ",")) or plain.endswith((",", ":")):
            return False
        if not self.now.tokens:
            return True
        before = self.now.tokens[-1]
        if before.kind == "relation" or (before.kind == "operator" and before.text in {"+", "-", "·", "/", ","}):
            return True
        if self.tokens[index + 1].kind in {"letter", "style", "command", "function"}:
            return False  # words between two formulas
        return self.tokens[index].gap < QUAD

    def _punctuation(self, index: int) -> int:
        """A full stop ends; a comma ends when what stands on both sides is a relation, or a quad follows."""
        token, following = self.tokens[index], self.tokens[index + 1]
        final = following.kind in {"end of source", "row", "end", "tag", "text"} or following.gap == QUAD
        if token.text == "□":
            return index + 1
        if token.text == ".":
            if final or following.gap:
                self.cut()
                return index + 1
            return 0
        if final or ((self.related or token.text == ";") and self._relation_ahead(index + 1)):
            self.cut(",")
            return index + 1
        return 0

    def _relation_ahead(self, index: int) -> bool:
        """Whether a relation comes before the next comma of this level."""
        depth = 0
        for token in self.tokens[index : index + 400]:
            if token.kind == "bracket" and token.text in CLOSING:
                depth += 1
            elif token.kind == "bracket" and token.text in CLOSERS:
                depth -= 1
            elif depth == 0 and token.kind == "relation":
                return True
            elif depth == 0 and (
                token.kind in {"row", "text"} or (token.kind == "operator" and token.text in {",", ";"})
            ):
                return False
        return False


def _closed(segment: Segment, last: Token) -> Segment:
    end = segment.tokens[-1].end
    tokens = [*segment.tokens, last._replace(start=end, end=end)]
    return Segment(tokens, segment.lead, segment.tag, segment.remark, segment.aside, segment.chain)


def split(tokens: Sequence[Token]) -> list[Segment]:
    """The statements that the tokens make, in source order.

    Args:
        tokens: As `lexer.tokenize` gives them, the last of kind `end of source`.
    """
    return _Splitter(unframed(tokens)).run()
