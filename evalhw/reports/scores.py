"""The score table: per question the points at the first try and after follow-ups, help given, what got worse.

Invariant: the rows add up to the totals of the grade.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evalhw.compare import follow_ups_of
from evalhw.grade import Grade, Judging, QuestionGrade, Verdict
from evalhw.reports.layout import SYMBOLS, WORDS
from evalhw.reports.visible import one_line

if TYPE_CHECKING:
    from rich.table import Table

HEADINGS = ("Question", "First try", "After follow-ups", "Of", "Verdict", "Follow-ups", "Got worse")
_NUMERIC = (1, 2, 3)
_WRAPPED = 5  # columns from here on may wrap


@dataclass(frozen=True)
class ScoreRow:
    """A line of the score table, as text."""

    question: str
    first: str
    final: str
    of: str
    verdict: Verdict
    follow_ups: str
    regressed: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells in the order of `HEADINGS`."""
        verdict = f"{SYMBOLS[self.verdict]} {WORDS[self.verdict]}"
        return (self.question, self.first, self.final, self.of, verdict, self.follow_ups, self.regressed)


def points(value: float) -> str:
    """Points as people write them: 2, 2.5, −1."""
    return f"{round(value, 2) + 0:g}".replace("-", "−")


def score_rows(grade: Grade) -> tuple[ScoreRow, ...]:
    """One row a question, in the order of the homework."""
    return tuple(_row(question) for question in grade.questions)


def total_cells(grade: Grade) -> tuple[str, ...]:
    """The table's last line."""
    return ("Total", points(grade.first_points), points(grade.points), points(grade.max_points), "", "", "")


def banner(grade: Grade) -> str:
    """The score in a sentence."""
    final, first, most = (points(value) for value in (grade.points, grade.first_points, grade.max_points))
    asked, helped = follow_ups_of(grade)
    sentence = f"{final} of {most} points"
    if asked:
        sentence += f" after {_count(asked, 'follow-up')}" + (f" ({_count(helped, 'hint')})" if helped else "")
        sentence += f"; {first} at the first try"
    return sentence


def judging_line(judging: Judging) -> str:
    """Who judged, how often, and what it cost altogether."""
    judges = ", ".join(one_line(judge) for judge in judging.judges)
    price = "cost not known" if judging.cost is None else f"${judging.cost:.4f}"
    return f"{_count(judging.verdicts, 'verdict')} by {judges}; {price}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _row(question: QuestionGrade) -> ScoreRow:
    given = [f"{name} (hint)" if name in question.hints else name for name in question.follow_ups]
    return ScoreRow(
        question=one_line(question.id),
        first=points(question.first_points),
        final=points(question.points),
        of=points(question.max_points),
        verdict=question.verdict,
        follow_ups=", ".join(one_line(name) for name in given),
        regressed=", ".join(one_line(name) for name in question.regressed),
    )


def score_table(grade: Grade) -> "Table":
    """The table for a terminal."""
    from rich.table import Table
    from rich.text import Text

    title = f"{one_line(grade.homework)}: {one_line(grade.model)} · {one_line(grade.run)}"
    table = Table(title=Text(title), title_justify="left", show_footer=True)
    for index, (heading, total) in enumerate(zip(HEADINGS, total_cells(grade), strict=True)):
        justify: Literal["left", "right"] = "right" if index in _NUMERIC else "left"
        table.add_column(heading, Text(total), justify=justify, no_wrap=index < _WRAPPED)
    colours = {"correct": "green", "partial": "yellow", "incorrect": "red"}
    for row in score_rows(grade):
        cells = [Text(cell) for cell in row.cells]
        cells[4].stylize(colours.get(row.verdict, "dim"))
        table.add_row(*cells)
    return table


def plain_table(grade: Grade) -> str:
    """The table for a pipe: columns parted by two blanks, no colour, no frame."""
    lines = [HEADINGS, *(row.cells for row in score_rows(grade)), total_cells(grade)]
    return aligned(lines, right=_NUMERIC)


def aligned(lines: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Lines of cells as columns, with a final newline."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    written = []
    for line in lines:
        cells = [
            cell.rjust(widths[column]) if column in right else cell.ljust(widths[column])
            for column, cell in enumerate(line)
        ]
        written.append("  ".join(cells).rstrip())
    return "\n".join(written) + "\n"


def print_scores(grades: Sequence[Grade]) -> None:
    """Print the tables: drawn on a terminal, plain on a pipe."""
    import sys

    if not sys.stdout.isatty():
        for grade in grades:
            print(f"{one_line(grade.homework)}: {one_line(grade.model)} ({one_line(grade.run)})")  # noqa: T201  # what a command shows
            print(plain_table(grade))  # noqa: T201  # the same
        return
    from rich.console import Console

    console = Console()
    for grade in grades:
        console.print(score_table(grade))
