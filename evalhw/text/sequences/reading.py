"""Find the sequences of tokens that an answer writes down: inline, assigned one by one, as a list, in a table.

Invariant: a sequence is read only from a form that shows where each token ends; words that merely follow one another in
prose are none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from evalhw.text.language.vocabulary import Vocabulary
from evalhw.text.layout.budget import readable
from evalhw.text.layout.document import Block, Document
from evalhw.text.layout.spans import Span
from evalhw.text.sequences.assigned_tokens import assigned
from evalhw.text.sequences.letter_runs import lettered
from evalhw.text.sequences.token_runs import (
    COMMENT,
    FEW,
    LEAST,
    LONGEST,
    Written,
    completed,
    labels_of,
    made_of,
    run_at,
    telling,
)

__all__ = ["Written", "written"]


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
        found += assigned(document, span, vocabulary, purpose)
        found += _listed(document, span, vocabulary)
        if vocabulary.is_lettered:
            found += lettered(document, span, vocabulary)
        for block in document.blocks_in(span):
            if block.kind == "table":
                found += (replace(one, table=block.start) for one in _tabled(document, block, span, vocabulary))
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


def _inline(document: Document, block: Block, span: Span, vocabulary: Vocabulary) -> Iterator[Written]:
    view = document.view(block).within(span)
    lexemes = telling(view.text, vocabulary)
    at = 0
    while at < len(lexemes):
        run, assured = run_at(view.text, lexemes, at, vocabulary)
        if assured:
            yield made_of(view, completed(view.text, run, vocabulary), labels_of(document, block))
        at += max(1, len(run) if assured else 1)


_ASIDE = re.compile(r"\([^()]{0,200}\)|[-–—:].{0,200}$|,.{0,200}$")


def _listed(document: Document, span: Span, vocabulary: Vocabulary) -> Iterator[Written]:
    """Sequences given as a list of one token an item."""
    yield from _listed_by(document, span, vocabulary, _item_token)
    if not vocabulary.has_special:
        yield from _listed_by(document, span, vocabulary, _item_lead)


Reader = Callable[[Document, Block, Vocabulary], "str | None"]


def _listed_by(document: Document, span: Span, vocabulary: Vocabulary, reader: Reader) -> Iterator[Written]:
    chain: list[tuple[Block, str]] = []
    for block in (*document.blocks_in(span), None):
        token = reader(document, block, vocabulary) if block is not None else None
        if token is not None and block is not None and (not chain or chain[-1][0].depth == block.depth):
            chain.append((block, token))
            continue
        if len(chain) > LEAST and 2 * sum(vocabulary.knows(one) for _, one in chain) > len(chain):
            first, last = chain[0][0], chain[-1][0]
            tokens = tuple(one for _, one in chain)
            yield Written(tokens, Span(first.body.start, last.body.end), "", "", labels_of(document, first))
        chain = [(block, token)] if token is not None and block is not None else []


def _item_token(document: Document, block: Block, vocabulary: Vocabulary) -> str | None:
    if block.kind != "item" and not (block.kind == "paragraph" and block.end - block.start <= LONGEST):
        return None
    text = document.view(block).text.strip().strip("\"'`.*")
    lexemes = list(vocabulary.lex(text[:COMMENT]))
    if not lexemes or text[: lexemes[0].start].strip("\"'`* "):
        return None
    marked = {one.token for one in lexemes if one.special and vocabulary.knows(one.token)}
    if len(marked) == 1 and len(lexemes) <= FEW:
        return marked.pop()  # "the start-of-sequence token <sos>"
    rest = _ASIDE.sub("", text[lexemes[0].end :]).strip("\"'`.,;* ")
    return lexemes[0].token if not rest else None


def _item_lead(document: Document, block: Block, vocabulary: Vocabulary) -> str | None:
    """The known token that an item starts with, whatever it goes on to say: "1. **split** the data …"."""
    if block.kind != "item":
        return None
    first = next(vocabulary.lex(document.view(block).text[:COMMENT]), None)
    return first.token if first is not None and first.start <= LEAST and vocabulary.knows(first.token) else None


def _tabled(document: Document, table: Block, span: Span, vocabulary: Vocabulary) -> Iterator[Written]:
    """Sequences down the columns and along the rows of a table."""
    rows = [row.cells for row in table.rows if row.cells and span.start <= row.cells[0].start <= span.end]
    texts = [[document.cell(cell).text.strip() for cell in cells] for cells in rows]
    over = labels_of(document, table)
    for column in range(1, max((len(row) for row in texts), default=0)):
        cells = [(rows[at][column], texts[at][column]) for at in range(1, len(rows)) if column < len(texts[at])]
        head = texts[0][column] if texts and column < len(texts[0]) else ""
        yield from _cells(cells, head, over, vocabulary)
    for at, row in enumerate(texts):
        labelled = not any(vocabulary.knows(one.token) for one in vocabulary.lex(row[0][:COMMENT]))
        skipped = int(labelled)
        yield from _cells(list(zip(rows[at], row, strict=True))[skipped:], row[0] if labelled else "", over, vocabulary)
        for cell, text in zip(rows[at], row, strict=True):
            yield from _in_cell(document, cell, text, row[0], over, vocabulary)


def _cells(
    cells: list[tuple[Span, str]], head: str, over: tuple[str, ...], vocabulary: Vocabulary
) -> Iterator[Written]:
    tokens: list[str] = []
    for _, text in cells:
        lexemes = list(vocabulary.lex(text[:COMMENT]))
        bare = _ASIDE.sub("", text).strip("\"'`*. ")
        single = len(lexemes) == 1 and len(bare) <= lexemes[0].end - lexemes[0].start + 2 and "_" not in bare
        tokens.append(lexemes[0].token if single else "")
    known = sum(1 for token in tokens if vocabulary.knows(token))
    if len(tokens) > LEAST and all(tokens) and 2 * known > len(tokens):
        yield Written(tuple(tokens), Span(cells[0][0].start, cells[-1][0].end), head, "", over)


def _in_cell(  # one cell with what stands over it
    document: Document, cell: Span, text: str, head: str, over: tuple[str, ...], vocabulary: Vocabulary
) -> Iterator[Written]:
    view = document.cell(cell)
    lexemes = list(vocabulary.lex(view.text))
    at = 0
    while at < len(lexemes) and text:
        run, assured = run_at(view.text, lexemes, at, vocabulary)
        if assured:
            made = made_of(view, run, over)
            yield Written(made.tokens, made.span, made.before or head, made.after, over)
        at += max(1, len(run) if assured else 1)
