"""Quantities that an answer works out of its source's numbers before the reader's eyes: products, and quotients.

Invariant: every factor is a number of the source; what is only near a product is none.
"""

import re
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, pairwise
from math import prod

from evalhw.text.quantities.mentions import Mention
from evalhw.text.quantities.reading import BARE, COUNT, Quantity, read
from evalhw.text.quantities.source import Source
from evalhw.units.unit import FACTOR, FLOPS, FLOPS_A_SECOND, FRACTION, Dimension

_MOST_FACTORS = 8
_LEAST_FACTOR = 10
_MOST_TOGETHER = 3
_TIMES = re.compile(r"\d[^.;]{0,40}?[×*·⋅]\s?(?!10\s?\^)\(?\d")
_OVER = re.compile(r"[\s)}]*[/÷][\s({]*")
_RATE: Dimension = (("s", -1),)


def said_loosely(said: Dimension, meant: Dimension) -> bool:
    """Whether operations are meant: "TFLOPs" says how many or how many a second, "s⁻¹" leaves out of what."""
    if said == _RATE:
        return meant == FLOPS_A_SECOND
    return {said, meant} <= {FLOPS, FLOPS_A_SECOND}


def is_worked_out(mention: Mention, quantity: Quantity, known: Source) -> bool:
    """Whether a sentence makes a quantity from numbers of the source: "35 × 50,000 = 1.75 million images"."""
    if quantity.is_range or quantity.dimension in {FRACTION, FACTOR}:
        return False
    if _is_of_quotient(mention, known):
        return True
    if quantity.dimension in {COUNT, FLOPS, FLOPS_A_SECOND} or _TIMES.search(mention.text):
        values = _products(mention.text, quantity.dimension, known)
        if any(abs(value - quantity.value) <= quantity.step / 2 for value in values):
            return True
    if quantity.dimension == COUNT:
        return any(quantity.value == value and quantity.noun in nouns for value, nouns in _counts(known))
    return said_loosely(quantity.dimension, FLOPS) and any(
        abs(value - quantity.value) <= quantity.step / 2 for value in _operations(known)
    )


def _is_of_quotient(mention: Mention, known: Source) -> bool:
    """Whether a number stands in a quotient whose unit follows, and which the source states: "5e15/1.25e14 s"."""
    at = mention.quantity.start
    for over, under in pairwise(_readings(mention.text)):
        if at not in {over.start, under.start} or not over.inherited or not under.value:
            continue
        if _OVER.fullmatch(mention.text, over.end, under.start):
            made = over.value / under.value * under.scale
            return any(one.dimension == under.dimension and one.value == made for one in known.quantities)
    return False


@lru_cache(maxsize=256)
def _readings(sentence: str) -> tuple[Quantity, ...]:
    return read(sentence)


@lru_cache(maxsize=256)
def _products(sentence: str, dimension: Dimension, known: Source) -> frozenset[Fraction]:
    """Products of two or three numbers of a sentence that the source states too, at most one of them with the unit."""
    stated = {one.quantity.value for one in known.found}
    bases = {BARE, COUNT, dimension, FLOPS} if dimension == FLOPS_A_SECOND else {BARE, COUNT, dimension}
    factors = {
        one.value: one.dimension
        for one in _readings(sentence)
        if one.value in stated and one.value > 1 and not one.spelled and one.dimension in bases
    }
    few = [*factors.items()][:_MOST_FACTORS]
    return frozenset(
        prod((value for value, _ in chosen), start=Fraction(1))
        for size in range(2, _MOST_TOGETHER + 1)
        for chosen in combinations(few, size)
        if sum(kind not in {BARE, COUNT} for _, kind in chosen) <= 1
    )


@lru_cache(maxsize=16)
def _counts(known: Source) -> tuple[tuple[Fraction, frozenset[str]], ...]:
    """Products of two counts of different things, with what both count: 35 epochs of 50,000 images."""
    counts = {
        (one.value, one.noun)
        for one in known.quantities
        if one.dimension == COUNT and not one.spelled and one.value >= _LEAST_FACTOR and not one.noun.startswith("of ")
    }
    pairs = combinations(sorted(counts)[: _MOST_FACTORS * _MOST_FACTORS], 2)
    return tuple((left * right, frozenset((noun, other))) for (left, noun), (right, other) in pairs if noun != other)


@lru_cache(maxsize=16)
def _operations(known: Source) -> frozenset[Fraction]:
    """The operations of so many of one thing, or of two: 2.8 GFLOPs an image, 50,000 images, 35 epochs."""
    once = {one.value for one in known.quantities if one.dimension == FLOPS and not one.rate}
    times = {value for value, _ in _counts(known)}
    return frozenset(one * many for one in sorted(once)[:_MOST_FACTORS] for many in times)
