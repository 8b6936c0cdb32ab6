"""Sums, products and factors, and what is applied to what.

Invariant: Hadamard and Kronecker signs bind looser than juxtaposition and tighter than plus and minus.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import spelling, tree
from evalhw.mathematics.syntax.calculus import Calculus
from evalhw.mathematics.syntax.cursor import CLOSERS, CLOSING, MAX_CHAIN, STARTING_MARKS, STARTS
from evalhw.mathematics.syntax.tokens import COLUMN_GAP

if TYPE_CHECKING:
    from evalhw.mathematics.syntax.tree import Node

_OF_MATRICES = {"⊙": "hadamard", "⊗": "kronecker", "⊕": "direct sum"}
_NAME_TOKENS = 3  # a style, a letter, an index
_TIMES = frozenset({"·", "×"})
_FUNCTION_LETTERS = frozenset({"f", "g", "h", "F", "G", "H"})


class Terms(Calculus):
    """Reads terms and factors."""

    def sum(self) -> Node:
        """Terms with their signs, and what they are taken modulo."""
        terms = [self._signed()]
        while self.is_mark("+", "-", "±", "∓"):
            if self.columns and self.token.gap >= COLUMN_GAP and not self.tokens[self.at + 1].gap:
                break  # `[1 \; -2]` holds two columns
            terms.append(self._signed())
        left = terms[0] if len(terms) == 1 else tree.Sum(tuple(terms), start=terms[0].start, end=terms[-1].end)
        if self.token.kind == "function" and self.token.text == "mod":
            self.at += 1
            right = self._signed()
            left = tree.Operation("modulo", left, right, start=left.start, end=right.end)
        return left

    def _signed(self) -> Node:
        """A term with the sign before it."""
        token = self.token
        if token.kind == "operator" and token.text in {"+", "-", "±", "∓"}:
            self.at += 1
            self.enter()
            inside = self._signed() if self.is_mark("-", "+", "±", "∓") else self.term_of_operators()
            self.depth -= 1
            if token.text == "+":
                return inside
            if token.text == "-":
                return tree.Negative(inside, start=token.start, end=inside.end)
            return tree.PlusMinus(inside, token.text == "∓", start=token.start, end=inside.end)
        return self.term_of_operators()

    def term_of_operators(self) -> Node:
        """Terms joined by Hadamard and Kronecker signs, which bind less than juxtaposition."""
        left = self.term()
        for _ in range(MAX_CHAIN):
            if self.matrices and self.is_mark(":"):  # A : B is tr(A^T B) where matrices are about
                self.at += 1
                right = self.term()
                left = tree.Call("inner", (left, right), start=left.start, end=right.end)
                continue
            operator = _OF_MATRICES.get(self.token.text)
            if operator is None or self.token.kind != "operator":
                break
            self.at += 1
            right = self.term()
            left = tree.Operation(operator, left, right, start=left.start, end=right.end)
        return left

    def term(self) -> Node:
        """A product of factors; a slash divides what stands before it by the one factor after it."""
        factors = [self.factor()]
        divisions = 0
        while True:
            token = self.token
            if token.kind == "operator" and token.text in _TIMES:
                self.at += 1
                factors.append(self._signed_factor())
            elif token.kind == "operator" and token.text in {"/", "÷"}:
                self.at += 1
                divisions += 1
                if divisions > MAX_CHAIN:
                    raise self.error(f"more than {MAX_CHAIN} divisions in one term")
                factors = self._divided(factors, self._signed_factor())
            elif token.kind == "text":
                above = self._product(factors)
                factors = [self._quantity(above)]
            elif token.kind == "command" and token.text in {"pmod", "pod"}:
                self.at += 1
                above = self._product(factors)
                factors = [tree.Operation("modulo", above, self.group(), start=above.start, end=self.end_offset())]
            elif token.text == "{" and token.kind == "bracket" and self.tokens[self.at + 1].text == "}":
                self.at += 2  # `\\top{}`
            elif self.starts_factor():
                factors.append(self.factor())
            else:
                return self._product(factors)

    def _divided(self, factors: list[Node], below: Node) -> list[Node]:
        """The factors over one more factor; dL/dW is a derivative."""
        last = factors[-1]
        if isinstance(last, tree.Differential) and isinstance(below, tree.Differential):
            derivative = tree.Derivative(last.operand, (below.operand,), "d", start=last.start, end=below.end)
            return [*factors[:-1], derivative]
        if isinstance(below, tree.Differential) and isinstance(last, tree.Name) and last.name == "d":
            operand = self.rest_of_term()  # d/dW of what follows
            return [*factors[:-1], tree.Derivative(operand, (below.operand,), "d", start=last.start, end=operand.end)]
        above = self._product(factors)
        return [tree.Quotient(above, below, start=above.start, end=below.end)]

    def _quantity(self, value: Node) -> Node:
        """The value with the unit behind it, which may carry an exponent."""
        token = self.token
        if token.text.strip() in {"and", "or", "if"}:
            raise self.unexpected()
        self.at += 1
        unit = " ".join(token.text.split())
        if self.token.kind == "above":
            unit += "^" + self.token.text
            self.at += 1
        elif self.take("^"):
            unit += "^" + "".join(part.text for part in self.take_script())
        return tree.Quantity(value, unit, start=value.start, end=self.end_offset())

    @staticmethod
    def _product(factors: list[Node]) -> Node:
        if len(factors) == 1:
            return factors[0]
        return tree.Product(tuple(factors), start=factors[0].start, end=factors[-1].end)

    def _signed_factor(self) -> Node:
        token = self.token
        if self.take("-"):
            inside = self.factor()
            return tree.Negative(inside, start=token.start, end=inside.end)
        return self.factor()

    def starts_factor(self) -> bool:
        """Whether the next token begins another factor of the same term."""
        token = self.tokens[self.at]
        if self.columns and token.gap >= COLUMN_GAP:
            return False
        if token.kind in {"operator", "bracket"}:
            if token.text in {"|", "‖"}:
                return not (self.bars if token.text == "|" else self.double_bars)
            return token.text in STARTING_MARKS
        if token.kind == "function":
            return token.text != "mod"
        if token.kind == "command":
            return token.text != "choose"
        return token.kind in STARTS

    def factor(self) -> Node:
        """One factor with its scripts."""
        first = self.token
        node = self.atom()
        if isinstance(node, tree.Product) and (first.kind == "style" or first.text == "{"):
            # `\\mathbf{XX}^\\top` looks like X Xᵀ: what hangs on a group hangs on its last factor
            last = self.scripts(node.factors[-1])
            node = replace(node, factors=(*node.factors[:-1], last), end=max(node.end, last.end))
        else:
            node = self.scripts(node)
        if self.token.text == "{" and isinstance(node, tree.Name) and self._holds_a_bracket():
            return self._applied_in_braces(node)
        if self.is_mark("(") and not self.columns:
            if isinstance(node, tree.Name):
                node = self._applied(node)
            elif isinstance(node, tree.Derivative) and not node.variables:
                node = self._primed_of(node)
        return node

    def _holds_a_bracket(self) -> bool:
        r"""Whether braces that hold one round bracket stand here, as in `f{\left(x \right)}`."""
        if self.token.kind != "bracket" or self.tokens[self.at + 1].text != "(":
            return False
        return self.matching(self.at + 1) + 1 == self.matching(self.at)

    def _applied_in_braces(self, name: tree.Name) -> Node:
        """A function whose bracket stands in braces; a name that is no function is left as it is."""
        opened = self.at
        self.at += 1
        node = self._applied(name)
        if node is name:
            self.at = opened
            return name
        self.expect("}")
        return self.scripts(node)

    def _primed_of(self, node: tree.Derivative) -> Node:
        """`E'(h)`: the derivative by what the bracket holds, where that is a symbol the function is made of."""
        inner = node
        while isinstance(inner.operand, tree.Derivative):
            inner = inner.operand
        if not isinstance(inner.operand, tree.Name) or not self._is_of_its_symbols(inner.operand.name):
            return node
        opened = self.token
        self.at += 1
        arguments = self.items(")", opened)
        held = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], tree.Name) else None
        if held is None:
            raise ReadingError("a derivative at something else than its symbol", opened.start, self.end_offset())
        declared = (held,) if self.symbols.declares(held.name) else ()  # h* is left to whoever knows the unknown
        return _by(node, declared, self.end_offset())

    def _applied(self, name: tree.Name) -> Node:
        """A function of an answer's own, such as `f(x)` or `L(W_1, W_2; X)`; a declared symbol is itself."""
        declared = self.symbols.declares(name.name)
        if declared and self.symbols.is_matrix(name.name):
            return name
        applied = self._several() or self._is_of_its_symbols(name.name)
        named = not declared and name.name.rstrip("'") in _FUNCTION_LETTERS and self.tokens[self.at].gap <= 1
        if not applied and not named:
            return name
        opened = self.token
        self.at += 1
        arguments = self.items(")", opened)
        if declared:
            if not all(isinstance(argument, tree.Name) for argument in arguments):
                raise ReadingError(f"{name.name} of something else than its symbols", opened.start, self.end_offset())
            return replace(name, end=self.end_offset())
        call = tree.Call(name.name, arguments, start=name.start, end=self.end_offset())
        return self.scripts(call)

    def _is_of_its_symbols(self, name: str) -> bool:
        """Whether the bracket here holds one matrix, as in `L(W_1)`, and the name before it can be a function of it."""
        close = self.matching(self.at)
        inside = [token for token in self.tokens[self.at + 1 : close] if token.kind != "bracket" and token.text != "_"]
        letters = [token.text for token in inside if token.kind in {"letter", "number", "below"}]
        if not letters or len(inside) > _NAME_TOKENS:
            return False
        held = spelling.joined(letters[0], "".join(letters[1:]))
        symbol = self.symbols.get(name)
        if symbol is None:
            return self.symbols.is_matrix(held) and not self.symbols.declares(name)
        return symbol.definition is not None and held in self.symbols.depends(symbol.definition)

    def _several(self) -> bool:
        """Whether the round bracket here holds a comma or semicolon of its own."""
        depth = 0
        for index in range(self.at, self.matching(self.at)):
            token = self.tokens[index]
            if token.kind == "bracket":
                depth += (token.text in CLOSING) - (token.text in CLOSERS)
            elif depth == 1 and token.kind == "operator" and token.text in {",", ";"}:
                return True
        return False


def _by(node: tree.Derivative, variables: tuple[Node, ...], end: int) -> tree.Derivative:
    """A derivative, and those in it, by what was not said before."""
    inside = _by(node.operand, variables, end) if isinstance(node.operand, tree.Derivative) else node.operand
    return replace(node, operand=inside, variables=variables, end=end)
