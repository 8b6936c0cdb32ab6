"""The comments on a trace, the grader's and people's, in one order and numbered.

Invariant: a comment's number is its place in the trace; a person's comment on several passages is one comment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalhw.comparison.contradictions import Judge
from evalhw.grading.grade import Annotation, Grade, PassageVerdict
from evalhw.text.layout.spans import Span

if TYPE_CHECKING:
    from evalhw.homework.homework import Homework

GRADER = "evalhw"


@dataclass(frozen=True)
class Comment:
    """A comment as a report shows it.

    Attributes:
        number: Its place in the trace, from 1; 0 before it is numbered.
        turn: The turn's number; 0 is the whole session.
        start: Where its passage begins in the raw answer.
        end: Where it ends; equal to `start` when the comment is about the whole turn.
        verdict: What it says of the passage.
        text: The comment.
        author: ``evalhw`` or a person.
        question: The question or questions it is about.
        criterion: The criterion, or "".
        quote: The passage.
        also: Further passages that it is about: turn and offsets.
        contradiction: What the grader found against a person's comment, or "".
    """

    number: int
    turn: int
    start: int
    end: int
    verdict: PassageVerdict
    text: str
    author: str
    question: str
    criterion: str
    quote: str
    also: tuple[tuple[int, Span], ...] = ()
    contradiction: str = ""

    @property
    def human(self) -> bool:
        """Whether a person wrote it."""
        return self.author != GRADER

    @property
    def label(self) -> str:
        """What it is about: ``3b.i · w1-condition``."""
        return " · ".join(part for part in (self.question, self.criterion) if part)


def comments_of(grade: Grade, homework: "Homework | None" = None) -> tuple[Comment, ...]:
    """All comments of a grade, in the order of the trace.

    Args:
        grade: The grade.
        homework: Its homework; with it, a contradiction says whether it rests on mathematics.
    """
    own = (annotation for question in grade.questions for annotation in question.annotations)
    judge = Judge(grade, homework)
    found = [_comment((annotation,)) for annotation in _distinct(own)]
    found += [replace(_comment(passages), contradiction=judge.against(passages)) for passages in judge.comments()]
    ordered = sorted(found, key=lambda comment: (comment.turn, comment.end, comment.start, comment.human))
    return tuple(replace(comment, number=number) for number, comment in enumerate(ordered, 1))


def _comment(passages: tuple[Annotation, ...]) -> Comment:
    first = passages[0]
    return Comment(
        number=0,
        turn=first.turn,
        start=first.start,
        end=first.end,
        verdict=first.verdict,
        text=first.comment,
        author=first.author,
        question=first.question,
        criterion=first.criterion or "",
        quote=first.quote,
        also=tuple((other.turn, Span(other.start, other.end)) for other in passages[1:]),
    )


def _distinct(annotations: Iterable[Annotation]) -> Iterator[Annotation]:
    """Annotations without those that say the same of the same passage for another question of the turn."""
    seen: set[tuple[int, int, int, str, str]] = set()
    for annotation in annotations:
        key = (annotation.turn, annotation.start, annotation.end, annotation.verdict, annotation.comment)
        if key not in seen:
            seen.add(key)
            yield annotation
