"""What is not decided is said beside every total, and why; what judges and rubrics say is shown."""

import json
import shutil
from pathlib import Path

import pytest
from judges import CASES, DEEPER, FAIR, Bench, judge, put, verdict
from typer.testing import CliRunner

from evalhw.cli.app import build
from evalhw.homework.homework import load_homework


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The homework about wells, whose judges were not asked."""
    shutil.copytree(CASES, tmp_path, dirs_exist_ok=True)
    return tmp_path


def evalhw(root: Path, *arguments: str, exit_code: int = 0) -> str:
    """What a command says."""
    result = CliRunner().invoke(build(), [*arguments, "--root", str(root)])
    assert result.exit_code == exit_code, (result.output, result.exception)
    return result.output


def test_open_points_in_every_format(root: Path) -> None:
    """1 of 4 points is earned, and 3 wait for a judge."""
    path = str(put(root).path)
    assert "1, 3 open" in evalhw(root, "grade", path)
    shown = evalhw(root, "show", path)
    assert "1 of 4 points, 3 open" in shown
    assert "seepage: No judge was asked" in shown
    assert "1 of 4 points, 3 open" in evalhw(root, "export", path, "--to", "markdown")
    assert "1 of 3, 2 open" in evalhw(root, "export", path, "--to", "markdown")
    assert "1 of 4 points, 3 open" in evalhw(root, "export", path, "--to", "html")
    assert "1 of 3, 2 open" in evalhw(root, "export", path, "--to", "html")
    assert '<property name="open_points" value="3" />' in evalhw(root, "export", path, "--to", "junit")
    assert "question_open_points" in evalhw(root, "export", path, "--to", "csv")
    assert json.loads(evalhw(root, "export", path, "--to", "json"))["open_points"] == 3
    rows = [json.loads(line) for line in evalhw(root, "export", path, "--to", "jsonl").splitlines()]
    assert {row["question"]: row["question_open_points"] for row in rows} == {"1a": 2, "1b": 1}
    assert "1 of 4, 3 open" in evalhw(root, "list")


def test_a_decided_grade_says_nothing_of_it(root: Path) -> None:
    """And its JSON is as it was."""
    run = put(root)
    well = load_homework("well", root)
    judge(run, well, Bench(FAIR))
    assert "open" not in evalhw(root, "grade", str(run.path), "--json")


def test_the_page_says_who_judged(root: Path) -> None:
    """A page with a model's verdicts does not claim that no model judged."""
    run = put(root)
    assert "nothing in here was judged by a model" in evalhw(root, "export", str(run.path), "--to", "html")
    judge(run, load_homework("well", root), Bench(FAIR))
    page = evalhw(root, "export", str(run.path), "--to", "html")
    assert "nothing in here was judged by a model" not in page
    assert "was judged by a model (judge0)" in page


def test_the_total_row_has_a_cell_for_every_heading(root: Path) -> None:
    """The cell under a column that a small screen hides is hidden with it."""
    page = evalhw(root, "export", str(put(root).path), "--to", "html")
    head, foot = (page.split(f"<{part}>", 1)[1].split(f"</{part}>")[0] for part in ("thead", "tfoot"))
    assert head.count("<th") == foot.count("<th") + foot.count("<td")
    assert head.count('class="chart"') == foot.count('class="chart"') == 1


def test_feedback_is_shown_where_a_criterion_is_not_met(root: Path) -> None:
    """In every report that people read, and only then."""
    path = root / "rubrics" / "well.yaml"
    text = path.read_text(encoding="utf-8")
    said = "Say what seeps where."
    assert "      seepage:\n" in text
    path.write_text(
        text.replace("      seepage:\n", f"      seepage:\n        feedback: {{not_met: {said}}}\n", 1),
        encoding="utf-8",
    )
    run, well = put(root), load_homework("well", root)
    assert said not in evalhw(root, "show", str(run.path))
    judge(run, well, Bench(FAIR | {"1a": verdict("", "not_met", "Nothing on it.")}))
    for command in (["show"], ["export", "--to", "markdown"], ["export", "--to", "html"]):
        assert said in evalhw(root, command[0], str(run.path), *command[1:]), command


@pytest.mark.parametrize(
    ("options", "exit_code"),
    [([], 0), (["--fail-under", "1"], 0), (["--fail-under", "3"], 1), (["--fail-under", "90%"], 1)],
)
def test_rows_in_bulk_are_held_to_what_was_asked(root: Path, options: list[str], exit_code: int) -> None:
    """Points of all rows together."""
    answers = root / "answers.jsonl"
    answers.write_text(json.dumps({"id": 1, "question": "1a", "answer": "It should stand uphill."}), encoding="utf-8")
    evalhw(root, "grade", "well", "--answers", str(answers), *options, exit_code=exit_code)


def test_rows_that_all_fail_end_with_3(root: Path) -> None:
    """One that fails among others is said and no more."""
    answers = root / "answers.jsonl"
    bad = json.dumps({"id": 2, "question": "9z", "answer": "x"})
    answers.write_text(f"{bad}\nno JSON\n", encoding="utf-8")
    assert "none of 2 rows" in evalhw(root, "grade", "well", "--answers", str(answers), exit_code=3)
    good = json.dumps({"id": 1, "question": "1b", "answer": DEEPER})
    answers.write_text(f"{bad}\n{good}\n", encoding="utf-8")
    assert "1 rows could not" in evalhw(root, "grade", "well", "--answers", str(answers))


def test_rows_in_bulk_with_json_give_their_sum(root: Path) -> None:
    """Where the rows themselves go into a file."""
    answers = root / "answers.jsonl"
    answers.write_text(json.dumps({"question": "1a", "answer": "It should stand uphill."}), encoding="utf-8")
    out = str(root / "graded.jsonl")
    summed = json.loads(evalhw(root, "grade", "well", "--answers", str(answers), "-o", out, "--json"))
    assert (summed["rows"], summed["failed"], summed["max_points"], summed["open_points"]) == (1, 0, 3, 2)


@pytest.mark.parametrize("option", [("--fail-on-regression", "digger"), ("--max-cost", "1"), ("--judge", "mistral")])
def test_what_is_about_a_run_is_refused_for_rows(root: Path, option: tuple[str, str]) -> None:
    """Rather than passed over."""
    result = CliRunner().invoke(build(), ["grade", "well", "--answers", "-", "--root", str(root), *option])
    assert option[0] in str(result.exception)


def test_judges_of_no_use_are_said(root: Path) -> None:
    """A panel whose every verdict is void did not judge."""
    run = put(root)
    grade = judge(run, load_homework("well", root), Bench({"1a": "Hm.", "1b": "Well."}))
    assert grade.judging
    assert (grade.judging.verdicts, grade.judging.void) == (2, 2)
    from evalhw.cli.judging import useless

    assert useless(grade)
    half = judge(put(root / "other"), load_homework("well", root), Bench(FAIR | {"1a": "Hm."}))
    assert not useless(half)


def test_prices_of_the_catalogue_count_in_comparisons(root: Path) -> None:
    """Without --price."""
    run = put(root)
    (root / "models.yaml").write_text(
        "models:\n  digger: {service: ollama, model: d, prices: {input: 1000000, output: 0}}\n", encoding="utf-8"
    )
    text = run.path.read_text(encoding="utf-8").replace('"usage":null', '"usage":{"input_tokens":21,"output_tokens":3}')
    run.path.write_text(text, encoding="utf-8")
    other = run.path.with_name("20260102T000000Z.jsonl")
    other.write_text(text.replace("20260101T000000Z", "20260102T000000Z"), encoding="utf-8")
    compared = json.loads(evalhw(root, "diff", "well", str(run.path), str(other), "--json"))
    assert [side["money"] for side in compared["costs"]] == [42, 42]
    assert "$42.0000" in evalhw(root, "show", str(run.path))
