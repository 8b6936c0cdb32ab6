"""Options chosen by naming the others: "all except C and E", "only dropout is not needed", "nothing but A".

Invariant: what is said of all but a few must be what the question asks, or nothing at all; else it is no choice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evalhw.checks.choosing.asked import Asked
from evalhw.checks.choosing.options import OptionReader, Seen
from evalhw.checks.choosing.sentences import joined

_EXCEPT = (
    r"(?:except(?:ing|ed)?(?:\s+for)?|(?<!, )but(?:\s+not)?(?:\s+for)?|apart\s+from|aside\s+from|other\s+than|"
    r"save(?:\s+for)?|"
    r"besides|excluding|bar|with\s+the\s+(?:sole\s+)?exceptions?\s+of)"
)
_ALL_BUT = re.compile(
    r"(?<!\bat )(?<!\bafter )(?<!\babove )(?<!\bin )(?<!\bfor )\b(?:(?P<all>all|every(?:thing|\s?one)?|each|any)|"
    r"(?P<none>none|nothing|no))\b"
    rf"(?P<gap>[^.;:!?]{{0,60}}?)[\s,(–—-]+\b{_EXCEPT}\b",
    re.IGNORECASE,
)
_BUT_FIRST = re.compile(rf"\W*(?:{_EXCEPT})\b", re.IGNORECASE)
_THE_REST = re.compile(
    r"\W*(?:(?P<all>all|every\w*|the\s+(?:rest|others|remaining))|(?P<none>none|no))\b", re.IGNORECASE
)
_ONLY = re.compile(r"\b(?:only|just|solely|merely)\W+(?:the\s+|options?\s+)*$", re.IGNORECASE)
_ONLY_ONES = re.compile(
    r"\bonly\b[^.;:]{0,40}?\b(?:not|non-?|n't|un\w+)\b(?P<said>[^.;:]{0,40}?)\b(?:is|are)\b\W*(?:the\s+|options?\s+)*$",
    re.IGNORECASE,
)
_ARE_ONLY = re.compile(
    r"\W*(?:is|are)\s+the\s+only\s+(?:\w+\s+){0,2}?(?:(?:that|which)\s+(?:is|are|do|does|can)\s*(?:not|n't)|non-?|not\s|un(?=\w))"
    r"(?P<said>[^.;,!?]{0,60})",
    re.IGNORECASE,
)
_IS_NOT = re.compile(
    r"\W*(?:(?:is|are|do|does|can|must|should|need)\s*(?:n't|not)(?:\s+be)?|fails?|(?:is|are)\s+(?:un(?=\w)|wrong|"
    r"incorrect|false|irrelevant|superfluous|out))\b(?P<said>[^.;,!?]{0,60})",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:not|n't|wrong|incorrect|false|unnecessary|unneeded|irrelevant|superfluous|excluded|non)\b|n't\b",
    re.IGNORECASE,
)
_SAID = re.compile(r"\W*(?:[^.;,!?—–]{0,80})")
_REASON = re.compile(r"\b(?:because|since|as|which|that|for|due|so|who|where)\b", re.IGNORECASE)
_NEAR = 48


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A choice made by naming what is left out.

    Attributes:
        named: The options that are named.
        named_chosen: Whether these are the chosen ones ("nothing but A"), and the others are left out.
        start: Where the phrase starts in the sentence.
        end: Where the last named option ends.
    """

    named: tuple[Seen, ...]
    named_chosen: bool
    start: int
    end: int


def exclusion(text: str, reader: OptionReader, asked: Asked) -> Exclusion | None:
    """The choice that a sentence makes by naming what is left out, if it makes one."""
    if not _MAYBE.search(text):
        return None
    every = reader.bare(text)
    return (
        _all_but(text, every, reader, asked)
        or _but_first(text, every, asked)
        or _only(text, every, asked)
        or _nothing_else(text, every, asked)
    )


_MAYBE = re.compile(
    r"\b(?:except\w*|but|apart|aside|than|save|besides|excluding|bar|only|just|solely|merely)\b", re.IGNORECASE
)


def _all_but(text: str, every: Sequence[Seen], reader: OptionReader, asked: Asked) -> Exclusion | None:
    for found in _ALL_BUT.finditer(text):
        run = _run_from(text, found.end(), every) or reader.letters_at(text, found.end())
        if not run or any(one.start < found.end() for one in every):
            continue
        gap, after = found.group("gap"), _predicate(text, run[-1].end)
        if not (asked.concerns(_DENIES.sub("", gap)) and asked.concerns(_DENIES.sub("", after))):
            continue
        turned = sum(1 for part in (gap, after) if _DENIES.search(part)) + (found.group("none") is not None)
        return Exclusion(run, turned % 2 == 1, found.start(), run[-1].end)
    return None


def _but_first(text: str, every: Sequence[Seen], asked: Asked) -> Exclusion | None:
    found = _BUT_FIRST.match(text)
    run = _run_from(text, found.end(), every) if found else ()
    rest = _THE_REST.match(text, run[-1].end) if run else None
    if rest is None or len(run) != len(every):
        return None
    said = _predicate(text, rest.end())
    if not asked.concerns(_DENIES.sub("", said)):
        return None
    turned = (_DENIES.search(said) is not None) + (rest.group("none") is not None)
    return Exclusion(run, turned % 2 == 1, 0, run[-1].end)


def _only(text: str, every: Sequence[Seen], asked: Asked) -> Exclusion | None:
    if not every:
        return None
    first, last = joined(text, every[0], every)
    run = tuple(one for one in every if first.start <= one.start <= last.start)
    if len(run) != len(every):
        return None
    before = text[: first.start]
    said = _IS_NOT.match(text, last.end)
    if said is not None and _ONLY.search(before) and asked.concerns(said.group("said")):
        return Exclusion(run, False, first.start, last.end)
    said = _ARE_ONLY.match(text, last.end)
    if said is not None and asked.concerns(said.group("said")):
        return Exclusion(run, False, first.start, last.end)
    lead = _ONLY_ONES.search(before)
    if lead is not None and asked.concerns(lead.group("said")):
        return Exclusion(run, False, lead.start(), last.end)
    return None


def _nothing_else(text: str, every: Sequence[Seen], asked: Asked) -> Exclusion | None:
    """The options that a sentence says to be the only ones: "only A and B are needed", "A is the only one needed"."""
    for one in every:
        first, last = joined(text, one, every)
        if one != first:
            continue
        before = text[: first.start]
        lead = _ONLY.search(before)
        said = _IS_IT.match(text, last.end) if lead else _IS_ALONE.match(text, last.end)
        asserted = said is not None and _is_asked(said.group("said"), asked)
        if asserted and said is not None:
            asserted = not _NOT_ALONE.search(before[: lead.start()] if lead else "") and not _MORE.match(
                text, said.end()
            )
        if asserted or (_TAKES_ONLY.search(before) and _ENDS.match(text, last.end)):
            run = tuple(each for each in every if first.start <= each.start <= last.start)
            return Exclusion(run, True, first.start, last.end)
    return None


def _is_asked(said: str, asked: Asked) -> bool:
    """Whether words say of options that they are what is asked for, and nothing else."""
    words = re.findall(r"[a-z-]+", said, re.IGNORECASE)
    return any(asked.is_said(word) for word in words) and not _DENIES.search(said) and asked.concerns(said)


_IS_IT = re.compile(r"[\s*_`\"')]*(?:is|are)\s+(?P<said>[^.;,:!?—–]{1,60})", re.IGNORECASE)
_IS_ALONE = re.compile(r"[\s*_`\"')]*(?:is|are)\s+the\s+only\s+(?P<said>[^.;,:!?—–]{1,60})", re.IGNORECASE)
_NOT_ALONE = re.compile(r"\bnot\s+$", re.IGNORECASE)
_MORE = re.compile(r"\W*(?:and|plus|together|along|besides|in addition|as well|but also)\b", re.IGNORECASE)
_TAKEN = r"(?:needs?|requires?|uses?|chooses?|selects?|picks?|ticks?|takes?)"
_TAKES_ONLY = re.compile(
    rf"(?<!not )\b(?:(?:i|we|you|one)\s+(?:would\s+|should\s+)?only\s+{_TAKEN}|"
    rf"{_TAKEN}\s+(?:only|exactly|nothing but))\W+(?:the\s+)?$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[\s*_`\"')]*(?:[.;:(—–]|$|\b(?:because|since)\b)", re.IGNORECASE)


def _run_from(text: str, at: int, every: Sequence[Seen]) -> tuple[Seen, ...]:
    """The options that are listed right behind a place."""
    first = next((one for one in every if one.start >= at), None)
    if first is None or first.start - at > _NEAR or re.search(r"[.;:!?,]", text[at : first.start]):
        return ()
    last = joined(text, first, every)[1]
    run = [one for one in every if first.start <= one.start <= last.start]
    while (after := next((one for one in every if one.start >= run[-1].end), None)) is not None:
        if not _IN_BRACKETS.fullmatch(text, run[-1].end, after.start):
            break
        run.append(after)
    return tuple(run)


_IN_BRACKETS = re.compile(r"\s*\)?,?\s*(?:and|or|,)?\s*(?:the\s+)?\(?\s*")


def _predicate(text: str, at: int) -> str:
    """What is said right behind a list, without a reason."""
    found = _SAID.match(text, at)
    return _REASON.split(found.group(), maxsplit=1)[0] if found else ""
