"""When to ask no more. Invariant: once asking is to stop, nobody waits for anything but what is in flight."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from evalhw.errors import ProviderError, StoppedError

T = TypeVar("T")


class Stop:
    """Whether to ask no more; what is in flight is still waited for.

    Attributes:
        requested: Whether to ask no more.
        reason: Why, if a provider gave the reason.
    """

    def __init__(self) -> None:
        self.requested = False
        self.reason: ProviderError | None = None
        self._waits: set[asyncio.Task[Any]] = set()

    def request(self, reason: ProviderError | None = None) -> None:
        """Ask no more, and end every wait; the first reason given is kept."""
        self.requested = True
        self.reason = self.reason or reason
        for wait in self._waits:
            wait.cancel()

    async def sooner(self, wait: Coroutine[Any, Any, T]) -> T:
        """Wait for something that sends nothing, unless asking is to stop before it is there.

        Raises:
            StoppedError: Asking is to stop.
        """
        if self.requested:
            wait.close()
            raise StoppedError("the run is to stop")
        task = asyncio.create_task(wait)
        self._waits.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if _is_cancelled(asyncio.current_task()) or not self.requested:
                raise
            raise StoppedError("the run is to stop") from None
        finally:
            self._waits.discard(task)


def _is_cancelled(task: asyncio.Task[Any] | None) -> bool:
    return task is not None and task.cancelling() > 0
