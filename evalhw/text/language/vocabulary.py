"""The tokens a sequence is made of, and how answers write them.

Invariant: two spellings of one token give the same canonical token; anything else stays itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evalhw.text.language.words import stem

_ANGLES = str.maketrans("⟨⟩〈〉‹›＜＞", "<><><><>")
_BRACKETED = re.compile(r"<\|?\s*/?\s*[\w ]{1,20}\s*\|?>|\[\s*[A-Za-z]{2,12}\s*\]")
_SHORT = 2
_WORD = r"[^\W_]+(?:['’-][^\W_]+)*"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A token of a text: what it is, and its range."""

    token: str
    start: int
    end: int
    special: bool


@dataclass(frozen=True)
class Vocabulary:
    """The expected tokens with their synonyms."""

    tokens: tuple[str, ...]
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ignore_case: bool = True

    @classmethod
    def of(cls, tokens: Sequence[str], synonyms: Mapping[str, Sequence[str]], *, ignore_case: bool) -> "Vocabulary":
        """A vocabulary from a rubric's fields."""
        return cls(tuple(tokens), tuple((key, tuple(value)) for key, value in synonyms.items()), ignore_case)

    @cached_property
    def canonical(self) -> Mapping[str, str]:
        """From every spelling, folded, to its token."""
        known: dict[str, str] = {}
        for token in self.tokens:
            known[self.fold(token)] = self.fold(token)
        for token, others in self.synonyms:
            for other in (*others, *_variants(token), *(each for one in others for each in _variants(one))):
                known.setdefault(self.fold(other), self.fold(token))
            known.setdefault(self.fold(token), self.fold(token))
        return known

    @cached_property
    def lexer(self) -> re.Pattern[str]:
        """Matches one token: a declared spelling first, then anything in brackets, then a word."""
        spellings = {self.fold(token) for token in self.canonical}
        odd = sorted((one for one in spellings if not re.fullmatch(_WORD, one)), key=len, reverse=True)
        declared = "|".join(_flexible(one) for one in odd)
        first = rf"(?P<declared>{declared})|" if declared else ""
        return re.compile(rf"{first}(?P<special>{_BRACKETED.pattern})|(?P<word>i\.e|e\.g|{_WORD})", re.IGNORECASE)

    @cached_property
    def _stems(self) -> Mapping[str, str]:
        """From stems to tokens where all tokens are plain words; beside special tokens a word is exact."""
        if self.has_special:
            return {}
        return {stem(one): token for one, token in self.canonical.items() if one.isalpha() and len(one) > _SHORT}

    def fold(self, token: str) -> str:
        """A spelling without case, quotes and inner spaces."""
        text = token.translate(_ANGLES).replace("\\", "").strip().strip("\"'`")
        if text[:1] in "<[":
            text = re.sub(r"[\s|]", "", text)
        return text.lower() if self.ignore_case else text

    def lex(self, text: str) -> Iterator[Lexeme]:
        """The tokens of a text in order."""
        readable = text.translate(_ANGLES)
        for found in self.lexer.finditer(readable):
            folded = self.fold(re.sub(r"\s+", " ", found.group()))
            token = self.canonical.get(folded) or self._stems.get(stem(folded), folded)
            special = found.lastgroup != "word" or not token[:1].isalnum()
            yield Lexeme(token, found.start(), found.end(), special)

    @cached_property
    def has_special(self) -> bool:
        """Whether one of the tokens is no word."""
        return any(not token[:1].isalnum() for token in self.tokens)

    @cached_property
    def is_lettered(self) -> bool:
        """Whether the tokens are single letters, each once, so that any longer word is prose."""
        return all(len(one) == 1 and one.isalpha() for one in self.tokens) and len(set(self.tokens)) == len(self.tokens)

    def knows(self, token: str) -> bool:
        """Whether a canonical token belongs to the vocabulary."""
        return token in self._own

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(self.canonical.values())


def _variants(token: str) -> tuple[str, ...]:
    """The ways a bracketed token is written: ``<sos>``, ``[SOS]``, ``SOS``."""
    inner = token.strip("<>[]|/ ")
    if inner == token or not inner:
        return ()
    return (f"<{inner}>", f"[{inner}]", inner)


def _flexible(spelling: str) -> str:
    """A pattern for a declared spelling that allows spaces inside brackets."""
    if spelling[:1] in "<[":
        inner = re.escape(spelling[1:-1])
        return rf"{re.escape(spelling[0])}\|?\s?{inner}\s?\|?{re.escape(spelling[-1])}"
    edge = r"(?![\w])" if spelling[-1:].isalnum() else ""
    start = r"(?<![\w])" if spelling[:1].isalnum() else ""
    return start + r"\s+".join(re.escape(part) for part in spelling.split()) + edge
