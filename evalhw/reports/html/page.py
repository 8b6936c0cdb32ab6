"""The page: what the template shows, and the policy under which a browser shows it.

Invariant: the file asks for nothing outside of itself; style and script are allowed by their hashes, nothing else.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from evalhw.grading.grade import CriterionGrade, QuestionGrade
from evalhw.reading.rules import book
from evalhw.reports.comments import Comment
from evalhw.reports.html import blocks, inline
from evalhw.reports.layout import SYMBOLS, WORDS, Report, TurnView, outcome_shown
from evalhw.reports.reading import Reading
from evalhw.reports.scores import banner, points, with_open
from evalhw.reports.visible import one_line, visible
from evalhw.reports.why import quoted

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Row:
    """A stretch of an answer and the comments beside it."""

    html: Markup
    comments: tuple[Comment, ...]


def html_report(report: Report) -> str:
    """The annotated trace as one self-contained file."""
    comments = list(_all_comments(report))
    faults = [one.number for one in comments if one.verdict in {"incorrect", "partial"} and not one.human]
    return rendered(
        "report.html.j2",
        report=report,
        title=one_line(_title(report)),
        banner=banner(report.grade),
        turns=[(view, _rows(view, comments)) for view in report.turns],
        questions=[_question(report, question) for question in report.grade.questions],
        known={question.id for question in report.grade.questions},
        faults=faults,
        next_fault=dict(pairwise(faults)),
    )


def rendered(template: str, **values: Any) -> str:
    """A page of the given template, with the style, the script and the policy that allows just these."""
    style, script = _asset("style.css"), _asset("keys.js")
    policy = (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template)
    # These three are files of this package.
    values |= {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704
    return page.render(**values).rstrip("\n") + "\n"


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """The hash by which a Content-Security-Policy allows an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": points,
        "with_open": with_open,
        "visible": visible,
        "one_line": one_line,
        "text": _text,
        "line": _line,
        "share": _share,
        "slug": slug,
        "outcome_shown": outcome_shown,
        "quoted": quoted,
        "rule_why": book.why,
    }
    environment.globals |= {"symbols": SYMBOLS, "words": WORDS}
    return environment


_DEEP = 4
"""The level of the headings under which prompts, comments and solutions stand."""


# Feedback, solutions and prompts are the same in many reports, and many times in one.
@lru_cache(maxsize=1024)
def _text(raw: str) -> Markup:
    return blocks.text_html(Reading(raw), below=_DEEP)


@lru_cache(maxsize=4096)
def _line(raw: str) -> Markup:
    return blocks.line_html(raw)


def _title(report: Report) -> str:
    return report.homework.spec.title if report.homework else report.grade.homework


def _share(part: float, whole: float) -> float:
    """A part as a percentage of the whole, within 0 and 100, for drawing."""
    return round(min(max(part / whole, 0), 1) * 100, 2) if whole else 0


def slug(name: str) -> str:
    """A name as an anchor."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in ".-_") else "-" for sign in name)


def _all_comments(report: Report) -> Iterator[Comment]:
    yield from report.session
    for view in report.turns:
        yield from view.comments


def _passages(turn: int, comments: Sequence[Comment]) -> Iterator[inline.Passage]:
    """The commented passages of a turn, a comment's further ones included."""
    for comment in comments:
        if comment.turn == turn:
            yield inline.Passage(comment.start, comment.end, comment)
        for other, span in comment.also:
            if other == turn:
                yield inline.Passage(span.start, span.end, comment, first=False)


def _rows(view: TurnView, comments: Sequence[Comment]) -> list[Row]:
    """The answer in rows, each a commented group, or the groups up to the next one that is commented."""
    marks = inline.Marks(list(_passages(view.turn.number, comments)))
    rows: list[Row] = []
    plain: list[Markup] = []
    for section in view.sections:
        html = blocks.group_html(view.answer, section.group, marks)
        if section.comments:
            if plain:
                rows.append(Row(Markup("").join(plain), ()))
                plain = []
            rows.append(Row(html, section.comments))
        else:
            plain.append(html)
    if plain:
        rows.append(Row(Markup("").join(plain), ()))
    return rows


@dataclass(frozen=True)
class QuestionView:
    """A question with its criteria before and after follow-ups, its rubric and its solution."""

    grade: QuestionGrade
    criteria: tuple[tuple[CriterionGrade | None, CriterionGrade], ...]
    first_turn: int
    prompt: Markup
    solution: Markup
    feedback: dict[str, str]

    @property
    def followed_up(self) -> bool:
        """Whether there is a first try to tell from the rest."""
        return len(self.grade.attempts) > 1


def _question(report: Report, question: QuestionGrade) -> QuestionView:
    attempts = question.attempts
    first = {one.id: one for one in attempts[0].criteria} if attempts else {}
    prompt = solution = Markup("")
    if report.homework and question.id in report.homework.rubric.questions:
        rubric = report.homework.rubric.questions[question.id]
        solution = _text(rubric.solution)
        prompt = _text(report.homework.spec.questions[question.id].prompt)
    return QuestionView(
        grade=question,
        criteria=tuple((first.get(one.id), one) for one in question.criteria),
        first_turn=attempts[0].turn if attempts else 0,
        prompt=prompt,
        solution=solution,
        feedback={one.id: report.feedback(question.id, one) for one in question.criteria},
    )
