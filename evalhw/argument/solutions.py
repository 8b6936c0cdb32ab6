"""What an answer gives for an unknown between numbers: values, lists of solutions, and values told in a sentence.

Invariant: a list is held against the condition as a whole, so that x = 2 alone is not the solution of an equation that
3 solves too; a formula that no word puts forward as the value states nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.matrices import compare_conditions
from evalhw.mathematics.syntax.reader import read
from evalhw.mathematics.syntax.tree import Collection, Name, Negative, Node, Number, Product, Relation, Sum, names
from evalhw.reading.rules.en.solutions import STAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.derivations.solved import Condition
    from evalhw.mathematics.derivations.verdicts import Statement

MAX_VALUES = 8
"""Solutions of one list."""
_NEAR = 120  # characters before a value in which words speak of it
_BETWEEN = 30  # characters between two solutions of a list
_UNCLAIMED = frozenset({"rejected", "example", "supposed", "goal"})


@dataclass(frozen=True, slots=True)
class Given:
    """A value, or a list of them, that the answer gives for the unknown.

    Attributes:
        start: Offset in the raw text.
        end: Its end, exclusive.
        verdict: Whether it is the solution, the whole of it.
        reason: Why it is not.
        listed: Whether it is a list, which replaces what its single equations say.
    """

    start: int
    end: int
    verdict: Literal["right", "wrong"]
    reason: str = ""
    listed: bool = False


def is_scalar(gold: Condition, symbols: Symbols) -> bool:
    """Whether a condition is one between numbers."""
    found = [symbols.symbols.get(name) for name in names(gold.node)]
    return bool(found) and all(one is not None and one.shape == () for one in found)


def unknown(gold: Condition) -> str:
    """The symbol that a condition is about: the one that is told, or the only one it has."""
    written = names(gold.node)
    return gold.about or (next(iter(written)) if len(written) == 1 else "")


def given(text: str, statements: Sequence[Statement], gold: Condition, symbols: Symbols) -> tuple[Given, ...]:
    """Every value and list of values for the unknown of a condition, in order."""
    about = unknown(gold)
    if not about:
        return ()
    found = [
        *_lists(text, statements, gold, about),
        *_cases(text, statements, gold, about),
        *_told(statements, gold, about),
        *_in_words(text, gold, about, symbols),
    ]
    return tuple(sorted(found, key=lambda one: one.start))


@dataclass(frozen=True, slots=True)
class _Solved:
    start: int
    end: int
    values: tuple[Node, ...]
    symbols: Symbols


def _lists(text: str, statements: Sequence[Statement], gold: Condition, about: str) -> Iterator[Given]:
    """Lists of solutions: x = 2 or x = 3; x in {2, 3}; x = 2, 3."""
    group: list[_Solved] = []
    for one in (*statements, None):
        solved = None if one is None or one.stance in _UNCLAIMED else _solved(text, one, about)
        if group and (solved is None or not _joined(text[group[-1].end : solved.start])):
            yield from _listed(group, gold, about)
            group = []
        if solved is not None:
            group.append(solved)
    yield from _listed(group, gold, about)


def _listed(group: Sequence[_Solved], gold: Condition, about: str) -> Iterator[Given]:
    values = [value for one in group for value in one.values]
    fewest = 2 if gold.about else 1  # a single value is found by its symbol, where that is told
    if fewest <= len(values) <= MAX_VALUES:
        yield _held(values, (group[0].start, group[-1].end), gold, about, group[-1].symbols)


def _cases(text: str, statements: Sequence[Statement], gold: Condition, about: str) -> Iterator[Given]:
    """Solutions of one sentence that stand apart: either x = 0 or a x = b, that is x = b/a."""
    for _, group in groupby(statements, key=lambda one: one.place.unit):
        solved = [found for one in group if one.stance not in _UNCLAIMED and (found := _solved(text, one, about))]
        if not 1 < len(solved) <= MAX_VALUES:
            continue
        kept = [one for one in solved if all(_solves(value, gold, about, one.symbols) for value in one.values)]
        if len(kept) > 1 and kept[-1] is solved[-1]:
            values = [value for one in kept for value in one.values]
            whole = _held(values, (kept[0].start, kept[-1].end), gold, about, kept[-1].symbols)
            if whole.verdict == "right":
                yield whole


def _solves(value: Node, gold: Condition, about: str, symbols: Symbols) -> bool:
    """Whether a value is one of the solutions, perhaps not the only one: adding it changes nothing."""
    left, right = gold.node.operands
    residual = Sum((left, Negative(right)))
    more = Relation(("=",), (Product((Sum((Name(about), Negative(value))), residual)), Number(Fraction(0))))
    return compare_conditions(gold.node, more, symbols, about).outcome == "equal"


def _held(values: Sequence[Node], span: tuple[int, int], gold: Condition, about: str, symbols: Symbols) -> Given:
    """A list of values held against the condition."""
    factors = tuple(Sum((Name(about), Negative(value))) for value in values)
    whole = factors[0] if len(factors) == 1 else Product(factors)
    claim = Relation(("=",), (whole, Number(Fraction(0))))
    verdict = compare_conditions(gold.node, claim, symbols, about)
    if verdict.outcome == "equal":
        return Given(*span, "right", listed=True)
    return Given(*span, "wrong", verdict.reason, listed=True)


def _joined(between: str) -> bool:
    """Whether two solutions belong to one list, by what stands between them."""
    return len(between) <= _BETWEEN and any(one.rule.effect == "joins" for one in STAGE.find(between or ","))


def _solved(text: str, statement: Statement, about: str) -> _Solved | None:
    """What a statement gives for the unknown, if it stands alone on one side."""
    values = tuple(_values(statement.piece.node, about))
    if not values:
        return None
    end = statement.end
    while len(values) < MAX_VALUES:
        behind = text[end : end + _BETWEEN]
        more = next((one for one in STAGE.find(behind) if one.rule.effect == "more" and one.start == 0), None)
        if more is None:
            break
        start, stop = more.groups["value"]
        values += (read(behind[start:stop].replace("−", "-"), statement.symbols),)
        end += more.end
    return _Solved(statement.start, end, values, statement.symbols)


def _values(node: Node | None, about: str) -> Iterator[Node]:
    if isinstance(node, Collection) and node.kind in {"bare", "and", "or"} and isinstance(node.items[0], Relation):
        first, *rest = node.items
        yield from _values(first, about)
        for item in rest:
            yield from _values(item, about) if isinstance(item, Relation) else (item,)
    if not isinstance(node, Relation):
        return
    first, last = node.operands[0], node.operands[-1]
    if node.operators == ("∈",) and _is(first, about) and isinstance(last, Collection):
        yield from last.items
    elif (
        set(node.operators) == {"="} and _is(first, about) and not any(_is(one, about) for one in (last, *_below(last)))
    ):
        yield from last.items if isinstance(last, Collection) else (last,)


def _below(node: Node) -> list[Node]:
    return [Name(name) for name in names(node)]


def _is(node: Node, about: str) -> bool:
    """Whether a node is the unknown, perhaps with the number of a solution."""
    if not isinstance(node, Name):
        return False
    base, _, index = node.name.partition("_")
    return node.name == about or (base == about and index.isdigit())


def _told(statements: Sequence[Statement], gold: Condition, about: str) -> Iterator[Given]:
    """Values that a sentence states without a sign of equality: it moves at this."""
    wanted = names(gold.node) - {about}
    for one in statements:
        node = one.piece.node
        if one.kind != "expression" or node is None or isinstance(node, Name | Number | Collection):
            continue
        if one.stance in _UNCLAIMED or names(node) != wanted or not _states(one.place.before[-_NEAR:]):
            continue
        found = _held((node,), (one.start, one.end), gold, about, one.symbols)
        yield Given(found.start, found.end, found.verdict, found.reason)


def _states(before: str) -> bool:
    """Whether the words before a formula put it forward; one that stands alone, or behind a colon, is."""
    plain = before.strip(" \n*_>#-•")
    if not plain or plain.endswith(":"):
        return True
    effects = {one.rule.effect for one in STAGE.find(before)}
    return "states" in effects and "other" not in effects


def _in_words(text: str, gold: Condition, about: str, symbols: Symbols) -> Iterator[Given]:
    """Solutions that are told as numbers: the roots are 2 and 3."""
    for one in STAGE.find(text):
        if one.rule.effect != "listed":
            continue
        start, end = one.groups["values"]
        written = text[start:end].replace("−", "-").replace(" and", ",").replace(" or", ",")
        try:
            values = [read(part, symbols) for part in written.split(",") if part.strip()]
        except ReadingError:
            continue
        if 0 < len(values) <= MAX_VALUES:
            yield _held(values, (start, end), gold, about, symbols)
