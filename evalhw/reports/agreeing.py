"""Agreement of grader and people, for people and programs.

Invariant: every disagreement is listed with both reasons.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict

from evalhw.comparison.agreement import ORDER, Agreement, Pair
from evalhw.reports.scores import aligned
from evalhw.reports.visible import one_line

_LONGEST = 200


def to_text(levels: Sequence[Agreement]) -> str:
    """Counts, kappa, alpha and the list of disagreements."""
    parts = []
    for found in levels:
        heading = "whole answers" if found.level == "answer" else "passages"
        if not found.pairs:
            parts.append(f"On {heading}: no comment by a person has a verdict that could be compared.\n")
            continue
        statistics = f"Cohen's kappa (quadratic) {_figure(found.kappa)}, Krippendorff's alpha {_figure(found.alpha)}"
        parts.append(f"On {heading}: {found.agreed} of {len(found.pairs)} verdicts agree; {statistics}\n")
        table = [("person \\ grader", *ORDER)]
        table += [(name, *map(str, row)) for name, row in zip(ORDER, found.table, strict=True)]
        parts.append(aligned(table, right=range(1, 4)))
        parts += [_disagreement(pair) for pair in found.disagreements]
    return "\n".join(parts)


def _figure(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}".replace("-", "−")


def _disagreement(pair: Pair) -> str:
    where = f"{one_line(pair.run)}, turn {pair.turn}, {one_line(pair.question)}"
    passage = f": “{_short(pair.passage)}”" if pair.passage else ""
    return (
        f"{where}{passage}\n  person: {pair.human}: {_short(pair.human_reason)}\n"
        f"  grader: {pair.grader}: {_short(pair.grader_reason)}\n"
    )


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"


def to_json(levels: Sequence[Agreement]) -> str:
    """The same as JSON, every pair included."""
    values = {
        found.level: {
            "pairs": [asdict(pair) | {"agrees": pair.agrees} for pair in found.pairs],
            "agreed": found.agreed,
            "kappa": found.kappa,
            "alpha": found.alpha,
            "verdicts": list(ORDER),
            "table": [list(row) for row in found.table],
        }
        for found in levels
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
