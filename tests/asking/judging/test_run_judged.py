"""``evalhw run --judge``: models asked and judged in one command, against a real server."""

import json
from pathlib import Path

import pytest
from faulty_server import FaultyServer, Seen
from judges import DEEPER, UPHILL
from typer.testing import CliRunner

from evalhw.cli.app import build
from evalhw.errors import UserError


def answers(seen: Seen) -> str:
    """What each of the two models says."""
    if seen.body["model"] == "digger":
        return f"1a. {UPHILL}\n\n1b. {DEEPER}"
    quote = "flows downhill with the ground water" if UPHILL in seen.prompt else "weeks later"
    return json.dumps({"verdict": "met", "reason": "It says so.", "quote": quote})


@pytest.fixture
def root(root: Path, server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The homework about wells, with a catalogue of two models that live on the server."""
    service = f"services:\n  here: {{client: openai, base_url: '{server.url}/v1', key: HERE_KEY}}\n"
    entries = "models:\n  digger: {service: here, model: digger}\n  jurist: {service: here, model: jurist}\n"
    (root / "models.yaml").write_text(service + entries, encoding="utf-8")
    monkeypatch.setenv("HERE_KEY", "sk-test-0123456789abcdef")
    server.script.answer = answers
    return root


def evalhw(*arguments: str, root: Path) -> "tuple[int, str, BaseException | None]":
    result = CliRunner().invoke(build(), [*arguments, "--root", str(root)])
    return result.exit_code, result.stdout, result.exception


def test_answers_are_judged_in_the_same_command(root: Path, server: FaultyServer) -> None:
    code, said, _ = evalhw("run", "well", "--model", "digger", "--judge", "jurist", root=root)
    assert code == 0
    assert "2 verdicts by jurist" in said
    (trace,) = (path for path in root.glob("transcripts/well/digger/*.jsonl") if ".judge" not in path.name)
    grade = json.loads(trace.with_suffix(".grade.json").read_bytes())
    assert grade["points"] == 4, [one["reason"] for question in grade["questions"] for one in question["criteria"]]
    asked = len(server.script.seen)
    assert evalhw("grade", str(trace), root=root)[0] == 0
    assert len(server.script.seen) == asked


def test_without_a_judge_the_criterion_waits_for_one(root: Path) -> None:
    code, _, _ = evalhw("run", "well", "--model", "digger", root=root)
    assert code == 0
    (grade,) = root.glob("transcripts/well/digger/*.grade.json")
    assert '"unscored"' in grade.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["nobody", "replay:digger"])
def test_a_judge_that_cannot_be_had_is_told_before_anybody_is_asked(
    root: Path, server: FaultyServer, name: str
) -> None:
    _, _, error = evalhw("run", "well", "--model", "digger", "--judge", name, root=root)
    assert isinstance(error, UserError)
    assert server.script.seen == []
    assert not list(root.glob("transcripts/**/*.jsonl"))
