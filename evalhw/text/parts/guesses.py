"""Split an answer that names no part: by a numbered list in the prompt's order, by headings, by what sentences say.

Invariant: a guess is never called certain.
"""

from collections.abc import Sequence
from itertools import islice, pairwise

from evalhw.reading.rules.en.parts import STAGE
from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span
from evalhw.text.parts.chain import Cut
from evalhw.text.parts.closing import opening_end
from evalhw.text.parts.labels import Mark
from evalhw.text.parts.tree import Tree

_ORDER = "The parts are told apart by their order; no label names them."
_CONTENT = "The parts are told apart by what the passages are about; no label names them."
_WHOLE = "No label and no wording tells the parts apart; the whole answer is read as the answer to the first of them."
_STOPS = ".;:!?,"
_ENOUGH = 0.25
_WORDY = 12
_MOST_SENTENCES = 600


def by_content(
    document: Document, parts: Tree, cuts: Sequence[Cut], found: Sequence[Mark]
) -> tuple[list[Cut], tuple[str, ...], bool]:
    """The cuts of an answer to several questions that carries none of their labels."""
    begin = opening_end(document)
    if made := _by_order(parts, begin, found):
        return sorted([*made, *cuts], key=lambda cut: cut.start), (_ORDER,), False
    for attempt, note in ((_by_inline, _ORDER), (_by_wording, _CONTENT)):
        if made := attempt(document, parts, begin):
            return sorted([*made, *cuts], key=lambda cut: cut.start), (note,), False
    return [Cut(begin, parts.asked[0].id), *cuts], (_WHOLE,), False


def _by_order(parts: Tree, begin: int, marks: Sequence[Mark]) -> list[Cut]:
    """One numbered or lettered line a question, in the prompt's order."""
    size = len(parts.asked)
    found = [mark for mark in marks if mark.start >= begin and mark.tokens]
    for form in ("heading", "bold", "keyword", "own_line", "item", "number"):
        run = [mark for mark in found if mark.form == form and mark.depth == 0]
        if len(run) == size and _counts_up(run):
            return [Cut(mark.start, part.id) for mark, part in zip(run, parts.asked, strict=True)]
    return []


def _counts_up(run: Sequence[Mark]) -> bool:
    tokens = [mark.tokens[-1] for mark in run]
    numbers = [str(at + 1) for at in range(len(run))]
    letters = [chr(ord("a") + at) for at in range(len(run))]
    romans = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][: len(run)]
    return tokens in (numbers, letters, romans)


def _by_inline(document: Document, parts: Tree, begin: int) -> list[Cut]:
    """Labels inside running text: "(a) 341 s. (b) I learnt …"."""
    view = document.plain()
    made: list[Cut] = []
    labels = _labels_within(view.text)
    for part in parts.asked:
        for token, start in labels:
            offset = view.starts[start]
            after_last = not made or offset > made[-1].start
            if token == part.key[-1] and offset >= begin and after_last:
                made.append(Cut(offset, part.id))
                break
    return made if len(made) == len(parts.asked) else []


def _by_wording(document: Document, parts: Tree, begin: int) -> list[Cut]:
    """Cut between sentences so that each stretch is about its question; the questions keep their order."""
    units = [sentence for sentence in islice(document.sentences(), _MOST_SENTENCES) if sentence.span.start >= begin]
    if not len(parts.asked) <= len(units) < _MOST_SENTENCES:
        return []
    ids = [part.id for part in parts.asked]
    scores = [parts.affinity(unit.text) for unit in units]
    best = [[0.0] * len(ids) for _ in units]
    came = [[0] * len(ids) for _ in units]
    for at, score in enumerate(scores):
        for which, name in enumerate(ids):
            stay = best[at - 1][which] if at and at >= which else float("-inf")
            move = best[at - 1][which - 1] if at and which else float("-inf")
            first = 0.0 if at == 0 and which == 0 else float("-inf")
            best[at][which] = score[name] + max(stay, move, first)
            came[at][which] = 1 if move >= stay and move > first else 0
    starts: list[int] = []
    at, which = len(units) - 1, len(ids) - 1
    while which > 0:
        if came[at][which]:
            opens = at == 0 or units[at - 1].block != units[at].block
            starts.append(units[at].block.start if opens else units[at].span.start)
            which -= 1
        at -= 1
    edges = [begin, *starts[::-1]]
    named = [scores[_index(units, edge)][name] for edge, name in zip(edges, ids, strict=True)]
    if sum(value > _ENOUGH for value in named) < len(ids):
        return []
    return [Cut(edge, name) for edge, name in zip(edges, ids, strict=True)]


def _index(units: Sequence[object], edge: int) -> int:
    starts = [unit.span.start for unit in units]  # type: ignore[attr-defined]  # sentences
    return next((at for at, start in enumerate(starts) if start >= edge), 0)


def missing(document: Document, parts: Tree, cuts: list[Cut], begin: int) -> tuple[list[Cut], tuple[str, ...]]:
    """Guess where asked questions are answered that no label names while labels name others."""
    if len(parts.asked) == 1:
        return cuts, ()
    made = [*_first(document, parts, cuts, begin), *_inline(document, parts, cuts)]
    if not made:
        return cuts, ()
    names = ", ".join(dict.fromkeys(cut.owner for cut in made if cut.owner))
    return sorted([*cuts, *made], key=lambda cut: cut.start), (
        f"Where {names} is answered is a guess; no line names it.",
    )


def _first(document: Document, parts: Tree, cuts: Sequence[Cut], begin: int) -> list[Cut]:
    """The text before the first label, if the first question has none and the text is about it."""
    first = parts.asked[0]
    stop = min((cut.start for cut in cuts), default=0)
    if any(cut.owner == first.id for cut in cuts) or begin >= stop:
        return []
    text = document.plain(Span(begin, stop)).text
    affinity = parts.affinity(text)
    rivals = max(affinity[part.id] for part in parts.asked if part.id != first.id)
    akin = len(text.split()) >= _WORDY and affinity[first.id] > rivals
    return [Cut(begin, first.id)] if akin else []


def _inline(document: Document, parts: Tree, cuts: Sequence[Cut]) -> list[Cut]:
    """A label in the running text of the part before it: "(b) … ; (c) …"."""
    owners = {cut.owner for cut in cuts}
    made: list[Cut] = []
    for before, part in pairwise(parts.asked):
        if part.id in owners or before.id not in owners:
            continue
        starts = [cut.start for cut in cuts if cut.owner == before.id]
        stop = min((cut.start for cut in cuts if cut.start > starts[0]), default=len(document.raw))
        view = document.plain(Span(starts[0], stop))
        hits = [view.starts[start] for token, start in _labels_within(view.text) if token == part.key[-1]]
        if hits and hits[0] > starts[0]:
            made.append(Cut(hits[0], part.id))
            owners.add(part.id)
            cuts = [*cuts, made[-1]]
    return made


def _labels_within(text: str) -> list[tuple[str, int]]:
    """The labels in running text, each with its token in lower case and where it starts."""
    found: list[tuple[str, int]] = []
    opened = -1  # where the line begins that a label opened
    for one in STAGE.find(text):
        start, end = one.groups["token"]
        at = start - (text[start - 1 : start] == "(")
        line = text.rfind("\n", 0, at) + 1
        before = text[line:at].rstrip()
        # In the middle of a clause only on a line that began with a part: elsewhere it may be anything.
        if before and before[-1] not in _STOPS and opened != line:
            continue
        opened = line if not before else opened
        found.append((text[start:end].lower(), at))
    return found
