"""Every equation of an answer is judged; wrong ones are annotated. With `uses`, given identities must be used.

Invariant: a false or ill-shaped equation is annotated on the factor that is to blame; one left open never is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from evalhw.checks.base import Answer, CheckResult, Premise, Remark, marked
from evalhw.checks.following import (
    MOST_PREMISES,
    DerivationCheck,
    affirmed,
    conditions,
    equation,
    followed,
    misread,
    premise,
    remark,
    slip,
)
from evalhw.text.layout.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evalhw.argument.arithmetic import Step
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.facts import Fact
    from evalhw.mathematics.derivations.verdicts import Statement
    from evalhw.mathematics.matrix.polynomials import Polynomial


class EquationsCheck(DerivationCheck):
    """All equations are right; or, with `uses`, each of the given identities is used (one of each list suffices)."""

    mathematical: ClassVar[bool] = True
    kind: Literal["equations"]
    uses: list[list[str]] = Field(default_factory=list, description="identities to be used; the forms of one in a list")

    def faults(self, symbols: Symbols | None, sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Identities that cannot be read under the declared symbols."""
        del sources
        for place, forms in enumerate(self.uses):
            for formula in forms:
                said = misread(formula, "", symbols)
                if said:
                    yield ("uses", str(place)), said

    def apply(self, answer: Answer) -> CheckResult:
        """Judge every equation, and look for the identities."""
        statements = followed(answer, conditions(answer, self))
        if self.uses:
            return self._used(answer, statements)
        steps = _reckoned(answer)
        statements = tuple(one for one in statements if not _is_reckoning(one, steps, answer))
        return _judged(answer, statements, steps)

    def _used(self, answer: Answer, statements: Sequence[Statement]) -> CheckResult:
        from evalhw.mathematics.declared.symbols import Symbols
        from evalhw.mathematics.derivations.facts import facts

        symbols = answer.symbols or Symbols.empty()
        known = [fact for fact in facts(statements, symbols) if fact.true and not fact.tainted]
        found: list[Statement] = []
        for forms in self.uses:
            user = _user(forms, known, symbols)
            if user is None:
                unread = _unread(forms, statements, symbols)
                if unread is not None:
                    reason = f"an equation that may use {forms[0]} could not be followed: {unread.reason}"
                    shown = (premise(unread, f"may use {marked(forms[0])}"),)
                    return CheckResult("unscored", reason, evidence=(_span(unread),), said=False, trail=shown)
                evidence, trail = tuple(map(_span, found)), self._premises(found)
                said = bool(found)
                return CheckResult("not_met", f"{forms[0]} is not used", evidence=evidence, said=said, trail=trail)
            found.append(user)
        evidence, trail = tuple(map(_span, found)), self._premises(found)
        return CheckResult("met", "the identities are used", evidence=evidence, trail=trail)

    def _premises(self, found: Sequence[Statement]) -> tuple[Premise, ...]:
        """The statements that use the first of the identities, in their order."""
        return tuple(premise(one, f"uses {marked(forms[0])}") for one, forms in zip(found, self.uses, strict=False))


def _judged(answer: Answer, statements: Sequence[Statement], steps: Sequence[Step]) -> CheckResult:
    """What the statements and the steps of an answer come to."""
    wrong = [one for one in statements if one.wrong]
    remarks = tuple(remark(one) for one in wrong) + tuple(slip(one) for one in statements if one.scaled)
    remarks += tuple(found for one in wrong if (found := affirmed(answer.raw, one)) is not None)
    slips = [one for one in steps if one.judgement == "wrong" and not any(_overlap(one, other) for other in wrong)]
    remarks += tuple(
        Remark(one.fault_start, one.fault_end, "incorrect", f"This equation does not hold: {one.reason}.")
        for one in slips
    )
    faults = sorted(
        [_span(one) for one in wrong] + [Span(one.start, one.end) for one in slips], key=lambda one: one.start
    )
    if faults:
        trail = (*map(premise, wrong), *map(_of_step, slips))
        shown = tuple(sorted(trail, key=_place))[:MOST_PREMISES]
        return CheckResult("not_met", "an equation is wrong", evidence=(faults[0],), remarks=remarks, trail=shown)
    trail = tuple(premise(one) for one in statements if one.judgement in {"true", "condition", "undecided"})
    trail += tuple(_of_step(one) for one in steps if one.judgement == "right" and not one.announced)
    trail = tuple(sorted(trail, key=_place))[:MOST_PREMISES]
    right = any(one.judgement in {"true", "condition", "vacuous"} for one in statements)
    if right or any(one.judgement == "right" and not one.announced for one in steps):
        return CheckResult("met", "every equation that could be judged is right", remarks=remarks, trail=trail)
    return CheckResult("unscored", "no equation could be judged", remarks=remarks, said=False, trail=trail)


def _of_step(step: Step) -> Premise:
    """A step of arithmetic, with the rules that say how it is meant."""
    return Premise(f"arithmetic: {step.judgement}", Span(step.start, step.end), step.rules, step.reason)


def _place(one: Premise) -> int:
    return one.passage.start if one.passage else 0


def _reckoned(answer: Answer) -> tuple[Step, ...]:
    """The steps of the question's part that are arithmetic."""
    from evalhw.argument.arithmetic import follow

    symbols = answer.symbols
    declared = frozenset() if symbols is None else frozenset((*symbols.symbols, *symbols.dimensions))
    return tuple(
        one for one in follow(answer.raw, declared=declared, before=answer.before) if answer.covers(one.start, one.end)
    )


def _is_reckoning(statement: Statement, steps: Sequence[Step], answer: Answer) -> bool:
    """Whether a statement is one of numbers alone, about which the arithmetic decides, or nobody (5 ± 2 = (3, 7))."""
    from evalhw.mathematics.syntax.tree import Collection, PlusMinus, names, walk

    node = statement.piece.node
    if node is None or (answer.symbols is not None and any(answer.symbols.declares(name) for name in names(node))):
        return False
    if any(isinstance(here, Collection | PlusMinus) for here in walk(node)):
        return True
    number = any(not names(operand) for operand in statement.piece.operands)
    return any((one.valued or number) and _overlap(one, statement) for one in steps)


def _overlap(step: Step, statement: Statement) -> bool:
    return step.start < statement.end and statement.start < step.end


def _user(forms: Sequence[str], known: Sequence[Fact], symbols: Symbols) -> Statement | None:
    """The first statement that states an identity in one of its forms, or takes a step that needs nothing else."""
    from evalhw.mathematics.derivations.facts import with_transposes
    from evalhw.mathematics.derivations.rewriting import follows
    from evalhw.mathematics.matrix.polynomials import difference

    for formula in forms:
        left, right = equation(formula, symbols).operands
        wanted = difference(left, right, symbols)
        if not wanted:
            continue
        turned = with_transposes([wanted], symbols)
        for statement, gap in (*((fact.statement, fact.difference) for fact in known), *_whole(known)):
            if follows(gap, turned):
                return statement
    return None


def _whole(known: Sequence[Fact]) -> Iterator[tuple[Statement, Polynomial]]:
    """What chains of several links say as a whole: their first side minus their last."""
    from itertools import groupby

    from evalhw.mathematics.matrix.polynomials import minus

    for _, links in groupby(known, key=lambda fact: id(fact.statement)):
        first, *rest = links
        if rest:
            gap = first.difference
            for fact in rest:
                gap = minus(gap, minus({}, fact.difference))
            if gap:
                yield first.statement, gap


def _unread(forms: Sequence[str], statements: Sequence[Statement], symbols: Symbols) -> Statement | None:
    """An equation left open, over the names of an identity and letters that could not be followed; None without one."""
    from evalhw.mathematics.syntax.tree import names

    for statement in statements:
        if statement.judgement != "undecided" or statement.piece.node is None or not statement.findings:
            continue
        unclear = any(finding.link.truth == "undecided" for finding in statement.findings)
        written = names(statement.piece.node)
        if unclear and any(names(equation(formula, symbols)) <= written for formula in forms):
            return statement
    return None


def _span(statement: Statement) -> Span:
    return Span(statement.start, statement.end)
