"""Which questions a text names by label: "problem 3b and question 4", "(ii)", a heading "(a)(i) Layers".

Invariant: a label names what the homework has, or nothing. A label without a problem's number is read within a problem.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evalhw.homework.spec import HomeworkSpec, ProblemSpec
from evalhw.text.layout.document import Document
from evalhw.text.parts.labels import Mark, marks

Path = tuple[str, ...]

_INNER = r"\(\s?(?:\d{1,2}|[ivx]{1,4}|[a-z])\s?\)"
_LABEL = (
    rf"(?:{_INNER}|\d{{1,3}}(?!\d)|[ivx]{{1,4}}(?!\w)|[a-z](?!\w))"
    rf"(?:\s?{_INNER}|\.?(?:[ivx]{{2,4}}|[a-z])(?![a-z])){{0,3}}"
)
_WORD = r"\b(?:problems?|questions?|exercises?|tasks?|parts?|numbers?|nos?|q)\b\.?\s{0,3}#?"
_JOINT = re.compile(r"\s{0,3}(?:,(?:\s{0,3}(?:and|or)\b)?|\band\b|&|\bor\b|\bto\b|\bthrough\b)\s{0,3}", re.IGNORECASE)
_NAMED = re.compile(rf"(?:{_WORD}|\bq(?=\d))(?P<labels>{_LABEL}(?:{_JOINT.pattern}{_LABEL})*)", re.IGNORECASE)
_OF = re.compile(
    rf"(?<!\w)(?P<part>{_LABEL})\s(?:of|in|from)\s(?:the\s)?{_WORD}(?P<problem>\d{{1,3}}\w?)", re.IGNORECASE
)
_BARE = re.compile(
    rf"(?<![\w.$\\])\d{{1,3}}(?:\s?{_INNER}|\.?[a-z](?![a-z]))(?:\s?{_INNER}|\.?[ivx]{{1,4}}(?![a-z]))?(?!\w)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"(?:^|\s|\bfor\s)((?:{_INNER}\s?){{1,3}})", re.IGNORECASE)
_TOKEN = re.compile(r"\d+|[A-Za-z]+")


@dataclass(frozen=True)
class Named:
    """What a text names.

    Attributes:
        whole: Labels that begin with a problem's number, as they lead to it.
        partial: Labels of parts, without the number, in order.
        numbered: Numbers at the head of a line, with what follows them: a problem, or an item of a list.
    """

    whole: tuple[Path, ...]
    partial: tuple[Path, ...]
    numbered: tuple[tuple[Path, str], ...] = ()


def named_in_prompt(prompt: str) -> Named:
    """The labels in a prompt: by a word such as "problem", in brackets, or at the head of a line."""
    head = prompt[:20_000]
    found = [(match.start(), (*_tokens(match["problem"]), *_tokens(match["part"]))) for match in _OF.finditer(head)]
    rest = _OF.sub(lambda match: " " * len(match[0]), head)
    for match in _NAMED.finditer(rest):
        found += ((match.start(), _tokens(label)) for label in _JOINT.split(match["labels"]))
    found += ((match.start(), _tokens(match[0])) for match in _BARE.finditer(rest))
    found += ((match.start(), _tokens(match[1])) for match in _BRACKETED.finditer(rest))
    found += ((mark.start, mark.tokens) for mark in _labelled(rest) if not _is_bare_number(mark))
    paths = list(dict.fromkeys(path for _, path in sorted(found) if path))
    return Named(
        whole=tuple(path for path in paths if path[0].isdigit()),
        partial=tuple(path for path in paths if not path[0].isdigit()),
        numbered=tuple((mark.tokens, mark.title) for mark in _labelled(head) if _is_bare_number(mark)),
    )


def labels_of_answer(answer: str) -> tuple[Path, ...]:
    """The labels under which an answer stands, in order; the numbers of its steps are none."""
    return tuple(mark.tokens for mark in _labelled(answer[:200_000]) if not _is_bare_number(mark))


def passages(text: str) -> tuple[tuple[Path, str], ...]:
    """The passages of a text that stand under labels, each with its label, in order; what stands before is left out."""
    head = text[:20_000]
    found = [mark for mark in marks(Document.parse(head)) if mark.tokens]
    ends = [*(mark.start for mark in found[1:]), len(head)][: len(found)]
    return tuple((mark.tokens, head[mark.start : end]) for mark, end in zip(found, ends, strict=True))


def _labelled(text: str) -> Iterator[Mark]:
    return (mark for mark in marks(Document.parse(text)) if mark.tokens)


def _is_bare_number(mark: Mark) -> bool:
    """Whether a label is a number alone, which may as well be a step's or an item's."""
    return len(mark.tokens) == 1 and mark.tokens[0].isdigit() and not mark.keyword


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
