r"""What has no value of its own: an unknown function, its derivatives, a sum over a family, an indefinite integral.

Each becomes a name, and alike ones get the same, however they are written: `y''` is `\frac{d^2y}{dx^2}` and `\ddot y`,
`\sum_i x_i` is `\sum_{j=1}^n x_j`, `\sum x_i / n` is `\frac{1}{n} \sum x_i`.

Invariant: what can be computed stays as it is, and two parts get one name only when their contents are equal.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.mathematics.syntax.contents import KNOWN, Contents, free
from evalhw.mathematics.syntax.spelling import GREEK
from evalhw.mathematics.syntax.tree import (
    Call,
    Derivative,
    Entry,
    Integral,
    Name,
    Negative,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Series,
    Sum,
    rewrite,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.verdict import Verdict

    Decide = Callable[[Node, Node], Verdict]

MARK = "⟨"  # what the name of such a part begins with
MAX_PARTS = 12  # parts without a value, on both sides together
MAX_ORDER = 4
_DOTS = {"\u0307": 1, "\u0308": 2}
_INDICES = frozenset("ijklmnrst")
_COUNTS = frozenset("nNmT")
_ONE = Number(Fraction(1))
_MACRON = "\u0304"
_BOUND = "ι"  # the one letter for every index


@dataclass(frozen=True, slots=True)
class _Part:
    """One part without a value: its kind, what must be spelled alike, and what must be equal."""

    kind: str
    spelled: tuple[str, ...]
    inside: tuple[Node, ...] = ()
    limits: tuple[Node, ...] | None = ()  # None where they are understood


def has_parts(inside: Contents) -> bool:
    """Whether a tree with these contents may hold anything that has no value of its own."""
    return inside.rough or inside.whole or inside.unknown


def named(gold: Node, claim: Node, decide: Decide) -> tuple[Node, Node]:
    """Return both trees with such parts as names; as they are when there are too many."""
    names = _Names(decide)
    sides = names.side(gold), names.side(claim)
    return (gold, claim) if names.is_full else sides


def in_one_letter(gold: Node, claim: Node) -> Node:
    """Return the claim with its unknown function under the name of the gold's, where each side has just one.

    Only an equation that holds the function beside its derivative is one for a function, whatever it is called: in
    F = m x'' the letter says which coordinate is meant.
    """
    wanted, given = _unknown(gold), _unknown(claim)
    if wanted is None or given is None or wanted[0] == given[0]:
        return claim
    if wanted[0] in free(claim) or given[0] in free(gold):
        return claim
    table = {given[0]: wanted[0]}
    if wanted[1] and given[1] and wanted[1] != given[1] and wanted[1] not in free(claim):
        table[given[1]] = wanted[1]

    def called(here: Node) -> Node | None:
        if isinstance(here, Name):
            name = _renamed(here.name, table)
            return None if name is None else Name(name)
        name = _renamed(here.function, table) if isinstance(here, Call) else None
        if name is None or not isinstance(here, Call):
            return None
        return Call(name, tuple(rewrite(one, called) for one in here.arguments))

    return rewrite(claim, called)


def _unknown(node: Node) -> tuple[str, str] | None:
    """Return the one function of an equation for it, and its variable where that is written; None for any other."""
    parts = [part for here in walk(node) if (part := _derivative(here)) is not None]
    functions = {part.spelled[0] for part in parts}
    variables = {one.name for part in parts for one in part.limits or () if isinstance(one, Name)}
    if not isinstance(node, Relation) or len(functions) != 1 or len(variables) > 1:
        return None
    (function,) = functions
    beside = sum(function in {getattr(here, "name", ""), getattr(here, "function", "")} for here in walk(node))
    within = sum(isinstance(here, Derivative) for here in walk(node))
    return (function, next(iter(variables), "")) if beside > within else None


def _renamed(name: str, table: dict[str, str]) -> str | None:
    """Return a name with its letter exchanged, its primes and dots kept; None where it has another letter."""
    plain = unicodedata.normalize("NFD", name)
    stem = plain.rstrip("'" + "".join(_DOTS))
    return table[stem] + plain[len(stem) :] if stem in table else None


def with_means(gold: Node, claim: Node) -> tuple[Node, Node, bool] | None:
    """Return both trees with sums over a family as so many of its mean, where the mean itself stands in one of them.

    Returns:
        None where no mean of a family that is summed occurs; else the trees, and whether the number of terms is known.
    """
    letters = {
        unicodedata.normalize("NFD", name)[0]: name
        for name in free(gold) | free(claim)
        if unicodedata.normalize("NFD", name)[1:] == _MACRON
    }
    counts = sorted((free(gold) | free(claim)) & _COUNTS)
    means = _Means(letters, counts[0] if len(counts) == 1 else None)
    sides = rewrite(gold, means.replaced), rewrite(claim, means.replaced)
    return (*sides, means.known) if means.found else None


class _Means:
    """Sums over the families of some letters, written by the mean of each."""

    def __init__(self, letters: dict[str, str], count: str | None) -> None:
        self.letters, self.count = letters, count
        self.found, self.known = False, True

    def replaced(self, node: Node) -> Node | None:
        if isinstance(node, Quotient) and isinstance(node.numerator, Series):
            return self._over(node.numerator, node.denominator)
        if isinstance(node, Product) and len(node.factors) == 2:  # noqa: PLR2004  # 1/n and the sum
            share, series = node.factors
            if isinstance(share, Quotient) and share.numerator == _ONE and isinstance(series, Series):
                return self._over(series, share.denominator)
        return self._sum(node)

    def _over(self, series: Series, count: Node) -> Node | None:
        """A sum over the number of its terms, which is the mean."""
        found = self._sum(series)
        if isinstance(found, Product) and len(found.factors) == 2 and found.factors[0] == count:  # noqa: PLR2004
            return found.factors[1]
        return None if found is None else Quotient(found, count)

    def _sum(self, node: Node) -> Node | None:
        body = _with_index(node) if isinstance(node, Series) and node.kind == "sum" else None
        if body is None or not isinstance(node, Series):
            return None
        outside, inside = _factored(body)
        stem = inside.name.removesuffix(f"_{_BOUND}") if isinstance(inside, Name) else ""
        if stem not in self.letters:
            return None
        self.found = True
        return Product((*outside, self._terms(node), Name(self.letters[stem])))

    def _terms(self, node: Series) -> Node:
        """How many terms a sum has: up to its upper limit, or the one number of them that is spoken of."""
        if node.lower == Number(Fraction(1)) and node.upper is not None:
            return node.upper
        understood = node.lower is None and node.upper is None and self.count is not None
        self.known = self.known and understood
        return Name(self.count or "n")


class _Names:
    """The names given so far."""

    def __init__(self, decide: Decide) -> None:
        self.decide = decide
        self.parts: list[_Part] = []
        self.is_full = False

    def side(self, node: Node) -> Node:
        """One side; the function that an equation defines keeps its place as a label."""
        if isinstance(node, Relation):
            return Relation(node.operators, tuple(self._operand(one) for one in node.operands))
        return rewrite(node, self._named)

    def _operand(self, node: Node) -> Node:
        is_label = (
            isinstance(node, Call)
            and _derivative(node) is None
            and all(isinstance(one, Name) for one in node.arguments)
        )
        return node if is_label else rewrite(node, self._named)

    def _named(self, node: Node) -> Node | None:
        if isinstance(node, Series):
            return self._series(node)
        found = _derivative(node)
        if found is None and isinstance(node, Integral) and node.lower is None and node.upper is None:
            found = _Part("integral", (node.variable.name,), (rewrite(node.body, self._named),))
        if found is None and isinstance(node, Call) and node.function not in KNOWN:
            found = _Part("call", (node.function,), tuple(rewrite(one, self._named) for one in node.arguments))
        return None if found is None else self._name(found)

    def _name(self, part: _Part) -> Node:
        for place, other in enumerate(self.parts):
            if self._alike(part, other):
                return Name(f"{MARK}{place}⟩")
        if len(self.parts) >= MAX_PARTS:
            self.is_full = True
            return Name(f"{MARK}⟩")
        self.parts.append(part)
        return Name(f"{MARK}{len(self.parts) - 1}⟩")

    def _alike(self, one: _Part, other: _Part) -> bool:
        if (one.kind, one.spelled, len(one.inside)) != (other.kind, other.spelled, len(other.inside)):
            return False
        pairs = list(zip(one.inside, other.inside, strict=True))
        if one.limits is not None and other.limits is not None:
            if len(one.limits) != len(other.limits):
                return False
            pairs += zip(one.limits, other.limits, strict=True)
        return all(self.decide(first, second).outcome == "equal" for first, second in pairs)

    def _series(self, node: Series) -> Node | None:
        """A sum over a family, its constant factors before it; None where it can be computed."""
        body = _with_index(node)
        if body is None or node.kind != "sum":
            return None
        terms = body.terms if isinstance(body, Sum) else (body,)
        bounds = (node.lower, node.upper)
        known = tuple(one for one in bounds if one is not None)
        summed = [self._summed(term, known if len(known) == len(bounds) else None) for term in terms]
        return summed[0] if len(summed) == 1 else Sum(tuple(summed))

    def _summed(self, term: Node, limits: tuple[Node, ...] | None) -> Node:
        outside, inside = _factored(term)
        series = self._name(_Part("series", (), (inside,), limits))
        return Product((*outside, series)) if outside else series


def _derivative(node: Node) -> _Part | None:
    """Return the derivative of an unknown function, in any notation; None for anything else."""
    if isinstance(node, Call) and node.function.endswith("'"):
        name = node.function.rstrip("'")
        order = len(node.function) - len(name)
        if len(node.arguments) == 1 and isinstance(node.arguments[0], Name):
            return _of(name, (node.arguments[0],) * order)
        return None
    if isinstance(node, Name):
        return _marked(node.name)
    if not isinstance(node, Derivative) or not 0 < len(node.variables) <= MAX_ORDER:
        return None
    operand = node.operand
    if isinstance(operand, Call) and operand.function not in KNOWN:
        return _of(operand.function, node.variables)
    is_function = isinstance(operand, Name) and operand not in node.variables
    return _of(operand.name, node.variables) if is_function and isinstance(operand, Name) else None


def _marked(name: str) -> _Part | None:
    """Return the derivative that a letter with primes or under dots is; None for any other name."""
    stem = name.rstrip("'")
    order = len(name) - len(stem)
    if not order:
        plain = unicodedata.normalize("NFD", name)
        stem, order = plain[:-1], _DOTS.get(plain[-1], 0)
    if not order or not (len(stem) == 1 or stem in GREEK):
        return None
    return _Part("derivative", (stem, str(order)), limits=None)


def _of(name: str, variables: tuple[Node, ...]) -> _Part:
    plain = tuple(Name(one.name) if isinstance(one, Name) else one for one in variables)
    return _Part("derivative", (name, str(len(variables))), limits=plain)


def _with_index(node: Series) -> Node | None:
    """Return the body of a sum over a family with its index under one name; None when it can be computed."""
    if len(node.indices) > 1 or node.condition is not None:
        return None
    index = node.indices[0].name if node.indices else _only_index(node.body)
    if index is None:
        return None

    def bound(here: Node) -> Node | None:
        if isinstance(here, Entry) and isinstance(here.base, Name):
            places = [one.name for one in here.indices if isinstance(one, Name)]
            if len(places) == len(here.indices):
                return Name(here.base.name + "_" + "".join(_BOUND if one == index else one for one in places))
        if isinstance(here, Name):
            stem, _, below = here.name.partition("_")
            if index in {here.name, below}:
                return Name(f"{stem}_{_BOUND}" if below else _BOUND)
        return None

    body = rewrite(node.body, bound)
    is_family = any(isinstance(here, Name) and here.name.endswith(f"_{_BOUND}") for here in walk(body))
    return body if is_family else None


def _only_index(body: Node) -> str | None:
    """Return the one letter that stands below the names of a body; None when there are several or none."""
    found = {here.name.partition("_")[2] for here in walk(body) if isinstance(here, Name)} & _INDICES
    found |= {
        one.name for here in walk(body) if isinstance(here, Entry) for one in here.indices if isinstance(one, Name)
    } & _INDICES
    return next(iter(found)) if len(found) == 1 else None


def _depends(node: Node) -> bool:
    return any(_BOUND in name for name in free(node))


def _factored(term: Node) -> tuple[tuple[Node, ...], Node]:
    """Return the factors of a term that do not depend on the index, and what does."""
    if isinstance(term, Negative):
        outside, inside = _factored(term.operand)
        return (Number(Fraction(-1)), *outside), inside
    if isinstance(term, Quotient) and not _depends(term.denominator):
        outside, inside = _factored(term.numerator)
        return (*outside, Quotient(Number(Fraction(1)), term.denominator)), inside
    if isinstance(term, Product):
        before = tuple(factor for factor in term.factors if not _depends(factor))
        kept = tuple(factor for factor in term.factors if _depends(factor))
        if before and kept:
            return before, kept[0] if len(kept) == 1 else Product(kept)
    return (), term
