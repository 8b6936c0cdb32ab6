"""Where runs live: ``transcripts/<homework>/<model>/<run>.jsonl``, and the grade beside each trace.

Invariant: finding a run never changes a file. A trace is read for it only where a name stands for several runs.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evalhw.errors import NotFoundError, UserError

FOLDER = "transcripts"
SUFFIX = ".jsonl"
JUDGED = ".judge.jsonl"
LAST = "last"
MAX_HEADER = 20_000_000
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
    from evalhw.homework.homework import find_root

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


@dataclass(frozen=True)
class Extent:
    """How far a run came, by its trace alone.

    Attributes:
        answered: The questions with an answer.
        answers: How many answers arrived.
        ended: Whether the run came to its end.
        whole: Whether it was to ask all of its homework, ended, and has an answer to all that it asked.
    """

    answered: frozenset[str] = frozenset()
    answers: int = 0
    ended: bool = False
    whole: bool = False

    def complete(self, questions: frozenset[str] | None) -> bool:
        """Whether the run ended with every question answered; without the questions, by its own account."""
        if not self.answered:
            return False
        return self.whole if questions is None else self.ended and questions <= self.answered

    def rank(self, questions: frozenset[str] | None) -> tuple[bool, int, bool]:
        """What makes one run of a name better than another, before its age does."""
        known = self.answered if questions is None else self.answered & questions
        return self.complete(questions), len(known), self.answers > 0


def extent_of(path: Path) -> Extent:
    """How far a run came; nothing where its trace cannot be read."""
    asked: dict[tuple[object, object], tuple[str, ...]] = {}
    answered: set[tuple[object, object]] = set()
    header: dict[str, object] = {}
    ended = False
    try:
        with path.open("rb") as lines:
            for line in lines:
                event = _event(line)
                place = (event.get("conversation"), event.get("position"))
                match event.get("event"):
                    case "header":
                        header = event
                    case "turn":
                        asked[place] = _texts(event.get("questions"))
                    case "completion":
                        answered.add(place)
                    case "end":
                        ended = True
    except OSError:
        return Extent()
    found = frozenset(question for place in answered for question in asked.get(place, ()))
    everything = frozenset(question for questions in asked.values() for question in questions)
    whole = ended and not header.get("questions") and found == everything
    return Extent(found, len(answered), ended, whole)


def _event(line: bytes) -> dict[str, object]:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


Questions = Callable[[str], frozenset[str] | None]
"""From a homework's name to its questions; None where they are not known."""


def _unknown(_homework: str) -> None:
    return None


@dataclass(frozen=True)
class Choice:
    """The run that a name was taken for.

    Attributes:
        run: The run.
        others: The other runs that the name stands for, the newest first.
        complete: Whether the run is complete.
    """

    run: StoredRun
    others: tuple[StoredRun, ...] = ()
    complete: bool = True

    def remark(self, name: str, repeats: str = "") -> str:
        """Which run a name was taken for, in words; nothing where it stands for one only.

        Args:
            name: The name.
            repeats: The repeats that were taken with it, such as "the 4 repeats of … were"; by default it alone.
        """
        if not self.others:
            return ""
        newest = "the newest complete" if repeats else "the newest complete one"
        kind = newest if self.complete else "none is complete; the newest with the most answers"
        return f"'{name}' stands for {len(self.others) + 1} runs; {repeats or f'{self.run.name} was'} taken ({kind})"


def find(name: str, folder: Path, homework: str | None = None, questions: Questions = _unknown) -> StoredRun:
    """Find one run; see `choose`."""
    return choose(name, folder, homework, questions).run


def choose(name: str, folder: Path, homework: str | None = None, questions: Questions = _unknown) -> Choice:
    """Find the run that a name means.

    Args:
        name: A path, ``homework/model/run``, ``homework/model``, a run's name, a model's name (its newest complete
            run; where none is complete, the newest of those with the most answers), or ``last`` (the newest of all).
        folder: The folder of all traces.
        homework: Look only under this homework.
        questions: Gives the questions of a homework, which a complete run has answered; without it, a run is complete
            by its own account.

    Raises:
        NotFoundError: There is none, or several homeworks fit.
    """
    path = Path(name)
    if name.endswith(SUFFIX) and path.is_file():
        return Choice(stored_at(path))
    found = fitting(name, folder, homework)
    if name == LAST or len(found) == 1:
        return Choice(found[-1])
    wanted = questions(found[0].homework)
    best, extent = found[-1], extent_of(found[-1].path)
    for run in reversed(found[:-1]):
        if extent.complete(wanted):
            break
        other = extent_of(run.path)
        if other.rank(wanted) > extent.rank(wanted):
            best, extent = run, other
    return Choice(best, tuple(run for run in reversed(found) if run != best), extent.complete(wanted))


def newest(name: str, folder: Path) -> StoredRun:
    """The run to go on with: of several that a name stands for, the newest that holds an answer, complete or not.

    Raises:
        NotFoundError: There is none, or several homeworks fit.
    """
    path = Path(name)
    if name.endswith(SUFFIX) and path.is_file():
        return stored_at(path)
    found = fitting(name, folder)
    if name == LAST:
        return found[-1]
    return next((run for run in reversed(found) if extent_of(run.path).answers), found[-1])


def fitting(name: str, folder: Path, homework: str | None = None) -> tuple[StoredRun, ...]:
    """All runs that a name stands for, the newest last.

    Raises:
        NotFoundError: There is none, or several homeworks fit.
    """
    candidates = runs(folder, homework)
    found = next((fits for fits in _fitting(name, candidates) if fits), ())
    homeworks = sorted({run.homework for run in found})
    if len(homeworks) > 1 and name != LAST:
        choice = " or ".join(f"{homework}/{name}" for homework in homeworks)
        raise NotFoundError(f"'{name}' has runs of several homeworks; say {choice}")
    if found:
        return found
    where = f"of {homework} " if homework else ""
    raise NotFoundError(f"no run '{name}' {where}under {folder}; {_known(candidates)}")


def _fitting(name: str, candidates: tuple[StoredRun, ...]) -> Iterator[tuple[StoredRun, ...]]:
    """The runs that a name may mean, the likeliest reading first, the newest last."""
    if name == LAST:
        yield by_age(candidates)
    parts = [_folder_or_nothing(part) for part in name.removesuffix(SUFFIX).strip("/").split("/")]
    match parts:
        case [homework, model, run]:
            yield tuple(one for one in candidates if (one.homework, one.model, one.run) == (homework, model, run))
        case [first, second]:
            yield by_age(one for one in candidates if (one.homework, one.model) == (first, second))
            yield by_age(one for one in candidates if (one.model, one.run) == (first, second))
        case [only]:
            yield by_age(one for one in candidates if one.model == only)
            yield by_age(one for one in candidates if one.run == only)
        case _:
            return


def by_age(found: Iterable[StoredRun]) -> tuple[StoredRun, ...]:
    """Runs by the time they began, the newest last."""
    return tuple(sorted(found, key=lambda run: (*_age(run.path), run.name)))


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
