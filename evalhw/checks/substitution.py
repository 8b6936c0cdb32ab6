"""Values are put into conditions, whatever comes of it.

Invariant: the values must be the right ones; the conditions are taken as the answer has them, wrong ones included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from evalhw.checks.base import Answer, CheckResult
from evalhw.checks.following import MOST_PREMISES, Assumed, premise
from evalhw.checks.verification import verified
from evalhw.text.layout.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


class SubstitutionCheck(Assumed):
    """Given values are put into every one of several conditions."""

    mathematical: ClassVar[bool] = True
    kind: Literal["substitution"]
    into: list[str] = Field(description="the conditions, in LaTeX over the declared symbols", min_length=1)

    def asked(self) -> Iterator[tuple[str, str]]:
        """The conditions."""
        for formula in self.into:
            yield formula, ""

    def apply(self, answer: Answer) -> CheckResult:
        """Look for each condition with the values put in."""
        from evalhw.mathematics.derivations.substituting import substituted

        verification = verified(answer, self)
        found, missing = substituted(verification, frozenset(self.into), self.assume)
        evidence = tuple(Span(one.start, one.end) for one in found)
        trail = tuple(premise(one, "condition with the values put in") for one in found[:MOST_PREMISES])
        if not missing:
            return CheckResult("met", "the values are put into every condition", evidence=evidence, trail=trail)
        if not found:
            return CheckResult("not_met", "the values are not put into the conditions", said=False)
        reason = f"the values are put into {len(found)} of {len(self.into)} conditions"
        return CheckResult("not_met", reason, evidence=evidence, trail=trail)
