"""Write a trace so that nothing is lost: every line is on the disk before the next thing happens.

Invariant: a trace file has one writer at a time, only ever grows, and holds whole lines only; the one exception, the
torn last line that a power cut leaves, is set aside in a file of its own when the trace is opened again.
"""

import asyncio
import json
import os
import socket
import stat
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from evalhw.errors import DiskError, UserError
from evalhw.files.disk import output
from evalhw.record.trace import Event, Header, Trace, event_line, read_trace

_LOCK_BEGINS = '{"pid": '


class Lock:
    """A lock on a trace, held by the kernel, so that it ends with the program that holds it."""

    def __init__(self, trace: Path) -> None:
        held = Path(os.path.realpath(trace))  # two names of one trace have one lock
        self.path = held.with_name(f".{held.name}.lock")
        try:
            self._file = self._take(trace)
        except OSError as error:
            raise DiskError(f"{trace}: cannot be locked by {self.path.name} ({error.strerror})") from None

    def _take(self, trace: Path) -> IO[str]:
        import fcntl

        while True:
            file = self._open()
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                holder = _holder(file.read(1000))
                file.close()
                raise TakenError(f"{trace}: another run is writing it ({holder}); wait for it, or end it") from None
            if self._still_there(file):
                break
            file.close()  # the holder before us removed the file between our open and our lock
        file.seek(0)
        if not _is_ours(file.read(len(_LOCK_BEGINS))):
            file.close()
            raise UserError(f"{self.path}: is no lock of ours (it holds something else); move it away")
        file.truncate(0)
        json.dump({"pid": os.getpid(), "host": socket.gethostname()}, file)
        file.flush()
        return file

    def _open(self) -> IO[str]:
        """The lock's own file: what is reached by a link, or is no file, belongs to someone else."""
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            descriptor = os.open(self.path, flags, 0o666)
        except OSError as error:
            if self.path.is_symlink() or (self.path.exists() and not self.path.is_file()):
                raise UserError(f"{self.path}: is no lock of ours ({error.strerror}); move it away") from None
            raise
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            os.close(descriptor)
            raise UserError(f"{self.path}: is no lock of ours (it has another name too); move it away")
        return os.fdopen(descriptor, "a+", encoding="utf-8", errors="replace")

    def _still_there(self, file: IO[str]) -> bool:
        try:
            return self.path.lstat().st_ino == os.fstat(file.fileno()).st_ino
        except OSError:
            return False

    def release(self) -> None:
        """Give the lock back; a second time does nothing."""
        if not self._file.closed:
            self.path.unlink(missing_ok=True)
            self._file.close()


def _is_ours(begins: str) -> bool:
    """Whether a lock's file begins as we write it; we may have been stopped while we wrote."""
    return _LOCK_BEGINS.startswith(begins)


def _holder(raw: str) -> str:
    try:
        content = json.loads(raw)
        return f"process {int(content['pid'])} on {str(content['host'])[:100]}"
    except (ValueError, KeyError, TypeError):
        return "an unknown process"


class TakenError(UserError):
    """A trace of this name is there, or is being written."""


class TraceWriter:
    """Appends events to a trace, one line each, on the disk when `append` returns."""

    def __init__(self, path: Path, lock: Lock) -> None:
        self.path = path
        self._lock = lock
        self._file = path.open("ab", buffering=0)
        self._end = path.stat().st_size
        self._waiting: list[tuple[tuple[Event, ...], asyncio.Future[None]]] = []
        self._committing: asyncio.Task[None] | None = None

    @classmethod
    def create(cls, path: Path, header: Header) -> Self:
        """Begin a trace.

        Raises:
            TakenError: There is one already, or another program writes it.
            DiskError: The disk refuses.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = Lock(path)
        except OSError as error:
            raise DiskError(f"{path}: cannot be written ({error.strerror})") from None
        if path.exists() or path.is_symlink():
            lock.release()
            raise TakenError(f"{path}: there is a trace already; give the run another name, or --resume it")
        try:
            _put(path, event_line(header).encode("utf-8", "backslashreplace"))
            return cls(path, lock)
        except OSError as error:
            lock.release()
            raise DiskError(f"{path}: cannot be written ({error.strerror})") from None
        except BaseException:
            lock.release()
            raise

    @classmethod
    def resume(cls, path: Path) -> tuple[Self, Trace]:
        """Open a trace to go on with it; a torn last line is set aside in ``<run>.jsonl.torn``.

        Raises:
            NotFoundError: There is no such trace.
            TraceError: The file is not a trace.
            TakenError: Another program writes it.
            DiskError: The disk refuses.
        """
        lock = Lock(path)
        try:
            _set_torn_line_aside(path)
            trace = read_trace(path)
            return cls(path, lock), trace
        except OSError as error:
            lock.release()
            raise DiskError(f"{path}: cannot be written ({error.strerror})") from None
        except BaseException:
            lock.release()
            raise

    @classmethod
    def onwards(cls, path: Path) -> Self:
        """Open a file of events that stands beside a trace, there or not, to add to it.

        Raises:
            TakenError: Another program writes it.
            DiskError: The disk refuses.
        """
        lock = Lock(path)
        try:
            _set_torn_line_aside(path)
            writer = cls(path, lock)
        except OSError as error:
            lock.release()
            raise DiskError(f"{path}: cannot be written ({error.strerror})") from None
        _sync_folder(path.parent)
        return writer

    def append(self, *events: Event) -> None:
        """Write events and wait until they are on the disk.

        Raises:
            DiskError: The disk refuses (it is full, say); what was on it before is as it was.
        """
        lines = "".join(event_line(event) for event in events).encode("utf-8", "backslashreplace")
        try:
            self._write(lines)
            os.fsync(self._file.fileno())
        except OSError as error:
            self._cut_back()
            raise DiskError(f"{self.path}: cannot be written ({error.strerror}); see to it, then --resume") from None
        self._end += len(lines)

    async def commit(self, *events: Event) -> None:
        """Write events as `append` does, without holding up other conversations.

        Whatever is waiting goes to the disk together, so that a slow disk is waited for once and not once a turn.
        """
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append((events, waiting))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit_all())
        await waiting

    async def _commit_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self.append, *(event for events, _ in batch for event in events))
            except UserError as error:
                for _, waiting in batch:
                    if not waiting.cancelled():
                        waiting.set_exception(type(error)(str(error)))
                continue
            for _, waiting in batch:
                if not waiting.cancelled():
                    waiting.set_result(None)

    def _write(self, lines: bytes) -> None:
        rest = memoryview(lines)
        while rest:
            rest = rest[self._file.write(rest) :]

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._file.fileno(), self._end)
        except OSError:
            return  # then the torn line is dropped when the trace is next read

    def close(self) -> None:
        """Close the file and give the lock back; a second time does nothing."""
        self._file.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _set_torn_line_aside(path: Path) -> None:
    try:
        raw = path.read_bytes()
    except OSError:
        return  # reading the trace will say so
    whole = raw.rfind(b"\n") + 1
    if whole == len(raw):
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    with os.fdopen(os.open(path.with_name(f"{path.name}.torn"), flags, 0o666), "ab") as aside:
        aside.write(raw[whole:] + b"\n")
        aside.flush()
        os.fsync(aside.fileno())
    with path.open("r+b") as file:
        file.truncate(whole)
        os.fsync(file.fileno())


def _put(path: Path, content: bytes) -> None:
    """Write a file aside and give it its name when it is whole, so that there is never a trace without a header."""
    with output(path) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Put a new file's name on the disk too: a folder is synced apart from its files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
