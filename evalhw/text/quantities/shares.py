"""Percentages and factors that follow from what a source states: how many times, by what share, what part.

Invariant: a share of something that the source itself gives percentages of, or does not measure at all, follows from
nothing.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from evalhw.text.quantities.differences import is_difference
from evalhw.text.quantities.levels import words_of
from evalhw.text.quantities.mentions import Mention
from evalhw.text.quantities.reading import read
from evalhw.text.quantities.source import Source, distinct
from evalhw.units.unit import FRACTION, Dimension

_RELATES = re.compile(
    r"\b(?:fast\w*|slow\w*|reduc\w*|sav\w*|improv\w*|speed\w*|sped|less|fewer|decreas\w*|cut\w*|lower\w*|short\w*|"
    r"drop\w*|gain\w*|"
    r"more|increas\w*|shav\w*|quicker|utili[sz]\w*|efficien\w*|of (?:the|its|that|this|what)|"
    r"gap|overhead|share|fraction|relative|compared|better|longer|trim\w*|remain\w*|times|fall\w*|fell|declin\w*|"
    r"diminish\w*|off|amounts? to|corresponds? to|equals|equivalent|percent of|% of|out of)\b"
    r"|^\W*(?:that|this|which|it)(?:'s| is| was| makes| means)\b",
    re.IGNORECASE,
)


def derived(mention: Mention, known: Source) -> frozenset[Fraction]:
    """The values that a percentage or a factor may have where it stands: ratios of what the source states."""
    if mention.quantity.dimension != FRACTION:
        return known.ratios
    values = _of_levels(mention, known)
    if (kinds := _resources(mention)) is not None:
        return values.union(*(known.ratios_of.get(kind, frozenset()) for kind in kinds))
    if _is_share_of_known(mention, known):
        return values
    values |= _parts(known, mention.text)
    if _RELATES.search(mention.text):
        return values | known.ratios | known.change_shares
    return values | _shares_beside(mention.text, known)


def _of_levels(mention: Mention, known: Source) -> frozenset[Fraction]:
    """What two percentages of one thing make: points between them, a relative change; what one leaves of a hundred."""
    quantity = mention.quantity
    written = mention.text[quantity.start : quantity.end]
    values: set[Fraction] = set()
    if _POINTS.search(written) or is_difference(mention) or _CHANGED.search(mention.before[-40:]):
        values |= {levels.high - levels.low for levels in known.levels}
        if not _POINTS.search(written):
            before, after, labels = _beside(mention)
            words = words_of(before, after, *labels)
            values |= {share for levels in known.levels if words & levels.words for share in levels.shares}
    if _REST.search(mention.before[-40:]) or _REST.match(mention.after[:40]):
        shares = (one.quantity.value for one in known.found if one.quantity.dimension == FRACTION)
        values |= {1 - share for share in shares if 0 < share < 1}
    return frozenset(values)


_POINTS = re.compile(r"points?|\bpp\b|p\.p\.", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:by|los(?:t|es|ing)|up|down|(?:reduction|loss|gain|drop|decrease|increase|change|rise|fall)\b[^.,;:]{0,24}\s"
    r"(?:of|is|was|=))\s"
    r"(?:only\s|just\s|about\s|roughly\s|around\s|almost\s|nearly\s|a\s|some\s|[~≈]\s?)*$",
    re.IGNORECASE,
)
_REST = re.compile(
    r".{0,30}\b(?:errors?|error rate|misclassif\w*|wrong\w*|incorrect\w*|fail\w*|remaining|the rest|the other)\b",
    re.IGNORECASE,
)


_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")


@lru_cache(maxsize=256)
def _shares_beside(sentence: str, known: Source) -> frozenset[Fraction]:
    """The shares that a sentence lays open: its own values ("(323 - 308)/323") together, one with the source's."""
    states = distinct((*known.states, *known.changes))
    found: set[Fraction] = set()
    for values in states.values():
        written = {one.value for one in read(sentence) if not one.spelled and one.value > 0}
        written |= {Fraction(number) for number in _NUMBER.findall(sentence)}
        beside = written.intersection((*values, *(abs(left - right) for left, right in combinations(values, 2))))
        for one in beside:
            for other in beside if len(beside) > 1 else values:
                low, high = sorted((one, other))
                if 0 < low < high:
                    found |= {low / high, (high - low) / high, (high - low) / low}
    return frozenset(found)


def _parts(known: Source, sentence: str) -> frozenset[Fraction]:
    """``3/5 runs`` as a share, where the sentence speaks of runs."""
    parts = [one for one in known.quantities if one.noun.startswith("of ")]
    spoken = sentence.lower()
    return frozenset(one.value for one in parts if one.noun.removeprefix("of ") in spoken)


def _is_share_of_known(mention: Mention, known: Source) -> bool:
    """Whether a percentage is of what the source gives percentages of, or never measures: no ratio can excuse it."""
    before, after, labels = _beside(mention)
    words = known.shares_of
    return words is not None and any(words.search(text) for text in (re.split(r"\bby\b", before)[-1], after, *labels))


def _beside(mention: Mention) -> tuple[str, str, Sequence[str]]:
    """The words of its own clause before it, those behind it, and the labels of its cell."""
    before = re.split(r"[.,;()]|\b(?:and|while|with)\b", mention.before[-40:])[-1]
    after = re.split(r"[.,;:()]|\b(?:and|by|while|with)\b", mention.after[:40])[0]
    return before, after, mention.over[:2] if mention.cell else ()


def _resources(mention: Mention) -> tuple[Dimension, ...] | None:
    """The dimensions of a resource that it is said to be a share of; None where it is said of none."""
    before, after, labels = _beside(mention)
    named = [found.lastgroup for text in (before, after, *labels) if (found := _RESOURCE.search(text)) is not None]
    return tuple(kind for name in named for kind in _MEASURED_IN[name or ""]) if named else None


_RESOURCE = re.compile(
    r"\b(?:(?P<memory>memory|v?ram|storage|disk)|(?P<energy>energy|electricity)|(?P<rate>bandwidth)|"
    r"(?P<none>parameters?))\b",
    re.IGNORECASE,
)
_MEASURED_IN: dict[str, tuple[Dimension, ...]] = {
    "memory": ((("bit", 1),),),
    "energy": ((("kg", 1), ("m", 2), ("s", -2)),),
    "rate": ((("bit", 1), ("s", -1)),),
    "none": (),
}
"""A share of a resource follows only from what the source states in its dimension, never from a time or a length."""
