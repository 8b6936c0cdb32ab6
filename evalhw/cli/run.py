"""``evalhw run``: ask a homework of one or several models."""

from pathlib import Path
from typing import Annotated

import typer

from evalhw.cli.options import AsJson, FailUnder, Root


def run(
    homework: Annotated[str, typer.Argument(help="The homework, as in problems/HOMEWORK.yaml.")],
    model: Annotated[list[str], typer.Option("--model", help="The model, such as replay:mistral; repeatable.")],
    question: Annotated[
        list[str] | None,
        typer.Option("--question", help="Only this question or problem; repeatable.", show_default=False),
    ] = None,
    no_followups: Annotated[bool, typer.Option("--no-followups", help="Ask no follow-ups.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write under this folder instead of transcripts/.", show_default=False)
    ] = None,
    root: Root = None,
    fail_under: FailUnder = None,
    as_json: AsJson = False,
) -> None:
    """Ask a homework, follow up as its rubric says, and grade the answers."""
    import json

    from evalhw.asking import Order, ask
    from evalhw.cli.progress import observer
    from evalhw.grade import plain
    from evalhw.homework import load_homework
    from evalhw.reports.scores import print_scores

    loaded = load_homework(homework, root)
    order = Order(tuple(model), tuple(question or ()), not no_followups, root, out)
    with observer() as watching:
        asked = ask(loaded, order, watching)
    grades = [one.grade for one in asked]
    if as_json:
        rows = [plain(grade) for grade in grades]
        print(json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False))
    else:
        print_scores(grades)
        for one in asked:
            print(one.path)
    if fail_under is not None and any(grade.points < fail_under for grade in grades):
        raise typer.Exit(1)
