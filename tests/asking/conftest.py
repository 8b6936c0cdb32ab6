"""A small homework, and what a run needs to be driven without a network or a disk."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from faulty_server import FaultyServer, Script

from evalhw.errors import NotRecordedError
from evalhw.homework.homework import Homework, load_homework
from evalhw.providers.base import Conversation
from evalhw.record.trace import AnyEvent, Completion, Event, Trace, assemble

ROOT = Path(__file__).parent.parent / "cases" / "asking"


@pytest.fixture(scope="session")
def root() -> Path:
    """Where the small homework is."""
    return ROOT


@pytest.fixture(scope="session")
def kitchen() -> Homework:
    """The small homework."""
    return load_homework("kitchen", ROOT)


@dataclass
class Scripted:
    """Says what it is told to say, by conversation, in order; then that nothing was recorded."""

    answers_by: Mapping[str, list[str | Exception]]
    seen: list[Conversation] = field(default_factory=list)
    name: str = "scripted"
    accepts: frozenset[str] = frozenset()
    answers: frozenset[str] | None = None

    async def complete(self, conversation: Conversation) -> Completion:
        """The next answer."""
        number = sum(message.role == "assistant" for message in conversation.messages)
        self.seen.append(conversation)
        answers = self.answers_by.get(conversation.id, [])
        if number >= len(answers):
            raise NotRecordedError("nothing was recorded")
        answer = answers[number]
        if isinstance(answer, Exception):
            raise answer
        return Completion(text=answer)

    async def close(self) -> None:
        """Nothing is held."""


@dataclass
class Memory:
    """A trace in memory."""

    events: list[AnyEvent] = field(default_factory=list)

    async def commit(self, *events: Event) -> None:
        """Keep events."""
        self.events += events  # type: ignore[arg-type]  # every event is one of the union

    def trace(self, header: AnyEvent) -> Trace:
        """What was kept, as a trace."""
        return assemble([header, *self.events])


@pytest.fixture
def memory() -> Memory:
    """A trace in memory."""
    return Memory()


@pytest.fixture(scope="session")
def scripted() -> Callable[..., Scripted]:
    """Makes a provider that says what it is told to say."""
    return lambda **answers: Scripted(answers)


@pytest.fixture(scope="session")
def _server() -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        yield server


@pytest.fixture
def server(_server: FaultyServer) -> FaultyServer:
    """A chat service on loopback that fails as it is told to."""
    # A script of its own: a request that an earlier test left behind must not use up what this one says.
    _server.script = Script()
    return _server
