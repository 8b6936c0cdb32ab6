"""How a rubric names words, and where an answer says them.

Invariant: a mention that the answer denies, or that stands in a bare list of words, is no statement.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, field_validator

from evalhw.checks import formulae
from evalhw.checks.formulae import Formula
from evalhw.frozen import Frozen
from evalhw.reading.expressions import expression
from evalhw.text.language.prose import Prose
from evalhw.text.language.terms import Mention, Term, mentions


class Regex(Frozen):
    """A regular expression, looked for sentence by sentence in the plain text; case does not matter.

    One that looks ahead, looks back or refers back has half a second a sentence; beyond it the criterion is undecided.
    """

    regex: str = Field(min_length=1, description="In Python's syntax; it must not match the empty text.")

    @field_validator("regex")
    @classmethod
    def _is_well_formed(cls, text: str) -> str:
        try:
            expression(text)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        if re.match(text, ""):
            raise ValueError("matches the empty text, so it would be found everywhere")
        return text


MOST = 200
"""Mentions of one idea that are looked at; an answer that repeats itself more often says nothing more."""

Within = int | Literal["sentence", "block"]
"""So many words, one sentence, or one block."""


def _kind_of(given: object) -> str:
    """What a wording in a rubric is meant to be, so that a fault in it is told once."""
    if isinstance(given, Formula) or (isinstance(given, dict) and "formula" in given):
        return "formula"
    return "regex" if isinstance(given, dict | Regex) else "phrase"


def _of_words(phrase: str) -> str:
    """A phrase whose signs are not silently left out: only its words are looked for."""
    signs = [sign for sign in phrase if unicodedata.category(sign) in _SIGNS or sign in _MARKUP]
    if not phrase.strip():
        raise ValueError("a phrase without words is never found")
    if signs and any(sign.isalnum() for sign in phrase):
        raise ValueError(
            f"in {phrase!r} only the words would be looked for, not {signs[0]!r}: name the words alone, or the formula "
            "as {formula: ...}; numbers with units are for the kind quantity, what grows or falls is for the kind trend"
        )
    return phrase


_SIGNS = frozenset({"Sm", "So", "Sc"})
_MARKUP = frozenset("%\\^{}")

Wording = Annotated[
    Annotated[str, AfterValidator(_of_words), Tag("phrase")]
    | Annotated[Regex, Tag("regex")]
    | Annotated[Formula, Tag("formula")],
    Discriminator(_kind_of),
]
"""A phrase ("preprocess* once": any ending, any spelling, with or without hyphens), a regular expression, or a formula
("{formula: 's^2 + 1/s^2', letters: [s]}": in any notation, with other letters)."""


class Group(Frozen):
    """Wordings of one idea: any of them will do."""

    any_of: tuple[Wording, ...] = Field(min_length=1, description="Any of these wordings states the idea.")
    name: str = Field(default="", description="What the idea is called in reasons; by default its first wording.")
    negation: Literal["denies", "rejects", "ignored"] = Field(
        default="denies",
        description="Whether any denial of a mention counts (default), only its rejection (is no problem, is wrong), "
        "or none.",
    )

    @property
    def title(self) -> str:
        """What the idea is called."""
        return self.name or _text(self.any_of[0])


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says of a group: the mentions that state it, and those that do not count."""

    stated: tuple[Mention, ...]
    denied: tuple[Mention, ...]
    bare: tuple[Mention, ...]

    @property
    def anything(self) -> bool:
        """Whether the idea comes up at all."""
        return bool(self.stated or self.denied or self.bare)


def said(group: Group, prose: Prose, claimed: Sequence[Mention] = ()) -> Said:
    """Look for a group's wordings in an answer.

    Args:
        group: The idea.
        prose: The answer.
        claimed: Mentions of the ideas that belong to it: a denial inside one of them ("no guarantee") denies no other.
    """
    ranges = [(mention.start, mention.end) for mention in claimed]
    stated, denied, bare = [], [], []
    for mention in found(group.any_of, prose):
        if _is_denied(mention, group, prose, ranges):
            denied.append(mention)
        elif not prose.stated(mention.start):
            bare.append(mention)
        else:
            stated.append(mention)
    return Said(tuple(stated), tuple(denied), tuple(bare))


def _is_denied(mention: Mention, group: Group, prose: Prose, claimed: Sequence[tuple[int, int]]) -> bool:
    if group.negation == "denies":
        return prose.denied(mention.start, mention.end, claimed, owns=mention.owns)
    return group.negation == "rejects" and prose.rejected(mention.start, mention.end)


def found(wordings: tuple[Wording, ...], prose: Prose) -> list[Mention]:
    """Every mention of any of the wordings, in order, each place once; looked for once in a prose."""
    # The wordings themselves are kept beside what was found, so that no others can come to have their id.
    asked, known = prose.memory.get(id(wordings), (None, []))
    if asked is not wordings:
        every = {mention for wording in wordings for mention in islice(_mentions(wording, prose), MOST)}
        known = sorted(every)[:MOST]
        prose.memory[id(wordings)] = (wordings, known)
    return known


def affirmed(wordings: tuple[Wording, ...], prose: Prose) -> Iterator[Mention]:
    """The mentions that the answer does not deny."""
    every = found(wordings, prose)
    return (one for one in every if not prose.denied(one.start, one.end, owns=one.owns))


def windows(
    hits: Sequence[Sequence[Mention]], prose: Prose, within: "int | Literal['sentence', 'block'] | None"
) -> list[Mention]:
    """Mentions, one of as many groups as possible, that stand close together.

    Args:
        hits: The mentions of each group.
        prose: Where they stand.
        within: How close: so many words, one sentence, one block, or anywhere.

    Returns:
        The best such choice, in the order of the text.
    """
    flat = sorted((mention, which) for which, mine in enumerate(hits) for mention in mine)
    if within is None:
        return sorted(mine[0] for mine in hits if mine)
    best: list[Mention] = []
    for at, (first, _) in enumerate(flat):
        chosen: dict[int, Mention] = {}
        for mention, which in flat[at:]:
            if not _near(first, mention, prose, within):
                break
            chosen.setdefault(which, mention)
        if len(chosen) > len(best):
            best = sorted(chosen.values())
        if len(best) == len(hits):
            break
    return best


def _near(first: Mention, other: Mention, prose: Prose, within: Within) -> bool:
    if isinstance(within, int):
        return other.word - first.word <= within
    left, right = prose.line_at(first.start), prose.line_at(other.start)
    if within == "sentence":
        return left == right
    return prose.lines[left].block == prose.lines[right].block


def _mentions(wording: Wording, prose: Prose) -> Iterator[Mention]:
    if isinstance(wording, Formula):
        return formulae.mentions(wording, prose)
    return mentions(Term(wording.regex, is_pattern=True) if isinstance(wording, Regex) else Term(wording), prose)


def _text(wording: Wording) -> str:
    if isinstance(wording, Formula):
        return wording.formula
    return wording.regex if isinstance(wording, Regex) else wording.replace("*", "…")
