"""``evalhw agree``: where the grader and people agree, and where they do not."""

from typing import Annotated

import typer

from evalhw.cli.options import AsJson, Root


def agree(
    runs: Annotated[
        list[str], typer.Argument(help="Runs with comments by people: paths, run ids, model names.", metavar="RUN...")
    ],
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Hold the grader's verdicts against people's comments: kappa, alpha, counts, and every disagreement."""
    import sys

    from evalhw.cli.remarks import remark
    from evalhw.comparison.agreement import agreement
    from evalhw.grading.graded import Shelf
    from evalhw.reports.agreeing import to_json, to_text

    grades = [run.grade for run in Shelf(root, remark=remark).each(runs)]
    levels = [agreement(grades, "answer"), agreement(grades, "passage")]
    sys.stdout.write(to_json(levels) if as_json else to_text(levels))
