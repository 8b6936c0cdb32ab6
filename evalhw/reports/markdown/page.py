"""The page: banner, score table, turns with their comments, criteria with their reasons.

Invariant: the same trace and grade give the same bytes.
"""

from collections.abc import Iterator

from evalhw.grading.grade import QuestionGrade
from evalhw.reports.comments import Comment
from evalhw.reports.layout import SYMBOLS, WORDS, Report, Section, TurnView, outcome_shown
from evalhw.reports.markdown import blocks, inline
from evalhw.reports.markdown.formulas import code_span
from evalhw.reports.reading import Reading
from evalhw.reports.scores import HEADINGS, banner, points, score_rows, total_cells, with_open
from evalhw.reports.visible import one_line
from evalhw.reports.why import quoted, rule_line
from evalhw.text.layout.spans import Span

_ALERTS = {"correct": "TIP", "partial": "WARNING", "incorrect": "CAUTION", "note": "NOTE"}
_QUOTED = 240  # characters of a passage that a comment repeats


def markdown_report(report: Report, *, embedded: str = "") -> str:
    """The annotated trace.

    Args:
        report: What to show.
        embedded: A comment that carries the trace itself, so that the file can be read back; see `roundtrip`.
    """
    lines = [*_head(report), *_scores(report)]
    for turn in report.turns:
        lines += _turn(turn)
    lines += _criteria(report)
    text = "\n".join(lines).rstrip("\n") + "\n"
    return f"{text}\n{embedded}" if embedded else text


def _head(report: Report) -> Iterator[str]:
    header = report.trace.header
    yield f"# {inline.escaped(_title(report))}"
    yield ""
    yield f"**{banner(report.grade)}**"
    yield ""
    facts = [f"run {inline.escaped(header.run)}", f"provider {inline.escaped(header.provider)}"]
    facts += [f"recorded {inline.escaped(header.started)}"] if header.started not in {"", "unknown"} else []
    yield " · ".join(facts)
    yield ""
    if not report.trace.ended:
        yield from _alert("WARNING", ["The run did not come to its end; what is missing was never answered."])
    for warning in report.trace.warnings:
        yield from _alert("WARNING", [inline.escaped(warning)])
    for said in report.grade.remarks:
        yield from _alert("WARNING", [inline.escaped(said)])
    for comment in report.session:
        yield from _comment(comment, Reading(""))


def _title(report: Report) -> str:
    title = report.homework.spec.title if report.homework else report.grade.homework
    return one_line(f"{title}, answered by {report.grade.model}")


def _scores(report: Report) -> Iterator[str]:
    yield "## Score"
    yield ""
    yield f"| {' | '.join(HEADINGS)} |"
    yield "|---|--:|--:|--:|---|---|---|"
    for row in score_rows(report.grade):
        yield f"| {' | '.join(inline.escaped(cell) for cell in row.cells)} |"
    yield f"| {' | '.join(f'**{cell}**' if cell else '' for cell in total_cells(report.grade))} |"
    yield ""


def _turn(view: TurnView) -> Iterator[str]:
    yield f"## {inline.escaped(one_line(view.title))}"
    yield ""
    if asked := view.turn.asked.follow_up:
        hint = "a hint: it gives something of the solution away" if asked.hint else "not a hint"
        name = f"{inline.escaped(one_line(asked.question))} · {inline.escaped(one_line(asked.id))}"
        yield f"Follow-up {name} ({hint})."
        yield ""
    yield from _folded(f"Prompt{inline.escaped(one_line(view.attached))}", view.prompt)
    if view.reasoning.raw.strip():
        yield from _folded("Reasoning of the model (not graded)", view.reasoning)
    for comment in view.general:
        yield from _comment(comment, view.answer)
    if not view.turn.completion:
        yield f"*No answer arrived.* {inline.escaped(one_line(view.turn.failure))}".rstrip()
        yield ""
    if view.not_whole:
        yield from _alert("WARNING", [f"{inline.escaped(view.not_whole)}."])
    for section in view.sections:
        yield from _section(section, view.answer)


def _folded(summary: str, text: Reading) -> Iterator[str]:
    """A fold; the blank lines make renderers read markdown inside it."""
    yield f"<details><summary>{summary}</summary>"
    yield ""
    yield from blocks.text_lines(text)
    yield ""
    yield "</details>"
    yield ""


def _section(section: Section, answer: Reading) -> Iterator[str]:
    lines = blocks.group_lines(answer, section.group)
    yield from lines
    if lines:
        yield ""
    for comment in section.comments:
        yield from _comment(comment, answer, quoted=not section.shows(comment))


def _comment(comment: Comment, answer: Reading, *, quoted: bool = False) -> Iterator[str]:
    """A comment as an alert; it repeats its passage where that is but a part of what stands above."""
    who = f" ({inline.escaped(one_line(comment.author))})" if comment.human else ""
    about = inline.escaped(one_line(comment.label))
    head = f"**{SYMBOLS[comment.verdict]} {WORDS[comment.verdict]}{who}**" + (f" · {about}" if about else "")
    if quoted and comment.quote.strip():
        head += f" · “{_passage(comment, answer)}”"
    body = [head, "", *blocks.text_lines(Reading(comment.text), below=_LEVEL_IN_COMMENT)]
    if comment.contradiction:
        symbol = SYMBOLS["incorrect"] if comment.verdict != "incorrect" else SYMBOLS["correct"]
        said = blocks.text_lines(Reading(comment.contradiction), below=_LEVEL_IN_COMMENT)
        body += ["", f"**{symbol} Contradicted.** {said[0] if said else ''}", *said[1:]]
    yield from _alert("NOTE" if comment.human else _ALERTS[comment.verdict], body)


_LEVEL_IN_COMMENT = 5


def _passage(comment: Comment, answer: Reading) -> str:
    """The passage on one line, its formulas and code whole, cut where it is long."""
    end = min(comment.end, comment.start + _QUOTED)
    runs = answer.passage(Span(comment.start, comment.end))
    kept = [run for run in runs if run.start < end]
    if not kept:
        return inline.escaped(one_line(comment.quote)[:_QUOTED])
    return inline.sentence(kept) + (" …" if len(kept) < len(runs) else "")


def _alert(kind: str, body: list[str]) -> Iterator[str]:
    yield f"> [!{kind}]"
    for line in body:
        yield f"> {line}".rstrip()
    yield ""


def _criteria(report: Report) -> Iterator[str]:
    yield "## Criteria"
    yield ""
    for question in report.grade.questions:
        yield from _question(report, question)
    for note in report.trace.notes:
        yield f"- {inline.escaped(one_line(note.text))}"


def _question(report: Report, question: QuestionGrade) -> Iterator[str]:
    earned = with_open(question.points, question.open_points, question.max_points)
    yield f"### {inline.escaped(one_line(question.id))}: {earned}"
    yield ""
    yield "| Criterion | Outcome | Points | Turn | Reason |"
    yield "|---|---|--:|--:|---|"
    for criterion in question.criteria:
        outcome = " ".join(outcome_shown(criterion.outcome, criterion.max_points))
        most = points(criterion.max_points)
        reason = _cell(criterion.reason)
        if feedback := report.feedback(question.id, criterion):
            reason += f" *Feedback:* {_cell(feedback)}"
        name = inline.escaped(one_line(criterion.id))
        name += " (got worse)" if criterion.id in question.regressed else ""
        earned = f"{points(criterion.points)} of {most}" if criterion.max_points > 0 else points(criterion.points)
        yield f"| {name} | {outcome} | {earned} | {criterion.turn or '–'} | {reason} |"
    yield ""
    yield from _why(question)


def _why(question: QuestionGrade) -> Iterator[str]:
    """A fold with the facts that each decision rests on; nothing where no check tells any."""
    trails = [(f"turn {one.turn}, before any check", one.trail) for one in question.attempts if one.trail]
    trails += [(one_line(one.id), one.trail) for one in question.criteria if one.trail]
    if not trails:
        return
    yield "<details><summary>Why</summary>"
    yield ""
    for name, trail in trails:
        yield f"- **{inline.escaped(name)}**"
        for premise in trail:
            passage = f" {code_span(quoted(premise.passage.quote))}" if premise.passage else ""
            yield f"  - {_item(premise.what)}{passage}"
            if premise.because:
                yield f"    - {_item(premise.because)}"
            yield from (f"    - {inline.escaped(rule_line(rule))}" for rule in premise.rules)
    yield ""
    yield "</details>"
    yield ""


def _item(text: str) -> str:
    """A fact or its ground on one line, formulas and code in it shown as such."""
    return inline.sentence(Reading(text).runs(Span(0, len(text))))


def _cell(text: str) -> str:
    return inline.sentence(Reading(text).runs(Span(0, len(text))), cell=True)
