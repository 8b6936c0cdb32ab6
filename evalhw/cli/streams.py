"""Standard input, output and error as every command uses them.

Invariant: in files and pipes everything is UTF-8, whatever the locale says; a terminal that cannot show a character
shows a replacement. What goes wrong with a stream is one of our errors, never an OSError that something else takes for
its own.
"""

import io
import os
import sys
from pathlib import Path
from typing import IO, Any, TextIO

from evalhw.errors import DiskError, EvalhwError


class ReaderGoneError(EvalhwError):
    """Whoever read the output of this command wanted no more of it."""


class _Outlet(io.FileIO):
    """A descriptor to write to."""

    def write(self, content: Any) -> int:
        """Write some of the content; how much is returned."""
        try:
            return super().write(content) or 0
        except BrokenPipeError:
            raise ReaderGoneError from None
        except OSError as error:
            raise DiskError(f"standard output: cannot be written ({error.strerror})") from None


def prepare() -> None:
    """Set the streams up, before the first character goes through them.

    Raises:
        DiskError: Standard output is closed.
    """
    # Typed as what they may be: each is None where its descriptor is closed.
    given: tuple[TextIO | None, ...] = (sys.stdin, sys.stdout, sys.stderr)
    for _ in (stream for stream in given if stream is None):
        os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which no file of ours must have
    _, out, error = given
    if error is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for as long as the program runs
    _choose_encoding(sys.stderr)
    if out is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # the same
        raise DiskError("standard output is closed; send it to a file, or to /dev/null")
    own = sys.__stdout__
    if own is not None and out is own:
        own.flush()
        outlet = io.BufferedWriter(_Outlet(own.fileno(), "wb", closefd=False))
        sys.stdout = io.TextIOWrapper(outlet, encoding=own.encoding, line_buffering=own.isatty())
    _choose_encoding(sys.stdout)


def _choose_encoding(stream: Any) -> None:
    if not isinstance(stream, io.TextIOWrapper):
        return
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def standard_input() -> IO[bytes]:
    """Standard input as bytes.

    Raises:
        DiskError: It is closed.
    """
    given: TextIO | None = sys.stdin
    if given is None:
        raise DiskError("standard input is closed; name a file instead of -")
    return given.buffer


def let_go() -> None:
    """Nothing more is said: what is left goes nowhere, so that ending the program does not fail once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
