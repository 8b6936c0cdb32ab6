"""Before any check: take out what is aimed at the grader, and see whether the answer tries at all.

Invariant: an answer is called no answer only if nothing in it states anything on the question; a doubt ("I can't be
sure, but 341 s") is an answer, a refusal followed by general advice is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalhw.checks.base import Answer, Premise, Remark
from evalhw.text.attempts.asides import asides
from evalhw.text.attempts.idle import Said
from evalhw.text.attempts.restating import asks_yes_or_no, echoes, restates
from evalhw.text.language.prose import Prose, prose_of
from evalhw.text.layout.spans import Span

ASIDE = "This line is aimed at the grader and not at the question. It earns nothing."
REFUSED = "The answer says that the question cannot be answered, and does not try."
RESTATED = "The answer restates the question and does not answer it."
POSTPONED = "The answer says what it would do, or asks for more, and does not try."

_EARLY = 4
_LONGEST_IDLE = 1500
"""Characters of an answer that may say nothing at all; a longer one is for the checks."""
_SHORT_REST = 4
_LONGEST_BLANK = 100
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
    if not any(map(str.isalnum, text.text)) or _is_blank(text.text):
        return "The answer is left blank.", text.view.raw_span(0, len(text.text))
    return _says_nothing(text, answer.prompt)


def _is_blank(text: str) -> bool:
    """Whether a text stands for an answer that is not given: "N/A"."""
    return len(text) <= _LONGEST_BLANK and "blank" in Said(text).effects


def _says_nothing(text: Prose, prompt: str) -> tuple[str, Span | None]:
    """Whether the sentences refuse or restate, with the passage that does."""
    sentences = [text.text[line.start : line.end] for line in text.lines]
    said = [Said(sentence) for sentence in sentences]
    refusal = _refusal(said)
    if refusal is not None:
        line = text.lines[refusal]
        return REFUSED, text.view.raw_span(line.start, line.end)
    if prompt and restates(sentences, prompt):
        return RESTATED, text.view.raw_span(0, len(text.text))
    if len(text.text) > _LONGEST_IDLE:
        return "", None
    asked = asks_yes_or_no(prompt)
    rest = [one.text for one in said if not one.is_idle(asked_yes_or_no=asked)]
    if not rest and any(one.is_idle(asked_yes_or_no=True) for one in said):
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


_TICKS = frozenset("☑☒✓✔✅◉●⬤■")


def _refusal(sentences: Sequence[Said]) -> int | None:
    """The number of the sentence that refuses, if the others do not answer after all."""
    refusing = next((at for at, one in enumerate(sentences[: _EARLY + 1]) if "refuses" in one.effects), None)
    if refusing is None or sentences[refusing].goes_on:
        return None
    rest = [one for one in sentences if not one.is_empty]
    if any("commits" in one.effects and not _advises(one) for one in rest):
        return None
    advice = sum(map(_advises, rest))
    said = Said(sentences[refusing].after_but)
    if not rest or advice * 2 > len(rest) or any(one.effects & _ENDS_THERE for one in (*rest, said)):
        return refusing
    words = sum(len(one.text.split()) for one in rest)
    return refusing if words < _SHORT_REST and not re.search(r"\d", " ".join(one.text for one in rest)) else None


_ENDS_THERE = {"advises", "unanswered"}


def _advises(one: Said) -> bool:
    return not one.effects.isdisjoint({"advice", "advises"})
