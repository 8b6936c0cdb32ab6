"""How fast a service may be asked: requests in flight, requests and tokens a minute.

The number in flight halves when the service says that it is asked too much, and comes back one by one as it answers
(additive increase, multiplicative decrease). Invariant: within any sixty seconds no more is begun than was allowed, but
for a single request that is larger than a minute's tokens.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from evalhw.providers.catalogue import Limits

MINUTE = 60.0
_BLINK = 0.001


class Pace:
    """The pace of one service, shared by all that ask it."""

    def __init__(
        self,
        concurrency: int,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_wait: Callable[[int], None] | None = None,
    ) -> None:
        self.most = float(min(concurrency, limits.concurrency or concurrency))
        self.allowed = self.most
        self.in_flight = 0
        self.waiting = 0
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._on_wait = on_wait or (lambda _waiting: None)
        self._begun: deque[list[float]] = deque()
        self._free = asyncio.Condition()
        self._order = asyncio.Lock()
        self._not_before = 0.0
        self._shrunk = 0.0

    @asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator["Turn"]:
        """Wait until a request of about so many tokens may begin, and hold its place until it is answered."""
        self._wait(1)
        try:
            async with self._free:
                await self._free.wait_for(lambda: self.in_flight < int(self.allowed))
                self.in_flight += 1
            try:
                entry = await self._begin(tokens)
            except BaseException:
                await self._give_back()
                raise
        finally:
            self._wait(-1)
        try:
            yield Turn(self, entry, self._clock())
        finally:
            await self._give_back()

    def _wait(self, change: int) -> None:
        self.waiting += change
        self._on_wait(self.waiting)

    async def _give_back(self) -> None:
        async with self._free:
            self.in_flight -= 1
            self._free.notify_all()

    async def _begin(self, tokens: int) -> list[float]:
        async with self._order:  # first come, first served
            while (pause := self._pause(tokens)) > 0:
                await self._sleep(pause)
            entry = [self._clock(), float(tokens)]
            if self._limits.requests_per_minute or self._limits.tokens_per_minute:
                self._begun.append(entry)
            return entry

    def _pause(self, tokens: int) -> float:
        """Seconds until a request may begin; 0 if it may now."""
        now = self._clock()
        while self._begun and self._begun[0][0] <= now - MINUTE:
            self._begun.popleft()
        if now < self._not_before:
            return self._not_before - now
        requests, most = self._limits.requests_per_minute, self._limits.tokens_per_minute
        if requests and len(self._begun) >= requests:
            return max(self._begun[-requests][0] + MINUTE - now, _BLINK)
        if most and self._begun and sum(entry[1] for entry in self._begun) + tokens > most:
            return max(self._begun[0][0] + MINUTE - now, _BLINK)
        return 0.0

    def hold(self, seconds: float) -> None:
        """Begin nothing for some seconds."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    def shrink(self, began: float) -> None:
        """Halve the number in flight, once for all the requests that were in flight together."""
        if began > self._shrunk:
            self.allowed = max(1.0, self.allowed / 2)
            self._shrunk = self._clock()

    def grow(self) -> None:
        """Allow a little more, up to what was allowed at first."""
        self.allowed = min(self.most, self.allowed + 1 / self.allowed)


class Turn:
    """A request's place."""

    def __init__(self, pace: Pace, entry: list[float], began: float) -> None:
        self._pace = pace
        self._entry = entry
        self._began = began

    def answered(self, tokens: int | None) -> None:
        """The service answered, and counted so many tokens."""
        if tokens is not None:
            self._entry[1] = float(tokens)
        self._pace.grow()

    def limited(self, retry_after: float | None) -> None:
        """The service says that it is asked too much."""
        self._pace.shrink(self._began)
        if retry_after is not None:
            self._pace.hold(retry_after)
