"""A pattern that is tried only where one of its signs stands.

Invariant: a text in which the pattern matches holds one of its signs, so that leaving the pattern out changes nothing.

A pattern of fifty turns of phrase takes fifty tries at every word; that none of a dozen short words is there at all is
known in a hundredth of the time, and most sentences hold none.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signalled:
    """A pattern, and the words of which every match holds at least one.

    Attributes:
        pattern: The pattern; upper and lower case are alike.
        signs: Pieces of words in lower case.
    """

    pattern: re.Pattern[str]
    signs: tuple[str, ...]

    def may_match(self, text: str) -> bool:
        """Whether a sign stands in a text at all."""
        return any(map(text.lower().__contains__, self.signs))

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, as the pattern itself would give it."""
        return self.pattern.search(text) if self.may_match(text) else None


def signalled(pattern: str, *signs: str, flags: int = 0) -> Signalled:
    """Compile a pattern for text in any case."""
    return Signalled(re.compile(pattern, re.IGNORECASE | flags), signs)
