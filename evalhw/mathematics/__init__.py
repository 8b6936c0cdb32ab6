"""Is this equation true here, and why not: reading, shapes, sampling and proof of what models write.

Invariant: importing this package loads nothing; every name below is fetched from its room when first used.

For the rooms that build on the core::

    symbols = Symbols.of({"dimensions": {...}, "symbols": {...}})  # as in a problem's YAML
    Symbols.empty()                                                # plain scalars
    symbols.extended("C", tree), symbols.assuming({"W_1": tree})   # definitions and assumptions of an answer

    read(source, symbols) -> Node                  # the whole string, or ReadingError(reason, start, end)
    read_lines(source, symbols) -> tuple[Line]     # several statements; a line holds a node or an error
    latex(node), readable(node)                    # back to text: LaTeX that reads back; W₁XXᵀ for comments

    judge(relation, symbols) -> Judgement          # true, false, ill_shaped, undecided; .same, .rests_on_bindings
    judge_links(relation, symbols)                 # a chain a = b = c link by link
    judge_generic(relation, symbols, symmetric)    # an identity in letters of its own; read with generic=True
    compare_expressions(gold, claim, symbols)      # Verdict: the same value (a gradient against a gradient)
    compare_conditions(gold, claim, symbols)       # Verdict: equations up to scale, sides, transpose, solved forms
    conditions(relation, symbols) -> residuals     # what an equation or chain demands; () for an identity
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_ROOMS = {
    "Judgement": "matrix.matrices",
    "ShapeFault": "matrix.shapes",
    "compare_conditions": "matrix.matrices",
    "compare_expressions": "matrix.matrices",
    "conditions": "matrix.matrices",
    "infer": "matrix.shapes",
    "judge": "matrix.matrices",
    "judge_generic": "matrix.matrices",
    "judge_links": "matrix.matrices",
    "latex": "syntax.printing",
    "readable": "syntax.rendering",
    "Symbols": "declared.symbols",
    "SymbolSpec": "declared.declarations",
    "SymbolsSpec": "declared.declarations",
    "DimensionSpec": "declared.declarations",
    "Line": "syntax.reader",
    "read": "syntax.reader",
    "read_lines": "syntax.reader",
    "Outcome": "verdict",
    "Method": "verdict",
    "Verdict": "verdict",
    "compare": "answer.comparison",  # a room named compare would hide the function
}

__all__ = list(_ROOMS)


def __getattr__(name: str) -> Any:
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{room}"), name)
