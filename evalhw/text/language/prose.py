"""The sentences of one question's part, and which of their words the answer itself denies.

Invariant: a mention is denied by its own sentence, by a heading or lead above it ("Not needed:"), by the next sentence
that takes it back ("It is not required."), or by its table row ("no"); by nothing else.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evalhw.text.language import negation
from evalhw.text.language.words import FUNCTION_WORDS, Token, tokens
from evalhw.text.layout import plain as views
from evalhw.text.layout import sentences
from evalhw.text.layout.blocks import Block
from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span

_NO_CELL = re.compile(
    r"\s*(?:no|none|n|not (?:needed|required|necessary|used|selected)|unnecessary|false|❌|✗|✘|×|☐)[.!]?\s*$",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"\s*[❌✗✘🚫]")
_ANSWERS_NO = re.compile(r"\s*(?:no|nope)\b(?:[,.;:!]|\s+[–—-])", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|do|does|did|will|would|can|could|should|must|may|might|need|needs|"
    r"cannot|isn't|aren't|doesn't|don't|won't|can't|let|sees?|knows?|uses?|gives?|differs?|makes?|means?|impl(?:y|ies)|"
    r"forces?|leads?|requires?|causes?|becomes?|takes?|holds?|follows?|saves?|reduces?|removes?|gets?|goes|stays?|matters?|"
    r"i\.e|e\.g|because|since|so|as|than|by|for|with|from|into|in|on|of|to)\b"
    r"|[=→⇒≈~≤≥]|<=|=>|->",
    re.IGNORECASE,
)
LONGEST = 300_000
"""Characters of a part that are read as prose; a longer part is read up to the block that passes them."""
_LEAD_WORDS = 8
_SOON = 8
_LISTED = 4
_LISTED_WORDS = 3
_CRUMBS = 3
_HEAP_WORDS = 8
_SMALL_WORDS = frozenset(
    {"per", "before", "after", "during", "within", "without", "across", "via", "instead", "rather", "than", "over"}
    | {"between", "while", "until", "every", "less", "fewer", "like", "beyond", "among", "towards"}
)
_TIES = (FUNCTION_WORDS | _SMALL_WORDS) - {
    "and",
    "or",
    "question",
    "answer",
    "part",
    "problem",
    "state",
    "find",
    "show",
    "i",
    "no",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence: its range in the text of the prose, its block, and whether what surrounds it denies it."""

    start: int
    end: int
    block: Block
    denied: bool


class Prose:
    """One question's part of an answer, read as sentences.

    Attributes:
        document: What it is a part of.
        spans: Its passages.
        view: The plain view of all of them, in order.
        index: Where its words stand, once somebody has asked.
        memory: What was looked for in it, by the id of what was looked for, which is kept beside what was found.
    """

    def __init__(self, document: Document, spans: Sequence[Span]) -> None:
        self.document = document
        self.spans = tuple(spans)
        self.index: object | None = None
        self.memory: dict[int, tuple[object, list[Any]]] = {}
        self._denials: dict[int, tuple[negation.Scope, ...]] = {}
        self._parts: list[tuple[Block, views.Plain]] = []
        size = 0
        for span in spans:
            for block in document.blocks_in(span):
                view = document.view(block).within(span)
                if view.text and size < LONGEST:
                    self._parts.append((block, view))
                    size += len(view.text)
        self.view = views.joined(view for _, view in self._parts)

    @property
    def text(self) -> str:
        """The plain text."""
        return self.view.text

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the text."""
        return tuple(tokens(self.text))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The sentences in order."""
        made: list[Line] = []
        at = 0
        under = _Under()
        for block, view in self._parts:
            bounds = list(sentences.bounds(view.text))
            texts = [view.text[start:end] for start, end in bounds]
            block_denied = under.reaches(block, texts)
            denials = _denials(texts, block)
            made += (
                Line(at + start, at + end, block, block_denied or denied)
                for (start, end), denied in zip(bounds, denials, strict=True)
            )
            at += len(view.text) + 1
        return tuple(made)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def line_at(self, index: int) -> int:
        """The number of the sentence that an index of the text stands in."""
        return max(bisect_right(self._starts, index) - 1, 0)

    def sentence(self, number: int) -> str:
        """The text of a sentence."""
        line = self.lines[number]
        return self.text[line.start : line.end]

    def denied(self, start: int, end: int, claimed: Sequence[tuple[int, int]] = (), *, owns: bool = True) -> bool:
        """Whether the answer denies what ``text[start:end]`` mentions; see `negation.any_over` for the rest."""
        if not self.lines:
            return False
        number = self.line_at(start)
        line = self.lines[number]
        if line.denied:
            return True
        near = [(left - line.start, right - line.start) for left, right in claimed if line.start <= left < line.end]
        return negation.any_over(
            self._scopes(number), start - line.start, min(end, line.end) - line.start, near, owns=owns
        )

    def rejected(self, start: int, end: int) -> bool:
        """Whether the answer rejects what it mentions ("X is no problem"), whatever else it denies of it."""
        if not self.lines:
            return False
        number = self.line_at(start)
        line = self.lines[number]
        found = [scope for scope in self._scopes(number) if scope.rejects]
        return line.denied or negation.any_over(found, start - line.start, min(end, line.end) - line.start)

    def conceded(self, start: int) -> bool:
        """Whether a mention is a view that the answer only grants, to say otherwise."""
        if not self.lines:
            return False
        number = self.line_at(start)
        following = self.sentence(number + 1) if number + 1 < len(self.lines) else ""
        return negation.concedes(self.sentence(number), start - self.lines[number].start, following)

    def _scopes(self, number: int) -> tuple[negation.Scope, ...]:
        """What a sentence denies, read once."""
        known = self._denials.get(number)
        if known is None:
            known = self._denials[number] = negation.scopes(self.sentence(number))
        return known

    def raw_sentence(self, start: int, end: int) -> Span:
        """The raw passage of the sentence around a range of the text."""
        if not self.lines:
            return self.view.raw_span(start, end)
        line = self.lines[self.line_at(start)]
        return self.view.raw_span(line.start, max(line.end, end))

    def stated(self, start: int) -> bool:
        """Whether a mention is part of a statement; a bare list of words, on one line or on several, states nothing."""
        if not self.lines:
            return False
        number = self.line_at(start)
        text = self.sentence(number)
        if self.lines[number].block.kind in {"math", "code"}:
            return True
        if _is_list(text) or _is_heap(text):
            return False
        return _is_clause(text) or not self._is_listed(number)

    def _is_listed(self, number: int) -> bool:
        """Whether a phrase is one of several in a row, each of a few words and without a verb."""
        run = 1
        for step in (-1, 1):
            at = number + step
            while 0 <= at < len(self.lines) and run < _CRUMBS and self._is_crumb(at):
                run += 1
                at += step
        enough = _CRUMBS if len(self.sentence(number).split()) > 1 else _CRUMBS - 1
        return run >= enough and self._is_crumb(number)

    def _is_crumb(self, number: int) -> bool:
        text = self.sentence(number)
        return len(text.split()) <= _LISTED_WORDS and not _is_clause(text) and not text.endswith(":")


def prose_of(document: Document, spans: Sequence[Span]) -> Prose:
    """The prose of some passages; read once for all who ask."""
    key = tuple(spans)
    known = document.memory.get(key)
    if not isinstance(known, Prose):
        known = document.memory[key] = Prose(document, key)
    return known


class _Under:
    """Whether the blocks that follow stand under a heading or lead that denies them."""

    def __init__(self) -> None:
        self.level = 0
        self.lead: Block | None = None
        self.listed = False

    def reaches(self, block: Block, texts: Sequence[str]) -> bool:
        """Whether a block is denied from above; to be asked block by block."""
        text = " ".join(texts)
        if block.kind == "heading":
            self.lead = None
            self.level = block.level if negation.is_denying_lead(text.rstrip(":")) else 0
            return False
        if _leads(text, block) and block.kind == "paragraph":
            self.lead, self.listed = (block, False) if negation.is_denying_lead(text.rstrip(":")) else (None, False)
            if self.lead is None:
                self.level = 0
            return False
        if self.level:
            return True
        if self.lead is None:
            return False
        return self._under_lead(block)

    def _under_lead(self, block: Block) -> bool:
        """A lead reaches over the list after it, or over one block if there is no list."""
        if block.kind == "item" or (self.listed and block.depth > 0):
            self.listed = True
            return True
        if block.kind == "table":
            return True
        self.lead = None
        return not self.listed


def _leads(text: str, block: Block) -> bool:
    """Whether a text announces what follows it."""
    short = len(text.split()) <= _LEAD_WORDS
    return short and (block.kind == "heading" or text.rstrip().endswith((":", "?")) or block.kind == "item")


def _denials(texts: Sequence[str], block: Block) -> Iterator[bool]:
    """For each sentence of a block, whether its neighbours or its marks deny it."""
    led = ":" in texts[0] and any(negation.takes_back(later) for later in texts[1:_SOON]) if texts else False
    for at, text in enumerate(texts):
        following = texts[at + 1] if at + 1 < len(texts) else ""
        struck = _STRUCK.match(text) is not None
        no_cell = block.kind == "table" and any(_NO_CELL.match(cell) for cell in text.split("|")[1:])
        answered_no = text.endswith("?") and _ANSWERS_NO.match(following) is not None
        yield struck or no_cell or answered_no or negation.takes_back(following) or (led and at < _SOON)


def _is_list(text: str) -> bool:
    """Whether a sentence is nothing but words between commas."""
    chunks = [chunk.split() for chunk in re.split(r"[,;|/]|\s[–—-]\s", text)]
    if not all(len(chunk) <= _LISTED_WORDS for chunk in chunks):
        return False
    return len(chunks) >= _LISTED or (len(chunks) == _LISTED - 1 and not _is_clause(text))


def _is_heap(text: str) -> bool:
    """Whether a sentence is a heap of words without a verb, a small word or a sign that would tie them together."""
    words = text.split()
    tied = _VERB.search(text) or any(_bare(word) in _TIES for word in words)
    return len(words) > _HEAP_WORDS and not tied and not text.rstrip().endswith(":")


def _is_clause(text: str) -> bool:
    return _VERB.search(text) is not None or any(_bare(word) in _TIES for word in text.split())


def _bare(word: str) -> str:
    return word.strip(".,;:!?()\"'").lower()
