"""Point at a passage so that it is found again: exact quote, prefix and suffix (W3C TextQuoteSelector), and offsets.

Invariant: what `find` returns is a passage of the text it was given, and says how surely it is the one meant.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evalhw.text.layout.spans import Span

CONTEXT = 32
"""Characters of prefix and suffix."""
THRESHOLD = 85.0
"""How alike, in percent, a passage must be to count as the quote."""
_LONGEST_FUZZY = 4_000
_LARGEST_FUZZY = 300_000
_SHORTEST_FUZZY = 12

How = Literal["exact", "spacing", "markup", "similar"]


@dataclass(frozen=True, slots=True)
class Selector:
    """A passage with its surroundings: TextQuoteSelector and TextPositionSelector in one."""

    quote: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands, how it was found, and how alike the passage is, 0 to 100."""

    span: Span
    how: How
    score: float = 100.0


def selector(raw: str, span: Span) -> Selector:
    """Describe a passage of a text."""
    return Selector(
        quote=raw[span.start : span.end],
        prefix=raw[max(0, span.start - CONTEXT) : span.start],
        suffix=raw[span.end : span.end + CONTEXT],
        start=span.start,
        end=span.end,
    )


def find(raw: str, quote: str, prefix: str = "", suffix: str = "", near: int | None = None) -> Found | None:
    """Find a quote in a text that may have changed since.

    Tried in turn: the exact words; the words with any white space between them; letters and digits alone; the most
    similar passage. Among several places the one wins whose surroundings agree best with prefix and suffix, then the
    one nearest to `near`.

    Args:
        raw: The text to look in.
        quote: The words to find.
        prefix: What stood before them.
        suffix: What stood after them.
        near: Where they used to start.

    Returns:
        The passage, or None if nothing is alike enough.
    """
    if not quote.strip():
        return None
    for how, keep in (("exact", None), ("spacing", re.compile(r"\S")), ("markup", re.compile(r"[^\W_]"))):
        places = list(_places(raw, quote, keep))
        if places:
            best = max(places, key=lambda span: (_agreement(raw, span, prefix, suffix), -abs(span.start - (near or 0))))
            return Found(best, how)  # type: ignore[arg-type]  # the names above are those of How
    return _similar(raw, quote)


def _places(raw: str, quote: str, keep: re.Pattern[str] | None) -> Iterator[Span]:
    if keep is None:
        yield from (Span(at, at + len(quote)) for at in _occurrences(raw, quote))
        return
    wanted = "".join(keep.findall(quote)).casefold()
    if len(wanted) < 2:  # noqa: PLR2004  # a single letter is found anywhere
        return
    kept = [(found.start(), found.group().casefold()) for found in keep.finditer(raw)]
    offsets = [start for start, text in kept for _ in text]
    compact = "".join(text for _, text in kept)
    for at in _occurrences(compact, wanted):
        yield Span(offsets[at], offsets[at + len(wanted) - 1] + 1)


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + max(1, len(wanted)))


def _agreement(raw: str, span: Span, prefix: str, suffix: str) -> int:
    """How many characters of prefix and suffix, counted from the quote outwards, agree."""
    before = "".join(raw[max(0, span.start - 4 * CONTEXT) : span.start].split())[::-1]
    after = "".join(raw[span.end : span.end + 4 * CONTEXT].split())
    return _shared(before, "".join(prefix.split())[::-1]) + _shared(after, "".join(suffix.split()))


def _shared(left: str, right: str) -> int:
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return at
    return min(len(left), len(right))


def _similar(raw: str, quote: str) -> Found | None:
    if not _SHORTEST_FUZZY <= len(quote) <= _LONGEST_FUZZY or len(raw) > _LARGEST_FUZZY or len(quote) > len(raw):
        return None
    from rapidfuzz import fuzz

    alignment = fuzz.partial_ratio_alignment(quote, raw, score_cutoff=THRESHOLD)
    if alignment is None or alignment.dest_end <= alignment.dest_start:
        return None
    return Found(Span(alignment.dest_start, alignment.dest_end), "similar", alignment.score)
