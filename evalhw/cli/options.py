"""Options that several commands share, declared once."""

from pathlib import Path
from typing import Annotated

import typer

Root = Annotated[
    Path | None,
    typer.Option(
        "--root", help="Where problems/, rubrics/ and transcripts/ are.", envvar="EVALHW_ROOT", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, to standard output.")]
Judge = Annotated[
    list[str] | None,
    typer.Option(
        "--judge",
        help="The model that decides criteria of kind judge; repeatable, for a panel.",
        metavar="MODEL",
        show_default=False,
    ),
]
FailUnder = Annotated[
    str | None,
    typer.Option(
        "--fail-under",
        help="Exit with 1 if fewer points, or less of them, are earned; repeats by their mean.",
        metavar="POINTS|PERCENT%",
        show_default=False,
    ),
]
FailOnRegression = Annotated[
    str | None,
    typer.Option(
        "--fail-on-regression",
        help="Exit with 1 if less is earned than in this run; of repeats, less than chance explains.",
        metavar="BASELINE",
        show_default=False,
    ),
]
