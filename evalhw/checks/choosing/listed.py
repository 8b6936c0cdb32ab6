"""A list of some options is the selection: what prose beside it says of others is said in passing.

Invariant: an option is put back only where nothing says outright that it is chosen.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from evalhw.checks.choosing.pick import DECISIVE, PASSING, Pick

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
