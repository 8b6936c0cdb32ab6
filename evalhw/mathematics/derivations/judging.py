"""Judge the pieces of an answer in their setting: true, false, ill-shaped, a condition, or undecided.

Invariant: every reading that the answer's own words allow is tried (its definitions, its assumptions, letters of its
own), and a piece is wrong only when none of them makes it right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.derivations import wording
from evalhw.mathematics.derivations.components import EQUALS
from evalhw.mathematics.derivations.links import Link, examine
from evalhw.mathematics.derivations.setting import Setting, unexplained
from evalhw.mathematics.derivations.solved import Condition, Points
from evalhw.mathematics.matrix.matrices import Judgement, compare_conditions, judge_generic
from evalhw.mathematics.matrix.polynomials import difference, proportional, transposed
from evalhw.mathematics.matrix.shapes import ShapeFault, infer
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.pieces import Piece
    from evalhw.mathematics.syntax.tree import Node

MAX_COMPARED = 60  # equations of one answer that are held against a condition by solving both
_SYMMETRIC = re.compile(r"\bsymmetric|\bsym\b|\bsym\[")


@dataclass(frozen=True, slots=True)
class Finding:
    """A link of a piece, and which condition it states.

    Attributes:
        link: The link, as judged under the reading that suits it best.
        condition: The name of the condition that it states, or empty.
        derived: It is no identity, but holds wherever all conditions hold.
        assumed: It holds with the assumptions put in.
        general: It is an identity in letters of the answer's own.
        unseen: It is no identity, and no point was found where all conditions hold to see whether it follows from them.
    """

    link: Link
    condition: str = ""
    derived: bool = False
    assumed: bool = False
    general: bool = False
    unseen: bool = False

    @property
    def good(self) -> bool:
        """Whether it is right: true, or one of the conditions, or a consequence of them."""
        return self.link.truth == "true" or bool(self.condition) or self.derived


class Judge:
    """Judges the links of pieces in one setting, against the conditions a rubric asks for."""

    def __init__(self, setting: Setting, golds: Sequence[Condition] = ()) -> None:
        self.setting = setting
        self.golds = tuple(golds)
        self.compared = 0
        self.points = Points(setting.base, golds, setting.unknowns)

    def findings(self, piece: Piece) -> tuple[Finding, ...]:
        """Every link of a chain."""
        if not piece.operators:
            return ()
        pairs = zip(piece.operators, piece.operands, piece.operands[1:], strict=False)
        return tuple(self._finding(piece, operator, left, right) for operator, left, right in pairs)

    def _finding(self, piece: Piece, operator: str, left: Node, right: Node) -> Finding:
        readings = list(self.readings(piece))
        plain = [examine(operator, left, right, symbols) for symbols, assumed in readings if not assumed]
        right_one = next((link for link in plain if link.truth == "true"), None)
        if right_one is not None:
            return Finding(right_one)
        if operator in EQUALS and not (isinstance(left, tree.Derivative) and not is_zero(right)):
            for link in plain:
                found = self._condition(left, right, link.symbols)
                if found:
                    return Finding(link, condition=found)
        put_in = [examine(operator, left, right, symbols) for symbols, assumed in readings if assumed]
        for link in put_in:
            if link.truth == "true":
                return Finding(link, assumed=True)
        return self._elsewise(piece, plain) if operator in EQUALS else Finding(plain[0])

    def _elsewise(self, piece: Piece, plain: Sequence[Link]) -> Finding:
        """An identity in letters of its own, a consequence of the conditions, or what it seemed at first."""
        first = plain[0]
        general = self._general(piece, first.operator, first.left, first.right, first)
        if general is not None:
            return general
        for link in plain:
            if link.truth != "false" or isinstance(link.left, tree.Derivative | tree.Differential):
                continue
            holds = self.follows(link.left, link.right, link.symbols)
            if holds:
                return Finding(link, derived=True)
            if holds is None:
                return Finding(link, unseen=True)
        return Finding(first)

    def readings(self, piece: Piece) -> Iterator[tuple[Symbols, bool]]:
        """The symbols under which a piece may be read, and whether assumptions are put in; the plain reading first."""
        place = piece.place
        free = self.setting.free(place)
        alternatives = [free]
        if piece.node is not None:
            optional = [name for name in tree.names(piece.node) if (one := free.get(name)) is not None and one.optional]
            later = self.setting.later(place, [*unexplained(piece.node, free), *optional])
            alternatives.extend([] if later is None else [later])
        yield from ((symbols, False) for symbols in alternatives)
        for symbols in alternatives:
            assumed = self.setting.assumed(place, symbols)
            if assumed is not None:
                yield assumed, True

    def _condition(self, left: Node, right: Node, symbols: Symbols) -> str:
        """The name of the condition that the link states, or empty."""
        relation = tree.Relation(("=",), (left, right), start=left.start, end=right.end)
        if not self.setting.mentions_unknowns(relation, symbols):
            return ""
        gap = difference(left, right, symbols)
        for gold in self.golds:
            wanted = difference(gold.node.operands[0], gold.node.operands[1], symbols)
            if gap and wanted and (proportional(gap, wanted) or proportional(transposed(gap, symbols), wanted)):
                return gold.name
        for gold in self.golds:
            if self.points.may_hold(gold, relation, symbols) and self._equivalent(gold, relation, symbols):
                return gold.name
        return ""

    def _equivalent(self, gold: Condition, relation: tree.Relation, symbols: Symbols) -> bool:
        """Whether a claim has the solutions of a condition; after many such questions the rest stays open."""
        self.compared += 1
        if self.compared > MAX_COMPARED:
            return False
        return compare_conditions(gold.node, relation, symbols, gold.about).outcome == "equal"

    def follows(self, left: Node, right: Node, symbols: Symbols) -> bool | None:
        """Whether a link holds wherever the conditions hold; None when no such point was found."""
        relation = tree.Relation(("=",), (left, right), start=left.start, end=right.end)
        if not self.golds or not self.setting.mentions_unknowns(relation, symbols) or unexplained(relation, symbols):
            return False
        return self.points.all_hold(relation, symbols)

    def _general(self, piece: Piece, operator: str, left: Node, right: Node, first: Link) -> Finding | None:
        """The link as an identity in letters that the answer did not declare; None when it is none."""
        relation = tree.Relation((operator,), (left, right), start=left.start, end=right.end)
        letters = [name for name in unexplained(relation, first.symbols) if name[:1].isupper()]
        if not letters:
            return None
        tried = [judge_generic(relation, first.symbols, chosen) for chosen in _symmetric(piece, letters)]
        judgement = next((one for one in tried if one.outcome == "true"), tried[0])
        link = Link(operator, left, right, judgement, first.symbols)
        if judgement.outcome == "true":
            return Finding(link, general=True)
        if judgement.outcome in {"false", "ill_shaped"} and _is_general(relation, letters):
            return Finding(link, general=True)
        return None


def is_zero(node: Node) -> bool:
    """Whether a node is a written zero."""
    return (isinstance(node, tree.Number) and node.value == 0) or (
        isinstance(node, tree.Special) and node.kind == "zero"
    )


def _symmetric(piece: Piece, letters: Sequence[str]) -> list[list[str]]:
    """The choices of letters that the words around may call symmetric."""
    place = piece.place
    around = f"{place.before} {place.after} {place.clause.remark} {place.formula.source}"
    if not _SYMMETRIC.search(around):
        return [[]]
    return [[], *([letter] for letter in letters), list(letters)]


def _is_general(relation: tree.Relation, letters: Sequence[str]) -> bool:
    """Whether a formula is an identity of its own letters alone: the derivative of a trace, a norm written out."""
    kinds = (tree.Derivative, tree.Norm)
    special = any(isinstance(here, kinds) for here in tree.walk(relation))
    return special and tree.names(relation) <= set(letters)


def shape_fault(piece: Piece, readings: Sequence[tuple[Symbols, bool]]) -> ShapeFault | None:
    """Why an expression's factors do not fit under any reading, or None."""
    fault: ShapeFault | None = None
    for symbols, _ in readings:
        try:
            infer(piece.operands[0], symbols)
        except ShapeFault as found:
            fault = found
        except ReadingError:
            return None
        else:
            return None
    return fault


def asserted(piece: Piece) -> bool:
    """Whether an equation over unknowns is put forward as something that holds, so that it can be wrong."""
    place = piece.place
    if wording.stance(place) in {"rejected", "example"} or wording.hypothetical(place):
        return False
    return place.formula.display or place.clause.lead == "⟹" or wording.states(place)


def undecided(piece: Piece, reason: str) -> Judgement:
    """A judgement that leaves a piece open."""
    start, end = piece.place.clause.start, piece.place.clause.end
    return Judgement("undecided", reason, start=start, end=end)
