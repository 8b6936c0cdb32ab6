"""Which answer a text commits to: every statement of one, the one that counts first.

Invariant: what is denied, supposed, quoted, tested or taken back is no statement; the later of two statements counts;
every offset is one of the given text, and the time is linear in its length.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from evalhw.reading.delimiters import MAX_SENTENCE, boxes, formulas, sentence_end, sentences
from evalhw.reading.rules import Found
from evalhw.reading.rules.en import boxes as between_boxes
from evalhw.reading.rules.en import statements as english

Mark = Literal["box", "hashes", "answer", "label", "heading", "result", "behind", "sentence", "nothing"]

_STAGE = english.STAGE
_BETWEEN = between_boxes.STAGE
_EDGE = ' \t\r\n*`"“”'
_TAIL = 4_000
"""Characters at the end of a text in which its answer is looked for first."""
_MOST_SENTENCES = 16
_MOST_EVENTS = 40
_LONGEST_BEFORE = 600
_SHORT_LINE = 100
_OWN_LINE = 30
_STATING = frozenset({"states", "leads", "heads", "closes", "labels", "denies"})
_MARKS: dict[str, Mark] = {
    "statement.hashes": "hashes",
    "statement.letter": "label",
    "statement.label": "answer",
    "statement.heading": "heading",
    "statement.behind": "behind",
    "statement.correct": "behind",
    "statement.result": "result",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A passage that states an answer.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        mark: How it is marked as the answer; `nothing` where a statement was begun, or made and taken back.
        rules: The ids of the rules that found it.
        denied: Whether what it begins with is denied.
        boxes: The contents of its boxes, where it is a run of several.
        before: Whether it stands before the words that call it the answer, so that its end counts.
    """

    start: int
    end: int
    mark: Mark
    rules: tuple[str, ...] = ()
    denied: bool = False
    boxes: tuple[tuple[int, int], ...] = ()
    before: bool = False

    @property
    def firm(self) -> bool:
        """Whether the text says that this is the answer, rather than ending with it."""
        return self.mark in {"box", "hashes", "answer", "heading"}


def statements(text: str) -> Iterator[Statement]:
    """The statements of an answer in a text, the one that counts first; its sentences come last, from the end."""
    begin = max(0, len(text) - _TAIL)
    if begin and _has_marked(text, begin):
        yield from _Reader(text, begin).statements()
    else:
        yield from _Reader(text, 0).statements()


def is_marked(text: str) -> bool:
    """Whether anything in a text could mark an answer; what nothing marks is its sentences, from the end."""
    return _STAGE.applies(text) or "\\boxed" in text or "\\fbox" in text


def standing(text: str) -> tuple[Statement | None, int]:
    """The statement that a text calls its answer, if it makes one that stands, and up to where all is taken back."""
    reader = _Reader(text, max(0, len(text) - _TAIL))
    firm = next((one for one in reader.marked if one.firm and not one.denied), None)
    return firm, reader.withdrawn


def _has_marked(text: str, begin: int) -> bool:
    """Whether the end of a text holds a firm statement, so that the rest need not be read."""
    return any(one.firm or one.mark == "nothing" for one in _Reader(text, begin).marked)


class _Reader:
    """Reads a text from one offset on."""

    def __init__(self, text: str, begin: int) -> None:
        self._text, self._begin = text, begin
        self._weak: list[Statement] = []  # statements that count no more than the sentence that they stand in
        found = _STAGE.find(text[begin:] if begin else text)
        self._found = [_moved(one, begin) for one in found] if begin else found
        self._floor = self.withdrawn

    def statements(self) -> Iterator[Statement]:
        yield from self.marked
        left = self._weak
        for start, end in self._sentences:
            yield from (one for one in left if start <= one.start <= end)
            if not any(one.firm and start <= one.start < end for one in self.marked):  # else it is read already
                yield Statement(start, end, "sentence")

    @cached_property
    def marked(self) -> list[Statement]:
        """The statements that are marked as the answer, the last first."""
        events = [one for one in self._found if one.rule.effect in _STATING][-_MOST_EVENTS:]
        found = [one for event in events if (one := self._marked(event)) is not None]
        run, unfinished = boxes(self._text[self._floor :], _parts)
        if run:
            spans = tuple((box.inner_start + self._floor, box.inner_end + self._floor) for box in run)
            found = [one for one in found if not one.start <= spans[0][0] <= one.end or one.start > spans[-1][1]]
            found.append(Statement(spans[0][0], spans[-1][1], "box", (), boxes=spans))
        found.sort(key=lambda one: one.start, reverse=True)
        self._weak = [one for one in found if one.mark in {"result", "behind"}]
        found = [one for one in found if one not in self._weak]
        if unfinished and not any(one.start > self._text.rfind("\\boxed") for one in found):
            return [Statement(self._floor, len(self._text), "nothing")]
        return found

    def _marked(self, event: Found) -> Statement | None:
        """The statement that an event opens, or None for any other event and one that does not stand."""
        effect = event.rule.effect
        if event.start < self._floor or self._is_supposed(event):
            return None
        rules = (event.rule.id,)
        if effect == "closes":
            start = self._sentence_start(event.start)
            answers = "answer" in self._text[event.start : event.end].lower()
            mark: Mark = "label" if answers else "behind"
            return (
                Statement(start, event.start, mark, rules, before=True)
                if self._text[start : event.start].strip()
                else None
            )
        start = self._skipped(event.end)
        if start >= len(self._text):
            return None
        if effect == "heads":
            start = self._headed(start)
        end = self._statement_end(start, event)
        if effect == "labels" and not self._is_label(event, end):
            return None
        return Statement(start, end, _MARKS.get(event.rule.id, "answer"), rules, denied=effect == "denies")

    def _headed(self, start: int) -> int:
        """Where the answer under a heading begins: at once if it has a line of its own, else in the last sentence."""
        end = self._text.find("\n\n", start)
        end = min(len(self._text) if end < 0 else end, start + MAX_SENTENCE)
        found = list(sentences(self._text, start, end))
        if not found or found[0][1] - found[0][0] <= _OWN_LINE:
            return start
        return found[-1][0]

    def _statement_end(self, start: int, event: Found) -> int:
        """Where a statement ends: with its formula, its line or its sentence."""
        if event.rule.effect == "labels" or event.rule.id == "statement.hashes":
            end = self._text.find("\n", start)
            return len(self._text) if end < 0 else end
        limit = min(len(self._text), start + MAX_SENTENCE)
        formula = next(formulas(self._text[:limit], start), None) if self._text[start] in "$\\" else None
        after = formula.end if formula and formula.start == start else start
        return sentence_end(self._text, after, limit)

    def _skipped(self, start: int) -> int:
        while start < len(self._text) and self._text[start] in _EDGE + ":}":
            start += 1
        return start

    def _sentence_start(self, place: int) -> int:
        begin = max(self._floor, place - _LONGEST_BEFORE, 0)
        last = begin
        for left, _ in sentences(self._text[:place], begin, place):
            last = left
        return last

    def _is_label(self, event: Found, end: int) -> bool:
        """Whether a line that begins with A: answers a question rather than names the first of several options."""
        following = self._text[end : end + _SHORT_LINE].lstrip()
        return end - event.end <= _SHORT_LINE and not following.startswith(("B:", "B.", "B)"))

    def _is_supposed(self, event: Found) -> bool:
        """Whether a statement stands in a sentence that makes it nobody's, or somebody else's, answer."""
        for one in self._supposed:
            if one.start <= event.start and event.start <= sentence_end(self._text, one.end, one.end + _SHORT_LINE):
                return True
        return False

    @cached_property
    def _supposed(self) -> list[Found]:
        return [one for one in self._found if one.rule.effect == "supposes"][-_MOST_SENTENCES:]

    @cached_property
    def withdrawn(self) -> int:
        """The offset up to which everything is taken back."""
        floor = max((one.end for one in self._found if one.rule.effect == "retracts"), default=0)
        last = max((one.start for one in self._found if self._restates(one)), default=-1)
        again = (one.end for one in self._found if one.rule.effect == "reconsiders" and one.start <= last)
        return max(floor, max(again, default=0))

    def _restates(self, event: Found) -> bool:
        """Whether a value follows words that say what it really is."""
        value = self._text[event.end : event.end + 6].lstrip(" $*-\\(")
        return event.rule.effect in {"restates", "states"} and value[:1].isdigit()

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        """The sentences that may end with the answer, the last first; those behind a test of the answer come last."""
        begin = max(self._floor, self._begin, len(self._text) - _TAIL)
        asides = {one.start for one in self._found if one.rule.effect == "aside"}
        test = min(
            (one.start for one in self._found if one.rule.effect == "verifies" and one.start > begin), default=None
        )
        found = [
            (start, end)
            for start, end in sentences(self._text, begin, len(self._text))
            if not any(start - 2 <= aside <= start + 1 for aside in asides)
            and not any(start <= one.start < end for one in self._supposed)
        ][-_MOST_SENTENCES * 2 :]
        before = [one for one in found if test is None or one[1] <= test]
        behind = [one for one in found if not (test is None or one[1] <= test)]
        return [*reversed(before[-_MOST_SENTENCES:]), *reversed(behind[-_MOST_SENTENCES:])]


def _parts(between: str) -> bool:
    """Whether words between two boxes say that they are no one answer."""
    return _BETWEEN.first(between) is not None


def _moved(found: Found, shift: int) -> Found:
    groups = {name: (start + shift, end + shift) for name, (start, end) in found.groups.items()}
    return Found(found.rule, found.start + shift, found.end + shift, groups)
