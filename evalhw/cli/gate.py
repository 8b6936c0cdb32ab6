"""What a command's runs must reach, for build servers.

Invariant: what cannot be looked up is told before anything is asked; what falls short is told in words, on the standard
error, and ends the command with 1.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from evalhw.cli.remarks import remark
from evalhw.comparison.gate import Covered, Gate, Least, earned
from evalhw.grading.graded import Shelf


def gate_of(least: str | None, baseline: str | None, root: Path | None) -> Gate:
    """The gate that ``--fail-under`` and ``--fail-on-regression`` make; a baseline's repeats count together.

    Raises:
        NotFoundError: There is no such baseline.
        UserError: What is the least is no number.
    """
    before = Shelf(root, remark=remark).repeats(baseline) if baseline else ()
    return Gate(
        Least.read(least) if least is not None else None, tuple(earned(run.grade, run.coverage) for run in before)
    )


def hold(gate: Gate, runs: Iterable[Covered] = ()) -> None:
    """End with 1 if one of the runs, or one that went through the gate before, falls short."""
    for _ in gate.watched(runs):
        pass
    faults = gate.faults
    for fault in faults:
        print(f"evalhw: {fault}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)
