"""Find the sequences of tokens that an answer writes down: inline, assigned one by one, as a list, in a table.

Invariant: a sequence is read only from a form that shows where each token ends; words that merely follow one another in
prose are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalhw.text.budget import readable
from evalhw.text.document import Block, Document
from evalhw.text.outline import outline
from evalhw.text.plain import Plain
from evalhw.text.spans import Span
from evalhw.text.vocabulary import Lexeme, Vocabulary
from evalhw.text.words import FUNCTION_WORDS

_LONGEST = 64
_LEAST = 2
_FEW = 7
_COMMENT = 240


@dataclass(frozen=True, slots=True)
class Written:
    """A sequence as it stands in an answer.

    Attributes:
        tokens: Its canonical tokens.
        span: Its passage in the raw text.
        before: The text of its line before it; what the line says it is.
        after: The text of its line behind it.
        over: The labels that stand over it, the nearest first.
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


_HARD = re.compile(
    r"[\s\"'`*_()]*(?:,|→|->|⇒|=>|➜|➡|>|\||/|;|\+)[\s\"'`*_(]*(?:(?:and|then|finally|lastly|next|second|third|fourth|fifth|the|an?)\b,?[\s\"'`*(]*)*"
    r"|[\s\"'`*]*(?:first\b)?,?[\s]*\b(?:and|then|and then|followed by|and finally|finally)\b,?[\s\"'`*(]*(?:the\s+)?[\"'`*(]*"
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
_LABEL = re.compile(
    r"(?<![A-Za-z0-9])(?P<name>[A-Za-z]{1,12})[\s_=-]{0,3}[({]?(?P<index>\d{1,2})[)}]?[\"'`]?\s{0,3}"
    r"(?:=|:(?=[\s\"'`<\[])|←|→|->|⇒|\||\bis\b|\bbecomes\b|\bwould be\b|[-–—](?=\s))[\s\"'`*]*"
)
_NUMBERED = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[,;]))[(]?(?P<index>\d{1,2})[).:]\s{1,3}[\"'`*]*", re.MULTILINE)
_ORDINAL = re.compile(
    r"\b(?P<index>first|second|third|fourth|fifth|sixth|seventh|eighth)\s+(?:token|word|input|step|position|stage|phase|item)\s*"
    r"(?:is|[:=–-])[\s\"'`*]*",
    re.IGNORECASE,
)
_PLACES = "first second third fourth fifth sixth seventh eighth".split()  # reads as a list of words
_FILLER = re.compile(r"(?:the|a special|token|word|input|decoder input|start of sequence)\s+[\"'`]?", re.IGNORECASE)


def written(
    document: Document, spans: Sequence[Span], vocabulary: Vocabulary, purpose: re.Pattern[str] | None
) -> list[Written]:
    """All sequences of some passages of a document, in order.

    Args:
        document: The answer.
        spans: The passages to read.
        vocabulary: The tokens.
        purpose: Words that announce the asked sequence; in "input <sos>, output I" they tell which token to take.
    """
    found: list[Written] = []
    for span in readable(spans):
        found += _assigned(document, span, vocabulary, purpose)
        found += _listed(document, span, vocabulary)
        for block in document.blocks_in(span):
            if block.kind == "table":
                found += _tabled(document, block, span, vocabulary)
            else:
                found += _inline(document, block, span, vocabulary)
    return _outermost(found)


def _outermost(found: list[Written]) -> list[Written]:
    """Drop what lies inside a longer reading of the same passage."""
    kept: list[Written] = []
    for one in sorted(found, key=lambda each: (each.span.start, -each.span.end)):
        if kept and kept[-1].span.start <= one.span.start and one.span.end <= kept[-1].span.end:
            if len(one.tokens) > len(kept[-1].tokens):
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _labels(document: Document, block: Block) -> tuple[str, ...]:
    return tuple(document.view(above).text[-160:].strip() for above in outline(document).get(block.start, ()))


def _inline(document: Document, block: Block, span: Span, vocabulary: Vocabulary) -> Iterator[Written]:
    view = document.view(block).within(span)
    lexemes = _telling(view.text, vocabulary)
    at = 0
    while at < len(lexemes):
        run, assured = _run(view.text, lexemes, at, vocabulary)
        if assured:
            yield _made(view, run, _labels(document, block))
        at += max(1, len(run) if assured else 1)


def _telling(text: str, vocabulary: Vocabulary) -> list[Lexeme]:
    """The tokens of a text without the words that only join them: "first", "then the"."""
    every = list(vocabulary.lex(text))
    kept = []
    for index, one in enumerate(every):
        if vocabulary.knows(one.token) or one.token not in _JOINTS | _ARTICLES:
            kept.append(one)
        elif one.token in _ARTICLES:
            following = every[index + 1] if index + 1 < len(every) else None
            if following is None or not vocabulary.knows(following.token) or text[one.end : following.start].strip():
                kept.append(one)
    return kept


def _run(text: str, lexemes: Sequence[Lexeme], at: int, vocabulary: Vocabulary) -> tuple[list[Lexeme], bool]:
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
    while at + len(run) < len(lexemes) and len(run) < _LONGEST:
        following = lexemes[at + len(run)]
        gap = "," if len(run) == 1 and hard else text[run[-1].end : following.start]
        known = vocabulary.knows(following.token) or following.special
        if following.special and following.token == run[0].token:
            break
        if len(gap) <= _LONGEST and _HARD.fullmatch(gap):
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
    telling = len(token) > _LEAST + 1 and not token.endswith("ly") and token not in FUNCTION_WORDS | _OPENERS
    return (
        telling
        and before[-1:] in {"", ":", "\n", "="}
        and _HARD.fullmatch(text[lexemes[at].end : lexemes[at + 1].start]) is not None
    )


_OPENERS = frozenset(
    {"however", "sure", "okay", "well", "namely", "answer", "right", "phases", "stages", "order", "start"}
)


def _bounded(text: str, lexemes: Sequence[Lexeme], at: int) -> bool:
    """Whether an unknown word stands alone between two separators."""
    end = lexemes[at].end
    following = lexemes[at + 1].start if at + 1 < len(lexemes) else len(text)
    gap = text[end:following]
    return not gap.strip(" \"'`*)]}.") or (len(gap) <= _LONGEST and _HARD.fullmatch(gap) is not None)


def _trimmed(run: list[Lexeme], vocabulary: Vocabulary) -> tuple[list[Lexeme], bool]:
    """Cut unknown words off the end; a run is a sequence when most of it is known."""
    size = len(vocabulary.tokens)
    if (
        len(run) > size
        and all(vocabulary.knows(one.token) for one in run[:size])
        and not vocabulary.knows(run[size].token)
    ):
        if not run[size].special:
            run = run[:size]
    while run and not vocabulary.knows(run[-1].token) and not run[-1].special:
        run = run[:-1]
    known = sum(1 for one in run if vocabulary.knows(one.token))
    return run, len(run) > _LEAST and 2 * known > len(run)


def _made(view: Plain, run: Sequence[Lexeme], over: tuple[str, ...], *, assigned: bool = False) -> Written:
    start, end = run[0].start, run[-1].end
    return Written(
        tuple(one.token for one in run),
        view.raw_span(start, end),
        _line_before(view.text, start),
        view.text[end : end + _COMMENT].split("\n", 1)[0],
        over,
        assigned,
        all(not view.text[one.end : two.start].strip() for one, two in zip(run, run[1:], strict=False)),
    )


def _line_before(text: str, at: int) -> str:
    """The sentence so far, and the one before it only if it ends in a colon."""
    line = text[max(0, at - _COMMENT) : at].rsplit("\n", 1)[-1]
    cut = max(line.rfind(". "), line.rfind("? "), line.rfind("! "), line.rfind("; "))
    return line[cut + 2 :] if cut >= 0 else line


def _assigned(
    document: Document, span: Span, vocabulary: Vocabulary, purpose: re.Pattern[str] | None
) -> Iterator[Written]:
    """Sequences whose tokens are given one by one: ``w_1 = <sos>, w_2 = I, …``."""
    view = document.plain(span)
    chain: list[tuple[int, Lexeme]] = []
    name, started = "", 0
    for form in (_LABEL, _NUMBERED, _ORDINAL):
        for found in form.finditer(view.text):
            token = _first_token(view.text, found.end(), vocabulary, purpose)
            if token is None:
                continue
            word, own = found.group("index").lower(), found.groupdict().get("name", "").lower()
            index = int(word) if word.isdigit() else _PLACES.index(word) + 1
            follows = chain and own == name and index == chain[-1][0] + 1
            if not follows or found.start() - chain[-1][1].end > _COMMENT:
                yield from _chained(document, view, chain, started)
                chain, name, started = [], own, found.start()
                if form is _NUMBERED and index == _LEAST:  # the block's own marker was the first number
                    line = view.text.rfind("\n", 0, started) + 1
                    first = _first_token(view.text, line, vocabulary, purpose)
                    chain = [(1, first)] if first and not view.text[first.end : started].strip(" ,;\"'`*") else []
            chain.append((index, token))
        yield from _chained(document, view, chain, started)
        chain = []


def _chained(document: Document, view: Plain, chain: list[tuple[int, Lexeme]], started: int) -> Iterator[Written]:
    if len(chain) < _LEAST:
        return
    run = [token for _, token in chain]
    made = _made(view, run, (), assigned=True)
    block = next(iter(document.blocks_in(made.span)), None)
    over = _labels(document, block) if block is not None else ()
    yield Written(made.tokens, made.span, _line_before(view.text, started), made.after, over, assigned=True)


def _first_token(text: str, at: int, vocabulary: Vocabulary, purpose: re.Pattern[str] | None) -> Lexeme | None:
    """The token right behind a label; behind "input" where the line pairs inputs with outputs."""
    rest = text[at : at + _COMMENT].split("\n", 1)[0]
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
_ASIDE = re.compile(r"\([^()]{0,200}\)|[-–—:].{0,200}$|,.{0,200}$")


def _listed(document: Document, span: Span, vocabulary: Vocabulary) -> Iterator[Written]:
    """Sequences given as a list of one token an item."""
    chain: list[tuple[Block, str]] = []
    for block in (*document.blocks_in(span), None):
        token = _item_token(document, block, vocabulary) if block is not None else None
        if token is not None and block is not None and (not chain or chain[-1][0].depth == block.depth):
            chain.append((block, token))
            continue
        if len(chain) > _LEAST and 2 * sum(vocabulary.knows(one) for _, one in chain) > len(chain):
            first, last = chain[0][0], chain[-1][0]
            tokens = tuple(one for _, one in chain)
            yield Written(tokens, Span(first.body.start, last.body.end), "", "", _labels(document, first))
        chain = [(block, token)] if token is not None and block is not None else []


def _item_token(document: Document, block: Block, vocabulary: Vocabulary) -> str | None:
    if block.kind != "item" and not (block.kind == "paragraph" and block.end - block.start <= _LONGEST):
        return None
    text = document.view(block).text.strip().strip("\"'`.*")
    lexemes = list(vocabulary.lex(text[:_COMMENT]))
    if not lexemes or text[: lexemes[0].start].strip("\"'`* "):
        return None
    marked = {one.token for one in lexemes if one.special and vocabulary.knows(one.token)}
    if len(marked) == 1 and len(lexemes) <= _FEW:
        return marked.pop()  # "the start-of-sequence token <sos>"
    rest = _ASIDE.sub("", text[lexemes[0].end :]).strip("\"'`.,;* ")
    return lexemes[0].token if not rest else None


def _tabled(document: Document, table: Block, span: Span, vocabulary: Vocabulary) -> Iterator[Written]:
    """Sequences down the columns and along the rows of a table."""
    rows = [row.cells for row in table.rows if row.cells and span.start <= row.cells[0].start <= span.end]
    texts = [[document.cell(cell).text.strip() for cell in cells] for cells in rows]
    over = _labels(document, table)
    for column in range(1, max((len(row) for row in texts), default=0)):
        cells = [(rows[at][column], texts[at][column]) for at in range(1, len(rows)) if column < len(texts[at])]
        head = texts[0][column] if texts and column < len(texts[0]) else ""
        yield from _cells(cells, head, over, vocabulary)
    for at, row in enumerate(texts):
        labelled = not any(vocabulary.knows(one.token) for one in vocabulary.lex(row[0][:_COMMENT]))
        skipped = int(labelled)
        yield from _cells(list(zip(rows[at], row, strict=True))[skipped:], row[0] if labelled else "", over, vocabulary)
        for cell, text in zip(rows[at], row, strict=True):
            yield from _in_cell(document, cell, text, row[0], over, vocabulary)


def _cells(
    cells: list[tuple[Span, str]], head: str, over: tuple[str, ...], vocabulary: Vocabulary
) -> Iterator[Written]:
    tokens: list[str] = []
    for _, text in cells:
        lexemes = list(vocabulary.lex(text[:_COMMENT]))
        bare = _ASIDE.sub("", text).strip("\"'`*. ")
        single = len(lexemes) == 1 and len(bare) <= lexemes[0].end - lexemes[0].start + 2 and "_" not in bare
        tokens.append(lexemes[0].token if single else "")
    known = sum(1 for token in tokens if vocabulary.knows(token))
    if len(tokens) > _LEAST and all(tokens) and 2 * known > len(tokens):
        yield Written(tuple(tokens), Span(cells[0][0].start, cells[-1][0].end), head, "", over)


def _in_cell(  # one cell with what stands over it
    document: Document, cell: Span, text: str, head: str, over: tuple[str, ...], vocabulary: Vocabulary
) -> Iterator[Written]:
    view = document.cell(cell)
    lexemes = list(vocabulary.lex(view.text))
    at = 0
    while at < len(lexemes) and text:
        run, assured = _run(view.text, lexemes, at, vocabulary)
        if assured:
            made = _made(view, run, over)
            yield Written(made.tokens, made.span, made.before or head, made.after, over)
        at += max(1, len(run) if assured else 1)
