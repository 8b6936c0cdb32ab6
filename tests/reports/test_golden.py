"""Whole reports, byte for byte. `EVALHW_GOLDEN=write` writes them anew; look at the difference before you commit it."""

import io
import os
from pathlib import Path

import pytest
from report_cases import criterion, grade_of, question, remark, trace_of
from rich.console import Console

from evalhw.comparison.compare import compare_grades
from evalhw.comparison.conclusions import conclude
from evalhw.grading.grade import Attempt, Evidence, Premise
from evalhw.record.trace import HumanAnnotation
from evalhw.reports.comparison import tables, values
from evalhw.reports.html.page import html_report
from evalhw.reports.layout import Report, arrange
from evalhw.reports.markdown.page import markdown_report
from evalhw.reports.roundtrip import embedded
from evalhw.reports.terminal import Shown

GOLDEN = Path(__file__).parents[1] / "golden"
FIRST = r"""# Part (a)

By \(U^\top U = I\) the loss is

$$\|X - W_2 W_1 X\|_F^2 \quad (1)$$

and setting `W_1 = 0` gives **18 hours**:

1. First, $a < b$.
   - nested | bar
2. Then <b>bold</b>.

| f | value |
|---|---|
| $|x|$ | 3x |

> Quoted, with $y$.

```python
print("</details>")
```"""
FALSE = r"\Sigma_k^2 = U_k^\top X X^\top"
TRAIL = (
    Premise(
        what="identity: ill shaped",
        passage=Evidence(quote=FALSE, start=22, end=55),
        because="decided by arithmetic or form; k×k against k×m",
    ),
    Premise(what="aimed at the <grader>", rules=("grader.award_goal", "grader.of_another_version")),
)
SECOND = "In the end:\n\n\\[\n\\Sigma_k^2 = U_k^\\top X X^\\top\n\\]\n\nwhich holds."


def report() -> Report:
    """Two turns, comments of both kinds, a regression, a hint."""
    quote = "**18 hours**"
    start = FIRST.index(quote)
    person = HumanAnnotation(
        conversation="c", position=1, questions=("q1",), quote=quote, start=start, end=start + len(quote),
        verdict="correct", comment="Looks *right* to me.",
    )  # fmt: skip
    trace = trace_of(FIRST, SECOND, people=[person])
    notes = (
        remark(FIRST, "18 hours", "Not in the source: it says 341 s.", criterion="time"),
        remark(FIRST, r"\|X - W_2 W_1 X\|_F^2", "Right.", "correct"),
        remark(FIRST, "3x", "Nor is this.", "partial"),
        remark(SECOND, r"\Sigma_k^2 = U_k^\top X X^\top", "k×k against k×m.", turn=2, criterion="proof"),
    )
    first = (criterion("time", 0, turn=1), criterion("proof", 2, turn=1))
    final = (
        criterion("time", 0, turn=1),
        criterion("proof", 0, reason="its last step is false: $k \\ne m$", turn=2).model_copy(update={"trail": TRAIL}),
    )
    attempts = (
        Attempt(turn=1, points=2, verdict="partial", criteria=first),
        Attempt(turn=2, points=0, verdict="incorrect", criteria=final, follow_up="again", hint=True),
    )
    graded = question(
        "q1", final, first_points=2, first_verdict="partial", annotations=notes, attempts=attempts,
        hints=("again",), follow_ups=("again",), regressed=("proof",),
    )  # fmt: skip
    human = (
        remark(FIRST, quote, "Looks *right* to me.", "correct", author="human"),
        remark(FIRST, "", "A fair try.", "note", author="human", turn=0),
    )
    return arrange(trace, grade_of(graded, question("q2", [criterion("only", 2)]), human=human))


def written(name: str) -> str:
    shown = report()
    if name == "report.md":
        return markdown_report(shown, embedded=embedded(shown.trace))
    if name == "report.html":
        return html_report(shown)
    if name == "report.txt":
        page = io.StringIO()
        Console(file=page, width=88, color_system=None, highlight=False).print(Shown(shown))
        return "\n".join(line.rstrip() for line in page.getvalue().split("\n"))
    better = shown.grade.model_copy(update={"model": "other", "questions": (shown.grade.questions[1],)})
    conclusion = conclude(compare_grades(shown.grade, better), {"q1": "1", "q2": "2"})
    return tables.to_markdown(conclusion) if name == "compare.md" else values.to_json(conclusion, passages=True)


@pytest.mark.parametrize("name", ["report.md", "report.html", "report.txt", "compare.md", "compare.json"])
def test_report_is_as_it_was(name: str) -> None:
    path = GOLDEN / name
    text = written(name)
    if os.environ.get("EVALHW_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")
