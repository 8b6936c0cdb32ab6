"""Walk through the pieces of an answer and say of each what it is and whether it is right.

Invariant: a piece becomes a wrong statement in one place only, `_fault`, after its stance was looked at.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from evalhw.mathematics.derivations import wording
from evalhw.mathematics.derivations.carrying import Carried
from evalhw.mathematics.derivations.columns import as_matrices, letters
from evalhw.mathematics.derivations.judging import Finding, Judge, asserted, is_zero, shape_fault
from evalhw.mathematics.derivations.spoken import Spoken
from evalhw.mathematics.derivations.verdicts import Kind, Statement, Verdict
from evalhw.mathematics.matrix.matrices import Judgement
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.links import Link
    from evalhw.mathematics.derivations.pieces import Piece
    from evalhw.mathematics.derivations.setting import Setting

_UNCLAIMED = frozenset({"rejected", "example"})
_BAD = frozenset({"false", "ill_shaped"})


class Walk:
    """One walk through the pieces of an answer."""

    def __init__(self, text: str, read: Sequence[Piece], setting: Setting, judge: Judge) -> None:
        self.text = text
        self.setting = setting
        self.judge = judge
        self.by_index = {piece.place.index: piece for piece in read}
        self.spoken = Spoken(self.by_index, setting)
        self.carried = Carried()
        self.letters = letters(piece.node for piece in read if piece.node is not None)
        self.expected = {name for value in setting.expected.values() for name in tree.names(value)}

    def statements(self, chosen: Sequence[Piece]) -> tuple[Statement, ...]:
        """The chosen pieces, judged in order."""
        return tuple(map(self._statement, chosen))

    def _statement(self, piece: Piece) -> Statement:
        draft = self._draft(piece)
        if piece.node is None:
            return replace(draft, kind="unreadable", judgement="unreadable", reason=piece.error)
        if piece.misfit is not None:
            fault = piece.misfit
            return self._fault(draft, Judgement("ill_shaped", fault.reason, start=fault.start, end=fault.end))
        if piece.role == "relation":
            return replace(draft, kind="relation", reason="an inequality or another relation")
        judged = self._expression(draft) if piece.role == "expression" else self._equation(draft)
        return self._joined(judged)

    def _joined(self, statement: Statement) -> Statement:
        """The statement with what the words equate it to, where that is right; words that go wrong claim nothing."""
        claim = None if statement.wrong or statement.stance in _UNCLAIMED else self.spoken.equation(statement.piece)
        if claim is None:
            return statement
        finding = self.judge.findings(replace(statement.piece, node=claim, role="equation"))[0]
        if not finding.good:
            return statement
        found = replace(statement, findings=(finding, *statement.findings))
        return _right(replace(found, kind="identity")) if statement.piece.role == "expression" else found

    def _draft(self, piece: Piece) -> Statement:
        """The statement before it is judged."""
        start, end = piece.place.clause.start, piece.place.clause.end
        free = self.setting.free(piece.place)
        assumed = self.setting.assumed(piece.place, free)
        stance = wording.stance(piece.place)
        source = self.text[start:end]
        return Statement(start, end, source, "expression", "undecided", piece, free, assumed, stance=stance)

    def _expression(self, draft: Statement) -> Statement:
        """A formula without a relation sign: a gradient that the words claim, or just something named."""
        piece = draft.piece
        claim = self.spoken.gradient(piece)
        if claim is not None:
            finding = self.judge.findings(replace(piece, node=claim, role="equation"))[0]
            draft = replace(draft, kind="gradient", findings=(finding,), scaled=finding.link.scaled)
            if finding.good:
                return replace(draft, judgement="true")
            if finding.link.truth in _BAD and not finding.link.scaled:
                return self._fault(draft, finding.link.judgement)
            return replace(draft, reason=finding.link.judgement.reason)
        fault = shape_fault(piece, list(self.judge.readings(piece))) if piece.place.formula.display else None
        if fault is not None:
            return self._fault(draft, Judgement("ill_shaped", fault.reason, start=fault.start, end=fault.end))
        return replace(draft, reason="an expression, which claims nothing")

    def _equation(self, draft: Statement) -> Statement:
        piece, findings = self._found(draft)
        draft = replace(draft, piece=piece, kind=_kind(piece, findings), findings=findings)
        introduces = piece.role in {"definition", "assumption"} or (piece.role == "declaration" and bool(piece.bound))
        judged = findings[1:] if introduces else findings
        if all(finding.good for finding in judged):
            return self._introduced(draft) if introduces else _right(draft)
        return self._doubtful(draft, judged)

    def _introduced(self, draft: Statement) -> Statement:
        """A name or a value that is brought in; a value that is chosen states the condition that it is."""
        chosen = draft.kind == "assumption" and len(draft.findings) == 1 and wording.chooses(draft.place)
        condition = _condition(draft.findings) if chosen else ""
        return replace(draft, judgement="definition", condition=condition)

    def _found(self, draft: Statement) -> tuple[Piece, tuple[Finding, ...]]:
        """The piece with its findings; one about single columns as the equation of matrices, where that is right."""
        piece = draft.piece
        findings = self.judge.findings(piece)
        if piece.node is None or piece.role != "equation" or all(finding.good for finding in findings):
            return piece, findings
        if any(finding.link.truth == "undecided" for finding in findings):
            for node in as_matrices(piece.node, draft.symbols, self.letters, self.expected):
                whole = replace(piece, node=node)
                found = self.judge.findings(whole)
                if all(finding.good for finding in found):
                    return whole, found
        return piece, findings

    def _doubtful(self, draft: Statement, findings: Sequence[Finding]) -> Statement:
        """A chain one of whose links is not right: wrong, or left open."""
        bad = [finding for finding in findings if not finding.good and finding.link.truth in _BAD]
        wrong = [finding for finding in bad if not finding.link.scaled]
        supposed = self._supposed(draft.piece) or wording.hypothetical(draft.place)
        stance = "supposed" if supposed and draft.stance == "claim" else draft.stance
        draft = replace(draft, condition=_condition(findings), stance=stance)
        if wrong and not supposed and self._is_claim(draft, wrong[0]):
            worst = next((one for one in wrong if one.link.truth == "ill_shaped"), wrong[0])
            return self._fault(draft, _placed(worst))
        open_one = next(finding for finding in findings if not finding.good)
        reason = open_one.link.judgement.reason or "it could not be decided"
        return replace(draft, reason=reason, scaled=bool(bad) and not wrong)

    def _is_claim(self, draft: Statement, finding: Finding) -> bool:
        """Whether a failing link is put forward as something that holds, and not demanded or chosen."""
        link = finding.link
        if _is_loose(link):
            return False
        if link.truth == "ill_shaped" or finding.general or isinstance(link.left, tree.Derivative):
            return True
        if finding.unseen or self._is_choice(finding, draft.symbols):
            return False
        both = tree.Sum((link.left, link.right))
        if not self.setting.mentions_unknowns(both, draft.symbols):
            return True
        if not self.judge.golds:  # nothing to hold a condition against
            return self._is_function(link.left) or self._is_function(link.right)
        return asserted(draft.piece)

    def _is_choice(self, finding: Finding, symbols: Symbols) -> bool:
        """Whether a link gives a value to a free symbol or a dimension, or speaks of numbers alone."""
        link = finding.link
        both = tree.Sum((link.left, link.right))
        names = symbols.depends(both)
        written = tree.names(both)
        if written and not any(symbols.is_matrix(name) for name in written):
            return True
        bound = any((one := symbols.get(name)) is not None and one.spectrum is not None for name in names)
        return not bound and any(self._is_free(side, symbols) for side in (link.left, link.right))

    def _is_free(self, side: tree.Node, symbols: Symbols) -> bool:
        if not isinstance(side, tree.Name) or side.name in self.setting.unknowns:
            return False
        symbol = symbols.get(side.name)
        return symbol is None or (symbol.definition is None and symbol.spectrum is None)

    def _is_function(self, side: tree.Node) -> bool:
        """Whether a side is a declared scalar function, so that the equation is meant as an identity."""
        symbol = self.setting.base.get(side.name) if isinstance(side, tree.Name) else None
        return symbol is not None and symbol.definition is not None

    def _supposed(self, piece: Piece) -> bool:
        """Whether the sentence supposes another equation first: If A = B, then this."""
        slots = wording.supposed(piece.place)
        return any((one := self.by_index.get(index)) is not None and one.role == "equation" for index in slots)

    def _fault(self, draft: Statement, found: Judgement) -> Statement:
        """A wrong statement, told from one that carries an earlier fault along and from one that claims nothing."""
        if draft.stance in _UNCLAIMED:
            return replace(draft, reason="it is not put forward as true")
        cause = self.carried.cause(draft.piece, draft.symbols)
        self.carried.add(draft.place.index if cause is None else cause, draft.piece, draft.symbols)
        judgement: Verdict = "ill_shaped" if found.outcome == "ill_shaped" else "false"
        start, end = found.start, found.end
        inside = start is not None and end is not None and draft.start <= start < end <= draft.end
        return replace(
            draft,
            judgement="consequence" if cause is not None else judgement,
            consequence_of=cause,
            reason=found.reason,
            counterexample=found.counterexample or "",
            fault_start=start if inside else draft.start,
            fault_end=end if inside else draft.end,
        )


def _is_loose(link: Link) -> bool:
    """Whether a link demands (a gradient set to zero) or is shorthand (1 for the identity, a count with its words)."""
    if isinstance(link.left, tree.Derivative) and (is_zero(link.right) or link.at_a_point):
        return True
    sides = (link.left, link.right)
    return link.truth == "ill_shaped" and any(isinstance(side, tree.Number) and not is_zero(side) for side in sides)


def _right(draft: Statement) -> Statement:
    condition = _condition(draft.findings)
    if condition:
        return replace(draft, judgement="condition", condition=condition)
    if all(finding.link.judgement.same for finding in draft.findings):
        return replace(draft, judgement="vacuous", reason="both sides are the same")
    return replace(draft, judgement="true")


def _condition(findings: Sequence[Finding]) -> str:
    """The last condition that a chain states, or empty."""
    return next((finding.condition for finding in reversed(findings) if finding.condition), "")


def _placed(finding: Finding) -> Judgement:
    """The judgement of a link, on its right side where no factor is named."""
    found = finding.link.judgement
    if found.start is not None and found.end is not None:
        return found
    return replace(found, start=finding.link.right.start, end=finding.link.right.end)


def _kind(piece: Piece, findings: Sequence[Finding]) -> Kind:
    """What a statement is, by its form and what was found."""
    if piece.role in get_args(Kind):
        return piece.role  # type: ignore[return-value]  # the roles that are kinds
    if isinstance(piece.operands[0], tree.Derivative | tree.Differential):
        return "gradient"
    if any(finding.condition for finding in findings):
        return "condition"
    return "identity" if all(finding.link.truth == "true" for finding in findings) else "condition"
