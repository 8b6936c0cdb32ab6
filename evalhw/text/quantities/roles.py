"""Decide what part a quantity plays: the time before or after, the mean or the spread.

Invariant: a quantity plays a part because of words that stand with it (in its sentence, in a label over it, in the
sentence before); its value has no say in it.

The words of a sentence and its quantities form a row of marks. A mark beside a quantity ("the 341 s baseline", "final:
297 s") binds it; else the sentence's style decides, which is set by what comes first, a mark or a quantity. A quantity
alone of its kind beside two parts belongs to both ("from 341 s to 297 s at 94 %").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from evalhw.text.quantities.differences import is_difference, is_same
from evalhw.text.quantities.marks import BREAK, LOOSE, NAMED, TIGHT, Mark, Role, cost, marks_of, words_of_roles
from evalhw.text.quantities.mentions import Mention
from evalhw.text.quantities.rolecontext import NOWHERE, Context
from evalhw.text.quantities.runends import Ruler, only_run_ends, without_run_ends

if TYPE_CHECKING:
    from evalhw.units.unit import Dimension


@dataclass(frozen=True, slots=True)
class Played:
    """A mention with the roles it plays, each with how sure that is."""

    mention: Mention
    roles: tuple[tuple[str, int], ...]

    def strength(self, role: str) -> int:
        """How sure it is that the quantity plays a role; 0 if it does not."""
        return dict(self.roles).get(role, 0)


_CLAUSE = re.compile(r";|\b(?:while|whereas|but)\b", re.IGNORECASE)
_GOVERNS = re.compile(r"\s*(?:[a-z]+\s+){0,2}[:=]")


@lru_cache(maxsize=16)  # the criteria of one question ask for one role each, of the same
def play(found: tuple[Mention, ...], roles: tuple[Role, ...], context: Context = NOWHERE) -> tuple[Played, ...]:
    """Give every mention the roles it plays."""
    around = _Around(roles, context)
    by_place: dict[tuple[int, int], list[Mention]] = {}
    for mention in found:
        by_place.setdefault((mention.where.start, mention.where.end), []).append(mention)
    played: list[Played] = []
    last: tuple[int, str] | None = None
    for group in by_place.values():
        ruler = around.ruler(group[0])
        marks = around.settled(marks_of(group[0].text, group, roles), group, ruler)
        carried = last[1] if last is not None and last[0] == group[0].block else ""
        played += (
            Played(mention, tuple(around.roles_of(mention, ruler, _own_roles(mention, group, marks), carried).items()))
            for mention in group
        )
        around.told(group, ruler)
        named = {mark.role for mark in marks if mark.strength == NAMED}
        if len(named) == 1:
            last = (group[0].block, named.pop())
    return tuple(played)


def names_a_role(mention: Mention, roles: Sequence[Role]) -> bool:
    """Whether the mention's own sentence, or a label over it, speaks of a role."""
    return any(True for text in (mention.text, *mention.over[:2]) for _ in words_of_roles(text, roles))


class _Around:
    """What stands around the quantities: it is asked in the order of the text, and remembers what was told of."""

    def __init__(self, roles: Sequence[Role], context: Context) -> None:
        self.roles = roles
        self.context = context
        self.taken: dict[Ruler, set[Dimension]] = {}

    def ruler(self, mention: Mention) -> Ruler:
        """What a sentence stands under: the lead of its block, or the nearest label that speaks of one role."""
        lead = self.context.leads.get(mention.block)
        if lead and not mention.cell:
            return Ruler(lead, str(mention.block), apart=False)
        labels = {role for role, strength in _label_roles(mention, self.roles).items() if strength == NAMED}
        return Ruler(labels.pop() if len(labels) == 1 else "", "|".join(mention.over), apart=True)

    def settled(self, marks: Sequence[Mark], group: Sequence[Mention], ruler: Ruler) -> tuple[Mark, ...]:
        """The marks without those that speak of the end of a run only."""
        return without_run_ends(marks, group, ruler, self.taken.get(ruler, ()))

    def told(self, group: Sequence[Mention], ruler: Ruler) -> None:
        """Remember which kinds of quantity have been told of under a ruler."""
        self.taken.setdefault(ruler, set()).update(one.quantity.dimension for one in group)

    def roles_of(self, mention: Mention, ruler: Ruler, own: dict[str, int], carried: str) -> dict[str, int]:
        """The roles of a quantity: by its name, its sentence, what it stands under, or the sentence before."""
        if named := self.context.named(mention):
            return dict.fromkeys(named, NAMED)
        fresh = mention.quantity.dimension not in self.taken.get(ruler, ())
        if not own and ruler.role and not ruler.apart and fresh:
            own = {ruler.role: NAMED}
        if not own:
            own = _label_roles(mention, self.roles)
        if not own and carried:
            own = {carried: LOOSE}
        if is_same(mention):
            sided = [role.name for role in self.roles if role.side]
            alone = not own
            for name in sided:
                own.setdefault(name, NAMED if alone else LOOSE)
        return own


def _label_roles(mention: Mention, roles: Sequence[Role]) -> dict[str, int]:
    """The role that the nearest telling label gives; in a table "Final accuracy" yields to "Baseline" over it."""
    waiting: dict[str, int] = {}
    for label in mention.over:
        marks = list(words_of_roles(label, roles))
        strengths = {mark.role: mark.strength for mark in marks}
        named = {role: strength for role, strength in strengths.items() if strength == NAMED} or strengths
        if len(named) == 1 and mention.cell and only_run_ends(label, marks):
            waiting = waiting or named
        elif len(named) == 1:
            return named
    return waiting


def _own_roles(mention: Mention, group: Sequence[Mention], marks: Sequence[Mark]) -> dict[str, int]:
    """The roles that the sentence itself gives."""
    if not marks:
        return {}
    text, quantity = mention.text, mention.quantity
    marks = _governing(marks, group, text)
    others = tuple((one.quantity.start, one.quantity.end) for one in group)
    left = [mark for mark in marks if mark.end <= quantity.start]
    right = [mark for mark in marks if mark.start >= quantity.end and mark.binds_back]
    near_left = cost(text, left[-1].end, quantity.start, others) if left else BREAK * 9
    near_right = BREAK * 9
    if right and not _GOVERNS.match(text, right[0].end):
        near_right = cost(text, quantity.end, right[0].start, others) + 1
    if min(near_left, near_right) <= TIGHT:
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


_COORDINATES = re.compile(r"(?:\s+\w+){0,3}\s*(?:=|/|&|\band\b|\bas well as\b)\s*(?:\w+\s+){0,3}", re.IGNORECASE)


def _coordinated(text: str, nearest: Sequence[Mark], others: Sequence[tuple[int, int]]) -> dict[str, int]:
    """The nearest mark's role, and the next one's where the two are joined: "94 % for the first and the last"."""
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
    if len(roles) <= 1 or len(alike) != 1:
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
