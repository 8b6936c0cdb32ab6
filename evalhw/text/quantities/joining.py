"""Read what quantities make together: ranges, two units for one time, units said once; and the marks beside them.

Invariant: joining never changes the order of the text, and takes nothing that is not adjacent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evalhw.text.quantities.quantity import BARE, COUNT, CURRENCIES, Bound, Quantity
from evalhw.units.unit import FACTOR, FRACTION

_ABOUT = re.compile(
    r"(?:[~≈∼≃≅≐]|\b(?:about|around|roughly|nearly|almost|approximately|approx\.?|circa|ca\.?|some|close to|"
    r"on the order of|in the region of|just (?:over|under)|a little (?:over|under)|slightly (?:over|under|more than|"
    r"less than)))"
    r"\s*(?:a |an |the )?$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(r"\s?(?:or so\b|-?ish\b|approximately\b|\(approx)", re.IGNORECASE)
_SPREAD = re.compile(r"(?:±|\+/?-|plus or minus|plus/minus)\s*$", re.IGNORECASE)
_BELOW = re.compile(
    r"(?:[<≤]|\b(?:under|below|less than|fewer than|lower than|at most|up to|no more than|within|almost|nearly|"
    r"just under|not quite|sub-))\s*(?:a |an |the )?$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"(?:[>≥]|\b(?:over|above|more than|greater than|higher than|at least|exceeding|no less than|just over|"
    r"beyond))\s*$",
    re.IGNORECASE,
)
_GAP = re.compile(r"[ \t]{0,2}(?:,[ \t]?)?(?:and[ \t])?")
_RANGE = re.compile(r"[ \t]?(?:-|–|—|\.\.\.?|…)[ \t]?|[ \t](?:to|and|through)[ \t](?:about |around |~)?")
_CHANGE_VERB = re.compile(
    r"\b(?:reduc|improv|rais|rose|increas|decreas|drop|fell|cut|went|go(?:es|ing)?\b|brought|bring|lower|speed|sped|"
    r"shrink|shrank|"
    r"chang|push|mov)[a-z]*\b[^.;]*$"
)
_SHARED = re.compile(
    r"[ \t]*(?:,?[ \t]?(?:to|and|or|then)|±|\+/?-|plus or minus|versus|vs\.?|→|->|=>|⇒|➜|down to|up to|/|against|-+>|"
    r"—>|⟶)[ \t]*(?:about |"
    r"just |only |~|≈)?[ \t]*",
    re.IGNORECASE,
)


def marked(text: str, quantity: Quantity) -> Quantity:
    """The quantity with the marks before and behind it: about, under, over, or so."""
    before = text[max(0, quantity.start - 28) : quantity.start]
    if before[-1:] in CURRENCIES:
        before = before[:-1]
    if before.rstrip()[-1:].isdigit():
        before = ""  # right behind another number nothing is about, under or over
    about = _ABOUT.search(before) is not None or _ABOUT_AFTER.match(text, quantity.end) is not None
    bound: Bound = "<" if _BELOW.search(before) else ">" if _ABOVE.search(before) else ""
    if text[quantity.end : quantity.end + 1] == "+" and not text[quantity.end + 1 : quantity.end + 2].strip(" .,)"):
        bound = ">"
    spread = _SPREAD.search(before) is not None
    return replace(quantity, about=about, bound=bound, spread=spread) if about or bound or spread else quantity


def with_range(text: str, quantity: Quantity, before: list[Quantity]) -> Quantity:
    """Join ``75-76%`` and ``between 3 and 5 s`` into one range; the lower end is taken off the list."""
    if not before or not quantity.dimension or before[-1].dimension not in {BARE, quantity.dimension}:
        return quantity
    low = before[-1]
    between = _RANGE.fullmatch(text, low.end, quantity.start)
    if between is None or low.is_range or low.noun or quantity.rate:
        return quantity
    value = low.value * quantity.scale if low.dimension == BARE else low.value
    lead = text[max(0, low.start - 40) : low.start].lower()
    word = between.group().split()[:1]
    if not value < quantity.value or (word == ["and"] and "between" not in lead):
        return quantity
    if word == ["to"] and (re.search(r"\bfrom\b[^.;,]*$", lead) or _CHANGE_VERB.search(lead)):
        return quantity
    if low.dimension == quantity.dimension and word not in (["and"], ["to"]) and quantity.dimension != FRACTION:
        return quantity
    before.pop()
    return replace(quantity, start=low.start, value=value, about=low.about)


def composed(text: str, quantities: list[Quantity]) -> Iterator[Quantity]:
    """Join what is said in two units, such as ``5 min 41 s``."""
    current: Quantity | None = None
    for quantity in quantities:
        if current is not None and _continues(text, current, quantity):
            value = current.value + quantity.value
            current = replace(
                current, end=quantity.end, value=value, high=value, step=quantity.step, scale=quantity.scale
            )
            continue
        if current is not None:
            yield current
        current = quantity
    if current is not None:
        yield current


def _continues(text: str, left: Quantity, right: Quantity) -> bool:
    """Whether the second is a smaller part of the first; "5m41s" makes the m minutes."""
    if _GAP.fullmatch(text, left.end, right.start) is None or left.is_range or right.is_range:
        return False
    same = left.dimension == right.dimension and left.dimension not in {BARE, COUNT, FRACTION, FACTOR}
    return (
        same
        and right.scale < left.scale
        and 0 <= right.value < left.scale
        and left.step == left.scale
        and not left.rate
    )


def inheriting(text: str, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Bare numbers that share the unit of what follows them: ``from 341 to 297 s``, ``341 → 323 → 297 s``."""
    result = list(quantities)
    for index in range(len(result) - 2, -1, -1):
        bare, following = result[index], result[index + 1]
        if bare.dimension != BARE or following.dimension in {BARE, COUNT} or bare.spelled:
            continue
        if text[bare.end : following.start].strip() == "/" and all(power < 0 for _, power in following.dimension):
            continue  # over "1.25e14 s^-1" stands what is divided by a rate
        listed = following.inherited and text[bare.end : following.start].strip() == ","
        if not listed and _SHARED.fullmatch(text, bare.end, following.start) is None:
            continue
        value = bare.value * following.scale
        result[index] = replace(
            bare,
            value=value,
            high=value,
            step=bare.step * following.scale,
            scale=following.scale,
            dimension=following.dimension,
            noun=following.noun,
            rate=following.rate,
            inherited=True,
        )
    return tuple(result)
