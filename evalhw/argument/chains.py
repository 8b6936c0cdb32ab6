"""The equations of an answer, wherever they stand, as chains of sides.

Invariant: every sign of equality is looked at once, and a side that could not be read stays in its chain as None, so
that nothing is ever joined over it. The time is linear in the number of tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalhw.argument.sides import MAX_SIDE, Side, side
from evalhw.argument.tokens import ENDS_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from evalhw.argument.tokens import Token

_BINDS = frozenset({"operator", "number", "name", "close", "after", "function", "opaque", "open"})
_BEFORE_RELATION = frozenset({"line"})
_JOINED = 4  # words that can stand between a number and what it is joined to
_MARK = 3  # tokens of a list mark: ( 2 )


@dataclass(frozen=True, slots=True)
class Chain:
    """Sides with the signs between them, `=` or `≈`.

    Attributes:
        readings: For each side how it may be read, best first; empty where it could not be read.
        signs: The sign behind each side but the last.
        start: Offset of the first character in the raw text.
        end: Offset behind the last one.
    """

    readings: tuple[tuple[Side, ...], ...]
    signs: tuple[str, ...]
    start: int
    end: int


def chains(tokens: Sequence[Token]) -> Iterator[Chain]:
    """Every chain of equations, in order."""
    relations = [place for place, token in enumerate(tokens) if token.kind == "relation"]
    assigned = _assigned(tokens, relations)
    readings: list[tuple[Side, ...]] = []
    signs: list[str] = []
    floor = 0
    span = (0, 0)
    for number, place in enumerate(relations):
        following = relations[number + 1] if number + 1 < len(relations) else len(tokens)
        if not readings:
            readings = [_left(tokens, floor, place, assigned)]
            span = (readings[0][0].start if readings[0] else tokens[place].start, tokens[place].end)
        right, behind = _right(tokens, place + 1, following, assigned)
        nearly = tokens[place].text == "=" and place + 1 < following and tokens[place + 1].effect == "rounded"
        signs.append("≈" if nearly else tokens[place].text)
        readings.append(right)
        span = (span[0], right[0].end if right else tokens[place].end)
        if following < len(tokens) and right and _reaches(tokens, behind, following):
            continue
        yield from _split(Chain(tuple(readings), tuple(signs), *span))
        readings, signs, floor = [], [], behind


def _split(chain: Chain) -> Iterator[Chain]:
    """The parts of a chain between signs that are none of equality."""
    first = 0
    for place, sign in enumerate((*chain.signs, "?")):
        if sign != "?":
            continue
        readings = chain.readings[first : place + 1]
        if place > first:
            known = [one[0] for one in readings if one]
            start, end = (known[0].start, known[-1].end) if known else (chain.start, chain.end)
            yield Chain(readings, chain.signs[first:place], start, end)
        first = place + 1


def _assigned(tokens: Sequence[Token], relations: Sequence[int]) -> AbstractSet[str]:
    """The names that stand alone on the left of a sign, so that the answer gives them a value."""
    found = set()
    for place in relations:
        kind = tokens[place - 1].kind if place else "stop"
        before = tokens[place - 2].kind if place > 1 else "stop"
        if (kind == "name" and before not in _BINDS) or (kind == "word" and before in {"stop", "line"}):
            found.add(tokens[place - 1].text)
    return found


def _reaches(tokens: Sequence[Token], behind: int, relation: int) -> bool:
    """Whether nothing but the end of a line stands between a side and the next sign."""
    return all(token.kind in _BEFORE_RELATION for token in tokens[behind:relation])


def _right(tokens: Sequence[Token], first: int, stop: int, assigned: AbstractSet[str]) -> tuple[tuple[Side, ...], int]:
    """The side behind a sign, and the index behind it."""
    while first + 1 < stop and (tokens[first].kind == "line" or tokens[first].effect == "rounded"):
        first += 1
    found = side(tokens, first, stop, assigned)
    if found is None:
        return (), first
    return ((found[0],) if _ended(tokens, found[1], stop) else ()), found[1]


def _ended(tokens: Sequence[Token], place: int, stop: int) -> bool:
    """Whether an expression has ended here, rather than gone on in signs that could not be read."""
    if place >= stop:
        return True
    token, following = tokens[place], tokens[place + 1] if place + 1 < stop else None
    if token.kind == "operator":
        prose = following is None or following.kind in {"word", "stop", "line"}
        return prose and ((token.text == "-" and token.spaced) or (token.text == "*" and not token.spaced))
    if token.kind == "open":
        return token.spaced
    if token.kind == "number":
        return tokens[place - 1].kind == "word"
    return token.kind not in {"function", "opaque", "after", "number", "name"} or (
        token.spaced and token.kind == "name"
    )


def _left(tokens: Sequence[Token], floor: int, relation: int, assigned: AbstractSet[str]) -> tuple[Side, ...]:
    """The side before the first sign of a chain: the longest expression that reaches up to it."""
    last = relation
    while last > floor and tokens[last - 1].kind == "line":
        last -= 1
    lowest = last
    while lowest > max(floor, last - MAX_SIDE) and tokens[lowest - 1].kind not in {"stop", "line", "relation"}:
        lowest -= 1
    if lowest > floor and tokens[lowest - 1].kind not in {"stop", "line", "relation"}:
        return ()  # longer than any side
    lowest += _mark(tokens, lowest, last)
    for first in range(lowest, last):
        if tokens[first].kind in {"close", "line"} or tokens[first].text in {"*", "/", "^"}:
            continue
        if tokens[first].kind == "word" and not _named(tokens, lowest, first, assigned):
            continue
        found = side(tokens, first, last, assigned)
        if found is None or found[1] != last:
            continue
        if first > lowest and not _apart(tokens, lowest, first):
            return ()
        joined = _joined(tokens, lowest, first) or _goes_on(tokens, first)
        read = replace(found[0], doubtful=True) if joined else found[0]
        return (read, *_without_dash(tokens, first, last, assigned))
    return ()


def _named(tokens: Sequence[Token], lowest: int, first: int, assigned: AbstractSet[str]) -> bool:
    """Whether a word is a name that the answer gives a value, and no part of a longer one."""
    whole = first == lowest or tokens[first - 1].kind != "word" or tokens[first - 1].effect in ENDS_UNIT
    return whole and tokens[first].text in assigned


def _mark(tokens: Sequence[Token], first: int, stop: int) -> int:
    """How many tokens of a list mark, such as (2) or b), stand at the beginning of a line."""
    if first and tokens[first - 1].kind != "line":
        return 0
    opened = first < stop and tokens[first].kind == "open"
    mark = tokens[first + opened : first + opened + 2]
    if len(mark) == 2 and mark[0].kind in {"number", "name"} and mark[1].text == ")" and first + _MARK <= stop:  # noqa: PLR2004
        beyond = tokens[first + opened + 2] if first + opened + 2 < stop else None
        return opened + 2 if beyond is not None and beyond.spaced and beyond.kind != "operator" else 0
    return 0


def _apart(tokens: Sequence[Token], lowest: int, first: int) -> bool:
    """Whether what stands before a side does not belong to its expression."""
    before = tokens[first - 1]
    if before.kind == "close":
        depth = 0
        for place in range(first - 1, lowest - 1, -1):
            depth += (tokens[place].kind == "close") - (tokens[place].kind == "open")
            if depth == 0:
                return any(token.kind == "word" for token in tokens[place:first])
        return False
    if before.kind == "open":  # an equation in brackets
        return first - 1 == lowest or (before.spaced and tokens[first - 2].kind in {"word", "number", "close"})
    return before.kind not in _BINDS


def _goes_on(tokens: Sequence[Token], first: int) -> bool:
    """Whether a side that begins with a sign may be the rest of an expression: |x| - 4, behind a bar."""
    signed = tokens[first].text in {"-", "+"} and first > 0
    return signed and (tokens[first].text == "+" or tokens[first - 1].text.strip() == "|")


def _joined(tokens: Sequence[Token], lowest: int, first: int) -> bool:
    """Whether words join a side to what stands before: 24 eggs in 1 tray x 2, or a difference told in words."""
    if first == lowest:
        return False
    if tokens[first].text in {"-", "+"}:
        return tokens[first - 1].kind == "word"
    for place in range(first - 1, max(lowest, first - 1 - _JOINED) - 1, -1):
        if tokens[place].kind == "number":
            return place < first - 1
        if tokens[place].kind != "word" or tokens[place].effect in {"stop", "and"}:
            return False
    return False


def _without_dash(tokens: Sequence[Token], first: int, last: int, assigned: AbstractSet[str]) -> Iterator[Side]:
    """The side behind a dash that may be no minus: a list mark, or one between a label and its formula."""
    dash = first if tokens[first].text == "-" else first + 1
    before = tokens[first - 1] if first else None
    labels = before is not None and before.kind == "word" and before.effect == "" and before.text[:1].isupper()
    labelled = dash == first or (labels and tokens[first].kind in {"number", "name"})
    if labelled and dash + 1 < last and tokens[dash].text == "-" and tokens[dash + 1].spaced:
        found = side(tokens, dash + 1, last, assigned)
        if found is not None and found[1] == last:
            yield found[0]
