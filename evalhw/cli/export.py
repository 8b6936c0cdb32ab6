"""``evalhw export``: runs as documents and tables."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from evalhw.cli.options import Root

Runs = Annotated[
    list[str], typer.Argument(help="Runs: paths, homework/model, run ids or model names.", metavar="RUN...")
]


def export(
    runs: Runs,
    to: Annotated[
        Literal["markdown", "html", "csv", "json", "jsonl"], typer.Option("--to", help="The format.")
    ] = "markdown",
    out: Annotated[
        str, typer.Option("--out", "-o", help="A file, or a folder for several; default: standard output.")
    ] = "",
    root: Root = None,
) -> None:
    """Write annotated traces and scores in a format of your choice."""
    import sys

    from evalhw.graded import Shelf, each
    from evalhw.reports.formats import written

    target = Path(out) if out else None
    if target and (out.endswith("/") or len(runs) > 1) and not target.is_file() and not target.suffix:
        target.mkdir(parents=True, exist_ok=True)
    done = written(each(Shelf(root), runs), to, target)
    if isinstance(done, str):
        sys.stdout.write(done)
    else:
        for path in done:
            print(path)
