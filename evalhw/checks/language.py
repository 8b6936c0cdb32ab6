"""Whether an answer is written in another language than its question, so that rules for prose cannot read it.

Invariant: formulas, code and quotations say nothing of an answer's language; where it cannot be told, none is claimed.
"""

from functools import lru_cache

from evalhw.checks.base import Answer, CheckResult
from evalhw.reading.language import language_of

_FORMAL = {"code", "math", "rule"}


def foreign_language(answer: Answer) -> str:
    """The language of an answer where it is another than the question's; empty where it is not, or cannot be told."""
    key = ("language", answer.spans)
    known = answer.document.memory.get(key)
    if not isinstance(known, str):
        known = answer.document.memory[key] = language_of(_prose(answer))
    return known if known and known != _asked_in(answer.prompt) else ""


@lru_cache(maxsize=64)
def _asked_in(prompt: str) -> str:
    return language_of(prompt) or "English"


def unread(language: str) -> CheckResult:
    """The result of a criterion about words, for an answer in another language."""
    reason = f"The answer is in {language}, and what its words say is not read: a person must decide."
    return CheckResult("unscored", reason)


def _prose(answer: Answer) -> str:
    document = answer.document
    views = (
        document.view(block).within(span).text
        for span in answer.spans
        for block in document.blocks_in(span)
        if block.kind not in _FORMAL and not block.quoted
    )
    return "\n".join(views)
