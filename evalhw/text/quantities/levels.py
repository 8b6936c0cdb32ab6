"""Percentages of one thing: which of a source can be held against each other, so that their difference means something.

Invariant: two percentages are of one thing only where the source puts them into one sentence, into one row or column
of a table, or behind the same words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from evalhw.text.quantities.mentions import Mention

_MOST = 64
_NAMED_BEFORE = re.compile(
    r"(?P<name>(?:[\w-]+\s)?[A-Za-z]{4,})\s?(?:\(?(?:was|is|were|of|at|reached|reaches|became|:|=)\)?)"
    r"(?:\s(?:now|then|still|only|about|at))?\s?[~≈]?$",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(r"\s(?P<name>(?:[\w-]+\s)?[A-Za-z]{4,})(?=[\s,.;:)]*(?:$|[,.;:)]|(?:on|in|of|and|with)\b))")
_ARTICLE = re.compile(r"^(?:the|a|an|its|their|our|and|with|final|initial)\s", re.IGNORECASE)


_LONG_WORD = re.compile(r"[a-z]{4,}")
_COMMON = frozenset({"from", "with", "went", "fell", "rose", "this", "that", "were", "than", "only", "after", "before"})


def compared(left: Fraction, right: Fraction) -> frozenset[Fraction]:
    """How many times one value is the other, and by what share of either they differ."""
    low, high = sorted((left, right))
    return frozenset({high / low, low / high, (high - low) / high, (high - low) / low}) if low > 0 else frozenset()


@dataclass(frozen=True, slots=True)
class Levels:
    """Two percentages of one thing, such as the accuracy before and after, and words that name it."""

    low: Fraction
    high: Fraction
    words: frozenset[str]

    @property
    def shares(self) -> frozenset[Fraction]:
        """By what share of either they differ, and what part of the higher the lower is."""
        return frozenset(share for share in compared(self.low, self.high) if share < 1)


def paired(percentages: Sequence[Mention]) -> Iterator[Levels]:
    """Every two percentages of one thing."""
    for one, other in combinations(percentages[:_MOST], 2):
        if one.quantity.value != other.quantity.value and _is_of_one_thing(one, other):
            low, high = sorted((one.quantity.value, other.quantity.value))
            yield Levels(low, high, words_of(one.before[-60:], _name(one), *(one.over[:2] if one.cell else ())))


def words_of(*texts: str) -> frozenset[str]:
    """The words of some texts that can name a thing."""
    return frozenset(word for text in texts for word in _LONG_WORD.findall(text.lower())) - _COMMON


def _is_of_one_thing(one: Mention, other: Mention) -> bool:
    if one.cell or other.cell:
        return one.cell and other.cell and one.block == other.block and bool({*one.over[:2]} & {*other.over[:2]})
    return one.where == other.where or (bool(name := _name(one)) and name == _name(other))


def _name(one: Mention) -> str:
    """The words that name a percentage, right before or right behind it: "the test accuracy was"."""
    found = _NAMED_BEFORE.search(one.before[-60:]) or _NAMED_AFTER.match(one.after[:60])
    return _ARTICLE.sub("", found.group("name").lower()) if found is not None else ""
