"""Sequences of single letters (nodes, states) where a passage names each of them once, in prose or run together.

Invariant: only for tokens that are single letters, where any longer word is prose; a passage that names a letter twice
tells a story and gives no order.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from evalhw.text.language.vocabulary import Vocabulary
from evalhw.text.layout import sentences
from evalhw.text.layout.budget import pieces
from evalhw.text.layout.document import Document
from evalhw.text.layout.plain import Plain
from evalhw.text.layout.spans import Span
from evalhw.text.sequences.token_runs import COMMENT, Written, line_before

_SOURCE = re.compile(
    r"\([^()]{0,80}\b(?:from|via|of|through|neighbou?rs?|because|already|since|by|child|adjacent|parent|reached|thanks|"
    r"discovered|behind|below|next to)\b[^()]{0,80}\)",
    re.IGNORECASE,
)
_TURNED = re.compile(r"\b(?:after|before|preced\w*|prior|until|once|last(?!ly)|later than|earlier)\b", re.IGNORECASE)
_MOST_TEXT = 4_000
_ARTICLE = re.compile(r"A\s+[a-z]{2,}")


def lettered(document: Document, span: Span, vocabulary: Vocabulary) -> Iterator[Written]:
    """The sequences of single letters in a passage: sentence by sentence, and the passage as a whole."""
    view = document.plain(span)
    yield from _together(view, vocabulary)
    for first, last in sentences.bounds(view.text):
        for start, end in pieces(first, last):
            yield from _ordered(view, start, end, vocabulary)
    if len(view.text) <= _MOST_TEXT:
        yield from _ordered(view, 0, len(view.text), vocabulary)


@lru_cache(maxsize=32)
def _patterns(tokens: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    letters = "".join(map(re.escape, tokens))
    one = rf"(?<![\w'’])[{letters}](?!\w|['’]s\b)"
    return re.compile(one), re.compile(rf"(?<![\w'’-])[{letters}]{{{len(tokens)}}}(?![\w'’-])")


def _together(view: Plain, vocabulary: Vocabulary) -> Iterator[Written]:
    """Letters written without anything between them: ``ABCDFE``."""
    for found in _patterns(vocabulary.tokens)[1].finditer(view.text):
        if len(set(found.group())) == len(vocabulary.tokens):
            yield _made(view, [(sign, found.start(), found.end()) for sign in found.group()], vocabulary)


def _ordered(view: Plain, start: int, end: int, vocabulary: Vocabulary) -> Iterator[Written]:
    """The letters of a passage in order, if it names each of them once."""
    size = len(vocabulary.tokens)
    if end - start < 2 * size - 1:
        return
    text = _SOURCE.sub(lambda found: " " * len(found.group()), view.text[start:end])
    found = [
        (one.group(), start + one.start(), start + one.end()) for one in _patterns(vocabulary.tokens)[0].finditer(text)
    ]
    if (
        len(found) == size + 1
        and _ARTICLE.match(text, found[0][1] - start)
        and found[0][0] in {one[0] for one in found[1:]}
    ):
        found = found[1:]
    named = tuple(one[0] for one in found)
    if len(named) != size or len(set(named)) != size:
        return
    if named != vocabulary.tokens and _TURNED.search(text):
        return  # "E comes after D" turns the order round
    yield _made(view, found, vocabulary)


def _made(view: Plain, found: Sequence[tuple[str, int, int]], vocabulary: Vocabulary) -> Written:
    start, end = found[0][1], found[-1][2]
    tokens = tuple(vocabulary.canonical[vocabulary.fold(token)] for token, _, _ in found)
    after = view.text[end : end + COMMENT].split("\n", 1)[0]
    return Written(tokens, view.raw_span(start, end), line_before(view.text, start), after, ())
