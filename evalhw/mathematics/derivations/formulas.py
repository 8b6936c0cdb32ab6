"""Find the formulas of a markdown answer: displayed, inline, in code spans, and bare in the text.

Invariant: a formula's `start` and `end` are offsets in the raw text, delimiters left out, and formulas never overlap.
Scanning takes one pass; an opener without its closer is looked for only once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from evalhw.mathematics.derivations.bare import bare

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Notation = Literal["latex", "code", "plain"]

MAX_FORMULA = 4_000  # characters; what is longer is no formula that a person would check
MAX_FORMULAS = 1_500
MAX_LINE = 300  # characters of a line of code


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
_PLAIN_LANGUAGES = {"", "latex", "tex", "text", "txt", "plaintext", "katex", "markdown", "md"}
_ARITHMETIC = frozenset({"python", "py", "python3", "sympy", "julia", "matlab", "octave"})
_BARE_END = re.compile(r"^[ \t]*\][ \t,.;]*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_FENCE_END = re.compile(r"^[ \t>]*(?:```|~~~)[ \t]*$", re.MULTILINE)


def formulas(text: str, names: Collection[str] = ()) -> tuple[Formula, ...]:
    """Every formula of a markdown text, in order; at most `MAX_FORMULAS`.

    Args:
        text: The text.
        names: Declared names, so that `beta` or `AB` between signs is not taken for a word.
    """
    found: list[Formula] = []
    programs: list[tuple[int, int]] = []
    for formula in _delimited(text, programs):
        found.append(formula)
        if len(found) >= MAX_FORMULAS:
            break
    room = MAX_FORMULAS - len(found)
    spans = sorted([(formula.outer_start, formula.outer_end) for formula in found] + programs)
    for first, last in islice(bare(text, spans, names), room):
        found.append(Formula(first, last, first, last, text[first:last], display=False, notation="plain"))
    return tuple(sorted(found, key=lambda formula: formula.start))


def _delimited(text: str, programs: list[tuple[int, int]]) -> Iterator[Formula]:
    """The formulas between delimiters; blocks of program code, which hold none, are added to `programs`."""
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
        yield from _made(text, match, kind, (start, end, outer_end), programs)


def _made(
    text: str, match: re.Match[str], kind: str, place: tuple[int, int, int], programs: list[tuple[int, int]]
) -> Iterator[Formula]:
    """The formula between the delimiters; a code block of plain text is left to the search for bare equations."""
    start, end, outer_end = place
    if kind == "fence":
        language = match.group().strip(" \t>\n`~").lower()
        if language == "math":
            yield Formula(start, end, match.start(), outer_end, text[start:end], display=True)
        elif language not in _PLAIN_LANGUAGES:
            programs.append((match.start(), outer_end))
            yield from assignments(text, start, end) if language in _ARITHMETIC else ()
        return
    if end - start > MAX_FORMULA or not text[start:end].strip():
        return
    display = kind in {"display", "bracket", "environment", "bare"}
    notation: Notation = "code" if kind == "code" else "latex"
    yield Formula(start, end, match.start(), outer_end, text[start:end], display, notation)


_ASSIGNMENT = re.compile(
    r"[ \t>]*(?P<formula>[A-Za-z]\w{0,20}[ \t]*=(?P<value>[\w \t.+\-*/^()]{1,200}))[ \t]*;?[ \t]*(?:[#%].*)?"
)
_SILENT = re.compile(r"[ \t>]*(?:[#%].*|(?:import|from|using)\b.*|print\(.*\).*)?")
_CALLED = re.compile(r"([A-Za-z]\w*)[ \t]*\(")
_CALLS = frozenset({"sqrt", "exp", "log"})
_WORK = re.compile(r"[+*/^]|\w\s*-")
_MEMBER = re.compile(r"([A-Za-z]\w*)\.(?=[A-Za-z])")
_MODULES = frozenset({"np", "numpy", "math", "sp", "sympy", "jnp"})
_NAME = re.compile(r"[A-Za-z]")
MAX_LINES = 40  # of a block of code


def assignments(text: str, start: int, end: int) -> Iterator[Formula]:
    """The lines of a block of code that holds nothing but formulas: h = 2 * sqrt(a / b).

    A block with anything else in it, or with numbers put in for its names, is a program.
    """
    found: list[Formula] = []
    at = start
    for count, line in enumerate(text[start:end].split("\n")):
        match = None if count > MAX_LINES or len(line) > MAX_LINE else _ASSIGNMENT.fullmatch(line)
        if match and _is_arithmetic(match["value"]):
            first, last = at + match.start("formula"), at + match.end("formula")
            found.append(Formula(first, last, first, last, text[first:last], display=True, notation="code"))
        elif not _SILENT.fullmatch(line) or count > MAX_LINES:
            return
        at += len(line) + 1
    yield from found


def _is_arithmetic(value: str) -> bool:
    """Whether a value is made of names, numbers and the functions that mathematics has."""
    called, owners = _CALLED.findall(value), _MEMBER.findall(value)
    works = bool(called) or _WORK.search(value) is not None
    return works and bool(_NAME.search(value)) and _CALLS.issuperset(called) and _MODULES.issuperset(owners)


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
