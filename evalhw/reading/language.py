"""In which language a text is written, told from its own function words or its script.

Invariant: a text is of a language only where that is beyond doubt. A name, a term, a formula, a quotation or a few
words of another language never make a text one of that language, and a short text is of none.
"""

import re
from collections import Counter
from functools import cache

from evalhw.reading.rules.languages import ENGLISH, FOREIGN, HOMOGRAPHS, SCRIPTS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_QUOTED = re.compile(r"“[^”\n]{1,400}”|„[^“”\n]{1,400}[“”]|\"[^\"\n]{1,400}\"|«[^»\n]{1,400}»|「[^」\n]{1,400}」")
_LONGEST = 20_000
_FEWEST_WORDS = 6
"""Words below which nothing is said of a text's language."""
_FEWEST_FUNCTION_WORDS = 3
_FUNCTION_SHARE = 0.2
_HIGH_SHARE = 0.4
"""The share where only one of a language's words is no spelling of English texts too."""
_AGAINST = 5
"""So many function words of a language stand against one of English, at least."""
_FEWEST_LETTERS = 6
"""Letters of a script below which nothing is said."""


def language_of(text: str) -> str:
    """The language of a text, such as ``German``; empty where it cannot be told.

    Args:
        text: Prose without formulas and code; what stands in quotation marks is passed over.
    """
    text = _QUOTED.sub(" ", text[:_LONGEST])
    counted = Counter(word.lower().replace("’", "'") for word in _WORD.findall(text))
    english = sum(counted[word] for word in ENGLISH.words)
    return _by_script(text, english) or _by_words(counted, english)


def _by_script(text: str, english: int) -> str:
    if text.isascii():
        return ""
    letters: Counter[str] = Counter(name for sign in text if (name := _script(ord(sign))))
    if letters.total() < _FEWEST_LETTERS or english * _AGAINST > letters.total():
        return ""
    if letters["Japanese"]:
        return "Japanese"
    return letters.most_common(1)[0][0]


def _script(code: int) -> str:
    if code < SCRIPTS_START:
        return ""
    return next((name for name, first, last in SCRIPTS if first <= code <= last), "")


SCRIPTS_START = min(first for _, first, _ in SCRIPTS)


@cache
def _lexicons() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """Each language with its words, and those of them that English texts never hold."""
    every = ((one.id.capitalize(), frozenset(one.words)) for one in FOREIGN)
    return tuple((name, words, words - HOMOGRAPHS - frozenset(ENGLISH.words)) for name, words in every)


def _by_words(counted: Counter[str], english: int) -> str:
    size = sum(number for word, number in counted.items() if len(word) > 1)
    if size < _FEWEST_WORDS:
        return ""
    shares = {name: sum(counted[word] for word in words) for name, words, _ in _lexicons()}
    own = {name: [word for word in words if counted[word]] for name, _, words in _lexicons()}
    name = max(shares, key=lambda one: (shares[one], len(own[one])))
    if english >= max(shares[name], _FEWEST_FUNCTION_WORDS) and english >= _FUNCTION_SHARE * size:
        return "English"
    foreign = sum(counted[word] for word in own[name])
    against = sum(counted[word] for word in ENGLISH.words if word not in HOMOGRAPHS)
    needed = _FUNCTION_SHARE if len(own[name]) > 1 else _HIGH_SHARE
    enough = shares[name] >= max(_FEWEST_FUNCTION_WORDS, needed * size)
    return name if own[name] and enough and foreign >= _AGAINST * against else ""
