"""Grade a trace: split each answer by question, apply the rubric's checks, add up, annotate.

Invariant: pure and repeatable. No network, no clock, no chance; the same trace and homework give the same grade.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evalhw.checks.attempt import prepare
from evalhw.checks.base import Answer, Check, CheckResult, Remark
from evalhw.checks.misconceptions import remarks_on
from evalhw.grade import (
    Annotation,
    Attempt,
    CriterionGrade,
    Evidence,
    Grade,
    Outcome,
    PassageVerdict,
    QuestionGrade,
    Verdict,
)
from evalhw.homework import Homework
from evalhw.rubric import CriterionSpec, QuestionRubric
from evalhw.text.anchors import selector
from evalhw.text.document import Document
from evalhw.text.segment import Part, Segmentation, segment
from evalhw.text.spans import Span
from evalhw.trace import Completion, Trace, Turn, TurnAsked

FAULT = "The check broke on this answer, which is a fault of evalhw; please report it"


@dataclass(frozen=True)
class _Judged:
    """One criterion under one answer."""

    id: str
    spec: CriterionSpec
    result: CheckResult

    @property
    def points(self) -> float:
        return self.spec.points * self.result.earned


@dataclass(frozen=True)
class _Answered:
    """One turn's answer to one question, judged."""

    turn: Turn
    answer: Answer
    judged: tuple[_Judged, ...]
    remarks: tuple[tuple[str | None, Remark], ...]
    notes: tuple[str, ...]
    tried: bool


class _Reading:
    """A turn, split by part once for all its questions."""

    def __init__(self, turn: Turn, homework: Homework) -> None:
        self.turn = turn
        self.homework = homework
        self.raw = turn.completion.text if turn.completion else ""

    @cached_property
    def document(self) -> Document:
        return Document.parse(self.raw)

    @cached_property
    def parts(self) -> Segmentation:
        asked = [_part(self.homework, question) for question in self.turn.asked.questions]
        known = set(self.turn.asked.questions)
        others = [_part(self.homework, question) for question in self.homework.spec.questions if question not in known]
        return segment(self.document, asked, others)


def _part(homework: Homework, question_id: str) -> Part:
    question = homework.spec.questions[question_id]
    problem = homework.spec.problem_of[question_id]
    return Part(
        id=question_id,
        path=question.path,
        labels=question.labels,
        title=problem.title,
        prompt=question.prompt,
    )


def grade_trace(trace: Trace, homework: Homework) -> Grade:
    """Grade every question of a homework from one trace."""
    questions = grade_questions(trace.turns, homework, tuple(homework.spec.questions))
    return Grade(
        homework=homework.name,
        model=trace.header.model,
        run=trace.header.run,
        digests={name: homework.digests[name] for name in ("problem", "rubric") if name in homework.digests},
        points=sum(question.points for question in questions),
        first_points=sum(question.first_points for question in questions),
        max_points=homework.spec.points,
        questions=questions,
        human=tuple(_human(trace)),
    )


def grade_questions(turns: Sequence[Turn], homework: Homework, questions: Iterable[str]) -> tuple[QuestionGrade, ...]:
    """Grade some questions from some turns, in the order of the questions.

    Args:
        turns: Turns of a trace; those without a completion are passed over.
        homework: The homework that was asked.
        questions: Ids of questions.
    """
    readings = [_Reading(turn, homework) for turn in turns if turn.completion is not None]
    return tuple(_grade_question(question, readings, homework) for question in questions)


def grade_answer(homework: Homework, question_id: str, text: str) -> QuestionGrade:
    """Grade a single answer to a single question."""
    asked = TurnAsked(conversation="answer", position=1, questions=(question_id,), prompt="")
    turn = Turn(1, asked, Completion(text=text))
    return grade_questions((turn,), homework, (question_id,))[0]


def _grade_question(question_id: str, readings: Sequence[_Reading], homework: Homework) -> QuestionGrade:
    rubric = homework.rubric.questions[question_id]
    answered: list[_Answered] = []
    for index, reading in enumerate(readings):
        if question_id in reading.turn.asked.questions:
            answered.append(_judge(question_id, reading, readings[:index], homework))
    if not answered:
        return _not_asked(question_id, rubric, homework)
    final = _after_follow_ups(answered)
    attempts = tuple(_attempt(one, rubric) for one in answered)
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
        criteria=tuple(_criterion(one, judged) for one, judged in final),
        annotations=tuple(annotation for one in answered for annotation in _annotations(question_id, one)),
        attempts=attempts,
    )


def _judge(question_id: str, reading: _Reading, earlier: Sequence[_Reading], homework: Homework) -> _Answered:
    rubric = homework.rubric.questions[question_id]
    conversation = reading.turn.asked.conversation
    spans = reading.parts.spans.get(question_id, ())
    answer = Answer(
        raw=reading.raw,
        spans=tuple(spans),
        question=question_id,
        prompt=_asked_text(homework, question_id, reading.turn),
        symbols=homework.symbols.get(question_id),
        sources=homework.sources,
        before=tuple(one.raw for one in earlier if one.turn.asked.conversation == conversation),
        siblings=tuple(criterion.check for criterion in rubric.criteria.values()),
    )
    answer.__dict__["document"] = reading.document  # parsed once for all questions of the turn
    prepared = prepare(answer)
    notes = tuple(reading.parts.notes) if not reading.parts.certain else ()
    remarks: list[tuple[str | None, Remark]] = [(None, remark) for remark in prepared.remarks]
    judged: list[_Judged] = []
    for name, criterion in rubric.criteria.items():
        if not prepared.attempt:
            result = CheckResult("no_answer", prepared.reason, said=False)
        else:
            result = _decide(criterion.check, prepared.answer)
            remarks += ((name, remark) for remark in _remarks_of(criterion, result))
            remarks += ((name, remark) for remark in remarks_on(criterion.misconceptions, prepared.answer))
        judged.append(_Judged(name, criterion, result))
    remarks += ((None, remark) for remark in _comments(rubric, prepared.answer, tried=prepared.attempt))
    return _Answered(reading.turn, answer, tuple(judged), tuple(remarks), notes, prepared.attempt)


def _decide(check: Check, answer: Answer) -> CheckResult:
    """Apply a check. If it breaks, the criterion is undecided: a fault of ours must not cost anybody points."""
    try:
        return check.apply(answer)
    except Exception as error:  # noqa: BLE001 - whatever broke, the rest of the grade stands and says so here
        return CheckResult("unscored", f"{FAULT} ({type(error).__name__}: {error})"[:300])


def _comments(rubric: QuestionRubric, answer: Answer, *, tried: bool) -> Iterator[Remark]:
    """Remarks that hang on no criterion. A refusal is spared the misconceptions, not invented figures."""
    for check in rubric.annotate:
        for remark in _decide(check, answer).remarks:
            if remark.verdict != "correct":
                yield remark
    if tried:
        yield from remarks_on(rubric.misconceptions, answer)


def _remarks_of(criterion: CriterionSpec, result: CheckResult) -> Iterator[Remark]:
    yield from result.remarks
    if result.outcome == "met" and criterion.points > 0 and not result.remarks:
        for span in result.evidence[:1]:
            yield Remark(span.start, span.end, "correct", criterion.feedback.met or result.reason)


def _asked_text(homework: Homework, question_id: str, turn: Turn) -> str:
    spec = homework.spec
    return "\n\n".join(
        text
        for text in (spec.problem_of[question_id].text, spec.questions[question_id].prompt, turn.asked.prompt)
        if text
    )


def _after_follow_ups(answered: Sequence[_Answered]) -> list[tuple[_Answered, _Judged]]:
    """The criteria as they stand in the end: the last answer that speaks of a criterion decides it."""
    final: dict[str, tuple[_Answered, _Judged]] = {}
    for one in answered:
        for judged in one.judged:
            if judged.id not in final or judged.result.said:
                final[judged.id] = (one, judged)
    return list(final.values())


def _regressed(answered: Sequence[_Answered], final: Sequence[tuple[_Answered, _Judged]]) -> Iterator[str]:
    best: dict[str, float] = {}
    for one in answered:
        for judged in one.judged:
            best[judged.id] = max(judged.points, best.get(judged.id, judged.points))
    for _, judged in final:
        if judged.points < best[judged.id]:
            yield judged.id


def _total(judged: Iterable[_Judged], rubric: QuestionRubric, points: float) -> float:
    total = sum(one.points for one in judged)
    return round(max(rubric.floor, min(total, rubric.cap if rubric.cap is not None else points)), 4)


def _verdict(judged: Sequence[_Judged], rubric: QuestionRubric, *, tried: bool) -> Verdict:
    if not tried or all(one.result.outcome == "no_answer" for one in judged):
        return "no_answer"
    if any(one.result.outcome == "unscored" for one in judged):
        return "unscored"
    full = sum(criterion.points for criterion in rubric.criteria.values() if criterion.points > 0)
    total = sum(one.points for one in judged)
    return "correct" if total >= (rubric.cap or full) else "partial" if total > max(rubric.floor, 0) else "incorrect"


def _attempt(one: _Answered, rubric: QuestionRubric) -> Attempt:
    follow_up = one.turn.asked.follow_up
    return Attempt(
        turn=one.turn.number,
        points=_total(one.judged, rubric, sum(max(judged.spec.points, 0) for judged in one.judged)),
        verdict=_verdict(one.judged, rubric, tried=one.tried),
        criteria=tuple(_criterion(one, judged) for judged in one.judged),
        follow_up=follow_up.id if follow_up else None,
        hint=bool(follow_up and follow_up.hint),
        notes=one.notes,
    )


def _criterion(one: _Answered, judged: _Judged) -> CriterionGrade:
    result = judged.result
    outcome: Outcome = result.outcome
    return CriterionGrade(
        id=judged.id,
        outcome=outcome,
        points=judged.points,
        max_points=max(judged.spec.points, 0),
        reason=result.reason,
        evidence=tuple(
            Evidence(quote=one.answer.raw[span.start : span.end], start=span.start, end=span.end)
            for span in result.evidence
        ),
        turn=one.turn.number,
    )


_RANK: dict[PassageVerdict, int] = {"incorrect": 0, "partial": 1, "correct": 2, "note": 3}


def _annotations(question_id: str, one: _Answered) -> Iterator[Annotation]:
    """The remarks as annotations, in the order of the text; a passage found wrong is not also praised."""
    kept: dict[tuple[Span, str], tuple[str | None, Remark]] = {}
    faulty = [Span(remark.start, remark.end) for _, remark in one.remarks if remark.verdict == "incorrect"]
    for criterion, remark in one.remarks:
        span = Span(remark.start, remark.end)
        if remark.verdict == "correct" and any(span.start < other.end and other.start < span.end for other in faulty):
            continue
        kept.setdefault((span, remark.verdict if remark.verdict != "note" else remark.comment), (criterion, remark))
    ordered = sorted(kept.values(), key=lambda pair: (pair[1].start, pair[1].end, _RANK[pair[1].verdict]))
    for criterion, remark in ordered:
        anchor = selector(one.answer.raw, Span(remark.start, remark.end))
        yield Annotation(
            turn=one.turn.number,
            question=question_id,
            criterion=criterion,
            quote=anchor.quote,
            prefix=anchor.prefix,
            suffix=anchor.suffix,
            start=anchor.start,
            end=anchor.end,
            verdict=remark.verdict,
            comment=remark.comment,
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
