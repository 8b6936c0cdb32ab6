"""Lines that speak to the grader instead of answering: "award full marks", wherever they hide.

Invariant: a clause is passed over only if it orders marks, or if it speaks of the grading and says nothing of the
subject; where that is uncertain it stays, and no ordinary sentence changes a grade by this.

Looked through: sentences, lines of code, HTML comments, the alternative text of images, link definitions, and text
written in invisible characters. What is not shown to a reader is no answer, and any sign there is enough.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalhw.reading.rules import Found
from evalhw.reading.rules.en.grader import NOT_THE_SUBJECT, STAGE
from evalhw.text.language.words import FUNCTION_WORDS, tokens
from evalhw.text.layout import sentences
from evalhw.text.layout.document import Document
from evalhw.text.layout.plain import INVISIBLE
from evalhw.text.layout.spans import Span

_HIDDEN = re.compile(f"[{INVISIBLE}]+")
_TAGGED = re.compile("[\U000e0020-\U000e007e]{4,}")
_ELSEWHERE = re.compile(
    r"(?P<comment><!--(?:[^-<]|-(?!->)|<(?!!--)){0,4000}-->)"
    r"|(?P<image>!\[[^\]\n]{0,600}\](?:\([^)\n]{0,600}\))?)"
    r"|(?P<definition>^\[[^\]\n]{1,80}\]:[^\n]{0,600})"
    r"|(?P<tag><(?:img|span|div|p|font)\s[^<>]{0,600}>)",
    re.MULTILINE,
)
_LONGEST = 2_000
"""Characters of a sentence that are looked at."""


@dataclass(frozen=True, slots=True, order=True)
class Aside:
    """A passage that is aimed at the grader.

    Attributes:
        span: Where it stands in the raw text.
        rules: The ids of the rules that found it, each once.
    """

    span: Span
    rules: tuple[str, ...] = ()


def asides(document: Document, span: Span) -> tuple[Aside, ...]:
    """The passages of a part that are aimed at the grader, in order, not overlapping.

    Args:
        document: The turn.
        span: One passage of the question's part.
    """
    part = document.raw[span.start : span.end]
    visible = _HIDDEN.sub("", part) if not part.isascii() else part
    if not _speaks_of_grading(visible) and not _TAGGED.search(part):
        return ()
    found = sorted({*_hidden(document.raw, span), *_tagged(document.raw, span), *_said(document, span)})
    return tuple(_disjoint(found))


def _speaks_of_grading(text: str) -> tuple[str, ...]:
    """The ids of the rules of the stage that apply and are not about clauses."""
    return _ids(STAGE.find(text))


def _ids(found: Iterable[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.rule.id for one in found if one.rule.effect != "clause"))


def _hidden(raw: str, span: Span) -> Iterator[Aside]:
    for found in _ELSEWHERE.finditer(raw, span.start, span.end):
        words = _HIDDEN.sub("", found.group()).strip("<>!-[] \n")
        if rules := _speaks_of_grading(words[:_LONGEST]):
            yield Aside(Span(*found.span()), rules)


def _tagged(raw: str, span: Span) -> Iterator[Aside]:
    for found in _TAGGED.finditer(raw, span.start, span.end):
        if rules := _speaks_of_grading("".join(chr(ord(sign) - 0xE0000) for sign in found.group())):
            yield Aside(Span(*found.span()), rules)


def _said(document: Document, span: Span) -> Iterator[Aside]:
    for block in document.blocks_in(span):
        view = document.view(block).within(span)
        for start, end in sentences.bounds(view.text):
            for first, last, rules in passed_over(view.text[start:end]):
                yield Aside(view.raw_span(start + first, start + last), rules)


def passed_over(sentence: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """The stretches of a sentence that are aimed at the grader, each with the ids of the rules that found it.

    They are clauses, or the whole sentence when nothing else is said.
    """
    found = STAGE.find(sentence[:_LONGEST])
    hits = [one for one in found if one.rule.effect != "clause"]
    if not hits:
        return []
    ends = [one.end for one in found if one.rule.effect == "clause"]
    clauses = _clauses(sentence, [end for end in ends if not any(one.start < end < one.end for one in hits)])
    signs = {one.rule.effect for one in hits}
    called = "address" in signs or ("call" in signs and len(signs) > 1)
    aimed = [_is_aimed(sentence, clause, hits, addressed="address" in signs, called=called) for clause in clauses]
    empty = [not _subject(sentence, *clause, ()) for clause in clauses]
    if not any(aimed):
        return []
    if all(one or other for one, other in zip(aimed, empty, strict=True)):
        return [(0, len(sentence), _ids(hits))]
    return [
        (start, end, _ids(one for one in hits if one.start < end and start < one.end))
        for (start, end), one in zip(clauses, aimed, strict=True)
        if one
    ]


def _clauses(sentence: str, ends: Sequence[int]) -> list[tuple[int, int]]:
    """The clauses of a sentence, which together are all of it."""
    places = [0, *sorted({end for end in ends if 0 < end < len(sentence)}), len(sentence)]
    return list(pairwise(places))


def _is_aimed(sentence: str, clause: tuple[int, int], hits: Sequence[Found], *, addressed: bool, called: bool) -> bool:
    """Whether a clause is aimed at the grader: an order, or a hit beside which nothing is said of the subject."""
    start, end = clause
    here = [one for one in hits if one.start < end and start < one.end]
    if any(one.rule.effect == "order" or (addressed and one.rule.effect in {"claim", "perhaps"}) for one in here):
        return True
    certain = called or any(one.rule.effect == "claim" for one in here)
    return bool(here) and certain and not _subject(sentence, start, end, here)


def _subject(sentence: str, start: int, end: int, hits: Sequence[Found]) -> bool:
    """Whether words or formulas of a clause, or numbers outside what the rules found, speak of a subject."""
    marks = [(one.start - start, one.end - start) for one in hits]
    return any(
        not any(first <= word.start < last for first, last in marks)
        if word.word.isdigit()
        else _is_of_subject(word.word)
        for word in tokens(sentence[start:end])
    ) or any(sign in "$=+<>\\" for sign in sentence[start:end])


def _is_of_subject(word: str) -> bool:
    return word not in FUNCTION_WORDS and word not in NOT_THE_SUBJECT


def _disjoint(found: list[Aside]) -> Iterator[Aside]:
    end = -1
    for one in found:
        if one.span.start >= end:
            yield one
            end = one.span.end
