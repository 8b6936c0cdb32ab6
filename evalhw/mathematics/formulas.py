"""Find the formulas of a markdown answer: displayed, inline, in code spans, and bare in the text.

Invariant: a formula's `start` and `end` are offsets in the raw text, delimiters left out, and formulas never overlap.
Scanning takes one pass; an opener without its closer is looked for only once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

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


def formulas(text: str, names: Collection[str] = ()) -> tuple[Formula, ...]:
    """Every formula of a markdown text, in order; at most `MAX_FORMULAS`.

    Args:
        text: The text.
        names: Declared names, so that `beta` or `AB` between signs is not taken for a word.
    """
    found: list[Formula] = []
    for formula in _delimited(text):
        found.append(formula)
        if len(found) >= MAX_FORMULAS:
            break
    room = MAX_FORMULAS - len(found)
    found.extend(_bare(text, found, room, _Names(names)))
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
_DIFFERENTIAL = re.compile("d[A-Z]")
_LETTERS = 4  # capitals of declared names side by side, such as AB; more of them are a word
_SHORT = 2  # characters; a sign alone
_SPOKEN = frozenset({
    "tr", "trace", "vec", "diag", "rank", "det", "sum", "sqrt", "exp", "log", "dl", "df", "dw", "de", "dx", "dr",
    "alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho",
    "sigma", "tau", "phi", "chi", "psi", "omega",
})  # fmt: skip
_PARTS = re.compile(r"(?:[^|\"“”]|(?<=\|)\||\|(?=\|))+")  # cells of a table, strings; || is a norm
_CLOSED = {".", ",", ";", ":"}


class _Names:
    """The declared names as they stand in plain text."""

    def __init__(self, names: Collection[str]) -> None:
        self.long = frozenset(name for name in names if len(name) > 1 and name.isalpha()) | _SPOKEN
        self.letters = frozenset(name for name in names if len(name) == 1 and name.isupper()) | {"I"}

    def is_prose(self, word: str) -> bool:
        """Whether a word is one of a sentence rather than of a formula."""
        if word.endswith(":") and not word.endswith("::"):
            return True  # what introduces a formula is no part of it
        bare = word.strip("()\"'*_,.:;!?")
        if not _PROSE.fullmatch(word) or bare in self.long or bare.lower() in _SPOKEN or _DIFFERENTIAL.fullmatch(bare):
            return False
        return not (len(bare) <= _LETTERS and self.letters.issuperset(bare))


def _bare(text: str, taken: list[Formula], room: int, names: _Names) -> Iterator[Formula]:
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
            for first, last in _candidates(text, start, end, names):
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


def _candidates(text: str, start: int, end: int, names: _Names) -> Iterator[tuple[int, int]]:
    for part in _PARTS.finditer(text, start, end):
        for first, last in _runs(part.group(), names):
            yield part.start() + first, part.start() + last


def _runs(line: str, names: _Names) -> Iterator[tuple[int, int]]:
    """Start and end of the runs of mathematical words in a line that make a formula."""
    words = [(word.start(), word.end(), names.is_prose(word.group())) for word in _WORD.finditer(line)]
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
        last = _without_tail(line, words, first, last)
        yield from _formula(line, words[first : last + 1], begins=first == 0)


def _without_tail(line: str, words: list[tuple[int, int, bool]], first: int, last: int) -> int:
    """The run without what stands behind its last comma and holds no relation: `A = B, I (think)`."""
    for here in range(last - 1, first, -1):
        if line[words[here][1] - 1] in ",;":
            return last if _RELATION.search(line, words[here][1], words[last][1]) else here
    return last


def _formula(line: str, words: list[tuple[int, int, bool]], *, begins: bool) -> Iterator[tuple[int, int]]:
    """The span of a run, if it is an equation or a product; one that lost its left side is none."""
    start, end = words[0][0], words[-1][1]
    while end > start and line[end - 1] in _CLOSED:
        end -= 1
    opens = _RELATION.match(line, start) is not None
    heavy = sum(bool(_HEAVY.search(line, first, last)) for first, last, _ in words)
    equation = _RELATION.search(line, start, end) is not None
    if end - start > _SHORT and (equation or heavy >= _PRODUCT) and (begins or not opens):
        yield start, end
