"""Read rows for bulk work: one JSON object a line, from a file or a pipe, with whatever strangers put in it.

Invariant: every line that is not blank gives one row, in order; one that cannot be used says why and the next is read.
Text is UTF-8 wherever it comes from; nothing is replaced or guessed at.
"""

import codecs
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

MAX_LINE = 40_000_000
_BOM = codecs.BOM_UTF8
_OTHER_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SHOWN = 120

Identity = str | int | float | bool | None


@dataclass(frozen=True)
class Row:
    """A line of a file of rows.

    Attributes:
        number: The line, from 1.
        size: How long it is.
        content: Its keys and values; empty if it cannot be used.
        error: Why it cannot be used, with the line's number; empty if it can.
    """

    number: int
    size: int
    content: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def id(self) -> Identity:
        """The row's id, null if it has none that can be given back."""
        identity = self.content.get("id")
        return identity if isinstance(identity, str | int | float) else None


def lines_of(stream: IO[bytes]) -> Iterator[bytes]:
    r"""The lines of a file or pipe, ended by "\n" alone; of one that is too long only as much as shows that."""
    while line := stream.readline(MAX_LINE + 1):
        yield line
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)
            if not line:
                return


def rows_of(lines: Iterable[str | bytes]) -> Iterator[Row]:
    """The rows of lines; blank lines are passed over, and a byte order mark is no part of the first."""
    for number, line in enumerate(lines, 1):
        raw = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
        if number == 1:
            raw = raw.removeprefix(_BOM)
        if raw.strip():
            yield _row(raw, number)


def _row(raw: bytes, number: int) -> Row:
    try:
        return Row(number, len(raw), _content(raw, first=number == 1))
    except _UnusableRowError as fault:
        return Row(number, len(raw), fault.content, f"line {number}: {fault}")


class _UnusableRowError(Exception):
    """A line that cannot be used, with as much of it as can be given back."""

    def __init__(self, reason: str, content: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.content = content or {}


def _content(raw: bytes, *, first: bool) -> dict[str, Any]:
    if len(raw) > MAX_LINE:
        raise _UnusableRowError(f"longer than {MAX_LINE:,} bytes")
    if first and raw.startswith(_OTHER_BOMS):
        raise _UnusableRowError("UTF-16 text; save the file as UTF-8")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _UnusableRowError(f"not UTF-8 (byte {error.start + 1} of the line)") from None
    try:
        given = json.loads(text, parse_constant=_no_number, parse_float=_number, object_pairs_hook=_once)
    except RecursionError:
        raise _UnusableRowError("not JSON that can be read: nested too deeply") from None
    except ValueError as error:
        raise _UnusableRowError(f"not JSON: {str(error)[:_SHOWN]}") from None
    if not isinstance(given, dict):
        raise _UnusableRowError("expected an object, such as {…}")
    if key := next((key for key in ("id", *given) if _halved(given.get(key)) or _halved(key)), None):
        shown = key.encode("ascii", "backslashreplace").decode("ascii")[:_SHOWN]
        raise _UnusableRowError(f"{shown}: holds half a character (a lone surrogate)", given)
    if isinstance(given.get("id"), list | dict):
        raise _UnusableRowError("id: expected text or a number", given)
    return given


def _halved(value: Any) -> bool:
    """Whether a text holds half of a character that UTF-16 writes in two."""
    if not isinstance(value, str):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _no_number(name: str) -> Any:
    raise _UnusableRowError(f"not JSON: {name} is no number of JSON")


def _number(text: str) -> float:
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise _UnusableRowError(f"a number too large to be held: {text[:20]}")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _UnusableRowError(f"{twice[:_SHOWN]}: given twice in one object")
    return content


def row_line(row: dict[str, Any]) -> bytes:
    """A row as a line of UTF-8; half a character is written as its escape, which JSON reads back."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
