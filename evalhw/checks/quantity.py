"""A number with its unit, in its role: the baseline's time, the final accuracy, the acceleration.

Invariant: a number counts only in the role that is asked for; the last statement of it counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Premise, Remark, marked
from evalhw.checks.intervals import Interval, intervals, parse_interval
from evalhw.checks.stated import stated_part
from evalhw.checks.statements import Stated, decide, statements
from evalhw.checks.subject import Subject as Governing
from evalhw.checks.unspoken import by_question
from evalhw.frozen import Frozen
from evalhw.text.language.denial import denied
from evalhw.text.quantities.closeness import Tolerance, kind_of
from evalhw.text.quantities.differences import says_same, says_same_level
from evalhw.text.quantities.marks import Role, words_of_roles
from evalhw.text.quantities.mentions import Mention, mentions, passages
from evalhw.text.quantities.reading import Quantity, parse_one
from evalhw.text.quantities.rolecontext import NOWHERE, context_of
from evalhw.units.unit import FRACTION

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols

Words = Annotated[tuple[str, ...], Field(strict=False)]


class RoleSpec(Frozen):
    """A role a quantity can play, and the words that speak of it."""

    name: str = Field(min_length=1, description="Its name, which is one of its words and stands in reasons.")
    words: Words = Field(default=(), description="Words and phrases; everyday endings are understood.")
    side: Literal["before", "after", ""] = Field(
        default="",
        description="Which end of a change it is, if any; everyday words (initially, from X to Y, X → Y) then count.",
    )

    @property
    def role(self) -> Role:
        """The role as the reader of roles wants it."""
        return Role(self.name, (*self.words, *((self.name,) if self.name not in self.words else ())), self.side)


class Subject(Frozen):
    """What the quantity is a quantity of."""

    words: Words = Field(default=(), description="Words for it, such as accuracy.")
    but_not: Words = Field(default=(), description="Words for other quantities of the same kind, such as efficiency.")


class ToleranceSpec(Frozen):
    """How far from the expected value still counts."""

    relative: float = Field(default=0, ge=0, le=1, description="As a share of the value, such as 0.01.")
    absolute: str | None = Field(default=None, description="With a unit, such as '1 s'.")
    rounding: float = Field(
        default=0.02,
        ge=0,
        le=1,
        description="Coarsest rounding that counts: half of its last digit's worth, as a share of the value.",
    )


class QuantityCheck(Check):
    """Met when the answer states one of the values in the role that is asked for."""

    kind: Literal["quantity"]
    values: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] = Field(
        description="Such as '341 s' or '94 %'."
    )
    tolerance: ToleranceSpec = Field(default=ToleranceSpec(), description="How far from the value still counts.")
    role: RoleSpec | None = Field(
        default=None, description="Which of several quantities of one kind is asked for, such as the final time."
    )
    against: Annotated[tuple[RoleSpec, ...], Field(strict=False)] = Field(
        default=(), description="Other roles, so that a quantity of theirs is not taken for this one."
    )
    of: Subject = Field(default=Subject(), description="What it is a quantity of, such as the accuracy.")
    difference: bool = Field(default=False, description="A change is asked for, not a state: '44 s saved'.")

    interval: Literal["", "equals", "covers"] = Field(
        default="",
        description="An interval is asked for (3.2 ± 0.1 m, [3.1, 3.3] m, between 3.1 and 3.3 m): one with the ends of "
        "a value that is itself an interval, or any that covers a value.",
    )
    widest: str | None = Field(
        default=None, description="For `covers`: half of the width that still counts, with a unit, such as '0.5 m'."
    )

    @cached_property
    def expected(self) -> tuple[Quantity, ...]:
        """The accepted values."""
        return tuple(parsed for value in self.values if (parsed := parse_one(value)) is not None)

    @cached_property
    def allowed(self) -> Tolerance:
        """The tolerance in exact numbers."""
        absolute = parse_one(self.tolerance.absolute) if self.tolerance.absolute else None
        return Tolerance(
            Fraction(str(self.tolerance.relative)),
            absolute.value if absolute else Fraction(0),
            Fraction(str(self.tolerance.rounding)),
        )

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """All roles, the wanted one first."""
        return tuple(spec.role for spec in ((self.role,) if self.role else ()) + self.against)

    @property
    def beyond_prompt(self) -> bool:
        """The prompt does not give what it asks for."""
        return True

    def apply(self, answer: Answer) -> CheckResult:
        """Find the statements of this quantity and let the last one decide."""
        if self.interval:
            return self._by_interval(answer)
        plain = not self.roles and not self.of.words and not self.difference
        stated_alone = stated_part(answer) if plain else None
        if stated_alone is not None and mentions(stated_alone.answer.document, tuple(stated_alone.answer.spans)):
            result = self._read(stated_alone.answer)
            return replace(result, trail=(stated_alone.premise, *result.trail))
        return self._read(answer)

    def _read(self, answer: Answer) -> CheckResult:
        found = mentions(answer.document, tuple(answer.spans))
        context = context_of(answer.document, tuple(answer.spans), found, self.roles) if self.roles else NOWHERE
        subject = Governing(self.of.words, self.of.but_not)
        stated = statements(found, self.expected, self.allowed, self.roles, subject, self.difference, context)
        if stated:
            stated = by_question(stated, self.roles if self.role else (), subject, answer.prompt, answer.spans[0].start)
        verdict = decide(stated, self.roles[0] if self.role else None)
        if verdict is None and (same := self._said_same(answer, stated)) is not None:
            return same
        if verdict is None:
            trail = tuple(map(_premise, stated[-_MOST:]))
            silent = self._silent(stated, found)
            return CheckResult("not_met", silent, said=False, remarks=self._swapped(stated), trail=trail)
        deciding = verdict.stated
        evidence = (deciding.mention.span,)
        trail = (_premise(deciding),)
        quote = _quote(deciding.mention)
        if verdict.outcome == "same":
            return CheckResult("met", f"“{quote}” is given{self._as_role}.", evidence=evidence, trail=trail)
        reason = {
            "rough": f"“{quote}” is too rough{self._as_role}; {self._wanted}.",
            "hedge": f"Two values are offered{self._as_role}, “{quote}” among them; {self._wanted}.",
            "other": f"“{quote}” is given{self._as_role}; {self._wanted}.",
        }[verdict.outcome]
        span = deciding.mention.claim
        remark = Remark(span.start, span.end, "partial" if verdict.outcome == "rough" else "incorrect", reason)
        return CheckResult("not_met", reason, evidence=evidence, remarks=(remark,), trail=trail)

    def _by_interval(self, answer: Answer) -> CheckResult:
        """Let the last interval of the quantity decide; one that is bound to its words before any other."""
        found = mentions(answer.document, tuple(answer.spans))
        subject = Governing(self.of.words, self.of.but_not)
        dimensions = {one.dimension for one in self.expected_intervals} or {one.dimension for one in self.expected}
        alike = [one for one in intervals(found) if one.dimension in dimensions and not subject.is_other(one.mention)]
        alike = [one for one in alike if subject.is_named(one.mention)] or alike
        if not alike:
            reason = f"No interval and no uncertainty is given{self._as_role}; {self._wanted}."
            return CheckResult("not_met", reason, said=False)
        last = alike[-1]
        quote = " ".join(answer.raw[last.span.start : last.span.end].split())
        if self._is_wanted(last):
            return CheckResult("met", f"“{quote}” is given{self._as_role}.", evidence=(last.span,))
        too_wide = self.interval == "covers" and any(last.covers(one.value) for one in self.expected)
        reason = f"“{quote}” is {'too wide' if too_wide else 'given'}{self._as_role}; {self._wanted}."
        remark = Remark(last.span.start, last.span.end, "partial" if too_wide else "incorrect", reason)
        return CheckResult("not_met", reason, evidence=(last.span,), remarks=(remark,))

    @cached_property
    def expected_intervals(self) -> tuple[Interval, ...]:
        """The accepted intervals, where intervals are compared."""
        if self.interval != "equals":
            return ()
        return tuple(one for value in self.values if (one := parse_interval(value)) is not None)

    def _is_wanted(self, given: Interval) -> bool:
        if self.interval == "covers":
            widest = parse_one(self.widest) if self.widest else None
            narrow = widest is None or given.half_width <= widest.value
            return narrow and any(given.covers(one.value) for one in self.expected)
        return any(self._is_near(given, wanted) for wanted in self.expected_intervals)

    def _is_near(self, given: Interval, wanted: Interval) -> bool:
        """Whether both ends are, within the tolerance or a rounding that is small beside the width."""
        allowed = self.allowed
        for mine, other in ((given.low, wanted.low), (given.high, wanted.high)):
            rounding = allowed.rounding * 2 * wanted.half_width
            if abs(mine - other) > max(allowed.absolute, allowed.relative * abs(other), rounding):
                return False
        return True

    def _said_same(self, answer: Answer, stated: Sequence[Stated]) -> CheckResult | None:
        """Met where this end of a change is said to have the value that the other is given: "the same accuracy"."""
        other = next((role for role in self.roles[1:] if role.side and role.side != self.roles[0].side), None)
        if not self.of.words or not self.role or not self.role.side or other is None:
            return None
        verdict = decide(stated, other)
        if verdict is None or verdict.outcome != "same":
            return None
        level = verdict.stated.mention.quantity.dimension == FRACTION
        for passage in passages(answer.document, tuple(answer.spans)):
            text = passage.view.text
            found = says_same(self.of.words, text)
            if (
                found is None
                and level
                and any(mark.role == self.role.name for mark in words_of_roles(text, self.roles))
            ):
                found = says_same_level(text)
            if found is not None and not denied(text, *found):
                span = passage.view.raw_span(*found)
                quote = _quote(verdict.stated.mention)
                reason = f"The {self.role.name} {self.of.words[0]} is said to be the same as before, “{quote}”."
                trail = (_premise(verdict.stated), Premise("said to be the same as before", span))
                return CheckResult("met", reason, evidence=(span, verdict.stated.mention.span), trail=trail)
        return None

    @property
    def _as_role(self) -> str:
        subject = f" {self.of.words[0]}" if self.of.words else ""
        return f" as the {self.role.name}{subject}" if self.role else f" as the{subject}" if subject else ""

    @property
    def _wanted(self) -> str:
        covering = "an interval that covers " if self.interval == "covers" else ""
        return f"expected {covering}{' or '.join(self.values)}"

    def _silent(self, stated: Sequence[Stated], found: Sequence[Mention]) -> str:
        name = self.of.words[0] if self.of.words else kind_of(self.expected[0]) if self.expected else "value"
        role = f" {self.role.name}" if self.role else ""
        if elsewhere := next((one for one in stated if one.closeness == "same"), None):
            return f"“{_quote(elsewhere.mention)}” is given, but not as the{role} {name}."
        if not found:
            return "The answer gives no quantity at all."
        return f"No{role} {name} is given."

    def _swapped(self, stated: Sequence[Stated]) -> tuple[Remark, ...]:
        """A comment where the right value stands in another's role, and only there."""
        if self.role is None:
            return ()
        for one in stated:
            other = next((name for name, _ in one.played.roles if name != self.role.name), None)
            if one.closeness == "same" and other and not one.played.strength(self.role.name):
                span = one.mention.claim
                comment = f"“{_quote(one.mention)}” is the {self.role.name} value; here it is given as the {other} one."
                return (Remark(span.start, span.end, "note", comment),)
        return ()

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Values that cannot be read, and values of different kinds."""
        del symbols, sources
        yield from self._interval_faults()
        for row, value in enumerate(self.values):
            if self.interval != "equals" and parse_one(value) is None:
                yield ("values", str(row)), f"'{value}' is not a number with a unit, such as '341 s' or '94 %'"
        if len({quantity.dimension for quantity in self.expected}) > 1:
            yield ("values",), "the values are of different dimensions"
        if self.tolerance.absolute and parse_one(self.tolerance.absolute) is None:
            yield ("tolerance", "absolute"), f"'{self.tolerance.absolute}' is not a number with a unit, such as '1 s'"
        if self.against and self.role is None:
            yield ("against",), "other roles need a 'role' of this quantity's own"

    def _interval_faults(self) -> Iterator[tuple[tuple[str, ...], str]]:
        if self.interval == "equals":
            for row, value in enumerate(self.values):
                if parse_interval(value) is None:
                    yield ("values", str(row)), f"'{value}' is not an interval, such as '3.2 ± 0.1 m' or '[3.1, 3.3] m'"
        if self.interval and (self.role or self.difference):
            yield ("interval",), "an interval is told by the words of `of`, not by a role or as a difference"
        if self.widest is not None and (self.interval != "covers" or parse_one(self.widest) is None):
            yield ("widest",), "a number with a unit, such as '0.5 m', beside `interval: covers`"


_MOST = 4
"""Statements that do not decide and yet are shown."""

_CLOSENESS = {"same": "within the tolerance", "rough": "too rough to tell", "other": "outside the tolerance"}


def _premise(stated: Stated) -> Premise:
    """A quantity that was read, the parts it plays, and how close it comes."""
    roles = ", ".join(dict.fromkeys(name for name, _ in stated.played.roles))
    what = f"quantity: {marked(_quote(stated.mention))}" + (f", as the {roles}" if roles else "")
    return Premise(what, stated.mention.span, (), _CLOSENESS[stated.closeness])


def _quote(mention: Mention) -> str:
    return re.sub(r"\s+", " ", mention.text[mention.quantity.start : mention.quantity.end])
