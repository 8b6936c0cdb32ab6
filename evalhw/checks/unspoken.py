"""What a quantity is where no word beside it says so: the question does.

Invariant: only a quantity that the answer itself gives no part is given one, as the only part that the question asks
for or by the order of its nouns, and never more surely than everyday words would.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from evalhw.checks.statements import Stated
from evalhw.checks.subject import Subject
from evalhw.text.language.phrases import pattern
from evalhw.text.layout.plain import prose
from evalhw.text.layout.sentences import bounds
from evalhw.text.quantities.marks import LOOSE, Role, words_of_roles
from evalhw.text.quantities.mentions import Mention
from evalhw.text.quantities.reading import Quantity, read

_ASKS = re.compile(
    r"\?\s*$|^\W*(?:(?:please|now|then|hence|also)\s+)*(?:\([a-z]\)\s*)?(?:compute|calculate|find|give|state|determine|"
    r"report|estimate|name|write|evaluate|work out|read off|what|which|how|when|at (?:what|which)|in (?:what|which))\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\W*(?:(?:at|it(?:'s| is| would be| will be)|that(?:'s| is)|(?:the|my)? ?answer(?: is)?|about|around|roughly|"
    r"approximately|exactly|(?:i|we|you|one)(?:'d| would| will)? (?:gets?|hears?|finds?|obtains?|say))\b\W*)*",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s*(?:$|[.:;!–—]|-\s|,?\s*\b(?:because|since|as|due to|so that|for (?:the|it|a|there))\b)", re.IGNORECASE
)
_JOINED = re.compile(r"(?:\W|\b(?:and|with|respectively|or so|about|the answers? (?:is|are))\b)*", re.IGNORECASE)
_AND = re.compile(r"[^.;?!]{0,60}?(?:\band\b|,|&|/)[^.;?!]{0,40}", re.IGNORECASE)
_NEAR_START = 40
_PAIR = 2
_LONGEST = 4_000


def by_question(
    stated: Sequence[Stated], roles: Sequence[Role], subject: Subject, prompt: str, start: int
) -> tuple[Stated, ...]:
    """Give quantities that play no part the one that the question asks for.

    Args:
        stated: What could state the quantity, in order.
        roles: All parts, the wanted one first; may be empty.
        subject: What it is a quantity of.
        prompt: The question.
        start: Where the answer starts.
    """
    if not stated or not prompt:
        return tuple(stated)
    own, other = subject.words, subject.but_not
    if _silent(stated, own, other) and (first := _asked_first(prompt, own, other)) is not None:
        return (_as(stated[0 if first else 1], roles),) if _is_pair(stated) else ()
    if not roles or not _asks_for(prompt, tuple(roles)):
        return tuple(stated)
    wanted = _wanted(stated, prompt)
    if opens(stated[0].mention, start) and not stated[0].played.strength(roles[0].name):
        wanted.append(stated[0])
    return tuple(_as(one, roles) if any(one is chosen for chosen in wanted) else one for one in stated)


def opens(mention: Mention, start: int) -> bool:
    """Whether a quantity opens the answer, which starts at an offset: "300 Hz: …", "At 300 Hz."."""
    near = mention.where.start - start <= _NEAR_START
    return near and _OPENS.fullmatch(mention.before) is not None and _ENDS.match(mention.after) is not None


def _as(one: Stated, roles: Sequence[Role]) -> Stated:
    return replace(one, played=replace(one.played, roles=((roles[0].name, LOOSE),))) if roles else one


def _wanted(stated: Sequence[Stated], prompt: str) -> list[Stated]:
    """Those that are the answer: the one that opens it, and what else plays no part, if that is one value only."""
    free = [one for one in stated if not one.played.roles]
    free = [one for one in free if one.bound] or free
    given = _given(prompt)
    free = [one for one in free if not _is_given(one.mention.quantity, given)] or free
    values = {(one.mention.quantity.value, one.mention.quantity.dimension) for one in free}
    return free if len(values) == 1 else []


def _silent(stated: Sequence[Stated], own: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether several quantities of one kind stand without any word for what they are."""
    if len(stated) < _PAIR or not own or not other or any(one.played.roles for one in stated):
        return False
    words = pattern((*own, *other))
    return not any(words.search(text) for one in stated for text in (one.mention.text, *one.mention.over[:2]))


def _is_pair(stated: Sequence[Stated]) -> bool:
    """Whether nothing but two quantities is said: "103.2 g and 2.68 g"."""
    if len(stated) != _PAIR:
        return False
    first, second = (one.mention for one in stated)
    if first.where != second.where:
        return all(_JOINED.fullmatch(text) for one in (first, second) for text in (one.before, one.after))
    between = first.text[first.quantity.end : second.quantity.start]
    return all(_JOINED.fullmatch(text) for text in (first.before, between, second.after))


@lru_cache(maxsize=64)
def _asking(prompt: str) -> str:
    """The sentences of a prompt that ask; all of them where none seems to."""
    text = prose(prompt[-_LONGEST:], 0, len(prompt[-_LONGEST:])).text
    parts = [text[start:end].strip() for start, end in bounds(text)]
    return "\n".join(part for part in parts if _ASKS.search(part)) or text


@lru_cache(maxsize=64)
def _given(prompt: str) -> tuple[Quantity, ...]:
    text = prose(prompt[-_LONGEST:], 0, len(prompt[-_LONGEST:])).text
    return tuple(one for one in read(text) if one.dimension)


def _is_given(quantity: Quantity, given: Sequence[Quantity]) -> bool:
    return any(one.dimension == quantity.dimension and one.value == quantity.value for one in given)


@lru_cache(maxsize=64)
def _asks_for(prompt: str, roles: tuple[Role, ...]) -> bool:
    """Whether a question asks for the first of some parts only."""
    named = {mark.role for mark in words_of_roles(_asking(prompt), roles)}
    if not named:
        ends = {role.side for role in roles if role.side}
        return len(ends) <= 1
    return named == {roles[0].name}


@lru_cache(maxsize=64)
def _asked_first(prompt: str, own: tuple[str, ...], other: tuple[str, ...]) -> bool | None:
    """Whether a question asks for this quantity and then another, or the other way round; None if not for both."""
    text = _asking(prompt)
    mine, theirs = pattern(own).search(text), pattern(other).search(text)
    if mine is None or theirs is None:
        return None
    low, high = sorted((mine, theirs), key=lambda found: found.start())
    if low.end() > high.start() or _AND.fullmatch(text, low.end(), high.start()) is None:
        return None
    return low is mine
