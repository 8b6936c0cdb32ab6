"""The rubric file: what earns points, and what a teaching assistant would say.

``rubrics/<homework>.yaml`` as pydantic models. Invariant: a rubric that loads against its homework can grade it:
points add up, every name it uses exists, every check can be applied.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from evalhw.checks.kinds import AnyCheck
from evalhw.checks.misconceptions import Misconception
from evalhw.frozen import Frozen
from evalhw.homework.spec import HomeworkSpec, Identifier

if TYPE_CHECKING:
    from evalhw.mathematics.declared.symbols import Symbols

SCHEMA_VERSION: Literal[1] = 1

KeyPath = tuple[str | int, ...]


class Feedback(Frozen):
    """What is said of a criterion, in the words of a teaching assistant."""

    met: str = Field(default="", description="Said beside the passage that met it.")
    not_met: str = Field(default="", description="Said in the report where it is not met.")


class CriterionSpec(Frozen):
    """One thing that earns (or, with negative points, costs) points."""

    points: float = Field(description="Negative: a deduction, met when it applies.")
    check: AnyCheck = Field(description="One check, by its `kind`.")
    feedback: Feedback = Field(default=Feedback(), description="What is said of it to the student.")
    misconceptions: tuple[Misconception, ...] = Field(default=(), description="Annotated, credit or not.")


class When(Frozen):
    """The condition of a follow-up, on the criteria of its question."""

    any_not_met: tuple[Identifier, ...] = Field(default=(), description="At least one of these is not met.")
    all_not_met: tuple[Identifier, ...] = Field(default=(), description="None of these is met.")


class FollowUpSpec(Frozen):
    """A further prompt in the same conversation, when an answer falls short."""

    id: Identifier
    when: When = Field(description="The condition, on criteria of this question.")
    prompt: str = Field(min_length=1, description="What is asked, in markdown.")
    attachments: tuple[str, ...] = Field(default=(), description="Ids of the problem file's `attachments`.")
    hint: bool = Field(description="Whether the prompt gives something of the solution away.")
    at_most: int = Field(default=1, ge=1, le=10, description="How often it may be asked.")
    asks_again: tuple[Identifier, ...] = Field(default=(), description="Questions it asks again; by default its own.")


class ExampleSpec(Frozen):
    """An answer with the outcome it must have: how a rubric proves itself."""

    answer: str = Field(description="The answer, in markdown.")
    criteria: dict[str, Literal["met", "not_met", "no_answer", "unscored"]] = Field(
        default_factory=dict, description="The outcome of each criterion, by its id; others are free."
    )
    points: float | None = Field(default=None, description="What the answer must earn.")


class QuestionRubric(Frozen):
    """How one question is graded."""

    solution: str = Field(min_length=1, description="The staff solution, in markdown.")
    criteria: Annotated[dict[Identifier, CriterionSpec], Field(min_length=1)] = Field(
        description="Each by an id; their positive points add up to the question's, unless there is a cap."
    )
    floor: float = Field(default=0, description="The least a question can earn.")
    cap: float | None = Field(default=None, description="The most a question can earn; by default its points.")
    annotate: tuple[AnyCheck, ...] = Field(default=(), description="Checks that comment on passages and earn nothing.")
    misconceptions: tuple[Misconception, ...] = Field(default=(), description="Annotated, credit or not.")
    follow_ups: tuple[FollowUpSpec, ...] = Field(default=(), description="Prompts for an answer that falls short.")
    examples: tuple[ExampleSpec, ...] = Field(default=(), description="Answers with the outcome they must have.")


class Rubric(Frozen):
    """A whole rubric file."""

    schema_version: Literal[1] = SCHEMA_VERSION
    homework: Identifier
    questions: dict[Identifier, QuestionRubric]


def faults(
    rubric: Rubric, spec: HomeworkSpec, symbols: Mapping[str, "Symbols"], sources: Mapping[str, str]
) -> Iterator[tuple[KeyPath, str]]:
    """What is wrong with a rubric beyond its form.

    Args:
        rubric: The rubric.
        spec: The homework it grades.
        symbols: The declared symbols of each question.
        sources: The attachments' texts by id.

    Yields:
        The path of the faulty key, and what was expected.
    """
    if rubric.homework != spec.homework:
        yield ("homework",), f"this rubric is for '{rubric.homework}', the problems are '{spec.homework}'"
    for question_id in spec.questions:
        if question_id not in rubric.questions:
            yield ("questions",), f"the question '{question_id}' has no rubric"
    for question_id, question in rubric.questions.items():
        path = ("questions", question_id)
        if question_id not in spec.questions:
            yield path, f"no question '{question_id}'; expected one of {', '.join(spec.questions)}"
            continue
        for inner, message in _question_faults(question, question_id, spec):
            yield (*path, *inner), message
        for inner, message in _check_faults(question, symbols.get(question_id), sources):
            yield (*path, *inner), message


def _question_faults(question: QuestionRubric, question_id: str, spec: HomeworkSpec) -> Iterator[tuple[KeyPath, str]]:
    total = sum(criterion.points for criterion in question.criteria.values() if criterion.points > 0)
    points = spec.questions[question_id].points
    if question.cap is None and total != points:
        yield ("criteria",), f"the criteria's points add up to {total:g}, the question has {points:g}"
    for row, follow_up in enumerate(question.follow_ups):
        path: KeyPath = ("follow_ups", row)
        yield from _follow_up_faults(follow_up, path, question, spec)
    for row, example in enumerate(question.examples):
        for criterion in example.criteria:
            if criterion not in question.criteria:
                yield ("examples", row, "criteria", criterion), _unknown_criterion(criterion, question)


def _follow_up_faults(
    follow_up: FollowUpSpec, path: KeyPath, question: QuestionRubric, spec: HomeworkSpec
) -> Iterator[tuple[KeyPath, str]]:
    named = (*follow_up.when.any_not_met, *follow_up.when.all_not_met)
    if not named:
        yield (*path, "when"), "names no criterion; give any_not_met or all_not_met"
    for criterion in named:
        if criterion not in question.criteria:
            yield (*path, "when"), _unknown_criterion(criterion, question)
    for name in follow_up.attachments:
        if name not in spec.attachments:
            yield (*path, "attachments"), f"no attachment '{name}'; the problem file declares none of that name"
    for other in follow_up.asks_again:
        if other not in spec.questions:
            yield (*path, "asks_again"), f"no question '{other}'; expected one of {', '.join(spec.questions)}"


def _unknown_criterion(criterion: str, question: QuestionRubric) -> str:
    return f"no criterion '{criterion}'; expected one of {', '.join(question.criteria)}"


def _check_faults(
    question: QuestionRubric, symbols: "Symbols | None", sources: Mapping[str, str]
) -> Iterator[tuple[KeyPath, str]]:
    places: list[tuple[KeyPath, AnyCheck]] = [
        (("criteria", name, "check"), criterion.check) for name, criterion in question.criteria.items()
    ]
    places += [(("annotate", row), check) for row, check in enumerate(question.annotate)]
    for path, check in places:
        for inner, message in check.faults(symbols, sources):
            yield (*path, *inner), message
