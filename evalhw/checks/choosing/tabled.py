"""The rows of a table that says yes or no to each option.

Invariant: a row gives one verdict, in the last of its cells that holds nothing else.
"""

import re
from collections.abc import Iterator, Sequence

from evalhw.checks.choosing.asked import Asked
from evalhw.checks.choosing.failing import rejecting_label
from evalhw.checks.choosing.options import OptionReader
from evalhw.checks.choosing.pick import DECISIVE, Pick
from evalhw.text.language import cues
from evalhw.text.quantities.mentions import Passage

_YES = re.compile(rf"\W*(?:{cues.YES_WORD}|needs?)\b", re.IGNORECASE)
_NO = re.compile(rf"\W*{cues.NO_WORD}\b", re.IGNORECASE)
_LABELS = 2


def tabled(every: Sequence[Passage], reader: OptionReader, asked: Asked) -> Iterator[Pick]:
    """What the rows of the tables say of the options."""
    rows: dict[tuple[int, int], tuple[int, Pick]] = {}
    for passage in every:
        if not passage.cell or not passage.over:
            continue
        text = passage.view.text
        yes, no = _YES.match(text), _NO.match(text)
        verdict = not no if yes or no else asked.verdict(text)
        row = reader.labelled(passage.over[0])
        if row is None or verdict is None or reader.named(text):
            continue
        if len(passage.over) >= _LABELS and rejecting_label(passage.over[1], asked):
            verdict = not verdict  # a column "Raises an error?"
        words = len(text.split())
        place = (passage.block, row)
        if place not in rows or words <= rows[place][0]:
            pick = Pick(row, verdict, DECISIVE, passage.where, passage.block, closing=True)
            rows[place] = (words, pick)
    yield from (pick for _, pick in rows.values())
