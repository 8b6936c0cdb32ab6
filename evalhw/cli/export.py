"""``evalhw export``: runs as documents and tables."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from evalhw.cli.options import FailUnder, Root

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
    baseline: Annotated[
        str | None,
        typer.Option(
            "--fail-on-regression", help="Exit with 1 if a criterion earns less than in this run.", metavar="BASELINE"
        ),
    ] = None,
) -> None:
    """Write annotated traces and scores in a format of your choice."""
    import sys

    from evalhw.graded import Gate, Shelf
    from evalhw.reports.folder import save
    from evalhw.reports.formats import save_text, written

    shelf = Shelf(root)
    gate = Gate(fail_under, shelf.run(baseline).grade if baseline else None)
    if not out:
        sys.stdout.write(written(gate.watched(shelf.each(runs)), to))
    elif out.endswith("/") or Path(out).is_dir():
        paths = save(shelf, runs, to, Path(out), gate)
        print(f"{len(paths)} files, {paths[-1]}" if len(paths) > 3 else "\n".join(map(str, paths)))  # noqa: PLR2004  # a screenful
    else:
        print(save_text(written(gate.watched(shelf.each(runs)), to), Path(out)))
    for fault in gate.faults:
        print(f"evalhw: {fault}", file=sys.stderr)
    raise typer.Exit(1 if gate.faults else 0)
