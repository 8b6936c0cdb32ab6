"""Read what one number is a number of: its unit, what it counts, a clock's reading, a share of counted things.

Invariant: only what stands beside the number is read; what two numbers make together is read elsewhere.
"""

import re
from dataclasses import replace
from fractions import Fraction

from evalhw.text.quantities.numbers import Number
from evalhw.text.quantities.quantity import BARE, COUNT, CURRENCIES, Quantity
from evalhw.units.unit import FACTOR, FRACTION, TIME, Unit, unit_at

_TO_UNIT = re.compile(
    r"(?:[ \t]{0,4}(?:#|//)[ \t]{0,2}(?:in )?)?[ \t]{0,2}[-\n]?[ \t]{0,2}(?:\(?(?:of )?an?\s+|[(\[])?\\?"
)
_TIMES = re.compile(
    r"[ \t]?times\s+(?:as\s+)?(?:\w+ly\s+)?(?:fast|slow|more|less|high|larg|small|long|short|great|cheap|better|the\b|"
    r"its\b)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?:(\d{1,3})\s?h\s?)?(\d{1,3})\s?m(?:in)?\s?([0-5]?\d(?:\.\d{1,6})?)\s?s(?:ec)?(?![\w^])")
CLOCK = re.compile(r"(?<![\d:.])(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?![\d:])")
_CLOCK_UNIT = re.compile(
    r"[ \t]?\(?(?P<unit>minutes?|mins?|m|hours?|hrs?|h|mm:ss|m:ss|min:sec|hh:mm)\b\)?", re.IGNORECASE
)
_CLOCK_WORD = re.compile(r"\b(?:time|took|takes|duration|trained|runs?|minutes|seconds)\b", re.IGNORECASE)
_MULTIPLE = re.compile(r"(?:k|K|M|bn)(?=\b)|\s(?:thousand|million|billion|trillion|quadrillion)\b")
_MULTIPLES = {
    "k": 10**3,
    "K": 10**3,
    "M": 10**6,
    "bn": 10**9,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
}
_NOUN = re.compile(r"(?:[ \t-]{1,2}|[ \t]?\n)(?P<first>[A-Za-z]{2,24})(?![A-Za-z0-9_])")
_PER = re.compile(r"\s?(?:(?:per|an?)\s|/\s?)(?P<noun>[a-z]{4,20}|run|GPU)\b")
_PARTS = re.compile(r"\s?(?:/|of|out of)\s?(?:the\s)?")
_MOST_PARTS = 10
_NOT_COUNTED = frozenset(
    """
    and or the of to in at on is was were are for with by from as than then but that this these those it its be
    has had have per vs versus also only not over under out into each all so if when where which while after
    before again more less most least times time percent way ways thing things step steps point points reason
    reasons lesson lessons
    """.split()  # noqa: SIM905  # a list of 90 strings would not be read
)


def single(text: str, number: Number) -> Quantity:
    """A number with its unit, its multiple or what it counts."""
    if text[number.start - 1 : number.start] in CURRENCIES and number.start:
        unit = unit_at(text[number.start - 1], 0)
        if unit is not None:
            return replace(scaled(number, unit[0]), start=number.start - 1)
    if not number.spelled and (multiple := _MULTIPLE.match(text, number.end)):
        by = _MULTIPLES[multiple.group().strip()]
        number = replace(number, end=multiple.end(), value=number.value * by, step=number.step * by)
    if times := _TIMES.match(text, number.end):
        return replace(plain(number), dimension=FACTOR, end=number.end + times.group().index("times") + len("times"))
    if (bracketed := _behind_bracket(text, number)) is not None:
        return bracketed
    gap = _TO_UNIT.match(text, number.end)
    read_unit = unit_at(text, gap.end()) if gap else None
    if read_unit is not None and gap is not None and _fits(text, number, gap.group(), read_unit):
        return _rated(text, scaled(number, *read_unit))
    return _counted(text, number)


_POWER = re.compile(r"\s?[×x*·⋅]\s?10(?:\^|\*\*)[({]?(?P<power>-?\d{1,2})(?!\d)[)}]?")
_BRACKETED = re.compile(r"\([^()]{0,40}(?:±|\+/?-)\s?$")


def _behind_bracket(text: str, number: Number) -> Quantity | None:
    """``(9.63 ± 0.12) m/s²``, ``(8.6 ± 0.1) × 10^5 J``: the unit stands behind the bracket."""
    if text[number.end : number.end + 1] != ")" or not _BRACKETED.search(
        text[max(0, number.start - 48) : number.start]
    ):
        return None
    power = _POWER.match(text, number.end + 1)
    gap = _TO_UNIT.match(text, power.end() if power else number.end + 1)
    read_unit = unit_at(text, gap.end()) if gap else None
    if read_unit is None:
        return None
    unit, end = read_unit
    times = Fraction(10) ** int(power.group("power")) if power else Fraction(1)
    return scaled(number, replace(unit, factor=unit.factor * times), end)


def _fits(text: str, number: Number, gap: str, read_unit: tuple[Unit, int]) -> bool:
    """Whether what follows a number is its unit, and not the size of a kernel, a variable or a kind of validation."""
    unit, end = read_unit
    closing = ")" if "(" in gap else "]" if "[" in gap else ""
    if closing and text[end : end + 1] != closing:
        return False
    if unit.dimension == FACTOR:
        after = text[end : end + 6].lstrip()
        if text[end - 1] in "xX×":
            return (
                not after[:1].isdigit()
                and after[:1] not in {"=", "+", "*", "/", "^"}
                and (not gap or after[:1].isalpha())
            )
        return "cross" not in text[end : end + 8].lower() and text[end - 1] != "s"
    if re.search(r"\ba", gap) and not ((number.spelled or not number.step) and 0 < number.value < 1):
        return False
    glued = gap == "" and len(text[number.end : end]) == 1
    return not (glued and text[end : end + 2].strip()[:1] in {"=", "^"} and text[end : end + 1] != " ")


def _rated(text: str, quantity: Quantity) -> Quantity:
    """The quantity as a rate, where "per epoch" or the like follows."""
    if found := _PER.match(text, quantity.end):
        noun = found.group("noun").lower()
        word = found.group().split()[0]
        if word in {"a", "an"} and noun not in {"epoch", "batch", "image", "sample", "token"}:
            return quantity
        return replace(quantity, end=found.end(), noun=_singular(noun), rate=True)
    return quantity


def _counted(text: str, number: Number) -> Quantity:
    found = _NOUN.match(text, number.end)
    if (
        not found
        or number.value.denominator != 1
        or text[number.start - 1 : number.start] == ":"
        or found.group("first").lower() in _NOT_COUNTED
    ):
        return plain(number)
    return replace(plain(number), end=found.end(), dimension=COUNT, noun=_singular(found.group("first").lower()))


def _singular(noun: str) -> str:
    if noun.endswith("sses"):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def of_parts(text: str, number: Number, following: Number | None) -> Quantity | None:
    """``3/5 runs`` and ``3 of 5 runs``: a share of counted things."""
    if following is None or following.start - number.end > len(" out of the "):
        return None
    between = _PARTS.fullmatch(text, number.end, following.start)
    whole = number.step == 1 and following.step == 1 and 0 <= number.value <= following.value != 0
    if between is None or not whole or text[following.end : following.end + 1] == "/":
        return None
    share = number.value / following.value
    if text[number.end : following.start] == "/" and share < 1 and following.value <= _MOST_PARTS:
        of_unit = single(text, replace(following, value=share, step=Fraction(0)))
        if of_unit.dimension not in {BARE, COUNT, FRACTION, FACTOR} and not following.spelled:
            return replace(of_unit, start=number.start)
    counted = _counted(text, following)
    if not counted.noun:
        return None
    return replace(counted, start=number.start, value=share, high=share, step=Fraction(0), noun=f"of {counted.noun}")


def clock(text: str, found: re.Match[str] | None) -> Quantity | None:
    """``5:41 minutes`` as minutes and seconds; a bare ``5:41`` only where time is spoken of."""
    if found is None:
        return None
    unit = _CLOCK_UNIT.match(text, found.end())
    line = text[max(0, found.start() - 60) : found.end() + 30]
    if unit is None and not _CLOCK_WORD.search(line):
        return None
    first, second, third = (int(part) if part else None for part in found.groups())
    hours = unit is not None and unit.group("unit").lower().startswith("h")
    if third is not None:
        value, step = 3600 * (first or 0) + 60 * (second or 0) + third, 1
    else:
        value, step = (first or 0) * (3600 if hours else 60) + (second or 0) * (60 if hours else 1), 60 if hours else 1
    end = unit.end() if unit else found.end()
    return Quantity(found.start(), end, Fraction(value), Fraction(value), Fraction(step), TIME, scale=Fraction(step))


_NO_CLOCK = re.compile(r"\s*(?:[ap]\.?m\b|o'clock|ratio|split|mix|odds|scale|aspect|UTC)", re.IGNORECASE)
_RATIO = re.compile(
    r"\b(?:ratio|odds|scale|split|version|figure|table|eq\w*|line|chapter)\s+(?:of\s+)?$", re.IGNORECASE
)


def bare_clock(text: str, start: int) -> Quantity | None:
    """``5:41`` as minutes and seconds, where a duration is expected; no time of the day and no ratio."""
    found = CLOCK.match(text, start)
    if (
        found is None
        or found.group(3)
        or _NO_CLOCK.match(text, found.end())
        or _RATIO.search(text[max(0, start - 24) : start])
    ):
        return None
    value = Fraction(60 * int(found.group(1)) + int(found.group(2)))
    return Quantity(found.start(), found.end(), value, value, Fraction(1), TIME)


def compact(text: str, number: Number) -> Quantity | None:
    """``5m41s``: here the m is minutes."""
    found = _COMPACT.match(text, number.start) if not number.spelled else None
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    value = 3600 * int(hours or 0) + 60 * int(minutes) + Fraction(seconds)
    step = Fraction(1, 10 ** len(seconds.partition(".")[2]))
    return Quantity(found.start(), found.end(), value, value, step, TIME)


def plain(number: Number) -> Quantity:
    """A number of nothing in particular."""
    return Quantity(number.start, number.end, number.value, number.value, number.step, BARE, spelled=number.spelled)


def scaled(number: Number, unit: Unit, end: int | None = None) -> Quantity:
    """A number with its unit, which ends at an index of the text."""
    value = number.value * unit.factor + unit.offset
    return Quantity(
        number.start,
        number.end if end is None else end,
        value,
        value,
        number.step * unit.factor,
        unit.dimension,
        scale=unit.factor,
        spelled=number.spelled,
    )
