"""Compare answers in bulk: rows {"gold", "pred"} in, {"outcome", "reason", "method", "error", "seconds"} out.

Invariant: every row in gives one row out, in order, and only the row at hand is in memory; a row that is not JSON, or
lacks an answer, comes out as `unreadable` with what is wrong with it as `error`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from time import perf_counter
from typing import TYPE_CHECKING, Any

from evalhw.files.json_rows import rows_of
from evalhw.mathematics import verdict
from evalhw.mathematics.answer.comparison import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evalhw.files.json_rows import Row
    from evalhw.mathematics.declared.symbols import Symbols
    from evalhw.mathematics.verdict import Verdict


def compare_rows(
    lines: Iterable[str | bytes], symbols: Symbols | None = None, *, prove: bool = False
) -> Iterator[dict[str, Any]]:
    """Compare rows of a file, each with the answer expected and the answer given.

    Args:
        lines: One JSON object each, UTF-8; blank lines are passed over.
        symbols: The declared symbols, for matrix equations.
        prove: Let computer algebra confirm what sampling found.

    Yields:
        ``{"outcome", "reason", "method", "error", "seconds"}``, after the row's ``"id"`` if it has one; with
        ``"diagnosis"`` where one known mistake explains an unequal answer.
    """
    for row in rows_of(lines):
        begun = perf_counter()
        identity = {"id": row.id} if "id" in row.content else {}
        error = row.error or _fault(row)
        found = verdict.unreadable(error)
        if not error:
            try:
                gold, claim = _text(row.content["gold"]), _text(row.content["pred"])
                found = compare(gold, claim, symbols, prove=prove, diagnose=True)
            except Exception as defect:  # noqa: BLE001  # a defect met by one row must not cost the others theirs
                error = f"line {row.number}: a defect of evalhw: {type(defect).__name__}; please report it"
                found = verdict.unreadable(error)
        yield {**identity, **plain(found), "error": error or None, "seconds": round(perf_counter() - begun, 6)}


def _fault(row: Row) -> str:
    """What is wrong with a row's answers; empty if nothing is."""
    for key in ("gold", "pred"):
        answer = row.content.get(key)
        if not isinstance(answer, str | int | float) or isinstance(answer, bool):
            return f'line {row.number}: "{key}": expected text'
    return ""


def _text(answer: str | float) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer)


def plain(found: Verdict) -> dict[str, Any]:
    """A verdict as JSON values: outcome, reason and method, and the diagnosis where there is one."""
    values: dict[str, Any] = {"outcome": found.outcome, "reason": found.reason, "method": found.method}
    return {**values, "diagnosis": asdict(found.diagnosis)} if found.diagnosis else values
