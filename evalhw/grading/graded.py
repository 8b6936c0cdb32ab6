"""Runs with their grades: find a trace, load its homework once, and grade it unless a grade of it still stands.

Invariant: a stored grade is used only where nothing it follows from has changed since it was written; regrading gives
the same bytes, so using it or not shows in nothing but time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from evalhw.errors import NotFoundError
from evalhw.grading.coverage import Coverage, coverage_of
from evalhw.grading.digests import digests_of
from evalhw.grading.grade import Grade
from evalhw.homework.homework import Homework, load_homework
from evalhw.record.store import (
    Choice,
    StoredRun,
    by_age,
    choose,
    extent_of,
    header_of,
    is_trace,
    runs,
    stored_at,
    transcripts,
)
from evalhw.record.trace import Trace, read_trace


@dataclass(frozen=True)
class GradedRun:
    """A run with all that a report shows."""

    stored: StoredRun
    trace: Trace
    grade: Grade
    homework: Homework

    @cached_property
    def coverage(self) -> Coverage:
        """What the run covers of its homework."""
        return coverage_of(self.trace, self.homework)

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that the grade follows from."""
        return (self.stored.path, self.stored.judge_path, *self.homework.paths)


def _unheard(_remark: str) -> None:
    """Nobody listens."""


@dataclass
class Shelf:
    """Where runs are looked up.

    Attributes:
        root: The folder that holds ``problems/`` and ``rubrics/``; by default the current one.
        folder: The folder of all traces; by default ``transcripts`` under the root.
        remark: Is told what must be known of a choice: which run a name was taken for, what changed since.
    """

    root: Path | None = None
    folder: Path | None = None
    remark: Callable[[str], None] = _unheard
    _homeworks: dict[str, Homework] = field(default_factory=dict)
    _choices: dict[tuple[str, str | None], Choice] = field(default_factory=dict)

    @property
    def traces(self) -> Path:
        """The folder of all traces."""
        return self.folder or transcripts(self.root)

    def homework(self, name: str) -> Homework:
        """A homework, loaded once."""
        if name not in self._homeworks:
            self._homeworks[name] = load_homework(name, self.root)
        return self._homeworks[name]

    def questions(self, homework: str) -> frozenset[str] | None:
        """The questions of a homework; None if it is not there."""
        try:
            return frozenset(self.homework(homework).spec.questions)
        except NotFoundError:
            return None

    def choose(self, name: str, homework: str | None = None) -> Choice:
        """The run that a name means, with a remark where it stands for several; see `evalhw.record.store.choose`."""
        if (name, homework) not in self._choices:
            choice = self._choices[name, homework] = choose(name, self.traces, homework, self.questions)
            if said := choice.remark(name):
                self.remark(said)
        return self._choices[name, homework]

    def run(self, name: str, homework: str | None = None) -> GradedRun:
        """The run of a name, path or model; see `evalhw.record.store.choose`."""
        return self.graded(self.choose(name, homework).run)

    def graded(self, stored: StoredRun) -> GradedRun:
        """A found run with its trace and grade."""
        run = self.looked_at(stored)
        for said in (*run.trace.warnings, *run.coverage.remarks):
            self.remark(f"{stored.name}: {said}")
        return run

    def looked_at(self, stored: StoredRun) -> GradedRun:
        """A found run, without a word on it."""
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
                yield self.choose(name).run

    def inputs(self, names: Iterable[str]) -> Iterator[Path]:
        """All files that the grades of several runs follow from."""
        homeworks: set[str] = set()
        for stored in self.found(names):
            yield stored.path
            yield stored.judge_path
            homeworks.add(str(header_of(stored.path).get("homework", stored.homework)))
        for name in sorted(homeworks):
            yield from self.homework(name).paths

    def models(self, homework: str) -> tuple[str, ...]:
        """The models that answered anything of a homework, by folder name; the others are remarked on."""
        self.homework(homework)  # a homework that is not there is said to be so, not to have no runs
        extents: dict[str, int] = {}
        for run in runs(self.traces, homework):
            extents[run.model] = extents.get(run.model) or extent_of(run.path).answers
        for model, answers in extents.items():
            if not answers:
                self.remark(f"{model} is left out: none of its runs holds an answer")
        return tuple(model for model, answers in extents.items() if answers)

    def repeats(self, name: str, homework: str | None = None) -> tuple[GradedRun, ...]:
        """A named run, or all repeats of a model's newest complete run that were asked alike.

        Repeats are the runs that were started together: a run that is named is that run alone.
        """
        choice = choose(name, self.traces, homework, self.questions)
        first = choice.run
        batch = batch_of(first.run)
        siblings = by_age(one for one in choice.others if batch and batch_of(one.run) == batch)
        alike = [first]
        for one in siblings:
            if told := _unlike(first.path, one.path):
                self.remark(f"{one.name} is left out: {told}")
            else:
                alike.append(one)
        if said := choice.remark(
            name, f"the {len(alike)} repeats of {first.homework}/{first.model}/{batch} were" if len(alike) > 1 else ""
        ):
            self.remark(said)
        return tuple(self.looked_at(one) for one in sorted(alike, key=lambda one: (len(one.run), one.run)))


def _unlike(first: Path, other: Path) -> str:
    """Why a run is no repeat of another, though it was started with it; nothing where it is one."""
    if not extent_of(other).answers:
        return "it holds no answer"
    one, two = header_of(first), header_of(other)
    for key in ("base_url", "follow_ups", "questions", "provider"):
        if one.get(key) != two.get(key):
            return f"another {key.replace('_', ' ')}"
    asked, also = (
        {name: value for name, value in parameters.items() if name != "seed"}
        if isinstance(parameters := header.get("parameters"), dict)
        else {}
        for header in (one, two)
    )
    names = sorted(name for name in {*asked, *also} if asked.get(name) != also.get(name))
    return f"other parameters ({', '.join(names)})" if names else ""


def batch_of(run: str) -> str:
    """The name that repeats share: what stands before the last hyphen and a number; nothing for a single run."""
    stem, _, repeat = run.rpartition("-")
    return stem if repeat.isdecimal() else ""


def _anew(stored: StoredRun, trace: Trace, homework: Homework) -> Grade:
    from evalhw.grading.grading import grade_trace
    from evalhw.grading.verdicts import read_judgements

    return grade_trace(trace, homework, read_judgements(stored.judge_path))


def _standing(stored: StoredRun, trace: Trace, homework: Homework) -> Grade | None:
    """The stored grade, if it is younger than its trace, and made from these very files by these very rules."""
    path = stored.grade_path
    try:
        written = path.stat().st_mtime
        judged = stored.judge_path.stat().st_mtime if stored.judge_path.is_file() else 0.0
        if written < max(stored.path.stat().st_mtime, judged):
            return None
        grade = Grade.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    same = grade.digests == digests_of(homework)
    # Files that prompts are made of have no digest there, but what they changed is remarked.
    same = same and grade.remarks == tuple(coverage_of(trace, homework).remarks)
    return grade if same and (grade.model, grade.run) == (trace.header.model, trace.header.run) else None
