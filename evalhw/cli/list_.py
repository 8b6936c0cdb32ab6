"""``evalhw list``: homeworks, and the runs there are of them."""

from pathlib import Path
from typing import Annotated

import typer

from evalhw.cli.options import AsJson, Root


def list_runs(
    homework: Annotated[str | None, typer.Argument(help="Only the runs of this homework.", show_default=False)] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Look under this folder instead of transcripts/.", show_default=False)
    ] = None,
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """List homeworks and their runs, newest last."""
    import json

    from evalhw import store
    from evalhw.homework import names

    found = store.runs(store.transcripts(root, out), homework)
    rows = [
        {
            "run": run.name,
            "model": str(header.get("model", run.model)),
            "started": str(header.get("started", "")),
            "path": str(run.path),
        }
        for run in found
        for header in [store.header_of(run.path)]
    ]
    if as_json:
        print(json.dumps({"homeworks": names(root), "runs": rows}, ensure_ascii=False))
        return
    print(f"homeworks: {', '.join(names(root)) or 'none'}")
    for row in rows:
        print(f"{row['run']}  {row['started']}")
