"""Options told by their place: "option 2", "options (B) and (D)", "the first and the last option".

Invariant: a place is read only beside a word such as option; what stands at it is for the reader of the options.
"""

import re
from collections.abc import Iterator

_ONE_PLACE = r"[(]?(?:\d{1,2}|[A-Za-z])[)]?(?![\w'’])"
_ORDER = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|last|1st|2nd|3rd|[4-8]th)"
_ORDERS = rf"{_ORDER}(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|&)\s+)(?:the\s+)?{_ORDER}){{0,8}}"
_PLACE = re.compile(
    r"\b(?:options?|choices?|answer|alternatives?|(?:expressions?|lines?|statements?|functions?|items?)(?=\s*[(]))"
    rf"\s*(?:no\.?\s*|#)?(?P<after>{_ONE_PLACE}(?:\s?(?:,|&|and|or|,\s?and)\s?{_ONE_PLACE}){{0,8}})"
    rf"|\b(?:option|choice|answer) is the (?P<that>{_ORDER})(?: one)?\b"
    rf"|\b(?P<before>{_ORDERS})\s+(?:(?:option|choice|alternative|answer)s?|box(?:es)?)\b"
    rf"|\bthe\s+(?P<one>{_ORDERS})\s+ones?\b(?!\s+(?:of|that|to)\b)",
    re.IGNORECASE,
)
_PLACES = re.compile(rf"\b{_ORDER}\b|\d{{1,2}}|\b[A-Za-z]\b", re.IGNORECASE)


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """Each place that a text names, in lower case ("2", "b", "last"), and the range of the text that names it."""
    for found in _PLACE.finditer(text):
        group = found.lastgroup or "before"
        every = [*_PLACES.finditer(text, found.start(group), found.end(group))]
        for place in every:
            start = found.start() if place is every[0] else place.start()
            whole = group != "after" and place is every[-1]
            yield place.group().lower(), start, found.end() if whole else place.end()
