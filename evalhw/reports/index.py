"""The index of a folder of reports: homeworks, models, scores, dates, each leading to its report.

Invariant: it is written from one short entry a run, so that a thousand runs take no more memory than their entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalhw.comparison.compare import follow_ups_of
from evalhw.reports.scores import points, with_open
from evalhw.reports.visible import one_line

if TYPE_CHECKING:
    from evalhw.grading.graded import GradedRun

HEADINGS = ("Homework", "Model", "Run", "Date", "First try", "Final", "Of", "Hints", "Got worse", "Report")


@dataclass(frozen=True)
class Entry:
    """What the index says of one run."""

    homework: str
    model: str
    run: str
    date: str
    first_points: float
    points: float
    max_points: float
    hints: int
    regressed: int
    file: str
    open_points: float = 0
    first_open_points: float = 0
    unfinished: int = 0

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells in the order of `HEADINGS`, but for the last."""
        first = with_open(self.first_points, self.first_open_points)
        final = with_open(self.points, self.open_points)
        final += f", {self.unfinished} not whole" if self.unfinished else ""
        numbers = (first, final, points(self.max_points))
        return (self.homework, self.model, self.run, self.date, *numbers, str(self.hints), str(self.regressed))


def entry(run: "GradedRun", file: str) -> Entry:
    """The entry of one run."""
    grade, started = run.grade, run.trace.header.started
    return Entry(
        homework=one_line(grade.homework),
        model=one_line(grade.model),
        run=one_line(grade.run),
        date=one_line(started[:10]) if started != "unknown" else "–",
        first_points=grade.first_points,
        points=grade.points,
        max_points=grade.max_points,
        hints=follow_ups_of(grade)[1],
        regressed=sum(len(question.regressed) for question in grade.questions),
        file=file,
        open_points=grade.open_points,
        first_open_points=grade.first_open_points,
        unfinished=len(grade.unfinished),
    )


def to_markdown(entries: Sequence[Entry]) -> str:
    """The index as a markdown table."""
    from evalhw.reports.markdown.inline import escaped

    lines = ["# Reports", "", f"| {' | '.join(HEADINGS)} |", "|---|---|---|---|--:|--:|--:|--:|--:|---|"]
    for one in entries:
        cells = " | ".join(escaped(cell) for cell in one.cells)
        lines.append(f"| {cells} | [report](<{one.file}>) |")
    return "\n".join(lines) + "\n"


def to_html(entries: Sequence[Entry]) -> str:
    """The index as an HTML page in the style of the reports."""
    from evalhw.reports.html.page import rendered

    return rendered("index.html.j2", title="Reports", headings=HEADINGS, entries=entries)
