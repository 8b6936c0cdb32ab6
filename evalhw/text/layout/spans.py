"""A passage of a raw text. Invariant: offsets count characters of the raw text, never of a rendering."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage: character offsets, `end` exclusive."""

    start: int
    end: int
