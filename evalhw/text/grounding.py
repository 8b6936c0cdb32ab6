"""Hold the quantities of an answer against a source: stated there, following from it, or neither.

Invariant: a quantity is called ungrounded only if it has a unit, is asserted, and neither the source nor the prompt
gives it, nor a sum, a difference, a ratio or a percentage of what the source gives.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Literal

from evalhw.text.denial import denied
from evalhw.text.differences import is_difference
from evalhw.text.document import Document
from evalhw.text.mentions import Mention, mentions
from evalhw.text.quantities import BARE, COUNT, Quantity
from evalhw.text.spans import Span
from evalhw.text.units import FACTOR, FRACTION, Dimension, unit_at

Finding = Literal["grounded", "derived", "echo", "not judged", "ungrounded"]

_MOST = 400
_MOST_VALUES = 64
_SOURCE_LENGTH = 400_000
_LOOSE = Fraction(3, 100)
_BOUND = Fraction(3, 10)
_FEW = 2


_HEAD_NOUN = re.compile(
    r"(?:\s+[\w-]+){0,3}?\s+(?P<noun>[A-Za-z]{4,})(?=\s+(?:on|in|of|by|for|with|at|and|as|to|from)\b|[,.;:)]|$)"
)


@dataclass(frozen=True, eq=False)
class Source:
    """A text with its quantities: those that state something, those that are changes, and what it counts."""

    found: tuple[Mention, ...]

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """All its quantities with a unit."""
        return tuple(one.quantity for one in self.found if one.quantity.dimension != BARE)

    @cached_property
    def states(self) -> tuple[Quantity, ...]:
        """Quantities with a unit that are not changes, rates or counts."""
        return tuple(one.quantity for one in self.found if _is_measure(one.quantity) and not is_difference(one))

    @cached_property
    def changes(self) -> tuple[Quantity, ...]:
        """Quantities that are changes: "a further 15 s saving"."""
        return tuple(one.quantity for one in self.found if _is_measure(one.quantity) and is_difference(one))

    @cached_property
    def shares_of(self) -> re.Pattern[str] | None:
        """The words for what the source gives percentages of, such as accuracy."""
        heads = (
            _HEAD_NOUN.match(one.after)
            for one in self.found
            if one.quantity.dimension == FRACTION and one.quantity.value < 1
        )
        words = {head.group("noun").lower() for head in heads if head is not None}
        return re.compile(rf"\b(?:{'|'.join(sorted(words))})\b", re.IGNORECASE) if words else None

    @cached_property
    def differences(self) -> tuple[Quantity, ...]:
        """Differences of two of its measures, and sums with a change; a rounded one is still recognised."""
        return (
            _combined(self.states, self.states, minus=True)
            + _combined(self.states, self.changes, minus=True)
            + (_combined(self.changes, (*self.changes, *self.states), minus=False))
        )

    @cached_property
    def sums(self) -> tuple[Quantity, ...]:
        """Sums of two states; there are so many that only an exact one shows anything."""
        return _combined(self.states, self.states, minus=False)

    @cached_property
    def rates(self) -> tuple[Quantity, ...]:
        """A state per counted thing: 297 s and 35 epochs make 8.5 s per epoch."""
        counts = {(one.noun, one.value) for one in self.quantities if one.dimension == COUNT and one.value > 0}
        return tuple(
            replace(one, value=one.value / count, high=one.value / count, noun=noun, rate=True)
            for one in self.states[:_MOST_VALUES]
            for noun, count in sorted(counts)[:_MOST_VALUES]
        )

    @cached_property
    def ratios(self) -> frozenset[Fraction]:
        """How many times one state is another, and by what share they differ."""
        result: set[Fraction] = set()
        for values in _distinct(self.states).values():
            for left, right in combinations(values, 2):
                low, high = sorted((left, right))
                if low > 0:
                    result |= {high / low, low / high, (high - low) / high, (high - low) / low}
        return frozenset(result)

    @cached_property
    def change_shares(self) -> frozenset[Fraction]:
        """What share of a state a change is."""
        states, changes = _distinct(self.states), _distinct(self.changes)
        return frozenset(
            change / state
            for kind, values in changes.items()
            for change in values
            for state in states.get(kind, ())
            if 0 < change < state
        )


def _combined(left: Sequence[Quantity], right: Sequence[Quantity], *, minus: bool) -> tuple[Quantity, ...]:
    """Sums, or absolute differences, of two measures of one dimension."""
    made: dict[tuple[Fraction, Dimension], Quantity] = {}
    for one in left[:_MOST]:
        for other in right[:_MOST]:
            if one.dimension == other.dimension and one.dimension not in {FRACTION, FACTOR} and one != other:
                value = abs(one.value - other.value) if minus else one.value + other.value
                step = max(one.step, other.step)
                made.setdefault((value, one.dimension), Quantity(0, 0, value, value, step, one.dimension))
    return tuple(made.values())


def _distinct(quantities: Sequence[Quantity]) -> dict[Dimension, list[Fraction]]:
    """The values written in digits, by dimension; a ratio needs two of one kind."""
    kinds: dict[Dimension, dict[Fraction, None]] = {}
    for one in quantities:
        if not one.spelled and one.dimension not in {FRACTION, FACTOR}:
            kinds.setdefault(one.dimension, {})[one.value] = None
    return {kind: list(values)[:_MOST_VALUES] for kind, values in kinds.items()}


def _is_measure(quantity: Quantity) -> bool:
    return quantity.dimension not in {BARE, COUNT} and not quantity.rate


@lru_cache(maxsize=16)
def source(text: str) -> Source:
    """Read a source; one that is read again costs nothing."""
    document = Document.parse(text[:_SOURCE_LENGTH])
    whole = (Span(0, len(document.raw)),)
    return Source((*mentions(document, whole), *_single(document)))


_A_UNIT = re.compile(r"\b(?:a|an|one|per|each)\s+(?=(?:minute|hour|day|week|month|year)s?\b)", re.IGNORECASE)


def _single(document: Document) -> Iterator[Mention]:
    """``a week``: one of a unit, which only a source says by itself."""
    text = document.raw
    for found in _A_UNIT.finditer(text):
        read_unit = unit_at(text, found.end())
        if read_unit is not None:
            unit, end = read_unit
            quantity = Quantity(found.start(), end, unit.factor, unit.factor, unit.factor, unit.dimension, spelled=True)
            span = Span(found.start(), end)
            yield Mention(quantity, span, text[found.start() : end], span, (), 0)


_HYPOTHESIS = re.compile(
    r"\b(?:if|suppose|imagine|assum(?:e|ing)|let's say|hypothetical(?:ly)?|i(?:'d| would)? (?:guess|expect|"
    r"imagine)|took me|i (?:spent|needed|waited))\b[^.;]*$"
    r"|\b(?:would|could|might|may)\b(?!\s+(?:state|say|answer|report|write|claim|note|add|also))[^.;,]{0,60}$"
    r"|(?:\be\.g\.,?|\bfor (?:example|instance),?|\bsay,?|\bsuch as)\s+(?:\w+\s+){0,2}(?:~|≈)?$",
    re.IGNORECASE,
)
_RELATES = re.compile(
    r"\b(?:fast\w*|slow\w*|reduc\w*|sav\w*|improv\w*|speed\w*|sped|less|fewer|decreas\w*|cut\w*|lower\w*|short\w*|"
    r"drop\w*|gain\w*|"
    r"more|increas\w*|shav\w*|quicker|utili[sz]\w*|efficien\w*|of (?:the|its|that|this|what)|"
    r"gap|overhead|share|fraction|relative|compared|better|longer|trim\w*|remain\w*|times)\b",
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
        return _follows(mention, known)
    return _is_combined(replace(quantity, start=0, end=0), known)


@lru_cache(maxsize=4096)
def _is_combined(quantity: Quantity, known: Source) -> bool:
    if quantity.rate:
        return _within(quantity, _alike(quantity, known.rates))
    exact = any(one.value == quantity.value and one.dimension == quantity.dimension for one in known.sums)
    return exact or (_is_measure(quantity) and _within(quantity, _alike(quantity, known.differences)))


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
        if one.dimension == quantity.dimension
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


def _follows(mention: Mention, known: Source) -> bool:
    """Whether a percentage or a factor is a ratio of what the source states."""
    quantity = mention.quantity
    if quantity.dimension == FRACTION:
        if _is_share_of_known(mention, known):
            return False
        values = _parts(known)
        if _RELATES.search(mention.text):
            values |= known.ratios | known.change_shares
    else:
        values = known.ratios
    made = [Quantity(0, 0, value, value, Fraction(0), quantity.dimension) for value in values]
    return _within(quantity, made)


def _parts(known: Source) -> frozenset[Fraction]:
    """``3/5 runs`` as a share."""
    return frozenset(one.value for one in known.quantities if one.noun.startswith("of "))


def _is_share_of_known(mention: Mention, known: Source) -> bool:
    """Whether a percentage is of what the source itself gives percentages of, so that no ratio can excuse it."""
    words = known.shares_of
    if words is None:
        return False
    after = re.split(r"[.,;:()]|\b(?:and|by|while|with)\b", mention.after[:40])[0]
    before = re.split(r"[.,;()]|\b(?:and|by|while|with)\b", mention.before[-40:])[-1]
    labels = mention.over[:2] if mention.cell else ()
    return any(words.search(text) for text in (after, before, *labels))
