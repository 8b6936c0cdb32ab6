import os
from pathlib import Path

import pytest

from evalhw.errors import NotFoundError, UserError
from evalhw.record import store
from evalhw.record.trace import Completion, CompletionArrived, Header, event_line


def put(folder: Path, homework: str, model: str, run: str, started: str) -> Path:
    path = store.run_path(folder, homework, model, run)
    path.parent.mkdir(parents=True, exist_ok=True)
    header = Header(run=run, homework=homework, model=model, provider="p", started=started)
    path.write_text(event_line(header), encoding="utf-8")
    return path


def test_a_run_without_an_answer_stands_in_nobodys_way(tmp_path: Path) -> None:
    """The model's name leads to the newest run that says something; 'last' to the newest of all."""
    said = put(tmp_path, "hw1", "m", "recorded", "unknown")
    with said.open("a") as file:
        completion = Completion(text="x")
        file.write(event_line(CompletionArrived(conversation="c", position=1, completion=completion)))
    put(tmp_path, "hw1", "m", "20260101T000000Z", "2026-01-01T00:00:00.000Z")
    assert store.find("m", tmp_path).run == "recorded"
    assert store.find("hw1/m", tmp_path).run == "recorded"
    assert store.find("last", tmp_path).run == "20260101T000000Z"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, "hw1", "mistral", "recorded", "unknown")
    put(tmp_path, "hw1", "mistral", "20260102T000000Z", "2026-01-02T00:00:00.000Z")
    put(tmp_path, "hw1", "mistral", "20260101T000000Z", "2026-01-01T00:00:00.000Z")
    put(tmp_path, "hw1", "deepseek", "recorded", "unknown")
    put(tmp_path, "hw1", "replay:mistral", "20260103T000000Z", "2026-01-03T00:00:00.000Z")
    put(tmp_path, "hw2", "deepseek", "recorded", "unknown")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "homework", "found"),
    [
        ("mistral", None, "hw1/mistral/20260102T000000Z"),
        ("deepseek", "hw1", "hw1/deepseek/recorded"),
        ("hw2/deepseek", None, "hw2/deepseek/recorded"),
        ("replay:mistral", None, "hw1/replay-mistral/20260103T000000Z"),
        ("replay-mistral", "hw1", "hw1/replay-mistral/20260103T000000Z"),
        ("20260101T000000Z", None, "hw1/mistral/20260101T000000Z"),
        ("hw1/mistral/recorded", None, "hw1/mistral/recorded"),
        ("mistral/recorded", "hw1", "hw1/mistral/recorded"),
        ("last", None, "hw1/replay-mistral/20260103T000000Z"),
    ],
)
def test_a_run_is_found_by_what_people_call_it(folder: Path, name: str, homework: str | None, found: str) -> None:
    """Model names, run names, slashes and 'last' all lead to one run."""
    assert store.find(name, folder, homework).name == found


def test_a_run_is_found_by_its_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is a name too, also from inside its folder."""
    path = store.run_path(folder, "hw1", "mistral", "recorded")
    assert store.find(str(path), folder).name == "hw1/mistral/recorded"
    monkeypatch.chdir(path.parent)
    assert store.find("recorded.jsonl", folder).name == "hw1/mistral/recorded"
    assert store.find("recorded.jsonl", folder).grade_path == Path("recorded.grade.json")


@pytest.mark.parametrize(("name", "said"), [("gpt", "no run 'gpt'"), ("deepseek", "several homeworks"), ("", "no run")])
def test_what_is_not_found_is_said(folder: Path, name: str, said: str) -> None:
    """The message says what there is."""
    with pytest.raises(NotFoundError, match=said):
        store.find(name, folder)


def test_names_are_made_safe() -> None:
    """A model's name never leaves its folder."""
    assert store.folder_name("replay:mistral") == "replay-mistral"
    assert store.folder_name("../../etc/passwd") == "etc-passwd"
    assert store.folder_name("meta/llama-3:8b") == "meta-llama-3-8b"
    for hopeless in ("", "..", "///"):
        with pytest.raises(UserError):
            store.folder_name(hopeless)


def test_odd_files_do_not_disturb(folder: Path) -> None:
    """A broken header, a grade file and a lock are passed over or listed, never an error."""
    broken = store.run_path(folder, "hw1", "odd", "x")
    broken.parent.mkdir()
    broken.write_bytes(os.urandom(50))
    (broken.parent / "x.grade.json").write_text("{}")
    (broken.parent / ".x.jsonl.lock").write_text("{}")
    assert [run.name for run in store.runs(folder, "hw1", "odd")] == ["hw1/odd/x"]
    assert store.header_of(broken) == {}


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("openai:模型", "openai-模型"),
        ("replay:mistral", "replay-mistral"),
        ("openrouter:meta-llama/Llama-3.1", "openrouter-meta-llama-Llama-3.1"),
        ("ollama:модель", "ollama-модель"),
        ("mo\u0308del", "m\u00f6del"),
    ],
)
def test_a_model_has_a_readable_folder(name: str, folder: str) -> None:
    assert store.folder_name(name) == folder


def test_names_that_differ_have_folders_that_differ() -> None:
    names = ["openai:🤖", "openai:🦙", "openai:", "x:" + "型" * 200, "x:" + "型" * 201, "a\u202eb", "a\u200bb"]
    folders = [store.folder_name(name) for name in names]
    assert len(set(folders)) == len(names)
    assert all(len(folder.encode()) <= 110 for folder in folders)
    assert all(character.isprintable() and character not in "/\\:" for folder in folders for character in folder)
