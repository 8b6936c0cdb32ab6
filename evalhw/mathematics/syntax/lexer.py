"""Characters to tokens: LaTeX, Unicode mathematics and plain ASCII come out alike.

Invariant: every character of the source is a token, part of one, or space; anything else is an error with its name.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

from evalhw.errors import ReadingError
from evalhw.mathematics.syntax import notation
from evalhw.mathematics.syntax.macros import Macros
from evalhw.mathematics.syntax.spelling import ABOVE, GREEK, LETTERS, RAISED, SUBSCRIPTS, letter_name
from evalhw.mathematics.syntax.tokens import QUAD, Token

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LENGTH = 20_000
MAX_DIGITS = 400
MAX_WORD = 5  # a run of this many letters that is no known word is prose

_TOKEN = re.compile(
    r"(?P<space>[\s~\u200b\u200c\u2060-\u2064\ufeff\u00ad]+)"
    r"|\\(?P<command>[A-Za-z]+\*?|.|\Z)"
    r"|(?P<repeating>\d{1,20}\.\d{0,20}\\(?:overline|bar|dot)\s*(?:\{\d{1,20}\}|\d))"
    r"|(?P<number>\d{1,3}(?:(?:\{,\}|,\\!|\\,|\\!)\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?"
    r"|\d{1,3}(?: \d{3})+(?![\d ])|\d+(?:\.\d+)?(?:[eE][+-]?\d+(?![\dA-Za-z]))?|\.\d+)"
    r"|(?P<run>[A-Za-z]+)"
    r"|(?P<above>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁱⁿᵏᵐᵀᵃᵇᶜᵈᵉᶠᵍʰʲˡᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂᵅᵝᵞᵟᵋᶿᐟ]+)"
    r"|(?P<below>[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+)"
    r"|(?P<pair>\.T(?![A-Za-z])|<=>|<=|>=|!=|:=|==|=>|->|\|\||\*\*|\.\.\.|\+/-|\+-(?=\d))"
    r"|(?P<one>.)",
    re.DOTALL,
)
_PAIRS = {
    "<=": ("relation", "≤"), ">=": ("relation", "≥"), "!=": ("relation", "≠"), ":=": ("relation", ":="),
    "==": ("relation", "="), "=>": ("relation", "⟹"), "->": ("relation", "→"), "<=>": ("relation", "⟺"),
    "||": ("bracket", "‖"), "**": ("operator", "^"), "...": ("operator", "…"), ".T": ("operator", "⊤"),
    "+/-": ("operator", "±"),
    "+-": ("operator", "±"),
}  # fmt: skip
_INDEX = re.compile(r"[a-z](?![A-Za-z])")
_CAPITAL_RUN = re.compile(r"[A-Z][a-z]*")
_FUNCTION_RUN = re.compile(r"(sin|cos|tan|log|ln|exp|tr|det|sqrt|pi)([A-Za-z])")
_OF = re.compile(r"\s+of\s+(?=[\\A-Za-z(])")
_SIGNS = dict.fromkeys(("infinity", "inf", "oo"), "∞") | dict.fromkeys(notation.GRADIENTS, "∇")
_SQUARED = re.compile(r"(?:^|(?<=[-+(/]))([^\W\dT])(?=\d)")
_INDICES = frozenset("ijkl")
_WORD_RUNS = frozenset({"and", "or", "in", "if"})
_SHORTENED = {"eps": "epsilon", "lam": "lambda", "varepsilon": "epsilon"}
_MARKS_OF_OPTIMA = frozenset({"opt", "star", "best", "ast", "crit"})  # words below a name, however short
_PLAIN = frozenset("_^+-,./!&%:")  # these stand for themselves
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_SPACES_OF_NUMBERS = dict(zip("ℝℂℕℤℚ", "RCNZQ", strict=True))
_SEPARATORS = re.compile(r"\{,\}|,|\\[!,]| ")
_NOTHING: Mapping[str, str] = {}
_OUTER = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$"))


class _Lexer(Macros):
    """Walks the source once, appending tokens."""

    def run(self) -> list[Token]:
        source, match, add, symbols = self.source, _TOKEN.match, self.add, notation.COMMANDS
        plain = _PLAIN
        here, length = 0, len(source)
        while here < length:
            found = match(source, here)
            if found is None:  # pragma: no cover - the last alternative matches any character
                raise self.error("unreadable character", here, here + 1)
            kind, end = found.lastgroup, found.end()
            if kind == "command":
                name = found[kind]
                if len(name) > 1 and name[-1] == "*":
                    name = name[:-1]
                known = symbols.get(name)
                here = self.symbol(*known, here, end) if known else self.command(name, here, end)
                continue
            text = found.group()
            if kind == "run" and len(text) == 1:
                add("letter", text, here, end)
            elif kind == "one" and text in plain:
                add("operator", text, here, end)
            elif kind == "space":
                if text == " ":
                    self.gap = self.gap or 1
                else:
                    self._space(text)
            else:
                end = getattr(self, f"_{kind}")(text, here, end)
            here = end
        add("end of source", "", length, length)
        return self.tokens

    def _space(self, text: str) -> None:
        if text.count("\n") > 1:
            self.gap = QUAD
        if "~" in text:
            self.space(2 if text.count("~") == 1 else QUAD)
        self.gap = max(self.gap, 1)

    def _number(self, text: str, start: int, end: int) -> int:
        if len(text) > MAX_DIGITS:
            raise self.error(f"a number of more than {MAX_DIGITS} digits", start, end)
        if text.isdecimal():
            self.add("number", text, start, end)
            return end
        if self.brackets and "," in text and "{" not in text and "\\" not in text:
            text = text[: text.index(",")]  # inside brackets a plain comma separates
            end = start + len(text)
        self.add("number", _SEPARATORS.sub("", text), start, end)
        return end

    def _repeating(self, text: str, start: int, end: int) -> int:
        """A decimal with a bar over the digits that repeat, as the fraction that it is."""
        digits = re.split(r"\\(?:overline|bar|dot)\s*", text)
        plain, repeated = digits[0], digits[1].strip("{}")
        places = len(plain.partition(".")[2])
        value = Fraction(plain + "0") + Fraction(int(repeated), (10 ** len(repeated) - 1) * 10**places)
        self.add("fraction", f"{value.numerator}/{value.denominator}", start, end)
        return end

    def _run(self, text: str, start: int, end: int) -> int:
        if text in self.declared:
            self.add("word", self.declared[text], start, end)
        elif text in notation.FUNCTIONS:
            self.add("function", notation.FUNCTIONS[text], start, end)
        elif text in GREEK or text in _SHORTENED:
            self.add("letter", _SHORTENED.get(text, text), start, end)
        elif text in _WORD_RUNS:
            self.add("text", text, start, end)
        elif (sign := _SIGNS.get(text)) and (sign == "∞" or not self._in_script()):
            self.add("operator", sign, start, end)
            of = _OF.match(self.source, end) if sign == "∇" else None
            return of.end() if of else end
        elif begins := _FUNCTION_RUN.fullmatch(text):
            word = begins[1]
            self.add("function" if word in notation.FUNCTIONS else "letter", word, start, start + len(word))
            self.add("letter", begins[2], start + len(word), end)
        elif (len(text) >= MAX_WORD or text in _MARKS_OF_OPTIMA) and self._in_script():
            self.add("word", text, start, end)
        elif len(text) >= MAX_WORD and not self._is_product(text):
            raise self.error(f"{text[:30]!r} is a word, not mathematics", start, end)
        else:
            self._letters(text, start, end)
        return end

    def _letters(self, text: str, start: int, end: int) -> None:
        """Each letter on its own; a row and a column below a name stand together, and so does a name of several."""
        for part in self._named_product(text):
            start = self._run(part, start, start + len(part))
        if start == end:
            return
        pair = self._is_pair(text)
        if pair:
            self.add("bracket", "{", start, start)
        for at, letter in enumerate(text, start):
            self.add("letter", letter, at, at + 1)
        if pair:
            self.add("bracket", "}", end, end)

    def _is_pair(self, text: str) -> bool:
        """Whether two letters right behind an underscore are a row and a column, as in A_ij and delta_mn."""
        last = self.tokens[-2:]
        if len(text) != 2 or len(last) < 2 or last[1].text != "_" or not text.islower() or self.gap:  # noqa: PLR2004 - two
            return False
        return _INDICES.issuperset(text) or last[0].text == "delta"

    def _in_script(self) -> bool:
        """Whether a script begins right here, so that a word is a label: `beta_{ridge}`."""
        last = self.tokens[-2:]
        if len(last) < 2:  # noqa: PLR2004 - a base, and the mark of a script
            return False
        if last[1].text == "_":
            return last[0].kind != "operator"
        return last[1].text == "{" and last[0].text in {"_", "^"} and last[0].kind == "operator"

    def _is_product(self, text: str) -> bool:
        """Whether a long run of letters is a product of declared capitals, as in `WXXTWT`."""
        return bool(self._named_product(text)) or (text.isupper() and all(letter in self.declared for letter in text))

    def _named_product(self, text: str) -> list[str]:
        """The factors of a run with declared names of several letters among its capitals: `UkUk`, `XXUk`; or none."""
        parts = _CAPITAL_RUN.findall(text) if text[:1].isupper() and not text.isupper() else []
        whole = len(parts) > 1 and "".join(parts) == text and any(part in self.declared for part in parts)
        return parts if whole and all(len(part) == 1 or part in self.declared for part in parts) else []

    def _above(self, text: str, start: int, end: int) -> int:
        written = "".join(RAISED[letter] for letter in text)
        self.add("above", _SQUARED.sub(r"\1^", written), start, end)  # e⁻ˣ² is e^(-x^2)
        return end

    def _below(self, text: str, start: int, end: int) -> int:
        self.add("below", "".join(SUBSCRIPTS[letter] for letter in text), start, end)
        return end

    def _pair(self, text: str, start: int, end: int) -> int:
        self.add(*_PAIRS[text], start, end)
        return end

    def _one(self, text: str, start: int, end: int) -> int:
        known = notation.SPELLINGS.get(text)
        if known is None:
            return self._letter(text, start, end)
        kind, meaning = known
        if kind == "bracket":
            self.brackets += (meaning in "([") - (meaning in ")]")
        self.add(kind, meaning, start, end)
        return end

    def _letter(self, text: str, start: int, end: int) -> int:
        if text == "$":
            raise self.error("a dollar sign inside a formula", start, end)
        if text in _BIDI:
            raise self.error(f"a hidden mark that turns the writing direction (U+{ord(text):04X})", start, end)
        if text in _SPACES_OF_NUMBERS:
            self.add("style", "mathbb", start, start)
            self.add("letter", _SPACES_OF_NUMBERS[text], start, end)
            return end
        if text in ABOVE and self._accented(text, start, end):
            return end
        if self._drawn(text, start, end):
            return end
        plain = letter_name(text)
        below = _INDEX.match(self.source, end) if plain in GREEK else None
        if below and plain + below[0] in self.declared:  # Λk, where Lambda_k is declared
            self.add("word", self.declared[plain + below[0]], start, below.end())
            return below.end()
        if text in LETTERS or plain in GREEK or (len(plain) == 1 and plain.isascii() and plain.isalpha()):
            self.add("letter", plain, start, end)
        elif len(plain) == 1 and plain.isascii() and plain.isdigit():
            self.add("number", plain, start, end)
        elif unicodedata.normalize("NFKC", text).count("⁄") == 1:
            self.add("fraction", unicodedata.normalize("NFKC", text).replace("⁄", "/"), start, end)
        else:
            name = unicodedata.name(text, f"U+{ord(text):04X}")
            raise self.error(f"the character {text!r} ({name}) is not mathematics", start, end)
        return end

    def _drawn(self, text: str, start: int, end: int) -> bool:
        """One character that is a letter with its mark, such as ŷ; inside a word it is no symbol."""
        letter, mark = (*unicodedata.normalize("NFD", text), "", "")[:2]
        before, behind = self.source[max(start - 1, 0) : start], self.source[end : end + 1]
        if mark not in ABOVE or unicodedata.normalize("NFC", letter + mark) != text or letter_name(letter) != letter:
            return False
        if behind.isalpha() or before.islower():
            return False
        self.add("letter", letter, start, end)
        return self._accented(mark, end, end)

    def _accented(self, mark: str, start: int, end: int) -> bool:
        """A mark drawn over the letter right before it, as the command for it: x with a circumflex is a hat on x."""
        last = self.tokens[-1] if self.tokens else None
        if last is None or last.kind != "letter" or last.end != start + self.offset or self.gap:
            return False
        at = len(self.tokens) - 1
        while at and self.tokens[at - 1].kind == "accent" and self.tokens[at - 1].start == last.start:
            at -= 1  # the mark stands above those that are there
        first = self.tokens[at]
        accent = first._replace(kind="accent", text=ABOVE[mark])
        self.tokens[at:] = [accent, *self.tokens[at:-1], last._replace(end=end + self.offset, gap=0)]
        return True


def tokenize(source: str, declared: Mapping[str, str] = _NOTHING) -> list[Token]:
    r"""The tokens of a formula, without the dollar signs or brackets around it.

    Args:
        source: One formula, with or without `$...$`, `$$...$$`, `\(...\)` or `\[...\]` around it.
        declared: Declared names of more than one letter, as they are typed, with their canonical names.

    Raises:
        ReadingError: It is too long, or holds a character that is not mathematics.
    """
    if len(source) > MAX_LENGTH:
        raise ReadingError(f"longer than {MAX_LENGTH} characters", 0, len(source))
    if source[:1] in {"$", "\\", " ", "\n"}:
        inner = source.strip()
        for opening, closing in _OUTER:
            if len(inner) > len(opening) + len(closing) and inner.startswith(opening) and inner.endswith(closing):
                start = source.index(opening) + len(opening)
                return _Lexer(inner[len(opening) : -len(closing)], declared, start).run()
    return _Lexer(source, declared, 0).run()
