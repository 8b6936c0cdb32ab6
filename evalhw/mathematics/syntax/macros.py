r"""Backslash commands to tokens: symbols, spaces, words in `\text`, environments, styles and layout.

Invariant: a command that is in no table becomes a token of kind `command`, which the grammar refuses by name.
"""

from __future__ import annotations

import re

from evalhw.mathematics.syntax import notation
from evalhw.mathematics.syntax.tokens import Tape

_LENGTH = re.compile(r"\s*\[-?[\d.]{1,6}\s*(?:pt|em|ex|mm|cm|in|mu|\\baselineskip|[lcr])?\]")
_NEGATED = {"=": "≠", "∈": "∉", "<": "≥", ">": "≤", "≡": "≢", "⊂": "⊄", "⊆": "⊈"}
_UPRIGHT = frozenset({"mathrm", "operatorname", "rm", "mathsf"})


class Macros(Tape):
    """Reads commands."""

    def command(self, name: str, start: int, end: int) -> int:
        """The tokens of a command that is no plain symbol; the offset after it and its arguments."""
        if name in notation.SPACES and not (name in notation.DROPPED_ARGUMENT and self.is_braced(end)):
            self.space(notation.SPACES[name])
            return end
        if name in notation.WORDS:
            return self._words(name, start, end)
        if name in {"begin", "end"}:
            return self._environment(name, start, end)
        if name in {"\\", "cr", "newline"}:
            self.add("row", name, start, end)
            return self._past_length(end)
        if name == "tag":
            inside, after = self.argument(end)
            self.add("tag", inside.strip("() $"), start, after)
            return after
        return self._other(name, start, end)

    def symbol(self, kind: str, meaning: str, start: int, end: int) -> int:
        r"""The token of a plain symbol; `\not` before a relation turns it round."""
        if self.tokens and self.tokens[-1].text == "not" and kind == "relation" and self.tokens[-1].kind == "command":
            start = self.tokens.pop().start - self.offset
            meaning = _NEGATED.get(meaning, "≠")
        if meaning in {"\\{", "\\}"}:
            self.brackets += 1 if meaning == "\\{" else -1
        self.add(kind, meaning, start, end)
        return end

    def _other(self, name: str, start: int, end: int) -> int:
        if name in notation.LAYOUT:
            return self._layout(name, end)
        if name in notation.STACKED:
            return self._stacked(end)
        if name in notation.DROPPED_ARGUMENT:
            return self.argument(end)[1] if self.is_braced(end) else end
        if name in notation.STYLES or name == "mathbb":
            self.add("style", name, start, end)
        elif name in notation.ACCENTS:
            self.add("accent", notation.ACCENTS[name], start, end)
        elif name in {"$", "#"}:
            self.add("operator", name, start, end)
        elif name in {"(", ")", "[", "]"}:
            raise self.error("a formula delimiter inside a formula", start, end)
        else:
            self.add("command", name, start, end)
        return end

    def _stacked(self, end: int) -> int:
        r"""`\overset{!}{=}`: the second argument, a symbol or a group of its own."""
        start = self.argument(end)[1]
        inside, after = self.argument(start)
        plain = inside.strip()
        known = notation.COMMANDS.get(plain.removeprefix("\\")) or notation.SPELLINGS.get(plain)
        if known is None:
            return start
        return self.symbol(*known, start, after)

    def _layout(self, name: str, end: int) -> int:
        if name in {"left", "right", "middle"} and self.source[end : end + 1] == ".":
            self.add("bracket", "left." if name == "left" else "right.", end, end + 1)
            return end + 1
        return end

    def _words(self, name: str, start: int, end: int) -> int:
        r"""`\mathrm{tr}` and `\text{...}`: a function, a letter, a name, or words."""
        if not self.is_braced(end):
            return end  # `{\rm T}`: the letters after it are read as they stand
        inside, after = self.argument(end)
        plain = inside.strip()
        if plain in notation.FUNCTIONS:
            self.add("function", notation.FUNCTIONS[plain], start, after)
        elif plain in notation.GRADIENTS:
            self.add("operator", "∇", start, after)
        elif name not in _UPRIGHT:
            self.add("text", inside, start, after)
        elif len(plain) == 1 and plain.isascii() and plain.isalpha():
            self.add("letter", plain, start, after)
        elif (joined := plain.replace(" ", "").replace("\\,", "")) in notation.FUNCTIONS:
            self.add("function", notation.FUNCTIONS[joined], start, after)
        elif joined.isalpha() and joined.isascii():
            self.add("word", joined, start, after)
        else:
            return end  # `\mathrm{d}W`, `\mathrm{I}_k + ...`: an ordinary group
        return after

    def _environment(self, name: str, start: int, end: int) -> int:
        inside, after = self.argument(end)
        plain = inside.strip()
        self.add(name, plain.rstrip("*"), start, after)
        if name == "end":
            return after
        if plain.rstrip("*") in {"array", "alignat", "alignedat", "tabular"} and self.is_braced(after):
            return self.argument(after)[1]
        return self._past_length(after)

    def _past_length(self, here: int) -> int:
        found = _LENGTH.match(self.source, here)
        return found.end() if found else here
