"""Trees to text: LaTeX that reads back to the same tree, and a plain rendering for comments and terminals.

Invariant: `read(latex(tree))` equals the tree, for every tree that `read` can give under the same symbols.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.mathematics.syntax import spelling, tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from evalhw.mathematics.syntax.tree import Node

# How tightly a printed node binds; a looser node inside a tighter place stands in brackets.
_LIST, _RELATION, _SETS, _SUM, _MIXED, _TERM, _FACTOR, _ATOM = range(8)
_ARROWS = {
    "=": "=", "≠": r"\neq", "<": "<", "≤": r"\leq", ">": ">", "≥": r"\geq", "≈": r"\approx", "≡": r"\equiv",
    "∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∝": r"\propto", "→": r"\to", ":=": ":=",
    "∼": r"\sim", "⊥": r"\perp", "≻": r"\succ", "⪰": r"\succeq", "⊃": r"\supset", "⊇": r"\supseteq", "≪": r"\ll",
    "≫": r"\gg", "≺": r"\prec", "⪯": r"\preceq", "∋": r"\ni",
}  # fmt: skip
_OPERATIONS = {
    "hadamard": r"\odot", "kronecker": r"\otimes", "direct sum": r"\oplus", "union": r"\cup",
    "intersection": r"\cap", "difference": r"\setminus", "ratio": ":", "modulo": r"\bmod",
}  # fmt: skip
_WITH_BASE = 2  # a logarithm of a value to a base
_PLAIN_FUNCTIONS = frozenset({
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "coth", "log",
    "ln", "lg", "exp", "det", "max", "min", "gcd", "dim", "ker", "sup", "inf", "arg",
})  # fmt: skip
_SPELLED = {"re": "Re", "im": "Im", "relu": "ReLU"}
_BRACKETS = {"tuple": "()", "list": "[]", "set": (r"\{", r"\}"), "angle": (r"\langle ", r"\rangle")}


def latex(node: Node) -> str:
    """The node in LaTeX."""
    return _printed(node, _LIST)


def _printed(node: Node, place: int) -> str:
    text, binding = _PRINTERS[type(node)](node)
    return f"({text})" if binding < place else text


def decimal(value: Fraction, decimals: int | None) -> str:
    """A literal number with the decimals it was written with."""
    if decimals is None:
        return str(value.numerator)
    digits = str(abs(value.numerator) * 10**decimals // value.denominator).rjust(decimals + 1, "0")
    return digits if not decimals else f"{digits[:-decimals]}.{digits[-decimals:]}"


def _number(node: tree.Number) -> tuple[str, int]:
    return decimal(node.value, node.decimals), _ATOM


def _constant(node: tree.Constant) -> tuple[str, int]:
    return {"pi": r"\pi", "infinity": r"\infty"}.get(node.name, node.name), _ATOM


def _entry(node: tree.Entry) -> tuple[str, int]:
    plain = isinstance(node.base, tree.Name) and "_" not in node.base.name
    base = latex(node.base) if plain else f"({latex(node.base)})"
    return f"{base}_{{{', '.join(map(latex, node.indices))}}}", _ATOM


def _special(node: tree.Special) -> tuple[str, int]:
    letter = {"identity": r"\mathbf{I}", "zero": r"\mathbf{0}", "ones": r"\mathbf{1}"}[node.kind]
    sizes = r" \times ".join(_printed(size, _ATOM) for size in node.dimensions)
    return letter + (f"_{{{sizes}}}" if sizes else ""), _ATOM


def _sum(node: tree.Sum) -> tuple[str, int]:
    pieces = [_printed(node.terms[0], _MIXED)]
    for term in node.terms[1:]:
        signed = isinstance(term, tree.Negative | tree.PlusMinus)
        pieces.append(_printed(term, _MIXED) if signed else "+ " + _printed(term, _TERM))
    return " ".join(pieces), _SUM


def _product(node: tree.Product) -> tuple[str, int]:
    text = ""
    for factor in node.factors:
        piece = _printed(factor, _FACTOR)
        joint = r" \cdot " if not piece[0].isalpha() and not piece.startswith("\\mathbf") else " "
        text = piece if not text else f"{text}{joint}{piece}"
    return text, _TERM


def _quotient(node: tree.Quotient) -> tuple[str, int]:
    above, below = latex(node.numerator), latex(node.denominator)
    return rf"\frac{{{{{above}}}}}{{{below}}}" if above[0] in "d\\" else rf"\frac{{{above}}}{{{below}}}", _ATOM


def _power(node: tree.Power) -> tuple[str, int]:
    return f"{_base(node.base)}^{{{latex(node.exponent)}}}", _ATOM


def _base(node: Node) -> str:
    """What scripts can be set on without changing it."""
    if isinstance(node, tree.Name | tree.Number | tree.Constant | tree.Special | tree.Entry | tree.Norm | tree.Matrix):
        return _printed(node, _ATOM)
    return f"({latex(node)})"


def _norm(node: tree.Norm) -> tuple[str, int]:
    kind = {"infinity": r"\infty"}.get(node.kind, node.kind)
    return rf"\|{latex(node.operand)}\|" + (f"_{{{kind}}}" if kind else ""), _ATOM


def _call(node: tree.Call) -> tuple[str, int]:
    name, first = node.function, node.arguments[0]
    inside = ", ".join(_printed(argument, _RELATION) for argument in node.arguments)
    special: dict[str, Callable[[], str]] = {
        "sqrt": lambda: rf"\sqrt{{{latex(first)}}}",
        "root": lambda: rf"\sqrt[{latex(node.arguments[1])}]{{{latex(first)}}}",
        "binom": lambda: rf"\binom{{{latex(first)}}}{{{latex(node.arguments[1])}}}",
        "factorial": lambda: f"{_base(first)}!",
        "abs": lambda: f"|{latex(first)}|",
        "floor": lambda: rf"\lfloor {latex(first)} \rfloor",
        "ceil": lambda: rf"\lceil {latex(first)} \rceil",
        "inner": lambda: rf"\langle {inside} \rangle",
    }
    if name in special:
        return special[name](), _ATOM
    if name == "log" and len(node.arguments) == _WITH_BASE:
        return rf"\log_{{{latex(node.arguments[1])}}}({latex(first)})", _ATOM
    if name in _PLAIN_FUNCTIONS:
        return rf"\{name}({inside})", _ATOM
    if len(name.partition("_")[0]) == 1:
        return f"{spelling.latex(name)}({inside})", _ATOM
    return rf"\operatorname{{{_SPELLED.get(name, name)}}}({inside})", _ATOM


def _operation(node: tree.Operation) -> tuple[str, int]:
    if node.operator == "base":
        return f"{latex(node.left)}_{{{latex(node.right)}}}", _ATOM
    sign = _OPERATIONS[node.operator]
    own = {"hadamard": _MIXED, "kronecker": _MIXED, "direct sum": _MIXED}.get(node.operator, _SETS)
    right = _TERM if own == _MIXED else _SUM
    left = own if isinstance(node.left, tree.Operation) or own != _MIXED else _TERM
    return f"{_printed(node.left, left if own == _MIXED else _SUM)} {sign} {_printed(node.right, right)}", own


def _derivative(node: tree.Derivative) -> tuple[str, int]:
    operand = _printed(node.operand, _TERM)
    if node.notation == "prime":
        inside = f"({', '.join(map(latex, node.variables))})" if node.variables else ""
        stem = operand.removesuffix(inside) if isinstance(node.operand, tree.Derivative) else operand
        return f"{stem}'{inside}", _ATOM
    if node.notation == "nabla":
        below = ", ".join(map(latex, node.variables))
        return rf"\nabla_{{{below}}} {operand}" if below else rf"\nabla {operand}", _TERM
    sign = "d" if node.notation == "d" else r"\partial"
    order = len(node.variables)
    above = sign if order == 1 else f"{sign}^{order}"
    below = " ".join(f"{sign} {latex(variable)}" for variable in node.variables)
    return rf"\frac{{{above}}}{{{below}}} {operand}", _TERM


def _differential(node: tree.Differential) -> tuple[str, int]:
    if isinstance(node.operand, tree.Name):
        return f"d{latex(node.operand)}", _ATOM
    return f"d({latex(node.operand)})", _ATOM


def _series(node: tree.Series) -> tuple[str, int]:
    named = ", ".join(map(latex, node.indices))
    if node.condition is not None:
        below = latex(node.condition)
    else:
        below = f"{named} = {latex(node.lower)}" if node.lower is not None else named
    below = f"_{{{below}}}" if below else ""
    above = f"^{{{latex(node.upper)}}}" if node.upper is not None else ""
    sign = r"\sum" if node.kind == "sum" else r"\prod"
    return f"{sign}{below}{above} {_printed(node.body, _TERM)}", _TERM


def _integral(node: tree.Integral) -> tuple[str, int]:
    below = f"_{{{latex(node.lower)}}}" if node.lower is not None else ""
    above = f"^{{{latex(node.upper)}}}" if node.upper is not None else ""
    return rf"\int{below}{above} {_printed(node.body, _TERM)} \, d{latex(node.variable)}", _TERM


def _limit(node: tree.Limit) -> tuple[str, int]:
    side = f"^{node.side}" if node.side else ""
    return rf"\lim_{{{latex(node.variable)} \to {_base(node.target)}{side}}} {_printed(node.body, _TERM)}", _TERM


def _matrix(node: tree.Matrix) -> tuple[str, int]:
    rows = r" \\ ".join(" & ".join(map(latex, row)) for row in node.rows)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}", _ATOM


def _collection(node: tree.Collection) -> tuple[str, int]:
    inside = ", ".join(_printed(item, _RELATION) for item in node.items)
    if node.kind in _BRACKETS:
        opening, closing = _BRACKETS[node.kind]
        return opening + inside + closing, _ATOM
    joint = {"and": r" \quad ", "or": r" \text{ or } "}.get(node.kind, ", ")
    return joint.join(_printed(item, _RELATION) for item in node.items), _LIST


def _interval(node: tree.Interval) -> tuple[str, int]:
    opening, closing = "[" if node.left_closed else "(", "]" if node.right_closed else ")"
    return f"{opening}{latex(node.low)}, {latex(node.high)}{closing}", _ATOM


def _space(node: tree.Space) -> tuple[str, int]:
    sizes = r" \times ".join(_printed(size, _ATOM) for size in node.dimensions)
    return rf"\mathbb{{{node.name}}}" + (f"^{{{sizes}}}" if sizes else ""), _ATOM


def _relation(node: tree.Relation) -> tuple[str, int]:
    text = _printed(node.operands[0], _SETS)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        text += f" {_ARROWS.get(operator, operator)} {_printed(operand, _SETS)}"
    return text, _RELATION


def _cases(node: tree.Cases) -> tuple[str, int]:
    rows = r" \\ ".join(
        latex(value) + (f" & {latex(condition)}" if condition else "") for value, condition in node.rows
    )
    return rf"\begin{{cases}} {rows} \end{{cases}}", _ATOM


def _quantity(node: tree.Quantity) -> tuple[str, int]:
    if node.unit == "$":
        return rf"\${latex(node.value)}", _ATOM
    return rf"{_printed(node.value, _TERM)} \text{{ {node.unit} }}", _TERM


_PRINTERS: dict[type[Node], Callable[..., tuple[str, int]]] = {
    tree.Number: _number,
    tree.Constant: _constant,
    tree.Name: lambda node: (spelling.latex(node.name), _ATOM),
    tree.Entry: _entry,
    tree.Special: _special,
    tree.Negative: lambda node: (f"- {_printed(node.operand, _MIXED)}", _MIXED),
    tree.PlusMinus: lambda node: (("\\mp " if node.flipped else "\\pm ") + _printed(node.operand, _TERM), _MIXED),
    tree.Sum: _sum,
    tree.Product: _product,
    tree.Quotient: _quotient,
    tree.Power: _power,
    tree.Transpose: lambda node: (rf"{_base(node.operand)}^{{\top}}", _ATOM),
    tree.PseudoInverse: lambda node: (rf"{_base(node.operand)}^{{\dagger}}", _ATOM),
    tree.Norm: _norm,
    tree.Call: _call,
    tree.Operation: _operation,
    tree.Derivative: _derivative,
    tree.Differential: _differential,
    tree.Series: _series,
    tree.Integral: _integral,
    tree.Limit: _limit,
    tree.Matrix: _matrix,
    tree.Collection: _collection,
    tree.Interval: _interval,
    tree.Builder: lambda node: (rf"\{{{latex(node.element)} \mid {latex(node.condition)}\}}", _ATOM),
    tree.Space: _space,
    tree.Relation: _relation,
    tree.Percent: lambda node: (rf"{_base(node.operand)}\%", _ATOM),
    tree.Degrees: lambda node: (rf"{_base(node.operand)}^\circ", _ATOM),
    tree.Quantity: _quantity,
    tree.Text: lambda node: (rf"\text{{{node.text}}}", _ATOM),
    tree.Dots: lambda _node: (r"\ldots", _ATOM),
    tree.Cases: _cases,
}  # fmt: skip
