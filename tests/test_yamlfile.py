"""YAML is read strictly: its surprises are errors that say where, what and the remedy."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from evalhw.errors import NotFoundError, SpecError
from evalhw.files.yaml_file import parse_yaml, read_yaml

TRAPS = [
    ("answer: no", "answer", "quotes"),
    ("answer: Yes", "answer", "quotes"),
    ("answer: off", "answer", "quotes"),
    ("points: 010", "points", "leading zero"),
    ("points: 0x1F", "points", "decimal"),
    ("points: 1e3", "points", "write the number out"),
    ("points: 1_000", "points", "underscores"),
    ("time: 5:41", "time", "time"),
    ("day: 2026-01-02", "day", "date"),
    ("points: .5", "points", "0.5"),
    ("points: .inf", "points", "0.5"),
]


@pytest.mark.parametrize(("text", "key", "remedy"), TRAPS, ids=[trap[0] for trap in TRAPS])
def test_a_trap_is_caught_with_its_remedy(text: str, key: str, remedy: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_yaml(f"first: 1\n{text}\n".encode(), "x.yaml")
    message = str(caught.value)
    assert message.startswith(f"x.yaml:2: {key}: ")
    assert remedy in message


def test_plain_values_mean_what_they_show() -> None:
    text = "a: 1\nb: 2.5\nc: true\nd: null\ne: 'no'\nf: -3\ng: nothing\nh: \"010\"\ni: 3b.i\nj: [x, 'y']\n"
    content = parse_yaml(text.encode(), "x").content
    expected = {"a": 1, "b": 2.5, "c": True, "d": None, "e": "no", "f": -3, "g": "nothing", "h": "010", "i": "3b.i"}
    assert content == {**expected, "j": ["x", "y"]}


def test_a_duplicate_key_is_an_error_at_its_second_place() -> None:
    with pytest.raises(SpecError, match=r"x\.yaml:3: q\.points: this key stands twice"):
        parse_yaml(b"q:\n  points: 1\n  points: 2\n", "x.yaml")


@pytest.mark.parametrize("text", ["a: !!python/object/apply:os.system [true]", "a: !x 1", "<<: {a: 1}"])
def test_tags_and_merges_are_refused(text: str) -> None:
    with pytest.raises(SpecError):
        parse_yaml(text.encode(), "x.yaml")


def test_a_bomb_is_one_clear_line() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(SpecError) as caught:
        parse_yaml("\n".join(lines).encode(), "bomb.yaml")
    assert "unfolds into too much" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("raw", [b"a: [1", b"\xff\xfe", b"a: b: c", b"&a [*a]", b"- " * 5000 + b"x"])
def test_what_is_not_yaml_is_one_clear_line(raw: bytes) -> None:
    with pytest.raises(SpecError) as caught:
        parse_yaml(raw, "bad.yaml")
    assert str(caught.value).startswith("bad.yaml")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(NotFoundError, match=r"nowhere\.yaml: no such file"):
        read_yaml(Path("nowhere.yaml"))


class _Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    points: float


class _Outer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    title: str
    rows: tuple[_Inner, ...]


def test_a_model_fault_names_file_line_path_and_expectation() -> None:
    file = parse_yaml(b"title: 7\nrows:\n  - points: 1\n  - points: lots\n    extra: 1\n", "h.yaml")
    with pytest.raises(SpecError) as caught:
        file.validate(_Outer)
    lines = str(caught.value).splitlines()
    assert "h.yaml:1: title: expected text, found 7; put it in quotes" in lines
    assert any(line.startswith("h.yaml:4: rows.1.points: expected a valid number") for line in lines)
    assert "h.yaml:5: rows.1.extra: unknown key" in lines


def test_a_missing_key_points_at_its_parent() -> None:
    with pytest.raises(SpecError, match=r"h\.yaml:3: rows\.0\.points: missing"):
        parse_yaml(b"title: x\nrows:\n  - {}\n", "h.yaml").validate(_Outer)


def _read_or_named(raw: bytes) -> bool:
    try:
        parse_yaml(raw, "any.yaml")
    except SpecError as error:
        return str(error).startswith("any.yaml") and "\n" not in str(error)
    return True


@given(st.binary(max_size=200))
def test_any_bytes_give_values_or_one_line(raw: bytes) -> None:
    assert _read_or_named(raw)


@given(st.text(max_size=200))
def test_any_text_gives_values_or_one_error(text: str) -> None:
    assert _read_or_named(text.encode("utf-8", "replace"))
