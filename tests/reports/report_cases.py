"""Grades and traces made by hand, for the tests of reports."""

from collections.abc import Sequence

from evalhw.grading.grade import Annotation, Attempt, CriterionGrade, Evidence, Grade, Outcome, QuestionGrade, Verdict
from evalhw.record.trace import (
    Completion,
    CompletionArrived,
    End,
    FollowUpAsked,
    Header,
    HumanAnnotation,
    Trace,
    TurnAsked,
    assemble,
)


def trace_of(*answers: str, people: Sequence[HumanAnnotation] = (), model: str = "some-model") -> Trace:
    """A trace of one conversation; the first turn asks q1 and q2, the others follow up on q1."""
    events: list[object] = [
        Header(run="r1", homework="hw", model=model, provider="fake", started="2026-01-02T03:04:05Z")
    ]
    for position, answer in enumerate(answers, 1):
        follow_up = FollowUpAsked(question="q1", id="again", hint=True) if position > 1 else None
        questions = ("q1",) if position > 1 else ("q1", "q2")
        prompt = f"Prompt {position}: show $x^2$, please."
        events.append(
            TurnAsked(conversation="c", position=position, questions=questions, prompt=prompt, follow_up=follow_up)
        )
        events.append(CompletionArrived(conversation="c", position=position, completion=Completion(text=answer)))
    return assemble([*events, *people, End()])  # type: ignore[list-item]


def criterion(name: str, earned: float, most: float = 2, **rest: object) -> CriterionGrade:
    """A criterion that earned so many points."""
    outcome: Outcome = "met" if earned == most else "not_met"
    values = {"id": name, "outcome": outcome, "points": earned, "max_points": most, "reason": f"because of {name}"}
    return CriterionGrade.model_validate({**values, **rest})


def question(name: str, criteria: Sequence[CriterionGrade], **rest: object) -> QuestionGrade:
    """A question whose points are the sum of its criteria's."""
    earned = sum(one.points for one in criteria)
    most = sum(one.max_points for one in criteria)
    verdict: Verdict = "correct" if earned == most else "partial" if earned else "incorrect"
    values = {
        "id": name,
        "points": earned,
        "first_points": earned,
        "max_points": most,
        "verdict": verdict,
        "first_verdict": verdict,
        "criteria": tuple(criteria),
        "attempts": (Attempt(turn=1, points=earned, verdict=verdict, criteria=tuple(criteria)),),
    }
    return QuestionGrade.model_validate({**values, **rest})


def grade_of(*questions: QuestionGrade, model: str = "some-model", run: str = "r1", **rest: object) -> Grade:
    """A grade whose points are the sum of its questions'."""
    values = {
        "homework": "hw",
        "model": model,
        "run": run,
        "points": sum(one.points for one in questions),
        "first_points": sum(one.first_points for one in questions),
        "max_points": sum(one.max_points for one in questions),
        "questions": questions,
    }
    return Grade.model_validate({**values, **rest})


def remark(answer: str, quote: str, comment: str, verdict: str = "incorrect", **rest: object) -> Annotation:
    """A comment on the first place where a quote stands in an answer."""
    start = answer.index(quote)
    place = {"turn": 1, "question": "q1", "quote": quote, "start": start, "end": start + len(quote)}
    return Annotation.model_validate({**place, "verdict": verdict, "comment": comment} | rest)


def evidence(answer: str, quote: str) -> Evidence:
    """A passage that decided a criterion."""
    start = answer.index(quote)
    return Evidence(quote=quote, start=start, end=start + len(quote))
