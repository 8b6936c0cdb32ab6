"""The annotated trace for a terminal: wrapped, mathematics in Unicode, every verdict with its symbol.

Invariant: model text reaches the terminal only through `visible`, as literal text without markup.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from evalhw.reports.comments import Comment
from evalhw.reports.layout import SYMBOLS, WORDS, Report, TurnView, outcome_shown
from evalhw.reports.reading import Reading
from evalhw.reports.runs import Run
from evalhw.reports.scores import banner, open_lines, score_table, unfinished_lines
from evalhw.reports.unicode_math import readable
from evalhw.reports.visible import one_line, visible
from evalhw.text.layout.document import Block
from evalhw.text.layout.spans import Span

COLOURS = {"correct": "green", "partial": "yellow", "incorrect": "red", "note": "cyan"}
_STYLES = (("strong", "bold"), ("emphasis", "italic"), ("struck", "strike"), ("href", "underline"))


class Shown:
    """A report that rich can print.

    Args:
        report: What to show.
        prompts: Whether to show the prompts in full.
    """

    def __init__(self, report: Report, *, prompts: bool = False) -> None:
        self.report = report
        self.prompts = prompts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console, options
        yield score_table(self.report.grade)
        yield Text(banner(self.report.grade), style="bold")
        for line in open_lines(self.report.grade):
            yield Text.assemble(("? not decided ", "dim"), line)
        for line in unfinished_lines(self.report.grade):
            yield Text(line, style="yellow")
        for comment in self.report.session:
            yield from _comment(comment, Reading(""))
        for turn in self.report.turns:
            yield from self._turn(turn)
        yield from self._feedback()

    def _feedback(self) -> Iterator[RenderableType]:
        """What the rubric says to the student of what is missing."""
        said = [
            (question.id, one, text)
            for question in self.report.grade.questions
            for one in question.criteria
            if (text := self.report.feedback(question.id, one))
        ]
        if said:
            yield Rule(Text("Feedback", style="bold"), align="left")
        for question, one, text in said:
            words = _plain(Reading(text).runs(Span(0, len(text))))
            symbol = outcome_shown(one.outcome, one.max_points)[0]
            yield Text.assemble(f"{symbol} ", (f"{one_line(question)} · {one_line(one.id)} ", "dim"), words)

    def _turn(self, view: TurnView) -> Iterator[RenderableType]:
        yield Text()
        yield Rule(Text(one_line(view.title), style="bold"), align="left")
        if asked := view.turn.asked.follow_up:
            yield Text(f"Follow-up {one_line(asked.id)}" + (", a hint" if asked.hint else ""), style="italic")
        yield from self._prompt(view.prompt)
        if view.attached:
            yield Text(f"  {one_line(view.attached).removeprefix('; ')}", style="dim")
        for comment in view.general:
            yield from _comment(comment, view.answer)
        if not view.turn.completion:
            yield Text(f"No answer arrived. {one_line(view.turn.failure)}", style="italic")
        if view.not_whole:
            yield Text(f"{view.not_whole}.", style="yellow")
        for section in view.sections:
            # A person's comment alone gives a passage no verdict.
            marks = [(one.start, one.end, COLOURS[one.verdict]) for one in section.comments if not one.human]
            yield _group(view.answer, section.group.blocks, marks)
            for comment in section.comments:
                yield from _comment(comment, view.answer, quoted=not section.shows(comment))

    def _prompt(self, prompt: Reading) -> Iterator[RenderableType]:
        """The prompt whole, or its beginning on a few lines."""
        if self.prompts:
            yield from (Padding(_group(prompt, group.blocks, ()), (0, 0, 0, 2)) for group in prompt.groups)
        else:
            words = _plain(prompt.runs(Span(0, len(prompt.raw))))
            yield Padding(Text(f"› {_shortened(' '.join(words.split()))}", style="dim"), (0, 0, 1, 0))


def _shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else f"{text[:most]} …"


def _comment(comment: Comment, answer: Reading, *, quoted: bool = False) -> Iterator[RenderableType]:
    colour = COLOURS[comment.verdict]
    who = f" ({one_line(comment.author)})" if comment.human else ""
    head = f"{SYMBOLS[comment.verdict]} {WORDS[comment.verdict]}{who}"
    text = Text.assemble((head, f"bold {colour}"), (f" {one_line(comment.label)} ", "dim"))
    if comment.end > comment.start and quoted:
        quote = _plain(answer.passage(Span(comment.start, comment.end)))
        text.append(f"“{_shortened(' '.join(quote.split()), 160)}” ", style="dim italic")
    text.append(_plain(Reading(comment.text).runs(Span(0, len(comment.text)))))
    yield Padding(text, (0, 0, 0, 4))
    if comment.contradiction:
        said = Reading(comment.contradiction).runs(Span(0, len(comment.contradiction)))
        yield Padding(Text.assemble(("✗ contradicted ", "bold red"), _plain(said)), (0, 0, 0, 6))
    yield Text()


def _plain(runs: Sequence[Run]) -> str:
    return "".join(_words(run) for run in runs)


def _words(run: Run) -> str:
    if run.kind == "break":
        return " "
    return visible(readable(run.text)) if run.kind in {"math", "display"} else visible(run.text)


def _group(answer: Reading, blocks: Sequence[Block], marks: Sequence[tuple[int, int, str]]) -> RenderableType:
    parts: list[RenderableType] = [_block(answer, block, marks) for block in blocks]
    if blocks[-1].kind != "heading":
        parts.append(Text())
    return Group(*parts)


def _block(answer: Reading, block: Block, marks: Sequence[tuple[int, int, str]]) -> RenderableType:
    inset = 2 * max(block.depth - 1, 0) + 2 * block.quoted
    raw = answer.raw[block.body.start : block.body.end]
    if block.kind == "heading":
        return Padding(_text(answer.runs(block.body), marks, "bold"), (0, 0, 0, 0))
    if block.kind == "code":
        return Padding(Text(visible(raw), style="cyan"), (0, 0, 0, inset + 2))
    if block.kind == "math":
        return Padding(Text(visible(readable(raw)), style=_mark(block.start, block.end, marks)), (0, 0, 0, inset + 4))
    if block.kind == "rule":
        return Rule(style="dim")
    if block.kind == "table":
        return _table(answer, block, marks)
    text = _text(answer.runs(block.body), marks, "")
    if block.kind == "item":
        sign = block.marker if block.marker[-1:] in ".)" else "•"
        text = Text.assemble(f"{visible(sign)} ", text)
        inset += 2
    return Padding(text, (0, 0, 0, inset))


def _table(answer: Reading, block: Block, marks: Sequence[tuple[int, int, str]]) -> RenderableType:
    table = Table(show_lines=True)
    width = max((len(row.cells) for row in block.rows), default=0)
    for index, row in enumerate(block.rows):
        cells = [_text(answer.runs(cell), marks, "") for cell in row.cells]
        cells += [Text()] * (width - len(cells))
        if index == 0:
            for cell in cells:
                table.add_column(cell)
        else:
            table.add_row(*cells)
    return table


def _text(runs: Sequence[Run], marks: Sequence[tuple[int, int, str]], style: str) -> Text:
    text = Text(style=style)
    for run in runs:
        own = " ".join(name for attribute, name in _STYLES if getattr(run, attribute))
        if run.kind in {"break", "display"}:
            text.append("\n")
        if run.kind == "text" and len(run.text) == run.end - run.start:
            for colour, piece in _cut(run, marks):
                text.append(visible(piece), style=f"{own} {colour}".strip())
        elif run.kind != "break":
            text.append(_words(run), style=f"{own} {_mark(run.start, run.end, marks)}".strip())
        if run.kind == "display":
            text.append("\n")
    return text


def _mark(start: int, end: int, marks: Sequence[tuple[int, int, str]]) -> str:
    return next((f"underline {colour}" for left, right, colour in marks if left < end and start < right), "")


def _cut(run: Run, marks: Sequence[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    """A text run in pieces, each wholly inside or wholly outside of every mark."""
    inside = [(max(left, run.start), min(right, run.end)) for left, right, _ in marks]
    edges = sorted({run.start, run.end, *(edge for left, right in inside if left < right for edge in (left, right))})
    pieces = [(left, right, _mark(left, right, marks)) for left, right in pairwise(edges)]
    for colour, group in groupby(pieces, key=lambda piece: piece[2]):
        members = list(group)
        yield colour, run.text[members[0][0] - run.start : members[-1][1] - run.start]
