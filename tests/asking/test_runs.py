"""Whole runs through the command line, against a real server, interrupted in every way."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import pytest
from faulty_server import FaultyServer, Seen

from evalhw.record.trace import Trace, read_trace

KEY = "sk-test-0123456789abcdef"


def right(seen: Seen) -> str:
    """Answers that need two follow-ups: 1a is wrong at first, and 2a.i without the note."""
    prompt = seen.prompt
    if "Here is the note" in prompt:
        return "(i) wood\n\n(ii) gas"
    if "sea level, where" in prompt:
        return "It is 100 °C."
    if "At which temperature" in prompt:
        return "It is 80 °C."
    if "chimney" in prompt:
        return "(i) gas\n\n(ii) gas"
    return "It falls." if "mountain" in prompt else "It is unsafe."


TURNS = 6


class Shell:
    """Runs evalhw in a folder of its own."""

    def __init__(self, folder: Path, root: Path, server: FaultyServer) -> None:
        self.folder = folder
        self.root = root
        self.url = f"{server.url}/v1"
        self.environment = {
            **os.environ,
            "OPENAI_API_KEY": KEY,
            "EVALHW_CACHE": str(folder / "cache"),
            "EVALHW_ROOT": str(root),
        }

    def command(self, *arguments: str) -> list[str]:
        """evalhw, as it is started here."""
        return [sys.executable, "-c", "from evalhw.cli import main; main()", *arguments]

    def run_arguments(self, *more: str) -> list[str]:
        """A run of the small homework against the server."""
        return ["run", "kitchen", "--model", "openai:x", "--base-url", self.url, "--out", str(self.folder / "t"), *more]

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run evalhw to its end."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, arguments: Sequence[str]) -> subprocess.Popen[str]:
        """Start evalhw."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def traces(self) -> list[Path]:
        """All traces so far."""
        return sorted((self.folder / "t").rglob("*.jsonl"))


@pytest.fixture
def shell(tmp_path: Path, root: Path, server: FaultyServer) -> Shell:
    """A shell, and a server that answers so that two follow-ups are due."""
    server.script.answer = right
    return Shell(tmp_path, root, server)


def said(trace: Trace) -> list[Any]:
    """A trace but for its times."""
    return [
        (turn.asked.model_copy(update={"time": ""}), turn.completion and turn.completion.text) for turn in trace.turns
    ]


def test_a_whole_run(shell: Shell, server: FaultyServer) -> None:
    """Asked, followed up, graded; JSON alone on standard output, and no key anywhere."""
    server.script.then(["503", "echo"])
    ran = shell(*shell.run_arguments("--json", "-p", "temperature=0.5", "--concurrency", "1"))
    assert ran.returncode == 0, ran.stderr
    grade = json.loads(ran.stdout)
    assert (grade["homework"], grade["model"], grade["max_points"]) == ("kitchen", "openai:x", 8)
    assert 0 < grade["points"] <= 8
    (path,) = shell.traces()
    trace = read_trace(path)
    assert trace.ended
    assert trace.header.parameters == {"temperature": 0.5}
    assert all(seen.body["temperature"] == 0.5 for seen in server.script.seen)
    written = "".join(file.read_text() for file in path.parent.iterdir()) + ran.stdout + ran.stderr
    assert KEY not in written
    assert "[key removed]" in path.read_text()
    assert path.with_name(f"{trace.header.run}.grade.json").is_file()


def test_repeats_have_seeds_of_their_own(shell: Shell, server: FaultyServer) -> None:
    """Two models, three repeats: six traces; each repeat asks with its seed."""
    ran = shell(*shell.run_arguments("--model", "openai:y", "--repeat", "3", "--question", "2b", "--json"))
    assert ran.returncode == 0, ran.stderr
    assert [grade["model"] for grade in json.loads(ran.stdout)] == ["openai:x"] * 3 + ["openai:y"] * 3
    headers = [read_trace(path).header for path in shell.traces()]
    assert sorted((header.model, header.repeat, header.parameters["seed"]) for header in headers) == [
        (model, repeat, repeat - 1) for model in ("openai:x", "openai:y") for repeat in (1, 2, 3)
    ]
    assert sorted(seen.body["seed"] for seen in server.script.seen) == [0, 0, 1, 1, 2, 2]


def test_a_bad_key_ends_the_model(shell: Shell, server: FaultyServer) -> None:
    """With the provider's message, and without the key."""
    server.script.then(["401:echo"] * 4)
    ran = shell(*shell.run_arguments())
    assert ran.returncode == 3
    assert "401 Unauthorized: bad key Bearer [key removed]" in ran.stderr
    assert KEY not in ran.stdout + ran.stderr
    assert len(server.script.seen) <= 2


def test_the_budget_is_kept(shell: Shell, server: FaultyServer) -> None:
    """Nothing is asked beyond it; the rest can be asked later."""
    ran = shell(*shell.run_arguments("--max-tokens", "1", "-p", "max_tokens=10"))
    assert ran.returncode == 3
    assert "beyond 1 tokens" in ran.stderr
    assert server.script.seen == []
    ran = shell(*shell.run_arguments("--max-cost", "1"))
    assert ran.returncode == 2
    assert "its price is not known" in ran.stderr
    ran = shell("run", "--resume", str(shell.traces()[0]))
    assert ran.returncode == 3, "the cap holds until another is given"
    assert server.script.seen == []
    ran = shell("run", "--resume", str(shell.traces()[0]), "--max-tokens", "1000000")
    assert ran.returncode == 0, ran.stderr
    assert len(read_trace(shell.traces()[0]).turns) == TURNS


def test_what_was_answered_is_not_asked_again(shell: Shell, server: FaultyServer) -> None:
    """With --cache a second run asks nothing, and says so in its trace."""
    for _ in range(2):
        assert shell(*shell.run_arguments("--cache")).returncode == 0
    assert len(server.script.seen) == TURNS
    first, second = (read_trace(path) for path in shell.traces())
    assert said(first) == said(second)
    assert all(turn.completion and turn.completion.cached for turn in second.turns)
    dry = shell(*shell.run_arguments("--cache", "--dry-run", "--question", "1")).stdout
    assert "    cached\n" in dry
    dry = shell(*shell.run_arguments("--cache", "--dry-run", "--question", "1", "-p", "temperature=1")).stdout
    assert "not cached: parameters.temperature was null, is 1" in dry
    assert "6 answers" in shell("cache").stdout
    assert "6 answers forgotten" in shell("cache", "--clear").stdout


def test_a_dry_run_asks_nothing(shell: Shell, server: FaultyServer) -> None:
    """It shows prompts, tokens and money, and needs no key."""
    del shell.environment["OPENAI_API_KEY"]
    ran = shell("run", "kitchen", "--model", "mistral", "--model", "openai:x", "--dry-run")
    assert ran.returncode == 0, ran.stderr
    assert "A kettle stands on a stove" in ran.stdout
    assert "mistral: 4 turns" in ran.stdout
    assert "$" in ran.stdout
    assert "price not known" in ran.stdout
    assert server.script.seen == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "say what to ask"),
        (["run", "kitchen"], "say what to ask"),
        (["run", "nowhere", "--model", "smollm2"], "no homework 'nowhere'"),
        (["run", "kitchen", "--model", "x"], "no model 'x'"),
        (["run", "kitchen", "--resume", "last"], "leave out"),
        (["run", "--resume", "nothing"], "no run 'nothing'"),
        (["run", "kitchen", "--model", "smollm2", "-p", "oops"], "NAME=VALUE"),
        (["run", "kitchen", "--model", "smollm2", "--question", "9"], "no question '9'"),
        (["run", "kitchen", "--model", "openai:x", "--base-url", "http://a:b@c"], "no user name"),
        (["run", "kitchen", "--model", "gguf:/nowhere"], "no such file"),
        (["run", "kitchen", "--model", "smollm2", "--log-level", "loud"], "expected one of debug"),
        (["run", "kitchen", "--model", "smollm2", "--env-file", "/nowhere"], "cannot be read"),
    ],
)
def test_what_cannot_be_asked(shell: Shell, arguments: list[str], words: str) -> None:
    """One line that says what was expected; nothing is left behind."""
    ran = shell(*arguments, *([] if "--resume" in arguments else ["--out", str(shell.folder / "t")]))
    assert ran.returncode == 2, ran.stderr
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert shell.traces() == []


def test_logs_go_to_standard_error(shell: Shell, server: FaultyServer) -> None:
    """When they are asked for; standard output stays as it was."""
    server.script.then(["503:echo"])
    ran = shell(*shell.run_arguments("--json", "--log-level", "info", "--question", "2b"))
    json.loads(ran.stdout)
    assert "try failed" in ran.stderr
    assert KEY not in ran.stderr


def test_ctrl_c_once_finishes_what_is_in_flight(shell: Shell, server: FaultyServer) -> None:
    """The answers on their way are kept; going on asks only the rest."""
    server.script.delay = 1.0
    running = shell.start(shell.run_arguments())
    wait_for(lambda: server.script.in_flight == 2)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 3, errors
    assert "go on with: evalhw run --resume" in errors
    (path,) = shell.traces()
    assert len([turn for turn in read_trace(path).turns if turn.completion]) == 2
    assert len(server.script.seen) == 2
    server.script.delay = 0
    assert shell("run", "--resume", "last", "--out", str(shell.folder / "t")).returncode == 0
    assert len(server.script.seen) == TURNS
    assert read_trace(path).ended


def test_ctrl_c_twice_stops(shell: Shell, server: FaultyServer) -> None:
    """At once, though the server is slow; the lock is free again."""
    server.script.delay = 30.0
    running = shell.start(shell.run_arguments())
    wait_for(lambda: server.script.in_flight == 2)
    running.send_signal(signal.SIGINT)
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=20)
    assert running.returncode == 130
    assert errors.splitlines()[-1].startswith("evalhw: stopped; what was answered is kept")
    assert "Traceback" not in errors
    server.script.delay = 0
    assert shell("run", "--resume", "last", "--out", str(shell.folder / "t")).returncode == 0


def test_several_runs_are_all_gone_on_with(shell: Shell, server: FaultyServer) -> None:
    """Both, in one command; and none of them where one cannot be."""
    server.script.then(["400"] * 8)
    for _ in range(2):
        assert shell(*shell.run_arguments()).returncode == 3
    first, second = shell.traces()
    asked = len(server.script.seen)
    ran = shell("run", "--resume", str(first), "--resume", "nothing")
    assert ran.returncode == 2
    assert "no run 'nothing'" in ran.stderr
    assert len(server.script.seen) == asked
    server.script.faults.clear()
    ran = shell("run", "--resume", str(first), "--resume", str(second), "--resume", str(first), "--json")
    assert ran.returncode == 0, ran.stderr
    assert len(json.loads(ran.stdout)) == 2
    assert all(read_trace(path).ended for path in (first, second))


def test_a_run_is_not_resumed_twice_at_once(shell: Shell, server: FaultyServer) -> None:
    """The second is told who holds the trace."""
    server.script.delay = 2.0
    running = shell.start(shell.run_arguments())
    wait_for(lambda: bool(server.script.in_flight))
    ran = shell("run", "--resume", str(shell.traces()[0]))
    assert ran.returncode == 2
    assert f"process {running.pid} on" in ran.stderr
    running.kill()
    running.communicate()


def test_a_changed_homework_is_not_gone_on_with(shell: Shell, server: FaultyServer, tmp_path: Path) -> None:
    """The prompts would be others."""
    mine = tmp_path / "mine"
    shutil.copytree(shell.root, mine)
    shell.environment["EVALHW_ROOT"] = str(mine)
    server.script.then(["400"] * 2)
    assert shell(*shell.run_arguments()).returncode == 3
    problems = mine / "problems" / "kitchen.yaml"
    problems.write_text(problems.read_text().replace("sea level", "the sea"))
    ran = shell("run", "--resume", "last", "--out", str(shell.folder / "t"))
    assert ran.returncode == 2
    assert "problem changed since this run began" in ran.stderr


def wait_for(condition: Any) -> None:
    """Wait until something is so, for at most half a minute."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


class Forks:
    """Starts evalhw many times, quickly, in real processes; see `forks`."""

    def __init__(self, environment: dict[str, str]) -> None:
        program = Path(__file__).parent.parent / "support" / "forks.py"
        self._process = subprocess.Popen(
            [sys.executable, str(program)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def tell(self, what: str, value: object) -> Any:
        """Send a command, and wait for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({what: value}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@pytest.mark.parametrize("seed", range(int(os.environ.get("EVALHW_KILLS", "5"))))
def test_nothing_is_lost_when_a_run_is_killed(
    shell: Shell, server: FaultyServer, seed: int, record_property: Callable[[str, object], None]
) -> None:
    """Killed at random moments until it ends: no turn lost, none asked twice once it was on the disk."""
    chance = random.Random(seed)  # noqa: S311  # chance, not a secret
    server.script.delay = 0.02
    arguments = shell.run_arguments()
    kept: list[str] = []
    killed = 0
    ended = False
    latest = 0.4  # seconds within which a start is killed: more where a busy machine gets nowhere in them
    with Forks(shell.environment) as forks:
        while not ended:
            before = len(server.script.seen)
            child = forks.tell("start", arguments)
            moment = time.monotonic() + chance.uniform(0.0, latest)
            over = None
            while over is None and time.monotonic() < moment:
                time.sleep(0.005)
                over = forks.tell("poll", child)
            if over is None:
                os.kill(child, signal.SIGKILL)
                killed += 1
                forks.tell("wait", child)
            asked = [seen.prompt for seen in server.script.seen[before:]]
            assert not [prompt for prompt in asked if prompt.startswith(tuple(kept) or ("\0",))]
            if not shell.traces():
                latest *= 1.2
                continue  # killed before the run had a name
            (path,) = shell.traces()
            trace = read_trace(path)
            now_kept = [turn.asked.prompt for turn in trace.turns if turn.completion]
            assert set(kept) <= set(now_kept)
            latest *= 1.0 if len(now_kept) > len(kept) else 1.2
            kept = now_kept
            arguments = ["run", "--resume", str(path)]
            ended = trace.ended
    assert len(kept) == TURNS
    record_property("kills", killed)
    undisturbed = shell(*shell.run_arguments("--out", str(shell.folder / "t" / "whole")))
    assert undisturbed.returncode == 0
    whole = read_trace(next((shell.folder / "t" / "whole").rglob("*.jsonl")))
    assert said(trace) == said(whole)


@pytest.mark.parametrize("fault", ["429:after=250", "503:after=250"])
def test_ctrl_c_ends_a_wait_at_once(shell: Shell, server: FaultyServer, fault: str) -> None:
    """Nobody sits out what a service asks to wait; the run is gone on with later."""
    server.script.then([fault] * 2)
    running = shell.start(shell.run_arguments())
    wait_for(lambda: len(server.script.seen) >= 1 and server.script.in_flight == 0)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 3, errors
    assert "go on with: evalhw run --resume" in errors
    (path,) = shell.traces()
    failed = [turn for turn in read_trace(path).turns if turn.failure]
    assert len(failed) == len(server.script.seen)
    server.script.faults.clear()
    ran = shell("run", "--resume", "last", "--out", str(shell.folder / "t"))
    assert ran.returncode == 0, ran.stderr
    assert read_trace(path).ended


def test_a_long_limit_ends_the_run_and_says_until_when(shell: Shell, server: FaultyServer) -> None:
    """In one line, at once; what was answered is kept, and the rest is asked later."""
    server.script.then(["", "429:after=7200"])
    ran = shell(*shell.run_arguments("--concurrency", "1"))
    assert ran.returncode == 3
    assert re.search(r"asked again in 2\.0 hours, at .*\d\d:\d\d; not finished; go on with", ran.stderr)
    assert len(server.script.seen) == 2
    assert shell("run", "--resume", "last", "--out", str(shell.folder / "t")).returncode == 0


def test_a_refused_prompt_is_told_and_asked_again_if_wanted(shell: Shell, server: FaultyServer) -> None:
    """The rest of the run goes on; --resume leaves it alone, --refused does not."""
    flagged = '400:{"error": {"message": "flagged", "code": "content_filter"}}'
    server.script.then([flagged])
    ran = shell(*shell.run_arguments())
    assert ran.returncode == 3
    assert "1 conversation was refused for what it says or its length" in ran.stderr
    (path,) = shell.traces()
    assert read_trace(path).ended
    before = len(server.script.seen)
    assert shell("run", "--resume", str(path)).returncode == 3
    assert len(server.script.seen) == before
    ran = shell("run", "--resume", str(path), "--refused")
    assert ran.returncode == 0, ran.stderr
    assert len(server.script.seen) == TURNS + 1
    assert read_trace(path).ended
    assert "--refused goes with --resume" in shell(*shell.run_arguments("--refused")).stderr
