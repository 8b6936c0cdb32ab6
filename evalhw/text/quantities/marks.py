"""Find the words of a sentence that speak of roles: the rubric's own, everyday ones, changes and arrows.

Invariant: marks come in the order of the sentence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from evalhw.text.language.phrases import pattern
from evalhw.text.quantities.mentions import Mention
from evalhw.text.quantities.quantity import Quantity

Side = Literal["before", "after", ""]
NAMED = 3
"""How sure a role is that the rubric's own words give, or a change from one to the other."""
LOOSE = 2
"""How sure a role is that everyday words or the context give."""


@dataclass(frozen=True, slots=True)
class Role:
    """A part that a quantity can play.

    Attributes:
        name: Its name.
        words: Words that speak of it.
        side: On which side of a change it stands, if the roles are two ends of one.
    """

    name: str
    words: tuple[str, ...]
    side: Side = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of a sentence that speaks of a role."""

    start: int
    end: int
    role: str
    strength: int
    binds_back: bool = True


BREAK = 7
_BREAKS = re.compile(r",|;|→|->|=>|/|\||\bvs\b|\b(?:and|but|while|whereas|then|to|versus)\b", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
TIGHT = 6
_SIDE_WORDS = {
    "before": (
        r"before|at the outset|initial(?:ly)?|original(?:ly)?|at first|start(?:s|ed|ing)?|begin(?:s|ning)?|began|"
        r"previous(?:ly)?|reference(?=[:\s])|"
        r"prior to|formerly|beforehand|used to(?= (?:be|lie|take|have|run|need)\b)|"
        r"earlier(?! (?:than|posts?|layers?|steps?|stages?|versions?)\b)"
    ),
    "after": (
        r"after(?:wards?)?|at the (?:conclusion|close)|final(?:ly|e)?|(?:at|in|by|to) (?:the )?(?:very )?end|end(?:s|"
        r"ed|ing)? (?:up )?(?:at|with|"
        r"in|on)|"
        r"arriv(?:es?|ed|ing) at|lands? at|landed at|settles? at|results? in|resulted in|"
        r"end(?: ?point| state| result)|end(?=\s*[:=(])|eventually|ultimately|today|nowadays|these days|currently|"
        r"at present|finish(?:es|ed)?|optimi[sz]ed|improved|"
        r"(?:last|latest|newest|resulting) (?:version|state|result|run|network|model|time)"
    ),
}
_CHANGE = re.compile(
    r"\b(?:reduc|improv|rais|rose|increas|decreas|drop|fell|fall|cut|brought|bring|lower|speed|sped|shrink|shrank|"
    r"shav|trim|slash)[a-z]*\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:(?:down|up)\s+from|from|instead of|compared (?:to|with)|as opposed to)(?=\s)", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:(?:down|up)\s+to|becomes|became|turn(?:s|ed) into|to)(?=\s)"
    r"(?!\s(?:reach|get|achieve|train|attain|hit|obtain|arrive|run|complete|finish|"
    r"be)\b)",
    re.IGNORECASE,
)
_LOOKS_ON = re.compile(r"^(?!at|in|by|to).*\b(?:at|with|in|on)$", re.IGNORECASE)
_ARROW = re.compile(r"→|⇒|➜|➡|⟶|⟹|-{1,2}>|=>|—>")
_SEGMENT = re.compile(r"(?<!\d):|:(?!\d)|[;(|]|\.\s")
_OPENER = re.compile(r"before|after|prior to", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\s(?!and\b|or\b|vs\b|to\b)(?:(?!\d|(?:and|or|vs|versus|to|but|while|is|at)\s)[\w'-]+\s){1,5}(?<!than )",
    re.IGNORECASE,
)
_BAR = re.compile(r"\S\s?(?:\||∣)\s?(?:the\s)?$")
_BEHIND = re.compile(r"\s?[)\]]?\s?[~∼=]|\s?[)\]]")
_DIRECT = re.compile(r"\s+(?:about |around |roughly |only |just |~|≈)?[\d.]*\d")


@lru_cache(maxsize=64)
def _side_pattern(side: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{_SIDE_WORDS[side]})(?![A-Za-z])", re.IGNORECASE)


def marks_of(text: str, group: Sequence[Mention], roles: Sequence[Role]) -> tuple[Mark, ...]:
    """All marks of a sentence in order."""
    found = list(words_of_roles(text, roles))
    sides: dict[str, str] = {role.side: role.name for role in roles if role.side}
    if "before" in sides and "after" in sides:
        found += _changes(text, group, sides)
        found += _arrows(text, group, sides, LOOSE if any(mark.strength == NAMED for mark in found) else NAMED)
    return tuple(sorted(_outside_clauses(text, found), key=lambda mark: (mark.start, mark.end)))


def _outside_clauses(text: str, found: Sequence[Mark]) -> list[Mark]:
    """The marks without those that only say since when: "before the model was quantised, it cost 12.6 J"."""
    openers = [mark for mark in found if _OPENER.fullmatch(text, mark.start, mark.end)]
    return [
        mark
        for mark in found
        if not any(
            mark.role != one.role and one.end < mark.start and _CLAUSE.fullmatch(text, one.end, mark.start)
            for one in openers
        )
    ]


def words_of_roles(text: str, roles: Sequence[Role]) -> Iterator[Mark]:
    """The words of a text that speak of roles: the rubric's, and the everyday ones for the ends of a change."""
    taken: list[tuple[int, int]] = []
    for role in roles:
        for found in pattern(role.words).finditer(text) if role.words else ():
            taken.append(found.span())
            if not _is_condition(text, found):
                yield Mark(*found.span(), role.name, NAMED)
    for role in roles:
        for found in _side_pattern(role.side).finditer(text) if role.side else ():
            preposition = found.group().lower() in {"after", "before"} and _DIRECT.match(text, found.end())
            if not preposition and not any(start <= found.start() < end for start, end in taken):
                yield Mark(*found.span(), role.name, LOOSE, binds_back=not _LOOKS_ON.search(found.group()))


def _is_condition(text: str, found: re.Match[str]) -> bool:
    """Whether a word stands as a condition: "μ | data ~ N(…)"."""
    return _BEHIND.match(text, found.end()) is not None and _BAR.search(text[: found.start()]) is not None


def _changes(text: str, group: Sequence[Mention], sides: Mapping[str, str]) -> Iterator[Mark]:
    """The marks of "from X to Y", "reduced to Y", "Y instead of X"."""
    quantities = [mention.quantity for mention in group]
    origins = [found for found in _FROM.finditer(text) if _ahead(text, found, quantities, TIGHT) is not None]
    yield from (Mark(*found.span(), sides["before"], NAMED, binds_back=False) for found in origins)
    verb = _CHANGE.search(text)
    for found in _TO.finditer(text):
        following = _ahead(text, found, quantities, TIGHT // 2)
        if following is None:
            continue
        earlier = [one for one in quantities if one.end <= found.start() and one.dimension == following.dimension]
        changed = bool(origins) and origins[0].start() < found.start() and bool(earlier)
        acted = verb is not None and verb.end() <= found.start()
        turned = bool(earlier) and not found.group().lower().endswith(" to") and len(found.group()) > len("to")
        beside = bool(earlier) and earlier[-1].end == found.start() - 1  # "341 s to 297 s"
        if changed or acted or beside or found.group().lower().startswith(("down", "up")) or turned:
            yield Mark(*found.span(), sides["after"], NAMED, binds_back=False)
            if earlier and not changed:
                yield Mark(earlier[-1].start, earlier[-1].start, sides["before"], LOOSE, binds_back=False)


def _ahead(text: str, found: re.Match[str], quantities: Sequence[Quantity], most: int) -> Quantity | None:
    """The next quantity behind a word, if it is not too far from it."""
    following = next((quantity for quantity in quantities if quantity.start >= found.end()), None)
    return following if following is not None and cost(text, found.end(), following.start, ()) <= most else None


def _arrows(text: str, group: Sequence[Mention], sides: Mapping[str, str], strength: int) -> Iterator[Mark]:
    """What stands left of an arrow is before, what stands right of the last one after; steps between are neither."""
    found = list(_ARROW.finditer(text))
    for index, arrow in enumerate(found):
        start = 0
        for segment in _SEGMENT.finditer(text, 0, arrow.start()):
            if segment.group() != "(" or text.find(")", segment.end(), arrow.start()) < 0:
                start = segment.end()
        left = {mention.quantity.dimension for mention in group if start <= mention.quantity.start < arrow.start()}
        right = {mention.quantity.dimension for mention in group if mention.quantity.start >= arrow.end()}
        if not left or (right and not left & right):
            continue  # "baseline → 341 s", "341 s → 94 %": the arrow stands for a colon or for "gives"
        follows = index > 0 and found[index - 1].start() >= start
        if not follows:
            yield Mark(start, start, sides["before"], strength, binds_back=False)
        chained = index + 1 < len(found) and not _SEGMENT.search(text, arrow.end(), found[index + 1].start())
        yield Mark(*arrow.span(), "" if chained else sides["after"], strength, binds_back=False)


def cost(text: str, start: int, end: int, quantities: Sequence[tuple[int, int]]) -> int:
    """How far apart two places are: words, and much more for a comma, a conjunction or a quantity between them."""
    if end <= start:
        return 0
    between = text[start:end]
    passed = sum(1 for low, high in quantities if start <= low and high <= end)
    return len(_WORDS.findall(between)) + BREAK * (passed + len(_BREAKS.findall(between)))
