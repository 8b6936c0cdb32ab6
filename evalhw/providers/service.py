"""A chat service over the network: one request, one answer or one named failure.

What the services share stands here: the deadline, quirks that a service reveals by refusing a parameter, and that no
key leaves. A client is plugged in as a `Sender`. Invariant: one call sends one request (more where a parameter is
refused, see `adaptation`), and never retries by itself.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from evalhw.errors import PromptRefusedError, ProviderError, RefusedError
from evalhw.providers import failures, wire
from evalhw.providers.adaptation import adapted, departures, nameless, suspects, withheld
from evalhw.providers.base import Conversation
from evalhw.providers.catalogue import Model
from evalhw.providers.failures import TryAgainError
from evalhw.providers.keys import Scrubber
from evalhw.record.trace import Completion

_OK = 200
_ADAPTABLE = frozenset({400, 403, 406, 409, 412, 415, 422, 500, 501})
_VAGUE = frozenset({400, 422})
_ADAPTATIONS = 8


@dataclass(frozen=True)
class Reply:
    """An HTTP response.

    Attributes:
        status: Its status.
        headers: Its headers.
        content: Its body.
        where: The addresses that were tried, as they may be shown.
        nobody: Whether it shows that no service answers there.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    where: str = ""
    nobody: bool = False


class Sender(Protocol):
    """A client's way to send one request.

    Attributes:
        faults: What it raises when the connection fails.
        unsent: Those of them with which nothing has reached the service.
        where: The address that is asked, as it may be shown.
    """

    faults: tuple[type[Exception], ...]
    unsent: tuple[type[Exception], ...]
    where: str

    async def send(self, body: wire.Json) -> Reply:
        """Send a request's body and wait for the response."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class ChatService:
    """A model behind a chat service."""

    answers: frozenset[str] | None = None

    def __init__(self, model: Model, sender: Sender, scrubber: Scrubber, timeout: float) -> None:
        service = model.service
        self.name = model.entry.service
        self.accepts = frozenset(
            kind
            for kind, taken in (("image", service and service.images), ("document", service and service.documents))
            if taken
        )
        self._model = model.model
        self._sender = sender
        self._scrubber = scrubber
        self._scrub = scrubber.scrub
        self._timeout = timeout
        self._first = self._quirks = quirks_of(model)
        self._answered = False
        self._suspected = False
        self._suspecting = asyncio.Lock()

    async def complete(self, conversation: Conversation) -> Completion:
        """Ask once.

        Raises:
            RefusedError: The service refuses whoever asks.
            PromptRefusedError: It refuses this prompt.
            TryAgainError: This try failed; another may not.
        """
        began = time.perf_counter()
        exchange = Exchange()
        try:
            completion = await self._complete(conversation, exchange)
        except ProviderError as error:
            raise self._scrubbed_error(error, exchange) from None
        done = {
            "latency": round(time.perf_counter() - began, 3),
            "tries": exchange.requests,
            "adaptations": (*withheld(self._first, conversation.parameters), *departures(self._first, exchange.quirks)),
            "sent": self._scrubber.scrub_all(wire.parameters_sent(conversation.parameters, exchange.quirks)),
        }
        return self._scrubbed(completion).model_copy(update=done)

    async def close(self) -> None:
        """Close all connections."""
        await self._sender.close()

    async def _complete(self, conversation: Conversation, exchange: "Exchange") -> Completion:
        reply = await self._ask(conversation, self._quirks, exchange)
        tried = {exchange.quirks}
        for _ in range(_ADAPTATIONS):
            if reply.status not in _ADAPTABLE or failures.is_told(reply.status, _body(reply)):
                break
            named = adapted(exchange.quirks, _body(reply), conversation.parameters, system=_has_system(conversation))
            found = (self._quirks, *named)  # what another conversation found out meanwhile comes first
            following = next((quirks for quirks in found if quirks not in tried), None)
            if following is None:
                break
            tried.add(following)
            reply = await self._ask(conversation, following, exchange)
            if reply.status not in _ADAPTABLE:
                self._quirks = following
        if reply.status in _VAGUE and nameless(self.name, reply.status, _body(reply)):
            reply = await self._ask_suspects(conversation, reply, exchange)
        if reply.nobody and reply.status != _OK:
            said = str(failures.of_status(self.name, reply.status, reply.headers, _body(reply)))
            raise RefusedError(f"{said}; no chat service answers at {reply.where}: see to its address, or --base-url")
        if reply.status != _OK:
            raise failures.of_status(self.name, reply.status, reply.headers, _body(reply))
        self._answered = True
        finish_as = dict(self._first.finish_as)
        who = f"{self.name} at {reply.where}" if reply.nobody else self.name
        return wire.read_answer(who, reply.content, reply.headers.get("content-type", ""), finish_as)

    async def _ask_suspects(self, conversation: Conversation, reply: Reply, exchange: "Exchange") -> Reply:
        """Where a first request is refused and nothing says why: once as it was, then without each usual suspect."""
        before = exchange.quirks
        async with self._suspecting:
            if self._quirks != before:  # somebody else found out meanwhile
                return await self._ask(conversation, self._quirks, exchange)
            if self._answered or self._suspected:
                return reply
            self._suspected = True
            others = list(suspects(before, conversation.parameters, system=_has_system(conversation)))
            for quirks in (before, *others) if others else ():
                other = await self._ask(conversation, quirks, exchange)
                if other.status not in _VAGUE:
                    self._quirks = quirks if other.status == _OK else before
                    return other
        exchange.quirks = before
        return reply

    async def _ask(self, conversation: Conversation, quirks: wire.Quirks, exchange: "Exchange") -> Reply:
        exchange.quirks = quirks
        exchange.requests += 1
        return await self._send(wire.request_body(conversation, self._model, quirks))

    async def _send(self, body: wire.Json) -> Reply:
        where = self._sender.where
        try:
            async with asyncio.timeout(self._timeout):
                return self._scrubbed_reply(await self._sender.send(body))
        except TimeoutError:
            late = TryAgainError(f"{self.name}: no whole answer within {self._timeout:g} s from {where}")
            late.charged = True
            raise late from None
        except self._sender.faults as error:
            failure = failures.of_exception(f"{self.name} at {where}", error)
            failure.charged = not any(isinstance(one, self._sender.unsent) for one in (error, error.__cause__))
            raise failure from None

    def _scrubbed_reply(self, reply: Reply) -> Reply:
        """A reply without keys, before anything is read from it, cut or put on one line."""
        try:
            body = wire.read_json(reply.content)
        except (ValueError, RecursionError):
            text = reply.content.decode("utf-8", "surrogateescape")
            return replace(reply, content=self._scrub(text).encode("utf-8", "surrogateescape"))
        clean = self._scrubber.scrub_all(body)
        return reply if clean == body else replace(reply, content=json.dumps(clean).encode())

    def _scrubbed_error(self, error: ProviderError, exchange: "Exchange") -> ProviderError:
        arrived = error.arrived and self._scrubbed(error.arrived)
        said = self._scrub(str(error))
        scrubbed: ProviderError
        if isinstance(error, TryAgainError):
            scrubbed = TryAgainError(said, error.status, error.retry_after, limited=error.limited)
            scrubbed.charged = error.charged or error.status is None
        elif isinstance(error, PromptRefusedError):
            scrubbed = PromptRefusedError(said, settled=error.settled)
        else:
            scrubbed = RefusedError(said)
        scrubbed.usage, scrubbed.arrived, scrubbed.tries = error.usage, arrived, exchange.requests
        return scrubbed

    def _scrubbed(self, completion: Completion) -> Completion:
        return completion.model_copy(
            update={
                "text": self._scrub(completion.text),
                "reasoning": self._scrub(completion.reasoning),
                "model": self._scrub(completion.model),
                "finish_reason": self._scrub(completion.finish_reason),
            }
        )


@dataclass
class Exchange:
    """What was sent for one answer.

    Attributes:
        requests: How many requests.
        quirks: How the last of them was written.
    """

    requests: int = 0
    quirks: wire.Quirks = field(default_factory=wire.Quirks)


def quirks_of(model: Model) -> wire.Quirks:
    """How a model's service, and the model itself, depart from the format."""
    service = model.service
    if service is None:
        return wire.Quirks(omit=model.entry.omit)
    return wire.Quirks(
        max_tokens_as=service.max_tokens_as,
        seed_as=service.seed_as,
        omit=(*service.omit, *model.entry.omit),
        system_as=service.system_as,
        documents_as=service.documents_as,
        finish_as=tuple(service.finish_as.items()),
    )


def _has_system(conversation: Conversation) -> bool:
    return bool(conversation.system.strip())


def _body(reply: Reply) -> Any:
    try:
        return wire.read_json(reply.content)
    except (ValueError, RecursionError):
        return reply.content[:2000].decode("utf-8", "replace") if b"<html" not in reply.content[:500].lower() else ""
