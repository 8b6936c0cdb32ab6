"""Read units of measurement: what one of them is worth, and of what dimension it is.

Invariant: a unit is looked up or composed from a table; text is never evaluated. Units that the table lacks are asked
of pint, and only where a rubric names them or where they are written as a compound.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from evalhw.units.table import ANY_CASE, EVERYDAY, LONG_PREFIXES, PREFIXES, RARE, SYMBOLS, WORDS

if TYPE_CHECKING:
    from pint import UnitRegistry

_LONGEST = 40
_MOST_FACTORS = 6
_MOST_EXPONENT = 9

Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement.

    Attributes:
        factor: What one of it is worth in the base unit of its dimension (seconds, metres, one, ...).
        dimension: Base units with their exponents, sorted; ``fraction`` stands for percent, ``factor`` for times.
        offset: What is added after scaling, for temperatures.
    """

    factor: Fraction
    dimension: Dimension
    offset: Fraction = Fraction(0)


def _unit(factor: str | int, dimension: str, offset: str = "0") -> Unit:
    return Unit(Fraction(factor), _dimension(dimension), Fraction(offset))


def _dimension(text: str) -> Dimension:
    pairs = (part.partition("^") for part in text.split())
    return tuple(sorted((base, int(exponent or 1)) for base, _, exponent in pairs))


FRACTION = _dimension("fraction")
FACTOR = _dimension("factor")
TIME = _dimension("s")
FLOPS = _dimension("flop")
FLOPS_A_SECOND = _dimension("flop s^-1")

# symbol, what one is worth, its dimension, whether it takes the prefixes of the SI
_DEGREE = Fraction(355, 113 * 180)  # of a radian, to seven digits
_SPECIAL = {
    "°C": Unit(Fraction(1), _dimension("K"), Fraction(27315, 100)),
    "°F": Unit(Fraction(5, 9), _dimension("K"), Fraction(45967 * 5, 900)),
    "°": Unit(_DEGREE, _dimension("rad")),
    "deg": Unit(_DEGREE, _dimension("rad")),
}
_SPECIAL |= dict.fromkeys(("℃", "ºC", "˚C"), _SPECIAL["°C"]) | {"℉": _SPECIAL["°F"]}


@cache
def _symbols() -> dict[str, Unit]:
    table = dict(_SPECIAL)
    for symbol, worth, dimension, prefixed in SYMBOLS:
        if prefixed:
            for prefix, power in PREFIXES.items():
                scaled = Fraction(worth) * Fraction(10) ** power
                table.setdefault(prefix + symbol, Unit(scaled, _dimension(dimension)))
    for symbol, worth, dimension, _ in SYMBOLS:  # a plain symbol wins over a prefixed one: min, cd, ...
        table[symbol] = _unit(worth, dimension)
    return table


@cache
def _words() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for word, worth, dimension, prefixed in WORDS:
        prefixes = {"": 0, **(LONG_PREFIXES if prefixed else {})}
        for prefix, power in prefixes.items():
            unit = Unit(Fraction(worth) * Fraction(10) ** power, _dimension(dimension))
            table[prefix + word] = table[prefix + word + "s"] = unit
    table["feet"] = table["foot"] = _unit("3048/10000", "m")
    for degree in ("", "degree ", "degrees ", "deg "):
        for name, symbol in (("celsius", "°C"), ("centigrade", "°C"), ("c", "°C"), ("fahrenheit", "°F"), ("f", "°F")):
            if degree or len(name) > 1:
                table[degree + name] = _SPECIAL[symbol]
    for point in ("percentage", "percent", "per cent", "%"):
        table[f"{point} point"] = table[f"{point} points"] = table["percent"]
    table["degrees"] = table["degree"] = _SPECIAL["°"]
    for prefix, power in LONG_PREFIXES.items():
        if power > 0:
            table[f"{prefix}flops"] = _unit(10**power, "flop s^-1")
    return table


@cache
def _everyday() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for name, worth, dimension in EVERYDAY:
        unit = _unit(worth, dimension)
        table[name] = unit
        if len(name) > 2 and name.islower():  # noqa: PLR2004  # a word has a plural
            table[name + "s"] = unit
    return table


@lru_cache(maxsize=1024)
def lookup(name: str) -> Unit | None:
    """One unit by its sign, where case counts (mA, MA), or by its word in any case; shares and factors are none."""
    lower = name.lower()
    unit = (
        _symbols().get(name)
        or _everyday().get(name)
        or _words().get(lower)
        or (_everyday().get(lower) if len(name) > 2 else None)  # noqa: PLR2004  # a word, not a sign
        or _symbols().get(ANY_CASE.get(lower, ""))
    )
    return None if unit is None or unit.dimension in {FRACTION, FACTOR} else unit


_SYMBOL = r"\^?°(?:\s?[CF](?![A-Za-z]))?|[ºº˚]C|℃|℉|%|‰|×|[$€£]|p\.p\.|[A-Za-zµμΩÅ]{1,10}"
_PHRASE = re.compile(
    r"(?:(?:per(?:\s+cent|cent(?:age)?)|%)[\s-]?points?|per\s+cent|"
    r"deg(?:rees?|\.)?\s+(?:celsius|centigrade|fahrenheit|[CF]))(?![\w])"
    r"|(?P<two>[A-Za-z]{4,18}[\s-][A-Za-z]{3,18}(?!\w))|(?P<word>[A-Za-z]{3,18}(?!\w))",
    re.IGNORECASE,
)
_FACTOR = re.compile(
    rf"(?P<symbol>{_SYMBOL})(?:(?:\^|\*\*)?[({{]?(?P<exponent>\^?[-+]?\d{{1,2}}(?!\d|\.\d|\s?(?P=symbol)(?![A-Za-z])))[)}}]?)?(?![A-Za-z0-9_^])"
)
_WORD = re.compile(r"[A-Za-z]{3,18}(?!\w)")
_BETWEEN = re.compile(
    r"\s?(?P<over>/|\bper\b)\s?(?P<open>\()?|\s?[·⋅*]\s?|\s(?=[A-Za-zµμΩ]{1,3}(?![A-Za-z]))|-(?=(?:h|hrs?|s|m)\b)"
)
_WORD_BETWEEN = re.compile(r"[\s-](?=[A-Za-z]{4,18}(?![\w^]))")
_NO_PRODUCT = {"s", "m", "bit", "rad", "fraction", "factor", "USD", "EUR"}
_POWER_WORD = re.compile(
    r"\s?(?:(?P<two>squared)|(?P<three>cubed))\b|(?:\^|\*\*)[({]?(?P<sign>-?)(?P<digit>\d)[)}]?(?!\w)", re.IGNORECASE
)
_BASES = ("kg", "mol", "Pa", "km", "cm", "mm", "m", "s", "g", "J", "K", "N", "W", "V", "A", "C", "L", "h")
_GLUED = re.compile(rf"(?P<first>{'|'.join(_BASES)})(?P<middle>{'|'.join(_BASES)})?(?P<last>{'|'.join(_BASES)})")
_SQUARE = re.compile(r"(sq(?:uare\b|\b\.?)|cu(?:bic\b|\b\.?))\s+(?=[a-z])", re.IGNORECASE)


def unit_at(text: str, start: int) -> tuple[Unit, int] | None:
    """The unit that starts at an index of a text, and the index where it ends; the longest reading wins."""
    factors: list[tuple[Unit, int]] = []
    at, sign, depth = start, 1, 0
    end = start
    while len(factors) < _MOST_FACTORS:
        read = _factor_at(text, at, first=not factors)
        if read is None:
            break
        unit, exponent, at = read
        factors.append((unit, sign * exponent))
        end = at
        if depth and text[at : at + 1] == ")":
            end, depth = at + 1, 0
            break
        between = _BETWEEN.match(text, at)
        if between is None and _is_said_whole(text[start:at], factors, unit):
            between = _WORD_BETWEEN.match(text, at)
        if between is None:
            break
        if between.re is _BETWEEN and between.group("over"):
            sign, depth = -1, int(between.group("open") is not None)
        elif not depth:
            sign = 1 if between.group().strip() or sign == 1 else sign
        at = between.end()
    return (_product(factors), end) if factors else None


def _factor_at(text: str, at: int, *, first: bool) -> tuple[Unit, int, int] | None:
    """One unit with its exponent, and where it ends."""
    power = 1
    if square := _SQUARE.match(text, at):
        power, at = (2 if square.group(1)[:2].lower() == "sq" else 3), square.end()
    if said := _word_at(text, at):
        word, at = said
        if raised := _POWER_WORD.match(text, at):
            digit = 2 if raised.group("two") else 3 if raised.group("three") else int(raised.group("digit"))
            power, at = (-digit if raised.group("sign") else digit), raised.end()
        return (word, power, at) if text[at : at + 1] != "^" else None
    found = _FACTOR.match(text, at)
    if found is None:
        return None
    symbol = found.group("symbol")
    symbol = symbol.lstrip("^").replace(" ", "") if "°" in symbol else symbol
    exponent = int((found.group("exponent") or "1").lstrip("^"))
    if exponent < 0 and (glued := _glued(symbol, exponent)) is not None:
        return glued, 1, found.end()
    unit = _symbols().get(symbol) or _symbols().get(ANY_CASE.get(symbol.lower(), ""))
    if unit is None or (not first and unit.dimension in {FRACTION, FACTOR}):
        return None
    if found.group("exponent") and not {"^", "*"} & set(found.group()) and found.group("exponent")[0] not in "-+":
        return None  # "s2" is a name, not a square
    return (unit, exponent * power, found.end()) if abs(exponent) <= _MOST_EXPONENT else None


def _glued(symbol: str, exponent: int) -> Unit | None:
    """``ms^-2`` and ``Jkg^-1``: what stands before a negative exponent is a unit by itself."""
    parts = _GLUED.fullmatch(symbol) if symbol in {"ms", "Nm"} or symbol not in _symbols() else None
    if parts is None:
        return None
    *first, last = (_symbols()[part] for part in parts.groups() if part)
    return _product([*((unit, 1) for unit in first), (last, exponent)])


def _word_at(text: str, at: int) -> tuple[Unit, int] | None:
    """A unit in words, also as two of them (``kilowatt-hours``), and where it ends."""
    found = _PHRASE.match(text, at)
    if found is None:
        return None
    if found.group("two"):
        unit = _in_words(re.sub(r"[\s-]", "", found.group()))
        if unit is not None:
            return unit, found.end()
        found = _WORD.match(text, at)
    if found is None:
        return None
    unit = _in_words(re.sub(r"[\s-]+", " ", found.group()).replace("deg.", "deg"))
    return (unit, found.end()) if unit is not None else None


def _in_words(word: str) -> Unit | None:
    word = word.lower()
    return _words().get(word) or _rare(word)


def _is_said_whole(said: str, factors: list[tuple[Unit, int]], unit: Unit) -> bool:
    """Whether a unit may have a second word: ``newton metres``, but not ``seconds`` or ``16 bit``."""
    alone = len(factors) == 1 and said.isalpha() and len(said) > len("ohm") and not said.endswith("s")
    return alone and len(unit.dimension) > 0 and not {base for base, _ in unit.dimension[:1]} <= _NO_PRODUCT


def _product(factors: list[tuple[Unit, int]]) -> Unit:
    if len(factors) == 1 and factors[0][1] == 1:
        return factors[0][0]
    worth = Fraction(1)
    exponents: dict[str, int] = {}
    for unit, exponent in factors:
        worth *= unit.factor**exponent
        for base, power in unit.dimension:
            exponents[base] = exponents.get(base, 0) + power * exponent
    if exponents == {"flop": 1, "s": -2}:
        exponents["s"] = -1  # "teraFLOPS per second": the S is a plural there
    return Unit(worth, tuple(sorted((base, power) for base, power in exponents.items() if power)))


@lru_cache(maxsize=256)
def named(name: str) -> Unit | None:
    """The unit that a rubric names: from the table, else from pint; None where neither knows it."""
    name = name.strip()
    if not name or len(name) > _LONGEST:
        return None
    read = unit_at(name, 0)
    if read is not None and read[1] == len(name):
        return read[0]
    return _from_pint(name)


@lru_cache(maxsize=256)
def _rare(word: str) -> Unit | None:
    """A rarer unit, asked of pint."""
    singular = word if word in RARE else word.removesuffix("s")
    return _from_pint(singular) if singular in RARE else None


_PINT_FACTOR = r"[A-Za-zµΩ°]{1,20}(?:\s?(?:\*\*|\^)\s?-?\d)?"
_PINT_NAME = re.compile(rf"{_PINT_FACTOR}(?:\s?[*/·]\s?{_PINT_FACTOR}){{0,5}}")


@cache
def _registry() -> "UnitRegistry[float]":
    import pint

    return pint.UnitRegistry(cache_folder=None)


def _from_pint(name: str) -> Unit | None:
    """Ask pint, which knows the rarer units; the name must look like one, so that nothing is computed."""
    if not _PINT_NAME.fullmatch(name):
        return None
    import pint

    try:
        base = _registry().Quantity(1, name.replace("·", "*")).to_base_units()
    except (pint.errors.PintError, ValueError, TypeError, AttributeError, AssertionError):
        return None
    names = {
        "second": "s",
        "meter": "m",
        "kilogram": "kg",
        "ampere": "A",
        "kelvin": "K",
        "mole": "mol",
        "radian": "rad",
    }
    exponents = ((names.get(unit, unit), int(Fraction(str(power)))) for unit, power in base.unit_items())
    return Unit(Fraction(str(base.magnitude)), tuple(sorted(exponents)))
