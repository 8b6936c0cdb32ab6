"""What a quantity is a quantity of: the accuracy and not the efficiency, the value and not its uncertainty.

Invariant: the nearest word that governs a quantity decides; a word governs what follows it up to the next quantity, all
that a chain of equalities behind it works out ("the mean is 0.2 · 100 + 0.8 · 104 = 103.2 g"), or what stands right
before it. In "N(103.2 g, (2.68 g)²)" the place says it: the mean first, then the variance.
"""

import re
from dataclasses import dataclass
from functools import cache

from evalhw.text.language.phrases import last_match, pattern
from evalhw.text.quantities.mentions import Mention
from evalhw.units.unit import FRACTION

_NEAR = 48


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return pattern(words) if words else None


_BINDS = re.compile(
    r"[)\"'*]*(?:\s*(?:value|is|was|of|about|equals?|approximately|becomes|to be|comes out (?:as|at|to)|then|"
    r"therefore|at|[=≈:~])\s*)+"
    r"|[^.;,<>]{0,120}[=≈]\s*",
    re.IGNORECASE,
)
_CHAIN = re.compile(r"(?:(?!,\s|;|\.\s|\band\b|\bwhile\b|\bbut\b).){0,160}[=≈~]\s*(?:about\s+)?$", re.IGNORECASE)
_NORMAL = re.compile(r"(?<![A-Za-z])(?:N|Normal|Gaussian)\s?\(\s?(?P<first>[^(),;]{1,40}[,;]\s?)?(?P<open>\(?)\s?$")
_SQUARED = re.compile(r"\s?\)?\s?(?:\^\s?\{?2|²)")
_SYMBOL = re.compile(
    r"(?:(?P<mean>[μµ]|(?<![A-Za-z\\])mu(?![a-z])|(?<![A-Za-z])E\s?\[[^\[\]]{1,30}\])"
    r"|σ|(?<![A-Za-z\\])(?:sigma|SD|sd|std)(?![a-z]))(?:\s?[\[(][^\[\]()]{1,30}[\])])?(?:_\{?\w{1,12}\}?)?"
    r"(?P<squared>\s?(?:\^\s?2|²))?(?:_\{?\w{1,12}\}?)?\s?(?=[=≈~])"
)
_MEAN = "mean, expectation, expected value, average, centre"
_SPREADS = "standard deviation, sd, std, sigma, spread"
_TAIL = 200
_JOINS = re.compile(r"[^.;:=\d]{0,40}?(?:\band\b|,|/|&)[^.;:=\d]{0,40}", re.IGNORECASE)
_FIRST = re.compile(
    r"[^.;\d]{0,60}?(?:\b(?:is|are|was|were|of|equal|as|be)\b|[:=≈~(])[\s:=≈~(]*(?:about\s+)?", re.IGNORECASE
)
_SECOND = re.compile(
    r"[^.;\d]{0,60}?(?:\b(?:is|are|was|were|of|equal|as|be)\b|[:=≈~(])[^\d;]{0,12}\d[\d.,]*(?<![.,])[^\d;]{0,12}?"
    r"(?:\band\b|,|/|&)\s*(?:and\s+)?(?:about\s+|~\s?|≈\s?)?",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[^\d.;]{0,6}(?:\band\b|,|/|&)[^\d.;]{0,12}\d", re.IGNORECASE)
_BEHIND = re.compile(
    r"[\s)\]]*\(?\s*(?:(?:of|in)\s)?(?:(?!(?:with|and|at|for|to|by|while|but|in)\b)[\w-]+\s){0,2}", re.IGNORECASE
)
_GOES_ON = re.compile(r"\s*(?:of|is|was|=|:|≈|about)*\s*[~≈±]?\s*\d", re.IGNORECASE)
_SPREAD = re.compile(r"uncertaint|error|deviation|spread|margin|tolerance|std|stdev", re.IGNORECASE)
_HAS_SPREAD = re.compile(r"\s*\)?\s*(?:±|\+/?-)")
_PERCENT_CHANGE = re.compile(
    r"\b(?:sav\w*|reduc\w*|faster|slower|speed-?up|improve\w*|decrease\w*|increase\w*|gain\w*|quicker|shorter|"
    r"less time)\b",
    re.IGNORECASE,
)
_SEGMENTS = re.compile(r"[,;()]|\s[-–—]\s")
_FILLER = re.compile(
    r"\b(?:about|around|roughly|or|i\.e\.?|that is|nearly|almost|approximately|a|some|only|just)\b|[~≈]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the quantity must be of, and what it must not be of."""

    words: tuple[str, ...]
    but_not: tuple[str, ...]

    def is_named(self, mention: Mention) -> bool:
        """Whether the sentence or a label names the subject."""
        own = _pattern(self.words)
        return own is not None and any(own.search(text) for text in (mention.text, *mention.over[:3]))

    def governs(self, mention: Mention) -> bool:
        """Whether a word for the subject governs the quantity."""
        return _reach(_pattern(self.words), mention) is not None

    def binds(self, mention: Mention) -> bool:
        """Whether the subject is said to be the quantity: "the p-value is 0.03", "p = 2 · 0.015 = 0.03"."""
        own = _pattern(self.words)
        if own is None:
            return False
        last = last_match(own, mention.before)
        return last is not None and _BINDS.fullmatch(mention.before, last.end()) is not None

    def is_other(self, mention: Mention) -> bool:
        """Whether the quantity is said to be of something else."""
        spread = any(_SPREAD.search(word) for word in self.words)
        if mention.quantity.spread or (spread and _HAS_SPREAD.match(mention.after)):
            return mention.quantity.spread != spread
        other, own = _pattern(self.but_not), _pattern(self.words)
        if own is not None and other is not None and (paired := in_pair(own, other, mention)) is not None:
            return not paired
        away, near = _reach(other, mention), _reach(own, mention)
        if away is not None:
            return near is None or away < near
        if near is not None or other is None:
            return False
        if not mention.cell and own is not None and own.search(mention.text):
            return False
        labels = mention.over[: 2 if mention.cell else 1]
        return any(other.search(label) for label in labels) and not any(own and own.search(label) for label in labels)

    def is_share_of_change(self, mention: Mention) -> bool:
        """Whether a percentage belongs to a change that is spoken of beside it, not to the subject."""
        if mention.quantity.dimension != FRACTION or not self.words:
            return False
        segments = _SEGMENTS.split(mention.before)
        own = segments[-1] + " " + _SEGMENTS.split(mention.after)[0]
        words = _pattern(self.words)
        if words is not None and words.search(own):
            return False
        if not _FILLER.sub("", own).strip(" .:;") and len(segments) > 1:
            own = segments[-2]  # "a saving of 44 s, about 13 %"
        return _PERCENT_CHANGE.search(own) is not None


def _reach(words: re.Pattern[str] | None, mention: Mention) -> int | None:
    """How far the word that governs a quantity is from it; None where none does."""
    if words is None:
        return None
    if (placed := _placed(mention)) and words.search(placed):
        return 0
    found = last_match(words, mention.before)
    near: list[int] = []
    if found is not None:
        between = mention.before[found.end() :]
        plain = len(between) <= _NEAR and not re.search(r"[\d;]", between)
        if plain or _CHAIN.fullmatch(between):
            near.append(len(between))
    behind = words.search(mention.after[:_NEAR])
    goes_on = behind is not None and _GOES_ON.match(mention.after, behind.end()) is not None
    if behind is not None and not goes_on and _BEHIND.fullmatch(mention.after, 0, behind.start()):
        near.append(behind.start() + 1)
    return min(near, default=None)


def _placed(mention: Mention) -> str:
    """What a symbol, or the place in "N(mean, variance)", makes a quantity; empty where neither is there."""
    before = mention.before[-_TAIL:]
    if (found := _NORMAL.search(before)) is not None:
        if found.group("first") is None:
            return _MEAN
        return _SPREADS if _SQUARED.match(mention.after) else "variance"
    if "=" not in before and "≈" not in before:
        return ""
    symbol = last_match(_SYMBOL, before)
    if symbol is None or _CHAIN.fullmatch(before, symbol.end()) is None:
        return ""
    if symbol.group("mean"):
        return _MEAN
    return "variance" if symbol.group("squared") else _SPREADS


def in_pair(own: re.Pattern[str], other: re.Pattern[str], mention: Mention) -> bool | None:
    """Whether a quantity of "mean and deviation are A and B" answers to its own noun; None where it stands in none."""
    start = max(0, mention.quantity.start - _TAIL)
    low, high = last_match(own, mention.before, start), last_match(other, mention.before, start)
    if low is None or high is None:
        return None
    first, second = sorted((low, high), key=lambda found: found.start())
    if first.end() > second.start() or _JOINS.fullmatch(mention.before, first.end(), second.start()) is None:
        return None
    tail = mention.before[second.end() :]
    if _FIRST.fullmatch(tail) and _NEXT.match(mention.after):
        return first is low
    return second is low if _SECOND.fullmatch(tail) else None
