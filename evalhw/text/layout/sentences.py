"""Cut a plain view into sentences.

Invariant: sentences come in order and do not overlap; nothing but white space lies between them.
"""

import re
from collections.abc import Iterator

_END = re.compile(
    r"(?P<stop>[.!?…][\"')\]]*|[。！？])(?=\s+[\"'(\[<]*(?:[A-Z0-9À-ÞΑ-Ω✅✓☐☑☒•→|-]|[a-z][\^(_]|"
    r"(?:sin|cos|tan|exp|log|ln)\b)|\s*\n|\s*$)"  # noqa: RUF100
    r"|(?P<line>(?<![ \t])[ \t]*\n+[ \t]*)"
)
_SHORT_FORM = re.compile(
    r"(?:^|(?<!\d)[\s(\[])(?:e\.g|i\.e|vs|cf|approx|resp|etc|al|eq|eqs|fig|sec|dr|mr|ms|mrs|prof|st|w\.r\.t|s\.t|a\.k\.a|(?-i:[A-Z]))\.$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:^|[\s(\[])nos?\.$", re.IGNORECASE)
_DIGIT = re.compile(r"\s*\d")
_LAST_OF_LETTERS = re.compile(r"\b[A-Z]\)?(?:,|,? (?:and|or|&))\s[A-Z]\.$")
_NUMBERING = re.compile(r"\s*(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})\.$")
_WRAPPED = 60
LONGEST = 2000
"""Characters of a sentence; a longer one is cut, so that whoever reads a sentence reads a bounded text."""


def bounds(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of every sentence of a plain text, without the white space around it.

    A line break ends a sentence unless the line looks wrapped: it is long, does not end in a mark, and the next line
    goes on in lower case.
    """
    start = 0
    for found in _END.finditer(text):
        if found.group("line") is not None:
            if _is_wrapped(text, found):
                continue
            yield from _trimmed(text, start, found.start())
        else:
            if _is_short_form(text, start, found.end("stop")):
                continue
            yield from _trimmed(text, start, found.end("stop"))
        start = found.end("stop") if found.group("stop") else found.end()
    yield from _trimmed(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence that never ends, cut at spaces."""
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = start + LONGEST if cut < 0 else cut
        yield start, cut
        start = cut
    yield start, end


def _is_wrapped(text: str, found: re.Match[str]) -> bool:
    nearby = max(
        0, found.start() - 2 * _WRAPPED
    )  # the line, not the sentence: a sentence may start late on a wrapped line
    line = text[max(nearby, text.rfind("\n", nearby, found.start()) + 1) : found.start()]
    following = text[found.end() : found.end() + 1]
    return found.group().count("\n") == 1 and len(line) > _WRAPPED and line[-1:] not in ":;" and following.islower()


def _is_short_form(text: str, start: int, end: int) -> bool:
    if text[end - 1] != ".":
        return False
    before = text[max(start, end - 12) : end]
    if _LAST_OF_LETTERS.search(before):
        return False  # "A, B and D." ends a list of letters, it is no initial
    if _NUMBER.search(before):
        return _DIGIT.match(text, end) is not None  # "No. 2", but "No. It does not."
    return _SHORT_FORM.search(before) is not None or _NUMBERING.fullmatch(text, start, end) is not None


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    for first, last in _pieces(text, left, right) if left < right else ():
        yield first + len(text[first:last]) - len(text[first:last].lstrip()), last
