"""What stands around a quantity and says which part it plays: the name it is given, and the lead of its block.

Invariant: a name speaks of a part only where the answer says so, in words or in its index, and of one part only.

"Let $t_0$ be the time of the baseline and $t_1$ the final one" gives both names their parts; "t_final" has it in its
index; "**Baseline.** Training took 341 s." leads its block.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span
from evalhw.text.quantities.marks import NAMED, Mark, Role, words_of_roles
from evalhw.text.quantities.mentions import Mention, passages
from evalhw.text.quantities.runends import only_run_ends

_NAME = r"[A-Za-zα-ωΑ-Ω]{1,8}(?:_\s?[\w*]{1,16}|_\(\w{1,8}\)|\^\(\w{1,8}\)|\d|')?"
_GIVEN = re.compile(rf"(?:(?<![\w\\])(?:{_NAME})\s*[=≈~]\s*){{1,3}}$")
_IN_TUPLE = re.compile(r"(?<=[=≈~])\s*\((?:[^()=≈]{1,40},)?\s*$")
_EACH = re.compile(rf"({_NAME})\s*[=≈~]")
_TOKEN = re.compile(rf"(?<![\w\\.])(?:\d(?![\w.])|{_NAME}(?![\w']))")
_OF_INDICES = re.compile(r"\b(?:ind(?:ex|ices)|(?:sub|super)scripts?)\b", re.IGNORECASE)
_USED = re.compile(r"\s*[=≈~]|\s*[+*·/^−]|\s-\s\w{1,3}(?!\w)")
_IN_FORMULA = re.compile(r"(?:[+*·/^−|]|(?:^|[\s(|])\w{1,3}\s-)\s*$")
_STANDS_FOR = re.compile(r"\s*(?:stands?|denotes?|refers?|marks?|means?|labels?|for|is|being)\b", re.IGNORECASE)
_INDEX = re.compile(r"[_^]\s?\(?(\w+)\)?$|(\d)$")
_INDEX_WORDS = {
    "before": frozenset({"base", "bl", "init", "ini", "orig", "old", "ref", "begin", "pre", "before", "start"}),
    "after": frozenset({"fin", "end", "new", "opt", "last", "post", "after", "best"}),
}
_LEAD = re.compile(r"[^.:–—|]{2,60}?(?=\s*[.:]|\s[-–—]\s)")
_LEAD_WORDS = 5
_NEAR = 60


@dataclass(frozen=True, eq=False)
class Context:
    """The parts that names play, and those that leads give to their blocks (by the blocks' start)."""

    names: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[int, str] = field(default_factory=dict)

    def named(self, mention: Mention) -> tuple[str, ...]:
        """The parts of the names that a quantity is said to be equal to: "t_0 = 341 s", "a_0 = a_1 = 94 %"."""
        if not self.names or (given := _given(mention)) is None:
            return ()
        found = [self.names.get(name) for name in given]
        return tuple(dict.fromkeys(role for role in found if role))


NOWHERE = Context()
"""No context at all."""


def context_of(document: Document, spans: tuple[Span, ...], found: Sequence[Mention], roles: Sequence[Role]) -> Context:
    """Read the context of some mentions; read once for all who ask for the same roles."""
    key = (__name__, spans, frozenset(roles))
    known = document.memory.get(key)
    if not isinstance(known, Context):
        known = document.memory[key] = _read(document, spans, found, roles)
    return known


def _read(document: Document, spans: tuple[Span, ...], found: Sequence[Mention], roles: Sequence[Role]) -> Context:
    if not found:
        return Context()
    used = {name for mention in found for name in _given(mention) or ()}
    indices = {index for name in used if (index := _index(name))}
    names = {name: own for name in used if (own := _own_roles(name, roles))}
    leads: dict[int, str] = {}
    seen: set[int] = set()
    for passage in passages(document, spans):
        text = passage.view.text
        if passage.block not in seen and not passage.cell and (role := _led(text, roles)):
            leads[passage.block] = role
        seen.add(passage.block)
        if used:
            for name, role in _declared(text, used, indices, roles):
                for one in (name,) if name in used else (one for one in used if _index(one) == name):
                    names.setdefault(one, set()).add(role)
    sure = {name: next(iter(mine)) for name, mine in names.items() if len(mine) == 1}
    return Context({**_by_index(used, sure), **sure}, leads)


def _by_index(used: Iterable[str], sure: Mapping[str, str]) -> dict[str, str]:
    """The parts of names that share their index with names whose part is known: T_0 is the baseline's time, so A_0."""
    known: dict[str, set[str]] = {}
    for name, role in sure.items():
        known.setdefault(_index(name), set()).add(role)
    return {name: min(known[index]) for name in used if (index := _index(name)) and len(known.get(index, ())) == 1}


def _given(mention: Mention) -> tuple[str, ...] | None:
    """The names that a quantity is said to be equal to."""
    before = _IN_TUPLE.sub("", mention.before[-_NEAR:])
    if not before.rstrip().endswith(("=", "≈", "~")):
        return None
    found = _GIVEN.search(before)
    return tuple(_plain(each.group(1)) for each in _EACH.finditer(found.group())) if found else None


def _plain(name: str) -> str:
    return name.replace(" ", "")


def _index(name: str) -> str:
    found = _INDEX.search(name)
    return (found.group(1) or found.group(2)) if found else ""


def _own_roles(name: str, roles: Sequence[Role]) -> set[str]:
    """The part that a name's index or the name itself tells: "T_final", "t_base"."""
    words = {mark.role for mark in words_of_roles(name.replace("_", " "), roles)}
    short = {role.name for role in roles if role.side and _index(name).lower() in _INDEX_WORDS[role.side]}
    return words or short


def _led(text: str, roles: Sequence[Role]) -> str:
    """The part that the lead of a block speaks of: "Baseline.", "Final version:"."""
    lead = _LEAD.match(text)
    if lead is None or len(lead.group().split()) > _LEAD_WORDS or any(sign.isdigit() for sign in lead.group()):
        return ""
    marks = list(words_of_roles(lead.group(), roles))
    if only_run_ends(text, marks):
        return ""
    named = {mark.role for mark in marks if mark.strength == NAMED}
    return named.pop() if len(named) == 1 else ""


def _declared(text: str, used: set[str], indices: set[str], roles: Sequence[Role]) -> Iterator[tuple[str, str]]:
    """The names that a sentence declares, each with its part."""
    names = list(_names(text, used, indices))
    marks = list(words_of_roles(text, roles)) if names else []
    if not marks:
        return
    told: list[tuple[int, str | Mark]] = sorted(
        [*names, *((mark.start, mark) for mark in marks)], key=lambda one: one[0]
    )
    runs = [[one for _, one in run] for _, run in groupby(told, key=lambda one: isinstance(one[1], str))]
    first = 0 if isinstance(runs[0][0], str) else 1
    for at in range(first, len(runs), 2):
        beside = runs[at + 1 - 2 * first : at + 2 - 2 * first]
        yield from _paired([one for one in runs[at] if isinstance(one, str)], beside[0] if beside else [])


def _paired(names: Sequence[str], beside: Sequence[str | Mark]) -> Iterator[tuple[str, str]]:
    """Names with the parts they are told beside: in turn where there are as many, else all with the nearest."""
    roles = list(dict.fromkeys(one.role for one in beside if isinstance(one, Mark)))
    if len(roles) == len(names) > 1:
        yield from zip(names, roles, strict=True)
    elif roles:
        yield from ((name, roles[0]) for name in names)


def _names(text: str, used: set[str], indices: set[str]) -> Iterator[tuple[int, str]]:
    """Where a sentence speaks of the names, or of their indices, without giving them a value."""
    of_indices = _OF_INDICES.search(text) is not None
    for found in _TOKEN.finditer(text):
        name = _plain(found.group())
        worked = _USED.match(text, found.end()) or _IN_FORMULA.search(text, max(0, found.start() - 8), found.start())
        declares = name in used and not worked
        stands = of_indices if name.isdigit() else of_indices or _STANDS_FOR.match(text, found.end())
        if declares or (name in indices and stands):
            yield found.start(), name
