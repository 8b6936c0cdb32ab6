"""Where an answer states its result, so that a check need not choose among all that it says on the way.

Invariant: a passage is narrowed only to what the answer itself calls its answer, or to what it has not taken back.
"""

from dataclasses import replace

from evalhw.checks.base import Answer
from evalhw.reading.answers import standing
from evalhw.reading.candidates import readings
from evalhw.text.layout.spans import Span


def stated_part(answer: Answer) -> Answer | None:
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
            return _narrowed(answer, Span(start, start + len(reading.text)))
    return _narrowed(answer, Span(own.start + withdrawn, own.end)) if withdrawn else None


def _narrowed(answer: Answer, span: Span) -> Answer:
    part = replace(answer, spans=(span,))
    part.__dict__["document"] = answer.document  # parsed once for all checks
    return part
