"""What an answer is before it is compared: words, a time of day, a ratio, or a formula with or without a unit.

Invariant: the whole answer is read or it is `Unread` with the reason; nothing is dropped but delimiters and styles.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from evalhw.errors import ReadingError
from evalhw.mathematics.answer import surface, words
from evalhw.mathematics.answer.extraction import answer_in
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.scalar import units
from evalhw.mathematics.scalar.units import Unit
from evalhw.mathematics.syntax.reader import read
from evalhw.mathematics.syntax.tree import Builder, Name, Negative, Node, Number

_NUMERAL = re.compile(r"-?\d{1,18}(?:\.\d{1,12})?")
MAX_SOURCE = 1_000_000
MAX_PARTS = 200  # values of a list
MAX_ANSWER = 4_000  # characters of one answer; what is longer is no answer to compare
_OUTER = re.compile(
    r"\{(?P<inside>(?:(?!\\over|\\choose)[^{}])*)\}|\\(?:text|mathrm|textbf|mathbf|textit|mbox|boldsymbol)\s*\{(?P<styled>[^{}]*)\}"
)
_LEADING = re.compile(
    r"^(?:(?:approximately|approx\.?|about|roughly|around|exactly)\b|\\approx|\\simeq|\\sim|≈|~|=|:|\\therefore|\\implies|\\Rightarrow|∴|⇒)\s*"
)
_LABEL = re.compile(
    r"^(?:m\s*)?(?:\\(?:angle|measuredangle|triangle|overline|text|mathrm|operatorname)\s*(?:\{[^{}=]{1,40}\})?|[A-Za-z]{2,20}(?:\s+[A-Za-z]{1,20}){0,4})"
    r"\s?[A-Z]{0,3}\s?(?:\([^()=]{0,30}\))?\s?=\s?(?P<value>[^=]+)$"
)
_TRAILING = re.compile(
    r"(?<![\s.,;~])(?<!\\right)(?<!\\left)(?:\\\\|\\,|\\;|\\:|\\!|\\ |\\quad|\\qquad|\\blacksquare|\\square|[\s.,;~])+$"
)
_INVISIBLE = re.compile(r"\\left\s?\.(?P<inside>.*)\\right\s?\.", re.DOTALL)
_CLOSERS = frozenset(" .,;~\\!:de")  # what _TRAILING takes off ends in one of these
_STYLE = re.compile(r"\\(?:display|text|script)style(?![a-zA-Z])\s?")
_ORDERING = re.compile(r"[<>≤≥≠]|\\(?:le|ge|leq|geq|leqslant|geqslant|lt|gt|ne|neq)(?![a-z])")
_CIRCLE = re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![a-z]))")
_BLANKS = re.compile(r"\\(?:quad|qquad|displaystyle|textstyle|left|right|big|Big|bigg|Bigg)(?![a-zA-Z])")
_RATIO = re.compile(r":|\\colon|\\text\s*\{\s*:?\s*to\s*\}|(?<=\d)\s+to\s+(?=[\d\\])|\\ratio")
_PERCENT_WORDS = re.compile(
    r"(?:\\text\s*\{\s*)?\b(?:percent|per cent|percentage points?|pct)\b\.?(?:\s*\})?\s*$", re.IGNORECASE
)
_BUILDER = re.compile(
    r"^\\?(?:left)?\s?\\?(?:\{|lbrace)\s?(?P<element>[a-zA-Z])(?P<within>\s?\\in\s?\\mathbb\s?\{?R\}?)?\s?"
    r"(?:\\left\s?\||\\mid(?![a-z])|\\vert(?![a-z])|\||:)(?P<condition>.+?)(?:\\right\s?\.)?\s?(?:\\right\s?)?\\(?:\}|rbrace)$"
)
_SYSTEM = re.compile(
    r"\\left\s?\\(?:\{|lbrace)\s?(?P<rows>\\begin\{aligned\}.*\\end\{aligned\})\s?\\right\s?\.", re.DOTALL
)
_DOMAIN = re.compile(
    r"(?:,|;|\\text\s?\{\s?(?:for|where|with)\s?\}|\\quad|\\left)?\s?\(?\s?(?P<letter>[a-zA-Z])\s?\\in\s?"
    r"(?:\\mathbb|\\mathbf|\\bf|\\rm|\\mathrm)?\s?\{?\s?[ZN]\s?\}?(?:\s?[\^_]\s?\{?\s?[*+]\s?\}?)?\s?(?:\\right)?\s?\)?$"
)


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two or more numbers set against each other, such as 3:4."""

    parts: tuple[Node, ...]
    clock: words.Clock | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day that says which half of the day it is in."""

    clock: words.Clock


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, and the unit that stood beside it."""

    node: Node
    unit: Unit | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, why, and the text for a comparison letter by letter."""

    text: str
    reason: str


Answer = Words | Ratio | Time | Formula | Unread


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was found in its string.

    Attributes:
        text: The answer without delimiters and styles.
        form: What it was read as.
        others: Other values of a sentence that does not say which of them is its point.
        offset: Where it begins in its string, or None when it was put together.
        source: The answer as it stands there.
        rules: The ids of the rules of reading that found it.
    """

    text: str
    form: Answer
    others: tuple["Given", ...] = ()
    offset: int | None = None
    source: str = ""
    rules: tuple[str, ...] = ()


def trimmed(found: str) -> str:
    """Return an answer without delimiters, hidden spaces and outer styles."""
    text = " ".join(surface.tidied(found).split())
    if len(text) > MAX_ANSWER:
        return text
    if "$" in text:
        text = _undelimited(text)
    text = text.replace("{:}", ":")
    if "style" in text:
        text = _STYLE.sub("", text)
    text = _LEADING.sub("", text.strip())
    for _ in range(4):
        if text[-1:] in _CLOSERS and not text.endswith(".."):
            text = _TRAILING.sub("", text).strip()
        outer = _OUTER.fullmatch(text) if text[-1:] == "}" else None
        if outer is None:
            break
        text = (outer["inside"] if outer["inside"] is not None else outer["styled"]).strip()
    invisible = _INVISIBLE.fullmatch(text)
    return invisible["inside"].strip() if invisible else text


def _undelimited(text: str) -> str:
    """Return the text without the dollar signs that delimit formulas; a lone dollar sign is money and stays."""
    bare = re.sub(r"(?<!\\)\$\$?", "", text)
    return bare if len(re.findall(r"(?<!\\)\$", text)) % 2 == 0 else text


def understand(source: str) -> Given:
    """Return what the answer in a dataset string is; short ones are remembered."""
    return _remembered(source) if len(source) <= 300 else _understood(source)  # noqa: PLR2004  # keeps the memory flat


def forget() -> None:
    """Empty the memory of answers, so that what is measured is the reading."""
    _remembered.cache_clear()


@lru_cache(maxsize=1024)
def _remembered(source: str) -> Given:
    return _understood(source)


def _understood(source: str) -> Given:
    if _NUMERAL.fullmatch(source):
        return Given(source, Formula(_numeral(source)))
    if len(source) > MAX_SOURCE:
        return Given("", Unread("", f"longer than {MAX_SOURCE} characters"))
    return read_answer(answer_in(source).text)


def read_answer(found: str) -> Given:
    """Return what an answer is, once it is found."""
    text = trimmed(found)
    if not text:
        return Given("", Unread("", "there is no answer in it"))
    if len(text) > MAX_ANSWER:
        return Given("", Unread("", f"an answer of more than {MAX_ANSWER} characters"))
    if text.count(",") + text.count(";") > MAX_PARTS:
        return Given("", Unread("", f"more than {MAX_PARTS} values"))
    return Given(text, _classified(text))


def plain_number(source: str) -> Given | None:
    """Return a string that is nothing but a number, which needs no reader; None for any other."""
    return Given(source, Formula(_numeral(source)), offset=0, source=source) if _NUMERAL.fullmatch(source) else None


def _numeral(text: str) -> Node:
    """Return the tree of a plain number, which needs no reader."""
    plain = text.lstrip("-")
    decimals = len(plain) - plain.index(".") - 1 if "." in plain else None
    number = Number(Fraction(plain), decimals, start=len(text) - len(plain), end=len(text))
    return number if plain is text or plain == text else Negative(number, start=0, end=len(text))


def _classified(text: str) -> Answer:
    clock = words.clock(text)
    if clock is not None and clock.half:
        return Time(clock)
    text = surface.number_word(text)
    if words.is_words(text):
        return Words(text)
    parts = _ratio_parts(text)
    if parts is not None:
        found = [_formula(part) for part in parts]
        nodes = tuple(part.node for part in found if isinstance(part, Formula) and part.unit is None)
        return Ratio(nodes, clock) if len(nodes) == len(parts) else Unread(text, "a ratio of what is not read")
    return _formula(text)


def _ratio_parts(text: str) -> list[str] | None:
    if not _RATIO.search(text) or (any(sign in text for sign in ("{", "=", "\\in", "\\to")) and "\\{" in text):
        return None
    parts = _RATIO.split(text)
    return parts if 2 <= len(parts) <= 6 and all(re.search(r"[\dA-Za-z]", part) for part in parts) else None  # noqa: PLR2004


def _formula(text: str) -> Answer:
    percent = _PERCENT_WORDS.search(text) if "p" in text.lower() else None
    if percent:
        text = text[: percent.start()].rstrip() + "\\%"
    value, unit = units.split(text)
    value = _LEADING.sub("", value.strip())
    try:
        return Formula(_read(value), unit, value)
    except ReadingError as error:
        label = _LABEL.match(value)
        if label:
            return _formula(label["value"].strip() if unit is None else text[text.index("=") + 1 :].strip())
        return Unread(text, error.reason)
    except RecursionError:
        return Unread(text, "nested too deep")


def _read(text: str) -> Node:
    plain = surface.surface(_BLANKS.sub(lambda found: " " if "quad" in found[0] else found[0], text))
    if "circ" in plain:
        plain = _CIRCLE.sub("°", plain)
    system = _SYSTEM.fullmatch(plain) if "aligned" in plain else None
    plain = system["rows"] if system else plain
    domain = _DOMAIN.search(plain, max(0, len(plain) - 80)) if "\\in" in plain else None
    if domain and plain[: domain.start()].strip() and not _ORDERING.search(plain):  # it only numbers the answers
        plain = plain[: domain.start()].strip()
    builder = _BUILDER.match(plain) if plain[:1] == "\\" else None
    if builder:
        return Builder(Name(builder["element"]), read(builder["condition"], Symbols.empty()))
    return read(plain, Symbols.empty())


def glued(formula: Formula) -> Formula:
    """Return a formula whose last letter is a unit after all (6m beside 6 metres), else the formula itself."""
    value, unit = units.split(formula.text, glued=True)
    if formula.unit is not None or unit is None:
        return formula
    try:
        return Formula(_read(value), unit, value)
    except ReadingError:
        return formula
