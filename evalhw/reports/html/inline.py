"""Runs as HTML: escaped, in their styles, with every commented passage marked.

Invariant: a mark lies wholly inside one run, so that it never crosses an element; the number of a comment stands once,
after the last piece of its passage in the text it ends in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup, escape

from evalhw.grading.grade import PassageVerdict
from evalhw.reports.comments import Comment
from evalhw.reports.html.element import element, joined
from evalhw.reports.html.mathml import mathml
from evalhw.reports.runs import Run
from evalhw.reports.visible import visible

_WORST: tuple[PassageVerdict, ...] = ("incorrect", "partial", "note", "correct")


@dataclass(frozen=True)
class Passage:
    """A passage of an answer that a comment is about, the first of its passages or a further one."""

    start: int
    end: int
    comment: Comment
    first: bool = True


@dataclass
class Marks:
    """The commented passages of an answer, and which of them have been shown."""

    passages: Sequence[Passage]
    _begun: set[Passage] = field(default_factory=set)
    _numbered: set[Passage] = field(default_factory=set)

    def over(self, start: int, end: int) -> list[Passage]:
        """The passages that share a character with these offsets."""
        return [one for one in self.passages if one.start < end and start < one.end]

    def edges(self, start: int, end: int) -> list[int]:
        """The offsets at which a text must be cut, its own ends included."""
        found = {start, end}
        for one in self.over(start, end):
            found |= {max(one.start, start), min(one.end, end)}
        return sorted(found)

    def wrapped(self, inner: Markup, start: int, end: int, *, block: bool = False) -> Markup:
        """A piece, marked if a comment is about it; the first piece of a passage can be linked to."""
        found = self.over(start, end)
        if not found:
            return inner
        verdict = _shown(found)
        fresh = [one for one in found if one not in self._begun]
        self._begun |= set(fresh)
        anchors = joined(element("span", id=f"p{one.comment.number}") for one in fresh if one.first)
        kind = f"{verdict} whole" if block else verdict
        return joined((anchors, element("mark", inner, class_=kind), self._numbers(found, end)))

    def _numbers(self, found: Iterable[Passage], end: int) -> Markup:
        ended = [one for one in found if one.end <= end and one not in self._numbered]
        self._numbered |= set(ended)
        return joined(reference(one.comment) for one in ended)


def _shown(passages: Iterable[Passage]) -> str:
    """How a passage is marked: by the worst verdict of the grader; a person's comment alone gives it no verdict."""
    verdicts = [one.comment.verdict for one in passages if not one.comment.human]
    return min(verdicts, key=_WORST.index) if verdicts else "human"


def reference(comment: Comment) -> Markup:
    """The number of a comment, leading to it."""
    label = f"Comment {comment.number}: {comment.verdict}"
    kind = "human" if comment.human else comment.verdict
    number = str(comment.number)
    return element("a", number, class_=f"ref {kind}", href=f"#n{number}", aria_label=label)


NO_MARKS = Marks(())


def paragraph(runs: Sequence[Run], marks: Marks = NO_MARKS) -> Markup:
    """Runs as the inside of a paragraph, a cell or an item."""
    return joined(_linked(list(runs), marks))


def _linked(runs: Sequence[Run], marks: Marks) -> Iterator[Markup]:
    at = 0
    while at < len(runs):
        last = at + 1
        while last < len(runs) and runs[at].href and runs[last].href == runs[at].href:
            last += 1
        inner = joined(_leaf(run, marks) for run in runs[at:last])
        if runs[at].href:
            inner = element("a", inner, href=visible(runs[at].href), rel="noreferrer noopener nofollow")
        yield inner
        at = last


def _leaf(run: Run, marks: Marks) -> Markup:
    if run.kind == "break":
        return Markup("<br>")
    if run.kind == "text" and len(run.text) == run.end - run.start:
        pieces = (
            marks.wrapped(escape(visible(run.text[left - run.start : right - run.start])), left, right)
            for left, right in pairwise(marks.edges(run.start, run.end))
        )
        return _styled(joined(pieces), run)
    display = run.kind == "display"
    return _styled(marks.wrapped(_atom(run, display=display), run.start, run.end, block=display), run)


def _atom(run: Run, *, display: bool) -> Markup:
    if run.kind in {"math", "display"}:
        return mathml(run.text, display=display)
    shown = escape(visible(run.text))
    return element("code", shown) if run.kind == "code" else shown


def _styled(inner: Markup, run: Run) -> Markup:
    for wanted, tag in ((run.struck, "s"), (run.emphasis, "em"), (run.strong, "strong")):
        if wanted and inner:
            inner = element(tag, inner)
    return inner
