"""What a sentence says of the options it names: which, how firmly, and whether they are rejected.

Invariant: a bare number or letter is an option only where the sentence speaks of the choice; silence rejects nothing.
"""

import itertools
import re
from collections.abc import Sequence

from evalhw.checks.choosing.asked import Asked
from evalhw.checks.choosing.options import OptionReader, Seen
from evalhw.checks.choosing.selection import DECISIVE, LINE, PASSING, SAID
from evalhw.reading.rules import Found
from evalhw.reading.rules.en.choice import STAGE as CHOICE
from evalhw.reading.rules.en.failure import STAGE as FAILURE
from evalhw.reading.rules.en.leftover import STAGE as LEFTOVER
from evalhw.text.language import cues
from evalhw.text.language.denial import denied
from evalhw.text.language.negation import is_denying_lead, takes_back
from evalhw.text.language.words import content_stems
from evalhw.text.layout.budget import few
from evalhw.text.quantities.mentions import Passage

_CUE_LABEL = re.compile(
    r"\b(?:answer|conclusion|final|choice|selection|selected|needed|required|components|verdict|result)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s:=,*_`\"'()\[\]$☐→-]*(?:[A-Za-z][).]\s)?(?:(?:is|are|was|would be|will be|must be|should be|the|an?|we|you|i|"
    r"it|it's|that|need|needs|have|use|"
    r"take|choose|pick|select|exactly|just|only|number|of|option|choice|answer|final|correct|namely|clearly|to|this|"
    r"with|count|total|sum|"
    r"required|be|layers?|value|remains|that's|indeed|go|gives?|mine|both|either|my|"
    r"has|can|go for)\b[\s:=,*_`\"'()\[\]$→-]*){0,7}$",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"\b(?:choose|chose|chosen|pick|picked|select|selected|use|using|used|need|needs|needed|take|require|requires|"
    r"required|"
    r"opt for|go with|want|employ|apply|includes?|necessary|must have|set|call)\b[\s:*_`\"'$(]*"
    r"(?:(?:the|an?|to|use|only|just|exactly|have|both|be|are|is|are only|loss|function|on|:)\b[\s:*_`\"'$(]*){0,4}$",
    re.IGNORECASE,
)
_SUFFICES = re.compile(
    r"[\w\s*_`-]{0,30}?\b(?:is|are|will be|would be)\b[\w\s]{0,12}\b(?:sufficient|enough|needed|required|correct|"
    r"the (?:right|correct|appropriate|natural|best|recommended|preferred|standard|better)|appropriate|right|necessary|"
    r"the answer|suitable|prefer(?:able|red)|recommended|better)",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    r"[\s*_`\"'$)\]]*(?:(?:is|are|was|would be)\s+(?:(?:the|an?|also|both|only|clearly|definitely|therefore|not)\s+)*"
    r"(?:right|correct|wrong|incorrect|false|true|recommended|best|prefer(?:able|red)|better|appropriate)\b(?!-)|"
    r"(?:is|does)\s+(?:it|so|too|also|likewise|as well)\b|"
    r"(?:works?|fails?|raises?|do(?:es)?(?:\s+not|n['’]t)\s+work|remains?)\b|"
    r"(?:is|are|do|does)(?:\s+not|n['’]t)\W*$)",
    re.IGNORECASE,
)
_DENYING_PREDICATE = re.compile(
    r"[\s*_`\"'$)\]]*(?:(?:do|does|did|can|could|would|will|is|are)(?:\s+not|n['’]t)|cannot|never)\b", re.IGNORECASE
)
_HEAD = re.compile(
    r"[\s*_`\"'$]*(?:[(\[]?(?:[ivx]{1,4}|[a-z]|\d{1,2})[)\].:]\s*)*[\s*_`\"'$(\[]*(?:(?:either|both|also|only|just|definitely|clearly|certainly|obviously|surely|"
    r"and also|plus|additionally,?|in addition,?)\s+)?$",
    re.IGNORECASE,
)
_HEAD_ENDS = re.compile(
    r"[\s*_`\"'$)\]]*(?:[.:;,—–!]|-\s|\(|$|\bbecause\b|\bsince\b|\bas\b|\bis (?:the )?(?:correct|right|needed)|"
    r"\b(?:rather than|instead of|not|over|alone)\b|\n)"
)
_LIST = re.compile(
    r"(?:\s*\([^()]{0,80}\))?[\s*_`\"'$)\]]*(?:(?:,|;|\+|&|/|\band\b|\bas well as\b|\bor\b|\bplus\b|\bwith\b|"
    r"\b(?:along|together) with\b|\|)\s*)+[\s*_`\"'$(\[]*(?:(?:and|or|the|an?|its|also|then)\b[\s*_`\"'$(]*)*"
)
_LETTER_AND_NAME = 2
_LEADS_TO = re.compile(r"\w(?::|\s[–—→⇒])\s+[*_`\"'$(]{0,3}$")
_CLAUSES = re.compile(r"[;,.]|\band\b|\bbut\b", re.IGNORECASE)
_DRESS = " \t\n*_`\"'$()[]{}.,:;!-→•☐"
_WINDOW = 160
_WITHOUT = re.compile(r"\W*without\s+(?:the\s+|any\s+|an?\s+)?[*_`\"'(]*", re.IGNORECASE)
_BUT_THIS = re.compile(r"\bnot\b[^.;:]{1,40}\bbut\s+(?:rather\s+|instead\s+)?\W*$", re.IGNORECASE)
_REMAINS = re.compile(r"[\s*_`\"'$)\]]*remains?\b(?!\s+(?:to|a|an|the)\b)", re.IGNORECASE)
_ONLY = re.compile(
    r"\b(?:only|also|additionally|in addition|plus|too|as well|both|alone|layers?|loss|optimi[sz]er)\b", re.IGNORECASE
)
_ARTICLE = re.compile(r"\b(?:the|an?)\b", re.IGNORECASE)
_CLOSING_LABEL = re.compile(
    r"the (?:\w+ )?(?:ones|options|components|things|items|ingredients|assumptions)|"
    r"what|answer|choice|selection|selected|conclusion|verdict|decision|pick|final|correction|reflection|leave|"
    r"choose|select|tick|opt for|the (?:right|correct|best|proper|recommended|appropriate|preferred)",
    re.IGNORECASE,
)
_CUE_REACH = 400
"""Characters before an option within which words may lead to it."""
_LEADING = frozenset({"closes", "leads"})
_LETTER_BEHIND = re.compile(
    r"\W{1,3}(?i:option\W{1,3})?(?:[A-Z]\b|(?<=[(])[a-z][)]\W{0,3}(?:$|[,;.(]|(?i:because|since|not|and|or)\b))"
)
_ONE = re.compile(r"\bone\b", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:another|the other|the second|a second|one)\b", re.IGNORECASE)
_TOPIC = re.compile(r"\b(?:as for|regarding|concerning|what about)\s+(?:the\s+)?$", re.IGNORECASE)


def _is_cue(text: str, found: Found) -> bool:
    """Whether words lead to a choice: "it is" does only before a letter that stands for an option."""
    if found.rule.effect == "names":
        return _LETTER_BEHIND.match(text, found.end) is not None
    return found.rule.effect in _LEADING


def _is_maybe(text: str) -> bool:
    """Whether what is said is a mere possibility."""
    return any(found.rule.effect == "maybe" for found in CHOICE.find(text))


def head_of(passage: Passage, reader: OptionReader) -> Seen | None:
    """The option that a line starts with and says nothing but, or something about."""
    text = passage.view.text
    first = reader.bare(text)[:_LETTER_AND_NAME]
    for one in first:
        if one != first[0] and (one.option != first[0].option or text[first[0].end : one.start].strip(_DRESS)):
            break
        if _HEAD.fullmatch(text[: one.start]) and (_HEAD_ENDS.match(text, one.end) or _LIST.match(text, one.end)):
            return one
    return None


def named_in(passage: Passage, reader: OptionReader, head: Seen | None, asked: Asked) -> list[Seen]:
    """The options of a sentence: by name anywhere, bare ones only where the sentence speaks of the choice."""
    text = passage.view.text
    found = few(reader.named(text))
    cues = [cue for cue in CHOICE.find(text) if _is_cue(text, cue)]
    labelled = any(_CUE_LABEL.search(label) for label in passage.over[:1])
    for one in few(reader.bare(text)):
        if one in found:
            continue
        inside = [other for other in found if one.start <= other.start and other.end <= one.end]
        if inside:  # a letter and its name
            found = [*(other for other in found if other not in inside), one]
            continue
        listed = _is_listed(text, found, one)
        after_cue = any(_TAIL.fullmatch(text, cue.end, one.start) for cue in cues if cue.end <= one.start)
        before = text[max(0, one.start - _WINDOW) : one.start]
        decided = _DECIDES.search(before) and _HEAD_ENDS.match(text, one.end)
        alone = labelled and _HEAD.fullmatch(text[: one.start]) and _HEAD_ENDS.match(text, one.end)
        judged = (
            _JUDGED.match(text, one.end)
            or _BUT_THIS.search(before)
            or asked.asserts(text, one.end)
            or asked.denies(text, one.end)
        )
        led = _LEADS_TO.search(before) and not text[one.end :].strip(_DRESS)
        if (
            one == head
            or listed
            or after_cue
            or alone
            or decided
            or led
            or judged
            or asked.announced(text[: one.start]) is not None
        ):
            found.append(one)
    if reader.numeric:
        found = _without_distribution(text, found)
    found = sorted(found, key=lambda one: one.start)
    if _WITHOUT.match(text):  # a condition: it neither chooses nor rejects
        found = [one for one in found if not _WITHOUT.fullmatch(text, 0, joined(text, one, found)[0].start)]
    return found


def _without_distribution(text: str, found: Sequence[Seen]) -> list[Seen]:
    """Leave out "one … and another": these count to more than one."""
    return [
        one
        for one in found
        if not _ONE.fullmatch(text, one.start, one.end)
        or not (_ANOTHER.search(text, one.end) or _ONE.search(text, 0, one.start))
    ]


def _is_listed(text: str, found: Sequence[Seen], one: Seen) -> bool:
    """Whether a bare option is joined to another: "2 or 3", "1 or 2 layers"."""
    return any(
        _LIST.fullmatch(text, min(one.end, other.end), max(one.start, other.start))
        for other in found
        if other.end <= one.start or one.end <= other.start
    )


def enumerates(text: str, seen: Sequence[Seen]) -> bool:
    """Whether a sentence lists the options without saying anything of any."""
    return (
        len(seen) > 0
        and joined(text, seen[0], seen)[1] == seen[-1]
        and not re.search(r"\b(?:all|each|every|useful|needed|need|required|required)\b", text, re.IGNORECASE)
    )


def joined(text: str, one: Seen, seen: Sequence[Seen]) -> tuple[Seen, Seen]:
    """The first and the last of the options that are listed together: what leads or follows the list holds for all."""
    first = last = one
    loose = _semicolons_list(text, seen)
    for other in reversed([other for other in seen if other.end <= one.start]):
        if not _is_joint(text, other.end, first.start, loose=loose):
            break
        first = other
    for other in (other for other in seen if other.start >= one.end):
        if not _is_joint(text, last.end, other.start, loose=loose):
            break
        last = other
    return first, last


def _is_joint(text: str, start: int, end: int, *, loose: bool) -> bool:
    return _LIST.fullmatch(text, start, end) is not None and (loose or ";" not in text[start:end])


def _semicolons_list(text: str, seen: Sequence[Seen]) -> bool:
    """Whether semicolons part the items of the list; beside commas they part what is said of two lists."""
    if ";" not in text:
        return True
    gaps = [text[left.end : right.start] for left, right in itertools.pairwise(seen)]
    parted = [";" in gap for gap in gaps]
    ordered = True not in parted[parted.index(False) :] if False in parted else True  # "A and B; C does something else"
    return ordered and not any("," in gap for gap in gaps) and sum(parted) * 2 >= len(parted)


def firmness_of(
    passage: Passage, one: Seen, seen: Sequence[Seen], head: Seen | None, several: bool
) -> tuple[int, bool, bool, tuple[str, ...]]:
    """How firmly an option is named, whether as a final selection, whether its line names nothing else; the rules."""
    text = passage.view.text
    first, last = joined(text, one, seen)
    before = text[: first.start]
    whole = not _ARTICLE.sub("", _ONLY.sub("", before)).strip(_DRESS) and not _ONLY.sub("", text[last.end :]).strip(
        _DRESS
    )
    labelled = bool(passage.over) and _CUE_LABEL.search(passage.over[0]) is not None
    if _TOPIC.search(before):
        return PASSING, False, False, ()
    near = before[-_CUE_REACH:]
    whole_lead = len(near) == len(before)  # else the window may begin within a word
    cues = [
        cue
        for cue in CHOICE.find(near)
        if cue.rule.effect in _LEADING and (whole_lead or cue.start > 0) and _TAIL.fullmatch(near, cue.end)
    ]
    hypothetical = _is_maybe(before[-40:])
    if cues or _REMAINS.match(text, last.end) or (_DECIDES.search(before) and not hypothetical):
        return DECISIVE, any(cue.rule.effect == "closes" for cue in cues), whole, tuple(cue.rule.id for cue in cues)
    if not whole and _DENYING_PREDICATE.match(text, last.end):
        return PASSING, False, False, ()
    if whole or (head is not None and first == head and (not several or labelled)):
        return LINE, whole and labelled and _CLOSING_LABEL.search(passage.over[0]) is not None, whole, ()
    if _SUFFICES.match(text, last.end):
        return LINE if not _is_maybe(text) else SAID, False, False, ()
    clause = _CLAUSES.split(before)[-1] + " " + _CLAUSES.split(text[last.end :])[0]
    return PASSING if _is_maybe(clause) else SAID, False, False, ()


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


_SO_DOES = re.compile(r"\b(?:so|as)\s+(?:do|does|is|are|will|would)\s+(?:the\s+)?[*_`\"'(]*$", re.IGNORECASE)
_LONGEST_LABEL = 100
_OUTRIGHT = "failure.is_error"
_FAILURES = frozenset(
    content_stems("fail fails failing error errors exception exceptions mismatch raise raises invalid")
)


def failure_of(text: str, one: Seen, seen: Sequence[Seen], asked: Asked) -> tuple[str, ...]:
    """The rules by which an option is said to fail ("raises an error", "and so does X"); empty where it is not."""
    if asked.words & _FAILURES:
        return ()
    last = joined(text, one, seen)[1]
    after = next((other.start for other in seen if other.start >= last.end), len(text))
    said = FAILURE.find(text[last.end : after])
    turn = next((found.start for found in said if found.rule.effect == "turns"), len(text))
    failure = next((found for found in said if found.rule.effect == "fails" and found.end <= turn), None)
    if failure is not None:
        negated = any(found.rule.effect == "negated" and found.end <= failure.start for found in said)
        return () if negated and failure.rule.id != _OUTRIGHT else (failure.rule.id,)
    before = next((other for other in reversed(seen) if other.end <= one.start), None)
    if before is None or not _SO_DOES.search(text[: one.start]):
        return ()
    return failure_of(text, before, seen, asked)


def rejecting_label(label: str, asked: Asked) -> bool:
    """Whether a heading or lead-in rejects what stands under it: "Not needed:", "Fails:", "Why not the others?"."""
    if is_denying_lead(label):
        return True
    if len(label) > _LONGEST_LABEL:
        return False
    found = {one.rule.effect: one for one in reversed(LEFTOVER.find(label))}
    if "why_not" in found:
        return True
    others = found.get("others")
    if others is not None:
        start, end = others.groups["said"]
        stands = any(one.rule.effect == "stands" for one in LEFTOVER.find(label[start:end]))
        if not stands or ("negated" in found and found["negated"].end <= others.end):
            return True
    return "fails" in found and not asked.words & _FAILURES


def rejected_by_lead(text: str, one: Seen, seen: Sequence[Seen], asked: Asked) -> bool:
    """Whether the lead of a line rejects the options behind it: "Error: A, B"."""
    head, colon, _ = text.partition(":")
    return bool(colon) and len(head) < min(other.start for other in (one, *seen)) and rejecting_label(head, asked)
