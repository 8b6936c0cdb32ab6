"""A comparison for programs: JSON and CSV.

Invariant: numbers are the comparison's own, not those rounded for people.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from evalhw.comparison.compare import Comparison, Line
from evalhw.comparison.conclusions import Conclusion, Finding
from evalhw.reports.comparison.passages import passages_of
from evalhw.reports.visible import one_line


def as_values(conclusion: Conclusion, *, passages: bool = False) -> dict[str, Any]:
    """The comparison as JSON values."""
    comparison = conclusion.comparison
    values: dict[str, Any] = {
        "homework": comparison.homework,
        "models": list(comparison.names),
        "runs": [[grade.run for grade in side.grades] for side in comparison.sides],
        "common": list(comparison.common),
        "standing": [asdict(one) for one in conclusion.standing],
        "notes": list(conclusion.notes),
        "questions": [_line_values(line) for line in comparison.lines],
        "total": _line_values(comparison.total),
        "significance": [
            {
                "first": judged.first_name,
                "second": judged.name,
                "first_try": _finding_values(judged.first_try, judged.sentences[0]),
                "final": _finding_values(judged.final, judged.sentences[-1]),
            }
            for judged in conclusion.judged
        ],
        "help": [asdict(one) for one in conclusion.help],
        "costs": [asdict(one) for one in conclusion.costs],
        "reliability": [asdict(one) for one in conclusion.reliability],
    }
    if passages:
        values["passages"] = [
            {
                "question": one.question,
                "criterion": one.criterion,
                "sides": [
                    {"model": name, "points": _number(score.points), "quotes": list(quotes), "reason": reason}
                    for name, score, _, quotes, reason in one.sides
                ],
            }
            for one in passages_of(comparison)
        ]
    return values


def _finding_values(finding: Finding, said: str) -> dict[str, Any]:
    found = asdict(finding.significance) if finding.significance else {}
    span = asdict(finding.span) if finding.span else None
    judged = {"judgement": finding.judgement, "sentence": said, "common": finding.common, "span": span}
    return found | judged


def _line_values(line: Line) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": line.id,
        "max_points": _number(line.max_points),
        "points": [_number(score.points) if score.repeats else None for score in line.scores],
        "first_points": [_number(score.first_points) if score.repeats else None for score in line.scores],
        "repeats": [score.repeats for score in line.scores],
        "spread": [score.spread for score in line.scores],
        "range": [[_number(score.low), _number(score.high)] if score.repeats else None for score in line.scores],
        "first_range": [
            [_number(score.first_low), _number(score.first_high)] if score.repeats else None for score in line.scores
        ],
        "delta": None if line.delta is None else _number(line.delta),
        "first_delta": None if line.first_delta is None else _number(line.first_delta),
        "regressed": [score.regressed for score in line.scores],
    }
    if line.id != "Total":
        values["verdicts"] = [score.verdict if score.repeats else None for score in line.scores]
        values["first_verdicts"] = [score.first_verdict if score.repeats else None for score in line.scores]
        values["right"] = [score.right for score in line.scores]
        values["flipped"] = line.flipped
    if line.criteria:
        values["hints"] = [_number(score.hints) for score in line.scores]
        values["follow_ups"] = [_number(score.follow_ups) for score in line.scores]
        values["turns_to_correct"] = [score.turns_to_correct for score in line.scores]
        values["criteria"] = [_line_values(inner) for inner in line.criteria]
    return values


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 4)


def to_json(conclusion: Conclusion, *, passages: bool = False) -> str:
    """The comparison as indented JSON."""
    return json.dumps(as_values(conclusion, passages=passages), ensure_ascii=False, indent=2) + "\n"


def to_csv(conclusion: Conclusion, *, passages: bool = False) -> str:
    """One row for each side of each criterion, and of each question with an empty criterion."""
    del passages  # a table has no room for them
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = (
        "question", "criterion", "model", "first_points", "points", "max_points", "verdict", "regressed",
        "repeats", "spread", "low", "high",
    )  # fmt: skip
    writer.writerow(columns)
    comparison = conclusion.comparison
    for question, criterion, line in _flat(comparison):
        for name, score in zip(comparison.names, line.scores, strict=True):
            earned = [score.first_points, score.points] if score.repeats else [None, None]
            numbers = [_cell(value) for value in (*earned, line.max_points)]
            ends = [_cell(value) for value in ((score.low, score.high) if score.repeats else (None, None))]
            judged = [score.verdict, "yes" if score.regressed else "no"] if score.repeats else ["", ""]
            row = [question, criterion, one_line(name), *numbers, *judged, score.repeats, _cell(score.spread), *ends]
            writer.writerow(row)
    return text.getvalue()


def _cell(value: float | None) -> float | int | str:
    return "" if value is None else _number(value)


def _flat(comparison: Comparison) -> Iterator[tuple[str, str, Line]]:
    for line in comparison.lines:
        yield line.id, "", line
        for inner in line.criteria:
            yield line.id, inner.id, inner
