"""Gradients of scalar functions of matrices, by running the chain rule backwards through the tree.

Invariant: exact up to rounding; where a rule is missing the gradient is taken by differences, never guessed.
Layout: the gradient has the shape of the variable (denominator layout). Rules as in Petersen and Pedersen,
"The Matrix Cookbook", sections 2.1 to 2.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evalhw.errors import ReadingError
from evalhw.mathematics.matrix.differences import by_differences
from evalhw.mathematics.matrix.linear import Multiple, multiply, transpose
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evalhw.mathematics.matrix.draw import Draw
    from evalhw.mathematics.syntax.tree import Node

MAX_FACTORS = 60
MAX_POWER = 6  # longer chains are taken by differences


class NoRuleError(Exception):
    """The chain rule is not written down for something in the tree."""


def gradient(node: tree.Derivative, draw: Draw) -> Any:
    """The value of a derivative of a scalar with respect to one symbol, or of second derivatives by scalars.

    Raises:
        ReadingError: The variable is no free symbol, or the operand is no scalar.
    """
    if len(node.variables) != 1 or not isinstance(node.variables[0], tree.Name):
        raise ReadingError(f"{readable(node)} is not read here", node.start, node.end)
    name = node.variables[0].name
    at = draw.value(name)
    if isinstance(at, Multiple):
        raise ReadingError("a derivative with respect to the identity", node.start, node.end)
    try:
        found = Backward(draw, name).gradient(node.operand)
    except NoRuleError:
        return by_differences(node.operand, name, draw)
    if found is None:
        unknown = [other for other in tree.names(node.operand) if not draw.symbols.declares(other)]
        if unknown:
            raise ReadingError(f"{readable(tree.Name(unknown[0]))} is not declared", node.start, node.end)
        return 0.0 if isinstance(at, float) else np.zeros_like(at)
    return found


class Backward:
    """One run of the chain rule, from a scalar back to one symbol."""

    def __init__(self, draw: Draw, name: str) -> None:
        self.draw = draw
        self.name = name
        self.total: Any = None
        self.users = draw.symbols.users(name)

    def gradient(self, node: Node) -> Any:
        """The gradient of the scalar `node`, or None where it does not depend on the symbol."""
        value = self.draw.evaluate(node)
        if not isinstance(value, float):
            raise ReadingError(f"{readable(node)} is not a scalar", node.start, node.end)
        self.push(node, 1.0)
        return self.total

    def depends(self, node: Node) -> bool:
        """Whether the symbol occurs in the node, through definitions too."""
        return not self.users.isdisjoint(tree.names(node))

    def push(self, node: Node, upstream: Any) -> None:
        """Carry the derivative of the whole with respect to this node down to the symbol."""
        if isinstance(node, tree.Name):
            self._name(node, upstream)
            return
        if not self.depends(node):
            return
        rule = _RULES.get(type(node))
        if rule is None:
            raise NoRuleError
        rule(self, node, upstream)

    def value(self, node: Node) -> Any:
        """The value of a node on this draw."""
        return self.draw.evaluate(node)

    def _name(self, node: tree.Name, upstream: Any) -> None:
        if node.name == self.name:
            self.total = upstream if self.total is None else self.total + upstream
            return
        symbol = self.draw.symbols.get(node.name)
        if symbol is None or node.name in self.draw.fixed:
            return
        if symbol.definition is not None:
            self.push(symbol.definition, upstream)
        elif symbol.spectrum is not None and node.name in self.users:
            raise NoRuleError

    def sum(self, node: tree.Sum, upstream: Any) -> None:
        """Each term gets what the sum gets."""
        for term in node.terms:
            self.push(term, upstream)

    def product(self, node: tree.Product, upstream: Any) -> None:
        """Each factor gets it between the transposes of its neighbours."""
        if len(node.factors) > MAX_FACTORS:
            raise NoRuleError
        values = [self.value(factor) for factor in node.factors]
        for index, factor in enumerate(node.factors):
            if not self.depends(factor):
                continue
            before = _chain(values[:index])
            after = _chain(values[index + 1 :])
            if isinstance(values[index], float):
                self.push(factor, _total(upstream, multiply(before, after)))
            elif isinstance(values[index], Multiple):
                raise NoRuleError
            else:
                self.push(factor, _sandwich(before, upstream, after, values[index]))

    def quotient(self, node: tree.Quotient, upstream: Any) -> None:
        """The quotient rule, for a scalar below."""
        below = self.value(node.denominator)
        self.push(node.numerator, multiply(1.0 / below, upstream))
        if self.depends(node.denominator):
            above = self.value(node.numerator)
            self.push(node.denominator, -_total(upstream, above) / below**2)

    def power(self, node: tree.Power, upstream: Any) -> None:
        """Powers and inverses of scalars and matrices."""
        base, exponent = self.value(node.base), self.value(node.exponent)
        if self.depends(node.exponent) or isinstance(base, Multiple):
            raise NoRuleError
        if isinstance(base, float):
            self.push(node.base, upstream * exponent * base ** (exponent - 1))
            return
        if exponent != int(exponent) or abs(exponent) > MAX_POWER:
            raise NoRuleError
        power = int(exponent)
        if power < 0:
            inverse = np.linalg.inv(base)
            upstream = _through_power(inverse, -power, upstream)
            self.push(node.base, -inverse.T @ upstream @ inverse.T)
        else:
            self.push(node.base, _through_power(base, power, upstream))

    def norm(self, node: tree.Norm, upstream: Any) -> None:
        """A norm points along its operand."""
        value = self.value(node.operand)
        if isinstance(value, Multiple) or node.kind not in {"", "F", "2"}:
            raise NoRuleError
        if isinstance(value, float):
            self.push(node.operand, upstream * np.sign(value))
            return
        if node.kind == "2" and value.shape[1] != 1:
            raise NoRuleError
        length = np.linalg.norm(value)
        if length == 0:
            raise ReadingError("the norm has no gradient at zero", node.start, node.end)
        self.push(node.operand, upstream / length * value)

    def call(self, node: tree.Call, upstream: Any) -> None:
        """Traces, determinants, inner products and scalar functions."""
        argument = node.arguments[0]
        value = self.value(argument)
        name = node.function
        if name == "inner":
            other = self.value(node.arguments[1])
            self.push(argument, upstream * other)
            self.push(node.arguments[1], upstream * value)
        elif name == "tr" and isinstance(value, np.ndarray):
            self.push(argument, upstream * np.eye(len(value)))
        elif name in {"det", "abs"} and isinstance(value, np.ndarray):
            self.push(argument, upstream * np.linalg.det(value) * np.linalg.inv(value).T)
        elif isinstance(value, float) and name in _SLOPES and len(node.arguments) == 1:
            self.push(argument, upstream * _SLOPES[name](value))
        elif name == "transpose":
            self.push(argument, transpose(upstream))
        else:
            raise NoRuleError

    def entry(self, node: tree.Entry, upstream: Any) -> None:
        """An entry gives its derivative to its own place."""
        base = self.value(node.base)
        indices = tuple(int(self.value(index)) - 1 for index in node.indices)
        if not isinstance(base, np.ndarray) or base.ndim != len(indices):
            raise NoRuleError
        unit = np.zeros_like(base)
        unit[indices] = upstream
        self.push(node.base, unit)

    def operation(self, node: tree.Operation, upstream: Any) -> None:
        """A Hadamard product, entry by entry."""
        if node.operator != "hadamard":
            raise NoRuleError
        left, right = self.value(node.left), self.value(node.right)
        self.push(node.left, upstream * right)
        self.push(node.right, upstream * left)


def _through_power(base: Any, power: int, upstream: Any) -> Any:
    """What stands upstream of M^p, carried to M."""
    total = np.zeros_like(base)
    for step in range(power):
        left = np.linalg.matrix_power(base, step).T
        right = np.linalg.matrix_power(base, power - 1 - step).T
        total = total + left @ upstream @ right
    return total


def _chain(values: Sequence[Any]) -> Any:
    whole: Any = 1.0
    for value in values:
        whole = multiply(whole, value)
    return whole


def _total(upstream: Any, value: Any) -> float:
    """The pairing of an upstream derivative with a value."""
    if isinstance(upstream, float) and isinstance(value, float):
        return upstream * value
    if isinstance(value, Multiple):
        return float(value.factor * np.trace(upstream)) if isinstance(upstream, np.ndarray) else upstream * value.factor
    return float(np.sum(upstream * value))


def _sandwich(before: Any, upstream: Any, after: Any, value: Any) -> Any:
    """before^T upstream after^T, where the whole product may be a scalar of a row and a column."""
    if isinstance(upstream, float) and isinstance(value, np.ndarray):
        upstream = np.full((1, 1), upstream)
        before = before if not isinstance(before, float) else before * np.eye(value.shape[0])
        after = after if not isinstance(after, float) else after * np.eye(value.shape[1])
        if isinstance(before, np.ndarray) and before.shape[1] != value.shape[0]:
            raise NoRuleError
    found = multiply(multiply(transpose(before), upstream), transpose(after))
    if not isinstance(found, np.ndarray) or found.shape != value.shape:
        if isinstance(found, float) and value.size == 1:
            return np.full(value.shape, found)
        raise NoRuleError
    return found


_SLOPES: dict[str, Callable[[Any], Any]] = {
    "log": lambda v: 1 / v, "ln": lambda v: 1 / v, "exp": np.exp, "sin": np.cos, "cos": lambda v: -np.sin(v),
    "tanh": lambda v: 1 - np.tanh(v) ** 2,
    "sqrt": lambda v: 0.5 / np.sqrt(v), "abs": np.sign, "tr": lambda _v: 1.0, "tan": lambda v: 1 / np.cos(v) ** 2,
    "sinh": np.cosh, "cosh": np.sinh, "arctan": lambda v: 1 / (1 + v * v),
    "sigmoid": lambda v: np.exp(-v) / (1 + np.exp(-v)) ** 2,
}  # fmt: skip
_RULES: dict[type[Node], Any] = {
    tree.Sum: Backward.sum,
    tree.Negative: lambda run, node, upstream: run.push(node.operand, multiply(-1.0, upstream)),
    tree.Product: Backward.product,
    tree.Quotient: Backward.quotient,
    tree.Power: Backward.power,
    tree.Transpose: lambda run, node, upstream: run.push(node.operand, transpose(upstream)),
    tree.Norm: Backward.norm,
    tree.Call: Backward.call,
    tree.Operation: Backward.operation,
    tree.Entry: Backward.entry,
}
