"""Read the label with which a line names a part: "### Problem 3b", "(c) Most …", "Part a:", "3(b)(ii)".

Invariant: a label stands at the start of a line; a number or letter inside a sentence, an equation's tag, a step's
number ("Step 1", "Case (a)") is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evalhw.text.layout.blocks import Block
from evalhw.text.layout.document import Document
from evalhw.units.unit import unit_at

Form = Literal["heading", "bold", "own_line", "keyword", "lead", "item", "number", "row", "inline", "title"]

_NOISE = re.compile(r"[^\w(\[]*")
_HOMEWORK = re.compile(r"(?:hw|homework|assignment)\s*#?\d{0,2}\s*[-–—:,.]?\s*", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:my |the |our |final |full |short |quick |complete |detailed |step-by-step )*"
    r"(?:solutions?|answers?|response|ans|sol|answering|for|regarding|as for|concerning|re)\b\.?"
    r"(?:\s+(?:to|for|of))?\s+(?:the\s+)?",
    re.IGNORECASE,
)
_WEAK_LEADS = ("for", "regarding", "as for", "concerning", "re")
_KEYWORD = re.compile(
    r"(?:sub-?)?(?:problems?|questions?|exercise|parts?|section|task|prob|ques|q|ex)\b\.?\s*#?(?=\s*[\d(\[a-z])|"
    r"q(?=\d)",
    re.IGNORECASE,
)
_ELEMENT = re.compile(
    r"[(\[]\s*(?P<inside>\d{1,2}|[ivxIVX]{1,5}|[a-zA-Z])\s*[)\]]"
    r"|(?P<number>\d{1,2})(?![\d%°/]|[.,]\d|\s*[=+×*/<>≤≥])"
    r"|(?P<letter>[ivxIVX]{1,5}|[a-zA-Z])(?![\w'’])"
)
_BETWEEN = re.compile(
    r"(?:\s*[-–—]\s*(?=[(\[])|[.\-–]|\.\s(?=\(?[a-z][.):])|\s*,?\s*(?:sub-?)?(?:part|question)\s*|"
    r"\s?)(?=[(\[\da-zA-Z])",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,2})(?=\s+[^\W\d_][\w'-]*\s|\s*[):]|\.\s|\s*$)")
_OPENED = re.compile(r"[(\[](?=\d{1,2}\s?[.(]?\s?[a-z])", re.IGNORECASE)
_AFTER = re.compile(r"[)\]]?\s*(?:[:.)\-–—|,]+|$|(?=\s))")
_TITLE_GAP = re.compile(r"[\s:.)\-–—|*,]*")
_TITLE_WORDS = 14
_BOLD = re.compile(r"[\s>]*(?:[-*+•]\s+|\d{1,2}[.)]\s+)?(?:\*\*|__|<b>|<strong>)")
_LONGEST_TITLE = 140
_READ_ON = 600


@dataclass(frozen=True, slots=True)
class Label:
    """What a line's label says: its tokens in lower case, outermost first, and where the label ends in the line."""

    tokens: tuple[str, ...]
    end: int
    keyword: bool
    weak: bool
    parenthesised: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that may start a part.

    Attributes:
        start: Raw offset of the line's first character, its markup included.
        tokens: The label's tokens, or none for an unlabelled heading.
        form: How the label is written.
        title: What the line says after the label.
        text: The title and what follows it, up to a few dozen words: what the passage is about.
        end: Raw offset of the end of the line's label, or of the whole line where the line is a heading.
        keyword: Whether the label is introduced by a word such as "Part".
        depth: How deep the line stands in lists and quotes.
    """

    start: int
    tokens: tuple[str, ...]
    form: Form
    title: str
    text: str
    end: int
    keyword: bool = False
    depth: int = 0


_NO_UNIT = re.compile(r"\s+(?:[Aa]|[A-Z][a-z]{2,}\w*)\b")


def _is_measured(line: str, end: int) -> bool:
    """Whether a unit stands behind a number: "12.6 J before" has no label, "2.1 A proof" and "3.2 Second part" have."""
    if _NO_UNIT.match(line, end) or line[end : end + 1] != " ":
        return False
    return unit_at(line, end + 1) is not None


def read_label(line: str) -> Label | None:
    """The label at the start of a plain line, or None."""
    at, lead, keyword = _introduced(line)
    named = keyword or bool(lead)
    weak = lead.startswith(_WEAK_LEADS)
    if (found := _DECIMAL.match(line, at)) and (named or not _is_measured(line, found.end())):
        after = _AFTER.match(line, found.end())
        tokens = found.group(1).split(".")
        return Label(tuple(tokens), after.end(), named, weak, parenthesised=False) if after else None
    opened = _OPENED.match(line, at)
    tokens, end, parenthesised = _elements(line, opened.end() if opened else at, named=named)
    after = _AFTER.match(line, end)
    if not tokens or after is None:
        return None
    parenthesised = parenthesised or (opened is not None and line[end : end + 1] in {")", "]"})
    closed = parenthesised or bool(after.group().strip()) or after.end() == len(line)
    if len(tokens) > 1 or parenthesised:
        fits = closed or keyword or len(tokens) > 1
    else:
        fits = (closed or keyword) and (keyword or not lead) and _bare_is_label(tokens[0], line, end, named=named)
    return Label(tuple(tokens), after.end(), named, weak, parenthesised) if fits else None


def _introduced(line: str) -> tuple[int, str, bool]:
    """Where a label may start, the words that lead up to it ("answer to"), and whether a noun names it ("part")."""
    at = _NOISE.match(line).end()  # type: ignore[union-attr]  # matches anything
    if found := _HOMEWORK.match(line, at):
        at = found.end()
    lead = _LEAD.match(line, at)
    at = lead.end() if lead else at
    keyword = _KEYWORD.match(line, at)
    at = keyword.end() if keyword else at
    while at < len(line) and line[at] == " ":
        at += 1
    return at, lead.group().lower().strip() if lead else "", keyword is not None


def marks(document: Document) -> Iterator[Mark]:
    """Every line that carries a label, and every unlabelled heading, in order; rows of tables are not among them."""
    for block in document.blocks:
        yield from marks_of(document, block)


def marks_of(document: Document, block: Block) -> Iterator[Mark]:
    """The marks in one block."""
    if block.kind not in {"heading", "paragraph", "item"}:
        return
    at = 0
    for line in document.view(block).text.split("\n"):
        mark = _mark(document, block, at, line) if line.strip() else None
        if mark:
            yield mark
        at += len(line) + 1


def _mark(document: Document, block: Block, at: int, line: str) -> Mark | None:
    view = document.view(block)
    offset = view.starts[at]
    start = block.start if at == 0 else document.raw.rfind("\n", 0, offset) + 1
    label = read_label(line)
    bold = _BOLD.match(document.raw, start) is not None
    alone = "\n" not in view.text
    if label is None:
        number = _list_number(block) if at == 0 else None
        if number is None:
            return _title(document, block, start, line, bold=bold, alone=alone)
        label = Label((number,), 0, keyword=False, weak=False, parenthesised=False)
    title = line[_TITLE_GAP.match(line, label.end).end() :].strip()  # type: ignore[union-attr]  # matches anything
    heading_like = block.kind == "heading" or _is_title(title)
    end_index = len(line) if heading_like else label.end
    form = _form(block, label, bold=bold, heading_like=heading_like)
    end = view.ends[at + max(end_index, 1) - 1]
    depth = max(block.depth - 1, 0) + block.quoted
    return Mark(
        start, label.tokens, form, title, _following(document, block, at + label.end), end, label.keyword, depth
    )


def _form(block: Block, label: Label, *, bold: bool, heading_like: bool) -> Form:
    if block.kind == "heading":
        return "heading"
    if label.weak:
        return "lead"
    if label.tokens[-1].isdigit() and not label.keyword and len(label.tokens) == 1:
        return "number"
    if bold:
        return "bold"
    if label.keyword:
        return "keyword"
    return "own_line" if heading_like and block.kind == "paragraph" else "item"


def _title(document: Document, block: Block, start: int, line: str, *, bold: bool, alone: bool) -> Mark | None:
    """An unlabelled heading: of its own kind, bold, or a short line that ends in a colon."""
    text = line.strip()
    end = document.view(block).ends[-1]
    if block.kind == "heading":
        return Mark(start, (), "title", text, _following(document, block, len(line)), end)
    lead = text.split(":", 1)[0] if bold else text.rstrip(":") if text.endswith(":") else ""
    short = lead and len(lead.split()) <= _TITLE_WORDS and len(lead) < _LONGEST_TITLE
    if not short or (block.kind == "item" and not bold) or (not alone and not bold):
        return None
    depth = max(block.depth - 1, 0) + block.quoted
    return Mark(start, (), "title", lead, _following(document, block, 0), end, depth=depth)


def _following(document: Document, block: Block, at: int, words: int = 45) -> str:
    """The words that follow an index of a block's view, into the next blocks."""
    end = block.end + _READ_ON
    rest = document.view(block).text[at : at + _READ_ON]
    if len(rest.split()) < words:
        for other in document.blocks_after(block):
            if other.start > end or other.kind == "heading":
                break
            rest += "\n" + document.view(other).text[:400]
            if len(rest.split()) >= words:
                break
    return " ".join(rest.split()[:words])


def _is_title(text: str) -> bool:
    return len(text.split()) <= _TITLE_WORDS and len(text) < _LONGEST_TITLE and not text.endswith((".", "!", ";"))


def _list_number(block: Block) -> str | None:
    """The number of an item of an outermost numbered list."""
    number = block.marker.rstrip(".)")
    return number if block.kind == "item" and number.isdigit() and block.depth == 1 else None


def _bare_is_label(token: str, line: str, end: int, *, named: bool) -> bool:
    """Whether one token without parentheses is a label: "a)", "a:", "Part a", "Q4", but not "a dog", not "2 layers"."""
    following = line[end : end + 1]
    if token.isdigit():
        return named or following in {")", "."}
    return following in {")", ":", "."} or (named and (not following or following in "-–—,"))


def _elements(line: str, at: int, *, named: bool) -> tuple[list[str], int, bool]:
    """Read label tokens from an index on; returns them, the index after them, and whether the last had parentheses."""
    tokens: list[str] = []
    parenthesised = False
    while len(tokens) < 4 and (found := _ELEMENT.match(line, at)):  # noqa: PLR2004  # "3(b)(ii)" and one to spare
        token = found.group("inside") or found.group("number") or found.group("letter")
        if found.group("letter") and not _letter_fits(line, found, tokens, named=named):
            break
        if found.group("number") and tokens and not tokens[-1].isdigit():
            break
        tokens.append(token.lower())
        parenthesised = found.group("inside") is not None
        at = found.end()
        gap = _BETWEEN.match(line, at)
        if gap is None or (gap.group() and not _ELEMENT.match(line, gap.end())):
            break
        if not _continues(line, gap):
            break
        following = gap.end()
        probe = _ELEMENT.match(line, following)
        if probe is None or (probe.group("letter") and gap.group().strip() == "" and gap.group()):
            break
        at = following
    return tokens, at, parenthesised


def _continues(line: str, gap: re.Match[str]) -> bool:
    """Whether what stands between two tokens ties them together: nothing, a dot, a blank before a parenthesis."""
    between = gap.group()
    return not between.isspace() or line[gap.end() : gap.end() + 1] in {"(", "["}


def _letter_fits(line: str, found: re.Match[str], tokens: list[str], *, named: bool) -> bool:
    """Whether a letter without parentheses can be a label's token: after a number, or closed, or named."""
    following = line[found.end() : found.end() + 1]
    if tokens:
        return line[found.start() - 1] != " " or following in {")", ":", "."} or not following
    return named or following in {")", ":", "."}
