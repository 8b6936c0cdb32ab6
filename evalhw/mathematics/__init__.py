"""Is this equation true here, and why not: reading, shapes, sampling and proof of what models write.

Invariant: importing this package loads nothing; every name below is fetched from its room when first used.

For the rooms that build on the core::

    symbols = Symbols.of({"dimensions": {...}, "symbols": {...}})    # as in a problem's YAML
    Symbols.empty()                                                  # plain scalars
    symbols.extended("C", tree), symbols.assuming({"W_1": tree})     # definitions and assumptions of an answer

    read(source, symbols) -> Node                                    # the whole string, or ReadingError(reason, start, end)
    read_lines(source, symbols) -> tuple[Line, ...]                  # several statements; a line holds a node or an error
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_ROOMS = {
    "Symbols": "symbols",
    "SymbolSpec": "declarations",
    "SymbolsSpec": "declarations",
    "DimensionSpec": "declarations",
    "Line": "reader",
    "read": "reader",
    "read_lines": "reader",
    "Outcome": "verdict",
    "Method": "verdict",
    "Verdict": "verdict",
    "compare": "comparison",  # a room named compare would hide the function
}

__all__ = sorted(_ROOMS)  # noqa: PLE0605 - the table above is the list


def __getattr__(name: str) -> Any:
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{room}"), name)
