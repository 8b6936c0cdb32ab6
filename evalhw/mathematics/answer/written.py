r"""Answers that are no arithmetic although digits and signs stand in them: dates, dotted numbers, ranges, letters.

`2024-03-05` is a day and not 2016, `1.2.10` a section, `10–15 minutes` a range and not minus five, `HTH` three tosses
in their order; `1.234.567,8` and `0,5` are numbers of those who write a decimal comma.

Invariant: every form is matched as a whole, and what is none of them comes back as it was.
"""

import re
from dataclasses import dataclass

_MONTHS = {
    name: month
    for month, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(_MONTHS)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMBERED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2([12]\d{3})")
_DAY_FIRST = re.compile(rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+({_MONTH})\.?(?:,?\s+(\d{{4}}))?")
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?")
_DOTTED = re.compile(r"\d{1,9}(?:\.\d{1,9}){2,8}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){2,6}")
_LETTERS = re.compile(r"[A-Z]{3,40}")
_NUMBER = r"(?:\\?\$|€|£)?\d[\d.,]*(?:\.\d+)?"
_RANGE = re.compile(
    rf"(?:(?:between|from)\s+)?(?P<low>{_NUMBER})(?:\s?\\?%)?\s?(?P<sign>-{{1,2}}|–|—|\\text\s?\{{\s?[-–]\s?\}}|\bto\b|\band\b)\s?"
    rf"(?P<high>{_NUMBER})(?P<unit>(?:\s?%|\s?\\%|(?:\s|~|\\[,; ])*\\?[A-Za-z°].*)?)"
)
_EUROPEAN = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d{1,9}(?!\d)")
_SPACED = re.compile(
    r"[-−]?[1-9]\d{0,2}(?: \d{3})+,\d{1,9}(?![\d,])|[-−]?[1-9]\d{0,2}(?:'\d{3})+(?:[.,]\d{1,9})?(?![\d'])"
)
_LONE = r"(?P<before>[-−+]?\s?(?:\\?[€£$]\s?)?)(?P<whole>\d{1,12})(?:,|\{,\})(?P<part>\d{1,12})"
_ALONE = re.compile(rf"{_LONE}(?P<after>(?:\s|\\,|~)*(?:\\?[%€£$¢]|[A-Za-zµμ°Ω\\].*)?)", re.DOTALL)
_BRACED = re.compile(r"(?<=\d)\{,\}\s?(?=\d)")
_GROUPED = re.compile(r"(?<![\d,.}])[1-9]\d{0,2}(?:\{,\}\s?\d{3})+(?!\d)")
_LISTED = re.compile(r"[(\[{]?\s*[-−]?\d{1,12}(?:,\d{1,12})?(?:\s*;\s*[-−]?\d{1,12}(?:,\d{1,12})?)+\s*[)\]}]?")
_PLAIN_PAIR = re.compile(r"(?P<label>[A-Za-z](?:_\w)?\s?=\s?)?(?P<whole>[-−]?\d{1,12}),(?P<part>\d{1,12})")
_GROUP = 3  # digits between two marks of thousands


@dataclass(frozen=True, slots=True)
class Date:
    """A day of a year, or of any year; `swapped` where day and month may be exchanged."""

    day: int
    month: int
    year: int | None = None
    swapped: bool = False

    def same(self, other: "Date") -> bool | None:
        """Whether two dates are the same day; None where the order of day and month decides, and is not known."""
        if self.year is not None and other.year is not None and self.year != other.year:
            return False
        if self.swapped == other.swapped:
            return (self.day, self.month) == (other.day, other.month)
        exchanged = (self.month, self.day) == (other.day, other.month)
        agrees = (self.day, self.month) == (other.day, other.month)
        return None if agrees != exchanged and (agrees or exchanged) else agrees


def date(text: str) -> Date | None:
    """Return the day that a text is: `2024-03-05`, `5 March 2024`, `3/5/2024`; None when it is none."""
    if len(text) > 40:  # noqa: PLR2004  # a date is short
        return None
    if " " not in text and max(text.count("-"), text.count("/"), text.count(".")) != 2:  # noqa: PLR2004  # two marks
        return None
    found = _ISO.fullmatch(text)
    if found:
        return _valid(int(found[3]), int(found[2]), int(found[1]))
    found = _NUMBERED.fullmatch(text)
    if found:
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        day, month = (second, first) if second > 12 else (first, second)  # noqa: PLR2004  # months
        return _valid(day, month, year, swapped=max(first, second) <= 12 and first != second)  # noqa: PLR2004
    return _named_month(text.lower()) if text[:1].isalnum() and text.isascii() and "\\" not in text else None


def _named_month(text: str) -> Date | None:
    """Return 5 March 2024, or March 5; None when no month is named."""
    found = _DAY_FIRST.fullmatch(text)
    if found:
        return _valid(int(found[1]), _MONTHS[found[2]], int(found[3]) if found[3] else None)
    found = _MONTH_FIRST.fullmatch(text)
    return _valid(int(found[2]), _MONTHS[found[1]], int(found[3]) if found[3] else None) if found else None


def _valid(day: int, month: int, year: int | None, *, swapped: bool = False) -> Date | None:
    return Date(day, month, year, swapped) if 1 <= day <= 31 and 1 <= month <= 12 else None  # noqa: PLR2004


def dotted(text: str) -> tuple[int, ...] | None:
    """Return the parts of a dotted number such as a version or a section; None for anything else."""
    text = text.removeprefix("v") if text[1:2].isdigit() else text
    if text.count(".") < 2 or not _DOTTED.fullmatch(text) or _THOUSANDS.fullmatch(text):  # noqa: PLR2004  # two dots
        return None
    return tuple(int(part) for part in text.split("."))


def letters(text: str) -> str:
    """Return a string of three or more capitals, whose order counts; empty for anything else."""
    return text if _LETTERS.fullmatch(text) else ""


def limits(text: str) -> tuple[str, str, str] | None:
    """Return lower end, upper end and unit of a range: `10–15 minutes`; None when it is none.

    A hyphen alone is a minus sign, so it makes a range only before a unit; a dash does where the ends rise.
    """
    if not text[:1].isdigit() and text[:1] not in "bf\\$€£":
        return None
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    if not _is_range(text, found):
        return None
    low, high = (part.lstrip("\\$€£").replace(",", "").rstrip(".") for part in (found["low"], found["high"]))
    if low.count(".") > 1 or high.count(".") > 1 or float(low) >= float(high):
        return None
    return low, high, found["unit"].strip()


def _is_range(text: str, found: re.Match[str]) -> bool:
    """Whether the sign between two numbers can be no minus, no ratio and no list."""
    if found["sign"] == "and":
        return text.startswith("between")
    told = bool(found["unit"].strip()) or text.startswith(("between", "from"))
    return told or found["sign"] not in {"-", "to"} or found["low"].startswith(("\\", "$", "€", "£"))


def decimal_commas(text: str) -> str:
    """Return a text whose numbers have a decimal point, where the whole of it reads as numbers with a comma."""
    if _THOUSANDS.fullmatch(text):
        return text.replace(".", "")
    if _SPACED.match(text):
        return _SPACED.sub(lambda found: re.sub(r"[ ']", "", found[0]).replace(",", "."), text, count=1)
    return _with_comma(text) if "," in text else text


def _with_comma(text: str) -> str:
    """Return a text that holds a comma with a decimal point instead, where it can be no list and no thousands."""
    if _EUROPEAN.match(text):
        return _EUROPEAN.sub(lambda found: found[0].replace(".", "").replace(",", "."), text, count=1)
    if "{,}" in text:
        text = _GROUPED.sub(lambda found: re.sub(r"\{,\}\s?", "", found[0]), text)
        text = _BRACED.sub(".", text)
    if ";" in text and _LISTED.fullmatch(text):
        return re.sub(r"(?<=\d),(?=\d)", ".", text)
    found = _ALONE.fullmatch(text)
    if found is None or not (found["after"].strip() or found["before"].strip(" -−+")):
        return text
    is_grouped = len(found["part"]) == _GROUP and found["whole"] != "0"
    return text if is_grouped else f"{found['before']}{found['whole']}.{found['part']}{found['after']}"


def with_point(text: str) -> str | None:
    """Return a bare `1,22` as the decimal that it may be beside a single value; None when it is no such pair."""
    found = _PLAIN_PAIR.fullmatch(text)
    if found is None or (len(found["part"]) == _GROUP and int(found["whole"].lstrip("-−"))):
        return None
    return f"{found['label'] or ''}{found['whole']}.{found['part']}"
