r"""Spellings of answers that are no formulas yet: mixed numbers, repeating decimals, number bases, grouped digits.

Each rule rewrites one convention of datasets and models into plain LaTeX: `3\frac{1}{4}` to `(3+\frac{1}{4})`,
`0.\overline{3}` to `\frac{3}{9}`, `101_2` to `5`, `12 345` to `12345`.

Invariant: a rule fires only where its convention leaves no other reading, and every pattern is linear in the text.
"""

import re
from collections.abc import Callable
from fractions import Fraction

from evalhw.mathematics.syntax.spelling import GREEK

_VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
_BASES = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "sixteen": 16,
}  # fmt: skip
_NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip
_FRACTION_WORDS = {
    "half": (1, 2), "one half": (1, 2), "one-half": (1, 2), "a half": (1, 2), "one third": (1, 3), "one-third": (1, 3),
    "two thirds": (2, 3), "two-thirds": (2, 3), "one fourth": (1, 4), "one-fourth": (1, 4), "one quarter": (1, 4),
    "one-quarter": (1, 4), "a quarter": (1, 4), "three fourths": (3, 4), "three-fourths": (3, 4),
    "three quarters": (3, 4), "three-quarters": (3, 4), "one fifth": (1, 5), "one-fifth": (1, 5),
}  # fmt: skip
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_PARTS = {
    "half": 2, "third": 3, "fourth": 4, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_MOST_WORDS = 12
_INFINITY_WORDS = {"infinity": "\\infty", "positive infinity": "\\infty", "negative infinity": "-\\infty"}
_HIDDEN = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f\u2002\u2003\u2005\u2007\u200a\u3000", " "))
_FULLWIDTH = str.maketrans("０１２３４５６７８９＋－＝（），．％", "0123456789+-=(),.%")
_GROUPS = re.compile(r"(?<![\d.,])(\d{1,3}(?:(?:\s?(?:\\[,;:!]|\{\\?,\}|,\\!)\s?|\\ |~| )\d{3})+)(?![\d])")
_GROUP_MARK = re.compile(r"\s?(?:\{\\?,\}|,\\!|\\[,;:! ]|~| )\s?")
_BARE_FRACTION = re.compile(r"\\([dtc]?frac)\s*(\d)\s*(\d)")
_MIXED = re.compile(
    r"(?<![\d.}\w^_/])(\d{1,9})\s*(?:\\[,; ]|\{\})?\s*\\[dtc]?frac\s*"
    r"(?:\{\s*(\d{1,9})\s*\}\s*\{\s*(\d{1,9})\s*\}|(\d)\s*(\d))"
)
_MIXED_ASCII = re.compile(r"(?<![\d.}\w^_/])(\d{1,9})(?:[ ]+|[ ]and[ ])(\d{1,9})\s?/\s?(\d{1,9})(?![\d/])")
_REPEATING = re.compile(
    r"(?<![\d.])(\d{0,30})\.(\d{0,30})\\(?:overline|bar|dot)\s*(?:\{\s*(\d{1,30})\s*\}|(\d))(?:\\[lc]?dots|\.\.\.|…)?"
)
_CYCLE = re.compile(r"(?<![\d.])(\d{1,9})\.()\((\d{1,12})\)(?![\w(])")
_TIMES = re.compile(r"(?<=\d)\s+[xX]\s+(?=\d)")
_DOTS = re.compile(r"(?<![\d.])(\d{0,9})\.(\d*?)(\d{1,6}?)\3{2,20}\s*(?:\\[lc]?dots|\\dotsc|\.\.\.|…)")
_BASE = re.compile(
    r"(?<![\w.}])(?:\(\s*([0-9A-Fa-f]{1,60})\s*\)|([0-9A-F]{1,60}))\s*_\s*"
    r"(?:\{\s*(?:\\(?:text|mathrm)\s*\{)?\s*(\d{1,2}|[a-z]{3,7})\s*\}?\s*\}|(\d))(?![\w^])"
)
_CHOICES = re.compile(
    r"(?<![\w\\])C\s*\(\s*(\d{1,6})\s*,\s*(\d{1,6})\s*\)|(?<!\w)(?:\{\})?\s*_\{?(\d{1,6})\}?\s*C\s*_\{?(\d{1,6})\}?"
)
_MARKED = re.compile(
    rf"(?<![A-Za-z\\_])(?P<name>{'|'.join(sorted(GREEK, key=len, reverse=True))}|[A-Za-z])"
    r"_(?P<mark>hat|bar|tilde|ddot|dot)(?![A-Za-z])"
)
_LOG_BASE = re.compile(r"(?<![A-Za-z\\])log(2|10)\s?(?=\()")
_LOG_DIGITS = re.compile(r"\\log\s*_\s*(\d)\s*(?=\d)")
_PICKS = re.compile(
    r"(?<![\w}\\])(?:\{\s*\\(?:rm|mathrm|text)\s*)?([CAP])(?:\s*\})?"
    r"(?:_\{?(\d{1,3})\}?\s*\^\{?(\d{1,3})\}?|\^\{?(\d{1,3})\}?\s*_\{?(\d{1,3})\}?)(?![\w^_])"
)
_FIGURE = re.compile(
    r"\\(?:overline|overrightarrow|overleftrightarrow|triangle|angle|widehat)(?![a-z])\s*\{?\s*([A-Z]{2,4})\s*\}?(?![\w=])"
)
_OVER = re.compile(r"\{\s*([^{}\\]{1,80})\\over(?![a-zA-Z])\s*([^{}\\]{1,80})\}")
_CHOOSE = re.compile(r"\{\s*([^{}\\]{1,80})\\choose(?![a-zA-Z])\s*([^{}\\]{1,80})\}")
_CHOOSE_BARE = re.compile(r"^\s*([^{}\\]{1,80})\\choose(?![a-zA-Z])\s*([^{}\\]{1,80})$")
_LARGEST_BASE = 36


def tidied(text: str) -> str:
    """Return the text without hidden spaces, with one kind of space and of digits."""
    if text.isascii():
        return text
    return text.translate(_HIDDEN).translate(_SPACES).translate(_FULLWIDTH)


def surface(text: str) -> str:
    """Return the text with the conventions above rewritten; what is no such convention is left alone."""
    if not text.isascii():
        text = "".join(f"\\frac{{{_VULGAR[one][0]}}}{{{_VULGAR[one][1]}}}" if one in _VULGAR else one for one in text)
    for sign, pattern, replacement in _RULES:
        if sign in text:
            text = pattern.sub(replacement, text)
    return text


def _letter(name: str) -> str:
    return name if len(name) == 1 else f"\\{name} "


def _mixed(found: re.Match[str]) -> str:
    whole, *rest = found.groups()
    top, bottom = [part for part in rest if part is not None]
    if int(top) >= int(bottom) or int(whole) == 0:
        return found.group()
    return f"({whole}+\\frac{{{top}}}{{{bottom}}})"


def _repeating(found: re.Match[str]) -> str:
    whole, fixed, cycle, *more = found.groups()
    cycle = cycle or (more[0] if more else "") or ""
    if not cycle:
        return found.group()
    shift = 10 ** len(fixed)
    value = Fraction(int((whole or "0") + fixed or "0"), shift) + Fraction(int(cycle), shift * (10 ** len(cycle) - 1))
    return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


def _picks(found: re.Match[str]) -> str:
    """Return the number of choices C_5^2, or of arrangements A_5^2 or P_5^2."""
    of, some = int(found[2] or found[5]), int(found[3] or found[4])
    if some > of:
        return found.group()
    return f"\\binom{{{of}}}{{{some}}}" if found[1] == "C" else f"\\frac{{{of}!}}{{{of - some}!}}"


def _in_base(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    written = found[3] or found[4]
    base = _BASES.get(written) if written.isalpha() else int(written)
    if base is None or not 2 <= base <= _LARGEST_BASE or not any(digit.isdigit() for digit in digits):  # noqa: PLR2004
        return found.group()
    try:
        return str(int(digits, base))
    except ValueError:  # a digit that the base does not have: the subscript is an index
        return found.group()


def number_word(text: str) -> str:
    """Return the digits for a number in words, a fraction, or the sign of infinity; else the text."""
    if not text[:1].isalpha():
        return text
    plain = text.strip().lower()
    if plain in _FRACTION_WORDS:
        top, bottom = _FRACTION_WORDS[plain]
        return f"\\frac{{{top}}}{{{bottom}}}"
    if plain in _INFINITY_WORDS:
        return _INFINITY_WORDS[plain]
    words = plain.replace("-", " ").split()
    if not words or (words[0] not in _NUMBER_WORDS and words[0] not in {"a", "an"}):
        return text
    number = _cardinal(["one", *words[1:]] if words[0] == "a" and words[1:] else words)
    return str(number) if number is not None else _fraction(words) or text


def _cardinal(words: list[str]) -> int | None:
    """Return the number that words such as "two thousand and five" say; None when they say none."""
    if not 1 <= len(words) <= _MOST_WORDS:
        return None
    total = part = 0
    last = 10**12  # what the word before was worth: twenty-one rises to no ten
    for place, word in enumerate(words):
        if word == "and" and 0 < place < len(words) - 1 and part % 100 == 0:
            continue
        scale, value = _SCALES.get(word), _NUMBER_WORDS.get(word)
        if word == "hundred" and 0 < part < 10:  # noqa: PLR2004  # hundreds
            part, last = part * 100, 100
        elif scale is not None and 0 < part < scale and (not total or total % (scale * 1000) == 0):
            total, part, last = total + part * scale, 0, scale
        elif value is not None and scale is None and word != "hundred" and value < last and _fits(part, value, place):
            part, last = part + value, value if value % 10 == 0 and value >= 20 else 1  # noqa: PLR2004  # tens
        else:
            return None
    return total + part


def _fits(part: int, value: int, place: int) -> bool:
    """Whether a number below a hundred may follow what was said of its group."""
    if part % 100 == 0:
        return value > 0 or place == 0
    return part % 10 == 0 and part % 100 >= 20 and 1 <= value <= 9  # noqa: PLR2004  # twenty-one to ninety-nine


def _fraction(words: list[str]) -> str:
    """Return the fraction that words such as "three and a half" or "five eighths" say; empty when they say none."""
    below = _PARTS.get(words[-1]) or _PARTS.get(words[-1].removesuffix("s"))
    if below is None or len(words) == 1:
        return ""
    above = 1 if words[-2] in {"a", "an"} else _cardinal(words[-2:-1])
    whole = words[:-2]
    if not above or above >= below or (whole and whole[-1] != "and"):
        return ""
    front = _cardinal(whole[:-1]) if whole else 0
    if front is None:
        return ""
    return f"({front}+\\frac{{{above}}}{{{below}}})" if front else f"\\frac{{{above}}}{{{below}}}"


# What must occur for a rule to apply, its pattern, and what it writes; in the order in which they are applied.
_RULES: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ("\\overline", _REPEATING, _repeating),
    ("\\bar", _REPEATING, _repeating),
    ("\\dot", _REPEATING, _repeating),
    ("\\over", _OVER, r"\\frac{\1}{\2}"),
    ("\\choose", _CHOOSE, r"\\binom{\1}{\2}"),
    ("\\choose", _CHOOSE_BARE, r"\\binom{\1}{\2}"),
    ("dots", _DOTS, _repeating),
    ("...", _DOTS, _repeating),
    ("…", _DOTS, _repeating),
    ("C", _CHOICES, lambda found: f"\\binom{{{found[1] or found[3]}}}{{{found[2] or found[4]}}}"),
    (".(", _CYCLE, _repeating),
    ("x", _TIMES, r" \\times "),
    ("X", _TIMES, r" \\times "),
    ("_", _MARKED, lambda found: f"\\{found['mark']}{{{_letter(found['name'])}}}"),
    ("log", _LOG_BASE, r"\\log_{\1} "),
    ("\\log", _LOG_DIGITS, r"\\log_{\1} "),
    ("_", _PICKS, _picks),
    ("\\", _FIGURE, r"\1"),
    ("_", _BASE, _in_base),
    ("", _GROUPS, lambda found: _GROUP_MARK.sub("", found[1])),
    ("frac", _BARE_FRACTION, r"\\\1{\2}{\3}"),
    ("frac", _MIXED, _mixed),
    ("/", _MIXED_ASCII, _mixed),
)
