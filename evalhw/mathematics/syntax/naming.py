r"""Names, numbers and constants: which token is which symbol under the declared symbols.

Invariant: a declared symbol wins over every convention; `I`, `0`, `e`, `i`,
`\\pi` are special only where nobody declares them.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import spelling, tree
from evalhw.mathematics.syntax.nodes import placed
from evalhw.mathematics.syntax.scripts import Scripts
from evalhw.mathematics.syntax.tokens import COLUMN_GAP

if TYPE_CHECKING:
    from evalhw.mathematics.syntax.tokens import Token
    from evalhw.mathematics.syntax.tree import Node

MAX_EXPONENT = 400
MAX_INDEX = 2  # digits of an index right behind its letter
_BRACED_DIGITS = ["{", "number", "}", "{", "number", "}"]
_SPACES = frozenset("RCZNQ")
_LETTER_STYLES = ("mathbf", "mathcal", "bold", "bm")  # in these a letter is a name
_CONNECTIVES = frozenset({"and", "or", "if"})
_CONSTANTS = {"pi": "pi", "e": "e", "i": "i"}


def number(token: Token) -> tree.Number:
    """The exact value of a literal number, with the decimals it was written with."""
    mantissa, _, exponent = token.text.lower().partition("e")
    if exponent and abs(int(exponent)) > MAX_EXPONENT:
        raise ReadingError(f"an exponent beyond {MAX_EXPONENT}", token.start, token.end)
    decimals = len(mantissa.partition(".")[2]) if "." in mantissa or exponent else None
    value = Fraction(int(mantissa)) if decimals is None else Fraction(token.text)
    if exponent and decimals is not None:
        decimals = max(0, decimals - int(exponent)) or None
    return tree.Number(value, decimals, start=token.start, end=token.end)


class Naming(Scripts):
    """Reads names and numbers."""

    def number(self) -> Node:
        """A literal number; with a fraction of small whole numbers right behind it, a mixed number."""
        token = self.token
        self.at += 1
        whole = number(token)
        following = self.token
        if following.kind == "fraction":
            part = self.vulgar()
            return tree.Sum((whole, part), start=whole.start, end=part.end)
        if following.kind == "operator" and following.text == "…" and whole.decimals is not None and not following.gap:
            self.at += 1  # 3.14159...: a decimal that was cut
            return replace(whole, end=following.end)
        if following.kind == "number" and following.gap and not (self.columns and following.gap >= COLUMN_GAP):
            raise self.error("two numbers side by side")
        if whole.decimals is None and following.kind == "command" and following.text in {"frac", "tfrac", "dfrac"}:
            return self._mixed(whole)
        return whole

    def vulgar(self) -> Node:
        """A fraction in one character, or a repeating decimal."""
        token = self.token
        self.at += 1
        above, _, below = token.text.partition("/")
        start, end = token.start, token.end
        parts = [tree.Number(Fraction(int(part)), start=start, end=end) for part in (above, below)]
        return tree.Quotient(parts[0], parts[1], start=start, end=end)

    def _mixed(self, whole: tree.Number) -> Node:
        r"""The sum that `3\frac{1}{2}` stands for, or just the number when no proper fraction of digits follows."""
        ahead = self.tokens[self.at + 1 : self.at + 7]
        digits = [token.text for token in ahead if token.kind == "number"]
        if [token.kind if token.kind == "number" else token.text for token in ahead] != _BRACED_DIGITS:
            return whole
        if not "".join(digits).isdecimal() or int(digits[0]) >= int(digits[1]):
            return whole
        fraction = self.single()
        return tree.Sum((whole, fraction), start=whole.start, end=fraction.end)

    def letter(self, style: str = "") -> Node:
        """One letter: a symbol, a constant, a named matrix, or the d of a differential."""
        token = self.token
        self.at += 1
        name, start, end = token.text, token.start, token.end
        joined = self._with_digits(name, token)
        if joined is not None:
            return tree.Name(joined, start=start, end=self.end_offset())
        if self.symbols.declares(name) or name in self.bound:
            return tree.Name(name, start=start, end=end)
        if name == "d" and self.matrices and self._differential_follows():
            return self._differential(start)
        return self._conventional(token, style) or tree.Name(name, start=start, end=end)

    def _conventional(self, token: Token, style: str) -> Node | None:
        """What a letter that nobody declared stands for by convention: a number set, the identity, a constant."""
        name, start, end = token.text, token.start, token.end
        if style == "mathbb" and name in _SPACES:
            return tree.Space(name, start=start, end=end)
        if self._labelled(name):
            return None
        if name == "I" and (style == "mathbf" or self.matrices):
            return tree.Special("identity", start=start, end=end)
        if name in _CONSTANTS and not style.startswith(_LETTER_STYLES):
            return tree.Constant(_CONSTANTS[name], start=start, end=end)
        return None

    def _with_digits(self, name: str, token: Token) -> str | None:
        """The name of `W1` and `x1`, whose index is written right behind the letter."""
        following = self.token
        if following.kind != "number" or following.start != token.end or following.text.startswith("."):
            return None
        if len(following.text) > MAX_INDEX or not following.text.isdecimal() or name in self.bound:
            return None
        joined = spelling.joined(name, following.text)
        if self.symbols.is_matrix(name) and not self.symbols.declares(joined):
            return None
        self.at += 1
        return joined

    def _labelled(self, name: str) -> bool:
        """Whether a subscript follows that makes another name of this letter (`e_i`, but not `I_k`)."""
        token = self.token
        if token.kind == "below":
            return name != "I" or not self.matrices
        return token.kind == "operator" and token.text == "_" and (name != "I" or not self.matrices)

    def _differential_follows(self) -> bool:
        token = self.token
        if token.gap > 1:
            return False
        if token.kind == "style":
            return True
        if token.kind == "letter":
            return any(name.partition("_")[0] == token.text for name in self.symbols.symbols)
        return token.kind == "function" or (token.kind == "bracket" and token.text in {"(", "‖"})

    def _differential(self, start: int) -> Node:
        """The differential of the name, bracket or function that follows; superscripts apply to the whole."""
        self.enter()
        if self.token.kind in {"function", "bracket"}:
            operand = self.factor()
        else:
            operand = self.single()
            while self.token.kind == "below" or self.is_mark("_"):
                mark = self.at
                self.at += 1
                if self.tokens[mark].text == "_" and self.tokens[mark].kind == "operator":
                    script = self.take_script()
                else:
                    script = (self.tokens[mark],)
                operand = self.subscripted(operand, script)
        self.depth -= 1
        return tree.Differential(operand, start=start, end=self.end_offset())

    def word(self) -> Node:
        r"""A name of several letters, as in `\mathrm{loss}`."""
        token = self.token
        self.at += 1
        if token.text == "d" and self.matrices and self._differential_follows():
            return self._differential(token.start)
        return tree.Name(token.text, start=token.start, end=token.end)

    def styled(self) -> Node:
        r"""What stands under `\mathbf` and the like: bold 0 and 1 are matrices, the rest keeps its name."""
        token = self.token
        self.at += 1
        opened = self.token
        braced = self.take("{")
        inner = self.token
        if (
            inner.kind == "number"
            and inner.text in {"0", "1"}
            and token.text in {"mathbf", "bm", "boldsymbol", "bf", "pmb"}
        ):
            self.at += 1
            node: Node = tree.Special("zero" if inner.text == "0" else "ones", start=token.start, end=inner.end)
        elif inner.kind == "number" and inner.text == "1" and token.text == "mathbb":
            self.at += 1
            node = tree.Special("ones", start=token.start, end=inner.end)
        elif inner.kind == "letter" and (not braced or self._closes(1)):
            node = self.letter(token.text)
        else:
            self.enter()
            node = self.expression() if braced else self.single()
            self.depth -= 1
        if braced:
            self.expect("}", opened)
        return placed(node, token.start, self.end_offset())

    def _closes(self, ahead: int) -> bool:
        token = self.tokens[min(self.at + ahead, len(self.tokens) - 1)]
        return token.kind == "bracket" and token.text == "}"

    def accented(self) -> Node:
        """A letter under a hat, bar or tilde: a name of its own. A bar over decimals repeats them."""
        token = self.token
        self.at += 1
        self.enter()
        inside = self.group()
        self.depth -= 1
        start, end = token.start, self.end_offset()
        if isinstance(inside, tree.Constant) and len(inside.name) == 1:  # a hat on i makes it a letter
            inside = tree.Name(inside.name)
        if isinstance(inside, tree.Name):
            stem, _, below = inside.name.partition("_")
            return tree.Name(spelling.joined(stem + token.text, below), start=start, end=end)
        raise ReadingError("an accent over something that is not a name", start, end)

    def words(self) -> Node:
        r"""Words where a value was expected, as in `w_2 = \text{dog}`."""
        token = self.token
        if token.text.strip() in _CONNECTIVES:
            raise self.unexpected()
        self.at += 1
        return tree.Text(" ".join(token.text.split()), start=token.start, end=token.end)
