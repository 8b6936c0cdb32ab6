"""``evalhw list``: homeworks, and the runs there are of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evalhw.cli.options import AsJson, Root

if TYPE_CHECKING:
    from evalhw.grading.graded import Shelf
    from evalhw.record.store import StoredRun


def list_runs(
    homework: Annotated[str | None, typer.Argument(help="Only the runs of this homework.", show_default=False)] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Look under this folder instead of transcripts/.", show_default=False)
    ] = None,
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """List homeworks and their runs, newest first, with their points and how complete they are."""
    import json

    from evalhw.grading.graded import Shelf
    from evalhw.homework.homework import names
    from evalhw.record import store
    from evalhw.reports.scores import aligned

    shelf = Shelf(root, store.transcripts(root, out))
    found = reversed(store.by_age(store.runs(shelf.traces, homework)))
    rows = [_row(shelf, run) for run in found]
    if as_json:
        print(json.dumps({"homeworks": names(root), "runs": rows}, ensure_ascii=False))
        return
    print(f"homeworks: {', '.join(names(root)) or 'none'}")
    if rows:
        print(aligned([("Run", "Started", "Points", "State"), *map(_cells, rows)], right=(2,)), end="")


def _row(shelf: "Shelf", run: "StoredRun") -> dict[str, Any]:
    """What there is to say of one run; what cannot be read or graded is said in its place."""
    from evalhw.errors import EvalhwError
    from evalhw.record import store

    header = store.header_of(run.path)
    row: dict[str, Any] = {
        "run": run.name,
        "model": str(header.get("model", run.model)),
        "started": str(header.get("started", "")),
        "path": str(run.path),
        "points": None,
        "max_points": None,
        "open_points": None,
        "answered": None,
        "questions": None,
        "complete": False,
        "state": "",
    }
    try:
        graded = shelf.looked_at(run)
        covered, questions = graded.coverage, len(graded.homework.spec.questions)
    except EvalhwError as error:
        return row | {"state": f"cannot be graded: {str(error).splitlines()[0]}"}
    except Exception as error:  # noqa: BLE001 - whatever one run holds, the others are listed
        fault = f"a fault of evalhw, please report it ({type(error).__name__}: {error})"
        return row | {"state": f"cannot be graded: {fault}"[:300]}
    return row | {
        "points": graded.grade.points,
        "max_points": graded.grade.max_points,
        "open_points": graded.grade.open_points,
        "answered": len(covered.answered),
        "questions": questions,
        "complete": covered.complete,
        "state": covered.state,
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    from evalhw.reports.scores import with_open
    from evalhw.reports.visible import one_line

    earned = "–" if row["points"] is None else with_open(row["points"], row["open_points"], row["max_points"])
    return (one_line(row["run"]), one_line(row["started"]) or "–", earned, one_line(row["state"]))
