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

from evalhw.mathematics.derivations.announcing import Argued, only_announced
from evalhw.mathematics.derivations.facts import (
    Fact,
    diagonals,
    eigen_equations,
    facts,
    is_decomposition,
    orthonormality,
    with_transposes,
)
from evalhw.mathematics.derivations.regions import Regions
from evalhw.mathematics.derivations.rewriting import follows
from evalhw.mathematics.derivations.targets import Target, is_gradient, same
from evalhw.mathematics.derivations.turning import is_carried_out, is_put_in
from evalhw.mathematics.matrix.polynomials import Polynomial, inverses, minus, polynomial, powers, transposed
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.verdicts import Statement

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
        self.statements = [one for one in statements if one.stance not in {"rejected", "example"}]
        self.targets = targets
        self.symbols = symbols
        self.facts = facts(statements, symbols)
        self.decompositions = [fact.difference for fact in self.facts if fact.true and self._decomposes(fact)]
        self.regions = Regions(self.statements, targets, numbers or {}, self._appears).found

    def appearances(self, wanted: Target) -> list[Statement]:
        """The statements in which the condition stands with the values put in."""
        return [one for one in self.statements if self._appears(one, wanted)]

    def _appears(self, statement: Statement, wanted: Target) -> bool:
        symbols = statement.assumed or statement.symbols
        if not self._is_filled(statement, wanted):
            return False
        if any(is_gradient(side, wanted.condition.about) for side in statement.piece.operands):
            return True
        if not wanted.goal:
            return is_put_in(statement, wanted)
        sides = [polynomial(side, symbols) for side in statement.piece.operands[:_FEW]]
        if any(side is not None and self._mirrors(side, wanted) for side in sides):
            return True
        known = [side for side in sides if side is not None]
        return any(same(minus(one, other), wanted.goal, self.symbols) for one, other in combinations(known, 2))

    def _cancels(self, statement: Statement, wanted: Target) -> bool:
        """Whether a statement, with the values put in, is the condition without a factor at one of its ends."""
        if not wanted.goal or statement.judgement != "true" or not self._is_filled(statement, wanted):
            return False
        symbols = statement.assumed or statement.symbols
        known = [side for one in statement.piece.operands[:_FEW] if (side := polynomial(one, symbols)) is not None]
        gaps = [minus(one, other) for one, other in combinations(known, 2)]
        return any(same(gap, one, self.symbols) for one in wanted.cancelled for gap in gaps if gap)

    def _is_taken_up(self, statement: Statement, wanted: Target) -> bool:
        """Whether a side is the one to be worked out, with an eigenvalue equation that the answer states put in."""
        stated = [fact.difference for fact in self.facts if self._usable(fact)]
        eigen = [gap for gap in eigen_equations(self.symbols) if any(same(gap, one, self.symbols) for one in stated)]
        if not eigen or statement.judgement != "true" or not self._is_filled(statement, wanted):
            return False
        given = with_transposes([*eigen, *diagonals(self.symbols)], self.symbols)
        known = statement.assumed or statement.symbols
        sides = (side for one in statement.piece.operands[:_FEW] if (side := polynomial(one, known)) is not None)
        return any(
            follows(minus(side, wanted.heavier), given) and not follows(minus(side, wanted.lighter), given)
            for side in sides
            if 0 < len(side) <= _FEW
        )

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

    def _is_filled(self, statement: Statement, wanted: Target) -> bool:
        """Whether values stand in the statement: a side that is not the condition's own is over known symbols alone."""
        own = wanted.condition.node.operands
        sides = [side for side in statement.piece.operands if side not in own]
        return any(tree.names(side) and not self.replaced & tree.names(side) for side in sides)

    def shown(self, wanted: Target) -> Shown:
        """Whether the condition is shown."""
        inside = self._inside(wanted)
        faults = tuple(one for one in inside if one.wrong)
        appears = self.appearances(wanted) or [one for one in inside if self._cancels(one, wanted)]
        appears = appears or [one for one in inside if self._is_taken_up(one, wanted)]
        unread = [one for one in inside if _is_unread(one)]
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
        asked = asked or self._is_announced(wanted)
        if not plain and not asked and self._leads(wanted, inside, appears):
            return Shown("shown", _LEADS, tuple(appears))
        if unread:
            return Shown("open", f"a step could not be read: {unread[0].reason}", tuple(appears))
        reason = _TAUTOLOGY if plain else _ASSERTED
        return Shown("not_shown", reason, tuple(appears), unsupported=tuple(appears[-1:]))

    def _leads(self, wanted: Target, inside: Sequence[Statement], appears: Sequence[Statement]) -> bool:
        """Whether the facts make one side of the other; where plain algebra does, whether it is carried out."""
        if not wanted.goal:
            return is_carried_out(wanted, inside, appears)
        return follows(wanted.goal, self._premises(wanted, inside))

    def _is_announced(self, wanted: Target) -> bool:
        """Whether the condition stands in a list only, of which the answer argues another one."""
        parts = [Argued(one, self.appearances(one), self._inside(one)) for one in self.targets]
        own = next(part for part in parts if part.wanted is wanted)
        return only_announced(own, [part for part in parts if part is not own], self.statements)

    def _inside(self, wanted: Target) -> list[Statement]:
        return [one for one, region in zip(self.statements, self.regions, strict=True) if region is wanted]

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
        written = (wanted.goal, *known)
        return [*known, *inverses(written, self.symbols), *powers(written, self.symbols)]

    def _usable(self, fact: Fact) -> bool:
        """Whether a fact may be built on: no condition may, for that is what is to be shown."""
        if not fact.true or fact.tainted or fact.statement.stance == "goal":
            return False
        return not any(self._is_condition(fact.difference, one) for one in self.targets)

    def _is_condition(self, gap: Polynomial, wanted: Target) -> bool:
        """Whether an equation is a condition with the values put in, perhaps with a decomposition as well."""
        if same(gap, wanted.goal, self.symbols):
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


def _is_unread(statement: Statement) -> bool:
    """Whether a statement may be a step that could not be followed: unreadable, or in letters nobody explains."""
    if statement.judgement == "unreadable":
        return "=" in statement.source
    links = [finding.link for finding in statement.findings]
    return statement.judgement == "undecided" and any(link.truth == "undecided" for link in links)


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
_FEW = 6  # sides of a chain, and terms of a side, that are looked at
_RESTS = "its proof has a step that is wrong"
_TAINTED = "its proof rests on an equation that is wrong"
_MISSING = "the values are not put into this condition"
_LEADS = "the steps lead from one side of the condition to the other"
_TAUTOLOGY = "both sides that are compared are the same expression, which shows nothing of the condition"
_ASSERTED = "the condition is asserted with the values put in, but no step shows that it holds"
