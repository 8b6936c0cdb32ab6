"""Options in boxes, as LaTeX draws them around a final answer.

Invariant: a box speaks of the choice, so a bare letter or number in it is an option.
"""

import re
from collections.abc import Iterator

from evalhw.checks.base import Answer
from evalhw.checks.choosing.options import OptionReader
from evalhw.checks.choosing.pick import DECISIVE, Pick
from evalhw.text.layout.budget import readable
from evalhw.text.layout.spans import Span


def boxed(answer: Answer, reader: OptionReader) -> Iterator[Pick]:
    r"""The options in ``\boxed{…}``; boxes that stand close to one another are one selection."""
    group = last = -_LONGEST_BOX
    for span in readable(answer.spans):
        for found in _BOXED.finditer(answer.raw, span.start, span.end):
            if found.start() - last > _LONGEST_BOX or "\n\n" in answer.raw[max(last, 0) : found.start()]:
                group = found.start()
            end = _closing(answer.raw, found.end())
            view = answer.document.plain(Span(found.end(), end))
            text = view.text or answer.raw[found.end() : end]
            for seen in reader.bare(text):
                yield Pick(seen.option, True, DECISIVE, Span(found.start(), end + 1), group, closing=True)
            last = end


_BOXED = re.compile(r"\\(?:f?boxed|fbox)\s*\{")
_LONGEST_BOX = 400


def _closing(raw: str, at: int) -> int:
    depth = 1
    for index in range(at, min(len(raw), at + _LONGEST_BOX)):
        depth += {"{": 1, "}": -1}.get(raw[index], 0)
        if depth == 0:
            return index
    return min(len(raw), at + _LONGEST_BOX)
