"""An exported report carries its trace: what is read back is what was written."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from report_cases import criterion, grade_of, question, trace_of

from evalhw.errors import TraceError
from evalhw.record.trace import HumanAnnotation, Trace
from evalhw.reports.layout import arrange
from evalhw.reports.markdown.page import markdown_report
from evalhw.reports.roundtrip import embedded, is_export, read_back

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "reports" / "hostile.yaml").read_text(encoding="utf-8"))


def exported(trace: Trace) -> str:
    return markdown_report(arrange(trace, grade_of(question("q1", [criterion("c", 1)]))), embedded=embedded(trace))


def test_turns_and_comments_come_back() -> None:
    """Same turns, same answers, same comments by people, whatever they contain."""
    person = HumanAnnotation(
        conversation="c", position=1, questions=("q1",), quote="a", end=1, comment="--> <b>wrong</b>"
    )
    trace = trace_of(*(str(case["text"]) for case in CASES), people=[person])
    text = exported(trace)
    assert is_export(text)
    back = read_back(text)
    assert (back.header, back.turns, back.annotations, back.ended) == (
        trace.header,
        trace.turns,
        trace.annotations,
        True,
    )


@given(st.text())
def test_any_answer_comes_back(answer: str) -> None:
    trace = trace_of(answer)
    assert read_back(exported(trace)).turns == trace.turns


def test_one_comment_carries_the_trace() -> None:
    """Nothing inside the embedded trace ends its comment."""
    text = embedded(trace_of("a --> b <!-- c --- d <script>"))
    assert text.count("-->") == 1
    assert text.count("<") == 1
    assert "---" not in text


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda text: text.split("<!--")[0], "carries no trace"),
        (lambda text: text.rsplit("-->", 1)[0], "has no end"),
        (lambda text: text.replace('"position":1', '"position":"one"'), "was changed"),
    ],
)
def test_damaged_report_is_said(damage: object, expected: str) -> None:
    with pytest.raises(TraceError, match=expected):
        read_back(damage(exported(trace_of("An answer."))))  # type: ignore[operator]
