"""Compare answers in bulk: JSON rows {"gold", "pred"} in, {"outcome", "reason", "method", "seconds"} out, row by row.

Invariant: every row in gives one row out, in order, and only the row at hand is in memory; a row that is not JSON, or
lacks an answer, comes out as `unreadable` with the reason.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from time import perf_counter
from typing import TYPE_CHECKING, Any

from evalhw.mathematics import verdict
from evalhw.mathematics.answer.comparison import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.verdict import Verdict

MAX_LINE = 40_000_000


def compare_rows(
    lines: Iterable[str], symbols: Symbols | None = None, *, prove: bool = False
) -> Iterator[dict[str, Any]]:
    """Compare rows of a file, each with the answer expected and the answer given.

    Args:
        lines: One JSON object each; blank lines are passed over.
        symbols: The declared symbols, for matrix equations.
        prove: Let computer algebra confirm what sampling found.

    Yields:
        ``{"outcome", "reason", "method", "seconds"}``, after the row's ``"id"`` if it has one; with ``"diagnosis"``
        where one known mistake explains an unequal answer.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        begun = perf_counter()
        row = _row(line, number)
        found = (
            row if not isinstance(row, dict) else compare(row["gold"], row["pred"], symbols, prove=prove, diagnose=True)
        )
        identity = {"id": row["id"]} if isinstance(row, dict) and "id" in row else {}
        yield {**identity, **_plain(found), "seconds": round(perf_counter() - begun, 6)}


def _row(line: str, number: int) -> dict[str, Any] | Verdict:
    """Return a row with its two answers as text, or the verdict that says what is wrong with it."""
    if len(line) > MAX_LINE:
        return verdict.unreadable(f"line {number}: longer than {MAX_LINE:,} characters")
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        return verdict.unreadable(f"line {number}: not JSON: {str(error)[:120]}")
    if not isinstance(given, dict):
        return verdict.unreadable(f'line {number}: expected an object with "gold" and "pred"')
    for key in ("gold", "pred"):
        answer = given.get(key)
        if isinstance(answer, int | float) and not isinstance(answer, bool):
            given[key] = json.dumps(answer)
        elif not isinstance(answer, str):
            return verdict.unreadable(f'line {number}: "{key}": expected text')
    return given


def _plain(found: Verdict) -> dict[str, Any]:
    plain: dict[str, Any] = {"outcome": found.outcome, "reason": found.reason, "method": found.method}
    return {**plain, "diagnosis": asdict(found.diagnosis)} if found.diagnosis else plain
