"""Write runs in any of the formats.

Invariant: adding a format is one line in `RUN_FORMATS` or `GRADE_FORMATS` and the module that it names.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from evalhw.errors import UserError
from evalhw.files import disk as files
from evalhw.grading.grade import Grade

if TYPE_CHECKING:
    from evalhw.grading.graded import GradedRun


def _markdown(run: "GradedRun") -> str:
    from evalhw.reports.layout import arrange
    from evalhw.reports.markdown.page import markdown_report
    from evalhw.reports.roundtrip import embedded

    return markdown_report(arrange(run.trace, run.grade, run.homework), embedded=embedded(run.trace))


def _html(run: "GradedRun") -> str:
    from evalhw.reports.html.page import html_report
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


def _junit(grades: Iterable[Grade]) -> str:
    from evalhw.reports.junit import to_junit

    return to_junit(grades)


RUN_FORMATS: dict[str, tuple[str, Callable[["GradedRun"], str]]] = {
    "markdown": ("md", _markdown),
    "html": ("html", _html),
}
"""Formats with one document a run: suffix and writer."""

GRADE_FORMATS: dict[str, tuple[str, Callable[[Iterable[Grade]], str]]] = {
    "csv": ("csv", _csv),
    "json": ("json", _json),
    "jsonl": ("jsonl", _jsonl),
    "junit": ("xml", _junit),
}
"""Formats in which one document holds many grades: suffix and writer."""


def written(runs: Iterable["GradedRun"], to: str) -> str:
    """Runs as a single text.

    Args:
        runs: The runs; just one where a format has one document a run.
        to: A key of `RUN_FORMATS` or `GRADE_FORMATS`.

    Raises:
        UserError: Several documents do not fit into one text.
    """
    if to in GRADE_FORMATS:
        return GRADE_FORMATS[to][1](run.grade for run in runs)
    # Said after two runs at most: a thousand need not be graded to learn that a folder is wanted.
    found = list(islice(runs, 2))
    if len(found) != 1:
        raise UserError(f"several runs make several {to} files; give a folder: -o DIR/")
    return RUN_FORMATS[to][1](found[0])


def save_text(text: str, path: Path, inputs: Iterable[Path] = ()) -> Path:
    """Write a text, its folder made where it is missing; returns the path.

    Raises:
        UserError: The path is one of the inputs, or something that no output may replace.
        DiskError: The system refuses.
    """
    files.write(path, text, inputs)
    return path
