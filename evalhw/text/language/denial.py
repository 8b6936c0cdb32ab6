"""Ask whether words are denied, again and again of the same sentence.

Invariant: a sentence's scopes are worked out once.
"""

from functools import lru_cache

from evalhw.text.language.negation import any_over, scopes

_scopes = lru_cache(maxsize=256)(scopes)


def denied(sentence: str, start: int, end: int) -> bool:
    """Whether a mention, ``sentence[start:end]``, is denied."""
    return any_over(_scopes(sentence), start, end)
