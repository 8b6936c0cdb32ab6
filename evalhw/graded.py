"""Runs with their grades: find a trace, load its homework once, and grade it unless a grade of it still stands.

Invariant: a stored grade is used only where nothing it follows from has changed since it was written; regrading gives
the same bytes, so using it or not shows in nothing but time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from evalhw.grade import Grade
from evalhw.homework import Homework, load_homework
from evalhw.store import StoredRun, find, header_of, is_trace, runs, stored_at, transcripts
from evalhw.trace import Trace, read_trace


@dataclass(frozen=True)
class GradedRun:
    """A run with all that a report shows."""

    stored: StoredRun
    trace: Trace
    grade: Grade
    homework: Homework

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that the grade follows from."""
        return (self.stored.path, self.stored.judge_path, *self.homework.paths)


@dataclass
class Shelf:
    """Where runs are looked up.

    Attributes:
        root: The folder that holds ``problems/`` and ``rubrics/``; by default the current one.
        folder: The folder of all traces; by default ``transcripts`` under the root.
    """

    root: Path | None = None
    folder: Path | None = None
    _homeworks: dict[str, Homework] = field(default_factory=dict)

    @property
    def traces(self) -> Path:
        """The folder of all traces."""
        return self.folder or transcripts(self.root)

    def homework(self, name: str) -> Homework:
        """A homework, loaded once."""
        if name not in self._homeworks:
            self._homeworks[name] = load_homework(name, self.root)
        return self._homeworks[name]

    def run(self, name: str, homework: str | None = None) -> GradedRun:
        """The run of a name, path or model; see `evalhw.store.find`."""
        return self.graded(find(name, self.traces, homework))

    def graded(self, stored: StoredRun) -> GradedRun:
        """A found run with its trace and grade."""
        trace = read_trace(stored.path)
        homework = self.homework(trace.header.homework)
        return GradedRun(stored, trace, _standing(stored, trace, homework) or _anew(stored, trace, homework), homework)

    def each(self, names: Iterable[str]) -> Iterator[GradedRun]:
        """The runs of several names with their grades, one after the other."""
        return (self.graded(stored) for stored in self.found(names))

    def found(self, names: Iterable[str]) -> Iterator[StoredRun]:
        """Where the runs of several names are; a folder stands for all runs below it."""
        for name in names:
            if Path(name).is_dir():
                yield from (stored_at(path) for path in sorted(Path(name).rglob("*.jsonl")) if is_trace(path))
            else:
                yield find(name, self.traces)

    def inputs(self, names: Iterable[str]) -> Iterator[Path]:
        """All files that the grades of several runs follow from."""
        homeworks: set[str] = set()
        for stored in self.found(names):
            yield stored.path
            yield stored.judge_path
            homeworks.add(str(header_of(stored.path).get("homework", stored.homework)))
        for name in sorted(homeworks):
            yield from self.homework(name).paths

    def repeats(self, name: str, homework: str) -> tuple[GradedRun, ...]:
        """A run and its repeats: the runs of the same model that were started together with it."""
        first = find(name, self.traces, homework)
        batch = _batch(first.run)
        siblings = runs(first.path.parents[2], first.homework, first.model) if batch else (first,)
        return tuple(self.graded(one) for one in siblings if one.run == first.run or _batch(one.run) == batch)


@dataclass
class Gate:
    """What runs must reach; looks at them as they pass by.

    Attributes:
        least: The fewest points.
        baseline: A grade that no criterion may fall below.
        faults: What fell short, in words.
    """

    least: float | None = None
    baseline: Grade | None = None
    faults: list[str] = field(default_factory=list)

    def watched(self, passing: Iterable[GradedRun]) -> Iterator[GradedRun]:
        """The same runs; what falls short is noted."""
        for run in passing:
            self.faults += self.shortfalls(run.grade)
            yield run

    def shortfalls(self, grade: Grade) -> Iterator[str]:
        """What falls short in one grade."""
        name = f"{grade.homework}/{grade.model}/{grade.run}"
        if self.least is not None and grade.points < self.least:
            yield f"{name}: {grade.points:g} points, fewer than {self.least:g}"
        if self.baseline:
            before = {(question.id, one.id): one for question in self.baseline.questions for one in question.criteria}
            for question in grade.questions:
                for one in question.criteria:
                    was = before.get((question.id, one.id))
                    if was and one.points < was.points:
                        yield f"{name}: {question.id}.{one.id}: {one.points:g} points, {was.points:g} before"


def _batch(run: str) -> str:
    """The name that repeats share: what stands before the last hyphen and a number."""
    stem, _, repeat = run.rpartition("-")
    return stem if repeat.isdecimal() else ""


def _anew(stored: StoredRun, trace: Trace, homework: Homework) -> Grade:
    from evalhw.grading import grade_trace
    from evalhw.judgefile import read_judgements

    return grade_trace(trace, homework, read_judgements(stored.judge_path))


def _standing(stored: StoredRun, trace: Trace, homework: Homework) -> Grade | None:
    """The stored grade, if it is younger than its trace and than evalhw, and of these very files."""
    path = stored.grade_path
    try:
        written = path.stat().st_mtime
        judged = stored.judge_path.stat().st_mtime if stored.judge_path.is_file() else 0.0
        if written < max(stored.path.stat().st_mtime, judged, _newest_source()):
            return None
        grade = Grade.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    wanted = {name: homework.digests.get(name) for name in ("problem", "rubric")}
    same = {name: grade.digests.get(name) for name in wanted} == wanted
    return grade if same and (grade.model, grade.run) == (trace.header.model, trace.header.run) else None


@cache
def _newest_source() -> float:
    """When the code that grades was last changed."""
    return max(path.stat().st_mtime for path in Path(__file__).parent.rglob("*.py"))
