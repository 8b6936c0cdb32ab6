"""All kinds of checks as one discriminated union: the ``kind`` key says which.

Invariant: a kind that is neither in this list nor added by an installed package cannot stand in a rubric.
"""

import functools
import operator
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from evalhw.checks.answer import AnswerCheck
from evalhw.checks.base import Check
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
from evalhw.extensions import Extension, extensions, refused

GROUP: Literal["evalhw.checks"] = "evalhw.checks"
"""The entry points by which packages add kinds."""

BUILT_IN: tuple[type[Check], ...] = (
    AnswerCheck,
    ChoiceCheck,
    ChoicesCheck,
    ConditionCheck,
    EquationsCheck,
    GradientCheck,
    GroundedCheck,
    JudgeCheck,
    KeywordsCheck,
    QuantityCheck,
    SequenceCheck,
    SubstitutionCheck,
    TrendCheck,
    VerificationCheck,
    WordCountCheck,
)
"""The kinds that evalhw itself has."""


def kind_of(check: type[Check]) -> str:
    """The name by which a rubric asks for a check: the one value of its ``kind``; empty where it has none."""
    field = check.model_fields.get("kind")
    values = get_args(field.annotation) if field is not None else ()
    return values[0] if len(values) == 1 and isinstance(values[0], str) else ""


def _installed() -> tuple[Extension, ...]:
    """The kinds that installed packages add.

    Raises:
        UserError: One of them is no check kind, or has the name of another.
    """
    taken = {kind_of(one) for one in BUILT_IN}
    found = tuple(extensions(GROUP))
    for one in found:
        if not (isinstance(one.loaded, type) and issubclass(one.loaded, Check)):
            raise refused(one, GROUP, "is no class made from evalhw.checks.base.Check")
        if kind_of(one.loaded) != one.name:
            raise refused(one, GROUP, f"has no line such as kind: Literal[{one.name!r}]")
        if one.name in taken:
            raise refused(one, GROUP, "is the name of a kind of evalhw's own")
    return found


INSTALLED = _installed()
"""The kinds that packages add by an entry point, by name."""

KINDS: tuple[type[Check], ...] = (*BUILT_IN, *(one.loaded for one in INSTALLED))

_PACKAGES = {one.loaded: one.package for one in INSTALLED}


def origin(check: Check) -> str:
    """Whose a check is: evalhw's own, or the package and version that add its kind."""
    return _PACKAGES.get(type(check), "evalhw")


if TYPE_CHECKING:
    AnyCheck = Check
else:
    AnyCheck = Annotated[functools.reduce(operator.or_, KINDS), Field(discriminator="kind")]
