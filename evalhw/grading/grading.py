"""Grade a trace: judge every answer to every question, add up over follow-ups.

Invariant: pure and repeatable. No network, no clock, no chance; the same trace and homework give the same grade.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from evalhw.checks import base
from evalhw.checks.base import CheckResult
from evalhw.checks.judgements import Judgements, Vote
from evalhw.grading.answering import Answered, Judged, Session, annotations, judge
from evalhw.grading.coverage import coverage_of
from evalhw.grading.digests import digests_of
from evalhw.grading.grade import (
    Annotation,
    Attempt,
    CriterionGrade,
    DiagnosisRecord,
    Evidence,
    Grade,
    JudgeVote,
    Judging,
    Outcome,
    Premise,
    QuestionGrade,
    Verdict,
)
from evalhw.homework.homework import Homework
from evalhw.homework.rubric import QuestionRubric
from evalhw.record.finish import unfinished
from evalhw.record.trace import Completion, Trace, Turn, TurnAsked
from evalhw.text.layout.spans import Span

_LONGEST_REASON = 100  # characters; a service may send anything


def grade_trace(trace: Trace, homework: Homework, judgements: Judgements | None = None) -> Grade:
    """Grade every question of a homework from one trace, with what judges said of it if any was asked."""
    questions = grade_questions(trace.turns, homework, tuple(homework.spec.questions), judgements)
    return Grade(
        homework=homework.name,
        model=trace.header.model,
        run=trace.header.run,
        digests=digests_of(homework),
        points=sum(question.points for question in questions),
        first_points=sum(question.first_points for question in questions),
        max_points=homework.spec.points,
        open_points=round(sum(question.open_points for question in questions), 4),
        first_open_points=round(sum(question.first_open_points for question in questions), 4),
        questions=questions,
        human=tuple(_human(trace)),
        remarks=tuple(coverage_of(trace, homework).remarks),
        judging=_judging(questions),
    )


def grade_questions(
    turns: Sequence[Turn], homework: Homework, questions: Iterable[str], judgements: Judgements | None = None
) -> tuple[QuestionGrade, ...]:
    """Grade some questions from some turns, in the order of the questions.

    Args:
        turns: Turns of a trace; those without a completion are passed over.
        homework: The homework that was asked.
        questions: Ids of questions.
        judgements: What judges said of these turns.
    """
    session = Session(turns, homework, judgements)
    return tuple(_grade_question(question, session, homework) for question in questions)


def grade_answer(homework: Homework, question_id: str, text: str) -> QuestionGrade:
    """Grade a single answer to a single question."""
    asked = TurnAsked(conversation="answer", position=1, questions=(question_id,), prompt="")
    turn = Turn(1, asked, Completion(text=text))
    return grade_questions((turn,), homework, (question_id,))[0]


def _grade_question(question_id: str, session: Session, homework: Homework) -> QuestionGrade:
    rubric = homework.rubric.questions[question_id]
    answered = [judge(question_id, reading, session, homework) for reading in session.take(question_id)]
    if not answered:
        return _not_asked(question_id, rubric, homework)
    final = _after_follow_ups(answered)
    graded = {id(judged): _criterion(one, judged) for one in answered for judged in one.judged}
    standing = {id(judged) for _, judged in final}  # their trails are told once, where they stand
    told = {key: one.model_copy(update={"trail": ()}) if key in standing else one for key, one in graded.items()}
    attempts = tuple(_attempt(one, rubric, [told[id(judged)] for judged in one.judged]) for one in answered)
    asked = [one.turn.asked.follow_up for one in answered[1:]]
    return QuestionGrade(
        id=question_id,
        points=_total((judged for _, judged in final), rubric, homework.spec.questions[question_id].points),
        first_points=attempts[0].points,
        max_points=homework.spec.questions[question_id].points,
        verdict=_verdict([judged for _, judged in final], rubric, tried=any(one.tried for one in answered)),
        first_verdict=attempts[0].verdict,
        hints=tuple(follow_up.id for follow_up in asked if follow_up and follow_up.hint),
        follow_ups=tuple(follow_up.id if follow_up else "asked again" for follow_up in asked),
        regressed=tuple(_regressed(answered, final)),
        open_points=_open_points(judged for _, judged in final),
        first_open_points=attempts[0].open_points,
        criteria=tuple(graded[id(judged)] for _, judged in final),
        annotations=tuple(annotation for one in answered for annotation in annotations(question_id, one)),
        attempts=attempts,
    )


def _after_follow_ups(answered: Sequence[Answered]) -> list[tuple[Answered, Judged]]:
    """The criteria as they stand in the end: the last answer that speaks of a criterion decides it."""
    final: dict[str, tuple[Answered, Judged]] = {}
    for one in answered:
        for judged in one.judged:
            if judged.id not in final or judged.result.said:
                final[judged.id] = (one, judged)
    return list(final.values())


def _regressed(answered: Sequence[Answered], final: Sequence[tuple[Answered, Judged]]) -> Iterator[str]:
    best: dict[str, float] = {}
    for one in answered:
        for judged in one.judged:
            best[judged.id] = max(judged.points, best.get(judged.id, judged.points))
    for _, judged in final:
        if judged.points < best[judged.id]:
            yield judged.id


def _total(judged: Iterable[Judged], rubric: QuestionRubric, points: float) -> float:
    total = sum(one.points for one in judged)
    return round(max(rubric.floor, min(total, rubric.cap if rubric.cap is not None else points)), 4)


def _open_points(judged: Iterable[Judged]) -> float:
    """What undecided criteria could still add or, where they are deductions, cost."""
    left = (abs(one.spec.points) - abs(one.points) for one in judged if one.result.outcome == "unscored")
    return round(sum(left), 4)


def _verdict(judged: Sequence[Judged], rubric: QuestionRubric, *, tried: bool) -> Verdict:
    if not tried or all(one.result.outcome == "no_answer" for one in judged):
        return "no_answer"
    if any(one.result.outcome == "unscored" for one in judged):
        return "unscored"
    full = sum(criterion.points for criterion in rubric.criteria.values() if criterion.points > 0)
    total = sum(one.points for one in judged)
    return "correct" if total >= (rubric.cap or full) else "partial" if total > max(rubric.floor, 0) else "incorrect"


def _attempt(one: Answered, rubric: QuestionRubric, criteria: Sequence[CriterionGrade]) -> Attempt:
    follow_up = one.turn.asked.follow_up
    return Attempt(
        turn=one.turn.number,
        points=_total(one.judged, rubric, sum(max(judged.spec.points, 0) for judged in one.judged)),
        verdict=_verdict(one.judged, rubric, tried=one.tried),
        criteria=tuple(criteria),
        follow_up=follow_up.id if follow_up else None,
        hint=bool(follow_up and follow_up.hint),
        notes=one.notes,
        open_points=_open_points(one.judged),
        finish_reason=_finish_reason(one.turn),
        trail=_trail(one, one.trail),
    )


def _finish_reason(turn: Turn) -> str:
    """Why a turn's answer is not whole, as its service said; empty if it is."""
    said = turn.completion.finish_reason if turn.completion else ""
    return " ".join(said.split())[:_LONGEST_REASON] if unfinished(said) else ""


def _criterion(one: Answered, judged: Judged) -> CriterionGrade:
    result = judged.result
    outcome: Outcome = result.outcome
    return CriterionGrade(
        id=judged.id,
        outcome=outcome,
        points=judged.points,
        max_points=max(judged.spec.points, 0),
        reason=result.reason,
        evidence=tuple(_evidence(one, span) for span in result.evidence),
        turn=one.turn.number,
        votes=tuple(_vote(one, vote) for vote in result.votes),
        diagnosis=DiagnosisRecord(**asdict(result.diagnosis)) if result.diagnosis else None,
        trail=_trail(one, result.trail),
    )


MOST_PREMISES = 12
"""Facts that one decision keeps."""
_LONGEST_FACT = 300  # characters of a fact or its reason; a check may quote


def _trail(one: Answered, found: Sequence[base.Premise]) -> tuple[Premise, ...]:
    return tuple(
        Premise(
            what=_shortened(premise.what),
            passage=_evidence(one, premise.passage) if premise.passage else None,
            rules=premise.rules,
            because=_shortened(premise.because),
        )
        for premise in found[:MOST_PREMISES]
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_FACT else f"{text[: _LONGEST_FACT - 1]}…"


def _evidence(one: Answered, span: Span) -> Evidence:
    place = one.as_it_came(span)
    return Evidence(quote=one.divided.raw[place.start : place.end], start=place.start, end=place.end)


def _vote(one: Answered, vote: Vote) -> JudgeVote:
    return JudgeVote(
        judge=vote.judge,
        outcome=vote.outcome,
        reason=vote.reason,
        evidence=_evidence(one, vote.span) if vote.span else None,
        prompt=vote.prompt,
        cost=vote.cost,
    )


def _judging(questions: Iterable[QuestionGrade]) -> Judging | None:
    """The judges, and their verdicts' cost added up: each verdict once, however many criteria and answers share it."""
    votes = {
        (vote.prompt, vote.judge): vote
        for question in questions
        for attempt in question.attempts
        for criterion in attempt.criteria
        for vote in criterion.votes
    }
    costs = [vote.cost for vote in votes.values() if vote.cost is not None]
    if not votes:
        return None
    return Judging(
        judges=tuple(dict.fromkeys(judge for _, judge in votes)),
        verdicts=len(votes),
        cost=round(sum(costs), 8) if len(costs) == len(votes) else None,
        void=sum(vote.outcome == "unscored" for vote in votes.values()),
    )


def _human(trace: Trace) -> Iterator[Annotation]:
    for annotation in trace.annotations:
        turn = trace.turn_of(annotation)
        yield Annotation(
            turn=turn.number if turn else 0,
            question=", ".join(annotation.questions),
            quote=annotation.quote,
            prefix=annotation.prefix,
            suffix=annotation.suffix,
            start=annotation.start,
            end=annotation.end,
            verdict=annotation.verdict,
            comment=annotation.comment,
            author=annotation.author,
        )


def _not_asked(question_id: str, rubric: QuestionRubric, homework: Homework) -> QuestionGrade:
    silent = CheckResult("no_answer", "No turn of this trace asks the question.", said=False)
    criteria = tuple(
        CriterionGrade(id=name, outcome=silent.outcome, points=0, max_points=max(spec.points, 0), reason=silent.reason)
        for name, spec in rubric.criteria.items()
    )
    return QuestionGrade(
        id=question_id,
        points=0,
        first_points=0,
        max_points=homework.spec.questions[question_id].points,
        verdict="no_answer",
        first_verdict="no_answer",
        criteria=criteria,
    )
