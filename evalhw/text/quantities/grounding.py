"""Hold the quantities of an answer against a source: stated there, following from it, or neither.

Invariant: a quantity is called ungrounded only if it has a unit, is asserted, and neither the source nor the prompt
gives it, nor a sum, a difference, a ratio or a percentage of what the source gives.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from evalhw.text.language.denial import denied
from evalhw.text.quantities.mentions import Mention
from evalhw.text.quantities.reading import BARE, COUNT, Quantity
from evalhw.text.quantities.shares import derived
from evalhw.text.quantities.source import Source, is_measure, source
from evalhw.text.quantities.worked import is_worked_out, said_loosely
from evalhw.units.unit import FACTOR, FRACTION

__all__ = ["Finding", "Source", "finding", "source"]

Finding = Literal["grounded", "derived", "echo", "not judged", "ungrounded"]

_LOOSE = Fraction(3, 100)
_BOUND = Fraction(3, 10)
_FEW = 2


_HYPOTHESIS = re.compile(
    r"\b(?:if|suppose|imagine|assum(?:e|ing)|let's say|hypothetical(?:ly)?|i(?:'d| would)? (?:guess|expect|"
    r"imagine)|took me|i (?:spent|needed|waited))\b[^.;]*$"
    r"|\b(?:would|could|might|may)\b(?!\s+(?:state|say|answer|report|write|claim|note|add|also))[^.;,]{0,60}$"
    r"|(?:\be\.g\.,?|\bfor (?:example|instance),?|\bsay,?|\bsuch as)\s+(?:\w+\s+){0,2}(?:~|≈)?$",
    re.IGNORECASE,
)
_ROUND_SIZES = frozenset({1, 2, 4, 8, 16, 32, 64, 128, 256})


def finding(mention: Mention, known: Source, prompt: Source) -> Finding:
    """Decide how a quantity of an answer stands to the source and the prompt."""
    if not _is_judged(mention, known):
        return "not judged"
    quantity = mention.quantity
    if quantity.value < 0:
        quantity = replace(quantity, value=-quantity.value, high=-quantity.high)
    anywhere = replace(quantity, start=0, end=0)
    if _is_stated(anywhere, known):
        return "grounded"
    if _is_stated(anywhere, prompt):
        return "echo"
    return "derived" if _is_derived(mention, quantity, known) else "ungrounded"


@lru_cache(maxsize=4096)
def _is_stated(quantity: Quantity, known: Source) -> bool:
    return _within(quantity, _alike(quantity, known.quantities))


def _is_derived(mention: Mention, quantity: Quantity, known: Source) -> bool:
    """Whether a quantity follows from what the source states: a difference, a sum, a rate, a ratio."""
    if quantity.dimension in {FRACTION, FACTOR}:
        made = [Quantity(0, 0, value, value, Fraction(0), quantity.dimension) for value in derived(mention, known)]
        return _within(quantity, made)
    return _is_combined(replace(quantity, start=0, end=0), known) or is_worked_out(mention, quantity, known)


@lru_cache(maxsize=4096)
def _is_combined(quantity: Quantity, known: Source) -> bool:
    if quantity.rate:
        return _within(quantity, _alike(quantity, known.rates))
    exact = any(one.value == quantity.value and one.dimension == quantity.dimension for one in known.sums)
    return exact or (is_measure(quantity) and _within(quantity, _alike(quantity, known.differences)))


def _is_judged(mention: Mention, known: Source) -> bool:
    """Whether a quantity claims something that a source could bear out."""
    quantity = mention.quantity
    if (
        quantity.dimension == BARE
        or denied(mention.text, quantity.start, quantity.end)
        or mention.text.rstrip().endswith("?")
        or _HYPOTHESIS.search(mention.before[-160:])
    ):
        return False
    if quantity.dimension == COUNT:
        counted = {one.noun for one in known.quantities if one.dimension == COUNT}
        return not quantity.spelled and quantity.value > _FEW and quantity.noun in counted
    if quantity.spelled and quantity.value == quantity.scale:
        return False  # "one day", "one second"
    bits = quantity.dimension == (("bit", 1),) and quantity.value in _ROUND_SIZES
    everything = quantity.dimension == FRACTION and quantity.value in {0, 1}
    once = quantity.dimension == FACTOR and quantity.value == 1
    return not (bits or everything or once)


def _alike(quantity: Quantity, others: Sequence[Quantity]) -> list[Quantity]:
    return [
        one
        for one in others
        if (one.dimension == quantity.dimension or said_loosely(quantity.dimension, one.dimension))
        and (one.noun == quantity.noun or (one.rate != quantity.rate and one.value == quantity.value))
    ]


def _within(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether one of the others is what was meant, given how precisely it was written."""
    if quantity.is_range:
        return all(_meets(value, quantity, others) for value in (quantity.value, quantity.high))
    return _meets(quantity.value, quantity, others)


def _meets(value: Fraction, quantity: Quantity, others: Sequence[Quantity]) -> bool:
    for one in others:
        away = abs(one.value - value)
        if away == 0 or (one.is_range and one.value <= value <= one.high):
            return True
        rounded = quantity.about or bool(quantity.bound) or quantity.step > one.step or quantity.scale > one.scale
        if rounded and away <= quantity.coarse_step / 2:
            return True
        if quantity.about and away <= _LOOSE * abs(one.value):
            return True
        if quantity.bound == "<" and 0 <= value - one.value <= _BOUND * abs(one.value):
            return True
        if quantity.bound == ">" and 0 <= one.value - value <= _BOUND * abs(one.value):
            return True
    return False
