"""Rows in, rows out: in order, each with a reason, in flat memory; and the command that does it."""

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from evalhw.mathematics.answer.bulk import compare_rows

EVALHW = [sys.executable, "-m", "evalhw"]


def _run(*arguments: str, feed: str = "") -> subprocess.CompletedProcess[str]:
    code = "import sys; from evalhw.cli import main; sys.argv[0] = 'evalhw'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], input=feed, capture_output=True, text=True, check=False
    )


def test_every_row_in_gives_one_row_out_in_order() -> None:
    rows = [
        {"gold": "1/2", "pred": "0.5"},
        {"gold": "1", "pred": "2", "id": 7},
        {"gold": 3, "pred": 3.0},
        {"gold": "1"},
        {"gold": None, "pred": "1"},
        ["1", "1"],
    ]
    lines = [json.dumps(row) for row in rows]
    found = list(compare_rows([lines[0], "\n", lines[1], "{not json", *lines[2:]]))
    assert [row["outcome"] for row in found] == ["equal", "unequal", "unreadable", "equal", *["unreadable"] * 3]
    assert found[1]["id"] == 7
    assert all(row["reason"] for row in found if row["outcome"] != "equal")
    assert set(found[0]) == {"outcome", "reason", "method", "error", "seconds"}


def test_deeply_nested_json_is_a_bad_row() -> None:
    assert next(compare_rows(["[" * 100_000]))["outcome"] == "unreadable"


def test_memory_stays_flat() -> None:
    def lines(start: int) -> Iterator[str]:
        for number in range(start, start + 1500):
            yield json.dumps({"gold": f"x^2+{number}", "pred": rf"\frac{{{number}+x^2}}{{1}}"})

    for _ in compare_rows(lines(0)):
        pass
    tracemalloc.start()
    for _ in compare_rows(lines(10_000)):
        pass
    first = tracemalloc.get_traced_memory()[0]
    for _ in compare_rows(lines(20_000)):
        pass
    second = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert second - first < 1_000_000


def test_the_command_compares_one_pair() -> None:
    assert _run("equal", r"\frac12", "0.5").returncode == 0
    wrong = _run("equal", "2x", "3x")
    assert wrong.returncode == 1
    assert wrong.stdout.startswith("unequal (sampled): ")
    assert "at x = 2: 4 against 6" in wrong.stdout


def test_answers_may_begin_with_a_minus_sign() -> None:
    for gold, claim in (
        ("-5", "-5.0"),
        (r"-\cosh x", r"-\frac{e^x+e^{-x}}{2}"),
        ("-9h", "-h-8h"),
        ("-x=5", "x=-5"),
        ("--5", "5"),
    ):
        assert _run("equal", gold, claim).returncode == 0, gold


def test_the_command_writes_no_control_characters() -> None:
    done = _run("equal", "red", "\u001b[31mblue\u001b[0m")
    assert done.returncode == 1
    assert "\u001b" not in done.stdout


def test_the_command_compares_rows_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    rows = '{"gold": "1/2", "pred": "0.5"}\n{"gold": "2", "pred": "3"}\n'
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    cases.write_text(rows, encoding="utf-8")
    assert _run("equal", "--cases", str(cases), "--out", str(out)).returncode == 0
    assert [json.loads(line)["outcome"] for line in out.read_text("utf-8").splitlines()] == ["equal", "unequal"]
    piped = _run("equal", "--cases", "-", feed=rows)
    assert [json.loads(line)["outcome"] for line in piped.stdout.splitlines()] == ["equal", "unequal"]


def test_a_mistaken_call_says_what_was_expected(tmp_path: Path) -> None:
    for arguments in (
        ["equal", "1"],
        ["equal", "1", "1", "--cases", "-"],
        ["equal", "--cases", str(tmp_path / "none")],
    ):
        done = _run(*arguments)
        assert done.returncode == 2
        assert done.stderr.startswith("evalhw: ")
        assert "Traceback" not in done.stderr


def test_the_command_reads_the_symbols_of_a_homework(tmp_path: Path) -> None:
    path = tmp_path / "symbols.yaml"
    path.write_text(
        "dimensions: {k: {less_than: m}, m: {}}\nsymbols:\n  A: {shape: [k, m]}\n  B: {shape: [m, k]}\n", "utf-8"
    )
    done = _run("equal", "A B", "B A", "--symbols", str(path))
    assert done.returncode == 1
    assert done.stdout.startswith("ill_shaped")
