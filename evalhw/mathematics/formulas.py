"""Find the formulas of a markdown answer: displayed, inline, in code spans, and bare in the text.

Invariant: a formula's `start` and `end` are offsets in the raw text, delimiters left out, and formulas never overlap.
Scanning takes one pass; an opener without its closer is looked for only once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Notation = Literal["latex", "code", "plain"]

MAX_FORMULA = 4_000  # characters; what is longer is no formula that a person would check
MAX_FORMULAS = 1_500
MAX_LINE = 400  # characters of an undelimited line that is looked through


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a text.

    Attributes:
        start: Offset of its first character in the raw text, after the opening delimiter.
        end: Offset after its last character, before the closing delimiter.
        outer_start: Offset of the opening delimiter.
        outer_end: Offset after the closing delimiter.
        source: `text[start:end]`.
        display: Whether it stands on its own.
        notation: `latex`, `code` (a code span or block) or `plain` (no delimiters at all).
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    source: str
    display: bool
    notation: Notation = "latex"


_ENVIRONMENTS = "equation|align|aligned|alignat|gather|gathered|split|eqnarray|multline|displaymath|math|cases"
_OPENER = re.compile(
    r"""(?P<escape>\\[\\$`])
      | (?P<fence>(?m:^)[ \t>]*(?:```|~~~)[^\n`]*\n)
      | (?P<github>\$`)
      | (?P<code>`+)
      | (?P<display>\$\$)
      | (?P<inline>\$)
      | (?P<bracket>\\\[)
      | (?P<paren>\\\()
      | (?P<environment>\\begin\{(?P<name>(?:"""
    + _ENVIRONMENTS
    + r""")\*?)\})
      | (?P<bare>(?m:^)[ \t]*\[[ \t]*\n)
    """,
    re.VERBOSE,
)
_MATH_LANGUAGES = {"", "math", "latex", "tex", "text", "txt", "plaintext", "katex"}
_BARE_END = re.compile(r"^[ \t]*\][ \t,.;]*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_FENCE_END = re.compile(r"^[ \t>]*(?:```|~~~)[ \t]*$", re.MULTILINE)


def formulas(text: str) -> tuple[Formula, ...]:
    """Every formula of a markdown text, in order; at most `MAX_FORMULAS`."""
    found: list[Formula] = []
    for formula in _delimited(text):
        found.append(formula)
        if len(found) >= MAX_FORMULAS:
            break
    room = MAX_FORMULAS - len(found)
    found.extend(_bare(text, found, room))
    return tuple(sorted(found, key=lambda formula: formula.start))


def _delimited(text: str) -> Iterator[Formula]:
    hopeless: set[str] = set()
    position = 0
    while match := _OPENER.search(text, position):
        kind = match.lastgroup or ""
        kind = "environment" if kind == "name" else kind
        position = match.end()
        if kind == "escape" or (kind in hopeless and kind not in {"inline", "code"}):
            continue
        closing = _closing(text, match, kind)
        if closing is None:
            hopeless.add(kind)
            continue
        start, end, outer_end = closing
        if outer_end <= position:  # a delimiter that closes nothing
            continue
        position = outer_end
        yield from _made(text, match, kind, (start, end, outer_end))


def _made(text: str, match: re.Match[str], kind: str, place: tuple[int, int, int]) -> Iterator[Formula]:
    """The formula, or the lines of a code block, between the delimiters."""
    start, end, outer_end = place
    if kind == "fence":
        language = match.group().strip(" \t>\n`~").lower()
        if language == "math":
            yield Formula(start, end, match.start(), outer_end, text[start:end], display=True)
        elif language in _MATH_LANGUAGES:
            yield from _lines(text, start, end)
        return
    if end - start > MAX_FORMULA or not text[start:end].strip():
        return
    display = kind in {"display", "bracket", "environment", "bare"}
    notation: Notation = "code" if kind == "code" else "latex"
    yield Formula(start, end, match.start(), outer_end, text[start:end], display, notation)


def _lines(text: str, start: int, end: int) -> Iterator[Formula]:
    """Each line of a code block that could be mathematics."""
    for line in re.finditer(r"[^\n]+", text[start:end][: 20 * MAX_FORMULA]):
        first, last = start + line.start(), start + line.end()
        if last - first <= MAX_LINE and line.group().strip():
            yield Formula(first, last, first, last, text[first:last], display=True, notation="code")


def _closing(text: str, match: re.Match[str], kind: str) -> tuple[int, int, int] | None:
    """Start and end of what an opener encloses, and the offset after its closer; None when nothing closes it."""
    start = match.end()
    if kind == "environment":
        closer = rf"\end{{{match.group('name')}}}"
        at = text.find(closer, start, start + MAX_FORMULA)
        return None if at < 0 else (match.start(), at + len(closer), at + len(closer))
    if kind == "inline":
        return _inline(text, start)
    if kind in {"fence", "bare"}:
        found = (_FENCE_END if kind == "fence" else _BARE_END).search(text, start)
        if found is None or (kind == "bare" and found.start() - start > MAX_FORMULA):
            return (start, len(text), len(text)) if kind == "fence" else None
        return start, found.start(), found.end()
    closer = {"github": "`$", "display": "$$", "bracket": r"\]", "paren": r"\)"}.get(kind, match.group())
    at = text.find(closer, start, None if kind != "code" else _paragraph_end(text, start))
    if at < 0:
        return (start, start, start) if kind == "code" else None
    return start, at, at + len(closer)


def _paragraph_end(text: str, start: int) -> int:
    found = _BLANK_LINE.search(text, start, start + 2 * MAX_FORMULA)
    return found.start() if found else min(len(text), start + 2 * MAX_FORMULA)


def _inline(text: str, start: int) -> tuple[int, int, int]:
    """The span of `$...$`: within one paragraph, and not the price of something."""
    limit = min(_paragraph_end(text, start), start + MAX_FORMULA)
    at = start
    while (at := text.find("$", at, limit)) >= 0:
        if text[at - 1] == "\\":
            at += 1
            continue
        inside = text[start:at]
        price = inside[:1].isdigit() and (inside[-1:].isspace() or text[at + 1 : at + 2].isdigit())
        if not inside.strip() or price:
            break
        return start, at, at + 1
    return start, start, start


_RELATION = re.compile(r"[=≈≡⟹⇒]|\\(?:approx|implies|Rightarrow|equiv)")
_HEAVY = re.compile(r"[A-Za-z)][_^']|[₀-₉ₖᵀ⊤²∂∇Σσλ]")
_MATHEMATICS = re.compile(f"{_RELATION.pattern}|{_HEAVY.pattern}")
_PRODUCT = 3  # factors with a script make a formula without a relation sign
_WORD = re.compile(r"\S+")
_PROSE = re.compile(r"[(\"'*_]*[A-Za-z]{2,}(?:['’-][A-Za-z]+)*[)\"'*_]*[,.:;!?]*")
_MARK = re.compile(r"[-*+•]|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)]|[>#|]+")
_SPOKEN = {"tr", "trace", "vec", "diag", "rank", "det", "sum", "sqrt", "dl", "df", "dw", "de", "dx", "dr"}
_PARTS = re.compile(r"(?:[^|\"“”]|(?<=\|)\||\|(?=\|))+")  # cells of a table, strings; || is a norm
_CLOSED = {".", ",", ";", ":"}


def _bare(text: str, taken: list[Formula], room: int) -> Iterator[Formula]:
    """Undelimited equations: runs of words without prose around a relation sign, outside of all formulas."""
    limits = iter(taken)
    upcoming = next(limits, None)
    for line in re.finditer(r"[^\n]+", text):
        if room <= 0:
            return
        inside: list[tuple[int, int]] = []
        while upcoming is not None and upcoming.outer_start < line.end():
            inside.append((upcoming.outer_start, upcoming.outer_end))
            if upcoming.outer_end > line.end():
                break  # it goes on in the next line
            upcoming = next(limits, None)
        if line.end() - line.start() > MAX_LINE or not _MATHEMATICS.search(line.group()):
            continue
        for start, end in _outside(line.start(), line.end(), inside):
            for first, last in _candidates(text, start, end):
                room -= 1
                yield Formula(first, last, first, last, text[first:last], display=False, notation="plain")


def _outside(start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a line between the formulas in it."""
    for first, last in taken:
        if first > start:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end


def _candidates(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for part in _PARTS.finditer(text, start, end):
        for first, last in _runs(part.group()):
            yield part.start() + first, part.start() + last


def _runs(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of the runs of mathematical words in a line that hold a relation sign."""
    words = [(word.start(), word.end(), _is_prose(word.group())) for word in _WORD.finditer(line)]
    index = 0
    while index < len(words):
        if words[index][2]:
            index += 1
            continue
        last = index
        while last + 1 < len(words) and not words[last + 1][2]:
            last += 1
        first = index
        index = last + 1
        while first < last and _MARK.fullmatch(line[words[first][0] : words[first][1]].strip("*_")):
            first += 1
        start, end = words[first][0], words[last][1]
        while end > start and line[end - 1] in _CLOSED:
            end -= 1
        heavy = sum(bool(_HEAVY.search(line, first, last)) for first, last, _ in words if start <= first < end)
        if end - start > 2 and (_RELATION.search(line, start, end) or heavy >= _PRODUCT):  # noqa: PLR2004  # no sign alone
            yield start, end


def _is_prose(word: str) -> bool:
    if word.endswith(":") and not word.endswith("::"):
        return True  # what introduces a formula is no part of it
    bare = word.strip("()\"'*_,.:;!?").lower()
    return bool(_PROSE.fullmatch(word)) and bare not in _SPOKEN
