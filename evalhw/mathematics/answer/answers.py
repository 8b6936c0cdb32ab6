"""What an answer is before it is compared: words, a time of day, a ratio, or a formula with or without a unit.

Invariant: the whole answer is read or it is `Unread` with the reason; nothing is dropped but delimiters and styles.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from evalhw.errors import ReadingError
from evalhw.mathematics.answer import qualifiers, surface, words, written
from evalhw.mathematics.answer.extraction import answer_in
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.scalar import units
from evalhw.mathematics.scalar.units import Unit
from evalhw.mathematics.syntax import notation
from evalhw.mathematics.syntax.reader import read
from evalhw.mathematics.syntax.tree import Builder, Collection, Name, Negative, Node, Number, Product

_NUMERAL = re.compile(r"-?\d{1,18}(?:\.\d{1,12})?")
MAX_SOURCE = 1_000_000
MAX_PARTS = 200  # values of a list
_SHORT = 300  # characters of an answer that is remembered; keeps the memory flat
MAX_ANSWER = 4_000  # characters of one answer; what is longer is no answer to compare
_OUTER = re.compile(
    r"\{(?P<inside>(?:(?!\\over|\\choose)[^{}])*)\}|\\(?:text|mathrm|textbf|mathbf|textit|mbox|boldsymbol)\s*\{(?P<styled>[^{}]*)\}"
)
_LEADING = re.compile(
    r"^(?:\\text\s*\{\s*[A-Za-z][A-Za-z ]{0,40}:\s*\}|"
    r"(?:approximately|approx\.?|about|roughly|around|exactly)\b|\\approx|\\simeq|\\sim|≈|~|=|:|\\therefore|\\implies|\\Rightarrow|∴|⇒)\s*"
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
_RATIO = re.compile(r"(?<!\\):|\\colon|\\text\s*\{\s*:?\s*to\s*\}|(?<=\d)\s+to\s+(?=[\d\\])|\\ratio")
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
    r"(?:,|;|\\text\s?\{\s?(?:for|where|with)\s?\}|\\quad|\\left)?\s?\(?\s?(?P<letter>[a-zA-Z])\s?(?:\\in|∈)\s?"
    r"(?:\\mathbb|\\mathbf|\\bf|\\rm|\\mathrm)?\s?\{?\s?[ZNℤℕ]\s?\}?(?:\s?[\^_]\s?\{?\s?[*+]\s?\}?)?\s?(?:\\right)?\s?\)?$"
)


_DIGIT = re.compile(r"\d")
_CLOCK_COLON = re.compile(r"(?<=\d)(?:\\!)?\s?:\s?\\!(?=\d)|(?<=\d)\\!\s?:\s?(?=\d)")
_DOUBLED = re.compile(r"\\\\([A-Za-z]+)")
_KNOWN_COMMANDS = frozenset(
    {"frac", "dfrac", "tfrac", "sqrt", "binom", "boxed"}.union(
        notation.COMMANDS, notation.FUNCTIONS, notation.LAYOUT, notation.STYLES, notation.WORDS
    )
)
_SEVERAL = re.compile(r"(?:[A-Za-z°}'\"]|\\%)\.?\s*(?:,|;|&|\band\b|\\text\s*\{\s*and)")
_CUT = re.compile(
    r"(?:\s*[,;]\s*|(?<=[\s}]))(?:\\text\s*\{\s*and\s*\}|\band\b|\\&|&)\s*|\s*[,;](?!\d{3}(?!\d))\s*|\\.|[()\[\]{}]"
)
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1, "\\{": 0, "\\}": 0}
MAX_QUANTITIES = 12
_HOURS = {"noon": "p", "12 noon": "p", "midday": "p", "midnight": "a", "12 midnight": "a"}
_PERCENT = frozenset({"%", "\\%", "percent", "per cent", "pct"})
_DOLLAR = re.compile(r"\\?\$\s?(?=[\d.])")
_STRUCK = re.compile(r"~~[^~\n]{1,200}~~")
_AMPERSAND = re.compile(r"\s*\\?&\s*")
_BIG_SIGMA = re.compile(
    r"(?:Σ|\\Sigma(?![a-zA-Z]))(?=\s*_?\s*\{?\s*[A-Za-z]_\{?[ijk]\b|\s*\(?[A-Za-z]_?[ijkᵢ])|Σ(?=\s*_\{?[ijk]\s*=)"
)
_HALF_OPEN = re.compile(
    r"(?:(?<=^)|(?<=[\s=∪∈(])|(?<=\\in)|(?<=\\cup))\s*(?:\\left\s?)?(?P<opening>[\[\]])"
    r"(?P<low>[^\[\]();,]{1,60})(?P<mark>[;,])(?P<high>[^\[\]();,]{1,60}?)(?:\\right\s?)?(?P<closing>[\[\]])(?=\s*(?:$|[,.∪]|\\cup))"
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
class Dotted:
    """A number of several parts, such as a section or a version."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, the unit beside it, the condition under which it holds, and a letter that is any whole number."""

    node: Node
    unit: Unit | None = None
    text: str = ""
    condition: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Quantities:
    """Several quantities, each with a unit of its own: 3 apples and 4 pears."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, why, and the text for a comparison letter by letter."""

    text: str
    reason: str


Answer = Words | Ratio | Time | written.Date | Dotted | Formula | Quantities | Unread


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
    if "~~" in text:
        text = _STRUCK.sub("", text).strip()
    if "$" in text:
        text = _undelimited(text)
    text = text.replace("{:}", ":")
    if "\\!" in text:
        text = _CLOCK_COLON.sub(":", text)
    if "\\\\" in text:
        text = _undoubled(text)
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


def _undoubled(text: str) -> str:
    r"""Return the text with `\\frac` as `\frac`, where backslashes were doubled on their way; rows stay as they are."""
    if "begin" in text:
        return text
    return _DOUBLED.sub(lambda found: found[0][1:] if found[1] in _KNOWN_COMMANDS else found[0], text)


def _undelimited(text: str) -> str:
    """Return the text without the dollar signs that delimit formulas; a lone dollar sign is money and stays."""
    bare = re.sub(r"(?<!\\)\$\$?", "", text)
    return bare if len(re.findall(r"(?<!\\)\$", text)) % 2 == 0 else text


def understand(source: str) -> Given:
    """Return what the answer in a dataset string is; short ones are remembered."""
    return _remembered(source) if len(source) <= _SHORT else _understood(source)


def forget() -> None:
    """Empty the memory of answers, so that what is measured is the reading."""
    _remembered.cache_clear()
    _known.cache_clear()


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
    """Return what an answer is, once it is found; short ones are remembered."""
    return _known(found) if len(found) <= _SHORT else _read_afresh(found)


@lru_cache(maxsize=1024)
def _known(found: str) -> Given:
    return _read_afresh(found)


def _read_afresh(found: str) -> Given:
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
    clock = words.clock(text) if ":" in text or "m" in text or "M" in text else None
    if clock is not None and clock.half:
        return Time(clock)
    if _DIGIT.search(text):
        dated = _dated(text)
        if dated is not None:
            return dated
        text = written.decimal_commas(text)
    text = surface.number_word(text)
    if words.is_words(text) and not units.is_money(text):
        return _range(text) or _in_words(text)
    text, condition = qualifiers.split(text)
    several = (_tuple(text) or _quantities(text)) if _SEVERAL.search(text) else None
    found = several or _range(text) or _as_ratio(text, clock) or _formula(text)
    return replace(found, condition=condition) if condition and isinstance(found, Formula) else found


def _in_words(text: str) -> Words | Time:
    """Return an answer in words; noon and midnight are times of day."""
    half = _HOURS.get(text.lower())
    return Words(text) if half is None else Time(words.Clock(12, 0, half))


def _dated(text: str) -> written.Date | Dotted | Time | None:
    """Return a day, a dotted number or a half-day, whose digits are no arithmetic."""
    if text.lower() in _HOURS:
        return Time(words.Clock(12, 0, _HOURS[text.lower()]))
    day = written.date(text)
    parts = written.dotted(text) if day is None else None
    return day if parts is None else Dotted(parts)


def _as_ratio(text: str, clock: words.Clock | None) -> Ratio | Unread | None:
    """Return numbers that are set against each other; None when there are none."""
    parts = _ratio_parts(text)
    if parts is None:
        return None
    found = [_formula(part) for part in parts]
    nodes = tuple(part.node for part in found if isinstance(part, Formula) and part.unit is None)
    return Ratio(nodes, clock) if len(nodes) == len(parts) else Unread(text, "a ratio of what is not read")


def _range(text: str) -> Formula | None:
    """Return 10–15 minutes as the interval from 10 to 15, in minutes."""
    ends = written.limits(text)
    if ends is None:
        return None
    unit = "\\%" if ends[2].lower() in _PERCENT else ends[2]
    if unit not in {"", "\\%"} and units.named(unit) is None:
        return None
    low, high = (_formula(f"{end} {unit}") for end in ends[:2])
    if not isinstance(low, Formula) or not isinstance(high, Formula):
        return None
    return Formula(Collection("list", (low.node, high.node)), high.unit)


def _tuple(text: str) -> Formula | None:
    """Return (3 cm, 4 cm) as the pair (3, 4) in the unit of its first part; None for anything else."""
    bare = text.replace("\\left(", "(").replace("\\right)", ")")
    pieces = [piece.strip() for piece in _apart(bare[1:-1])] if bare[:1] == "(" and bare[-1:] == ")" else []
    if not 2 <= len(pieces) <= MAX_QUANTITIES or not all(map(_DIGIT.search, pieces)):  # noqa: PLR2004  # a pair
        return None
    parts = [part for part in map(_formula, pieces) if isinstance(part, Formula)]
    first = parts[0].unit if len(parts) == len(pieces) else None
    if first is None:
        return None
    nodes: list[Node] = []
    for part in parts:
        if part.unit is None or part.unit.dimensions != first.dimensions or part.unit.offset != first.offset:
            return None
        share = part.unit.size / first.size
        nodes.append(part.node if share == 1 else Product((part.node, Number(share))))
    return Formula(Collection("tuple", tuple(nodes)), first, bare)


def _quantities(text: str) -> Quantities | None:
    """Return 3 apples and 4 pears as two quantities; None unless there are several and one at least has a unit."""
    pieces = [piece.strip() for piece in _apart(text)]
    if not 2 <= len(pieces) <= MAX_QUANTITIES or not all(map(_DIGIT.search, pieces)):  # noqa: PLR2004
        return None
    if all(units.split(piece)[1] is None for piece in pieces[:-1]) or units.split(text)[1] is not None:
        return None  # 3 and 4 cm is a list in one unit, 2 hours and 30 minutes one time
    read_as = [_formula(piece) for piece in pieces]
    parts = tuple(part for part in read_as if isinstance(part, Formula))
    return Quantities(parts) if len(parts) == len(read_as) else None


def _apart(text: str) -> list[str]:
    """Return the parts of a list, cut at commas, semicolons and "and" outside brackets."""
    pieces, depth, last = [], 0, 0
    for mark in _CUT.finditer(text):
        sign = mark.group()
        if sign in _BRACKETS:
            depth += _BRACKETS[sign]
        elif depth == 0 and len(sign) > (sign[0] == "\\"):
            pieces.append(text[last : mark.start()])
            last = mark.end()
    return [*pieces, text[last:]]


def _ratio_parts(text: str) -> list[str] | None:
    if not _RATIO.search(text) or (any(sign in text for sign in ("{", "=", "\\in", "\\to")) and "\\{" in text):
        return None
    parts = _RATIO.split(text)
    return parts if 2 <= len(parts) <= 6 and all(re.search(r"[\dA-Za-z]", part) for part in parts) else None  # noqa: PLR2004


def _formula(text: str) -> Answer:
    percent = _PERCENT_WORDS.search(text) if "p" in text.lower() else None
    if percent:
        text = text[: percent.start()].rstrip() + "\\%"
    value, unit = units.split(_without_money(text) if "$" in text and "=" in text else text)
    value = _LEADING.sub("", value.strip())
    try:
        return Formula(_read(value), unit, value, letter=_whole_letter(value))
    except ReadingError as error:
        label = _LABEL.match(value)
        if label:
            return _formula(label["value"].strip() if unit is None else text[text.index("=") + 1 :].strip())
        return Unread(text, error.reason)
    except RecursionError:
        return Unread(text, "nested too deep")


def _without_money(text: str) -> str:
    """Return a chain such as 770 * 500 = $385,000 without the dollar signs of its values."""
    return _DOLLAR.sub("", text)


def _whole_letter(text: str) -> str:
    """Return the letter that an answer says is any whole number: k in `x = 2k, k ∈ ℤ`."""
    domain = _DOMAIN.search(text, max(0, len(text) - 80)) if "\\in" in text or "∈" in text else None
    return domain["letter"] if domain and text[: domain.start()].strip() else ""


def _read(text: str) -> Node:
    if "\\" in text:
        text = _BLANKS.sub(lambda found: " " if "quad" in found[0] else found[0], text)
    plain = surface.surface(text)
    if "circ" in plain:
        plain = _CIRCLE.sub("°", plain)
    if "&" in plain and "begin" not in plain:
        plain = _AMPERSAND.sub(r" \\text{ and } ", plain)
    if "Σ" in plain or "Sigma" in plain:
        plain = _BIG_SIGMA.sub(r"\\sum ", plain)
    plain = _HALF_OPEN.sub(_half_open, plain) if "]" in plain or "[" in plain else plain
    system = _SYSTEM.fullmatch(plain) if "aligned" in plain else None
    plain = system["rows"] if system else plain
    domain = _DOMAIN.search(plain, max(0, len(plain) - 80)) if "\\in" in plain or "∈" in plain else None
    if domain and plain[: domain.start()].strip() and not _ORDERING.search(plain):  # it only numbers the answers
        plain = plain[: domain.start()].strip()
    builder = _BUILDER.match(plain) if plain[:1] == "\\" else None
    if builder:
        return Builder(Name(builder["element"]), read(builder["condition"], Symbols.empty()))
    return read(plain, Symbols.empty())


def _half_open(found: re.Match[str]) -> str:
    """Return ]2, 5] as (2, 5]; an interval that both brackets close, or open, in the usual way stays as it is."""
    opening, low, high, closing = found["opening"], found["low"], found["high"], found["closing"]
    if (opening, closing) == ("[", "]") and found["mark"] == ",":
        return found[0]
    return f"{'(' if opening == ']' else '['}{low},{high}{')' if closing == '[' else ']'}"


def glued(formula: Formula) -> Formula:
    """Return a formula whose last letter is a unit after all (6m beside 6 metres), else the formula itself."""
    value, unit = units.split(formula.text, glued=True)
    if formula.unit is not None or unit is None:
        return formula
    try:
        return Formula(_read(value), unit, value)
    except ReadingError:
        return formula
