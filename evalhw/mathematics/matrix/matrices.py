"""The door to matrix equations: what the rooms above call, gathered in one place.

::

    judge(relation, symbols) -> Judgement               one equation, or a chain as a whole
    judge_links(relation, symbols) -> tuple[Judgement]  a chain link by link
    judge_generic(relation, symbols, symmetric)         an identity in letters of its own (A, B, W, M)
    compare_expressions(gold, claim, symbols) -> Verdict
    compare_conditions(gold, claim, symbols) -> Verdict equations up to scale, sides, transpose, solved forms
    conditions(relation, symbols) -> tuple[Node]        the residuals of a chain that do not vanish by themselves
    proportional(gold, claim, symbols) -> bool          residuals up to a factor or a transpose

Invariant: it holds no rule of its own.
"""

from evalhw.mathematics.matrix.agreement import agree, sides
from evalhw.mathematics.matrix.conditions import (
    compare_conditions,
    compare_expressions,
    conditions,
    proportional,
    residual,
    stated_side,
)
from evalhw.mathematics.matrix.equations import Judgement, judge, judge_generic, judge_links

__all__ = [
    "Judgement", "agree", "compare_conditions", "compare_expressions", "conditions", "judge", "judge_generic",
    "judge_links", "proportional", "residual", "sides", "stated_side",
]  # fmt: skip
