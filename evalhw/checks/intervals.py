"""Intervals that an answer states: 3.2 ± 0.1, [3.1, 3.3], between 3.1 and 3.3.

Invariant: two numbers make an interval only where the signs or words between them say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from evalhw.reading.rules import Found
from evalhw.reading.rules.en.intervals import STAGE
from evalhw.text.language.denial import denied
from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span
from evalhw.text.quantities.mentions import Mention, mentions
from evalhw.text.quantities.quantity import BARE, Quantity
from evalhw.units.unit import FRACTION, Dimension, unit_at

_SLOT = "#"


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval with its ends in the base unit.

    Attributes:
        low: Its lower end.
        high: Its upper end.
        dimension: Base units with exponents; empty for bare numbers.
        mention: The number that it begins with.
        span: Its passage in the raw text.
    """

    low: Fraction
    high: Fraction
    dimension: Dimension
    mention: Mention
    span: Span

    def covers(self, value: Fraction) -> bool:
        """Whether a value lies in it, its ends included."""
        return self.low <= value <= self.high

    @property
    def half_width(self) -> Fraction:
        """Half of its width."""
        return (self.high - self.low) / 2


def intervals(found: Sequence[Mention]) -> list[Interval]:
    """The intervals among some quantities, in order; denied ones and those of questions are left out."""
    made: list[Interval] = []
    sentences: dict[tuple[int, int], list[Mention]] = {}
    for mention in found:
        sentences.setdefault((mention.where.start, mention.where.end), []).append(mention)
    for group in sentences.values():
        if not group[0].text.rstrip().endswith("?"):
            made += _of_sentence(group)
    return made


def parse_interval(text: str) -> Interval | None:
    """The interval that a rubric's value gives; None if it gives none."""
    document = Document.parse(text)
    made = intervals(mentions(document, (Span(0, len(text)),)))
    return made[0] if len(made) == 1 else None


def _of_sentence(group: Sequence[Mention]) -> list[Interval]:
    text, starts = group[0].text.replace(_SLOT, " "), []
    written, last = "", 0
    for mention in group:
        written += text[last : mention.quantity.start]
        starts.append(len(written))
        written += _SLOT
        last = _number_end(mention)
    found = STAGE.decide(written + text[last:])
    made = []
    for at, mention in enumerate(group):
        if denied(mention.text, mention.quantity.start, mention.quantity.end):
            continue
        if mention.quantity.is_range:
            made.append(_ends(mention, mention, mention.quantity, mention.quantity.high))
        rule = next((one for one in found if at + 1 < len(group) and _holds(one, starts[at], starts[at + 1])), None)
        if rule is not None and (interval := _joined(rule, mention, group[at + 1])) is not None:
            made.append(interval)
    return made


def _number_end(mention: Mention) -> int:
    """Where a quantity ends without a bracket that its unit stands behind: "(3.2 ± 0.1) m"."""
    quantity = mention.quantity
    bracket = mention.text.find(")", quantity.start, quantity.end)
    return bracket if bracket >= 0 and "(" not in mention.text[quantity.start : bracket] else quantity.end


def _holds(one: Found, first: int, second: int) -> bool:
    return one.start <= first and second < one.end


def _ends(first: Mention, second: Mention, low: Quantity, high: Fraction) -> Interval:
    span = Span(first.span.start, second.span.end)
    return Interval(low.value, high, low.dimension, first, span)


def _joined(rule: Found, first: Mention, second: Mention) -> Interval | None:
    low, high = first.quantity, second.quantity
    if low.dimension == BARE and high.dimension == BARE:
        low, high = (_in_unit_behind(one, second) for one in (low, high))
    if low.dimension == BARE and not (rule.rule.effect == "spread" and high.dimension == FRACTION):
        low = replace(low, value=low.value * high.scale, dimension=high.dimension)
    elif high.dimension == BARE:
        high = replace(high, value=high.value * low.scale, dimension=low.dimension)
    if rule.rule.effect == "spread":
        share = high.dimension == FRACTION and low.dimension != FRACTION
        spread = abs(low.value) * high.value if share else high.value
        if not share and high.dimension != low.dimension:
            return None
        return _ends(first, second, replace(low, value=low.value - spread), low.value + spread)
    if low.dimension != high.dimension or low.value >= high.value:
        return None
    return _ends(first, second, low, high.value)


def _in_unit_behind(quantity: Quantity, last: Mention) -> Quantity:
    """A bare number in the unit that stands behind the closing bracket: "[3.1, 3.3] m"."""
    rest = last.text[last.quantity.end :]
    at = last.quantity.end + len(rest) - len(rest.lstrip(" )]"))
    if not rest[:1] or at == last.quantity.end or (unit := unit_at(last.text, at)) is None:
        return quantity
    return replace(quantity, value=quantity.value * unit[0].factor, scale=unit[0].factor, dimension=unit[0].dimension)
