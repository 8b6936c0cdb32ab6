"""A run of a thousand conversations on a bad day, interrupted by nothing but the service."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from faulty_server import Answer, FaultyServer, Seen

from evalhw.homework.homework import Homework, load_homework
from evalhw.providers.budget import Budget
from evalhw.providers.patience import Retries
from evalhw.record.trace import Usage, read_trace
from evalhw.run.asking import Asked, ask, resume
from evalhw.run.jobs import Order

MANY = 1000
TRIES = 3
PAID = Usage(input_tokens=11, output_tokens=7)
BROKEN = Answer(
    {
        "choices": [{"message": {"content": "re"}, "finish_reason": "error"}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 1, "total_tokens": 12},
    }
)
REFUSED = Answer({"error": {"message": "The prompt was flagged by our content policy", "code": "content_filter"}}, 400)
LIMITED = Answer({"error": {"message": "Rate limit reached. Try again in 2ms.", "code": "rate_limit_exceeded"}}, 429)


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Homework:
    """A thousand questions, each in a conversation of its own."""
    root = tmp_path_factory.mktemp("colours")
    names = [f"q{number}" for number in range(MANY)]
    check = {"kind": "choice", "options": ["red", "green"], "answer": "red"}
    problems = {
        "schema_version": 1,
        "homework": "colours",
        "title": "Colours",
        "points": MANY,
        "problems": [
            {"id": name, "questions": [{"id": f"{name}.a", "points": 1, "prompt": f"Which colour has {name}?"}]}
            for name in names
        ],
    }
    rubric = {
        "schema_version": 1,
        "homework": "colours",
        "questions": {
            f"{name}.a": {"solution": "red", "criteria": {"colour": {"points": 1, "check": check}}} for name in names
        },
    }
    for folder, content in (("problems", problems), ("rubrics", rubric)):
        (root / folder).mkdir()
        (root / folder / "colours.yaml").write_text(json.dumps(content))
    return load_homework("colours", root)


def kind_of(number: int) -> str:
    """What happens with a conversation: 30 refused, 50 limited, 20 broken once, 10 broken at every try."""
    ends = {"refused": 30, "limited": 80, "broken once": 100, "broken": 110}
    scattered = number * 7 % MANY  # not all in a row
    return next((kind for kind, end in ends.items() if scattered < end), "fine")


def bad_day(asked: "Counter[int]") -> Callable[[Seen], Answer | None]:
    """What the service says on a bad day; counts what it was asked."""

    def choose(seen: Seen) -> Answer | None:
        number = int(re.findall(r"q(\d+)\?", seen.prompt)[0])
        asked[number] += 1
        answers = {
            "refused": REFUSED,
            "broken": BROKEN,
            "limited": LIMITED if asked[number] == 1 else None,
            "broken once": BROKEN if asked[number] == 1 else None,
        }
        return answers.get(kind_of(number))

    return choose


def order(tmp_path: Path, server: FaultyServer, client: str, *, refused: bool = False) -> Order:
    return Order(
        models=(f"{client}:x",),
        out=tmp_path / "out",
        concurrency=32,
        base_url=server.url if client == "mistral" else f"{server.url}/v1",
        environment={"OPENAI_API_KEY": "sk-test-0123456789abcdef", "MISTRAL_API_KEY": "sk-test-0123456789abcdef"},
        timeout=60.0,
        budget=Budget(),
        retries=Retries(attempts=TRIES, first=0.001, jitter=0.001),
        ask_refused=refused,
    )


def counts(one: Asked) -> tuple[int, int, int]:
    """Answered, refused, failed."""
    turns = one.trace.turns
    answered = sum(turn.completion is not None for turn in turns)
    refused = sum(turn.refused for turn in turns)
    return answered, refused, len(turns) - answered - refused


def requests(path: Path) -> int:
    """Requests that the trace tells of."""
    events = [json.loads(line) for line in path.read_text().splitlines()]
    tries = sum(event["completion"]["tries"] for event in events if event["event"] == "completion")
    return tries + sum(event["tries"] for event in events if event["event"] == "failure")


@pytest.mark.parametrize("client", ["openai", "mistral"])
def test_a_thousand_conversations_on_a_bad_day(
    colours: Homework, tmp_path: Path, server: FaultyServer, client: str
) -> None:
    """960 answered, every request accounted for; going on asks what is left, and what was refused only if told to."""
    asked: Counter[int] = Counter()
    server.script.answer = lambda _seen: "red"
    server.script.choose = bad_day(asked)
    first = order(tmp_path, server, client)
    (one,) = ask(colours, first)
    assert counts(one) == (960, 30, 10)
    assert not one.driven.finished
    assert one.driven.stop.reason is None
    expected = {"fine": 1, "refused": 1, "limited": 2, "broken once": 2, "broken": TRIES}
    assert asked == {number: expected[kind_of(number)] for number in range(MANY)}
    assert requests(one.path) == len(server.script.seen) == 890 + 30 + 100 + 40 + 10 * TRIES
    broken = 20 + 10 * TRIES
    spent = Usage(input_tokens=11 * (960 + broken), output_tokens=7 * 960 + broken)
    assert (one.trace.spent.input_tokens, one.trace.spent.output_tokens) == (spent.input_tokens, spent.output_tokens)
    assert first.budget.tokens == spent.input_tokens + spent.output_tokens
    assert one.grade.points == 960
    kept = one.path.with_name("kept.txt")
    shutil.copy(one.path, kept)

    asked.clear()
    again = resume(str(one.path), order(tmp_path, server, client), lambda _name: colours)
    assert {kind_of(number) for number in asked} == {"broken"}
    assert len(asked) == 10
    assert counts(again) == (960, 30, 10)

    shutil.copy(kept, one.path)
    asked.clear()
    server.script.choose = lambda seen: bad_day(asked)(seen) and None  # a better day
    told = resume(str(one.path), order(tmp_path, server, client, refused=True), lambda _name: colours)
    assert Counter(kind_of(number) for number in asked) == {"refused": 30, "broken": 10}
    assert counts(told) == (MANY, 0, 0)
    assert read_trace(one.path).ended
