"""Exact rational arithmetic on a tree: what can be computed without rounding, within fixed caps.

Invariant: no number of more than `MAX_BITS` bits is ever made; what would be larger raises `TooLargeError` first.
"""

import math
from collections.abc import Callable
from fractions import Fraction

from evalhw.mathematics.syntax.tree import (
    Call,
    Degrees,
    Negative,
    Node,
    Number,
    Operation,
    Percent,
    Power,
    Product,
    Quotient,
    Sum,
)

MAX_BITS = 20_000
MAX_FACTORIAL = 1_500
MAX_CHOICE = 3_000


class NoValueError(ArithmeticError):
    """The expression has no value here, such as a division by zero."""


class TooLargeError(ArithmeticError):
    """The value would be larger than is worth computing."""


class TooLongError(ArithmeticError):
    """The value would take more steps than are worth taking, at any point."""


def exact(node: Node) -> Fraction | None:
    """Return the rational value of a tree without names, or None where it is not plainly rational.

    Raises:
        NoValueError: It divides by zero, or asks for the factorial of a fraction or of a negative number.
        TooLargeError: Some number on the way would exceed the caps.
    """
    if isinstance(node, Number):
        return capped(node.value)
    rule = _RULES.get(type(node))
    return None if rule is None else rule(node)


def capped(value: Fraction) -> Fraction:
    """Return the value, unless it is too long to compute with.

    Raises:
        TooLargeError: Numerator or denominator exceeds the cap.
    """
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise TooLargeError("a number of more than six thousand digits")
    return value


def _all(nodes: tuple[Node, ...]) -> list[Fraction] | None:
    values: list[Fraction] = []
    for node in nodes:
        value = exact(node)
        if value is None:
            return None
        values.append(value)
    return values


def _sum(node: Sum) -> Fraction | None:
    values = _all(node.terms)
    return None if values is None else capped(sum(values, Fraction(0)))


def _product(node: Product) -> Fraction | None:
    values = _all(node.factors)
    if values is None:
        return None
    total = Fraction(1)
    for value in values:
        total = capped(total * value)
    return total


def _negative(node: Negative) -> Fraction | None:
    value = exact(node.operand)
    return None if value is None else -value


def _quotient(node: Quotient) -> Fraction | None:
    top, bottom = exact(node.numerator), exact(node.denominator)
    if bottom == 0:
        raise NoValueError("a division by zero")
    return None if top is None or bottom is None else capped(top / bottom)


def _percent(node: Percent) -> Fraction | None:
    value = exact(node.operand)
    return None if value is None else value / 100


def _power(node: Power) -> Fraction | None:
    base, exponent = exact(node.base), exact(node.exponent)
    if base is None or exponent is None:
        return None
    if exponent.denominator != 1:
        root = perfect_root(base, exponent.denominator)
        return None if root is None else power(root, exponent.numerator)
    return power(base, exponent.numerator)


def power(base: Fraction, exponent: int) -> Fraction:
    """Return the base to an integer exponent.

    Raises:
        NoValueError: Zero to a power that is not positive.
        TooLargeError: The result would exceed the cap.
    """
    if base == 0:
        if exponent <= 0:
            raise NoValueError("zero to a power that is not positive")
        return base
    if abs(base) == 1:
        return base if exponent % 2 else Fraction(1)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > 2 * MAX_BITS:
        raise TooLargeError(f"a power with the exponent {shortened(exponent)}")
    return capped(base**exponent)


def perfect_root(base: Fraction, degree: int) -> Fraction | None:
    """Return the rational root of a rational number, or None when the root is irrational or not real."""
    if degree > MAX_BITS or (base < 0 and degree % 2 == 0):
        return None
    top, bottom = integer_root(abs(base.numerator), degree), integer_root(base.denominator, degree)
    if top is None or bottom is None:
        return None
    return Fraction(-top if base < 0 else top, bottom)


def integer_root(value: int, degree: int) -> int | None:
    """Return the integer whose power is the value, or None."""
    if degree == 2:  # noqa: PLR2004  # the square root
        root = math.isqrt(value)
        return root if root * root == value else None
    if value < 2:  # noqa: PLR2004  # 0 and 1 are their own roots
        return value
    low, high = 1, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= value:
            low = middle
        else:
            high = middle - 1
    return low if low**degree == value else None


def _operation(node: Operation) -> Fraction | None:
    left, right = exact(node.left), exact(node.right)
    if node.operator != "modulo" or left is None or right is None:
        return None
    if right == 0:
        raise NoValueError("a remainder by zero")
    return left % right


def _call(node: Call) -> Fraction | None:
    rule = _FUNCTIONS.get(node.function)
    if rule is None:
        return None
    values = _all(node.arguments)
    return None if not values else rule(values)


def factorial(values: list[Fraction]) -> Fraction:
    """Return the factorial of the one value.

    Raises:
        NoValueError: It is no natural number.
        TooLargeError: It is above `MAX_FACTORIAL`.
    """
    value = values[0]
    if value.denominator != 1 or value < 0:
        raise NoValueError("the factorial of what is no natural number")
    if value > MAX_FACTORIAL:
        raise TooLargeError(f"the factorial of {shortened(value.numerator)}")
    return capped(Fraction(math.factorial(value.numerator)))


def _binomial(values: list[Fraction]) -> Fraction | None:
    if len(values) != 2 or any(value.denominator != 1 for value in values):  # noqa: PLR2004  # n over k
        return None
    n, k = values[0].numerator, values[1].numerator
    if n < 0 or k < 0:
        return None
    if k > n:
        return Fraction(0)
    k = min(k, n - k)
    if k * n.bit_length() > MAX_BITS or k > MAX_CHOICE:
        raise TooLargeError(f"a binomial coefficient of {shortened(n)}")
    return Fraction(math.comb(n, k))


def _integers(rule: Callable[..., int]) -> Callable[[list[Fraction]], Fraction | None]:
    def applied(values: list[Fraction]) -> Fraction | None:
        if any(value.denominator != 1 for value in values):
            return None
        return Fraction(rule(*(value.numerator for value in values)))

    return applied


def _root(values: list[Fraction]) -> Fraction | None:
    degree = values[1] if len(values) > 1 else Fraction(2)
    if degree.denominator != 1 or degree < 1:
        return None
    return perfect_root(values[0], degree.numerator)


def _modulo(values: list[Fraction]) -> Fraction | None:
    if len(values) != 2:  # noqa: PLR2004  # a mod b
        return None
    if values[1] == 0:
        raise NoValueError("a remainder by zero")
    return values[0] % values[1]


def shortened(value: int) -> str:
    """Return an integer in at most a dozen characters."""
    if abs(value) < 10**9:
        return str(value)
    digits = int(math.log10(abs(value))) if value.bit_length() < 1000 else int(value.bit_length() * 0.30103)  # noqa: PLR2004
    return f"about {'-' if value < 0 else ''}10^{digits}"


_FUNCTIONS: dict[str, Callable[[list[Fraction]], Fraction | None]] = {
    "factorial": factorial,
    "binom": _binomial,
    "abs": lambda values: abs(values[0]),
    "floor": lambda values: Fraction(math.floor(values[0])),
    "ceil": lambda values: Fraction(math.ceil(values[0])),
    "max": max,
    "min": min,
    "gcd": _integers(math.gcd),
    "lcm": _integers(math.lcm),
    "mod": _modulo,
    "root": _root,
    "sqrt": _root,
}
_RULES: dict[type[Node], Callable[..., Fraction | None]] = {
    Sum: _sum,
    Product: _product,
    Negative: _negative,
    Quotient: _quotient,
    Percent: _percent,
    Power: _power,
    Operation: _operation,
    Call: _call,
    Degrees: lambda _node: None,
}
