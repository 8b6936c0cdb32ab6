r"""One side of an equation, read from an answer's tokens: a formula, with units and words set apart.

`5 hours x $3` is the formula `5 * 3` with the labels `hours` and `$`. Invariant: a side is one expression from its
first token to its last; where words or signs leave a doubt about that, the side says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from evalhw.argument import measures
from evalhw.argument.tokens import ENDS_UNIT, Token
from evalhw.errors import ReadingError
from evalhw.mathematics.syntax.tree import Name, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from fractions import Fraction

    from evalhw.argument.tokens import Kind
    from evalhw.units.unit import Dimension

MAX_SIDE = 300
"""Tokens that one side may have."""
_MAX_WORDS = 5  # of one unit
_MAX_DEPTH = 40
_ROUGH_FUNCTIONS = frozenset({"log", "\\log", "lg", "\\lg", "sin", "cos", "tan", "\\sin", "\\cos", "\\tan"})
_PAIRS = {"(": ")", "{": "}", "[": "]"}


@dataclass(frozen=True)
class Side:
    """One side of an equation.

    Attributes:
        start: Offset of its first character in the raw text.
        end: Offset behind its last one, units included.
        source: The formula, as the reader of formulas spells it.
        plain: The same without words such as "million", which may be left out on both sides alike.
        sized: The same with every number that has a known unit in the first unit of its kind: 5 m + 30 cm is 5.3.
        places: Where each character of `source` stands in the raw text.
        names: The answer's own name for each name of the formula.
        labels: Units and nouns behind its numbers.
        money: Whether a sign of money stands in it.
        percent: Whether a percentage stands in it.
        doubtful: Whether it can be read in another way too.
        operated: Whether an operation stands in it, so that it is not just one value.
    """

    start: int
    end: int
    source: str
    plain: str
    sized: str
    places: tuple[tuple[int, int], ...] = field(repr=False)
    names: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    money: bool = False
    percent: bool = False
    doubtful: bool = False
    operated: bool = False

    @cached_property
    def node(self) -> Node | None:
        """The tree of the formula; None where it cannot be read."""
        return _read(self.source)

    @cached_property
    def bare(self) -> Node | None:
        """The tree without words such as "million"."""
        return self.node if self.plain == self.source else _read(self.plain)

    @cached_property
    def measured(self) -> Node | None:
        """The tree with its numbers in base units."""
        return self.node if self.sized == self.source else _read(self.sized)

    @property
    def name(self) -> str:
        """The name that the side is, if it is nothing else; else an empty string."""
        return self.names[self.node.name] if isinstance(self.node, Name) and self.node.name in self.names else ""

    def span(self, node: Node) -> tuple[int, int]:
        """Where a node of the tree stands in the raw text."""
        if not self.places or node.end <= node.start:
            return self.start, self.end
        return self.places[node.start][0], self.places[min(node.end, len(self.places)) - 1][1]


@lru_cache(maxsize=512)
def _read(source: str) -> Node | None:
    """The tree of a few tokens, which an answer repeats from step to step; None where they are no formula."""
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.syntax.reader import read

    try:
        return read(source, Symbols.empty())
    except ReadingError:
        return None


def side(tokens: Sequence[Token], first: int, stop: int, assigned: AbstractSet[str]) -> tuple[Side, int] | None:
    """The longest expression that begins at a token, and the index behind it; None where none does.

    Args:
        tokens: The tokens of the answer.
        first: The token at which it begins.
        stop: The token at which it must have ended.
        assigned: Names that the answer gives a value, so that they are no units.
    """
    reading = _Reading(tokens, assigned)
    position = first
    while position < min(stop, first + MAX_SIDE):
        taken = reading.take(position, stop)
        if not taken:
            break
        position += taken
        if not reading.expecting and not reading.closers:
            reading.keep(position)
    return reading.kept


@dataclass(slots=True)
class _Piece:
    """A piece of the formula, with its place, without words such as "million", and in base units."""

    text: str
    plain: str
    sized: str
    start: int
    end: int


class _Reading:
    """An expression while it is read."""

    def __init__(self, tokens: Sequence[Token], assigned: AbstractSet[str]) -> None:
        self.tokens = tokens
        self.assigned = assigned
        self.expecting = True
        self.closers: list[str] = []
        self.roots: list[bool] = []
        self.pieces: list[_Piece] = []
        self.names: dict[str, str] = {}
        self.labels: list[str] = []
        self.labelled = 0
        self.numbers = 0
        self.flags: set[str] = set()
        self.unit = False  # whether the last token was a unit
        self.size: tuple[Dimension, Fraction] | None = None  # of the last unit
        self.below = False  # whether that stands behind a slash
        self.kept: tuple[Side, int] | None = None

    def take(self, position: int, stop: int) -> int:
        """How many tokens from here belong to the expression; 0 ends it."""
        token = self.tokens[position]
        following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
        if token.doubtful:
            self.flags.add("doubtful")
        if self.expecting:
            return self._operand(token, following)
        return self._behind(token, following, position, stop)

    def keep(self, position: int) -> None:
        """Take what was read so far for the side."""
        source = "".join(piece.text for piece in self.pieces)
        plain = "".join(piece.plain for piece in self.pieces)
        sized = "".join(piece.sized for piece in self.pieces)
        places = tuple((piece.start, piece.end) for piece in self.pieces for _ in piece.text)
        mixed = "sum" in self.flags and "product" not in self.flags and 0 < self.labelled < self.numbers
        first, last = self.pieces[0].start, self.tokens[position - 1].end
        self.kept = (
            Side(
                first, last, source, plain, sized, places, dict(self.names), tuple(self.labels),
                money="money" in self.flags, percent="percent" in self.flags,
                doubtful="doubtful" in self.flags or mixed, operated=bool(self.flags & {"sum", "product"}),
            ),
            position,
        )  # fmt: skip

    def _emit(self, token: Token, text: str = "") -> None:
        text = text or token.text
        gap = " " if self.pieces and (text[0].isalnum() or text[0] == "\\") and text[0] not in "{[" else ""
        if gap:
            self.pieces.append(_Piece(gap, gap, gap, token.start, token.start))
        self.pieces.append(_Piece(text, text, text, token.start, token.end))
        self.unit = False

    def _operand(self, token: Token, following: Token | None) -> int:
        """What may stand where an operand is expected."""
        rule = _OPERANDS.get(token.kind)
        return 0 if rule is None else rule(self, token, following)

    def money(self, token: Token, _: Token | None) -> int:
        """A sign of money before a number."""
        if token.text != "$":
            return 0
        self.flags.add("money")
        return 1

    def sign(self, token: Token, following: Token | None) -> int:
        """A sign before an operand; an asterisk may be emphasis."""
        if token.text in "+-":
            self._emit(token)
            return 1
        emphasis = token.text == "*" and not self.pieces and following is not None and not following.spaced
        return 1 if emphasis else 0

    def figure(self, token: Token, _: Token | None) -> int:
        """A number."""
        self.numbers += 1
        rooted = bool(self.pieces) and self.pieces[-1].text == "\\sqrt"
        self._emit(token, f"{{{token.text}}}" if rooted else "")
        self.expecting = False
        return 1

    def own_name(self, token: Token, following: Token | None) -> int:
        """A letter, or a word that the answer gives a value."""
        if token.kind == "name":
            return 0 if _called(following) else self._name(token)
        if token.text not in self.assigned:
            return 0
        if following is not None and following.kind == "word":
            self.flags.add("doubtful")  # a name of several words, perhaps another one
        return self._name(token)

    def opened(self, token: Token, _: Token | None = None) -> int:
        """A bracket, or the degree of a root."""
        if len(self.closers) >= _MAX_DEPTH:
            return 0
        index = bool(self.pieces) and self.pieces[-1].text == "\\sqrt"  # the degree of a root
        self._emit(token, "(" if token.text == "[" and not index else "")
        self.closers.append(_PAIRS[token.text])
        self.roots.append(index and token.text == "[")
        self.expecting = True
        return 1

    def function(self, token: Token, _: Token | None = None) -> int:
        """A function, or the constant pi."""
        if token.text in _ROUGH_FUNCTIONS:
            self.flags.add("doubtful")  # of which base, in which unit
        self.flags.add("product")
        self._emit(token, "\\sqrt" if token.text == "√" else token.text)
        self.expecting = token.text != "\\pi"
        return 1

    def _name(self, token: Token) -> int:
        key = f"v_{{{_number(token.text)}}}"
        self.names[key.replace("{", "").replace("}", "")] = token.text
        self._emit(token, key)
        self.expecting = False
        return 1

    def _behind(self, token: Token, following: Token | None, position: int, stop: int) -> int:
        """What may stand behind an operand."""
        rule = _BEHIND.get(token.kind)
        return 0 if rule is None else rule(self, token, following, position, stop)

    def bracket(self, token: Token, position: int) -> int:
        """A factor in brackets."""
        if token.spaced and self.tokens[position - 1].kind != "close" and token.text != "{":
            self.flags.add("doubtful")  # a factor, or an aside
        self._beside()
        return self.opened(token)

    def closed(self, token: Token) -> int:
        """The bracket that closes the last one."""
        if not self.closers or self.closers[-1] != token.text:
            return 0
        self.closers.pop()
        self.flags.discard("slash")
        self.expecting = self.roots.pop()
        self._emit(token, ")" if token.text == "]" and not self.expecting else "")
        return 1

    def operator(self, token: Token, following: Token | None, position: int, stop: int) -> int:
        """A sign between two operands, or within a unit."""
        taken = self._of_unit(token, following, position, stop)
        if taken or token.text == "±":
            return taken
        self.flags.add("sum" if token.text in "+-" else "product")
        self.flags.discard("slash")
        if token.text == "/":
            self.flags.add("slash")
        if token.text == "-" and _is_range(self.tokens[position - 1], token, following):
            self.flags.add("doubtful")
        self._emit(token)
        self.expecting = True
        return 1

    def _of_unit(self, token: Token, following: Token | None, position: int, stop: int) -> int:
        """A sign within a unit: m/s, kg*m, s^-2, $15/hour."""
        if following is None or token.text not in "/*^" or not (self.unit or token.text == "/"):
            return 0
        if following.kind == "word" or (self.unit and self._is_unit(following)):
            self._size(following.text, below=token.text == "/")
            return 2
        if token.text != "^":
            return 0
        signed = following.text == "-" and position + 2 < stop
        power = self.tokens[position + 2] if signed else following
        self._raised(f"-{power.text}" if signed else power.text)
        return 3 if signed else 2

    def after(self, token: Token, following: Token | None) -> int:
        """What belongs to the operand before: money, a power, percent, a factorial, degrees."""
        closes = following is None or following.kind in {"line", "word", "name", "stop", "open"}
        if token.text == "$":
            self.flags.add("money")
        elif self.unit and token.text.startswith("^"):
            self._raised(token.text.strip("^{}"))
        elif token.text == "!" and (token.spaced or closes):
            self.flags.add("doubtful")  # the end of a sentence, or a factorial
        elif token.text in {"°", "′"} and not (token.text == "°" and self.closers):
            self.labels.append(token.text)
            self.unit = True
        else:
            if token.text == "!" and self.pieces[-1].text == "!":
                self.flags.add("doubtful")  # a double factorial
            self.flags.add("percent" if token.text == "\\%" else "product")
            self._emit(token, "^{\\circ}" if token.text == "°" else "")
        return 1

    def word(self, token: Token, position: int, stop: int) -> int:
        """The words of a unit; none when they go on and on, or when they are those of a sentence."""
        if token.fenced:
            return 0
        if token.effect.startswith("by ") and self.tokens[position - 1].kind == "number" and not self.unit:
            last = self.pieces[-1]
            text = f"({last.text}*{token.effect[3:]})"
            self.pieces[-1] = replace(last, text=text, sized=text, end=token.end)
            return 1
        count = 0
        while position + count < stop and self.tokens[position + count].kind == "word":
            if self.tokens[position + count].effect in ENDS_UNIT:
                return self._joined(position, count, stop)
            count += 1
            if count > _MAX_WORDS:
                return 0
        self._said(position, count)
        return count

    def _said(self, position: int, count: int) -> None:
        """Take words for a unit."""
        if not self.unit:
            self.labelled += 1
        first, *rest = [one.text for one in self.tokens[position : position + count]]
        if self.unit:
            self.labels.append(first)
        else:
            self._size(first)
        self.labels += rest

    def _size(self, label: str, *, below: bool = False) -> None:
        """Take a unit, and give the number before it in base units."""
        self.labels.append(f"/{label}" if below else label)
        self.unit = True
        found = self.size = measures.size(label)
        self.below = below
        last = self.pieces[-1] if self.pieces else None
        if found is None or last is None or last.text in _PAIRS.values():
            return
        if not last.sized[-1:].isdigit() and last.sized[-1:] != ")":
            return
        size = 1 / found[1] if below else found[1]
        self.pieces[-1] = replace(last, sized=f"({last.sized}*{size.numerator}/{size.denominator})")

    def _raised(self, power: str) -> None:
        """Take the power of a unit: m^2, s^-2."""
        if self.labels and power.lstrip("-").isdigit() and len(power) < 3:  # noqa: PLR2004 - one digit, with its sign
            self.labels[-1] += f"^{power}"
            if self.size is not None and self.pieces:
                more = self.size[1] ** ((int(power) - 1) * (-1 if self.below else 1))
                last = self.pieces[-1]
                self.pieces[-1] = replace(last, sized=f"({last.sized}*{more.numerator}/{more.denominator})")

    def _joined(self, position: int, count: int, stop: int) -> int:
        """Words up to one that ends a unit: all of them when a smaller unit is joined (3 hours and 20 minutes)."""
        if count:
            self._said(position, count)
            return count
        joins = self.tokens[position].effect == "and" and position + 1 < stop and self.unit
        if joins and self.tokens[position + 1].kind == "number":
            taken = self.smaller(position + 1, stop)
            return taken + 1 if taken else 0
        return 0

    def letter(self, token: Token, following: Token | None) -> int:
        """A unit, or a name that is a factor."""
        if self._is_unit(token):
            if not self.unit:
                self.labelled += 1
            self._size(token.text)
            return 1
        if _called(following) or self.unit:
            return 0
        self._beside()
        return self._name(token)

    def _beside(self) -> None:
        """Take a factor that is set beside another one; behind a slash nobody knows how far that reaches."""
        self.flags.add("product")
        if "slash" in self.flags:
            self.flags.add("doubtful")

    def _is_unit(self, token: Token) -> bool:
        """Whether a letter is the sign of a unit: behind a blank or another unit, and no name of the answer's own."""
        letter = token.kind == "name" and len(token.text) == 1 and (token.spaced or self.unit)
        return letter and token.text not in self.assigned and measures.is_letter(token.text)

    def smaller(self, position: int, stop: int) -> int:
        """A number in a smaller unit that goes with the one before: 5 ft 6 in, 3 hours and 20 minutes."""
        if position + 1 >= stop or len(self.pieces) > 2 or not self.labels:  # noqa: PLR2004 - one number so far
            return 0
        number, label = self.tokens[position], self.tokens[position + 1]
        large, small = measures.size(self.labels[-1]), measures.size(label.text)
        if large is None or small is None or large[0] != small[0] or small[1] >= large[1]:
            return 0
        share = small[1] / large[1]
        last = self.pieces[-1]
        text = f"({last.text}+{number.text}*{share.numerator}/{share.denominator})"
        sized = f"({text}*{large[1].numerator}/{large[1].denominator})"
        self.pieces[-1] = _Piece(text, text, sized, last.start, label.end)
        return 2


_OPERANDS: dict[Kind, Callable[[_Reading, Token, Token | None], int]] = {
    "after": _Reading.money,
    "operator": _Reading.sign,
    "number": _Reading.figure,
    "open": _Reading.opened,
    "function": _Reading.function,
    "name": _Reading.own_name,
    "word": _Reading.own_name,
}
_BEHIND: dict[Kind, Callable[[_Reading, Token, Token | None, int, int], int]] = {
    "close": lambda here, token, _f, _p, _s: here.closed(token),
    "operator": _Reading.operator,
    "after": lambda here, token, following, _p, _s: here.after(token, following),
    "open": lambda here, token, _f, position, _s: here.bracket(token, position),
    "word": lambda here, token, _f, position, stop: here.word(token, position, stop),
    "name": lambda here, token, following, _p, _s: here.letter(token, following),
    "number": lambda here, _t, _f, position, stop: here.smaller(position, stop) if here.unit else 0,
    "function": lambda here, token, _f, _p, _s: 0 if here.unit else here.function(token),
}


def _is_range(before: Token, dash: Token, following: Token | None) -> bool:
    """Whether a dash without blanks stands between a number and a larger one: 10-15 people."""
    if following is None or dash.spaced or following.spaced or before.kind != "number" or following.kind != "number":
        return False
    try:
        return float(before.text) < float(following.text)
    except ValueError:  # a mixed number
        return False


def _called(following: Token | None) -> bool:
    """Whether a name is a function's: a bracket stands right behind it."""
    return following is not None and following.kind == "open" and following.text == "(" and not following.spaced


def _number(name: str) -> int:
    """A number for a name, the same for the same one."""
    return crc32(name.encode(errors="replace"))
