"""Judge one turn's answer to one question: find its part, apply the rubric's checks, collect the remarks.

Invariant: an answer is judged on its own words; what follow-ups change is for the grading to add up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evalhw.checks.attempt import prepare
from evalhw.checks.base import Answer, Check, CheckResult, Remark
from evalhw.checks.judgements import Judgements
from evalhw.checks.misconceptions import remarks_on
from evalhw.grade import Annotation, PassageVerdict
from evalhw.homework import Homework
from evalhw.rubric import CriterionSpec, QuestionRubric
from evalhw.text.anchors import selector
from evalhw.text.document import Document
from evalhw.text.segment import Part, Segmentation, segment
from evalhw.text.spans import Span
from evalhw.trace import Turn

FAULT = "The check broke on this answer, which is a fault of evalhw; please report it"


@dataclass(frozen=True)
class Judged:
    """One criterion under one answer.

    Attributes:
        id: The criterion, without its question's id.
        spec: What the rubric says of it.
        result: What its check found.
    """

    id: str
    spec: CriterionSpec
    result: CheckResult

    @property
    def points(self) -> float:
        """What the criterion earns."""
        return self.spec.points * self.result.earned


@dataclass(frozen=True)
class Answered:
    """One turn's answer to one question, judged.

    Attributes:
        turn: The turn.
        answer: The question's part of it.
        judged: Every criterion, in the order of the rubric.
        remarks: Comments on passages, each with the criterion it hangs on, or None.
        notes: What was uncertain about the split.
        tried: Whether there is an answer at all.
    """

    turn: Turn
    answer: Answer
    judged: tuple[Judged, ...]
    remarks: tuple[tuple[str | None, Remark], ...]
    notes: tuple[str, ...]
    tried: bool


_NEAR = 60
"""So many questions to either side are looked for in an answer to others; a homework may have thousands."""


class Reading:
    """A turn, split by part once for all its questions."""

    def __init__(self, turn: Turn, homework: Homework, judgements: Judgements | None = None) -> None:
        self.turn = turn
        self.judgements = judgements
        self.homework = homework
        self.raw = turn.completion.text if turn.completion else ""

    @cached_property
    def document(self) -> Document:
        """The raw answer as blocks."""
        return Document.parse(self.raw)

    @cached_property
    def parts(self) -> Segmentation:
        """Which passage answers which question."""
        known = set(self.turn.asked.questions)
        order = list(self.homework.spec.questions)
        places = [at for at, question in enumerate(order) if question in known]
        near = order[max(0, places[0] - _NEAR) : places[-1] + _NEAR] if places else []
        asked = [_part(self.homework, question) for question in self.turn.asked.questions]
        others = [_part(self.homework, question) for question in near if question not in known]
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


def answer_of(question_id: str, reading: Reading, earlier: Sequence[Reading], homework: Homework) -> Answer:
    """The answer that a turn gives to a question, as the checks are given it; see `judge` for the arguments."""
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
        statement=_statement(homework, question_id),
        solution=rubric.solution,
        judgements=reading.judgements,
    )
    answer.__dict__["document"] = reading.document  # parsed once for all questions of the turn
    return answer


def judge(question_id: str, reading: Reading, earlier: Sequence[Reading], homework: Homework) -> Answered:
    """Judge the answer that a turn gives to a question.

    Args:
        question_id: The question.
        reading: The turn.
        earlier: The turns before it, oldest first; those of the same conversation lend their definitions.
        homework: The homework.
    """
    rubric = homework.rubric.questions[question_id]
    answer = answer_of(question_id, reading, earlier, homework)
    prepared = prepare(answer)
    notes = tuple(reading.parts.notes) if not reading.parts.certain else ()
    remarks: list[tuple[str | None, Remark]] = [(None, remark) for remark in prepared.remarks]
    judged: list[Judged] = []
    for name, criterion in rubric.criteria.items():
        if not prepared.attempt:
            result = CheckResult("no_answer", prepared.reason, said=False)
        else:
            result = _decide(criterion.check, prepared.answer)
            remarks += ((name, remark) for remark in _remarks_of(criterion, result))
            remarks += ((name, remark) for remark in remarks_on(criterion.misconceptions, prepared.answer))
        judged.append(Judged(name, criterion, result))
    remarks += ((None, remark) for remark in _comments(rubric, prepared.answer, tried=prepared.attempt))
    return Answered(reading.turn, answer, tuple(judged), tuple(remarks), notes, prepared.attempt)


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
    return "\n\n".join(text for text in (_statement(homework, question_id), turn.asked.prompt) if text)


def _statement(homework: Homework, question_id: str) -> str:
    """The question in the homework's own words, after those that its problem's questions share."""
    spec = homework.spec
    return "\n\n".join(text for text in (spec.problem_of[question_id].text, spec.questions[question_id].prompt) if text)


_RANK: dict[PassageVerdict, int] = {"incorrect": 0, "partial": 1, "correct": 2, "note": 3}


def annotations(question_id: str, one: Answered) -> Iterator[Annotation]:
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
