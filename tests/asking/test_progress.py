import sys

import pytest

from evalhw.cli.progress import Counts, Watching, watching
from evalhw.providers.catalogue import load_catalogue
from evalhw.record.trace import Completion, Usage


class Screen:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.said: list[str] = []

    def show(self, counts: Counts) -> None:
        """Keep the line."""
        self.lines.append(counts.line())

    def say(self, text: str) -> None:
        """Keep the remark."""
        self.said.append(text)


def test_what_is_shown() -> None:
    """Done, in flight, waiting, failed, tokens, money, over all models."""
    screen = Screen()
    watch = Watching(screen)
    one, other = (watch(load_catalogue().look_up(name)) for name in ("mistral", "openai:unpriced"))
    one.planned(3)
    other.planned(1)
    one.asked("c", ("1a",), None)
    one.asked("d", ("1b",), None)
    one.waiting(1)
    assert screen.lines[-1] == "0 of 4 turns · 1 in flight · 1 waiting"
    one.waiting(0)
    one.answered("c", Completion(text="x", usage=Usage(input_tokens=1000, output_tokens=1000)))
    assert "1 of 4 turns · 1 in flight · 2000 tokens · $0.0080 · about " in screen.lines[-1]
    one.asked("c", ("1a",), "hint")
    one.failed("c", "down\x1b[31m")
    other.asked("e", ("2",), None)
    other.answered("e", Completion(text="x", usage=Usage(input_tokens=1, output_tokens=1)))
    assert screen.lines[-1].startswith("2 of 5 turns · 1 in flight · 1 failed · 2002 tokens · $0.0080 and more")
    other.remarked("", "noted")
    assert screen.said == ["mistral, conversation c: down\x1b[31m", "openai:unpriced: noted"]
    watch.interrupted()
    assert screen.said[-1] == "waiting for 1 in flight; Ctrl-C again stops at once"


def test_kept_answers_cost_nothing() -> None:
    """What comes from the cache is not paid again."""
    screen = Screen()
    one = Watching(screen)(load_catalogue().look_up("mistral"))
    one.asked("c", ("1a",), None)
    one.answered("c", Completion(text="x", usage=Usage(input_tokens=1000, output_tokens=1000), cached=True))
    assert screen.lines[-1] == "1 of 1 turns · 0 in flight"


def test_nothing_is_drawn_on_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """Remarks only, a line each, without control characters, on standard error."""
    with watching() as watch:
        one = watch(load_catalogue().look_up("mistral"))
        one.asked("c", ("1a",), None)
        one.failed("c", "down\x1b[31m\nand out")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "\x1b" not in said.err


def test_a_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The counts are on standard error, and standard output stays empty."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with watching() as watch:
        one = watch(load_catalogue().look_up("mistral"))
        one.planned(1)
        one.asked("c", ("1a",), None)
        one.failed("c", "down [/red]")
    said = capsys.readouterr()
    assert said.out == ""
    assert "mistral, conversation c: down [/red]" in said.err
