"""Choose, among the lines that may start a part, those that do.

Invariant: a chain names each node of the homework at most once, first in the homework's order, then what stands out of
order but is plainly labelled.

Each pair of a line and a node it may mean has a weight: how the label is written (a heading weighs more than an item),
how fully it names the node ("4a" more than "(a)"), and what the words after it are about. The chain of the greatest
weight is found by dynamic programming. Questions that were not asked must be named plainly before they take text away.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalhw.text.parts.labels import Form, Mark
from evalhw.text.parts.tree import Path, Tree

_WEIGHT: dict[Form, float] = {
    "heading": 3.0,
    "bold": 2.5,
    "keyword": 2.2,
    "own_line": 2.0,
    "item": 1.5,
    "lead": 0.9,
    "number": 0.6,
    "row": 1.0,
    "inline": 0.8,
    "title": 0.0,
}
_QUALIFIED = 1.5
_ABOUT = 2.0
_MOST_DOUBT = 0.25
_NESTED = 0.8
_ASKED_LEAST = 0.3
_OTHER_LEAST = 2.6
_PLAIN_CONTRAST = 0.12
_CLEAR_CONTRAST = 0.4
_SURE_CONTRAST = 0.65
_STRONG = 2.2
_MOST_MARKS = 100


@dataclass(frozen=True, slots=True)
class Cut:
    """From `start` on the text belongs to the question `owner`, or to none."""

    start: int
    owner: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line taken for the start of a node, with its weight."""

    mark: Mark
    path: Path
    weight: float
    qualified: bool


def cuts_of(found: Sequence[Mark], parts: Tree) -> tuple[list[Cut], tuple[str, ...], bool]:
    """The cuts that labelled lines make, notes on them, and whether they are certain."""
    labelled = [mark for mark in found if mark.tokens and mark.form != "number"]
    labelled += [mark for mark in found if mark.form == "number" and len(parts.named(mark.tokens)) == 1]
    chain = best_chain(candidates(sorted(labelled, key=lambda mark: mark.start)[:_MOST_MARKS], parts), parts)
    if all(candidate.mark.form == "lead" and candidate.mark.depth for candidate in chain):
        chain = []  # "For part (a), you could say …" in a list of advice names no passage
    if not any(parts.asked_below(candidate.path) for candidate in chain):
        chain = [*chain, *_by_title(found, parts)]
        chain.sort(key=lambda candidate: candidate.mark.start)
    cuts = [Cut(candidate.mark.start, owner(candidate.path, chain, parts)) for candidate in chain]
    return cuts, (), True


def owner(path: Path, chain: Sequence[Candidate], parts: Tree) -> str | None:
    """Who owns the text under a node: its part, or the only asked part under it that is not named by itself."""
    part = parts.part(path)
    if part:
        return part.id
    named = {candidate.path for candidate in chain}
    below = [part for part in parts.asked_below(path) if part.key not in named]
    lone = below and len(parts.asked_below(path)) == 1
    return below[0].id if lone else None


def candidates(found: Sequence[Mark], parts: Tree) -> list[Candidate]:
    """Every plausible pair of a line and a node, in the order of the lines."""
    follows = _follows_the_homework(found, parts)
    made = [candidate for mark in found for candidate in _of_mark(mark, parts, follows=follows)]
    named = {candidate.path for candidate in made if parts.part(candidate.path)}
    if follows or len(named) < 2 or parts.asked[0].key not in named:  # noqa: PLR2004  # its own label and another's
        return made
    return [candidate for mark in found for candidate in _of_mark(mark, parts, follows=True)]


def _follows_the_homework(found: Sequence[Mark], parts: Tree) -> bool:
    """Whether the labels can only be the homework's: an enumeration of one's own would not start at "(b)"."""
    if len(parts.asked) > 1:
        return True
    key = parts.asked[0].key
    opening = next((mark.tokens for mark in found if mark.form not in {"number", "lead"}), ())
    if not opening or opening != key[-len(opening) :]:
        return False
    return min(parts.order[path] for path in parts.order if path[:-1] == key[:-1]) != parts.order[key]


def _of_mark(mark: Mark, parts: Tree, *, follows: bool) -> Iterator[Candidate]:
    affinity: dict[str, float] | None = None
    for path in parts.named(mark.tokens):
        qualified = len(mark.tokens) == len(path) or (len(mark.tokens) > 1 and mark.tokens[0] == path[0])
        qualified = qualified and (len(path) > 1 or mark.keyword or mark.form == "heading")
        weight = _WEIGHT[mark.form] + (_QUALIFIED if qualified else 0.0) - _NESTED * mark.depth
        if affinity is None:
            affinity = parts.affinity(mark.title or mark.text)
        part = parts.part(path)
        contrast = 0.0
        if part:
            rivals = [affinity[other.id] for other in parts.asked if other.id != part.id]
            contrast = affinity[part.id] - max(rivals, default=0.0)
            weight += _ABOUT * min(max(contrast, -_MOST_DOUBT), 2 * _MOST_DOUBT)
        if _admitted(mark, path, parts, weight, contrast, qualified=qualified, follows=follows):
            yield Candidate(mark, path, weight, qualified)


def _admitted(
    mark: Mark, path: Path, parts: Tree, weight: float, contrast: float, *, qualified: bool, follows: bool
) -> bool:
    """Whether a line may stand for a node: easily for an asked one, only plainly for another."""
    if parts.asked_below(path):
        stands_over_others = (
            parts.part(path) is None and not qualified and mark.form not in {"heading", "own_line", "bold"}
        )
        return weight >= _ASKED_LEAST and not stands_over_others
    if qualified:
        stands_for_itself = parts.part(path) is not None or mark.keyword
        return stands_for_itself and mark.form in {"heading", "bold", "own_line", "keyword"}
    akin = any(path[:-1] == asked.key[: len(path) - 1] for asked in parts.asked)
    if len(parts.asked) == 1 and follows:
        return akin and mark.depth == 0
    alone = len(parts.asked) == 1
    if alone and parts.order[path] < parts.order[parts.asked[0].key]:  # what comes before does less harm if it is kept
        return akin and contrast > _SURE_CONTRAST
    told = contrast > _CLEAR_CONTRAST and mark.depth == 0
    return akin and (told or (weight >= _OTHER_LEAST and (contrast > _PLAIN_CONTRAST or follows)))


def best_chain(found: Sequence[Candidate], parts: Tree) -> list[Candidate]:
    """The heaviest chain in the homework's order, then plainly labelled nodes that stand out of order."""
    order = parts.order
    best: list[tuple[float, int]] = []
    for at, candidate in enumerate(found):
        top = (candidate.weight + _step(None, candidate, parts), -1)
        for before in range(at):
            earlier = found[before]
            if earlier.mark.start < candidate.mark.start and order[earlier.path] < order[candidate.path]:
                value = best[before][0] + candidate.weight + _step(earlier, candidate, parts)
                top = max(top, (value, before))
        best.append(top)
    chain: list[Candidate] = []
    at = max(range(len(best)), key=lambda index: best[index][0], default=-1)
    while at >= 0:
        chain.append(found[at])
        at = best[at][1]
    return _with_stragglers(chain[::-1], found, parts)


def _step(before: Candidate | None, after: Candidate, parts: Tree) -> float:
    """How natural it is that one node follows another."""
    if after.qualified:
        return 0.0
    parent = after.path[: -len(after.mark.tokens)]
    if before is None:
        return 0.0 if parts.asked_below(after.path) else -0.5
    if before.path[: len(parent)] == parent:
        return 0.5
    return -0.3 if parts.asked_below(after.path) else -4.0


def _with_stragglers(chain: list[Candidate], found: Sequence[Candidate], parts: Tree) -> list[Candidate]:
    named = {candidate.path for candidate in chain}
    taken = {candidate.mark.start for candidate in chain}
    for candidate in found:
        fits = candidate.path not in named and candidate.mark.start not in taken
        if fits and candidate.weight >= _STRONG and parts.part(candidate.path) and parts.asked_below(candidate.path):
            chain.append(candidate)
            named.add(candidate.path)
            taken.add(candidate.mark.start)
    return sorted(chain, key=lambda candidate: candidate.mark.start)


def _by_title(found: Sequence[Mark], parts: Tree) -> list[Candidate]:
    """Lines that carry a part's title instead of its label."""
    chain: dict[Path, Candidate] = {}
    for mark in found:
        title = " ".join(mark.title.lower().rstrip(":.").split())
        path = parts.titles.get(title)
        if path is not None and path not in chain and len(parts.asked) > 1:
            chain[path] = Candidate(mark, path, _WEIGHT["heading"], qualified=True)
    return list(chain.values())
