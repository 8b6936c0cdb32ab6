"""Split a turn that answers several questions into the passages that answer each.

Invariant: every character of the answer belongs to exactly one question, or to the preamble, or to the epilogue.

First the lines that may start a part are read (`labels`), then the most plausible chain of them is chosen (`chain`),
then the text is cut there. Rows of a summary table belong to the questions they name. Where no line names the parts,
the order of a numbered list decides, then what the sentences are about; such a split is not certain, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span
from evalhw.text.parts import guesses, summaries
from evalhw.text.parts.chain import Cut, cuts_of
from evalhw.text.parts.closing import closing_start, opening_end
from evalhw.text.parts.labels import Mark, marks
from evalhw.text.parts.tree import Part, Tree, tree

__all__ = ["Part", "Segmentation", "segment"]

_UNREADABLY_LONG = 400_000
_MOST_MARKS = 3000


@dataclass(frozen=True)
class Segmentation:
    """Who owns which passage of an answer.

    Attributes:
        spans: The passages of each question that has any, by id, in order.
        preamble: Passages before and between the parts that belong to none.
        epilogue: Passages after the parts that belong to none.
        certain: Whether the split is read off labels rather than guessed.
        notes: What a grader should know about the split, in sentences.
    """

    spans: dict[str, tuple[Span, ...]]
    preamble: tuple[Span, ...] = ()
    epilogue: tuple[Span, ...] = ()
    certain: bool = True
    notes: tuple[str, ...] = field(default=())


def segment(document: Document, asked: Sequence[Part], others: Sequence[Part] = ()) -> Segmentation:
    """Split an answer by question.

    Args:
        document: The whole turn.
        asked: The questions asked in this turn, in order.
        others: The homework's questions: text that is clearly labelled as another's is taken away from the asked.
            The asked ones may be among them.

    Returns:
        The passages of each question. A question without a passage is not among the keys of `spans`.
    """
    size = len(document.raw)
    if not asked or size > _UNREADABLY_LONG:
        owner = asked[0].id if asked else None
        notes: tuple[str, ...] = () if len(asked) <= 1 else ("The answer is too long to be split by question.",)
        notes += ("The answer is so long that its end is read without structure.",) if document.capped else ()
        return _cut(size, [Cut(0, owner)], certain=len(asked) <= 1, notes=notes)
    parts = tree(asked, others)
    found = list(islice(marks(document), _MOST_MARKS))
    cuts, notes, certain = cuts_of(found, parts)
    rows = summaries.row_cuts(document, parts, cuts)
    told = {cut.owner for cut in (*cuts, *(rows if summaries.are_all(document, rows) else ()))}
    if not told & parts.asked_ids:
        cuts, notes, certain = _without_labels(document, parts, found, cuts)
    more = (*summaries.repeats(document, parts, found, cuts), *summaries.trailing(document, parts, cuts))
    cuts = sorted([*cuts, *more, *rows], key=lambda cut: cut.start)
    cuts, guessed = guesses.missing(document, parts, cuts, opening_end(document))
    if len(parts.asked) == 1:
        cuts = _all_to_the_only_one(parts, cuts, opening_end(document))
    end = closing_start(document)
    framed = [Cut(0, None), *(cut for cut in cuts if cut.start < end), Cut(end, None)]
    absent = _absent(parts, framed, certain=certain)
    return _cut(size, framed, certain=certain and not guessed and not absent, notes=(*notes, *guessed, *absent))


def _without_labels(
    document: Document, parts: Tree, found: Sequence[Mark], cuts: list[Cut]
) -> tuple[list[Cut], tuple[str, ...], bool]:
    """The cuts of an answer that names none of the asked parts."""
    if len(parts.asked) == 1:
        begin = opening_end(document)
        first = min((cut.start for cut in cuts), default=len(document.raw))
        mine = [Cut(begin, parts.asked[0].id)] if begin < first else []
        return [*mine, *cuts], (), True
    return guesses.by_content(document, parts, cuts, found)


def _all_to_the_only_one(parts: Tree, cuts: list[Cut], begin: int) -> list[Cut]:
    """Where one question was asked, what stands before its label and under no other's is its too."""
    owners = {cut.owner for cut in cuts if cut.owner}
    if parts.asked[0].id not in owners or (cuts and begin >= cuts[0].start):
        return cuts
    return [Cut(begin, parts.asked[0].id), *cuts]


def _absent(parts: Tree, cuts: Sequence[Cut], *, certain: bool) -> tuple[str, ...]:
    present = {cut.owner for cut in cuts}
    missing = [part.id for part in parts.asked if part.id not in present]
    if not missing or not certain:
        return ()
    return (f"No passage of the answer is labelled as the answer to {', '.join(missing)}.",)


def _cut(size: int, cuts: Sequence[Cut], *, certain: bool, notes: tuple[str, ...]) -> Segmentation:
    """Cut the text: each cut's owner has the text up to the next cut."""
    spans: dict[str, list[Span]] = {}
    nobody: list[Span] = []
    last_owned = 0
    for cut, end in zip(cuts, [*(cut.start for cut in cuts[1:]), size], strict=True):
        if cut.start >= end:
            continue
        if cut.owner is None:
            nobody.append(Span(cut.start, end))
            continue
        last_owned = end
        mine = spans.setdefault(cut.owner, [])
        if mine and mine[-1].end == cut.start:
            mine[-1] = Span(mine[-1].start, end)
        else:
            mine.append(Span(cut.start, end))
    return Segmentation(
        spans={owner: tuple(found) for owner, found in spans.items()},
        preamble=tuple(span for span in nobody if span.start < last_owned),
        epilogue=tuple(span for span in nobody if span.start >= last_owned),
        certain=certain,
        notes=notes,
    )
