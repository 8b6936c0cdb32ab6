"""Read the quantities of a text: numbers with what they are numbers of.

Invariant: values are exact fractions in the base unit of their dimension (seconds, metres, one for percent), and every
quantity keeps how precisely it was written, so that "about 340 s" and "5.7 min" can be held against 341 s.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from evalhw.text.numbers import Number, numbers
from evalhw.text.units import FACTOR, FRACTION, TIME, Dimension, Unit, named, unit_at

BARE: Dimension = ()
COUNT: Dimension = (("count", 1),)
CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP"}

Bound = Literal["", "<", ">"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of a text.

    Attributes:
        start: Index of its first character in the text that was read.
        end: Its end, exclusive.
        value: Its value in the base unit; a range's lower end.
        high: A range's upper end, else the value again.
        step: One unit of the last digit that was written, in the base unit.
        dimension: Base units with exponents; empty for a bare number, `COUNT` for counted things.
        scale: What one of the unit written is worth in the base unit.
        noun: What is counted ("epoch"), or what a rate is per ("s per epoch"); lower case, singular.
        about: Whether it is marked as approximate.
        bound: ``<`` for "under 6 minutes", ``>`` for "more than 100-fold".
        spelled: Whether the number is in words.
        rate: Whether `noun` is what the quantity is per.
        inherited: Whether the unit is not written beside the number but taken from what follows ("341 to 297 s").
    """

    start: int
    end: int
    value: Fraction
    high: Fraction
    step: Fraction
    dimension: Dimension
    scale: Fraction = Fraction(1)
    noun: str = ""
    about: bool = False
    bound: Bound = ""
    spelled: bool = False
    rate: bool = False
    inherited: bool = False

    @property
    def is_range(self) -> bool:
        """Whether it is a range with two ends."""
        return self.high != self.value

    @property
    def coarse_step(self) -> Fraction:
        """The precision meant: of a round number that is marked "about", its zeros say nothing."""
        if not self.about or self.step % self.scale or self.value == 0:
            return self.step
        written = abs(self.value / self.scale)
        step = self.step / self.scale
        while written.denominator == 1 and written % (10 * step) == 0:
            step *= 10
        return step * self.scale


_ABOUT = re.compile(
    r"(?:[~≈∼≃±]|\b(?:about|around|roughly|nearly|almost|approximately|approx\.?|circa|ca\.?|some|close to|"
    r"on the order of|in the region of|just (?:over|under)|a little (?:over|under)|slightly (?:over|under|more than|less than)))"
    r"\s*(?:a |an |the )?$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(r"\s?(?:or so\b|-?ish\b|approximately\b|\(approx)", re.IGNORECASE)
_BELOW = re.compile(
    r"(?:[<≤]|\b(?:under|below|less than|fewer than|lower than|at most|up to|no more than|within|almost|nearly|"
    r"just under|not quite|sub-))\s*(?:a |an |the )?$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"(?:[>≥]|\b(?:over|above|more than|greater than|higher than|at least|exceeding|no less than|just over|beyond))\s*$",
    re.IGNORECASE,
)
_TO_UNIT = re.compile(r"[ \t]{0,2}[-\n]?[ \t]{0,2}(?:\(?(?:of )?an?\s+|\()?\\?")
_GAP = re.compile(r"[ \t]{0,2}(?:,[ \t]?)?(?:and[ \t])?")
_RANGE = re.compile(r"[ \t]?(?:-|–|—|\.\.\.?|…)[ \t]?|[ \t](?:to|and|through)[ \t](?:about |around |~)?")
_TIMES = re.compile(
    r"[ \t]?times\s+(?:as\s+)?(?:\w+ly\s+)?(?:fast|slow|more|less|high|larg|small|long|short|great|cheap|better|the\b|its\b)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?:(\d{1,3})\s?h\s?)?(\d{1,3})\s?m(?:in)?\s?([0-5]?\d(?:\.\d{1,6})?)\s?s(?:ec)?(?![\w^])")
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?![\d:])")
_CLOCK_UNIT = re.compile(
    r"[ \t]?\(?(?P<unit>minutes?|mins?|m|hours?|hrs?|h|mm:ss|m:ss|min:sec|hh:mm)\b\)?", re.IGNORECASE
)
_CLOCK_WORD = re.compile(r"\b(?:time|took|takes|duration|trained|runs?|minutes|seconds)\b", re.IGNORECASE)
_MULTIPLE = re.compile(r"(?:k|K|M|bn)(?=\b)")
_MULTIPLES = {"k": 10**3, "K": 10**3, "M": 10**6, "bn": 10**9}
_NOUN = re.compile(r"(?:[ \t-]{1,2}|[ \t]?\n)(?P<first>[A-Za-z]{2,24})(?![A-Za-z0-9_])")
_PER = re.compile(r"\s?(?:(?:per|an?)\s|/\s?)(?P<noun>[a-z]{4,20}|run|GPU)\b")
_PARTS = re.compile(r"\s?(?:/|of|out of)\s?(?:the\s)?")
_NOT_COUNTED = frozenset(
    "and or the of to in at on is was were are for with by from as than then but that this these those it its be has had "
    "have per vs versus also only not over under out into each all so if when where which while after before again more "
    "less most least times time percent way ways thing things step steps point points reason reasons lesson lessons".split()
)


def read(text: str) -> tuple[Quantity, ...]:
    """The quantities of a plain text in order, bare numbers included."""
    found = tuple(_composed(text, _read(text, [*numbers(text)])))
    return _inheriting(text, found)


read_cached = lru_cache(maxsize=64)(read)
"""`read` for texts that are read again and again, such as a source."""


def parse_one(text: str) -> Quantity | None:
    """The one quantity that a rubric states, such as ``341 s``; its unit may be one that only pint knows."""
    found = [quantity for quantity in read(text) if quantity.dimension]
    if len(found) == 1:
        return found[0]
    bare = numbers(text)
    if len(bare) != 1 or text[: bare[0].start].strip():
        return None
    rest = text[bare[0].end :].strip()
    unit = named(rest) if rest else None
    if rest and unit is None:
        return None
    return _scaled(bare[0], unit) if unit else _plain(bare[0])


def _plain(number: Number) -> Quantity:
    return Quantity(number.start, number.end, number.value, number.value, number.step, BARE, spelled=number.spelled)


def _scaled(number: Number, unit: Unit, end: int | None = None) -> Quantity:
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


def _read(text: str, found: list[Number]) -> list[Quantity]:
    clocks = {match.start(): match for match in _CLOCK.finditer(text)} if ":" in text else {}
    quantities: list[Quantity] = []
    done = 0
    for index, number in enumerate(found):
        if number.start < done:
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        quantity = (
            _clock(text, clocks.get(number.start))
            or _compact(text, number)
            or _of_parts(text, number, following)
            or _single(text, number)
        )
        quantity = _with_range(text, quantity, quantities)
        quantities.append(_marked(text, quantity))
        done = quantity.end
    return quantities


def _single(text: str, number: Number) -> Quantity:
    """A number with its unit, its multiple or what it counts."""
    if text[number.start - 1 : number.start] in CURRENCIES and number.start:
        unit = unit_at(text[number.start - 1], 0)
        if unit is not None:
            return replace(_scaled(number, unit[0]), start=number.start - 1)
    if multiple := _MULTIPLE.match(text, number.end):
        by = _MULTIPLES[multiple.group()]
        number = replace(number, end=multiple.end(), value=number.value * by, step=number.step * by)
    if times := _TIMES.match(text, number.end):
        return replace(_plain(number), dimension=FACTOR, end=number.end + times.group().index("times") + len("times"))
    gap = _TO_UNIT.match(text, number.end)
    read_unit = unit_at(text, gap.end()) if gap else None
    if read_unit is not None and gap is not None and _fits(text, number, gap.group(), read_unit):
        return _rated(text, _scaled(number, *read_unit))
    return _counted(text, number)


def _fits(text: str, number: Number, gap: str, read_unit: tuple[Unit, int]) -> bool:
    """Whether what follows a number is its unit, and not the size of a kernel, a variable or a kind of validation."""
    unit, end = read_unit
    if "(" in gap and text[end : end + 1] != ")":
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
    if re.search(r"\ba", gap) and not (number.spelled and number.value == Fraction(1, 2)):
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
        return _plain(number)
    return replace(_plain(number), end=found.end(), dimension=COUNT, noun=_singular(found.group("first").lower()))


def _singular(noun: str) -> str:
    if noun.endswith("sses"):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _of_parts(text: str, number: Number, following: Number | None) -> Quantity | None:
    """``3/5 runs`` and ``3 of 5 runs``: a share of counted things."""
    if following is None or following.start - number.end > len(" out of the "):
        return None
    between = _PARTS.fullmatch(text, number.end, following.start)
    whole = number.step == 1 and following.step == 1 and 0 <= number.value <= following.value != 0
    if between is None or not whole or text[following.end : following.end + 1] == "/":
        return None
    counted = _counted(text, following)
    if not counted.noun:
        return None
    share = number.value / following.value
    return replace(counted, start=number.start, value=share, high=share, step=Fraction(0), noun=f"of {counted.noun}")


def _clock(text: str, found: re.Match[str] | None) -> Quantity | None:
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


def _compact(text: str, number: Number) -> Quantity | None:
    """``5m41s``: here the m is minutes."""
    found = _COMPACT.match(text, number.start) if not number.spelled else None
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    value = 3600 * int(hours or 0) + 60 * int(minutes) + Fraction(seconds)
    step = Fraction(1, 10 ** len(seconds.partition(".")[2]))
    return Quantity(found.start(), found.end(), value, value, step, TIME)


def _marked(text: str, quantity: Quantity) -> Quantity:
    """The quantity with the marks before and behind it: about, under, over, or so."""
    before = text[max(0, quantity.start - 28) : quantity.start]
    if before[-1:] in CURRENCIES:
        before = before[:-1]
    about = _ABOUT.search(before) is not None or _ABOUT_AFTER.match(text, quantity.end) is not None
    bound: Bound = "<" if _BELOW.search(before) else ">" if _ABOVE.search(before) else ""
    if text[quantity.end : quantity.end + 1] == "+" and not text[quantity.end + 1 : quantity.end + 2].strip(" .,)"):
        bound = ">"
    return replace(quantity, about=about, bound=bound) if about or bound else quantity


def _with_range(text: str, quantity: Quantity, before: list[Quantity]) -> Quantity:
    """Join ``75-76%`` and ``between 3 and 5 s`` into one range; the lower end is taken off the list."""
    if not before or not quantity.dimension or before[-1].dimension not in {BARE, quantity.dimension}:
        return quantity
    low = before[-1]
    between = _RANGE.fullmatch(text, low.end, quantity.start)
    if between is None or low.is_range or low.noun or quantity.rate:
        return quantity
    value = low.value * quantity.scale if low.dimension == BARE else low.value
    lead = text[max(0, low.start - 40) : low.start].lower()
    word = between.group().split()[:1]
    if not value < quantity.value or (word == ["and"] and "between" not in lead):
        return quantity
    if word == ["to"] and (re.search(r"\bfrom\b[^.;,]*$", lead) or _CHANGE_VERB.search(lead)):
        return quantity
    if low.dimension == quantity.dimension and word not in (["and"], ["to"]) and quantity.dimension != FRACTION:
        return quantity
    before.pop()
    return replace(quantity, start=low.start, value=value, about=low.about)


_CHANGE_VERB = re.compile(
    r"\b(?:reduc|improv|rais|rose|increas|decreas|drop|fell|cut|went|go(?:es|ing)?\b|brought|bring|lower|speed|sped|shrink|shrank|"
    r"chang|push|mov)[a-z]*\b[^.;]*$"
)


def _composed(text: str, quantities: list[Quantity]) -> Iterator[Quantity]:
    """Join what is said in two units, such as ``5 min 41 s``."""
    current: Quantity | None = None
    for quantity in quantities:
        if current is not None and _continues(text, current, quantity):
            value = current.value + quantity.value
            current = replace(
                current, end=quantity.end, value=value, high=value, step=quantity.step, scale=quantity.scale
            )
            continue
        if current is not None:
            yield current
        current = quantity
    if current is not None:
        yield current


def _continues(text: str, left: Quantity, right: Quantity) -> bool:
    """Whether the second is a smaller part of the first; "5m41s" makes the m minutes."""
    if _GAP.fullmatch(text, left.end, right.start) is None or left.is_range or right.is_range:
        return False
    same = left.dimension == right.dimension and left.dimension not in {BARE, COUNT, FRACTION, FACTOR}
    return (
        same
        and right.scale < left.scale
        and 0 <= right.value < left.scale
        and left.step == left.scale
        and not left.rate
    )


_SHARED = re.compile(
    r"[ \t]*(?:,?[ \t]?(?:to|and|or|then)|versus|vs\.?|→|->|=>|⇒|➜|down to|up to|/|against|-+>|—>|⟶)[ \t]*(?:about |just |only |~|≈)?[ \t]*",
    re.IGNORECASE,
)


def _inheriting(text: str, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Bare numbers that share the unit of what follows them: ``from 341 to 297 s``, ``341 → 323 → 297 s``."""
    result = list(quantities)
    for index in range(len(result) - 2, -1, -1):
        bare, following = result[index], result[index + 1]
        if bare.dimension != BARE or following.dimension in {BARE, COUNT} or following.rate or bare.spelled:
            continue
        listed = following.inherited and text[bare.end : following.start].strip() == ","
        if not listed and _SHARED.fullmatch(text, bare.end, following.start) is None:
            continue
        value = bare.value * following.scale
        result[index] = replace(
            bare,
            value=value,
            high=value,
            step=bare.step * following.scale,
            scale=following.scale,
            dimension=following.dimension,
            inherited=True,
        )
    return tuple(result)
