"""Write many runs into a folder: one document each, and an index; on all processors where there are many.

Invariant: no process holds more than one run at a time, and the index comes from one short entry a run, in the order
of the runs, however many processes wrote them.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evalhw.comparison.gate import Earned, Gate, earned
from evalhw.errors import UserError
from evalhw.files.disk import allowed
from evalhw.grading.graded import Shelf
from evalhw.record.store import StoredRun
from evalhw.reports import index
from evalhw.reports.formats import GRADE_FORMATS, RUN_FORMATS, save_text, written
from evalhw.reports.index import Entry

MANY = 40
"""From how many runs on other processes are worth their start."""


@dataclass(frozen=True)
class Task:
    """What a process needs to know to write a share of the runs."""

    root: Path | None
    to: str
    folder: Path
    runs: tuple[StoredRun, ...]


def save(shelf: Shelf, names: Sequence[str], to: str, folder: Path, gate: Gate | None = None) -> list[Path]:
    """Write runs into a folder.

    Args:
        shelf: Where the runs are looked up.
        names: Runs; a folder stands for all runs below it.
        to: A key of `RUN_FORMATS` or `GRADE_FORMATS`.
        folder: The folder; made where it is missing.
        gate: Notes what falls short.

    Returns:
        The files written, the index last; a format of tables has one file.
    """
    gate = gate or Gate()
    if to in GRADE_FORMATS:
        suffix = GRADE_FORMATS[to][0]
        path = folder / f"grades.{suffix}"
        inputs = tuple(shelf.inputs(names))
        allowed(path, inputs)
        return [save_text(written(gate.watched(shelf.each(names)), to), path, inputs)]
    found = tuple({os.path.realpath(stored.path): stored for stored in shelf.found(names)}.values())
    _check_names(found, to, folder, tuple(shelf.inputs(names)))
    task = Task(shelf.root, to, folder, found)
    entries: list[Entry] = []
    for share in _in_parallel(task) if len(found) >= MANY else [write_share(task)]:
        entries += share.entries
        gate.seen += share.earned
        for said in share.remarks:
            shelf.remark(said)
    write_index = index.to_html if to == "html" else index.to_markdown
    paths = [folder / entry.file for entry in entries]
    return [*paths, save_text(write_index(entries), folder / f"index.{RUN_FORMATS[to][0]}")]


def _check_names(found: Sequence[StoredRun], to: str, folder: Path, inputs: Sequence[Path]) -> None:
    """See that each run has a file of its own, before the first is graded.

    Raises:
        UserError: Two runs would be written to one file, or one over something that must stay.
    """
    owners: dict[str, StoredRun] = {}
    for stored in found:
        name = _file_name(stored, to)
        if other := owners.get(name.casefold()):
            raise UserError(f"{folder / name}: both {other.path} and {stored.path} would be written there")
        owners[name.casefold()] = stored
        if (folder / name).exists():
            allowed(folder / name, inputs)
    allowed(folder / f"index.{RUN_FORMATS[to][0]}", inputs)


def _file_name(stored: StoredRun, to: str) -> str:
    return f"{stored.homework}-{stored.model}-{stored.run}.{RUN_FORMATS[to][0]}"


def _in_parallel(task: Task) -> Iterator["Share"]:
    """The shares in their order; each process starts anew, so that it takes no lock or thread of ours along."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    processors = os.cpu_count() or 1
    size = max(10, -(-len(task.runs) // (4 * processors)))
    shares = [replace(task, runs=task.runs[start : start + size]) for start in range(0, len(task.runs), size)]
    with ProcessPoolExecutor(processors, mp_context=get_context("spawn")) as pool:
        yield from pool.map(write_share, shares)


@dataclass(frozen=True)
class Share:
    """What writing some of the runs gave: their entries, what they earned, and what is to be said of them."""

    entries: list[Entry]
    earned: list[Earned]
    remarks: list[str]


def write_share(task: Task) -> Share:
    """Write some runs, one after the other."""
    share = Share([], [], [])
    shelf = Shelf(task.root, remark=share.remarks.append)
    write_one = RUN_FORMATS[task.to][1]
    for stored in task.runs:
        run = shelf.graded(stored)
        path = task.folder / _file_name(stored, task.to)
        save_text(write_one(run), path)
        share.entries.append(index.entry(run, path.name))
        share.earned.append(earned(run.grade, run.coverage))
    return share
