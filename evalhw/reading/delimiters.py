r"""Where formulas, boxes and sentences begin and end in running text.

Invariant: every scan is linear in the text. A dollar sign before digits is money unless it is paired as typesetters
pair it: no blank before the closing sign, and no digit behind it (the rule of pandoc).
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_OPENING = re.compile(r"\\[(\[]|\\.|\$\$?", re.DOTALL)
_CLOSING = {"\\(": "\\)", "\\[": "\\]", "$": "$", "$$": "$$"}
_BOX = re.compile(r"\\(?:boxed|fbox)(?![a-zA-Z])[ ]*")
_JOINS_BOXES = re.compile(r"\band\b|,|;")
_PARTS_BOXES = re.compile(r"[.!?:\d]|\n\s*\n")  # a new sentence, a step of its own
_TOKEN = re.compile(r"\\[a-zA-Z]+|[^\s{}$]")
_END = re.compile(r"(?<![.\d])[.!?](?=[\s\"”)*]|$)|\.(?=\s+[A-Z])|\.(?=[$*)\s]*$)|[!?](?=\s)|。|\n")
_ABBREVIATION = re.compile(r"\b[ap]\.?m$|\b(?:sq|ft|in|no|st|approx|vs|e\.g|i\.e|mr|mrs|ms|dr|fig|eq)$", re.IGNORECASE)
MAX_SENTENCE = 5_000  # characters; a longer run of text is cut there
_MOST_BOXES = 12
_MOST_BETWEEN = 40  # characters between two boxes that are one answer


class Formula(NamedTuple):
    """A delimited formula: where its delimiters begin and end, and its inside."""

    start: int
    inner_start: int
    inner_end: int
    end: int


class Box(NamedTuple):
    """A box: where its command begins, its content, and where it ends."""

    start: int
    inner_start: int
    inner_end: int
    end: int


def formulas(text: str, start: int = 0) -> Iterator[Formula]:
    """Yield each delimited formula; a lone opener, and a dollar sign that is money, are passed over."""
    hopeless: set[str] = set()
    while match := _OPENING.search(text, start):
        opener, start = match.group(), match.end()
        closer = _CLOSING.get(opener)
        if closer is None or opener in hopeless:
            continue
        at = text.find(closer, start)
        while at > 0 and closer == "$" and text[at - 1] == "\\":
            at = text.find(closer, at + 1)
        if at < 0:
            hopeless.add(opener)
        elif opener == "$" and _is_money(text, start, at):
            continue
        elif at > start:
            yield Formula(match.start(), start, at, at + len(closer))
            start = at + len(closer)


def _is_money(text: str, start: int, closing: int) -> bool:
    """Whether the dollar sign before `start` stands for money, although another follows."""
    if not text[start : start + 1].isdigit():
        return False
    blank_before = text[closing - 1].isspace()
    return blank_before or text[closing + 1 : closing + 2].isdigit()


def boxes(text: str, parts: Callable[[str], bool]) -> tuple[list[Box], bool]:
    """The last box, or the run of boxes that are one answer; and whether a later one was left open or empty.

    Args:
        text: Running text.
        parts: Whether words between two boxes make two answers of them.
    """
    found: list[Box] = []
    unfinished = False
    for match in reversed(list(_BOX.finditer(text))[-_MOST_BOXES:]):
        span = _group(text, match.end())
        if span is None or not text[span[0] : span[1]].strip():
            if not found:
                unfinished = True
                break
            continue
        start, end, after = span
        if found:
            if after >= found[-1].end:  # this box holds the one inside it: take the outer
                found[-1] = Box(match.start(), start, end, after)
                continue
            between = text[after : found[-1].start]
            joined = len(between) <= _MOST_BETWEEN and _JOINS_BOXES.search(between)
            if not joined or _PARTS_BOXES.search(between) or parts(between):
                break
        found.append(Box(match.start(), start, end, after))
    return found[::-1], unfinished


def _group(text: str, start: int) -> tuple[int, int, int] | None:
    """Start and end of the braced group that opens at `start`, and the offset after it; or of a single token."""
    if start >= len(text):
        return None
    if text[start] != "{":
        token = _TOKEN.match(text, start)
        return (start, token.end(), token.end()) if token else None
    depth, at = 0, start
    while at < len(text):
        here = text[at]
        if here == "\\":
            at += 2
            continue
        depth += (here == "{") - (here == "}")
        if depth == 0:
            return start + 1, at, at + 1
        at += 1
    return None


def sentence_end(text: str, start: int, limit: int | None = None) -> int:
    """Where the sentence that goes on at `start` ends; rows of an environment and abbreviations do not end it."""
    stop = len(text) if limit is None else limit
    for match in _END.finditer(text, start, stop):
        end = match.start()
        if match.group() == "\n" and text.rfind("\\begin", start, end) > text.rfind("\\end", start, end):
            continue
        if match.group() == "." and _ABBREVIATION.search(text[max(start, end - 6) : end]):
            continue
        return end
    return stop


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a passage without the blanks beside them; a formula in display is part of one."""
    display = list(formulas(text[:end], start))
    at, passed = start, 0
    while at < end:
        stop = sentence_end(text, at, min(end, at + MAX_SENTENCE))
        while passed < len(display) and display[passed].end <= stop:
            passed += 1
        if passed < len(display) and display[passed].start <= stop:
            after = display[passed].end
            stop = sentence_end(text, after, min(end, after + MAX_SENTENCE))
        left, right = at, stop
        while left < right and text[left].isspace():
            left += 1
        if left < right:
            yield left, right
        at = stop + 1
