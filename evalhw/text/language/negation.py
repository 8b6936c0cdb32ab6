"""Which words of a sentence are denied: "not X", "rather than X", "X is not required", "not X but Y".

Invariant: a sentence is read on its own; what reaches over several sentences stands in `prose`.

Method: cues and their scopes, after NegEx (Chapman et al. 2001): a cue denies what follows it up to the end of the
clause, or, where it is a predicate ("is not needed"), what precedes it down to the start of the clause. Turns of
phrase that only look negative ("not only", "cannot do without") are taken out first. Two scopes over the same words
cancel.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalhw.reading.rules import Found
from evalhw.reading.rules.en.scope import CUES, STAGE
from evalhw.reading.rules.en.stance import STAGE as STANCE
from evalhw.text.language import cues


@dataclass(frozen=True, slots=True)
class Scope:
    """A cue and the range of the sentence that it denies.

    `rejects` tells "X is no problem" and "X is wrong", which reject X as an answer, from "X is not used" and "not X".
    """

    cue_start: int
    cue_end: int
    start: int
    end: int
    rejects: bool = False


def scopes(sentence: str) -> tuple[Scope, ...]:
    """Every cue of a sentence with what it denies; overlapping scopes cancel, which is for the caller to count."""
    text = sentence[: cues.LONGEST]
    if STAGE.effects(text).isdisjoint(CUES):
        lead = _lead_scope(text)
        return (lead,) if lead else ()
    found = STAGE.find(text)
    if idioms := [one for one in found if one.rule.effect == "idiom"]:
        text = _masked(text, idioms)
        found = STAGE.find(text)
    return _Clause(text, found).scopes()


def denied(sentence: str, start: int, end: int) -> bool:
    """Whether a mention, ``sentence[start:end]``, is denied. A cue that the mention contains belongs to it."""
    return any_over(scopes(sentence), start, end)


def any_over(
    found: Sequence[Scope], start: int, end: int, claimed: Sequence[tuple[int, int]] = (), *, owns: bool = True
) -> bool:
    """Whether scopes that were read before deny a range of their sentence.

    Args:
        found: The scopes of the sentence.
        start: Where the mention starts.
        end: Where it ends.
        claimed: Ranges whose cues belong to what is said ("no guarantee").
        owns: Whether a cue inside the mention belongs to it too; if not, the mention is denied where its end is.
    """
    at = (start + end) // 2 if owns else max(start, end - 1)
    own = ((start, end), *claimed) if owns else claimed
    over = [
        scope
        for scope in found
        if scope.start <= at < scope.end
        and not any(scope.cue_start < right and left < scope.cue_end for left, right in own)
    ]
    return len(over) % 2 == 1


def is_negative(text: str) -> bool:
    """Whether a wording holds a denial of its own."""
    return cues.NEGATIVE.search(text) is not None


def is_denying_lead(text: str) -> bool:
    """Whether a heading or lead-in such as "Not needed:" denies what stands under it."""
    return _denying(text) is not None


def _denying(lead: str) -> Found | None:
    """The word by which a lead denies what stands under it; None if it does not."""
    if not 0 < len(lead.split()) <= cues.LEAD_WORDS:
        return None
    found = STANCE.find(lead)
    if any(one.rule.effect == "open" for one in found):
        return None
    denying = [one for one in found if one.rule.effect == "denying"]
    idioms = [one for one in STAGE.find(lead) if one.rule.effect == "idiom"] if denying else []
    return next((one for one in denying if not any(idiom.start <= one.start < idiom.end for idiom in idioms)), None)


def takes_back(sentence: str) -> bool:
    """Whether a sentence rejects the one before it: "It is not required.", "However, this objection is wrong."."""
    found = next((one for one in STANCE.find(sentence) if one.rule.effect == "takes_back"), None)
    return found is not None and _Clause(sentence, STAGE.find(sentence)).at("backward", found.end) is not None


def concedes(sentence: str, at: int, following: str) -> bool:
    """Whether what stands at a place is a view that is only granted: "One might think …. But …"."""
    found = STANCE.find(sentence)
    granted = next((one for one in found if one.rule.effect == "grants"), None)
    if granted is None:
        return False
    if any(one.rule.effect == "but" and one.start >= max(at, granted.end) for one in found):
        return True
    return "turns" in STANCE.effects(following)


def _lead_scope(text: str) -> Scope | None:
    """The scope of a lead such as "Not needed: dropout, layer norm": what follows the colon."""
    head, colon, _ = text.partition(":")
    cue = _denying(head) if colon else None
    return Scope(cue.start, cue.end, len(head) + 1, len(text)) if cue and _stands_alone(head) else None


def _stands_alone(head: str) -> bool:
    """Whether a lead has no subject of its own: "Not needed", "These are not required"; "Dropout is not needed" has."""
    first = re.match(r"\s*[*_\"'(\[]*\s*(\w+)", head)
    return first is not None and first.group(1).lower() in cues.LEADERS


class _Clause:
    """A sentence with the places where the rules of the stage apply.

    Args:
        text: The sentence, idioms masked.
        found: The places.
    """

    def __init__(self, text: str, found: Sequence[Found]) -> None:
        self.text, self.found = text, found

    def of(self, *effects: str) -> list[Found]:
        """The places of rules of some effects, none within another."""
        chosen: list[Found] = []
        for one in self.found:
            if one.rule.effect in effects and (not chosen or one.start >= _end(chosen[-1])):
                chosen.append(one)
        return chosen

    def next(self, effect: str, start: int) -> Found | None:
        """The next place of an effect."""
        return next((one for one in self.found if one.rule.effect == effect and one.start >= start), None)

    def at(self, effect: str, start: int) -> Found | None:
        """What begins at a place with an effect."""
        one = self.next(effect, start)
        return one if one and one.start == start else None

    def scopes(self) -> tuple[Scope, ...]:
        """The scopes of all cues, those within what is examined left out."""
        lead = _lead_scope(self.text)
        if lead:
            return (lead,)
        backward = list(self._backward())
        cues_behind = [(one.cue_start, one.cue_end) for one in backward]
        rest = [
            one for one in self.found if not any(one.start < end and start < _end(one) for start, end in cues_behind)
        ]
        masked = _masked(self.text, self.of("backward"))
        found = (*backward, *_Clause(masked, rest).forward())
        examined = list(self._examined()) if found else []
        return tuple(scope for scope in found if not any(start < scope.cue_start < end for start, end in examined))

    def _examined(self) -> Iterator[tuple[int, int]]:
        for one in self.of("examined"):
            ends = [one.end + _EXAMINED]
            if word := self.next("examined_end", one.end):
                ends.append(word.start)
            if mark := _MARK.search(self.text, one.end):
                ends.append(mark.start())
            yield one.start, min(ends)

    def _backward(self) -> Iterator[Scope]:
        for one in self.of("backward"):
            start = self._clause_start(one.start)
            wrong = self.next("wrong", one.start)
            rejects = wrong is not None and wrong.end <= _end(one)
            claims = [claim.end for claim in self.of("claim") if claim.end <= one.start] if rejects else []
            if claims and claims[-1] < start and ";" not in self.text[claims[-1] : start]:
                start = claims[-1]
            yield Scope(one.start, _end(one), start, one.start, rejects)

    def _clause_start(self, at: int) -> int:
        """Where the subject of a predicate starts: after the last boundary, and after any earlier predicate."""
        text, start = self.text, 0
        for boundary in self.of("boundary"):
            end = _end(boundary)
            if end <= at and text[end:at].strip():
                word = text[boundary.start : end].strip(" ,").lower()
                start = end if word not in cues.POINTERS else boundary.start + 1
        verb = self.next("verb", start)
        for gap in self.of("list"):
            if gap.start >= start and gap.end <= at and verb and verb.end <= gap.start and text[gap.end : at].strip():
                start = gap.end
                verb = self.next("verb", start)
        return start

    def forward(self) -> Iterator[Scope]:
        """The scopes of cues that deny what follows them."""
        found = [one for one in self.of(*_FORWARD) if not self.at("avoided_by", one.start)]
        for at, cue in enumerate(found):
            end = self._forward_end(cue)
            reaches_on = self.at("reach", self._behind(cue.end))
            if at + 1 < len(found) and found[at + 1].start < end and not reaches_on:
                end = found[at + 1].start
            if cue.end < end and not self.at("needed", cue.start):
                yield Scope(cue.start, cue.end, cue.end, end, cue.rule.effect == "rejecting")

    def _behind(self, at: int) -> int:
        """Where the next word stands."""
        return len(self.text) - len(self.text[at:].lstrip())

    def _forward_end(self, cue: Found) -> int:
        text, at = self.text, cue.end
        if reach := self.at("reach", self._behind(at)):
            at = reach.end
        boundary = self.next("boundary", at)
        if boundary:
            word = text[boundary.start : _end(boundary)]
            if not text[cue.end : boundary.start].strip() and word[-1:].isalpha():
                boundary = self.next("boundary", _end(boundary))  # "not because of X"
        end = boundary.start if boundary else len(text)
        if event := self.at("event", cue.start):
            condition = self.next("condition", event.end)
            end = condition.start if condition and condition.end <= end else end
        return self._list_end(cue, end) if cue.rule.effect == "preposition" else end

    def _list_end(self, cue: Found, end: int) -> int:
        """Where what follows "rather than" ends: at a comma, unless short items of a list stand behind it."""
        text = self.text
        comma = text.find(",", cue.end, end)
        if comma >= 0 and not text[: cue.start].strip(" \"'(["):
            return comma
        while 0 <= comma < end:
            following = text.find(",", comma + 1, end)
            stop = following if following >= 0 else end
            if any(len(piece.split()) > cues.CHUNK_WORDS for piece in cues.OR.split(text[comma + 1 : stop])):
                return comma
            comma = following
        return end


_FORWARD = tuple(sorted(CUES - {"backward"}))
_EXAMINED = 80
"""Characters behind "to check that" that are examined at most."""
_MARK = re.compile("[,;.:—]")


def _end(one: Found) -> int:
    """Where a cue ends, without what it only looks ahead to."""
    return one.groups["cue"][1] if "cue" in one.groups else one.end


def _masked(text: str, found: Sequence[Found]) -> str:
    """The text with other signs in the place of what was found."""
    for one in found:
        text = text[: one.start] + "~" * (_end(one) - one.start) + text[_end(one) :]
    return text
