"""Is a condition only announced? An answer may list what it has to show, argue one of the list, and stop there.

Invariant: only a list of bare conditions, of which another one is argued behind it, makes an announcement; words that
come back to the condition, and say that it holds, undo it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.derivations.targets import Target
    from evalhw.mathematics.derivations.verdicts import Statement

_BETWEEN = re.compile(
    r"(?:[\s,;:.*_()\[\]–-]|\((?:\w{1,3})\)|\b\w{1,3}[.)]|\b(?:and|as\s+well\s+as|also|the|for|to|second|other|condition"
    r"|equation|becomes?|reads?|is|W)\b)*"
)
_LABEL = re.compile(r"\(?\b(\w{1,3})[.)][\s*_]*$")
_LABEL_BEHIND = re.compile(r"[\s,]*\((\w{1,3})\)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_HOLDS = re.compile(
    r"\b(?:holds?|satisf\w+|follows?|true|immediate\w*|trivial\w*|clear\w*|obvious\w*|verified|met|fulfilled|equal|agree"
    r"|works?|automatic\w*|goes|done)\b",
    re.IGNORECASE,
)
_SO = re.compile(r"\b(?:so|hence|thus|therefore|consequently|conclude|gives|yields|follows)\b[^.;]*$", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:both|each|all|every|also|likewise|similar\w*|same|analogous\w*|(?:two|these|the)\s+(?:conditions|equations))\b",
    re.IGNORECASE,
)
_ORDINALS = (
    re.compile(r"\b(?:first|former)\b", re.IGNORECASE),
    re.compile(r"\b(?:second|latter|other|remaining)\b", re.IGNORECASE),
)


@dataclass(frozen=True)
class Argued:
    """A condition, where it stands with its values put in, and the statements of its part of the answer."""

    wanted: Target
    appears: Sequence[Statement]
    inside: Sequence[Statement]


def only_announced(own: Argued, others: Sequence[Argued], statements: Sequence[Statement]) -> bool:
    """Whether a condition stands in a list of conditions and the answer goes on with others of the list alone."""
    if not own.appears or any(len(one.piece.operators) != 1 for one in own.appears):
        return False
    last = own.appears[-1]
    for other in others:
        beside = next((one for one in other.appears if _listed(one, last, statements)), None)
        if beside is None or len(beside.piece.operators) != 1:
            continue
        end = max(last.start, beside.start)
        goes_on = _taken_up(other, end, closing=beside.start == end)
        if goes_on and not _taken_up(own, end, closing=last.start == end) and not _spoken_of(last, beside, statements):
            return True
    return False


def _listed(one: Statement, other: Statement, statements: Sequence[Statement]) -> bool:
    """Whether two statements stand side by side, with no more than marks and labels between them."""
    first, second = sorted((one, other), key=lambda each: each.start)
    if one is other or any(first.start < each.start < second.start for each in statements if each.kind != "expression"):
        return False
    return second.place.formula is first.place.formula or bool(_BETWEEN.fullmatch(first.place.behind))


def _taken_up(one: Argued, end: int, *, closing: bool) -> bool:
    """Whether the answer comes to a condition behind a list; what stands behind its last member may be for all."""
    later = [each for each in one.inside if each.start > end]
    return any(each in one.appears or _is_drawn(each, one) for each in later) if closing else bool(later)


def _is_drawn(statement: Statement, one: Argued) -> bool:
    """Whether a statement draws the condition as a conclusion: so the gradient is zero."""
    if statement.condition != one.wanted.condition.name or statement.stance != "claim":
        return False
    return statement.place.clause.lead == "⟹" or bool(_SO.search(statement.place.before[-60:]))


def _spoken_of(own: Statement, beside: Statement, statements: Sequence[Statement]) -> bool:
    """Whether words behind the list say that the condition holds, or speak of it where they give a formula."""
    end = max(own.start, beside.start)
    label = _label(own)
    ordinal = _ORDINALS[own.start > beside.start]
    for each in (each for each in statements if each.start >= end):
        mine = each.start > end and _is_named(each.place.before, label, ordinal)
        if mine and each.kind != "expression":
            return True
        for sentence in _SENTENCE.split(each.place.behind):
            named = _is_named(sentence, label, ordinal) or bool(_TOGETHER.search(sentence))
            if named and _HOLDS.search(sentence):
                return True
    return False


def _is_named(words: str, label: str, ordinal: re.Pattern[str]) -> bool:
    return bool(ordinal.search(words)) or bool(label and re.search(rf"\({re.escape(label)}\)", words))


def _label(statement: Statement) -> str:
    """The number or letter that stands by a statement, or empty."""
    place = statement.place
    found = _LABEL_BEHIND.match(place.after[:20]) or _LABEL.search(place.before[-20:])
    return place.clause.label or (found.group(1) if found else "")
