"""Each situation of docs/reliability.md, as a user meets it: run in a shell, in a folder with a small homework.

The rows stand in ``tests/cases/reliability``, where the README says what their keys mean.
"""

import ast
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evalhw.homework.homework import load_homework
from evalhw.record.importing.importer import import_chat, told_by
from evalhw.record.writer import TraceWriter

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
ROWS = '{"id": 1, "question": "1a", "answer": "100 °C"}\n{"id": 2, "question": "1a", "answer": "80 °C"}\n'
PAIRS = '{"id": 1, "gold": "1/2", "pred": "0.5"}\n{"id": 2, "gold": "1", "pred": "2"}\n'
KEYS = {"number", "kind", "situation", "outcome", "run", "before", "exit", "stdout", "stderr", "unchanged", "test"}


def _situations() -> list[dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows: list[dict[str, Any]] = module.situations()
    return rows


SITUATIONS = _situations()
RUN = [pytest.param(row, id=f"{row['number']}-{row['situation']}") for row in SITUATIONS if "run" in row]
SHOWN_ELSEWHERE = sorted({row["test"] for row in SITUATIONS if "test" in row})


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a user has it: a homework, a trace of it, rows to grade and pairs to compare."""
    folder = tmp_path_factory.mktemp("template") / "home"
    for part in ("problems", "rubrics"):
        shutil.copytree(CASES / "asking" / part, folder / part)
    kitchen = load_homework("kitchen", folder)
    chat = CASES / "reliability" / "chat.md"
    imported = import_chat(chat, kitchen, "stove", "one", None, told_by(["1=1a"], kitchen))
    with TraceWriter.create(folder / "transcripts" / "kitchen" / "stove" / "one.jsonl", imported.header) as writer:
        writer.append(*imported.events)
    (folder / "rows.jsonl").write_text(ROWS, encoding="utf-8")
    (folder / "pairs.jsonl").write_text(PAIRS, encoding="utf-8")
    return folder


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """A line for bash, as a user would type it."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("EVALHW_", "PYTHONIOENCODING"))
    }
    prelude = f'set -o pipefail; evalhw() {{ {shlex.quote(sys.executable)} -m evalhw "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", prelude + script],
        cwd=folder,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=300,
        env=environment | {"PYTHONPATH": str(ROOT), "HOME": str(folder), "COLUMNS": "100"},
    )


def _content(path: Path) -> dict[str, bytes]:
    """A file's bytes, or those of all files of a folder."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return {str(one): one.read_bytes() for one in files}


@pytest.mark.parametrize("row", RUN)
def test_a_situation_leads_to_what_the_page_says(row: dict[str, Any], template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "home"
    shutil.copytree(template, folder)
    if "before" in row:
        made = shell(row["before"], folder)
        assert made.returncode == 0, made.stderr
    before = {name: _content(folder / name) for name in row.get("unchanged", [])}
    done = shell(row["run"], folder)
    said, told = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert done.returncode == row.get("exit", 0), told + said
    assert "Traceback" not in told + said
    assert "Exception ignored" not in told
    for text in row.get("stdout", []):
        assert text in said
    for text in row.get("stderr", []):
        assert text in told.split("\n", 1)[0]
    for name, content in before.items():
        assert content, f"{name} is not there"
        assert _content(folder / name) == content
    assert not list(folder.rglob("*.new")), "nothing is left beside"


@pytest.mark.parametrize("test", SHOWN_ELSEWHERE)
def test_a_test_that_the_page_rests_on_exists(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_rows_say_what_they_must() -> None:
    for row in SITUATIONS:
        assert set(row) <= KEYS
        assert {"number", "kind", "situation", "outcome"} <= set(row)
        assert ("run" in row) != ("test" in row)
