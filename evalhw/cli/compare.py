"""``evalhw compare``: any number of models on a homework beside each other."""

from typing import Annotated

import typer

from evalhw.cli.comparing import Changed, Format, Only, Out, Passages, Priced, write
from evalhw.cli.options import AsJson, Root


def compare(
    homework: Annotated[str, typer.Argument(help="The homework, as in problems/HOMEWORK.yaml.")],
    models: Annotated[
        list[str] | None,
        typer.Argument(help="Models or runs, the one to compare against first; default: all.", show_default=False),
    ] = None,
    only: Only = None,
    passages: Passages = False,
    changed: Changed = False,
    to: Format = "text",
    out: Out = None,
    price: Priced = None,
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Compare models over all repeats of their newest complete run; a run that is named stands for itself alone."""
    from evalhw.cli.remarks import remark
    from evalhw.grading.graded import Shelf

    shelf = Shelf(root, remark=remark)
    sides = [shelf.repeats(name, homework) for name in models or shelf.models(homework)]
    write(sides, only, price or [], "json" if as_json else to, out, passages=passages, changed=changed)
