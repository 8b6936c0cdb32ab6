"""Decide a claim against a gold tree: the gold's kind says how the two are compared.

Kinds: a single value, a labelled value (`x = 5`, `f(x) = x^2`), an equation, an unordered list or set, an ordered
tuple, a set of reals (intervals, inequalities), a matrix, words.

Invariant: a claim of another kind is brought to the gold's kind where a careful grader would (5 for `x = 5`, `x < 3`
for `(-∞, 3)`), and is unequal with that reason where not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from evalhw.mathematics import verdict
from evalhw.mathematics.answer import words
from evalhw.mathematics.answer.labels import Labelled, labelled, unlabelled
from evalhw.mathematics.scalar import intervals, measures, realsets, relations, scalars, several, tables, vectors
from evalhw.mathematics.scalar.constants import antiderivative
from evalhw.mathematics.scalar.families import same_family
from evalhw.mathematics.scalar.realline import NotASetError, RealSet, same_end, written
from evalhw.mathematics.scalar.realsets import is_real_set, real_set
from evalhw.mathematics.scalar.values import rational
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import (
    Call,
    Collection,
    Degrees,
    Node,
    Number,
    Operation,
    Percent,
    Quantity,
    Relation,
    Space,
    Text,
)

if TYPE_CHECKING:
    from evalhw.mathematics.verdict import Verdict

_GROUPS = frozenset({"set", "bare", "and", "or"})


def decide(gold: Node, claim: Node) -> Verdict:
    """Return whether the claim is the gold, by the gold's kind."""
    if gold == claim:
        return verdict.equal("exact", "the same expression")
    if isinstance(gold, Quantity) or isinstance(claim, Quantity):
        return measures.same_quantity((gold, None), (claim, None), decide)
    if isinstance(gold, Number) and isinstance(claim, Number):
        return scalars.same(gold, claim)
    expanded = several.without_plus_minus(gold), several.without_plus_minus(claim)
    if expanded[0] is None or expanded[1] is None:
        return verdict.undecided("too many plus-minus signs")
    return _by_kind(*vectors.alike(_plain(expanded[0]), _plain(expanded[1])))


def _plain(node: Node) -> Node:
    """Return the tree without a wrapper that says nothing: a unit, a set of one list, x in a finite set."""
    if isinstance(node, Call) and node.function == "inner":  # <1, 2> as a vector
        return Collection("tuple", node.arguments)
    if isinstance(node, Collection) and node.kind in {"and", "or", "bare"}:
        return several.flattened(node)
    if isinstance(node, Relation) and node.operators == ("∈",) and isinstance(node.operands[1], Collection):
        return node.operands[1] if node.operands[1].kind == "set" else node
    return node


def _by_kind(gold: Node, claim: Node) -> Verdict:
    if is_real_set(gold):
        return _real_sets(gold, claim)
    if isinstance(gold, Relation):
        return _relation(gold, claim)
    if isinstance(gold, Collection):
        return _collection(gold, claim)
    if tables.is_matrix(gold):
        return tables.same(gold, claim, decide)
    return _value(gold, claim)


def _collection(gold: Collection, claim: Node) -> Verdict:
    if gold.kind not in _GROUPS:
        return _brackets(gold, claim)
    gold = several.gathered(gold, claim)
    return _points(gold, claim) if is_real_set(claim) else several.unordered(gold, claim, decide)


def _brackets(gold: Collection, claim: Node) -> Verdict:
    """Compare a pair in brackets, which may be an interval, or a tuple."""
    if len(gold.items) == 2 and is_real_set(claim):  # noqa: PLR2004  # (a, b) or [a, b]
        return _real_sets(gold, claim)
    if gold.kind == "list" and len(gold.items) == 2 and isinstance(claim, Collection) and claim.kind != "list":  # noqa: PLR2004
        return verdict.unequal("exact", "a closed interval is expected, these are values")
    return several.ordered(gold, claim, decide)


def _points(gold: Collection, claim: Node) -> Verdict:
    """Compare finitely many points with a set written by intervals or inequalities."""
    if gold.kind == "set" or not gold.items:
        return _real_sets(gold, claim)
    return verdict.unequal("exact", "a list of values is expected, this is a set of intervals")


def _real_sets(gold: Node, claim: Node) -> Verdict:
    """Compare sets of reals; where they cannot be drawn on a line, compare them part by part."""
    single = (
        isinstance(gold, Relation) and isinstance(claim, Relation) and _one_inequality(gold) and _one_inequality(claim)
    )
    if isinstance(gold, Relation) and isinstance(claim, Relation) and single:
        found = relations.same_inequality(gold, claim)
        if found is not None:
            return found
    claim = unlabelled(claim) if isinstance(claim, Relation) and "=" in claim.operators else claim
    if isinstance(claim, Collection) and claim.kind == "bare":
        return verdict.unequal("exact", "a set of numbers is expected, this is a list of values")
    if not is_real_set(claim) and not isinstance(claim, Collection):
        return verdict.unequal("exact", "a set of numbers is expected, this is not one")
    try:
        expected, given = real_set(gold), real_set(claim)
    except NotASetError:
        return intervals.parts(gold, claim, decide)
    if different_letters(gold, claim):
        return verdict.unequal("exact", "the two inequalities are about different letters")
    return _compared(expected, given)


def _compared(expected: RealSet, given: RealSet) -> Verdict:
    if expected.holds == given.holds and all(map(same_end, expected.ends, given.ends)):
        return verdict.equal("exact", "the same set of numbers")
    reason = f"{written(expected)} is expected, this is {written(given)}"
    return verdict.unequal("exact", reason, f"{written(expected)} ≠ {written(given)}")


def different_letters(gold: Node, claim: Node) -> bool:
    """Whether both sides are inequalities, in different letters."""
    both = [free(side) for side in (gold, claim) if isinstance(side, Relation | Collection)]
    return len(both) == 2 and bool(both[0]) and bool(both[1]) and both[0] != both[1]  # noqa: PLR2004  # the two sides


def _one_inequality(node: Relation) -> bool:
    return len(node.operators) == 1 and node.operators[0] in realsets.ORDERINGS


def _relation(gold: Relation, claim: Node) -> Verdict:
    expected = labelled(gold)
    if isinstance(claim, Relation) and not is_real_set(claim):
        given = labelled(claim)
        if expected and given:
            return _both_labelled(gold, claim, expected, given)
        return _equations(gold, claim)
    if expected is None:
        value = unlabelled(gold)
        if value is not gold:
            return decide(value, claim)
        return verdict.unequal("exact", "an equation is expected, this is none")
    if isinstance(claim, Collection) and claim.kind in {"and", "or"}:
        spread = several.assignments(gold)
        return several.unordered(
            spread if isinstance(spread, Collection) else Collection("bare", (gold,)), claim, decide
        )
    return decide(expected.value, claim)


def _both_labelled(gold: Relation, claim: Relation, expected: Labelled, given: Labelled) -> Verdict:
    if expected.fits(given):
        return decide(expected.renamed(given), given.value)
    if not free(expected.value) or expected.is_function != given.is_function:
        return verdict.unequal("exact", f"{expected.label} is asked for, this is {given.label}")
    return _equations(gold, claim)


def _equations(gold: Relation, claim: Relation) -> Verdict:
    """Compare two equations; a chain counts by its ends."""
    if set(gold.operators) | set(claim.operators) <= {"=", "≈", ":="}:
        left, right = (Relation(("=",), (side.operands[0], side.operands[-1])) for side in (gold, claim))
        if not free(left) and not free(right):
            return decide(gold.operands[-1], claim.operands[-1])
        return relations.same_equation(left, right)
    if gold.operators != claim.operators or len(gold.operands) != len(claim.operands):
        return verdict.unequal("exact", f"a relation by {gold.operators[0]} is expected")
    return several.pairwise(gold.operands, claim.operands, decide)


def _value(gold: Node, claim: Node) -> Verdict:
    """Compare a claim with a single value."""
    if isinstance(claim, Relation) and not is_real_set(claim):
        return _stated(gold, claim)
    if isinstance(claim, Collection) and len(claim.items) == 1:
        return decide(gold, claim.items[0])
    if isinstance(gold, Text) and isinstance(claim, Text) and words.same(gold.text, claim.text):
        return verdict.equal("exact", "the same words")
    other = _other_kind(gold, claim)
    if other:
        return verdict.unequal("exact", other)
    if _residue(gold) and _residue(claim):
        return several.pairwise((gold.right, gold), (claim.right, claim), scalars.same)
    return same_family(gold, claim) or antiderivative(gold, claim) or measured(gold, claim)


def _residue(node: Node) -> TypeGuard[Operation]:
    return isinstance(node, Operation) and node.operator == "modulo"


def is_value(node: Node) -> bool:
    """Whether a tree is a single value: no list, set, relation, matrix or word."""
    return not (isinstance(node, Collection | Relation | Space | Text) or is_real_set(node) or tables.is_matrix(node))


def _other_kind(gold: Node, claim: Node) -> str:
    """Return what is wrong with the kind of a claim where one value is expected; empty when it is a value too."""
    if isinstance(claim, Collection):
        return f"one value is expected, these are {len(claim.items)}"
    if is_real_set(claim) or tables.is_matrix(claim):
        return "one value is expected, this is not one"
    return "something else is expected" if isinstance(gold, Space | Text) or isinstance(claim, Space | Text) else ""


def _stated(gold: Node, claim: Relation) -> Verdict:
    """Compare the value that an equation states with the gold; an approximate value stands beside an exact one."""
    found = labelled(claim)
    candidates = found.candidates if found else unlabelled_candidates(claim) or _rewritten(gold, claim)
    if not candidates:
        return verdict.unequal("exact", "a value is expected, this is an equation")
    verdicts = [decide(gold, candidate) for candidate in candidates]
    return next((one for one in verdicts if one.outcome == "equal"), verdicts[0])


def _rewritten(gold: Node, claim: Relation) -> tuple[Node, ...]:
    """Return the last form of what is only rewritten, x(x + 3) = x^2 + 3x, or named: p(x) + q(x) = 2x."""
    if set(claim.operators) != {"="} or not all(map(is_value, claim.operands)):
        return ()
    first, last = claim.operands[0], claim.operands[-1]
    named = free(last) == free(gold) < free(first)
    return (last,) if named or scalars.same(first, last).outcome == "equal" else ()


def unlabelled_candidates(claim: Relation) -> tuple[Node, ...]:
    """Return the last value of a chain, with the one before a closing approximation."""
    if set(claim.operators) - {"=", "≈"}:
        return ()
    if free(claim.operands[0]) and len(claim.operands) == 2 and free(claim.operands[1]):  # noqa: PLR2004  # an equation
        return ()
    if "≈" in claim.operators:
        first = claim.operators.index("≈")
        return (claim.operands[first], claim.operands[first + 1])
    return (claim.operands[-1],) if not free(claim.operands[0]) or len(claim.operands) > 2 else ()  # noqa: PLR2004


def measured(gold: Node, claim: Node) -> Verdict:
    """Compare two values where either may be in percent or degrees; a missing sign is forgiven.

    A gold below one can only be a proportion: 0.5 is 50 %, and is not 0.5 %.
    """
    if isinstance(claim, Percent) and not isinstance(gold, Percent) and _below_one(gold):
        return scalars.same(gold, claim)
    kinds = {type(side) for side in (gold, claim)} & {Percent, Degrees}
    if not kinds:
        return scalars.same(gold, claim)
    expected, given = _unsigned(gold), _unsigned(claim)
    if kinds == {Percent, Degrees}:
        return verdict.unequal("exact", "one side is in percent, the other in degrees")
    found = scalars.same(expected, given)
    if found.outcome == "equal" or type(gold) is type(claim):
        return found
    again = scalars.same(gold, claim)
    return again if again.outcome == "equal" else found


def _unsigned(node: Node) -> Node:
    return node.operand if isinstance(node, Percent | Degrees) else node


def _below_one(gold: Node) -> bool:
    value = rational(gold)
    return value is not None and 0 < abs(value) < 1
