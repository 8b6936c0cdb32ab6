"""Whether a formula occurs in another, however it is written and whatever its letters are called there.

Invariant: a renaming is injective and holds for the whole formula, and what is compared is the value, at points that
are the same on every run; the steps of a search are counted, so that its end does not depend on the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING, TypeVar

from evalhw.mathematics.derivations.ratios import CLOSE, Own, ratio
from evalhw.mathematics.scalar.arithmetic import TooLongError
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.values import Budget
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.nodes import rewrite, walk
from evalhw.mathematics.syntax.rendering import readable
from evalhw.mathematics.syntax.tree import (
    Call,
    Constant,
    Degrees,
    Entry,
    Name,
    Negative,
    Number,
    Percent,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Relation,
    Special,
    Sum,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evalhw.mathematics.syntax.nodes import Node

MAX_LETTERS = 4
MAX_STEPS = 60_000  # nodes evaluated in one search
MAX_SIDES = 8  # of a chain
MAX_NAMES = 7  # in what is compared; with more it is another formula
MAX_FREE = 2  # names that a constant factor may hold
_EQUAL = frozenset("=≈≡") | {":="}
_FLIPPED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}
_SCALAR = (Number, Constant, Name, Negative, Sum, Product, Quotient, Power, Call, Percent, Degrees)

Renaming = dict[str, str]
"""The answer's name for each letter."""

_Tree = TypeVar("_Tree", bound="Node")


@dataclass(frozen=True)
class Wanted:
    """A formula to look for.

    Attributes:
        node: Its tree, as `plain` makes it: an expression, or a chain of relations.
        letters: The names in it that may be called otherwise.
        never: Names that none of them is called.
        exact: Whether ≈ is something else than =.
        up_to_factor: Whether a positive constant factor may be multiplied out.
        signed: Whether the letters may stand for negative numbers as well.
    """

    node: Node
    letters: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    exact: bool = False
    up_to_factor: bool = False
    signed: bool = False


def plain(node: _Tree) -> _Tree:
    """The tree with members of families as names (`sigma_i`) and identities without their size."""
    changed = rewrite(node, _plain)
    return changed if isinstance(changed, type(node)) else node


def _plain(node: Node) -> Node | None:
    if isinstance(node, Entry) and isinstance(node.base, Name):
        below = ",".join(readable(index).replace(" ", "") for index in node.indices)
        return Name(f"{node.base.name}_{below}", start=node.start, end=node.end)
    if isinstance(node, Special) and node.dimensions:
        return replace(node, dimensions=())
    return None


def is_expression(wanted: Wanted, node: Node, budget: Budget) -> bool:
    """Whether an expression is the wanted one under some renaming; False where the budget does not last."""
    try:
        return _is_expression(wanted, node, budget)
    except TooLongError:
        return False


def is_chain(wanted: Wanted, node: Relation, budget: Budget) -> bool:
    """Whether the wanted relation holds by a chain, link by link; False where the budget does not last."""
    if not isinstance(wanted.node, Relation) or len(node.operands) > MAX_SIDES:
        return False
    operands = tuple(_positive(one) for one in node.operands)
    equal = frozenset("=") if wanted.exact else _EQUAL
    try:
        if set(wanted.node.operators) <= _EQUAL:
            links = list(pairwise(wanted.node.operands))
            return any(_linked(wanted, links, sides, {}, budget) for sides in _runs(node.operators, operands, equal))
        return _ordered(wanted, wanted.node, (node.operators, operands), budget)
    except TooLongError:
        return False


def _positive(node: Node) -> Node:
    """A side that is plus or minus something, as letters that are positive make it."""
    return node.operand if isinstance(node, PlusMinus) else node


def _runs(operators: Sequence[str], operands: Sequence[Node], equal: frozenset[str]) -> Iterator[tuple[Node, ...]]:
    """The operands that a chain says to be equal, run by run."""
    run = [operands[0]]
    for operator, operand in zip(operators, operands[1:], strict=True):
        if operator not in equal:
            yield tuple(run)
            run = []
        run.append(operand)
    yield tuple(run)


def _linked(
    wanted: Wanted,
    links: Sequence[tuple[Node, Node]],
    sides: Sequence[Node],
    known: Renaming,
    budget: Budget,
) -> bool:
    """Whether every wanted link holds between two of the sides, under one renaming."""
    if not links:
        return True
    for pair in combinations(sides, 2):
        for renaming in _renamings(wanted, _free(*links[0]), _free(*pair), known):
            if _factor(wanted, links[0], pair, renaming, budget) and _linked(
                wanted, links[1:], sides, {**known, **renaming}, budget
            ):
                return True
    return False


def _ordered(wanted: Wanted, relation: Relation, chain: tuple[Sequence[str], Sequence[Node]], budget: Budget) -> bool:
    """Whether an inequality, or another relation of two sides, is a link of a chain."""
    sign, gold = relation.operators[0], (relation.operands[0], relation.operands[1])
    for operator, pair in zip(chain[0], pairwise(chain[1]), strict=True):
        turned = sign in _FLIPPED and operator == _FLIPPED[sign]
        if len(relation.operands) > len(gold) or not (operator == sign or turned):
            continue
        given = (pair[1], pair[0]) if turned else pair
        for renaming in _renamings(wanted, _free(*gold), _free(*given), {}):
            if (_factor(wanted, gold, given, renaming, budget) or 0) > 0:
                return True
    return False


def _is_expression(wanted: Wanted, node: Node, budget: Budget) -> bool:
    spare = MAX_FREE if wanted.up_to_factor else 0
    for renaming in _renamings(wanted, _free(wanted.node), _free(node), {}, spare):
        if _is_scalar(wanted.node) and _is_scalar(node):
            found = ratio((wanted.node,), (node,), _own(wanted, renaming), budget)
            if found is not None and (found > 0 if wanted.up_to_factor else abs(found - 1) < CLOSE):
                return True
        elif not _is_scalar(wanted.node) and _spelled(node, renaming) == _spelled(wanted.node, {}):
            return True
    return False


def _factor(
    wanted: Wanted, gold: tuple[Node, Node], given: tuple[Node, Node], renaming: Renaming, budget: Budget
) -> float | None:
    """The constant by which the difference of two sides is that of the wanted ones; None where there is none.

    What always holds is found by its sides, as they are written.
    """
    if all(map(_is_scalar, gold)) and not _always_holds(gold):
        return ratio(gold, given, _own(wanted, renaming), budget) if all(map(_is_scalar, given)) else None
    sides = [_spelled(side, renaming) for side in given]
    return 1.0 if sorted(sides) == sorted(_spelled(side, {}) for side in gold) else None


def _renamings(
    wanted: Wanted, gold: frozenset[str], given: frozenset[str], known: Mapping[str, str], spare: int = 0
) -> Iterator[Renaming]:
    """Every way to call the letters of a formula by the names of another; `spare` names may be left over."""
    letters = [letter for letter in wanted.letters if letter in gold]
    fixed = gold - set(letters)
    names = sorted(given - fixed)
    if not fixed <= given or not len(letters) <= len(names) <= min(len(letters) + spare, MAX_NAMES):
        return
    taken = {name: letter for letter, name in known.items()}
    for chosen in permutations(names, len(letters)):
        if all(
            known.get(letter, name) == name and taken.get(name, letter) == letter and _may_be(wanted, letter, name)
            for letter, name in zip(letters, chosen, strict=True)
        ):
            yield dict(zip(letters, chosen, strict=True))


def _may_be(wanted: Wanted, letter: str, name: str) -> bool:
    """Whether a letter may have this name: a capital is called by a capital, and nothing by what is ruled out."""
    base = name.partition("_")[0]
    return letter[0].isupper() == name[0].isupper() and not {name, base} & wanted.never


def _own(wanted: Wanted, renaming: Renaming) -> Own:
    """What the answer's names stand for in the wanted formula."""
    return Own({name: letter for letter, name in renaming.items()}, frozenset(wanted.letters), wanted.signed)


@lru_cache(maxsize=512)
def _always_holds(gold: tuple[Node, Node]) -> bool:
    """Whether both sides of a wanted equation have the same value everywhere."""
    try:
        factor = ratio(gold[:1], gold[1:], Own(), Budget(MAX_STEPS))
    except TooLongError:
        return False
    return factor is not None and abs(factor - 1) < CLOSE


def _free(*nodes: Node) -> frozenset[str]:
    return frozenset().union(*map(free, nodes))


def _is_scalar(node: Node) -> bool:
    return all(isinstance(here, _SCALAR) for here in walk(node)) and not any(
        isinstance(here, Call) and here.function not in REAL.functions for here in walk(node)
    )


def _spelled(node: Node, renaming: Renaming) -> str:
    """A tree in one line, the terms of its sums in order, its names as the wanted formula has them."""
    own = {name: letter for letter, name in renaming.items()}

    def change(here: Node) -> Node | None:
        if isinstance(here, Name) and here.name in own:
            return Name(own[here.name])
        if isinstance(here, Sum):
            return Sum(tuple(sorted((rewrite(term, change) for term in here.terms), key=readable)))
        return None

    return readable(rewrite(node, change))
