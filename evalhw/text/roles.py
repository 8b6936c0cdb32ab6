"""Decide what part a quantity plays: the time before or after, the mean or the spread.

Invariant: a quantity plays a part because of words that stand with it (in its sentence, in a label over it, in the
sentence before); its value has no say in it.

The words of a sentence and its quantities form a row of marks. A mark beside a quantity ("the 341 s baseline", "final: 297
s") binds it; else the sentence's style decides, which is set by what comes first, a mark or a quantity. A quantity alone
of its kind beside two parts belongs to both ("from 341 s to 297 s at 94 %").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from evalhw.text.mentions import Mention

Side = Literal["before", "after", ""]

NAMED, LOOSE = 3, 2
"""How sure an assignment is: by the rubric's own words or a change from one to the other; by everyday words or context."""

_TIGHT = 6
_BREAK = 7


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


@dataclass(frozen=True, slots=True)
class Played:
    """A mention with the roles it plays, each with how sure that is."""

    mention: Mention
    roles: tuple[tuple[str, int], ...]

    def strength(self, role: str) -> int:
        """How sure it is that the quantity plays a role; 0 if it does not."""
        return dict(self.roles).get(role, 0)


_SIDE_WORDS = {
    "before": (
        r"before|initial(?:ly)?|original(?:ly)?|at first|start(?:s|ed|ing)?|begin(?:s|ning)?|began|previous(?:ly)?|prior to"
    ),
    "after": (
        r"after(?:wards?)?|final(?:ly|e)?|(?:at|in|by|to) (?:the )?(?:very )?end|end(?:s|ed|ing)? (?:up )?(?:at|with|in|on)|"
        r"end(?: ?point| state| result)|end(?=\s*[:=(])|eventually|ultimately|finish(?:es|ed)?|optimi[sz]ed|improved|"
        r"(?:last|latest|newest|resulting) (?:version|state|result|run|network|model|time)"
    ),
}
_CHANGE = re.compile(
    r"\b(?:reduc|improv|rais|rose|increas|decreas|drop|fell|fall|cut|brought|bring|lower|speed|sped|shrink|shrank|shav|trim|slash)[a-z]*\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:(?:down|up)\s+from|from|instead of|compared (?:to|with)|as opposed to)(?=\s)", re.IGNORECASE)
_TO = re.compile(r"\b(?:(?:down|up)\s+to|to)(?=\s)", re.IGNORECASE)
_ARROW = re.compile(r"→|⇒|➜|➡|⟶|⟹|-{1,2}>|=>|—>")
_SEGMENT = re.compile(r"[:;(|]|\.\s")
_BREAKS = re.compile(r",|;|→|->|=>|/|\||\bvs\b|\b(?:and|but|while|whereas|then|to|versus)\b", re.IGNORECASE)
_CLAUSE = re.compile(r";|\b(?:while|whereas|but)\b", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_GOVERNS = re.compile(r"\s*(?:[a-z]+\s+){0,2}[:=]")
_DIRECT = re.compile(r"\s+(?:about |around |roughly |only |just |~|≈)?[\d.]*\d")

_SAME = (
    r"same|both|still|remain\w*|maintain\w*|stay\w*|kept|keep\w*|unchanged|constant|preserv\w*|retain\w*|identical|hold\w*|"
    r"unaffected|each"
)
_SAME_BEFORE = re.compile(
    rf"\b(?:(?:same|unchanged|constant|identical)\s*[,:(]|(?:{_SAME})\b(?:\s+[\w-]+){{0,6}})\s*(?:[:=~≈(]\s*)?$",
    re.IGNORECASE,
)
_SAME_AFTER = re.compile(
    r"(?:\s+(?!(?:for|at|with|in|and|to|by)\b)[\w-]+){0,3}?\s*[,(]?\s*(?:throughout|(?:in|for|at|on) both|"
    r"both (?:times|before)|unchanged|(?:is |exactly )?the same\b|(?:same )?as before|(?:in|for) (?:each|all|either) |"
    r"constant|before and after|(?:is|was|were|being|is being|was also) (?:maintained|kept|preserved|retained|held|sustained))",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def _same_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    subject = pattern(words).pattern
    return re.compile(
        rf"\b(?:same|unchanged|identical|equal|constant)\s+(?:\w+\s+){{0,2}}(?:{subject})"
        rf"|(?:{subject})\s+(?:\w+\s+){{0,3}}(?:the same|unchanged|identical|constant|as before)\b"
        rf"|\b(?:without|no)\s+(?:any\s+)?(?:loss|drop|change|sacrific\w*|los\w*|hurt\w*|compromis\w*|reduc\w*|decreas\w*|"
        rf"degradation)\s+(?:of|in|to)?\s*(?:the\s+)?(?:\w+\s+)?(?:{subject})"
        rf"|\b(?:maintain|keep|preserv|retain)\w*\s+(?:the\s+)?(?:\w+\s+){{0,2}}(?:{subject})",
        re.IGNORECASE,
    )


def says_same(words: tuple[str, ...], text: str) -> tuple[int, int] | None:
    """Where a sentence says that something did not change: "the same accuracy", "without losing accuracy"."""
    found = _same_pattern(words).search(text)
    return None if found is None else found.span()


_DIFFERENCE_AFTER = re.compile(
    r"\s*(?:\([^()]{0,30}\)\s*)?(?:\w+\s+)?(?:faster|slower|less|more|fewer|shorter|longer|sav(?:ing|ings|ed)|reductions?|"
    r"improvements?|decrease|increase|gains?|speed-?ups?|drop|differences?|off|cut|better|worse|gap|higher|lower|quicker)\b",
    re.IGNORECASE,
)
_DIFFERENCE_BEFORE = re.compile(
    r"\b(?:sav(?:e|es|ed|ing|ings)(?:\s+of)?|shav(?:e|es|ed|ing)(?:\s+off)?|gain(?:s|ed)?(?:\s+of)?|by|cut|"
    r"(?:reduction|saving|improvement|difference|gap|decrease|increase|drop|cost|speed-?up|gain)\s+(?:of|is|was|:)|"
    r"further|additional|extra|another|minus|remov(?:e|es|ed|ing))\s*(?:of\s+)?(?:a\s+)?(?:further\s+|another\s+|additional\s+)?"
    r"(?:about\s+|around\s+|roughly\s+|nearly\s+|almost\s+|only\s+|~\s?|≈\s?|approximately\s+|over\s+|up to\s+)?$",
    re.IGNORECASE,
)


def is_difference(mention: Mention) -> bool:
    """Whether a quantity is a change rather than a state: "15 s saved", "13 % faster"."""
    after = mention.after[:60]
    found = _DIFFERENCE_AFTER.match(after)
    if found is not None and not re.match(r"\s*(?:less|more|fewer)\s+than", after, re.IGNORECASE):
        return True
    return _DIFFERENCE_BEFORE.search(mention.before[-60:]) is not None


@lru_cache(maxsize=256)
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for words and phrases with their everyday endings; spaces and hyphens are alike."""
    phrases = (r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", word.strip())) for word in words)
    joined = "|".join(sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{joined})(?:s|es|d|ed|ing|ly)?(?![A-Za-z])", re.IGNORECASE)


@lru_cache(maxsize=64)
def _side_pattern(side: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{_SIDE_WORDS[side]})(?![A-Za-z])", re.IGNORECASE)


def play(found: Sequence[Mention], roles: Sequence[Role]) -> tuple[Played, ...]:
    """Give every mention the roles it plays."""
    by_place: dict[tuple[int, int], list[Mention]] = {}
    for mention in found:
        by_place.setdefault((mention.where.start, mention.where.end), []).append(mention)
    played: list[Played] = []
    last: tuple[int, str] | None = None
    for group in by_place.values():
        marks = _marks(group[0].text, group, roles)
        carried = last[1] if last is not None and last[0] == group[0].block else ""
        for mention in group:
            played.append(Played(mention, tuple(_roles_of(mention, group, marks, roles, carried).items())))
        named = {mark.role for mark in marks if mark.strength == NAMED}
        if len(named) == 1:
            last = (group[0].block, named.pop())
    return tuple(played)


def names_a_role(mention: Mention, roles: Sequence[Role]) -> bool:
    """Whether the mention's own sentence, or a label over it, speaks of a role."""
    return any(True for text in (mention.text, *mention.over[:2]) for _ in _words_of_roles(text, roles))


def _roles_of(
    mention: Mention, group: Sequence[Mention], marks: Sequence[Mark], roles: Sequence[Role], carried: str
) -> dict[str, int]:
    own = _own_roles(mention, group, marks)
    if not own:
        own = _label_roles(mention, roles)
    if not own and carried:
        own = {carried: LOOSE}
    if _is_same(mention):
        sided = [role.name for role in roles if role.side]
        alone = not own
        for name in sided:
            own.setdefault(name, NAMED if alone else LOOSE)
    return own


def _is_same(mention: Mention) -> bool:
    return bool(_SAME_BEFORE.search(mention.before[-60:]) or _SAME_AFTER.match(mention.after[:80]))


def _label_roles(mention: Mention, roles: Sequence[Role]) -> dict[str, int]:
    """The role that the nearest telling label gives."""
    for label in mention.over:
        marks = list(_words_of_roles(label, roles))
        strengths = {mark.role: mark.strength for mark in marks}
        named = {role: strength for role, strength in strengths.items() if strength == NAMED} or strengths
        if len(named) == 1:
            return named
    return {}


def _marks(text: str, group: Sequence[Mention], roles: Sequence[Role]) -> tuple[Mark, ...]:
    """All marks of a sentence in order."""
    marks = list(_words_of_roles(text, roles))
    sides = {role.side: role.name for role in roles if role.side}
    if "before" in sides and "after" in sides:
        marks += _changes(text, group, sides)
        marks += _arrows(text, sides, LOOSE if any(mark.strength == NAMED for mark in marks) else NAMED)
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))


def _words_of_roles(text: str, roles: Sequence[Role]) -> Iterator[Mark]:
    taken: list[tuple[int, int]] = []
    for role in roles:
        for found in pattern(role.words).finditer(text) if role.words else ():
            taken.append(found.span())
            yield Mark(*found.span(), role.name, NAMED)
    for role in roles:
        for found in _side_pattern(role.side).finditer(text) if role.side else ():
            preposition = found.group().lower() in {"after", "before"} and _DIRECT.match(text, found.end())
            if not preposition and not any(start <= found.start() < end for start, end in taken):
                yield Mark(*found.span(), role.name, LOOSE)


def _changes(text: str, group: Sequence[Mention], sides: dict[str, str]) -> Iterator[Mark]:
    """The marks of "from X to Y", "reduced to Y", "Y instead of X"."""
    quantities = [mention.quantity for mention in group]
    origin: int | None = None
    for found in _FROM.finditer(text):
        following = next((quantity for quantity in quantities if quantity.start >= found.end()), None)
        if following is not None and _cost(text, found.end(), following.start, ()) <= _TIGHT:
            origin = found.start() if origin is None else origin
            yield Mark(*found.span(), sides["before"], NAMED, binds_back=False)
    verb = _CHANGE.search(text)
    for found in _TO.finditer(text):
        following = next((quantity for quantity in quantities if quantity.start >= found.end()), None)
        if following is None or _cost(text, found.end(), following.start, ()) > _TIGHT // 2:
            continue
        changed = origin is not None and origin < found.start()
        acted = verb is not None and verb.end() <= found.start()
        ends = any(
            quantity.end <= found.start() and quantity.dimension == following.dimension for quantity in quantities
        )
        if (
            (changed and ends)
            or acted
            or found.group().lower().startswith(("down", "up"))
            or (ends and text[: found.start()].rstrip()[-1:].isalnum() and _abuts(text, found, quantities))
        ):
            yield Mark(*found.span(), sides["after"], NAMED, binds_back=False)
            if not changed and ends:
                first = max((quantity for quantity in quantities if quantity.end <= found.start()), key=lambda q: q.end)
                yield Mark(first.start, first.start, sides["before"], LOOSE, binds_back=False)


def _abuts(text: str, found: re.Match[str], quantities: Sequence[object]) -> bool:
    """Whether a quantity ends right before "to": ``341 s to 297 s``."""
    ends = {quantity.end for quantity in quantities if hasattr(quantity, "end")}
    return found.start() - 1 in ends and text[found.start() - 1] == " "


def _arrows(text: str, sides: dict[str, str], strength: int) -> Iterator[Mark]:
    """What stands left of an arrow is before, what stands right of the last one after; steps between are neither."""
    found = list(_ARROW.finditer(text))
    for index, arrow in enumerate(found):
        start = 0
        for segment in _SEGMENT.finditer(text, 0, arrow.start()):
            start = segment.end()
        follows = index > 0 and found[index - 1].start() >= start
        if not follows:
            yield Mark(start, start, sides["before"], strength, binds_back=False)
        chained = index + 1 < len(found) and not _SEGMENT.search(text, arrow.end(), found[index + 1].start())
        yield Mark(*arrow.span(), "" if chained else sides["after"], strength, binds_back=False)


def _own_roles(mention: Mention, group: Sequence[Mention], marks: Sequence[Mark]) -> dict[str, int]:
    """The roles that the sentence itself gives."""
    if not marks:
        return {}
    text, quantity = mention.text, mention.quantity
    marks = _governing(marks, group, text)
    others = tuple((one.quantity.start, one.quantity.end) for one in group)
    left = [mark for mark in marks if mark.end <= quantity.start]
    right = [mark for mark in marks if mark.start >= quantity.end and mark.binds_back]
    near_left = _cost(text, left[-1].end, quantity.start, others) if left else _BREAK * 9
    near_right = _BREAK * 9
    if right and not _GOVERNS.match(text, right[0].end):
        near_right = _cost(text, quantity.end, right[0].start, others) + 1
    if min(near_left, near_right) <= _TIGHT:
        nearest = left[::-1] if near_left <= near_right else right
        return _coordinated(text, nearest, others)
    if shared := _shared(mention, group, marks):
        return shared
    mark = _by_style(mention, group, marks, left, right)
    return {mark.role: mark.strength} if mark is not None and mark.role else {}


def _governing(marks: Sequence[Mark], group: Sequence[Mention], text: str) -> list[Mark]:
    """The marks without the changes that a role of neither side governs: "later posts go down to 26 s"."""
    sided = {mark.role for mark in marks if not mark.binds_back}
    kept: list[Mark] = []
    for mark in marks:
        ruler = kept[-1] if kept else None
        ruled = ruler is not None and ruler.strength == NAMED and ruler.binds_back and ruler.role not in sided
        if not mark.binds_back and ruled and ruler is not None:
            passed = any(ruler.end <= one.quantity.start < mark.start for one in group)
            if not passed and not _CLAUSE.search(text, ruler.end, mark.start):
                continue
        kept.append(mark)
    return kept


_COORDINATES = re.compile(
    r"(?:\s+\w+){0,3}\s*(?:=|,|/|&|\band\b|\bas well as\b|,\s*and\b)\s*(?:\w+\s+){0,3}", re.IGNORECASE
)


def _coordinated(text: str, nearest: Sequence[Mark], others: Sequence[tuple[int, int]]) -> dict[str, int]:
    """The nearest mark's role, and the next one's where the two are joined: "94 % for the baseline and the final model"."""
    first = nearest[0]
    roles = {first.role: first.strength} if first.role else {}
    if len(nearest) > 1 and nearest[1].role and first.role:
        second = nearest[1]
        low, high = sorted((first, second), key=lambda mark: mark.start)
        free = not any(low.end <= start < high.start for start, _ in others)
        if free and second.role != first.role and _COORDINATES.fullmatch(text, low.end, high.start):
            roles[second.role] = second.strength
    return roles


def _shared(mention: Mention, group: Sequence[Mention], marks: Sequence[Mark]) -> dict[str, int]:
    """All roles of the sentence, for a quantity that is alone of its kind and in no clause of one role."""
    kind = mention.quantity.dimension
    alike = [one for one in group if one.quantity.dimension == kind and not is_difference(one)]
    roles = {mark.role: mark.strength for mark in marks if mark.role}
    if len(roles) < 2 or len(alike) != 1:  # noqa: PLR2004 # two roles to share between
        return {}
    start, end = 0, len(mention.text)
    for cut in _CLAUSE.finditer(mention.text):
        if cut.end() <= mention.quantity.start:
            start = cut.end()
        elif cut.start() >= mention.quantity.end:
            end = cut.start()
            break
    inside = {mark.role for mark in marks if start <= mark.start < end and mark.role}
    return {} if len(inside) == 1 else roles


def _by_style(
    mention: Mention, group: Sequence[Mention], marks: Sequence[Mark], left: Sequence[Mark], right: Sequence[Mark]
) -> Mark | None:
    kind = mention.quantity.dimension
    first = min(one.quantity.start for one in group if one.quantity.dimension == kind)
    marks_first = marks[0].start < first or marks[0].start == marks[0].end == first
    if marks_first or not right:
        return left[-1] if left else right[0] if right else None
    return right[0]


def _cost(text: str, start: int, end: int, quantities: Sequence[tuple[int, int]]) -> int:
    """How far apart two places are: words, and much more for a comma, a conjunction or a quantity between them."""
    if end <= start:
        return 0
    between = text[start:end]
    passed = sum(1 for low, high in quantities if start <= low and high <= end)
    return len(_WORDS.findall(between)) + _BREAK * (passed + len(_BREAKS.findall(between)))
