"""Statements while they are gathered, and the brackets beside them: equation numbers, remarks, sizes.

Invariant: a bracket is set aside only when it cannot be a factor of the statement before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evalhw.mathematics.syntax.cursor import CLOSERS, CLOSING
from evalhw.mathematics.syntax.tokens import QUAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.syntax.tokens import Token

MAX_NUMBER = 5  # characters of an equation number such as 12.3a
MAX_PLAIN_NUMBER = 2
REASONS = frozenset({
    "since", "because", "as", "by", "using", "use", "where", "with", "note", "from", "for", "via", "substituting",
    "substitute", "given", "recall", "⟸", "plugging", "inserting", "applying", "due", "when", "if",
})  # fmt: skip
_CARRIED = frozenset({"", ",", "and"})
JOINING = frozenset({"+", "-", "·", "×", "±"})


@dataclass(slots=True)
class Segment:
    """One statement before it is parsed.

    Attributes:
        tokens: Its tokens, closed by an `end of source`.
        lead: What connects it to the one before: an arrow, `and`, `or`, `,`, or the words before it.
        tag: Its equation number.
        remark: The words after it.
        aside: Whether it is a remark beside a chain, by its words of reason or by its column.
        chain: The statement that it goes on with behind a remark: it begins with a relation sign.
    """

    tokens: list[Token] = field(default_factory=list)
    lead: str = ""
    tag: str = ""
    remark: str = ""
    aside: bool = False
    chain: Segment | None = None

    @property
    def whole(self) -> list[Token]:
        """Its tokens, behind those of what it goes on with."""
        return self.tokens if self.chain is None else [*self.chain.whole, *self.tokens]


class Asides:
    """The statements found so far and the one that is being gathered."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.segments: list[Segment] = []
        self.now = Segment()
        self.depth = 0
        self.tables = 0
        self.related = False  # whether the statement holds a relation at the outermost level
        self.columns = False  # whether the row does

    def cut(self, lead: str = "") -> None:
        """End the statement that is being gathered."""
        if self.now.tokens:
            self.segments.append(self.now)
            carried = self.now.aside and lead in _CARRIED
            self.now = Segment(lead=lead, aside=carried or not REASONS.isdisjoint(lead.split()))
            self.related = False
        elif lead:
            self.now.lead = f"{self.now.lead} {lead}".strip()
            self.now.aside = self.now.aside or not REASONS.isdisjoint(lead.split())

    def cut_chain(self) -> None:
        """End a remark; what follows goes on with the last statement that is none."""
        last = next((segment for segment in reversed(self.segments) if not segment.aside), None)
        self.cut()
        self.now = Segment(chain=last)

    def tagged(self) -> Segment:
        """The statement that an equation number belongs to."""
        return self.now if self.now.tokens or not self.segments else self.segments[-1]

    def parts_here(self, index: int) -> bool:
        """Whether a quad before this token separates two statements."""
        token, before = self.tokens[index], self.tokens[index - 1]
        if token.kind in {"relation", "end of source"} or before.kind in {"relation", "row"}:
            return False
        return not (token.kind == "operator" and token.text in {*JOINING, "⊤", "^", "_", ":"})

    def aside(self, index: int) -> int:
        """Brackets that hold an equation number or a remark in words; 0 when they hold mathematics."""
        end, words = self._bracket(index)
        if not end:
            return 0
        inside = self.tokens[index + 1 : end]
        if (words or self._is_size(index, end)) and self.now.tokens and self.now.tokens[-1].kind != "relation":
            said = " ".join(token.text.strip() for token in inside)
            self.now.remark = f"{self.now.remark} {said}".strip()
            return end + 1
        if self._labels_what_follows(index, end):
            self.now.tag = "".join(part.text for part in inside)
            return end + 1
        if self._is_number(index, end):
            self.tagged().tag = "".join(part.text for part in inside)
            return end + 1
        if self.tokens[index].gap == QUAD and self.now.tokens and self.parts_here(index):
            self.cut()
            if any(token.kind == "relation" for token in inside):
                self.now = Segment(tokens=list(inside), aside=True)
                self.cut()
                return end + 1
        return 0

    def _bracket(self, index: int) -> tuple[int, bool]:
        """Where the bracket here is closed (0: nowhere), and whether words stand directly in it."""
        depth = 0
        words = False
        for here in range(index, len(self.tokens) - 1):
            inner = self.tokens[here]
            words = words or (depth == 1 and inner.kind == "text")
            if inner.kind == "bracket":
                depth += (inner.text in CLOSING) - (inner.text in CLOSERS)
                if depth == 0:
                    return here, words
        return 0, words

    def _labels_what_follows(self, index: int, end: int) -> bool:
        """Whether a bracket at the beginning, with a quad behind it, is the number of the line."""
        number = "".join(part.text for part in self.tokens[index + 1 : end])
        begins = not self.now.tokens and self.tokens[end + 1].gap == QUAD and self.tokens[index].gap < QUAD
        return begins and 0 < len(number) <= MAX_NUMBER and number.isalnum()

    def _is_size(self, index: int, end: int) -> bool:
        """Whether brackets behind a space, at the end, say a size in letters: `= I_k (k × k)`."""
        inside = self.tokens[index + 1 : end]
        after = self.tokens[end + 1]
        sized = [token.text if token.text == "×" else token.kind for token in inside] == ["letter", "×", "letter"]
        ends = after.kind in {"end of source", "row", "end", "relation"} or after.text in {".", ","}
        return sized and ends and self.tokens[index].gap > 0 and bool(self.now.tokens) and is_value(self.now.tokens[-1])

    def _is_number(self, index: int, end: int) -> bool:
        """Whether brackets at the very end hold an equation number: behind a quad, or digits alone behind a space."""
        after = self.tokens[end + 1]
        if after.kind not in {"end of source", "row", "end"} and after.text not in {".", ","}:
            return False
        number = "".join(part.text for part in self.tokens[index + 1 : end])
        gap = self.tokens[index].gap
        if gap == QUAD and (self.now.tokens or self.segments):
            return len(number) <= MAX_NUMBER and (len(number) == 1 or number.replace(".", "").isalnum())
        plain = number.isdecimal() and len(number) <= MAX_PLAIN_NUMBER
        return bool(gap and self.related and plain and is_value(self.now.tokens[-1]))


def is_value(token: Token) -> bool:
    """Whether a statement may end with this token."""
    return token.kind not in {"operator", "relation", "function"}
