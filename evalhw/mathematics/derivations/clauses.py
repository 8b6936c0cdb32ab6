"""Cut a formula into clauses: the equations and expressions that stand in it, each to be read whole.

Invariant: a clause's `source` is as long as `text[start:end]`; decoration is blanked, never removed, so that an
offset in the clause plus `start` is an offset in the raw text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax.reader import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.formulas import Formula
    from evalhw.mathematics.syntax.reader import Line

MAX_CLAUSES = 60  # in one formula


@dataclass(frozen=True, slots=True)
class Clause:
    """One equation, chain or expression of a formula.

    Attributes:
        start: Offset of its first character in the raw text.
        end: Offset after its last.
        source: Its text with decoration blanked; offsets agree with the raw text.
        label: Its number, such as `1` or `ii`, or empty.
        opens: Whether it begins with a relation sign: the left side is what came before.
        lead: What connects it to the one before: an arrow, or words inside the formula.
        remark: Words inside the formula that stand after it.
        aside: Whether it is a remark beside a chain, which the next row does not go on from.
    """

    start: int
    end: int
    source: str
    label: str = ""
    opens: bool = False
    lead: str = ""
    remark: str = ""
    aside: bool = False


_ON_SIGN = re.compile(r"\\(?:overset|stackrel|underset)\s*\{")
_WRAPPER = re.compile(r"\\(?:boxed|fbox|underbrace|overbrace|mathop|mathrel|ensuremath|textcolor\{[^{}]*\})\s*\{")
_DEFINING = re.compile(r"=:|\\eqqcolon(?![A-Za-z])")  # A =: B is read as A = B, which defines a B not known before
_DERIVATIVE_OF = re.compile(r"(?:d|∂)/(?:d|∂)\S+\s+(of)\b")
_MODULE = re.compile(r"(?<![\w.\\])(?:np|numpy|math|sp|sympy|jnp)\.(?=(?:sqrt|exp|log)\()")
_TICKED = re.compile(r"[✓✔✅☑]+")
# "At the point": a bar with a subscript behind a derivative; \left. opens it.
_EVALUATED = re.compile(
    r"\\left\s*\.|\\(?:right|[Bb]igg?[lr]?)\s*\|\s*_\s*(?:\{[^{}]*\}|[^\s{\\])|(?<=[}\w)])\|_\{[^{}]*\}"
)
_NOTE = re.compile(r"\s*[_^]\s*(?=\{)")
_BRACE = re.compile(r"\s*(?=\{)")
_COUNT = r"\d{1,2}(?:\.\d{1,2})?[a-z]?'?|[ivxIVX]{1,4}|\*{1,3}|(?:\\(?:star|ast|dagger|clubsuit|heartsuit)\s*)+"
_LABEL = re.compile(rf"\s*(?:Eq\.?\s*)?(?:\(\s*(?:{_COUNT}|[A-Za-z])\s*\)|\[\d{{1,2}}\])[\s.,;~]*")
_FREE_LABEL = re.compile(rf"(?<=[\s~,.}}])\s*(\(\s*(?:{_COUNT})\s*\))(?=[\s.,;]*$|\s*\\\\|\s*\\end)")
_NAME = r"(?:\d{1,2}[a-z]?|[ivxIVX]{1,4}|\*{1,3}|[A-Za-z](?:_?(?:\{\w\}|\w))?'?)"
# A label in front of what it names: \text{(a)}\quad, (1)\;, W_2:
_LEADING = re.compile(
    rf"(?:\\(?:text\w*|math(?:rm|bf|sf|it))\s*\{{\s*(?:\(({_NAME})\)|({_NAME})[:.])\s*[:.]?\s*\}}"
    rf"|[(\[]\s*({_NAME})\s*[)\]]|({_NAME})(?=\s*:(?!=)))\s*:?(?:\s|~|\\[;:,! ]|\\q?quad(?![A-Za-z]))+"
    r"(?![=:≈≡<>≤≥+*^_&\-]|\\(?:approx|equiv|leq?|geq?|neq?|propto|in|to|cdot|times|pm|top|text)(?![A-Za-z])|$)"
)
_ROW = re.compile(r"(?:^|\\\\(?:\[[^\]]*\])?)(?:\s|&|\\begin\{[A-Za-z*]+\}(?:\{[^{}]*\})?|\\q?quad(?![A-Za-z]))*")
_GAP = re.compile(r"\\q?quad(?![A-Za-z])\s*|\\\\")
_TAG = re.compile(r"\\tag\*?\{([^{}]*)\}")
_SIGN = re.compile(r"\s*(?::=|=|≈|≡|≤|≥|<|>|\\(?:approx|equiv|leq?|geq?|neq?|propto|sim|simeq|coloneqq)(?![A-Za-z]))")
_RELATION = re.compile(r"(?<![\\A-Za-z])[=≈≡<>≤≥∈!]|\\(?:approx|equiv|leq?|geq?|neq?|propto|in|to)(?![A-Za-z])")
_PART = re.compile(
    r"\\(?:begin|end)\{[A-Za-z*]+\}|\\(?:langle|rangle)(?![A-Za-z])|\\[{}]"
    r"|\\(?:text\w*|mbox|hbox|intertext)\s*\{[^{}]*\}|[()\[\]{}]"
)
_PROSE = re.compile(
    r"(?i)\{.*\b(?:if|for|since|because|as|by|using|where|with|when|is|are|from|for all|and|assuming)\b"
)


def clauses(formula: Formula, symbols: Symbols) -> tuple[Clause, ...]:
    """The clauses of a formula, in order; labels such as `(1)` belong to the clause they stand by."""
    masked, labels = _masked(formula.source)
    made: list[Clause] = []
    pending = ""
    for line in _lines(masked, symbols)[:MAX_CLAUSES]:
        content = masked[line.start : line.end]
        if not _LABEL.fullmatch(content):
            made.append(_clause(formula.start, content, line, line.tag or pending))
            pending = ""
        elif made and not made[-1].label and r"\\" not in masked[made[-1].end - formula.start : line.start]:
            made[-1] = replace(made[-1], label=_plain(content))
        else:
            pending = _plain(content)
    return _labelled(made, [(formula.start + at, name) for at, name in labels])


def _labelled(made: list[Clause], labels: list[tuple[int, str]]) -> tuple[Clause, ...]:
    """The clauses with the labels that stand behind them."""
    for at, name in labels:
        index = max((index for index, clause in enumerate(made) if clause.start <= at), default=-1)
        if index >= 0 and not made[index].label:
            made[index] = replace(made[index], label=name)
    return tuple(made)


def _lines(masked: str, symbols: Symbols) -> tuple[Line, ...]:
    """The statements that the reader finds; none where the formula cannot even be cut."""
    try:
        return read_lines(masked, symbols)
    except ReadingError:
        return ()


def _clause(offset: int, content: str, line: Line, label: str) -> Clause:
    start, end = offset + line.start, offset + line.end
    return Clause(start, end, content, label, bool(_SIGN.match(content)), line.lead, line.remark, line.aside)


def _plain(label: str) -> str:
    """A label without its brackets: `(1)` is `1`."""
    return re.sub(r"[()\[\]\s\\.,;~]|Eq", "", label)


def _blank(characters: list[str], start: int, end: int) -> None:
    characters[start:end] = " " * (end - start)


def _masked(source: str) -> tuple[str, list[tuple[int, str]]]:
    """The source with decoration blanked, and the labels in it by their place."""
    characters = list(source)
    labels: list[tuple[int, str]] = []
    for match in _TAG.finditer(source):
        labels.append((match.start(), _plain(match.group(1))))
        _blank(characters, *match.span())
    for match in _leading(source):
        labels.append((match.end(), _plain(next(filter(None, match.groups())))))
        _blank(characters, *match.span())
    for match in (*_EVALUATED.finditer(source), *_TICKED.finditer(source), *_MODULE.finditer(source)):
        _blank(characters, *match.span())
    for match in _DERIVATIVE_OF.finditer(source):
        _blank(characters, *match.span(1))
    for match in _DEFINING.finditer(source):
        _blank(characters, match.start(), match.end())
        characters[match.end() - 1] = "="
    for match in _ON_SIGN.finditer(source):
        _unwrap_sign(source, characters, match)
    for match in _WRAPPER.finditer(source):
        _unwrap(source, characters, match)
    for match in _FREE_LABEL.finditer("".join(characters)):
        if _RELATION.search(source, 0, match.start()):
            labels.append((match.start(), _plain(match.group(1))))
            _blank(characters, *match.span())
    _open_asides(characters)
    return "".join(characters), labels


def _leading(source: str) -> Iterator[re.Match[str]]:
    """The labels in front of the statements of a row that begins with one."""
    for row in _ROW.finditer(source):
        found = _LEADING.match(source, row.end())
        at = found.end() if found else -1
        while found:
            yield found
            found = None
            while found is None and (gap := _GAP.search(source, at)) is not None and not gap.group().startswith("\\\\"):
                at = gap.end()
                found = _LEADING.match(source, at)
            at = found.end() if found else at


def _open_asides(characters: list[str]) -> None:
    r"""Blank the brackets around words, so that a formula inside `(\\text{since } A = B)` is a clause as well."""
    masked = "".join(characters)
    groups: list[tuple[int, str]] = []
    asides: set[int] = set()
    for match in _PART.finditer(masked):
        start, sign = match.start(), match.group()
        if sign[0] in "([{" or sign in {r"\{", r"\langle"} or sign.startswith(r"\begin"):
            groups.append((start, sign))
        elif sign[0] in ")]}" or sign in {r"\}", r"\rangle"} or sign.startswith(r"\end"):
            opened, _ = groups.pop() if groups else (-1, "")
            if opened in asides:
                _blank(characters, opened, opened + 1)
                _blank(characters, start, match.end())
        elif groups and groups[-1][1] == "(" and _PROSE.search(sign):
            asides.add(groups[-1][0])


def _matching(source: str, opener: int) -> int:
    """Offset of the brace that closes the one at `opener`, or -1."""
    depth = 0
    for position in range(opener, min(len(source), opener + 3_000)):
        if source[position - 1 : position] == "\\":
            continue
        depth += {"{": 1, "}": -1}.get(source[position], 0)
        if depth == 0:
            return position
    return -1


def _unwrap(source: str, characters: list[str], match: re.Match[str]) -> None:
    r"""Blank `\boxed{` and its closing brace; of \underbrace also the note below it."""
    close = _matching(source, match.end() - 1)
    if close < 0:
        return
    _blank(characters, *match.span())
    characters[close] = " "
    note = _NOTE.match(source, close + 1)
    if note and "brace" in match.group():
        end = _matching(source, note.end())
        if end > 0:
            _blank(characters, close + 1, end + 1)


def _unwrap_sign(source: str, characters: list[str], match: re.Match[str]) -> None:
    r"""Of \overset{note}{=} keep the relation sign only."""
    close = _matching(source, match.end() - 1)
    second = _BRACE.match(source, close + 1) if close > 0 else None
    last = _matching(source, second.end()) if second else -1
    if second is None or last < 0 or not _RELATION.search(source, second.end(), last):
        return
    _blank(characters, match.start(), second.end() + 1)
    characters[last] = " "
