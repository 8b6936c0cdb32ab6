"""A cap is never exceeded by more than the requests in flight, in whatever dialect and whatever goes wrong."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from dialects import Dialect, dialects
from faulty_server import Answer, FaultyServer, Seen

from evalhw.errors import BudgetError, ProviderError
from evalhw.providers.base import Conversation, Message, Setting
from evalhw.providers.budget import Budget
from evalhw.providers.catalogue import Limits, Prices, load_catalogue
from evalhw.providers.pace import Pace
from evalhw.providers.patience import Patient, Retries
from evalhw.providers.registry import provider_for
from evalhw.providers.usage import usage_in
from evalhw.record.trace import Completion, Usage, read_trace

KEYS = {"OPENAI_API_KEY": "sk-test-4711-0815", "MISTRAL_API_KEY": "sk-test-4711-0815"}
AT_ONCE = 4
CAP = 1.5
PRICES = Prices(input=5_000.0, output=10_000.0, cached_input=1_000.0)
USAGES: dict[str, Any] = {
    "as it tells it": ...,
    "not told": None,
    "empty": {},
    "zeros": {"prompt_tokens": 0, "completion_tokens": 0},
    "other names": {"input_tokens": 11, "output_tokens": 7},
    "text": {"prompt_tokens": "11", "completion_tokens": "7.0"},
    "in all": {"total_tokens": 18},
    "reasoning apart": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 118},
}


def told(dialect: Dialect, usage: Any) -> Answer:
    body = deepcopy(dialect.whole.body)
    if usage is not ...:
        body["usage"] = usage
        body.pop("timings", None)
    return Answer(body, dialect.whole.status, dialect.whole.headers)


def spend(server: FaultyServer, dialect: Dialect, budget: Budget, times: int) -> list[Completion | BaseException]:
    client = "mistral" if dialect.service == "mistral" else "openai"

    async def all_of_them() -> list[Completion | BaseException]:
        setting = Setting("h", Path(), f"{server.url}/v1", KEYS, 20.0)
        provider = provider_for(load_catalogue().look_up(f"{client}:{dialect.model}"), setting)
        patient = Patient(
            provider, Pace(AT_ONCE, Limits()), budget, PRICES, Retries(attempts=3, first=0.001, jitter=0.0)
        )
        conversation = Conversation("c", "", (Message("user", "hello"),), parameters={"max_tokens": 7})
        try:
            return await asyncio.gather(*(patient.complete(conversation) for _ in range(times)), return_exceptions=True)
        finally:
            await patient.close()

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("usage", USAGES)
@pytest.mark.parametrize("dialect", dialects(), ids=lambda dialect: dialect.name)
def test_a_budget_holds_in_every_dialect(dialect: Dialect, usage: str, server: FaultyServer) -> None:
    """A hundred answers are wanted; the cap lets some fifteen through, and every one is counted."""
    answer = told(dialect, USAGES[usage])
    server.script.whole = answer
    budget = Budget(max_cost=CAP)
    came = spend(server, dialect, budget, 100)
    answered = [one for one in came if isinstance(one, Completion)]
    dearest = max(priced(one.usage) for one in answered)
    assert all(isinstance(one, Completion | BudgetError) for one in came)
    assert len(answered) == len(server.script.seen) < 100
    assert budget.cost == pytest.approx(sum(priced(one.usage) for one in answered))
    assert CAP - AT_ONCE * 0.1 - dearest <= budget.cost <= CAP + AT_ONCE * dearest
    said = usage_in(answer.body)
    if said is not None and not said.estimated and said.input_tokens:
        assert budget.cost == pytest.approx(len(server.script.seen) * priced(said))
    else:
        assert all(one.usage and one.usage.estimated for one in answered)


def priced(usage: Usage | None) -> float:
    assert usage is not None
    paid = (usage.input_tokens - usage.cached_tokens) * 5_000 + usage.cached_tokens * 1_000
    return (paid + usage.output_tokens * 10_000) / 1_000_000


@pytest.mark.parametrize("dialect", dialects(), ids=lambda dialect: dialect.name)
def test_failures_count_too(dialect: Dialect, server: FaultyServer) -> None:
    """What broke off may have been charged for: an answer without text, half an answer, no answer in time."""
    broken = told(dialect, ...)
    broken.body["choices"][0]["finish_reason"] = "error"
    faults: list[str | Answer] = ["close", broken, "half-json", "503"]
    server.script.whole = told(dialect, ...)
    numbers = iter(range(10_000))
    server.script.choose = lambda _seen: faults[next(numbers) % len(faults)]
    budget = Budget(max_cost=CAP)
    came = spend(server, dialect, budget, 60)
    assert all(isinstance(one, ProviderError) for one in came)
    assert any(isinstance(one, BudgetError) for one in came)
    assert CAP - 0.25 <= budget.cost <= CAP + AT_ONCE * 0.25
    charged = sum(position % 4 != 3 for position in range(len(server.script.seen)))
    assert budget.cost >= charged * 0.06


MODELS = """
models:
  it: {service: openai, model: gpt-x, prices: {input: 5000.0, output: 10000.0}}
"""


def evalhw(folder: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        **KEYS,
        "EVALHW_ROOT": str(root),
        "EVALHW_MODELS": str(folder / "models.yaml"),
        "EVALHW_CACHE": str(folder / "cache"),
    }
    command = [sys.executable, "-c", "from evalhw.cli import main; main()", *arguments]
    return subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_cap_holds_across_resumes_and_failures(root: Path, tmp_path: Path, server: FaultyServer) -> None:
    """Three sittings with one cap spend it once; a failure's cost is in the trace and counts at the next."""
    (tmp_path / "models.yaml").write_text(MODELS, encoding="utf-8")
    spent = 0.0
    where = ["--base-url", f"{server.url}/v1", "--out", str(tmp_path / "t"), "--concurrency", "1"]
    server.script.then(["no-choices"] * 3)  # costs 0.125 a try, and gives nothing
    arguments = ["run", "kitchen", "--model", "it", "--no-followups", "-p", "max_tokens=7"]
    for _ in range(3):
        ran = evalhw(tmp_path, root, *arguments, *where, "--max-cost", "1.0")
        assert "go beyond $1" in ran.stderr, ran.stderr
        arguments = ["run", "--resume", "last"]
        trace = read_trace(next((tmp_path / "t").rglob("*.jsonl")))
        usage = trace.spent
        spent = (usage.input_tokens * 5_000 + usage.output_tokens * 10_000) / 1_000_000
        assert spent == pytest.approx(len(server.script.seen) * 0.125)
        assert spent <= 1.0 + 0.125
    assert spent >= 0.5
    ran = evalhw(tmp_path, root, *arguments, *where)
    assert "go beyond $1" in ran.stderr, "the cap that the run began with holds until another is given"
    ran = evalhw(tmp_path, root, *arguments, *where, "--max-tokens", "1000000")
    assert "go beyond $1" in ran.stderr, "a cap on tokens lifts none on cost"
    ran = evalhw(tmp_path, root, *arguments, *where, "--max-cost", "100", "--max-tokens", "150")
    assert "150 tokens" in ran.stderr


def test_what_is_asked_and_what_is_sent_stand_in_the_trace(root: Path, tmp_path: Path, server: FaultyServer) -> None:
    """A temperature that is refused is asked for in the header, absent from what was sent, and noted."""
    refusal = Answer({"error": {"message": "Unsupported parameter: 'temperature'", "param": "temperature"}}, 400)
    server.script.choose = lambda seen: refusal if "temperature" in seen.body else None
    (tmp_path / "models.yaml").write_text(MODELS, encoding="utf-8")
    asked = ["-p", "temperature=0.2", "-p", "max_tokens=50", "-p", "quantum_mode=on"]
    ran = evalhw(
        tmp_path,
        root,
        *("run", "kitchen", "--model", "it", "--no-followups", "--out", str(tmp_path / "t")),
        *("--base-url", server.url, *asked),
    )
    assert ran.returncode == 0, ran.stderr
    trace = read_trace(next((tmp_path / "t").rglob("*.jsonl")))
    assert trace.header.parameters == {"temperature": 0.2, "max_tokens": 50, "quantum_mode": "on"}
    sent = {"max_completion_tokens": 50, "quantum_mode": "on"}
    assert all(turn.completion and turn.completion.sent == sent for turn in trace.turns)
    assert any("temperature was left out" in note.text for note in trace.notes)
    last = server.script.seen[-1].body
    assert {name: last[name] for name in last if name not in {"model", "messages"}} == sent


@pytest.mark.parametrize("model", ["openai:x", "mistral:x"])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("temprature=0.2", "did you mean temperature?"),
        ("model=other", "model: this cannot be set: give --model"),
        ("messages=[]", "messages: this cannot be set"),
        ("n=3", "n: this cannot be set: give --repeat"),
        ("stream=true", "stream: this cannot be set"),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_is_sent(
    model: str, given: str, said: str, root: Path, tmp_path: Path, server: FaultyServer
) -> None:
    (tmp_path / "models.yaml").write_text(MODELS, encoding="utf-8")
    ran = evalhw(tmp_path, root, "run", "kitchen", "--model", model, "--base-url", server.url, "-p", given)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert not server.script.seen


@pytest.mark.parametrize("model", ["openai:x", "mistral:x"])
def test_what_a_client_does_not_know_is_sent(model: str, root: Path, tmp_path: Path, server: FaultyServer) -> None:
    (tmp_path / "models.yaml").write_text(MODELS, encoding="utf-8")
    given = [
        "-p",
        "min_p=0.1",
        "-p",
        'extra_body={"temprature": 1, "chat_template_kwargs": {"enable_thinking": false}}',
    ]
    where = ["--base-url", server.url, "--out", str(tmp_path / "t")]
    ran = evalhw(tmp_path, root, "run", "kitchen", "--model", model, "--question", "1b", *where, *given)
    assert ran.returncode == 0, ran.stderr
    body = server.script.seen[0].body
    assert (body["min_p"], body["temprature"], body["chat_template_kwargs"]) == (0.1, 1, {"enable_thinking": False})


SECRETS = {
    "OPENAI_API_KEY": "sk-proj-Zx81QmTr90_LkWvB7nPq3",
    "OPENAI_CUSTOM_HEADERS": "X-Team: hK29-fJq8-sLw0-xz",
    "CAMPUS_TOKEN": "ct0_8Hq2LmZp4RvT6yXw",
}
IN_ADDRESS = "qD7yu3kPw9Zb5"
ENV_FILE = """\ufeff# keys
export OPENAI_API_KEY="Bearer sk-proj-Zx81QmTr90_LkWvB7nPq3" # mine
CAMPUS_TOKEN='ct0_8Hq2LmZp4RvT6yXw'
"""


def leaks(seen: Seen, first: Callable[[str], bool]) -> Answer | str | None:
    """Says the secrets in every place where something is kept, in every way."""
    key, address, token = SECRETS["OPENAI_API_KEY"], IN_ADDRESS, SECRETS["CAMPUS_TOKEN"]
    hidden = "\u200b".join(key)
    said = f"It falls. {key} {hidden} {key.upper()} {key[4:15]} {address} {token[:9]}… X-Team hK29-fJq8-sLw0-xz"
    padded = "x" * 1590 + key
    body = {
        "id": key,
        "model": f"gpt {key[:12]}",
        "system_fingerprint": key,
        "choices": [
            {
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": said, "reasoning_content": f"{padded} {said}"},
            }
        ],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, key: key},
    }
    if "mountain" in seen.prompt and first("mountain"):
        return Answer({"error": {"message": f"{'x' * 392}{key} {hidden} {said}", "code": key, "type": key}}, 500)
    if "copper" in seen.prompt:
        return Answer(
            {
                "error": {
                    "message": f"Your prompt was flagged: content_filter {hidden} {said}",
                    "code": "content_filter",
                }
            },
            400,
        )
    if "chimney" in seen.prompt and first("chimney"):
        body["choices"][0]["finish_reason"] = f"error {key}"  # type: ignore[index]
    return Answer(body)


def test_no_part_of_a_secret_is_in_anything_that_is_written(root: Path, tmp_path: Path, server: FaultyServer) -> None:
    """Trace, grade, cache, reports, notes, logs and both outputs, for answers, refusals and failures."""
    asked: set[str] = set()
    server.script.choose = lambda seen: leaks(seen, lambda what: what not in asked and not asked.add(what))  # type: ignore[func-returns-value]
    (tmp_path / "models.yaml").write_text(MODELS, encoding="utf-8")
    env_file = tmp_path / ".env"
    env_file.write_text(ENV_FILE, encoding="utf-8")
    out = tmp_path / "t"
    said = []
    run = ["run", "kitchen", "--model", "it", "--out", str(out), "--env-file", str(env_file), "--cache"]
    where = ["--base-url", f"{server.url}/v1?code={IN_ADDRESS}&api-version=1", "--log-level", "debug"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_CUSTOM_HEADERS", SECRETS["OPENAI_CUSTOM_HEADERS"])
        for arguments in (run, ["run", "--resume", "last", *run[4:]]):
            ran = evalhw(tmp_path, root, *arguments, *where)
            said += [ran.stdout, ran.stderr]
        assert all(
            request.headers["authorization"] == f"Bearer {SECRETS['OPENAI_API_KEY']}" for request in server.script.seen
        )
        ran = evalhw(
            tmp_path, root, "run", "--resume", "last", "--refused", "--out", str(out), "--env-file", str(env_file)
        )
        assert "give it again with --base-url" in ran.stderr
        for form in ("markdown", "html", "json", "csv"):
            ran = evalhw(tmp_path, root, "export", "it", "--out", str(out), "--to", form)
            said += [ran.stdout, ran.stderr]
    env_file.unlink()
    written = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 3
    everything = "\n".join((*written, *said))
    assert "[key removed]" in everything
    plain = re.sub(r"\\u200b|[\u200b\u00ad]", "", everything).lower()
    secrets = [*SECRETS.values(), IN_ADDRESS]
    secrets[1] = secrets[1].partition(": ")[2]
    for secret in secrets:
        found = [secret[at : at + 8] for at in range(len(secret) - 7) if secret[at : at + 8].lower() in plain]
        assert not found, found
