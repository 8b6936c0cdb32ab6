"""Find words and phrases of a rubric in the prose of an answer, whatever their ending, spelling or hyphens.

Invariant: a term is read the same way as the text it is looked for in, and a pattern sees one sentence at a time, so
that no answer can make it run away.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from evalhw.reading.expressions import expression
from evalhw.text.language.negation import is_negative
from evalhw.text.language.prose import Prose
from evalhw.text.language.words import LONG_ENOUGH, Token, is_misspelling, stem, tokens
from evalhw.text.layout.plain import prose as plain_view

_LONGEST_SENTENCE = 2000


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """Where a term occurs.

    Attributes:
        start: Where it starts in the prose's text.
        end: Its end, exclusive.
        word: The number of its first word.
        owns: Whether a denial inside it belongs to it; not so where a pattern without one ran across it.
    """

    start: int
    end: int
    word: int
    owns: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase, or a pattern if `is_pattern`. A phrase's word may end in ``*``, which stands for any ending."""

    text: str
    is_pattern: bool = False


_Words = tuple[tuple[Token, bool], ...]


@lru_cache(maxsize=4096)
def _readings(phrase: str) -> tuple[_Words, ...]:
    """The words of a phrase, each with whether any ending will do; with hyphens, also written as one word."""
    spellings = dict.fromkeys((phrase, phrase.replace("-", "")))
    return tuple(words for words in (_words(spelling) for spelling in spellings) if words)


def _words(phrase: str) -> _Words:
    plain = plain_view(phrase.replace("*", "\u2217"), 0, len(phrase)).text
    return tuple((token, plain[token.end : token.end + 1] == "\u2217") for token in tokens(plain))


def mentions(term: Term, prose: Prose) -> Iterator[Mention]:
    """Every occurrence of a term, in order."""
    if term.is_pattern:
        yield from _matches(term.text, prose)
        return
    readings = _readings(term.text)
    if not readings:
        yield from _literal(term.text, prose)
    index = index_of(prose)
    for words in readings:
        for first in index.places(*words[0]):
            last = _phrase_end(words, index, first)
            if last is not None:
                yield Mention(index.tokens[first].start, index.tokens[last - 1].end, first)
        if len(words) > 1:
            yield from _joined(words, index)


class Index:
    """The words of a prose by stem."""

    def __init__(self, words: tuple[Token, ...]) -> None:
        self.tokens = words
        self.by_stem: dict[str, list[int]] = {}
        self.by_initial: dict[str, set[str]] = {}
        for at, token in enumerate(words):
            self.by_stem.setdefault(token.stem, []).append(at)
            self.by_initial.setdefault(token.word[0], set()).add(token.word)
        self.starts = [token.start for token in words]
        self.pairs: dict[str, list[int]] = {}
        for at in range(len(words) - 1):
            self.pairs.setdefault(words[at].word + words[at + 1].word, []).append(at)

    def places(self, wanted: Token, any_ending: bool) -> list[int]:
        """The numbers of the words that mean a wanted one."""
        if any_ending:
            return [at for at in range(len(self.tokens)) if self.means(at, wanted, any_ending)]
        places = self.by_stem.get(wanted.stem, [])
        if len(wanted.word) < LONG_ENOUGH:
            return places
        slips = [word for word in self.by_initial.get(wanted.word[0], ()) if self._is_slip(word, wanted)]
        joined = self.pairs.get(wanted.word, [])
        if not slips and not joined:
            return places
        wrong = (at for word in slips for at in self.by_stem[stem(word)])
        return sorted({*places, *wrong, *joined})

    @staticmethod
    def _is_slip(word: str, wanted: Token) -> bool:
        return stem(word) != wanted.stem and is_misspelling(word, wanted.word)

    def means(self, at: int, wanted: Token, any_ending: bool) -> int:
        """How many words, from one on, mean a wanted one: 1, 2 if it is written apart, 0 if they do not."""
        token = self.tokens[at]
        written = token.word[: len(wanted.word)] if any_ending else token.word
        if written == wanted.word or (not any_ending and token.stem == wanted.stem):
            return 1
        if len(wanted.word) < LONG_ENOUGH or not written.startswith(wanted.word[0]):
            return 0
        if is_misspelling(written, wanted.word):
            return 1
        pair = token.word + self.tokens[at + 1].word if at + 1 < len(self.tokens) else ""
        return 2 if (pair[: len(wanted.word)] if any_ending else pair) == wanted.word else 0


def index_of(prose: Prose) -> Index:
    """The index of a prose, made once."""
    if prose.index is None:
        prose.index = Index(prose.tokens)
    assert isinstance(prose.index, Index)  # noqa: S101  # set nowhere else
    return prose.index


def _phrase_end(words: _Words, index: Index, first: int) -> int | None:
    """The number of the word after a phrase that starts at a word, or None if it does not stand there."""
    at = first
    for wanted, any_ending in words:
        size = index.means(at, wanted, any_ending) if at < len(index.tokens) else 0
        if not size:
            return None
        at += size
    return at


def _joined(words: _Words, index: Index) -> Iterator[Mention]:
    """A phrase of two words written as one: "pre-processing" as "preprocessing"."""
    whole = "".join(wanted.word for wanted, _ in words)
    for at in index.by_stem.get(stem(whole), ()):
        yield Mention(index.tokens[at].start, index.tokens[at].end, at)


def _literal(text: str, prose: Prose) -> Iterator[Mention]:
    """A term without words, such as "→"."""
    wanted = text.strip()
    at = prose.text.find(wanted) if wanted else -1
    while at >= 0:
        yield Mention(at, at + len(wanted), bisect_left(index_of(prose).starts, at))
        at = prose.text.find(wanted, at + len(wanted))


def _matches(wanted: str, prose: Prose) -> Iterator[Mention]:
    compiled = expression(wanted)
    if not compiled.may_occur(prose.text):
        return
    for line in prose.lines:
        for start, end in compiled.places(prose.text, line.start, min(line.end, line.start + _LONGEST_SENTENCE)):
            if end > start:
                yield Mention(start, end, bisect_left(index_of(prose).starts, start), is_negative(wanted))
