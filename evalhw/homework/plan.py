"""What a run will ask: which questions, in which conversations. Invariant: a plan is made before anything is sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evalhw.errors import NotFoundError
from evalhw.homework.homework import Homework

NOT_RECORDED = "the recording holds no answer to it"


@dataclass(frozen=True)
class Plan:
    """What is to be asked of one model.

    Attributes:
        homework: The homework.
        model: The model as the user named it.
        conversations: The turns of each conversation: which questions each asks.
        parameters: Sampling parameters.
        repeat: Which of several identical runs this is, from 1.
        unasked: Questions that are left out, with the reason.
    """

    homework: Homework
    model: str
    conversations: Mapping[str, tuple[tuple[str, ...], ...]]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    repeat: int = 1
    unasked: Mapping[str, str] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions that will be asked, in order."""
        return tuple(question for turns in self.conversations.values() for turn in turns for question in turn)


def make_plan(
    homework: Homework,
    model: str,
    questions: Sequence[str] = (),
    answers: Collection[str] | None = None,
    parameters: Mapping[str, Any] | None = None,
    repeat: int = 1,
) -> Plan:
    """Plan a run.

    Args:
        homework: The homework.
        model: The model as the user named it.
        questions: Ask only these: ids of questions, or of problems for all of theirs. By default all.
        answers: The only questions that the model can answer, for a recording; None if it can be asked anything.
        parameters: Sampling parameters.
        repeat: Which of several identical runs this is, from 1.

    Raises:
        NotFoundError: There is no such question, or nothing is left to ask.
    """
    wanted = wanted_questions(homework, questions)
    known = wanted if answers is None else wanted & set(answers)
    if not known:
        raise NotFoundError(f"{model} holds an answer to none of the questions of {homework.name}")
    conversations: dict[str, tuple[tuple[str, ...], ...]] = {}
    for conversation in homework.spec.conversations:
        turns = (tuple(question for question in turn if question in known) for turn in conversation.turns)
        if kept := tuple(turn for turn in turns if turn):
            conversations[conversation.id] = kept
    unasked = {question: NOT_RECORDED for question in homework.spec.questions if question in wanted - known}
    return Plan(homework, model, conversations, dict(parameters or {}), repeat, unasked)


def wanted_questions(homework: Homework, names: Sequence[str]) -> set[str]:
    """The questions that names mean; all of them if there are no names.

    Raises:
        NotFoundError: A name is neither a question nor a problem.
    """
    spec = homework.spec
    if not names:
        return set(spec.questions)
    wanted: set[str] = set()
    for name in names:
        found = {id_ for id_ in spec.questions if name in (id_, spec.problem_of[id_].id) or id_.startswith(f"{name}.")}
        if not found:
            raise NotFoundError(f"no question '{name}' in {homework.name}; expected one of {', '.join(spec.questions)}")
        wanted |= found
    return wanted
