"""Set every formula of an answer among its words: the sentence it stands in and the headings above it.

Invariant: in the words, each clause is a slot (`slot(3)` for the third), so that a pattern can speak of "the derivative
of this with respect to that is this" without reading mathematics.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalhw.mathematics.derivations.clauses import clauses
from evalhw.mathematics.derivations.formulas import formulas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.clauses import Clause
    from evalhw.mathematics.derivations.formulas import Formula

MAX_PLACED = 400  # clauses of one answer
MAX_SENTENCE = 1_500  # characters
_OPEN, _SHUT = "\x02", "\x03"
SLOT = re.compile(f"{_OPEN}(\\d+){_SHUT}")
MAX_BEHIND = 400
_BEHIND = re.compile(f"{_OPEN}(\\d+){_SHUT}([^{_OPEN}]*)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause and the words around it.

    Attributes:
        clause: What is written.
        formula: The formula it belongs to.
        index: Its number among the clauses of the text.
        before: The sentence up to it; other clauses are slots. A list item follows what introduces the list.
        after: The rest of the sentence.
        behind: The prose from it to the next formula, across sentences.
        leads: The headings and bold leads it stands under, outermost first.
        section: Number of the innermost heading or lead; 0 before the first.
        unit: Number of the sentence.
    """

    clause: Clause
    formula: Formula
    index: int
    before: str
    after: str
    behind: str = ""
    leads: tuple[str, ...] = ()
    section: int = 0
    unit: int = 0


def slot(index: int) -> str:
    """What stands for the clause of this number among the words."""
    return f"{_OPEN}{index}{_SHUT}"


def placed(text: str, symbols: Symbols) -> tuple[Placed, ...]:
    """Every clause of a markdown text with the words around it, in order."""
    found: list[tuple[Formula, Clause]] = []
    for formula in formulas(text, symbols.symbols):
        found.extend((formula, clause) for clause in clauses(formula, symbols))
        if len(found) >= MAX_PLACED:
            break
    flow = _flow(text, found)
    behind = {int(match.group(1)): match.group(2)[:MAX_BEHIND] for match in _BEHIND.finditer(flow)}
    return tuple(_place(flow, found, behind))


def _flow(text: str, found: Sequence[tuple[Formula, Clause]]) -> str:
    """The prose of the text with a slot for each clause; delimiters and layout are gone."""
    parts: list[str] = []
    position = 0
    last: Formula | None = None
    for index, (formula, clause) in enumerate(found):
        if formula is not last:
            prose = _clean(text[position : formula.outer_start])
            if last is not None and last.display:
                prose = _behind(last.source, prose)
            parts.append(prose.rstrip() + " " if formula.display and not _finished(prose) else prose)
            position, last = formula.outer_end, formula
        arrow = " so " if clause.lead == "⟹" else f" {_clean(clause.lead)} "
        parts.append(
            f"{arrow if clause.lead else ''}{slot(index)}{' ' + _clean(clause.remark) if clause.remark else ''}"
        )
    rest = _clean(text[position:])
    parts.append(_behind(last.source, rest) if last is not None and last.display else rest)
    return "".join(parts)


def _clean(prose: str) -> str:
    return prose.replace(_OPEN, " ").replace(_SHUT, " ")


_STARTS_NEW = re.compile(r"\s*(?:[A-Z*#>\-+•|_✓✔]|\d+[.)])")
_ENDS = re.compile(r"[.!?][*_)\"']*\s*$")


def _behind(formula: str, prose: str) -> str:
    """The prose behind a displayed formula, joined to its sentence unless one of the two ends it."""
    content = formula.rstrip().rstrip("\\ ")
    if content.endswith(".") or re.search(r"\.\s*(?:\\q?quad|\\tag|\\end|\})[^.]{0,40}$", content):
        return ".\n\n" + prose.lstrip()
    if _STARTS_NEW.match(prose):
        return "\n\n" + prose.lstrip("\n ")
    return " " + prose.lstrip()


def _finished(prose: str) -> bool:
    """Whether a sentence ends, or a heading stands, right before a displayed formula."""
    line = prose.rstrip().rpartition("\n")[2].strip()
    return bool(_ENDS.search(line)) or line.startswith("#") or not prose.strip()


_HEADING = re.compile(r"[ \t>]*(#{1,6})[ \t]+(.+?)[ \t#]*")
_BOLD_LINE = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?\*\*([^*\n]{1,200})\*\*[ \t]*:?[ \t]*(.*)")
_STEP = re.compile(
    r"[ \t>]*((?:Step|Part|Claim|Case|Proof|Condition|Gradient|Derivative)\b[^.\n]{0,120}?)(?:[:.]|$)(.*)"
)
_ITEM = re.compile(r"[ \t>]*(?:[-*+•]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[ \t]+")
_LABEL = re.compile(r"[\s>*+•-]*[(\[](\w{1,3})[)\]][\s:*.]*")
_BOUNDARY = re.compile(
    r"(?<=[.!?])(?<!\bi\.e\.)(?<!\be\.g\.)(?<!\bw\.r\.t\.)(?<!\bcf\.)(?<!\bEq\.)(?<!\beq\.)(?<!\bresp\.)(?<!\bFig\.)"
    r"(?<!\bviz\.)(?<!\bSec\.)[*_)\"']{0,3}\s+(?=[^a-z\s])"
)


@dataclass(slots=True)
class _Outline:
    """The headings in force while the flow is walked."""

    stack: list[tuple[int, str]]
    section: int = 0

    def enter(self, level: int, title: str) -> None:
        while self.stack and self.stack[-1][0] >= level:
            self.stack.pop()
        self.stack.append((level, title))
        self.section += 1

    @property
    def leads(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.stack)


def _place(flow: str, found: Sequence[tuple[Formula, Clause]], behind: Mapping[int, str]) -> Iterator[Placed]:
    outline = _Outline([])
    intro = ""
    unit = 0
    for paragraph in re.split(r"\n[ \t]*\n", flow):
        for line in _items(paragraph):
            rest = _under_heading(line, outline)
            listed = bool(_ITEM.match(line))
            for sentence in _sentences(rest):
                unit += 1
                before = f"{intro} " if listed and intro else ""
                for place in _in_sentence(before, sentence, outline, unit, found):
                    yield replace(place, behind=behind.get(place.index, ""))
            if not listed:
                intro = rest.strip()[-300:] if rest.strip().endswith(":") else ""
            elif rest.strip().endswith(":"):
                intro = rest.strip()[-300:]


def _items(paragraph: str) -> Iterator[str]:
    """The list items, headings and running texts of a paragraph."""
    gathered: list[str] = []
    for line in paragraph.split("\n"):
        alone = _HEADING.fullmatch(line) or _ITEM.match(line) or _BOLD_LINE.fullmatch(line) or _STEP.fullmatch(line)
        if alone and gathered:
            yield "\n".join(gathered)
            gathered = []
        gathered.append(line)
        if _HEADING.fullmatch(line):
            yield line
            gathered = []
    if gathered:
        yield "\n".join(gathered)


def _under_heading(item: str, outline: _Outline) -> str:
    """The item, after its heading or lead, if it has one, was entered in the outline."""
    first, _, rest = item.partition("\n")
    heading = _HEADING.fullmatch(first)
    if heading:
        outline.enter(len(heading.group(1)), heading.group(2))
        return item
    for level, pattern in ((7, _BOLD_LINE), (8, _STEP)):
        lead = pattern.fullmatch(first)
        if lead and (level == 7 or not rest or lead.group(2).strip() or first.rstrip().endswith((":", "."))):  # noqa: PLR2004  # bold
            outline.enter(level, lead.group(1))
            return item
    return item


def _sentences(item: str) -> Iterator[str]:
    position = 0
    for boundary in _BOUNDARY.finditer(item):
        yield item[position : boundary.end()]
        position = boundary.end()
    yield item[position:]


def _in_sentence(
    intro: str, sentence: str, outline: _Outline, unit: int, found: Sequence[tuple[Formula, Clause]]
) -> Iterator[Placed]:
    for match in SLOT.finditer(sentence):
        index = int(match.group(1))
        formula, clause = found[index]
        before = (intro + sentence[: match.start()])[-MAX_SENTENCE:]
        after = sentence[match.end() :][:MAX_SENTENCE]
        label = None if clause.label else _LABEL.fullmatch(sentence[: match.start()])
        clause = replace(clause, label=label.group(1)) if label else clause
        yield Placed(clause, formula, index, before, after, "", outline.leads, outline.section, unit)
