"""A place in the tokens of one formula, and the caps that keep reading within bounds.

Invariant: nesting deeper than `MAX_DEPTH` is an error long before Python's own stack is in danger.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

MAX_DEPTH = 40
MAX_CHAIN = 24
CLOSING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
CLOSERS = frozenset(CLOSING.values()) | {"right."}
# What may stand at the beginning of a factor, by kind of token and by text.
STARTS = frozenset({"number", "fraction", "letter", "word", "function", "style", "accent", "command", "begin", "text"})
STARTING_MARKS = frozenset(
    {"(", "[", "{", "\\{", "⟨", "⌊", "⌈", "∂", "∇", "∞", "∅", "√", "∑", "∏", "∫", "…", "⋮", "⋱", "⊤"}
)


class Cursor(ABC):
    r"""The tokens of one statement and how far they have been read.

    Attributes:
        tokens: The tokens, the last of kind `end of source`.
        at: Index of the next token.
        symbols: What names are read against.
        bound: Index names of the sums around this place.
        bars: How many single bars are open around this place.
        double_bars: How many double bars are open.
        columns: Whether a LaTeX space ends an expression, as in `[U \\; V]`.
    """

    def __init__(self, tokens: Sequence[Token], symbols: Symbols, *, matrices: bool = False) -> None:
        self.tokens = tokens
        self.at = 0
        self.symbols = symbols
        self.matrices = matrices or symbols.has_matrices
        self.bound: frozenset[str] = frozenset()
        self.bars = 0
        self.double_bars = 0
        self.columns = False
        self.depth = 0

    @abstractmethod
    def expression(self) -> Node:
        """An expression without relations or commas."""

    @abstractmethod
    def relation(self) -> Node:
        """An expression or a chain of relations."""

    @abstractmethod
    def term(self) -> Node:
        """A product of factors."""

    @abstractmethod
    def factor(self) -> Node:
        """One factor with its sub- and superscripts."""

    @abstractmethod
    def atom(self) -> Node:
        """One factor without its scripts."""

    @abstractmethod
    def statement(self) -> Node:
        """All that is left of the tokens."""

    @abstractmethod
    def starts_factor(self) -> bool:
        """Whether the next token begins another factor of the same term."""

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def is_mark(self, *texts: str) -> bool:
        """Whether the next token is one of these operators or brackets."""
        token = self.tokens[self.at]
        return token.text in texts and token.kind in {"operator", "bracket"}

    def take(self, text: str) -> bool:
        """Step over the given operator or bracket, if it is next."""
        token = self.tokens[self.at]
        if token.text == text and token.kind in {"operator", "bracket"}:
            self.at += 1
            return True
        return False

    def expect(self, text: str, opened: Token | None = None) -> Token:
        """Step over the given mark, which must be next."""
        token = self.tokens[self.at]
        if not self.take(text):
            if opened is not None:
                raise ReadingError(f"{opened.text!r} is not closed", opened.start, opened.end)
            raise self.error(f"{text!r} was expected")
        return token

    def error(self, reason: str) -> ReadingError:
        """An error at the next token."""
        token = self.tokens[self.at]
        return ReadingError(reason, token.start, token.end)

    def unexpected(self) -> ReadingError:
        """An error that names the next token."""
        token = self.tokens[self.at]
        if token.kind == "end of source":
            return self.error("it ends where something is still missing")
        if token.kind == "text":
            return self.error(f"words inside the formula: {token.text.strip()[:40]!r}")
        shown = f"\\{token.text}" if token.kind in {"command", "style"} else token.text
        return self.error(f"{shown[:40]!r} was not expected here")

    def enter(self) -> None:
        """One level down; every caller leaves with `self.depth -= 1`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH} levels")

    def end_offset(self) -> int:
        """Where the last token that was read ends."""
        return self.tokens[self.at - 1].end if self.at else 0

    def matching(self, opening: int) -> int:
        """The index of the token that closes the bracket at index `opening`.

        Raises:
            ReadingError: Nothing closes it.
        """
        depth = 0
        for index in range(opening, len(self.tokens)):
            token = self.tokens[index]
            if token.kind == "bracket":
                if token.text in CLOSING:
                    depth += 1
                elif token.text in CLOSERS:
                    depth -= 1
                    if depth == 0:
                        return index
        token = self.tokens[opening]
        raise ReadingError(f"{token.text!r} is not closed", token.start, token.end)

    def group(self) -> Node:
        """A braced argument, or the single token that LaTeX takes for one."""
        token = self.token
        if self.take("{"):
            self.enter()
            inside = self.expression()
            self.expect("}", token)
            self.depth -= 1
            return inside
        return self.single()

    @abstractmethod
    def single(self) -> Node:
        """The one token, or command with its arguments, that stands for an argument without braces."""
