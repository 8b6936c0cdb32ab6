"""``evalhw export``: runs as documents and tables."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from evalhw.cli.options import FailOnRegression, FailUnder, Root

Runs = Annotated[
    list[str], typer.Argument(help="Runs: paths, homework/model, run ids, model names, or folders.", metavar="RUN...")
]


def export(
    runs: Runs,
    to: Annotated[
        Literal["markdown", "html", "csv", "json", "jsonl", "junit"], typer.Option("--to", help="The format.")
    ] = "markdown",
    out: Annotated[
        str, typer.Option("--out", "-o", help="A file, or a folder for several; default: standard output.")
    ] = "",
    root: Root = None,
    fail_under: FailUnder = None,
    baseline: FailOnRegression = None,
) -> None:
    """Write annotated traces and scores in a format of your choice."""
    import sys

    from evalhw.cli.gate import gate_of, hold
    from evalhw.cli.remarks import remark
    from evalhw.files.disk import allowed
    from evalhw.grading.graded import Shelf
    from evalhw.reports.folder import save
    from evalhw.reports.formats import save_text, written

    shelf = Shelf(root, remark=remark)
    gate = gate_of(fail_under, baseline, root)
    if not out:
        sys.stdout.write(written(gate.watched(shelf.each(runs)), to))
    elif out.endswith("/") or Path(out).is_dir():
        paths = save(shelf, runs, to, Path(out), gate)
        print(f"{len(paths)} files, {paths[-1]}" if len(paths) > 3 else "\n".join(map(str, paths)))  # noqa: PLR2004  # a screenful
    else:
        inputs = tuple(shelf.inputs(runs))
        allowed(Path(out), inputs)  # said before the time that grading takes
        print(save_text(written(gate.watched(shelf.each(runs)), to), Path(out), inputs))
    hold(gate)
