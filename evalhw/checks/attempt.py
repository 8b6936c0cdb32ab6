"""Before any check: take out what is aimed at the grader, and see whether the answer tries at all.

Invariant: an answer is called no answer only if nothing in it states anything on the question; a doubt ("I can't be
sure, but 341 s") is an answer, a refusal followed by general advice is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from evalhw.checks.base import Answer, Remark
from evalhw.text.asides import asides
from evalhw.text.plain import prose
from evalhw.text.prose import Prose, prose_of
from evalhw.text.spans import Span
from evalhw.text.words import content_stems

ASIDE = "This line is aimed at the grader and not at the question. It earns nothing."
REFUSED = "The answer says that the question cannot be answered, and does not try."

_ACCESS = (
    r"(?:open|access|load|view|browse|retrieve|fetch|display|download|click|visit|answer|tell|say|help|assist|comment|"
    r"respond|pick|choose|complete|solve|determine|provide|give|cite|quote|report|process|do (?:this|that)|verify|"
    r"confirm)"
)
_LOOK = (
    r"(?:see|find|locate|read|identify|derive|prove|show|state|check|extract|summari[sz]e|decide|evaluate|analy[sz]e)"
)
_UNABLE = (
    r"(?:ca(?:n'|n)?n?ot|can't|can not|could(?: not|n't)|(?:am|was|were|are|'m|'re)(?: currently| unfortunately)?"
    r" (?:not able|unable)|wasn't able|weren't able|do(?: not|n't) have|did(?: not|n't) have|have no|lack|"
    r"won't be able)"
)
_SOURCE = (
    r"(?:page|link|post|blog|series|image|figure|file|attachment|document|pdf|source|question|homework|equation|url|"
    r"site|"
    r"article|content|picture|diagram|chart|graph|material|attached|options|problem statement|conditions)"
)
_REFUSAL = re.compile(
    rf"\bi\s*(?:'m|'ve)?\s*(?:\w+ly )?(?:also )?{_UNABLE}(?: to)?\s+(?:\w+ly |even |yet |actually )?"
    rf"(?:{_ACCESS}\b|{_LOOK}\b (?:it|this|that|these|[^.\n]{{0,60}}\b{_SOURCE})\b|(?:any )?(?:direct )?(?:access|"
    rf"enough|sufficient)\b)"
    rf"|\b{_SOURCE}\b[^.\n]{{0,60}}\b(?:could|can|was|were|is|are)(?: not|n't) (?:be )?(?:loaded|opened|accessed|"
    rf"retrieved|displayed|"
    r"included|provided|attached|captured|found|reachable)\b"
    rf"|\b{_SOURCE} (?:is|are|was|seems to be|appears to be) (?:unavailable|inaccessible|missing|offline)\b"
    r"|\b(?:there is|i see|i find) no (?:attachment|image|figure|file|link|question)\b"
    r"|\bi (?:do not|don't) know\b(?! (?:for sure|exactly|with certainty))|\bno idea\b|\bi (?:have to|must|"
    r"will) (?:pass|skip|decline)\b"
    r"|^\W*i(?:'m| am) (?:really |quite )?not (?:sure|certain)\b[^,;?]{0,30}$"
    r"|\bi (?:would |'d )?need (?:more|additional|further) (?:information|context|details)\b"
    r"|\bnot (?:possible|able) to (?:answer|tell|say|comment)\b|\bimpossible to (?:answer|tell|say)\b"
    r"|\bnot enough (?:information|context|details)\b"
    r"|\bas an ai\b[^.\n]{0,80}\b(?:cannot|can't|unable|not able|don't)\b",
    re.IGNORECASE,
)
_GIVES_UP = re.compile(rf"^\W*(?:i\s+)?(?:therefore |thus )?{_UNABLE}\b", re.IGNORECASE)
_OFFER = re.compile(
    r"\b(?:please|kindly)\b[^.\n]{0,40}\b(?:provide|share|upload|paste|send|attach|type|give|include|copy|resend|"
    r"describe)\b"
    r"|\b(?:could|can|would|if) you\b[^.\n]{0,60}\b(?:provide|share|upload|paste|send|attach|type|give|include|copy|"
    r"manage|find|"
    r"describe|tell)\b|\b(?:i'll|i will|i would|i'd) (?:then |gladly |happily |be (?:happy|glad) to |be able to )"
    r"|\bi hope\b|\blet me know\b|\bfeel free\b|^\W*(?:i'm |i am )?(?:so |very )?sorry\b|^\W*(?:my )?apologies\b|"
    r"^\W*unfortunately\W*$",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\bgeneral (?:insights?|guidance|principles?|advice|information|overview|knowledge|ideas?|approach|"
    r"recommendations?|remarks?|"
    r"strateg\w+)\b|\bin general\b|\bgenerally speaking\b|\byou (?:could|can|may|might|should|would need to)\b|"
    r"\bi (?:would )?"
    r"(?:suggest|recommend|advise)\b|\bhow to approach\b|\btypical(?:ly)?\b|\bhere(?:'s| is| are) (?:some|a few|how)\b|"
    r"\bsteps? you can\b|\bcommon (?:techniques?|approaches?|practice)\b",
    re.IGNORECASE,
)
_ADVISES = re.compile(
    r"\bgeneral (?:insights?|guidance|principles?|advice|information|overview|knowledge)\b|\bhow to approach\b|"
    r"\b(?:cannot|can't|unable to) (?:directly )?answer\b|\bi (?:would )?(?:suggest|recommend|advise)\b",
    re.IGNORECASE,
)
_COMMITS = re.compile(
    r"\b(?:from memory|as (?:far as )?i (?:recall|remember|know)|i (?:recall|remember|believe|think|know)|"
    r"my (?:best )?(?:guess|answer)|"
    r"(?:the|my) answer (?:is|would be)|assuming|i would (?:say|answer|choose)|i'd (?:say|answer|choose|guess))\b",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"\b(?:but|however|nevertheless|nonetheless|still|that said|even so|although|though)\b|;|,\s+(?:so|thus|"
    r"hence)\b",
    re.IGNORECASE,
)
_BLANK = re.compile(
    r"^\W*(?:n/?a|none|no answer|todo|tbd|skip(?:ped)?|pass|idk|unknown|left blank|not answered)?\W*$", re.IGNORECASE
)
_FRAMED = re.compile(
    r"\b(?:we|i) (?:are|were|have been|am) (?:asked|given|told|required|supposed)\b"
    r"|\b(?:the|this) (?:question|problem|task|part|exercise) (?:is|asks?|wants?|requires?|concerns)\b"
    r"|\b(?:we|i|you) (?:need|have|want|must|are) to (?:show|derive|find|determine|state|comment|argue|decide|"
    r"answer|give|name|"
    r"identify|choose|compute|prove|verify|list|explain|say|read|pick)\b"
    r"|\bfor this (?:part|question|problem)\b,? we (?:need|want|look for) the .{0,80}\b(?:that|which)\b"
    r"|\bthe options are\b|\b(?:let us|let's) (?:consider|look at|answer) (?:the|this) (?:question|problem)\b"
    r"|\b(?:here|below),? (?:we|i) (?:will )?(?:discuss|answer|address)\b",
    re.IGNORECASE,
)
_COPIED_WORDS = 8
_QUESTION_WORDS = 4
_NEW_SHARE = 0.25
_COPY_SHARE = 0.85
_EARLY = 4
_SHORT_REST = 4
_LONGEST_READ = 20_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """An answer made ready for the checks.

    Attributes:
        answer: The answer without what is aimed at the grader.
        remarks: Comments on what was taken out, and on a refusal.
        attempt: Whether the answer tries at all.
        reason: If it does not, why that is thought, in one sentence.
    """

    answer: Answer
    remarks: tuple[Remark, ...]
    attempt: bool
    reason: str = ""


def prepare(answer: Answer) -> Prepared:
    """Take out lines aimed at the grader; decide whether the rest is an attempt."""
    taken = [aside for span in answer.spans for aside in asides(answer.document, span)]
    remarks = [Remark(aside.start, aside.end, "note", ASIDE) for aside in taken]
    rest = _without(answer, taken) if taken else answer
    reason, passage = _no_attempt(rest, taken)
    if passage:
        remarks.append(Remark(passage.start, passage.end, "note", reason))
    return Prepared(rest, tuple(remarks), not reason, reason)


def _without(answer: Answer, taken: Sequence[Span]) -> Answer:
    spans: list[Span] = []
    for span in answer.spans:
        at = span.start
        for aside in taken:
            if span.start <= aside.start and aside.end <= span.end:
                spans.append(Span(at, aside.start))
                at = aside.end
        spans.append(Span(at, span.end))
    rest = replace(answer, spans=tuple(span for span in spans if span.start < span.end))
    rest.__dict__["document"] = answer.document  # parsed once
    return rest


def _no_attempt(answer: Answer, taken: Sequence[Span]) -> tuple[str, Span | None]:
    """Why the answer is no attempt, with the passage that shows it; an empty reason if it is one."""
    if not answer.spans:
        return "No passage of the answer speaks to this question.", None
    if sum(span.end - span.start for span in answer.spans) > _LONGEST_READ:
        return "", None
    text = prose_of(answer.document, answer.spans)
    if not any(sign.isalnum() or sign in _TICKS for sign in text.text):
        return ("Nothing is said but a line to the grader." if taken else "The answer is empty."), None
    if _BLANK.match(text.text):
        return "The answer is left blank.", text.view.raw_span(0, len(text.text))
    return _says_nothing(text, answer.prompt)


def _says_nothing(text: Prose, prompt: str) -> tuple[str, Span | None]:
    """Whether the sentences refuse or restate, with the passage that does."""
    sentences = [text.text[line.start : line.end] for line in text.lines]
    refusal = _refusal(sentences)
    if refusal is not None:
        line = text.lines[refusal]
        return REFUSED, text.view.raw_span(line.start, line.end)
    if prompt and _restates(text, sentences, prompt):
        return "The answer restates the question and does not answer it.", text.view.raw_span(0, len(text.text))
    return "", None


_TICKS = frozenset("☑☒✓✔✅◉●⬤■")


def _refusal(sentences: Sequence[str]) -> int | None:
    """The number of the sentence that refuses, if the others do not answer after all."""
    refusing = next((at for at, sentence in enumerate(sentences) if _REFUSAL.search(sentence)), None)
    if refusing is None:
        return 0 if sentences and all(_OFFER.search(sentence) for sentence in sentences) else None
    if refusing > _EARLY:
        return None
    rest = [sentence for sentence in sentences if not _REFUSAL.search(sentence) and not _OFFER.search(sentence)]
    said = _after_but(sentences[refusing])
    if said and not any(kind.search(said) for kind in (_ADVICE, _OFFER, _REFUSAL, _GIVES_UP)):
        return None
    if any(_COMMITS.search(sentence) and not _ADVICE.search(sentence) for sentence in rest):
        return None
    advice = sum(1 for sentence in rest if _ADVICE.search(sentence))
    if not rest or advice * 2 > len(rest) or any(_ADVISES.search(sentence) for sentence in (*rest, said)):
        return refusing
    words = sum(len(sentence.split()) for sentence in rest)
    return refusing if words < _SHORT_REST and not re.search(r"\d", " ".join(rest)) else None


def _after_but(sentence: str) -> str:
    """What a refusing sentence goes on to say after "but", if it is enough to be an answer."""
    refused = _REFUSAL.search(sentence)
    but = _BUT.search(sentence, refused.end()) if refused else None
    rest = sentence[but.end() :].strip(" ,.") if but else ""
    return rest if any(sign.isalnum() for sign in rest) else ""


def _restates(text: Prose, sentences: Sequence[str], prompt: str) -> bool:
    known, flat = _asked(prompt)
    if not known or len(text.text) > 2 * len(flat) + 400:
        return False
    return bool(sentences) and all(_restating(sentences, known, flat))


@lru_cache(maxsize=256)
def _asked(prompt: str) -> tuple[frozenset[str], str]:
    """The stems of a prompt's words, and its text on one line in lower case."""
    plain = prose(prompt, 0, len(prompt)).text
    return frozenset(content_stems(plain)), " ".join(plain.lower().split())


_FRAME_WORDS = frozenset(
    content_stems("asked given told required supposed asks need needed objective options choice respect")
)


def _restating(sentences: Sequence[str], known: frozenset[str], flat: str) -> Iterator[bool]:
    """For each sentence, whether it only repeats what was asked."""
    for sentence in sentences:
        words = [stem for stem in content_stems(sentence) if stem not in _FRAME_WORDS]
        new = sum(1 for stem in words if stem not in known)
        few = not words or new <= _NEW_SHARE * len(words)
        asks = sentence.rstrip().endswith("?") and len(sentence.split()) >= _QUESTION_WORDS
        copied = len(words) >= _COPIED_WORDS and new <= (1 - _COPY_SHARE) * len(words) and _is_copy(sentence, flat)
        yield few and (asks or copied or _is_quoted(sentence, flat) or _FRAMED.search(sentence) is not None)


def _is_quoted(sentence: str, flat: str) -> bool:
    """Whether a sentence is taken from the prompt: its words, or its first words and nearly all of the rest."""
    line = " ".join(sentence.lower().split()).strip(" .")
    if line in flat:
        return len(line.split()) > _QUESTION_WORDS or line.endswith(("?", ")"))
    start = " ".join(line.split()[:3])
    return len(line.split()) > _QUESTION_WORDS and start in flat and _is_copy(sentence, flat)


def _is_copy(sentence: str, flat: str) -> bool:
    """Whether a sentence stands in the prompt nearly word for word."""
    from rapidfuzz import fuzz

    return fuzz.partial_ratio(" ".join(sentence.lower().split()), flat) >= 100 * _COPY_SHARE
