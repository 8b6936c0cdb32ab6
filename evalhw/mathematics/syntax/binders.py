r"""Operators that bind an index or a variable: sums, products, integrals and limits.

Invariant: what is bound is a name inside the operator and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.commands import Commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

_SIDED = 2  # a target is longer than the caret and sign behind it
_STEPS = {"∑": "sum", "∏": "product"}


class Binders(Commands):
    """Reads what binds."""

    def rest_of_term(self) -> Node:
        """Everything up to the next plus, minus, relation or closing mark."""
        if not self.starts_factor() and not self.is_mark("|", "‖"):  # where an operand must follow, a bar opens
            raise self.error("nothing follows that it could act on")
        return self.term()

    def command(self) -> Node:
        """What a backslash command stands for; limits bind a variable."""
        token = self.token
        if token.text != "lim":
            return super().command()
        self.at += 1
        self.enter()
        node = self.limit(token)
        self.depth -= 1
        return node

    def script_relation(self, script: Sequence[Token]) -> Node:
        """The relation in a script; index letters are names there."""
        outer = self.bound
        self.bound = outer | {token.text for token in script if token.kind == "letter"}
        here = self.tokens, self.at, self.columns
        self.enter()
        last = self.tokens[-1]
        self.tokens, self.at, self.columns = (
            [*script, last._replace(start=script[-1].end, end=script[-1].end)],
            0,
            False,
        )
        node = self.statement()
        self.tokens, self.at, self.columns = here
        self.depth -= 1
        self.bound = outer
        return node

    def series(self) -> Node:
        """A sum or product over indices."""
        token = self.token
        self.at += 1
        self.enter()
        lower = upper = condition = None
        indices: tuple[tree.Name, ...] = ()
        outer = self.bound
        for _ in range(2):
            if self.take("_"):
                indices, lower, condition = self._bounds(self.take_script())
            elif self.take("^"):
                upper = self.values_of(self.take_script())
        self.bound = outer | {index.name for index in indices}
        body = self.rest_of_term()
        self.bound = outer
        self.depth -= 1
        return tree.Series(
            _STEPS[token.text], body, indices, lower, upper, condition, start=token.start, end=self.end_offset()
        )

    def _bounds(self, script: Sequence[Token]) -> tuple[tuple[tree.Name, ...], Node | None, Node | None]:
        """Indices, lower bound and condition from what stands below the sign."""
        inside = self.script_relation(script)
        if (
            isinstance(inside, tree.Relation)
            and inside.operators == ("=",)
            and isinstance(inside.operands[0], tree.Name)
        ):
            return (inside.operands[0],), inside.operands[1], None
        if isinstance(inside, tree.Constant) and inside.name in {"i", "e"}:
            inside = tree.Name(inside.name, start=inside.start, end=inside.end)
        if isinstance(inside, tree.Name):
            return (inside,), None, None
        named = inside.items if isinstance(inside, tree.Collection) else getattr(inside, "factors", ())
        if named and all(isinstance(one, tree.Name) for one in named):
            return tuple(one for one in named if isinstance(one, tree.Name)), None, None
        found = tuple(here for here in tree.walk(inside) if isinstance(here, tree.Name))
        return found[:1], None, inside

    def integral(self) -> Node:
        r"""An integral up to its d: `\int_0^1 x^2 \, dx`."""
        token = self.token
        self.at += 1
        self.enter()
        lower = upper = None
        for _ in range(2):
            if self.take("_"):
                lower = self.values_of(self.take_script())
            elif self.take("^"):
                upper = self.values_of(self.take_script())
        last = self._end_of_integrand(token)
        head = self.tokens[self.at : last]
        variable = self.tokens[last + 1]
        outer, self.bound = self.bound, self.bound | {variable.text}
        if head:
            body = self.values_of(head)
        else:
            raise ReadingError("an integral of nothing", token.start, token.end)
        self.bound = outer
        self.at = last + 2
        self.depth -= 1
        name = tree.Name(variable.text, start=variable.start, end=variable.end)
        return tree.Integral(body, name, lower, upper, start=token.start, end=self.end_offset())

    def _end_of_integrand(self, opened: Token) -> int:
        """The index of the `d` before the variable of integration."""
        depth = 0
        for index in range(self.at, len(self.tokens) - 1):
            token = self.tokens[index]
            if token.kind == "bracket" and token.text in {"(", "{", "["}:
                depth += 1
            elif token.kind == "bracket" and token.text in {")", "}", "]"}:
                depth -= 1
            if depth < 0 or token.kind == "relation":
                break
            if depth == 0 and token.text == "d" and self.tokens[index + 1].kind == "letter":
                return index
        raise ReadingError("an integral without its d", opened.start, opened.end)

    def limit(self, token: Token) -> Node:
        r"""`\lim_{x \to 0^+} f`."""
        if not self.take("_"):
            raise self.error("a limit of what variable?")
        script = list(self.take_script())
        side = ""
        if len(script) > _SIDED and script[-1].text in {"+", "-"} and script[-2].text == "^":
            side = script[-1].text
            script = script[:-2]
        inside = self.script_relation(script)
        if (
            not isinstance(inside, tree.Relation)
            or inside.operators != ("→",)
            or not isinstance(inside.operands[0], tree.Name)
        ):
            raise ReadingError("a limit without an arrow", token.start, self.end_offset())
        variable, target = inside.operands
        body = self.rest_of_term()
        return tree.Limit(
            body, tree.Name(getattr(variable, "name", "")), target, side, start=token.start, end=self.end_offset()
        )
