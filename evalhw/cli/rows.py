"""Rows in and out of the bulk commands: from a file or standard input, to a file or standard output.

Invariant: a file of results takes its name when all of them are in it, and is never one of the files that were read;
where the work is broken off, the rows that were done are kept beside it.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from evalhw.cli.streams import standard_input
from evalhw.files.disk import open_input, output
from evalhw.files.json_rows import lines_of, row_line

STANDARD = "-"

Write = Callable[[dict[str, Any]], None]


@contextmanager
def opened(source: str, out: str, inputs: Iterable[Path] = ()) -> Iterator[tuple[Iterator[bytes], Write]]:
    """The lines of a source, and what writes a row to where the results go.

    Args:
        source: A file; - is standard input.
        out: A file; - is standard output.
        inputs: Other files that must not be written over.

    Raises:
        UserError: The source cannot be opened, or the results would be written over what must stay.
        DiskError: The system refuses.
    """
    with ExitStack() as held:
        lines = standard_input() if source == STANDARD else held.enter_context(open_input(Path(source)))
        read = [*inputs, *([] if source == STANDARD else [Path(source)])]
        if out == STANDARD:
            yield lines_of(lines), _say
            return
        read += _redirected(source)
        with output(Path(out), read, _kept) as file:
            yield lines_of(lines), lambda row: _write(file.write, row)


def _kept(part: Path) -> None:
    print(f"evalhw: stopped; the rows that were done are in {part}", file=sys.stderr)


def _redirected(source: str) -> list[Path]:
    """The file that standard input comes from, where the system can name it."""
    named = Path("/dev/stdin")
    return [named] if source == STANDARD and named.exists() else []


def _say(row: dict[str, Any]) -> None:
    sys.stdout.write(row_line(row).decode("utf-8"))


def _write(write: Callable[[bytes], object], row: dict[str, Any]) -> None:
    write(row_line(row))
