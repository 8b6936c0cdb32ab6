"""A list of some options is the selection: what prose beside it says of others is said in passing.

Invariant: an option is put back only where nothing says outright that it is chosen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evalhw.checks.pick import DECISIVE, PASSING, Pick

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


def _is_outright(pick: Pick) -> bool:
    return pick.whole or pick.closing or pick.firmness >= DECISIVE
