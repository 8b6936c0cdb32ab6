"""Which symbol do the words right beside a formula say that it is for: "for $W_2$:", "(for A)", "| B |"?

Invariant: only words that touch the formula count; a symbol named earlier in the sentence says nothing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from evalhw.mathematics.derivations.statements import SLOT
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.rendering import readable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from evalhw.mathematics.derivations.verdicts import Statement

_NOUN = r"[\s-]*(?:optimality\s+)?(?:conditions?|equations?|gradient|derivative|stationarity|update|case)"
_LINK = (
    r"[\s:|,*_`\"')-]*(?:(?:is|reads|gives|becomes|we\s+(?:get|have|obtain)|the\s+condition\s+is)[\s:|,*_`\"')-]*)*$"
)
_BEHIND_FORMULA = re.compile(rf"{SLOT.pattern}[\s,(]*$")
_TOWARDS = r"(?:for|w\.?\s?r\.?\s?t\.?|with\s+respect\s+to)"
_TO = r"(?:for|w\.?\s?r\.?\s?t\.?|with\s+respect\s+to|condition\s+(?:for|on|of)|by|in)\s*(?:the\s+\w+\s+)?"


@cache
def _patterns(names: frozenset[str]) -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str]]:
    """The patterns of a name right before a formula, and of one right behind it."""
    spelled = "|".join(sorted((_spelled(name) for name in names), key=len, reverse=True))
    name = rf"[*_(`$]*(?:{SLOT.pattern}|(?P<name>(?<![A-Za-z\\])(?-i:{spelled})(?![A-Za-z0-9])))[*_)`$]*"
    before = (
        re.compile(rf"\b{_TO}{name}(?:{_NOUN})?{_LINK}", re.IGNORECASE),
        re.compile(rf"{name}{_NOUN}[*_)]*\s*(?:[:|]|is|reads){_LINK}", re.IGNORECASE),
        re.compile(rf"(?:^|[\n|•-]|\d[.)])\s*{name}\s*[:|][\s*_|]*$", re.IGNORECASE),
    )
    return before, re.compile(rf"^[\s,`*_\"']*\(?{_TOWARDS}\s+(?:the\s+\w+\s+)?{name}", re.IGNORECASE)


def _spelled(name: str) -> str:
    """A pattern for the ways in which plain text spells a name: W_2, W2, W_{2}, W₂."""
    base, _, below = name.partition("_")
    first = re.escape(base) + (f"|{re.escape(readable(tree.Name(base)))}" if len(base) > 1 else "")
    if not below:
        return f"(?:{first})"
    small = readable(tree.Name(name))[len(readable(tree.Name(base))) :]
    return rf"(?:{first})(?:_?\{{?{re.escape(below)}\}}?|{re.escape(small)})"


def _belongs_before(match: re.Match[str]) -> bool:
    """Whether words before a formula are a remark on the one before them: A = 0 (for $W$), and behind it B = 0."""
    if ":" in match.group() or "|" in match.group():
        return False
    return bool(_BEHIND_FORMULA.search(match.string[: match.start()]))


def called(statement: Statement, names: Collection[str], by_index: Mapping[int, Statement]) -> str | None:
    """The symbol that the words right beside a statement say it is for, or None.

    Args:
        statement: The statement.
        names: The symbols that come into question.
        by_index: All statements by the number of their clause, for a symbol that is itself a formula.
    """
    if not names:
        return None
    place = statement.place
    patterns, behind = _patterns(frozenset(names))
    near = place.before[-120:]
    for match in (*(pattern.search(near) for pattern in patterns), behind.match(place.after[:80])):
        if match is None or (match.string is near and _belongs_before(match)):
            continue
        said = match.group("name")
        if said:
            name = next((one for one in names if re.fullmatch(_spelled(one), said)), "")
        else:
            other = by_index.get(int(match.group(1)))
            node = other.piece.node if other is not None else None
            name = node.name if isinstance(node, tree.Name) else ""
        if name in names:
            return name
    return None
