"""Words, their stems, and which misspellings still mean the word.

Invariant: a word's stem depends on the word alone, so it is computed once.
"""

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*(?:'[^\W\d_]+)?(?:_[^\W_]+)*")
LONG_ENOUGH = 6
"""Letters a word must have before a misspelling of it counts."""
_VERY_LONG = 11

FUNCTION_WORDS = frozenset(
    """a an and are as at be been being but by can could did do does doing for from had has have he her his how i if in
    into is it its itself just let like may me might more most must my no nor not of on one only or our out over own
    same shall she should so some such than that the their them then there these they this those through to too under up
    us very was we were what when where which while who whom why will with would you your also both each here hence
    thus therefore please about all any because again further once other question part answer problem solution following
    using use used show give given explain state find""".split()  # noqa: SIM905  # a list of 130 strings would not be read
)
"""Words that say nothing about a subject."""


class Token(NamedTuple):
    """A word of a plain text: as written in lower case, its stem, and its range in the text."""

    word: str
    stem: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _stemmer() -> object:
    """The English stemmer alone: the package's face loads thirty languages, a fifth of a second at every start."""
    name = "snowballstemmer"
    if name in sys.modules:
        return sys.modules[name].stemmer("english")
    found = importlib.util.find_spec(name)
    if found is None:  # pragma: no cover - a declared dependency
        raise ImportError(name)
    # The package stands in as an empty shell while its one module is imported, and is taken away again.
    sys.modules[name] = importlib.util.module_from_spec(found)
    try:
        return importlib.import_module(f"{name}.english_stemmer").EnglishStemmer()
    finally:
        del sys.modules[name]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a word in lower case (Porter 2); words with digits or underscores are their own stems."""
    if not word.isalpha() and "'" not in word:
        return word
    stemmed: str = _stemmer().stemWord(_AMERICAN.sub(_american, word).removesuffix("'s"))  # type: ignore[attr-defined]  # untyped library
    return stemmed


_AMERICAN = re.compile(r"is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)|our(?=s?$)")
_KEPT = re.compile(
    r".{0,3}is(?:e|es|ed|er|ers|ing)|(?:exerc|prec|prom|compr|adv|rev|superv|otherw|likew|pra|ra|no)is.*"
)


def _american(found: re.Match[str]) -> str:
    """British spelling to American, so that "normalise" and "normalize" share a stem."""
    if found.group() == "our":
        return "our" if found.start() < 3 else "or"  # noqa: PLR2004  # "four", "hour" and "your" keep theirs
    return "is" if _KEPT.fullmatch(found.string) else "iz"


def tokens(text: str) -> Iterator[Token]:
    """The words of a plain text in order. Hyphens and slashes separate words."""
    for found in _WORD.finditer(text):
        word = found.group().lower()
        yield Token(word, stem(word), found.start(), found.end())


def content_stems(text: str) -> list[str]:
    """The stems of the words that say what a text is about."""
    words = (word.lower() for word in _WORD.findall(text))
    return [stem(word) for word in words if len(word) > 1 and word not in FUNCTION_WORDS]


@lru_cache(maxsize=1 << 15)
def is_misspelling(written: str, meant: str) -> bool:
    """Whether `written` is a slip for `meant`: one letter off (two in very long words), the first letter right."""
    if len(meant) < LONG_ENOUGH or not written or written[0] != meant[0]:
        return False
    return _is_close(written, meant) or (len(stem(meant)) >= LONG_ENOUGH and _is_close(stem(written), stem(meant)))


def _is_close(written: str, meant: str) -> bool:
    from rapidfuzz.distance import OSA

    allowed = 2 if len(meant) >= _VERY_LONG else 1
    return OSA.distance(written, meant, score_cutoff=allowed) <= allowed
