"""Is a condition shown to hold when values are put in for its symbols?

The answer must put the values into the condition and lead one side to the other by equations that follow from what it
states. Facts are its own true equations, and what it gives as a reason in words (orthonormal columns, eigenvectors).
Invariant: a true equation shows nothing where it is only asserted, where both its sides are the same, or where it rests
on a false one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from evalhw.mathematics import tree
from evalhw.mathematics.facts import (
    Fact,
    diagonals,
    eigen_equations,
    facts,
    is_decomposition,
    orthonormality,
    with_transposes,
)
from evalhw.mathematics.rewriting import (
    Polynomial,
    difference,
    follows,
    inverses,
    minus,
    polynomial,
    proportional,
    transposed,
)
from evalhw.mathematics.spelling import canonical
from evalhw.mathematics.statements import SLOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from evalhw.mathematics.solved import Condition
    from evalhw.mathematics.symbols import Symbols
    from evalhw.mathematics.tree import Node
    from evalhw.mathematics.verdicts import Statement

Outcome = Literal["shown", "not_shown", "open"]


@dataclass(frozen=True)
class Shown:
    """Whether a condition is shown, why, and on which statements that rests.

    Attributes:
        outcome: `shown`, `not_shown`, or `open` when part of the argument could not be read.
        reason: Why.
        evidence: The statements in which the condition appears with the values put in.
        faults: The wrong statements of its proof.
        unsupported: True statements that are asserted where they should be shown.
        said: Whether the answer speaks of the condition at all.
    """

    outcome: Outcome
    reason: str
    evidence: tuple[Statement, ...] = ()
    faults: tuple[Statement, ...] = ()
    unsupported: tuple[Statement, ...] = ()
    said: bool = True


@dataclass(frozen=True)
class Target:
    """A condition with the values put in.

    Attributes:
        condition: The condition.
        left: Its left side, expanded.
        right: Its right side.
        goal: Left minus right.
    """

    condition: Condition
    left: Polynomial
    right: Polynomial
    goal: Polynomial

    def mirrors(self, one: Polynomial, symbols: Symbols) -> bool:
        """Whether an expression is the side that has to be worked out, or the residual, up to scale and transpose."""
        wanted = [self.goal, self.heavier]
        return bool(one) and any(_same(one, other, symbols) for other in wanted)

    @property
    def negative(self) -> Polynomial:
        """Right minus left."""
        return minus({}, self.goal)

    @property
    def heavier(self) -> Polynomial:
        """The side that has to be worked out."""
        return max((self.left, self.right), key=_weight)

    @property
    def lighter(self) -> Polynomial:
        """The other side."""
        return min((self.right, self.left), key=_weight)


def _weight(side: Polynomial) -> int:
    return max(map(len, side), default=0)


def _same(one: Polynomial, other: Polynomial, symbols: Symbols) -> bool:
    return proportional(one, other) or proportional(transposed(one, symbols), other)


def target(condition: Condition, values: Mapping[str, Node], symbols: Symbols) -> Target | None:
    """The condition with the values put in, or None where it is too large to expand."""
    inside = symbols.assuming(values)
    left, right = (polynomial(side, inside) for side in condition.node.operands)
    goal = difference(condition.node.operands[0], condition.node.operands[1], inside)
    return None if left is None or right is None or goal is None else Target(condition, left, right, goal)


class Verification:
    """An answer's verification of several conditions under the same values."""

    def __init__(
        self,
        statements: Sequence[Statement],
        targets: Sequence[Target],
        symbols: Symbols,
        replaced: Iterable[str] = (),
        numbers: Mapping[str, str] | None = None,
    ) -> None:
        self.replaced = frozenset(replaced)
        self.numbers = numbers or {}
        self.statements = [one for one in statements if one.stance not in {"rejected", "example"}]
        self.targets = targets
        self.symbols = symbols
        self.facts = facts(statements, symbols)
        self.decompositions = [fact.difference for fact in self.facts if fact.true and self._decomposes(fact)]
        self.by_index = {one.place.index: one for one in statements}
        self.seen: set[int] = set()
        self.regions = self._regions()

    def appearances(self, wanted: Target) -> list[Statement]:
        """The statements in which the condition stands with the values put in."""
        return [one for one in self.statements if self._appears(one, wanted)]

    def _appears(self, statement: Statement, wanted: Target) -> bool:
        symbols = statement.assumed or statement.symbols
        if not self._is_filled(statement):
            return False
        if any(_is_gradient(side, wanted.condition.about) for side in statement.piece.operands):
            return True
        sides = [polynomial(side, symbols) for side in statement.piece.operands[:_FEW]]
        if any(side is not None and self._mirrors(side, wanted) for side in sides):
            return True
        known = [side for side in sides if side is not None]
        return any(_same(minus(one, other), wanted.goal, self.symbols) for one, other in combinations(known, 2))

    def _mirrors(self, side: Polynomial, wanted: Target) -> bool:
        """Whether an expression is the side to be worked out, perhaps with a decomposition put in."""
        if wanted.mirrors(side, self.symbols):
            return True
        if not self.decompositions or not side or len(side) > _FEW:
            return False
        written = with_transposes(self.decompositions, self.symbols)
        if follows(minus(side, wanted.lighter), written):
            return False  # it is the side that is already worked out
        given = [*written, *with_transposes(orthonormality(self.symbols), self.symbols)]
        return any(follows(minus(side, other), given) for other in (wanted.goal, wanted.heavier))

    def _is_filled(self, statement: Statement) -> bool:
        """Whether values stand in the statement: one of its sides speaks of known symbols alone."""
        sides = statement.piece.operands
        return any(tree.names(side) and not self.replaced & tree.names(side) for side in sides)

    def _regions(self) -> list[Target | None]:
        """For every statement, the condition that is being verified where it stands."""
        found: list[Target | None] = []
        opened: list[Target] = []
        now: Target | None = None
        section = -1
        for statement in self.statements:
            place = statement.place
            fresh = self._opened(statement, opened)
            now = None if place.section != section else now
            now = fresh or now
            if _CLOSING.search(place.before[-160:]) or any(_ENDING.search(lead) for lead in place.leads[-1:]):
                now = None
            if now is not None and now not in opened:
                opened.append(now)
            section = place.section
            found.append(now)
        return found

    def _called(self, statement: Statement, opened: Sequence[Target]) -> Target | None:
        """The condition that the words before a statement call by its symbol, or as the other one."""
        place = statement.place
        words = place.before if place.section in self.seen else f"{' '.join(place.leads[-1:])} {place.before}"
        self.seen.add(place.section)
        labels = {
            self.numbers[label] for pair in _NUMBER.findall(words[-160:]) for label in pair if label in self.numbers
        }
        if len(labels) == 1:
            label = labels.pop()
            return next((one for one in self.targets if one.condition.name == label), None)
        named = {name for name in self._names(words) if any(name == one.condition.about for one in self.targets)}
        if len(named) == 1:
            name = named.pop()
            return next(one for one in self.targets if one.condition.about == name)
        rest = [one for one in self.targets if one not in opened]
        return rest[0] if len(rest) == 1 and opened and _NEXT.search(words[:120]) else None

    def _names(self, words: str) -> Iterator[str]:
        """The symbols that stand alone among the words."""
        for match in SLOT.finditer(words):
            node = self.by_index[int(match.group(1))].piece if int(match.group(1)) in self.by_index else None
            if node is not None and isinstance(node.node, tree.Name):
                yield node.node.name
        for match in _PLAIN_NAME.finditer(words):
            yield canonical(match.group())

    def _opened(self, statement: Statement, opened: Sequence[Target]) -> Target | None:
        """The condition whose verification a statement opens, or goes on with."""
        for wanted in self.targets:
            if statement.condition == wanted.condition.name:
                return wanted
        from evalhw.mathematics.nearness import nearest

        appearing = [wanted for wanted in self.targets if self._appears(statement, wanted)]
        if len(appearing) == 1:
            return appearing[0]
        called = self._called(statement, opened)
        if called is not None:
            return called
        if statement.wrong:
            golds = [wanted.condition for wanted in self.targets]
            near = nearest(statement.piece.operands, golds, statement.symbols)
            return next((wanted for wanted in self.targets if near == [wanted.condition]), None)
        return None

    def shown(self, wanted: Target) -> Shown:
        """Whether the condition is shown."""
        inside = [one for one, region in zip(self.statements, self.regions, strict=True) if region is wanted]
        faults = tuple(one for one in inside if one.wrong)
        appears = self.appearances(wanted)
        unread = [one for one in inside if one.judgement == "unreadable" and "=" in one.source]
        if faults:
            return Shown("not_shown", _RESTS, tuple(appears), faults)
        if not appears:
            if unread:
                return Shown("open", f"a step could not be read: {unread[0].reason}", tuple(unread[:1]))
            return Shown("not_shown", _MISSING, tuple(inside[:1]), said=bool(inside))
        tainted = [fact for fact in self.facts if fact.tainted and fact.statement in inside]
        if tainted:
            causes = tuple(one for one in self.statements if one.wrong)
            return Shown("not_shown", _TAINTED, tuple(appears), causes)
        return self._argued(wanted, inside, appears, unread)

    def _argued(
        self, wanted: Target, inside: Sequence[Statement], appears: Sequence[Statement], unread: Sequence[Statement]
    ) -> Shown:
        """Whether what the answer states leads from one side of the condition to the other."""
        plain = all(one.judgement == "vacuous" for one in appears)
        asked = all(one.stance == "goal" for one in appears) and not any(self._steps(one, appears) for one in inside)
        if not plain and not asked and follows(wanted.goal, self._premises(wanted, inside)):
            return Shown("shown", _LEADS, tuple(appears))
        if unread:
            return Shown("open", f"a step could not be read: {unread[0].reason}", tuple(appears))
        reason = _TAUTOLOGY if plain else _ASSERTED
        return Shown("not_shown", reason, tuple(appears), unsupported=tuple(appears[-1:]))

    def _steps(self, statement: Statement, appears: Sequence[Statement]) -> bool:
        """Whether a statement is a step behind the condition that is to be shown."""
        later = statement.start > appears[0].start and statement not in appears
        judged = statement.judgement in {"true", "condition", "vacuous"}
        return later and (judged or any(fact.statement is statement and self._usable(fact) for fact in self.facts))

    def _premises(self, wanted: Target, inside: Sequence[Statement]) -> list[Polynomial]:
        """What the answer may use: its facts, without the condition itself, and the reasons it gives in words."""
        usable = [fact for fact in self.facts if self._usable(fact)]
        found = [fact.difference for fact in usable]
        found.extend(diagonals(self.symbols))
        found.extend(self._consequences(usable))
        found.extend(self._reasons(inside))
        known = with_transposes(found, self.symbols)
        return [*known, *inverses((wanted.goal, *known), self.symbols)]

    def _usable(self, fact: Fact) -> bool:
        """Whether a fact may be built on: no condition may, for that is what is to be shown."""
        if not fact.true or fact.tainted or fact.statement.stance == "goal":
            return False
        return not any(self._is_condition(fact.difference, one) for one in self.targets)

    def _is_condition(self, gap: Polynomial, wanted: Target) -> bool:
        """Whether an equation is a condition with the values put in, perhaps with a decomposition as well."""
        if _same(gap, wanted.goal, self.symbols):
            return True
        if not self.decompositions or len(gap) != len(wanted.goal):
            return False
        written = with_transposes(self.decompositions, self.symbols)
        turned = transposed(gap, self.symbols)
        return any(
            follows(minus(one, goal), written) for one in (gap, turned) for goal in (wanted.goal, wanted.negative)
        )

    def _decomposes(self, fact: Fact) -> bool:
        return is_decomposition(fact.difference, self.symbols)

    def _is_full(self, fact: Fact) -> bool:
        """Whether a fact is M = U D U^T with all eigenvectors of M."""
        whole = (
            symbol.name
            for symbol in self.symbols.symbols.values()
            if symbol.spectrum is not None and symbol.spectrum[0] == "eigenvectors" and symbol.spectrum[3] is None
        )
        return any(_is_decomposition(fact.difference, name) for name in whole)

    def _consequences(self, usable: Sequence[Fact]) -> list[Polynomial]:
        """M U_k = U_k D for every part of an eigendecomposition that the answer states in full."""
        return eigen_equations(self.symbols) if any(map(self._is_full, usable)) else []

    def _reasons(self, inside: Sequence[Statement]) -> list[Polynomial]:
        """What the sentences of the argument give as reasons in words."""
        said = " ".join(f"{one.place.before} {one.place.after}" for one in inside)
        found: list[Polynomial] = []
        if _ORTHONORMAL.search(said):
            found.extend(orthonormality(self.symbols))
        if _EIGEN.search(said):
            found.extend(eigen_equations(self.symbols))
        return found


def _is_gradient(side: Node, about: str) -> bool:
    """Whether a side is the gradient of the function by the symbol that a condition is about."""
    if not isinstance(side, tree.Derivative) or len(side.variables) != 1 or not about:
        return False
    return isinstance(side.operand, tree.Name) and side.variables[0] == tree.Name(about)


def _is_decomposition(gap: Polynomial, name: str) -> bool:
    """Whether an equation is M = U D U^T: a word that begins with U and ends with its transpose."""
    for word in gap:
        if len(word) == 3 and all(letter.node == tree.Name(name) for letter in (word[0], word[2])):  # noqa: PLR2004 - U D U^T
            return not word[0].transposed and word[2].transposed
    return False


_CAUSE = r"\b(?:since|because|as|by|using|uses?|due\s+to|from|thanks|owing|recall\w*|note|where|which)\b[^.]*"
_ORTHONORMAL = re.compile(
    rf"{_CAUSE}\b(?:orthonormal\w*|orthogonal\w*)|\b(?:orthonormal\w*)\b[^.]*\b(?:so|hence|thus|gives?)\b",
    re.IGNORECASE,
)
_EIGEN = re.compile(
    rf"{_CAUSE}\beigen-?(?:vectors?|values?|equations?|relations?|decomposition|pairs?|space)", re.IGNORECASE
)
_NUMBER = re.compile(r"\((\d{1,2}|[ivx]{1,4})\)|\b(?:condition|equation|eq\.?)\s+(?:number\s+)?(\d)\b")
_ENDING = re.compile(r"^\W*(?:in\s+)?(?:conclusion|summary|final|remark|note)", re.IGNORECASE)
_CLOSING = re.compile(
    r"\b(?:both\s+(?:[\w-]+\s+){0,4}(?:conditions|equations)|remark|in\s+conclusion|to\s+summari[sz]e|summary|side\s+note"
    r"|hence\s+both|thus\s+both|therefore,?\s+(?:the\s+)?principal)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^\W*(?:\(?(?:2|ii|b)[).:]|(?:and\s+|now\s+|for\s+|as\s+for\s+)*(?:the\s+)?(?:second|other|remaining|next|2nd)\b"
    r"|(?:check|verif\w+|condition|equation|substitut\w+\s+into|into)\W*(?:the\s+)?\(?(?:2|ii|second|other)\b)",
    re.IGNORECASE,
)
_PLAIN_NAME = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?:_\{?\w\}?|[0-9₀-₉])(?![A-Za-z0-9])")
_FEW = 6  # sides of a chain, and terms of a side, that are looked at
_RESTS = "its proof has a step that is wrong"
_TAINTED = "its proof rests on an equation that is wrong"
_MISSING = "the values are not put into this condition"
_LEADS = "the steps lead from one side of the condition to the other"
_TAUTOLOGY = "both sides that are compared are the same expression, which shows nothing of the condition"
_ASSERTED = "the condition is asserted with the values put in, but no step shows that it holds"
