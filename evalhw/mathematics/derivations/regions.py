"""Which part of an answer verifies which condition?

A part begins where a condition is stated, stands with its values put in, or is called by its number, its symbol or as
the other one; it ends where the next begins, at a heading, or where the answer sums up.
Invariant: a statement belongs to at most one condition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalhw.mathematics.derivations.nearness import nearest
from evalhw.mathematics.derivations.statements import SLOT
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.spelling import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from evalhw.mathematics.derivations.targets import Target
    from evalhw.mathematics.derivations.verdicts import Statement

_NUMBER = re.compile(r"\((\d{1,2}|[ivxIVX]{1,4}|[A-Za-z]_?\d?)\)|\b(?:condition|equation|eq\.?)\s+(?:number\s+)?(\d)\b")
_ENDING = re.compile(r"^\W*(?:in\s+)?(?:conclusion|summary|final|remark|note)", re.IGNORECASE)
_CLOSING = re.compile(
    r"\b(?:both\s+(?:[\w-]+\s+){0,4}(?:conditions|equations)|remark|in\s+conclusion|to\s+summari[sz]e|summary|side\s+note"
    r"|hence\s+both|thus\s+both|therefore,?\s+both)\b",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(r"^\W*(?:hence|thus|therefore|so|consequently|in\s+total|altogether)\b", re.IGNORECASE)
_ALL_OF_THEM = re.compile(
    r"\b(?:satisf(?:y|ies)|fulfil\w*|meets?|obeys?|solves?)\s+(?:both|all|the\s+(?:two|three|whole))\b", re.IGNORECASE
)
_SETTLED = re.compile(
    r"∎|■|□|◻|\\(?:blacksquare|square|Box|qed)\b|\bq\.?\s?e\.?\s?d\b|\b(?:completes|concludes|finishes)\s+the\s+(?:proof|verification)"
    r"|\b(?:conditions|equations|gradients|identities|sides)\s+(?:\w+\s+){0,3}(?:hold|satisfied|met|fulfilled|vanish|verified|agree)\b",
    re.IGNORECASE,
)
_AIMED = re.compile(r"\b(?:show|prove|verify|check|whether|need|must|want|that|claim|if|when|to)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"[\s>*_#(-]*(?:(?:incidentally|by\s+the\s+way|as\s+an\s+aside|interestingly|p\.\s?s)\b"
    r"|(?:(?:side\s+|final\s+)?(?:remark|note|comment)s?|aside|bonus|intuition|interpretation|observation|sanity\s+check)\s*[:.*_)(])",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^\W*(?:\(?(?:2|ii|b)[).:]|(?:and\s+|now\s+|for\s+|as\s+for\s+)*(?:the\s+)?(?:second|other|remaining|next|2nd)\b"
    r"|(?:check|verif\w+|condition|equation|substitut\w+\s+into|into)\W*(?:the\s+)?\(?(?:2|ii|second|other)\b)",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_STOP = re.compile(r"[.!?;:]\s")
_LONG = 40  # formulas of one sentence
_PLAIN_NAME = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?:_\{?\w\}?|[0-9₀-₉])(?![A-Za-z0-9])")


class Regions:
    """Finds the condition that each statement is about.

    Attributes:
        found: For every statement, its condition or None.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        targets: Sequence[Target],
        numbers: Mapping[str, str],
        appears: Callable[[Statement, Target], bool],
    ) -> None:
        self.targets = targets
        self.numbers = dict(numbers)
        self.appears = appears
        self.by_index = {one.place.index: one for one in statements}
        self.seen: set[int] = set()
        self.found = self._walk(statements)

    def _walk(self, statements: Sequence[Statement]) -> list[Target | None]:
        found: list[Target | None] = []
        opened: list[Target] = []
        now: Target | None = None
        section = unit = -1
        between = ""
        for statement in statements:
            place = statement.place
            fresh = self._opened(statement, opened)
            if fresh is not None and place.unit != unit:  # what its sentence says before it belongs to it as well
                unit = place.unit
                ahead = sum(one.place.unit == unit for one in statements[max(len(found) - _LONG, 0) : len(found)])
                found[len(found) - ahead :] = [fresh] * ahead
            now = None if place.section != section else now
            now = fresh or (None if _is_over(between, place.before) else now)
            between = place.behind
            if _sums_up(place.before, place.after) or any(_ENDING.search(lead) for lead in place.leads[-1:]):
                now = None
            if now is not None and now not in opened:
                opened.append(now)
            section = place.section
            found.append(now)
        return found

    def _opened(self, statement: Statement, opened: Sequence[Target]) -> Target | None:
        """The condition whose verification a statement opens, or goes on with."""
        stated = next((one for one in self.targets if statement.condition == one.condition.name), None)
        if stated is not None:
            return stated
        appearing = [wanted for wanted in self.targets if self.appears(statement, wanted)]
        if len(appearing) == 1:
            if statement.place.clause.label:
                self.numbers.setdefault(statement.place.clause.label, appearing[0].condition.name)
            return appearing[0]
        called = self._called(statement, opened)
        if called is not None or not statement.wrong:
            return called
        near = nearest(statement.piece.operands, [wanted.condition for wanted in self.targets], statement.symbols)
        return next((wanted for wanted in self.targets if near == [wanted.condition]), None)

    def _called(self, statement: Statement, opened: Sequence[Target]) -> Target | None:
        """The condition that the words before a statement call by its number, by its symbol, or as the other one."""
        place = statement.place
        words = place.before if place.section in self.seen else f"{' '.join(place.leads[-1:])} {place.before}"
        self.seen.add(place.section)
        written = place.clause.label
        labels = {self.numbers[one] for pair in _NUMBER.findall(words[-160:]) for one in pair if one in self.numbers}
        labels |= {self.numbers[written]} if not labels and written in self.numbers else set()
        if len(labels) == 1:
            label = labels.pop()
            return next((one for one in self.targets if one.condition.name == label), None)
        about = {one.condition.about for one in self.targets} - {""}
        named = about.intersection((*self._names(words), canonical(written)))
        if len(named) == 1:
            name = named.pop()
            return next(one for one in self.targets if one.condition.about == name)
        rest = [one for one in self.targets if one not in opened]
        return rest[0] if len(rest) == 1 and opened and _NEXT.search(words[:120]) else None

    def _names(self, words: str) -> Iterator[str]:
        """The symbols that stand alone among the words."""
        for match in SLOT.finditer(words):
            statement = self.by_index.get(int(match.group(1)))
            if statement is not None and isinstance(statement.piece.node, tree.Name):
                yield statement.piece.node.name
        for match in _PLAIN_NAME.finditer(words):
            yield canonical(match.group())


def _sums_up(before: str, after: str) -> bool:
    """Whether a sentence speaks of all conditions together: "therefore the chosen weights … satisfy both"."""
    if _CLOSING.search(before[-160:]):
        return True
    return _CONCLUDES.match(before) is not None and _ALL_OF_THEM.search(f"{before[-160:]} {after[:160]}") is not None


def _is_over(between: str, before: str) -> bool:
    """Whether an argument was ended in the words since the last formula, or an aside begins in them."""
    if any(_ASIDE.match(paragraph) for paragraph in (before, *_PARAGRAPH.split(between)[1:])):
        return True
    found = _SETTLED.search(between)
    return found is not None and not _AIMED.search(_STOP.split(between[: found.start()])[-1])
