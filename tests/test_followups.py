"""The follow-up that is due follows from grades alone, and none is asked too often."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from evalhw.grading.follow_ups import is_due, next_follow_up
from evalhw.grading.grade import CriterionGrade, QuestionGrade
from evalhw.homework.homework import Homework
from evalhw.homework.rubric import FollowUpSpec, When
from evalhw.record.trace import FollowUpAsked, Turn, TurnAsked


def graded(question: str, **outcomes: str) -> QuestionGrade:
    criteria = tuple(
        CriterionGrade.model_validate({"id": name, "outcome": outcome, "points": 0, "max_points": 1, "reason": ""})
        for name, outcome in outcomes.items()
    )
    return QuestionGrade(
        id=question,
        points=0,
        first_points=0,
        max_points=2,
        verdict="partial",
        first_verdict="partial",
        criteria=criteria,
    )


def asked(question: str, follow_up: str | None = None, position: int = 1) -> Turn:
    named = FollowUpAsked(question=question, id=follow_up) if follow_up else None
    event = TurnAsked(conversation="c", position=position, questions=(question,), follow_up=named, prompt="")
    return Turn(position, event, None)


def homework(**follow_ups: list[dict[str, Any]]) -> Homework:
    questions = {
        question: SimpleNamespace(follow_ups=tuple(FollowUpSpec.model_validate(spec, strict=False) for spec in specs))
        for question, specs in follow_ups.items()
    }
    return cast("Homework", SimpleNamespace(rubric=SimpleNamespace(questions=questions)))


STEPS = {"id": "steps", "when": {"any_not_met": ["shown"]}, "prompt": "show the steps", "hint": False}
KEY = {"id": "key", "when": {"any_not_met": ["first", "second"]}, "prompt": "use part (i)", "hint": True}


@pytest.mark.parametrize(
    ("when", "outcomes", "due"),
    [
        ({"any_not_met": ("a", "b")}, {"a": "met", "b": "not_met"}, True),
        ({"any_not_met": ("a", "b")}, {"a": "met", "b": "met"}, False),
        ({"any_not_met": ("a",)}, {"a": "no_answer"}, True),
        ({"any_not_met": ("a",)}, {"a": "unscored"}, False),
        ({"all_not_met": ("a", "b")}, {"a": "not_met", "b": "met"}, False),
        ({"all_not_met": ("a", "b")}, {"a": "not_met", "b": "no_answer"}, True),
        ({"all_not_met": ("a",), "any_not_met": ("b",)}, {"a": "not_met", "b": "met"}, False),
    ],
)
def test_a_condition_holds_for_what_failed_and_not_for_what_is_undecided(
    when: dict[str, tuple[str, ...]], outcomes: dict[str, str], due: bool
) -> None:
    assert is_due(When.model_validate(when, strict=False), graded("q", **outcomes)) is due


def test_the_first_due_follow_up_comes_in_the_order_of_the_questions() -> None:
    both = homework(q1=[STEPS], q2=[KEY])
    grades = [graded("q1", shown="not_met"), graded("q2", first="not_met", second="met")]
    first = next_follow_up(both, grades, [asked("q1")])
    assert first is not None
    assert (first.question, first.spec.id, first.questions) == ("q1", "steps", ("q1",))


def test_a_follow_up_is_not_asked_more_often_than_the_rubric_says() -> None:
    both = homework(q1=[STEPS], q2=[KEY])
    grades = [graded("q1", shown="not_met"), graded("q2", first="not_met", second="met")]
    second = next_follow_up(both, grades, [asked("q1"), asked("q1", "steps", 2)])
    assert second is not None
    assert second.spec.id == "key"
    assert next_follow_up(both, grades, [asked("q1", "steps"), asked("q2", "key", 2)]) is None


def test_a_follow_up_may_ask_several_questions_again() -> None:
    retry = {**STEPS, "id": "retry", "asks_again": ["q1", "q2"]}
    due = next_follow_up(homework(q1=[retry]), [graded("q1", shown="no_answer")], [asked("q1")])
    assert due is not None
    assert due.questions == ("q1", "q2")


def test_nothing_is_due_when_all_is_met() -> None:
    assert next_follow_up(homework(q1=[STEPS]), [graded("q1", shown="met")], [asked("q1")]) is None
