"""A verification shows that a condition holds when given values are put in, by steps that are all true.

Invariant: any valid route is accepted; what only asserts, repeats itself or rests on a false equation is not.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from evalhw.checks.base import Answer, CheckResult, Remark
from evalhw.checks.following import Assumed, conditions, followed, numbers, premise, remark, signature, values
from evalhw.text.layout.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalhw.mathematics.derivations.establishing import Shown, Verification

_OUTCOMES: dict[str, Literal["met", "not_met", "unscored"]] = {
    "shown": "met",
    "not_shown": "not_met",
    "open": "unscored",
}


class VerificationCheck(Assumed):
    """A condition is shown to hold under an assumption."""

    mathematical: ClassVar[bool] = True
    proving: ClassVar[bool] = True
    kind: Literal["verification"]
    condition: str = Field(description="the condition, in LaTeX over the declared symbols")
    of: str = Field(default="", description="the symbol that the condition is about")

    def asked(self) -> Iterator[tuple[str, str]]:
        """The condition."""
        yield self.condition, self.of

    def apply(self, answer: Answer) -> CheckResult:
        """Follow the part of the answer that verifies the condition."""
        verification = verified(answer, self)
        wanted = next((one for one in verification.targets if one.condition.name == self.condition), None)
        if wanted is None:
            return CheckResult("unscored", "the condition is too large to be followed")
        shown = verification.shown(wanted)
        evidence = tuple(Span(one.start, one.end) for one in shown.evidence[:3])
        trail = tuple(premise(one, "condition with the values put in") for one in shown.evidence[:3])
        trail += tuple(premise(one, "wrong step") for one in shown.faults[:3])
        trail += tuple(premise(one, "asserted, not shown") for one in shown.unsupported[:3] if not one.wrong)
        outcome = _OUTCOMES[shown.outcome]
        remarks = _remarks(shown)
        return CheckResult(outcome, shown.reason, evidence=evidence, remarks=remarks, said=shown.said, trail=trail)


_verified: OrderedDict[tuple[object, ...], Verification] = OrderedDict()
_KEPT = 4


def verified(answer: Answer, own: Assumed) -> Verification:
    """The statements of an answer, held against all conditions of its question with the values put in."""
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.establishing import Verification
    from evalhw.mathematics.derivations.targets import target

    symbols = answer.symbols or Symbols.empty()
    if own not in answer.siblings:  # what it puts in may be used, whoever else is asked
        answer = replace(answer, siblings=(*answer.siblings, own))
    golds = conditions(answer, own)
    key = (*signature(answer, golds), answer.spans, tuple(own.assume.items()))
    if key not in _verified:
        given = values(own.assume, symbols)
        targets = [one for gold in golds if (one := target(gold, given, symbols)) is not None]
        _verified[key] = Verification(followed(answer, golds), targets, symbols, own.assume, numbers(answer, golds))
        while len(_verified) > _KEPT:
            _verified.popitem(last=False)
    return _verified[key]


def _remarks(shown: Shown) -> tuple[Remark, ...]:
    wrong = tuple(remark(one) for one in shown.faults)
    return wrong + tuple(
        Remark(one.start, one.end, "note", f"Not supported: {shown.reason}.")
        for one in shown.unsupported
        if not one.wrong
    )
