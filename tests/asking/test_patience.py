import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faulty_server import FaultyServer

from evalhw.errors import BudgetError, LimitReachedError, RefusedError, StoppedError, UnavailableError
from evalhw.providers.base import Conversation, Message, Setting
from evalhw.providers.budget import Budget
from evalhw.providers.catalogue import Limits, Prices, load_catalogue
from evalhw.providers.pace import Pace
from evalhw.providers.patience import Patient, Retries
from evalhw.providers.registry import provider_for
from evalhw.providers.stop import Stop
from evalhw.record.trace import Completion

KEYS = {"OPENAI_API_KEY": "sk-test-0123456789abcdef", "MISTRAL_API_KEY": "sk-test-0123456789abcdef"}
AT_ONCE = Retries(attempts=4, first=0.0, longest=0.0, jitter=0.0)


class StopOnceSeen(Stop):
    """Asking is to stop as soon as a request came in."""

    def __init__(self, server: FaultyServer) -> None:
        super().__init__()
        self._server = server

    @property
    def requested(self) -> bool:
        """Whether to ask no more."""
        return bool(self._server.script.seen) if hasattr(self, "_server") else False

    @requested.setter
    def requested(self, value: bool) -> None:
        """Nothing else stops it."""


HELLO = Conversation("c", "", (Message("user", "hello"),))


def patient(url: str, model: str = "openai:gpt-x", **rest: Any) -> Patient:
    setting = Setting("h", Path(), url if model.startswith("mistral") else f"{url}/v1", KEYS, 20.0)
    provider = provider_for(load_catalogue().look_up(model), setting)
    rest = {"pace": Pace(8, Limits()), "budget": Budget(), "retries": AT_ONCE, **rest}
    return Patient(provider, **rest)


def ask(one: Patient, times: int = 1) -> list[Completion]:
    async def all_of_them() -> list[Completion]:
        try:
            return await asyncio.gather(*(one.complete(HELLO) for _ in range(times)))
        finally:
            await one.close()

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("model", ["openai:gpt-x", "mistral:mistral-x"])
def test_what_passes_is_tried_again(model: str, server: FaultyServer) -> None:
    """Three failures, then an answer; the tries are counted, and so is what they cost."""
    server.script.then(["503", "close", "no-choices"])
    (answer,) = ask(patient(server.url, model))
    assert answer.text == "answer to: hello"
    assert answer.tries == 4
    # Two tries told what they took; the one that was cut off may have been charged for, and is estimated.
    assert answer.usage is not None
    assert answer.usage.estimated
    assert (answer.usage.input_tokens - 22, answer.usage.output_tokens - 14) == (6, 1000)
    assert len(server.script.seen) == 4


def test_patience_ends(server: FaultyServer) -> None:
    """After so many tries it is said how often it was asked."""
    server.script.then(["500"] * 10)
    with pytest.raises(UnavailableError, match=r"500 Internal Server Error: fault 500 \(tried 4 times\)"):
        ask(patient(server.url))
    assert len(server.script.seen) == 4


def test_what_is_final_is_asked_once(server: FaultyServer) -> None:
    """No second request for a bad key."""
    server.script.then(["401"])
    with pytest.raises(RefusedError):
        ask(patient(server.url))
    assert len(server.script.seen) == 1


def test_retry_after_is_obeyed(server: FaultyServer) -> None:
    """The next request comes no earlier than the service said."""
    server.script.then(["429:after=0.4"])
    ask(patient(server.url))
    first, second = server.script.seen
    assert second.began - first.ended >= 0.39


def test_nobody_tries_again_after_a_stop(server: FaultyServer) -> None:
    """Once the run is to stop, a failure is the last."""
    server.script.then(["503"])
    with pytest.raises(UnavailableError, match="tried once"):
        ask(patient(server.url, stop=StopOnceSeen(server)))
    assert len(server.script.seen) == 1


def test_who_waits_for_a_place_is_not_asked_after_a_stop(server: FaultyServer) -> None:
    """Of many that wait, only those in flight are answered."""
    server.script.delay = 0.05

    async def all_of_them() -> list[object]:
        one = patient(server.url, pace=Pace(3, Limits()), stop=StopOnceSeen(server))
        try:
            return await asyncio.gather(*(one.complete(HELLO) for _ in range(30)), return_exceptions=True)
        finally:
            await one.close()

    outcomes = asyncio.run(all_of_them())
    assert len(server.script.seen) <= 3
    assert sum(isinstance(one, StoppedError) for one in outcomes) == 30 - len(server.script.seen)


def test_too_many_requests_are_asked_more_slowly(server: FaultyServer) -> None:
    """All are answered in the end; the number in flight went down."""
    server.script.delay = 0.01
    server.script.then(["429"] * 6)
    pace = Pace(16, Limits())
    answers = ask(patient(server.url, pace=pace), times=40)
    assert len(answers) == 40
    assert server.script.most_in_flight <= 16
    assert sum(answer.tries for answer in answers) == 46
    assert pace.allowed < 16


def test_the_budget_stops_the_next_request(server: FaultyServer) -> None:
    """What was spent counts, at the model's price; nothing is sent beyond it."""
    budget = Budget(max_tokens=1100)
    one = patient(server.url, budget=budget, prices=Prices(input=1.0, output=2.0))

    async def twice() -> None:
        try:
            await one.complete(HELLO)
            budget.max_tokens = 20
            await one.complete(HELLO)
        finally:
            await one.close()

    with pytest.raises(BudgetError, match="18 used"):
        asyncio.run(twice())
    assert len(server.script.seen) == 1
    assert budget.cost == pytest.approx((11 + 14) / 1e6)


def test_a_rate_limit_waited_out_uses_up_no_try(server: FaultyServer) -> None:
    """Ten limits, and then as many real failures as there are tries for, less one: answered."""
    server.script.then([*["429:after=0.001"] * 10, *["500"] * 3])
    (answer,) = ask(patient(server.url))
    assert answer.tries == 14
    server.script.then(["429:after=0.001", "500", "429:after=0.001", *["500"] * 3])
    with pytest.raises(UnavailableError, match="tried 6 times"):
        ask(patient(server.url))


def test_rate_limits_are_not_waited_out_for_ever(server: FaultyServer) -> None:
    """There is an end to patience."""
    server.script.then(["429:after=0.001"] * 50)
    with pytest.raises(UnavailableError, match="tried 20 times"):
        ask(patient(server.url))


@pytest.mark.parametrize("told", ["0", "-30", "Thu, 01 Jan 1970 00:00:00 GMT", "soon"])
def test_a_wait_that_is_none_is_the_ordinary_one(told: str, server: FaultyServer) -> None:
    """A reset in the past does not burn all tries at once: the waits grow."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    server.script.then([f"429:after={told}"] * 4)
    ask(patient(server.url, retries=Retries(first=0.5, jitter=0.1, sleep=sleep)))
    assert [round(wait - 0.05, 1) for wait in slept] == pytest.approx([0.5, 1.0, 2.0, 4.0], abs=0.11)


@pytest.mark.parametrize("model", ["openai:gpt-x", "mistral:mistral-x"])
def test_a_long_wait_ends_it_with_the_time_of_day(model: str, server: FaultyServer) -> None:
    """Said at once, nobody sleeps, and nobody else is sent."""
    server.script.then(["429:after=5400"] * 5)
    stop = Stop()

    async def both() -> list[object]:
        one = patient(server.url, model, pace=Pace(1, Limits()), stop=stop)
        try:
            return await asyncio.gather(*(one.complete(HELLO) for _ in range(2)), return_exceptions=True)
        finally:
            await one.close()

    first, second = asyncio.run(both())
    assert isinstance(first, LimitReachedError)
    assert re.search(r"asked again in 1\.5 hours, at .*\d\d:\d\d$", str(first))
    assert first.tries == 1
    assert isinstance(second, StoppedError)
    assert len(server.script.seen) == 1


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so, for at most half a minute."""
    for _ in range(30_000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came")


@pytest.mark.parametrize("fault", ["429:after=250", "503:after=250"])
@pytest.mark.parametrize("waiting", ["for another try", "for its turn"])
def test_nobody_waits_once_asking_is_to_stop(fault: str, waiting: str, server: FaultyServer) -> None:
    """Whether for a limit's end or for a place: a stop ends the wait at once, and what was tried is told."""
    server.script.then([fault])
    stop = Stop()
    pace = Pace(1, Limits())

    async def both() -> list[object]:
        one = patient(server.url, stop=stop, pace=pace)
        tasks = [asyncio.create_task(one.complete(HELLO))]
        await until(lambda: bool(server.script.seen) and pace.in_flight == 0)
        if waiting == "for its turn":
            pace.hold(250)
            tasks.append(asyncio.create_task(one.complete(HELLO)))
            await until(lambda: pace.waiting > 0)
        stop.request()
        try:
            async with asyncio.timeout(20):
                return await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            await one.close()

    first, *others = asyncio.run(both())
    assert isinstance(first, UnavailableError)
    assert "tried once" in str(first)
    assert first.tries == 1
    assert all(isinstance(other, StoppedError) for other in others)
    assert pace.in_flight == 0
    assert len(server.script.seen) == 1


def test_what_broke_off_is_kept_with_the_failure(server: FaultyServer) -> None:
    """Half an answer is no answer, and is not thrown away."""
    broken = '{"choices":[{"message":{"content":"It is uns"},"finish_reason":"error"}],"usage":{"prompt_tokens":3}}'
    server.script.then([f"body:{broken}"] * 4)
    with pytest.raises(UnavailableError, match="broke off") as caught:
        ask(patient(server.url))
    assert caught.value.arrived.text == "It is uns"
    assert caught.value.tries == 4
    assert caught.value.usage.input_tokens == 12
