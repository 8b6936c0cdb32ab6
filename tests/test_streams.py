"""The standard streams and the last word of the command line: one line, the right code, whatever happens."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from evalhw.cli import exits

ROOT = Path(__file__).parents[1]


def on_a_terminal(arguments: list[str], encoding: str) -> tuple[int, bytes]:
    """Run a command whose standard output is a terminal; its exit code and what the terminal got."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"PYTHONIOENCODING": encoding, "COLUMNS": "100", "TERM": "dumb"}
    with subprocess.Popen(
        [sys.executable, "-m", "evalhw", *arguments], stdout=theirs, stderr=subprocess.PIPE, cwd=ROOT, env=environment
    ) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:  # the other end was closed
                break
            if not piece:
                break
            said += piece
        os.close(ours)
        assert process.stderr
        told = process.stderr.read()
    assert b"Traceback" not in told
    return process.returncode, said


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_a_terminal_that_cannot_show_a_character_gets_a_replacement(encoding: str) -> None:
    code, said = on_a_terminal(["show", "hw7/deepseek/recorded"], encoding)
    assert code == exits.DONE
    assert b"?" in said
    said.decode(encoding)


def test_a_terminal_that_can_shows_it() -> None:
    assert not on_a_terminal(["show", "hw7/deepseek/recorded"], "utf-8")[1].isascii()


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        ("TypeError('x' * 9000 + '\\n')", exits.DEFECT, "a defect of evalhw at <string>:"),
        ("RecursionError('deep')", exits.DEFECT, "RecursionError: deep"),
        ("MemoryError()", exits.DEFECT, "MemoryError"),
        ("PermissionError(13, 'Permission denied', 'a\\nb')", exits.REFUSED, "a\\x0ab: Permission denied"),
        ("OSError(28, 'No space left on device')", exits.REFUSED, "evalhw: No space left on device"),
        ("KeyboardInterrupt()", exits.INTERRUPTED, "stopped"),
    ],
)
def test_a_defect_is_one_line_and_not_the_code_of_a_low_grade(raised: str, code: int, said: str) -> None:
    script = (
        "import sys; sys.argv = ['evalhw', 'list']\n"
        "from evalhw.cli import app, main\n"
        f"def broken(): raise {raised}\n"
        "app.build = lambda: broken\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 500
