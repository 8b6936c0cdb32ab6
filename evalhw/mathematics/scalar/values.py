"""The numeric value of a scalar tree at a point, in a given field.

Invariant: one evaluation takes at most `BUDGET` steps, sums and products written with bounds included.
"""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from evalhw.mathematics.scalar import analysis, arithmetic
from evalhw.mathematics.scalar.arithmetic import NoValueError, TooLargeError, TooLongError
from evalhw.mathematics.scalar.calls import CALLS
from evalhw.mathematics.scalar.fields import Field, Value, imaginary_unit
from evalhw.mathematics.syntax.tree import (
    Call,
    Cases,
    Collection,
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


class Budget:
    """The steps that are left to one evaluation, or to several that share it."""

    def __init__(self, steps: int = BUDGET) -> None:
        """Args: how many nodes may be evaluated."""
        self.left = steps


class Evaluation:
    """Evaluates trees at one point of one field."""

    def __init__(self, field: Field, point: Mapping[str, Value], budget: Budget | None = None) -> None:
        """Args: the field to compute in, a value of that field for every free name, and the steps that may be taken."""
        self.field = field
        self.point = dict(point)
        self.budget = budget or Budget()

    def value(self, node: Node) -> Value:
        """Return the value of the tree.

        Raises:
            NoValueError: It has none at this point and in this field, or is no scalar.
            TooLargeError: It is too large.
            TooLongError: It takes too many steps.
        """
        self.budget.left -= 1
        if self.budget.left < 0:
            raise TooLongError("too many steps")
        rule = _RULES.get(type(node))
        if rule is None:
            raise NoValueError(f"no number: {type(node).__name__.lower()}")
        try:
            return rule(self, node)
        except (ZeroDivisionError, ValueError):  # arithmetic's own words for it
            raise NoValueError("no value there") from None
        except OverflowError:
            raise TooLargeError("a large value") from None


def _number(at: Evaluation, node: Number) -> Value:
    return at.field.number(node.value)


def _constant(at: Evaluation, node: Constant) -> Value:
    if node.name == "pi":
        return at.field.pi
    if node.name == "e":
        return at.field.e
    if node.name == "i":
        return imaginary_unit(at.field)
    raise NoValueError("infinity is no number")


def _name(at: Evaluation, node: Name) -> Value:
    try:
        return at.point[node.name]
    except KeyError:
        raise NoValueError(f"{node.name} has no value") from None


def _sum(at: Evaluation, node: Sum) -> Value:
    total = at.value(node.terms[0])
    for term in node.terms[1:]:
        total = total + at.value(term)
    return total


def _product(at: Evaluation, node: Product) -> Value:
    total = at.value(node.factors[0])
    for factor in node.factors[1:]:
        total = total * at.value(factor)
    return at.field.checked(total)


def _negative(at: Evaluation, node: Negative) -> Value:
    return -at.value(node.operand)


def _quotient(at: Evaluation, node: Quotient) -> Value:
    bottom = at.value(node.denominator)
    if bottom == 0:
        raise NoValueError("a division by zero")
    return at.field.checked(at.value(node.numerator) / bottom)


def _percent(at: Evaluation, node: Percent) -> Value:
    return at.value(node.operand) / 100


def _degrees(at: Evaluation, node: Degrees) -> Value:
    return at.value(node.operand) * at.field.pi / 180


def _power(at: Evaluation, node: Power) -> Value:
    if isinstance(node.base, Constant) and node.base.name == "e":
        return at.field.apply("exp", at.value(node.exponent))
    exponent_node = node.exponent
    exact = exponent_node.value if isinstance(exponent_node, Number) else rational(exponent_node)
    exponent = at.field.number(exact) if exact is not None else at.value(node.exponent)
    return at.field.power(at.value(node.base), exponent, exact)


def _operation(at: Evaluation, node: Operation) -> Value:
    left, right = at.value(node.left), at.value(node.right)
    if node.operator != "modulo" or not at.field.real:
        raise NoValueError(f"{node.operator} of numbers")
    if right == 0:
        raise NoValueError("a remainder by zero")
    return left % right


def _norm(at: Evaluation, node: Norm) -> Value:
    if isinstance(node.operand, Collection):
        parts = [at.value(item) for item in node.operand.items]
        return at.field.apply("sqrt", sum((part * part for part in parts[1:]), parts[0] * parts[0]))
    return at.field.apply("abs", at.value(node.operand))


def _call(at: Evaluation, node: Call) -> Value:
    if node.function in {"det", "abs"} and isinstance(node.arguments[0], Matrix):
        return _determinant(at, node.arguments[0])
    special = CALLS.get(node.function)
    if special is not None:
        return special(at.field, [at.value(argument) for argument in node.arguments])
    if len(node.arguments) != 1:
        raise NoValueError(f"{node.function} of {len(node.arguments)} arguments")
    return at.field.apply(node.function, at.value(node.arguments[0]))


def _determinant(at: Evaluation, node: Matrix) -> Value:
    """Return a determinant by elimination with the largest pivot."""
    rows = [[at.value(entry) for entry in row] for row in node.rows]
    if len(rows) != len(rows[0]):
        raise NoValueError("the determinant of a matrix that is not square")
    total = at.field.number(Fraction(1))
    for column in range(len(rows)):
        pivot = max(range(column, len(rows)), key=lambda row: abs(rows[row][column]))  # used at once
        if rows[pivot][column] == 0:
            return at.field.number(Fraction(0))
        if pivot != column:
            rows[pivot], rows[column], total = rows[column], rows[pivot], -total
        total = total * rows[column][column]
        for row in rows[column + 1 :]:
            factor = row[column] / rows[column][column]
            row[column:] = [
                entry - factor * above for entry, above in zip(row[column:], rows[column][column:], strict=True)
            ]
    return at.field.checked(total)


def _cases(at: Evaluation, node: Cases) -> Value:
    """Return the value of the first case whose condition holds."""
    if not at.field.real:
        raise NoValueError("cases of complex numbers")
    for value, condition in node.rows:
        if condition is None or isinstance(condition, Text) or _holds(at, condition):
            return at.value(value)
    raise NoValueError("no case applies")


def _holds(at: Evaluation, condition: Node) -> bool:
    if not isinstance(condition, Relation):
        raise NoValueError("a condition that is no relation")
    values = [at.value(operand) for operand in condition.operands]
    for sign, left, right in zip(condition.operators, values[:-1], values[1:], strict=True):
        rule = _ORDER.get(sign)
        if rule is None:
            raise NoValueError("a condition that is no inequality")
        if not rule(left, right):
            return False
    return True


def _series(at: Evaluation, node: Series) -> Value:
    """Add or multiply term by term; only between integer bounds that are not far apart."""
    if len(node.indices) != 1 or node.lower is None or node.upper is None or node.condition is not None:
        raise NoValueError("a sum whose bounds are not two integers")
    first, last = _whole(at, node.lower), _whole(at, node.upper)
    if last - first > MAX_TERMS:
        raise TooLargeError(f"a {node.kind} of more than {MAX_TERMS} terms")
    name = node.indices[0].name
    outer = at.point.get(name)
    total = at.field.number(Fraction(0 if node.kind == "sum" else 1))
    for index in range(first, last + 1):
        at.point[name] = at.field.number(Fraction(index))
        term = at.value(node.body)
        total = at.field.checked(total + term if node.kind == "sum" else total * term)
    if outer is None:
        at.point.pop(name, None)
    else:
        at.point[name] = outer
    return total


def _whole(at: Evaluation, node: Node) -> int:
    """Return the value of a tree as an integer.

    Raises:
        NoValueError: It is none.
    """
    value = at.value(node)
    real = value if at.field.real else value.real
    if value != int(real):
        raise NoValueError("a bound that is no integer")
    return int(real)


def rational(node: Node) -> Fraction | None:
    """Return the exact value of a tree, or None where it has none or is too large for exact arithmetic."""
    try:
        return arithmetic.exact(node)
    except (NoValueError, TooLargeError):
        return None


_ORDER: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "≤": operator.le,
    ">": operator.gt,
    "≥": operator.ge,
    "=": operator.eq,
    "≠": operator.ne,
}
_RULES: dict[type[Node], Callable[[Evaluation, Any], Value]] = {
    Number: _number,
    Constant: _constant,
    Name: _name,
    Sum: _sum,
    Product: _product,
    Negative: _negative,
    Quotient: _quotient,
    Percent: _percent,
    Degrees: _degrees,
    Power: _power,
    Operation: _operation,
    Norm: _norm,
    Call: _call,
    Series: _series,
    Cases: _cases,
    Derivative: lambda at, node: analysis.value(node, at),
    Integral: lambda at, node: analysis.value(node, at),
    Limit: lambda at, node: analysis.value(node, at),
}
