"""Judge one turn's answer to one question: find its part, apply the rubric's checks, collect the remarks.

Invariant: an answer is judged on its own words; what follow-ups change is for the grading to add up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from evalhw.checks.attempt import POSTPONED, RESTATED, Prepared, only_echoes, prepare
from evalhw.checks.base import Answer, Check, CheckResult, Premise, Remark
from evalhw.checks.judgements import Judgements
from evalhw.checks.kinds import origin
from evalhw.checks.language import foreign_language, unread
from evalhw.checks.misconceptions import Misconception, remarks_on
from evalhw.errors import TimeLimitError
from evalhw.grading.grade import Annotation, PassageVerdict
from evalhw.homework.homework import Homework
from evalhw.homework.rubric import CriterionSpec, QuestionRubric
from evalhw.homework.spec import path_of
from evalhw.reading.thoughts import Thoughts, read_thoughts
from evalhw.record.trace import Turn
from evalhw.text.layout.anchors import selector
from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span
from evalhw.text.parts.segment import Part, Segmentation, segment

FAULT = "The check broke on this answer, which is a fault of"
"""How the reason begins where a check broke; whose fault it is follows."""

UNFINISHED = "The model was still thinking when its text ended, and gave no answer."


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
        divided: The whole turn as it came; the answer's text is what was said in it, without what was thought.
        trail: What was found before any check: passages that were passed over, or that show that nothing is tried.
    """

    turn: Turn
    answer: Answer
    judged: tuple[Judged, ...]
    remarks: tuple[tuple[str | None, Remark], ...]
    notes: tuple[str, ...]
    tried: bool
    divided: Thoughts
    trail: tuple[Premise, ...] = ()

    def as_it_came(self, span: Span) -> Span:
        """Where a passage of the answer stands in the turn's text."""
        return Span(self.divided.place(span.start), self.divided.place(span.end))


_MANY = 60
"""So many questions and half as many to either side are looked for in an answer; a homework may have thousands."""


class Reading:
    """A turn, split by part once for all its questions; those that the homework no longer has are passed over."""

    def __init__(self, turn: Turn, homework: Homework, judgements: Judgements | None = None) -> None:
        self.turn = turn
        self.judgements = judgements
        self.homework = homework
        self.divided = read_thoughts(turn.completion.text if turn.completion else "")
        self.raw = self.divided.answer
        self.questions = tuple(question for question in turn.asked.questions if question in homework.parts)

    @cached_property
    def document(self) -> Document:
        """The answer as blocks, without the model's thoughts."""
        return Document.parse(self.raw)

    @cached_property
    def parts(self) -> Segmentation:
        """Which passage answers which question."""
        known = self.homework.parts
        # The answer to a question that is no more is no part of its neighbours' answers.
        asked = [known.get(question) or Part(question, path_of(question)) for question in self.turn.asked.questions]
        return segment(self.document, asked, self._near())

    def _near(self) -> tuple[Part, ...]:
        """The homework's parts around those asked, cut at fixed places, so that the turns of a long homework share."""
        parts = self.homework.in_order
        if len(parts) <= _MANY:
            return parts
        places = sorted({self.homework.place[question] // _MANY for question in self.questions})
        if not places:
            return ()
        return parts[max(0, places[0] * _MANY - _MANY // 2) : (places[-1] + 1) * _MANY + _MANY // 2]


class Session:
    """The turns of a trace, by question and by conversation.

    A turn is read when its first question is graded and forgotten after its last: what parsing makes of an answer
    is many times the answer's size.
    """

    def __init__(self, turns: Iterable[Turn], homework: Homework, judgements: Judgements | None = None) -> None:
        """Turns without a completion are passed over."""
        self._homework, self._judgements = homework, judgements
        self._conversations: dict[str, list[Turn]] = {}
        self._askings: dict[str, list[Turn]] = {}
        self._left: dict[int, int] = {}
        self._open: dict[int, Reading] = {}
        for turn in turns:
            if turn.completion is None:
                continue
            self._conversations.setdefault(turn.asked.conversation, []).append(turn)
            asked = dict.fromkeys(question for question in turn.asked.questions if question in homework.parts)
            self._left[turn.number] = len(asked)
            for question in asked:
                self._askings.setdefault(question, []).append(turn)

    def take(self, question_id: str) -> Iterator[Reading]:
        """The turns that ask a question, in order; to be taken once for each question."""
        for turn in self._askings.get(question_id, ()):
            reading = self._open.get(turn.number)
            if reading is None:
                reading = self._open[turn.number] = Reading(turn, self._homework, self._judgements)
            yield reading
            self._left[turn.number] -= 1
            if not self._left[turn.number]:
                del self._open[turn.number]

    def before(self, turn: Turn) -> tuple[str, ...]:
        """What the model said earlier in the turn's conversation, oldest first."""
        earlier = (one for one in self._conversations[turn.asked.conversation] if one.number < turn.number)
        return tuple(read_thoughts(one.completion.text).answer for one in earlier if one.completion)


def answer_of(question_id: str, reading: Reading, session: Session, homework: Homework) -> Answer:
    """The answer that a turn gives to a question, as the checks are given it; see `judge` for the arguments."""
    rubric = homework.rubric.questions[question_id]
    spans = reading.parts.spans.get(question_id, ())
    answer = Answer(
        raw=reading.raw,
        spans=tuple(spans),
        question=question_id,
        prompt=_asked_text(homework, question_id, reading.turn),
        symbols=homework.symbols.get(question_id),
        sources=homework.sources,
        before=session.before(reading.turn),
        siblings=tuple(criterion.check for criterion in rubric.criteria.values()),
        statement=_statement(homework, question_id),
        solution=rubric.solution,
        judgements=reading.judgements,
    )
    answer.__dict__["document"] = reading.document  # parsed once for all questions of the turn
    return answer


def judge(question_id: str, reading: Reading, session: Session, homework: Homework) -> Answered:
    """Judge the answer that a turn gives to a question.

    Args:
        question_id: The question.
        reading: The turn.
        session: All turns; earlier ones of the same conversation lend their definitions.
        homework: The homework.
    """
    rubric = homework.rubric.questions[question_id]
    answer = answer_of(question_id, reading, session, homework)
    prepared = prepare(answer)
    notes = list(reading.parts.notes) if not reading.parts.certain else []
    if not reading.divided.finished and not reading.raw.strip():
        prepared = replace(prepared, attempt=False, reason=UNFINISHED)
    results, tried = _results(rubric, prepared)
    spared = (remark for remark in prepared.remarks if not (tried and remark.comment in {RESTATED, POSTPONED}))
    remarks: list[tuple[str | None, Remark]] = [(None, remark) for remark in spared]
    for (name, criterion), result in zip(rubric.criteria.items(), results, strict=True):
        if tried:
            remarks += ((name, remark) for remark in _remarks_of(criterion, result))
            remarks += ((name, remark) for remark in _misconceptions(criterion.misconceptions, prepared.answer, notes))
    judged = tuple(
        Judged(name, rubric.criteria[name], result) for name, result in zip(rubric.criteria, results, strict=True)
    )
    remarks += ((None, remark) for remark in _comments(rubric, prepared.answer, notes, tried=tried))
    noted = tuple(dict.fromkeys(notes))
    return Answered(reading.turn, answer, judged, tuple(remarks), noted, tried, reading.divided, prepared.trail)


def _results(rubric: QuestionRubric, prepared: Prepared) -> tuple[list[CheckResult], bool]:
    """What every check finds, and whether there is an answer: one in which none finds anything may echo the prompt."""
    reason = prepared.reason
    if prepared.attempt or reason in {RESTATED, POSTPONED}:
        results = [_decide(criterion.check, prepared.answer) for criterion in rubric.criteria.values()]
        silent = all(result.outcome == "not_met" and not result.said for result in results)
        if prepared.attempt and not (silent and only_echoes(prepared.answer)):
            return results, True
        pairs = zip(rubric.criteria.values(), results, strict=True)
        if any(_answers(criterion, result, reason) for criterion, result in pairs):
            return results, True
        reason = reason or RESTATED
    return [CheckResult("no_answer", reason, said=False) for _ in rubric.criteria], False


def _answers(criterion: CriterionSpec, result: CheckResult, reason: str) -> bool:
    """Whether a criterion that earns something shows that what reads like no answer is one."""
    if criterion.points <= 0 or not result.earned or not result.evidence:
        return False
    if criterion.check.beyond_prompt:
        return True
    return reason == POSTPONED and criterion.check.beyond_greeting


def _decide(check: Check, answer: Answer) -> CheckResult:
    """Apply a check. If it breaks, the criterion is undecided: a fault of ours must not cost anybody points."""
    try:
        result = check.apply(answer)
        language = foreign_language(answer) if result.outcome == "not_met" and not result.said else ""
    except TimeLimitError as error:
        return CheckResult("unscored", f"Undecided: {error}.")
    except Exception as error:  # noqa: BLE001 - whatever broke, the rest of the grade stands and says so here
        fault = f"{FAULT} {origin(check)}; please report it ({type(error).__name__}: {error})"
        return CheckResult("unscored", fault[:300])
    return unread(language) if language else result  # silence is what no English rule has read


def _misconceptions(wanted: Sequence[Misconception], answer: Answer, notes: list[str]) -> Iterator[Remark]:
    """Remarks on misconceptions; what could not be looked for is noted."""
    if wanted and (language := foreign_language(answer)):
        notes.append(f"The answer is in {language}; misconceptions were not looked for.")
        return
    for one in wanted:
        try:
            yield from remarks_on((one,), answer)
        except TimeLimitError as error:
            notes.append(f"A misconception was not looked for: {error}.")


def _comments(rubric: QuestionRubric, answer: Answer, notes: list[str], *, tried: bool) -> Iterator[Remark]:
    """Remarks that hang on no criterion. A refusal is spared the misconceptions, not invented figures."""
    for check in rubric.annotate:
        for remark in _decide(check, answer).remarks:
            if remark.verdict != "correct":
                yield remark
    if tried:
        yield from _misconceptions(rubric.misconceptions, answer, notes)


def _remarks_of(criterion: CriterionSpec, result: CheckResult) -> Iterator[Remark]:
    spared = criterion.points < 0 and result.outcome == "not_met"  # why a deduction does not apply is no fault
    silent = {result.reason} if spared else set()
    yield from (
        remark
        for remark in result.remarks
        if remark.comment not in silent and not (spared and remark.verdict == "note")
    )
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
        anchor = selector(one.divided.raw, one.as_it_came(Span(remark.start, remark.end)))
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
