"""Functions of several arguments, or of whole numbers, at a point: logarithms to a base, roots, factorials, choices.

Invariant: each raises `NoValueError` where it is not defined and `TooLargeError` before it would take long.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from evalhw.mathematics.scalar import arithmetic
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError
from evalhw.mathematics.syntax.tree import Call, Number

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.scalar.fields import Field, Value

MAX_CHOSEN = 2_000


def _log(field: Field, values: list[Value]) -> Value:
    top = field.apply("ln", values[0])
    base = values[1] if len(values) > 1 else field.number(Fraction(10))
    bottom = field.apply("ln", base)
    if bottom == 0:
        raise NoValueError("a logarithm to the base 1")
    return top / bottom


def _root(field: Field, values: list[Value]) -> Value:
    if len(values) == 1:
        return field.apply("sqrt", values[0])
    degree = values[1]
    if degree == 0:
        raise NoValueError("a root of degree zero")
    real = degree if field.real else degree.real
    if degree == int(real) and abs(real) < 1e6:  # noqa: PLR2004  # exact roots of any degree people write
        exact = Fraction(1, int(real))
        return field.power(values[0], field.number(exact), exact)
    return field.power(values[0], 1 / degree, None)


def _factorial(field: Field, values: list[Value]) -> Value:
    value = values[0] if field.real else values[0].real
    if value != int(value) or value < 0:
        raise NoValueError("the factorial of what is no natural number")
    if value > arithmetic.MAX_FACTORIAL:
        raise TooLargeError("the factorial of a large number")
    exact = arithmetic.factorial([Fraction(int(value))])
    try:
        return field.number(exact)
    except OverflowError:
        raise TooLargeError("the factorial of a large number") from None


def _binomial(field: Field, values: list[Value]) -> Value:
    n, k = values
    low = k if field.real else k.real
    if low != int(low) or low < 0:
        raise NoValueError("a choice of what is no natural number")
    if low > MAX_CHOSEN:
        raise TooLargeError("a choice of very many")
    total = field.number(Fraction(1))
    for step in range(int(low)):
        total = field.checked(total * (n - step) / (step + 1))
    return total


def _integer_function(name: str) -> Callable[[Field, list[Value]], Value]:
    def applied(field: Field, values: list[Value]) -> Value:
        reals = [value if field.real else value.real for value in values]
        if any(value != int(value) for value in reals):
            raise NoValueError(f"{name} of what is no integer")
        found = arithmetic.exact(Call(name, tuple(Number(Fraction(int(value))) for value in reals)))
        if found is None:
            raise NoValueError(f"{name} has no value there")
        return field.number(found)

    return applied


def _chosen(rule: Callable[..., Value]) -> Callable[[Field, list[Value]], Value]:
    def applied(field: Field, values: list[Value]) -> Value:
        if not field.real or not values:
            raise NoValueError("an order of complex numbers")
        return reduce(rule, values)

    return applied


def _modulo(field: Field, values: list[Value]) -> Value:
    if not field.real or len(values) != 2 or values[1] == 0:  # noqa: PLR2004  # a mod b
        raise NoValueError("a remainder without a value")
    return values[0] % values[1]


CALLS: dict[str, Callable[[Field, list[Value]], Value]] = {
    "log": _log,
    "lg": _log,
    "root": _root,
    "sqrt": _root,
    "factorial": _factorial,
    "binom": _binomial,
    "gcd": _integer_function("gcd"),
    "lcm": _integer_function("lcm"),
    "max": _chosen(max),
    "min": _chosen(min),
    "mod": _modulo,
}
