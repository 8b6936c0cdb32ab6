"""Read ticked and unticked boxes, check marks and crosses beside options.

Invariant: a mark belongs to the option on its own line; a list in which something is ticked says of every box whether
it is chosen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evalhw.checks.choosing.options import OptionReader, Seen
from evalhw.text.layout.spans import Span

_YES = "☑✓✔✅🗹◉🔘⦿■◼⬛"
_NO = "☐□○◯⬜❏❑◻▢"
_CROSS = "☒❌✗✘❎✖🗷"
_MARK = re.compile(
    rf"(?P<yes>[{_YES}]|\[[xX✓✔]\]|\([xX●•✓✔]\)|(?m:^[ \t]*●))|(?P<no>[{_NO}]|\[[ \t_]?\]|\([ \t]\))|"
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
                found += _of_line(line, at, reader)
            at += len(line)
    crosses_choose = not any(kind == "yes" for kind, *_ in found) and any(kind == "no" for kind, *_ in found)
    return [
        Box(option, kind == "yes" or (kind == "cross" and crosses_choose), span, line)
        for kind, option, span, line in found
    ]


def _of_line(line: str, at: int, reader: OptionReader) -> list[tuple[str, int, Span, str]]:
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
