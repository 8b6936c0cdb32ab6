"""Picks, and the set that they finally select.

A pick is an option that an answer speaks of, chosen or rejected, and how firmly.

Invariant: a pick stands on one passage of the raw answer. A final selection (ticked boxes, a box, "Answer: …")
outweighs lines, lines outweigh sentences; within one kind the last word on an option counts.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from evalhw.checks.base import Premise
from evalhw.checks.choosing.options import AnyOption
from evalhw.text.layout.spans import Span

DECISIVE, LINE, SAID, PASSING = 4, 3, 2, 1
"""How firmly: in a box or as "the answer"; as a line of its own; in a sentence; in passing."""


@dataclass(frozen=True, slots=True)
class Pick:
    """An option that an answer speaks of.

    Attributes:
        option: Its index.
        chosen: Whether it is chosen; else rejected.
        firmness: `DECISIVE`, `LINE`, `SAID` or `PASSING`.
        span: Its passage in the raw text.
        group: Start of the sentence, line or list that the pick belongs to; picks of one group were made together.
        closing: Whether it is part of a selection that says it of all options: boxes, a box, "Answer: …".
        whole: Whether its line names options and nothing else.
        under: The label the line stands under.
        verdict: Whether yes or no stands right beside it.
        rules: The ids of the rules of reading that made it, the one that decided first.
    """

    option: int
    chosen: bool
    firmness: int
    span: Span
    group: int
    closing: bool = False
    whole: bool = False
    under: str = ""
    verdict: bool = False
    rules: tuple[str, ...] = ()


_FIRMNESS = {DECISIVE: "as the answer", LINE: "as a line of its own", SAID: "in a sentence", PASSING: "in passing"}


def premises(found: Sequence[Pick], options: Sequence[AnyOption]) -> tuple[Premise, ...]:
    """The picks as facts that a decision rests on: each said once, however often it is repeated in one passage."""
    said = (
        Premise(
            f"{'chosen' if one.chosen else 'rejected'} {_FIRMNESS.get(one.firmness, 'in passing')}: "
            f"{options[one.option].name}",
            one.span,
            one.rules,
        )
        for one in found
    )
    return tuple(dict.fromkeys(said))


_FEWEST = 2


def beside_a_list(said: Sequence[Pick], items: Mapping[int, bool], size: int) -> list[Pick]:
    """The picks, those in passing that prose makes beside a list of two or more options, but not of all.

    Args:
        said: The picks, in order.
        items: For the start of each sentence, whether it stands in an item of a list.
        size: How many options there are.
    """
    listed = {pick.option for pick in said if items.get(pick.group)}
    chosen = {pick.option for pick in said if items.get(pick.group) and pick.chosen}
    if len(chosen) < _FEWEST or len(listed) == size:
        return list(said)
    back = {pick.group for pick in said if pick.option in listed or _is_outright(pick)}
    return [
        pick if items.get(pick.group) or pick.group in back else replace(pick, firmness=min(pick.firmness, PASSING))
        for pick in said
    ]


def starts_row(raw: str, at: int) -> bool:
    """Whether the cell that starts at a place is the first of its row, with others behind it."""
    line = raw.rfind("\n", 0, at) + 1
    stop = raw.find("\n", at)
    return not raw[line:at].strip(" \t|>") and raw.count("|", at, stop if stop >= 0 else len(raw)) > 1


def rows_are_labels(said: Sequence[Pick], rows: Container[int]) -> list[Pick]:
    """The picks, in passing where an option is but the label of a table's row and no heading calls it the answer."""
    return [
        replace(pick, firmness=min(pick.firmness, PASSING), whole=False)
        if pick.group in rows and not pick.closing and pick.firmness < DECISIVE
        else pick
        for pick in said
    ]


def _is_outright(pick: Pick) -> bool:
    return pick.whole or pick.closing or pick.firmness >= DECISIVE


_EITHER = re.compile(r"\beither\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)


def selection(raw: str, found: Sequence[Pick]) -> list[Pick] | None:
    """The picks that make up the final selection; None where two different ones are offered."""
    closing = [pick for pick in found if pick.closing]
    if closing:
        last = _together(closing)
        chosen = [pick for pick in last if pick.chosen]
        if chosen and not _is_hedged(raw, chosen):
            return _once(chosen)
        if chosen:
            return None
    found = _raised(_without_remarks(raw, found))
    for firmness in (SAID, 0):
        firm = [pick for pick in found if pick.firmness >= firmness]
        if any(pick.whole for pick in firm):
            firm = [pick for pick in firm if pick.whole or not pick.chosen or pick.firmness > LINE]
        chosen = _standing(firm, found)
        if chosen:
            return None if _is_hedged(raw, [pick for pick in firm if pick.chosen]) else chosen
    return []


def _without_remarks(raw: str, found: Sequence[Pick]) -> list[Pick]:
    """Without what is only told of other options beside a firm list: "We need A and B. C changes the objective."."""
    firm = [pick for pick in found if pick.chosen and pick.firmness >= DECISIVE]
    taken = {pick.option for pick in firm}
    groups: dict[int, list[Pick]] = {}
    for pick in firm:
        groups.setdefault(pick.group, []).append(pick)
    if not any(len({pick.option for pick in group}) > 1 for group in groups.values()):
        return [*found]
    return [pick for pick in found if pick.option in taken or not _is_remark(raw, pick, groups.get(pick.group, ()))]


def _is_remark(raw: str, pick: Pick, beside: Sequence[Pick]) -> bool:
    """Whether an option is named in a sentence, or behind a semicolon, that neither chooses nor recommends it."""
    if not pick.chosen or pick.whole or pick.verdict or pick.under:
        return False
    if any(one.span.start > pick.span.start or ";" not in raw[one.span.end : pick.span.start] for one in beside):
        return False
    start = raw.rfind(";", pick.group, pick.span.start) + 1 if beside else pick.group
    end = _SENTENCE_END.search(raw, pick.span.end)
    return _FAVOURS.search(raw, start, end.start() if end else len(raw)) is None


_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_FAVOURS = re.compile(
    r"\b(?:also|too|as well|additionally|moreover|furthermore|plus|likewise|and so|need(?:s|ed)?|requires?d?|"
    r"us(?:e|es|ed|ing)|useful|help\w*|recommend\w*|should|must|can|could|may|might|would (?:be|help)|important|"
    r"improv\w+|good|better|best|includ\w+|choose|chosen|select\w*|necessary|essential|beneficial|stabili\w+|want|"
    r"optional\w*|prefer\w*|implement\w*|correct|right|true|satisf\w+|ensur\w+|allow\w*|enabl\w+|realis\w+|"
    r"realiz\w+)\b",
    re.IGNORECASE,
)


def _raised(found: Sequence[Pick]) -> list[Pick]:
    """Options named in one sentence are chosen as firmly as the firmest of them."""
    top: dict[int, int] = {}
    asserted: set[int] = set()
    for pick in found:
        if pick.chosen:
            top[pick.group] = max(top.get(pick.group, 0), pick.firmness)
            if pick.whole and pick.firmness > LINE:
                asserted.add(pick.group)  # a list of its own: "A and B are convex; C oscillates"
    return [
        replace(pick, firmness=top[pick.group])
        if pick.chosen and pick.firmness >= SAID and (pick.whole or pick.group not in asserted)
        else pick
        for pick in found
    ]


def _together(closing: Sequence[Pick]) -> list[Pick]:
    """The last selection: one group, or the lines that stand under one label."""
    last = closing[-1]
    return [
        pick
        for pick in closing
        if pick.group == last.group
        or (pick.under and pick.under == last.under and pick.firmness == last.firmness == LINE)
    ]


def _standing(firm: Sequence[Pick], found: Sequence[Pick]) -> list[Pick]:
    """The options whose last firm word is that they are chosen, and that no later sentence takes back."""
    final: dict[int, Pick] = {}
    for pick in firm:
        final[pick.option] = pick
    for pick in found:
        known = final.get(pick.option)
        if known is not None and known.chosen and not pick.chosen and pick.span.start > known.span.start:
            final[pick.option] = pick
    return [pick for pick in final.values() if pick.chosen]


def _once(chosen: Sequence[Pick]) -> list[Pick]:
    return list({pick.option: pick for pick in chosen}.values())


def _is_hedged(raw: str, chosen: Sequence[Pick]) -> bool:
    """Whether one sentence offers two sets: "either {A, B} or {A, B, C}"."""
    by_group: dict[int, list[Pick]] = {}
    for pick in chosen:
        by_group.setdefault(pick.group, []).append(pick)
    for group, inside in by_group.items():
        options = [pick.option for pick in inside]
        text = raw[group : inside[-1].span.end]
        if len(set(options)) < len(options) and _EITHER.search(text) and _OR.search(text):
            return True
    return False
