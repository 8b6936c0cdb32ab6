"""What is claimed in words: "the derivative of this with respect to that is this", "this, which equals that".

Invariant: a claim in words is taken up only when the words equate it with what stands in the formula.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalhw.mathematics.derivations import wording
from evalhw.mathematics.derivations.statements import SLOT
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evalhw.mathematics.derivations.pieces import Piece
    from evalhw.mathematics.derivations.setting import Setting
    from evalhw.mathematics.syntax.tree import Node

_OF = re.compile(
    r"\b(?:derivatives?|gradients?|differentiat\w+|partials?)\b(?P<between>[^.;:]*?)"
    rf"(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?|for|in|by|relative\s+to)\s*{SLOT.pattern}[^.;]{{0,40}}$",
    re.IGNORECASE,
)
_EQUALS = re.compile(
    r"[\s.,;:)*_]*(?:(?:and|so)\s+)?(?:(?:which|that|this|it|the\s+latter)\s+)?(?:(?:in\s+turn|further|then|again|also|now)\s+)?"
    r"(?:(?:is|are)\s+(?:(?:just|exactly|simply|also|then|again|precisely|indeed)\s+)*(?:(?:equal|identical)\s+to)?|equals?"
    r"|(?:simplif(?:ies|y)|reduces?|collapses|evaluates|comes|boils|works|amounts|contracts)\s+(?:(?:further|out|down)\s+)?to"
    r"|becomes|gives|yields|turns\s+into|i\.e\.|that\s+is|in\s+other\s+words|or(?:\s+equivalently)?|namely)"
    r"(?:\s+(?:just|exactly|simply|again))?[\s:,*_(]*",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"\b(?:of|by|to|in|for|from|with|than|through|at|on|under|over|between|and|or|if|when|using)[\s*_`$(]*$"
)


class Spoken:
    """Finds claims in the words around formulas."""

    def __init__(self, by_index: Mapping[int, Piece], setting: Setting) -> None:
        self.by_index = by_index
        self.setting = setting

    def gradient(self, piece: Piece) -> tree.Relation | None:
        """`The derivative of F with respect to V is G` as an equation; None when the words say no such thing."""
        before = piece.place.before
        match = _OF.search(before)
        if match is None or piece.node is None or not wording.equates(before[match.end("between") :]):
            return None
        variable = self._slot(match.group(match.lastindex or 1))
        functions = SLOT.findall(match.group("between"))
        operand = self._slot(functions[-1]) if functions else self._function()
        if not isinstance(variable, tree.Name) or operand is None or isinstance(operand, tree.Relation):
            return None
        if piece.node == variable:
            return None
        gradient = tree.Derivative(operand, (variable,), start=operand.start, end=operand.end)
        return tree.Relation(("=",), (gradient, piece.operands[0]), start=piece.node.start, end=piece.node.end)

    def equation(self, piece: Piece) -> tree.Relation | None:
        """`A, which equals B` as an equation; None when the words say no such thing of the formula before."""
        last = self.by_index.get(piece.place.index - 1)
        if last is None or piece.node is None or not last.operands or last.role not in {"expression", "equation"}:
            return None
        left, right = last.operands[-1], piece.operands[0]
        if isinstance(left, tree.Name) or not _EQUALS.fullmatch(last.place.behind):
            return None
        if last.role == "expression" and _PART_OF.search(last.place.before[-20:]):
            return None
        return tree.Relation(("=",), (left, right), start=right.start, end=right.end)

    def _slot(self, index: str) -> Node | None:
        piece = self.by_index.get(int(index))
        return piece.node if piece is not None else None

    def _function(self) -> Node | None:
        """The scalar function that the problem declares, when there is exactly one."""
        base = self.setting.base
        found = [
            name
            for name, symbol in base.symbols.items()
            if symbol.definition is not None and not symbol.optional
            if self.setting.unknowns & base.depends(symbol.definition)
        ]
        return tree.Name(found[0]) if len(found) == 1 else None
