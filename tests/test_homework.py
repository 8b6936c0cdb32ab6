"""A faulty homework is one line a fault: file, line, path of the key, what was expected."""

import shutil
from pathlib import Path

import pytest
import yaml

from evalhw.errors import NotFoundError, SpecError
from evalhw.homework.homework import load_homework

CASES = Path(__file__).parent / "cases" / "yaml"
FAULTS = yaml.safe_load((CASES / "faults.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    shutil.copytree(CASES / "mini", tmp_path / "mini")
    return tmp_path / "mini"


def test_a_sound_homework_loads_with_its_sources_and_digests(mini: Path) -> None:
    homework = load_homework("mini", mini)
    assert list(homework.spec.questions) == ["1a", "1b"]
    assert homework.sources["note"].startswith("The run takes 20 s")
    assert set(homework.digests) == {"problem", "rubric", "attachment:note", "question:1a", "question:1b"}
    assert homework.spec.attachments_of(("1a", "1b")) == ("note",)


@pytest.mark.parametrize("case", FAULTS, ids=[case["id"] for case in FAULTS])
def test_each_fault_is_one_line_with_its_place(
    case: dict[str, str], mini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = mini / {"problem": "problems", "rubric": "rubrics"}[case["file"]] / "mini.yaml"
    old, new = case["replace"]
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.chdir(mini)
    with pytest.raises(SpecError) as caught:
        load_homework("mini")
    lines = str(caught.value).splitlines()
    assert any(line.startswith(case["expect"]) for line in lines), lines


def test_a_homework_that_is_not_there_says_which_are(mini: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no homework 'hw9' under .*; expected one of mini"):
        load_homework("hw9", mini)


def test_an_empty_place_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="evalhw init DIR"):
        load_homework("hw7", tmp_path)


def test_the_root_comes_from_the_environment(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALHW_ROOT", str(mini))
    assert load_homework("mini").name == "mini"


def test_a_rubric_for_another_homework_is_refused(mini: Path) -> None:
    file = mini / "rubrics" / "mini.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("homework: mini", "homework: other"), encoding="utf-8")
    with pytest.raises(SpecError, match="this rubric is for 'other'"):
        load_homework("mini", mini)
