"""Join digits that a separator stands between: 864 000 and 864'000, 0,24 and 12,6 J, 864.000,50.

Invariant: neighbours are joined only where one number is meant; a list (1,2), an interval [0,1] and a pair (3,5) stay
apart. A comma before three digits groups thousands, unless a lone zero stands before it.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from evalhw.text.quantities.number import Number
from evalhw.units.unit import unit_at

_FIRST = re.compile(r"[1-9]\d{0,2}")
_THREE = re.compile(r"(?P<whole>\d{3})(?:\.(?P<part>\d{1,30}))?")
_WHOLE = re.compile(r"\d{1,15}|[1-9]\d{0,2}(?:\.\d{3}){1,5}")
_DECIMALS = re.compile(r"(?P<part>\d{1,20})(?!\d|[.,]\d)")
_GLUE = {" ", "'"}
_MOST_GROUPS = 6
_COUNTED = re.compile(r" [a-z]{3,20}s\b")
_LISTED = re.compile(r",\d")
_COUNTER = re.compile(
    r"\b(?:epoch|batch|seed|fold|day|week|round|iter(?:ation)?|size|attempt|model|network|gpu|node|level|class|label)\s$",
    re.IGNORECASE,
)
_EQUALS = re.compile(r"[=≈<>~≤≥∼±]\s?$")
_CLOSE = {"(": ")", "[": "]", "{": "}"}
_LARGE = re.compile(r"\s?(?:million|billion|thousand|trillion|times)\b|-?fold\b", re.IGNORECASE)
_ALSO_COMMA = re.compile(r"\s?(?:[-–—±→/]|->|\+/-|\\pm|to|and|bis)\s?\d{1,9},\d{1,9}(?![\d,])")
_GAP = re.compile(r" {0,2}\\?")
_CURRENCY = "$€£"


def joined(text: str, found: Sequence[Number]) -> list[Number]:
    """The numbers of a text in order, those that a separator had parted made one."""
    result: list[Number] = []
    index = 0
    while index < len(found):
        grouped, index = _grouped(text, found, index)
        if index < len(found) and (decimal := _decimal(text, grouped, found[index])) is not None:
            grouped, index = decimal, index + 1
        result.append(grouped)
    return result


def _grouped(text: str, found: Sequence[Number], index: int) -> tuple[Number, int]:
    """The number at an index with the groups of thousands that follow it, and the index behind them."""
    first, after = found[index], index + 1
    if after == len(found) or found[after].start != first.end + 1:
        return first, after
    glue = text[first.end : first.end + 1]
    if glue not in _GLUE or not _is_first(text, first):
        return first, after
    last = index
    while (
        last + 1 < len(found) and last - index < _MOST_GROUPS and _continues(text, found[last], found[last + 1], glue)
    ):
        last += 1
    if last == index or not _is_one(text, found[last], glue):
        return first, after
    value, step = abs(first.value), Fraction(1)
    for one in found[index + 1 : last + 1]:
        value, step = value * 1000 + one.value, one.step
    return Number(first.start, found[last].end, -value if first.value < 0 else value, step), last + 1


def _is_first(text: str, first: Number) -> bool:
    """Whether a number may begin a grouped one: up to three digits, with no digit just before them."""
    if _FIRST.fullmatch(text[first.start : first.end].lstrip("-")) is None:
        return False
    if _COUNTER.search(text, max(0, first.start - 12), first.start):
        return False  # "epoch 24 297 s"
    return not (first.start > 1 and text[first.start - 1] in " '" and text[first.start - 2].isdigit())


def _continues(text: str, one: Number, following: Number, glue: str) -> bool:
    return (
        following.start == one.end + 1
        and text[one.end] == glue
        and one.step == 1
        and _THREE.fullmatch(text, following.start, following.end) is not None
    )


def _is_one(text: str, last: Number, glue: str) -> bool:
    """Whether groups are one number and no list: they end in 000, or a unit or what is counted follows."""
    if text[last.end : last.end + 2].lstrip(glue)[:1].isdigit():
        return False
    return (
        glue != " "
        or text[last.start : last.end] == "000"
        or _has_unit(text, last.end)
        or _COUNTED.match(text, last.end) is not None
    )


def _decimal(text: str, whole: Number, part: Number) -> Number | None:
    """Two numbers with a comma between them as one with decimals, if that is what is meant."""
    if part.start != whole.end + 1 or text[whole.end] != "," or whole.step.denominator not in {1, 1000}:
        return None
    written = text[whole.start : whole.end].lstrip("-")
    digits = _DECIMALS.match(text, part.start, part.end)
    if digits is None or (_WHOLE.fullmatch(written) is None and " " not in written and "'" not in written):
        return None
    if (written[0] == "0" and written != "0") or not _is_comma(text, whole, part, written):
        return None
    size = len(digits.group("part"))
    left = abs(Fraction(re.sub(r"\D", "", written)))
    scale = part.step
    value = left * scale + part.value / 10**size
    return Number(whole.start, part.end, -value if whole.value < 0 else value, scale / 10**size)


def _is_comma(text: str, whole: Number, part: Number, written: str) -> bool:
    before = text[max(0, whole.start - 3) : whole.start]
    if _LISTED.match(text, part.end) or (before[-1:] == "," and before[-2:-1].isdigit()):
        return False
    if _CLOSE.get(before[-1:], "no") == text[part.end : part.end + 1]:
        return False  # an interval, a pair, a citation
    if _has_unit(text, part.end) or before[-1:] in (*_CURRENCY,) or _LARGE.match(text, part.end):
        return True
    if part.step != 1 or not text[whole.end + 1 : part.end].isdigit():
        return True  # 8,64 × 10^5
    two = part.end - part.start > 1
    if _ALSO_COMMA.match(text, part.end):
        return True
    return (written == "0" and (two or _EQUALS.search(before) is not None)) or (
        two and _EQUALS.search(before) is not None
    )


def _has_unit(text: str, end: int) -> bool:
    gap = _GAP.match(text, end)
    return gap is not None and unit_at(text, gap.end()) is not None
