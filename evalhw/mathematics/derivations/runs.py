"""Formulas that stand undelimited in a sentence: "so the cost is λ(s^2 + 1/s^2), least at s = 1".

Invariant: a run holds a sign of mathematics and no word of a sentence; its offsets are those of the sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalhw.mathematics.syntax.spelling import GREEK

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_RUN = 300  # characters
MAX_SENTENCE = 2_000
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"(?<![A-Za-z_])[A-Za-z]{2,}")
_BELOW = re.compile(r"_(?:\{[^{}]*\}|\w+)")
_NAMES = frozenset(GREEK) | {name.lower() for name in GREEK} | {"eps"}
_FUNCTIONS = frozenset(("sqrt", "exp", "log", "ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "tr", "det", "lam"))
_SHORT_WORDS = re.compile(
    "a[hlmnst]|b[ey]|cf|co|d[or]|e[ghntx]|go|h[aei]|i[efnst]|la|m[ery]|no|o[fhknpr]|ph|s[ot]|to|u[ps]|vs|we"
)
_PAIR = 2  # letters side by side that may be a product
_SIGN = re.compile(
    r"[=≈≡≤≥<>+*·×/^²³⁻√~≠ᵀ⊤]|(?<=[\w)])\s*[-−]\s*(?=[\w(])|[A-Z]'(?=\s?[A-Z(])"
    r"|(?<![A-Za-z])(?:sqrt|exp|log|ln|sin|cos|tan|sinh|cosh|tanh|tr|det)(?:_\w)?(?:\s?\(|\s[a-zA-Z](?![\w'’]))"
)
_BREAK = re.compile(r"[⇒→⟹⟺⇔←↔–—|;?✓✔…]|[:!](?!=)|<=>|=>|->|<->")
_MODULUS = re.compile(r"(?<![\w)|])\|(\w{1,6})\|(?!\w)")
_CALL = re.compile(r"[\w*·^]{0,20}[A-Za-z]{3}(?:_\w{1,8})?\(")
_QUOTES = frozenset("\"'*")
_EDGE = " \t\n=≈≡≤≥<>+*·×/^,.~"
_PSEUDO_INVERSE = "^+"
_ARTICLE = re.compile(r"[aAI]\s+(?=[\w(√\\])")


def runs(sentence: str) -> Iterator[tuple[int, int]]:
    """Start and end of each formula in a sentence; with "a" in front, once with it and once without."""
    sentence = _MODULUS.sub(r"(\1)", sentence[:MAX_SENTENCE])
    for stretch in _stretches(sentence):
        start, end = _trimmed(sentence, *stretch)
        if not (_PAIR < end - start <= MAX_RUN and _SIGN.search(sentence, start, end)):
            continue
        yield start, end
        article = _ARTICLE.match(sentence, start, end)
        if article:
            yield article.end(), end


def _stretches(sentence: str) -> Iterator[tuple[int, int]]:
    """Where words without the letters of a word follow each other, up to a sign that separates, such as "→" or ";"."""
    start = end = -1
    depth = 0
    for first, last, is_last in _pieces(sentence):
        at, ended = _start(sentence[first:last]), False
        if at is None or at:
            if start >= 0:
                yield start, end
            start, depth = -1, 0
        if at is not None:
            start, end = (first + at if start < 0 else start), last
            depth += _opened(sentence[first + at : last])
            ended = sentence[last - 1] in ",." and depth <= 0
        if (is_last or ended) and start >= 0:
            yield start, end
            start, depth = -1, 0
    if start >= 0:
        yield start, end


def _pieces(sentence: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of every word, cut at signs that separate ("⇒σ=1"), and whether such a sign follows."""
    for word in _WORD.finditer(sentence):
        at = word.start()
        for sign in _BREAK.finditer(sentence, word.start(), word.end()):
            yield at, sign.start(), True
            at = sign.end()
        if at < word.end():
            yield at, word.end(), False


def _start(piece: str) -> int | None:
    """Where mathematics starts in a word: at once, behind the name of what is called ("sum(s^2"), or nowhere."""
    if not _is_prose(piece):
        return 0
    called = _CALL.match(piece)
    return called.end() - 1 if called and not _is_prose(piece[called.end() :]) else None


def _opened(piece: str) -> int:
    """How many brackets it leaves open."""
    return sum(piece.count(sign) for sign in "([{") - sum(piece.count(sign) for sign in ")]}")


def _is_prose(word: str) -> bool:
    """Whether a word is one of a sentence."""
    for found in _LETTERS.finditer(_BELOW.sub(" ", word)):
        run = found.group()
        if run.lower() in _NAMES or run.lower() in _FUNCTIONS:
            continue
        if len(run) > _PAIR or _SHORT_WORDS.fullmatch(run.lower()):
            return True
    return False


def _trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The run without the signs and brackets at its ends that belong to the sentence."""
    while start < end:
        inside = sentence[start:end]
        left = inside.lstrip(_EDGE + ")")
        kept = left.rstrip(" \t\n,.")
        body = kept if kept.endswith(_PSEUDO_INVERSE) else left.rstrip(_EDGE + "(")
        body = body[1:] if body.startswith("(") and body.count("(") > body.count(")") else body
        body = body[:-1] if body.endswith(")") and body.count(")") > body.count("(") else body
        body = body[:-1] if body[-1:] in _QUOTES and body.count(body[-1:]) % 2 else body
        if body == inside:
            break
        start += sentence[start:end].index(body) if body else 0
        end = start + len(body)
    return start, end
