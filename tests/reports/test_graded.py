"""Runs with their grades: found, graded once, watched, exported many at a time."""

import os
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from report_cases import criterion, grade_of, question

from evalhw.cli.comparing import _price
from evalhw.comparison.gate import Gate, Least, earned
from evalhw.errors import UserError
from evalhw.grading.grade import to_json
from evalhw.grading.graded import Shelf
from evalhw.record.trace import Completion, CompletionArrived, End, Header, TurnAsked, event_line
from evalhw.reports.folder import MANY, save
from evalhw.reports.formats import GRADE_FORMATS, RUN_FORMATS, written
from evalhw.reports.junit import to_junit

PROBLEM = """
homework: tiny
title: A tiny homework
points: 2
problems:
  - id: "1"
    questions:
      - id: 1a
        points: 2
        prompt: How many sides has a triangle?
"""
RUBRIC = """
homework: tiny
questions:
  1a:
    solution: Three.
    criteria:
      choice:
        points: 2
        check: {kind: choice, options: ["two", "three"], answer: three}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a tiny homework and no runs."""
    for folder, text in (("problems", PROBLEM), ("rubrics", RUBRIC)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tiny.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def record(root: Path, answer: str, model: str = "m", run: str = "r") -> Path:
    path = root / "transcripts" / "tiny" / model / f"{run}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    events = [
        Header(run=run, homework="tiny", model=model, provider="fake", started="2026-01-02T03:04:05Z"),
        TurnAsked(conversation="1", position=1, questions=("1a",), prompt="How many sides has a triangle?"),
        CompletionArrived(conversation="1", position=1, completion=Completion(text=answer)),
        End(),
    ]
    path.write_text("".join(map(event_line, events)), encoding="utf-8")
    return path


def later(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() + seconds, time.time() + seconds))


def test_a_stored_grade_stands_until_its_trace_changes(root: Path) -> None:
    """The grade beside a trace is used while it is younger than trace and code, and thrown away after."""
    path = record(root, "three")
    run = Shelf(root).run("m", "tiny")
    assert run.grade.points == 2
    stored = run.grade.model_copy(update={"points": 1})
    run.stored.grade_path.write_text(to_json(stored), encoding="utf-8")
    later(run.stored.grade_path, 100)
    assert Shelf(root).run("m", "tiny").grade.points == 1
    later(path, 200)
    assert Shelf(root).run("m", "tiny").grade.points == 2


def test_a_stored_grade_of_another_rubric_is_not_used(root: Path) -> None:
    record(root, "three")
    run = Shelf(root).run("m", "tiny")
    run.stored.grade_path.write_text(
        to_json(run.grade.model_copy(update={"points": 1, "digests": {"problem": "x", "rubric": "y"}})),
        encoding="utf-8",
    )
    later(run.stored.grade_path, 100)
    assert Shelf(root).run("m", "tiny").grade.points == 2


def test_a_damaged_grade_is_made_anew(root: Path) -> None:
    record(root, "three")
    run = Shelf(root).run("m", "tiny")
    run.stored.grade_path.write_text("{", encoding="utf-8")
    later(run.stored.grade_path, 100)
    assert Shelf(root).run("m", "tiny").grade == run.grade


def test_repeats_are_the_runs_of_one_batch(root: Path) -> None:
    for run in ("b-1", "b-2", "a-1", "lone"):
        record(root, "three", run=run)
    assert [one.stored.run for one in Shelf(root).repeats("m", "tiny")] == ["lone"]
    for run in ("z-1", "z-2", "z-10"):
        record(root, "three", run=run)
    assert [one.stored.run for one in Shelf(root).repeats("m", "tiny")] == ["z-1", "z-2", "z-10"]
    assert [one.stored.run for one in Shelf(root).repeats("tiny/m/z-2", "tiny")] == ["z-2"]
    assert [one.stored.run for one in Shelf(root).repeats("lone", "tiny")] == ["lone"]


@pytest.mark.parametrize("to", [*RUN_FORMATS, *GRADE_FORMATS])
def test_every_format_writes_one_run_and_several(root: Path, to: str) -> None:
    record(root, "three")
    record(root, "two", model="other")
    shelf = Shelf(root)
    assert written(shelf.each(["m"]), to)
    paths = save(shelf, [str(root / "transcripts")], to, root / "out")
    assert all(path.is_file() for path in paths)
    if to in RUN_FORMATS:
        assert [path.stem for path in paths] == ["tiny-m-r", "tiny-other-r", "index"]
        assert paths[0].name in paths[-1].read_text(encoding="utf-8")
        with pytest.raises(UserError, match="give a folder"):
            written(shelf.each(["m", "other"]), to)
    else:
        assert len(paths) == 1


def test_gate_names_what_fell_short(root: Path) -> None:
    record(root, "three")
    record(root, "two", model="other")
    shelf = Shelf(root)
    gate = Gate(Least(1), (earned(shelf.run("m").grade),))
    assert len(list(gate.watched(shelf.each(["m", "other"])))) == 2
    assert gate.faults == [
        "tiny/other/r: 0 points, fewer than 1",
        "tiny/other/r: 1a.choice: 0 points, 2 before",
    ]


def test_junit_tells_failures_from_what_was_not_decided() -> None:
    graded = question(
        "q1",
        [
            criterion("good", 2),
            criterion("bad", 0, reason="\x00<&>\ufffe"),
            criterion("open", 0, outcome="unscored"),
            criterion("deduction", -1, 0, outcome="met"),
        ],
        regressed=("bad",),
    )
    suite = ET.fromstring(to_junit([grade_of(graded)])).find("testsuite")  # noqa: S314  # our own document
    assert suite is not None
    assert [suite.get(name) for name in ("tests", "failures", "errors")] == ["4", "2", "1"]
    assert suite.findall("testcase/failure")[0].get("message") == "0 of 2; a follow-up made it worse"


def test_many_runs_are_written_by_several_processes_in_order(root: Path) -> None:
    """The index and the faults come out as if one process had written everything."""
    for number in range(MANY):
        record(root, "two" if number == 7 else "three", run=f"r{number:02}")
    gate = Gate(Least(1))
    paths = save(Shelf(root), [str(root / "transcripts")], "markdown", root / "out", gate)
    assert [path.stem for path in paths] == [*(f"tiny-m-r{number:02}" for number in range(MANY)), "index"]
    assert all(path.is_file() for path in paths)
    assert gate.faults == ["tiny/m/r07: 0 points, fewer than 1"]
    index = paths[-1].read_text(encoding="utf-8")
    assert [line.split("|")[3].strip() for line in index.splitlines()[4:]] == [
        f"r{number:02}" for number in range(MANY)
    ]


@pytest.mark.parametrize("text", ["m", "m=1", "m=1,x", "=1,2", "m=-1,2", "m=nan,1", "m=inf,1"])
def test_a_price_that_makes_no_sense_is_said(text: str) -> None:
    with pytest.raises(UserError, match="expected MODEL=IN,OUT"):
        _price(text)
    assert _price("a=b=1,2")[0] == "a=b"
