"""Ask a service as often and as fast as it wants to be asked, and within the budget.

Invariant: what is final is asked once; the usage of every try is counted, whether it gave an answer or not; a rate
limit that is waited out uses up no try; nobody waits for anything once the run is to stop. What a service does not say
is estimated, for a try that it may charge for as much as was set aside.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from evalhw.errors import LimitReachedError, ProviderError, RefusedError, StoppedError, UnavailableError
from evalhw.logs import log
from evalhw.providers import telemetry
from evalhw.providers.base import Conversation, Provider
from evalhw.providers.budget import Budget
from evalhw.providers.catalogue import Prices, cost, tokens_of
from evalhw.providers.failures import TryAgainError
from evalhw.providers.pace import Pace
from evalhw.providers.stop import Stop
from evalhw.providers.usage import settled
from evalhw.providers.wire import with_text_attachments
from evalhw.record.trace import Completion, Usage

_ATTACHMENT_TOKENS = 1500
_MINUTE = 60.0
_HOUR = 3600.0


@dataclass(frozen=True)
class Retries:
    """How often and how patiently a request is tried again.

    Attributes:
        attempts: Tries altogether, those that met a rate limit not counted.
        first: Seconds before the second try; each further wait is twice as long.
        longest: The longest wait, where the service does not say how long.
        jitter: Up to so many seconds are added at random, so that not all come back at once.
        limits: How many rate limits are waited out for one answer.
        patience: Seconds that a service may ask to wait; for more, the model's run ends, to be resumed.
        clock: What time it is, in seconds.
        sleep: Lets seconds pass.
    """

    attempts: int = 6
    first: float = 0.5
    longest: float = 30.0
    jitter: float = 1.0
    limits: int = 20
    patience: float = 300.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def backoff(self, number: int) -> float:
        """Seconds before the try after the so-manieth failure."""
        wait = min(self.first * 2.0 ** min(number - 1, 30), self.longest)
        return wait + random.uniform(0, self.jitter)  # noqa: S311  # chance, not a secret


@dataclass
class Tries:
    """What was tried for one answer.

    Attributes:
        requests: Requests that were sent.
        failures: Tries that failed.
        limits: Tries that met a rate limit.
        usage: What they cost, as far as the service said.
        arrived: The last thing that came and is no answer.
    """

    requests: int = 0
    failures: int = 0
    limits: int = 0
    usage: Usage | None = None
    arrived: Completion | None = None

    def add(self, error: TryAgainError) -> None:
        """Count a try that failed."""
        self.limits += error.limited
        self.failures += not error.limited
        self.requests += max(error.tries, 1)
        self.usage = _sum(self.usage, error.usage)
        self.arrived = error.arrived or self.arrived

    def on(self, error: ProviderError) -> ProviderError:
        """The error that ends it, with what was spent on it."""
        error.tries = self.requests
        error.usage = self.usage
        error.arrived = error.arrived or self.arrived
        return error


class Patient:
    """A provider that is asked with patience."""

    def __init__(
        self,
        provider: Provider,
        pace: Pace,
        budget: Budget,
        prices: Prices | None = None,
        retries: Retries | None = None,
        stop: Stop | None = None,
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
        self._stop = stop or Stop()
        self._model = model

    async def complete(self, conversation: Conversation) -> Completion:
        """Ask until there is an answer, or no hope of one.

        Raises:
            RefusedError: The service refuses whoever asks.
            PromptRefusedError: It refuses this prompt.
            LimitReachedError: It wants to be asked again much later.
            UnavailableError: No try gave an answer.
            StoppedError: The run is to stop, or the next try would go beyond the budget.
        """
        tries = Tries()
        while True:
            try:
                completion = await self._try(conversation)
            except TryAgainError as error:
                tries.add(error)
                log("info", "try failed", provider=self.name, conversation=conversation.id, error=str(error))
                await self._wait_after(error, tries)
            except ProviderError as error:
                tries.requests += error.tries
                tries.usage = _sum(tries.usage, error.usage)
                raise tries.on(error) from None
            else:
                spent = {"tries": tries.requests + completion.tries, "usage": _sum(tries.usage, completion.usage)}
                return completion.model_copy(update=spent)

    async def close(self) -> None:
        """Close the provider."""
        await self._provider.close()

    async def _wait_after(self, error: TryAgainError, tries: Tries) -> None:
        """Wait until the next try may begin.

        Raises:
            UnavailableError: There is no next try.
        """
        retries = self._retries
        times = "once" if tries.requests == 1 else f"{tries.requests} times"
        over = UnavailableError(f"{error} (tried {times})")
        if tries.failures >= retries.attempts or tries.limits >= retries.limits:
            raise tries.on(over)
        wait = retries.backoff(tries.limits if error.limited else tries.failures)
        if error.retry_after is not None:
            wait = error.retry_after + random.uniform(0, retries.jitter) / 4  # noqa: S311  # chance, not a secret
        try:
            await self._stop.sooner(_sleep(retries, wait))
        except StoppedError:
            raise tries.on(over) from None

    def _ended(self, error: TryAgainError) -> LimitReachedError:
        """The error of a limit that lasts too long to wait for; nothing more is asked."""
        ended = LimitReachedError(f"{error}; {_later(error.retry_after or 0.0)}")
        ended.tries, ended.usage = max(error.tries, 1), error.usage
        self._stop.request(ended)
        return ended

    async def _try(self, conversation: Conversation) -> Completion:
        asked = estimated_input(conversation)
        expected = asked + int(conversation.parameters.get("max_tokens") or self._budget.typical_answer())
        price = cost(self._prices, asked, expected - asked) or 0.0
        place = self._pace.turn(expected)
        turn = await self._stop.sooner(place.__aenter__())
        try:
            if self._stop.requested:
                raise StoppedError("the run is to stop")
            self._budget.reserve(expected, price)
            try:
                with telemetry.request(self.name, self._model, conversation.parameters) as span:
                    completion = await self._provider.complete(conversation)
                    span.answered(completion)
            except TryAgainError as error:
                if error.usage is None and error.arrived is not None:
                    error.usage = settled(error.arrived, asked).usage
                elif error.usage is None and error.charged:
                    error.usage = Usage(input_tokens=asked, output_tokens=expected - asked, estimated=True)
                self._spend(error.usage)
                late = error.retry_after is not None and error.retry_after > self._retries.patience
                if error.limited:
                    turn.limited(None if late else error.retry_after)
                if late:
                    raise self._ended(error) from None
                raise
            except RefusedError as error:
                self._stop.request(error)  # before the place is free, so that nobody else asks in vain
                raise
            finally:
                self._budget.release(expected, price)
            completion = settled(completion, asked)
            self._spend(completion.usage)
            turn.answered(_tokens(completion.usage))
            return completion
        finally:
            await place.__aexit__(None, None, None)

    def _spend(self, usage: Usage | None) -> None:
        if usage is not None:
            self._budget.charge(usage, self._prices)


async def _sleep(retries: Retries, seconds: float) -> None:
    await retries.sleep(seconds)


def _later(seconds: float) -> str:
    """A long wait, with the time of day at which it is over."""
    now = datetime.now().astimezone()
    then = now + timedelta(seconds=seconds)
    day = "" if then.date() == now.date() else f"{then:%A %d %B} "
    long = f"{seconds / _HOUR:.1f} hours" if seconds >= _HOUR else f"{seconds / _MINUTE:.0f} minutes"
    return f"it wants to be asked again in {long}, at {day}{then:%H:%M}"


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
