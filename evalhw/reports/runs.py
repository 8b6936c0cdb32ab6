"""The inside of a paragraph as a flat list of runs: text, code and formulas, each with its place in the raw text.

Invariant: every run's `start` and `end` point into the raw text, runs never overlap and come in order; a text run whose
text is as long as its passage may be cut anywhere. Tags, comments and references of a model are text like any other.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import Literal

from evalhw.mathematics.derivations.formulas import Formula
from evalhw.text.layout.spans import Span

Kind = Literal["text", "code", "math", "display", "break"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph, all in one style.

    Attributes:
        kind: ``text``, ``code``, ``math`` (inline), ``display`` (a formula on its own line) or ``break``.
        text: What a reader sees; for formulas their source.
        start: Where it begins in the raw text, its markup included.
        end: Where it ends.
        strong: Bold.
        emphasis: Italic.
        struck: Struck through.
        href: Where it leads, if it is a link; always http, https or mailto.
    """

    kind: Kind
    text: str
    start: int
    end: int
    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    href: str = ""


_TOKEN = re.compile(
    r"""(?=[\\\r\n`*_~!\[<&])(?:  # most characters begin nothing: one look decides
        (?P<newline>\\?\r?\n[ \t]*(?:>[ \t]?)*)
      | (?P<escape>\\[!"#$%&'*+,\-./:;<=>?@\[\\\]^_`{|}~])
      | (?P<code>`+)
      | (?P<marks>\*+|_+|~~)
      | (?P<link>!?\[(?P<label>[^\[\]\n]{0,400})\]
            \([ ]?<?(?P<target>[^()<>\s]{0,800}(?:\([^()<>\s]{0,200}\)[^()<>\s]{0,200})?)>?(?:\s"[^"\n]{0,200}")?[ ]?\))
      | (?P<auto><(?P<address>(?:https?://|mailto:)[^<>\s]{1,800})>)
      | (?P<rule><br[ ]?/?>)
      | (?P<entity>&(?:[a-zA-Z]{2,12}|\#\d{1,7}|\#x[0-9a-fA-F]{1,6});))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SAFE_TARGET = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`\\\x00-\x1f\x7f]+$", re.IGNORECASE)
_STYLES = {"**": "strong", "*": "emphasis", "~~": "struck"}


@dataclass(slots=True)
class _Marks:
    """A run of stars, underscores or tildes that may open or close a style."""

    at: int
    char: str
    length: int
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class _Styled:
    """A style between two offsets of the pieces."""

    first: int
    last: int
    style: str


class _Reader:
    """One pass over a passage; styles are put on at the end."""

    def __init__(self, raw: str, span: Span, formulas: Sequence[Formula]) -> None:
        self.raw = raw
        self.span = span
        self.formulas = formulas
        self.runs: list[Run] = []
        self.marks: list[_Marks] = []
        self.ticks: dict[int, list[int]] | None = None

    def read(self) -> list[Run]:
        index = 0
        at = self.span.start
        while at < self.span.end:
            formula = self.formulas[index] if index < len(self.formulas) else None
            limit = formula.outer_start if formula else self.span.end
            at = self._until(at, limit)
            while index < len(self.formulas) and self.formulas[index].outer_start < at:
                index += 1  # a formula inside a code span is code
            if formula and at == limit == formula.outer_start:
                kind: Kind = "display" if formula.display else "math"
                self.runs.append(Run(kind, formula.source, formula.outer_start, formula.outer_end))
                at = formula.outer_end
                index += 1
        self._style()
        return _joined(self.raw, (run for run in self.runs if run.text or run.kind == "break"))

    def _until(self, at: int, limit: int) -> int:
        """Read up to a formula or the passage's end; returns where it stopped, past the limit for a code span."""
        while at < limit:
            found = _TOKEN.search(self.raw, at, limit)
            self._text(at, found.start() if found else limit)
            if not found:
                return limit
            at = self._token(found)
        return at

    def _text(self, start: int, end: int) -> None:
        if start < end:
            self.runs.append(Run("text", self.raw[start:end], start, end))

    def _token(self, found: re.Match[str]) -> int:
        start, end = found.span()
        if found.group("newline"):
            self.runs.append(Run("break", "", start, end))
        elif found.group("escape"):
            self.runs.append(Run("text", self.raw[start + 1], start, end))
        elif found.group("code"):
            return self._code(start, end)
        elif found.group("marks"):
            self._delimiters(found)
        elif found.group("link"):
            return self._open_link(found)
        elif found.group("auto"):
            self.runs.append(Run("text", found.group("address"), start, end, href=_safe(found.group("address"))))
        elif found.group("rule"):
            self.runs.append(Run("break", "", start, end))
        else:
            self.runs.append(Run("text", html.unescape(found.group()), start, end))
        return end

    def _code(self, start: int, end: int) -> int:
        if self.ticks is None:
            self.ticks = {}
            for run in re.finditer(r"`+", self.raw[start : self.span.end]):
                self.ticks.setdefault(len(run.group()), []).append(start + run.start())
        places = self.ticks.get(end - start, [])
        index = bisect_left(places, end)
        if index == len(places):
            self.runs.append(Run("text", self.raw[start:end], start, end))
            return end
        close = places[index]
        code = " ".join(self.raw[end:close].split("\n"))
        if code.strip() and code[0] == code[-1] == " ":
            code = code[1:-1]
        self.runs.append(Run("code", code, start, close + end - start))
        return close + end - start

    def _open_link(self, found: re.Match[str]) -> int:
        """The label is read as any other text, then linked."""
        start, end = found.span()
        inner = Span(*found.span("label"))
        label = runs(self.raw, inner, ()) if inner.start < inner.end else []
        target = _safe(found.group("target"))
        if not label:
            self.runs.append(Run("text", found.group("target") or "link", start, end, href=target))
        self.runs.extend(replace(run, href=target) for run in label)
        if not target and found.group("target") not in {"", "#"}:
            self.runs.append(Run("text", f" ({found.group('target')})", inner.end, end))
        return end

    def _delimiters(self, found: re.Match[str]) -> None:
        text = found.group("marks")
        before = self.raw[found.start() - 1] if found.start() > self.span.start else " "
        after = self.raw[found.end()] if found.end() < self.span.end else " "
        left = not after.isspace() and (after.isalnum() or not before.isalnum() or after in "$\\`")
        right = not before.isspace() and (before.isalnum() or not after.isalnum() or before in "$)`")
        if text[0] == "_":
            left, right = left and not before.isalnum(), right and not after.isalnum()
        self.marks.append(_Marks(len(self.runs), text[0], len(text), left, right))
        self.runs.append(Run("text", text, found.start(), found.end()))

    def _style(self) -> None:
        """Put the styles on: their edges are counted, so that deep nesting costs no more than flat."""
        edges = {style: [0] * (len(self.runs) + 1) for style in ("strong", "emphasis", "struck")}
        for styled in _paired(self.marks):
            edges[styled.style][styled.first] += 1
            edges[styled.style][styled.last] -= 1
        depths = zip(*(accumulate(counts) for counts in edges.values()), strict=True)
        for index, (strong, emphasis, struck) in enumerate(islice(depths, len(self.runs))):
            if strong or emphasis or struck:
                run = self.runs[index]
                self.runs[index] = replace(run, strong=strong > 0, emphasis=emphasis > 0, struck=struck > 0)
        for mark in self.marks:
            run = self.runs[mark.at]
            if mark.length < len(run.text):
                self.runs[mark.at] = replace(run, text=run.text[: mark.length])


def _paired(marks: Sequence[_Marks]) -> Iterator[_Styled]:
    """Match openers and closers, innermost first; what stays unmatched is text. Linear: a failed search is counted."""
    stack: list[_Marks] = []
    waiting = {"*": 0, "_": 0, "~": 0}
    for mark in marks:
        while mark.closes and mark.length and waiting[mark.char]:
            opener = stack.pop()
            waiting[opener.char] -= 1
            if opener.char != mark.char:
                continue
            width = 2 if min(opener.length, mark.length) > 1 else 1
            yield _Styled(opener.at + 1, mark.at, _STYLES["~~" if mark.char == "~" else "*" * width])
            opener.length -= width
            mark.length -= width
            if opener.length:
                stack.append(opener)
                waiting[opener.char] += 1
        if mark.opens and mark.length:
            stack.append(mark)
            waiting[mark.char] += 1


def _safe(target: str) -> str:
    """The target of a link, or "" where following it could do anything but open a page or a letter."""
    return target if _SAFE_TARGET.match(target) else ""


def _joined(raw: str, found: Iterable[Run]) -> list[Run]:
    """Neighbouring texts of one style as one run, where their passages touch and may still be cut."""
    joined: list[Run] = []
    for run in found:
        last = joined[-1] if joined else None
        if last and _mergeable(last, run):
            # The text is cut from the raw text once, at the end: adding it up piece by piece would be quadratic.
            joined[-1] = replace(last, text="", end=run.end)
        else:
            if last and not last.text and last.kind == "text":
                joined[-1] = replace(last, text=raw[last.start : last.end])
            joined.append(run)
    if joined and not joined[-1].text and joined[-1].kind == "text":
        joined[-1] = replace(joined[-1], text=raw[joined[-1].start : joined[-1].end])
    return joined


def _mergeable(left: Run, right: Run) -> bool:
    return (
        left.kind == right.kind == "text"
        and left.end == right.start
        and len(left.text) in {0, left.end - left.start}
        and len(right.text) == right.end - right.start
        and (left.strong, left.emphasis, left.struck, left.href)
        == (right.strong, right.emphasis, right.struck, right.href)
    )


def runs(raw: str, span: Span, formulas: Sequence[Formula]) -> list[Run]:
    """The runs of a passage of prose.

    Args:
        raw: The whole text.
        span: The passage.
        formulas: The delimited formulas of the text that begin inside the passage, in order.
    """
    return _Reader(raw, span, formulas).read()
