"""Files in and out: read within a limit, written beside and moved into place.

Invariant: an output never harms what people or models made. It is written in a file of its own and takes its name when
it is whole; it never takes the name of an input, of a trace, of what judges said, of a lock, of a YAML file, of a
file of keys, or of anything in a folder of homeworks or rubrics, by whatever link it is reached.
"""

import json
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO

from evalhw.errors import DiskError, NotFoundError, UserError

_FIRST_LINE = 1_000_000
_MEGABYTE = 1_000_000
_EVENT = re.compile(rb'\s*\{\s*"event"\s*:\s*"(\w+)"')
_LOCK = re.compile(r"\..+\.lock")
_WRITTEN_BY_PEOPLE = {"problems", "rubrics"}
_YAML = {".yaml", ".yml"}
_JUDGED = {"panel", "verdict"}


def read(path: Path, most: int) -> bytes:
    """The content of a file; its size is looked at before anything is read.

    Args:
        path: The file.
        most: How many bytes it may have.

    Raises:
        NotFoundError: It is not there, is no file, or cannot be read.
        UserError: It is larger.
    """
    try:
        with open_input(path) as file:
            size = os.fstat(file.fileno()).st_size
            content = b"" if size > most else file.read(most + 1)
    except OSError as error:
        raise NotFoundError(f"{path}: cannot be read ({error.strerror})") from None
    if max(size, len(content)) > most:
        raise UserError(f"{path}: {_amount(size)}, which is too large; the most is {_amount(most)}")
    return content


def _amount(size: int) -> str:
    return f"{size / _MEGABYTE:,.0f} MB" if size >= _MEGABYTE else f"{size:,} bytes"


def open_input(path: Path) -> IO[bytes]:
    """A file to read, or a pipe that was named.

    Raises:
        NotFoundError: It is not there, is a folder, or may not be read.
    """
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a name of a file"
        raise NotFoundError(f"{path}: cannot be opened ({reason})") from None


def write(path: Path, content: str | bytes, inputs: Iterable[Path] = ()) -> None:
    """Write a file whole; see `output`."""
    with output(path, inputs) as file:
        file.write(content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content)


@contextmanager
def output(path: Path, inputs: Iterable[Path] = (), kept: Callable[[Path], None] | None = None) -> Iterator[IO[bytes]]:
    """A file to write to, which takes its name when all is written; what stood there before stays until then.

    A link is followed to the file it names; a terminal, a pipe or a device is written to as it is. Missing folders are
    made.

    Args:
        path: Where it goes.
        inputs: What was read, and must not be written over.
        kept: Told the name under which what was written so far is kept where the writing is broken off; without it
            nothing is kept.

    Raises:
        UserError: It is a folder, an input, or something that no output may replace.
        DiskError: The system refuses.
    """
    target = allowed(path, inputs)
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as device:
                yield device
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not os.access(target, os.W_OK):
            raise DiskError(f"{path}: cannot be written (it is write-protected)")
        aside = target.with_name(f".evalhw-{secrets.token_hex(6)}.new")
        try:
            with aside.open("xb") as file:
                yield file
            if target.exists():
                aside.chmod(stat.S_IMODE(target.stat().st_mode))
            aside.replace(target)
        except BaseException:
            if kept is not None and aside.exists() and aside.stat().st_size:
                kept(aside.replace(_part_of(target)))
            raise
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise DiskError(f"{path}: cannot be written ({error.strerror})") from None


def _part_of(target: Path) -> Path:
    """A name that nothing has yet for a part of a file."""
    names = (target.with_name(f"{target.name}.part{number or ''}") for number in count())
    return next(one for one in names if not one.exists())


def allowed(path: Path, inputs: Iterable[Path] = ()) -> Path:
    """Where an output of this name goes, links followed.

    Args:
        path: The name that was given.
        inputs: What must not be written over.

    Raises:
        UserError: Nothing may be written there.
    """
    try:
        target = Path(os.path.realpath(path)) if _regular_or_none(path) else path
        if target.is_dir():
            raise UserError(f"{path}: is a folder; name a file in it")
        for given in inputs:
            if _same(target, given):
                raise UserError(f"{path}: is read as an input ({given}) and would be written over; name another file")
        kept = _kept(target)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a name of a file"
        raise DiskError(f"{path}: cannot be written ({reason})") from None
    if kept:
        raise UserError(f"{path}: is {kept} and would be written over; name another file")
    return target


def _regular_or_none(path: Path) -> bool:
    """Whether a name stands for a file, or for nothing yet; /dev/stdout is neither."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return True
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _same(target: Path, given: Path) -> bool:
    """Whether both are one file, by symbolic and hard links too."""
    if os.path.realpath(given) == str(target):
        return True
    try:
        return target.is_file() and target.samefile(given)
    except OSError:
        return False


def _kept(target: Path) -> str:
    """What a file is that no output may replace, in words; empty if it is none."""
    if _LOCK.fullmatch(target.name):
        return "a lock"
    if target.name == ".env" or target.name.startswith(".env.") or target.suffix == ".env":
        return "a file of keys"
    peoples = next((one for one in target.parents if one.name in _WRITTEN_BY_PEOPLE and _holds_yaml(one)), None)
    yaml = target.suffix.lower() in _YAML and target.is_file()
    if not yaml and (peoples is not None or not target.is_file()):
        return f"in {peoples.name}/, where people write," if peoples else ""
    if yaml:
        return "a YAML file, which people write,"
    with target.open("rb") as file:
        event = _event(file.readline(_FIRST_LINE))
    if event in _JUDGED:
        return "what judges said of a run"
    return "a trace" if event else ""


def _holds_yaml(folder: Path) -> bool:
    """Whether a folder holds homeworks or rubrics, rather than only being called so."""
    return folder.is_dir() and any(one.suffix.lower() in _YAML for one in folder.iterdir())


def _event(line: bytes) -> str:
    """The kind of event that a line holds; empty if it holds none."""
    if begun := _EVENT.match(line):
        return begun[1].decode("ascii")
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    return str(content.get("event", "")) if isinstance(content, dict) else ""
