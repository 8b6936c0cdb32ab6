"""What a comparison of two pieces of mathematics found, and how it was found.

Invariant: an outcome is never a guess. What could not be read is `unreadable`, what could not be decided is
`undecided`, and neither is ever turned into `equal` or `unequal` further up.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["equal", "unequal", "ill_shaped", "undecided", "unreadable"]
Method: TypeAlias = Literal["exact", "proved", "sampled", ""]
Mistake: TypeAlias = Literal[
    "sign", "factor", "reciprocal", "transpose", "constant", "degrees", "unit", "power_of_ten", "rounding", "bound",
    "element", "other_quantity",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a wrong answer.

    Attributes:
        kind: Which mistake it is.
        comment: The mistake in a sentence.
        detail: The factor, the power of ten or the element in question; empty where there is none.
    """

    kind: Mistake
    comment: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one comparison.

    Attributes:
        outcome: `equal`, `unequal`, `ill_shaped` (the claim's factors do not fit), `undecided` (read, but not
            decided in the time or with the points allowed) or `unreadable` (with the reason).
        reason: Why, in words for a person; never empty for anything but `equal`.
        method: `exact` (by arithmetic or by form), `proved` (by computer algebra), `sampled` (at drawn points),
            or empty where nothing was decided.
        counterexample: For `unequal`, values small enough to print, such as "at x = 2: 5 against 7".
        start: Offset in the claim's source where the fault begins, if one factor is to blame.
        end: Offset where it ends.
        diagnosis: What is wrong with it, where that was asked for and one known mistake explains it.
    """

    outcome: Outcome
    reason: str = ""
    method: Method = ""
    counterexample: str | None = None
    start: int | None = None
    end: int | None = None
    diagnosis: Diagnosis | None = None

    @property
    def decided(self) -> bool:
        """Whether the claim was found right or wrong, rather than left open."""
        return self.outcome in {"equal", "unequal", "ill_shaped"}


def equal(method: Method, reason: str = "") -> Verdict:
    """Return the verdict that both sides are the same."""
    return Verdict("equal", reason, method)


def unequal(method: Method, reason: str, counterexample: str | None = None) -> Verdict:
    """Return the verdict that the sides differ, with what shows it."""
    return Verdict("unequal", reason, method, counterexample)


def ill_shaped(reason: str, start: int, end: int) -> Verdict:
    """Return the verdict that factors do not fit, pointing at the faulty one in the claim's source."""
    return Verdict("ill_shaped", reason, "exact", None, start, end)


def undecided(reason: str) -> Verdict:
    """Return the verdict that nothing could be shown either way."""
    return Verdict("undecided", reason)


def unreadable(reason: str, start: int | None = None, end: int | None = None) -> Verdict:
    """Return the verdict that one side could not be read, with the place in it where known."""
    return Verdict("unreadable", reason, "", None, start, end)
