"""An answer that says yes or no to one option after another: "a: yes, b: no", ``{"a": true}``, "(a) Correct. …".

Invariant: a letter is an option here only at the start of an entry and with its verdict right behind it, and one entry
alone is no ledger.
"""

import re
from collections.abc import Iterator, Sequence

from evalhw.checks.choosing.options import OptionReader, Seen
from evalhw.checks.choosing.pick import DECISIVE, Pick
from evalhw.text.language import cues
from evalhw.text.layout.spans import Span

_VERDICT = (
    r"[\"'*_`)\].]{0,6}[ \t]*(?:(?:[:=→–—-]|->|=>|:=)[ \t]*)?[\"'*_`(]{0,6}"
    rf"(?:(?P<yes>{cues.YES_WORD}|valid|works)|(?P<no>{cues.NO_WORD}|invalid|fails|"
    r"does(?:\s+not|n['’]t)\s+(?:work|fit|apply|count|hold)))\b[\"'*_`)]{0,6}[ \t]*"
    r"(?=[.,;:!)}\]–—(]|$|\n|because|since|as\b)"
)
_BEHIND = re.compile(_VERDICT, re.IGNORECASE)
_LETTER = re.compile(
    r"(?:^[ \t>*+•-]*|[,;{.][ \t]*|\b(?:and|but)[ \t]+)(?:option[ \t]+)?[\"'*_`(\[]{0,5}(?P<letter>[A-Za-z])(?![\w'’])"
    + _VERDICT,
    re.IGNORECASE | re.MULTILINE,
)
_START = re.compile(r"(?:^|[,;{.]|\band|\bbut)[ \t>*+•\"'_`(\[-]*$", re.IGNORECASE)
_MAYBE = re.compile(rf"\b(?:{cues.YES_WORD}|valid|works|{cues.NO_WORD}|invalid|fails)\b", re.IGNORECASE)
_LONGEST = 400
_FEWEST = 2


def entries(raw: str, spans: Sequence[Span], reader: OptionReader) -> list[Pick]:
    """The options that get a verdict entry by entry, as one selection; empty unless there are several."""
    found: list[Pick] = []
    for span in spans:
        at = span.start
        for line in raw[span.start : span.end].splitlines(keepends=True):
            if len(line) <= _LONGEST and _MAYBE.search(line):
                for seen, chosen in _of_line(line, reader):
                    group = found[0].group if found else at
                    place = Span(at + seen.start, at + seen.end)
                    found.append(Pick(seen.option, chosen, DECISIVE, place, group, closing=True, verdict=True))
            at += len(line)
    return found if len({pick.option for pick in found}) >= _FEWEST else []


def _of_line(line: str, reader: OptionReader) -> Iterator[tuple[Seen, bool]]:
    named = reader.named(line)
    for found in _LETTER.finditer(line):
        option, at = reader.of_letter(found.group("letter")), found.start("letter")
        if option is not None and not any(one.start <= at < one.end for one in named):
            yield Seen(option, at, at + 1), found.group("yes") is not None
    for seen in named:
        verdict = _BEHIND.match(line, seen.end)
        if verdict is not None and _START.search(line[: seen.start]):
            yield seen, verdict.group("yes") is not None
