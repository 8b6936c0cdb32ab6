import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalhw.errors import BudgetError
from evalhw.providers.budget import Budget
from evalhw.providers.catalogue import Limits
from evalhw.providers.pace import MINUTE, Pace


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """What time it is."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += max(seconds, 1e-6)
        await asyncio.sleep(0)


def begun(limits: Limits, requests: list[int], lasts: float = 0.0) -> list[tuple[float, int]]:
    """When requests of so many tokens begin."""
    clock = Clock()

    async def all_of_them() -> list[tuple[float, int]]:
        pace = Pace(1, limits, clock, clock.sleep)
        times = []
        for tokens in requests:
            async with pace.turn(tokens) as turn:
                times.append((clock.now - 1000, tokens))
                clock.now += lasts
                turn.answered(tokens)
        return times

    return asyncio.run(all_of_them())


def test_requests_a_minute() -> None:
    """The fourth waits until the first is a minute old."""
    times = [round(time, 3) for time, _ in begun(Limits(requests_per_minute=3), [1] * 7, lasts=10)]
    assert times == [0, 10, 20, 60, 70, 80, 120]


def test_tokens_a_minute() -> None:
    """What does not fit waits; what fits never, goes alone."""
    times = [round(time, 3) for time, _ in begun(Limits(tokens_per_minute=100), [60, 40, 10, 500, 10])]
    assert times == [0, 0, 60, 120, 180]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=30),
    st.integers(1, 8),
    st.integers(60, 200),
    st.floats(0, 30, allow_nan=False),
)
def test_no_minute_holds_more_than_is_allowed(requests: list[int], per_minute: int, tokens: int, lasts: float) -> None:
    """Whatever comes, every window of sixty seconds keeps to both limits."""
    times = begun(Limits(requests_per_minute=per_minute, tokens_per_minute=tokens), requests, lasts)
    for start, _ in times:
        window = [size for time, size in times if start <= time < start + MINUTE - 1e-3]
        assert len(window) <= per_minute
        assert sum(window) <= tokens


def crowd(pace: Pace, requests: int, act: Callable[[int, Any], Awaitable[None]]) -> None:
    async def one(number: int) -> None:
        async with pace.turn(1) as turn:
            await act(number, turn)

    async def all_of_them() -> None:
        await asyncio.gather(*(one(number) for number in range(requests)))

    asyncio.run(all_of_them())


def test_no_more_in_flight_than_allowed() -> None:
    """And all get their turn."""
    most = 0
    done = 0
    pace = Pace(3, Limits())

    async def act(_number: int, _turn: Any) -> None:
        nonlocal most, done
        most = max(most, pace.in_flight)
        await asyncio.sleep(0)
        done += 1

    crowd(pace, 20, act)
    assert (most, done, pace.in_flight, pace.waiting) == (3, 20, 0, 0)


def test_a_limit_of_the_model_is_kept_too() -> None:
    """The lower of the two holds."""
    assert Pace(8, Limits(concurrency=2)).most == 2
    assert Pace(1, Limits(concurrency=2)).most == 1


def test_too_many_halves_once_and_comes_back() -> None:
    """Eight requests refused together halve the number in flight once; answers bring it back."""
    clock = Clock()
    pace = Pace(8, Limits(), clock, clock.sleep)

    async def refused(_number: int, turn: Any) -> None:
        await asyncio.sleep(0)
        turn.limited(None)
        clock.now += 0.001

    crowd(pace, 8, refused)
    assert pace.allowed == 4

    async def answered(_number: int, turn: Any) -> None:
        turn.answered(None)

    crowd(pace, 40, answered)
    assert pace.allowed == 8


def test_retry_after_holds_everybody() -> None:
    """Nothing begins before the time that the service named."""
    clock = Clock()
    pace = Pace(2, Limits(), clock, clock.sleep)
    times: list[float] = []

    async def act(number: int, turn: Any) -> None:
        times.append(clock.now - 1000)
        if number == 0:
            turn.limited(30.0)

    crowd(pace, 3, act)
    assert times[0] == 0
    assert all(time >= 30 for time in times[2:])


def test_a_request_given_up_leaves_its_place() -> None:
    """Cancelled while it waits, or while it is asked: others get on."""

    async def scenario() -> int:
        pace = Pace(1, Limits())
        holds = asyncio.Event()

        async def hold() -> None:
            async with pace.turn(1):
                holds.set()
                await asyncio.sleep(60)

        async def wait() -> None:
            async with pace.turn(1):
                pass

        holding = asyncio.create_task(hold())
        await holds.wait()
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        waiting.cancel()
        holding.cancel()
        await asyncio.gather(holding, waiting, return_exceptions=True)
        await asyncio.wait_for(wait(), 5)
        return pace.in_flight + pace.waiting

    assert asyncio.run(scenario()) == 0


def test_a_budget_counts_what_is_in_flight() -> None:
    """A request that would not fit beside those on their way is not begun."""
    budget = Budget(max_cost=1.0, max_tokens=100)
    budget.reserve(60, 0.5)
    with pytest.raises(BudgetError, match="beyond 100 tokens"):
        budget.reserve(60, 0.1)
    with pytest.raises(BudgetError, match=r"beyond \$1"):
        budget.reserve(10, 0.6)
    budget.release(60, 0.5)
    budget.spend(20, 0.2, answer=10)
    budget.reserve(80, 0.8)
    assert budget.typical_answer() == 10
