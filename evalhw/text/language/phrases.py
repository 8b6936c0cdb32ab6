"""Patterns for the words and phrases that a rubric names.

Invariant: a phrase is matched as words, never as part of a longer word; a rubric's text is escaped, so it is no regex.
"""

import re
from functools import lru_cache


def last_match(words: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The last place in a stretch of text where a pattern matches."""
    found = None
    for each in words.finditer(text, start, len(text) if end is None else end):
        found = each
    return found


@lru_cache(maxsize=256)
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for words and phrases with their everyday endings; spaces and hyphens are alike."""
    phrases = (r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", word.strip())) for word in words)
    joined = "|".join(sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{joined})(?:s|es|d|ed|ing|ly)?(?![A-Za-z])", re.IGNORECASE)
