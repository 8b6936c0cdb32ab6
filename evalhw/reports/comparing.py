"""A comparison for people and programs: terminal, pipe, markdown, CSV, JSON.

Invariant: every format shows the same numbers.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from evalhw.compare import Comparison, Line, Score
from evalhw.reports.layout import SYMBOLS
from evalhw.reports.markdown.inline import escaped
from evalhw.reports.scores import aligned, points
from evalhw.reports.visible import one_line


def table_lines(comparison: Comparison, *, criteria: bool = True) -> list[tuple[str, ...]]:
    """Heading, one line a question with its criteria beneath, and the total."""
    names = [one_line(name) for name in comparison.names]
    heading = ["Question"]
    for name in names:
        heading += [f"{name}: first", "final"]
    two = len(names) == 2  # noqa: PLR2004  # a difference has two sides
    heading += ["Of"] + (["Δ first", "Δ final"] if two else [])
    lines = [tuple(heading)]
    for line in comparison.lines:
        lines.append(_cells(line, "", two=two, shown=True))
        lines += [_cells(inner, "  ", two=two, shown=True) for inner in line.criteria if criteria]
    lines.append(_cells(comparison.total, "", two=two, shown=False))
    return lines


def _cells(line: Line, indent: str, *, two: bool, shown: bool) -> tuple[str, ...]:
    cells = [indent + one_line(line.id)]
    for score in line.scores:
        cells += [_first(score, shown=shown), _final(score, shown=shown)]
    cells.append(points(line.max_points))
    if two:
        cells += [_signed(line.first_delta), _signed(line.delta)]
    return tuple(cells)


def _first(score: Score, *, shown: bool) -> str:
    return f"{SYMBOLS[score.first_verdict]} {points(score.first_points)}" if shown else points(score.first_points)


def _final(score: Score, *, shown: bool) -> str:
    worse = " ↓" if score.regressed and shown else ""
    return (f"{SYMBOLS[score.verdict]} {points(score.points)}" if shown else points(score.points)) + worse


def _signed(delta: float) -> str:
    return "=" if not delta else f"{'+' if delta > 0 else '−'}{points(abs(delta))}"


def plain(comparison: Comparison, *, criteria: bool = True) -> str:
    """The comparison for a pipe or a terminal, without colour."""
    lines = table_lines(comparison, criteria=criteria)
    return aligned(lines, right=range(1, len(lines[0])))


def to_markdown(comparison: Comparison) -> str:
    """The comparison as a markdown table, criteria beneath their questions."""
    lines = table_lines(comparison)
    written = [f"# {escaped(one_line(comparison.homework))}: {' against '.join(map(_name, comparison.names))}", ""]
    written += [_row(lines[0]), f"|---|{'--:|' * (len(lines[0]) - 1)}"]
    written += [_row((f"↳ {line[0].strip()}" if line[0].startswith(" ") else line[0], *line[1:])) for line in lines[1:]]
    return "\n".join(written) + "\n"


def _name(name: str) -> str:
    return escaped(one_line(name))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"


def as_values(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON values."""
    return {
        "homework": comparison.homework,
        "models": list(comparison.names),
        "runs": [[grade.run for grade in side.grades] for side in comparison.sides],
        "questions": [_line_values(line) for line in comparison.lines],
        "total": _line_values(comparison.total),
    }


def _line_values(line: Line) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": line.id,
        "max_points": _number(line.max_points),
        "points": [_number(score.points) for score in line.scores],
        "first_points": [_number(score.first_points) for score in line.scores],
        "delta": _number(line.delta),
        "first_delta": _number(line.first_delta),
        "verdicts": [score.verdict for score in line.scores],
        "first_verdicts": [score.first_verdict for score in line.scores],
        "flipped": line.flipped,
        "regressed": [score.regressed for score in line.scores],
    }
    if line.criteria:
        values["hints"] = [_number(score.hints) for score in line.scores]
        values["follow_ups"] = [_number(score.follow_ups) for score in line.scores]
        values["turns_to_correct"] = [score.turns_to_correct for score in line.scores]
        values["criteria"] = [_line_values(inner) for inner in line.criteria]
    if line.id == "Total":
        for name in ("verdicts", "first_verdicts", "flipped"):
            del values[name]
    return values


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 4)


def to_json(comparison: Comparison) -> str:
    """The comparison as indented JSON."""
    return json.dumps(as_values(comparison), ensure_ascii=False, indent=2) + "\n"


def to_csv(comparison: Comparison) -> str:
    """One row for each side of each criterion, and of each question with an empty criterion."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = ("question", "criterion", "model", "first_points", "points", "max_points", "verdict", "regressed")
    writer.writerow(columns)
    for question, criterion, line in _flat(comparison):
        for name, score in zip(comparison.names, line.scores, strict=True):
            values = (_number(score.first_points), _number(score.points), _number(line.max_points))
            writer.writerow(
                [question, criterion, one_line(name), *values, score.verdict, "yes" if score.regressed else "no"]
            )
    return text.getvalue()


def _flat(comparison: Comparison) -> Iterator[tuple[str, str, Line]]:
    for line in comparison.lines:
        yield line.id, "", line
        for inner in line.criteria:
            yield line.id, inner.id, inner
