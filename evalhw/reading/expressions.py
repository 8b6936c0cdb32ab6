r"""A rubric's own regular expression, applied so that no answer can make it run away.

Invariant: an expression of the linear subset (RE2) takes linear time; any other has a time limit, and running into it
is said, never read as "does not occur".

Both engines mean the same on ASCII. Beyond it `\b` and `\w` of RE2 know no letters, so such text goes to the other.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import re2
import regex

from evalhw.errors import TimeLimitError

SECONDS = 0.5
"""How long an expression outside the linear subset may look at one sentence."""
_AT_AN_END = re.compile(r"\$|\\[ZzB]")
_LOOK = re.compile(r"\(\?<?[=!]")
_ESCAPED_OR_CLASS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)


class Expression:
    """A regular expression in Python's syntax; upper and lower case are alike.

    Args:
        text: The expression.

    Raises:
        re.error: It is not well formed.
    """

    def __init__(self, text: str) -> None:
        re.compile(text)
        self.text = text
        self._linear = _linear(text)
        self._any = regex.compile(text, regex.IGNORECASE | regex.VERSION0)
        bare = _without_looks(text)
        self._bare = None if _AT_AN_END.search(bare) else _linear(bare)

    @property
    def is_linear(self) -> bool:
        """Whether the expression is of the linear subset: no lookaround, no backreference, nothing atomic."""
        return self._linear is not None

    def may_occur(self, text: str) -> bool:
        """Whether the expression can occur in a sentence of the text; True where that is not told in linear time."""
        if self._bare is None:
            return True
        if text.isascii():
            return self._bare.search(text) is not None
        if _LOOK.search(self.text):
            return True
        try:
            return self._any.search(text, timeout=SECONDS) is not None
        except TimeoutError:
            return True

    def places(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Start and end of each match in a stretch of text, in order.

        Raises:
            TimeLimitError: The expression is not linear and ran into the time limit.
        """
        if self._linear is not None and text[start:end].isascii():
            yield from (found.span() for found in self._linear.finditer(text, start, end))
            return
        try:
            yield from (found.span() for found in self._any.finditer(text, start, end, timeout=SECONDS))
        except TimeoutError:
            raise TimeLimitError(
                f"the expression {self.text!r} did not come to an end within {SECONDS:g} s on this answer"
            ) from None


def _without_looks(text: str) -> str:
    """The expression without what it looks ahead or back for, which only forbids: it occurs wherever the whole does."""
    kept: list[str] = []
    at = depth = 0
    while at < len(text):
        whole = _ESCAPED_OR_CLASS.match(text, at)
        piece = whole.group() if whole else text[at]
        if depth:
            depth += (piece == "(") - (piece == ")")
        elif look := _LOOK.match(text, at):
            depth, piece = 1, look.group()
        else:
            kept.append(piece)
        at += len(piece)
    return "".join(kept)


def _linear(text: str) -> "re2._Regexp | None":
    """The expression as RE2 reads it, or None outside its subset."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    try:
        return re2.compile(text, options)
    except re2.error:
        return None


@lru_cache(maxsize=1024)
def expression(text: str) -> Expression:
    """The expression of a text, made once.

    Raises:
        re.error: It is not well formed.
    """
    return Expression(text)


_PARTS = re.compile(
    r"\\[sbWBAZ][*+?]?|\\d[*+?]?|\\(.)[*+?]?|\(\?(?:[a-z]*:|P<\w+>)|(?<=[\])\w ])[*+?](?!\d)|\{\d*,?\d*\}"
)


def written_out(text: str) -> str:
    """An expression without what says how often and where: spaces for white space and boundaries, escapes undone."""

    def part(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        return "(" if found[0].startswith("(") else " " if found[0][:1] == "\\" and found[0][:2] != "\\d" else ""

    return re.sub(" +", " ", _PARTS.sub(part, text))


def kind_for(text: str) -> str:
    """The check kind that reads in every spelling what a rubric's expression looks for; empty where there is none."""
    from evalhw.reading.rules.en.expressions import STAGE

    found = STAGE.first(written_out(text))
    return found.rule.effect if found else ""
