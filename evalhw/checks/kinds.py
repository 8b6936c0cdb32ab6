"""All kinds of checks as one discriminated union: the ``kind`` key says which.

Invariant: a kind that is not in this list cannot stand in a rubric.
"""

from typing import Annotated

from pydantic import Field

from evalhw.checks.answer import AnswerCheck
from evalhw.checks.choice import ChoiceCheck
from evalhw.checks.choices import ChoicesCheck
from evalhw.checks.condition import ConditionCheck
from evalhw.checks.derivation import GradientCheck
from evalhw.checks.equations import EquationsCheck
from evalhw.checks.grounded import GroundedCheck
from evalhw.checks.judge import JudgeCheck
from evalhw.checks.keywords import KeywordsCheck
from evalhw.checks.quantity import QuantityCheck
from evalhw.checks.sequence import SequenceCheck
from evalhw.checks.substitution import SubstitutionCheck
from evalhw.checks.trend import TrendCheck
from evalhw.checks.verification import VerificationCheck
from evalhw.checks.word_count import WordCountCheck

AnyCheck = Annotated[
    AnswerCheck
    | ChoiceCheck
    | ChoicesCheck
    | ConditionCheck
    | EquationsCheck
    | GradientCheck
    | GroundedCheck
    | JudgeCheck
    | KeywordsCheck
    | QuantityCheck
    | SequenceCheck
    | SubstitutionCheck
    | TrendCheck
    | VerificationCheck
    | WordCountCheck,
    Field(discriminator="kind"),
]
