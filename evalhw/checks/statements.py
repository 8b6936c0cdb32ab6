"""Which mentions of a quantity state the asked one, and what they amount to.

Invariant: the surest statements decide, and among those the last; a passing remark never outweighs a statement.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evalhw.checks.subject import Subject
from evalhw.text.layout.spans import Span
from evalhw.text.quantities.closeness import Closeness, Tolerance, closeness, comparable
from evalhw.text.quantities.differences import is_difference
from evalhw.text.quantities.marks import LOOSE, NAMED, Role
from evalhw.text.quantities.measures import bare_clock
from evalhw.text.quantities.mentions import Mention
from evalhw.text.quantities.reading import BARE, Quantity
from evalhw.text.quantities.rolecontext import NOWHERE, Context
from evalhw.text.quantities.roles import Played, names_a_role, play
from evalhw.units.unit import FRACTION

_ENDS = 2
_MINUTE = 60
_FEW_WORDS = 5
_CUE = re.compile(
    r"\b(?:final(?: answer| result)?|answer|therefore|thus|hence|so|result|conclusion|in total|we (?:get|find|"
    r"obtain))\b|∴|⇒",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|never|\w{2,6}n't|neither|nor)\s+(?:(?!only|more|less|fewer|until|least|yet|chang|affect|alter|drop|los|"
    r"suffer|hurt|impact|differ|deviat|sacrific|exceed|(?:[a-z]+ly|from|below|above|over|under|beyond)\s)[a-z]{2,14}\s+)?"
    r"(?:(?:the|in|at|about|just|exactly|as|of|by|with|to be|a|an)\s+){0,2}$",
    re.IGNORECASE,
)
_NO_MORE = re.compile(r"\s*(?:\w+\s+){0,2}(?:any ?more|any longer)\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\b(?:rather than|instead of|unlike|not)\s+(?:the\s)?(?:[a-z]+\s){0,2}$", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|maybe|perhaps|possibly|and/or|alternatively)\b|^\s*/\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """A mention that could state the quantity: its roles, how close it comes, whether a word for it governs it."""

    played: Played
    closeness: Closeness
    bound: bool = False

    @property
    def mention(self) -> Mention:
        """The mention itself."""
        return self.played.mention


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the statements amount to, and the one that decided."""

    outcome: Literal["same", "rough", "other", "hedge"]
    stated: Stated


def statements(  # the fields of one check
    found: Sequence[Mention],
    expected: Sequence[Quantity],
    tolerance: Tolerance,
    roles: Sequence[Role],
    subject: Subject,
    difference: bool,
    context: Context = NOWHERE,
) -> tuple[Stated, ...]:
    """The mentions of the expected kind, with their roles and how close they come."""
    played = (
        play(tuple(found), tuple(sorted(roles, key=_name)), context)
        if roles
        else tuple(Played(mention, ()) for mention in found)
    )
    result = []
    for one in played:
        mention = _as_clock(_as_fraction(one.mention, expected, subject), expected)
        alike = [wanted for wanted in expected if comparable(mention.quantity, wanted)]
        if not alike or _is_denied(mention, roles) or subject.is_other(mention):
            continue
        if not difference and roles and (is_difference(mention) or subject.is_share_of_change(mention)):
            continue
        if difference and not (is_difference(mention) or subject.is_share_of_change(mention)):
            continue
        closest = min((closeness(mention.quantity, wanted, tolerance) for wanted in alike), key=_ORDER.__getitem__)
        result.append(Stated(replace(one, mention=mention), closest, subject.governs(mention)))
    return tuple(_focused(result, subject)) if not roles else tuple(_common(result, played, roles))


def _name(role: Role) -> str:
    return role.name


def _common(stated: Sequence[Stated], played: Sequence[Played], roles: Sequence[Role]) -> list[Stated]:
    """Give the only quantity of its kind to both ends of a change, where each end is told of apart from it.

    "Baseline: 341 s. Final: 297 s. Accuracy: 94 %."
    """
    ends = {role.name for role in roles if role.side}
    if len(stated) != 1 or len(ends) < _ENDS or names_a_role(stated[0].mention, roles):
        return list(stated)
    one = stated[0]
    if not _starts_alone(one.mention):
        return list(stated)
    told = {name for other in played if other.mention is not one.mention for name, sure in other.roles if sure == NAMED}
    if not ends <= told:
        return list(stated)
    both = tuple((name, LOOSE) for name in sorted(ends))
    return [replace(one, played=replace(one.played, roles=both))]


def _starts_alone(mention: Mention) -> bool:
    """Whether its sentence speaks of nothing but the quantity and its name."""
    return len(mention.before.split()) <= _FEW_WORDS and len(mention.after.split()) <= _FEW_WORDS and not mention.cell


_ORDER: dict[Closeness, int] = {"same": 0, "rough": 1, "other": 2}


def decide(stated: Sequence[Stated], role: Role | None) -> Verdict | None:
    """Let the last of the surest statements decide; None where nothing is stated."""
    sure = [(one, one.played.strength(role.name) if role else _cued(one)) for one in stated]
    sure = [(one, strength) for one, strength in sure if strength]
    if not sure and role is not None:
        sure = _by_order(stated, role)
    precise = [(one, strength) for one, strength in sure if one.closeness != "rough"]
    if not precise:
        return Verdict("rough", sure[-1][0]) if sure else None
    top = max(strength for _, strength in precise)
    best = [one for one, strength in precise if strength == top]
    last = [one for one in best if one.mention.where == best[-1].mention.where]
    return _of_sentence(last)


def _of_sentence(last: Sequence[Stated]) -> Verdict:
    for first, second in itertools.pairwise(last):
        if first.closeness != second.closeness and _OR.search(_between(first.mention, second.mention)):
            return Verdict("hedge", second)
    outside = [one for one in last if one.bound or not _is_aside(one.mention)] or list(last)
    deciding = outside[-1]
    return Verdict(deciding.closeness, deciding)


def _between(first: Mention, second: Mention) -> str:
    return first.text[first.quantity.end : second.quantity.start]


def _is_aside(mention: Mention) -> bool:
    """Whether the quantity stands in parentheses."""
    before = mention.before
    return before.rfind("(") > before.rfind(")")


def _cued(one: Stated) -> int:
    """Without roles: a statement after "therefore", in a box or under "Answer" is surer than one on the way."""
    mention = one.mention
    cued = _CUE.search(mention.before) or any(_CUE.search(label) for label in mention.over[:1])
    return NAMED if cued else LOOSE


def _by_order(stated: Sequence[Stated], role: Role) -> list[tuple[Stated, int]]:
    """With no word on roles anywhere: of two states, the first is before and the second after."""
    states = [one for one in stated if not is_difference(one.mention)]
    if not role.side or len(states) != _ENDS or any(one.played.roles for one in stated):
        return []
    return [(states[0 if role.side == "before" else 1], LOOSE)]


def _as_fraction(mention: Mention, expected: Sequence[Quantity], subject: Subject) -> Mention:
    """Read a bare 0.94 as 94 % where the answer says that it is, for instance, an accuracy."""
    quantity = mention.quantity
    wanted = any(one.dimension == FRACTION for one in expected)
    if not wanted or quantity.dimension != BARE or not 0 <= quantity.value <= 1 or quantity.step == 1:
        return mention
    if not subject.is_named(mention):
        return mention
    return replace(mention, quantity=replace(quantity, dimension=FRACTION))


def _as_clock(mention: Mention, expected: Sequence[Quantity]) -> Mention:
    """Read a bare 5:41 as minutes and seconds where some minutes are expected."""
    quantity = mention.quantity
    if quantity.dimension != BARE or mention.text[quantity.end : quantity.end + 1] != ":":
        return mention
    read = bare_clock(mention.text, quantity.start)
    if read is None or not any(one.dimension == read.dimension and one.value >= _MINUTE for one in expected):
        return mention
    span = Span(mention.span.start, mention.span.end + read.end - quantity.end)
    return replace(mention, quantity=read, span=span, claim=Span(min(mention.claim.start, span.start), span.end))


def _is_denied(mention: Mention, roles: Sequence[Role]) -> bool:
    before = mention.before[-40:]
    return (
        (_NOT.search(before) is not None and not _NO_MORE.match(mention.after))
        or (not any(role.side for role in roles) and _INSTEAD.search(before) is not None)
        or (mention.text.rstrip().endswith("?"))
    )


def _focused(stated: Sequence[Stated], subject: Subject) -> list[Stated]:
    """Without roles: the statements bound to the subject ("p = 0.03"), else those whose sentence names it, else all."""
    bound = [one for one in stated if subject.binds(one.mention)]
    named = [one for one in stated if subject.is_named(one.mention)]
    return bound or named or list(stated)
