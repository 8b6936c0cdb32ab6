"""A name given in words, and a declared one taken anew: write C for X X^T, let U = U_k, U ∈ R^{m×k}.

Invariant: of the names that the problem binds, only one that the question does not put in itself is taken anew, and
only where its declared size could not be meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalhw.errors import EvalhwError
from evalhw.mathematics.declared.symbols import ONE
from evalhw.mathematics.derivations import wording
from evalhw.mathematics.derivations.statements import SLOT
from evalhw.mathematics.matrix.shapes import infer
from evalhw.mathematics.matrix.sizes import UNKNOWN, is_sized, size_of
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evalhw.mathematics.declared.symbols import Shape, Symbol, Symbols
    from evalhw.mathematics.derivations.setting import Setting
    from evalhw.mathematics.derivations.statements import Placed
    from evalhw.mathematics.syntax.tree import Node

_STRONG = r"(?:denotes|stands?\s+for|represents|abbreviates|means|(?:is\s+)?short\s+for)"
_NAMED = re.compile(
    rf"\b(?:let|where|with|and|here)\s+{SLOT.pattern}\s+(?:denotes?|be|is|stands?\s+for|represents?|abbreviates?|means?)\s*$"
    rf"|{SLOT.pattern}\s+{_STRONG}\s*$",
    re.IGNORECASE,
)
_NAMING = re.compile(
    rf"\b(?:denote|write|call|abbreviate|name)\s+{SLOT.pattern}\s+(?:by|as|simply)?\s*$", re.IGNORECASE
)
_INSTEAD = re.compile(
    rf"\b(?:write|use|writing|using|say)\s+(?:just\s+|simply\s+|only\s+)?{SLOT.pattern}\s+(?:for|instead\s+of|in\s+place\s+of)\s*$",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"[\s,*_]*(?:be|denotes?|holds?|contains?|collects?|stacks?|is|are|consists?|comprises?)\b"
    r"(?:(?!\b(?:whose|first\W+\w+\W+columns|all|full|orthogonal|square)\b)[^.;:=])*?"
    rf"\b(?:top|first|leading|largest|dominant)(?:[\s$-]|\bk\b|{SLOT.pattern}|\b(?:largest|leading|principal)\b)*"
    r"\b(?:eigenvectors?|eigenvalues?|components?|directions?)\b(?!\s+first)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\b(?:let|where|here|with|say)[ \t]+([A-Z]|Lambda|Sigma)(?=[ \t])", re.IGNORECASE)
_NEAR = 240  # characters of words beside a formula
_SHORT = re.compile(r"\b(?:drop\w*|omit\w*|short\w*|brev\w+|simpl\w+|subscripts?|index)\b", re.IGNORECASE)


def named_by_words(
    place: Placed, node: Node, earlier: Callable[[int], Node | None], setting: Setting
) -> dict[str, Node]:
    """The name and the expression of "denote X X^T by C" or "let C be X X^T"; empty when the words name nothing.

    Args:
        place: The clause and its words.
        node: What it says.
        earlier: What an earlier clause says, by its number.
        setting: What is known so far.
    """
    behind, ahead, swapped = (one.search(place.before) for one in (_NAMING, _NAMED, _INSTEAD))
    match = behind or ahead or swapped
    if match is None:
        return _described(place, node, setting)
    index = int(next(filter(None, match.groups())))
    other = earlier(index)
    name, value = (node, other) if behind else (other, node)
    if not isinstance(name, tree.Name) or value is None or isinstance(value, tree.Relation):
        return {}
    if isinstance(value, tree.Name):
        return renamed(place, name, value, ":=", setting)
    known = setting.base.get(name.name)
    return {} if known is not None and not known.optional else {name.name: value}


def described(before: str, place: Placed, setting: Setting) -> dict[str, Node]:
    """As `let U be the top-k eigenvectors`, where the name is a plain letter in the words beside a formula."""
    for words in (before[-_NEAR:], place.after[:_NEAR]):
        for match in _PLAIN.finditer(words):
            old = _takeable(match.group(1), setting)
            if old is not None and _FIRST.match(words, match.end()):
                return _first_pairs(old, setting)
    return {}


def _described(place: Placed, node: Node, setting: Setting) -> dict[str, Node]:
    """The first pairs, for which the words take a bound name: let U be the top-k eigenvectors."""
    old = _takeable(node.name, setting) if isinstance(node, tree.Name) else None
    if old is None or not (wording.defines(place) and _FIRST.match(place.after[:120])):
        return {}
    return _first_pairs(old, setting)


def _first_pairs(old: Symbol, setting: Setting) -> dict[str, Node]:
    """A name taken for the first pairs, where one declared symbol is bound to those."""
    others = [one for one in setting.base.symbols.values() if _is_kin(one, old) and one.shape != old.shape]
    return taken_as(old.name, others[0].shape, setting) if len(others) == 1 and others[0].shape else {}


def renamed(place: Placed, written: Node, value: Node, sign: str, setting: Setting) -> dict[str, Node]:
    """What a bound name, and what belongs to it, stands for from here on; empty when the equation is a claim.

    Whoever takes U for the first k eigenvectors takes Lambda for their eigenvalues as well.
    """
    if not isinstance(written, tree.Name):
        return {}
    if isinstance(value, tree.Name) and _takeable(written.name, setting) is None:
        written, value = value, written  # let U_k = U
    name = written.name
    old, symbols = _takeable(name, setting), setting.free(place)
    if old is None or not all(_is_told(one, symbols) for one in tree.names(value)):
        return {}
    if not (sign == ":=" or wording.defines(place) or _SHORT.search(place.before[-90:]) or _is_alone(place, value)):
        return {}
    try:
        shape = infer(value, symbols)
    except EvalhwError:
        return {}
    if not is_sized(shape) or UNKNOWN in shape or shape == old.shape:
        return {}
    return {**_companions(old, shape, setting), name: value}


def taken_as(name: str, shape: Shape, setting: Setting) -> dict[str, Node]:
    """What a bound name stands for when an answer gives it the shape of another of its kind: U ∈ R^{m×k}."""
    old = _takeable(name, setting)
    other = None if old is None or old.shape == shape else _other(old, shape, setting)
    if old is None or other is None:
        return {}
    return {**_companions(old, shape, setting), name: tree.Name(other.name)}


def _takeable(name: str, setting: Setting) -> Symbol | None:
    """The symbol of this name that is bound to all pairs of a matrix, where the question does not put it in."""
    symbol = setting.base.get(name)
    if symbol is None or symbol.spectrum is None or "family" in symbol.traits or symbol.spectrum[3] is not None:
        return None
    return None if any(name in tree.names(value) for value in setting.expected.values()) else symbol


def _is_told(name: str, symbols: Symbols) -> bool:
    """Whether it is a dimension or a bound symbol, so that the problem says all about it."""
    symbol = symbols.get(name)
    return name in symbols.dimensions or (symbol is not None and symbol.spectrum is not None)


def _is_alone(place: Placed, value: Node) -> bool:
    """Whether an answer equates two names without a word, as one who sets out a notation."""
    return isinstance(value, tree.Name) and not place.before.strip(" \n\t>*_-•")


def _companions(old: Symbol, shape: Shape, setting: Setting) -> dict[str, Node]:
    """The symbols that are bound to the same pairs as the old one, each as the one for the new pairs."""
    new = _other(old, shape, setting)
    if new is None or old.spectrum is None or new.spectrum is None:
        return {}
    found: dict[str, Node] = {}
    for name, symbol in setting.base.symbols.items():
        if name == old.name or _takeable(name, setting) is None or symbol.spectrum is None:
            continue
        if symbol.spectrum[1:] == old.spectrum[1:]:
            wanted = (symbol.spectrum[0], *new.spectrum[1:])
            other = next((one for one in setting.base.symbols.values() if one.spectrum == wanted), None)
            found |= {} if other is None or other.name == name else {name: tree.Name(other.name)}
    return found


def _other(old: Symbol, shape: Shape, setting: Setting) -> Symbol | None:
    """The declared symbol of the same kind, for the first pairs of the same matrix, that has this shape."""
    kin = (one for one in setting.base.symbols.values() if _is_kin(one, old))
    return next((one for one in kin if one.shape == shape), None)


def _is_kin(symbol: Symbol, old: Symbol) -> bool:
    """Whether it is bound as the other is, to the first pairs of the same matrix."""
    if symbol.spectrum is None or old.spectrum is None or "family" in symbol.traits:
        return False
    return symbol.spectrum[:3] == (*old.spectrum[:2], (0, 0))


def space_shape(space: Node, setting: Setting) -> Shape | None:
    """Rows and columns of a space of real matrices or columns, or None."""
    if not isinstance(space, tree.Space) or space.name != "R":
        return None
    sizes = [size_of(one, setting.base) for one in space.dimensions]
    known = tuple(size for size in sizes if size is not None)
    if not known or not len(known) == len(sizes) <= 2:  # noqa: PLR2004 - rows and columns
        return None
    return (*known, ONE) if len(known) == 1 else known


def apart(node: Node, setting: Setting, symbols: Symbols) -> Iterator[Node]:
    """A clause, or the two settings of unknowns that run together in it: W_1 = U^T W_2 = U."""
    if not isinstance(node, tree.Relation) or len(node.operands) != 3:  # noqa: PLR2004 - two settings, three sides
        yield node
        return
    first, middle, last = node.operands
    second = middle.factors[-1] if isinstance(middle, tree.Product) else None
    names = [one.name for one in (first, second) if isinstance(one, tree.Name)]
    if (
        not isinstance(middle, tree.Product)
        or second is None
        or set(node.operators) != {"="}
        or len(set(names) & setting.unknowns) < 2  # noqa: PLR2004 - two settings
        or _fits(first, middle, symbols)
    ):
        yield node
        return
    kept = middle.factors[:-1]
    value = kept[0] if len(kept) == 1 else tree.Product(kept, start=middle.start, end=kept[-1].end)
    yield tree.Relation(("=",), (first, value), start=first.start, end=value.end)
    yield tree.Relation(("=",), (second, last), start=second.start, end=last.end)


def _fits(left: Node, right: Node, symbols: Symbols) -> bool:
    """Whether two sides have one shape."""
    try:
        return infer(left, symbols) == infer(right, symbols)
    except EvalhwError:
        return False
