"""Answer from a recorded trace, as the model did then; nothing is sent and nothing is made up.

``replay:mistral`` takes the newest trace of ``mistral``. Each question is answered by the turn that answered it in the
recording, however the recording grouped them, and a follow-up by the recorded reply to it. Invariant: every character
of an answer stands in the recording.
"""

from collections.abc import Iterable

from evalhw.errors import NotFoundError, NotRecordedError
from evalhw.providers.base import Conversation, Setting
from evalhw.providers.catalogue import Model
from evalhw.record.trace import ASKED_AGAIN, Completion, FollowUpAsked, Trace, Turn, Usage, read_trace


class Replay:
    """A recorded trace as a provider."""

    name = "replay"
    accepts: frozenset[str] = frozenset({"image", "document"})

    def __init__(self, trace: Trace) -> None:
        self._turns = [turn for turn in trace.turns if turn.completion is not None]
        self._first: dict[str, Turn] = {}
        for turn in self._turns:
            for question in turn.asked.questions:
                self._first.setdefault(question, turn)
        self.answers: frozenset[str] | None = frozenset(
            question for question, turn in self._first.items() if _reply_on(turn) != question
        )

    async def complete(self, conversation: Conversation) -> Completion:
        """The recorded answer.

        Raises:
            NotRecordedError: The recording holds none.
        """
        if conversation.follow_up is not None:
            return _joined([self._reply(conversation, conversation.follow_up)])
        return _joined(self._first_answers(conversation.questions))

    async def close(self) -> None:
        """Nothing is held."""

    def _first_answers(self, questions: Iterable[str]) -> list[Turn]:
        found: dict[int, Turn] = {}
        for question in questions:
            if question not in (self.answers or ()):
                raise NotRecordedError(f"the recording holds no first answer to {question}")
            found[self._first[question].number] = self._first[question]
        return [found[number] for number in sorted(found)]

    def _reply(self, conversation: Conversation, follow_up: FollowUpAsked) -> Turn:
        """The recorded reply to a follow-up.

        That is a turn recorded as this follow-up, else one in which its question was asked again in words that are no
        follow-up of the rubric. Where it is asked several times, the replies come in the order of the recording.
        """
        told = {message.text for message in conversation.messages if message.role == "assistant"}
        again = [turn for turn in self._turns if turn.asked.follow_up and follow_up.question in turn.asked.questions]
        again = [turn for turn in again if turn.completion and turn.completion.text not in told]
        for id_ in (follow_up.id, ASKED_AGAIN):
            for turn in again:
                asked = turn.asked.follow_up
                if asked and (asked.question, asked.id) == (follow_up.question, id_):
                    return turn
        raise NotRecordedError(
            f"the recording holds no reply to the follow-up '{follow_up.id}' on {follow_up.question}"
        )


def _reply_on(turn: Turn) -> str | None:
    """The question whose follow-up a turn is, or None."""
    return turn.asked.follow_up.question if turn.asked.follow_up else None


def _joined(turns: list[Turn]) -> Completion:
    """Several recorded answers as one, in the order of the recording."""
    completions = [turn.completion for turn in turns if turn.completion is not None]
    if len(completions) == 1:
        return completions[0]
    usages = [completion.usage for completion in completions if completion.usage]
    latencies = [completion.latency for completion in completions if completion.latency is not None]
    return Completion(
        text="\n\n".join(completion.text for completion in completions),
        reasoning="\n\n".join(completion.reasoning for completion in completions if completion.reasoning),
        finish_reason=completions[-1].finish_reason,
        usage=sum(usages, Usage()) if usages else None,
        latency=sum(latencies) if latencies else None,
        model=completions[-1].model,
    )


def create(model: Model, setting: Setting) -> Replay:
    """The provider of ``replay:RUN``.

    Raises:
        NotFoundError: There is no such recording, or it is of another homework.
    """
    from evalhw.record.store import find

    if not model.model:
        raise NotFoundError("replay what? Say replay:MODEL or replay:RUN, such as replay:mistral")
    trace = read_trace(find(model.model, setting.transcripts, setting.homework).path)
    if trace.header.homework != setting.homework:
        raise NotFoundError(f"{model.name} is a recording of {trace.header.homework}, not of {setting.homework}")
    return Replay(trace)
