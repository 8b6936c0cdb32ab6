"""Tree to sympy: the only place where sympy objects are made, and they are made from nodes, never from text.

Invariant: numbers, powers and factorials are capped before they are built, so nothing here can grow without bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from evalhw.mathematics.syntax.tree import Node

MAX_BITS = 4_000
MAX_FACTORIAL = 300
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "cot": sympy.cot, "sec": sympy.sec, "csc": sympy.csc,
    "arcsin": sympy.asin,
    "arccos": sympy.acos, "arctan": sympy.atan, "arccot": sympy.acot, "sinh": sympy.sinh, "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "coth": sympy.coth, "arsinh": sympy.asinh, "arcosh": sympy.acosh, "artanh": sympy.atanh, "log": sympy.log,
    "ln": sympy.log,
    "exp": sympy.exp, "sqrt": sympy.sqrt, "root": lambda value, index: value ** (1 / index), "abs": sympy.Abs,
    "max": sympy.Max,
    "min": sympy.Min, "floor": sympy.floor, "ceil": sympy.ceiling, "sign": sympy.sign, "re": sympy.re, "im": sympy.im,
    "conj": sympy.conjugate, "arg": sympy.arg, "erf": sympy.erf, "lg": lambda value: sympy.log(value, 10),
    "gcd": sympy.gcd,
    "lcm": sympy.lcm, "cbrt": sympy.cbrt,
}  # fmt: skip
_CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "infinity": sympy.oo}


def expression(node: Node) -> Any:
    """The sympy expression of a scalar formula; its names are real symbols.

    Raises:
        ReadingError: It holds what is no scalar expression, or would grow beyond the caps.
    """
    build = _BUILDERS.get(type(node))
    if build is None:
        raise ReadingError("this is not read by the algebra", node.start, node.end)
    return build(node)


def _power(node: tree.Power) -> Any:
    base, exponent = expression(node.base), expression(node.exponent)
    if exponent.is_number:
        size = abs(float(exponent.evalf(8))) if exponent.is_real else 0.0
        bits = _bits(base)
        if size * bits > MAX_BITS:
            raise ReadingError("a power too large to compute", node.start, node.end)
    return base**exponent


def _bits(base: Any) -> float:
    """How many bits the largest number in the base has; one for a symbol."""
    numbers = [abs(n.p) + n.q for n in base.atoms(sympy.Rational)] or [1]
    return max(1.0, float(max(int(n).bit_length() for n in numbers)), float(sympy.count_ops(base)))


def _call(node: tree.Call) -> Any:
    arguments = [expression(argument) for argument in node.arguments]
    if node.function == "factorial":
        value = arguments[0]
        if value.is_number and not (value.is_Integer and 0 <= int(value) <= MAX_FACTORIAL):
            raise ReadingError("a factorial too large to compute", node.start, node.end)
        return sympy.factorial(value)
    if node.function == "binom":
        if all(value.is_Integer and 0 <= int(value) <= MAX_FACTORIAL for value in arguments):
            return sympy.binomial(*arguments)
        raise ReadingError("a binomial that is not of small whole numbers", node.start, node.end)
    build = _FUNCTIONS.get(node.function)
    if build is None:
        raise ReadingError(f"the function {node.function} is not read by the algebra", node.start, node.end)
    return build(*arguments)


def _derivative(node: tree.Derivative) -> Any:
    value = expression(node.operand)
    for variable in node.variables:
        value = sympy.diff(value, expression(variable))
    return value


def _series(node: tree.Series) -> Any:
    if node.lower is None or node.upper is None or len(node.indices) != 1:
        raise ReadingError("a sum without bounds", node.start, node.end)
    bounds = (expression(node.indices[0]), expression(node.lower), expression(node.upper))
    kind = sympy.summation if node.kind == "sum" else sympy.product
    return kind(expression(node.body), bounds)


def _integral(node: tree.Integral) -> Any:
    variable = expression(node.variable)
    if node.lower is None or node.upper is None:
        raise ReadingError("an indefinite integral", node.start, node.end)
    return sympy.integrate(expression(node.body), (variable, expression(node.lower), expression(node.upper)))


def _limit(node: tree.Limit) -> Any:
    return sympy.limit(expression(node.body), expression(node.variable), expression(node.target), node.side or "+-")


_BUILDERS: dict[type[Node], Callable[[Any], Any]] = {
    tree.Number: lambda node: sympy.Rational(node.value.numerator, node.value.denominator),
    tree.Constant: lambda node: _CONSTANTS[node.name],
    tree.Name: lambda node: sympy.Symbol(node.name, real=True),
    tree.Negative: lambda node: -expression(node.operand),
    tree.Sum: lambda node: sympy.Add(*map(expression, node.terms)),
    tree.Product: lambda node: sympy.Mul(*map(expression, node.factors)),
    tree.Quotient: lambda node: expression(node.numerator) / expression(node.denominator),
    tree.Power: _power,
    tree.Call: _call,
    tree.Norm: lambda node: sympy.Abs(expression(node.operand)),
    tree.Percent: lambda node: expression(node.operand) / 100,
    tree.Degrees: lambda node: expression(node.operand) * sympy.pi / 180,
    tree.Derivative: _derivative,
    tree.Series: _series,
    tree.Integral: _integral,
    tree.Limit: _limit,
}


def is_zero(node: Node) -> bool | None:
    """Whether algebra shows that a scalar expression is zero everywhere, or that it is not; None: it cannot say."""
    value = expression(node)
    for step in (sympy.expand, sympy.trigsimp, sympy.radsimp, sympy.simplify):
        value = step(value)
        if value == 0:
            return True
        if value.is_number and value.is_zero is False:
            return False
    shown = value.equals(0)
    return None if shown is None else bool(shown)
