"""Whether two sides of an equation agree, as a careful reader takes them: to the digits shown, in whatever units.

Invariant: sides are called different only where no reading that is open to the reader makes them agree.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Literal, TypeAlias

from evalhw.argument import measures
from evalhw.mathematics.scalar import decimals
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError, TooLongError, exact
from evalhw.mathematics.scalar.fields import REAL
from evalhw.mathematics.scalar.values import Evaluation
from evalhw.mathematics.syntax.tree import (
    Name,
    Negative,
    Node,
    Number,
    Percent,
    Product,
    Quotient,
    Sum,
    names,
    rewrite,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evalhw.argument.sides import Side
    from evalhw.units.unit import Dimension

Agreement: TypeAlias = Literal["right", "wrong", "open"]
Values: TypeAlias = "Mapping[str, Sequence[Fraction]]"
"""For each name of the answer the values that the answer gives it."""

_MAX_CHOICES = 24  # combinations of values of names
_MAX_UNITS = 6
_NEAR = Fraction(1, 20)  # of a value that is said to be rounded
_FAR = Fraction(1, 4)
_PERCENT = Fraction(1, 100)
_SCALE = Fraction(50)  # a larger factor between two lengths is the scale of a map
_UNSHARP = Fraction(1, 8)
_EXACT = Fraction(1, 10**9)  # what floats leave
_FEW_DIGITS = 2
_GROUP = 3  # digits between points that group them
_MEASURED = 3  # significant digits of a decimal that may have been rounded
_LARGE = 10_000
_ALMOST = Fraction(1, 200)
_MANY_PARTS = 12
_POWERS = (Fraction(100), Fraction(1000), Fraction(10**6), Fraction(10**9))


class Rounded:
    """Values that the answer rounded, with what they were before: 10/3 = 3.33 lets 3.33 stand for 10/3."""

    def __init__(self) -> None:
        self._before: dict[Fraction, Fraction] = {}

    def note(self, shown: Fraction, value: Fraction) -> None:
        """Remember that a value is written as another one from here."""
        if shown != value:
            self._before.setdefault(abs(shown), abs(value))

    def before(self, number: Number) -> Fraction | None:
        """What a number was before it was rounded, as far as it shows; None for one that is exact."""
        known = self._before.get(number.value)
        if known is not None or not number.decimals:
            return known
        return _fraction(number)


def _fraction(number: Number) -> Fraction | None:
    """The fraction without an end that a decimal such as 0.67 or 3.33 stands for; None for one that is exact."""
    if not number.decimals or (number.decimals < _FEW_DIGITS and number.value < 10):  # noqa: PLR2004 - 33.3, not 0.3
        return None
    unit = Fraction(1, 10**number.decimals)
    for below in range(3, _MANY_PARTS):
        top = round(number.value * below)
        near = Fraction(top, below)
        if (
            near.denominator == below
            and below % 2
            and below % 5
            and near != number.value
            and abs(near - number.value) < unit
        ):
            return near
    return None


def value(node: Node | None, values: Mapping[str, Fraction], names_of: Mapping[str, str]) -> Fraction | None:
    """The value of a formula with the values of its names; None where it has none."""
    if node is None:
        return None

    def known(here: Node) -> Node | None:
        if isinstance(here, Name) and names_of.get(here.name) in values:
            return Number(values[names_of[here.name]], start=here.start, end=here.end)
        return None

    tree = rewrite(node, known) if values else node
    try:
        found = exact(tree)
        if found is not None or names(tree):
            return found
        return Fraction(float(Evaluation(REAL, {}).value(tree)))
    except (NoValueError, TooLargeError, TooLongError, TypeError, ValueError, OverflowError):
        return None


def choices(sides: Sequence[Side], values: Values) -> Iterator[dict[str, Fraction]]:
    """The combinations of values that the names of some sides can have; none when one of them has no value."""
    wanted = sorted({name for side in sides for name in side.names.values()})
    if not all(values.get(name) for name in wanted):
        return
    for count, chosen in enumerate(product(*(values[name] for name in wanted))):
        if count >= _MAX_CHOICES:
            return
        yield dict(zip(wanted, chosen, strict=True))


def agree(
    left: Side,
    right: Side,
    sign: str,
    values: Values,
    rounded: Rounded,
    *,
    result: bool = False,
    labels: Sequence[str] = (),
) -> Agreement:
    """Hold two sides against each other.

    Args:
        left: The side before the sign.
        right: The side behind it.
        sign: `=`, or `≈` where the words or the sign say that it is not exact.
        values: What the names are worth.
        rounded: Which numbers were rounded before.
        labels: Units of the values of the names.
        result: The left side is itself the result of a step, so that it may be held against a value alone.
    """
    decided = False
    for chosen in choices((left, right), values):
        found = _pairs(left, right, chosen)
        if not found:
            return "open"
        decided = True
        if any(_close(*pair, sign) for pair in found) or _before_rounding(left, right, chosen, rounded):
            return "right"
        if _in_units(left, right, found[0][2:], chosen, sign, labels):
            return "right"
    if not decided or left.doubtful or right.doubtful:
        return "open"
    if not (left.operated or right.operated) and not _comparable(left, right, result=result):
        return "open"
    unsure = any(_leaves_open(left, right, chosen, sign) for chosen in choices((left, right), values))
    return "open" if unsure else "wrong"


_Pair: TypeAlias = "tuple[Node, Node, Fraction, Fraction]"


def _pairs(left: Side, right: Side, chosen: Mapping[str, Fraction]) -> list[_Pair]:
    """The two formulas with their values, in the ways in which they can be read."""
    found: list[_Pair] = []
    lefts, rights = (
        [side.node, side.bare, _unsigned(side.node), _grouped(side.node), _added(side.node)] for side in (left, right)
    )
    for first, second in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (0, 2), (2, 2), (3, 3), (4, 0), (0, 4)):
        one, other = lefts[first], rights[second]
        if one is None or other is None or any(one is a and other is b for a, b, _, _ in found):
            continue
        here, there = value(one, chosen, left.names), value(other, chosen, right.names)
        if here is not None and there is not None:
            found.append((one, other, here, there))
    return found


def _unsigned(node: Node | None) -> Node | None:
    """The formula without its signs of percent: 15/60 * 100 = 25%."""
    if node is None or not any(isinstance(here, Percent) for here in walk(node)):
        return node
    return rewrite(node, lambda here: here.operand if isinstance(here, Percent) else None)


def _grouped(node: Node | None) -> Node | None:
    """The formula with points that group digits, as in 1.500 + 500 = 2.000."""
    if node is None:
        return None

    def whole(here: Node) -> Node | None:
        if isinstance(here, Number) and here.decimals == _GROUP and here.value >= 1:
            return Number(here.value * 10**_GROUP)
        return None

    return rewrite(node, whole)


def _added(node: Node | None) -> Node | None:
    """The formula with a percentage taken of what it is added to: 300 + 19 % is 357."""
    if not isinstance(node, Sum):
        return node
    first, *rest = node.terms
    if not all(isinstance(term.operand if isinstance(term, Negative) else term, Percent) for term in rest):
        return node
    return Sum((first, *(Product((first, term)) for term in rest)))


def _close(left: Node, right: Node, here: Fraction, there: Fraction, sign: str) -> bool:
    """Whether two values agree: exactly, to the digits that one of them shows, or nearly where that is said."""
    gap = abs(here - there)
    largest = max(abs(here), abs(there))
    if gap <= _EXACT * largest:
        return True
    loose = sign == "≈"
    if _shows(left, here, there, loose=loose) or _shows(right, there, here, loose=loose):
        return True
    return sign == "≈" and (gap <= _NEAR * largest or gap < 1 <= largest)


def _shows(node: Node, shown: Fraction, value_: Fraction, *, loose: bool = False) -> bool:
    """Whether a decimal is another value rounded to its digits, or cut off behind them."""
    written = decimals.shown(node)
    unit = written.unit if written is not None else _PERCENT if _is_whole_percent(node) else None
    if unit is None:
        return False
    gap = abs(shown - value_)
    cut = shown * value_ >= 0 and abs(value_) >= abs(shown)
    return gap <= unit / 2 or (gap < unit and (cut or loose))


def _is_whole_percent(node: Node) -> bool:
    """Whether a side is a percentage without decimals, which may be rounded: 1/3 = 33%."""
    return isinstance(node, Percent) and isinstance(node.operand, Number) and not node.operand.decimals


def _before_rounding(left: Side, right: Side, chosen: Mapping[str, Fraction], rounded: Rounded) -> bool:
    """Whether the sides agree when numbers that were rounded are taken as they were before."""

    def unrounded(node: Node | None) -> Node | None:
        if node is None:
            return None
        return rewrite(
            node,
            lambda here: (
                Number(before) if isinstance(here, Number) and (before := rounded.before(here)) is not None else None
            ),
        )

    both = unrounded(left.node), unrounded(right.node)
    for first, second in ((both[0], right.node), (left.node, both[1]), both):
        here, there = value(first, chosen, left.names), value(second, chosen, right.names)
        if here is None or there is None or first is None or second is None:
            continue
        if here == there or _shows(right.node or second, there, here) or _shows(left.node or first, here, there):
            return True
        if not (left.node is first and right.node is second) and abs(here - there) <= _EXACT * max(
            abs(here), abs(there)
        ):
            return True
    return False


def _in_units(
    left: Side,
    right: Side,
    pair: tuple[Fraction, Fraction],
    chosen: Mapping[str, Fraction],
    sign: str,
    labels: Sequence[str],
) -> bool:
    """Whether the sides agree in another unit: 2 hours * 60 = 120 minutes, 5 m + 30 cm = 530 cm."""
    here, there = pair
    if left.node is None or right.node is None:
        return False
    measured = value(left.measured, chosen, left.names)
    other = value(right.measured, chosen, right.names)
    taken = {here}
    if measured is not None and measured != here:
        taken |= {measured, measured * there / other} if other and there else {measured}
        if any(_close(right.node, right.node, one, there, sign) for one in taken):
            return True
    if not there:
        return False
    ratios = _conversions(left, right, labels)
    lone = not left.operated and not right.operated
    return any(
        _close(right.node, right.node, one * ratio, there, sign)
        or _close(left.node, left.node, one, there / ratio, sign)
        or (lone and abs(one * ratio - there) <= _NEAR * abs(there))
        for one in taken
        for ratio in ratios
    )


def _conversions(left: Side, right: Side, labels: Sequence[str]) -> set[Fraction]:
    """By what a value may change when units of the two sides are exchanged, and powers of that."""
    sizes: dict[Dimension, set[Fraction]] = {}
    for label in (*left.labels, *right.labels, *labels, *(("$",) if left.money or right.money else ())):
        found = measures.size(label.lstrip("/").partition("^")[0])
        if found is not None and len(sizes.setdefault(found[0], set())) < _MAX_UNITS:
            sizes[found[0]].add(found[1])
    single = {
        (one / other) ** power
        for known in sizes.values()
        for one in known
        for other in known
        if one != other
        for power in (1, 2, 3)
    }
    return single | {one * other for one in single for other in single if len(single) <= _MAX_CHOICES}


def _leaves_open(left: Side, right: Side, chosen: Mapping[str, Fraction], sign: str) -> bool:
    """Whether sides that do not agree may still be meant well."""
    if left.node is None or right.node is None:
        return True
    here, there = value(left.node, chosen, left.names), value(right.node, chosen, right.names)
    if here is None or there is None:
        return True
    gap, largest = abs(here - there), max(abs(here), abs(there))
    return (
        (sign == "≈" and gap <= _FAR * largest)
        or (not (left.operated or right.operated) and _nearly_in_units(left, right, here, there))
        or _whole(here, there, gap)
        or (gap <= _ALMOST * largest and largest >= _LARGE and _round(here, there))
        or _carried(left, right, chosen, gap)
        or _scaled(left, right, here, there)
        or (right.money and not left.money and "sum" in _kinds(left.node) and bool(left.labels))
    )


def _comparable(left: Side, right: Side, *, result: bool) -> bool:
    """Whether two values that are just stated can be held against each other: by their units, or as results."""
    return _same_unit(left, right) or (result and (left.labels == right.labels or not (left.labels and right.labels)))


def _same_unit(left: Side, right: Side) -> bool:
    """Whether two values that are just stated are both in known units of one kind, so that one is the other or not."""
    first, second = (measures.size(" ".join(side.labels)) for side in (left, right))
    return first is not None and second is not None and first[0] == second[0]


def _nearly_in_units(left: Side, right: Side, here: Fraction, there: Fraction) -> bool:
    """Whether the sides nearly agree in units that are not sharp (a month of 4 weeks), or give the scale of a map."""
    first, second = (measures.size(" ".join(side.labels)) for side in (left, right))
    if first is None or second is None or not there:
        return False
    ratio = abs(here * first[1] / (there * second[1]))
    return abs(ratio - 1) <= _UNSHARP or not 1 / _SCALE < ratio < _SCALE


def _whole(here: Fraction, there: Fraction, gap: Fraction) -> bool:
    """Whether one side may be the other made whole: 17 / 5 = 3 boxes, 52 / 17 = 4 buses."""
    return gap < 1 and (here.denominator == 1) != (there.denominator == 1) and max(abs(here), abs(there)) >= 1


def _round(here: Fraction, there: Fraction) -> bool:
    """Whether one of two whole numbers is written with few digits that are not zero."""
    return any(len(str(abs(one.numerator)).rstrip("0")) <= _FEW_DIGITS for one in (here, there) if one.denominator == 1)


def _carried(left: Side, right: Side, chosen: Mapping[str, Fraction], gap: Fraction) -> bool:
    """Whether decimals that may have been rounded explain the difference: those with many digits, and no prices."""
    slack = Fraction(0)
    for side, other in ((left, right), (right, left)):
        if side.money or other.money:
            return False
        middle = value(side.node, chosen, side.names)
        for here in walk(side.node) if side.node is not None else ():
            if not isinstance(here, Number) or not here.decimals or middle is None:
                continue
            if len(str(int(here.value * 10**here.decimals))) < _MEASURED:
                continue
            moved = value(_moved(side.node, here), chosen, side.names)
            slack += abs(moved - middle) if moved is not None else 0
    return 0 < gap <= slack


def _moved(node: Node | None, number: Number) -> Node | None:
    """The formula with a number half a unit of its last digit larger."""
    if node is None or number.decimals is None:
        return node
    larger = Number(number.value + Fraction(1, 2 * 10**number.decimals))
    return rewrite(node, lambda here: larger if here is number else None)


def _scaled(left: Side, right: Side, here: Fraction, there: Fraction) -> bool:
    """Whether the sides differ by a thousand or so, in units with prefixes that the table does not know."""
    if not (left.labels or right.labels) or not here or not there:
        return False
    symbols = [label for label in (*left.labels, *right.labels) if len(label) <= _MEASURED and label.isalpha()]
    ratio = abs(here / there)
    return bool(symbols) and any(ratio in {power, 1 / power} for power in _POWERS)


def _kinds(node: Node) -> set[str]:
    return {"sum" for here in walk(node) if isinstance(here, Sum)}


def blamed(left: Node, right: Node, same: Mapping[str, Fraction], names_of: Mapping[str, str]) -> Node:
    """The part of the right side that is to blame: the one operand that differs, where the others agree."""
    here, there = _signed(left), _signed(right)
    while type(here) is type(there) and isinstance(here, Sum | Product | Quotient | Negative):
        pairs = list(zip(_operands(here), _operands(there), strict=False))
        if len(_operands(here)) != len(_operands(there)):
            break
        differing = [pair for pair in pairs if value(pair[0], same, names_of) != value(pair[1], same, names_of)]
        if len(differing) != 1 or len(pairs) == 1:
            break
        here, there = _signed(differing[0][0]), _signed(differing[0][1])
        right = differing[0][1]
    return right


def _signed(node: Node) -> Node:
    return node.operand if isinstance(node, Negative) and isinstance(node.operand, Sum | Product) else node


def _operands(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Sum):
        return node.terms
    if isinstance(node, Product):
        return node.factors
    if isinstance(node, Quotient):
        return node.numerator, node.denominator
    return (node.operand,) if isinstance(node, Negative) else ()
