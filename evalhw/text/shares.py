"""Percentages and factors that follow from what a source states: how many times, by what share, what part.

Invariant: a share of something that the source itself gives percentages of, or does not measure at all, follows from
nothing.
"""

import re
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from evalhw.text.mentions import Mention
from evalhw.text.quantities import read
from evalhw.text.source import Source, distinct
from evalhw.text.units import FRACTION

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
    if mention.quantity.dimension == FRACTION:
        if _is_share_of_known(mention, known):
            return frozenset()
        values = _parts(known, mention.text)
        if _RELATES.search(mention.text):
            values |= known.ratios | known.change_shares
        else:
            values |= _shares_beside(mention.text, known)
        return values
    return known.ratios


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
    labels = mention.over[:2] if mention.cell else ()
    before = re.split(r"[.,;()]|\b(?:and|while|with)\b", mention.before[-40:])[-1]
    after = re.split(r"[.,;:()]|\b(?:and|by|while|with)\b", mention.after[:40])[0]
    if any(_RESOURCE.search(text) for text in (before, after, *labels)):
        return True
    words = known.shares_of
    return words is not None and any(words.search(text) for text in (re.split(r"\bby\b", before)[-1], after, *labels))


_RESOURCE = re.compile(
    r"\b(?:memory|v?ram|bandwidth|energy|electricity|parameters?|storage|disk)\b",
    re.IGNORECASE,
)
"""What no time, length or mass of a source is a share of."""
