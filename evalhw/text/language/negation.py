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

from evalhw.text.language import cues
from evalhw.text.language.phrases import last_match


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
    if not cues.MAYBE_NEGATIVE.search(sentence):
        return ()
    text = cues.IDIOM.sub(lambda found: "~" * len(found.group()), sentence[: cues.LONGEST])
    lead = _lead_scope(text)
    if lead:
        return (lead,)
    backward = list(_backward(text))
    masked = _masked(text, backward)
    found = (*backward, *_forward(masked))
    examined = [one.span() for one in cues.EXAMINED.finditer(text)] if found else []
    return tuple(scope for scope in found if not any(start < scope.cue_start < end for start, end in examined))


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
    words = text.split()
    short = 0 < len(words) <= cues.LEAD_WORDS
    return (
        short
        and cues.DENYING_LEAD.search(cues.IDIOM.sub("", text)) is not None
        and not cues.NO_DENIAL_LEAD.search(text)
    )


def takes_back(sentence: str) -> bool:
    """Whether a sentence rejects the one before it: "It is not required.", "However, this objection is wrong."."""
    found = cues.TAKES_BACK.match(sentence)
    return found is not None and cues.BACKWARD.match(sentence, found.end()) is not None


def concedes(sentence: str, at: int, following: str) -> bool:
    """Whether what stands at a place is a view that is only granted: "One might think …. But …"."""
    granted = cues.CONCEDES.search(sentence)
    if granted is None:
        return False
    behind = _BUT.search(sentence, max(at, granted.end()))
    return behind is not None or cues.CONTRASTS.match(following) is not None


_BUT = re.compile(r"[,;—–]\s*(?:but|however|yet|though|although)\b", re.IGNORECASE)


def _lead_scope(text: str) -> Scope | None:
    """The scope of a lead such as "Not needed: dropout, layer norm": what follows the colon."""
    head, colon, _ = text.partition(":")
    if not colon or not is_denying_lead(head):
        return None
    cue = cues.DENYING_LEAD.search(head)
    return Scope(cue.start(), cue.end(), len(head) + 1, len(text)) if cue and _stands_alone(head) else None


def _stands_alone(head: str) -> bool:
    """Whether a lead has no subject of its own: "Not needed", "These are not required"; "Dropout is not needed" has."""
    first = re.match(r"\s*[*_\"'(\[]*\s*(\w+)", head)
    return first is not None and first.group(1).lower() in cues.LEADERS


def _backward(text: str) -> Iterator[Scope]:
    for found in cues.BACKWARD.finditer(text):
        start = _clause_start(text, found.start())
        rejects = cues.REJECTS.search(found.group()) is not None
        if rejects and (claim := last_match(cues.CLAIM_THAT, text, 0, found.start())) and claim.end() < start:
            start = claim.end() if ";" not in text[claim.end() : start] else start
        yield Scope(found.start(), found.end(), start, found.start(), rejects)


def _clause_start(text: str, at: int) -> int:
    """Where the subject of a predicate starts: after the last boundary, and after any earlier predicate."""
    start = 0
    for boundary in cues.BOUNDARY.finditer(text, 0, at):
        if text[boundary.end() : at].strip():
            start = (
                boundary.end() if boundary.group().strip(" ,").lower() not in cues.POINTERS else boundary.start() + 1
            )
    for gap in cues.SUBJECT_BREAK.finditer(text, start, at):
        if cues.VERB.search(text, start, gap.start()) and text[gap.end() : at].strip():
            start = gap.end()
    return start


def _masked(text: str, backward: list[Scope]) -> str:
    """The text without the cues that were read as predicates."""
    for scope in backward:
        text = text[: scope.cue_start] + "~" * (scope.cue_end - scope.cue_start) + text[scope.cue_end :]
    return text


def _forward(text: str) -> Iterator[Scope]:
    found = [cue for cue in cues.FORWARD.finditer(text) if not cues.AVOIDED_BY.match(text, cue.start())]
    for at, cue in enumerate(found):
        end = _forward_end(text, cue)
        reaches_on = cues.REACHES_ON.match(text[cue.end() :].lstrip())
        if at + 1 < len(found) and found[at + 1].start() < end and not reaches_on:
            end = found[at + 1].start()
        if cue.end() < end and not cues.NEEDED.match(text, cue.start()):
            yield Scope(cue.start(), cue.end(), cue.end(), end, cues.REJECTS_THAT.search(cue.group()) is not None)


def _forward_end(text: str, cue: re.Match[str]) -> int:
    following = text[cue.end() :].lstrip()
    at = cue.end()
    if reach := cues.REACHES_ON.match(following):
        at = cue.end() + len(text[cue.end() :]) - len(following) + reach.end()
    boundary = cues.BOUNDARY.search(text, at)
    if boundary and not text[cue.end() : boundary.start()].strip() and boundary.group()[-1:].isalpha():
        boundary = cues.BOUNDARY.search(text, boundary.end())  # "not because of X"
    end = boundary.start() if boundary else len(text)
    if event := cues.HAPPENS.match(text, cue.start()):
        condition = cues.CONDITION.search(text, event.end(), end)
        end = condition.start() if condition else end
    comma = text.find(",", cue.end(), end)
    if comma < 0 or not cues.PREPOSITION.match(cue.group()):
        return end
    if not text[: cue.start()].strip(" \"'(["):
        return comma
    while 0 <= comma < end:
        following_comma = text.find(",", comma + 1, end)
        stop = following_comma if following_comma >= 0 else end
        if any(len(piece.split()) > cues.CHUNK_WORDS for piece in cues.OR.split(text[comma + 1 : stop])):
            return comma
        comma = following_comma
    return end
