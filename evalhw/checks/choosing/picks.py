"""What an answer says of each option: chosen or rejected, where, and how firmly.

Invariant: a pick stands on one passage; an option that is named in a question, or in a list of all options, is no pick.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from evalhw.checks.base import Answer
from evalhw.checks.choosing.asked import Asked, asked_of
from evalhw.checks.choosing.exclusion import exclusion
from evalhw.checks.choosing.marks import boxed, boxes, entries, tabled
from evalhw.checks.choosing.options import OptionReader, Seen
from evalhw.checks.choosing.selection import DECISIVE, LINE, Pick, beside_a_list, rows_are_labels, starts_row
from evalhw.checks.choosing.sentences import (
    enumerates,
    failure_of,
    firmness_of,
    head_of,
    is_rejected,
    joined,
    named_in,
    rejected_by_lead,
    rejecting_label,
    verdict_at_end,
    verdict_beside,
)
from evalhw.text.layout.budget import few, readable
from evalhw.text.layout.spans import Span
from evalhw.text.quantities.mentions import Passage, passages


def picks(answer: Answer, reader: OptionReader) -> list[Pick]:
    """Everything an answer says of the options, in the order of the text."""
    every, asked = list(passages(answer.document, answer.spans)), asked_of(answer.prompt)
    ledger = entries(answer.raw, readable(answer.spans), reader)
    found = [*boxed(answer, reader), *_ticked(answer, reader), *ledger, *tabled(every, reader, asked)]
    taken = [pick.span for pick in found]
    tables = {pick.group for pick in found if not pick.verdict}
    lists = {block.start for block in answer.document.blocks if block.kind == "item"}
    items = {one.where.start: one.block in lists for one in every}
    rows = {one.where.start for one in every if one.cell and starts_row(answer.raw, one.where.start)}
    said = _said([one for one in every if not (one.cell and one.block in tables)], reader, asked)
    found += _outside(taken, beside_a_list(rows_are_labels([*said], rows), items, len(reader.options)))
    if not found:
        return _all(every, reader, asked)
    if found and not any(pick.chosen for pick in found):
        found += _rest(every, reader, asked, found)
    return _regrouped(sorted(found, key=lambda pick: (pick.span.start, pick.span.end)))


def _outside(taken: Sequence[Span], said: Sequence[Pick]) -> list[Pick]:
    """The picks that do not start in a passage read before."""
    spans = sorted(taken, key=lambda span: span.start)
    starts = [span.start for span in spans]
    reach = [0, *accumulate((span.end for span in spans), max)]  # how far the first so many of them reach
    return [pick for pick in said if reach[bisect_right(starts, pick.span.start)] <= pick.span.start]


def _all(every: Sequence[Passage], reader: OptionReader, asked: Asked) -> list[Pick]:
    """All options, where a sentence says it of all and no option is named."""
    size = len(reader.options)
    said = next((one for one in every if asked.all_are_chosen(one.view.text, size)), None)
    if said is None:
        return []
    return [Pick(option, True, DECISIVE, said.where, said.where.start, closing=True) for option in range(size)]


def _rest(every: Sequence[Passage], reader: OptionReader, asked: Asked, found: Sequence[Pick]) -> Iterator[Pick]:
    """The options that are chosen as the rest: "C and E are not, the others are"."""
    said = next((passage for passage in reversed(every) if asked.rest_is_chosen(passage.view.text)), None)
    rejected = {pick.option for pick in found}
    for option in range(len(reader.options)) if said is not None else ():
        if said is not None and option not in rejected:
            yield Pick(option, True, DECISIVE, said.where, said.where.start)


def _regrouped(found: Sequence[Pick]) -> list[Pick]:
    """Verdicts on one option after another are one selection, until an option comes a second time."""
    result: list[Pick] = []
    seen: set[int] = set()
    group = 0
    for pick in found:
        if not pick.verdict:
            result.append(pick)
            continue
        if not seen or pick.option in seen:
            seen, group = set(), pick.group
        seen.add(pick.option)
        result.append(replace(pick, group=group))
    return result


_APART = 400


def _ticked(answer: Answer, reader: OptionReader) -> Iterator[Pick]:
    found = boxes(answer.raw, readable(answer.spans), reader)
    groups: list[list[int]] = []
    for index, box in enumerate(found):
        near = groups and box.span.start - found[groups[-1][-1]].span.end <= len(box.line) + 4 * _APART
        seen = {found[at].option for at in groups[-1]} if groups else set()
        if near and box.option not in seen:
            groups[-1].append(index)
        else:
            groups.append([index])
    for group in groups:
        members = [found[at] for at in group]
        some = any(box.ticked for box in members)
        if not some and len(members) >= len(reader.options):
            continue  # the empty list, copied
        for box in members:
            yield Pick(box.option, box.ticked or not some, DECISIVE, box.span, members[0].span.start, closing=True)


def _said(every: Sequence[Passage], reader: OptionReader, asked: Asked) -> Iterator[Pick]:
    heads = [head_of(passage, reader) for passage in every]
    several = len({head.option for head in heads if head is not None}) > 1
    group = -1
    for index, passage in enumerate(every):
        text = passage.view.text
        if not text.strip() or text.rstrip().endswith("?"):
            continue
        outright = _outright(passage, reader, asked, heads[index])
        if outright:
            yield from outright
            group = passage.where.start
            continue
        seen = few(named_in(passage, reader, heads[index], asked))
        if _is_bare_list(text, seen, reader):
            continue
        named = Named(passage, tuple(seen), heads[index], several, _about_it(every, index, reader), asked)
        adds = any(asked.adds(text, one.end) for one in seen)
        for pick in (_pick(named, one) for one in (seen if named.line_verdict is None else seen[:1])):
            if adds and pick.chosen and not pick.closing:  # one more, beside those chosen before
                yield replace(pick, firmness=DECISIVE, closing=group >= 0, group=group if group >= 0 else pick.group)
                continue
            group = pick.group if pick.closing else group
            yield pick


def _outright(passage: Passage, reader: OptionReader, asked: Asked, head: Seen | None) -> list[Pick]:
    """What a sentence chooses by naming the others, or by letters and nothing else."""
    text, group = passage.view.text, passage.where.start
    if (found := exclusion(text, reader, asked)) is not None:
        named = {one.option: passage.view.raw_span(one.start, one.end) for one in found.named}
        phrase = passage.view.raw_span(found.start, found.end)
        return [
            Pick(at, (at in named) == found.named_chosen, DECISIVE, named.get(at, phrase), group, closing=True)
            for at in range(len(reader.options))
        ]
    letters = reader.lettered(text)
    if not letters:
        return []
    everything = len({one.option for one in letters}) == len(reader.options) > _PAIR
    if not everything and len(letters) <= len(named_in(passage, reader, head, asked)):
        return []
    lead = text[: letters[0].start]
    denied = any(rejecting_label(label, asked) for label in (*passage.over[:1], lead))
    spans = [passage.view.raw_span(one.start, one.end) for one in letters]
    return [
        Pick(one.option, not denied, LINE, span, group, whole=True) for one, span in zip(letters, spans, strict=True)
    ]


def _is_bare_list(text: str, seen: Sequence[Seen], reader: OptionReader) -> bool:
    """Whether a sentence lists all the options and says nothing of them."""
    every = len({one.option for one in seen}) == len(reader.options) > _PAIR
    return every and verdict_beside(text, seen[-1], seen) is None and enumerates(text, seen)


_PAIR = 2


def _about_it(every: Sequence[Passage], index: int, reader: OptionReader) -> tuple[str, ...]:
    """The next sentences of the same block that still speak of the options before them: they name none."""
    result: list[str] = []
    for later in every[index + 1 : index + 4]:
        if later.block != every[index].block or reader.named(later.view.text):
            break
        result.append(later.view.text)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Named:
    """The options that a sentence names, and what is needed to weigh them.

    Attributes:
        passage: The sentence.
        seen: The options, in order.
        head: The option that the line starts with.
        several: Whether several lines start with options.
        following: The next sentences that name no option.
        asked: What the question asks of the options.
    """

    passage: Passage
    seen: tuple[Seen, ...]
    head: Seen | None
    several: bool
    following: tuple[str, ...]
    asked: Asked

    @property
    def line_verdict(self) -> bool | None:
        """What a line on one option of several ends in: "…, convex", "…, not convex"."""
        if not self.several or self.head is None or len({one.option for one in self.seen}) > 1:
            return None
        said = self.passage.view.text[self.head.end :]
        verdict = self.asked.verdict(said)
        return verdict_at_end(said) if verdict is None else verdict


def _pick(named: Named, one: Seen) -> Pick:
    passage, seen = named.passage, named.seen
    text, span = passage.view.text, passage.view.raw_span(one.start, one.end)
    readings = (named.asked.beside(text, one.end), verdict_beside(text, one, seen), named.line_verdict)
    verdict = next((reading for reading in readings if reading is not None), None)
    if verdict is not None:
        return Pick(one.option, verdict, DECISIVE, span, passage.block, closing=True, verdict=True)
    firmness, closing, whole, rules = firmness_of(passage, one, seen, named.head, named.several)
    first, last = joined(text, one, seen)
    announced = named.asked.announced(text[: first.start])
    if announced:
        firmness, closing = DECISIVE, True
    if named.asked.asserts(text, last.end):
        firmness = max(firmness, DECISIVE)
        whole = whole or first.option != last.option  # a list: what others are said to be besides is no choice
    failure = failure_of(text, one, seen, named.asked)
    rejected = (
        announced is False
        or named.asked.denies(text, last.end)
        or is_rejected(passage, one, seen, named.following)
        or bool(failure)
        or rejected_by_lead(text, one, seen, named.asked)
        or any(rejecting_label(label, named.asked) for label in passage.over[:1])
    )
    under = passage.over[0] if passage.over else ""
    return Pick(
        one.option, not rejected, firmness, span, passage.where.start, closing, whole, under, rules=(*failure, *rules)
    )
