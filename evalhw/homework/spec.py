"""The problem file: what a homework asks.

``problems/<homework>.yaml`` as pydantic models. Invariant: nothing in here says what earns points; the rubric does.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evalhw.frozen import Frozen
from evalhw.mathematics.declared.declarations import DimensionSpec, SymbolSpec, SymbolsSpec

SCHEMA_VERSION: Literal[1] = 1

Identifier = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="letters, digits, dot, dash and underscore"),
]


class AttachmentSpec(Frozen):
    """A file that goes along with a prompt."""

    file: str = Field(description="The file, relative to the problem file.")
    title: str = Field(default="", description="What the prompt calls it.")


class QuestionSpec(Frozen):
    """One question: the smallest thing that has points."""

    id: Identifier
    points: float = Field(gt=0)
    prompt: str = Field(min_length=1)
    labels: tuple[str, ...] = Field(default=(), description="Names by which an answer may call this part.")
    attachments: tuple[str, ...] = Field(default=(), description="Sent with the prompt; ids of `attachments`.")
    dimensions: dict[str, DimensionSpec] = Field(default_factory=dict, description="Added to the problem's.")
    symbols: dict[str, SymbolSpec] = Field(
        default_factory=dict, description="Added to the problem's, or in their place."
    )

    @property
    def path(self) -> tuple[str, ...]:
        """The id as the labels that lead to it: ``3b.i`` is ("3", "b", "i")."""
        return path_of(self.id)


def path_of(question_id: str) -> tuple[str, ...]:
    """An id as the labels that lead to it."""
    return tuple(re.findall(r"[0-9]+|[A-Za-z]+", question_id))


class ProblemSpec(Frozen):
    """Questions that share a statement and symbols."""

    id: Identifier
    title: str = ""
    text: str = Field(default="", description="The statement that all of its questions share.")
    labels: tuple[str, ...] = Field(default=(), description="Names by which an answer may call the problem.")
    attachments: tuple[str, ...] = ()
    dimensions: dict[str, DimensionSpec] = Field(default_factory=dict, description="Added to the homework's.")
    symbols: dict[str, SymbolSpec] = Field(
        default_factory=dict, description="Added to the homework's, or in their place."
    )
    questions: tuple[QuestionSpec, ...] = Field(min_length=1)


class ConversationSpec(Frozen):
    """Questions asked in one conversation: each inner list is one turn."""

    id: Identifier
    turns: tuple[tuple[Identifier, ...], ...] = Field(min_length=1)


class HomeworkSpec(Frozen):
    """A whole problem file."""

    schema_version: Literal[1] = SCHEMA_VERSION
    homework: Identifier
    title: str
    course: str = ""
    points: float = Field(gt=0, description="The sum of the questions' points.")
    system: str = Field(default="", description="The system prompt of every conversation.")
    attachments: dict[str, AttachmentSpec] = Field(default_factory=dict)
    dimensions: dict[str, DimensionSpec] = Field(default_factory=dict)
    symbols: dict[str, SymbolSpec] = Field(default_factory=dict)
    problems: tuple[ProblemSpec, ...] = Field(min_length=1)
    conversations: tuple[ConversationSpec, ...] = Field(
        default=(), description="By default one conversation a problem, all of its questions in one turn."
    )

    @model_validator(mode="after")
    def _conversations_by_default(self) -> Self:
        if not self.conversations:
            one_each = tuple(
                ConversationSpec(id=problem.id, turns=(tuple(question.id for question in problem.questions),))
                for problem in self.problems
            )
            object.__setattr__(self, "conversations", one_each)
        return self

    @cached_property
    def questions(self) -> dict[str, QuestionSpec]:
        """All questions by id, in the order of the file."""
        return {question.id: question for problem in self.problems for question in problem.questions}

    @cached_property
    def problem_of(self) -> dict[str, ProblemSpec]:
        """The problem of every question, by the question's id."""
        return {question.id: problem for problem in self.problems for question in problem.questions}

    def declaring(self, question_id: str) -> tuple[str, ...]:
        """What declares symbols for a question, outermost first; the same for questions that share all of theirs."""
        problem, question = self.problem_of[question_id], self.questions[question_id]
        layers = (("homework", self), (f"problem {problem.id}", problem), (f"question {question_id}", question))
        return tuple(name for name, layer in layers if layer.symbols or layer.dimensions)

    def symbols_of(self, question_id: str) -> SymbolsSpec:
        """The symbols in force for a question: the homework's, then the problem's, then its own."""
        layers = (self, self.problem_of[question_id], self.questions[question_id])
        dimensions: dict[str, DimensionSpec] = {}
        symbols: dict[str, SymbolSpec] = {}
        for layer in layers:
            dimensions |= layer.dimensions
            symbols |= layer.symbols
        return SymbolsSpec(dimensions=dimensions, symbols=symbols)

    def attachments_of(self, question_ids: tuple[str, ...]) -> tuple[str, ...]:
        """The attachments that go with questions asked together, each once."""
        named = (
            name
            for question_id in question_ids
            for name in (*self.problem_of[question_id].attachments, *self.questions[question_id].attachments)
        )
        return tuple(dict.fromkeys(named))


def faults(spec: HomeworkSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with a problem file beyond its form.

    Yields:
        The path of the faulty key, and what was expected.
    """
    yield from _repeated_questions(spec)
    total = sum(question.points for question in spec.questions.values())
    if total != spec.points:
        yield ("points",), f"the questions' points add up to {total:g}, not {spec.points:g}"
    yield from _unknown_attachments(spec)
    yield from _conversation_faults(spec)


def _repeated_questions(spec: HomeworkSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    seen: set[str] = set()
    for row, problem in enumerate(spec.problems):
        for column, question in enumerate(problem.questions):
            if question.id in seen:
                yield ("problems", row, "questions", column, "id"), f"the question '{question.id}' stands twice"
            seen.add(question.id)


def _unknown_attachments(spec: HomeworkSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for row, problem in enumerate(spec.problems):
        places: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [(("problems", row), problem.attachments)]
        places += [
            (("problems", row, "questions", column), question.attachments)
            for column, question in enumerate(problem.questions)
        ]
        for path, names in places:
            for index, name in enumerate(names):
                if name not in spec.attachments:
                    yield (*path, "attachments", index), f"no attachment '{name}'; {_known(spec.attachments)}"


def _conversation_faults(spec: HomeworkSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    asked: set[str] = set()
    names: set[str] = set()
    for row, conversation in enumerate(spec.conversations):
        if conversation.id in names:
            yield ("conversations", row, "id"), f"the conversation '{conversation.id}' stands twice"
        names.add(conversation.id)
        for column, turn in enumerate(conversation.turns):
            for index, question_id in enumerate(turn):
                path = ("conversations", row, "turns", column, index)
                if question_id not in spec.questions:
                    yield path, f"no question '{question_id}'; {_known(spec.questions)}"
                elif question_id in asked:
                    yield path, f"the question '{question_id}' is asked twice"
                asked.add(question_id)
    for question_id in spec.questions:
        if question_id not in asked:
            yield ("conversations",), f"the question '{question_id}' is asked in no conversation"


def _known(names: dict[str, object] | object) -> str:
    return "expected one of " + ", ".join(f"'{name}'" for name in names) if names else "none are declared"  # type: ignore[attr-defined]  # any iterable of names
