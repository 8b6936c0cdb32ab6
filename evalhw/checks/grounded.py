"""Each quantity of an answer against its source: what is not there, and does not follow from it, is annotated.

Invariant: an invented quantity is counted once, however often it is repeated, and annotated every time.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from evalhw.checks.base import Answer, Check, CheckResult, Outcome, Premise, Remark, marked
from evalhw.frozen import Frozen
from evalhw.text.language.denial import denied
from evalhw.text.language.phrases import pattern
from evalhw.text.quantities.closeness import Tolerance, closeness, comparable
from evalhw.text.quantities.grounding import Source, finding, source
from evalhw.text.quantities.mentions import Mention, Passage, mentions, passages
from evalhw.text.quantities.reading import Quantity, parse_one

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols

Words = Annotated[tuple[str, ...], Field(strict=False)]


_MOST = 8
"""Quantities that a decision shows, those without a source first."""


class Foreign(Frozen):
    """Something that the source does not speak of, and that models like to bring in."""

    words: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] = Field(
        description="Words for it; none may stand in the source."
    )
    comment: str = Field(default="", description="The staff's comment; by default that it is not in the source.")


class Relation(Frozen):
    """Quantities that are all in the source, but not in this relation."""

    quantities: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] = Field(
        description="All of them stand in the sentence or cell."
    )
    words: Words = Field(default=(), description="At least one stands in the sentence or in the label over it.")
    unless: Words = Field(default=(), description="None of these stands in the sentence.")
    comment: str = Field(min_length=1, description="The staff's comment.")

    @cached_property
    def expected(self) -> tuple[Quantity, ...]:
        """The quantities, read."""
        return tuple(parsed for text in self.quantities if (parsed := parse_one(text)) is not None)


def _named(value: object) -> object:
    return {"words": [value]} if isinstance(value, str) else value


class GroundedCheck(Check):
    """Compares the answer's quantities with the source; repeated ones count once."""

    kind: Literal["grounded"]
    sources: Words = Field(default=(), description="Ids of the attachments; by default all of them.")
    met_when: Literal["grounded", "ungrounded"] = Field(
        default="grounded", description="A deduction is met when something is ungrounded."
    )
    foreign: Annotated[tuple[Annotated[Foreign, BeforeValidator(_named)], ...], Field(strict=False)] = Field(
        default=(), description="What the source does not speak of: a word, or the keys below. Only annotated."
    )
    relations: Annotated[tuple[Relation, ...], Field(strict=False)] = Field(
        default=(), description="Quantities of the source, wrongly brought together. Only annotated."
    )

    def apply(self, answer: Answer) -> CheckResult:
        """Annotate what is not grounded, and decide by whether there is any such quantity."""
        text = "\n\n".join(
            answer.sources[name] for name in (self.sources or tuple(answer.sources)) if name in answer.sources
        )
        said = bool(answer.text.strip())
        if not text.strip():
            return CheckResult("unscored", "There is no source to compare the answer with.", said=said)
        known, prompt = source(text), source(answer.prompt)
        found = [(one, finding(one, known, prompt)) for one in mentions(answer.document, tuple(answer.spans))]
        invented = [one for one, kind in found if kind == "ungrounded"]
        remarks = (*_invented(invented), *self._others(answer))
        judged = sum(1 for _, kind in found if kind != "not judged")
        met = bool(invented) == (self.met_when == "ungrounded")
        evidence = tuple(one.span for one in invented)
        reason = _reason(invented, judged)
        trail = tuple(
            Premise(f"{kind}: {marked(_quote(one))}", one.span)
            for one, kind in sorted(found, key=lambda pair: pair[1] != "ungrounded")[:_MOST]
            if kind != "not judged"
        )
        outcome: Outcome = "met" if met else "not_met"
        return CheckResult(outcome, reason, evidence=evidence, remarks=remarks, said=said, trail=trail)

    def _others(self, answer: Answer) -> Iterator[Remark]:
        if not self.foreign and not self.relations:
            return
        for passage in passages(answer.document, tuple(answer.spans)):
            yield from self._foreign(passage)
            yield from self._related(answer, passage)

    def _foreign(self, passage: Passage) -> Iterator[Remark]:
        text = passage.view.text
        for entry in self.foreign:
            for found in pattern(entry.words).finditer(text):
                if not denied(text, *found.span()):
                    span = passage.view.raw_span(*found.span())
                    comment = entry.comment or f"“{found.group()}” is not in the source."
                    yield Remark(span.start, span.end, "incorrect", comment)

    def _related(self, answer: Answer, passage: Passage) -> Iterator[Remark]:
        text = passage.view.text
        for relation in self.relations:
            if relation.unless and pattern(relation.unless).search(text):
                continue
            if relation.words and not any(pattern(relation.words).search(one) for one in (text, *passage.over[:2])):
                continue
            inside = [one for one in mentions(answer.document, tuple(answer.spans)) if one.where == passage.where]
            if relation.expected and all(_states(inside, expected) for expected in relation.expected):
                yield Remark(passage.where.start, passage.where.end, "incorrect", relation.comment)

    def faults(self, symbols: "Symbols | None", sources: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Sources that are not there, foreign words that the source has, quantities that cannot be read."""
        del symbols
        if not sources:
            yield ("kind",), "needs a source: the problem file declares no attachment with a text"
        for row, name in enumerate(self.sources):
            if name not in sources:
                yield ("sources", str(row)), f"no attachment '{name}'; expected one of {', '.join(sources)}"
        text = "\n\n".join(sources[name] for name in (self.sources or tuple(sources)) if name in sources)
        for row, entry in enumerate(self.foreign):
            for word in entry.words:
                if pattern((word,)).search(text):
                    yield ("foreign", str(row)), f"'{word}' does stand in the source"
        for row, relation in enumerate(self.relations):
            for value in relation.quantities:
                if parse_one(value) is None:
                    yield ("relations", str(row), "quantities"), f"'{value}' is not a number with a unit"


def _states(inside: Sequence[Mention], expected: Quantity) -> bool:
    return any(
        comparable(one.quantity, expected) and closeness(one.quantity, expected, Tolerance()) == "same"
        for one in inside
    )


def _invented(invented: Sequence[Mention]) -> Iterator[Remark]:
    for one in invented:
        span = one.claim
        comment = f"“{_quote(one)}” is not in the source and does not follow from its numbers."
        yield Remark(span.start, span.end, "incorrect", comment)


def _reason(invented: Sequence[Mention], judged: int) -> str:
    if not invented:
        return f"All {judged} quantities are grounded in the source." if judged else "The answer states no quantity."
    names = list(dict.fromkeys(_quote(one) for one in invented))
    return f"Not grounded in the source: {', '.join(names)}."


def _quote(one: Mention) -> str:
    return " ".join(one.text[one.quantity.start : one.quantity.end].split())


__all__ = ["Foreign", "GroundedCheck", "Relation", "Source"]
