r"""Answers in words: yes and no, names, days, "no solution", choices A to J, times of day.

Invariant: words are compared whole; a word is never found inside a longer answer, so "not even" is not "even".
"""

import re
from dataclasses import dataclass

from evalhw.mathematics.syntax.notation import FUNCTIONS
from evalhw.mathematics.syntax.spelling import GREEK

_STYLES = re.compile(
    r"\\(?:text|textbf|textit|textrm|textsf|texttt|mathrm|mathbf|mathit|mathsf|mbox|hbox|operatorname|emph|underline|rm|bf)\s*\{([^{}]*)\}"
)
_WORD = re.compile(r"[A-Za-z]+")
_FORMULA_SIGNS = re.compile(r"[=+^_<>*/|\\(]")
_ARTICLES = frozenset({"a", "an", "the"})
_MATHEMATICAL = frozenset({"and", "or", "infinity", "oo", *map(str.lower, (*FUNCTIONS, *GREEK))})
_SHORT = frozenset({"no", "yes", "none", "dne", "nan", "na"})
_SYNONYMS = {
    "no solution": "nothing", "no solutions": "nothing", "no real solution": "nothing", "no real solutions": "nothing",
    "there is no solution": "nothing", "there are no solutions": "nothing", "empty set": "nothing", "none": "nothing",
    "no such": "nothing", "does not exist": "nothing", "dne": "nothing", "doesnt exist": "nothing",
    "nothing": "nothing",
    "no answer": "nothing", "null set": "nothing", "do not exist": "nothing", "no values": "nothing",
    "infinitely many solutions": "infinitely many", "infinite solutions": "infinitely many",
    "infinite number of solutions": "infinitely many", "t": "true", "f": "false", "y": "yes", "n": "no",
    "not defined": "undefined", "undef": "undefined", "real numbers": "all real numbers",
    "all reals": "all real numbers",
    "neither nor": "neither",
}  # fmt: skip
_LONGEST = 400
_CHOICE_GOLD = re.compile(r"\(\s*([A-Ja-j])\s*\)|\[\s*([A-Ja-j])\s*\]|([A-J])[.)]?")
_CHOICES_GOLD = re.compile(r"\(?[A-J]\)?(?:(?:, ?|,? (?:and|or) |,? & )\(?[A-J]\)?)+")
_LETTER = re.compile(r"[A-J]")
_LONGEST_LETTER = 12  # characters of one letter in brackets, with blanks
_SHORTEST_LETTERS = 3  # A,B
_CHOICE_CLAIM = re.compile(
    r"(?:(?:the\s+)?(?:correct\s+)?(?:option|choice|answer)\s*(?:is)?:?\s*)?[(\[]?\s*([A-Ja-j])\s*(?:[)\].:](?P<rest>.*)|$)",
    re.IGNORECASE | re.DOTALL,
)
_MORE_CHOICES = re.compile(r"^\s*(?:,|;|/|&|and\b|or\b)|\b[(]?[A-J]\)", re.IGNORECASE)
_FIRST_WORD = re.compile(r"[\s*_$\\{]{0,8}(yes|no|true|false)[*_]{0,3}(?=[,.;:!—–-]|\s*$)", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?::|\.)?(\d{2})?\s*(?:o'clock)?\s*([ap])\.?\s?m\.?", re.IGNORECASE)
_BARE_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `half` is `a`, `p` or empty when none was written."""

    hour: int
    minute: int
    half: str = ""


def unstyled(text: str) -> str:
    r"""Return the text without `\text{}` and the like, as far as they are nested less than five deep."""
    for _ in range(4) if "\\" in text else ():
        plain = _STYLES.sub(r"\1", text)
        if plain == text:
            break
        text = plain
    return text


def is_words(text: str) -> bool:
    """Whether an answer is words rather than a formula: no signs of a formula, and a word."""
    plain = unstyled(text)
    if len(plain) > _LONGEST or _FORMULA_SIGNS.search(plain):
        return False
    found = [word.lower() for word in _WORD.findall(plain)]
    if not found:
        return False
    if any(map(str.isdigit, plain)):  # "June 20" is words, "48 apples" a number of something
        return plain[:1].isalpha() and _is_word(found[0])
    return any(word in _SHORT or _is_word(word) for word in found)


def _is_word(word: str) -> bool:
    """Whether letters make a word rather than a product: three or more, one a vowel, and no name of mathematics."""
    return len(word) > 2 and word not in _MATHEMATICAL and bool(set(word) & set("aeiou"))  # noqa: PLR2004


def has_signs(text: str) -> bool:
    """Whether a text that is not in styles holds signs of a formula, so that letter and sign count."""
    return bool(_FORMULA_SIGNS.search(unstyled(text)))


def normal(text: str) -> str:
    """Return words in one spelling: lower case, without styles, punctuation and articles; synonyms become one."""
    plain = unstyled(text[:_LONGEST]).replace("\\", " ").replace("'", "").replace("’", "")
    plain = re.sub(r"[^\w+./:%-]+", " ", plain.lower())
    plain = re.sub(r"(?<!\d)[./:-]|[./:-](?!\d)", " ", plain)
    found = [word for word in plain.split() if word not in _ARTICLES] or plain.split()
    joined = " ".join(found)
    return _SYNONYMS.get(joined, joined)


def same(gold: str, claim: str) -> bool:
    """Whether two answers in words say the same."""
    expected, given = normal(gold), normal(claim)
    if not expected or not given:
        return gold.strip() == claim.strip()
    if expected == given or expected.replace(" ", "") == given.replace(" ", ""):
        return True
    return expected.rstrip("s") == given.rstrip("s") and len(expected) > 3  # noqa: PLR2004  # a plural


def agrees(gold: str, claim: str) -> bool:
    """Whether the gold is yes, no, true or false, and a claim begins with just that word."""
    expected = normal(gold)
    if expected not in {"yes", "no", "true", "false"}:
        return False
    first = _FIRST_WORD.match(claim)
    return first is not None and first[1].lower() == expected


def choice(gold: str) -> str | None:
    r"""Return the letter when the gold is one choice among several, such as `\text{(C)}`."""
    if len(gold) > _LONGEST_LETTER and "\\" not in gold:
        return None
    found = _CHOICE_GOLD.fullmatch(unstyled(gold).strip())
    if found is None:
        return None
    return next(letter for letter in found.groups() if letter).upper()


def choices(text: str) -> frozenset[str]:
    """Return the letters of a list of choices, such as `A, C`; empty when it is none."""
    if len(text) < _SHORTEST_LETTERS or text[0].islower() or text[0].isdigit():
        return frozenset()
    plain = unstyled(text).strip().strip("*$.")
    return frozenset(_LETTER.findall(plain)) if _CHOICES_GOLD.fullmatch(plain) else frozenset()


def chosen(claim: str) -> str | None:
    """Return the letter that a claim chooses, alone or before the text of the choice; None when it names several."""
    found = _CHOICE_CLAIM.fullmatch(unstyled(claim).strip().strip("*$."))
    if found is None or _MORE_CHOICES.search(found["rest"] or ""):
        return None
    return found[1].upper()


def clock(text: str) -> Clock | None:
    """Return the time of day that a text is, or None; a bare `5:30` may be one, and is a ratio otherwise."""
    if len(text) > 40 or not any(letter.isdigit() for letter in text[:12]):  # noqa: PLR2004  # a time is short
        return None
    plain = unstyled(text).replace("\\", "").replace("~", " ").replace(",", "").strip()
    found = _CLOCK.fullmatch(plain)
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3].lower()
    else:
        found = _BARE_CLOCK.fullmatch(plain)
        if found is None:
            return None
        hour, minute, half = int(found[1]), int(found[2]), ""
    return Clock(hour, minute, half) if hour <= 24 and minute < 60 else None  # noqa: PLR2004  # hours, minutes


def same_time(gold: Clock, claim: Clock) -> bool:
    """Whether two times of day are the same, where a missing half of the day may be either."""
    if gold.minute != claim.minute:
        return False
    if gold.half and claim.half:
        return gold.hour % 12 == claim.hour % 12 and gold.half == claim.half
    if gold.half or claim.half:
        known, other = (gold, claim) if gold.half else (claim, gold)
        full = known.hour % 12 + 12 * (known.half == "p")
        return other.hour in {known.hour, full}
    return gold.hour == claim.hour
