"""Which passages of a model's text are its thoughts, and which its answer: the one reader of thoughts.

Invariant: every offset counts characters of the raw text, and the time is linear in its length. What is discussed
("the <think> tag"), quoted or in code is part of the answer: in doubt a passage stays.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_TAGS = re.compile(
    r"<(?P<tag>/?)(?:think|thinking|thought|thoughts|seed:think)\s?>"  # DeepSeek, Qwen, EXAONE and most others
    r"|<(?P<soft>/?)(?:reasoning|scratchpad)\s?>"  # asked for by prompts, so that they may be the answer's own
    r"|(?-i:\[(?P<square>/?)THINK\])"  # Magistral
    r"|◁(?P<triangle>/?)think▷"  # Kimi
    r"|<\|(?P<token>begin|end)_of_thought\|>"  # Sky-T1, OpenThinker
    r"|<\|(?P<cohere>START|END)_THINKING\|>"
    r"|(?P<gemma><\|channel>thought\b|<channel\|>)"
    r"|(?P<details><details\s[^<>\n]{0,100}type=\"reasoning\"[^<>\n]{0,200}>|</details>)"  # Open WebUI
    r"|(?P<unused><unused94>thought\b|<unused95>)",  # MedGemma
    re.IGNORECASE,
)
_MARKS = ("<", "THINK]", "◁", "assistantfinal", "...done thinking.")
"""What stands in every mark of a thought."""
_CLOSES = {"/", "end", "<channel|>", "</details>", "<unused95>"}
_SOFT = {"soft", "details"}
_FRAMES = re.compile(r"<\|(?:(?:begin|end)_of_solution|(?:START|END)_RESPONSE)\|>")
_CHANNEL = re.compile(
    r"(?:<\|start\|>assistant[^<>\n]{0,80})?<\|channel\|>\s?(?P<name>analysis|commentary|final)\b[^<>\n]{0,80}"
    r"(?:<\|constrain\|>\s?\w{1,20}\s?)?<\|message\|>"
)
_CHANNEL_END = re.compile(r"<\|(?:end|return|call)\|>|<\|start\|>assistant")
_BARE_CHANNELS = re.compile(r"\s{0,9}(?:assistant)?analysis(?=[A-Z\"'(\d])")
"""gpt-oss where a server swallowed the special tokens: "analysisWe need …assistantfinalFour."."""
_BARE_FINAL = "assistantfinal"
_TOLD_THOUGHT = re.compile(r"\s{0,9}Thinking\.\.\.[ \t]*\r?\n")
_TOLD_END = re.compile(r"^\.\.\.done thinking\.[ \t]*$", re.MULTILINE)
"""Ollama's terminal: "Thinking..." on the first line, and "...done thinking." on a line of its own."""
_FENCE = re.compile(r"^ {0,3}(?P<mark>`{3,}|~{3,})(?P<info>[^\n`]*)$", re.MULTILINE)
_BLANK = " \t\r\n\f\v\u00a0\u200b\u2060\ufeff"
_QUOTES = "`'\"“”‘’«»"
_SPOKEN_OF = re.compile(r"[ \t]+(?:tags?|tokens?|elements?|markers?|blocks?|is|are|was|marks?|means)\b")
_JOINED = re.compile(r"[ \t]*(?:(?:and|or|to|then)\b|[,/…&]|\.\.\.)?[ \t]*")
_NAMED = re.compile(
    r"\b(?:an?|the|this|its|closing|ending|with|by|or|and|writes?|emits?|prints?|outputs?)[ \t]+$", re.IGNORECASE
)
_ENDS = frozenset(".!?:;…>")
_INDENTED = ("\t", "    ")
_SHORT = 40  # characters of a thought that may be an example of one
_LINE = 200  # characters of a line that are looked at to either side of a mark


class Passage(NamedTuple):
    """A passage of the raw text: character offsets, `end` exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Thoughts:
    """A model's text, divided.

    Attributes:
        raw: The text as it came.
        answers: The passages that are said to the reader, in order, without the blanks beside a thought.
        thoughts: The passages that are thought, without their tags.
        finished: False where the last thought was never closed, so that what follows it was never said.
    """

    raw: str
    answers: tuple[Passage, ...]
    thoughts: tuple[Passage, ...] = ()
    finished: bool = True

    @cached_property
    def answer(self) -> str:
        """What was said, its passages joined by a blank line; empty if no answer was given."""
        return _SEPARATOR.join(self.raw[start:end] for start, end in self.answers)

    @property
    def reasoning(self) -> str:
        """What was thought, its passages joined by a blank line."""
        kept = (self.raw[start:end].strip(_BLANK) for start, end in self.thoughts)
        return _SEPARATOR.join(one for one in kept if one)

    def place(self, offset: int) -> int:
        """Where a character of `answer` stands in the raw text."""
        begins, index = self._begins, bisect_right(self._begins, offset) - 1
        if index < 0:
            return offset
        start, end = self.answers[index]
        return min(start + offset - begins[index], end)

    @cached_property
    def _begins(self) -> list[int]:
        begins, at = [], 0
        for start, end in self.answers:
            begins.append(at)
            at += end - start + len(_SEPARATOR)
        return begins


_SEPARATOR = "\n\n"


class _Mark(NamedTuple):
    start: int
    end: int
    family: str
    closes: bool


class _Piece(NamedTuple):
    """A thought with its tags, and without them."""

    outer: Passage
    inner: Passage


def may_think(raw: str) -> bool:
    """Whether a text holds anything that could mark a thought; most hold nothing, and need no search."""
    return any(mark in raw for mark in _MARKS)


def read_thoughts(raw: str) -> Thoughts:
    """Divide a model's text into what it thought and what it said."""
    if not may_think(raw):
        return Thoughts(raw, (Passage(0, len(raw)),))
    channels = _channels(raw) if "<|" in raw or _BARE_FINAL in raw else None
    if channels is not None:
        return channels
    told = _TOLD_THOUGHT.match(raw)
    if told and (ended := _TOLD_END.search(raw, told.end())):
        inner = _stripped(raw, Passage(told.end(), ended.start()), left=True, right=True)
        taken = _between(raw, [Passage(0, ended.end())])
        return Thoughts(raw, taken, (inner,) if inner.start < inner.end else ())
    marks = [_mark(found) for found in _TAGS.finditer(raw)]
    if not marks:
        return Thoughts(raw, (Passage(0, len(raw)),))
    pieces, finished = _Reader(raw, marks).pieces()
    if not pieces:
        return Thoughts(raw, (Passage(0, len(raw)),))
    frames = [Passage(*found.span()) for found in _FRAMES.finditer(raw)]
    return Thoughts(raw, _between(raw, [piece.outer for piece in pieces], frames), _inner(pieces), finished)


def _mark(found: re.Match[str]) -> _Mark:
    family = found.lastgroup or ""
    return _Mark(*found.span(), family, (found[family] or "").lower() in _CLOSES)


def _inner(pieces: Sequence[_Piece]) -> tuple[Passage, ...]:
    return tuple(piece.inner for piece in pieces if piece.inner.start < piece.inner.end)


def _between(raw: str, taken: Sequence[Passage], frames: Sequence[Passage] = ()) -> tuple[Passage, ...]:
    """What is left of a text without some passages, and without the blanks beside them."""
    left, at = [], 0
    for start, end in [*sorted({*taken, *frames}), (len(raw), len(raw))]:
        kept = _stripped(raw, Passage(at, start), left=at > 0, right=start < len(raw))
        if kept.start < kept.end and raw[kept.start : kept.end].strip(_BLANK):
            left.append(kept)
        at = max(at, end)
    return tuple(left)


def _stripped(raw: str, passage: Passage, *, left: bool, right: bool) -> Passage:
    start, end = passage
    while left and start < end and raw[start] in _BLANK:
        start += 1
    while right and start < end and raw[end - 1] in _BLANK:
        end -= 1
    return Passage(start, end)


class _Reader:
    """Walks the marks of a text once."""

    def __init__(self, raw: str, marks: Sequence[_Mark]) -> None:
        self._raw, self._marks = raw, marks
        self._begin = len(raw) - len(raw.lstrip(_BLANK))
        self._fences = _Fences(raw)
        self._closers = self._closers_after()
        self._skipped: dict[str, int] = {}

    def _closers_after(self) -> list[tuple[int | None, int | None]]:
        """For each mark, the next that closes its family: the next that is meant, and the next of any kind."""
        meant: dict[str, int] = {}
        every: dict[str, int] = {}
        found: list[tuple[int | None, int | None]] = [(None, None)] * len(self._marks)
        for index in range(len(self._marks) - 1, -1, -1):
            mark = self._marks[index]
            found[index] = (meant.get(mark.family), every.get(mark.family))
            if mark.closes:
                every[mark.family] = index
                if not self._is_spoken_of(mark):
                    meant[mark.family] = index
        return found

    def pieces(self) -> tuple[list[_Piece], bool]:
        """The thoughts in order, and whether the last is closed."""
        found: list[_Piece] = []
        index, at = 0, 0
        while index < len(self._marks):
            mark = self._marks[index]
            closer = None if mark.closes else self._opened(index)
            if self._fences.holds(mark.start, since=at):
                index += 1
                continue
            if closer is not None:
                end = self._marks[closer]
                found.append(_Piece(Passage(mark.start, end.end), Passage(mark.end, end.start)))
                index, at = closer, end.end
            elif mark.closes and self._closes_alone(mark):
                found.append(_Piece(Passage(at, mark.end), Passage(at, mark.start)))
                at = mark.end
            elif not mark.closes and self._is_unclosed(index):
                found.append(_Piece(Passage(mark.start, len(self._raw)), Passage(mark.end, len(self._raw))))
                return found, False
            elif not mark.closes:
                self._skipped[mark.family] = self._skipped.get(mark.family, 0) + 1
            index += 1
        return found, True

    def _opened(self, index: int) -> int | None:
        """The mark that closes the thought which a mark opens; None if it opens none, or none closes it."""
        mark = self._marks[index]
        meant, every = self._closers[index]
        closer = every if meant is None else meant
        if closer is None:
            return None
        end = self._marks[closer]
        first = mark.start == self._begin
        if mark.family in _SOFT:
            return closer if first and self._raw[end.end :].strip(_BLANK) else None
        thinks = not self._is_example(mark, end) and (first or self._may_begin(mark, end))
        return closer if thinks else None

    def _is_example(self, mark: _Mark, end: _Mark) -> bool:
        """Whether a pair of marks is spoken of: "<think> and </think> are the tags"."""
        inside = self._raw[mark.end : min(end.start, mark.end + _SHORT)]
        if inside.strip(_BLANK) and _JOINED.fullmatch(inside):
            return True
        return len(inside) < _SHORT and _SPOKEN_OF.match(self._after(end)) is not None

    def _may_begin(self, mark: _Mark, end: _Mark) -> bool:
        """Whether a thought may begin after what was said before: on a line of its own, or after a sentence's end."""
        before = self._before(mark, 0)
        if not before.strip(_BLANK):
            return not before.startswith(_INDENTED)
        own_lines = not self._after(mark).strip(_BLANK) and not self._before(end, mark.end).strip(_BLANK)
        if own_lines and before[-1] not in _QUOTES:
            return True
        ended = before.rstrip(_BLANK)[-1:] in _ENDS and before.count("`") % 2 == 0
        return ended and re.match(r"[ \t]*[a-z,]", self._after(end)) is None

    def _is_unclosed(self, index: int) -> bool:
        """Whether a mark that nothing closes opens a thought to the end: on a line's begin, and not spoken of."""
        mark = self._marks[index]
        if self._closers[index] != (None, None) or mark.family in _SOFT:
            return False
        before, after = self._before(mark, 0), self._after(mark)
        alone = mark.start == self._begin or not (before.strip(_BLANK) or before.startswith(_INDENTED))
        return alone and not _SPOKEN_OF.match(after) and after[:1] not in {*_QUOTES, ",", ")"}

    def _closes_alone(self, mark: _Mark) -> bool:
        """Whether a mark closes a thought that the chat's template opened."""
        if mark.family in _SOFT or self._is_spoken_of(mark):
            return False
        skipped = self._skipped.get(mark.family, 0)
        if skipped and (self._before(mark, 0).strip(_BLANK) or self._after(mark).strip(_BLANK)):
            self._skipped[mark.family] = skipped - 1
            return False
        return True

    def _is_spoken_of(self, mark: _Mark) -> bool:
        """Whether a closing mark is a word of a sentence: "it ends with </think> and then answers"."""
        before, after = self._before(mark, 0), self._after(mark)
        quoted = (before and before[-1] in _QUOTES) or after[:1] in {*_QUOTES, ",", ".", ";", ")"}
        if quoted or _SPOKEN_OF.match(after) or _NAMED.search(before):
            return True
        apart = before[-1:].isspace() and before.strip(_BLANK)[-1:].isalnum()
        return bool(apart and re.match(r"[ \t]+[a-z]", after))

    def _before(self, mark: _Mark, at: int) -> str:
        """What stands before a mark on its line."""
        head = self._raw[max(at, mark.start - _LINE) : mark.start]
        return head[head.rfind("\n") + 1 :]

    def _after(self, mark: _Mark) -> str:
        """What stands after a mark on its line."""
        return self._raw[mark.end : mark.end + _LINE].partition("\n")[0]


class _Fences:
    """The fenced code of a text, read anew after each thought; a fence that nothing closes is none."""

    def __init__(self, raw: str) -> None:
        self._lines = list(_FENCE.finditer(raw)) if "```" in raw or "~~~" in raw else []
        self._starts = [line.start() for line in self._lines]
        self._next = 0
        self._since = 0
        self._until = (0, 0)

    def holds(self, place: int, since: int) -> bool:
        """Whether a place is in fenced code, of a text that begins at `since`; to be asked in ascending order."""
        if since > self._since:
            self._since = since
            self._next = bisect_right(self._starts, since - 1)
            self._until = (0, 0)
        while self._until[1] <= place and self._next < len(self._lines) and self._starts[self._next] < place:
            closed = self._closed(self._next)
            if closed is None:
                self._next += 1
            else:
                self._until = (self._starts[self._next], self._lines[closed].end())
                self._next = closed + 1
        return self._until[0] < place < self._until[1]

    def _closed(self, opened: int) -> int | None:
        mark = self._lines[opened]["mark"]
        for index in range(opened + 1, len(self._lines)):
            line = self._lines[index]
            if line["mark"][0] != mark[0]:
                continue
            if line["info"].strip():
                return None
            if len(line["mark"]) >= len(mark):
                return index
        return None


def _channels(raw: str) -> Thoughts | None:
    """A text in the channels of gpt-oss; None if it is not."""
    bare = _BARE_CHANNELS.match(raw)
    if bare and "<|channel|>" not in raw:
        final = raw.rfind(_BARE_FINAL)
        if final < 0:
            return None
        inner = Passage(bare.end(), final)
        return Thoughts(raw, _between(raw, [Passage(0, final + len(_BARE_FINAL))]), (inner,))
    headers = [found for found in _CHANNEL.finditer(raw) if _begins(raw, found.start())]
    if not headers:
        return None
    fences = _Fences(raw)
    if fences.holds(headers[0].start(), 0):
        return None
    return _by_channel(raw, headers)


def _begins(raw: str, start: int) -> bool:
    """Whether a channel's header stands where one may: at the begin of a line, or after another's end."""
    head = raw[max(0, start - _LINE) : start].rstrip(" \t")
    return not head or head.endswith(("\n", "|>", ">")) or head[-1] in "\ufeff\u200b.!?"


def _by_channel(raw: str, headers: Sequence[re.Match[str]]) -> Thoughts:
    thoughts: list[Passage] = []
    answers: list[Passage] = []
    said = _stripped(raw, Passage(0, headers[0].start()), left=False, right=True)
    if raw[said.start : said.end].strip(_BLANK) and not _CHANNEL_END.match(raw[said.start : said.end]):
        answers.append(said)
    finished = True
    for header, limit in zip(headers, [*(found.start() for found in headers[1:]), len(raw)], strict=True):
        ended = _CHANNEL_END.search(raw, header.end(), limit)
        passage = Passage(header.end(), ended.start() if ended else limit)
        final = header["name"] == "final"
        finished = final
        passage = _stripped(raw, passage, left=final, right=final and passage.end < len(raw))
        if passage.start < passage.end:
            (answers if final else thoughts).append(passage)
    return Thoughts(raw, tuple(answers), tuple(thoughts), finished)
