"""The score table: per question the points at the first try and after follow-ups, help given, what got worse.

Invariant: the rows add up to the totals of the grade.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evalhw.comparison.compare import follow_ups_of
from evalhw.grading.grade import Grade, Judging, QuestionGrade, Verdict
from evalhw.providers.catalogue import Prices, cost
from evalhw.record.trace import Trace, taken_by
from evalhw.reports.layout import SYMBOLS, WORDS, unfinished_answer
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


def with_open(value: float, left: float, most: float | None = None) -> str:
    """Points beside what is still open: ``2``, ``2, 1 open``, or of all that there are ``2 of 3, 1 open``."""
    said = points(value) if most is None else f"{points(value)} of {points(most)}"
    return f"{said}, {points(left)} open" if left else said


def score_rows(grade: Grade) -> tuple[ScoreRow, ...]:
    """One row a question, in the order of the homework."""
    return tuple(_row(question) for question in grade.questions)


def total_cells(grade: Grade) -> tuple[str, ...]:
    """The table's last line."""
    first = with_open(grade.first_points, grade.first_open_points)
    final = with_open(grade.points, grade.open_points)
    return ("Total", first, final, points(grade.max_points), "", "", "")


def banner(grade: Grade) -> str:
    """The score in a sentence."""
    first = with_open(grade.first_points, grade.first_open_points)
    asked, helped = follow_ups_of(grade)
    sentence = f"{points(grade.points)} of {points(grade.max_points)} points"
    sentence += f", {points(grade.open_points)} open" if grade.open_points else ""
    if asked:
        sentence += f" after {_count(asked, 'follow-up')}" + (f" ({_count(helped, 'hint')})" if helped else "")
        sentence += f"; {first} at the first try"
    cut = len(grade.unfinished)
    return f"{sentence}; {_count(cut, 'answer')} not whole" if cut else sentence


def unfinished_lines(grade: Grade) -> tuple[str, ...]:
    """Which answers are not whole, and why, a line each."""
    return tuple(f"turn {turn}: {unfinished_answer(reason)}" for turn, reason in grade.unfinished.items())


def open_lines(grade: Grade) -> tuple[str, ...]:
    """Which criteria are not decided, and why, a line each."""
    return tuple(
        f"{one_line(question)} · {one_line(one.id)}: {one_line(one.reason)}" for question, one in grade.undecided
    )


def judging_line(judging: Judging) -> str:
    """Who judged, how often, and what it cost altogether."""
    judges = ", ".join(one_line(judge) for judge in judging.judges)
    price = "cost not known" if judging.cost is None else f"${judging.cost:.4f}"
    void = f", {judging.void} void" if judging.void else ""
    return f"{_count(judging.verdicts, 'verdict')} by {judges}{void}; {price}"


def cost_line(trace: Trace, prices: Prices | None) -> str:
    """What a run took: tokens, and US dollars; empty where nothing was recorded of it."""
    total, paid = taken_by(trace), trace.spent
    if not total.input_tokens and not total.output_tokens:
        return ""
    money = cost(prices, paid.input_tokens, paid.output_tokens, paid.cached_tokens)
    price = "cost not known; models.yaml holds prices" if money is None else f"${money:.4f}"
    return f"{total.input_tokens} tokens in, {total.output_tokens} out; {price}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _row(question: QuestionGrade) -> ScoreRow:
    given = [f"{name} (hint)" if name in question.hints else name for name in question.follow_ups]
    return ScoreRow(
        question=one_line(question.id),
        first=with_open(question.first_points, question.first_open_points),
        final=with_open(question.points, question.open_points),
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
