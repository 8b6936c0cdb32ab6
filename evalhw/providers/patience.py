"""Ask a service as often and as fast as it wants to be asked, and within the budget.

Invariant: what is final is asked once; the usage of every try is counted, whether it gave an answer or not; nobody
waits for a retry once the run is to stop.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import stamina

from evalhw.catalogue import Prices, cost, tokens_of
from evalhw.errors import StoppedError, UnavailableError
from evalhw.logs import log
from evalhw.providers import telemetry
from evalhw.providers.base import Conversation, Provider
from evalhw.providers.budget import Budget
from evalhw.providers.failures import TryAgainError
from evalhw.providers.pace import Pace
from evalhw.providers.wire import with_text_attachments
from evalhw.trace import Completion, Usage

_ATTACHMENT_TOKENS = 1500

# stamina would log by itself, to standard output where structlog is not set up; we log what we want to say.
stamina.instrumentation.set_on_retry_hooks(())


@dataclass(frozen=True)
class Retries:
    """How often and how patiently a request is tried again.

    Attributes:
        attempts: Tries altogether.
        first: Seconds before the second try; each further wait is twice as long.
        longest: The longest wait.
        jitter: Up to so many seconds are added at random, so that not all come back at once.
    """

    attempts: int = 6
    first: float = 0.5
    longest: float = 30.0
    jitter: float = 1.0


class Patient:
    """A provider that is asked with patience."""

    def __init__(
        self,
        provider: Provider,
        pace: Pace,
        budget: Budget,
        prices: Prices | None = None,
        retries: Retries | None = None,
        stopped: Callable[[], bool] = lambda: False,
        model: str = "",
    ) -> None:
        self.name = provider.name
        self.accepts = provider.accepts
        self.answers = provider.answers
        self._provider = provider
        self._pace = pace
        self._budget = budget
        self._prices = prices
        self._retries = retries or Retries()
        self._stopped = stopped
        self._model = model

    async def complete(self, conversation: Conversation) -> Completion:
        """Ask until there is an answer, or no hope of one.

        Raises:
            RefusedError: The service refuses for good.
            UnavailableError: No try gave an answer.
            StoppedError: The run is to stop, or the next try would go beyond the budget.
        """
        spent: Usage | None = None
        tries = 0
        policy = stamina.retry_context(
            on=self._wait_for,
            attempts=self._retries.attempts,
            timeout=None,
            wait_initial=self._retries.first,
            wait_max=self._retries.longest,
            wait_jitter=self._retries.jitter,
        )
        try:
            async for attempt in policy:
                with attempt:
                    tries = attempt.num
                    try:
                        completion = await self._try(conversation)
                    except TryAgainError as error:
                        spent = _sum(spent, error.usage)
                        log("info", "try failed", provider=self.name, conversation=conversation.id, error=str(error))
                        raise
        except TryAgainError as error:
            times = "once" if tries == 1 else f"{tries} times"
            raise UnavailableError(f"{error} (tried {times})") from None
        return completion.model_copy(update={"tries": tries, "usage": _sum(spent, completion.usage)})

    async def close(self) -> None:
        """Close the provider."""
        await self._provider.close()

    def _wait_for(self, error: Exception) -> bool | float:
        """Whether to try again, and after how long if the service says so."""
        if not isinstance(error, TryAgainError) or self._stopped():
            return False
        if error.retry_after is None:
            return True
        return error.retry_after + random.uniform(0, self._retries.jitter) / 4  # noqa: S311  # chance, not a secret

    async def _try(self, conversation: Conversation) -> Completion:
        asked = estimated_input(conversation)
        expected = asked + int(conversation.parameters.get("max_tokens") or self._budget.typical_answer())
        price = self._cost(asked, expected - asked)
        async with self._pace.turn(expected) as turn:
            if self._stopped():
                raise StoppedError("the run is to stop")
            self._budget.reserve(expected, price)
            try:
                with telemetry.request(self.name, self._model, conversation.parameters) as span:
                    completion = await self._provider.complete(conversation)
                    span.answered(completion)
            except TryAgainError as error:
                self._spend(error.usage)
                if error.limited:
                    turn.limited(error.retry_after)
                raise
            finally:
                self._budget.release(expected, price)
            self._spend(completion.usage or Usage(input_tokens=asked, output_tokens=tokens_of(completion.text)))
            turn.answered(_tokens(completion.usage))
            return completion

    def _spend(self, usage: Usage | None) -> None:
        if usage is not None:
            price = self._cost(usage.input_tokens, usage.output_tokens)
            self._budget.spend(usage.input_tokens + usage.output_tokens, price, usage.output_tokens)

    def _cost(self, asked: int, answered: int) -> float:
        return cost(self._prices, asked, answered) or 0.0


def estimated_input(conversation: Conversation) -> int:
    """About how many tokens a conversation takes to send."""
    texts = sum(tokens_of(with_text_attachments(message)) + 4 for message in conversation.messages)
    files = sum(one.sent_as != "text" for message in conversation.messages for one in message.attachments)
    return tokens_of(conversation.system) + texts + files * _ATTACHMENT_TOKENS


def _tokens(usage: Usage | None) -> int | None:
    return None if usage is None else usage.input_tokens + usage.output_tokens


def _sum(one: Usage | None, other: Usage | None) -> Usage | None:
    if one is None or other is None:
        return one or other
    return one + other
