"""The numeric value of a scalar tree at a point, in a given field.

Invariant: one evaluation takes at most `BUDGET` steps, sums and products written with bounds included.
"""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

from evalhw.mathematics import arithmetic
from evalhw.mathematics.arithmetic import NoValueError, TooLargeError, TooLongError
from evalhw.mathematics.fields import Field, Value, imaginary_unit
from evalhw.mathematics.tree import (
    Call,
    Cases,
    Constant,
    Degrees,
    Derivative,
    Integral,
    Limit,
    Matrix,
    Name,
    Negative,
    Node,
    Norm,
    Number,
    Operation,
    Percent,
    Power,
    Product,
    Quotient,
    Relation,
    Series,
    Sum,
    Text,
)

BUDGET = 20_000
MAX_TERMS = 2_000


class Evaluation:
    """Evaluates trees at one point of one field."""

    def __init__(self, field: Field, point: Mapping[str, Value]) -> None:
        """Args: the field to compute in, and a value of that field for every free name."""
        self.field = field
        self.point = dict(point)
        self.left = BUDGET

    def value(self, node: Node) -> Value:
        """Return the value of the tree.

        Raises:
            NoValueError: It has none at this point and in this field, or is no scalar.
            TooLargeError: It is too large.
            TooLongError: It takes too many steps.
        """
        self.left -= 1
        if self.left < 0:
            raise TooLongError("too many steps")
        rule = _RULES.get(type(node))
        if rule is None:
            raise NoValueError(f"no number: {type(node).__name__.lower()}")
        return rule(self, node)

    def _number(self, node: Number) -> Value:
        return self.field.number(node.value)

    def _constant(self, node: Constant) -> Value:
        if node.name == "pi":
            return self.field.pi
        if node.name == "e":
            return self.field.e
        if node.name == "i":
            return imaginary_unit(self.field)
        raise NoValueError("infinity is no number")

    def _name(self, node: Name) -> Value:
        try:
            return self.point[node.name]
        except KeyError:
            raise NoValueError(f"{node.name} has no value") from None

    def _sum(self, node: Sum) -> Value:
        total = self.value(node.terms[0])
        for term in node.terms[1:]:
            total = total + self.value(term)
        return total

    def _product(self, node: Product) -> Value:
        total = self.value(node.factors[0])
        for factor in node.factors[1:]:
            total = total * self.value(factor)
        return self.field.checked(total)

    def _negative(self, node: Negative) -> Value:
        return -self.value(node.operand)

    def _quotient(self, node: Quotient) -> Value:
        bottom = self.value(node.denominator)
        if bottom == 0:
            raise NoValueError("a division by zero")
        return self.field.checked(self.value(node.numerator) / bottom)

    def _percent(self, node: Percent) -> Value:
        return self.value(node.operand) / 100

    def _degrees(self, node: Degrees) -> Value:
        return self.value(node.operand) * self.field.pi / 180

    def _power(self, node: Power) -> Value:
        if isinstance(node.base, Constant) and node.base.name == "e":
            return self.field.apply("exp", self.value(node.exponent))
        exact = rational(node.exponent)
        exponent = self.field.number(exact) if exact is not None else self.value(node.exponent)
        return self.field.power(self.value(node.base), exponent, exact)

    def _operation(self, node: Operation) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        if node.operator != "modulo" or not self.field.real:
            raise NoValueError(f"{node.operator} of numbers")
        if right == 0:
            raise NoValueError("a remainder by zero")
        return left % right

    def _norm(self, node: Norm) -> Value:
        return self.field.apply("abs", self.value(node.operand))

    def _call(self, node: Call) -> Value:
        if node.function in {"det", "abs"} and isinstance(node.arguments[0], Matrix):
            return self._determinant(node.arguments[0])
        special = _CALLS.get(node.function)
        if special is not None:
            return special(self, [self.value(argument) for argument in node.arguments])
        if len(node.arguments) != 1:
            raise NoValueError(f"{node.function} of {len(node.arguments)} arguments")
        return self.field.apply(node.function, self.value(node.arguments[0]))

    def _determinant(self, node: Matrix) -> Value:
        """Return a determinant by elimination with the largest pivot."""
        rows = [[self.value(entry) for entry in row] for row in node.rows]
        if len(rows) != len(rows[0]):
            raise NoValueError("the determinant of a matrix that is not square")
        total = self.field.number(Fraction(1))
        for column in range(len(rows)):
            pivot = max(range(column, len(rows)), key=lambda row: abs(rows[row][column]))  # noqa: B023  # used at once
            if rows[pivot][column] == 0:
                return self.field.number(Fraction(0))
            if pivot != column:
                rows[pivot], rows[column], total = rows[column], rows[pivot], -total
            total = total * rows[column][column]
            for row in rows[column + 1 :]:
                factor = row[column] / rows[column][column]
                row[column:] = [entry - factor * above for entry, above in zip(row[column:], rows[column][column:], strict=True)]
        return self.field.checked(total)

    def _cases(self, node: Cases) -> Value:
        """Return the value of the first case whose condition holds."""
        if not self.field.real:
            raise NoValueError("cases of complex numbers")
        for value, condition in node.rows:
            if condition is None or isinstance(condition, Text) or self._holds(condition):
                return self.value(value)
        raise NoValueError("no case applies")

    def _holds(self, condition: Node) -> bool:
        if not isinstance(condition, Relation):
            raise NoValueError("a condition that is no relation")
        values = [self.value(operand) for operand in condition.operands]
        for sign, left, right in zip(condition.operators, values[:-1], values[1:], strict=True):
            rule = _ORDER.get(sign)
            if rule is None:
                raise NoValueError("a condition that is no inequality")
            if not rule(left, right):
                return False
        return True

    def _series(self, node: Series) -> Value:
        """Add or multiply term by term; only between integer bounds that are not far apart."""
        if len(node.indices) != 1 or node.lower is None or node.upper is None or node.condition is not None:
            raise NoValueError("a sum whose bounds are not two integers")
        first, last = self._whole(node.lower), self._whole(node.upper)
        if last - first > MAX_TERMS:
            raise TooLargeError(f"a {node.kind} of more than {MAX_TERMS} terms")
        name = node.indices[0].name
        outer = self.point.get(name)
        total = self.field.number(Fraction(0 if node.kind == "sum" else 1))
        for index in range(first, last + 1):
            self.point[name] = self.field.number(Fraction(index))
            term = self.value(node.body)
            total = self.field.checked(total + term if node.kind == "sum" else total * term)
        if outer is None:
            self.point.pop(name, None)
        else:
            self.point[name] = outer
        return total

    def _whole(self, node: Node) -> int:
        """Return the value of a tree as an integer.

        Raises:
            NoValueError: It is none.
        """
        value = self.value(node)
        real = value if self.field.real else value.real
        if value != int(real):
            raise NoValueError("a bound that is no integer")
        return int(real)

    def _analysis(self, node: Derivative | Integral | Limit) -> Value:
        from evalhw.mathematics import analysis  # limits and integrals are rare: their rules stand apart

        return analysis.value(node, self)


def rational(node: Node) -> Fraction | None:
    """Return the exact value of a tree, or None where it has none or is too large for exact arithmetic."""
    try:
        return arithmetic.exact(node)
    except (NoValueError, TooLargeError):
        return None


def _log(at: Evaluation, values: list[Value]) -> Value:
    top = at.field.apply("ln", values[0])
    base = values[1] if len(values) > 1 else at.field.number(Fraction(10))
    bottom = at.field.apply("ln", base)
    if bottom == 0:
        raise NoValueError("a logarithm to the base 1")
    return top / bottom


def _root(at: Evaluation, values: list[Value]) -> Value:
    if len(values) == 1:
        return at.field.apply("sqrt", values[0])
    degree = values[1]
    if degree == 0:
        raise NoValueError("a root of degree zero")
    real = degree if at.field.real else degree.real
    if real == int(real) and abs(real) < 1e6:  # noqa: PLR2004  # exact roots of any degree people write
        exact = Fraction(1, int(real))
        return at.field.power(values[0], at.field.number(exact), exact)
    return at.field.power(values[0], 1 / degree, None)


def _factorial(at: Evaluation, values: list[Value]) -> Value:
    value = values[0] if at.field.real else values[0].real
    if value != int(value) or value < 0:
        raise NoValueError("the factorial of what is no natural number")
    if value > arithmetic.MAX_FACTORIAL:
        raise TooLargeError("the factorial of a large number")
    exact = arithmetic.factorial([Fraction(int(value))])
    try:
        return at.field.number(exact)
    except OverflowError:
        raise TooLargeError("the factorial of a large number") from None


def _binomial(at: Evaluation, values: list[Value]) -> Value:
    n, k = values
    low = k if at.field.real else k.real
    if low != int(low) or low < 0:
        raise NoValueError("a choice of what is no natural number")
    if low > MAX_TERMS:
        raise TooLargeError("a choice of very many")
    total = at.field.number(Fraction(1))
    for step in range(int(low)):
        total = at.field.checked(total * (n - step) / (step + 1))
    return total


def _integer_function(name: str) -> Callable[[Evaluation, list[Value]], Value]:
    def applied(at: Evaluation, values: list[Value]) -> Value:
        reals = [value if at.field.real else value.real for value in values]
        if any(value != int(value) for value in reals):
            raise NoValueError(f"{name} of what is no integer")
        found = arithmetic.exact(Call(name, tuple(Number(Fraction(int(value))) for value in reals)))
        if found is None:
            raise NoValueError(f"{name} has no value there")
        return at.field.number(found)

    return applied


def _chosen(rule: Callable[..., Value]) -> Callable[[Evaluation, list[Value]], Value]:
    def applied(at: Evaluation, values: list[Value]) -> Value:
        if not at.field.real or not values:
            raise NoValueError("an order of complex numbers")
        return reduce(rule, values)

    return applied


def _modulo(at: Evaluation, values: list[Value]) -> Value:
    if not at.field.real or len(values) != 2 or values[1] == 0:  # noqa: PLR2004  # a mod b
        raise NoValueError("a remainder without a value")
    return values[0] % values[1]


_CALLS: dict[str, Callable[[Evaluation, list[Value]], Value]] = {
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
_ORDER: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
    "=": operator.eq,
    "≠": operator.ne,
}
_RULES: dict[type[Node], Callable[[Evaluation, Any], Value]] = {
    Number: Evaluation._number,
    Constant: Evaluation._constant,
    Name: Evaluation._name,
    Sum: Evaluation._sum,
    Product: Evaluation._product,
    Negative: Evaluation._negative,
    Quotient: Evaluation._quotient,
    Percent: Evaluation._percent,
    Degrees: Evaluation._degrees,
    Power: Evaluation._power,
    Operation: Evaluation._operation,
    Norm: Evaluation._norm,
    Call: Evaluation._call,
    Series: Evaluation._series,
    Cases: Evaluation._cases,
    Derivative: Evaluation._analysis,
    Integral: Evaluation._analysis,
    Limit: Evaluation._analysis,
}
