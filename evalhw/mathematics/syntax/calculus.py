r"""Derivatives and gradients in every notation: `\frac{\partial L}{\partial W}`, `\nabla_W L`, `∂L/∂W`.

Invariant: a derivative without an operand of its own takes the rest of its term, and never a later term.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.binders import Binders

if TYPE_CHECKING:
    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

MAX_ORDER = 4


class Calculus(Binders):
    """Reads operators that bind a variable or act on what follows."""

    def fraction(self) -> Node:
        """A fraction, or the derivative that looks like one."""
        sign = self._sign_after(self.at + 1)
        if sign is None:
            return super().fraction()
        close = self.matching(self.at + 1)
        if self._sign_after(close + 1) != sign:
            return super().fraction()
        token = self.token
        self.at += 1
        self.enter()
        order, operand = self._numerator(sign)
        variables = self._denominator(sign)
        if len(variables) != order:
            raise ReadingError("the orders above and below differ", token.start, self.end_offset())
        if operand is None:
            operand = self.rest_of_term()
        self.depth -= 1
        notation = "partial" if sign == "∂" else "d"
        return tree.Derivative(operand, variables, notation, start=token.start, end=self.end_offset())

    def _sign_after(self, brace: int) -> str | None:
        """`∂` or `d` when the braced group at this index begins with one as a sign of derivation."""
        if brace + 2 >= len(self.tokens) or self.tokens[brace].text != "{":
            return None
        first, second = self.tokens[brace + 1], self.tokens[brace + 2]
        if first.kind == "style" and second.text == "{":
            return self._sign_after(brace + 2) if self.tokens[brace + 3].text == "d" else None
        if first.kind == "operator" and first.text == "∂":
            return "∂"
        is_d = first.text == "d" and first.kind in {"letter", "word", "text"} and not self.symbols.declares("d")
        stands_alone = second.kind in {"letter", "style", "function", "word", "text"} or second.text in {
            "}",
            "^",
            "(",
            "‖",
        }
        return "d" if is_d and stands_alone else None

    def _step_over(self, sign: str) -> bool:
        if self.token.text == sign:
            self.at += 1
            return True
        if self.token.kind == "style" and sign == "d" and self.tokens[self.at + 2].text == "d":
            self.at += 4
            return True
        return False

    def _order(self) -> int:
        r"""The digit in `\partial^2`."""
        if self.token.kind == "above" and self.token.text.isdecimal():
            order = int(self.token.text[:2])
            self.at += 1
        elif self.take("^"):
            braced = self.take("{")
            if self.token.kind != "number":
                raise self.error("a derivative whose order is not a number")
            order = int(self.token.text[:2]) if self.token.text.isdecimal() else 0
            self.at += 1
            if braced:
                self.expect("}")
        else:
            return 1
        if not 1 <= order <= MAX_ORDER:
            raise self.error(f"a derivative of an order beyond {MAX_ORDER}")
        return order

    def _numerator(self, sign: str) -> tuple[int, Node | None]:
        opened = self.expect("{")
        self._step_over(sign)
        order = self._order()
        operand = None if self.is_mark("}") else self.expression()
        self.expect("}", opened)
        return order, operand

    def _denominator(self, sign: str) -> tuple[Node, ...]:
        opened = self.expect("{")
        found: list[Node] = []
        while not self.is_mark("}"):
            if not self._step_over(sign):
                raise self.unexpected()
            variable = self._variable()
            found.extend([variable] * self._order())
            if len(found) > MAX_ORDER:
                raise self.error(f"a derivative of an order beyond {MAX_ORDER}")
        self.expect("}", opened)
        return tuple(found)

    def _variable(self) -> Node:
        """A variable, whose exponent belongs to the order."""
        base = self.single()
        while self.is_mark("_") or self.token.kind == "below":
            token = self.token
            self.at += 1
            script = self.take_script() if token.kind == "operator" else (token,)
            base = self.subscripted(base, script)
        return base

    def nabla(self) -> Node:
        r"""`\nabla_{W_1} L`."""
        token = self.token
        self.at += 1
        self.enter()
        variables: tuple[Node, ...] = ()
        if self.take("_"):
            inside = self.values_of(self.take_script())
            variables = inside.items if isinstance(inside, tree.Collection) else (inside,)
        if self.is_mark("^"):
            raise self.error("a second derivative by nabla is not read here")
        operand = self.rest_of_term()
        self.depth -= 1
        return tree.Derivative(operand, variables, "nabla", start=token.start, end=self.end_offset())

    def partial(self) -> Node:
        r"""`\partial_W L`, or the upper or lower part of `\partial L / \partial W`."""
        token = self.token
        self.at += 1
        self.enter()
        if self.take("_"):
            variable = self.values_of(self.take_script())
            operand = self.rest_of_term()
            node: Node = tree.Derivative(operand, (variable,), start=token.start)
        elif self.is_mark("/"):  # ∂/∂W of what follows
            self.at += 1
            if not self.take("∂"):
                raise self.unexpected()
            variable = self._variable()
            node = tree.Derivative(self.rest_of_term(), (variable,), start=token.start)
        else:
            node = self._partial_quotient(token)
        self.depth -= 1
        return replace(node, end=self.end_offset())

    def _partial_quotient(self, token: Token) -> Node:
        order = self._order()
        operand = self.factor()
        if not self.take("/"):
            raise ReadingError("a lone ∂", token.start, token.end)
        variables: list[Node] = []
        bracket = self.take("(")
        while self.take("∂"):
            variable = self._variable()
            variables.extend([variable] * self._order())
        if bracket:
            self.expect(")")
        if len(variables) != order:
            raise ReadingError("a ∂ without its counterpart", token.start, self.end_offset())
        return tree.Derivative(operand, tuple(variables), start=token.start)
