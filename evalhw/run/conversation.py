"""One conversation with a model: its turns in order, and after each the follow-ups that are due.

Invariant: a turn's prompt and answer reach the disk together, before the next turn is asked; a turn that is there
already is taken from there; what goes wrong with one conversation ends that one, and the model's run only where every
other would fare alike.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Protocol

from evalhw.errors import (
    BudgetError,
    EvalhwError,
    LimitReachedError,
    NotRecordedError,
    PromptRefusedError,
    ProviderError,
    RefusedError,
    StoppedError,
    UnavailableError,
)
from evalhw.grading.follow_ups import FollowUp
from evalhw.homework.plan import Plan
from evalhw.homework.prompts import turn_prompt
from evalhw.providers.base import Conversation, Message, Provider
from evalhw.providers.failures import one_line
from evalhw.providers.stop import Stop
from evalhw.record.finish import Ending, ending_of
from evalhw.record.trace import Completion, CompletionArrived, Event, Failure, FollowUpAsked, Note, Turn, TurnAsked
from evalhw.run.attachments import ready, sent

# Grading has a thread of its own, so that conversations go on meanwhile; one, for its caches are not made for more.
_GRADING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="grading")

Chooser = Callable[[Sequence[Turn], Sequence[str]], FollowUp | None]


class Sink(Protocol):
    """Where events go; see `evalhw.record.writer.TraceWriter`."""

    async def commit(self, *events: Event) -> None:
        """Keep events for good; done when they are on the disk."""
        ...


_VAIN = 5
"""So many conversations fail before the first answer of a run: then nothing more is asked."""

_SILENCE = {
    Ending.WHOLE: "it said nothing",
    Ending.CUT: "it was cut before it said anything",
    Ending.BLOCKED: "a filter let nothing through",
    Ending.TOOLS: "it only asked for a tool",
}


_ESTIMATED = "the service does not tell all that was used; tokens and cost are estimated from the text"


class Observer:
    """Is told what happens; this one looks away."""

    def planned(self, turns: int) -> None:
        """So many turns will be asked, and perhaps follow-ups."""

    def waiting(self, requests: int) -> None:
        """So many requests wait for a service's limits."""

    def asked(self, conversation: str, questions: Sequence[str], follow_up: str | None) -> None:
        """A turn was sent."""

    def answered(self, conversation: str, completion: Completion) -> None:
        """An answer is on the disk."""

    def failed(self, conversation: str, error: str) -> None:
        """A turn could not be answered; its conversation ends."""

    def remarked(self, conversation: str, text: str) -> None:
        """There is something to say about a conversation."""

    def ended(self, conversation: str) -> None:
        """A conversation came to its end."""


@dataclass
class Means:
    """What the conversations of a run share.

    Attributes:
        provider: Who is asked.
        sink: Where events go.
        choose: Chooses follow-ups.
        observer: Is told what happens.
        stop: When to ask no more.
        answered: Whether the model has answered anything yet.
        failed: How many conversations failed before it did.
        sent: How many turns were asked.
        adaptations: What was told of already.
    """

    provider: Provider
    sink: Sink
    choose: Chooser | None
    observer: Observer
    stop: Stop
    answered: bool = False
    failed: int = 0
    sent: int = 0
    adaptations: set[str] = field(default_factory=set)


class Outcome(StrEnum):
    """How a conversation ended."""

    DONE = "done"
    REFUSED = "refused"
    """The provider refuses one of its prompts for its words or length; there is nothing left to ask."""
    OPEN = "open"


class Dialogue:
    """A conversation on its way."""

    def __init__(self, plan: Plan, conversation: str, means: Means, stored: Sequence[Turn] = ()) -> None:
        self._plan = plan
        self._id = conversation
        self._means = means
        self._stored = {turn.asked.position: turn for turn in stored if turn.completion is not None}
        self._refused = {turn.asked.position for turn in stored if turn.refused}
        self._turns: list[Turn] = []
        self._messages: list[Message] = []

    async def drive(self) -> Outcome:
        """Ask what is missing."""
        try:
            for questions in self._plan.conversations[self._id]:
                await self._ask(questions, None)
                while (follow_up := await self._next(questions)) is not None:
                    await self._ask(follow_up.questions, follow_up)
        except NotRecordedError as error:
            # Never an invented answer: what was not recorded ends the conversation.
            await self._remark(f"{error}; the conversation ends here")
        except PromptRefusedError as error:
            return Outcome.REFUSED if error.settled else Outcome.OPEN
        except ProviderError:
            return Outcome.OPEN
        self._means.observer.ended(self._id)
        return Outcome.DONE

    async def _next(self, questions: Sequence[str]) -> FollowUp | None:
        rubric = self._plan.homework.rubric.questions
        if self._means.choose is None or not any(rubric[question].follow_ups for question in questions):
            return None
        choosing = partial(self._means.choose, tuple(self._turns), tuple(questions))
        try:
            return await asyncio.get_running_loop().run_in_executor(_GRADING, choosing)
        except Exception as error:  # noqa: BLE001  # a fault in grading must not cost answers that are in flight
            fault = f"{type(error).__name__}: {error}"
            await self._remark(f"no follow-up was chosen, for grading failed ({fault}); this is a fault of evalhw")
            return None

    async def _ask(self, questions: tuple[str, ...], follow_up: FollowUp | None) -> None:
        stored = self._stored.get(len(self._turns) + 1)
        prompt = self._prompt(questions, follow_up)
        if stored is not None:
            self._keep(stored, Message("user", stored.asked.prompt, prompt.attachments))
            return
        if len(self._turns) + 1 in self._refused:
            raise PromptRefusedError("it was refused before")
        if self._means.stop.requested:
            raise StoppedError
        asked = TurnAsked(
            conversation=self._id,
            position=len(self._turns) + 1,
            questions=questions,
            follow_up=_follow_up_asked(follow_up),
            prompt=prompt.text,
            attachments=sent(prompt.attachments),
            time=now(),
        )
        self._means.observer.asked(self._id, questions, follow_up.spec.id if follow_up else None)
        self._means.sent += 1
        completion = await self._completion(asked, prompt)
        await self._means.sink.commit(asked, self._arrived(asked, completion))
        self._means.observer.answered(self._id, completion)
        await self._tell(completion)
        self._keep(Turn(asked.position, asked, completion), prompt)

    def _arrived(self, asked: TurnAsked, completion: Completion) -> CompletionArrived:
        return CompletionArrived(conversation=self._id, position=asked.position, completion=completion, time=now())

    async def _completion(self, asked: TurnAsked, prompt: Message) -> Completion:
        conversation = Conversation(
            id=self._id,
            system=self._plan.homework.spec.system,
            messages=(*self._messages, prompt),
            questions=asked.questions,
            follow_up=asked.follow_up,
            repeat=self._plan.repeat,
            parameters=self._plan.parameters,
        )
        try:
            completion = await self._means.provider.complete(conversation)
        except NotRecordedError:
            raise
        except ProviderError as error:
            await self._fail(asked, error)
            raise
        except EvalhwError:
            raise
        except Exception as error:  # a fault of ours in one conversation must not cost the answers of the others
            fault = UnavailableError(f"{type(error).__name__}: {one_line(str(error))}; this is a fault of evalhw")
            await self._fail(asked, fault)
            raise fault from error
        self._means.answered = True
        return completion

    async def _fail(self, asked: TurnAsked, error: ProviderError) -> None:
        """Keep what is known of a failure, and ask no more where that would be in vain."""
        stop = self._means.stop
        if not isinstance(error, StoppedError) or error.tries:
            refused = isinstance(error, PromptRefusedError) and error.settled
            failure = Failure(
                conversation=self._id,
                position=asked.position,
                error=str(error),
                refused=refused,
                tries=error.tries,
                usage=error.usage,
                arrived=error.arrived,
                time=now(),
            )
            await self._means.sink.commit(asked, failure)
            self._means.observer.failed(self._id, str(error))
            self._means.failed += not refused
        if isinstance(error, RefusedError | LimitReachedError | BudgetError):
            stop.request(error)
        elif isinstance(error, StoppedError):
            stop.request()
        elif not self._means.answered and (self._means.failed >= _VAIN or _is_not_understood(error)):
            stop.request(UnavailableError(f"{error}; {self._means.failed} conversations failed and none was answered"))

    async def _tell(self, completion: Completion) -> None:
        """Say what is odd about an answer: that it is none, or that something else was asked than was wanted."""
        departed = list(completion.adaptations)
        if completion.usage is not None and completion.usage.estimated:
            departed.append(_ESTIMATED)
        told = [line for line in departed if line not in self._means.adaptations]
        self._means.adaptations.update(told)
        if not completion.text.strip():
            why = _SILENCE.get(ending_of(completion.finish_reason), _SILENCE[Ending.WHOLE])
            kept = "; its thoughts are kept" if completion.reasoning.strip() else ""
            told.append(f"no answer: {why} (finish reason '{completion.finish_reason}'){kept}")
        for line in told:
            await self._remark(line)

    def _prompt(self, questions: tuple[str, ...], follow_up: FollowUp | None) -> Message:
        spec = self._plan.homework.spec
        before = tuple(question for turn in self._turns for question in turn.asked.questions)
        ids = follow_up.spec.attachments if follow_up else spec.attachments_of(questions)
        given = {attachment.id for message in self._messages for attachment in message.attachments}
        new = [id_ for id_ in ids if id_ not in given]
        text = follow_up.spec.prompt.strip() if follow_up else turn_prompt(spec, questions, before)
        provider = self._means.provider
        return Message("user", text, ready(self._plan.homework, new, provider.accepts, self._plan.model))

    def _keep(self, turn: Turn, prompt: Message) -> None:
        self._turns.append(turn)
        answer = turn.completion.text if turn.completion else ""
        self._messages += [prompt, Message("assistant", answer)]

    async def _remark(self, text: str) -> None:
        await self._means.sink.commit(Note(conversation=self._id, text=text, time=now()))
        self._means.observer.remarked(self._id, text)


def _is_not_understood(error: ProviderError) -> bool:
    """Whether answers came whose end nobody knows: the next will be no better until their words are told."""
    arrived = error.arrived
    return isinstance(arrived, Completion) and ending_of(arrived.finish_reason) is Ending.UNKNOWN


def _follow_up_asked(follow_up: FollowUp | None) -> FollowUpAsked | None:
    if follow_up is None:
        return None
    return FollowUpAsked(question=follow_up.question, id=follow_up.spec.id, hint=follow_up.spec.hint)


def now() -> str:
    """The time, UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
