"""The command line: one thin file a command, which parses, calls one function, prints, and gives an exit code.

Invariant: building the app imports nothing but typer and the standard library; every command fetches what it needs when
it runs. What the exit codes mean stands in `evalhw.cli.exits`; whatever happens, one line says it.
"""

import gc
import os
import sys
import traceback

from evalhw.cli import exits, streams
from evalhw.errors import DiskError, EvalhwError, ProviderError, UserError

TRACEBACK = "EVALHW_TRACEBACK"
"""The environment variable that asks for the whole traceback of a defect."""


def main() -> None:
    """Run the command line; the console script calls this."""
    code = _code_of()
    try:
        sys.stdout.flush()
    except streams.ReaderGoneError:
        streams.let_go()
    except DiskError as error:
        streams.let_go()
        code = _failed(str(error), exits.REFUSED)
    sys.exit(code)


def _code_of() -> int:
    """Run a command, and say in one line what went wrong; the exit code."""
    # A command builds large trees that all stay in use: looking for garbage less often saves a tenth of its time.
    gc.set_threshold(20_000, 20, 50)
    try:
        streams.prepare()
        _check_text(sys.argv[1:])
        from evalhw.cli.app import build

        build()()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else exits.DONE
    except streams.ReaderGoneError:
        # Nothing is wrong, and nothing can be said.
        streams.let_go()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # whatever it is, it must not end with 1
        return _told(error)
    return exits.DONE


def _check_text(arguments: list[str]) -> None:
    """Two arguments that are no text would both be read as the same broken characters, and called equal.

    Raises:
        UserError: One is not UTF-8.
    """
    for argument in arguments:
        if any("\ud800" <= char <= "\udfff" for char in argument):
            shown = argument[:80].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            raise UserError(f"the argument {shown} is not UTF-8")


def _told(error: BaseException) -> int:
    """Say what ended a command; its exit code."""
    match error:
        case ProviderError():
            return _failed(str(error), exits.UNFINISHED)
        case DiskError():
            return _failed(str(error), exits.REFUSED)
        case EvalhwError():
            return _failed(str(error), exits.WRONGLY_USED)
        case OSError():
            return _failed(_refused(error), exits.REFUSED)
        case KeyboardInterrupt():
            return _failed("stopped", exits.INTERRUPTED)
        case _:
            return _failed(_defect(error), exits.DEFECT)


def _refused(error: OSError) -> str:
    where = f"{_visible(os.fsdecode(error.filename))}: " if isinstance(error.filename, str | bytes) else ""
    return f"{where}{error.strerror or error}"


def _defect(error: BaseException) -> str:
    """A defect as one line that is worth reporting."""
    if os.environ.get(TRACEBACK):
        traceback.print_exc()
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119  # a name, no file
    said = " ".join(str(error).split())[:200]
    return f"a defect of evalhw{place}: {type(error).__name__}: {said} ({TRACEBACK}=1 shows more; please report it)"


def _failed(message: str, code: int) -> int:
    for line in message.splitlines():
        print(f"evalhw: {_visible(line)}", file=sys.stderr)
    return code


def _visible(line: str) -> str:
    """Control characters written out: a message may quote text that a model or a stranger wrote."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in line)
