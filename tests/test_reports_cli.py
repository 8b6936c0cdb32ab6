"""Reports and comparisons from the command line, on the recorded sessions."""

import io
import json
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from evalhw.cli import main
from evalhw.record.trace import read_trace
from evalhw.reports.html.mathml import mathml

ROOT = Path(__file__).parents[1]


def evalhw(*arguments: str, root: Path = ROOT, code: int = 0) -> str:
    """Run the command line in this process; all that it printed."""
    page = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(page), redirect_stderr(page):
        patch.setattr("sys.argv", ["evalhw", *arguments])
        patch.setenv("EVALHW_ROOT", str(root))
        patch.setenv("NO_COLOR", "1")
        patch.setenv("COLUMNS", "120")
        try:
            main()
            exited: object = 0
        except SystemExit as done:
            exited = done.code or 0
    assert exited == code, page.getvalue()
    return page.getvalue()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped homework and traces in a folder that may be written."""
    root = tmp_path_factory.mktemp("root")
    for folder in ("problems", "rubrics", "transcripts"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


def test_exported_report_is_imported_as_the_same_trace(copy: Path) -> None:
    """Turns and comments by people survive the way through markdown, byte for byte."""
    for model in ("mistral", "deepseek"):
        report = copy / f"{model}.md"
        evalhw("export", f"hw7/{model}/recorded", "-o", str(report), root=copy)
        evalhw("import", str(report), "--homework", "hw7", "--run", "again", root=copy)
        one, other = (
            read_trace(copy / "transcripts" / "hw7" / model / f"{run}.jsonl") for run in ("recorded", "again")
        )
        assert (one.turns, one.annotations, one.notes) == (other.turns, other.annotations, other.notes)
        again = copy / f"{model}-again.md"
        evalhw("export", f"hw7/{model}/again", "-o", str(again), root=copy)
        first, second = (path.read_text(encoding="utf-8").split("<!-- evalhw") for path in (report, again))
        assert first[0].replace("run recorded", "run again") == second[0]


def test_report_of_another_homework_is_refused(copy: Path) -> None:
    report = copy / "other.md"
    header = {"event": "header", "run": "r", "homework": "hw8", "model": "m", "provider": "p", "started": "unknown"}
    report.write_text(f"<!-- evalhw:trace 1\n{json.dumps(header)}\n-->\n", encoding="utf-8")
    assert "a report on hw8, not on hw7" in evalhw("import", str(report), "--homework", "hw7", root=copy, code=2)


def test_annotations_of_the_recorded_session_are_all_there() -> None:
    """The passages that the main job names each carry a comment, and the mathematics contradicts the person thrice."""
    report = evalhw("export", "mistral")
    shown = report.split("<!-- evalhw:trace")[0]
    for passage in ("18 hours", "35 minutes", "68%", "76%", "3x speedup", "alignment issues"):
        assert passage in shown
    assert shown.count("the mathematics says otherwise") >= 3
    assert "[!CAUTION]" in shown


def test_show_reads_in_a_narrow_terminal() -> None:
    page = evalhw("show", "mistral")
    assert "W₂" in page
    assert "\\mathbf" not in page
    assert max(len(line) for line in page.splitlines()) <= 120


def test_diff_and_compare_say_what_the_difference_means() -> None:
    text = evalhw("diff", "hw7", "mistral", "deepseek")
    assert "After follow-ups: deepseek earns" in text
    assert "inconclusive" in text
    values = json.loads(evalhw("compare", "hw7", "--json"))
    assert sorted(values["models"]) == ["deepseek", "mistral"]
    assert len(values["questions"]) == 12
    assert (len(values["common"]), values["standing"][0]["not_asked"]) == (12, {})
    assert evalhw("diff", "hw7", "mistral", "deepseek", "--to", "markdown", "--passages").startswith("# hw7: mistral")


def test_agree_lists_what_the_person_passed_and_failed() -> None:
    values = json.loads(evalhw("agree", "mistral", "--json"))
    apart = [pair for pair in values["passage"]["pairs"] if not pair["agrees"]]
    assert any(pair["human"] != "incorrect" and pair["grader"] == "incorrect" for pair in apart)
    answers = [pair for pair in values["answer"]["pairs"] if pair["human"] == "incorrect" and not pair["agrees"]]
    assert any("second-condition" in pair["grader_reason"].split(";")[0] for pair in answers)
    assert "Cohen's kappa" in evalhw("agree", "mistral")


def test_gates_and_junit_for_build_servers(copy: Path) -> None:
    out = copy / "junit.xml"
    evalhw("export", "hw7/mistral", "--to", "junit", "-o", str(out), "--fail-under", "39", root=copy, code=1)
    assert int(ET.parse(out).getroot()[0].get("tests", "0")) > 20  # noqa: S314  # our own document
    said = evalhw("export", "mistral", "--to", "csv", "--fail-on-regression", "deepseek", code=1)
    assert "7a.problem: 0 points, 4 before" in said
    evalhw("export", "deepseek", "--to", "csv", "--fail-on-regression", "deepseek", "--fail-under", "30")


def test_what_cannot_be_found_is_one_line() -> None:
    assert evalhw("show", "nobody", code=2).count("\n") == 1
    assert "MODEL=IN,OUT" in evalhw("compare", "hw7", "--price", "x", code=2)


@pytest.mark.parametrize(("model", "least"), [("mistral", 150), ("deepseek", 60)])
def test_every_formula_of_the_exported_markdown_renders(model: str, least: int) -> None:
    """Each formula stands in one of GitHub's two safe forms and can be converted; none is left in another."""
    shown = evalhw("export", f"hw7/{model}/recorded").split("<!-- evalhw:trace")[0]
    found: list[str] = []
    outside: list[str] = []
    for block in MarkdownIt("commonmark", {"html": True}).enable("table").parse(shown):
        if block.type == "fence" and block.info == "math":
            found.append(block.content)
        children = block.children or []
        for at, child in enumerate(children):
            if child.type == "code_inline" and children[at - 1].content.endswith("$"):
                assert children[at + 1].content.startswith("$")
                found.append(child.content)
            elif child.type == "text":
                outside.append(child.content)
    assert len(found) >= least
    for formula in found:
        assert mathml(formula, display=True).startswith("<math"), formula
    assert not [text for text in outside if re.search(r"\$\$|\\[(\[]|\\(?:mathbf|frac|top)\b", text)]
