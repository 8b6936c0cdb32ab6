"""Sequences whose tokens are given one by one: ``w_1 = <sos>, w_2 = I``, "first token: …", "1) … 2) …".

Invariant: positions follow one another without a gap.
"""

import re
from collections.abc import Iterator

from evalhw.text.language.vocabulary import Lexeme, Vocabulary
from evalhw.text.layout.document import Document
from evalhw.text.layout.plain import Plain
from evalhw.text.layout.spans import Span
from evalhw.text.sequences.token_runs import COMMENT, LEAST, Written, labels_of, line_before, made_of

_LABEL = re.compile(
    r"(?<![A-Za-z0-9])(?P<name>[A-Za-z]{1,12})[\s_=-]{0,3}[({]?(?P<index>\d{1,2})[)}]?[\"'`]?\s{0,3}"
    r"(?:=|:(?=[\s\"'`<\[])|←|→|->|⇒|\||\bis\b|\bbecomes\b|\bwould be\b|[-–—](?=\s))[\s\"'`*]*"
)
_NUMBERED = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[,;]))[(]?(?P<index>\d{1,2})[).:]\s{1,3}[\"'`*]*", re.MULTILINE)
_ORDINAL = re.compile(
    r"\b(?P<index>first|second|third|fourth|fifth|sixth|seventh|eighth)\s+(?:token|word|input|step|position|stage|"
    r"phase|item)\s*"
    r"(?:is|[:=–-])[\s\"'`*]*",
    re.IGNORECASE,
)
_PLACES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
_STEP = re.compile(
    r"\b(?:time[\s-]?)?(?:step|position|slot|place|time|t)\s(?P<index>\d{1,2})\s?,?\s"
    r"(?:(?:it|we|you|they|the|decoder|model|is|are|gets?|receives?|given|fed|feed|pass|passed|sees|takes|uses|a|"
    r"special|word|token|"
    r"input|has|reads|with)\s){0,6}[\"'`*(]*",
    re.IGNORECASE,
)
_FILLER = re.compile(r"(?:the|a special|token|word|input|decoder input|start of sequence)\s+[\"'`]?", re.IGNORECASE)


def assigned(
    document: Document, span: Span, vocabulary: Vocabulary, purpose: re.Pattern[str] | None
) -> Iterator[Written]:
    """Sequences whose tokens are given one by one: ``w_1 = <sos>, w_2 = I, …``."""
    view = document.plain(span)
    chain: list[tuple[int, Lexeme]] = []
    name, started = "", 0
    for form in (_LABEL, _NUMBERED, _ORDINAL, _STEP):
        for found in form.finditer(view.text):
            token = _first_token(view.text, found.end(), vocabulary, purpose)
            if token is None:
                continue
            word, own = found.group("index").lower(), found.groupdict().get("name", "").lower()
            index = int(word) if word.isdigit() else _PLACES.index(word) + 1
            follows = chain and own == name and index == chain[-1][0] + 1
            if not follows or found.start() - chain[-1][1].end > COMMENT:
                yield from _chained(document, view, chain, started)
                chain, name, started = [], own, found.start()
                if form is _NUMBERED and index == LEAST:  # the block's own marker was the first number
                    line = view.text.rfind("\n", 0, started) + 1
                    first = _first_token(view.text, line, vocabulary, purpose)
                    chain = [(1, first)] if first and not view.text[first.end : started].strip(" ,;\"'`*") else []
            chain.append((index, token))
        yield from _chained(document, view, chain, started)
        chain = []


def _chained(document: Document, view: Plain, chain: list[tuple[int, Lexeme]], started: int) -> Iterator[Written]:
    if len(chain) < LEAST:
        return
    run = [token for _, token in chain]
    made = made_of(view, run, (), assigned=True)
    block = next(iter(document.blocks_in(made.span)), None)
    over = labels_of(document, block) if block is not None else ()
    yield Written(made.tokens, made.span, line_before(view.text, started), made.after, over, assigned=True)


def _first_token(text: str, at: int, vocabulary: Vocabulary, purpose: re.Pattern[str] | None) -> Lexeme | None:
    """The token right behind a label; behind "input" where the line pairs inputs with outputs."""
    rest = text[at : at + COMMENT].split("\n", 1)[0]
    shift = 0
    if purpose is not None and (announced := purpose.match(rest)):
        shift = announced.end()
        shift += len(rest[shift:]) - len(rest[shift:].lstrip(" :=`\"'*"))
    while filler := _FILLER.match(rest, shift):
        if vocabulary.lexer.match(rest, shift) and vocabulary.knows(next(vocabulary.lex(rest[shift:])).token):
            break
        shift = filler.end()
    lexeme = next(vocabulary.lex(rest[shift:]), None)
    if (
        lexeme is None
        or _IS_LABEL.match(rest, shift + lexeme.end)
        or rest[shift : shift + lexeme.start].strip(" \"'`*([{<")
    ):
        return None
    if not (lexeme.special or vocabulary.knows(lexeme.token)) and re.match(r"\s+\w+\s+\w+", rest[shift + lexeme.end :]):
        return None
    return Lexeme(lexeme.token, at + shift + lexeme.start, at + shift + lexeme.end, lexeme.special)


_IS_LABEL = re.compile(r"_\d")
