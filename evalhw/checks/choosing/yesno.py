"""Yes or no: how an answer answers a question that asks whether.

Invariant: a lead ("Yes, …"), a conclusion, and a plain statement of the claim all say yes; their denials say no.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evalhw.checks.base import Answer
from evalhw.checks.choosing.pick import DECISIVE, LINE, SAID, Pick
from evalhw.text.language.denial import denied
from evalhw.text.language.phrases import pattern
from evalhw.text.parts.labels import read_label
from evalhw.text.quantities.mentions import Passage, passages


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: a sentence makes it when it has a word of each group."""

    groups: tuple[tuple[str, ...], ...]


_LEAD = (
    r"(?:[\s*_#>✅❌☑✓✔:\"'\[\](){}$-]|\\boxed|\\text|\d+[.)]|(?:final |short |my |the |quick |brief )*(?:answer|"
    r"conclusion|verdict|result|"
    r"summary|tl;?dr|response|claim)\b(?:\s+is\b)?|in (?:conclusion|short|summary)|therefore|thus|hence|so\b|overall|"
    r"well\b|"
    r"but\b|however\b|and\b|actually\b|finally\b|ultimately\b|in fact\b|all in all\b|i(?:'d| would| do)? (?:think|"
    r"believe|say|argue)(?: so| that)?|,|—|–|part\b|\([a-z]\)|it is|"
    r"it's)*"
)
_YES = re.compile(
    rf"{_LEAD}(?P<word>yes|yeah|yep|absolutely|definitely|certainly|indeed|correct|true|affirmative|"
    rf"it does(?!\s*(?:not|n['’]t))|"
    r"there is(?! no| not|n['’]t)(?= such| indeed|[,.]|$)|i do|i think so|i agree|it is true)\b(?!\s*(?:/|or|"
    r"and)\s*no\b)",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"{_LEAD}(?P<word>nope|it does(?:\s*not|n['’]t)|it is not(?=\s*[.,;!]|\s*$)|i (?:do not|don['’]t) think so|"
    rf"there is no(?: such)?|"
    r"there isn['’]t|not (?:really|necessarily|exactly|in general|at all)|"
    r"no(?=\s*(?:[,.:;!—–)*_-]|$|\n)|\s+(?:it|there|the|this|λ|regulari[sz]ation|i|in|a|we)\b)"
    r"(?!\s+(?:doubt|matter|wonder|longer|one|need)\b))",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:but|so|then|hence|thus|therefore|conclusion|answer|is)\b\s*[,:]?\s*"
    r"(?:(?:in fact|actually|indeed|clearly|therefore|still|simply)\s+)?[*\"']{0,3}"
    r"(?P<word>yes|no)\b(?=[*\"']{0,3}\s*(?:[,.:;!—–]|$))",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:in the (?P<yes>affirmative)|in the (?P<no>negative)|answer(?:s|ed)?\b"
    r"(?: (?!(?:is|with|the|a|can|could|may|might|either|neither|not)\b)[\w.()]+| (?:to|of|for) (?:the|this|that)){0,4}"
    r"(?: (?:is|with|must be|has to be|should be))?"
    r"(?: (?:an?|clear(?:ly)?|firm|plain|qualified|resounding|therefore|thus|then|indeed|simply|definitely))*"
    r"[ :*\"'“]{1,4}(?:(?P<also>yes|affirmative(?:ly)?|positive(?:ly)?)(?!\s*(?:/|or|and)\s*no\b)"
    r"|(?P<nor>no|negative(?:ly)?)(?=[*\"'”]{0,3}\s*(?:[,.:;!—–]|$))))\b",
    re.IGNORECASE,
)
_NO_REASON = re.compile(
    r"\b(?:no|not any|without|hardly any) (?:\w+ )?"
    r"(?:reason|need|basis|incentive|mechanism|guarantee|force|pressure|cause)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
_FEW_WORDS = 12
_CONDITION = re.compile(r"\b(?:if|whether|when|depends)\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:whether|if|ask(?:s|ed)?|question|suppose|assume|would imply|might|depends|not (?:clear|obvious|sure))\b",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"\b(?:therefore|thus|hence|so|conclusion|conclude|overall|in short|in summary|final|answer|consequently|means)\b",
    re.IGNORECASE,
)


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
            said_yes, firmness, start, end = judged
            span = passage.view.raw_span(start, end)
            found.append(Pick(yes if said_yes else 1 - yes, True, firmness, span, passage.where.start))
    return found


def _judged(passage: Passage, claims: tuple[Claim, ...], *, first: bool) -> Iterator[tuple[bool, int, int, int]]:
    """What a sentence says, the clearest reading first: yes or no, how firmly, and where."""
    text = passage.view.text
    label = read_label(text)  # "b) No": the letter names the part, not an option
    for said_yes, lead in ((True, _YES), (False, _NO)):
        found = lead.match(text) or (lead.match(text, label.end) if label else None)
        if found is not None:
            start, end = found.span("word")
            if end - start <= len("yes") or first or _short(text):  # yes and no; longer leads are also plain words
                yield said_yes, DECISIVE, start, end
    later = list(_LATER.finditer(text)) if not _CONDITION.search(text) else []
    for found in later[-1:]:
        yield found.group("word").lower() == "yes", DECISIVE, *found.span("word")
    stated = _ANSWERED.search(text)
    if stated is not None and not _CONDITION.search(text) and not denied(text, *stated.span()):
        yield bool(stated.group("yes") or stated.group("also")), DECISIVE, *stated.span()
    for claim in claims:
        spans = _claimed(claim, text)
        if spans is None or _UNSURE.search(text):
            continue
        colon = text.find(":", spans[-1][1])  # what a colon leads to is said after the claim
        negated = any(denied(text[:colon] if colon >= 0 else text, start, end) for start, end in spans)
        negated = negated or _NO_REASON.search(text, 0, spans[0][0]) is not None
        firm = DECISIVE if _FIRM.search(text[: spans[0][0]]) else SAID
        yield not negated, max(firm, LINE if firm == DECISIVE else SAID), spans[0][0], spans[-1][1]


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
