"""Where an answer states its result, so that a check need not choose among all that it says on the way.

Invariant: a passage is narrowed only to what the answer itself calls its answer, or to what it has not taken back.
"""

from dataclasses import dataclass, replace

from evalhw.checks.base import Answer, Premise
from evalhw.reading.answers import standing
from evalhw.reading.candidates import readings
from evalhw.text.layout.spans import Span


@dataclass(frozen=True, slots=True)
class StatedPart:
    """A part of an answer that is read in the place of the whole.

    Attributes:
        answer: The answer, narrowed to the part.
        premise: Why that part.
    """

    answer: Answer
    premise: Premise


def stated_part(answer: Answer) -> StatedPart | None:
    """The part of an answer that it calls its answer, or has not taken back; None where it does neither."""
    if len(answer.spans) != 1:
        return None
    (own,) = answer.spans
    text = answer.raw[own.start : own.end]
    statement, withdrawn = standing(text)
    if statement is not None:
        reading = next(readings(text, statement, ""), None)
        if reading is not None and reading.start is not None:
            start = own.start + reading.start
            span = Span(start, start + len(reading.text))
            rules = tuple(dict.fromkeys((*statement.rules, *reading.rules)))
            return StatedPart(_narrowed(answer, span), Premise("the answer calls this its answer", span, rules))
    if not withdrawn:
        return None
    rest = Span(own.start + withdrawn, own.end)
    return StatedPart(_narrowed(answer, rest), Premise("what stands before is taken back", rest))


def _narrowed(answer: Answer, span: Span) -> Answer:
    part = replace(answer, spans=(span,))
    part.__dict__["document"] = answer.document  # parsed once for all checks
    return part
