"""Let a rubric prove itself: grade its own examples and staff solutions, and see whether damage is noticed.

Invariant: nothing here changes a rubric or a grade; it only reports.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from evalhw.checks.kinds import kind_of
from evalhw.checks.wording import Regex
from evalhw.files.yaml_file import KeyPath
from evalhw.grading.grade import QuestionGrade
from evalhw.grading.grading import grade_answer
from evalhw.grading.mutants import Mutant, mutants
from evalhw.homework.homework import Homework
from evalhw.homework.rubric import ExampleSpec
from evalhw.reading.expressions import SECONDS, expression, kind_for
from evalhw.text.layout.sentences import bounds


@dataclass(frozen=True)
class Disagreement:
    """An example or staff solution that is graded otherwise than it says.

    Attributes:
        path: The key path in the rubric file.
        message: What disagrees.
    """

    path: KeyPath
    message: str


def slow_expressions(homework: Homework) -> Iterator[Disagreement]:
    """Every regular expression of the rubric that runs with a time limit, because it is not of the linear subset."""
    for path, wording in _expressions(homework.rubric, ()):
        if not expression(wording.regex).is_linear:
            message = (
                f"{wording.regex!r} looks ahead, looks back or refers back: {SECONDS:g} s a sentence, then undecided"
            )
            yield Disagreement(path, message)


def outdone_expressions(homework: Homework) -> Iterator[Disagreement]:
    """Every regular expression of a criterion that looks for what a check kind reads in every spelling."""
    for question_id, question in homework.rubric.questions.items():
        for name, criterion in question.criteria.items():
            path = ("questions", question_id, "criteria", name, "check")
            for inner, wording in _expressions(criterion.check, path):
                kind = kind_for(wording.regex)
                if kind and kind != kind_of(type(criterion.check)):
                    yield Disagreement(inner, f"{wording.regex!r}: the kind `{kind}` reads this in every spelling")


def _expressions(node: object, path: KeyPath) -> Iterator[tuple[KeyPath, Regex]]:
    """The regular expressions in a rubric, each with its key path."""
    if isinstance(node, Regex):
        yield path, node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _expressions(getattr(node, name), (*path, name))
    elif isinstance(node, Mapping):
        for name, one in node.items():
            yield from _expressions(one, (*path, str(name)))
    elif isinstance(node, tuple | list):
        for row, one in enumerate(node):
            yield from _expressions(one, (*path, row))


@dataclass(frozen=True)
class Survivor:
    """A damaged staff solution that keeps full points.

    Attributes:
        question: The question's id.
        mutant: The damaged solution.
        about: The criteria that rest on the damaged sentence of the solution.
    """

    question: str
    mutant: Mutant
    about: tuple[str, ...]

    @property
    def telling(self) -> bool:
        """Whether a rubric can do something about it: a formula is damaged, or what a criterion rests on."""
        return self.mutant.in_formula or bool(self.about)


def disagreements(homework: Homework) -> Iterator[Disagreement]:
    """Everything that the rubric's own examples and staff solutions contradict."""
    for question_id, rubric in homework.rubric.questions.items():
        path = ("questions", question_id)
        graded = grade_answer(homework, question_id, rubric.solution)
        if graded.points < _within_reach(homework, question_id):
            yield Disagreement((*path, "solution"), f"the staff solution earns {_shown(graded)}: {_lost(graded)}")
        wrong = [note for note in graded.annotations if note.verdict == "incorrect"]
        if wrong:
            said = f"{wrong[0].quote[:60]!r} is annotated as wrong: {wrong[0].comment}"
            yield Disagreement((*path, "solution"), f"in the staff solution, {said}")
        for row, example in enumerate(rubric.examples):
            graded = grade_answer(homework, question_id, example.answer)
            for message in _differences(example, graded):
                yield Disagreement((*path, "examples", row), message)


def _differences(example: ExampleSpec, graded: QuestionGrade) -> Iterator[str]:
    for criterion in graded.criteria:
        expected = example.criteria.get(criterion.id)
        if expected is not None and expected != criterion.outcome:
            yield f"{criterion.id}: expected {expected}, graded {criterion.outcome}: {criterion.reason}"
    if example.points is not None and example.points != graded.points:
        yield f"expected {example.points:g} points, graded {_shown(graded)}"


def survivors(homework: Homework) -> Iterator[Survivor]:
    """Damaged staff solutions that keep full points: what the rubric cannot tell. Each change is given once."""
    for question_id, rubric in homework.rubric.questions.items():
        full = _within_reach(homework, question_id)
        undamaged = grade_answer(homework, question_id, rubric.solution)
        seen: set[tuple[str, str, str]] = set()
        for mutant in mutants(rubric.solution):
            graded = grade_answer(homework, question_id, mutant.text)
            noticed = graded.points < full or any(note.verdict == "incorrect" for note in graded.annotations)
            change = (mutant.kind, mutant.was, mutant.now)
            if not noticed and change not in seen:
                seen.add(change)
                yield Survivor(question_id, mutant, _about(mutant, rubric.solution, undamaged))


def _about(mutant: Mutant, solution: str, graded: QuestionGrade) -> tuple[str, ...]:
    """The criteria whose evidence stands in the damaged sentence; evidence that is the whole solution tells nothing."""
    inside = [(start, end) for start, end in bounds(solution) if start < mutant.end + 1 and mutant.start < end]
    low = min((start for start, _ in inside), default=mutant.start)
    high = max((end for _, end in inside), default=mutant.end)
    return tuple(
        criterion.id
        for criterion in graded.criteria
        if any(
            one.start < high and low < one.end and one.end - one.start < _WHOLE * len(solution)
            for one in criterion.evidence
        )
    )


_WHOLE = 0.8


def _within_reach(homework: Homework, question_id: str) -> float:
    """The points that rules can give. Nobody judges here, so what is left to judges proves nothing either way."""
    criteria = homework.rubric.questions[question_id].criteria.values()
    left = sum(max(one.points, 0) for one in criteria if one.check.by_judges)
    return homework.spec.questions[question_id].points - left


def _shown(graded: QuestionGrade) -> str:
    return f"{graded.points:g}/{graded.max_points:g}"


def _lost(graded: QuestionGrade) -> str:
    lost = (c for c in graded.criteria if c.points < c.max_points)
    return "; ".join(f"{criterion.id} {criterion.outcome}: {criterion.reason}" for criterion in lost)
