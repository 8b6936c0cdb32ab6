"""A derivation shows how a gradient comes out of the function; stating the gradient is none.

Invariant: a slip inside a derivation does not undo it; what is wrong is annotated by the checks of the equations.
"""

from __future__ import annotations

from typing import Literal

from evalhw.checks.base import Answer, CheckResult
from evalhw.checks.following import DerivationCheck, conditions, followed, premise
from evalhw.text.layout.spans import Span

_MET = "it shows how the gradient comes out of the function"
_STATED = "the gradients are stated, but not derived"
_SILENT = "the answer derives no gradient"


class GradientCheck(DerivationCheck):
    """Expands the function, uses differentials, works entry by entry, perturbs, or applies named identities."""

    kind: Literal["derivation"]

    def apply(self, answer: Answer) -> CheckResult:
        """Look for a step between the function and its gradient."""
        from evalhw.mathematics.declared.symbols import Symbols
        from evalhw.mathematics.derivations.routes import derived

        golds = conditions(answer, self)
        statements = followed(answer, golds)
        step = derived(statements, answer.symbols or Symbols.empty(), golds)
        if step is not None:
            return CheckResult("met", _MET, evidence=(Span(step.start, step.end),), trail=(premise(step),))
        first = next((one for one in statements if one.kind in {"gradient", "condition"}), None)
        if first is None:
            return CheckResult("not_met", _SILENT, said=False)
        return CheckResult("not_met", _STATED, evidence=(Span(first.start, first.end),), trail=(premise(first),))
