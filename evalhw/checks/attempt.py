"""Before any check: take out what is aimed at the grader, and see whether the answer tries at all.

Invariant: an answer is called no answer only if nothing in it states anything on the question; a doubt ("I can't be
sure, but 341 s") is an answer, a refusal followed by general advice is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalhw.checks.base import Answer, Premise, Remark
from evalhw.text.attempts import idle
from evalhw.text.attempts.asides import asides
from evalhw.text.attempts.declining import DECLINED, is_beside_declining
from evalhw.text.attempts.restating import asks_yes_or_no, echoes, restates
from evalhw.text.language.prose import Prose, prose_of
from evalhw.text.language.signalled import signalled
from evalhw.text.layout.spans import Span

ASIDE = "This line is aimed at the grader and not at the question. It earns nothing."
REFUSED = "The answer says that the question cannot be answered, and does not try."
RESTATED = "The answer restates the question and does not answer it."
POSTPONED = "The answer says what it would do, or asks for more, and does not try."

_ACCESS = (
    r"(?:open|access|load|view|browse|retrieve|fetch|display|download|click|visit|answer|tell|say|help|assist|comment|"
    r"respond|pick|choose|complete|solve|"
    r"work (?:this |it |that )?(?:out|through)|determine|provide|give|cite|quote|report|process|"
    r"do (?:this|that|it|your|(?:graded )?homework)|verify|confirm)"
)
_LOOK = (
    r"(?:see|find|locate|read|identify|derive|prove|show|state|check|make out|extract|summari[sz]e|decide|evaluate|"
    r"analy[sz]e)"
)
_UNABLE = (
    r"(?:can(?:'n|n)?ot|can't|can not|could(?: not|n't)|(?:am|was|were|are|'m|'re)(?: currently| unfortunately)?"
    r" (?:not able|unable)|wasn't able|weren't able|do(?: not|n't) have|did(?: not|n't) have|have no|lack|"
    r"won't be able)"
)
_SOURCE = (
    r"(?:page|link|post|blog|series|image|figure|file|attachment|document|pdf|source|question|homework|equation|url|"
    r"site|"
    r"article|content|picture|diagram|chart|graph|material|attached|options|problem statement|conditions|screenshot|"
    r"scan|"
    r"photo|upload|note|sheet|list|text|table|statement|appendix)"
)
_REFUSAL = signalled(
    rf"\bi\s*(?:'m|'ve)?\s*(?:\w+ly )?(?:also )?{_UNABLE}(?: to)?\s+(?:\w+ly |even |yet |actually )?"
    rf"(?:{_ACCESS}\b|see (?:the|your|any|an?)\b"
    r"(?! (?:problem|issue|flaw|reason|difference|point|need|benefit|advantage|way|harm))|"
    rf"{_LOOK}\b (?:it|this|that|these|anything|any of|[^.\n]{{0,60}}\b{_SOURCE})\b|(?:any )?(?:direct )?(?:access|"
    rf"enough|sufficient)\b)"
    rf"|\b{_SOURCE}\b[^.\n]{{0,60}}\b(?:could|can|was|were|is|are)(?: not|n't) (?:be )?(?:loaded|opened|accessed|"
    rf"retrieved|displayed|"
    r"included|provided|attached|captured|found|reachable)\b"
    rf"|\b{_SOURCE}\b[^.\n]{{0,40}}\b(?:is|are|was|seems to be|appears to be|looks) (?:unavailable|inaccessible|"
    rf"missing|offline|"
    r"empty|blank|corrupted)\b"
    rf"|\b{_SOURCE}\b[^.\n]{{0,40}}\b(?:did|does)(?: not|n't) (?:load|open|upload|come through|display|render|"
    rf"appear|arrive)\b"
    r"|\b(?:empty|blank|corrupted) (?:file|page|pdf|document|image|attachment|scan|upload)\b"
    r"|\b(?:there is|i see|i find) no (?:attachment|image|figure|file|link|question)\b"
    r"|\bi (?:do not|don't) know\b(?! (?:for sure|exactly|with certainty))|\bno idea\b|\bi (?:have to|must|"
    r"will) (?:pass|skip|decline)\b"
    r"|^\W*i(?:'m| am) (?:really |quite )?not (?:sure|certain)\b[^,;?]{0,30}$"
    r"|\bi (?:would |'d )?need (?:more|additional|further) (?:information|context|details)\b"
    r"|\bnot (?:possible|able) to (?:answer|tell|say|comment)\b|\bimpossible to (?:answer|tell|say)\b"
    r"|\bnot enough (?:information|context|details)\b"
    r"|\bas an ai\b[^.\n]{0,80}\b(?:cannot|can't|unable|not able|don't)\b|" + DECLINED,
    " than ",
    "instead of",
    *("not", "n't", "unable", "have no", "lack", "unavailable", "inaccessible", "missing", "offline", "empty", "blank"),
    *("corrupted", " no ", "no idea", "pass", "skip", "decline", "need", "impossible"),
)
_GIVES_UP = re.compile(rf"^\W*(?:i\s+)?(?:therefore |thus )?{_UNABLE}\b", re.IGNORECASE)
_OFFER = signalled(
    r"\b(?:leave|left|leaving) (?:it|(?:this|that|the)(?: (?:question|answer|part|one))?) (?:blank|open|empty|out)\b|"
    r"\b(?:please|kindly)\b[^.\n]{0,40}\b(?:provide|share|upload|paste|send|attach|type|give|include|copy|resend|"
    r"describe)\b"
    r"|\b(?:could|can|would|if) you\b[^.\n]{0,60}\b(?:provide|share|upload|paste|send|attach|type|give|include|copy|"
    r"manage|find|"
    r"describe|tell|add|re-?upload|re-?send|clarify|specify)\b|\b(?:i'll|i will|i would|i'd) (?:then |gladly |"
    r"happily |be (?:happy|glad) to |be able to )"
    r"|\bi hope\b|\blet me know\b|\bfeel free\b|^\W*(?:i'm |i am )?(?:so |very )?sorry\b|^\W*(?:my )?apologies\b|"
    r"^\W*unfortunately\W*$",
    *("leav", "left", "please", "kindly", " you", "i'll", "i will", "i would", "i'd", "i hope", "let me know"),
    *("feel free", "sorry", "apologies", "unfortunately"),
)
_ADVICE = re.compile(
    r"\bgeneral (?:insights?|guidance|principles?|advice|information|overview|knowledge|ideas?|approach|"
    r"recommendations?|remarks?|"
    r"strateg\w+)\b|\bin general\b|\bgenerally speaking\b|\byou (?:could|can|may|might|should|would need to)\b|"
    r"\bi(?: would|'d)? "
    r"(?:suggest|recommend|advise)\b|\bhow to approach\b|\btypical(?:ly)?\b|\bhere(?:'s| is| are) (?:some|a few|how)\b|"
    r"\bsteps? you can\b|\bcommon (?:techniques?|approaches?|practice)\b",
    re.IGNORECASE,
)
_ADVISES = re.compile(
    r"\bgeneral (?:insights?|guidance|principles?|advice|information|overview|knowledge)\b|\bhow to approach\b|"
    r"\b(?:cannot|can't|unable to) (?:directly )?answer\b|\bi(?: would|'d)? (?:suggest|recommend|advise)\b",
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
    r"^\W*+(?:n/?a|none|no answer(?: given| provided)?|todo|tbd|skip(?:ped)?|pass|idk|unknown|"
    r"(?:(?:this )?(?:answer|question|part|page) (?:is |was )?)?(?:intentionally |deliberately )?left blank|"
    r"not answered)?\W*+$",
    re.IGNORECASE,
)
_POLITE = re.compile(r"\b(?:please|kindly|just|so|and|then|but|also|simply)\b", re.IGNORECASE)
_CONDITION = re.compile(r"^\W*(?:if|once|when|whenever|as soon as|after|should|with|given)\b", re.IGNORECASE)
_EARLY = 4
_LONGEST_IDLE = 1500
"""Characters of an answer that may say nothing at all; a longer one is for the checks."""
_SHORT_OFFER = 10
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
        trail: What was taken out, and the passage that shows that nothing is tried.
    """

    answer: Answer
    remarks: tuple[Remark, ...]
    attempt: bool
    reason: str = ""
    trail: tuple[Premise, ...] = ()


def prepare(answer: Answer) -> Prepared:
    """Take out lines aimed at the grader; decide whether the rest is an attempt."""
    found = [aside for span in answer.spans for aside in asides(answer.document, span)]
    trail = [Premise("aimed at the grader, and passed over", aside.span, aside.rules) for aside in found]
    taken = [aside.span for aside in found]
    remarks = [Remark(aside.start, aside.end, "note", ASIDE) for aside in taken]
    rest = _without(answer, taken) if taken else answer
    reason, passage = _no_attempt(rest, taken)
    if passage:
        remarks.append(Remark(passage.start, passage.end, "note", reason))
        trail.append(Premise(_SHOWS.get(reason, "shows that nothing is tried"), passage))
    return Prepared(rest, tuple(remarks), not reason, reason, tuple(trail))


_SHOWS = {REFUSED: "refuses", RESTATED: "gives the question back", POSTPONED: "puts the answer off"}


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
    if prompt and restates(sentences, prompt):
        return RESTATED, text.view.raw_span(0, len(text.text))
    if len(text.text) > _LONGEST_IDLE:
        return "", None
    rest = [one for one in sentences if not _is_idle(one, asked_yes_or_no=asks_yes_or_no(prompt))]
    if not rest and any(_is_idle(one, asked_yes_or_no=True) for one in sentences):
        return POSTPONED, text.view.raw_span(0, len(text.text))
    if len(rest) < len(sentences) and prompt and restates(rest, prompt):
        return RESTATED, text.view.raw_span(0, len(text.text))
    return "", None


def only_echoes(answer: Answer) -> bool:
    """Whether an answer in which no check found anything gives the question back."""
    if sum(span.end - span.start for span in answer.spans) > _LONGEST_READ:
        return False
    text = prose_of(answer.document, answer.spans)
    return bool(answer.prompt) and echoes([text.text[line.start : line.end] for line in text.lines], answer.prompt)


def _is_idle(sentence: str, *, asked_yes_or_no: bool) -> bool:
    """Whether a sentence only greets, excuses, advises, offers or announces."""
    if idle.is_announcement(sentence) or idle.is_greeting(sentence, asked_yes_or_no=asked_yes_or_no):
        return True
    if idle.is_advice(sentence) or (idle.HELPS.search(sentence) and len(sentence.split()) <= _SHORT_OFFER):
        return True
    found = _OFFER.search(sentence) or idle.OFFER.search(sentence)
    if found is None:
        return _is_excuse(sentence)
    before = _POLITE.sub("", sentence[: found.start()]).strip(" ,;:–—-(")
    return not before or _CONDITION.match(before) is not None or _is_excuse(before) or idle.is_announcement(before)


def _is_excuse(sentence: str) -> bool:
    """Whether a sentence says why there is no answer, and does not go on to give one."""
    return (_REFUSAL.search(sentence) or idle.EXCUSE.search(sentence)) is not None and not _goes_on(sentence)


_TICKS = frozenset("☑☒✓✔✅◉●⬤■")


def _refusal(sentences: Sequence[str]) -> int | None:
    """The number of the sentence that refuses, if the others do not answer after all."""
    refusing = next((at for at, sentence in enumerate(sentences) if _REFUSAL.search(sentence)), None)
    if refusing is None:
        return None
    if refusing > _EARLY:
        return None
    empty = (_REFUSAL, _OFFER, idle.OFFER, idle.EXCUSE)
    rest = [
        sentence
        for sentence in sentences
        if not (
            any(kind.search(sentence) for kind in empty) or idle.is_advice(sentence) or is_beside_declining(sentence)
        )
    ]
    if _goes_on(sentences[refusing]):
        return None
    said = _after_but(sentences[refusing])
    if any(_COMMITS.search(sentence) and not _ADVICE.search(sentence) for sentence in rest):
        return None
    advice = sum(1 for sentence in rest if _ADVICE.search(sentence))
    if not rest or advice * 2 > len(rest) or any(_ADVISES.search(sentence) for sentence in (*rest, said)):
        return refusing
    words = sum(len(sentence.split()) for sentence in rest)
    return refusing if words < _SHORT_REST and not re.search(r"\d", " ".join(rest)) else None


def _goes_on(sentence: str) -> bool:
    """Whether a sentence that refuses goes on to answer after "but"."""
    said = _after_but(sentence)
    return bool(said) and not any(
        kind.search(said) for kind in (_ADVICE, _OFFER, _REFUSAL, _GIVES_UP, idle.EXCUSE, idle.OFFER)
    )


def _after_but(sentence: str) -> str:
    """What a refusing sentence goes on to say after "but", if it is enough to be an answer."""
    refused = _REFUSAL.search(sentence) or idle.EXCUSE.search(sentence)
    but = _BUT.search(sentence, refused.end()) if refused else None
    rest = sentence[but.end() :].strip(" ,.") if but else ""
    return rest if any(sign.isalnum() for sign in rest) else ""
