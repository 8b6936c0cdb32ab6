"""Several values at once: unordered lists and sets, ordered tuples, plus-minus, assignments such as x = 1, y = 2.

Invariant: nothing is left over on either side when lists are equal; an undecided pair never becomes an unequal list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

from evalhw.mathematics import verdict
from evalhw.mathematics.answer.labels import labelled, unlabelled
from evalhw.mathematics.scalar import tables
from evalhw.mathematics.syntax.contents import contents
from evalhw.mathematics.syntax.tree import (
    Collection,
    Constant,
    Interval,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    PlusMinus,
    Relation,
    rewrite,
    walk,
)
from evalhw.mathematics.verdict import Verdict

_PLAIN = frozenset({Name, Number, Constant})
MAX_ITEMS = 60
MAX_SIGNS = 4
Decide = Callable[[Node, Node], Verdict]
_UNORDERED = frozenset({"set", "bare", "and", "or"})


def flattened(node: Collection) -> Collection:
    """Return a list whose members that are bare lists themselves are taken in: `1, 2, and 3`."""
    if not any(isinstance(item, Collection) and item.kind == "bare" for item in node.items):
        return node
    items: list[Node] = []
    for item in node.items:
        items += item.items if isinstance(item, Collection) and item.kind == "bare" else [item]
    return Collection("bare", tuple(items))


def without_plus_minus(node: Node) -> Node | None:
    """Return the tree with every plus-minus written out as several answers; None when there are too many.

    Signs move together when one of them is minus-plus; otherwise each is free.
    """
    if type(node) in _PLAIN or not contents(node).plus_minus:
        return node
    if isinstance(node, Collection) and node.kind in _UNORDERED:
        return _spread(node)
    if isinstance(node, Relation):
        return _relations(node)
    return _variants(node)


def _spread(node: Collection) -> Node | None:
    """Return a list with the answers that each of its items stands for."""
    items: list[Node] = []
    for item in node.items:
        one = without_plus_minus(item)
        if one is None:
            return None
        items += one.items if isinstance(one, Collection) and one is not item and one.kind == "bare" else [one]
    return replace(node, items=tuple(items))


def _variants(node: Node) -> Node | None:
    """Return the values of an expression for every choice of its signs, as a list."""
    found = [here for here in walk(node) if isinstance(here, PlusMinus)]
    if len(found) > MAX_SIGNS:
        return None
    linked = any(here.flipped for here in found) and len(found) > 1
    choices = ([True] * len(found), [False] * len(found)) if linked else product([True, False], repeat=len(found))
    variants = [_signed(node, list(choice)) for choice in choices]
    return Collection("bare", tuple(dict.fromkeys(variants)))


def _relations(node: Relation) -> Node | None:
    """Return x = ±3 as a list of equations."""
    last = without_plus_minus(node.operands[-1])
    if last is None or len(node.operands) > 3:  # noqa: PLR2004  # a short chain
        return None
    values = last.items if isinstance(last, Collection) and last.kind == "bare" else (last,)
    first = without_plus_minus(node.operands[0])
    sign = node.operators[-1]
    if first is None or isinstance(first, Collection) or sign not in {"=", "≠", "≈"}:
        return None
    return Collection("and" if sign == "≠" else "or", tuple(Relation((sign,), (first, value)) for value in values))


def _signed(node: Node, signs: list[bool]) -> Node:
    waiting = iter(signs)

    def chosen(here: Node) -> Node | None:
        if not isinstance(here, PlusMinus):
            return None
        positive = next(waiting) != here.flipped
        operand = rewrite(here.operand, chosen)
        return operand if positive else Negative(operand)

    return rewrite(node, chosen)


def pairwise(gold: Sequence[Node], claim: Sequence[Node], decide: Decide) -> Verdict:
    """Decide two sequences of the same length place by place."""
    methods = set()
    open_question: Verdict | None = None
    for place, (expected, given) in enumerate(zip(gold, claim, strict=True), start=1):
        found = decide(expected, given)
        if found.outcome == "unequal":
            return replace(found, reason=f"in place {place}: {found.reason}")
        if found.outcome != "equal":
            open_question = found
        methods.add(found.method)
    if open_question is not None:
        return open_question
    return verdict.equal("exact" if methods <= {"exact"} else "sampled", f"equal in all {len(gold)} places")


def ordered(gold: Collection, claim: Node, decide: Decide) -> Verdict:
    """Decide a tuple or list in brackets, whose order counts."""
    given = _in_order(gold, claim)
    if given is None:
        return verdict.unequal("exact", f"{len(gold.items)} values in order are expected, this is something else")
    if len(given) != len(gold.items):
        return verdict.unequal("exact", f"{len(gold.items)} values in order are expected, these are {len(given)}")
    if len(given) > MAX_ITEMS:
        return verdict.undecided(f"more than {MAX_ITEMS} values")
    return pairwise(gold.items, given, decide)


def _in_order(gold: Collection, claim: Node) -> tuple[Node, ...] | None:
    """Return the values of a claim in their order, or None when it has none."""
    if isinstance(claim, Relation):
        claim = unlabelled(claim)
    if isinstance(claim, Collection):
        if claim.kind in {"tuple", "list"}:
            pair = len(gold.items) == 2 and len(claim.items) == 2  # noqa: PLR2004  # (a, b) against [a, b]: an interval
            return None if pair and claim.kind != gold.kind else claim.items
        values = _assigned(claim)
        if values is not None:
            return values
        return claim.items if claim.kind in {"bare", "and"} else None
    rows = tables.rows(claim)
    if rows is not None and (len(rows) == 1 or len(rows[0]) == 1):
        return rows[0] if len(rows) == 1 else tuple(row[0] for row in rows)
    return None


def _assigned(claim: Collection) -> tuple[Node, ...] | None:
    """Return the values of x = 1, y = 2 in the order of their letters; None unless all are labelled and differ."""
    found = [labelled(item) if isinstance(item, Relation) else None for item in claim.items]
    labels = [one.label for one in found if one is not None]
    if len(labels) != len(claim.items) or len(set(labels)) != len(labels):
        return None
    return tuple(value for _, value in sorted((one.label, one.value) for one in found if one is not None))


def unordered(gold: Collection, claim: Node, decide: Decide) -> Verdict:
    """Decide a list without brackets or a set, whose order does not count."""
    if tables.is_matrix(claim) or isinstance(claim, Interval | Operation):
        return verdict.unequal("exact", f"{len(gold.items)} values are expected, this is something else")
    if isinstance(claim, Relation):
        claim = assignments(claim)
    expected, given = list(gold.items), _members(claim)
    if gold.kind != "set" and isinstance(claim, Collection) and claim.kind == "tuple" and len(expected) > 1:
        return _as_tuple(gold, claim, decide)
    named = _by_label(expected, given, decide)
    if named is not None:
        return named
    if _other_letters(expected, given):
        return verdict.unequal("exact", "the values are given other letters than expected")
    expected, given = _values(expected), _values(given)
    if gold.kind == "set" or (isinstance(claim, Collection) and claim.kind == "set"):
        expected, given = distinct(expected, decide), distinct(given, decide)
    elif len(given) > len(expected) and all(isinstance(item, Collection) and item.kind == "tuple" for item in given):
        given = distinct(given, decide)  # a solution that is named twice is one
    if max(len(expected), len(given)) > MAX_ITEMS:
        return verdict.undecided(f"more than {MAX_ITEMS} values")
    return matched(expected, given, decide)


def _by_label(gold: list[Node], claim: list[Node], decide: Decide) -> Verdict | None:
    """Decide a = 3, b = -2 by the letters, or by order when the claim names none; None without labels."""
    expected = [labelled(item) if isinstance(item, Relation) else None for item in gold]
    labels = [one.label for one in expected if one is not None]
    if len(labels) < max(2, len(gold)) or len(set(labels)) < len(labels):
        return None
    given = [labelled(item) if isinstance(item, Relation) else None for item in claim]
    found = {one.label: one.value for one in given if one is not None}
    values = [one.value for one in expected if one is not None]
    if set(found) == set(labels) and len(claim) == len(gold):
        return pairwise(values, [found[label] for label in labels], decide)
    stems = {label.partition("_")[0] for label in labels}
    if found and len(stems) > 1:
        return verdict.unequal("exact", f"{', '.join(labels)} are asked for")
    if len(stems) > 1 and not found and len(claim) == len(gold):
        return pairwise(values, claim, decide)
    return None


def assignments(claim: Relation) -> Node:
    """Return (x, y) = (1, 2) as x = 1 and y = 2; any other relation as it is."""
    first, last = claim.operands[0], claim.operands[-1]
    if not (isinstance(first, Collection) and isinstance(last, Collection)) or len(first.items) != len(last.items):
        return claim
    return Collection("and", tuple(Relation(("=",), pair) for pair in zip(first.items, last.items, strict=True)))


def gathered(gold: Collection, claim: Node) -> Collection:
    """Return p = 5, q = 2; p = 7, q = 2 as the tuples that a claim writes, (5, 2) and (7, 2); else the list itself."""
    items = claim.items if isinstance(claim, Collection) else ()
    size = len(items[0].items) if items and isinstance(items[0], Collection) and items[0].kind == "tuple" else 0
    found = [labelled(item) if isinstance(item, Relation) else None for item in gold.items]
    labels = [one.label for one in found if one is not None]
    if size < 2 or len(labels) != len(gold.items) or labels != labels[:size] * (len(labels) // size):  # noqa: PLR2004
        return gold
    if len(labels) == size or len(set(labels[:size])) < size:
        return gold
    values = [one.value for one in found if one is not None]
    return Collection(
        "bare", tuple(Collection("tuple", tuple(values[at : at + size])) for at in range(0, len(values), size))
    )


def _as_tuple(gold: Collection, claim: Collection, decide: Decide) -> Verdict:
    """Decide a bare list, or assignments, against a tuple: equal in the same order."""
    written = tuple(unlabelled(item) if isinstance(item, Relation) else item for item in gold.items)
    values = _assigned(gold) or written
    if len(values) != len(claim.items):
        return verdict.unequal("exact", f"{len(values)} values are expected, these are {len(claim.items)}")
    return pairwise(values, claim.items, decide)


def _members(claim: Node) -> list[Node]:
    if isinstance(claim, Relation) and isinstance(unlabelled(claim), Collection):
        claim = unlabelled(claim)
    if isinstance(claim, Collection) and claim.kind in _UNORDERED:
        return list(claim.items)
    return [claim]


def _other_letters(gold: list[Node], claim: list[Node]) -> bool:
    """Whether a claim labels its values, and not by the letters of the gold, or by several letters when it has none."""
    wanted, found = (
        {one.label.partition("_")[0] for item in items if isinstance(item, Relation) and (one := labelled(item))}
        for items in (gold, claim)
    )
    return bool(found - wanted) if wanted else len(found) > 1


def _values(items: list[Node]) -> list[Node]:
    """Return the values of items that are all labelled alike (x = 2 or x = -3; x_1 = 2, x_2 = -3), else the items."""
    found = [labelled(item) if isinstance(item, Relation) else None for item in items]
    labels = {one.label for one in found if one is not None}
    if not labels:
        return items
    stems = {label.partition("_")[0] for label in labels}
    if len(stems) > 1 and len(items) > 1:
        return items
    values: list[Node] = []
    for item, one in zip(items, found, strict=True):
        value = one.value if one is not None else item
        values += value.items if isinstance(value, Collection) and value.kind in _UNORDERED else [value]
    return values


def distinct(items: list[Node], decide: Decide) -> list[Node]:
    """Return the items without those that repeat an earlier one."""
    kept: list[Node] = []
    for item in items[: MAX_ITEMS + 1]:
        if not any(decide(one, item).outcome == "equal" for one in kept):
            kept.append(item)
    return kept


def matched(gold: list[Node], claim: list[Node], decide: Decide) -> Verdict:
    """Decide two lists by giving each expected value a partner."""
    if len(gold) != len(claim):
        return verdict.unequal("exact", f"{len(gold)} values are expected, these are {len(claim)}")
    left = list(claim)
    methods = set()
    for expected in gold:
        doubt: Verdict | None = None
        for index, given in enumerate(left):
            found = decide(expected, given)
            if found.outcome == "equal":
                methods.add(found.method)
                del left[index]
                break
            if found.outcome != "unequal":
                doubt = found
        else:
            if doubt is not None:
                return doubt
            return found if len(gold) == 1 else verdict.unequal("exact", "one of the expected values is missing")
    return verdict.equal("exact" if methods <= {"exact"} else "sampled", "the same values")
