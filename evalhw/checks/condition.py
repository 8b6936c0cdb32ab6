"""A condition is met by the last statement of it in the answer, in whatever equivalent form.

Invariant: the decision rests on one statement, which is the evidence; one that could not be read leaves it open.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from evalhw.checks.base import Answer, CheckResult, Premise, Remark
from evalhw.checks.following import DerivationCheck, comment, conditions, followed, premise, remark, slip
from evalhw.text.layout.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalhw.argument.solutions import Given
    from evalhw.mathematics.derivations.solved import Condition
    from evalhw.mathematics.derivations.stating import Stated
    from evalhw.mathematics.derivations.verdicts import Statement


class ConditionCheck(DerivationCheck):
    """The last statement of an equation between free symbols is right, in whatever equivalent form.

    Equivalent is what the same values satisfy. Terms may change sides, be factored or multiplied out, the whole may be
    transposed, multiplied by a number or scalar other than zero or by a matrix that has an inverse, or solved for a
    symbol; names that are declared or introduced may stand for what they mean.
    """

    mathematical: ClassVar[bool] = True
    proving: ClassVar[bool] = True
    kind: Literal["condition"]
    gold: str = Field(description="the equation, in LaTeX over the declared symbols")
    of: str = Field(
        default="", description="the symbol whose derivative it sets to zero, or the unknown; tells conditions apart"
    )
    alternatives: list[str] = Field(default_factory=list, description="further equations that count as well")

    def asked(self) -> Iterator[tuple[str, str]]:
        """The gold equation and its alternatives."""
        yield self.gold, self.of
        for formula in self.alternatives:
            yield formula, self.of

    def apply(self, answer: Answer) -> CheckResult:
        """Find the last statement of the condition and decide by it."""
        from evalhw.mathematics.derivations.stating import stated

        golds = conditions(answer, self)
        statements = followed(answer, golds)
        own = {self.gold, *self.alternatives}
        found = [one for one in stated(statements, golds) if one.condition in own]
        scalar = self._given(answer, statements, golds)
        if scalar is not None:
            return _between_numbers(found, scalar, statements)
        if found:
            return _stated(found)
        unread = _unread(statements)
        if unread is not None:
            reason = f"a formula that may state it could not be read: {unread.reason}"
            trail = (premise(unread, "may state it"),)
            return CheckResult("unscored", reason, evidence=(_span(unread),), said=False, trail=trail)
        return CheckResult("not_met", "the answer does not state this condition", said=False)

    def _given(
        self, answer: Answer, statements: Sequence[Statement], golds: Sequence[Condition]
    ) -> tuple[Given, ...] | None:
        """What the answer gives for the unknown of a condition between numbers; None between matrices."""
        from evalhw.argument.solutions import given, is_scalar

        symbols = answer.symbols
        own = [gold for gold in golds if gold.name in {self.gold, *self.alternatives}]
        if symbols is None or not all(is_scalar(gold, symbols) for gold in own):
            return None
        whole = [one for gold in own for one in given(answer.raw, statements, gold, symbols)]
        return tuple(one for one in whole if answer.covers(one.start, one.end))


def _between_numbers(found: Sequence[Stated], values: Sequence[Given], statements: Sequence[Statement]) -> CheckResult:
    """Decide a condition between numbers by the last equation, list of solutions or value of the unknown."""
    right = {(one.start, one.end) for one in values if one.verdict == "right"}
    values = [one for one in values if one.verdict == "right" or (one.start, one.end) not in right]
    good = [one.start for one in values if one.verdict == "right"]
    good += [one.statement.start for one in found if one.verdict == "right"]
    values = [one for one in values if one.listed or one.verdict == "right" or not good or one.start < min(good)]
    lists = [one for one in values if one.listed]
    single = [
        one for one in found if not any(at.start <= one.statement.start and one.statement.end <= at.end for at in lists)
    ]
    last = max(values, key=lambda one: one.end, default=None)
    if last is not None and not any(one.statement.start >= last.end for one in single):
        span = (Span(last.start, last.end),)
        if last.verdict == "right":
            reason = "the last statement of the condition is equivalent to the expected one"
            return CheckResult("met", reason, evidence=span, trail=_of_value(last))
        reason = f"the last statement of the condition is not equivalent to the expected one: {last.reason}"
        remarks = (Remark(last.start, last.end, "partial", f"This is not the expected condition: {last.reason}."),)
        return CheckResult("not_met", reason, evidence=span, remarks=remarks, trail=_of_value(last))
    if single:
        return _stated(single)
    unread = _unread(statements)
    reason = "the answer does not state this condition in a form that could be found"
    if unread is not None:
        reason = f"a formula that may state it could not be read: {unread.reason}"
    trail = () if unread is None else (premise(unread, "may state it"),)
    return CheckResult("unscored", reason, evidence=() if unread is None else (_span(unread),), said=False, trail=trail)


def _of_value(last: Given) -> tuple[Premise, ...]:
    """The value, or the list of them, that decided."""
    what = "list of solutions" if last.listed else "value of the unknown"
    return (Premise(f"{what}: {last.verdict}", Span(last.start, last.end), (), last.reason),)


def _stated(found: Sequence[Stated]) -> CheckResult:
    """What the statements of a condition come to."""
    remarks = tuple(remark(one.statement) for one in found if one.statement.wrong)
    remarks += tuple(slip(one.statement) for one in found if one.statement.scaled)
    outcome, reason = _decision(found)
    if outcome == "not_met" and not found[-1].statement.wrong:
        remarks += (_different(found[-1]),)
    last = found[-1]
    verdict = {"right": "equivalent to the expected one", "wrong": "not equivalent", "open": "could not be decided"}
    shown = premise(last.statement, "last statement of the condition")
    told = "" if last.reason in shown.because else last.reason
    because = "; ".join(filter(None, (verdict[last.verdict], told, shown.because)))
    trail = (replace(shown, because=because),)
    return CheckResult(outcome, reason, evidence=(_span(last.statement),), remarks=remarks, trail=trail)


def _decision(found: Sequence[Stated]) -> tuple[Literal["met", "not_met", "unscored"], str]:
    last = found[-1]
    if last.verdict == "open":
        return "unscored", f"the last statement of the condition could not be decided: {last.statement.reason}"
    unit = last.statement.place.unit
    rivals = [one for one in found if one.statement.place.unit == unit and one.statement.stance == "option"]
    if len({one.verdict for one in rivals}) > 1:
        return "not_met", "two different conditions are offered"
    if last.verdict == "right":
        return "met", "the last statement of the condition is equivalent to the expected one"
    if last.statement.wrong:
        return "not_met", f"the last statement of the condition is wrong: {comment(last.statement)}"
    return "not_met", f"the last statement of the condition is not equivalent to the expected one: {last.reason}"


def _different(last: Stated) -> Remark:
    """A comment on a deciding statement that is no error in itself, but not the condition."""
    statement = last.statement
    failing = any(
        finding.link.truth in {"false", "ill_shaped"} and not finding.derived for finding in statement.findings
    )
    if failing and not statement.condition:
        return Remark(statement.start, statement.end, "incorrect", "This is not equivalent to the expected condition.")
    return Remark(statement.start, statement.end, "partial", f"This is not the expected condition: {last.reason}.")


def _unread(statements: Sequence[Statement]) -> Statement | None:
    """A displayed equation that could not be read, which might have been the condition."""
    for statement in statements:
        shown = statement.place.formula.display or "=" in statement.source
        if statement.judgement == "unreadable" and shown and "=" in statement.source and len(statement.source) > 8:  # noqa: PLR2004 - an equation
            return statement
    return None


def _span(statement: Statement) -> Span:
    return Span(statement.start, statement.end)
