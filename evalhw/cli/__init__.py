"""The command line: one thin file a command, which parses, calls one function, prints, and gives an exit code.

Invariant: building the app imports nothing but typer and the standard library; every command fetches what it needs when
it runs. Exit codes: 0 done, 1 below what was asked for (``--fail-under``), 2 the user's error, 3 a model could not
be asked.
"""

import gc
import sys

from evalhw.errors import EvalhwError, ProviderError


def main() -> None:
    """Run the command line; the console script calls this."""
    from evalhw.cli.app import build

    # A command builds large trees that all stay in use: looking for garbage less often saves a tenth of its time.
    gc.set_threshold(20_000, 20, 50)
    try:
        build()()
    except ProviderError as error:
        _fail(error, 3)
    except EvalhwError as error:
        _fail(error, 2)
    except BrokenPipeError:
        # The reader of a pipe went away: nothing is wrong, and nothing can be said.
        sys.stderr.close()
        sys.exit(0)


def _fail(error: EvalhwError, code: int) -> None:
    for line in str(error).splitlines():
        print(f"evalhw: {_visible(line)}", file=sys.stderr)
    sys.exit(code)


def _visible(line: str) -> str:
    """Control characters written out: a message may quote text that a model or a stranger wrote."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in line)
