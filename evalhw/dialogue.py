"""One conversation with a model: its turns in order, and after each the follow-ups that are due.

Invariant: a turn's prompt and answer reach the disk together, before the next turn is asked; a turn that is there
already is taken from there.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from evalhw.attachments import ready, sent
from evalhw.errors import BudgetError, NotRecordedError, ProviderError, RefusedError, StoppedError
from evalhw.followups import FollowUp
from evalhw.plan import Plan
from evalhw.prompts import turn_prompt
from evalhw.providers.base import Conversation, Message, Provider
from evalhw.trace import Completion, CompletionArrived, Event, Failure, FollowUpAsked, Note, Turn, TurnAsked

# Grading has a thread of its own, so that conversations go on meanwhile; one, for its caches are not made for more.
_GRADING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="grading")

Chooser = Callable[[Sequence[Turn], Sequence[str]], FollowUp | None]


class Sink(Protocol):
    """Where events go; see `evalhw.tracewriter.TraceWriter`."""

    async def commit(self, *events: Event) -> None:
        """Keep events for good; done when they are on the disk."""
        ...


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
class Stop:
    """Whether to ask no more; what is in flight is still waited for."""

    requested: bool = False
    reason: ProviderError | None = None

    def request(self, reason: ProviderError | None = None) -> None:
        """Ask no more; the first reason given is kept."""
        self.requested = True
        self.reason = self.reason or reason


@dataclass(frozen=True)
class Means:
    """What the conversations of a run share."""

    provider: Provider
    sink: Sink
    choose: Chooser | None
    observer: Observer
    stop: Stop


class Dialogue:
    """A conversation on its way."""

    def __init__(self, plan: Plan, conversation: str, means: Means, stored: Sequence[Turn] = ()) -> None:
        self._plan = plan
        self._id = conversation
        self._means = means
        self._stored = {turn.asked.position: turn for turn in stored if turn.completion is not None}
        self._turns: list[Turn] = []
        self._messages: list[Message] = []

    async def drive(self) -> bool:
        """Ask what is missing; True if nothing is left to ask."""
        try:
            for questions in self._plan.conversations[self._id]:
                await self._ask(questions, None)
                while (follow_up := await self._next(questions)) is not None:
                    await self._ask(follow_up.questions, follow_up)
        except NotRecordedError as error:
            # Never an invented answer: what was not recorded ends the conversation.
            await self._remark(f"{error}; the conversation ends here")
        except ProviderError:
            return False
        self._means.observer.ended(self._id)
        return True

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
        completion = await self._completion(asked, prompt)
        await self._means.sink.commit(asked, self._arrived(asked, completion))
        self._means.observer.answered(self._id, completion)
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
            return await self._means.provider.complete(conversation)
        except NotRecordedError:
            raise
        except StoppedError as error:
            self._means.stop.request(error if isinstance(error, BudgetError) else None)
            raise
        except ProviderError as error:
            failure = Failure(conversation=self._id, position=asked.position, error=str(error), time=now())
            await self._means.sink.commit(asked, failure)
            self._means.observer.failed(self._id, str(error))
            if isinstance(error, RefusedError):
                self._means.stop.request(error)
            raise

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


def _follow_up_asked(follow_up: FollowUp | None) -> FollowUpAsked | None:
    if follow_up is None:
        return None
    return FollowUpAsked(question=follow_up.question, id=follow_up.spec.id, hint=follow_up.spec.hint)


def now() -> str:
    """The time, UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
