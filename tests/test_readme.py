"""Every command of the README is run, and its table is what the commands print."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    (evalhw [^#\n]+?)\s+#", README, re.MULTILINE)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `evalhw init` writes, so that no command touches the checkout."""
    folder = tmp_path_factory.mktemp("start") / "course"
    subprocess.run([sys.executable, "-m", "evalhw", "init", str(folder)], check=True, capture_output=True)
    return folder


def test_the_readme_shows_commands() -> None:
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_readme_works(command: str, start: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)], cwd=start, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr + run.stdout[-2000:]
    assert run.stdout.strip()


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_two_commands_are_targets_of_the_makefile(target: str) -> None:
    assert f"make {target}" in README
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("session", ["mistral", "deepseek"])
def test_the_table_is_true(session: str, start: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "evalhw", "grade", f"hw7/{session}/recorded", "--json"],
        cwd=start,
        capture_output=True,
        text=True,
        check=True,
    )
    grade = json.loads(run.stdout)
    row = re.search(rf"^\| {session} \|(.+)\|$", README, re.MULTILINE)
    assert row
    cells = [cell.strip() for cell in row.group(1).split("|")]
    asked = sum(len(question["follow_ups"]) for question in grade["questions"] if question["follow_ups"])
    worse = [f"{question['id']} {name}" for question in grade["questions"] for name in question["regressed"]]
    assert cells[:2] == [f"{grade['first_points']:g}", f"{grade['points']:g}"]
    assert int(cells[2]) <= asked
    assert cells[3] == ", ".join(worse)


def test_every_file_that_the_readme_names_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
