"""Yes or no: how an answer answers a question that asks whether.

Invariant: a lead ("Yes, …"), a conclusion, and a plain statement of the claim all say yes; their denials say no.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalhw.checks.base import Answer
from evalhw.checks.choosing.selection import DECISIVE, SAID, Pick
from evalhw.reading.rules import Found
from evalhw.reading.rules.en.yesno import NO_NAME_OF_A_QUESTION, STAGE
from evalhw.text.language.denial import denied
from evalhw.text.language.phrases import pattern
from evalhw.text.parts.labels import read_label
from evalhw.text.quantities.mentions import Passage, passages


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: a sentence makes it when it has a word of each group."""

    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a sentence says: yes or not, how firmly, where, and by which rules."""

    yes: bool
    firmness: int
    start: int
    end: int
    rules: tuple[str, ...]


_FEW_WORDS = 12
_REACH = 60
"""Characters over which a denied reason denies what it would bring about."""


def judgements(answer: Answer, claims: tuple[Claim, ...], yes: int) -> list[Pick]:
    """What an answer says, sentence by sentence; `yes` is the index of that option, and the other one is no."""
    found: list[Pick] = []
    every = list(passages(answer.document, answer.spans))
    for index, passage in enumerate(every):
        text = passage.view.text.strip()
        if not text or text.endswith("?"):
            continue
        judged = next(_judged(passage, claims, first=index == 0), None)
        if judged is not None:
            span = passage.view.raw_span(judged.start, judged.end)
            option = yes if judged.yes else 1 - yes
            found.append(Pick(option, True, judged.firmness, span, passage.where.start, rules=judged.rules))
    return found


def _judged(passage: Passage, claims: tuple[Claim, ...], *, first: bool) -> Iterator[_Judged]:
    """What a sentence says, the clearest reading first."""
    text = passage.view.text
    found = STAGE.find(text)
    yield from _led(text, found, first=first)
    label = read_label(text)  # "b) No": the letter names the part, not an option
    if label is not None and not any(one.rule.effect in {"yes", "no"} for one in found):
        yield from _led(text, [_moved(one, label.end) for one in STAGE.find(text[label.end :])], first=first)
    effects = {one.rule.effect for one in found}
    if not effects & {"conditional", "condition"}:
        later = [one for one in found if one.rule.effect in {"then_yes", "then_no"}]
        for one in later[-1:]:
            yield _Judged(one.rule.effect == "then_yes", DECISIVE, *one.groups["word"], (one.rule.id,))
        stated = next((one for one in found if _speaks_of_the_answer(text, one)), None)
        if stated is not None and not denied(text, stated.start, stated.end):
            yes = stated.rule.effect == "answered_yes"
            yield _Judged(yes, DECISIVE, stated.start, stated.end, (stated.rule.id,))
    if not effects & {"conditional", "unsure"}:
        yield from _claims(text, claims, found)


def _moved(found: Found, by: int) -> Found:
    """A place found in the rest of a sentence, counted from the sentence's start."""
    groups = {name: (start + by, end + by) for name, (start, end) in found.groups.items()}
    return Found(found.rule, found.start + by, found.end + by, groups)


def _led(text: str, found: Sequence[Found], *, first: bool) -> Iterator[_Judged]:
    """The yes or no that a sentence begins with."""
    for one in sorted(
        (one for one in found if one.rule.effect in {"yes", "no"}), key=lambda one: one.rule.effect != "yes"
    ):
        start, end = one.groups["word"]
        if end - start <= len("yes") or first or _short(text):  # yes and no; longer leads are also plain words
            yield _Judged(one.rule.effect == "yes", DECISIVE, start, end, (one.rule.id,))


def _speaks_of_the_answer(text: str, one: Found) -> bool:
    """Whether yes or no is what the answer is said to be, and not what it is compared with or might be."""
    if one.rule.effect not in {"answered_yes", "answered_no"}:
        return False
    start, end = one.groups.get("name", (0, 0))
    words = text[start:end].lower().split()
    return not any(
        word in NO_NAME_OF_A_QUESTION and not (word == "the" and at and words[at - 1] in {"to", "of", "for"})
        for at, word in enumerate(words)
    )


def _claims(text: str, claims: tuple[Claim, ...], found: Sequence[Found]) -> Iterator[_Judged]:
    """The claims that a sentence makes or denies."""
    for claim in claims:
        spans = _claimed(claim, text)
        if spans is None:
            continue
        start, end = spans[0][0], spans[-1][1]
        colon = text.find(":", end)  # what a colon leads to is said after the claim
        negated = any(denied(text[:colon] if colon >= 0 else text, *span) for span in spans)
        nothing = [one for one in found if one.rule.effect == "no_reason" and _reaches(text, one.end, start)]
        firm = [one for one in found if one.rule.effect == "firm" and one.end <= start]
        rules = tuple(one.rule.id for one in (*nothing[:1], *firm[:1]))
        yield _Judged(not (negated or nothing), DECISIVE if firm else SAID, start, end, rules)


def _reaches(text: str, end: int, start: int) -> bool:
    """Whether what ends at a place is still in force at another: near, and in the same clause."""
    return 0 <= start - end <= _REACH and not any(mark in text[end:start] for mark in ".;:")


def _short(text: str) -> bool:
    """Whether a sentence says little more than yes."""
    return len(text.split()) <= _FEW_WORDS


def _claimed(claim: Claim, text: str) -> list[tuple[int, int]] | None:
    """Where a sentence makes a claim: one place for each group, in the order of the text."""
    spans = []
    for group in claim.groups:
        found = pattern(group).search(text)
        if found is None:
            return None
        spans.append(found.span())
    return sorted(spans)
