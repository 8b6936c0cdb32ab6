"""The final result: what the answer finally states is what is expected.

Invariant: what the answer's own words commit to is compared, and what cannot be read or decided is unscored.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from evalhw.checks.base import Answer, Check, CheckResult, Premise, Remark, marked
from evalhw.frozen import Frozen
from evalhw.mathematics.verdict import Diagnosis
from evalhw.text.layout.spans import Span

if TYPE_CHECKING:
    from evalhw.mathematics.answer.expected import Decided, Expected
    from evalhw.mathematics.declared.symbols import Symbols

_NAME = re.compile(r"[^\W\d_]+")
Words = Annotated[tuple[str, ...], Field(strict=False)]


class AnswerTolerance(Frozen):
    """How far a number may be from the gold."""

    relative: float = Field(default=0, ge=0, le=1, description="As a share of it, such as 0.01.")
    absolute: str | None = Field(default=None, description="In the unit of the gold, such as '0.5'.")


class AnswerForm(Frozen):
    """The form that is asked for, and what a right value in another one earns."""

    is_: Literal["", "simplified", "factored", "expanded", "fraction", "decimal"] = Field(
        default="", alias="is", description="The form."
    )
    decimals: int | None = Field(default=None, ge=0, le=15, description="Decimal places.")
    digits: int | None = Field(default=None, ge=1, le=15, description="Significant digits, at least.")
    share: float = Field(
        default=0.5, ge=0, le=1, description="The share of the points that a right value in a wrong form earns."
    )


class AnswerCheck(Check):
    """Met when the final result that the answer states equals the gold.

    The last result that the text commits to counts, wherever it stands and however it is marked; what is denied,
    supposed, quoted or taken back does not. Numbers, quantities, expressions, equations, sets, intervals, tuples,
    matrices, options, yes and no, and words are compared by their meaning, as `evalhw equal` compares them. A wrong
    result is annotated with what is wrong where one known mistake explains it: a sign, a factor, a reciprocal, a
    transpose, a missing constant, degrees for radians, a unit or a power of ten, rounding, one bound of an interval,
    one element too few, or another quantity of the question.
    """

    kind: Literal["answer"]
    gold: str = Field(min_length=1, description="The expected result, in LaTeX, ASCII or words.")
    also: Words = Field(default=(), description="Other results that are as right.")
    unit: str = Field(default="", description="The unit of the gold; a result without a unit is taken to be in it.")
    tolerance: AnswerTolerance = Field(default=AnswerTolerance(), description="How far a number may be off.")
    letters: Words = Field(default=(), description="Names of the gold that a result may replace by others.")
    order: bool | None = Field(
        default=None, description="Whether the order of a list counts; by default its brackets say so."
    )
    form: AnswerForm | None = Field(default=None, description="The form that is asked for.")
    up_to: Literal["", "constant", "factor", "sign"] = Field(
        default="", description="What makes no difference: an added constant, a constant factor, the sign."
    )
    others: dict[str, str] = Field(
        default_factory=dict,
        description="Other quantities of the question by name, so that a result that is one of them is called so.",
    )

    @property
    def beyond_prompt(self) -> bool:
        """The prompt does not give what it asks for."""
        return True

    @cached_property
    def expected(self) -> "Expected":
        """The gold with what is allowed of it."""
        from evalhw.mathematics.answer.expected import Expected

        form = self.form or AnswerForm()
        return Expected(
            *self._in_unit(self.gold),
            also=tuple(text for one in self.also for text in self._in_unit(one)),
            relative=Fraction(str(self.tolerance.relative)),
            absolute=Fraction(self.tolerance.absolute) if self.tolerance.absolute else Fraction(0),
            letters=self.letters,
            order=self.order,
            up_to=self.up_to,
            form=form.is_,
            decimals=form.decimals,
            digits=form.digits,
        )

    def _in_unit(self, value: str) -> tuple[str]:
        return (f"{value} {self.unit}" if self.unit else value,)

    def apply(self, answer: Answer) -> CheckResult:
        """Find the result that the answer commits to, and compare it."""
        decided = self.expected.decide(answer.text, answer.symbols)
        span = _place(answer, decided)
        trail = () if decided.silent else (_premise(decided, span),)
        return replace(self._compared(answer, decided, (span,) if span else ()), trail=trail)

    def _compared(self, answer: Answer, decided: "Decided", evidence: tuple[Span, ...]) -> CheckResult:
        found = decided.verdict
        if found.outcome == "equal":
            return self._right(decided, evidence)
        if decided.silent:
            return self._silent(answer)
        if not found.decided:
            return CheckResult("unscored", f"The result could not be decided: {found.reason}.", evidence=evidence)
        diagnosis = self._another(answer) or found.diagnosis
        reason = f"“{_quote(decided)}” is given; {self._wanted} is expected."
        comment = f"{reason} {diagnosis.comment}" if diagnosis else reason
        remarks = tuple(Remark(one.start, one.end, "incorrect", comment) for one in evidence)
        return CheckResult("not_met", comment, evidence=evidence, remarks=remarks, diagnosis=diagnosis)

    def _silent(self, answer: Answer) -> CheckResult:
        """No result of the wanted kind: one of another kind may answer another part of the question."""
        diagnosis = self._another(answer)
        if diagnosis is None:
            return CheckResult("not_met", "No result is stated.", said=False)
        comment = f"{self._wanted} is expected. {diagnosis.comment}"
        return CheckResult("not_met", comment, diagnosis=diagnosis)

    def _right(self, decided: "Decided", evidence: tuple[Span, ...]) -> CheckResult:
        quote = _quote(decided)
        if not decided.form:
            return CheckResult("met", f"“{quote}” is the expected result.", evidence=evidence)
        reason = f"“{quote}” is the right value in another form: {decided.form}."
        remarks = tuple(Remark(one.start, one.end, "partial", reason) for one in evidence)
        share = self.form.share if self.form else 0.0
        return CheckResult("not_met", reason, share=share, evidence=evidence, remarks=remarks)

    def _another(self, answer: Answer) -> Diagnosis | None:
        """Whether the result is right, but of another quantity of the question."""
        from evalhw.mathematics.answer.expected import Expected

        for name, gold in self.others.items():
            if Expected(gold).decide(answer.text, answer.symbols).verdict.outcome == "equal":
                return Diagnosis("other_quantity", f"This is the {name}.", name)
        for other in answer.siblings:
            if not isinstance(other, AnswerCheck) or other.gold == self.gold:
                continue
            if other.expected.decide(answer.text, answer.symbols).verdict.outcome == "equal":
                return Diagnosis("other_quantity", "This answers another part of the question.", other.gold)
        return None

    @property
    def _wanted(self) -> str:
        return f"“{self._in_unit(self.gold)[0]}”"

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """A gold that cannot be read as anything, a tolerance that is no number."""
        del sources
        if self.tolerance.absolute:
            try:
                Fraction(self.tolerance.absolute)
            except (ValueError, ZeroDivisionError):
                yield ("tolerance", "absolute"), f"'{self.tolerance.absolute}' is not a number, such as '0.5'"
                return
        signs = set(_NAME.findall(" ".join((self.gold, *self.also))))
        for row, letter in enumerate(self.letters):
            if not set(_NAME.findall(letter)) <= signs and letter not in self.gold:
                yield ("letters", str(row)), f"the letter '{letter}' does not occur in the gold"
        unread = None if symbols is not None and symbols.has_matrices else self.expected.unread()
        if unread is not None:
            yield ("gold",), f"'{unread[0]}' cannot be read as an answer: {unread[1]}"


def _premise(decided: "Decided", span: Span | None) -> Premise:
    """The result that was found, by which rules of reading, and how it compares."""
    found = decided.verdict
    told = "; ".join(filter(None, (found.reason, found.counterexample if found.decided else None)))
    compared = {"equal": "equal to the gold", "unequal": "not equal to the gold"}.get(found.outcome, found.outcome)
    by = f" ({found.method})" if found.method else ""
    because = f"{compared}{by}: {told}" if told else f"{compared}{by}"
    return Premise(
        f"stated result: {marked(_quote(decided))}", span, tuple(dict.fromkeys(decided.given.rules)), because
    )


def _place(answer: Answer, decided: "Decided") -> Span | None:
    """Where the result stands in the raw answer."""
    given = decided.given
    if not given.text:
        return None
    at = given.offset
    length = len(given.source)
    if at is None:
        return answer.spans[-1] if answer.spans else None
    for span in answer.spans:
        size = span.end - span.start
        if at <= size:
            return Span(span.start + at, min(span.start + at + length, span.end))
        at -= size + 2  # the blank line between two spans
    return None


def _quote(decided: "Decided") -> str:
    text = " ".join(decided.given.source.split()) or decided.given.text
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:80])
