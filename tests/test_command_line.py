"""The command line as a user meets it: exit codes, one clear line for each mistake, nothing heavy for --help."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("openai", "mistralai", "sympy", "numpy", "rich", "yaml", "pint")


def evalhw(*arguments: str, cwd: Path = ROOT, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "EVALHW_ROOT"}
    return subprocess.run(
        [sys.executable, "-m", "evalhw", *arguments],
        cwd=cwd,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env=environment | {"COLUMNS": "100"},
        timeout=300,
    )


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["grade", "--help"], ["run", "--help"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    # Typer itself asks pydantic about a command's parameters; the list of commands needs not even that.
    heavy = HEAVY if arguments[-1] == "--help" and len(arguments) > 1 else (*HEAVY, "pydantic")
    script = (
        "import sys; sys.argv = ['evalhw', *sys.argv[1:]]\n"
        "from evalhw.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert run.stderr.strip() == "[]"
    assert run.stdout


def test_every_command_has_help() -> None:
    from evalhw.cli.app import COMMANDS

    shown = evalhw("--help").stdout
    for name, _, _ in COMMANDS:
        assert name in shown


MISTAKES = [
    (["grade", "nobody"], "nobody"),
    (["grade", "hw9", "--answers", "-"], "no homework 'hw9'"),
    (["grade", "hw7", "--answers", "nowhere.jsonl"], "nowhere.jsonl: cannot be opened"),
    (["check", "hw9"], "no homework 'hw9'"),
    (["show", "nobody"], "nobody"),
    (["diff", "hw7", "mistral", "nobody"], "nobody"),
    (["run", "hw7", "--model", "replay:nobody"], "nobody"),
    (["schema", "poem"], "poem"),
    (["grade", "mistral", "--fail-on-regression", "nobody"], "nobody"),
    (["grade", "mistral", "--fail-under", "-1"], "--fail-under -1: expected points"),
    (["grade", "hw7", "--answers", "-", "--fail-under", "-1"], "--fail-under -1: expected points"),
    (["--attachments", "nosuch", "list"], "--attachments nosuch: no such folder"),
    (["--attachments", ".", "--attachments", "pyproject.toml", "list"], "--attachments pyproject.toml: no such folder"),
]


@pytest.mark.parametrize(("arguments", "named"), MISTAKES, ids=[" ".join(arguments) for arguments, _ in MISTAKES])
def test_a_mistake_of_the_user_is_said_and_exits_2(arguments: list[str], named: str) -> None:
    run = evalhw(*arguments)
    assert run.returncode == 2, run.stderr
    assert named in run.stderr
    assert "Traceback" not in run.stderr


def test_fail_under_exits_1_and_still_grades(tmp_path: Path) -> None:
    out = tmp_path / "grade.json"
    run = evalhw("grade", "hw7/mistral/recorded", "--out", str(out), "--fail-under", "39")
    assert run.returncode == 1
    assert json.loads(out.read_text(encoding="utf-8"))["max_points"] == 40


def test_a_regression_exits_1_and_names_the_criterion(tmp_path: Path) -> None:
    out = str(tmp_path / "grade.json")
    run = evalhw("grade", "hw7/mistral/recorded", "--out", out, "--fail-on-regression", "deepseek")
    assert run.returncode == 1
    assert "7a.problem: 0 points, 4 before" in run.stderr
    assert evalhw("grade", "hw7/mistral/recorded", "--out", out, "--fail-on-regression", "mistral").returncode == 0


def test_json_has_the_published_keys(tmp_path: Path) -> None:
    run = evalhw("grade", "hw7/deepseek/recorded", "--json", "--out", str(tmp_path / "grade.json"))
    whole = json.loads(run.stdout)
    assert {"homework", "model", "run", "points", "first_points", "max_points", "questions"} <= set(whole)
    question = whole["questions"][0]
    keys = {"id", "points", "first_points", "max_points", "verdict", "hints", "regressed", "criteria", "annotations"}
    assert keys <= set(question)
    assert question["id"] == "3b.i"
    assert [criterion["id"] for criterion in question["criteria"]] == ["w2-condition", "w1-condition", "derivation"]


ROWS = [
    {"id": 1, "question": "8a.i", "answer": "You need **2** linear layers."},
    {"id": "x", "question": "8a.i", "answer": "One layer."},
    {"id": 3, "question": "9z", "answer": "2"},
    {"id": 4, "question": "8a.i", "answer": None},
    ["not", "a", "row"],
    {"id": 6, "question": "8a.i", "answer": ""},
]


def test_rows_in_bulk_keep_their_order_and_a_bad_row_harms_no_other() -> None:
    lines = [json.dumps(row) for row in ROWS]
    lines.insert(2, "{broken")
    run = evalhw("grade", "hw7", "--answers", "-", given="\n".join(lines) + "\n")
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert [row["id"] for row in rows] == [1, "x", None, 3, 4, None, 6]
    assert [row["verdict"] for row in rows][:2] == ["correct", "incorrect"]
    assert rows[-1]["verdict"] == "no_answer"
    assert [row["error"] is None for row in rows] == [True, True, False, False, False, False, True]
    assert "line 3: not JSON" in rows[2]["error"]
    assert "no question '9z'" in rows[3]["error"]
    keys = {"id", "question", "points", "max_points", "open_points", "verdict", "criteria", "annotations", "error"}
    assert all(set(row) == keys for row in rows)
    evidence = rows[0]["criteria"][0]["evidence"][0]
    assert ROWS[0]["answer"][evidence["start"] : evidence["end"]] == evidence["quote"]  # type: ignore[call-overload,index]


HOSTILE = [
    "<script>alert(1)</script> 2 layers",
    "\x1b[31mred\x1b[0m \x00 2 layers",
    r"\boxed{__import__('os').system('touch pwned')}",
    "$" + "{" * 5000 + "$",
    "(" * 5000 + ")" * 5000,
    "$" + "9^" * 3000 + "9$",
    "| a " * 3000 + "|\n" + "|---" * 3000 + "|\n",
    "> " * 2000 + "deep",
    "\u202e\u200b\ufeff2\u2066 layers",
    "x" * 2_000_000,
    "- " * 50_000,
    "**" * 50_000,
    "[" * 20_000 + "](" * 20_000,
]


def test_hostile_answers_get_a_grade_each_and_do_nothing(tmp_path: Path) -> None:
    questions = ("3b.i", "4a", "8a.i", "8b")
    rows = [json.dumps({"id": i, "question": q, "answer": text}) for i, text in enumerate(HOSTILE) for q in questions]
    run = evalhw("grade", "hw7", "--answers", "-", "--root", str(ROOT), cwd=tmp_path, given="\n".join(rows) + "\n")
    graded = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(graded) == len(rows), run.stderr[-400:]
    assert all(row["error"] is None for row in graded)
    assert "fault of evalhw" not in run.stdout
    assert list(tmp_path.iterdir()) == []


def test_init_writes_a_start_that_grades_and_never_overwrites(tmp_path: Path) -> None:
    target = tmp_path / "course"
    assert evalhw("init", str(target)).returncode == 0
    assert (target / "problems" / "hw7.yaml").is_file()
    assert evalhw("grade", "mistral", cwd=target).returncode == 0
    again = evalhw("init", str(target))
    assert again.returncode == 2
    assert "is there already; nothing was written" in again.stderr


@pytest.mark.parametrize("which", ["problem", "rubric", "trace", "grade"])
def test_schemas_are_json_schema(which: str) -> None:
    schema = json.loads(evalhw("schema", which).stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")


def test_an_error_message_shows_control_characters_and_never_sends_them() -> None:
    run = evalhw("grade", "no\x1b[31mbody")
    assert run.returncode == 2
    assert "\x1b" not in run.stderr


@pytest.mark.parametrize("command", [["equal", b"caf\xe9", b"caf\xe8"], ["show", b"\xff"]], ids=["equal", "show"])
def test_an_argument_that_is_no_text_is_said_in_one_line(command: list[str | bytes]) -> None:
    done = subprocess.run([sys.executable, "-m", "evalhw", *command], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"is not UTF-8" in done.stderr
    assert len(done.stderr.splitlines()) == 1
