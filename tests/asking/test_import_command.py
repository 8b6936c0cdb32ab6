"""``evalhw import`` and ``evalhw list`` from the command line, in this process."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evalhw.cli.app import build
from evalhw.errors import UserError
from evalhw.record.trace import read_trace

CHAT = """---
model: someone
---
## User
Please solve problem 1.
## Assistant
(a) 100 °C

(b) It falls.
## User
[prompt not recorded]
## Assistant
It is unsafe.
"""


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    """A small chat."""
    path = tmp_path / "chat.md"
    path.write_text(CHAT, encoding="utf-8")
    return path


def evalhw(*arguments: str) -> str:
    """Run evalhw; its standard output."""
    return CliRunner().invoke(build(), arguments, catch_exceptions=False).stdout


def test_import_says_what_it_decided(chat: Path, root: Path, tmp_path: Path) -> None:
    """What is open says what to do; told, it is written as told; the trace is listed and graded."""
    common = ("--homework", "kitchen", "--root", str(root), "--out", str(tmp_path / "t"))
    said = evalhw("import", str(chat), *common).splitlines()
    assert said[0] == "turn 1: 1a, 1b (sure: the prompt names 1a, 1b)"
    assert said[1].startswith("turn 2: nothing (neither prompt nor labels say; most like 2b by its words; say --map 2=")
    assert said[-1] == str(tmp_path / "t" / "kitchen" / "someone" / "recorded.jsonl")
    with pytest.raises(UserError, match="there is a trace already; give the run another name"):
        evalhw("import", str(chat), *common)
    said = evalhw("import", str(chat), *common, "--run", "second", "--model", "me", "--map", "2=2b").splitlines()
    trace = read_trace(Path(said[-1]))
    assert trace.header.model == "me"
    assert trace.turns[1].asked.questions == ("2b",)
    listed = json.loads(evalhw("list", "--root", str(root), "--out", str(tmp_path / "t"), "--json"))
    assert listed["homeworks"] == ["kitchen"]
    assert [run["run"] for run in listed["runs"]] == ["kitchen/me/second", "kitchen/someone/recorded"]
    assert evalhw("list", "kitchen", "--root", str(root), "--out", str(tmp_path / "t")).splitlines() == [
        "homeworks: kitchen",
        "Run                       Started  Points  State",
        "kitchen/me/second         unknown  6 of 8  3 of 5 questions",
        "kitchen/someone/recorded  unknown  3 of 8  2 of 5 questions",
    ]


def test_a_recorded_session_is_replayed(chat: Path, root: Path, tmp_path: Path) -> None:
    """Asked again as a run: the same answers, graded, without a network."""
    import shutil

    mine = tmp_path / "mine"
    shutil.copytree(root, mine)
    evalhw("import", str(chat), "--homework", "kitchen", "--root", str(mine), "--map", "2=2b")
    grade = json.loads(evalhw("run", "kitchen", "--model", "replay:someone", "--root", str(mine), "--json"))
    points = {question["id"]: question["points"] for question in grade["questions"]}
    assert points == {"1a": 1, "1b": 2, "2a.i": 0, "2a.ii": 0, "2b": 3}


def test_models_are_listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With whether the key is set, never the key."""
    monkeypatch.setenv("MISTRAL_API_KEY", "sk-secret-0123456789")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    said = evalhw("models", "--root", str(root))
    assert "MISTRAL_API_KEY is set" in said
    assert "needs OPENAI_API_KEY" in said
    assert "sk-secret" not in said + evalhw("models", "--json", "--root", str(root))
    assert "ollama:MODEL  http://127.0.0.1:11434/v1  no key needed" in evalhw(
        "models", "--services", "--root", str(root)
    )
