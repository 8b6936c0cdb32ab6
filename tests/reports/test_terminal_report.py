"""The report in the terminal: symbols, Unicode mathematics, no control characters."""

import io
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from report_cases import criterion, grade_of, question, remark, trace_of
from rich.console import Console

from evalhw.record.trace import Trace
from evalhw.reports.layout import arrange
from evalhw.reports.scores import plain_table, score_table
from evalhw.reports.terminal import Shown
from evalhw.reports.unicode_math import readable

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "reports" / "hostile.yaml").read_text(encoding="utf-8"))


def shown(trace: Trace, *, width: int = 100, annotations: tuple[object, ...] = ()) -> str:
    grade = grade_of(question("q1", [criterion("c", 1)], annotations=annotations))
    page = io.StringIO()
    console = Console(file=page, width=width, force_terminal=True, color_system=None, highlight=False)
    console.print(Shown(arrange(trace, grade)))
    return page.getvalue()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_hostile_text_sends_nothing_to_the_terminal(case: dict[str, object]) -> None:
    """No escape sequence, bell or direction mark of a model reaches the terminal."""
    text = str(case["text"])
    answer = f"Answer.\n\n{text}"
    page = shown(trace_of(answer), annotations=(remark(answer, text, text),))
    own = re.sub(r"\x1b\[[0-9;]*m", "", page)  # rich's own underline and bold
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", own)
    if "\x1b" in text:
        assert "␛]0;pwned␇" in page.replace("\n", "")


def test_verdicts_have_symbols_and_passages_their_words() -> None:
    answer = "It takes **18 hours** in all.\n\n$$a = b$$"
    page = shown(trace_of(answer), annotations=(remark(answer, "18 hours", "Not in the post."),))
    assert "✗ incorrect" in page
    assert "“18 hours”" in page
    assert "Not in the post." in page


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"W_2^\top", "W₂ᵀ"),
        (r"\mathbf{U}_k^\top \mathbf{U}_k = I", "Uₖᵀ Uₖ = I"),
        (r"\|\mathbf{X}\|_F^2", "‖X‖_F²"),
        (r"\frac{\partial \mathcal{L}}{\partial W_1}", "(∂ ℒ)/(∂ W₁)"),
        (r"\sigma^{-1}", "σ⁻¹"),
        (r"\sqrt{s_i} \approx 1", "√sᵢ ≈ 1"),
        (r"\langle \text{sos} \rangle", "⟨ sos ⟩"),
        (r"\begin{aligned}a &= b\\ c &= d\end{aligned}", "a = b\nc = d"),
        (r"\unknown{x}", "unknownx"),
        ("x_{", "x_"),
    ],
)
def test_mathematics_is_readable(source: str, expected: str) -> None:
    assert readable(source) == expected


@given(st.text(st.sampled_from(list(r"\{}^_ab12&$ ")), max_size=60))
def test_any_source_is_read(source: str) -> None:
    assert isinstance(readable(source), str)


def test_deep_nesting_ends() -> None:
    assert isinstance(readable(r"\frac{" * 500), str)


def test_tables_show_points_and_help() -> None:
    graded = question("q1", [criterion("c", 1)], hints=("key",), follow_ups=("key",), regressed=("c",))
    text = plain_table(grade_of(graded))
    assert [line.split()[0] for line in text.splitlines()] == ["Question", "q1", "Total"]
    assert "key (hint)" in text
    assert score_table(grade_of(graded)).row_count == 1
