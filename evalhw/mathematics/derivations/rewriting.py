"""Does one matrix equation follow from others by substituting equals for equals?

An equation follows from facts when its difference is a combination of multiples a·f·b of theirs, which is a question of
linear algebra over the words that can be reached.
Invariant: `follows` says yes only where such a combination exists; a "no" may mean that the search was cut short.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evalhw.mathematics.matrix.polynomials import Letter, Polynomial

MAX_WORD = 16  # letters
MAX_WORDS = 250
MAX_MULTIPLES = 500
_PRIME = (1 << 61) - 1
_Code: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]  # scalars, matrices


def follows(goal: Polynomial, facts: Sequence[Polynomial]) -> bool:
    """Whether goal = 0 is a combination of multiples of the facts (each = 0)."""
    if not goal:
        return True
    codes: dict[Letter, int] = {}
    wanted, known = _coded(goal, codes), [_coded(fact, codes) for fact in facts if fact]
    longest = min(MAX_WORD, max(len(word) for _, word in wanted) + 6)
    words = set(wanted)
    multiples: dict[frozenset[tuple[_Code, int]], dict[_Code, int]] = {}
    waiting = list(wanted)
    while waiting and len(words) < MAX_WORDS and len(multiples) < MAX_MULTIPLES:
        code = waiting.pop(0)
        for multiple in _multiples(code, known, longest):
            key = frozenset(multiple.items())
            if key not in multiples:
                multiples[key] = multiple
                fresh = multiple.keys() - words
                words.update(fresh)
                waiting.extend(sorted(fresh, key=lambda one: len(one[1])))
    return _in_span(wanted, list(multiples.values()))


def _coded(expression: Polynomial, codes: dict[Letter, int]) -> dict[_Code, int]:
    """The polynomial with numbers for letters and coefficients modulo the prime, which compare fast."""
    made: dict[_Code, int] = {}
    for word, value in expression.items():
        scalars = sorted(codes.setdefault(letter, len(codes)) for letter in word if letter.scalar)
        matrices = tuple(codes.setdefault(letter, len(codes)) for letter in word if not letter.scalar)
        made[tuple(scalars), matrices] = value.numerator * pow(value.denominator, -1, _PRIME) % _PRIME
    return made


def _multiples(code: _Code, facts: Sequence[dict[_Code, int]], longest: int) -> Iterator[dict[_Code, int]]:
    """Every a·f·b one of whose terms is the word, with the scalars that are left over."""
    scalars, word = code
    for fact in facts:
        for own, inner in fact:
            rest = _without(scalars, own)
            size = len(inner)
            if not size or rest is None:
                continue
            for at in range(len(word) - size + 1):
                if word[at : at + size] == inner:
                    before, behind = word[:at], word[at + size :]
                    multiple = {
                        (tuple(sorted((*rest, *extra))), (*before, *term, *behind)): value
                        for (extra, term), value in fact.items()
                    }
                    if max(len(one) for _, one in multiple) <= longest:
                        yield multiple


def _without(scalars: tuple[int, ...], own: tuple[int, ...]) -> tuple[int, ...] | None:
    """The scalars without some of them, or None where these are not among them."""
    left = list(scalars)
    for one in own:
        if one not in left:
            return None
        left.remove(one)
    return tuple(left)


def _in_span(goal: dict[_Code, int], rows: Sequence[dict[_Code, int]]) -> bool:
    """Whether the goal is a combination of the rows, by elimination modulo a large prime."""
    pivots: dict[_Code, dict[_Code, int]] = {}
    for row in rows:
        reduced = _reduced(row, pivots)
        if reduced:
            lead = next(iter(reduced))
            scale = pow(reduced[lead], -1, _PRIME)
            pivots[lead] = {word: value * scale % _PRIME for word, value in reduced.items()}
    return not _reduced(goal, pivots)


def _reduced(row: dict[_Code, int], pivots: dict[_Code, dict[_Code, int]]) -> dict[_Code, int]:
    """What is left of a row when the pivots are taken out. A pivot's row holds no earlier pivot, so this ends."""
    left = dict(row)
    done: dict[_Code, int] = {}
    while left:
        word, value = left.popitem()
        pivot = pivots.get(word)
        if pivot is None:
            done[word] = (done.get(word, 0) + value) % _PRIME
            continue
        for other, weight in pivot.items():
            if other != word:
                left[other] = (left.get(other, 0) - value * weight) % _PRIME
    return {word: value for word, value in done.items() if value}
