"""What a passage stands under: its headings, the line that leads its list, the items around it.

Invariant: one pass over the blocks; what governs a block comes before it in the text.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from evalhw.text.layout.document import Block, Document

_LONGEST_LEAD = 160
_SHORT = 48
_BOLD_LINE = re.compile(r"(?:[-*+]\s+)?(?:\*\*|__)[^*_\n]{1,120}(?:\*\*|__)\s*:?\s*")
_ENDS = (".", "!", "?", ",", ";", "…")


@lru_cache(maxsize=8)
def outline(document: Document) -> Mapping[int, tuple[Block, ...]]:
    """For the start of every block, the blocks that govern it, the nearest first."""
    return dict(_governed(document))


def _governed(document: Document) -> Iterator[tuple[int, tuple[Block, ...]]]:
    headings: list[Block] = []
    lead: Block | None = None
    items: list[Block] = []
    previous: Block | None = None
    for block in document.blocks:
        if block.kind == "heading":
            while headings and headings[-1].level >= block.level:
                headings.pop()
            yield block.start, tuple(reversed(headings))
            headings.append(block)
            lead, items = None, []
            continue
        if block.kind == "item":
            while items and items[-1].depth >= block.depth:
                items.pop()
        elif block.depth == 0:
            items = []
            if (
                lead is not None
                and not _is_title(document, lead)
                and _is_prose(block)
                and _is_prose(previous, item=True)
            ):
                lead = None  # a line with a colon leads what comes next, not the text after that
        inner = items[-1:] + items[-2::-1] if items else []
        yield block.start, (*inner, *([lead] if lead is not None else []), *reversed(headings))
        if block.kind == "item":
            items.append(block)
        elif block.depth == 0 and _leads(document, block):
            lead = block
        previous = block


def _is_prose(block: Block | None, *, item: bool = False) -> bool:
    kinds = {"paragraph", "table", "code", "item", "math"} if item else {"paragraph", "table", "code"}
    return block is not None and block.kind in kinds


def _is_title(document: Document, block: Block) -> bool:
    """Whether a paragraph is a heading in all but markup: one bold line."""
    raw = document.raw[block.start : block.end]
    return len(raw) <= _LONGEST_LEAD and _BOLD_LINE.fullmatch(raw) is not None


def _leads(document: Document, block: Block) -> bool:
    """Whether a paragraph announces what follows it."""
    if block.kind != "paragraph" or block.end - block.start > _LONGEST_LEAD * 4:
        return False
    if _is_title(document, block):
        return True
    text = document.view(block).text.strip()
    if text.endswith(":"):
        return True
    return len(text) <= _SHORT and "\n" not in text and not text.endswith(_ENDS) and not any(c.isdigit() for c in text)
