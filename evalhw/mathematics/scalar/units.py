r"""The unit beside a number: `5 \text{ cm}`, `341 ms`, `\$18.90`, `8.3 J mol^{-1} K^{-1}`, `3 people per car`.

What is measured comes from the one table of units; a noun that is not in it is a unit of its own, and counts whole.

Invariant: a unit is taken off only when what is left begins or ends with a number; nothing that holds a number, a
conjunction or a name of mathematics is a unit, and a bare letter is one only behind a space (`5 m`; `5m` is a product).
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from evalhw.mathematics.syntax.spelling import GREEK
from evalhw.units import unit as known_units
from evalhw.units.table import LETTERS

MAX_TEXT = 300  # characters; a quantity is short
_MAX_POWER = 9
_MULTIPLES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT_MULTIPLES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9}  # behind money only
_STYLED = r"\\(?:text|textrm|textbf|textup|mathrm|mathsf|mbox|rm|operatorname|textit|mathit)\s*\{"
_STYLE = re.compile(_STYLED)
_ATOM = (
    rf"{_STYLED}(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|\\(?:mu|Omega|ohm|cdot|circ|degree)(?![a-zA-Z])|\\[,;:! ]|~|\\quad"
    r"|\^\s*(?:\{\s*[-−]?\s*\d\s*\}|[-−]?\d)|[²³⁻¹]|[A-Za-zµμΩÅ°¢€£₹¥/()·⋅*.\s-]"
)
_TAIL = re.compile(rf"^(?P<value>.*?(?:[\d)}}!%]|\\pi(?![a-z])))(?P<tail>(?!\s*[\^)])(?:{_ATOM})*)$", re.DOTALL)
_FRACTION_OF_UNITS = re.compile(
    rf"^(?P<value>.*?[\d)}}])(?:\s|~|\\[,;:! ])*\\[dt]?frac\s*"
    rf"\{{(?P<above>(?:{_ATOM})+)\}}\s*\{{(?P<below>(?:{_ATOM})+)\}}$"
)
_IN_BRACKETS = re.compile(r"^(?P<value>.*[\d)}])\s*\[\s*(?P<unit>[^\[\]\d,;]{1,30}(?:\^\{?-?\d\}?)?)\s*\]$")
_STYLED_FIRST = re.compile(rf"(?:\\[,;:! ]|~|\\quad|\\mu|\s)*{_STYLED}")
_LABEL = re.compile(r"^[A-Za-z](?:_?\{?\w{1,3}\}?)?\s?=\s?")
_COMMANDS = re.compile(r"\\(?:[dtc]?frac|sqrt|pi|cdot|times|approx|left|right|pm|log|ln)(?![a-zA-Z])")
_SCIENTIFIC = re.compile(r"(?<=\d)[eE](?=[-+−]?\d)")
_SIGNS = r"\\?\$|€|£|₹|¥|¢|Rs\.?|kr\.?|\\pounds|\\euro"
_CODES = r"USD|EUR|GBP|CHF|CAD|AUD|INR|JPY|CNY|RMB|PLN"
_MONEY = re.compile(
    rf"^(?P<sign>[-−]?)\s*(?:\\text\s*\{{\s*)?(?P<unit>(?:US|CA|AU?|C|NZ|HK)?\\?\$|{_SIGNS}|{_CODES})(?:\s*\}})?\s*"
    r"(?P<value>(?=.*\d).*)$",
    re.DOTALL,
)
_MONEY_BEHIND = re.compile(r"^(?P<value>[-−]?\s*\d[\d.,{}\\!]*)\s*(?P<unit>\\?\$|€|£|₹|¥|¢)$")
_MULTIPLE = re.compile(r"^(?P<value>\s*[-−]?\d[\d.,]*)\s?(?P<multiple>[kKmMbB]|mn|bn)(?![A-Za-z])(?P<rest>.*)$")
_TEMPERATURE = re.compile(r"(?:\^\s?\{?\s?\\circ\s?\}?|°)\s?(?:\\(?:text|mathrm)\s?\{\s?)?([CF])(?:\s?\})?$")
_QUOTES = frozenset("'′\"″’")  # feet and inches, minutes and seconds of arc
_MAY_RUN = re.compile(rf"{_STYLED}|\\circ|\\prime|\\degree")
_PART = re.compile(r"\s*(?P<number>\d{1,15}(?:\.\d{1,15})?)\s*(?P<unit>[A-Za-z°]+|['′\"″”’])\.?,?\s*(?:and\s+)?")
_ARC = re.compile(r"(\d{1,4})\s?°\s?(\d{1,2})\s?['′’](?:\s?(\d{1,2}(?:\.\d+)?)(?:\s?(?:[\"″”]|''|′′))?)?")
_FEET = re.compile(r"(\d{1,3})\s?['′’]\s?(\d{1,2}(?:\.\d+)?)(?:\s?(?:[\"″”]|''|′′|in))?")
_OUT_OF = re.compile(
    r"(?P<part>\d[\d,.]*)\s*(?P<what>[A-Za-z ]*?)\s*\b(?:out of|in every|in)\s+"
    r"(?P<whole>\d[\d,.]*)\s*(?P<of>[A-Za-z ]*)\.?"
)
_TOWARDS = re.compile(r"\s(?:to|towards) the (?=[a-z]+$)")
_TOKEN = re.compile(r"[A-Za-zµμΩÅ°¢€£₹¥$]+|\^-?\d|[/()·]|\s+|-(?=[A-Za-z])")
_NOT_UNITS = frozenset({
    "and", "or", "to", "if", "mod", "pm", "am", "choose", "for", "when", "where", "is", "are", "not", "as", "since",
    "e", "i", "x", "y", "z", "n", "pi", "sqrt", "sin", "cos", "tan", "log", "ln", "exp", "base", "times", "with",
    "but", "than", "plus", "minus", "frac", "out", "modulo", "then", "so", "which", "because", "has", "have", "was",
}) | (frozenset(GREEK) - {"mu"})  # fmt: skip
_FILLERS = frozenset({
    "of", "the", "total", "full", "whole", "more", "each", "about", "approximately", "unit", "units", "altogether",
})  # fmt: skip
_ROLES = frozenset({
    "long", "wide", "tall", "high", "deep", "thick", "old", "away", "apart", "left", "right", "north", "south", "east",
    "west", "up", "down", "upward", "downward", "upwards", "downwards", "forward", "backward", "above", "below",
})  # fmt: skip
_OVER = frozenset({"/", "per"})
_EACH = frozenset({"a", "an", "each", "every"})
_PREPOSITIONS = frozenset({"at", "in", "on", "from", "for", "during", "by"})
_POWERS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3, "squared": 2, "cubed": 3}
_LONG_NAME = 3  # letters of a noun: what is shorter may be a product


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit.

    Attributes:
        dimensions: Base units with their powers; a noun that no table knows is a base by itself, marked by a dot.
        size: What one of it is worth in base units.
        label: How it was written.
        offset: What is added after scaling, for temperatures.
        role: What the quantity is of a thing, such as `long` or `wide`; empty when nothing says so.
    """

    dimensions: tuple[tuple[str, int], ...]
    size: Fraction
    label: str
    offset: Fraction = Fraction(0)
    role: str = ""

    @property
    def known(self) -> bool:
        """Whether every part of the unit is in the table, so that it converts to any unit of its dimensions."""
        return not any(base.startswith("·") for base, _ in self.dimensions)


def is_money(text: str) -> bool:
    """Whether a text begins with the sign or the code of a currency, before a number."""
    return _MONEY.match(text) is not None


def split(text: str, *, glued: bool = False) -> tuple[str, Unit | None]:
    """Return the text without its unit, and the unit if there is one.

    Args:
        text: A value, alone or with its unit.
        glued: A letter right behind a number, or a bare letter that may be a name, is a unit too.
    """
    if len(text) > MAX_TEXT:
        return text, None
    if text[-1:] in "CF}":
        text = _TEMPERATURE.sub(r" °\1", text)
    compound = _compound(text)
    if compound:
        return compound
    money = _MONEY.match(text) or _MONEY_BEHIND.match(text)
    if money:
        return _money(money)
    if text[-1:] == "]":
        bracket = _IN_BRACKETS.match(text)
        unit = named(bracket["unit"]) if bracket and _is_number(bracket["value"]) else None
        return (bracket["value"], unit) if bracket and unit is not None and unit.known else (text, None)
    if (
        text[-1:].isdigit()
        and "out" not in text
        and "in" not in text
        and "^" not in text
        and not text.endswith(("²", "³"))
    ):
        return text, None
    return _out_of(text) or _behind(text, glued=glued)


def _money(found: re.Match[str]) -> tuple[str, Unit | None]:
    """Return an amount of money, with what it is for: `$5 per hour` is no `$5`."""
    written = found["unit"].lstrip("\\").rstrip(".")
    own = named({"pounds": "£", "euro": "€"}.get(written, "$" if written.endswith("$") else written))
    value = (found["sign"] if "sign" in found.re.groupindex else "") + found["value"]
    multiple = _MULTIPLE.match(value)
    if multiple and own is not None:
        value = f"{multiple['value']} \\times {_SHORT_MULTIPLES[multiple['multiple'].lower()]}"
        rate = named(multiple["rest"])
        return value, _times(own, rate)
    value, more = _behind(value, glued=False)
    return value, _times(own, more)


def _times(own: Unit | None, rate: Unit | None) -> Unit | None:
    """Return one unit times another; the same currency, said twice, counts once."""
    if own is None or rate is None or own.dimensions == rate.dimensions:
        return own or rate
    return _made({**dict(own.dimensions)}, rate, own.size, f"{own.label} {rate.label}")


def _made(bases: dict[str, int], rate: Unit, size: Fraction, label: str) -> Unit:
    for base, power in rate.dimensions:
        bases[base] = bases.get(base, 0) + power
    kept = tuple(sorted((base, power) for base, power in bases.items() if power))
    return Unit(kept, size * rate.size, label, role=rate.role)


def _compound(text: str) -> tuple[str, Unit | None] | None:
    """Return `2 hours 30 minutes`, `5'6"` or `30°15'` as a value in the first unit; None when it is no such run."""
    if (not text[:1].isdigit() or text[-1:].isdigit()) and _QUOTES.isdisjoint(text):
        return None
    if "\\" in text and not _MAY_RUN.search(text):
        return None
    plain = _unstyled(text).replace("\\prime", "′").replace("^{′}", "′").replace("^′", "′")
    arc = _ARC.fullmatch(plain)
    if arc:
        parts = [arc[1], arc[2], arc[3]]
        return _summed([(part, Fraction(1, 60**place)) for place, part in enumerate(parts) if part]), named("°")
    feet = _FEET.fullmatch(plain)
    if feet and float(feet[2]) < 12:  # noqa: PLR2004  # inches of a foot
        return _summed([(feet[1], Fraction(1)), (feet[2], Fraction(1, 12))]), named("ft")
    return _run_of_units(plain)


def _run_of_units(plain: str) -> tuple[str, Unit | None] | None:
    """Return `3 h 20 min 10 s`, each unit smaller than the one before it, in the first of them."""
    found: list[tuple[str, Unit]] = []
    at = 0
    while at < len(plain):
        part = _PART.match(plain, at)
        unit = named(part["unit"]) if part else None
        if part is None or unit is None or not unit.known or unit.offset:
            return None
        if found and (unit.dimensions != found[0][1].dimensions or unit.size >= found[-1][1].size):
            return None
        if found and float(part["number"].rstrip(".")) * unit.size >= found[-1][1].size:
            return None  # 3 m and 400 cm are two quantities
        found.append((part["number"].rstrip("."), unit))
        at = part.end()
    if len(found) < 2:  # noqa: PLR2004  # one quantity is no run
        return None
    first = found[0][1]
    return _summed([(number, unit.size / first.size) for number, unit in found]), first


def _summed(parts: list[tuple[str, Fraction]]) -> str:
    return "+".join(
        number if share == 1 else f"{number} \\cdot \\frac{{{share.numerator}}}{{{share.denominator}}}"
        for number, share in parts
    )


def _out_of(text: str) -> tuple[str, Unit | None] | None:
    """Return `2 out of 5` as the fraction that it is, and what is counted out of what."""
    found = _OUT_OF.fullmatch(_unstyled(text)) if "out" in text or "in" in text else None
    if found is None:
        return None
    what, of = named(found["what"]), named(found["of"])
    label = f"{found['what']} out of {found['of']}"
    if what is None or of is None:
        return f"\\frac{{{found['part']}}}{{{found['whole']}}}", None
    over = Unit(tuple((base, -power) for base, power in of.dimensions), 1 / of.size, label)
    return f"\\frac{{{found['part']}}}{{{found['whole']}}}", _times(what, over)


def _behind(text: str, *, glued: bool) -> tuple[str, Unit | None]:
    """Return a value with the unit that stands behind it."""
    if "frac" in text:
        text = _as_slash(text, glued=glued)
    found = _TAIL.match(text)
    if found is None or not found["tail"].strip():
        return text, None
    value, tail = found["value"], found["tail"]
    styled = _STYLED_FIRST.match(tail) is not None
    if "°" in value or "circ" in value or not (styled or _is_number(value)):  # of 60°, 240° each has its own
        return text, None
    plain = _unstyled(tail)
    word, _, rest = plain.lstrip(" -").partition(" ")
    if word.lower() in _MULTIPLES:
        return f"{value} \\times {_MULTIPLES[word.lower()]}", named(rest)
    return (value, named(plain)) if _is_unit(tail, plain, told=styled or glued) else (text, None)


def _is_unit(tail: str, plain: str, *, told: bool) -> bool:
    """Whether what stands behind a number is a unit, or words that only fill, and no factor."""
    unit = named(plain)
    apart = told or tail[:1].isspace() or tail[:1] in "\\~°/¢€£-"
    if unit is None:
        return apart and _says_nothing(plain)
    return told or (apart and _is_no_product(plain, unit)) or "".join(plain.split()).strip(".") in _GLUED


def _as_slash(text: str, *, glued: bool) -> str:
    r"""Return `10 \frac{\text{m}}{\text{s}}` as `10 \text{m/(s)}`; letters of no style may be names and stay."""
    found = _FRACTION_OF_UNITS.match(text)
    if found is None or not (glued or (_STYLE.search(found["above"]) and _STYLE.search(found["below"]))):
        return text
    above, below = _unstyled(found["above"]), _unstyled(found["below"])
    if named(above) is None or named(below) is None:
        return text
    return f"{found['value']} \\text{{{above}/({below})}}"


_GLUED = frozenset({
    "cm", "mm", "km", "kg", "mg", "ml", "mL", "ms", "min", "hr", "mph", "Hz", "kHz", "MHz", "GHz", "kPa", "kW", "kJ",
    "ft", "lb", "lbs", "kV", "GB", "MB", "TB",
})  # fmt: skip


def _says_nothing(words: str) -> bool:
    """Whether there are words, and all of them only fill: `24 square units`, `6 in total`."""
    found = words.lower().strip(" .").split()
    return (
        bool(found) and all(word in _FILLERS or word in {*_POWERS, *_ROLES, "in"} for word in found) and found != ["in"]
    )


def _is_no_product(plain: str, unit: Unit) -> bool:
    """Whether a bare unit can be no product of letters: a word, a sign of several letters, a rate."""
    names = re.findall(r"[A-Za-zµμΩÅ°¢€£₹¥$]+", plain)
    if len(names) == 1:
        name = names[0]
        if len(name) == 1:
            return name in LETTERS or name in "°¢€£₹¥"
        if not unit.known:
            return len(name) >= _LONG_NAME
        return len(name) > 2 or "°" in name or not name.isupper()  # noqa: PLR2004  # MN may be a segment
    return "/" in plain or "per" in names or any(len(name) > 1 for name in names)


def _is_number(value: str) -> bool:
    r"""Whether a text holds digits, and no letters but those of commands such as `\\frac`, behind a label."""
    plain = _COMMANDS.sub("", _SCIENTIFIC.sub("", _LABEL.sub("", value)))
    return (any(sign.isdigit() for sign in plain) or "\\pi" in value) and not any(sign.isalpha() for sign in plain)


def _unstyled(text: str) -> str:
    r"""Return the words of a styled unit, `\\mathrm{~m/s}^{2}` as `m/s^2`."""
    if text.isascii() and "\\" not in text and "{" not in text:
        return re.sub(r"\s*\^\s*(-?\d)", r"^\1", text.replace("~", " ")).strip() if "^" in text or "~" in text else text
    plain = re.sub(r"\\(?:mu|micro)\s*(?:" + _STYLED + r")?\s*", "μ", text)
    plain = _STYLE.sub(" ", plain)
    plain = (
        re.sub(r"\\[,;:! ]|~|\\quad", " ", plain)
        .replace("\\cdot", "·")
        .replace("⋅", "·")
        .replace("^\\circ", "°")
        .replace("^{\\circ}", "°")
        .replace("\\circ", "°")
        .replace("\\degree", "°")
        .replace("\\Omega", "Ω")
        .replace("\\ohm", "Ω")
        .replace("\\$", "$")
        .replace("−", "-")
        .replace("²", "^2")
        .replace("³", "^3")
        .replace("⁻¹", "^-1")
        .replace("⁻^2", "^-2")
        .replace("⁻^3", "^-3")
    )
    return re.sub(r"\s*\^\s*\{?\s*(-?)\s*(\d)\s*\}?", r"^\1\2", plain.replace("}", "")).strip()


@lru_cache(maxsize=512)
def named(words: str) -> Unit | None:
    """Return the unit that words name, nouns that no table knows as units of their own; None when they name none."""
    text = _unstyled(words).replace("{", "").replace("}", "").replace("*", "·").strip().strip(".")
    text = _TOWARDS.sub(" ", text) if " to the " in text else text
    tokens = [found.group() for found in _TOKEN.finditer(text)]
    if not text or len(text) > MAX_TEXT or sum(map(len, tokens)) != len(text.replace(".", "")):
        return None
    return _Reader(tokens, " ".join(text.lower().split())).unit()


class _Reader:
    """Reads the words of one unit, left to right."""

    def __init__(self, tokens: list[str], label: str) -> None:
        self.tokens = [token for token in tokens if token.strip() not in {"", "-"}]
        self.label = label
        self.bases: dict[str, int] = {}
        self.size = Fraction(1)
        self.offset = Fraction(0)
        self.role = ""
        self.noun: list[str] = []
        self.side = 1  # above the bar, or below it
        self.raised = 0  # a power said before its unit
        self.last: known_units.Unit | None = None
        self.factors = 0

    def unit(self) -> Unit | None:
        for place, token in enumerate(self.tokens):
            if token in _PREPOSITIONS and (self.factors or self.noun) and place < len(self.tokens) - 1:
                break  # 18 dollars at the market
            if not self._take(token, is_last=place == len(self.tokens) - 1):
                return None
        self._close_noun()
        kept = tuple(sorted((base, power) for base, power in self.bases.items() if power))
        if not kept:
            return None
        offset = self.offset if self.factors == 1 else Fraction(0)
        return Unit(kept, self.size, self.label, offset, self.role)

    def _take(self, token: str, *, is_last: bool) -> bool:
        """Take one token in; whether it may stand in a unit."""
        lower = token.lower()
        if token in _OVER or (lower in _EACH and (self.factors or self.noun) and not is_last):
            self._close_noun()
            self.side, self.last = -1, None
            return True
        if token[0] == "^":
            return self._raise(int(token[1:]))
        if token in {"(", ")", "·"}:
            self._close_noun()
            return True
        if lower in _FILLERS or lower in _ROLES:
            self.role = lower if lower in _ROLES else self.role
            return True
        return self._power(lower) if lower in _POWERS else self._factor(token, lower, is_last=is_last)

    def _power(self, lower: str) -> bool:
        """Take in "square" before a unit, or "squared" behind it."""
        if lower.endswith("ed") and self.last is not None:
            return self._raise(_POWERS[lower])
        self.raised = _POWERS[lower]
        return True

    def _factor(self, token: str, lower: str, *, is_last: bool) -> bool:
        inches = lower == "in"
        if not inches and (token if len(token) == 1 else lower) in _NOT_UNITS:
            return False
        if self.side < 0 and not self.noun and self._with_kelvin(token):
            return True
        unit = known_units.lookup(token) if not inches or is_last else None
        if unit is not None and not self.noun:
            self._multiply(unit, self.raised or 1)
            return True
        if len(token) < _LONG_NAME or not set(lower) & set("aeiouy"):
            return False
        self.noun.append(_stem(lower))
        return True

    def _with_kelvin(self, token: str) -> bool:
        """Take in a unit below the bar with the kelvin run on to it: J/gK, W/mK, where no millikelvin is meant."""
        first = known_units.lookup(token[:-1]) if len(token) > 1 and token[-1] == "K" else None
        kelvin = known_units.lookup("K")
        if first is None or kelvin is None:
            return False
        self._multiply(first, 1)
        self._multiply(kelvin, 1)
        return True

    def _multiply(self, unit: known_units.Unit, power: int) -> None:
        self.raised, self.last = 0, unit
        self.factors += 1
        self.offset = unit.offset
        self._apply(unit, power)

    def _apply(self, unit: known_units.Unit, power: int) -> None:
        self.size *= unit.factor ** (self.side * power)
        for base, own in unit.dimension:
            self.bases[base] = self.bases.get(base, 0) + self.side * own * power

    def _raise(self, power: int) -> bool:
        """Raise the last unit to a power."""
        if self.last is None or abs(power) > _MAX_POWER or self.noun:
            return False
        self._apply(self.last, power - 1)
        return True

    def _close_noun(self) -> None:
        """Make the words gathered so far a unit of their own."""
        if self.noun:
            base = "·" + " ".join(self.noun)
            self.bases[base] = self.bases.get(base, 0) + self.side
            self.factors += 1
            self.noun = []


def _stem(noun: str) -> str:
    """Return a noun in the singular, as far as its ending tells."""
    irregular = {
        "people": "person",
        "children": "child",
        "men": "man",
        "women": "woman",
        "feet": "foot",
        "mice": "mouse",
    }
    if noun in irregular:
        return irregular[noun]
    if noun.endswith("ies") and len(noun) > 4:  # noqa: PLR2004  # ties
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "xes", "sses")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
