"""Follow a derivation: every equation of an answer, judged in its context, with the factor that is to blame.

`follow` reads an answer from top to bottom. Definitions bind from where they stand, assumptions are put in where they
hold, chains are judged link by link, and a fault that is only carried along is told from a new one.
Invariant: a statement is wrong only when no reading open to its reader makes it right; what is quoted to be rejected,
supposed, or could not be read is never wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from evalhw.mathematics import tree, wording
from evalhw.mathematics.carrying import Carried
from evalhw.mathematics.judging import Finding, Judge, asserted, shape_fault
from evalhw.mathematics.links import examine
from evalhw.mathematics.pieces import Piece, pieces
from evalhw.mathematics.setting import Binding, Setting
from evalhw.mathematics.statements import SLOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evalhw.mathematics.solved import Condition
    from evalhw.mathematics.statements import Placed
    from evalhw.mathematics.symbols import Symbols
    from evalhw.mathematics.tree import Node

Kind: TypeAlias = Literal[
    "identity",
    "condition",
    "definition",
    "assumption",
    "declaration",
    "gradient",
    "expression",
    "relation",
    "unreadable",
]
Verdict: TypeAlias = Literal[
    "true", "false", "ill_shaped", "condition", "definition", "consequence", "vacuous", "undecided", "unreadable"
]
WRONG = frozenset({"false", "ill_shaped", "consequence"})


@dataclass(frozen=True)
class Statement:
    """One equation or expression of an answer, judged.

    Attributes:
        start: Offset in the raw text.
        end: Its end, exclusive.
        source: The raw text between them.
        kind: What it is.
        judgement: What was found; `consequence` is a fault carried forward from `consequence_of`.
        reason: Why, in words.
        fault_start: Where the faulty factor begins, for a wrong statement.
        fault_end: Where it ends.
        consequence_of: Index of the statement whose fault it repeats.
        counterexample: For a false statement, values that show it.
        condition: The name of the condition it states, or empty.
        scaled: It is right but for a constant factor.
        stance: claim, goal, rejected, example or option.
        findings: Its links.
        piece: What was read.
        symbols: What its names mean where it stands, without assumptions.
        assumed: The same with the assumptions in force put in, or None.
    """

    start: int
    end: int
    source: str
    kind: Kind
    judgement: Verdict
    reason: str = ""
    fault_start: int | None = None
    fault_end: int | None = None
    consequence_of: int | None = None
    counterexample: str = ""
    condition: str = ""
    scaled: bool = False
    stance: str = "claim"
    findings: tuple[Finding, ...] = ()
    piece: Piece | None = field(default=None, repr=False)
    symbols: Symbols | None = field(default=None, repr=False)
    assumed: Symbols | None = field(default=None, repr=False)

    @property
    def place(self) -> Placed:
        """The clause and the words around it."""
        assert self.piece is not None  # noqa: S101 - only an empty statement has none
        return self.piece.place

    @property
    def wrong(self) -> bool:
        """Whether it is to be annotated as wrong."""
        return self.judgement in WRONG


def follow(
    text: str,
    symbols: Symbols,
    conditions: Sequence[Condition] = (),
    *,
    assume: Mapping[str, Node] | None = None,
    before: Iterable[str] = (),
    covers: Callable[[int, int], bool] | None = None,
) -> tuple[Statement, ...]:
    """Judge every formula of an answer in its context.

    Args:
        text: The raw answer.
        symbols: The declared symbols.
        conditions: The equations that the rubric asks for; others that look like conditions are held against them.
        assume: Values that the question puts in; an answer may use them without saying so.
        before: Earlier answers of the conversation, whose definitions still hold.
        covers: Which offsets belong to the question; all do by default. Names are taken from the whole text.
    """
    setting = Setting(symbols, assume)
    for earlier in before:
        pieces(earlier, symbols, setting)
        setting.definitions = [_remembered(binding) for binding in setting.definitions]
        setting.assumptions = []
    read = pieces(text, symbols, setting)
    walk = _Walk(text, read, setting, Judge(setting, conditions))
    return walk.statements([piece for piece in read if covers is None or covers(_start(piece), _end(piece))])


def _remembered(binding: Binding) -> Binding:
    return Binding(binding.name, binding.node, -1, -1, -1, shape=binding.shape)


def _start(piece: Piece) -> int:
    return piece.place.clause.start


def _end(piece: Piece) -> int:
    return piece.place.clause.end


_OF = re.compile(
    r"\b(?:derivatives?|gradients?|differentiat\w+|partials?)\b(?P<between>[^.;:]*?)"
    rf"(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?|for|in|by|relative\s+to)\s*{SLOT.pattern}[^.;]{{0,40}}$",
    re.IGNORECASE,
)


class _Walk:
    """One walk through the pieces of an answer."""

    def __init__(self, text: str, read: Sequence[Piece], setting: Setting, judge: Judge) -> None:
        self.text = text
        self.read = read
        self.setting = setting
        self.judge = judge
        self.by_index = {piece.place.index: piece for piece in read}
        self.carried = Carried()

    def statements(self, chosen: Sequence[Piece]) -> tuple[Statement, ...]:
        """The chosen pieces, judged in order."""
        made: list[Statement] = []
        for position, piece in enumerate(chosen):
            following = chosen[position + 1].place.before if position + 1 < len(chosen) else ""
            made.append(self._statement(piece, len(made), following))
        return tuple(made)

    def _statement(self, piece: Piece, index: int, following: str) -> Statement:
        stance = wording.stance(piece.place, self._after(piece) or following)
        if piece.node is None:
            return self._made(piece, "unreadable", "unreadable", stance, reason=piece.error)
        if piece.misfit is not None:
            return self._fault(
                piece, index, stance, (), reason=piece.misfit.reason, start=piece.misfit.start, end=piece.misfit.end
            )
        if piece.role == "relation":
            return self._made(piece, "relation", "undecided", stance, reason="an inequality or another relation")
        if piece.role == "expression":
            return self._expression(piece, index, stance)
        return self._equation(piece, index, stance)

    def _after(self, piece: Piece) -> str:
        """The words right behind a piece's sentence, where an answer may take it back."""
        behind = self.text[piece.place.formula.outer_end :][:200]
        return behind if piece.place.formula.display else behind.partition(".")[2]

    def _made(
        self,
        piece: Piece,
        kind: Kind,
        judgement: Verdict,
        stance: str,
        *,
        reason: str = "",
        findings: tuple[Finding, ...] = (),
        condition: str = "",
        scaled: bool = False,
    ) -> Statement:  # the parts of a statement
        start, end = _start(piece), _end(piece)
        free = self.setting.free(piece.place)
        return Statement(
            start, end, self.text[start:end], kind, judgement, reason,
            condition=condition, scaled=scaled, stance=stance, findings=findings, piece=piece,
            symbols=free, assumed=self.setting.assumed(piece.place, free),
        )  # fmt: skip

    def _expression(self, piece: Piece, index: int, stance: str) -> Statement:
        """A formula without a relation sign: a gradient that the words claim, or just something named."""
        claim = self._gradient_in_words(piece)
        if claim is not None:
            finding = self._claimed(claim, piece)
            if finding.good:
                return self._made(piece, "gradient", "true", stance, findings=(finding,))
            if finding.link.truth in {"false", "ill_shaped"} and not finding.link.scaled:
                return self._wrong(piece, index, stance, (finding,), "gradient")
            return self._made(
                piece,
                "gradient",
                "undecided",
                stance,
                reason=finding.link.judgement.reason,
                findings=(finding,),
                scaled=finding.link.scaled,
            )
        fault = shape_fault(piece, list(self.judge.readings(piece))) if piece.place.formula.display else None
        if fault is not None and stance == "claim":
            return self._fault(piece, index, stance, (), reason=fault.reason, start=fault.start, end=fault.end)
        return self._made(piece, "expression", "undecided", stance, reason="an expression, which claims nothing")

    def _claimed(self, claim: tree.Relation, piece: Piece) -> Finding:
        from dataclasses import replace

        return self.judge.findings(replace(piece, node=claim, role="equation"))[0]

    def _gradient_in_words(self, piece: Piece) -> tree.Relation | None:
        """`The derivative of F with respect to V is G` as an equation; None when the words say no such thing."""
        match = _OF.search(piece.place.before)
        if match is None or piece.node is None or not wording.equates(piece.place.before[match.end("between") :]):
            return None
        variable = self.by_index.get(int(match.group(match.lastindex or 1)))
        if variable is None or not isinstance(variable.node, tree.Name):
            return None
        functions = SLOT.findall(match.group("between"))
        function = self.by_index.get(int(functions[-1])) if functions else None
        operand = function.node if function is not None else self._loss()
        if operand is None or isinstance(operand, tree.Relation) or piece.node == variable.node:
            return None
        gradient = tree.Derivative(operand, (variable.node,), start=operand.start, end=operand.end)
        return tree.Relation(("=",), (gradient, piece.operands[0]), start=piece.node.start, end=piece.node.end)

    def _loss(self) -> Node | None:
        """The scalar function that the problem declares, when there is exactly one."""
        losses = [
            name
            for name, symbol in self.setting.base.symbols.items()
            if symbol.definition is not None
            and not symbol.optional
            and self.setting.unknowns & self.setting.base.depends(symbol.definition)
        ]
        return tree.Name(losses[0]) if len(losses) == 1 else None

    def _equation(self, piece: Piece, index: int, stance: str) -> Statement:
        findings = self.judge.findings(piece)
        kind = _kind(piece, findings)
        if piece.role in {"definition", "assumption"} and len(findings) <= 1:
            return self._made(piece, kind, "definition", stance, findings=findings)
        if piece.role == "definition":
            findings = findings[1:]
        elif piece.role == "declaration" and piece.bound:
            return self._made(piece, kind, "definition", stance)
        condition = next((finding.condition for finding in reversed(findings) if finding.condition), "")
        if all(finding.good for finding in findings):
            if piece.role == "definition":
                return self._made(piece, kind, "definition", stance, findings=findings)
            return self._right(piece, kind, stance, findings, condition)
        return self._doubtful(piece, index, stance, findings, kind)

    def _right(self, piece: Piece, kind: Kind, stance: str, findings: tuple[Finding, ...], condition: str) -> Statement:
        if condition:
            return self._made(piece, kind, "condition", stance, findings=findings, condition=condition)
        if all(finding.link.judgement.same for finding in findings):
            return self._made(piece, kind, "vacuous", stance, reason="both sides are the same", findings=findings)
        return self._made(piece, kind, "true", stance, findings=findings)

    def _doubtful(self, piece: Piece, index: int, stance: str, findings: tuple[Finding, ...], kind: Kind) -> Statement:
        """A chain one of whose links is not right: wrong, or left open."""
        bad = [finding for finding in findings if not finding.good and finding.link.truth in {"false", "ill_shaped"}]
        condition = next((finding.condition for finding in reversed(findings) if finding.condition), "")
        wrong = [finding for finding in bad if not finding.link.scaled]
        if wrong and stance in {"claim", "goal", "option"} and self._is_claim(piece, wrong[0]):
            return self._wrong(piece, index, stance, findings, kind, condition)
        scaled = bool(bad) and not wrong
        said = next(finding for finding in findings if not finding.good)
        reason = said.link.judgement.reason or "it could not be decided"
        return self._made(
            piece, kind, "undecided", stance, reason=reason, findings=findings, condition=condition, scaled=scaled
        )

    def _is_claim(self, piece: Piece, finding: Finding) -> bool:
        """Whether a failing link is put forward as true; one between knowns always is."""
        link = finding.link
        if link.truth == "ill_shaped" or finding.general or isinstance(link.left, tree.Derivative):
            return not wording.hypothetical(piece.place)
        both = tree.Sum((link.left, link.right))
        if not self.setting.mentions_unknowns(both, self.setting.free(piece.place)):
            return not wording.hypothetical(piece.place)
        return asserted(piece)

    def _wrong(
        self, piece: Piece, index: int, stance: str, findings: tuple[Finding, ...], kind: Kind, condition: str = ""
    ) -> Statement:  # the parts of a statement
        bad = [
            one
            for one in findings
            if not one.good and one.link.truth in {"false", "ill_shaped"} and not one.link.scaled
        ]
        ill = [one for one in bad if one.link.truth == "ill_shaped"]
        link = (ill or bad)[0].link
        found = link.judgement
        start = found.start if found.start is not None else link.right.start
        end = found.end if found.end is not None else link.right.end
        return self._fault(
            piece, index, stance, findings, reason=found.reason, start=start, end=end,
            kind=kind, condition=condition, judgement="ill_shaped" if ill else "false", shown=found.counterexample or "",
        )  # fmt: skip

    def _fault(
        self,
        piece: Piece,
        index: int,
        stance: str,
        findings: tuple[Finding, ...],
        *,
        reason: str,
        start: int,
        end: int,
        kind: Kind | None = None,
        condition: str = "",
        judgement: Verdict = "ill_shaped",
        shown: str = "",
    ) -> Statement:  # the parts of a statement
        """A wrong statement, told from one that carries an earlier fault along."""
        made = self._made(
            piece,
            kind or _kind(piece, findings),
            judgement,
            stance,
            reason=reason,
            findings=findings,
            condition=condition,
        )
        cause = (
            self.carried.cause(piece, made.symbols or self.setting.base)
            if stance not in {"rejected", "example"}
            else None
        )
        if stance in {"rejected", "example"}:
            return self._made(
                piece, made.kind, "undecided", stance, reason="it is not put forward as true", findings=findings
            )
        self.carried.add(index if cause is None else cause, piece, made.symbols or self.setting.base)
        from dataclasses import replace

        inside = made.start <= start < end <= made.end
        return replace(
            made,
            judgement="consequence" if cause is not None else judgement,
            consequence_of=cause,
            fault_start=start if inside else made.start,
            fault_end=end if inside else made.end,
            counterexample=shown,
        )


def _kind(piece: Piece, findings: Sequence[Finding]) -> Kind:
    """What a statement is, by its form and what was found."""
    if piece.role in {"definition", "assumption", "declaration"}:
        return piece.role  # type: ignore[return-value]  # these three are kinds
    if isinstance(piece.operands[0], tree.Derivative | tree.Differential):
        return "gradient"
    if any(finding.condition for finding in findings):
        return "condition"
    if not piece.operators:
        return "expression"
    return "identity" if all(finding.link.truth == "true" for finding in findings) else "condition"


__all__ = ["WRONG", "Kind", "Statement", "Verdict", "examine", "follow"]
