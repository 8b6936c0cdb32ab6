"""Which questions a text names by label: "problem 3b and question 4", "(ii)", a heading "(a)(i) Layers".

Invariant: a label names what the homework has, or nothing. A label without a problem's number is read within a problem.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evalhw.spec import HomeworkSpec, ProblemSpec
from evalhw.text.document import Document
from evalhw.text.labels import Mark, marks

Path = tuple[str, ...]

_NAMED = re.compile(
    r"\b(?:problems?|questions?|exercises?|tasks?|parts?|numbers?|nos?|q)\b\.?\s{0,3}#?"
    r"(?P<labels>(?:[\d(][\w().]{0,12}|[a-z]\b|[ivx]{1,4}\b)"
    r"(?:\s{0,3}(?:,|and|&|or|to|through)\s{0,3}(?:and\s)?(?:[\d(][\w().]{0,12}|[a-z]\b(?!\s\w)|[ivx]{1,4}\b))*)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"(?:^|\s|\bfor\s)((?:\((?:[a-z]|[ivx]{1,4})\)\s?){1,3})", re.IGNORECASE)
_TOKEN = re.compile(r"\d+|[A-Za-z]+")
_JOINT = re.compile(r"\s*(?:,|\band\b|&|\bor\b|\bto\b|\bthrough\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """What a text names.

    Attributes:
        whole: Labels that begin with a problem's number, as they lead to it.
        partial: Labels of parts, without the number, in order.
    """

    whole: tuple[Path, ...]
    partial: tuple[Path, ...]


def named_in_prompt(prompt: str) -> Named:
    """The labels in a prompt: by a word such as "problem", in brackets, or at the head of a line."""
    head = prompt[:20_000]
    found: list[tuple[int, Path]] = []
    for match in _NAMED.finditer(head):
        found += ((match.start(), _tokens(label)) for label in _JOINT.split(match["labels"]))
    found += ((match.start(), _tokens(match[1])) for match in _BRACKETED.finditer(head))
    found += ((mark.start, mark.tokens) for mark in _labelled(head, numbers=True))
    paths = list(dict.fromkeys(path for _, path in sorted(found) if path))
    return Named(tuple(p for p in paths if p[0].isdigit()), tuple(p for p in paths if not p[0].isdigit()))


def labels_of_answer(answer: str) -> tuple[Path, ...]:
    """The labels under which an answer stands, in order; the numbers of its steps are none."""
    return tuple(mark.tokens for mark in _labelled(answer[:200_000], numbers=False))


def _labelled(text: str, *, numbers: bool) -> Iterator[Mark]:
    for mark in marks(Document.parse(text)):
        bare_number = len(mark.tokens) == 1 and mark.tokens[0].isdigit() and not mark.keyword
        if mark.tokens and (numbers or not bare_number):
            yield mark


def _tokens(label: str) -> Path:
    return tuple(token.lower() for token in _TOKEN.findall(label))


def path_of(problem: ProblemSpec) -> Path:
    """A problem's id as labels: ``3b`` is ("3", "b")."""
    return tuple(token.lower() for token in re.findall(r"[0-9]+|[A-Za-z]+", problem.id))


def under_whole(spec: HomeworkSpec, path: Path) -> tuple[str, ...]:
    """The questions that a label with its problem's number leads to."""
    return tuple(id_ for id_, question in spec.questions.items() if _lower(question.path)[: len(path)] == path)


def under_partial(spec: HomeworkSpec, problem: ProblemSpec, paths: Iterable[Path]) -> tuple[tuple[str, ...], int]:
    """Read labels of parts within one problem, each in the light of those before it.

    Returns:
        The questions they lead to, in the order of the problem; and how many labels lead nowhere.
    """
    rest = {question.id: _rest(_lower(question.path), path_of(problem)) for question in problem.questions}
    found: dict[str, None] = {}
    groups: list[tuple[str, ...]] = []
    outer: Path = ()
    lost = 0
    for path in paths:
        inner = path
        if path[0].isdigit():
            if not set(under_whole(spec, path)) & set(rest):
                lost += 1
                continue
            inner = _rest(path, path_of(problem))
        ids, outer = _lead(rest, inner, outer)
        if not ids:
            lost += bool(inner)
        elif len(ids) == 1:
            found[ids[0]] = None
        else:
            groups.append(ids)
    for ids in groups:
        # A label of several parts, such as (a) above (i) and (ii), counts only where no deeper one follows.
        if not set(ids) & set(found):
            found.update(dict.fromkeys(ids))
    return tuple(id_ for id_ in rest if id_ in found), lost


def _lead(rest: dict[str, Path], path: Path, outer: Path) -> tuple[tuple[str, ...], Path]:
    """The questions a label leads to, deeper in the part above it if it can, and the part that it opens."""
    if not path:
        return (), ()
    for start in (outer, ()):
        whole = (*start, *path)
        ids = tuple(id_ for id_, own in rest.items() if own[: len(whole)] == whole)
        if ids:
            deeper = any(len(rest[id_]) > len(whole) for id_ in ids)
            return ids, whole if deeper else start
    ids = tuple(id_ for id_, own in rest.items() if own[-len(path) :] == path)
    return (ids if len(ids) == 1 else ()), outer


def _rest(path: Path, head: Path) -> Path:
    return path[len(head) :] if path[: len(head)] == head else path


def _lower(path: Sequence[str]) -> Path:
    return tuple(token.lower() for token in path)
