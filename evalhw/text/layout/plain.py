"""The plain view of a passage: what a reader sees, and where in the raw text each character of it stands.

Invariant: `starts` and `ends` never decrease, so any range of the view is a passage of the raw text.

Markup is taken off (emphasis, targets of links, tags, entities, LaTeX dress); invisible characters are dropped; spaces,
hyphens and quotation marks of every kind become the plain ones; letters of another alphabet that only look Latin become
Latin inside a Latin word. Words and numbers stay as they are.
"""

import html
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evalhw.text.layout import latexwords
from evalhw.text.layout.spans import Span

INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\U000e0000-\U000e007f"
"""Characters that take no room on paper, as the inside of a character class."""

_NAMES = (
    "b|i|em|strong|u|sub|sup|br|p|div|span|details|summary|a|img|table|thead|tbody|tr|td|th|code|pre|h[1-6]|ul|ol|"
    "li|hr|"
    "center|font|mark|small|big|kbd|del|ins|blockquote|section|script|style|think|thinking|answer"
)
_ORDINARY = r"A-Za-z0-9 .,;:?'\"()/\n-"
_MARKUP = re.compile(rf"[^{_ORDINARY}]")
_PROSE = re.compile(
    rf"(?=[^{_ORDINARY}])(?:"  # most characters are ordinary: one look decides
    r"(?P<escape>\\[!\"#$%&'*+./<=>?@^_`{|}~-])"
    r"|(?P<code>``[^\n]{1,600}?``|`[^`\n]{1,600}`)"
    r"|(?P<display>\$\$[^$]{1,4000}\$\$|\\\[(?:[^\\]|\\[^\[\]]){0,4000}\\\])"
    r"|(?P<round>\\\((?:[^\\]|\\[^()]){0,2000}\\\))"
    r"|(?P<inline>\$(?![\s$])(?:[^$\\\n]|\\[^\n]|\n(?!\s*\n)){1,1000}(?<!\s)\$(?!\d)"
    r"|\$(?=[^$\n]{0,200}[\\_^=]|\s?[A-Za-z]\s?\$)[^$\n]{1,200}\$(?!\d))"
    r"|(?P<comment><!--(?:[^-<]|-(?!->)|<(?!!--)){0,4000}-->)"
    rf"|(?P<tag></?(?:{_NAMES})(?:\s[^<>\n]{{0,400}})?/?>)"
    r"|(?P<auto><https?://[^<>\s]{1,400}>)"
    r"|(?P<open>!?\[(?=[^\[\]\n]{0,400}\]\())"
    r"|(?P<target>\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,600}\))"
    r"|(?P<entity>&(?:[a-zA-Z]{2,12}|\#\d{1,7}|\#x[0-9a-fA-F]{1,6});)"
    r"|(?P<star>(?<![\d)*])(?!(?<=[A-Za-z])\*\*\d{1,2}(?![\d*]))\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\d(*])|\*{2,3}(?!\d))"
    r"|(?P<score>(?<![\w])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?!\w)|~~|==(?=[^\s=])(?<=[\s(]==)|"
    r"(?<=\w)==(?=[\s.,;:)]|$))"
    r"|(?P<latex>\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|emph|operatorname|boxed)\s*\{[^{}\n]{0,200}\}"
    r"|\\(?:SI|qty|si|unit|num|SIrange|qtyrange)(?:\[[^\]\n]{0,60}\])?(?:\s?\{(?:[^{}\n]|\{[^{}\n]{0,10}\}){0,80}\}){1,3}"
    r"|\\[a-zA-Z]{2,20}|\\[,;: ])"
    rf"|(?P<hidden>[{INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x9f]+)"
    r"|(?P<space>[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\t\x0b\x0c\r])"
    r"|(?P<power>[⁰¹²³⁴-⁹⁺⁻ᵀⁿᵏⁱˣʸᶻᵗᵖᵐʲᵃᵇᶜᵈᵉᶠᵍʰˡᵒʳˢᵘᵛʷᴺᴹᴷ]+)|(?P<index>[₀-₉₊₋ₖₙₘᵢⱼₜ]+)"
    r"|(?P<other>[‐‑−‘’‚‛′“”„‟″`＀-￯𝐀-𝟿]))",
)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀⁿᵏⁱˣʸᶻᵗᵖᵐʲᵃᵇᶜᵈᵉᶠᵍʰˡᵒʳˢᵘᵛʷᴺᴹᴷ"
_POWERS = str.maketrans(_RAISED, "0123456789+-TnkixyztpmjabcdefghlorsuvwNMK")
_INDICES = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋ₖₙₘᵢⱼₜ", "0123456789+-knmijt")
_OTHERS = {**dict.fromkeys("‐‑−", "-"), **dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟″", '"'), "`": ""}
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧɡı", "aeopcyxijshdqwABEKMHOPCTYXIJSoABEZHIKMNOPTYXgi"
)
_MIXED = re.compile(r"[A-Za-z]+[Ѐ-ӿԀ-ԯΑ-Ρο][A-Za-zЀ-ӿԀ-ԯΑ-Ρο]*|[Ѐ-ӿԀ-ԯΑ-Ρο]+[A-Za-z][A-Za-zЀ-ӿԀ-ԯΑ-Ρο]*")
_QUOTE_MARKS = re.compile(r"(?m)^[ \t]{0,3}(?:>[ \t]?)+")


@dataclass(frozen=True, slots=True)
class Plain:
    """A passage as a reader sees it.

    Attributes:
        text: The view.
        starts: For each of its characters, where the raw text that gave it starts.
        ends: Likewise where that ends, exclusive.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def raw_span(self, start: int, end: int) -> Span:
        """The raw passage behind ``text[start:end]``; an empty range gives an empty passage."""
        if not self.text:
            return Span(0, 0)
        if start >= end:
            at = self.starts[start] if start < len(self.text) else self.ends[-1]
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])

    def within(self, span: Span) -> "Plain":
        """The part of the view that comes from a raw passage."""
        low, high = bisect_left(self.starts, span.start), bisect_right(self.ends, span.end)
        if low == 0 and high == len(self.text):
            return self
        high = max(low, high)
        return Plain(self.text[low:high], self.starts[low:high], self.ends[low:high])

    def at(self, offset: int) -> int:
        """The first index of the view that does not lie before a raw offset."""
        return bisect_left(self.starts, offset)


class _Writer:
    """Builds a view piece by piece."""

    def __init__(self, raw: str, *, terse: bool = False) -> None:
        self.raw = raw
        self.terse = terse
        self.parts: list[str] = []
        self.starts = array("I")
        self.ends = array("I")

    def copy(self, start: int, end: int) -> None:
        """Take raw text as it stands."""
        if start < end:
            self.parts.append(self.raw[start:end])
            self.starts.extend(range(start, end))
            self.ends.extend(range(start + 1, end + 1))

    def put(self, text: str, start: int, end: int) -> None:
        """Write something else in the place of a raw passage."""
        if text:
            self.parts.append(text)
            self.starts.extend([start] * len(text))
            self.ends.extend([end] * len(text))

    def plain(self) -> Plain:
        """The view, with lookalike letters made Latin."""
        text = "".join(self.parts)
        if not text.isascii() and _MIXED.search(text):
            text = _MIXED.sub(lambda found: found.group().translate(_LOOKALIKES), text)
        return Plain(text, self.starts, self.ends)


def prose(raw: str, start: int, end: int, *, quoted: bool = False, terse: bool = False) -> Plain:
    """The view of a passage of markdown text.

    Args:
        raw: The whole raw text.
        start: Where the passage starts.
        end: Where it ends.
        quoted: Whether its lines carry the marks of a quote.
        terse: Whether to write one letter for each inline formula and nothing for each displayed one.
    """
    if not _MARKUP.search(raw, start, end):
        return verbatim(start, raw[start:end])
    writer = _Writer(raw, terse=terse)
    for left, right in _unquoted(raw, start, end) if quoted else [(start, end)]:
        _write_prose(writer, left, right)
    return writer.plain()


def formula(raw: str, start: int, end: int) -> Plain:
    """The view of a formula, without its delimiters."""
    writer = _Writer(raw)
    _write_formula(writer, start, end)
    return writer.plain()


def verbatim(start: int, raw_part: str) -> Plain:
    """The view of code: the text itself."""
    size = len(raw_part)
    return Plain(raw_part, range(start, start + size), range(start + 1, start + size + 1))


def joined(parts: Iterable[Plain], glue: str = "\n") -> Plain:
    """Several views in order as one, with `glue` between them."""
    texts: list[str] = []
    starts, ends = array("I"), array("I")
    for part in parts:
        if not part.text:
            continue
        if texts:
            texts.append(glue)
            starts.extend([ends[-1]] * len(glue))
            ends.extend([part.starts[0]] * len(glue))
        texts.append(part.text)
        starts.extend(part.starts)
        ends.extend(part.ends)
    return Plain("".join(texts), starts, ends)


def _unquoted(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces, at = [], start
    for found in _QUOTE_MARKS.finditer(raw, start, end):
        if found.start() > start or raw[start - 1 : start] in {"", "\n"}:
            pieces.append((at, found.start()))
            at = found.end()
    pieces.append((at, end))
    return pieces


def _write_prose(writer: _Writer, start: int, end: int) -> None:
    raw, at = writer.raw, start
    for found in _PROSE.finditer(raw, start, end):
        writer.copy(at, found.start())
        _write_token(writer, found)
        at = found.end()
    writer.copy(at, end)


def _write_token(writer: _Writer, found: re.Match[str]) -> None:  # one branch a kind of token
    kind, start, end = found.lastgroup, found.start(), found.end()
    text = found.group()
    if kind in {"open", "target", "star", "score", "comment", "hidden"}:
        return
    if kind == "escape":
        writer.copy(start + 1, end)
    elif kind == "code":
        marks = 2 if text.startswith("``") else 1
        writer.copy(start + marks, end - marks)
    elif writer.terse and kind in {"display", "round", "inline"}:
        writer.put(" " if kind == "display" else "x", start, end)
    elif kind in {"display", "round", "inline"}:
        marks = 1 if kind == "inline" else 2
        _write_formula(writer, start + marks, end - marks)
    elif kind == "tag":
        writer.put(_tag_text(text), start, end)
    elif kind == "auto":
        writer.copy(start + 1, end - 1)
    elif kind == "latex":
        _write_formula(writer, start, end)
    else:
        writer.put(_sign(kind, text), start, end)


def _tag_text(tag: str) -> str:
    name = tag.strip("</>").split()[0].rstrip("/").lower()
    if name in {"br", "p", "div", "li", "tr", "summary", "details", "td", "th"}:
        return "\n" if name == "br" else " "
    if tag[1] == "/":
        return ""
    if name == "img" and (found := re.search(r"alt=[\"']([^\"']*)", tag)):
        return found.group(1)
    return {"sup": "^", "sub": "_"}.get(name, "")


def _sign(kind: str | None, text: str) -> str:
    if kind == "entity":
        return html.unescape(text).replace("\u00a0", " ")
    if kind == "space":
        return " "
    if kind == "power":
        return "^" + text.translate(_POWERS)
    if kind == "index":
        return "_" + text.translate(_INDICES)
    return _OTHERS.get(text, unicodedata.normalize("NFKC", text))


_FORMULA_CHARACTER = re.compile(
    rf"[{INVISIBLE}]+|[⁰¹²³⁴-⁹⁺⁻ᵀⁿᵏⁱˣʸᶻᵗᵖᵐʲᵃᵇᶜᵈᵉᶠᵍʰˡᵒʳˢᵘᵛʷᴺᴹᴷ]+|[₀-₉₊₋ₖₙₘᵢⱼₜ]+|[−’′\u00a0\u2009\u202f𝐀-𝟿]"
)


def _write_formula(writer: _Writer, start: int, end: int) -> None:
    raw, at = writer.raw, start
    for found in latexwords.COMMAND.finditer(raw, start, end):
        _write_formula_text(writer, at, found.start())
        writer.put(latexwords.spoken(found), found.start(), found.end())
        at = found.end()
    _write_formula_text(writer, at, end)


def _write_formula_text(writer: _Writer, start: int, end: int) -> None:
    at = start
    for found in _FORMULA_CHARACTER.finditer(writer.raw, start, end):
        writer.copy(at, found.start())
        first = found.group()[0]
        kind = "power" if first in _RAISED else "index" if first in "₀₁₂₃₄₅₆₇₈₉₊₋ₖₙₘᵢⱼₜ" else None
        hidden = kind is None and not first.isspace() and first not in "−’′" and not "𝐀" <= first <= "𝟿"
        writer.put("" if hidden else _sign(kind, found.group()), found.start(), found.end())
        at = found.end()
    writer.copy(at, end)
