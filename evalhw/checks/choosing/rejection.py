"""Whether an option that is named is rejected: by a word beside it, a denial, the sentences after it.

Invariant: what an option is not said to be, it is not: silence rejects nothing.
"""

import re
from collections.abc import Sequence

from evalhw.checks.choosing.naming import joined
from evalhw.checks.choosing.options import Seen
from evalhw.text.language import cues
from evalhw.text.language.denial import denied
from evalhw.text.language.negation import is_denying_lead, takes_back
from evalhw.text.quantities.mentions import Passage

_BRACKETED = re.compile(r"[(]([A-Za-z])[)]")
_AT_END = re.compile(
    rf"[(\[→]\s*(?:(?P<yes>{cues.YES_WORD}|recommended|preferred)|(?P<no>{cues.NO_WORD}))\s*[)\]]?\W*$", re.IGNORECASE
)
_CLAUSE_END = re.compile(r";|\b(?:but|whereas|while)\b", re.IGNORECASE)
_VERDICT = re.compile(
    rf"[\s*_`\"')]*(?:[(:=→–—]|->|-(?=\s))[\s*_`]*(?:(?P<yes>{cues.YES_WORD})|(?P<no>{cues.NO_WORD}))\b"
    r"(?=[\s*_`]*(?:[.,;:)!—–]|$|\n|because|since|as\b))",
    re.IGNORECASE,
)


def verdict_beside(text: str, one: Seen, seen: Sequence[Seen]) -> bool | None:
    """What stands right behind an option, or behind the list it is in: "dropout (no)", "A, B: not needed"."""
    found = _VERDICT.match(text, one.end) or _VERDICT.match(text, joined(text, one, seen)[1].end)
    if found is None or any(found.start() <= other.start < found.end() for other in seen):
        return None  # "A, B (not C)" denies another one
    return found.group("yes") is not None


def verdict_at_end(text: str) -> bool | None:
    """The verdict that a line on an option ends in: "… forms the inverse (not recommended)"."""
    found = _AT_END.search(text)
    return None if found is None else found.group("yes") is not None


def _is_denied(text: str, one: Seen, seen: Sequence[Seen]) -> bool:
    """Whether an option is denied; "not A, not B: C" is read side by side."""
    text = _BRACKETED.sub(r" \1 ", text)
    left = text.rfind(". ", 0, one.start) + 1
    stop = text.find(". ", one.end)
    right = stop + 1 if stop >= 0 else len(text)
    if left or right < len(text):  # "… is nn.A. nn.B is not": a name in lower case hides the full stop
        inside = [
            Seen(other.option, other.start - left, other.end - left) for other in seen if left <= other.start < right
        ]
        moved = Seen(one.option, one.start - left, one.end - left)
        return _is_denied(text[left:right], moved, inside)
    colon = text.find(":")
    if 0 <= colon < one.start and any(other.end <= colon for other in seen):
        return denied(text[colon + 1 :], one.start - colon - 1, one.end - colon - 1)
    return denied(
        text[:colon] if colon >= one.end and any(other.start > colon for other in seen) else text, one.start, one.end
    )


def is_rejected(passage: Passage, one: Seen, seen: Sequence[Seen], following: Sequence[str]) -> bool:
    """Whether an option that a sentence names is rejected there, by the label over it, or by the sentences after it."""
    text = passage.view.text
    if _is_denied(text, one, seen) or (passage.over and is_denying_lead(passage.over[0])):
        return True
    if cues.COMPARED.search(text[max(0, one.start - 48) : one.start]):
        return True
    opened = text.rfind("(", 0, one.start)
    if opened > text.rfind(")", 0, one.start) and opened > 1 and denied(text, opened - 2, opened - 1):
        return True
    neither = cues.NEITHER.search(text, one.end)
    parted = neither and any(
        other.start >= end.end() and other.end <= neither.start()
        for end in _CLAUSE_END.finditer(text, one.end, neither.start())
        for other in seen
    )  # "A is, while B and C are neither"
    if neither and not parted and not any(other.start > neither.end() for other in seen):
        return True
    if (pronoun := cues.THEY_ARE_NOT.search(text, one.end)) and not _CLAUSE_END.search(text, one.end, pronoun.start()):
        return True
    alone = len({other.option for other in seen}) == 1 or joined(text, seen[0], seen)[1] == seen[-1]
    left_out = any(cues.LEFT_OUT.search(part) for part in (text[one.end :], *following))
    return alone and (left_out or any(takes_back(part) for part in following))
