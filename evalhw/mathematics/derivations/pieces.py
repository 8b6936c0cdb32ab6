"""Read an answer clause by clause, and see what each introduces: a definition, an assumption, a shape.

Invariant: every node of a piece carries offsets of the raw text; what could not be read is a piece with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evalhw.errors import ReadingError
from evalhw.mathematics.derivations import wording
from evalhw.mathematics.derivations.components import EQUALS, components
from evalhw.mathematics.derivations.letters import known_as, letter_of_own
from evalhw.mathematics.derivations.links import examine
from evalhw.mathematics.derivations.renaming import apart, described, named_by_words, renamed, space_shape, taken_as
from evalhw.mathematics.derivations.setting import Binding, Setting, unexplained
from evalhw.mathematics.derivations.statements import placed
from evalhw.mathematics.matrix.shapes import ShapeFault, infer
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.conventions import as_meant, shifted
from evalhw.mathematics.syntax.reader import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.statements import Placed
    from evalhw.mathematics.syntax.tree import Node

Role = Literal["definition", "assumption", "declaration", "equation", "relation", "expression", "unreadable"]
_OPENING = re.compile(r"\s*(:=|=|≈|≡|\\approx|\\equiv|\\coloneqq|<=|>=|<|>|≤|≥|\\leq?|\\geq?|\\neq?|\\propto|\\sim)\s*")
_SIGNS = {r"\approx": "≈", r"\equiv": "≡", r"\coloneqq": ":=", "<=": "≤", ">=": "≥"}
_LETTERS = frozenset({"e", "i"})  # numbers by convention, until an answer gives them another meaning
_LOOKED_BACK = 12  # clauses


@dataclass(frozen=True, slots=True)
class Piece:
    """One clause as it was read.

    Attributes:
        place: The clause and the words around it.
        role: What it does in the answer.
        node: Its tree with offsets of the raw text, or None.
        error: Why it could not be read.
        bound: The names it introduces or assumes.
        misfit: For an assumption or definition whose shapes contradict the declared ones, why.
    """

    place: Placed
    role: Role
    node: Node | None = None
    error: str = ""
    bound: tuple[str, ...] = ()
    misfit: ShapeFault | None = None

    @property
    def operands(self) -> tuple[Node, ...]:
        """The sides of the chain, or the expression alone."""
        if isinstance(self.node, tree.Relation):
            return self.node.operands
        return () if self.node is None else (self.node,)

    @property
    def operators(self) -> tuple[str, ...]:
        """The signs of the chain."""
        return self.node.operators if isinstance(self.node, tree.Relation) else ()


def _said(found: Sequence[Piece], index: int) -> Node | None:
    """What the clause of a number says, if it was read."""
    return next((piece.node for piece in reversed(found) if piece.place.index == index), None)


def pieces(text: str, symbols: Symbols, setting: Setting) -> list[Piece]:
    """Every clause of the text, read in order; what they introduce is entered in the setting."""
    found: list[Piece] = []
    behind = 0
    for place in placed(text, symbols):
        anew = described(text[behind : place.clause.start], place, setting)
        behind = place.clause.end
        setting.definitions.extend(_binding(place, name, value) for name, value in anew.items())
        for node, error in _read(place, setting, found):
            found.append(_introduced(place, node, error, setting, found))
    return found


def _read(place: Placed, setting: Setting, found: list[Piece]) -> list[tuple[Node | None, str]]:
    """The tree of a clause; an equation of tuples as one equation for each component."""
    clause = place.clause
    symbols = setting.free(place)
    opening = _OPENING.match(clause.source) if clause.opens else None
    skipped = opening.end() if opening else 0
    try:
        node = as_meant(_parsed(clause.source[skipped:], symbols), setting.base, setting.unknowns)
    except ReadingError as error:
        return [(None, error.reason)]
    node = shifted(node, clause.start + skipped)
    if opening is not None and not wording.names_a_side(place):
        left = _left_side(found)
        if left is None:
            return [(node, "")]
        node = _continued(left, _SIGNS.get(opening.group(1), opening.group(1)), node)
    return [(part, "") for one in components(node) for part in apart(one, setting, symbols)]


def _parsed(source: str, symbols: Symbols) -> Node:
    try:
        return read(source, symbols)
    except ReadingError:
        return read(source, symbols, generic=True)


def _left_side(found: Sequence[Piece]) -> Node | None:
    """The side that an opening sign goes on from: the last of the chain, remarks beside it left out."""
    written = [piece for piece in found[-_LOOKED_BACK:] if piece.operands]
    return next((piece.operands[-1] for piece in reversed(written) if not piece.place.clause.aside), None)


def _continued(left: Node, sign: str, rest: Node) -> Node:
    """The chain that goes on from the last side of the one before."""
    if isinstance(rest, tree.Relation):
        return tree.Relation((sign, *rest.operators), (left, *rest.operands), start=rest.start, end=rest.end)
    return tree.Relation((sign,), (left, rest), start=rest.start, end=rest.end)


def _introduced(place: Placed, node: Node | None, error: str, setting: Setting, found: list[Piece]) -> Piece:
    """The piece, with what it introduces entered in the setting."""
    if node is None:
        return Piece(place, "unreadable", error=error)
    if not isinstance(node, tree.Relation):
        named = named_by_words(place, node, lambda index: _said(found, index), setting)
        return _defined(place, node, named, setting) if named else Piece(place, "expression", node)
    if node.operators == ("∈",):
        return _declared(place, node, setting)
    return _equation(place, node, setting) if set(node.operators) <= EQUALS else Piece(place, "relation", node)


def _equation(place: Placed, node: tree.Relation, setting: Setting) -> Piece:
    """An equation: a definition, an assumption, or a claim, perhaps with a letter of the answer's own."""
    values = _definition(place, node, setting)
    if values:
        return _defined(place, node, values, setting)
    assumed = _assumption(place, node, setting)
    if assumed:
        return _assumed(place, node, assumed, setting)
    matched = letter_of_own(node, setting.free(place))
    for name, value in matched.items():
        setting.definitions.append(_binding(place, name, value))
    return Piece(place, "equation", node, bound=tuple(matched))


def _declared(place: Placed, node: tree.Relation, setting: Setting) -> Piece:
    """`H ∈ R^{m×k}` declares a name that was not known; for a known one it is a claim.

    A letter of the answer's own of which only the shape was said may be taken anew: for any V ∈ ..., for any V ∈ ....
    """
    name, space = node.operands
    shape = space_shape(space, setting) if isinstance(name, tree.Name) else None
    if not isinstance(name, tree.Name) or shape is None:
        return Piece(place, "declaration", node)
    if _is_unfixed(name.name, place, setting):
        setting.definitions.append(_binding(place, name.name, None, shape=shape))
        return Piece(place, "declaration", node, bound=(name.name,))
    anew = taken_as(name.name, shape, setting)
    setting.definitions.extend(_binding(place, one, value) for one, value in anew.items())
    return Piece(place, "declaration", node, bound=tuple(anew))


def _is_unfixed(name: str, place: Placed, setting: Setting) -> bool:
    """Whether nobody said what a name stands for; its shape may have been said."""
    if not setting.free(place).declares(name):
        return True
    own = [one for one in setting.definitions if one.name == name]
    return bool(own) and own[-1].node is None and setting.base.get(name) is None


def _binding(
    place: Placed, name: str, node: Node | None, *, shape: tuple[tuple[int, int], ...] | None = None
) -> Binding:
    backward = wording.defines_backward(place)
    return Binding(name, node, place.clause.start, place.unit, place.section, backward, shape)


def _definition(place: Placed, node: tree.Relation, setting: Setting) -> dict[str, Node]:
    """The name that an equation introduces and what it stands for; empty when it introduces none."""
    symbols = setting.free(place)
    first, *rest = node.operands
    if isinstance(first, tree.Constant) and first.name in _LETTERS and wording.defines(place):
        first = tree.Name(first.name, start=first.start, end=first.end)  # "let e = y - Xw"
    if isinstance(first, tree.Name) and _introduces(place, first.name, rest[0], node.operators[0], setting):
        return {first.name: rest[0]}
    anew = renamed(place, first, rest[0], node.operators[0], setting)
    if anew:
        return anew
    last = node.operands[-1]
    known = symbols.declares(last.name) if isinstance(last, tree.Name) else True
    if (
        isinstance(last, tree.Name)
        and not known
        and not isinstance(first, tree.Name)
        and not unexplained(first, symbols)
    ):
        return {last.name: node.operands[-2]}
    return {}


def _introduces(place: Placed, name: str, value: Node, sign: str, setting: Setting) -> bool:
    """Whether `name = value` says what the name stands for."""
    symbols = setting.free(place)
    base = setting.base.get(name)
    if name in symbols.depends(value) or name in symbols.dimensions or unexplained(value, symbols):
        return False
    if base is not None and not base.optional:
        return base.definition is not None and _is_multiple(name, value, symbols)
    told = sign == ":=" or wording.defines(place)
    earlier = [one for one in setting.definitions if one.name == name]
    if earlier or base is not None:
        if examine("=", tree.Name(name), value, symbols).truth == "true":
            return True
        return told or (bool(earlier) and earlier[-1].section != place.section) or not earlier
    return True


def _is_multiple(name: str, value: Node, symbols: Symbols) -> bool:
    """Whether the value is a multiple of what the name is declared to be: half the loss, the mean of the squares."""
    return examine("=", tree.Name(name), value, symbols).scaled


def _defined(place: Placed, node: Node, values: dict[str, Node], setting: Setting) -> Piece:
    symbols = setting.free(place)
    for name, value in values.items():
        try:
            infer(value, symbols)
        except ShapeFault as fault:
            return Piece(place, "definition", node, bound=tuple(values), misfit=fault)
        except ReadingError as error:
            return Piece(place, "definition", node, error.reason, tuple(values))
        setting.definitions.append(_binding(place, name, known_as(value, symbols)))
    return Piece(place, "definition", node, bound=tuple(values))


def _assumption(place: Placed, node: tree.Relation, setting: Setting) -> dict[str, Node]:
    """The unknown that an equation gives a value to; empty when it is no assumption."""
    if len(node.operands) != 2:  # noqa: PLR2004 - a chain is no substitution
        return {}
    left, right = node.operands
    symbols = setting.free(place)
    if isinstance(left, tree.Transpose) and isinstance(left.operand, tree.Name):
        left, right = left.operand, tree.Transpose(right, start=right.start, end=right.end)
    if not isinstance(left, tree.Name) or left.name not in setting.unknowns or unexplained(right, symbols):
        return {}
    if wording.concludes(place) and not wording.puts_in(place):
        return {}
    bound = any((one := symbols.get(name)) is not None and one.spectrum is not None for name in symbols.depends(right))
    if setting.mentions_unknowns(right, symbols) or not bound:
        return {left.name: right} if wording.supposes(place) and not wording.concludes(place) else {}
    return {left.name: right}


def _assumed(place: Placed, node: Node, values: dict[str, Node], setting: Setting) -> Piece:
    """The assumption, entered unless its shape is not that of the symbol."""
    symbols = setting.free(place)
    for name, value in values.items():
        link = examine("=", tree.Name(name), value, symbols)
        if link.truth == "ill_shaped":
            judgement = link.judgement
            setting.broken = True
            fault = ShapeFault(judgement.reason, judgement.start or node.start, judgement.end or node.end)
            return Piece(place, "assumption", node, bound=tuple(values), misfit=fault)
        setting.assumptions.append(_binding(place, name, value))
    return Piece(place, "assumption", node, bound=tuple(values))
