"""``evalhw grade``: grade a trace again, or single answers in bulk."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evalhw.cli.exits import INTERRUPTED, UNFINISHED
from evalhw.cli.options import AsJson, FailOnRegression, FailUnder, Judge, Root

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evalhw.grading.grade import Grade
    from evalhw.grading.graded import GradedRun, Shelf


def grade(
    target: Annotated[
        str, typer.Argument(help="A run (path, homework/model/run or model name); with --answers, a homework.")
    ],
    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUESTION[.CRITERION]]...", help="With --why: what to explain; by default all.", show_default=False
        ),
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Print what each decision rests on; nothing is written without --out.")
    ] = False,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            help="List the decisions that differ from an older grade (a file, or a run with a stored one).",
            metavar="OLD_GRADE",
            show_default=False,
        ),
    ] = None,
    answers: Annotated[
        str | None, typer.Option("--answers", help="JSON rows {id, question, answer}; - is standard input.")
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", "-o", help="Where the grades go; - is standard output.", show_default=False)
    ] = None,
    judge: Judge = None,
    max_cost: Annotated[
        float | None, typer.Option("--max-cost", help="Judges stop before so many US dollars.", show_default=False)
    ] = None,
    env_file: Annotated[
        Path | None, typer.Option("--env-file", help="Read the judges' keys from this file too.", show_default=False)
    ] = None,
    root: Root = None,
    fail_under: FailUnder = None,
    baseline: FailOnRegression = None,
    as_json: AsJson = False,
) -> None:
    """Grade a trace, or with --answers single answers, under the homework's rubric."""
    if wanted and not why:
        from evalhw.errors import UserError

        raise UserError(f"{wanted[0]}: questions and criteria are for --why; say --why too")
    if answers is None:
        from evalhw.cli.gate import gate_of, hold
        from evalhw.files.disk import allowed

        gate = gate_of(fail_under, baseline, root)
        given = [env_file] if env_file else []
        if judge and out and out != "-":
            allowed(Path(out), given)  # said before any judge is paid
        missing = _ask_judges(target, judge, root, env_file, max_cost) if judge else False
        show = _Shown(out, as_json=as_json, why=tuple(wanted or ()) if why else None, against=against)
        graded = _grade_run(target, root, show, given)
        if judge:
            from evalhw.cli.judging import useless

            missing = useless(graded.grade) or missing
        if missing:
            raise typer.Exit(UNFINISHED)
        hold(gate, [graded])
    else:
        of_runs = {"--judge": judge, "--max-cost": max_cost, "--env-file": env_file, "--fail-on-regression": baseline}
        of_runs |= {"--against": against, "a question or criterion for --why": wanted}
        _refuse(name for name, given in of_runs.items() if given)
        _grade_rows(target, answers, out or "-", root, fail_under, as_json=as_json, why=why)


def _refuse(given: "Iterable[str]") -> None:
    """Refuse options that mean something for a run only, rather than pass over them."""
    from evalhw.errors import UserError

    for name in given:
        raise UserError(f"{name} is about a whole run; leave out --answers, or {name}")


def _ask_judges(
    target: str, judges: list[str], root: Path | None, env_file: Path | None, max_cost: float | None
) -> bool:
    """Ask what is missing; whether anything still is."""
    import os

    from evalhw.grading.graded import Shelf
    from evalhw.homework.homework import load_homework
    from evalhw.judging.panel import judge_run
    from evalhw.providers.budget import Budget
    from evalhw.providers.keys import read_env_file
    from evalhw.record.trace import read_trace
    from evalhw.run.jobs import Order

    run = Shelf(root).choose(target).run
    trace = read_trace(run.path)
    environment = {**os.environ, **(read_env_file(env_file) if env_file else {})}
    order = Order(models=tuple(judges), root=root, environment=environment, budget=Budget(max_cost))
    try:
        faults = judge_run(run, trace, load_homework(trace.header.homework, root), order)
    except KeyboardInterrupt:
        print("evalhw: stopped; the verdicts given so far are kept, say the same again to go on", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    for fault in faults:
        print(f"evalhw: {fault}", file=sys.stderr)
    return bool(faults)


@dataclass(frozen=True)
class _Shown:
    """What is shown of a grade, and where it goes.

    Attributes:
        out: The path it is written to; ``-`` is standard output, None the run's own place.
        as_json: Whether JSON is printed, and nothing else.
        why: The questions and criteria to explain, empty for all of them; None to explain nothing.
        against: The older grade to hold it against.
    """

    out: str | None
    as_json: bool
    why: tuple[str, ...] | None
    against: str | None

    @property
    def only_looks(self) -> bool:
        """Whether something is asked of the grade, so that it is written only where that is said."""
        return self.why is not None or self.against is not None


def _grade_run(target: str, root: Path | None, show: _Shown, given: "Iterable[Path]") -> "GradedRun":
    from evalhw.cli.remarks import remark
    from evalhw.files.disk import allowed
    from evalhw.grading.changes import read_grade
    from evalhw.grading.grade import save_json, to_json
    from evalhw.grading.graded import GradedRun, Shelf
    from evalhw.grading.grading import grade_trace
    from evalhw.grading.verdicts import read_judgements
    from evalhw.record.trace import read_trace

    shelf = Shelf(root, remark=remark)
    run = shelf.choose(target).run
    trace = read_trace(run.path)
    homework = shelf.homework(trace.header.homework)
    path = Path(show.out) if show.out else run.grade_path
    older = _older(show.against, shelf) if show.against is not None else None
    old = read_grade(older) if older else None
    inputs = (run.path, run.judge_path, *homework.paths, *given, *((older,) if older else ()))
    written = show.out != "-" and not (show.only_looks and show.out is None)
    if written:
        allowed(path, inputs)  # said before the time that grading takes
    graded = grade_trace(trace, homework, read_judgements(run.judge_path))
    found = GradedRun(run, trace, graded, homework)
    for said in (*trace.warnings, *found.coverage.remarks):
        remark(said)
    if show.out == "-":
        sys.stdout.write(to_json(graded))
    elif written:
        save_json(graded, path, inputs)
    _print(graded, old, show, str(path) if written else "")
    return found


def _older(name: str, shelf: "Shelf") -> Path:
    """The grade file that a name means: the file itself, or the stored grade of a run."""
    from evalhw.errors import NotFoundError
    from evalhw.record.store import SUFFIX

    if Path(name).is_file() and not name.endswith(SUFFIX):
        return Path(name)
    stored = shelf.choose(name).run
    if not stored.grade_path.is_file():
        raise NotFoundError(f"{stored.name} has no stored grade; expected {stored.grade_path}")
    return stored.grade_path


def _print(graded: "Grade", old: "Grade | None", show: _Shown, path: str) -> None:
    """Print what is asked of a grade; where nothing is, its scores and where it was written."""
    import json

    from evalhw.grading.grade import plain
    from evalhw.reports.scores import judging_line, print_scores

    if show.only_looks:
        told, lines = _asked(graded, old, show.why)
        if show.as_json:
            print(json.dumps(told, ensure_ascii=False))
        elif show.out != "-":
            print("\n".join(lines))
    elif show.as_json:
        print(json.dumps(plain(graded), ensure_ascii=False))
    elif show.out != "-":
        print_scores([graded])
        if graded.judging is not None:
            print(judging_line(graded.judging))
    if path and not show.as_json:
        print(path)


def _asked(graded: "Grade", old: "Grade | None", why: tuple[str, ...] | None) -> tuple[dict[str, Any], list[str]]:
    """What is asked of a grade, as JSON values and as lines."""
    from evalhw.grading.changes import changes, other_inputs
    from evalhw.reports.why import changed_lines, changed_values, chosen, tree, values

    told: dict[str, Any] = {}
    lines: list[str] = []
    if why is not None:
        decisions = chosen(graded, why)
        told |= values(graded, decisions)
        lines += tree(decisions)
    if old is not None:
        changed, inputs = tuple(changes(old, graded)), other_inputs(old, graded)
        both = changed_values(changed, inputs)
        told |= {**both, "rules": told.get("rules", {}) | both["rules"]}
        lines += changed_lines(changed, inputs)
    return told, lines


def _grade_rows(
    homework: str, answers: str, out: str, root: Path | None, fail_under: str | None, *, as_json: bool, why: bool
) -> None:
    import json

    from evalhw.cli.rows import opened
    from evalhw.comparison.gate import Least
    from evalhw.grading.bulk import Tally, grade_rows
    from evalhw.homework.homework import load_homework

    least = Least.read(fail_under) if fail_under is not None else None
    tally = Tally()
    loaded = load_homework(homework, root)
    with opened(answers, out, loaded.paths) as (lines, write):
        for row in tally.watched(grade_rows(lines, loaded, trails=why)):
            write(row)
    if as_json and out != "-":
        print(json.dumps(tally.values()))  # the rows themselves are JSON where they go to the standard output
    if tally.failed:
        of = f"none of {tally.rows} rows" if tally.failed == tally.rows else f"{tally.failed} rows"
        could = "could" if tally.failed == tally.rows else "could not"
        print(f"evalhw: {of} {could} be graded; see their 'error'", file=sys.stderr)
    if tally.failed == tally.rows > 0:
        raise typer.Exit(UNFINISHED)
    if least and tally.points < least.of(tally.max_points) - 1e-9:
        print(f"evalhw: {tally.said}, fewer than {fail_under}", file=sys.stderr)
        raise typer.Exit(1)
