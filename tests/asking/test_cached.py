import asyncio
import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evalhw.providers.base import Attachment, Conversation, Message
from evalhw.providers.cached import Cached, Source, cache_folder, clear, sizes, why_not

NOTE = Attachment("n", "note", Path(), "text/plain", "d1", "text", "x")
ASKED = Conversation("c", "system", (Message("user", "one", (NOTE,)),), ("1a",), parameters={"temperature": 0.5})
SOURCE = Source("openai:x", "x")


def ask(cached: Cached, conversation: Conversation = ASKED) -> Any:
    return asyncio.run(cached.complete(conversation))


def test_an_identical_request_is_asked_once(scripted: Any, tmp_path: Path) -> None:
    """The second answer is the first, and says that it was kept."""
    provider = scripted(c=["answer ∑"])
    first, second = (ask(Cached(provider, tmp_path, SOURCE)) for _ in range(2))
    assert (first.text, second.text) == ("answer ∑", "answer ∑")
    assert (first.cached, second.cached) == (False, True)
    assert len(provider.seen) == 1


DIFFERENT = {
    "parameters.temperature was 0.5, is 0.7": replace(ASKED, parameters={"temperature": 0.7}),
    "parameters.seed was null, is 1": replace(ASKED, parameters={"temperature": 0.5, "seed": 1}),
    "repeat was 1, is 2": replace(ASKED, repeat=2),
    'system was "system", is "System"': replace(ASKED, system="System"),
    'messages 1.text was "one", is "two"': replace(ASKED, messages=(Message("user", "two", (NOTE,)),)),
    'messages 1.attachments 1 2 was "d1", is "d2"': replace(
        ASKED, messages=(Message("user", "one", (replace(NOTE, digest="d2"),)),)
    ),
}


@pytest.mark.parametrize("why", DIFFERENT)
def test_any_difference_is_a_miss_that_says_why(why: str, scripted: Any, tmp_path: Path) -> None:
    """Another word, parameter, file or repeat is another request."""
    cached = Cached(scripted(c=["one", "two"]), tmp_path, SOURCE)
    assert why_not(ASKED, tmp_path, SOURCE) == "nothing like it was asked before"
    ask(cached)
    assert why_not(ASKED, tmp_path, SOURCE) == ""
    assert why_not(DIFFERENT[why], tmp_path, SOURCE) == why
    assert not ask(cached, DIFFERENT[why]).cached


def test_another_place_or_model_is_another_request(scripted: Any, tmp_path: Path) -> None:
    """The same model elsewhere may answer otherwise."""
    ask(Cached(scripted(c=["one"]), tmp_path, SOURCE))
    for other in (Source("openai:x", "y"), Source("openai:x", "x", "http://elsewhere")):
        assert ask(Cached(scripted(c=["two"]), tmp_path, other)).text == "two"


@pytest.mark.parametrize(
    "torn", ["", "{", "[]", '{"completion": {"text": 1}}', '{"completion": {"text": "half", "finish_reason": "error"}}']
)
def test_a_torn_file_is_asked_again(torn: str, scripted: Any, tmp_path: Path) -> None:
    """And then mended."""
    provider = scripted(c=["one"])
    ask(Cached(provider, tmp_path, SOURCE))
    (path,) = tmp_path.rglob("*.json")
    path.write_text(torn)
    assert not ask(Cached(provider, tmp_path, SOURCE)).cached
    assert ask(Cached(provider, tmp_path, SOURCE)).cached


def test_shown_and_cleared(scripted: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By model, or all."""
    monkeypatch.setenv("EVALHW_CACHE", str(tmp_path))
    for name in ("a", "b:c"):
        ask(Cached(scripted(c=["one"]), cache_folder(), Source(name, name)))
    assert {name: count for name, (count, _) in sizes(tmp_path).items()} == {"a": 1, "b-c": 1}
    assert clear(tmp_path, "b:c") == 1
    assert list(sizes(tmp_path)) == ["a"]
    assert clear(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def _file_for_a_folder(folder: Path, _kept: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("", encoding="utf-8")


def _folder_for_a_file(_folder: Path, kept: Path) -> None:
    kept.unlink()
    (kept / "x").mkdir(parents=True)


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _unwritable(*_: object) -> None:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@pytest.mark.parametrize("trouble", ["a file for a folder", "a folder for a file", "full", "unwritable"])
def test_a_cache_that_cannot_be_written_costs_no_answer(
    trouble: str, scripted: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer was paid for; that it cannot be kept for another run is a remark."""
    folder = tmp_path / "cache"
    ask(Cached(scripted(c=["first"]), folder, SOURCE))
    (kept,) = folder.rglob("*.json")
    if trouble == "a file for a folder":
        _file_for_a_folder(folder, kept)
    elif trouble == "a folder for a file":
        _folder_for_a_file(folder, kept)
    else:
        kept.unlink()
        monkeypatch.setattr(Path, "replace", _full if trouble == "full" else _unwritable)
    said: list[str] = []
    answer = ask(Cached(scripted(c=["second"]), folder, SOURCE, said.append))
    assert (answer.text, answer.cached) == ("second", False)
    assert len(said) == 1
    assert "cannot be written" in said[0]
    assert not list(tmp_path.rglob("*.new"))


def test_clearing_leaves_what_is_no_kept_answer(scripted: Any, tmp_path: Path) -> None:
    """EVALHW_CACHE may name a folder that holds other things."""
    ask(Cached(scripted(c=["one"]), tmp_path, SOURCE))
    for name in ("settings.json", "project/package.json", "project/src/data.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    assert clear(tmp_path) == 1
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.json")) == [
        "project/package.json",
        "project/src/data.json",
        "settings.json",
    ]
    assert (tmp_path / "empty").is_dir()
