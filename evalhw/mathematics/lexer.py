"""Characters to tokens: LaTeX, Unicode mathematics and plain ASCII come out alike.

Invariant: tokens stand in source order with their true offsets; every character is a token, space, or an error.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from evalhw.errors import ReadingError
from evalhw.mathematics import notation
from evalhw.mathematics.spelling import GREEK, LETTERS, SUBSCRIPTS, SUPERSCRIPTS, letter_name

MAX_LENGTH = 20_000
MAX_TOKENS = 4_000
MAX_DIGITS = 400
MAX_WORD = 5  # a run of this many letters that is no known word is prose


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: number, letter, word, function, relation, operator, bracket, command, style, accent, text, begin, end,
            row, tag, above, below, or end of source.
        text: What it means, in one spelling for all its spellings.
        start: Where it begins in the source.
        end: Where it ends.
        gap: The space before it: 0 none, 1 thin or plain, 2 a LaTeX space that can separate columns, 3 a quad.
    """

    kind: str
    text: str
    start: int
    end: int
    gap: int = 0


_TOKEN = re.compile(
    r"(?P<space>[\s~\u200b\u200c\u2060-\u2064\ufeff\u00ad]+)"
    r"|(?P<command>\\(?:[A-Za-z]+\*?|.|\Z))"
    r"|(?P<number>\d{1,3}(?:(?:\{,\}|,\\!|\\,|\\!)\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?"
    r"|\d+(?:\.\d+)?(?:[eE][+-]?\d+(?![\dA-Za-z]))?|\.\d+)"
    r"|(?P<run>[A-Za-z]+)"
    r"|(?P<above>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁱⁿᵏᵐᵀ]+)"
    r"|(?P<below>[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+)"
    r"|(?P<pair><=>|<=|>=|!=|:=|==|=>|->|\|\||\*\*|\.\.\.|\+/-|\+-(?=\d))"
    r"|(?P<bar>\|)"
    r"|(?P<one>.)",
    re.DOTALL,
)
_PAIRS = {
    "<=": ("relation", "≤"), ">=": ("relation", "≥"), "!=": ("relation", "≠"), ":=": ("relation", ":="), "==": ("relation", "="),
    "=>": ("relation", "⟹"), "->": ("relation", "→"), "<=>": ("relation", "⟺"), "||": ("bracket", "‖"), "**": ("operator", "^"),
    "...": ("operator", "…"), "+/-": ("operator", "±"), "+-": ("operator", "±"),
}  # fmt: skip
_FUNCTION_RUN = re.compile(r"(sin|cos|tan|log|ln|exp|tr|det|sqrt|pi)([A-Za-z])")
_WORD_RUNS = frozenset({"and", "or", "in", "if"})
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_BRACED = re.compile(r"\s*\{")
_NEGATED = {"=": "≠", "∈": "∉", "<": "≥", ">": "≤", "≡": "≢", "∥": "∦", "⊂": "⊄", "⊆": "⊈"}


class _Lexer:
    """Walks the source once, appending tokens."""

    def __init__(self, source: str, declared: frozenset[str]) -> None:
        self.source = source
        self.declared = declared
        self.tokens: list[Token] = []
        self.gap = 0
        self.brackets = 0

    def add(self, kind: str, text: str, start: int, end: int) -> None:
        self.tokens.append(Token(kind, text, start, end, self.gap))
        self.gap = 0
        if len(self.tokens) > MAX_TOKENS:
            raise ReadingError(f"more than {MAX_TOKENS} tokens", start, end)

    def run(self) -> list[Token]:
        source, match, here = self.source, _TOKEN.match, 0
        length = len(source)
        while here < length:
            found = match(source, here)
            kind = found.lastgroup if found else None
            if found is None or kind is None:  # pragma: no cover - the last alternative matches anything
                raise ReadingError("unreadable character", here, here + 1)
            here = getattr(self, "_" + kind)(found.group(), here, found.end())
        self.add("end of source", "", length, length)
        return self.tokens

    def _space(self, text: str, _start: int, end: int) -> int:
        if "\n\n" in text or text.count("\n") > 1:
            self.gap = 3
        self.gap = max(self.gap, 1)
        return end

    def _number(self, text: str, start: int, end: int) -> int:
        if len(text) > MAX_DIGITS:
            raise ReadingError(f"a number of more than {MAX_DIGITS} digits", start, end)
        if self.brackets and "," in text and "{" not in text and "\\" not in text:
            end = start + text.index(",")  # inside brackets a plain comma separates
            text = text[: end - start]
        self.add("number", re.sub(r"\{,\}|,|\\[!,]", "", text), start, end)
        return end

    def _run(self, text: str, start: int, end: int) -> int:
        if len(text) == 1:
            self.add("letter", text, start, end)
        elif text in self.declared:
            self.add("word", text, start, end)
        elif text in notation.FUNCTIONS:
            self.add("function", notation.FUNCTIONS[text], start, end)
        elif text in GREEK:
            self.add("letter", text, start, end)
        elif text in _WORD_RUNS:
            self.add("text", text, start, end)
        elif text in {"infinity", "inf", "oo"}:
            self.add("operator", "∞", start, end)
        elif begins := _FUNCTION_RUN.fullmatch(text):
            word = begins[1]
            self.add("function" if word in notation.FUNCTIONS else "letter", word, start, start + len(word))
            self.add("letter", begins[2], start + len(word), end)
        elif len(text) >= MAX_WORD:
            raise ReadingError(f"{text[:30]!r} is a word, not mathematics", start, end)
        else:
            for offset, letter in enumerate(text):
                self.add("letter", letter, start + offset, start + offset + 1)
        return end

    def _above(self, text: str, start: int, end: int) -> int:
        self.add("above", "".join(SUPERSCRIPTS[letter] for letter in text), start, end)
        return end

    def _below(self, text: str, start: int, end: int) -> int:
        self.add("below", "".join(SUBSCRIPTS[letter] for letter in text), start, end)
        return end

    def _pair(self, text: str, start: int, end: int) -> int:
        self.add(*_PAIRS[text], start, end)
        return end

    def _bar(self, _text: str, start: int, end: int) -> int:
        self.add("bracket", "|", start, end)
        return end

    def _one(self, text: str, start: int, end: int) -> int:
        known = notation.SPELLINGS.get(text)
        if known is None:
            return self._letter(text, start, end)
        kind, meaning = known
        if text == "ᵀ":
            kind, meaning = "above", "T"
        if kind == "bracket":
            self.brackets += (meaning in "([") - (meaning in ")]")
        self.add(kind, meaning, start, end)
        return end

    def _letter(self, text: str, start: int, end: int) -> int:
        if text == "$":
            raise ReadingError("a dollar sign inside a formula", start, end)
        if text in _BIDI:
            raise ReadingError(f"a hidden mark that turns the writing direction (U+{ord(text):04X})", start, end)
        plain = letter_name(text)
        if text in LETTERS or (plain in GREEK or (len(plain) == 1 and plain.isascii() and plain.isalpha())):
            self.add("letter", plain, start, end)
        elif len(plain) == 1 and plain.isascii() and plain.isdigit():
            self.add("number", plain, start, end)
        elif text == "½":
            raise ReadingError("a fraction in one character", start, end)
        else:
            name = unicodedata.name(text, f"U+{ord(text):04X}")
            raise ReadingError(f"the character {text!r} ({name}) is not mathematics", start, end)
        return end

    def _command(self, text: str, start: int, end: int) -> int:
        name = text[1:].removesuffix("*") if len(text) > 2 else text[1:]
        if name in notation.SPACES and name not in notation.DROPPED_ARGUMENT:
            self.gap = max(self.gap, notation.SPACES[name])
            return end
        if name in notation.WORDS:
            return self._words(name, start, end)
        if name in {"begin", "end"}:
            inside, after = self._argument(end)
            self.add(name, inside.strip().rstrip("*"), start, after)
            return self._columns(inside, after) if name == "begin" else after
        if name == "\\":
            self.add("row", name, start, end)
            return self._skip_optional(end)
        if name == "tag":
            inside, after = self._argument(end)
            self.add("tag", inside.strip("() "), start, after)
            return after
        return self._symbol(name, start, end)

    def _symbol(self, name: str, start: int, end: int) -> int:
        known = notation.COMMANDS.get(name)
        if known is not None:
            kind, meaning = known
            if (
                self.tokens
                and self.tokens[-1].kind == "command"
                and self.tokens[-1].text == "not"
                and kind == "relation"
            ):
                last = self.tokens.pop()
                start, meaning = last.start, _NEGATED.get(meaning, "≠")
            if meaning in {"\\{", "\\}"}:
                self.brackets += 1 if meaning == "\\{" else -1
            self.add(kind, meaning, start, end)
        elif name in notation.LAYOUT:
            return self._layout(name, end)
        elif name in notation.DROPPED_ARGUMENT:
            return self._argument(end)[1] if _BRACED.match(self.source, end) else end
        elif name in notation.STYLES or name == "mathbb":
            self.add("style", name, start, end)
        elif name in notation.ACCENTS:
            self.add("accent", notation.ACCENTS[name], start, end)
        elif name in {"$", "#"}:
            self.add("operator", name, start, end)
        elif name in {"(", ")", "[", "]"}:
            raise ReadingError("a formula delimiter inside a formula", start, end)
        else:
            self.add("command", name, start, end)
        return end

    def _layout(self, name: str, end: int) -> int:
        self.gap = max(self.gap, 0)
        if name in {"left", "right", "middle"} and self.source[end : end + 1] == ".":
            self.add("bracket", "left." if name == "left" else "right.", end, end + 1)
            return end + 1
        return end

    def _words(self, name: str, start: int, end: int) -> int:
        r"""`\\mathrm{tr}` and `\\text{...}`: a function, a letter, or words."""
        if not _BRACED.match(self.source, end):
            return end  # `{\rm T}`: the letters after it are read as they stand
        inside, after = self._argument(end)
        plain = inside.strip()
        if plain in notation.FUNCTIONS and name != "textbf":
            self.add("function", notation.FUNCTIONS[plain], start, after)
        elif len(plain) == 1 and plain.isascii() and plain.isalpha() and name in {"mathrm", "operatorname", "rm"}:
            self.add("letter", plain, start, after)
        elif name in {"mathrm", "operatorname", "rm"} and plain.replace(" ", "").replace("\\,", "").isalpha():
            self.add("word", plain.replace(" ", "").replace("\\,", ""), start, after)
        elif name in {"mathrm", "operatorname", "rm"} and not plain.replace(" ", "").isalpha():
            return end  # `\mathrm{d}W`, `\mathrm{I}_k + ...`: an ordinary group
        else:
            self.add("text", inside, start, after)
        return after

    def _argument(self, here: int) -> tuple[str, int]:
        """The braced argument that starts here: its content and the offset after it."""
        opening = _BRACED.match(self.source, here)
        if opening is None:
            raise ReadingError("an argument in braces is missing", here, here + 1)
        depth, at = 1, opening.end()
        for found in _BRACE.finditer(self.source, at):
            mark = found.group()
            depth += (mark == "{") - (mark == "}")
            if depth == 0:
                return self.source[at : found.start()], found.end()
        raise ReadingError("a brace is not closed", here, len(self.source))

    def _columns(self, name: str, here: int) -> int:
        r"""Past the column letters of `\\begin{array}{cc}` and the argument of alignat."""
        if name.strip() in {"array", "alignat", "alignat*", "alignedat"} and _BRACED.match(self.source, here):
            return self._argument(here)[1]
        return self._skip_optional(here) if name.strip().endswith("matrix*") else here

    def _skip_optional(self, here: int) -> int:
        found = _LENGTH.match(self.source, here)
        return found.end() if found else here


_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_LENGTH = re.compile(r"\s*\[-?[\d.]{1,6}\s*(?:pt|em|ex|mm|cm|in|mu|\\baselineskip|[lcr])?\]")
_OUTER = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$"))


def tokenize(source: str, declared: frozenset[str] = frozenset()) -> list[Token]:
    r"""The tokens of a formula, without the dollar signs or brackets around it.

    Args:
        source: One formula, with or without `$...$`, `$$...$$`, `\\(...\\)` or `\\[...\\]` around it.
        declared: Names of more than one letter that are declared.

    Raises:
        ReadingError: It is too long, or holds a character or command that is not mathematics.
    """
    if len(source) > MAX_LENGTH:
        raise ReadingError(f"longer than {MAX_LENGTH} characters", 0, len(source))
    for opening, closing in _OUTER:
        inner = source.strip()
        if len(inner) > len(opening) + len(closing) and inner.startswith(opening) and inner.endswith(closing):
            start = source.index(opening) + len(opening)
            body = inner[len(opening) : -len(closing)]
            moved = _Lexer(body, declared).run()
            return [token._replace(start=token.start + start, end=token.end + start) for token in moved]
    return _Lexer(source, declared).run()
