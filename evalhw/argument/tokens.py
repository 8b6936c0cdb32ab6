r"""An answer as the signs of its arithmetic: numbers, operators, brackets, names, words, ends of equations.

Invariant: the tokens are in order, do not overlap, and each keeps its place in the raw text; one pass
over the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from evalhw.units.unit import lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evalhw.reading.rules.engine import Found

Kind: TypeAlias = Literal[
    "number", "operator", "open", "close", "after", "function", "name", "word", "relation", "line", "stop", "opaque"
]
"""`after` stands behind an operand and belongs to it (%, !); `opaque` is an operand that is no number (9:30, 1.2.3)."""

_TOKEN = re.compile(
    r"""
    (?P<cell>\\begin\{[a-z]+\*?\}(?:\{[lcr|]*\})?|\\end\{[a-z]+\*?\}|```[^\n]*|~~~[^\n]*|<br\s*/?>
      |\\(?:checkmark|blacksquare|square|therefore|because|tag|label|nonumber|notag|hline|item)(?![a-zA-Z])
      |[ \t]*\|(?=[\s|]|\Z))
  | (?P<line>[ \t]*(?:\n|\\\\(?:\[\d+pt\])?)[ \t]*)
  | (?P<nearly>(?<=[\s=(])[~∼](?=\s?\$?[\d.]))
  | (?P<blank>[ \t\u00a0\u2009\u202f]+|\\[,;:! ]|~(?=[\\\d])|\\q?quad|\\displaystyle
      |\\(?:left|right|[Bb]igg?[lr]?)(?![a-zA-Z])|&|\\\(|\\\)|\\\[|\\\]|`+|\\?\$(?!\.?\d)|\\limits|\\boxed(?=\{)|\\bf(?![a-z]))
  | (?P<money>\\?\$(?=\d|\.\d)|€|£|₹|¥)
  | (?P<said>\\(?:text(?:rm|bf|it)?|math(?:rm|it|bf|sf)|mbox|operatorname)\s?\{(?P<inside>[^{}\n]{0,80})\})
  | (?P<opaque>\d+(?:\.\d+){2,}|\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\d+(?:st|nd|rd|th)\b|\.{3,}|…|\\[lc]?dots)
  | (?P<mixed>\d+[ ]\d{1,3}/\d{1,4}(?![\d/.]))
  | (?P<number>\d{1,3}(?:(?:,|\{,\}|,\\!|_|\\,)\d{3})+(?![\d])(?:\.\d+)?|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)
      |(?<!,)\d+,\d{1,2}(?![\d,])
      |\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3}(?!\w))?|\.\d+)
  | (?P<relation>=>|->|<->|:=|==|!=|[+\-*/%<>]=|=|≈|≅|≃|≐|\\approx|\\simeq|\\cong|≠|\\neq?(?![a-z])|≡|\\equiv|<|>|≤|≥
      |\\l?eq(?![a-z])|\\l[te](?![a-z])|\\g(?:t|eq?)(?![a-z])|→|⇒|⟹|\\(?:to|implies|Rightarrow|rightarrow|iff)(?![a-z])|∝|\\propto|∈|\\in(?![a-z]))
  | (?P<degree>°\s?[CFK](?![a-z]))
  | (?P<after>\\?%|!(?!=)|[²³⁰¹⁴-⁹⁻]+|′|°)
  | (?P<operator>\*\*|\\\*|[+\-−–—*×·⋅∗÷/^@]|//|\\times|\\cdot(?!s)|\\div|\\ast|±|\\pm|∕)
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<function>\\(?:[dtc]?frac|sqrt|binom|log|ln|lg|exp|sin|cos|tan|pi|max|min|gcd)(?![a-zA-Z])|√
      |(?:sqrt|log2|log10|log|ln|lg|exp|sin|cos|tan)(?=\s?[(\d])|(?:abs|max|min|gcd|lcm|floor|ceil|factorial)(?=\())
  | (?P<constant>π|pi(?![a-zA-Z]))
  | (?P<name>\\(?:alpha|beta|gamma|delta|Delta|epsilon|varepsilon|theta|lambda|mu|nu|rho|sigma|tau|phi|omega|Omega|chi
        |eta)(?:_(?:\{[^{}\n]{1,20}\}|\w))?'*
      |[A-Za-zα-ωΑ-Ωℓ]'*_(?:\{[^{}\n]{1,20}\}|[A-Za-z0-9]+)'*|[A-Za-z]+(?:_[A-Za-z0-9]+)+
      |[A-Za-zΔ]?[A-Za-z]\d{1,3}(?![A-Za-z\d])|[A-Za-zα-ωΑ-Ω][₀-₉]+
      |[A-Za-zα-ωΑ-Ω](?![^\W\d_²³¹⁰⁴-⁹₀-₉]|['’][a-z])'*)
  | (?P<word>[^\W\d_²³¹⁰⁴-⁹₀-₉](?:[^\W²³¹⁰⁴-⁹]|[’'-](?=[^\W\d_]))*)
  | (?P<sign>[_^|‖∑∏∫∮∂∇∀∃∪∩~#\\](?:(?<=\\)[a-zA-Z]+)?)
  | (?P<stop>.)
    """,
    re.VERBOSE,
)  # fmt: skip
ENDS_UNIT = frozenset({"stop", "joins", "and", "rounded"})
"""Effects of words that stand in no unit."""
_EQUAL = frozenset({"=", "==", "≐", ":="})
_NEAR = frozenset({"≈", "≅", "≃", "\\approx", "\\simeq", "\\cong"})
_SIGNS = {
    "×": "*", "·": "*", "⋅": "*", "∗": "*", "\\*": "*", "\\times": "*", "\\cdot": "*", "\\ast": "*", "@": "*",
    "÷": "/", "\\div": "/", "∕": "/", "−": "-", "–": "-", "—": "-", "**": "^", "\\pm": "±",
}  # fmt: skip
_FUNCTIONS = {"log2": "\\log_{2}", "log10": "\\log_{10}", "lg": "\\lg"}
_WORD_SIGNS = {"times": "*", "grouped": "*", "plus": "+", "minus": "-", "over": "/"}
_POWER = re.compile(r"[\w)\]}]\*\*[\w({\-]|\s\*\*\s")
_TIMES_LETTER = re.compile(
    r"(?<=[\s$])[xX](?=\s+\\?[$€£(\[]*\s?(?:-\s?)?\.?\d|\s*\\?[$€£]\.?\d|\s+[(\[])"
    r"|(?<=[\d)\]}%])[xX](?=\\?[$€£(\[-]*\.?\d)"
)
_GROUP = 3  # digits between commas
_NOUN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿµμΩ][A-Za-zÀ-ÖØ-öø-ÿµμΩ0-9'’-]*")
_ARTICLE = re.compile(r"[aAI] (?=[^\W\d_]{2}|\d|\$)")


@dataclass(frozen=True, slots=True)
class Token:
    """A sign of an answer's arithmetic.

    Attributes:
        kind: What it is.
        text: What it says, as the reader of formulas spells it; for a relation `=`, `≈` or `?` (any other).
        start: Offset of its first character in the raw text.
        end: Offset behind its last one.
        spaced: Whether a blank stands before it.
        effect: For a word, what a rule says of it, such as `by 12`.
        doubtful: Whether it can be read in another way too.
        fenced: Whether a mark of code stands right before it.
    """

    kind: Kind
    text: str
    start: int
    end: int
    spaced: bool = False
    effect: str = ""
    doubtful: bool = False
    fenced: bool = False


def tokens(text: str, found: list[Found]) -> list[Token]:
    """The tokens of a raw text.

    Args:
        text: The raw text.
        found: Where the rules of arithmetic apply in it.
    """
    spoken = _spoken(text, found)
    read: list[Token] = []
    position, spaced = 0, False
    while position < len(text):
        word = spoken.get(position)
        if word is not None:
            read.append(replace(word, spaced=spaced))
            position, spaced = word.end, False
            continue
        match = _TOKEN.match(text, position)
        if match is None:  # a lone surrogate's neighbour: no sign of arithmetic
            position += 1
            continue
        kind = match.lastgroup if match.lastgroup != "inside" else "said"
        if kind == "blank":
            spaced = True
        else:
            fenced = "`" in text[max(0, position - 2) : position]
            found_here = _token(text, kind or "stop", match)
            if spaced or fenced:
                read += (replace(one, spaced=one.spaced or spaced, fenced=fenced) for one in found_here)
            else:
                read += found_here
            spaced = kind == "money" and spaced
        position = match.end()
    return read


def _spoken(text: str, found: list[Found]) -> dict[int, Token]:
    """Words that are signs, by where they stand."""
    spoken: dict[int, Token] = {}
    for one in found:
        sign = _WORD_SIGNS.get(one.rule.effect)
        share = one.groups.get("share")
        start = one.start if share is None else share[1]
        if sign:
            doubtful = one.rule.effect == "grouped"
            spoken.setdefault(start, Token("operator", sign, start, one.end, spaced=True, doubtful=doubtful))
        elif one.rule.effect in ENDS_UNIT:
            word = text[start : one.end]
            spoken.setdefault(start, Token("word", word, start, one.end, effect=one.rule.effect))
        elif one.rule.effect == "percent":
            spoken.setdefault(start, Token("after", "\\%", start, one.end))
        elif one.rule.effect.startswith("by "):
            spoken.setdefault(start, Token("word", "", start, one.end, spaced=True, effect=one.rule.effect))
    return spoken


def _token(text: str, kind: str, match: re.Match[str]) -> Iterator[Token]:
    """The token or tokens that a match is."""
    rule = _READ.get(kind)
    if rule is not None:
        yield from rule(text, match)
        return
    written = match.group()
    yield Token(kind, _SIGNS.get(written, written), *match.span())  # type: ignore[arg-type]  # the pattern's groups


def _as(kind: Kind, spelled: Callable[[str], str]) -> Callable[[str, re.Match[str]], Iterator[Token]]:
    """A rule that gives one token, spelled so."""

    def read(_: str, match: re.Match[str]) -> Iterator[Token]:
        yield Token(kind, spelled(match.group()), *match.span())

    return read


def _relation(written: str) -> str:
    return "=" if written in _EQUAL else "≈" if written in _NEAR else "?"


def _mixed(_: str, match: re.Match[str]) -> Iterator[Token]:
    whole, _space, part = match.group().partition(" ")
    yield Token("number", f"({whole}+{part})", *match.span(), doubtful=True)


def _letter(text: str, match: re.Match[str]) -> Iterator[Token]:
    """A name, unless the letter is a sign of multiplication or an article."""
    start, end = match.span()
    written = match.group()
    behind_digit = text[start - 1 : start].isdigit()
    if end == start + 1 and _TIMES_LETTER.match(text, start):
        yield Token("operator", "*", start, end, doubtful=behind_digit)
    elif written[0] in "xX" and written[1:].isdigit() and behind_digit:
        yield Token("operator", "*", start, start + 1, doubtful=True)  # 3x4, or the name x4
        yield Token("number", written[1:], start + 1, end, doubtful=True)
    else:
        yield Token("word" if _ARTICLE.match(text, start) else "name", written, start, end)


def _word(text: str, match: re.Match[str]) -> Iterator[Token]:
    """A word that may be a noun or a unit; what is glued to a number and no unit is a product of letters."""
    start, end = match.span()
    written = match.group()
    if end == start + 1 and _TIMES_LETTER.match(text, start):
        yield Token("operator", "*", start, end, doubtful=text[start - 1 : start].isdigit())
        return
    product = text[start - 1 : start].isdigit() and lookup(written) is None
    yield Token("word" if _NOUN.fullmatch(written) and not product else "opaque", written, start, end)


def _said(_: str, match: re.Match[str]) -> Iterator[Token]:
    r"""The words of `\text{…}`, which are a unit or a name in words."""
    at = match.start("inside")
    words = list(re.finditer(r"%|\$|[^\s%$]+", match.group("inside")))
    for word in words:
        kind: Kind = "after" if word.group() in "%$" else "word" if word.group()[0].isalpha() else "stop"
        text = "\\%" if word.group() == "%" else word.group()
        end = match.end() if word is words[-1] else at + word.end()
        yield Token(kind, text, at + word.start(), end, spaced=True)


def _number(_: str, match: re.Match[str]) -> Iterator[Token]:
    plain = re.sub(r"\{,\}|,\\!|\\,|[_\u00a0\u2009\u202f]", "", match.group())
    whole, comma, rest = plain.partition(",")
    if comma and len(rest.partition(".")[0].partition(",")[0]) != _GROUP:  # a decimal comma: 3,5
        yield Token("number", f"{whole}.{rest}", *match.span(), doubtful=True)
    else:
        yield Token("number", plain.replace(",", ""), *match.span())


def _operator(text: str, match: re.Match[str]) -> Iterator[Token]:
    start, end = match.span()
    written = match.group()
    if written == "**" and not _POWER.match(text, max(0, start - 1)):
        return  # bold type
    ranged = written in "–—" and text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()  # 10–15
    yield Token("operator", _SIGNS.get(written, written), start, end, doubtful=ranged)


_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _nearly(_: str, match: re.Match[str]) -> Iterator[Token]:
    yield Token("word", "~", *match.span(), effect="rounded")


def _after(written: str) -> str:
    if written in {"%", "\\%"}:
        return "\\%"
    if written in "!′°":
        return written
    return f"^{{{written.translate(_RAISED)}}}"


_READ: dict[str, Callable[[str, re.Match[str]], Iterator[Token]]] = {
    "cell": _as("stop", str),
    "money": _as("after", lambda _: "$"),
    "said": _said,
    "relation": _as("relation", _relation),
    "mixed": _mixed,
    "number": _number,
    "operator": _operator,
    "constant": _as("function", lambda _: "\\pi"),
    "degree": _as("word", lambda written: f"°{written[-1]}"),
    "after": _as("after", _after),
    "function": _as("function", lambda written: _FUNCTIONS.get(written, written)),
    "name": _letter,
    "word": _word,
    "sign": _as("opaque", str),
    "nearly": _nearly,
}

__all__ = ["ENDS_UNIT", "Kind", "Token", "tokens"]
