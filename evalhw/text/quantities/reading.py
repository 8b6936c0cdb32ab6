"""Read the quantities of a text: numbers with what they are numbers of.

Invariant: values are exact fractions in the base unit of their dimension (seconds, metres, one for percent), and every
quantity keeps how precisely it was written, so that "about 340 s" and "5.7 min" can be held against 341 s.
"""

from evalhw.text.layout.plain import prose
from evalhw.text.quantities.joining import composed, inheriting, marked, with_range
from evalhw.text.quantities.measures import CLOCK, clock, compact, of_parts, plain, scaled, single
from evalhw.text.quantities.numbers import Number, numbers
from evalhw.text.quantities.quantity import BARE, COUNT, Quantity
from evalhw.units.unit import named

__all__ = ["BARE", "COUNT", "Quantity", "parse_one", "read"]


def read(text: str) -> tuple[Quantity, ...]:
    """The quantities of a plain text in order, bare numbers included."""
    found = tuple(composed(text, _read(text, [*numbers(text)])))
    return inheriting(text, found)


def parse_one(text: str) -> Quantity | None:
    """The one quantity that a rubric states, such as ``341 s``; its unit may be one that only pint knows.

    A rubric is read the way an answer is (``m/s²`` is ``m/s^2``), so that the two meet.
    """
    text = prose(text, 0, len(text)).text
    found = [quantity for quantity in read(text) if quantity.dimension]
    if len(found) == 1:
        return found[0]
    bare = numbers(text)
    if len(bare) != 1 or text[: bare[0].start].strip():
        return None
    rest = text[bare[0].end :].strip()
    unit = named(rest) if rest else None
    if rest and unit is None:
        return None
    return scaled(bare[0], unit) if unit else plain(bare[0])


def _read(text: str, found: list[Number]) -> list[Quantity]:
    clocks = {match.start(): match for match in CLOCK.finditer(text)} if ":" in text else {}
    quantities: list[Quantity] = []
    done = 0
    for index, number in enumerate(found):
        if number.start < done:
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        quantity = (
            clock(text, clocks.get(number.start))
            or compact(text, number)
            or of_parts(text, number, following)
            or single(text, number)
        )
        quantity = with_range(text, quantity, quantities)
        quantities.append(marked(text, quantity))
        done = quantity.end
    return quantities
