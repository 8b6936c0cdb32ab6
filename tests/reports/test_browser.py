"""The HTML report in a real Chromium: rendered whole, reachable, inert, and asking for nothing.

`EVALHW_SCREENSHOTS=docs/images` keeps the pictures that these tests take.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from report_cases import criterion, grade_of, question, remark, trace_of

from evalhw.comparison.compare import Side, compare_grades
from evalhw.comparison.conclusions import conclude
from evalhw.grading.graded import Shelf
from evalhw.reports.comparison.page import to_html
from evalhw.reports.html.page import html_report
from evalhw.reports.layout import arrange

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is in the dev extra")

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "reports" / "hostile.yaml").read_text(encoding="utf-8"))
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
LOOKS = {"wide": (1400, 1000, "light"), "narrow": (420, 900, "light"), "dark": (1400, 1000, "dark")}
# A formula that shows as its source would leave one of these in the text.
TEX_IN_TEXT = r"/\\(frac|mathbf|top|text|begin|left|sum|sigma|lambda|partial|operatorname)|\$/"


@dataclass
class Visit:
    """A page that is open, and what happened while it loaded."""

    page: Any
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all tests."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the recorded Mistral session."""
    run = Shelf(ROOT).run("hw7/mistral/recorded")
    path = tmp_path_factory.mktemp("report") / "mistral.html"
    path.write_text(html_report(arrange(run.trace, run.grade, run.homework)), encoding="utf-8")
    return path


def visit(browser: Any, path: Path, look: str = "wide", *, script: bool = True) -> Visit:
    width, height, scheme = LOOKS[look]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    found = Visit(page)
    page.on("console", lambda message: found.messages.append(message.text))
    page.on("pageerror", lambda error: found.messages.append(str(error)))
    page.on("dialog", lambda dialog: found.messages.append(dialog.message))
    page.on("request", lambda request: found.requests.append(request.url))
    page.goto(path.as_uri())
    return found


def serious(page: Any) -> list[str]:
    """axe-core's serious and critical findings."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in {"serious", "critical"}
    ]


def picture(page: Any, name: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("EVALHW_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 10_000


@pytest.mark.parametrize("look", LOOKS)
def test_report_is_rendered_whole_and_accessible(browser: Any, report_file: Path, look: str, tmp_path: Path) -> None:
    """No console message, no request but the file, no TeX on the page, no serious finding of axe-core."""
    found = visit(browser, report_file, look)
    page = found.page
    assert found.requests == [report_file.as_uri()]
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    source = page.evaluate(
        f"""() => {{
          const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (words.nextNode()) {{
            const at = words.currentNode;
            const shown = !at.parentElement.closest("code, pre, script, style");
            if (shown && {TEX_IN_TEXT}.test(at.data)) found.push(at.data);
          }}
          return found;
        }}"""
    )
    assert source == []
    flat = page.evaluate(
        "[...document.querySelectorAll('math')].filter(one => !one.getBoundingClientRect().width).length"
    )
    assert page.locator("math").count() > 250
    assert flat == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious(page) == []
    page.reload()
    page.evaluate("document.querySelector('#turn-1 mark.incorrect').scrollIntoView({block: 'center'})")
    picture(page, f"report-{look}", tmp_path)
    assert found.messages == []
    page.close()


def test_comments_stand_beside_their_passages_and_do_not_overlap(browser: Any, report_file: Path) -> None:
    page = visit(browser, report_file).page
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(".turn")].map(turn => [...turn.querySelectorAll(".margin .comment")]
          .map(one => one.getBoundingClientRect()).map(box => [box.left, box.top, box.bottom]))"""
    )
    text_ends = page.evaluate("document.querySelector('.said').getBoundingClientRect().right")
    for turn in boxes:
        assert all(left >= text_ends for left, _, _ in turn)
        assert all(above[2] <= below[1] for above, below in pairwise(turn))
    page.close()


def test_comments_fold_under_their_passages_where_it_is_narrow(browser: Any, report_file: Path) -> None:
    page = visit(browser, report_file, "narrow").page
    assert page.locator(".margin .comment[open]").count() == 0
    first = page.locator(".margin .comment.incorrect").first
    first.locator("summary").click()
    assert first.locator(".body").is_visible()
    page.close()


def test_keys_lead_from_fault_to_fault(browser: Any, report_file: Path) -> None:
    page = visit(browser, report_file).page
    focused = "document.activeElement.closest('.comment')?.id"
    page.keyboard.press("n")
    first = page.evaluate(focused)
    page.keyboard.press("n")
    assert page.evaluate(focused) != first
    page.keyboard.press("p")
    assert page.evaluate(focused) == first
    assert page.locator(f"#{first}").get_attribute("class").split()[1] in {"incorrect", "partial"}
    page.close()


def test_report_reads_without_a_script(browser: Any, report_file: Path) -> None:
    page = visit(browser, report_file, script=False).page
    assert page.locator(".comment.incorrect .body").first.is_visible()
    assert page.locator("math").first.is_visible()
    page.close()


def test_report_prints_with_its_comments(browser: Any, report_file: Path) -> None:
    page = visit(browser, report_file).page
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible()
    assert page.locator(".comment.incorrect .body").first.is_visible()
    assert page.pdf()[:4] == b"%PDF"
    page.close()


def test_hostile_answers_are_inert(browser: Any, tmp_path: Path) -> None:
    """Nothing of a hostile answer runs, loads, or shows as anything but text."""
    answer = "\n\n".join(f"Case {number}.\n\n{case['text']}" for number, case in enumerate(CASES))
    note = remark(answer, "Case 0", str(CASES[0]["text"]))
    graded = question("q1", [criterion("c", 1, reason=str(CASES[0]["text"]))], annotations=(note,))
    path = tmp_path / "hostile.html"
    path.write_text(html_report(arrange(trace_of(answer), grade_of(graded))), encoding="utf-8")
    found = visit(browser, path)
    for link in found.page.locator("a:not([href^='#'])").all():
        assert link.get_attribute("href").startswith(("http", "mailto"))
    assert found.messages == []
    assert found.requests == [path.as_uri()]
    assert found.page.locator("script").count() == 1
    assert serious(found.page) == []
    found.page.close()


def test_comparison_is_rendered_and_accessible(browser: Any, tmp_path: Path) -> None:
    shelf = Shelf(ROOT)
    runs = [shelf.run(f"hw7/{model}/recorded") for model in ("mistral", "deepseek")]
    problems = {name: problem.id for name, problem in runs[0].homework.spec.problem_of.items()}
    comparison = compare_grades(*(Side(run.grade.model, (run.grade,)) for run in runs))
    path = tmp_path / "compare.html"
    path.write_text(to_html(conclude(comparison, problems), passages=True), encoding="utf-8")
    for look in LOOKS:
        found = visit(browser, path, look)
        assert serious(found.page) == []
        assert found.messages == []
        picture(found.page, f"compare-{look}", tmp_path)
        found.page.close()
