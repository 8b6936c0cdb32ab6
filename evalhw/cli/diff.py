"""``evalhw diff``: two runs of a homework beside each other."""

from typing import Annotated

import typer

from evalhw.cli.comparing import Changed, Format, Only, Out, Passages, Priced, write
from evalhw.cli.options import AsJson, Root

A_RUN = "A run of the homework: path, run id or model name."


def diff(
    homework: Annotated[str, typer.Argument(help="The homework, as in problems/HOMEWORK.yaml.")],
    first: Annotated[str, typer.Argument(help=A_RUN)],
    second: Annotated[str, typer.Argument(help=A_RUN)],
    only: Only = None,
    passages: Passages = False,
    changed: Changed = False,
    to: Format = "text",
    out: Out = None,
    price: Priced = None,
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Compare two runs, or two models over all their repeats, question by question, and say what it means."""
    from evalhw.cli.remarks import remark
    from evalhw.grading.graded import Shelf

    shelf = Shelf(root, remark=remark)
    sides = [shelf.repeats(name, homework) for name in (first, second)]
    write(sides, only, price or [], "json" if as_json else to, out, passages=passages, changed=changed)
