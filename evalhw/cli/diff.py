"""``evalhw diff``: two runs of a homework beside each other."""

from typing import Annotated, Literal

import typer

from evalhw.cli.options import AsJson, Root

A_RUN = "A run of the homework: path, run id or model name."


def diff(
    homework: Annotated[str, typer.Argument(help="The homework, as in problems/HOMEWORK.yaml.")],
    first: Annotated[str, typer.Argument(help=A_RUN)],
    second: Annotated[str, typer.Argument(help=A_RUN)],
    only: Annotated[
        Literal["different", "regressed", "improved"] | None,
        typer.Option("--only", help="Only these questions.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Compare two runs: per question and criterion, first try and after follow-ups."""
    import sys

    from evalhw.compare import compare_grades, filtered
    from evalhw.graded import Shelf
    from evalhw.reports.comparing import plain, to_json

    shelf = Shelf(root)
    comparison = compare_grades(shelf.run(first, homework).grade, shelf.run(second, homework).grade)
    shown = filtered(comparison, only) if only else comparison
    sys.stdout.write(to_json(shown) if as_json else plain(shown))
