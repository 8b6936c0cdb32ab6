import asyncio
from pathlib import Path
from typing import Any

import pytest
from faulty_server import FaultyServer

from evalhw.catalogue import Limits, Prices, load_catalogue
from evalhw.errors import BudgetError, RefusedError, StoppedError, UnavailableError
from evalhw.providers.base import Conversation, Message, Setting
from evalhw.providers.budget import Budget
from evalhw.providers.pace import Pace
from evalhw.providers.patience import Patient, Retries
from evalhw.providers.registry import provider_for
from evalhw.providers.stop import Stop
from evalhw.trace import Completion, Usage

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
    assert answer.usage == Usage(input_tokens=22, output_tokens=14)
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
