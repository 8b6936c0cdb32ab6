"""What is wrong with a wrong answer: a sign, a factor, a bound, a unit, whatever turns it into the right one.

Invariant: a diagnosis is a fact about two values, shown by the same comparison that found them different: with that
one change, and no other, the claim is the gold answer. Where two would do, the one a person would name first is given.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, isfinite, pi, sqrt
from typing import TYPE_CHECKING

from evalhw.mathematics.answer.answers import Answer, Formula, Ratio
from evalhw.mathematics.answer.deciding import decide, is_value
from evalhw.mathematics.answer.labels import unlabelled
from evalhw.mathematics.scalar import tables
from evalhw.mathematics.scalar.decimals import shown
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.realline import NotASetError, same_end, written
from evalhw.mathematics.scalar.realsets import is_real_set, real_set
from evalhw.mathematics.scalar.relations import ratio
from evalhw.mathematics.scalar.scalars import number
from evalhw.mathematics.scalar.several import without_plus_minus
from evalhw.mathematics.scalar.values import rational
from evalhw.mathematics.syntax.contents import free
from evalhw.mathematics.syntax.tree import (
    Call,
    Collection,
    Constant,
    Degrees,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Percent,
    Product,
    Quotient,
    Relation,
    Sum,
)
from evalhw.mathematics.verdict import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evalhw.mathematics.scalar.units import Unit

_MOST_TERMS = 8
_MOST_ITEMS = 12
_MOST_DIGITS = 400
_LARGEST_POWER = 12
_FAR = 1_000_000
_PI = Constant("pi")
_HALF_TURN = Number(Fraction(180))
_NEAR = Fraction(1, 100)
_TWO_DIGITS = 10
_CONVERSIONS = (7, 12, 16, 24, 60, 365, 1440, 3600, 86400)
_CLOSE = 1e-6


def diagnose(gold: Answer, claim: Answer) -> Diagnosis | None:
    """Return what turns a wrong claim into the gold answer, or None where no single known mistake does.

    Raises:
        ArithmeticError: A number on the way is too large to compute with.
    """
    if isinstance(gold, Ratio) and isinstance(claim, Ratio):
        turned = len(gold.parts) == len(claim.parts) == 2 and _same(  # noqa: PLR2004  # a : b
            Product((gold.parts[0], claim.parts[0])), Product((gold.parts[1], claim.parts[1]))
        )
        return Diagnosis("reciprocal", "The ratio is turned round.") if turned else None
    if not isinstance(gold, Formula) or not isinstance(claim, Formula):
        return None
    expected, given = _plain(gold.node), _plain(claim.node)
    measured = _of_units((expected, gold.unit), (given, claim.unit))
    if measured is not None:
        return measured
    if gold.unit is not None and claim.unit is not None:
        given = Product((given, Number(claim.unit.size / gold.unit.size)))
    for rule in _RULES:
        found = rule(expected, given)
        if found is not None:
            return found
    return None


def _plain(node: Node) -> Node:
    return unlabelled(node) if isinstance(node, Relation) else node


def _same(gold: Node, claim: Node) -> bool:
    return decide(gold, claim).outcome == "equal"


def _number(value: Fraction | int) -> Node:
    exact = Fraction(value)
    return Negative(Number(-exact)) if exact < 0 else Number(exact)


def _values(gold: Node, claim: Node) -> bool:
    return is_value(gold) and is_value(claim)


def _exact(node: Node) -> Fraction | None:
    """The value of a tree without names that is a rational number of reasonable length."""
    inner = node.operand if isinstance(node, Percent | Degrees) else node
    found = rational(inner)
    if found is None or max(found.numerator.bit_length(), found.denominator.bit_length()) > _MOST_DIGITS:
        return None
    return found


# -- units -----------------------------------------------------------------------------------------------------------


def _of_units(gold: tuple[Node, Unit | None], claim: tuple[Node, Unit | None]) -> Diagnosis | None:
    """A value that would be right in another unit."""
    (expected, first), (given, second) = gold, claim
    if first is None or second is None or not _values(expected, given):
        return None
    if first.dimensions != second.dimensions or not (first.known and second.known):
        if _same(expected, given):
            return Diagnosis("unit", f"The value is right, the unit is not: {first.label} is expected.", second.label)
        return None
    if first.size != second.size and _same(expected, given):
        return Diagnosis("unit", f"The value is right in {first.label}, not in {second.label}.", second.label)
    return None


# -- single values ---------------------------------------------------------------------------------------------------


def _sign(gold: Node, claim: Node) -> Diagnosis | None:
    if not _comparable(gold, claim):
        return None
    if isinstance(gold, Collection) and isinstance(claim, Collection):
        return _sign_of_one(gold, claim)
    if _values(gold, claim) and _same(gold, Negative(claim)):
        return Diagnosis("sign", "The sign is wrong.")
    return _sign_of_term(gold, claim) if isinstance(gold, Sum) and is_value(claim) else None


def _comparable(gold: Node, claim: Node) -> bool:
    return not (isinstance(gold, Relation) or isinstance(claim, Relation) or is_real_set(gold) or is_real_set(claim))


def _sign_of_term(gold: Sum, claim: Node) -> Diagnosis | None:
    if len(gold.terms) > _MOST_TERMS:
        return None
    for place, term in enumerate(gold.terms):
        flipped = Sum((*gold.terms[:place], Negative(term), *gold.terms[place + 1 :]))
        if _same(flipped, claim):
            return Diagnosis("sign", "The sign of one term is wrong.", str(place + 1))
    return None


def _sign_of_one(gold: Collection, claim: Collection) -> Diagnosis | None:
    """One element of a list or tuple with the wrong sign, in its place."""
    if gold.kind != claim.kind or len(gold.items) != len(claim.items) or len(gold.items) > _MOST_ITEMS:
        return None
    wrong = [pair for pair in zip(gold.items, claim.items, strict=True) if not _same(*pair)]
    if len(wrong) == 1 and _same(wrong[0][0], Negative(wrong[0][1])):
        return Diagnosis("sign", "The sign of one value is wrong.")
    if len(wrong) == len(gold.items) and all(_same(one, Negative(other)) for one, other in wrong):
        return Diagnosis("sign", "The signs are wrong.")
    return None


def _reciprocal(gold: Node, claim: Node) -> Diagnosis | None:
    if not _values(gold, claim) or _exact(gold) in {0, 1, -1} or _exact(claim) == 0:
        return None
    if _same(Quotient(_number(1), gold), claim):
        return Diagnosis("reciprocal", "This is the reciprocal of what is expected.")
    return None


def _power_of_ten(gold: Node, claim: Node) -> Diagnosis | None:
    ratio = _ratio(gold, claim)
    if ratio is None:
        return None
    power = next((k for k in range(1, _LARGEST_POWER + 1) if ratio in {10**k, Fraction(1, 10**k)}), 0)
    if not power:
        return None
    power = power if ratio > 1 else -power
    if abs(power) == 2 and isinstance(claim, Percent) != isinstance(gold, Percent):  # noqa: PLR2004  # a hundredth
        return Diagnosis("power_of_ten", "A per cent is taken for a number, or the other way round.", str(power))
    size = "large" if power > 0 else "small"
    return Diagnosis("power_of_ten", f"It is too {size} by a factor of {10 ** abs(power):,}.", str(power))


def _ratio(gold: Node, claim: Node) -> Fraction | None:
    """The claim over the gold, where both are rational."""
    if not _values(gold, claim):
        return None
    expected, given = _exact(gold), _exact(claim)
    return given / expected if expected and given else None


def _degrees(gold: Node, claim: Node) -> Diagnosis | None:
    """An angle in degrees where radians are expected, or the other way round."""
    if not _values(gold, claim) or free(gold) or free(claim) or _exact(gold) == 0:
        return None
    if isinstance(gold, Degrees) and isinstance(claim, Degrees):
        return None
    gold, claim = (side.operand if isinstance(side, Degrees) else side for side in (gold, claim))
    if _same(gold, Quotient(Product((claim, _PI)), _HALF_TURN)) and not _whole(claim, 1):
        return Diagnosis("degrees", "This is the angle in degrees; radians are expected.")
    if _same(gold, Quotient(Product((claim, _HALF_TURN)), _PI)):
        return Diagnosis("degrees", "This is the angle in radians; degrees are expected.")
    return None


def _whole(node: Node, value: int) -> bool:
    return _exact(node) == value


def _rounding(gold: Node, claim: Node) -> Diagnosis | None:
    """A value that is the expected one cut off, or rounded the wrong way or too coarsely."""
    if not _values(gold, claim) or free(gold) or free(claim):
        return None
    given, expected = _exact(claim), _approximate(gold)
    if given is None or expected is None or not expected or given == expected:
        return None
    unit = _last_digit(claim, given)
    if expected.denominator == 1 and (unit == 1 or abs(given) < _TWO_DIGITS * unit):
        return None
    scaled = expected / unit
    if given / unit in {floor(scaled), ceil(scaled)} and abs(given - expected) <= abs(expected) / 10:
        which = "cut off" if abs(given) < abs(expected) else "rounded up"
        if abs(given / unit - scaled) <= Fraction(1, 2):
            which = "rounded too coarsely"
        return Diagnosis("rounding", f"The value is right but {which}.")
    if expected.denominator != 1 and abs(given - expected) <= abs(expected) * _NEAR / 2:
        return Diagnosis("rounding", "The value is close, but rounded on the way.")
    return None


def _approximate(node: Node) -> Fraction | None:
    """The value of a tree without names as a fraction, to the digits of a float where it is irrational."""
    found = _exact(node)
    if found is not None:
        return found
    try:
        value = complex(number(node))
    except (ArithmeticError, TypeError, ValueError):
        return None
    return Fraction(value.real) if not value.imag and abs(value.real) < float(_FAR) ** 2 else None


def _last_digit(node: Node, value: Fraction) -> Fraction:
    """The worth of the last digit that was written: a hundredth of 3.14, ten of 340."""
    written_out = shown(node)
    if written_out is not None:
        return written_out.unit
    unit, whole = 1, abs(int(value))
    while whole and whole % (unit * 10) == 0:
        unit *= 10
    return Fraction(unit)


def _constant(gold: Node, claim: Node) -> Diagnosis | None:
    """A constant of integration, or a number added or left out."""
    if not _values(gold, claim) or not free(gold):
        return None
    own, other = free(gold), free(claim)
    extra = own - other
    if len(extra) == 1 and isinstance(gold, Sum):
        name = next(iter(extra))
        rest = [term for term in gold.terms if term != Name(name)]
        if len(rest) == len(gold.terms) - 1 and _same(_summed(rest), claim):
            return Diagnosis("constant", f"The constant {name} is missing.", name)
    if own != other:
        return None
    return _added(gold, claim)


def _summed(terms: list[Node]) -> Node:
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def _added(gold: Node, claim: Node) -> Diagnosis | None:
    """A number that stands as a term of one side and is missing on the other."""
    for side, other, said in ((gold, claim, "missing"), (claim, gold, "too much")):
        if not isinstance(side, Sum) or len(side.terms) > _MOST_TERMS:
            continue
        for place, term in enumerate(side.terms):
            rest = [*side.terms[:place], *side.terms[place + 1 :]]
            value = None if free(term) else rational(term)
            if value is not None and _same(_summed(rest), other):
                return Diagnosis("constant", f"The constant {value} is {said}.", str(value))
    return None


def _factor(gold: Node, claim: Node) -> Diagnosis | None:
    if not _values(gold, claim) or _exact(gold) == 0 or _exact(claim) == 0:
        return None
    exact = _ratio(gold, claim)
    rough = float(exact) if exact is not None else _rough_ratio(gold, claim)
    if rough is None:
        return None
    for name, tree, value in _FACTORS:
        if abs(rough - value) <= _CLOSE * abs(value) and _same(Product((gold, tree)), claim):
            return Diagnosis("factor", f"This is {name} times what is expected.", name)
    return None


def _rough_ratio(gold: Node, claim: Node) -> float | None:
    """The claim over the gold as a float; None where it is not the same everywhere, or not real."""
    try:
        if free(gold) or free(claim):
            found = ratio(gold, claim, REAL)
            value = complex(found) if found is not None else 0j
        else:
            value = complex(number(claim)) / complex(number(gold))
    except (ArithmeticError, TypeError, ValueError):
        return None
    return None if not value.real or abs(value.imag) > _CLOSE or not isfinite(value.real) else value.real


def _factors() -> Iterator[tuple[str, Node, float]]:
    """Factors that people forget or use twice: name, tree and value."""
    for n in (2, 3, 4, 5, 6, 8, *sorted(_CONVERSIONS)):
        yield str(n), _number(n), n
        yield f"1/{n}", Quotient(_number(1), _number(n)), 1 / n
    yield "-2", _number(-2), -2.0
    yield "-1/2", Negative(Quotient(_number(1), _number(2))), -0.5
    two_pi = Product((_number(2), _PI))
    roots = [(f"√{n}", Call("sqrt", (_number(n),)), sqrt(n)) for n in (2, 3)]
    for name, tree, value in [("π", _PI, pi), ("2π", two_pi, 2 * pi), *roots]:
        yield name, tree, value
        yield f"1/({name})" if name == "2π" else f"1/{name}", Quotient(_number(1), tree), 1 / value


_FACTORS = tuple(_factors())


# -- matrices, sets, lists -------------------------------------------------------------------------------------------


def _transpose(gold: Node, claim: Node) -> Diagnosis | None:
    if not (tables.is_matrix(gold) and isinstance(claim, Matrix)):
        return None
    turned = Matrix(tuple(zip(*claim.rows, strict=True))) if len({len(row) for row in claim.rows}) == 1 else None
    if turned is not None and _same(gold, turned):
        return Diagnosis("transpose", "This is the transpose of what is expected.")
    return None


def _bound(gold: Node, claim: Node) -> Diagnosis | None:
    """An interval, or an inequality, of which one end is wrong or closed the wrong way."""
    pair = isinstance(gold, Collection) and gold.kind in {"tuple", "list"} and len(gold.items) == 2  # noqa: PLR2004
    closed_pairs = all(isinstance(side, Collection) and side.kind == "list" for side in (gold, claim))
    if not (is_real_set(gold) or (pair and (is_real_set(claim) or closed_pairs))):
        return None
    try:
        expected, given = real_set(gold).reduced(), real_set(claim).reduced()
    except NotASetError:
        return None
    if len(expected.ends) != len(given.ends) or not expected.ends:
        return None
    moved = [index for index, ends in enumerate(zip(expected.ends, given.ends, strict=True)) if not same_end(*ends)]
    if len(moved) == 1 and expected.holds == given.holds and len(expected.ends) > 1:
        return Diagnosis("bound", f"One bound is wrong: {written(expected)} is expected.")
    closed = [
        index for index in range(len(expected.ends)) if expected.holds[2 * index + 1] != given.holds[2 * index + 1]
    ]
    if not moved and len(closed) == 1 and expected.holds[::2] == given.holds[::2]:
        return Diagnosis("bound", f"One bound is open where it should be closed, or the other way round: "
                                  f"{written(expected)} is expected.")  # fmt: skip
    return None


def _element(gold: Node, claim: Node) -> Diagnosis | None:
    """A list or set of which one element is missing, or that has one too many."""
    expected, given = _items(gold), _items(claim)
    if (
        not expected
        or not given
        or abs(len(expected) - len(given)) != 1
        or max(map(len, (expected, given))) > _MOST_ITEMS
    ):
        return None
    ordered = isinstance(gold, Collection) and gold.kind in {"tuple", "list"}
    if ordered or (len(expected) == 1 and is_real_set(claim)):
        return None
    longer, shorter = (expected, given) if len(expected) > len(given) else (given, expected)
    left = list(longer)
    for item in shorter:
        match = next((one for one in left if _same(one, item)), None)
        if match is None:
            return None
        left.remove(match)
    if len(expected) > len(given):
        return Diagnosis("element", "One value is missing.")
    return Diagnosis("element", "One value is too many.")


def _items(node: Node) -> list[Node]:
    expanded = without_plus_minus(node)
    if isinstance(expanded, Collection):
        return [_plain(item) for item in expanded.items]
    return [expanded] if expanded is not None and is_value(expanded) else []


_RULES: tuple[Callable[[Node, Node], Diagnosis | None], ...] = (
    _transpose,
    _bound,
    _element,
    _sign,
    _power_of_ten,
    _reciprocal,
    _degrees,
    _constant,
    _factor,
    _rounding,
)
