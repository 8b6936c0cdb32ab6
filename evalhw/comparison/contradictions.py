"""Where the grader contradicts a person's comment, and whether it does so by mathematics.

Invariant: a contradiction needs a verdict on both sides, and rests on a passage of the same turn.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from evalhw.grading.grade import Annotation, Attempt, CriterionGrade, Evidence, Grade

if TYPE_CHECKING:
    from evalhw.checks.base import Check
    from evalhw.homework.homework import Homework


class Judge:
    """Holds a grade against what people said."""

    def __init__(self, grade: Grade, homework: "Homework | None" = None) -> None:
        self.grade = grade
        self.checks = deciding_checks(homework)

    def comments(self) -> list[tuple[Annotation, ...]]:
        """People's comments; see `by_comment`."""
        return by_comment(self.grade.human)

    def against(self, passages: Sequence[Annotation]) -> str:
        """What the grader found against a person's comment, in a sentence, or "".

        Args:
            passages: The passages of one comment; all have its verdict.
        """
        verdict = passages[0].verdict
        if verdict == "incorrect":
            return self._failed_though_right(passages)
        return self._passed_though_wrong(passages) if verdict in {"correct", "partial"} else ""

    def _passed_though_wrong(self, passages: Sequence[Annotation]) -> str:
        faults = [
            fault
            for fault in self._faults()
            if _on_any(fault, passages)
            or (passages[0].verdict == "correct" and any(_same_answer(fault, passage) for passage in passages))
        ]
        faults.sort(key=lambda fault: (not self._by_mathematics(fault), not _on_any(fault, passages)))
        for fault in faults:
            mathematical = self._by_mathematics(fault)
            if not mathematical and not _on_any(fault, passages):
                continue  # words elsewhere in the answer may be read either way
            passed = "passed this" if passages[0].verdict == "correct" else "passed this in part"
            what = "the mathematics says otherwise" if mathematical else "the grader reads it otherwise"
            return f"The human comment {passed}; {what}: {fault.comment}"
        return ""

    def _failed_though_right(self, passages: Sequence[Annotation]) -> str:
        """A criterion that mathematics finds met: on the same words, or proved in the answer that a person failed."""
        for question, criterion in self._proved():
            found = _found_met(question, criterion)
            for passage in passages:
                if passage.turn == criterion.turn and any(overlap(one, passage) for one in criterion.evidence):
                    return f"The human comment failed this; the mathematics says otherwise: {found}"
        for question, criterion in self._proved():
            found = _found_met(question, criterion)
            check = self.checks.get((question, criterion.id))
            whole = check is not None and check.proving
            if whole and any(one.turn == criterion.turn and question in one.question.split(", ") for one in passages):
                return f"The human comment failed this; the mathematics says otherwise in part: {found}"
        return ""

    def _faults(self) -> Iterator[Annotation]:
        for question in self.grade.questions:
            yield from (annotation for annotation in question.annotations if annotation.verdict == "incorrect")

    def _proved(self) -> Iterator[tuple[str, CriterionGrade]]:
        for question in self.grade.questions:
            for attempt in question.attempts:
                for criterion in attempt.criteria:
                    if criterion.outcome == "met" and self._mathematical(question.id, criterion.id):
                        yield question.id, criterion.model_copy(update={"turn": _turn(attempt, criterion)})

    def _by_mathematics(self, fault: Annotation) -> bool:
        """Whether a fault was found by mathematics. One that hangs on no criterion must at least be a formula."""
        decided = self._mathematical(fault.question, fault.criterion)
        return decided and (fault.criterion is not None or any(sign in fault.quote for sign in "=≈\\"))

    def _mathematical(self, question: str, criterion: str | None) -> bool:
        check = self.checks.get((question, criterion or ""))
        return check is not None and check.mathematical


def by_comment(annotations: Iterable[Annotation]) -> list[tuple[Annotation, ...]]:
    """Annotations of people, those that are one comment on several passages together; the first leads."""
    groups: dict[tuple[str, str], list[Annotation]] = {}
    for annotation in annotations:
        groups.setdefault((annotation.author, annotation.comment), []).append(annotation)
    return [tuple(group) for group in groups.values()]


def deciding_checks(homework: "Homework | None") -> dict[tuple[str, str], "Check"]:
    """The check of every criterion, by question and criterion; "" stands for a mathematical one that only comments."""
    if homework is None:
        return {}
    checks: dict[tuple[str, str], Check] = {}
    for question, rubric in homework.rubric.questions.items():
        checks |= {(question, name): criterion.check for name, criterion in rubric.criteria.items()}
        for check in rubric.annotate:
            if check.mathematical:
                checks[question, ""] = check
    return checks


def _found_met(question: str, criterion: CriterionGrade) -> str:
    return f"{question}.{criterion.id} is met. {criterion.reason[:1].upper()}{criterion.reason[1:]}"


def _turn(attempt: Attempt, criterion: CriterionGrade) -> int:
    return criterion.turn or attempt.turn


def _on_any(fault: Annotation, passages: Sequence[Annotation]) -> bool:
    """Whether a fault stands in one of the passages."""
    return any(fault.turn == passage.turn and overlap(fault, passage) for passage in passages)


def _same_answer(fault: Annotation, passage: Annotation) -> bool:
    """Whether a person's comment on a whole answer covers the fault: same turn, same question."""
    return fault.turn == passage.turn and fault.question in passage.question.split(", ")


def overlap(left: Annotation | Evidence, right: Annotation | Evidence) -> bool:
    """Whether two passages of one answer share a character."""
    return left.start < right.end and right.start < left.end
