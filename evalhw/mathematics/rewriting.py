"""Does one matrix equation follow from others by substituting equals for equals?

Expressions become polynomials in words of letters (W_2 W_1 X X^T is a word of four letters). An equation follows from
facts when its difference is a combination of multiples a·f·b of theirs, which is a question of linear algebra.
Invariant: `follows` says yes only where such a combination exists; a "no" may mean that the search was cut short.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from evalhw.mathematics import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evalhw.mathematics.symbols import Symbols

MAX_WORD = 16  # letters
MAX_WORDS = 250
MAX_MULTIPLES = 500
MAX_TERMS = 80
_PRIME = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class Letter:
    """A factor that is not taken apart: a name, or a subexpression read as one thing.

    Scalars commute: they stand sorted at the front of a word.
    """

    node: tree.Node
    transposed: bool = False
    inverse: bool = False
    scalar: bool = False


Word: TypeAlias = tuple[Letter, ...]
Polynomial: TypeAlias = dict[Word, Fraction]
_Code: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]  # scalars, matrices


class TooLargeError(Exception):
    """An expansion grew past the caps."""


def polynomial(node: tree.Node, symbols: Symbols) -> Polynomial | None:
    """The expression with definitions put in and products expanded; None where it grows past the caps."""
    try:
        return _expand(node, symbols)
    except (TooLargeError, RecursionError):
        return None


def difference(left: tree.Node, right: tree.Node, symbols: Symbols) -> Polynomial | None:
    """Left minus right, expanded."""
    first, second = polynomial(left, symbols), polynomial(right, symbols)
    return None if first is None or second is None else _sum((first, _scaled(second, Fraction(-1))))


def minus(one: Polynomial, other: Polynomial) -> Polynomial:
    """The difference of two polynomials."""
    return _sum((one, _scaled(other, Fraction(-1))))


def transposed(expression: Polynomial, symbols: Symbols) -> Polynomial:
    """The transpose, with symmetric letters left as they are."""
    return {_turned(word, symbols): value for word, value in expression.items()}


def _turned(word: Word, symbols: Symbols) -> Word:
    scalars = tuple(letter for letter in word if letter.scalar)
    return (*scalars, *(_flip(letter, symbols) for letter in reversed(word) if not letter.scalar))


def proportional(one: Polynomial, other: Polynomial) -> bool:
    """Whether two polynomials are the same up to a nonzero factor."""
    if not one or one.keys() != other.keys():
        return not one and not other
    word = next(iter(one))
    factor = one[word] / other[word]
    return all(one[key] == factor * other[key] for key in one)


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


def _sum(parts: Iterable[Polynomial]) -> Polynomial:
    total: Polynomial = {}
    for part in parts:
        for word, value in part.items():
            total[word] = total.get(word, Fraction(0)) + value
    if len(total) > MAX_TERMS:
        raise TooLargeError
    return {word: value for word, value in total.items() if value}


def _scaled(expression: Polynomial, factor: Fraction) -> Polynomial:
    return {word: value * factor for word, value in expression.items()} if factor else {}


def _product(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > MAX_TERMS:
        raise TooLargeError
    parts = ({_joined_words(first, second): a * b} for first, a in left.items() for second, b in right.items())
    found = _sum(parts)
    if any(len(word) > MAX_WORD for word in found):
        raise TooLargeError
    return found


def _joined_words(first: Word, second: Word) -> Word:
    """One word after the other, with the scalars of both in front."""
    if not any(letter.scalar for letter in second):
        return (*first, *second)
    scalars = sorted((letter for letter in (*first, *second) if letter.scalar), key=lambda letter: repr(letter.node))
    return (*scalars, *(letter for letter in (*first, *second) if not letter.scalar))


def _expand(node: tree.Node, symbols: Symbols) -> Polynomial:
    match node:
        case tree.Number():
            return {(): node.value} if node.value else {}
        case tree.Special(kind="identity" | "zero"):
            return {(): Fraction(1)} if node.kind == "identity" else {}
        case tree.Sum():
            return _sum([_expand(term, symbols) for term in node.terms])
        case tree.Product():
            return _product_of([_expand(factor, symbols) for factor in node.factors])
        case tree.Name():
            return _named(node, symbols)
    return _expand_one(node, symbols)


def _expand_one(node: tree.Node, symbols: Symbols) -> Polynomial:
    """The expansion of an operation on one operand, or the node itself as a letter."""
    match node:
        case tree.Negative():
            return _scaled(_expand(node.operand, symbols), Fraction(-1))
        case tree.Transpose():
            return transposed(_expand(node.operand, symbols), symbols)
        case tree.Quotient(denominator=tree.Number(value=value)) if value:
            return _scaled(_expand(node.numerator, symbols), 1 / value)
        case tree.Power(exponent=exponent):
            return _power(node, exponent, symbols)
    return {(Letter(node),): Fraction(1)}


def _product_of(parts: Iterable[Polynomial]) -> Polynomial:
    found: Polynomial = {(): Fraction(1)}
    for part in parts:
        found = _product(found, part)
    return found


def _named(node: tree.Name, symbols: Symbols) -> Polynomial:
    symbol = symbols.get(node.name)
    if symbol is not None and symbol.definition is not None:
        return _expand(symbol.definition, symbols)
    scalar = node.name in symbols.dimensions or (symbol is not None and symbol.shape == ())
    return {(Letter(tree.Name(node.name), scalar=scalar),): Fraction(1)}


def _power(node: tree.Power, exponent: tree.Node, symbols: Symbols) -> Polynomial:
    inner = exponent.operand if isinstance(exponent, tree.Negative) else exponent
    if isinstance(inner, tree.Number) and inner.value.denominator == 1 and 0 <= inner.value <= 6:  # noqa: PLR2004  # small powers
        base = _expand(node.base, symbols)
        if inner is not exponent or inner.value < 0:
            if len(base) != 1 or inner.value != 1:
                return {(Letter(node),): Fraction(1)}
            base = _inverse(base)
        return _product_of([base] * int(inner.value))
    return {(Letter(node),): Fraction(1)}


def _inverse(base: Polynomial) -> Polynomial:
    """The inverse of one letter with a coefficient."""
    ((word, value),) = base.items()
    if len(word) != 1:
        return {(Letter(_joined(word), inverse=True),): 1 / value}
    letter = word[0]
    return {(Letter(letter.node, letter.transposed, not letter.inverse),): 1 / value}


def _joined(word: Word) -> tree.Node:
    return tree.Product(tuple(tree.Transpose(letter.node) if letter.transposed else letter.node for letter in word))


_SYMMETRIC = frozenset({"symmetric", "diagonal"})
_DIAGONAL = frozenset({"eigenvalues", "singular_values"})


def _flip(letter: Letter, symbols: Symbols) -> Letter:
    if isinstance(letter.node, tree.Name):
        symbol = symbols.get(letter.node.name)
        if symbol is not None and (
            symbol.shape == () or symbol.traits & _SYMMETRIC or (symbol.spectrum and symbol.spectrum[0] in _DIAGONAL)
        ):
            return letter
    elif isinstance(letter.node, tree.Power) and _is_symmetric(letter.node, symbols):
        return letter
    return Letter(letter.node, not letter.transposed, letter.inverse, letter.scalar)


def _is_symmetric(node: tree.Power, symbols: Symbols) -> bool:
    """Whether a power that is not taken apart is that of a symmetric matrix."""
    base = polynomial(node.base, symbols)
    return base is not None and transposed(base, symbols) == base


def inverses(expressions: Iterable[Polynomial], symbols: Symbols) -> list[Polynomial]:
    """M M^-1 = I and M^-1 M = I for every inverse that stands in the expressions."""
    found: dict[Letter, list[Polynomial]] = {}
    for letter in (letter for expression in expressions for word in expression for letter in word):
        if letter in found or letter.scalar:
            continue
        base = _inverted(letter, symbols)
        if base:
            one: Polynomial = {(): Fraction(-1)}
            own: Polynomial = {(letter,): Fraction(1)}
            found[letter] = [_sum((_product(base, own), one)), _sum((_product(own, base), one))]
    return [fact for facts in found.values() for fact in facts]


def _inverted(letter: Letter, symbols: Symbols) -> Polynomial | None:
    """What a letter is the inverse of, or None when it is no inverse."""
    node = letter.node
    if letter.inverse:
        return polynomial(tree.Transpose(node) if letter.transposed else node, symbols)
    if isinstance(node, tree.Power) and isinstance(node.exponent, tree.Negative):
        inner = node.exponent.operand
        if isinstance(inner, tree.Number) and inner.value == 1:
            base = polynomial(node.base, symbols)
            return transposed(base, symbols) if base is not None and letter.transposed else base
    return None
