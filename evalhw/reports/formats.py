"""Write runs in any of the formats: to one file, to standard output, or to a folder.

Invariant: adding a format is one line in `RUN_FORMATS` or `GRADE_FORMATS` and the module that it names.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from evalhw.errors import UserError
from evalhw.grade import Grade

if TYPE_CHECKING:
    from evalhw.graded import GradedRun


def _markdown(run: "GradedRun") -> str:
    from evalhw.reports.layout import arrange
    from evalhw.reports.markdown import markdown_report
    from evalhw.reports.roundtrip import embedded

    return markdown_report(arrange(run.trace, run.grade, run.homework), embedded=embedded(run.trace))


def _html(run: "GradedRun") -> str:
    from evalhw.reports.html import html_report
    from evalhw.reports.layout import arrange

    return html_report(arrange(run.trace, run.grade, run.homework))


def _csv(grades: Iterable[Grade]) -> str:
    from evalhw.reports.tabular import to_csv

    return to_csv(grades)


def _json(grades: Iterable[Grade]) -> str:
    from evalhw.reports.tabular import to_json_list

    return to_json_list(grades)


def _jsonl(grades: Iterable[Grade]) -> str:
    from evalhw.reports.tabular import to_jsonl

    return to_jsonl(grades)


RUN_FORMATS: dict[str, tuple[str, Callable[["GradedRun"], str]]] = {
    "markdown": ("md", _markdown),
    "html": ("html", _html),
}
"""Formats with one document a run: suffix and writer."""

GRADE_FORMATS: dict[str, tuple[str, Callable[[Iterable[Grade]], str]]] = {
    "csv": ("csv", _csv),
    "json": ("json", _json),
    "jsonl": ("jsonl", _jsonl),
}
"""Formats in which one document holds many grades: suffix and writer."""


def written(runs: Iterable["GradedRun"], to: str, out: Path | None) -> str | list[Path]:
    """Write runs in a format.

    Args:
        runs: The runs; consumed one at a time where a format has one document a run.
        to: A key of `RUN_FORMATS` or `GRADE_FORMATS`.
        out: A file, a folder (existing, or named with a final slash by the caller), or None for the text itself.

    Returns:
        The text, or the files written.

    Raises:
        UserError: Several documents do not fit into one file.
    """
    if to in GRADE_FORMATS:
        suffix, write_all = GRADE_FORMATS[to]
        text = write_all(run.grade for run in runs)
        return text if out is None else [_save(text, out / f"grades.{suffix}" if out.is_dir() else out)]
    suffix, write_one = RUN_FORMATS[to]
    if out is not None and out.is_dir():
        return [_save(write_one(run), out / file_name(run, suffix)) for run in runs]
    texts = [write_one(run) for run in runs]
    if len(texts) != 1:
        raise UserError(f"{len(texts)} runs make {len(texts)} {to} files; give a folder: -o DIR/")
    return texts[0] if out is None else [_save(texts[0], out)]


def file_name(run: "GradedRun", suffix: str) -> str:
    """The name of a run's document in a folder of many."""
    return f"{run.stored.homework}-{run.stored.model}-{run.stored.run}.{suffix}"


def _save(text: str, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
