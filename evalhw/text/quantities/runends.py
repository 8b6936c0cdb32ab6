"""Tell the end of a run from the end of a change: "the baseline reached a final accuracy of 94 %".

Invariant: a word for the end of a run is set aside only where something else says whose run it is: the subject of its
clause, the lead of its block or what stands over it; and only for the first quantity of its kind that is told of there.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evalhw.text.quantities.marks import NAMED, Mark
from evalhw.text.quantities.mentions import Mention
from evalhw.text.quantities.quantity import Quantity
from evalhw.units.unit import Dimension

_MEASURE = re.compile(
    r"\s+(?:[\w-]+\s+){0,2}(?:accurac(?:y|ies)|times?|loss|losses|errors?|scores?|durations?|run-?times?|values?|"
    r"results?|figures?|performance|precision|epochs?)\b",
    re.IGNORECASE,
)
_LAST = re.compile(r"final(?:ly)?|finale|ultimately|eventually|at (?:the )?(?:very )?end|last", re.IGNORECASE)
_FINISHES = re.compile(r"(?:finish|end)(?:es|ed|ing|s)?(?:\s+up)?(?:\s+(?:at|with|on|in))?", re.IGNORECASE)
_OF_RUN = re.compile(r"\s+of\s+(?:the\s+|its\s+)?(?:training|run|schedule|(?:last\s+)?epochs?)\b", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?:[\w-]+\s+){0,3}[\w-]+\s*(?::|=|\s[-–—]\s)")
_SUBJECT = re.compile(
    r"(?:^|[.;:,]\s*|\b(?:while|whereas|but|and)\s+)(?:the|this|that|its|his|her|their|our|an?)?\s*(?:[\w'-]+\s+){0,2}$",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"\b(?:from|compared|than|with|of|to|against|versus|vs|over|after|before|beat\w*|improv\w*|for)\b", re.IGNORECASE
)
_NEW_SUBJECT = re.compile(r";|\b(?:while|whereas|but|then|he|she|they|we|author\w*)\b|→|->", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:reduc|improv|lower|drop|fell|fall|cut|brought|bring|sped|speed|shrink|shrank|optimi[sz])\w*", re.IGNORECASE
)
_HEAD = re.compile(r"[^:;.\d]{2,70}?(?::|\s[-–—]\s)")
_REACHES = re.compile(
    r"(?:and|with|at|,|\s)*(?:it\s+)?(?:(?:reach|achiev|attain|had|ha[sd]|having|got|gets?|hit|gave|giv|yield|obtain|end|"
    r"arriv|c[ao]me)\w*\s+)?(?:(?:up|in|at|with|on|to)\s+)*(?:an?\s+|its\s+)?",
    re.IGNORECASE,
)
_HAS_A = re.compile(
    r"(?:\b(?:reach|achiev|attain|had|ha[sd]|having|got|gets?|hit|gave|giv|yield|obtain)\w*|\b(?:with|at|to))\s+(?:an?|its)\s+$",
    re.IGNORECASE,
)
_JOINS = re.compile(r"[=/&,]|\b(?:and|or)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ruler:
    """What a sentence stands under.

    Attributes:
        role: The part it speaks of; empty if none.
        place: Which lead or labels it is.
        apart: Whether it stands over the block, as a heading does, and not in it.
    """

    role: str
    place: str
    apart: bool


def without_run_ends(
    marks: Sequence[Mark], group: Sequence[Mention], ruler: Ruler, taken: Collection[Dimension]
) -> tuple[Mark, ...]:
    """The marks of a sentence without those that only speak of the end of a run.

    Args:
        marks: All marks of the sentence.
        group: Its quantities.
        ruler: What the sentence stands under; under a heading, "Final accuracy: 94 %" is about the heading's part.
        taken: The kinds of quantity that were told of under it before.
    """
    text = group[0].text
    kept: list[Mark] = []
    for mark in marks:
        if _is_run_end(text, mark):
            told = _told(mark, group)
            label = _LABEL.match(text, mark.end) is not None and not text[: mark.start].strip()
            outside = ruler.role and ruler.role != mark.role and (ruler.apart or not label) and not kept
            if outside and told and told.dimension not in taken:
                continue
            if told and any(mark.role != one.role and _rules(text, one, mark, group, told) for one in kept[-1:]):
                continue
        kept.append(mark)
    return tuple(kept)


def _told(mark: Mark, group: Sequence[Mention]) -> Quantity | None:
    """The quantity that a mark speaks of: the one right before it ("94 % final accuracy"), else the next one."""
    beside = next((one.quantity for one in group if 0 <= mark.start - one.quantity.end <= 1), None)
    return beside or next((one.quantity for one in group if one.quantity.start >= mark.end), None)


def only_run_ends(text: str, marks: Sequence[Mark]) -> bool:
    """Whether the marks of a label only speak of the end of a run: "Final test accuracy"."""
    return bool(marks) and all(_is_run_end(text, mark) for mark in marks)


def _is_run_end(text: str, mark: Mark) -> bool:
    word = text[mark.start : mark.end]
    if _FINISHES.fullmatch(word) or _OF_RUN.match(text, mark.end):
        return True
    return _LAST.fullmatch(word) is not None and _MEASURE.match(text, mark.end) is not None


def _rules(text: str, ruler: Mark, mark: Mark, group: Sequence[Mention], told: Quantity) -> bool:
    """Whether the mark before says whose run ends: "the baseline took 341 s and reached a final accuracy of"."""
    stop = min(mark.start, told.start)
    passed = [one for one in group if ruler.end <= one.quantity.start < stop]
    between = text[ruler.end : mark.start]
    sure = ruler.strength == NAMED and ruler.binds_back
    if not sure or told.dimension in {one.quantity.dimension for one in passed} or _CHANGES.search(between):
        return False
    head = _HEAD.match(text)
    if head is not None and ruler.end <= head.end() <= mark.start and not _MEASURE.match(text, ruler.end, head.end()):
        return True
    return _is_subject(text, ruler) and not _NEW_SUBJECT.search(between) and _goes_on(text, ruler, mark, passed, stop)


def _is_subject(text: str, ruler: Mark) -> bool:
    found = _SUBJECT.search(text[max(0, ruler.start - 80) : ruler.start])
    return found is not None and not _OF_ANOTHER.search(found.group())


def _goes_on(text: str, ruler: Mark, mark: Mark, passed: Sequence[Mention], stop: int) -> bool:
    """Whether what stands before the mark is the verb of the subject."""
    if passed:
        return _REACHES.fullmatch(text, passed[-1].quantity.end, stop) is not None
    if _FINISHES.fullmatch(text, mark.start, mark.end):
        return _JOINS.search(text, ruler.end, mark.start) is None
    return _HAS_A.search(text[ruler.end : mark.start]) is not None
