"""Options that are marked: in a box, ticked or crossed, with a yes or no entry by entry or row by row.

Invariant: a mark speaks of the choice, so a bare letter or number beside it is an option, and it belongs to the option
on its own line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalhw.checks.base import Answer
from evalhw.checks.choosing.asked import Asked
from evalhw.checks.choosing.options import OptionReader, Seen
from evalhw.checks.choosing.selection import DECISIVE, Pick
from evalhw.checks.choosing.sentences import rejecting_label
from evalhw.text.language import cues
from evalhw.text.layout.budget import readable
from evalhw.text.layout.spans import Span
from evalhw.text.quantities.mentions import Passage


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


_TICKS = "☑✓✔✅🗹◉🔘⦿■◼⬛"
_EMPTY = "☐□○◯⬜❏❑◻▢"
_CROSS = "☒❌✗✘❎✖🗷"
_MARK = re.compile(
    rf"(?P<yes>[{_TICKS}]|\[[xX✓✔]\]|\([xX●•✓✔]\)|(?m:^[ \t]*●))|(?P<no>[{_EMPTY}]|\[[ \t_]?\]|\([ \t]\))|"
    rf"(?P<cross>[{_CROSS}])"
)
_MOST = 400
_DRESS = str.maketrans("", "", "_`$\\{}\ufe0f")
_EMPHASIS = re.compile(r"(?<!\w)\*+(?=\S)|(?<=\S)\*+(?!\w)")


@dataclass(frozen=True, slots=True)
class Box:
    """An option with a mark: whether it is ticked, and where."""

    option: int
    ticked: bool
    span: Span
    line: str


def boxes(raw: str, spans: Sequence[Span], reader: OptionReader) -> list[Box]:
    """The marked options of some passages, in order."""
    found: list[tuple[str, int, Span, str]] = []
    for span in spans:
        at = span.start
        for line in raw[span.start : span.end].splitlines(keepends=True):
            if len(line) <= _MOST and _MARK.search(line):
                found += _marked_in_line(line, at, reader)
            at += len(line)
    crosses_choose = not any(kind == "yes" for kind, *_ in found) and any(kind == "no" for kind, *_ in found)
    return [
        Box(option, kind == "yes" or (kind == "cross" and crosses_choose), span, line)
        for kind, option, span, line in found
    ]


def _marked_in_line(line: str, at: int, reader: OptionReader) -> list[tuple[str, int, Span, str]]:
    marks = [mark for mark in _MARK.finditer(line) if not _is_argument(line, mark)]
    if not marks:
        return []
    heads = bool(_seen_at_start(line[: marks[0].start()], reader))
    leading = not heads and bool(reader.bare(_plain(line[marks[-1].end() :])))
    result = []
    for index, mark in enumerate(marks):
        if leading:
            start, end = mark.end(), marks[index + 1].start() if index + 1 < len(marks) else len(line)
        else:
            start, end = marks[index - 1].end() if index else 0, mark.start()
        seen = reader.bare(_plain(line[start:end]))
        if seen:
            first = seen[0] if leading else _seen_at_start(line[start:end], reader)
            chosen = first or seen[-1]
            place = _trimmed(line, at, mark if leading else None, start, end)
            result.append((mark.lastgroup or "", chosen.option, place, line))
    return result


def _plain(text: str) -> str:
    return _EMPHASIS.sub("", text).translate(_DRESS)


_BEFORE = re.compile(r"[\s>*+•.,;:()\[\]-]*(?:\d{1,2}[.)]\s*)?(?:[A-Za-z][.)]\s*)?")


def _seen_at_start(text: str, reader: OptionReader) -> Seen | None:
    """The option that a stretch of text starts with, as a line on one does."""
    plain = _plain(text)
    seen = reader.bare(plain)
    return seen[0] if seen and _BEFORE.fullmatch(plain, 0, seen[0].start) else None


def _is_argument(line: str, mark: re.Match[str]) -> bool:
    """Whether a bracket holds the argument of a function: "exp(x)", "f (x)", "E[X]"."""
    if mark.group() not in _BRACKETED:
        return False
    empty = "[ ]" if mark.group()[0] == "[" else "( )"
    before = line[max(0, mark.start() - _NAME) : mark.start()]
    return _FUNCTION.search(before) is not None or (_TOUCHES.search(before) is not None and empty not in line)


_BRACKETED = frozenset({"(x)", "(X)", "[x]", "[X]"})
_NAME = 24
_TOUCHES = re.compile(r"[\w)\]}'’⁻¹²]$")
_FUNCTION = re.compile(
    r"(?:(?<![A-Za-z])(?:[fghuv]|sin|cos|tan|exp|log|ln|sqrt|sinh|cosh|tanh|abs|max|min|relu|sigmoid|sgn|sign)['’]{0,2}|"
    r"\\(?:left|big|Big))[ \t{}]?$"
)


def _trimmed(line: str, at: int, mark: re.Match[str] | None, start: int, end: int) -> Span:
    part = line[start:end]
    low = mark.start() if mark else start + len(part) - len(part.lstrip())
    return Span(at + low, at + start + len(part.rstrip()))


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
                for seen, chosen in _entries_of_line(line, reader):
                    group = found[0].group if found else at
                    place = Span(at + seen.start, at + seen.end)
                    found.append(Pick(seen.option, chosen, DECISIVE, place, group, closing=True, verdict=True))
            at += len(line)
    return found if len({pick.option for pick in found}) >= _FEWEST else []


def _entries_of_line(line: str, reader: OptionReader) -> Iterator[tuple[Seen, bool]]:
    named = reader.named(line)
    for found in _LETTER.finditer(line):
        option, at = reader.of_letter(found.group("letter")), found.start("letter")
        if option is not None and not any(one.start <= at < one.end for one in named):
            yield Seen(option, at, at + 1), found.group("yes") is not None
    for seen in named:
        verdict = _BEHIND.match(line, seen.end)
        if verdict is not None and _START.search(line[: seen.start]):
            yield seen, verdict.group("yes") is not None


_CELL_SAYS_YES = re.compile(rf"\W*(?:{cues.YES_WORD}|needs?)\b", re.IGNORECASE)
_CELL_SAYS_NO = re.compile(rf"\W*{cues.NO_WORD}\b", re.IGNORECASE)
_LABELS = 2


def tabled(every: Sequence[Passage], reader: OptionReader, asked: Asked) -> Iterator[Pick]:
    """What the rows of the tables say of the options."""
    rows: dict[tuple[int, int], tuple[int, Pick]] = {}
    for passage in every:
        if not passage.cell or not passage.over:
            continue
        text = passage.view.text
        yes, no = _CELL_SAYS_YES.match(text), _CELL_SAYS_NO.match(text)
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
