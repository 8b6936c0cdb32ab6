"""Runs of tokens in one line: what parts them, where they end, and whether they are a sequence at all.

Invariant: a run is a sequence only if most of its tokens are known; a word between two separators belongs to it, a
word in running prose does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalhw.text.language.vocabulary import Lexeme, Vocabulary
from evalhw.text.language.words import FUNCTION_WORDS
from evalhw.text.layout.document import Block, Document
from evalhw.text.layout.outline import outline
from evalhw.text.layout.plain import Plain
from evalhw.text.layout.spans import Span

LONGEST = 64
LEAST = 2
FEW = 7
COMMENT = 240


@dataclass(frozen=True, slots=True)
class Written:
    """A sequence as it stands in an answer.

    Attributes:
        tokens: Its canonical tokens.
        span: Its passage in the raw text.
        before: The text of its line before it; what the line says it is.
        after: The text of its line behind it.
        over: The labels that stand over it, the nearest first.
        table: Start of the table it stands in, or -1.
        assigned: Whether each token was given its position by name (``w_1 = …``).
        loose: Whether only spaces part its tokens.
    """

    tokens: tuple[str, ...]
    span: Span
    before: str
    after: str
    over: tuple[str, ...]
    assigned: bool = False
    loose: bool = False
    table: int = -1


_HARD = re.compile(
    r"[\s\"'`*_()]*(?:,|[→⇒➜➡⟶⟹↓»▶►⇢⇨↦≺]|-{1,3}>|={1,2}>|(?<=\s)<(?=\s)|>|·|•|∘|\||/|;|\+|(?<=\s)[-–—](?=\s))[\s\"'`*_(]*(?:(?:and|then|finally|lastly|"
    r"next|second|third|fourth|"
    r"fifth|the|an?)\b,?[\s\"'`*(]*)*"
    r"|[\s\"'`*]*(?:first\b)?,?[\s]*\b(?:and|then|and then|followed by|and finally|"
    r"finally)\b,?[\s\"'`*(]*(?:the\s+)?[\"'`*(]*"
    r"|(?:\"\s?\"|'\s?'|\"\s+\"|'\s+'|`\s+`)"
)
_JOINTS = frozenset(
    {"first", "then", "and", "followed", "by", "next", "finally", "lastly", "second", "third", "fourth", "fifth"}
)
_ARTICLES = frozenset({"the", "a", "an"})
_SOFT = re.compile(r"[ \t]{1,3}[\"'`*]{0,2}")
_THEN_LIST = re.compile(
    r"[\s\"'`*]{0,4},?\s?(?:and )?(?:then|followed by|after that)\b(?:\s[\w']+){0,9}\s?:[\s\"'`*]*", re.IGNORECASE
)
_OPENERS = frozenset(
    {"however", "sure", "okay", "well", "namely", "answer", "right", "phases", "stages", "order", "start"}
)


def telling(text: str, vocabulary: Vocabulary) -> list[Lexeme]:
    """The tokens of a text without the words that only join them: "first", "then the"."""
    every = list(vocabulary.lex(text))
    if vocabulary.is_lettered:
        return [one for one in every if len(one.token) == 1]  # any longer word is prose
    kept = []
    for index, one in enumerate(every):
        if vocabulary.knows(one.token) or one.token not in _JOINTS | _ARTICLES:
            kept.append(one)
        elif one.token in _ARTICLES:
            following = every[index + 1] if index + 1 < len(every) else None
            if following is None or not vocabulary.knows(following.token) or text[one.end : following.start].strip():
                kept.append(one)
    return kept


def run_at(text: str, lexemes: Sequence[Lexeme], at: int, vocabulary: Vocabulary) -> tuple[list[Lexeme], bool]:
    """The longest sequence that starts at a lexeme, and whether it is one."""
    if (
        not vocabulary.knows(lexemes[at].token)
        and not lexemes[at].special
        and not _opens(text, lexemes, at, vocabulary)
    ):
        return [], False
    run = [lexemes[at]]
    hard = False
    if lexemes[at].special and (led := _THEN_LIST.match(text, lexemes[at].end)):
        skipped = next(
            (index for index in range(at + 1, len(lexemes)) if lexemes[index].start >= led.end()), len(lexemes)
        )
        lexemes = [*lexemes[: at + 1], *lexemes[skipped:]]
        hard = True
    while at + len(run) < len(lexemes) and len(run) < LONGEST:
        following = lexemes[at + len(run)]
        gap = "," if len(run) == 1 and hard else text[run[-1].end : following.start]
        known = vocabulary.knows(following.token) or following.special
        if following.special and following.token == run[0].token:
            break
        if len(gap) <= LONGEST and _HARD.fullmatch(gap):
            hard = True
            if not known and not _bounded(text, lexemes, at + len(run)):
                break
        elif not _SOFT.fullmatch(gap) or not (run[0].special or known) or (hard and not known):
            break
        run.append(following)
    return _trimmed(run, vocabulary)


def _opens(text: str, lexemes: Sequence[Lexeme], at: int, vocabulary: Vocabulary) -> bool:
    """Whether an unknown word opens a list: "Interphase, prophase, …". Only where no special token marks the start."""
    if at + 1 >= len(lexemes) or vocabulary.has_special or not vocabulary.knows(lexemes[at + 1].token):
        return False
    token, before = lexemes[at].token, text[: lexemes[at].start].rstrip(" \"'`*([")
    telling = len(token) > LEAST + 1 and not token.endswith("ly") and token not in FUNCTION_WORDS | _OPENERS
    return (
        telling
        and before[-1:] in {"", ":", "\n", "="}
        and _HARD.fullmatch(text[lexemes[at].end : lexemes[at + 1].start]) is not None
    )


def _bounded(text: str, lexemes: Sequence[Lexeme], at: int) -> bool:
    """Whether an unknown word stands alone between two separators."""
    end = lexemes[at].end
    following = lexemes[at + 1].start if at + 1 < len(lexemes) else len(text)
    gap = text[end:following]
    return not gap.strip(" \"'`*)]}.") or (len(gap) <= LONGEST and _HARD.fullmatch(gap) is not None)


def _trimmed(run: list[Lexeme], vocabulary: Vocabulary) -> tuple[list[Lexeme], bool]:
    """Cut unknown words off the end; a run is a sequence when most of it is known."""
    if not vocabulary.is_lettered:  # one more letter is one too many
        run = _without_prose(run, vocabulary)
    known = sum(1 for one in run if vocabulary.knows(one.token))
    return run, len(run) > LEAST and 2 * known > len(run)


def _without_prose(run: list[Lexeme], vocabulary: Vocabulary) -> list[Lexeme]:
    size = len(vocabulary.tokens)
    whole = len(run) > size and all(vocabulary.knows(one.token) for one in run[:size])
    if whole and not vocabulary.knows(run[size].token) and not run[size].special:
        run = run[:size]
    while run and not vocabulary.knows(run[-1].token) and not run[-1].special:
        run = run[:-1]
    return run


_STARTS = re.compile(r"\b(?:first|start\w*|begin\w*|initial\w*)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\b(?:then|after (?:that|this)|afterwards?|followed|subsequent\w*|next|every|each|from there|rest)\b",
    re.IGNORECASE,
)


def completed(text: str, run: list[Lexeme], vocabulary: Vocabulary) -> list[Lexeme]:
    """The run with the start token that the text names before it: "the first input is <sos>; after that come I, …"."""
    wanted = vocabulary.tokens
    if not vocabulary.has_special or len(run) != len(wanted) - 1 or any(one.special for one in run):
        return run
    low = max(0, run[0].start - COMMENT)
    before = [one for one in vocabulary.lex(text[low : run[0].start]) if one.special and vocabulary.knows(one.token)]
    if not before:
        return run
    last = before[-1]
    between = text[low + last.end : run[0].start]
    if not _STARTS.search(text, low, run[0].start) or not _GOES_ON.search(between):
        return run
    return [Lexeme(last.token, low + last.start, low + last.end, special=True), *run]


def made_of(view: Plain, run: Sequence[Lexeme], over: tuple[str, ...], *, assigned: bool = False) -> Written:
    """A run of tokens as a written sequence, with what stands around it."""
    start, end = run[0].start, run[-1].end
    return Written(
        tuple(one.token for one in run),
        view.raw_span(start, end),
        line_before(view.text, start),
        view.text[end : end + COMMENT].split("\n", 1)[0],
        over,
        assigned,
        all(not view.text[one.end : two.start].strip() for one, two in pairwise(run)),
    )


def line_before(text: str, at: int) -> str:
    """The sentence so far, and the one before it only if it ends in a colon."""
    line = text[max(0, at - COMMENT) : at].rsplit("\n", 1)[-1]
    cut = max(line.rfind(". "), line.rfind("? "), line.rfind("! "), line.rfind("; "))
    return line[cut + 2 :] if cut >= 0 else line


def labels_of(document: Document, block: Block) -> tuple[str, ...]:
    """The ends of the labels that a block stands under, the nearest first."""
    return tuple(document.view(above).text[-160:].strip() for above in outline(document).get(block.start, ()))
