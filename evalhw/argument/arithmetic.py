"""Follow the arithmetic of an answer: every equation whose sides have a value, link by link.

Names that the answer gives a value are put in where they stand again, with the value that the answer claims as well as
with the one that is true, so that what follows from a mistake is not blamed again. Invariant: a link is wrong only when
both sides have a value under what the answer says and no reading makes them agree; what is denied, tried out, or an
equation to be solved is neither right nor wrong.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from evalhw.argument.agreement import Rounded, agree, blamed, choices, value
from evalhw.argument.chains import Chain, chains
from evalhw.argument.solving import Equation, contradicts, equation
from evalhw.argument.tokens import tokens
from evalhw.mathematics.scalar.scalars import plain
from evalhw.reading.rules.en.arithmetic import STAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from fractions import Fraction

    from evalhw.argument.sides import Side
    from evalhw.reading.rules.engine import Found

MAX_TEXT = 200_000
"""Characters of an answer that are followed."""
_MAX_VALUES = 6  # that one name may have
_REACH = 400  # characters of a sentence around an equation
_ENDS = (". ", "? ", "! ", "\n", ".\n", ";")
_CLOSE = 40  # characters in which a word says that a value is rounded
_BLANKS = 3  # characters between a word and the number it acts on
_SIDES = 8  # of a chain in which an unknown is solved for
_PARTS = (",", ":", " then ", "—")  # behind which a clause of its own begins
_NEAR = 3  # words over which a denial or a supposition reaches
_STARTS = (". ", "? ", "! ", "\n\n", ";")

Judgement: TypeAlias = Literal["right", "wrong", "open"]


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain, judged.

    Attributes:
        start: Offset of its left side in the raw text.
        end: Offset behind its right side.
        judgement: `right`, `wrong`, or `open` where nothing can be said.
        reason: For a wrong one, what the sides are worth; for an open one, why.
        fault_start: Where the factor that is to blame begins.
        fault_end: Where it ends.
        valued: Both sides have values, so that arithmetic is what decides about it.
        announced: The sentence only says that it is to be shown.
        names: The names of the answer that stand in it.
        rules: The rules of reading that decided about the sentence.
    """

    start: int
    end: int
    judgement: Judgement
    reason: str = ""
    fault_start: int = 0
    fault_end: int = 0
    valued: bool = False
    announced: bool = False
    names: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()


def follow(text: str, *, declared: Collection[str] = (), before: Sequence[str] = ()) -> tuple[Step, ...]:
    """Judge every link between two values in an answer.

    Args:
        text: The raw answer.
        declared: Names that the homework declares; they have no values of the answer's own.
        before: Earlier answers of the conversation, whose names keep their values.
    """
    walk = _Walk(frozenset(declared))
    for earlier in before:
        walk.remember(list(chains(tokens(earlier[:MAX_TEXT], STAGE.find(earlier[:MAX_TEXT])))))
    text = text[:MAX_TEXT]
    if not any(sign in text for sign in ("=", "≈", "\\approx")):
        return ()
    found = STAGE.find(text)
    read = list(chains(tokens(text, found)))
    walk.remember(read)
    words = _Words(text, found)
    return tuple(step for chain in read for step in walk.steps(chain, words))


class _Walk:
    """What is known while an answer is followed."""

    def __init__(self, declared: frozenset[str]) -> None:
        self.declared = declared
        self.values: dict[str, list[Fraction]] = {}
        self.labels: dict[str, set[str]] = {}  # units of those values
        self.unknown: set[str] = set()
        self.rounded = Rounded()
        self.last: tuple[Equation, ...] = ()  # the equation that the next one may rewrite, as its chain goes on

    def remember(self, read: Sequence[Chain]) -> None:
        """Take the values that the answer gives to names, and note which names it first used without one."""
        for chain in read:
            sides = [one[0] for one in chain.readings if one]
            named = {side.name for side in sides if side.name} - self.declared
            for side in sides:
                self.unknown |= {name for name in side.names.values() if name not in self.values and side.name != name}
            if named:
                self._bind(named, sides)

    def _bind(self, named: set[str], sides: Sequence[Side]) -> None:
        for side in sides:
            if side.name:
                continue
            for name in named:
                self.labels.setdefault(name, set()).update(side.labels[:_MAX_VALUES])
            for chosen in choices((side,), self.values):
                found = value(side.node, chosen, side.names)
                for name in named if found is not None else ():
                    known = self.values.setdefault(name, [])
                    if found not in known and len(known) < _MAX_VALUES:
                        known.append(found)  # type: ignore[arg-type]  # not None, as the loop says

    def steps(self, chain: Chain, words: _Words) -> list[Step]:
        """The links of a chain, judged."""
        return [self._step(chain, place, words) for place in range(len(chain.signs))]

    def _step(self, chain: Chain, place: int, words: _Words) -> Step:
        lefts, rights = chain.readings[place], chain.readings[place + 1]
        if not lefts or not rights:
            return Step(chain.start, chain.end, "open", "a side could not be read")
        left, right = lefts[0], rights[0]
        names = frozenset((*left.names.values(), *right.names.values()))
        scope = words.scope((chain.start, chain.end), (left.start, right.end))
        valued = not names & self.declared and next(iter(choices((left, right), self.values)), None) is not None
        rules = tuple(one.rule.id for one in scope.rules)
        step = Step(left.start, right.end, "open", valued=valued, names=names, rules=rules)
        if scope.withdrawn or words.bound(left):
            return replace(step, reason="the words around it do not assert it")
        if names & self.unknown:
            return self._solved(step, chain, place, scope)
        if left.name or right.name or not valued:
            return replace(step, valued=False, reason="it gives a name its meaning, or is to be solved")
        return self._judged(step, chain, place, scope, words)

    def _judged(self, step: Step, chain: Chain, place: int, scope: _Scope, words: _Words) -> Step:
        """A step between two values, held against each other."""
        lefts, right = chain.readings[place], chain.readings[place + 1][0]
        left = lefts[0]
        sign = "≈" if chain.signs[place] == "≈" or scope.rounded else "="
        labels = sorted({label for name in step.names for label in self.labels.get(name, ())})
        found = [agree(one, right, sign, self.values, self.rounded, result=place > 0, labels=labels) for one in lefts]
        if "right" in found:
            self._note(left, right)
            return replace(step, judgement="right", announced=scope.announced)
        if found[0] == "open" or scope.other or self._runs_on(chain, place):
            return replace(step, reason="its sides could not be held against each other")
        return self._wrong(step, left, right, words)

    def _solved(self, step: Step, chain: Chain, place: int, scope: _Scope) -> Step:
        """An equation in an unknown: wrong only where it is said to be the one before, and is not."""
        left = chain.readings[place][0]
        sides = [one[0] for one in chain.readings[place + 1 : place + 1 + _SIDES] if one]
        read = tuple(found for one in sides if (found := equation(left, one, self.values, self.unknown)) is not None)
        before, self.last = self.last, read
        if before and read and scope.solved and not scope.other:
            reasons = [contradicts(one, other) for one in before for other in read]
            if all(reasons):
                end = sides[0].end
                return replace(step, judgement="wrong", reason=reasons[0], fault_start=step.start, fault_end=end)
        return replace(step, valued=False, reason="it gives a name its meaning, or is to be solved")

    def _note(self, left: Side, right: Side) -> None:
        for chosen in choices((left, right), self.values):
            here, there = value(left.node, chosen, left.names), value(right.node, chosen, right.names)
            if here is not None and there is not None:
                self.rounded.note(there, here)
                self.rounded.note(here, there)
            return

    def _runs_on(self, chain: Chain, place: int) -> bool:
        """Whether a chain goes on reckoning behind its sign, 3 + 4 = 7 * 2 = 14: bad style, and no false value."""
        if place + 2 >= len(chain.readings) or not chain.readings[place + 2]:
            return False
        left, right, result = (chain.readings[at][0] for at in (place, place + 1, place + 2))
        first = _first_number(right)
        if first is None or not right.operated or right.source.startswith(("(", "-", "+")):
            return False
        for chosen in choices((left, right, result), self.values):
            here, there = value(left.node, chosen, left.names), value(right.node, chosen, right.names)
            goes_on = there in {value(result.node, chosen, result.names), _first_number(result)}
            if here == first and there is not None and goes_on:
                return True
        return False

    def _wrong(self, step: Step, left: Side, right: Side, words: _Words) -> Step:
        """A step whose sides differ, with the part of the right one that is to blame."""
        for chosen in choices((left, right), self.values):
            here, there = value(left.node, chosen, left.names), value(right.node, chosen, right.names)
            if here is None or there is None or left.node is None or right.node is None:
                break
            part = blamed(left.node, right.node, chosen, {**left.names, **right.names})
            start, end = (right.start, right.end) if part is right.node else right.span(part)
            reason = f"the left side is {plain(here)}, the right side {plain(there)}"
            if not (left.operated or right.operated):
                reason = f"{words.said(left)} is not {words.said(right)}"
            return replace(step, judgement="wrong", reason=reason, fault_start=start, fault_end=end)
        return replace(step, reason="its sides have no value")


def _first_number(side: Side) -> Fraction | None:
    """The number with which a formula begins."""
    from evalhw.mathematics.syntax.tree import Number, walk

    for here in walk(side.node) if side.node is not None else ():
        if isinstance(here, Number):
            return here.value
    return None


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the words of a sentence do to its equation."""

    rules: tuple[Found, ...]
    withdrawn: bool
    rounded: bool
    other: bool
    announced: bool
    solved: bool


class _Words:
    """The words around the equations of an answer."""

    def __init__(self, text: str, found: Sequence[Found]) -> None:
        self.text = text
        signs = {"times", "grouped", "plus", "minus", "over", "stop", "and", "joins", "percent"}
        self.found = [one for one in found if one.rule.effect not in signs and not one.rule.effect.startswith("by ")]
        self.starts = [one.start for one in self.found]
        self.bounds = sorted(one.end for one in self.found if one.rule.effect == "bound")

    def said(self, side: Side) -> str:
        """A side as the answer writes it, on one line."""
        return " ".join(self.text[side.start : side.end].split())

    def bound(self, side: Side) -> bool:
        """Whether a word acts on the number with which a side begins."""
        near = self.bounds[bisect_left(self.bounds, side.start - _BLANKS) : bisect_right(self.bounds, side.start)]
        return any(not self.text[end : side.start].strip(" $") for end in near)

    def scope(self, chain: tuple[int, int], step: tuple[int, int]) -> _Scope:
        """What the sentence of a chain says of one of its steps."""
        start, end = chain
        first, behind = self._sentence(start, end)
        rules = []
        effects: set[str] = set()
        for one in self.found[bisect_left(self.starts, first) : bisect_left(self.starts, behind)]:
            effect = one.rule.effect
            between = self.text[one.end : start]
            if effect in {"denied", "supposed"} and (one.end > start or any(mark in between for mark in _PARTS)):
                continue
            if effect in {"denied", "supposed"} and len(between.split()) > _NEAR:
                continue
            if effect == "error shown" and one.end > start:
                continue
            if effect == "called wrong" and one.start < end:
                continue
            if effect == "solved" and one.start > start:
                continue
            if effect == "rounded" and not step[0] - _CLOSE < one.start < step[1] + _CLOSE:
                continue
            rules.append(one)
            effects.add(effect)
        question = "?" in self.text[end : behind + 1]
        withdrawn = question or bool(effects & {"denied", "supposed", "error shown", "called wrong"})
        told = ("rounded", "other", "announced", "solved")
        return _Scope(tuple(rules), withdrawn, *(effect in effects for effect in told))

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        lowest, highest = max(0, start - _REACH), min(len(self.text), end + _REACH)
        first = max(
            (at + len(mark) for mark in _STARTS if (at := self.text.rfind(mark, lowest, start)) >= 0), default=lowest
        )
        behind = min((at for mark in _ENDS if (at := self.text.find(mark, end, highest)) >= 0), default=highest)
        line = self.text.rfind("\n", first, start)
        if line >= 0 and not self.text[first:line].rstrip(" *_").endswith(":"):
            first = line + 1
        return first, behind
