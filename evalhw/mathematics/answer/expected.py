"""What is expected as an answer, and how far a claim may be from it: tolerance, letters, order, constants, form.

Invariant: an allowance turns `unequal` into `equal` only where it is shown; what is undecided stays so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from math import gcd
from typing import TYPE_CHECKING, Literal

from evalhw.mathematics import verdict
from evalhw.mathematics.answer import words
from evalhw.mathematics.answer.answers import Formula, Given, Unread, Words, understand
from evalhw.mathematics.answer.claims import claimed
from evalhw.mathematics.answer.comparison import compare, compare_given, diagnosed, is_over_matrices, proportional
from evalhw.mathematics.answer.deciding import decide, is_value
from evalhw.mathematics.answer.labels import unlabelled
from evalhw.mathematics.scalar.constants import antiderivative
from evalhw.mathematics.scalar.decimals import shown
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.relations import ratio
from evalhw.mathematics.scalar.scalars import number
from evalhw.mathematics.scalar.values import rational
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import (
    Call,
    Collection,
    Degrees,
    Name,
    Negative,
    Node,
    Number,
    Percent,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    children,
    rewrite,
)

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.verdict import Verdict

UpTo = Literal["", "constant", "factor", "sign"]
Form = Literal["", "simplified", "factored", "expanded", "fraction", "decimal"]

_MOST_LETTERS = 5
_MOST_DIGITS = 15
NO_ANSWER = "it commits to no answer"


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a claim.

    Attributes:
        verdict: Whether it is what is expected.
        given: The answer that was found in it.
        form: What is wrong with the form of a right answer; empty where nothing is.
    """

    verdict: Verdict
    given: Given
    form: str = ""

    @property
    def silent(self) -> bool:
        """Whether the text commits to no answer at all."""
        return not self.given.text


@dataclass(frozen=True)
class Expected:
    """An expected answer with what is allowed of it.

    Attributes:
        gold: The answer, as a dataset or rubric has it.
        also: Other answers that are as right.
        relative: How far a number may be off, as a share of it.
        absolute: How far it may be off, in its own unit.
        letters: Names that an answer may replace by others.
        order: Whether the order of a list counts; None leaves it to the brackets.
        up_to: What may be added or multiplied.
        form: The form that is asked for.
        decimals: Decimal places that are asked for.
        digits: Significant digits that are asked for.
    """

    gold: str
    also: tuple[str, ...] = ()
    relative: Fraction = Fraction(0)
    absolute: Fraction = Fraction(0)
    letters: tuple[str, ...] = ()
    order: bool | None = None
    up_to: UpTo = ""
    form: Form = ""
    decimals: int | None = None
    digits: int | None = None

    @cached_property
    def accepted(self) -> tuple[Given, ...]:
        """The gold answer and the others, read."""
        return tuple(understand(one) for one in (self.gold, *self.also))

    def unread(self) -> tuple[str, str] | None:
        """The first answer that cannot be read, and why; it could never be found equal."""
        for text, given in zip((self.gold, *self.also), self.accepted, strict=True):
            if isinstance(given.form, Unread) and words.has_signs(given.form.text):
                return text, given.form.reason
        return None

    def decide(self, claim: str, symbols: Symbols | None = None) -> Decided:
        """Decide whether a text states what is expected."""
        if symbols is not None and is_over_matrices(self.gold, symbols):
            return self._over_symbols(claim, symbols)
        found = [self._against(gold, claim) for gold in self.accepted]
        best = next((one for one in found if one.verdict.outcome == "equal"), None)
        if best is not None:
            return best
        return next((one for one in found if not one.verdict.decided and not one.silent), found[0])

    def _over_symbols(self, claim: str, symbols: Symbols) -> Decided:
        """Decide over declared matrices, where only the answers themselves are compared."""
        given = claimed(claim, self.accepted[0])
        found = [compare(gold, claim, symbols, diagnose=True) for gold in (self.gold, *self.also)]
        best = next((one for one in found if one.outcome == "equal"), found[0])
        return Decided(best, given)

    def _against(self, gold: Given, claim: str) -> Decided:
        given = claimed(claim, gold)
        if not given.text:
            return Decided(verdict.unreadable(NO_ANSWER), given)
        try:
            found = compare_given(gold, given)
            if found.outcome == "equal" and self._order_differs(gold, given):
                found = verdict.unequal("exact", "the values are right, their order is not")
            elif found.outcome == "unequal" and self._is_allowed(gold, given):
                found = verdict.equal("exact", "within what is allowed")
            found = diagnosed(gold, given, found)
            form = self._form_fault(gold, given) if found.outcome == "equal" else ""
        except (ArithmeticError, RecursionError, MemoryError):
            return Decided(verdict.undecided("too large, or nested too deep, to compare"), given)
        return Decided(found, given, form)

    # -- allowances ------------------------------------------------------------------------------------------------

    def _is_allowed(self, gold: Given, given: Given) -> bool:
        """Whether what is allowed makes a difference vanish."""
        if isinstance(gold.form, Words) and isinstance(given.form, Words):
            return self.order is False and _listed(gold.text) == _listed(given.text) != []
        if not isinstance(gold.form, Formula) or not isinstance(given.form, Formula):
            return False
        expected, claim = _value(gold.form.node), _value(given.form.node)
        if isinstance(claim, Relation) and set(claim.operators) == {"="} and is_value(expected):
            claim = claim.operands[-1]  # x(t) = ..., whatever its name
        return (
            self._within(gold.form, given.form)
            or (bool(self.letters) and self._renamed(expected, claim))
            or (self.order is False and _unordered(expected, claim))
            or self._up_to(expected, claim)
        )

    def _within(self, gold: Formula, claim: Formula) -> bool:
        """Whether a number is within the tolerance, or right to the digits that are asked for."""
        allowed = self.relative or self.absolute or self.decimals is not None or self.digits is not None
        if not allowed:
            return False
        expected, given = _real(_value(gold.node)), _real(_value(claim.node))
        if expected is None or given is None:
            return False
        if gold.unit is not None and claim.unit is not None:
            if gold.unit.dimensions != claim.unit.dimensions or not claim.unit.known:
                return False
            given = given * claim.unit.size / gold.unit.size
        most = max(self.absolute, abs(expected) * self.relative, self._half_digit(expected))
        return abs(given - expected) <= most

    def _half_digit(self, expected: Fraction) -> Fraction:
        """Half of the last digit that is asked for."""
        if self.decimals is not None:
            return Fraction(1, 2 * 10**self.decimals)
        if self.digits is None or not expected:
            return Fraction(0)
        power = 0
        while abs(expected) >= Fraction(10) ** (power + 1):
            power += 1
        while abs(expected) < Fraction(10) ** power:
            power -= 1
        return Fraction(10) ** (power - self.digits + 1) / 2

    def _renamed(self, gold: Node, claim: Node) -> bool:
        """Whether the claim is the gold with other names for its letters."""
        mine = [name for name in self.letters if name in free(gold)]
        others = sorted(free(claim) - (free(gold) - set(mine)))
        if not mine or len(others) > _MOST_LETTERS or len(mine) != len(others):
            return False
        for order in permutations(others):
            table = dict(zip(order, mine, strict=True))
            told = rewrite(claim, lambda here, table=table: _other_name(here, table))  # type: ignore[misc]
            if decide(gold, told).outcome == "equal":
                return True
        return False

    def _up_to(self, gold: Node, claim: Node) -> bool:
        if self.up_to == "sign":
            return decide(gold, _negative(claim)).outcome == "equal"
        if self.up_to == "constant" and is_value(gold) and is_value(claim):
            return _up_to_constant(gold, claim)
        if self.up_to == "factor":
            return _up_to_factor(gold, claim)
        return False

    def _order_differs(self, gold: Given, given: Given) -> bool:
        """Whether a list that is the right one as a set has another order than the gold, and the order counts."""
        if not self.order:
            return False
        if isinstance(gold.form, Words):
            return _listed(gold.text, keep=True) != _listed(given.text, keep=True)
        if not isinstance(gold.form, Formula) or not isinstance(given.form, Formula):
            return False
        expected, claim = _members(_value(gold.form.node)), _members(_value(given.form.node))
        return any(decide(one, other).outcome == "unequal" for one, other in zip(expected, claim, strict=False))

    # -- form ------------------------------------------------------------------------------------------------------

    def _form_fault(self, gold: Given, given: Given) -> str:
        """What is wrong with the form of a right answer; empty where nothing is."""
        if not isinstance(given.form, Formula):
            return ""
        node = _value(given.form.node)
        fault = self._digits_fault(node)
        if fault or not self.form:
            return fault
        expected = _value(gold.form.node) if isinstance(gold.form, Formula) else node
        return _FAULTS[self.form](expected, node)

    def _digits_fault(self, node: Node) -> str:
        if self.decimals is None and self.digits is None:
            return ""
        written = shown(node.operand if isinstance(node, Percent | Degrees) else node)
        if self.decimals is not None:
            places = written.decimals if written else 0
            if places != self.decimals:
                return f"{self.decimals} decimal places are asked for, this has {places}"
            return ""
        value = rational(node)
        significant = written.significant if written else len(str(abs(int(value or 0))).rstrip("0")) or 1
        if self.digits is not None and (significant < self.digits if written else value is None):
            return f"{self.digits} significant digits are asked for"
        return ""


def _other_name(here: Node, table: dict[str, str]) -> Node | None:
    return Name(table[here.name]) if isinstance(here, Name) and here.name in table else None


def _value(node: Node) -> Node:
    return unlabelled(node) if isinstance(node, Relation) else node


def _members(node: Node) -> list[Node]:
    """The members of a list, those of lists within it taken in."""
    if isinstance(node, Collection):
        return [member for item in node.items for member in _members(item)]
    return [_value(node)]


def _negative(node: Node) -> Node:
    if isinstance(node, Collection):
        return Collection(node.kind, tuple(map(_negative, node.items)))
    return Negative(node)


def _real(node: Node) -> Fraction | None:
    """The value of a tree without names as a fraction, to a float's digits where it is irrational."""
    if not is_value(node) or free(node):
        return None
    found = rational(node)
    if found is not None:
        return found
    try:
        value = complex(number(node.operand if isinstance(node, Percent | Degrees) else node))
    except (ArithmeticError, TypeError, ValueError):
        return None
    if value.imag or value.real != value.real or abs(value.real) > 10**300:  # not a number
        return None
    return Fraction(value.real) / (100 if isinstance(node, Percent) else 1)


def _up_to_constant(gold: Node, claim: Node) -> bool:
    sides = [_with_constant(side) for side in (gold, claim)]
    found = antiderivative(*sides)
    return found is not None and found.outcome == "equal"


def _with_constant(node: Node) -> Node:
    """A tree with one constant of integration as its last term."""
    terms = node.terms if isinstance(node, Sum) else (node,)
    return Sum((*(term for term in terms if term != Name("C")), Name("C")))


def _up_to_factor(gold: Node, claim: Node) -> bool:
    if isinstance(gold, Collection) and isinstance(claim, Collection):
        return proportional(gold.items, claim.items).outcome == "equal"
    if not is_value(gold) or not is_value(claim) or not free(gold):
        return False
    try:
        return ratio(gold, claim, REAL) is not None
    except ArithmeticError:
        return False


def _unordered(gold: Node, claim: Node) -> bool:
    """Whether two lists hold the same values in any order."""
    if not isinstance(gold, Collection) or not isinstance(claim, Collection):
        return False
    return decide(replace(gold, kind="bare"), replace(claim, kind="bare")).outcome == "equal"


def _listed(text: str, *, keep: bool = False) -> list[str]:
    """The words of a list, in one spelling; sorted unless their order is kept."""
    parts = text.replace(" and ", ", ").replace(";", ",").split(",")
    found = [words.normal(part) for part in parts if part.strip()]
    return found if keep else sorted(found)


# -- forms -------------------------------------------------------------------------------------------------------------


def _not_simplified(gold: Node, node: Node) -> str:
    fault = next((said for part in _walk(node) if (said := _reducible(part))), "")
    if fault:
        return fault
    return "it can be simplified further" if _size(node) > _size(gold) + 1 else ""


def _reducible(node: Node) -> str:
    """What could still be computed at the top of a tree."""
    if isinstance(node, Quotient):
        top, bottom = _integer(node.numerator), _integer(node.denominator)
        if top is not None and bottom is not None and (gcd(top, bottom) != 1 or abs(bottom) == 1):
            return "the fraction is not in lowest terms"
    if isinstance(node, Sum | Product):
        parts = node.terms if isinstance(node, Sum) else node.factors
        if sum(_integer(part) is not None for part in parts) > 1:
            return "there is still something to compute"
        if isinstance(node, Sum) and len({_without_number(part) for part in parts}) < len(parts):
            return "like terms can be collected"
    if isinstance(node, Power) and _integer(node.base) is not None and (_integer(node.exponent) or 0) > 1:
        return "there is still a power to compute"
    if isinstance(node, Call) and node.function == "sqrt":
        inside = _integer(node.arguments[0])
        if inside is not None and any(inside % (root * root) == 0 for root in range(2, 100)):
            return "the root can be simplified"
    return ""


def _without_number(node: Node) -> Node:
    """A term without its sign and whole factors."""
    node = node.operand if isinstance(node, Negative) else node
    if not isinstance(node, Product):
        return node
    kept = tuple(one for one in node.factors if _integer(one) is None)
    return kept[0] if len(kept) == 1 else Product(kept)


def _integer(node: Node) -> int | None:
    sign = -1 if isinstance(node, Negative) else 1
    inner = node.operand if isinstance(node, Negative) else node
    whole = isinstance(inner, Number) and inner.value.denominator == 1 and not inner.decimals
    return sign * int(inner.value) if whole and isinstance(inner, Number) else None


def _walk(node: Node) -> list[Node]:
    found, left = [], [node]
    while left:
        here = left.pop()
        found.append(here)
        left += children(here)
    return found


def _size(node: Node) -> int:
    return len(_walk(node))


def _factor_count(node: Node) -> int:
    """How many factors with names a product has, powers counted as often as they say."""
    if isinstance(node, Negative):
        return _factor_count(node.operand)
    if isinstance(node, Product):
        return sum(map(_factor_count, node.factors))
    if isinstance(node, Quotient):
        return _factor_count(node.numerator)
    if isinstance(node, Power):
        times = _integer(node.exponent)
        return _factor_count(node.base) * times if times and times > 0 else 1
    return 1 if free(node) else 0


def _not_factored(gold: Node, node: Node) -> str:
    return "it is not factored" if _factor_count(node) < max(_factor_count(gold), 1) else ""


def _not_expanded(gold: Node, node: Node) -> str:
    del gold
    for part in _walk(node):
        if isinstance(part, Product) and any(isinstance(one, Sum) for one in part.factors):
            return "it is not expanded"
        if isinstance(part, Power) and isinstance(part.base, Sum):
            return "it is not expanded"
    return ""


def _not_fraction(gold: Node, node: Node) -> str:
    del gold
    decimal = any(isinstance(part, Number) and part.decimals for part in _walk(node))
    return "a fraction is asked for, not a decimal" if decimal else ""


def _not_decimal(gold: Node, node: Node) -> str:
    del gold
    inner = node.operand if isinstance(node, Percent | Degrees) else node
    inner = inner.operand if isinstance(inner, Negative) else inner
    decimal = isinstance(inner, Number) or shown(inner) is not None
    return "" if decimal else "a decimal number is asked for"


_FAULTS = {
    "simplified": _not_simplified,
    "factored": _not_factored,
    "expanded": _not_expanded,
    "fraction": _not_fraction,
    "decimal": _not_decimal,
}
