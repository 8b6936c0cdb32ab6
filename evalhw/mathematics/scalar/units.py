r"""The unit beside a number: `5 \text{ cm}`, `341 ms`, `\$18.90`, `65 mph`, `48 apples`.

Invariant: a unit is taken off only when what is left begins or ends with a number; a bare letter is a unit only after
a space (`5 m`), so that `5m` stays a product.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

# dimension -> spellings -> size in the dimension's first unit
_TABLE: dict[str, dict[str, Fraction | int]] = {
    "length": {
        "m meter metre": 1, "cm centimeter centimetre": Fraction(1, 100), "mm millimeter millimetre": Fraction(1, 1000),
        "km kilometer kilometre": 1000, "nm nanometer nanometre": Fraction(1, 10**9),
        "in inch inches": Fraction(254, 10000),
        "ft foot feet": Fraction(3048, 10000), "yd yard": Fraction(9144, 10000), "mi mile": Fraction(1609344, 1000),
        "μm micrometer micron": Fraction(1, 10**6), "dm decimeter": Fraction(1, 10),
    },
    "time": {
        "s sec second": 1, "ms millisecond": Fraction(1, 1000), "min minute": 60, "h hr hour": 3600, "day d": 86400,
        "week wk": 604800, "μs microsecond": Fraction(1, 10**6), "ns nanosecond": Fraction(1, 10**9),
    },
    "month": {"month mo": 1, "year yr": 12, "decade": 120, "century centuries": 1200},
    "mass": {
        "g gram": 1, "kg kilogram kilo": 1000, "mg milligram": Fraction(1, 1000), "t ton tonne": 10**6,
        "lb pound lbs": Fraction(45359237, 100000), "oz ounce": Fraction(45359237, 1600000),
    },
    "volume": {
        "l liter litre": 1, "ml milliliter millilitre": Fraction(1, 1000), "gal gallon": Fraction(3785411784, 10**9),
        "cup": Fraction(3785411784, 16 * 10**9), "pint": Fraction(3785411784, 8 * 10**9),
        "quart": Fraction(3785411784, 4 * 10**9),
    },
    "angle": {"degree deg °": 1},
    "radian": {"radian rad": 1},
    "dollar": {"$ dollar usd": 1, "cent ¢": Fraction(1, 100)},
    "euro": {"€ euro eur": 1},
    "sterling": {"£ gbp": 1},
    "rupee": {"₹ rs rupee": 1},
    "temperature-c": {"°c celsius": 1},
    "temperature-f": {"°f fahrenheit": 1},
    "temperature-k": {"kelvin k": 1},
    "force": {"n newton": 1, "kn kilonewton": 1000},
    "energy": {"j joule": 1, "kj kilojoule": 1000, "mj megajoule": 10**6, "ev": Fraction(1602176634, 10**28)},
    "power": {"w watt": 1, "kw kilowatt": 1000, "mw megawatt": 10**6},
    "pressure": {"pa pascal": 1, "kpa kilopascal": 1000, "atm atmosphere": 101325},
    "frequency": {"hz hertz": 1, "khz kilohertz": 1000, "mhz megahertz": 10**6, "ghz": 10**9},
    "voltage": {"v volt": 1, "mv millivolt": Fraction(1, 1000), "kv kilovolt": 1000},
    "current": {"a amp ampere": 1, "ma milliampere": Fraction(1, 1000)},
    "resistance": {"ω ohm": 1},
    "amount": {"mol mole": 1},
    "count": {"unit": 1},
}  # fmt: skip
_UNITS = {
    spelling: (dimension, Fraction(size))
    for dimension, row in _TABLE.items()
    for spellings, size in row.items()
    for spelling in spellings.split()
}
_COMPOUND = {"mph": "mi/h", "kph": "km/h", "kmh": "km/h", "sqft": "ft^2", "cc": "cm^3", "bps": "bit/s"}
_CASED = {"MJ", "mJ", "MW", "mW", "MHz", "mHz", "Mg", "MG"}
_MULTIPLES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}

_STYLED = r"\\(?:text|textrm|textbf|mathrm|mbox|rm|operatorname|textit|mathit)\s*\{"
_AFTER_TEXT = re.compile(
    r"^(?P<value>.*?[\d})!]|.*?\\pi)\s*(?:\\[,;:! ]|~|\\quad)*\s*"
    rf"(?P<unit>(?:\\mu\s*)?{_STYLED}[^{{}}]*\}}(?:\s*(?:\^\s*\{{?\s*-?\d\s*\}}?|[/]|\\cdot|\\,|"
    rf"{_STYLED}[^{{}}]*\}}|[a-z]{{1,3}}(?![a-z])))*)\s*\.?$",
    re.DOTALL,
)
_COMMANDS = re.compile(r"\\(?:[dtc]?frac|sqrt|pi|cdot|times|approx|left|right)(?![a-zA-Z])")
_AFTER_WORDS = re.compile(
    r"^(?P<label>[A-Za-z](?:_?\{?\w{1,3}\}?)?\s?=\s?)?(?P<value>.*?(?:[\d})]|\\pi))(?P<space>\s*)"
    r"(?P<unit>[A-Za-zμΩ°][A-Za-zμΩ°² ³/.^0-9·*-]{0,60})\.?$"
)
_MONEY = re.compile(
    r"^(?P<sign>[-−]?)\s*(?:\\text\s*\{\s*)?(?P<unit>\\?\$|€|£|₹|¢|Rs\.?|USD|EUR|GBP|\\pounds|\\euro)(?:\s*\})?\s*(?P<value>(?=.*\d).*)$",
    re.DOTALL,
)
_TEMPERATURE = re.compile(r"(?:\^\s?\{?\s?\\circ\s?\}?|°)\s?(?:\\(?:text|mathrm)\s?\{\s?)?([CF])(?:\s?\})?$")
_COMPOUND_UNITS = re.compile(r"\s*(\d[\d.]*)\s*([A-Za-z]+)\.?,?\s*(?:and\s+)?(\d[\d.]*)\s*([A-Za-z]+)\.?\s*")
MAX_TEXT = 300  # characters; a quantity is short
_NOT_UNITS = frozenset({
    "and", "or", "to", "if", "mod", "pm", "am", "choose", "in", "for", "when", "where", "is", "are", "not",
    "e", "i", "x", "y", "z", "n", "pi", "sqrt", "sin", "cos", "tan", "log", "ln", "exp", "base", "times", "with",
    "but", "than",
})  # fmt: skip
_FILLERS = frozenset({"of", "the", "a", "an", "total", "full", "whole", "more", "each", "about", "approximately"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: the dimensions with their powers, its size in first units, or a label that is no known unit."""

    dimensions: tuple[tuple[str, int], ...]
    size: Fraction
    label: str

    @property
    def known(self) -> bool:
        """Whether the unit is in the table, so that it converts."""
        return bool(self.dimensions)


def split(text: str, *, glued: bool = False) -> tuple[str, Unit | None]:
    """Return the text without its unit, and the unit if there is one.

    Args:
        text: A value, alone or with its unit.
        glued: A letter right behind a number is a unit too.
    """
    if len(text) > MAX_TEXT:
        return text, None
    text = _TEMPERATURE.sub(r" °\1", text)
    compound = _compound(text)
    if compound:
        return compound
    money = _MONEY.match(text)
    if money:
        rest, more = split(money["sign"] + money["value"])
        own = named({"\\$": "$", "\\pounds": "£", "\\euro": "€"}.get(money["unit"], money["unit"].rstrip(".")))
        return rest, _over(own, more)
    found = _AFTER_TEXT.match(text) if text.endswith(("}", "}.", "2", "3")) and "{" in text else None
    if found:
        return _with(found["value"], _unstyled(found["unit"])) or (text, None)
    return _words_after(text, glued=glued)


def _with(value: str, words: str) -> tuple[str, Unit | None] | None:
    """Return a value with the unit that words name; words such as million multiply it. None when they name none."""
    word, _, rest = words.strip().partition(" ")
    if word.lower() in _MULTIPLES:
        return f"{value} \\times {_MULTIPLES[word.lower()]}", named(rest)
    unit = named(words)
    return (value, unit) if unit else None


def _compound(text: str) -> tuple[str, Unit | None] | None:
    """Return 2 hours 30 minutes as a value in the first unit; None when it is no such pair."""
    found = _COMPOUND_UNITS.fullmatch(_unstyled(text)) if len(text) < MAX_TEXT else None
    if found is None:
        return None
    first, second = named(found[2]), named(found[4])
    if first is None or second is None or not first.known or first.dimensions != second.dimensions:
        return None
    if second.size >= first.size:
        return None
    share = second.size / first.size
    return f"{found[1]}+{found[3]} \\cdot \\frac{{{share.numerator}}}{{{share.denominator}}}", first


def _words_after(text: str, *, glued: bool) -> tuple[str, Unit | None]:
    if not (text[-1:].isalpha() or text[-1:] in "²³°.23"):
        return text, None
    found = _AFTER_WORDS.match(text)
    if found is None or not _is_number(found["value"]):
        return text, None
    written = found["unit"]
    word = written.split()[0].rstrip(".")
    apart = bool(found["space"]) or found["value"].endswith(" ") or glued
    if (
        word.lower() in _NOT_UNITS
        or not (apart or written in _UNITS)
        or (len(written) == 1 and not _is_sign(written, apart))
    ):
        return text, None
    value = (found["label"] or "") + found["value"]
    if word.lower() in _MULTIPLES:
        return _with(value, written) or (text, None)
    unit = named(written)
    told = unit is not None and (unit.known or re.search(r"[A-Za-z]{3}", unit.label))
    return (value, unit) if told else (text, None)


def _is_sign(letter: str, apart: bool) -> bool:
    """Whether one letter is the sign of a unit: only after a space, so that `5m` stays a product."""
    return letter.lower() in _UNITS and apart


def _is_number(value: str) -> bool:
    r"""Whether a text holds digits, and no letters but those of commands such as `\\frac`."""
    plain = _COMMANDS.sub("", value)
    return (any(sign.isdigit() for sign in plain) or "\\pi" in value) and not any(sign.isalpha() for sign in plain)


def _unstyled(text: str) -> str:
    r"""Return the words of a styled unit, `\\mathrm{~m/s}^{2}` as `m/s^2`."""
    plain = re.sub(r"\\mu\s*" + _STYLED, "μ", text)
    plain = re.sub(_STYLED, " ", plain)
    plain = (
        re.sub(r"\\[,;:! ]|~|\\quad", " ", plain)
        .replace("\\cdot", "·")
        .replace("\\circ", "°")
        .replace("\\mu", "μ")
        .replace("\\$", "$")
    )
    return re.sub(r"\s*\^\s*\{?\s*(-?\d)\s*\}?", r"^\1", plain.replace("}", "")).strip()


def _over(unit: Unit | None, rate: Unit | None) -> Unit | None:
    """Return money per something, when words such as "per hour" follow it."""
    if unit is None or rate is None:
        return unit or rate
    return Unit(unit.dimensions, unit.size, unit.label)


def named(words: str) -> Unit | None:
    """Return the unit that words name; a label when they name none; None for no words."""
    text = words.strip().strip(".()").replace("²", "^2").replace("³", "^3").replace("{", "").replace("}", "")
    if not text or text.lower() in _NOT_UNITS:
        return None
    text = _COMPOUND.get(text.lower(), text)
    label = " ".join(text.lower().split())
    top, *below = re.split(r"\s*(?:/|\bper\b)\s*", text)
    dimensions: dict[str, int] = {}
    size = Fraction(1)
    for part, sign in ((top, 1), *((part, -1) for part in below)):
        found = _factors(part)
        if found is None:
            return Unit((), Fraction(1), label)
        for (dimension, one), power in found:
            dimensions[dimension] = dimensions.get(dimension, 0) + sign * power
            size *= one ** (sign * power)
    kept = tuple(sorted((name, power) for name, power in dimensions.items() if power and name != "count"))
    return Unit(kept or (("count", 1),), size, label)


def _factors(part: str) -> list[tuple[tuple[str, Fraction], int]] | None:
    """Return the units of a product such as "square meters" or "kg m^2" with their powers; None if one is unknown."""
    found: list[tuple[tuple[str, Fraction], int]] = []
    power = 1
    for word in re.split(r"[\s·*]+", part.strip()):
        if word.lower() in {"square", "sq", "sq.", "cubic", "squared", "cubed"}:
            power = 3 if word.lower().startswith("cub") else 2
            if word.lower().endswith("ed") and found:
                found[-1] = (found[-1][0], power)
                power = 1
            continue
        if word.lower() in _FILLERS or not word:
            continue
        name, _, exponent = word.partition("^")
        unit = lookup(name)
        if unit is None or (exponent and not re.fullmatch(r"-?\d", exponent)):
            return None
        found.append((unit, int(exponent) if exponent else power))
        power = 1
    return found or None


def lookup(name: str) -> tuple[str, Fraction] | None:
    """Return dimension and size of one unit by its name or sign, in the singular or plural."""
    if name in {"mJ", "mW"}:
        dimension, size = _UNITS[name[1:].lower()]
        return dimension, size / 1000
    plain = name.lower().strip(".")
    if plain in _UNITS:
        return _UNITS[plain]
    for ending in ("s", "es"):
        stem = plain.removesuffix(ending)
        if stem != plain and len(stem) > 1 and stem in _UNITS:
            return _UNITS[stem]
    return None


def same_label(left: Unit, right: Unit) -> bool:
    """Whether two labels that are no known units share a word, such as "apples" and "red apple"."""
    return bool(_stems(left.label) & _stems(right.label))


def _stems(label: str) -> set[str]:
    return {word.removesuffix("s").removesuffix("e") for word in re.findall(r"[a-z]{2,}", label)} - _FILLERS
