"""Answers that are cut: seen wherever a run is shown, and asked again with more room."""

import json
from pathlib import Path

import pytest
from faulty_server import Answer, FaultyServer, Seen, completion
from typer.testing import CliRunner, Result

from evalhw.cli.app import build
from evalhw.errors import UserError
from evalhw.record.finish import unfinished
from evalhw.record.trace import (
    Completion,
    CompletionArrived,
    End,
    Failure,
    Header,
    TurnAsked,
    Usage,
    assemble,
    read_trace,
    taken_by,
)


def ended(reason: str) -> Answer:
    """An answer that ended like this."""
    body = completion("{text}")
    body["choices"][0]["finish_reason"] = reason
    return Answer(body)


class Shell:
    """Runs evalhw against the server."""

    def __init__(self, folder: Path, root: Path, server: FaultyServer) -> None:
        self.folder = folder
        self.root = root
        self.url = f"{server.url}/v1"

    def __call__(self, *arguments: str) -> Result:
        """Run a command to its end."""
        return CliRunner().invoke(build(), [*arguments, "--root", str(self.root)])

    def run(self, *more: str) -> Result:
        """A run of the small homework."""
        out = ("--out", str(self.folder / "t"), "--base-url", self.url)
        return self("run", "kitchen", "--model", "openai:x", *out, *more)

    @property
    def trace(self) -> Path:
        """The only trace."""
        (path,) = (self.folder / "t").rglob("*.jsonl")
        return path


@pytest.fixture
def shell(tmp_path: Path, root: Path, server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell, and a server that cuts what may have no more than 100 tokens."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")

    def choose(seen: Seen) -> Answer:
        short = seen.body.get("max_completion_tokens", 50) <= 100 and "mountain" in seen.prompt
        return ended("length" if short else "stop")

    server.script.choose = choose
    server.script.answer = lambda seen: "It falls." if "mountain" in seen.prompt else "It is unsafe."
    return Shell(tmp_path, root, server)


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("length", "cut"),
        ("MAX_TOKENS", "cut"),
        ("content_filter", "filter"),
        ("SAFETY", "filter"),
        ("error", "broken off"),
        ("quota_of_words", "not known"),
    ],
)
def test_what_is_not_whole(reason: str, word: str) -> None:
    """In every spelling, with the service's own word."""
    assert word in unfinished(reason)
    assert reason in unfinished(reason)


@pytest.mark.parametrize("reason", ["stop", "STOP", "end_turn", "eos", ""])
def test_what_is_whole(reason: str) -> None:
    """And what a recorded chat does not say."""
    assert not unfinished(reason)


def test_a_cut_answer_shows_everywhere(shell: Shell) -> None:
    """In the run, the list, the terminal, every report and table; the grade carries it."""
    ran = shell.run("--json", "--no-followups")
    assert ran.exit_code == 0, ran.stderr
    assert "not whole" in ran.stderr
    assert "--cut" in ran.stderr
    grade = json.loads(ran.stdout)
    cut = [attempt["finish_reason"] for one in grade["questions"] for attempt in one["attempts"] if one["id"] == "1b"]
    assert cut == ["length"]
    assert all("finish_reason" not in one for question in grade["questions"] for one in question["attempts"][1:])
    path = str(shell.trace)
    out = ("--out", str(shell.folder / "t"))
    assert "1 cut short" in shell("list", *out).stdout
    assert "finish reason 'length'" in shell("show", path).stdout
    for to in ("markdown", "html", "junit", "json", "jsonl", "csv"):
        text = shell("export", path, "--to", to).stdout
        assert "length" in text, to
    assert "1 answer not whole" in shell("export", path, "--to", "markdown").stdout
    shell("export", path, "--to", "html", "-o", f"{shell.folder / 'reports'}/")
    assert "1 not whole" in (shell.folder / "reports" / "index.html").read_text(encoding="utf-8")


def test_cut_answers_are_asked_again_with_more_room(shell: Shell, server: FaultyServer) -> None:
    """Only those, and what came after them; what they cost stays counted."""
    shell.run("-p", "max_tokens=100")
    path = shell.trace
    before, asked = read_trace(path), len(server.script.seen)
    assert any(turn.completion and turn.completion.finish_reason == "length" for turn in before.turns)
    refused = shell("run", "--resume", str(path), "--cut", "100", "--base-url", shell.url)
    assert isinstance(refused.exception, UserError)
    assert "say more than that" in str(refused.exception)
    ran = shell("run", "--resume", str(path), "--cut", "4000", "--base-url", shell.url)
    assert ran.exit_code == 0, ran.stderr
    after = read_trace(path)
    again = server.script.seen[asked:]
    assert again
    assert all(seen.body["max_completion_tokens"] == 4000 for seen in again)
    assert all("stove" not in seen.prompt for seen in again)
    assert after.ended
    assert not any(turn.completion and unfinished(turn.completion.finish_reason) for turn in after.turns)
    assert taken_by(after).input_tokens == 11 * len(server.script.seen)
    assert path.read_bytes().count(b'"finish_reason":"length"') >= 1  # nothing is lost
    nothing = shell("run", "--resume", str(path), "--cut", "8000", "--base-url", shell.url)
    assert nothing.exit_code == 0
    assert len(server.script.seen) == asked + len(again)


def test_cut_goes_with_resume(shell: Shell, server: FaultyServer) -> None:
    """A new run has its parameters."""
    ran = shell.run("--cut", "100")
    assert isinstance(ran.exception, UserError)
    assert "--cut goes with --resume" in str(ran.exception)
    assert not server.script.seen


def test_a_run_says_what_it_cost(shell: Shell) -> None:
    """In tokens, and in dollars where the price is known; on standard error where JSON is wanted."""
    ran = shell.run()
    assert "tokens in" in ran.stdout
    assert "cost not known" in ran.stdout
    assert "tokens in" in shell.run("--json").stderr


def asked(position: int) -> TurnAsked:
    return TurnAsked(conversation="c", position=position, questions=("1a",), prompt="?")


def arrived(position: int, text: str, reason: str = "stop") -> CompletionArrived:
    usage = Usage(input_tokens=10, output_tokens=1)
    return CompletionArrived(
        conversation="c", position=position, completion=Completion(text=text, finish_reason=reason, usage=usage)
    )


HEADER = Header(run="r", homework="h", model="m", provider="p", started="unknown")


def test_a_second_answer_stands_for_the_first_and_what_came_of_it() -> None:
    """What was asked in the light of half an answer is no part of the conversation any more."""
    first = [HEADER, asked(1), arrived(1, "ha", "length"), asked(2), arrived(2, "follow-up"), End()]
    trace = assemble([*first, asked(1), arrived(1, "whole"), End()])
    assert [turn.completion.text for turn in trace.turns if turn.completion] == ["whole"]
    assert taken_by(trace) == Usage(input_tokens=30, output_tokens=3)


def test_a_second_answer_that_does_not_arrive_leaves_the_first() -> None:
    """Half an answer is more than none."""
    failure = Failure(conversation="c", position=1, error="no answer")
    trace = assemble([HEADER, asked(1), arrived(1, "ha", "length"), asked(2), arrived(2, "more"), asked(1), failure])
    assert [turn.completion.text for turn in trace.turns if turn.completion] == ["ha", "more"]
    assert not trace.ended
