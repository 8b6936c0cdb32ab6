"""Read a file that only grows: one JSON object a line, each with its schema version.

Invariant: a last line without its end (the machine stopped while writing it) is passed over and told of, never guessed
at; any other line that this version does not read is told of with its number.
"""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from evalhw.errors import NotFoundError, TraceError

Line = TypeVar("Line")


def read_lines(path: Path, kind: TypeAdapter[Line], version: int, what: str) -> tuple[list[Line], tuple[str, ...]]:
    """The lines of a file, and a warning where the last one is torn.

    Args:
        path: The file.
        kind: What a line is.
        version: The schema version that is read.
        what: What a line is called in faults, such as "an event of a trace".

    Raises:
        NotFoundError: The file cannot be read.
        TraceError: A line is none of this kind, or of another version.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotFoundError(f"{path}: cannot be read ({error.strerror})") from None
    *lines, torn = raw.split(b"\n")  # only "\n" ends a line: model text may hold any other separator
    read: list[Line] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read.append(kind.validate_json(line))
        except ValidationError as error:
            raise TraceError(f"{path}:{number}: {_fault(line, error, version, what)}") from None
    if not torn.strip():
        return read, ()
    return read, (f"{path}:{len(lines) + 1}: the last line was torn and is dropped ({len(torn)} bytes)",)


def _fault(line: bytes, error: ValidationError, version: int, what: str) -> str:
    try:
        found = json.loads(line).get("schema_version", version)
    except (ValueError, AttributeError, RecursionError):
        return f"not a JSON object; expected {what}"
    if found != version:
        return f"schema version {found!r}; this evalhw reads version {version}"
    first = error.errors(include_url=False)[0]
    return f"not {what}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
