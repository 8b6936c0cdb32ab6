"""What an answer says of how a quantity moves, and of the one it moves with.

Invariant: a movement is given to a quantity only where nothing but words without a meaning of their own stand between
them; what is supposed, hedged, asked or denied is no statement of a direction.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evalhw.reading.rules import Found
from evalhw.reading.rules.en.trend import GLUE, LEADS, OBJECT, REFERS, STAGE
from evalhw.text.attempts.restating import is_copied
from evalhw.text.language.denial import denied
from evalhw.text.language.phrases import pattern
from evalhw.text.language.prose import Line, Prose
from evalhw.text.layout.spans import Span

Direction = Literal["up", "down", "same"]
_FLIPPED: dict[str, Direction] = {"up": "down", "down": "up", "same": "same"}
_WORD = re.compile(r"[^\W\d_]+|[^\w\s]")
_SIGNS = frozenset("|:=,'’()*\"“”$")
_GLUE, _LEADS, _OBJECT, _REFERS = (frozenset(one.words) for one in (GLUE, LEADS, OBJECT, REFERS))
_OF = frozenset({"of", "in", "for", "per", "between"})
_LONGEST_NAME = 4
_GUARDS = {"supposed", "hedged"}
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Movement:
    """One statement of how the quantity moves.

    Attributes:
        direction: ``up``, ``down`` or ``same``; empty where the statement gives none that can be relied on.
        denied: Whether just this direction is denied.
        span: The sentence in the raw answer.
    """

    direction: Direction | Literal[""]
    denied: bool
    span: Span


@dataclass(frozen=True)
class Subjects:
    """What moves and what it moves with.

    Attributes:
        moved: Words for the quantity.
        mover: Words for what it moves with; may be empty.
        mover_rises: Whether the question lets that one grow.
    """

    moved: tuple[str, ...]
    mover: tuple[str, ...]
    mover_rises: bool


def movements(prose: Prose, subjects: Subjects, prompt: str) -> tuple[list[Movement], bool]:
    """Every statement of how the quantity moves, in order, and whether anything at all is said to move."""
    found: list[Movement] = []
    anything = False
    named = True  # before the first sentence, the question has named the quantity
    for line in prose.lines:
        text = prose.text[line.start : line.end][:_LONGEST]
        if text.rstrip().endswith("?") or line.block.quoted or is_copied(text, prompt):
            continue
        for stated in _statements(text, line, prose):
            reader = _Sentence(stated, line, prose, subjects, named=named)
            anything = anything or bool(reader.moves)
            found += reader.movements()
        named = pattern(subjects.moved).search(text) is not None
    return found, anything


def _statements(text: str, line: Line, prose: Prose) -> Iterator[str]:
    """A sentence as it stands; of a table with the columns' headings, each cell behind its row's label and heading."""
    rows = line.block.rows
    raw = prose.view.raw_span(line.start, line.end)
    if line.block.kind != "table" or not rows:
        yield text
        return
    heads = [prose.document.cell(cell).text.strip() for cell in rows[0].cells]
    row = next((one for one in rows[1:] if one.cells and raw.start <= one.cells[0].start < raw.end), None)
    if row is None:
        return
    cells = [prose.document.cell(cell).text.strip() for cell in row.cells]
    yield text
    for head, cell in zip(heads[1:], cells[1:], strict=False):
        yield f"{cells[0]}; {head}: {cell}"


class _Sentence:
    """The movements of one sentence, and whose they are."""

    def __init__(self, text: str, line: Line, prose: Prose, subjects: Subjects, *, named: bool) -> None:
        self.text, self.line, self.prose, self.subjects = text, line, prose, subjects
        self.named = named
        found = STAGE.decide(text)
        self.moves = [one for one in found if one.rule.effect not in _GUARDS]
        self.guards = [one for one in found if one.rule.effect in _GUARDS]
        self.moved = _places(subjects.moved, text)
        self.mover = _places(subjects.mover, text)

    def movements(self) -> Iterator[Movement]:
        """What the sentence states of the quantity."""
        span = self.prose.view.raw_span(self.line.start, self.line.end)
        for move in self.moves:
            start = self._starts(move)
            if start is None and self._refers(move):
                yield Movement("", denied=False, span=span)
            if start is None or self._is_supposed(move, start):
                continue
            direction = self._direction(move)
            is_denied = self._is_denied(move)
            if self._is_open(move):
                direction = ""
            yield Movement(direction, is_denied, span)

    def _starts(self, move: Found) -> int | None:
        """Where the statement starts that a movement makes of the quantity; None where it makes none."""
        if move.rule.effect in {"direct", "inverse"}:
            near = [one for one in self.moved if one[1] <= move.start and self._glued(one[1], move.start)]
            far = [one for one in self.moved if one[0] >= move.end and self._leads(move.end, one[0])]
            return near[-1][0] if near else move.start if far else None
        if self._is_of(move, self.moved, extra=0):
            before = [one for one in self.moved if one[1] <= move.start and self._glued(one[1], move.start)]
            return before[-1][0] if before else move.start
        words = [word.lower() for word in _WORD.findall(self.text[: move.start])]
        bare = all(word in _GLUE | _REFERS | {"yes", "no"} or word in _SIGNS for word in words)
        whole = bare and self.named and not self._is_transitive(move) and not self._is_of(move, self.mover, extra=1)
        return move.start if whole and not self._names_another(move) else None

    def _refers(self, move: Found) -> bool:
        """Whether a movement is said of an "it" that may be anything: "it would stay, but here it increases"."""
        words = [word.lower() for word in _WORD.findall(self.text[: move.start])]
        while words and words[-1] in _GLUE - _REFERS:
            words.pop()
        return bool(words) and words[-1] in _REFERS and move.rule.effect in {"up", "down", "same"}

    def _names_another(self, move: Found) -> bool:
        """Whether a movement is said of what follows it: "higher wages"."""
        behind = _WORD.findall(self.text[move.end :].lower())
        if move.rule.id.endswith((".more", ".less")):
            return bool(behind) and behind[0] not in {".", ",", ";", "!", "|", "as", "when", "if", "because", "with"}
        return bool(behind) and behind[0] in {"in", "of"}

    def _is_of(self, move: Found, places: Sequence[tuple[int, int]], extra: int) -> bool:
        """Whether a movement is said of what stands at one of some places."""
        if any(end <= move.start and self._glued(end, move.start) for _, end in places) and not self._is_transitive(
            move
        ):
            return True
        if move.rule.effect == "same" and not self._acts(move):
            return False
        return any(start >= move.end and self._leads(move.end, start, extra) for start, _ in places)

    def _acts(self, move: Found) -> bool:
        """Whether what stays is named behind: "does not change the supply", "no effect on the supply"."""
        last = self.text[move.start : move.end].split()[-1].lower()
        return last in {"affect", "influence", "alter", "change", "effect", "impact"}

    def _is_transitive(self, move: Found) -> bool:
        """Whether a verb has an object, so that its subject is not what moves: "raises the price"."""
        if move.rule.effect == "same" and not self._acts(move):
            return False
        if move.rule.id.endswith((".more", ".less", "_up", "_down")):
            return False
        behind = _WORD.findall(self.text[move.end : move.end + 40].lower())
        return bool(behind) and (behind[0] in _OBJECT or self._is_named_at(move.end))

    def _is_named_at(self, at: int) -> bool:
        """Whether one of the two quantities follows at once."""
        return any(start - at == 1 for start, _ in (*self.moved, *self.mover))

    def _glued(self, start: int, end: int) -> bool:
        """Whether only words without a meaning of their own, or "of the …", stand between a name and a movement."""
        if any(start <= one.start < end for one in self.moves):
            return False
        words = [word.lower() for word in _WORD.findall(self.text[start:end])]
        if words and words[0] in _OF:
            at = 2 if words[1:2] and words[1] in _LEADS else 1
            while at < min(len(words), _LONGEST_NAME + 1) and words[at] not in _GLUE:
                at += 1
            words = words[at:]
        return all(word in _GLUE or word in _SIGNS or word.endswith("ly") for word in words)

    def _leads(self, start: int, end: int, extra: int = 0) -> bool:
        words = [word.lower() for word in _WORD.findall(self.text[start:end])]
        return sum(word not in _LEADS and word not in _SIGNS - {",", "|"} for word in words) <= extra and not (
            {",", "|", ";"} & set(words)
        )

    def _is_supposed(self, move: Found, start: int) -> bool:
        """Whether a condition governs a movement: nothing moves between the word for it and this."""
        for guard in self.guards:
            if guard.rule.effect != "supposed" or guard.end > start:
                continue
            between = self.text[guard.end : start]
            moved = any(guard.end <= one.start < move.start and one is not move for one in self.moves)
            if not moved and not re.search(r"[,;:|]|\bthen\b", between):
                return True
        return False

    def _is_denied(self, move: Found) -> bool:
        if self.text != self.prose.text[self.line.start : self.line.end][:_LONGEST]:
            return self.line.denied
        lead = _WORD.findall(self.text[:12].lower())[:2]
        if lead[:1] == ["no"] and lead[1:] in ([","], [":"], ["."]):  # it answers the question and denies no direction
            at = self.text.lower().index("no") + len("no")
            return self.line.denied or denied(self.text[at:], move.start - at, move.end - at)
        return self.prose.denied(self.line.start + move.start, self.line.start + move.end)

    def _is_open(self, move: Found) -> bool:
        """Whether a movement is hedged, granted, or goes on in another direction."""
        if any(one.rule.effect == "hedged" and one.start < move.start for one in self.guards):
            return True
        if self.prose.conceded(self.line.start + move.start):
            return True
        at = self.moves.index(move)
        for other in self.moves[max(0, at - 1) : at + 2]:
            low, high = sorted((move, other), key=lambda one: one.start)
            words = set(_WORD.findall(self.text[low.end : high.start].lower()))
            joined = words <= {"and", "then", "but", "or", "later", "again", ",", "first", "before", "it", "to", "also"}
            if other is not move and other.rule.effect != move.rule.effect and words and joined:
                return True
        return False

    def _direction(self, move: Found) -> Direction | Literal[""]:
        """Which way the quantity moves where what it moves with does what the question says."""
        effect = move.rule.effect
        if effect in {"direct", "inverse"}:
            if not self.mover:
                return ""
            way: Direction = "up" if effect == "direct" else "down"
            return way if self.subjects.mover_rises else _FLIPPED[way]
        if effect not in {"up", "down", "same"}:
            return ""
        stated: Direction = "up" if effect == "up" else "down" if effect == "down" else "same"
        mover = self._mover_moves(move)
        if mover is None:
            return ""
        return stated if mover == self.subjects.mover_rises else _FLIPPED[stated]

    def _mover_moves(self, move: Found) -> bool | None:
        """Whether what the quantity moves with grows here; None where that cannot be told."""
        if not self.subjects.mover:
            return self.subjects.mover_rises
        others = [one for one in self.moves if one is not move]
        ways = {one.rule.effect for one in others if self._is_of(one, self.mover, extra=1)}
        if ways & {"up", "down"}:
            return None if {"up", "down"} <= ways else "up" in ways
        if self.mover:
            return True
        strange = any(not self._is_of(one, self.moved, 0) and self._is_supposed(one, one.start) for one in others)
        return None if strange else self.subjects.mover_rises


def _places(words: tuple[str, ...], text: str) -> list[tuple[int, int]]:
    return [one.span() for one in pattern(words).finditer(text)] if words else []
