"""Which follow-up, if any, comes next. Pure: grades and what was asked go in, a prompt comes out."""

from collections.abc import Sequence
from dataclasses import dataclass

from evalhw.grading.grade import QuestionGrade
from evalhw.homework.homework import Homework
from evalhw.homework.rubric import FollowUpSpec, When
from evalhw.record.trace import Turn


@dataclass(frozen=True)
class FollowUp:
    """A follow-up that is due.

    Attributes:
        question: The question whose rubric asks for it.
        spec: Its prompt and attachments.
        questions: The questions that it asks again.
    """

    question: str
    spec: FollowUpSpec
    questions: tuple[str, ...]


def next_follow_up(homework: Homework, grades: Sequence[QuestionGrade], turns: Sequence[Turn]) -> FollowUp | None:
    """The first follow-up that is due, in the order of the questions and then of the rubric.

    Args:
        homework: The homework.
        grades: The grades of the questions that the conversation has asked so far.
        turns: The conversation so far.

    Returns:
        The follow-up, or None if the conversation needs no more.
    """
    for grade in grades:
        for spec in homework.rubric.questions[grade.id].follow_ups:
            if _times_asked(grade.id, spec, turns) < spec.at_most and is_due(spec.when, grade):
                return FollowUp(grade.id, spec, spec.asks_again or (grade.id,))
    return None


def is_due(when: When, grade: QuestionGrade) -> bool:
    """Whether the condition of a follow-up holds.

    What could not be decided is not held against an answer: an unscored criterion asks for no follow-up.
    """
    failed = {criterion.id for criterion in grade.criteria if criterion.outcome in {"not_met", "no_answer"}}
    if when.all_not_met and not failed.issuperset(when.all_not_met):
        return False
    return not when.any_not_met or not failed.isdisjoint(when.any_not_met)


def _times_asked(question: str, spec: FollowUpSpec, turns: Sequence[Turn]) -> int:
    asked = [turn.asked.follow_up for turn in turns if turn.asked.follow_up is not None]
    return sum(follow_up.question == question and follow_up.id == spec.id for follow_up in asked)
