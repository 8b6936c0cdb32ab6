"""Matrix expressions as polynomials in words of letters: W_2 W_1 X X^T is a word of four letters.

Definitions are put in, products multiplied out, transposes carried to the letters. Invariant: two expressions with the
same polynomial are equal for all matrices that fit; shapes are not looked at, so that faulty ones can be compared too.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from evalhw.mathematics.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evalhw.mathematics.declared.symbols import Symbols

MAX_WORD = 16  # letters
MAX_TERMS = 80


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
    found = {word: one.get(word, Fraction(0)) - other.get(word, Fraction(0)) for word in {**one, **other}}
    return {word: value for word, value in found.items() if value}


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
    scalars: list[Letter] = []
    for letter in (one for one in (*first, *second) if one.scalar):
        opposite = replace(letter, inverse=not letter.inverse)
        if opposite in scalars:  # n / n
            scalars.remove(opposite)
        else:
            scalars.append(letter)
    scalars.sort(key=lambda letter: (repr(letter.node), letter.inverse))
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
        case tree.Quotient(denominator=below):
            return _quotient(node, below, symbols)
        case tree.Power(exponent=exponent):
            return _power(node, exponent, symbols)
    return {(Letter(node),): Fraction(1)}


def _quotient(node: tree.Quotient, below: tree.Node, symbols: Symbols) -> Polynomial:
    """The numerator over numbers and named scalars, such as X X^T / n; over anything else one letter."""
    found = _expand(below, symbols) if isinstance(below, tree.Number | tree.Name | tree.Product) else {}
    if len(found) != 1 or not all(letter.scalar for word in found for letter in word):
        return {(Letter(node),): Fraction(1)}
    ((word, value),) = found.items()
    over = {tuple(replace(letter, inverse=not letter.inverse) for letter in word): 1 / value}
    return _product(over, _expand(node.numerator, symbols))


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
    return {(replace(letter, inverse=not letter.inverse),): 1 / value}


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
    else:
        base = letter.node.base if isinstance(letter.node, tree.Power) else letter.node if letter.inverse else None
        if base is not None and _is_symmetric(base, symbols):
            return letter
    return Letter(letter.node, not letter.transposed, letter.inverse, letter.scalar)


def _is_symmetric(node: tree.Node, symbols: Symbols) -> bool:
    """Whether the base of a power, or of an inverse, that is not taken apart is symmetric."""
    base = polynomial(node, symbols)
    return base is not None and transposed(base, symbols) == base


def inverses(expressions: Iterable[Polynomial], symbols: Symbols) -> list[Polynomial]:
    """M M^-1 = I and M^-1 M = I for every inverse that stands in the expressions."""
    found: dict[Letter, list[Polynomial]] = {}
    for letter in (letter for expression in expressions for word in expression for letter in word):
        if letter in found or letter.scalar:
            continue
        base = _inverted(letter, symbols)
        if base:
            own: Polynomial = {(letter,): Fraction(1)}
            found[letter] = [minus(product, {(): Fraction(1)}) for product in _both_ways(base, own)]
    return [fact for facts in found.values() for fact in facts]


def _both_ways(one: Polynomial, other: Polynomial) -> list[Polynomial]:
    """The two products, or none where they grow past the caps."""
    try:
        return [_product(one, other), _product(other, one)]
    except TooLargeError:
        return []


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


def powers(expressions: Iterable[Polynomial], symbols: Symbols) -> list[Polynomial]:
    """How the powers with fractions as exponents multiply that stand in the expressions: D^(-1/2) D D^(-1/2) = I."""
    found: dict[tree.Node, dict[Fraction, Polynomial]] = {}
    for node in {letter.node for expression in expressions for word in expression for letter in word}:
        exponent = _fraction(node.exponent) if isinstance(node, tree.Power) else None
        base = polynomial(node.base, symbols) if isinstance(node, tree.Power) and exponent is not None else None
        if base and exponent is not None and isinstance(node, tree.Power):
            known = found.setdefault(node.base, {Fraction(0): {(): Fraction(1)}, Fraction(1): base})
            known[exponent] = {(Letter(node),): Fraction(1)}
    return [fact for known in found.values() for fact in _multiplied(known)]


def _multiplied(known: dict[Fraction, Polynomial]) -> Iterator[Polynomial]:
    """Products of two or three powers of one matrix that are another of its powers."""
    for size in (2, 3):
        for chosen in product([one for one in known if one], repeat=size):
            total = known.get(sum(chosen, Fraction(0)))
            if total is not None:
                with suppress(TooLargeError):
                    yield minus(_product_of([known[one] for one in chosen]), total)


def _fraction(exponent: tree.Node) -> Fraction | None:
    """The value of an exponent that is written as a fraction, perhaps with a sign; None for any other."""
    match exponent:
        case tree.Negative():
            inner = _fraction(exponent.operand)
            return None if inner is None else -inner
        case tree.Quotient(numerator=tree.Number(value=above), denominator=tree.Number(value=below)) if below:
            return above / below
        case tree.Number(value=value) if value.denominator > 1:
            return value
    return None
