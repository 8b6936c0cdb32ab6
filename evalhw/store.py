"""Where runs live: ``transcripts/<homework>/<model>/<run>.jsonl``, and the grade beside each trace.

Invariant: finding a run never changes a file, and reads little of it: the first line, and whether there is an answer.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evalhw.errors import NotFoundError, UserError

FOLDER = "transcripts"
SUFFIX = ".jsonl"
JUDGED = ".judge.jsonl"
LAST = "last"
MAX_HEADER = 1_000_000
MAX_NAMES = 12
_SEPARATING = re.compile(r"[\s:/\\@,;|]+")
_UNSAFE = re.compile(r"[^\w.+-]+")
_LONGEST_NAME = 100
"""Bytes of a folder's name: file systems take 255, and a run's name comes with endings."""


@dataclass(frozen=True)
class StoredRun:
    """A trace on disk.

    Attributes:
        path: The trace.
        homework: Its homework's name.
        model: The model as a folder name.
        run: The run's name.
    """

    path: Path
    homework: str
    model: str
    run: str

    @property
    def grade_path(self) -> Path:
        """The grade file beside the trace."""
        return self.path.with_name(f"{self.run}.grade.json")

    @property
    def judge_path(self) -> Path:
        """What judges said of the trace, beside it."""
        return self.path.with_name(f"{self.run}{JUDGED}")

    @property
    def name(self) -> str:
        """``homework/model/run``, by which any command finds it."""
        return f"{self.homework}/{self.model}/{self.run}"


def folder_name(name: str) -> str:
    """A model's or run's name made safe for a file name, in its own script: ``openai:模型`` is ``openai-模型``.

    Names that differ get folders that differ: where more than separators is lost, a few digits of a digest say so.

    Raises:
        UserError: It holds no letter or digit.
    """
    kept = _SEPARATING.sub("-", unicodedata.normalize("NFC", name))
    safe = _UNSAFE.sub("-", kept)
    short = safe.encode()[:_LONGEST_NAME].decode("utf-8", "ignore").strip("-.")
    if not any(char.isalnum() for char in short):
        raise UserError(f"'{name}' holds no letter or digit to name a folder by")
    if (kept.isascii() and len(safe) <= _LONGEST_NAME) or (safe, short) == (kept, kept.strip("-.")):
        return short
    return f"{short}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}"


def transcripts(root: Path | None = None, out: Path | None = None) -> Path:
    """The folder of all traces: as given by ``--out``, else ``transcripts`` under the root."""
    from evalhw.homework import find_root

    return out or find_root(root) / FOLDER


def run_path(folder: Path, homework: str, model: str, run: str) -> Path:
    """Where a run's trace stands, or would stand."""
    return folder / folder_name(homework) / folder_name(model) / f"{folder_name(run)}{SUFFIX}"


def new_run_name(now: datetime | None = None, repeat: int | None = None) -> str:
    """A name for a run that begins now, such as ``20260131T094503Z``, so that names sort by time."""
    stamp = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return stamp if repeat is None else f"{stamp}-{repeat}"


def is_trace(path: Path) -> bool:
    """Whether a path's name is that of a trace, and not of what judges said of one."""
    return path.name.endswith(SUFFIX) and not path.name.endswith(JUDGED)


def stored_at(path: Path) -> StoredRun:
    """The run that a trace's path names."""
    whole = path.resolve()
    return StoredRun(path, whole.parent.parent.name, whole.parent.name, path.name.removesuffix(SUFFIX))


def runs(folder: Path, homework: str | None = None, model: str | None = None) -> tuple[StoredRun, ...]:
    """All traces of a folder, by homework and model, oldest first within each model."""
    pattern = f"{folder_name(homework) if homework else '*'}/{folder_name(model) if model else '*'}/*{SUFFIX}"
    found = (stored_at(path) for path in folder.glob(pattern) if path.is_file() and is_trace(path))
    return tuple(sorted(found, key=lambda run: (run.homework, run.model, _age(run.path), run.run)))


def _age(path: Path) -> tuple[str, float]:
    started = str(header_of(path).get("started", ""))
    # A recorded chat of unknown time is older than any run with one.
    return ("" if started == "unknown" else started, path.stat().st_mtime)


def header_of(path: Path) -> dict[str, object]:
    """The first line of a trace as plain values; empty if it cannot be read."""
    try:
        with path.open("rb") as lines:
            header = json.loads(lines.readline(MAX_HEADER))
    except (OSError, ValueError, RecursionError):
        return {}
    return header if isinstance(header, dict) else {}


def holds_answer(path: Path) -> bool:
    """Whether a trace holds an answer to anything."""
    try:
        with path.open("rb") as lines:
            return any(line.startswith(b'{"event":"completion"') for line in lines)
    except OSError:
        return False


def find(name: str, folder: Path, homework: str | None = None) -> StoredRun:
    """Find one run.

    Args:
        name: A path, ``homework/model/run``, ``homework/model``, a run's name, a model's name (its newest run with an
            answer), or ``last`` (the newest of all).
        folder: The folder of all traces.
        homework: Look only under this homework.

    Raises:
        NotFoundError: There is none, or several fit.
    """
    path = Path(name)
    if name.endswith(SUFFIX) and path.is_file():
        return stored_at(path)
    candidates = runs(folder, homework)
    found = next((fits for fits in _fitting(name, candidates) if fits), ())
    homeworks = sorted({run.homework for run in found})
    if len(homeworks) > 1 and name != LAST:
        choice = " or ".join(f"{homework}/{name}" for homework in homeworks)
        raise NotFoundError(f"'{name}' has runs of several homeworks; say {choice}")
    if found:
        return found[-1]
    where = f"of {homework} " if homework else ""
    raise NotFoundError(f"no run '{name}' {where}under {folder}; {_known(candidates)}")


def _fitting(name: str, candidates: tuple[StoredRun, ...]) -> Iterator[tuple[StoredRun, ...]]:
    """The runs that a name may mean, the likeliest reading first, the newest last."""
    if name == LAST:
        yield tuple(sorted(candidates, key=lambda run: _age(run.path)))
    parts = [_folder_or_nothing(part) for part in name.removesuffix(SUFFIX).strip("/").split("/")]
    match parts:
        case [homework, model, run]:
            yield tuple(one for one in candidates if (one.homework, one.model, one.run) == (homework, model, run))
        case [first, second]:
            of_model = tuple(one for one in candidates if (one.homework, one.model) == (first, second))
            yield tuple(one for one in of_model if holds_answer(one.path))
            yield of_model
            yield tuple(one for one in candidates if (one.model, one.run) == (first, second))
        case [only]:
            # A run that broke off before the first answer does not stand in the way of one that says something.
            yield tuple(one for one in candidates if one.model == only and holds_answer(one.path))
            yield tuple(one for one in candidates if one.model == only)
            yield tuple(one for one in candidates if one.run == only)
        case _:
            return


def _folder_or_nothing(name: str) -> str:
    try:
        return folder_name(name)
    except UserError:
        return ""


def _known(candidates: tuple[StoredRun, ...]) -> str:
    names = list(dict.fromkeys(f"{run.homework}/{run.model}" for run in candidates))
    if not names:
        return "there are none yet: `evalhw run` or `evalhw import` makes one"
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    return f"there are {', '.join(names[:MAX_NAMES])}{more}; see `evalhw list`"
