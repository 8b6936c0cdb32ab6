"""What ``diff`` and ``compare`` share: their options, and how they write a comparison."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

import typer

if TYPE_CHECKING:
    from evalhw.comparison.conclusions import Conclusion, Cost
    from evalhw.grading.graded import GradedRun
    from evalhw.providers.catalogue import Prices


class Writer(Protocol):
    """A format: a comparison in, its text out."""

    def __call__(self, conclusion: "Conclusion", *, passages: bool = False) -> str:
        """The text, with or without the passages that decided."""
        ...


Only = Annotated[
    Literal["different", "regressed", "improved"] | None,
    typer.Option("--only", help="Show only these questions.", show_default=False),
]
Passages = Annotated[bool, typer.Option("--passages", help="Show the passages that decided, side by side.")]
Format = Annotated[Literal["text", "markdown", "html", "csv", "json"], typer.Option("--to", help="The format.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="A file; default: standard output.", show_default=False)]
Changed = Annotated[
    bool, typer.Option("--changed", help="Count answers to questions whose words changed since they were asked.")
]
Priced = Annotated[
    list[str] | None,
    typer.Option("--price", help="What a million tokens cost: MODEL=IN,OUT; repeatable.", show_default=False),
]


def write(
    sides: Sequence[Sequence["GradedRun"]],
    only: Literal["different", "regressed", "improved"] | None,
    prices: Sequence[str],
    to: str,
    out: Path | None,
    *,
    passages: bool,
    changed: bool = False,
) -> None:
    """Compare sides of one or several runs each, and write it all in a format."""
    import sys

    from evalhw.comparison.compare import Side, compare_grades
    from evalhw.comparison.conclusions import conclude
    from evalhw.files import disk as files

    inputs = [path for side in sides for run in side for path in run.inputs]
    if out is not None:
        files.allowed(out, inputs)
    given = [
        Side(
            side[0].grade.model,
            tuple(run.grade for run in side),
            tuple(run.coverage for run in side),
            _asked(side[0]),
            frozenset(str(run.stored.path.resolve()) for run in side),
        )
        for side in sides
    ]
    comparison = compare_grades(*given, changed=changed)
    spec = sides[0][0].homework.spec
    problems = {question: problem.id for question, problem in spec.problem_of.items()}
    conclusion = conclude(comparison, problems, _costs(comparison.names, sides, prices), only)
    text = _writer(to)(conclusion, passages=passages)
    if out is None:
        sys.stdout.write(text)
    else:
        files.write(out, text, inputs)
        print(out)


def _asked(run: "GradedRun") -> str:
    """How a run was asked, so far as it may differ between runs that are compared."""
    import json

    header = run.trace.header
    said = [
        f"{name}={json.dumps(value, ensure_ascii=False)}"
        for name, value in sorted(header.parameters.items())
        if name != "seed"
    ]
    return ", ".join([*said, *([] if header.follow_ups else ["no follow-ups"])])


def _costs(names: Sequence[str], sides: Sequence[Sequence["GradedRun"]], prices: Sequence[str]) -> list["Cost"]:
    from statistics import fmean

    from evalhw.comparison.conclusions import cost_of

    asked = dict(_price(text) for text in prices)
    known = _known(side[0] for side in sides)
    return [
        cost_of(
            name,
            [run.trace for run in side],
            fmean(run.grade.points for run in side),
            asked.get(side[0].grade.model, known.get(side[0].grade.model)),
        )
        for name, side in zip(names, sides, strict=True)
    ]


def _known(runs: Iterable["GradedRun"]) -> dict[str, "Prices"]:
    """What models cost by ``models.yaml``."""
    from evalhw.providers.catalogue import load_catalogue

    found = list(runs)
    catalogue = load_catalogue(found[0].homework.root)
    prices = {run.grade.model: catalogue.prices(run.trace.header.model) for run in found}
    return {model: price for model, price in prices.items() if price}


def _price(text: str) -> tuple[str, "Prices"]:
    """``mistral=2,6``: what a million tokens in and a million tokens out cost."""
    from evalhw.errors import UserError
    from evalhw.providers.catalogue import Prices

    model, _, amounts = text.rpartition("=")
    try:
        sent, told = (float(amount) for amount in amounts.split(","))
    except ValueError:
        sent = told = -1.0
    if not model or not 0 <= sent < float("inf") or not 0 <= told < float("inf"):
        raise UserError(f"--price {text}: expected MODEL=IN,OUT for a million tokens each, such as mistral=2,6")
    return model, Prices(input=sent, output=told)


def _writer(to: str) -> "Writer":
    from evalhw.reports.comparison import page, tables, values

    writers: dict[str, Writer] = {
        "text": tables.to_text,
        "markdown": tables.to_markdown,
        "html": page.to_html,
        "csv": values.to_csv,
        "json": values.to_json,
    }
    return writers[to]
