"""The trace: what was asked and what was said, and nothing derived from it.

A trace is a JSONL file. Its first line is the header; every further line is one event, written the moment it happens:
``turn`` (something was asked), ``completion`` (what came back), ``failure``, ``annotation`` (a person's comment),
``note`` and ``end``. Invariant: reading a trace never needs the homework, and never changes the file.

A turn is known by its conversation and its position in it, not by its place in the file: conversations run
concurrently, and their events interleave as they arrive.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, field_validator

from evalhw.errors import TraceError
from evalhw.files.json_lines import read_lines
from evalhw.frozen import Frozen
from evalhw.record.finish import unfinished

SCHEMA_VERSION: Literal[1] = 1

ASKED_AGAIN = "asked again"
"""The id of a follow-up that a person made up: a question asked again in words that the rubric does not hold."""


_MISNAMED = {"text/layout/plain": "text/plain"}
"""Media types that versions up to 0.1 wrote, and what they meant."""


class Event(Frozen):
    """One line of a trace."""


class Header(Event):
    """The first line: who was asked what, when, with which parameters."""

    event: Literal["header"] = "header"
    schema_version: Literal[1] = SCHEMA_VERSION
    run: str = Field(description="The run's name, unique under its homework and model.")
    homework: str
    model: str = Field(description="The model as the user named it.")
    provider: str
    repeat: int = Field(default=1, ge=1, description="Which of several identical runs this is, from 1.")
    started: str = Field(description="ISO 8601 time, UTC, or 'unknown' for a recorded chat.")
    parameters: dict[str, Any] = Field(
        default_factory=dict, description="Sampling parameters, as asked for; what was sent stands in each completion."
    )
    digests: dict[str, str] = Field(
        default_factory=dict, description="SHA-256 of the files the run was asked from, and of each question."
    )
    conversations: tuple[str, ...] = Field(default=(), description="The conversations, in the order of the homework.")
    evalhw: str = Field(default="", description="The version of evalhw that wrote the trace.")
    questions: tuple[str, ...] = Field(default=(), description="The questions that were to be asked; by default all.")
    follow_ups: bool = Field(default=True, description="Whether follow-ups were to be asked.")
    caps: dict[str, float] = Field(
        default_factory=dict,
        description="What the run may cost (max_cost) and how many tokens it may take (max_tokens).",
    )
    base_url: str = Field(default="", description="Where the model was asked, if not at its provider's own address.")


class FollowUpAsked(Frozen):
    """Which follow-up of the rubric a turn is."""

    question: str
    id: str
    hint: bool = False


class AttachmentSent(Frozen):
    """A file that went along with a prompt."""

    id: str
    media_type: str = "text/plain"
    digest: str = ""
    sent_as: str = Field(default="text", description="text, image, document, or 'not recorded'.")

    @field_validator("media_type")
    @classmethod
    def _as_registered(cls, media_type: str) -> str:
        return _MISNAMED.get(media_type, media_type)


class TurnAsked(Event):
    """A prompt was sent."""

    event: Literal["turn"] = "turn"
    conversation: str
    position: int = Field(ge=1, description="The turn's place in its conversation, from 1.")
    questions: tuple[str, ...]
    follow_up: FollowUpAsked | None = None
    prompt: str
    attachments: tuple[AttachmentSent, ...] = ()
    time: str = ""


class Usage(Frozen):
    """Tokens of one completion, all tries added up."""

    input_tokens: int = 0
    output_tokens: int = Field(default=0, description="Reasoning among them, wherever the service counts it.")
    reasoning_tokens: int = 0
    cached_tokens: int = Field(default=0, description="Of the input, what the service had in its own cache.")
    estimated: bool = Field(
        default=False, description="Whether some of it was not told, and is estimated from the text."
    )

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            estimated=self.estimated or other.estimated,
        )


class Completion(Frozen):
    """What a model said in answer to one turn."""

    text: str
    reasoning: str = Field(default="", description="The model's reasoning, kept apart and never graded.")
    finish_reason: str = ""
    usage: Usage | None = None
    latency: float | None = Field(default=None, description="Seconds from request to full answer.")
    model: str = Field(default="", description="The model as the provider named it in the answer.")
    tries: int = Field(default=1, ge=1, description="How often it was asked; the usage is that of all tries.")
    cached: bool = Field(default=False, description="Taken from an earlier, identical request; nothing was paid.")
    adaptations: tuple[str, ...] = Field(default=(), description="How the request departed from what was asked for.")
    sent: dict[str, Any] | None = Field(
        default=None,
        description="The parameters as they went over the wire; null where none were sent or it is not known.",
    )


class CompletionArrived(Event):
    """An answer arrived, whole."""

    event: Literal["completion"] = "completion"
    conversation: str
    position: int = Field(ge=1)
    completion: Completion
    time: str = ""


class Failure(Event):
    """A turn could not be answered."""

    event: Literal["failure"] = "failure"
    conversation: str
    position: int = Field(ge=1)
    error: str
    refused: bool = Field(
        default=False, description="For the prompt's words or length; --resume does not ask it again."
    )
    tries: int = Field(default=0, ge=0, description="How many requests were sent for it.")
    usage: Usage | None = Field(default=None, description="What they cost, as far as the service said.")
    arrived: Completion | None = Field(default=None, description="What came that is no answer, such as half of one.")
    time: str = ""


class HumanAnnotation(Event):
    """A person's comment on a passage of an answer, or on a whole turn or session where `quote` is empty."""

    event: Literal["annotation"] = "annotation"
    id: str = ""
    author: str = "human"
    conversation: str = ""
    position: int = Field(default=0, ge=0, description="0: about the whole session.")
    questions: tuple[str, ...] = ()
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0
    verdict: Literal["correct", "partial", "incorrect", "note"] = "note"
    comment: str


class Note(Event):
    """Something that the runner or the importer has to say about a conversation."""

    event: Literal["note"] = "note"
    conversation: str = ""
    text: str
    time: str = ""


class End(Event):
    """The run came to its end; without this line, or where something was asked after it, it did not."""

    event: Literal["end"] = "end"
    time: str = ""


AnyEvent = Annotated[
    Header | TurnAsked | CompletionArrived | Failure | HumanAnnotation | Note | End, Field(discriminator="event")
]
_EVENTS: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


@dataclass(frozen=True)
class Turn:
    """A prompt and, if one arrived, its answer.

    Attributes:
        number: The turn's place in the whole trace, from 1, conversations in the order of the homework.
        asked: What was asked.
        completion: What came back, or None.
        failure: Why nothing came back, or "".
        refused: Whether the prompt was refused for its words or length.
        spent: What failed tries cost, over all the times that the turn was asked.
    """

    number: int
    asked: TurnAsked
    completion: Completion | None
    failure: str = ""
    refused: bool = False
    spent: Usage | None = None


@dataclass(frozen=True)
class Trace:
    """A whole trace, in the order of the homework.

    Attributes:
        header: The first line.
        turns: All turns, numbered from 1.
        annotations: Comments by people.
        notes: What the runner or importer remarked.
        ended: Whether the run came to its end.
        warnings: What was wrong with the file and could be mended.
        spent: Tokens of all that was asked, failures and what was asked again among them; not what came from a cache.
    """

    header: Header
    turns: tuple[Turn, ...]
    annotations: tuple[HumanAnnotation, ...] = ()
    notes: tuple[Note, ...] = ()
    ended: bool = True
    warnings: tuple[str, ...] = ()
    spent: Usage = field(default_factory=Usage)

    def turn_of(self, annotation: HumanAnnotation) -> Turn | None:
        """The turn that a person's comment is about, or None if it is about the session."""
        place = (annotation.conversation, annotation.position)
        return next((turn for turn in self.turns if (turn.asked.conversation, turn.asked.position) == place), None)


def event_line(event: Event) -> str:
    """The event as its line in the file, newline included."""
    return json.dumps(event.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")) + "\n"


def read_trace(path: Path) -> Trace:
    """Read a trace.

    A last line without its end (the machine stopped while writing it) is dropped with a warning.

    Raises:
        NotFoundError: There is no such file.
        TraceError: A line is not an event, or the first is not a header this version reads.
    """
    events, warnings = read_lines(path, _EVENTS, SCHEMA_VERSION, "an event of a trace")
    return assemble(events, str(path), warnings)


def assemble(events: Iterable[AnyEvent], name: str = "trace", warnings: tuple[str, ...] = ()) -> Trace:
    """Put events together, whatever order they arrived in.

    Raises:
        TraceError: The first event is not a header.
    """
    ordered = list(events)
    if not ordered or not isinstance(ordered[0], Header):
        raise TraceError(f"{name}: a trace begins with its header")
    return Trace(
        header=ordered[0],
        turns=tuple(_turns(ordered[0], ordered)),
        annotations=tuple(event for event in ordered if isinstance(event, HumanAnnotation)),
        notes=tuple(event for event in ordered if isinstance(event, Note)),
        ended=_ended(ordered),
        warnings=warnings,
        spent=sum(_spent(ordered), Usage()),
    )


def _ended(events: list[AnyEvent]) -> bool:
    """Whether nothing was asked after the last end."""
    ended = False
    for event in events:
        ended = isinstance(event, End) or (ended and not isinstance(event, TurnAsked))
    return ended


def _spent(events: Iterable[AnyEvent]) -> Iterator[Usage]:
    for event in events:
        if isinstance(event, CompletionArrived) and event.completion.usage and not event.completion.cached:
            yield event.completion.usage
        elif isinstance(event, Failure) and event.usage:
            yield event.usage


def taken_by(trace: Trace) -> Usage:
    """The tokens of all that a run holds, what came from a cache among it."""
    kept = (turn.completion for turn in trace.turns if turn.completion and turn.completion.cached)
    return sum((one.usage for one in kept if one.usage), trace.spent)


def unfinished_turns(trace: Trace) -> tuple[Turn, ...]:
    """The turns whose answers are not whole."""
    return tuple(turn for turn in trace.turns if turn.completion and unfinished(turn.completion.finish_reason))


def without_unfinished(trace: Trace) -> Trace:
    """The trace as it was before the first answer of each conversation that is not whole, for that to be asked again.

    What was said later in such a conversation was said in the light of half an answer, and goes with it.
    """
    first: dict[str, int] = {}
    for turn in unfinished_turns(trace):
        place = turn.asked
        first[place.conversation] = min(place.position, first.get(place.conversation, place.position))
    kept = (
        turn
        for turn in trace.turns
        if turn.asked.conversation not in first or turn.asked.position < first[turn.asked.conversation]
    )
    return replace(trace, turns=tuple(kept), ended=False)


def _turns(header: Header, events: list[AnyEvent]) -> Iterator[Turn]:
    asked: dict[tuple[str, int], TurnAsked] = {}
    completions: dict[tuple[str, int], Completion] = {}
    failures: dict[tuple[str, int], Failure] = {}
    spent: dict[tuple[str, int], Usage] = {}
    for event in events:
        if isinstance(event, TurnAsked):
            asked[event.conversation, event.position] = event
        elif isinstance(event, CompletionArrived):
            place = (event.conversation, event.position)
            for other, before in _overtaken(place, completions):
                spent[place] = spent.get(place, Usage()) + (before.usage or Usage())
                del completions[other]
                if other != place:
                    del asked[other]
            completions[place] = event.completion
        elif isinstance(event, Failure):
            failures[event.conversation, event.position] = event
            if event.usage is not None:
                earlier = spent.get((event.conversation, event.position), Usage())
                spent[event.conversation, event.position] = earlier + event.usage
    ranks = {conversation: rank for rank, conversation in enumerate(header.conversations)}
    for conversation, _ in asked:
        ranks.setdefault(conversation, len(ranks))
    places = sorted(asked, key=lambda place: (ranks[place[0]], place[1]))
    for number, place in enumerate(places, 1):
        completion = completions.get(place)
        failure = None if completion else failures.get(place)
        why, refused = (failure.error, failure.refused) if failure else ("", False)
        yield Turn(number, asked[place], completion, why, refused, spent.get(place))


def _overtaken(
    place: tuple[str, int], completions: Mapping[tuple[str, int], Completion]
) -> list[tuple[tuple[str, int], Completion]]:
    """The answers that a second one in the same place stands for: the first, and what came of it."""
    if place not in completions:
        return []
    conversation, position = place
    return [(other, one) for other, one in completions.items() if other[0] == conversation and other[1] >= position]
