"""A pattern that is tried only where one of its signs stands.

Invariant: a text in which the pattern matches holds one of its signs, so that leaving the pattern out changes nothing.

A pattern of fifty turns of phrase takes fifty tries at every word; that none of a dozen short words is there at all is
known in a hundredth of the time, and most sentences hold none.
"""

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Signalled:
    """A pattern, and the words of which every match holds at least one.

    Attributes:
        source: The pattern; upper and lower case are alike. It is compiled when a sign is first seen.
        signs: Pieces of words in lower case.
    """

    source: str
    signs: tuple[str, ...]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.source, re.IGNORECASE)

    def may_match(self, text: str) -> bool:
        """Whether a sign stands in a text at all."""
        return any(map(text.lower().__contains__, self.signs))

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, as the pattern itself would give it."""
        return self._pattern.search(text) if self.may_match(text) else None


def signalled(source: str, *signs: str) -> Signalled:
    """A pattern for text in any case, with its signs."""
    return Signalled(source, signs)
