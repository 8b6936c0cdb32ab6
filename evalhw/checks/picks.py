"""What an answer says of each option: chosen or rejected, where, and how firmly.

Invariant: a pick stands on one passage; an option that is named in a question, or in a list of all options, is no pick.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evalhw.checks.base import Answer
from evalhw.checks.options import OptionReader, Seen
from evalhw.checks.ticks import boxes
from evalhw.text.budget import few, readable
from evalhw.text.mentions import Passage, passages
from evalhw.text.negation import denied, is_denying_lead, takes_back
from evalhw.text.spans import Span

DECISIVE, LINE, SAID, PASSING = 4, 3, 2, 1
"""How firmly: in a box or as "the answer"; as a line of its own; in a sentence; in passing."""


@dataclass(frozen=True, slots=True)
class Pick:
    """An option that an answer speaks of.

    Attributes:
        option: Its index.
        chosen: Whether it is chosen; else rejected.
        firmness: `DECISIVE`, `LINE`, `SAID` or `PASSING`.
        span: Its passage in the raw text.
        group: Start of the sentence, line or list that the pick belongs to; picks of one group were made together.
        closing: Whether it is part of a selection that says it of all options: boxes, a box, "Answer: …".
        whole: Whether its line names options and nothing else.
        under: The label the line stands under.
        verdict: Whether yes or no stands right beside it.
    """

    option: int
    chosen: bool
    firmness: int
    span: Span
    group: int
    closing: bool = False
    whole: bool = False
    under: str = ""
    verdict: bool = False


_CUE = re.compile(
    r"\b(?:(?:final |correct |right |best |short |my |the )*(?:answers?|choices?|selections?|conclusion|verdict|decision|pick|"
    r"selected|result)\b|"
    r"correction\b|hence|therefore|thus|so\b(?! that)|consequently|in (?:short|summary|conclusion|total)|actually|"
    r"on reflection|overall|[∴⇒])",
    re.IGNORECASE,
)
_CUE_LABEL = re.compile(
    r"\b(?:answer|conclusion|final|choice|selection|selected|needed|required|components|verdict|result)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s:=,*_`\"'()\[\]$☐→-]*(?:[A-Za-z][).]\s)?(?:(?:is|are|was|would be|will be|must be|should be|the|an?|we|you|i|it|it's|that|need|needs|have|use|"
    r"take|choose|pick|select|exactly|just|only|number|of|option|choice|answer|final|correct|namely|clearly|to|this|with|"
    r"required|be|layers?|value|remains|that's|indeed|go|gives?|mine|both|either|my|go for)\b[\s:=,*_`\"'()\[\]$→-]*){0,7}$",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"\b(?:choose|chose|chosen|pick|picked|select|selected|use|using|used|need|needs|needed|take|require|requires|required|"
    r"opt for|go with|want|employ|apply|includes?|necessary|must have|set|call)\b[\s:*_`\"'$(]*"
    r"(?:(?:the|an?|to|use|only|just|exactly|have|both|be|are|is|are only|loss|function|on|:)\b[\s:*_`\"'$(]*){0,4}$",
    re.IGNORECASE,
)
_SUFFICES = re.compile(
    r"[\w\s*_`-]{0,30}?\b(?:is|are|will be|would be)\b[\w\s]{0,12}\b(?:sufficient|enough|needed|required|correct|"
    r"the (?:right|correct|appropriate|natural|best)|appropriate|right|necessary|the answer|suitable)",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:would|could|might|may|at first (?:sight|glance)|seems?|one might|you might|some might|if|suppose|were|tempting|"
    r"suggests?|first guess|although|though)\b",
    re.IGNORECASE,
)
_NEITHER = re.compile(r"\b(?:neither|none)\b", re.IGNORECASE)
_HEAD = re.compile(
    r"[\s*_`\"'$]*(?:[(\[]?(?:[ivx]{1,4}|[a-z]|\d{1,2})[)\].:]\s*)*[\s*_`\"'$(\[]*(?:(?:either|both)\s+)?$",
    re.IGNORECASE,
)
_HEAD_ENDS = re.compile(
    r"[\s*_`\"'$)\]]*(?:[.:;,—–!]|-\s|\(|$|\bbecause\b|\bsince\b|\bas\b|\bis (?:the )?(?:correct|right|needed)|\n)"
)
_LIST = re.compile(
    r"(?:\s*\([^()]{0,80}\))?[\s*_`\"'$)\]]*(?:,|;|\+|&|/|\band\b|\bas well as\b|\bor\b|\bplus\b|\bwith\b|\balong with\b|\|)+[\s*_`\"'$(\[]*(?:(?:and|or|the|an?|its|also|then)\b[\s*_`\"'$(]*)*"
)


def picks(answer: Answer, reader: OptionReader) -> list[Pick]:
    """Everything an answer says of the options, in the order of the text."""
    every = list(passages(answer.document, answer.spans))
    found = [*_boxed(answer, reader), *_ticked(answer, reader), *_tabled(every, reader)]
    taken = [(pick.span.start, pick.span.end) for pick in found]
    tables = {pick.group for pick in found}
    for pick in _said([one for one in every if not (one.cell and one.block in tables)], reader):
        if not any(start <= pick.span.start < end for start, end in taken):
            found.append(pick)
    return _regrouped(sorted(found, key=lambda pick: (pick.span.start, pick.span.end)))


def _regrouped(found: Sequence[Pick]) -> list[Pick]:
    """Verdicts on one option after another are one selection, until an option comes a second time."""
    result: list[Pick] = []
    seen: set[int] = set()
    group = 0
    for pick in found:
        if not pick.verdict:
            result.append(pick)
            continue
        if not seen or pick.option in seen:
            seen, group = set(), pick.group
        seen.add(pick.option)
        result.append(replace(pick, group=group))
    return result


def _boxed(answer: Answer, reader: OptionReader) -> Iterator[Pick]:
    group = last = -_LONGEST_BOX
    for span in readable(answer.spans):
        for found in _BOXED.finditer(answer.raw, span.start, span.end):
            if found.start() - last > _LONGEST_BOX or "\n\n" in answer.raw[max(last, 0) : found.start()]:
                group = found.start()
            end = _closing(answer.raw, found.end())
            view = answer.document.plain(Span(found.end(), end))
            text = view.text or answer.raw[found.end() : end]
            for seen in reader.bare(text):
                yield Pick(seen.option, True, DECISIVE, Span(found.start(), end + 1), group, closing=True)
            last = end


_BOXED = re.compile(r"\\(?:f?boxed|fbox)\s*\{")
_LONGEST_BOX = 400


def _closing(raw: str, at: int) -> int:
    depth = 1
    for index in range(at, min(len(raw), at + _LONGEST_BOX)):
        depth += {"{": 1, "}": -1}.get(raw[index], 0)
        if depth == 0:
            return index
    return min(len(raw), at + _LONGEST_BOX)


def _ticked(answer: Answer, reader: OptionReader) -> Iterator[Pick]:
    found = boxes(answer.raw, readable(answer.spans), reader)
    groups: list[list[int]] = []
    for index, box in enumerate(found):
        near = groups and box.span.start - found[groups[-1][-1]].span.end <= len(box.line) + 4 * _LONGEST_BOX
        seen = {found[at].option for at in groups[-1]} if groups else set()
        if near and box.option not in seen:
            groups[-1].append(index)
        else:
            groups.append([index])
    for group in groups:
        members = [found[at] for at in group]
        some = any(box.ticked for box in members)
        if not some and len(members) >= len(reader.options):
            continue  # the empty list, copied
        for box in members:
            yield Pick(box.option, box.ticked or not some, DECISIVE, box.span, members[0].span.start, closing=True)


_CELL_YES = re.compile(
    r"\W*(?:yes|needed|required|necessary|true|keep|included?|selected|chosen|needs?|use|essential)\b", re.IGNORECASE
)
_CELL_NO = re.compile(
    r"\W*(?:no|not|none|false|exclude|omit|unnecessary|irrelevant|n/a|unneeded|reject(?:ed)?|never)\b", re.IGNORECASE
)


def _tabled(every: Sequence[Passage], reader: OptionReader) -> Iterator[Pick]:
    """The rows of a table that says yes or no to each option."""
    for passage in every:
        if not passage.cell or not passage.over:
            continue
        yes, no = _CELL_YES.match(passage.view.text), _CELL_NO.match(passage.view.text)
        row = reader.bare(passage.over[0])
        if row and (yes or no) and not reader.named(passage.view.text):
            yield Pick(row[0].option, not no, DECISIVE, passage.where, passage.block, closing=True)


def _said(every: Sequence[Passage], reader: OptionReader) -> Iterator[Pick]:
    heads = [_head_of(passage, reader) for passage in every]
    several = len({head.option for head in heads if head is not None}) > 1
    for index, passage in enumerate(every):
        text = passage.view.text
        if not text.strip() or text.rstrip().endswith("?"):
            continue
        following = _about_it(every, index, reader)
        seen = few(_seen(passage, reader, heads[index]))
        if (
            len({one.option for one in seen}) == len(reader.options) > 2
            and not _verdict_beside(text, seen[-1], seen)
            and _enumerates(text, seen)
        ):  # a real list
            continue
        for one in seen:
            yield _pick(passage, one, seen, heads[index], several, following)


def _about_it(every: Sequence[Passage], index: int, reader: OptionReader) -> tuple[str, ...]:
    """The next sentences of the same block that still speak of the options before them: they name none."""
    result: list[str] = []
    for later in every[index + 1 : index + 4]:
        if later.block != every[index].block or reader.named(later.view.text):
            break
        result.append(later.view.text)
    return tuple(result)


def _head_of(passage: Passage, reader: OptionReader) -> Seen | None:
    """The option that a line starts with and says nothing but, or something about."""
    for one in reader.bare(passage.view.text)[:1]:
        text = passage.view.text
        if _HEAD.fullmatch(text[: one.start]) and (_HEAD_ENDS.match(text, one.end) or _LIST.match(text, one.end)):
            return one
    return None


def _seen(passage: Passage, reader: OptionReader, head: Seen | None) -> list[Seen]:
    """The options of a sentence: by name anywhere, bare ones only where the sentence speaks of the choice."""
    text = passage.view.text
    found = reader.named(text)
    starts: list[int] = []
    if head is not None:
        starts.append(head.start)
    cues = list(_CUE.finditer(text))
    labelled = any(_CUE_LABEL.search(label) for label in passage.over[:1])
    for one in reader.bare(text):
        if one in found:
            continue
        led = starts and _is_listed(text, starts[-1], found, one)
        after_cue = any(_TAIL.fullmatch(text, cue.end(), one.start) for cue in cues if cue.end() <= one.start)
        decided = _DECIDES.search(text[: one.start]) and _HEAD_ENDS.match(text, one.end)
        alone = labelled and _HEAD.fullmatch(text[: one.start]) and _HEAD_ENDS.match(text, one.end)
        if one == head or led or after_cue or alone or decided:
            found.append(one)
            starts.append(one.start)
    if reader.numeric:
        found = _without_distribution(text, found)
    return sorted(found, key=lambda one: one.start)


_ONE = re.compile(r"\bone\b", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:another|the other|the second|a second|one)\b", re.IGNORECASE)


def _without_distribution(text: str, found: Sequence[Seen]) -> list[Seen]:
    """Leave out "one … and another": these count to more than one."""
    return [
        one
        for one in found
        if not _ONE.fullmatch(text, one.start, one.end)
        or not (_ANOTHER.search(text, one.end) or _ONE.search(text, 0, one.start))
    ]


def _is_listed(text: str, _: int, found: Sequence[Seen], one: Seen) -> bool:
    """Whether a bare option is joined to one before it: "2 or 3"."""
    return any(_LIST.fullmatch(text, other.end, one.start) for other in found if other.end <= one.start)


def _enumerates(text: str, seen: Sequence[Seen]) -> bool:
    """Whether a sentence lists the options without saying anything of any."""
    gaps = zip(seen, seen[1:], strict=False)
    return all(_LIST.fullmatch(text, left.end, right.start) for left, right in gaps) and not re.search(
        r"\b(?:all|each|every|useful|needed|need|required|required)\b", text, re.IGNORECASE
    )


_LEFT_OUT = re.compile(
    r"\b(?:leave|leaving|drop|omit|exclude|skip|ignore|reject)\s+(?:it|them|this|these|that|those)\b", re.IGNORECASE
)
_THEY_ARE_NOT = re.compile(
    r"[,;]\s*(?:so|hence|thus|therefore|and|which means)?\s*(?:they|it|these|this|both|which)\s+(?:is|are|was|were|do|does|should|must)\s*(?:n't|not|never)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r";|\b(?:but|whereas|while)\b", re.IGNORECASE)
_TOPIC = re.compile(r"\b(?:as for|regarding|concerning|what about)\s+(?:the\s+)?$", re.IGNORECASE)


def _pick(
    passage: Passage, one: Seen, seen: Sequence[Seen], head: Seen | None, several: bool, following: Sequence[str]
) -> Pick:
    span = passage.view.raw_span(one.start, one.end)
    firmness, closing, whole = _firmness(passage, one, seen, head, several)
    if (verdict := _verdict_beside(passage.view.text, one, seen)) is not None:
        return Pick(one.option, verdict, DECISIVE, span, passage.block, closing=True, verdict=True)
    rejected = _is_rejected(passage, one, seen, following)
    under = passage.over[0] if passage.over else ""
    return Pick(one.option, not rejected, firmness, span, passage.where.start, closing, whole, under)


_VERDICT = re.compile(
    r"[\s*_`\"')]*(?:[(:=→–—]|->|-(?=\s))[\s*_`]*(?:(?P<yes>yes|needed|required|necessary|included?|selected|chosen|true|use)|"
    r"(?P<no>no|not\b[\w\s]{0,20}|unnecessary|irrelevant|excluded?|omit(?:ted)?|false|none|never|unneeded|rejected))\b"
    r"(?=[\s*_`]*(?:[.,;:)!—–]|$|\n|because|since|as\b))",
    re.IGNORECASE,
)


def _verdict_beside(text: str, one: Seen, seen: Sequence[Seen]) -> bool | None:
    """What stands right behind an option, or behind the list it is in: "dropout (no)", "A, B: not needed"."""
    found = _VERDICT.match(text, one.end) or _VERDICT.match(text, _joined(text, one, seen)[1].end)
    return None if found is None else found.group("yes") is not None


def _is_denied(text: str, one: Seen, seen: Sequence[Seen]) -> bool:
    """Whether an option is denied; "not A, not B: C" is read side by side."""
    colon = text.find(":")
    if 0 <= colon < one.start and any(other.end <= colon for other in seen):
        return denied(text[colon + 1 :], one.start - colon - 1, one.end - colon - 1)
    return denied(
        text[:colon] if colon >= one.end and any(other.start > colon for other in seen) else text, one.start, one.end
    )


def _is_rejected(passage: Passage, one: Seen, seen: Sequence[Seen], following: Sequence[str]) -> bool:
    text = passage.view.text
    if _is_denied(text, one, seen) or (passage.over and is_denying_lead(passage.over[0])):
        return True
    opened = text.rfind("(", 0, one.start)
    if opened > text.rfind(")", 0, one.start) and opened > 1 and denied(text, opened - 2, opened - 1):
        return True
    neither = _NEITHER.search(text, one.end)
    if neither and not any(other.start > neither.end() for other in seen):
        return True
    if (pronoun := _THEY_ARE_NOT.search(text, one.end)) and not _CLAUSE_END.search(text, one.end, pronoun.start()):
        return True
    alone = len({other.option for other in seen}) == 1 or _joined(text, seen[0], seen)[1] == seen[-1]
    left_out = any(_LEFT_OUT.search(part) for part in (text[one.end :], *following))
    return alone and (left_out or any(takes_back(part) for part in following))


_CLAUSES = re.compile(r"[;,.]|\band\b|\bbut\b", re.IGNORECASE)


def _joined(text: str, one: Seen, seen: Sequence[Seen]) -> tuple[Seen, Seen]:
    """The first and the last of the options that are listed together: what leads or follows the list holds for all."""
    first = last = one
    for other in reversed([other for other in seen if other.end <= one.start]):
        if not _LIST.fullmatch(text, other.end, first.start):
            break
        first = other
    for other in (other for other in seen if other.start >= one.end):
        if not _LIST.fullmatch(text, last.end, other.start):
            break
        last = other
    return first, last


def _firmness(
    passage: Passage, one: Seen, seen: Sequence[Seen], head: Seen | None, several: bool
) -> tuple[int, bool, bool]:
    """How firmly an option is named, whether as a final selection, and whether its line names nothing else."""
    text = passage.view.text
    first, last = _joined(text, one, seen)
    before = text[: first.start]
    whole = not before.strip(_DRESS) and not _ONLY.sub("", text[last.end :]).strip(_DRESS)
    labelled = bool(passage.over) and _CUE_LABEL.search(passage.over[0]) is not None
    if _TOPIC.search(before):
        return PASSING, False, False
    cues = [cue for cue in _CUE.finditer(before) if _TAIL.fullmatch(before, cue.end())]
    hypothetical = _HYPOTHETICAL.search(before[-40:]) is not None
    if cues or (_DECIDES.search(before) and not hypothetical):
        return DECISIVE, any(_CLOSES.search(cue.group()) for cue in cues), whole
    if whole or (head is not None and first == head and (not several or labelled)):
        return LINE, whole and labelled and _CLOSES.search(passage.over[0]) is not None, whole
    if _SUFFICES.match(text, last.end):
        return LINE if not _HYPOTHETICAL.search(text) else SAID, False, False
    clause = _CLAUSES.split(before)[-1] + " " + _CLAUSES.split(text[last.end :])[0]
    return PASSING if _HYPOTHETICAL.search(clause) else SAID, False, False


_DRESS = " \t\n*_`\"'$()[]{}.,:;!-→•☐"
_ONLY = re.compile(r"\b(?:only|both|alone|layers?|loss|optimi[sz]er)\b", re.IGNORECASE)
_CLOSES = re.compile(
    r"answer|choice|selection|selected|conclusion|verdict|decision|pick|final|correction|reflection", re.IGNORECASE
)
