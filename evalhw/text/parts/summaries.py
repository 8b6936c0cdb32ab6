"""Rows and lines at the end of an answer that repeat, question by question, what was said before.

Invariant: a row belongs to the question it names; the table's header and caption belong to nobody.
"""

import re
from collections.abc import Iterator, Sequence

from evalhw.text.layout.blocks import Block
from evalhw.text.layout.document import Document
from evalhw.text.parts.chain import Cut
from evalhw.text.parts.labels import Mark, read_label
from evalhw.text.parts.tree import Path, Tree

_HEADER = re.compile(
    r"\s*(?:question|part|problem|sub-?part|sub-?question|item|#|no\.?|q|label|task)s?\b", re.IGNORECASE
)
_CAPTION = re.compile(
    r"\b(?:summar\w*|final answers?|recap|overview|at a glance|tl;?dr|in short|answers? table|quick reference)\b",
    re.IGNORECASE,
)
_OVERALL = re.compile(
    r"\W*(?:(?:overall|final|short|quick|brief) )?(?:summary|overview|recap|references?|sources?|tl;?dr)\b",
    re.IGNORECASE,
)
_CAPTION_WORDS = 12
_MOST_CAPTIONS = 3
_FEW_WORDS = 30


def row_cuts(document: Document, parts: Tree, cuts: Sequence[Cut]) -> list[Cut]:
    """Cuts at the rows of summary tables, and after the tables."""
    made: list[Cut] = []
    tables = [block for block in document.blocks if block.kind == "table" and block.rows]
    for block in tables:
        made += _table(document, block, parts, cuts)
    return made


def are_all(document: Document, rows: Sequence[Cut]) -> bool:
    """Whether an answer consists of little more than its labelled rows."""
    if not rows:
        return False
    outside = [block for block in document.blocks if block.kind != "table"]
    return sum(len(document.view(block).text.split()) for block in outside) < _FEW_WORDS


def _table(document: Document, block: Block, parts: Tree, cuts: Sequence[Cut]) -> list[Cut]:
    context = _context(parts, cuts, block.start)
    named: list[tuple[int, str | None]] = []
    for row in block.rows[1:]:
        path = _row_path(document.cell(row.cells[0]).text, parts, context) if row.cells else None
        part = parts.part(path) if path else None
        start = document.raw.rfind("\n", 0, row.cells[0].start) + 1 if row.cells else block.end
        named.append((start, part.id if part else None))
    owners = {owner for _, owner in named if owner}
    header = document.cell(block.rows[0].cells[0]).text if block.rows[0].cells else ""
    tells = len(owners) > 1 and len(parts.asked) > 1
    if not owners or not (tells or _HEADER.match(header)):
        return []
    made = [Cut(_caption_start(document, block), None)]
    made += [Cut(start, owner) for start, owner in named]
    return [*made, Cut(min(block.end + 1, len(document.raw)), None)]


def _row_path(cell: str, parts: Tree, context: Path) -> Path | None:
    label = read_label(cell + (":" if cell and cell[-1].isalnum() else ""))
    if label is None:
        return None
    return resolve(label.tokens, parts, context)


def resolve(tokens: Path, parts: Tree, context: Path) -> Path | None:
    """The part that a label means where `context` is being answered: nearest relative first, asked before others."""
    found = [path for path in parts.named(tokens) if parts.part(path)]
    if not found:
        return None
    return max(found, key=lambda path: (_shared(path, context), bool(parts.asked_below(path)), -parts.order[path]))


def _shared(left: Path, right: Path) -> int:
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return at
    return min(len(left), len(right))


def _context(parts: Tree, cuts: Sequence[Cut], offset: int) -> Path:
    """The path of the part that is being answered at an offset."""
    owners = [cut.owner for cut in cuts if cut.start <= offset and cut.owner]
    paths = {part.id: path for path, part in parts.parts.items()}
    if owners:
        return paths[owners[-1]]
    return parts.asked[0].key if parts.asked else ()


def _caption_start(document: Document, block: Block) -> int:
    """Where the lines start that announce a summary: headings and short lines right before it."""
    start = block.start
    before = [other for other in document.blocks if other.start < block.start]
    for other in before[: -_MOST_CAPTIONS - 1 : -1]:
        text = document.view(other).text
        announces = other.kind in {"heading", "paragraph"} and len(text.split()) <= _CAPTION_WORDS
        if other.kind != "rule" and not (announces and _CAPTION.search(text)):
            break
        start = other.start
    return start


def repeats(document: Document, parts: Tree, found: Sequence[Mark], cuts: Sequence[Cut]) -> list[Cut]:
    """Cuts at labelled lines under a closing heading such as "Summary" or "Final answers"."""
    last = max((cut.start for cut in cuts if cut.owner), default=-1)
    captions = [
        block
        for block in document.blocks
        if block.start > last
        and block.kind in {"heading", "paragraph"}
        and len(document.view(block).text.split()) <= _CAPTION_WORDS
        and _CAPTION.search(document.view(block).text)
    ]
    if last < 0 or not captions or len(parts.parts) < 2:  # noqa: PLR2004  # nothing to tell apart
        return []
    caption = captions[-1]
    made = list(_repeated(found, parts, _context(parts, cuts, last), caption.end))
    if len({cut.owner for cut in made}) < 2:  # noqa: PLR2004  # one label alone may be an enumeration
        return []
    return [Cut(caption.start, None), *made]


def trailing(document: Document, parts: Tree, cuts: Sequence[Cut]) -> list[Cut]:
    """A cut at an unlabelled summary of the whole answer: its heading is no deeper than the last part's."""
    owned = [cut.start for cut in cuts if cut.owner]
    if len(parts.asked) == 1 or not owned:
        return []
    headings = [block for block in document.blocks if block.kind == "heading" and block.start >= owned[-1]]
    if not headings or headings[0].start != owned[-1]:
        return []
    for block in headings[1:]:
        if block.level <= headings[0].level and _OVERALL.match(document.view(block).text):
            return [Cut(block.start, None)]
    return []


def _repeated(found: Sequence[Mark], parts: Tree, context: Path, start: int) -> Iterator[Cut]:
    for mark in found:
        if mark.start < start or not mark.tokens:
            continue
        path = resolve(mark.tokens, parts, context)
        part = parts.part(path) if path else None
        if part:
            yield Cut(mark.start, part.id)
