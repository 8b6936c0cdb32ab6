"""What a report shows and in what order, whatever its format.

Invariant: every turn of the trace and every comment of the grade appears exactly once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evalhw.grading.grade import CriterionGrade, Grade
from evalhw.record.finish import unfinished
from evalhw.record.trace import Trace, Turn
from evalhw.reports.comments import Comment, comments_of
from evalhw.reports.reading import Group, Reading
from evalhw.reports.visible import one_line

if TYPE_CHECKING:
    from evalhw.homework.homework import Homework

SYMBOLS = {
    "correct": "✓",
    "partial": "◐",
    "incorrect": "✗",
    "no_answer": "○",
    "unscored": "?",
    "note": "•",
    "met": "✓",
    "not_met": "✗",
}
"""A symbol for each verdict and outcome, so that none depends on colour."""

WORDS = {
    "correct": "correct",
    "partial": "partly correct",
    "incorrect": "incorrect",
    "no_answer": "no answer",
    "unscored": "not decided",
    "note": "note",
    "met": "met",
    "not_met": "not met",
}


def outcome_shown(outcome: str, max_points: float) -> tuple[str, str]:
    """Symbol and word for a criterion's outcome; a criterion that can only cost points is met when it costs them."""
    if max_points <= 0 and outcome in {"met", "not_met"}:
        return ("✗", "deducted") if outcome == "met" else ("✓", "nothing deducted")
    return SYMBOLS[outcome], WORDS[outcome]


def unfinished_answer(finish_reason: str) -> str:
    """That an answer is not whole, and why, in a line; empty if it is."""
    why = unfinished(finish_reason)
    return f"the answer is not whole: {one_line(why)}" if why else ""


@dataclass(frozen=True)
class Section:
    """A group of blocks and the comments that stand right after it."""

    group: Group
    comments: tuple[Comment, ...] = ()

    def shows(self, comment: Comment) -> bool:
        """Whether the group is hardly more than a comment's passage, so that repeating it would say nothing."""
        alone = len(self.group.blocks) == 1 and self.group.start <= comment.start
        return alone and 2 * (comment.end - comment.start) > self.group.end - self.group.start


@dataclass(frozen=True)
class TurnView:
    """A turn as it is shown.

    Attributes:
        turn: The turn of the trace.
        prompt: What was asked, read.
        answer: What came back, read; empty if nothing did.
        reasoning: The model's reasoning, read.
        general: Comments on the turn as a whole.
        sections: The answer's groups with their comments.
    """

    turn: Turn
    prompt: Reading
    answer: Reading
    reasoning: Reading
    general: tuple[Comment, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def title(self) -> str:
        """The turn's name and what it asks about: ``Turn 2: 3b.i``."""
        asked = ", ".join(self.turn.asked.questions)
        return f"Turn {self.turn.number}: {asked}" if asked else f"Turn {self.turn.number}"

    @property
    def attached(self) -> str:
        """What went along with the prompt: ``; attached: blog-post (text)``, or ""."""
        sent = ", ".join(f"{one.id} ({one.sent_as})" for one in self.turn.asked.attachments)
        return f"; attached: {sent}" if sent else ""

    @property
    def not_whole(self) -> str:
        """That the answer is not whole, and why; empty if it is."""
        said = unfinished_answer(self.turn.completion.finish_reason) if self.turn.completion else ""
        return said[:1].upper() + said[1:]

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comments of the turn."""
        return (*self.general, *(comment for section in self.sections for comment in section.comments))


@dataclass(frozen=True)
class Report:
    """A trace, its grade and their comments, in the order in which they are shown."""

    trace: Trace
    grade: Grade
    homework: "Homework | None"
    turns: tuple[TurnView, ...]
    session: tuple[Comment, ...] = field(default=())

    def feedback(self, question: str, criterion: CriterionGrade) -> str:
        """What the rubric has to say to the student of a criterion that is not met, or of a deduction; else empty."""
        rubric = self.homework.rubric.questions.get(question) if self.homework else None
        spec = rubric.criteria.get(criterion.id) if rubric else None
        if spec is None:
            return ""
        if criterion.outcome == "met":
            # What is met stands beside its passage; a deduction has none to be praised.
            return spec.feedback.met if spec.points < 0 else ""
        return spec.feedback.not_met if criterion.outcome == "not_met" else ""

    @property
    def title(self) -> str:
        """Who answered what: ``hw7: mistral``."""
        return f"{self.grade.homework}: {self.grade.model}"


def arrange(trace: Trace, grade: Grade, homework: "Homework | None" = None) -> Report:
    """Lay out a report.

    Args:
        trace: What was said.
        grade: What it earned.
        homework: What was asked, for staff solutions and the kinds of checks.
    """
    comments = comments_of(grade, homework)
    known = {turn.number for turn in trace.turns}
    turns = tuple(_turn_view(turn, [one for one in comments if one.turn == turn.number]) for turn in trace.turns)
    return Report(trace, grade, homework, turns, tuple(one for one in comments if one.turn not in known))


def _turn_view(turn: Turn, comments: Sequence[Comment]) -> TurnView:
    answer = Reading(turn.completion.text if turn.completion else "")
    general = tuple(comment for comment in comments if comment.end <= comment.start or not answer.groups)
    sections = _sections(answer.groups, [comment for comment in comments if comment not in general])
    reasoning = Reading(turn.completion.reasoning if turn.completion else "")
    return TurnView(turn, Reading(turn.asked.prompt), answer, reasoning, general, sections)


def _sections(groups: Sequence[Group], comments: Iterable[Comment]) -> tuple[Section, ...]:
    """Each comment goes to the group in which its passage ends."""
    placed: dict[int, list[Comment]] = {}
    index = 0
    for comment in sorted(comments, key=lambda one: (one.end, one.number)):
        while index + 1 < len(groups) and groups[index + 1].start < comment.end:
            index += 1
        placed.setdefault(index, []).append(comment)
    return tuple(Section(group, tuple(placed.get(row, ()))) for row, group in enumerate(groups))
