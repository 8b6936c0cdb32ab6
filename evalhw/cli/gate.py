"""What a command's runs must reach, for build servers.

Invariant: what cannot be looked up is told before anything is asked; what falls short is told in words, on the standard
error, and ends the command with 1.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from evalhw.grade import Grade
from evalhw.graded import Gate, Shelf


def gate_of(least: float | None, baseline: str | None, root: Path | None) -> Gate:
    """The gate that ``--fail-under`` and ``--fail-on-regression`` make.

    Raises:
        NotFoundError: There is no such baseline.
    """
    return Gate(least, Shelf(root).run(baseline).grade if baseline else None)


def hold(gate: Gate, grades: Iterable[Grade] = ()) -> None:
    """End with 1 if one of the grades, or a run that went through the gate before, falls short."""
    gate.faults += [fault for grade in grades for fault in gate.shortfalls(grade)]
    for fault in gate.faults:
        print(f"evalhw: {fault}", file=sys.stderr)
    if gate.faults:
        raise typer.Exit(1)
