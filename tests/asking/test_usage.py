from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.errors import BudgetError
from evalhw.grading.verdicts import PanelNamed, VerdictGiven, spent_on_judges
from evalhw.providers.budget import Budget
from evalhw.providers.catalogue import Prices, cost
from evalhw.providers.failures import TryAgainError
from evalhw.providers.usage import settled, usage_in
from evalhw.providers.wire import read_answer
from evalhw.record.trace import Completion, Usage, event_line

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/asking/usage.yaml").read_text(encoding="utf-8"))


def counts(usage: Usage | None) -> list[int]:
    assert usage is not None
    return [usage.input_tokens, usage.output_tokens, usage.reasoning_tokens, usage.cached_tokens]


@pytest.mark.parametrize("case", CASES["shapes"], ids=lambda case: case["name"])
def test_usage_is_read_in_every_shape(case: dict[str, Any]) -> None:
    usage = usage_in(case["told"])
    assert counts(usage) == case["counts"]
    assert settled(Completion(text="abcd" * 4, usage=usage), 10).usage == usage
    assert usage is not None
    assert not usage.estimated


@pytest.mark.parametrize("case", CASES["estimated"], ids=lambda case: case["name"])
def test_what_is_not_told_is_estimated_and_marked(case: dict[str, Any]) -> None:
    usage = settled(Completion(text="abcd" * 4, usage=usage_in(case["told"])), 10).usage
    assert counts(usage) == case["counts"]
    assert usage is not None
    assert usage.estimated


def test_cached_tokens_cost_what_they_cost() -> None:
    prices = Prices(input=2.0, output=8.0, cached_input=0.5)
    assert cost(prices, 1_000_000, 0, 400_000) == pytest.approx(1.2 + 0.2)
    assert cost(Prices(input=2.0, output=8.0), 1_000_000, 0, 400_000) == pytest.approx(2.0)
    assert cost(None, 1, 1, 1) is None


def test_what_was_spent_before_counts() -> None:
    budget = Budget(max_cost=1.5)
    budget.charge(Usage(input_tokens=500_000, output_tokens=50_000), Prices(input=2.0, output=8.0))
    assert budget.cost == pytest.approx(1.4)
    with pytest.raises(BudgetError, match=r"\$1.4000 spent"):
        budget.reserve(10_000, 0.2)


def test_what_judges_took_before_counts_too(tmp_path: Path) -> None:
    verdict = VerdictGiven(
        judge="j", question="1", criterion="c", prompt="p", output="{}", usage=Usage(input_tokens=90, output_tokens=10)
    )
    kept = verdict.model_copy(update={"cost": 0.0})  # from the cache: nothing was paid
    lines = (PanelNamed(judges=("j",)), verdict.model_copy(update={"cost": 0.25}), kept)
    path = tmp_path / "r.judge.jsonl"
    path.write_text("".join(map(event_line, lines)), encoding="utf-8")
    assert spent_on_judges(path) == (100, 0.25)
    assert spent_on_judges(tmp_path / "none") == (0, 0.0)


def test_what_nests_beyond_all_sense_costs_no_answer() -> None:
    import json

    from evalhw.providers.keys import Scrubber
    from evalhw.providers.wire import read_answer, read_json

    said = {"choices": [{"message": {"content": "4 [{"}, "finish_reason": "stop"}]}
    for depth in (900, 200_000):
        for opens, closes in (("[", "]"), ('{"a":', "}")):
            deep = opens * depth + "1" + closes * depth
            raw = ('{"x": ' + deep + ", " + json.dumps(said)[1:]).encode()
            assert read_answer("s", raw).text == "4 [{"
            Scrubber(["sk-0123456789"]).scrub_all(read_json(raw))


@pytest.mark.parametrize("reason", ["content_filter", "SAFETY", "length"])
@pytest.mark.parametrize("message", ["", ', "message": null'])
def test_an_ending_that_says_why_may_come_without_a_message(reason: str, message: str) -> None:
    """A filter may take the message with it: nothing was said, and asking again would be paid in vain."""
    raw = f'{{"choices": [{{"index": 0, "finish_reason": "{reason}"{message}}}]}}'
    completion = read_answer("it", raw.encode())
    assert (completion.text, completion.finish_reason) == ("", reason)


def test_no_message_without_a_reason_is_no_answer() -> None:
    with pytest.raises(TryAgainError):
        read_answer("it", b'{"choices": [{"index": 0, "finish_reason": "stop"}]}')
