"""Find the numbers of a text: digits, powers of ten, fractions, number words, and what is only a label.

Invariant: one pass; a number has at most 40 digits and a power of ten at most 60, longer ones are passed over.

A digit that belongs to a name (``ResNet-50``, ``V100``, ``W_2``), to a reference (``[8]``, ``Section 3``, ``(1)``), to
a version or to a date is a label, and is not given out.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from evalhw.text.quantities.number import Number
from evalhw.text.quantities.separators import joined

__all__ = ["WORDS", "Number", "numbers"]

_MOST_EXPONENT = 60
_THREE_DIGITS = 100
_MARKUP = 12

_DIGITS = (
    r"(?:(?<!\d,)[1-9]\d{0,2}(?:,\d{3}){1,6}(?!,?\d)(?:\.\d{1,30})?|[1-9]\d{0,2}(?:_\d{3}){1,6}(?![\w.])"
    r"|[1-9]\d{0,2}(?:\.\d{3}){2,6}(?![.\d])|\d{1,40}(?:\.\d{1,40})?|\.\d{1,40})(?!\d)"
)
_POWER = (
    r"\s?[×x*·⋅]\s?10\s?(?:\^|\*\*)\s?[({]?(?P<power>[-+]?\d{1,3})(?!\d)[)}]?"
    r"|[eE](?P<e>[-+]?\d{1,3})(?![\d_]|\.\d)"
)
_FIGURE = re.compile(
    rf"(?<![\w.^\\])(?:10(?:\^|\*\*)[({{]?(?P<ten>[-+]?\d{{1,3}})(?!\d)[)}}]?|"
    rf"(?P<digits>{_DIGITS})(?:{_POWER})?(?P<vulgar>[½¼¾])?)"
    r"|(?<![\w.])(?P<only>[½¼¾])"
)
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * (rank + 2) for rank, word in enumerate(_TENS)},
}
"""The number words below one hundred that are one word."""

_WORD = "|".join(sorted([*WORDS, *_SCALES], key=len, reverse=True))
_SPELLED = re.compile(
    rf"(?<![\w-])(?:(?:an?\s+)?half(?=[\s-]+[a-z])|(?:{_WORD})(?:(?:\s+and\s+|[\s-])(?:{_WORD})){{0,7}})(?![\w])",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(r"\s+and\s+(?:a|one)\s+half\b", re.IGNORECASE)

_REFERENCE = re.compile(
    r"(?:\b(?:problems?|questions?|parts?|sections?|chapters?|figures?|fig\.?|tables?|equations?|eqs?\.?|steps?|no\.|"
    r"exercises?|pages?|lines?|rules?|lessons?|tips?|posts?|versions?|options?|appendix|lemma|theorem|number|hw|phase|"
    r"stage|method|case|run|trial|experiment|ref\.?|layer|column|row|top|rank|v)\s?[#(]?|[#§]\s?)$",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"\s?(?:%|(?:ms|s|secs?|seconds?|mins?|minutes?|h|hours?|percent)\b)", re.IGNORECASE)
_TWO_DIGITS = 10
_TWO_POINTS = 2
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?$",
    re.IGNORECASE,
)
_NO_NAME = "0123456789 /.,+-\n"
"""What names nothing, so that it need not be searched."""
_AFTER_DAY = re.compile(
    r"(?:st|nd|rd|th)\b|\s+(?:january|february|march|april|june|july|august|september|october)\b", re.IGNORECASE
)
_YEARS = (1900, 2100)
_DATE = re.compile(r"[/-]\d{1,2}[/-]\d{2,4}")


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a plain text in order, labels left out."""
    found = [*joined(text, [*_figures(text)]), *_spelled(text)]
    if "π" in text:
        angles = [*_angles(text)]
        found = [one for one in found if not any(angle.start <= one.start < angle.end for angle in angles)] + angles
    return tuple(sorted(found, key=lambda number: number.start))


_ANGLE = re.compile(
    r"(?<![\w.])(?P<many>\d{1,4}(?:\.\d{1,6})?)?\s?π(?:\s?/\s?(?P<by>[1-9]\d{0,3}))?(?=\s*rad(?:ians?)?\b)"
)
_PI = Fraction(355, 113)  # as a degree is measured in radians, so that π/4 rad are 45°


def _angles(text: str) -> Iterator[Number]:
    """``π/4`` and ``2π/3`` before a word for radians."""
    for found in _ANGLE.finditer(text):
        value = Fraction(found.group("many") or 1) * _PI / int(found.group("by") or 1)
        yield Number(found.start(), found.end(), value, Fraction(0), spelled=True)


def _figures(text: str) -> Iterator[Number]:
    for found in _FIGURE.finditer(text):
        if (number := _figure(text, found)) is not None and not _is_label(text, number):
            yield number


def _figure(text: str, found: re.Match[str]) -> Number | None:
    start, end = found.span()
    if found.group("only"):
        return Number(start, end, _VULGAR[found.group("only")], Fraction(1, 4))
    exponent = int(found.group("ten") or found.group("power") or found.group("e") or 0)
    if abs(exponent) > _MOST_EXPONENT:
        return None
    scale = Fraction(10) ** exponent
    if found.group("ten"):
        value, step = Fraction(1), Fraction(1)
    else:
        digits = found.group("digits").replace(",", "").replace("_", "")
        digits = digits if digits.count(".") < _TWO_POINTS else digits.replace(".", "")
        value, step = Fraction(digits), Fraction(1, 10 ** len(digits.partition(".")[2]))
    if found.group("vulgar"):
        value, step = value + _VULGAR[found.group("vulgar")], Fraction(1, 4)
    sign = -1 if _is_negative(text, start) else 1
    return Number(start - (sign < 0 and text[start - 1] == "-"), end, sign * value * scale, step * scale)


_MINUS = re.compile(
    r"(?:^|[(=≈:,]\s?|\b(?:is|was|are|were|at|to|of|from|about|around|and|or|between|below|above)\s)minus\s$",
    re.IGNORECASE,
)


def _is_negative(text: str, start: int) -> bool:
    if text[start - 1 : start] == " ":
        return text[start - 2 : start - 1] in "sS" and _MINUS.search(text[max(0, start - 24) : start]) is not None
    return text[start - 1 : start] == "-" and (start == 1 or text[start - 2] in " ([{=,:~≈<>|*\n")


def _is_label(text: str, number: Number) -> bool:
    """Whether digits stand in a name, a reference, a version or a date."""
    before, after = text[max(0, number.start - 24) : number.start], text[number.end : number.end + 16]
    last = before[-1:]
    if last in {"_", "#", "@", "-"} and before[-2:-1].isalnum() and not before[-2:-1].isdigit():
        return True
    if after[:1] == "_" or (after[:1] == "." and after[1:2].isdigit()):
        return True
    if _DATE.match(after) or (last in {"/", "-"} and before[-2:-1].isdigit() and after[:1] == last):
        return True
    named = before.strip(_NO_NAME) and (
        (_REFERENCE.search(before) and not _is_measured(before, after, number)) or _MONTH.search(before)
    )
    if named:
        return True
    if _AFTER_DAY.match(after) or _is_bracketed(last, after[:1], number) or _is_marker(text, number):
        return True
    return _is_year(number, after) and not _is_stated(text, number)


def _is_measured(before: str, after: str, number: Number) -> bool:
    """Whether a number behind a word such as "version" has a unit: "the final version 297 s"."""
    told = number.value >= _TWO_DIGITS or number.step != 1
    return told and _MEASURED.match(after) is not None and not before.lower().endswith("top ")


def _is_bracketed(before: str, after: str, number: Number) -> bool:
    """A citation ``[8]`` or the number of an equation ``(1)``."""
    return (before, after) in {("[", "]"), ("(", ")")} and number.step == 1 and 0 <= number.value < _THREE_DIGITS


def _is_marker(text: str, number: Number) -> bool:
    """The number of a list item at the start of a line."""
    if text[number.end : number.end + 1] not in {".", ")"} or text[number.end + 1 : number.end + 2] not in {" ", "\n"}:
        return False
    line = text.rfind("\n", 0, number.start) + 1
    return (
        number.value < _THREE_DIGITS and number.start - line <= _MARKUP and not text[line : number.start].strip(" *-(")
    )


_STATED = re.compile(
    r"(?:[=≈:$€£]|\b(?:is|are|equals?|answer|result|total|sum|gives?|get|makes?)\b)"
    r"(?:\s+(?:about|approximately|exactly|roughly|only|just))?\s*[$€£]?$",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"\b(?:year|date|published|born|founded|released|copyright)\b", re.IGNORECASE)


def _is_stated(text: str, number: Number) -> bool:
    """Whether a number that looks like a year is a value: alone, or behind "is" or a sign of equality."""
    before = text[max(0, number.start - 40) : number.start]
    if not before.strip() and not text[number.end :].strip(" ."):
        return True
    return _STATED.search(before) is not None and _CALENDAR.search(before) is None


def _is_year(number: Number, after: str) -> bool:
    bare = number.step == 1 and number.end - number.start == len("2018") and _YEARS[0] <= number.value < _YEARS[1]
    if bare and number.value % 10 == 0 and re.match(r"s\b", after):
        return True  # the 1990s
    return bare and not re.match(r"\s?(?:[a-zµ%°]|[A-ZΩ][A-Za-z]{0,2}(?![A-Za-z]))", after)


_PARTS_OF = re.compile(
    r"\b(?:(?P<many>one|two|three)[\s-]|an?\s)?(?P<part>quarter|third)s?\sof\s(?:an?|one)\s"
    r"(?=(?:hour|minute|second|day|week|month|year|(?:kilo|mega|milli)?(?:met|lit|joule|gram|watt))\w*)",
    re.IGNORECASE,
)


def _parts_of(text: str) -> Iterator[Number]:
    """``three quarters of an hour``."""
    for found in _PARTS_OF.finditer(text):
        part = 4 if found.group("part").lower() == "quarter" else 3
        value = Fraction(WORDS[(found.group("many") or "one").lower()], part)
        yield Number(found.start(), found.end() - 1, value, Fraction(0), spelled=True)


def _spelled(text: str) -> Iterator[Number]:
    parts = [*_parts_of(text)]
    yield from parts
    for found in _SPELLED.finditer(text):
        if any(part.start <= found.start() < part.end for part in parts):
            continue
        value = _spelled_value(found.group().lower())
        end = found.end()
        if half := _AND_A_HALF.match(text, end):
            value, end = value + Fraction(1, 2), half.end()
        step = Fraction(1) if value.denominator == 1 else Fraction(1, 2)
        yield Number(found.start(), end, value, step, spelled=True)


def _spelled_value(words: str) -> Fraction:
    total = current = Fraction(0)
    for word in re.findall(r"[a-z]+", words):
        if word == "half":
            return Fraction(1, 2)
        if word in WORDS:
            current += WORDS[word]
        elif word in _SCALES:
            current = max(current, Fraction(1)) * _SCALES[word]
            if word != "hundred":
                total, current = total + current, Fraction(0)
    return total + current
