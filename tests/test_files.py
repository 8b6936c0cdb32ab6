"""Files in and out: nothing that people or models made is harmed, and what is written is whole or not there."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from evalhw.cli.rows import opened
from evalhw.errors import DiskError, NotFoundError, UserError
from evalhw.files.disk import allowed, output, read, write


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "grades.csv"
    write(path, "old\n")
    path.chmod(0o640)
    with output(path) as file:
        file.write(b"new\n")
        file.flush()
        assert path.read_text(encoding="utf-8") == "old\n"
    assert path.read_text(encoding="utf-8") == "new\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_what_stood_there_stays_where_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    write(path, "old\n")

    def interrupted() -> None:
        with output(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert path.read_text(encoding="utf-8") == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_rows_that_were_done_are_kept_where_the_work_is_broken_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An hour of grading is not lost with a Ctrl-C; an earlier part and the old results stay as they are."""
    source, path = tmp_path / "rows.jsonl", tmp_path / "graded.jsonl"
    source.write_text("{}\n", encoding="utf-8")
    path.write_text("old\n", encoding="utf-8")

    def broken_off(row: int) -> None:
        with opened(str(source), str(path)) as (_, write_row):
            write_row({"id": row})
            raise KeyboardInterrupt

    for row in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            broken_off(row)
    assert path.read_text(encoding="utf-8") == "old\n"
    assert (tmp_path / "graded.jsonl.part").read_text(encoding="utf-8") == '{"id": 1}\n'
    assert (tmp_path / "graded.jsonl.part1").read_text(encoding="utf-8") == '{"id": 2}\n'
    assert f"the rows that were done are in {path}.part" in capsys.readouterr().err
    assert not list(tmp_path.glob(".evalhw-*"))


def test_a_hard_link_of_an_output_keeps_its_content(tmp_path: Path) -> None:
    """The output takes the name; the other name keeps what it had."""
    other = tmp_path / "other"
    write(other, "precious")
    (tmp_path / "out").hardlink_to(other)
    write(tmp_path / "out", "new")
    assert other.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"event":"header","schema_version":1}\n', "a trace"),
        (' { "event" : "header" }\n', "a trace"),
        ('{"schema_version":1,"event":"header"}\n', "a trace"),
        ('{"event":"header","system":"' + "x" * 2_000_000 + '"}\n', "a trace"),
        ('{"event":"verdict","judge":"a"}\n', "what judges said"),
    ],
)
@pytest.mark.parametrize("link", ["none", "symbolic", "hard"])
def test_records_are_known_by_their_content_under_any_name(content: str, what: str, link: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(content, encoding="utf-8")
    path = kept if link == "none" else tmp_path / "link"
    if link == "symbolic":
        path.symlink_to(kept)
    elif link == "hard":
        path.hardlink_to(kept)
    with pytest.raises(UserError, match=what):
        write(path, "x")
    assert kept.read_text(encoding="utf-8") == content


@pytest.mark.parametrize("content", ["", "id,points\n", '{"homework":"hw7"}\n', "[1]\n", '{"event', "\x00\xff"])
def test_what_is_no_record_may_be_replaced(content: str, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text(content, encoding="utf-8")
    write(path, "new")
    assert path.read_text(encoding="utf-8") == "new"


def test_a_circle_of_links_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(DiskError, match="cannot be written"):
        allowed(tmp_path / "a")


def test_a_link_to_nothing_makes_the_file_it_names(tmp_path: Path) -> None:
    (tmp_path / "latest").symlink_to("today")
    write(tmp_path / "latest", "x")
    assert (tmp_path / "today").read_text(encoding="utf-8") == "x"
    assert (tmp_path / "latest").is_symlink()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_may_not_be_written_is_said_in_one_line(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "grades.csv"
    write(path, "old")
    whole = Path.open

    def refusing(self: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if "x" in mode:
            raise OSError(number, os.strerror(number), str(self))
        return whole(self, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(DiskError) as told:
        write(path, "new")
    assert str(told.value) == f"{path}: cannot be written ({os.strerror(number)})"
    assert path.read_text(encoding="utf-8") == "old"


def test_a_file_is_measured_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(UserError, match="3,000 MB, which is too large; the most is 20 MB"):
        read(path, 20_000_000)
    path.unlink()
    with pytest.raises(NotFoundError):
        read(path, 10)
    with pytest.raises(NotFoundError):
        read(tmp_path, 10)


@pytest.mark.parametrize(
    "name", [".env", ".env.local", "ke.env", "problems/a/post.md", "problems/problem.schema.json", "rubrics/new.csv"]
)
def test_what_people_keep_is_not_written_over(name: str, tmp_path: Path) -> None:
    for folder in ("problems/a", "rubrics"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "problems" / "a.yaml").write_text("x: 1")
    (tmp_path / "rubrics" / "a.yaml").write_text("x: 1")
    with pytest.raises(UserError, match="would be written over"):
        write(tmp_path / name, "x")
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_only_called_problems_is_anybodys(tmp_path: Path) -> None:
    write(tmp_path / "problems" / "grades.csv", "x")
