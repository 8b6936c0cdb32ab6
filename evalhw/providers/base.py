"""The seam between the runner and whatever answers: a conversation goes in, a completion comes out.

Invariant: a provider keeps nothing between two calls that changes an answer; all it needs stands in the conversation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from evalhw.providers.keys import Scrubber
from evalhw.record.trace import Completion, FollowUpAsked


@dataclass(frozen=True)
class Attachment:
    """A file that goes along with a message, ready to be sent.

    Attributes:
        id: Its id in the homework.
        title: What the prompt calls it.
        path: Where it is.
        media_type: Such as ``text/markdown``, ``image/png`` or ``application/pdf``.
        digest: SHA-256 of its bytes, in hexadecimal.
        sent_as: Whether it goes as text, as an image, or as a document.
        text: Its text, where it is sent as text.
    """

    id: str
    title: str
    path: Path
    media_type: str
    digest: str
    sent_as: Literal["text", "image", "document"] = "text"
    text: str = ""


@dataclass(frozen=True)
class Message:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """What a provider is asked.

    Attributes:
        id: The conversation's id in the homework.
        system: The system prompt; empty for none.
        messages: All messages so far; the last is the prompt to be answered.
        questions: The ids of the questions that the last message asks.
        follow_up: Which follow-up the last message is, if it is one.
        repeat: Which of several identical runs this is, from 1.
        parameters: Sampling parameters, such as ``temperature``.
    """

    id: str
    system: str
    messages: tuple[Message, ...]
    questions: tuple[str, ...] = ()
    follow_up: FollowUpAsked | None = None
    repeat: int = 1
    parameters: Mapping[str, Any] = field(default_factory=dict)


class Provider(Protocol):
    """Something that answers.

    Attributes:
        name: The provider, such as ``mistral`` or ``replay``.
        accepts: What it takes besides text: ``image``, ``document``.
        answers: The only questions it can answer; None if it can be asked anything.
    """

    name: str
    accepts: frozenset[str]
    answers: frozenset[str] | None

    async def complete(self, conversation: Conversation) -> Completion:
        """Answer the last message of a conversation.

        Raises:
            RefusedError: The provider refuses for good.
            UnavailableError: It does not answer, however often it is asked.
            NotRecordedError: A replayed trace holds no answer to this.
        """
        ...

    async def close(self) -> None:
        """Give back what the provider holds: connections, a loaded model."""
        ...


@dataclass(frozen=True)
class Setting:
    """What a provider may need to be made.

    Attributes:
        homework: The homework that will be asked.
        transcripts: The folder of all traces.
        base_url: Where to send requests instead of the provider's own address.
        environment: Where keys are looked up.
        timeout: Seconds after which a request is given up.
        connections: How many requests may be in flight.
        scrubber: Takes what must not be shown out of texts.
    """

    homework: str
    transcripts: Path
    base_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 600.0
    connections: int = 100
    scrubber: Scrubber = field(default_factory=Scrubber)
