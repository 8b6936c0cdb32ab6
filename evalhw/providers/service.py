"""A chat service over the network: one request, one answer or one named failure.

What the services share stands here: the deadline, quirks that a service reveals by refusing a parameter, and that no
key leaves. A client is plugged in as a `Sender`. Invariant: one call sends one request (two or three where a parameter
is refused), and never retries by itself.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from evalhw.catalogue import Model
from evalhw.errors import ProviderError, RefusedError
from evalhw.keys import Scrubber
from evalhw.providers import failures, wire
from evalhw.providers.base import Conversation
from evalhw.providers.failures import TryAgainError
from evalhw.trace import Completion

_OK = 200
_BAD_REQUEST = 400
_ADAPTATIONS = 3


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
    """

    faults: tuple[type[Exception], ...]

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
        self._scrub = scrubber.scrub
        self._timeout = timeout
        self._quirks = quirks_of(model)

    async def complete(self, conversation: Conversation) -> Completion:
        """Ask once.

        Raises:
            RefusedError: The service refuses for good.
            TryAgainError: This try failed; another may not.
        """
        try:
            began = time.perf_counter()
            completion = await self._complete(conversation)
            return self._scrubbed(completion, time.perf_counter() - began)
        except TryAgainError as error:
            raise TryAgainError(self._scrub(str(error)), error.status, error.retry_after, error.usage) from None
        except ProviderError as error:
            raise RefusedError(self._scrub(str(error))) from None

    async def close(self) -> None:
        """Close all connections."""
        await self._sender.close()

    async def _complete(self, conversation: Conversation) -> Completion:
        for _ in range(_ADAPTATIONS):
            quirks = self._quirks
            reply = await self._send(wire.request_body(conversation, self._model, quirks))
            if reply.status != _BAD_REQUEST:
                break
            self._quirks = adapted(quirks, _body(reply), conversation.parameters)
            if self._quirks == quirks:
                break
        if reply.status != _OK:
            raise failures.of_status(self.name, reply.status, reply.headers, _body(reply))
        return wire.read_answer(self.name, reply.content, reply.headers.get("content-type", ""))

    async def _send(self, body: wire.Json) -> Reply:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._sender.send(body)
        except TimeoutError:
            raise TryAgainError(f"{self.name}: no whole answer within {self._timeout:g} s") from None
        except self._sender.faults as error:
            raise failures.of_exception(self.name, error) from None

    def _scrubbed(self, completion: Completion, latency: float) -> Completion:
        return completion.model_copy(
            update={
                "text": self._scrub(completion.text),
                "reasoning": self._scrub(completion.reasoning),
                "model": self._scrub(completion.model),
                "finish_reason": self._scrub(completion.finish_reason),
                "latency": round(latency, 3),
            }
        )


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
    )


def adapted(quirks: wire.Quirks, body: Any, parameters: Mapping[str, Any]) -> wire.Quirks:
    """The quirks with what a refusal reveals: a parameter that the model does not take, or knows by another name.

    Args:
        quirks: The quirks that led to the refusal.
        body: The refusal's body.
        parameters: What was asked for; nothing else is ever left out.
    """
    error = body.get("error", body) if isinstance(body, dict) else {}
    said = failures.message_of(body).lower()
    named = str(error.get("param") or "") if isinstance(error, dict) else ""
    if "max_tokens" in parameters and quirks.max_tokens_as not in quirks.omit:
        for old, new in (("max_tokens", "max_completion_tokens"), ("max_completion_tokens", "max_tokens")):
            if quirks.max_tokens_as == old and (named == old or f"'{old}'" in said) and _unsupported(said):
                return replace(quirks, max_tokens_as=new)
    for name in parameters:
        sent = {"seed": quirks.seed_as}.get(name, name)
        if name not in quirks.omit and sent and (named == sent or f"'{sent}'" in said) and _unsupported(said):
            return replace(quirks, omit=(*quirks.omit, name))
    return quirks


def _unsupported(said: str) -> bool:
    return any(
        word in said for word in ("unsupported", "not support", "unrecognized", "unknown", "not permitted", "extra")
    )


def _body(reply: Reply) -> Any:
    import json

    try:
        return json.loads(reply.content)
    except (ValueError, RecursionError):
        return reply.content[:2000].decode("utf-8", "replace") if b"<html" not in reply.content[:500].lower() else ""
