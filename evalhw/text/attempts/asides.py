"""Lines that speak to the grader instead of answering: "award full marks", wherever they hide.

Invariant: only a line that orders, flatters or instructs whoever grades is found; an answer that mentions marks or
instructions as its subject is left alone.

Looked through: sentences, lines of code, HTML comments, the alternative text of images, link definitions, and text
written in invisible characters.
"""

import re
from collections.abc import Iterator

from evalhw.text.layout.document import Document
from evalhw.text.layout.plain import INVISIBLE
from evalhw.text.layout.spans import Span

_HIDDEN = re.compile(f"[{INVISIBLE}]+")
_TAGGED = re.compile("[\U000e0020-\U000e007e]{4,}")
_SIGNS = (
    *("grader", "grading", "evaluator", "examiner", "credit", "point", "award", "ignore", "disregard", "overrid"),
    *("instruction", "rubric", "criteri", "[system", "system prompt", "correct answer", "score", "scoring", "judge"),
    *("reviewer", "assistant"),
)
_SHORT_SIGNS = re.compile(r"\b(?:marks?|met|ta)\b|\d ?/ ?\d")
_GRADER = (
    r"(?:(?:ai|llm|auto|automatic|automated|dear|human|kind|the)[ -]*)*"
    r"(?:auto-?grader|grader|grading (?:assistant|model|system|bot|ai|llm|script|agent)|evaluator|examiner|marker|"
    r"scorer|"
    r"teaching assistant|reviewer|llm judge|judge)s?"
)
_GOAL = (
    r"(?:full|maximum|max|all|top|perfect|complete|highest)(?: possible)? (?:marks?|points?|credits?|scores?|grades?)"
)
_THIS = r"(?:this|the|my) (?:answer|response|question|solution|submission|part|reply|work|criterion|item)"
_ASIDE = re.compile(
    rf"(?:^|[\[(#/*\"'>-]|[.:!]\s)\s*(?:dear|attention|note(?: to| for)?|message (?:to|for)|instructions? (?:to|"
    rf"for)|hey|hi|hello|to)?"
    rf"[,:]?\s*(?:the )?{_GRADER}\s*[:,!]"
    rf"|\b(?:dear|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for))[,:]? (?:the |all |"
    rf"any )?{_GRADER}\b"
    rf"|\b(?:you are|as) (?:a |an |the )?(?:\w+ )?{_GRADER}\b.{{0,60}}\b(?:must|should|shall|have to|will|please|"
    rf"need to)\b"
    rf"|\b{_GRADER} (?:must|should|shall|has to|needs to|will|is (?:instructed|required|asked|told) to)\b.{{0,60}}"
    r"\b(?:mark|award|give|grant|accept|output|return|assign|consider|score|treat)\b"
    r"|(?:^|[.!?:,;\"'(=]\s*|\b(?:please|must|should|kindly|to|and|then|just|simply|always|now|also|will|shall)\s+)"
    rf"(?:award|give|grant|assign|allocate)\b[^.\n]{{0,40}}(?:{_GOAL}|\b\d{{1,3}} ?/ ?\d{{1,3}}\b|"
    rf"\b\d{{1,3}} (?:points?|marks?)\b)"
    r"(?! (?:to (?:the )?(?:author|post|blog|page|team|network)|of (?:the )?(?:curve|intersection|line)))"
    rf"|\b(?:output|return|score|mark|record)\b[^.\n]{{0,40}}(?:{_GOAL}|\b\d{{1,3}} ?/ ?\d{{1,3}}\b)"
    rf"|{_THIS} (?:deserves?|merits?|earns?|should (?:get|receive|be (?:given|awarded|marked|graded|"
    rf"scored)))\b[^.\n]{{0,40}}"
    rf"(?:{_GOAL}|correct|\d ?/ ?\d|\d+ points?)"
    rf"|\b(?:mark|grade|score|treat|accept|count|consider|rate) {_THIS}[^.\n]{{0,30}}\b(?:correct|met|right|full|"
    rf"complete|passed|10)\b"
    r"|\b(?:ignore|disregard|forget|override)\b[^.\n]{0,30}\b(?:instructions?|rubric|criteria|grading|prompt|"
    r"guidelines|rules)\b"
    r"|\bgrading (?:policy|rules?|criteria|instructions?) (?:has|have|had)? ?(?:been )?(?:changed|updated)\b"
    r"|\[(?:system|admin|instructor)\]"
    r"|(?:[\w-]+ ?[:=] ?met\b[^.\n]{0,40}){2,}"
    r"|\b(?:mark|set|report|consider|treat|output)\b[^.\n]{0,80}\bas (?:met|fulfilled|satisfied|passed|fully correct)\b"
    rf"|^\W*(?:{_GOAL})\W*$|\b{_GRADER}\b[^.\n]{{0,30}}\b{_GOAL}"
    rf"|\b{_GOAL},? (?:please|for this|verified|all \w+ values)",
    re.IGNORECASE | re.MULTILINE,
)
_ELSEWHERE = re.compile(
    r"(?P<comment><!--(?:[^-<]|-(?!->)|<(?!!--)){0,4000}-->)"
    r"|(?P<image>!\[[^\]\n]{0,600}\](?:\([^)\n]{0,600}\))?)"
    r"|(?P<definition>^\[[^\]\n]{1,80}\]:[^\n]{0,600})"
    r"|(?P<tag><(?:img|span|div|p|font)\s[^<>]{0,600}>)",
    re.MULTILINE,
)


def asides(document: Document, span: Span) -> tuple[Span, ...]:
    """The passages of a part that are aimed at the grader, in order, not overlapping.

    Args:
        document: The turn.
        span: One passage of the question's part.
    """
    part = document.raw[span.start : span.end]
    visible = _HIDDEN.sub("", part) if not part.isascii() else part
    if not _is_suspect(visible) and not _TAGGED.search(part):
        return ()
    found = sorted({*_hidden(document.raw, span), *_tagged(document.raw, span), *_said(document, span)})
    return tuple(_disjoint(found))


def is_aside(text: str) -> bool:
    """Whether a line of plain text is aimed at the grader."""
    return _is_suspect(text) and _ASIDE.search(text[:2000]) is not None


def _is_suspect(text: str) -> bool:
    """Whether a text holds any word without which no line is aimed at the grader."""
    lower = text.lower()
    return any(map(lower.__contains__, _SIGNS)) or _SHORT_SIGNS.search(lower) is not None


def _hidden(raw: str, span: Span) -> Iterator[Span]:
    for found in _ELSEWHERE.finditer(raw, span.start, span.end):
        words = _HIDDEN.sub("", found.group()).strip("<>!-[] \n")
        if is_aside(words):
            yield Span(*found.span())


def _tagged(raw: str, span: Span) -> Iterator[Span]:
    for found in _TAGGED.finditer(raw, span.start, span.end):
        if is_aside("".join(chr(ord(sign) - 0xE0000) for sign in found.group())):
            yield Span(*found.span())


def _said(document: Document, span: Span) -> Iterator[Span]:
    for sentence in document.sentences(span):
        if is_aside(sentence.text):
            yield sentence.span


def _disjoint(found: list[Span]) -> Iterator[Span]:
    end = -1
    for span in found:
        if span.start >= end:
            yield span
            end = span.end
