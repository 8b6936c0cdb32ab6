"""Passages that say something false, annotated with the staff's comment, credit or not.

Invariant: points are never touched here; a false idea that the answer denies is not annotated.
"""

from collections.abc import Iterator, Sequence
from typing import Self

from pydantic import Field, model_validator

from evalhw.checks.base import Answer, PassageVerdict, Remark
from evalhw.checks.wording import Group, Within, Wording, affirmed, said, windows
from evalhw.frozen import Frozen
from evalhw.text.language.prose import Prose, prose_of
from evalhw.text.language.terms import Mention

MOST = 3
"""Passages annotated for one misconception: an answer that repeats itself is not told so ten times."""


class Misconception(Frozen):
    """A false idea, and what to say of it. `any_of` names it at once; `all_of` needs its ideas together."""

    any_of: tuple[Wording, ...] = Field(default=(), description="Any of these wordings is the misconception.")
    all_of: tuple[Group, ...] = Field(default=(), description="These ideas together are the misconception.")
    within: Within = Field(default="sentence", description="How close those ideas must be.")
    unless: tuple[Wording, ...] = Field(default=(), description="A passage that also says this is spared.")
    comment: str = Field(min_length=1, description="The staff's comment.")
    verdict: PassageVerdict = Field(default="incorrect", description="How the passage is marked.")

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if bool(self.any_of) == bool(self.all_of):
            raise ValueError("give either any_of or all_of")
        return self


def remarks_on(misconceptions: Sequence[Misconception], answer: Answer) -> Iterator[Remark]:
    """The passages of an answer that show a misconception, each with the staff's comment."""
    if not misconceptions or not answer.spans:
        return
    prose = prose_of(answer.document, answer.spans)
    for misconception in misconceptions:
        passages = dict.fromkeys(
            prose.raw_sentence(mention.start, mention.end)
            for mention in _shown(misconception, prose)
            if not _spared(misconception, mention, prose)
        )
        for span in list(passages)[:MOST]:
            yield Remark(span.start, span.end, misconception.verdict, misconception.comment)


def _shown(misconception: Misconception, prose: Prose) -> Iterator[Mention]:
    """Where the misconception is stated."""
    yield from affirmed(misconception.any_of, prose)
    if not misconception.all_of:
        return
    hits = [_stated(group, prose) for group in misconception.all_of]
    for _ in range(MOST):
        if not all(hits):
            return
        together = windows(hits, prose, misconception.within)
        if len(together) < len(hits):
            return
        yield together[-1]
        last = together[-1].start
        hits = [[mention for mention in mine if mention.start > last] for mine in hits]


def _stated(group: Group, prose: Prose) -> list[Mention]:
    one = said(group, prose)
    return sorted([*one.stated, *one.bare])


def _spared(misconception: Misconception, mention: Mention, prose: Prose) -> bool:
    if prose.conceded(mention.start):
        return True
    if not misconception.unless:
        return False
    line = prose.line_at(mention.start)
    return any(prose.line_at(other.start) == line for other in affirmed(misconception.unless, prose))
