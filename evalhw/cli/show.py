"""``evalhw show``: an annotated trace in the terminal."""

from typing import Annotated

import typer

from evalhw.cli.options import Root


def show(
    run: Annotated[str, typer.Argument(help="A run: path, homework/model, run id, model name, or 'last'.")],
    prompts: Annotated[bool, typer.Option("--prompts", help="Show the prompts in full.")] = False,
    root: Root = None,
) -> None:
    """Show a run: scores, answers, and every comment beneath its passage."""
    from rich.console import Console

    from evalhw.cli.remarks import remark
    from evalhw.grading.graded import Shelf
    from evalhw.providers.catalogue import load_catalogue
    from evalhw.reports.layout import arrange
    from evalhw.reports.scores import cost_line
    from evalhw.reports.terminal import Shown

    found = Shelf(root, remark=remark).run(run)
    console = Console(highlight=False)
    console.print(Shown(arrange(found.trace, found.grade, found.homework), prompts=prompts))
    if line := cost_line(found.trace, load_catalogue(root).prices(found.trace.header.model)):
        console.print(line, style="dim", markup=False)
