"""What a source states: its quantities, its changes, and what follows from them by one step.

Invariant: a source is read once; what it combines to is worked out when it is first asked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations

from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span
from evalhw.text.quantities.differences import is_difference
from evalhw.text.quantities.levels import Levels, compared, paired
from evalhw.text.quantities.mentions import Mention, mentions
from evalhw.text.quantities.reading import BARE, COUNT, Quantity
from evalhw.units.unit import FACTOR, FRACTION, Dimension, unit_at

_MOST = 400
_MOST_VALUES = 64
_SOURCE_LENGTH = 400_000
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
        return tuple(one.quantity for one in self.found if is_measure(one.quantity) and not is_difference(one))

    @cached_property
    def changes(self) -> tuple[Quantity, ...]:
        """Quantities that are changes: "a further 15 s saving"."""
        return tuple(one.quantity for one in self.found if is_measure(one.quantity) and is_difference(one))

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
    def ratios_of(self) -> dict[Dimension, frozenset[Fraction]]:
        """For each dimension, how many times one state is another, and by what share they differ."""
        return {
            kind: frozenset(ratio for pair in combinations(values, 2) for ratio in compared(*pair))
            for kind, values in distinct(self.states).items()
        }

    @cached_property
    def ratios(self) -> frozenset[Fraction]:
        """Those of every dimension."""
        return frozenset().union(*self.ratios_of.values())

    @cached_property
    def levels(self) -> tuple[Levels, ...]:
        """Percentages of one thing, such as the accuracy before and after."""
        return tuple(paired([one for one in self.found if one.quantity.dimension == FRACTION]))

    @cached_property
    def change_shares(self) -> frozenset[Fraction]:
        """What share of a state a change is."""
        states, changes = distinct(self.states), distinct(self.changes)
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


def distinct(quantities: Sequence[Quantity]) -> dict[Dimension, list[Fraction]]:
    """The values written in digits, by dimension; a ratio needs two of one kind."""
    kinds: dict[Dimension, dict[Fraction, None]] = {}
    for one in quantities:
        if not one.spelled and one.dimension not in {FRACTION, FACTOR}:
            kinds.setdefault(one.dimension, {})[one.value] = None
    return {kind: list(values)[:_MOST_VALUES] for kind, values in kinds.items()}


def is_measure(quantity: Quantity) -> bool:
    """Whether a quantity has a unit and is neither a count nor a rate."""
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
