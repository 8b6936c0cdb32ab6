"""The markdown report, rendered by a strict CommonMark renderer with mathematics."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_cases import criterion, grade_of, question, remark, trace_of

from evalhw.grading.grade import Attempt
from evalhw.reports.layout import arrange
from evalhw.reports.markdown.page import markdown_report
from evalhw.reports.roundtrip import embedded
from evalhw.reports.visible import visible

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "reports" / "hostile.yaml").read_text(encoding="utf-8"))
OWN_TAGS = {"details", "summary", "br", "span", "strong", "em", "del"}


class _Page(HTMLParser):
    """What a reader's browser would make of a page: tags in order, nesting, and visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.broken = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "br":
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.broken = True

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if any(re.fullmatch("h[1-6]", tag) for tag in self.open):
            level, title = self.headings[-1]
            self.headings[-1] = (level, title + data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def rendered(markdown: str) -> _Page:
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return _Page(renderer.render(markdown))


def report_of(answer: str, **rest: object) -> str:
    trace = trace_of(answer)
    grade = grade_of(question("q1", [criterion("c1", 1)]), question("q2", [criterion("c1", 2)]), **rest)
    return markdown_report(arrange(trace, grade), embedded=embedded(trace))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_hostile_text_stays_in_its_place_and_is_shown(case: dict[str, object]) -> None:
    """Model text opens no tag, closes no fold, makes no heading above the turn's, and is not lost."""
    text = str(case["text"])
    page = rendered(report_of(text))
    plain = rendered(report_of("An answer."))
    assert not page.broken
    assert page.open == []
    assert [one for one in page.headings if one[0] <= 2] == [one for one in plain.headings if one[0] <= 2]
    assert page.headings[-2:] == plain.headings[-2:]
    for shown in case["shown"]:  # type: ignore[attr-defined]
        assert " ".join(str(shown).split()) in page.text
    assert not {"script", "style", "img", "iframe", "b", "javascript:alert(1)"} & set(page.tags)
    assert all(not (value or "").lower().startswith(("javascript", "data")) for _, value in page.attributes)


def test_hostile_comment_stays_in_its_alert() -> None:
    """A comment or a reason that quotes hostile text cannot leave its place either."""
    for case in CASES:
        text = str(case["text"])
        answer = f"Some answer.\n\n{text}"
        annotation = remark(answer, text, f"This is wrong: {text}")
        graded = question("q1", [criterion("c1", 1, reason=text)], annotations=(annotation,))
        page = rendered(markdown_report(arrange(trace_of(answer), grade_of(graded))))
        assert not page.broken, case["name"]
        assert page.headings[-1] == (3, "q1: 1 of 2"), case["name"]


@given(st.text(st.sampled_from(list("ab 1\n\n#->*_`$\\|<!&[](){}^~=+.:/\t\x1b\u202e\u2028")), max_size=120))
def test_no_text_breaks_the_page(text: str) -> None:
    """Whatever the answer, the report's own skeleton stands, and letters and digits of the answer survive."""
    page = rendered(report_of(text))
    assert not page.broken
    assert page.open == []
    assert [title for level, title in page.headings if level <= 2] == [
        "hw, answered by some-model",
        "Score",
        "Turn 1: q1, q2",
        "Criteria",
    ]
    assert set(page.tags) <= OWN_TAGS | set(
        "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code hr a s table thead tbody tr th td".split()  # noqa: SIM905  # reads better
    )


def test_formulas_survive_github() -> None:
    """Inline formulas ride in code spans, displayed ones in fenced blocks; the other delimiters too."""
    answer = (
        "By \\(a^\\top_b\\) and $\\|X\\|_F$:\n\n$$\n\\|X\\|_F^2 \\\\\n- b\n$$\n\nso \\[x = 1\\] and done $$y=2$$ here."
    )
    written = report_of(answer)
    assert "$`a^\\top_b`$" in written
    assert "$`\\|X\\|_F`$" in written
    assert "```math\n\\|X\\|_F^2 \\\\\n- b\n```" in written
    assert "```math\nx = 1\n```" in written
    assert "```math\ny=2\n```" in written


def test_formula_in_a_table_does_not_part_its_cell() -> None:
    page = rendered(report_of("| f | g |\n|---|---|\n| $|x|$ | $\\|y\\|$ |"))
    assert (page.tags.count("tr"), page.tags.count("th")) == (10, 19)
    assert "\\vert x\\vert" in page.text
    assert "\\Vert y\\Vert" in page.text


def test_comment_stands_right_after_its_block_and_after_a_whole_list() -> None:
    answer = "First.\n\nSecond has a slip here.\n\n- one\n- two is wrong\n- three\n\nLast."
    notes = (remark(answer, "slip", "A slip."), remark(answer, "two is wrong", "Two is wrong indeed."))
    written = markdown_report(
        arrange(trace_of(answer), grade_of(question("q1", [criterion("c", 1)], annotations=notes)))
    )
    order = [
        written.index(text) for text in ("Second has", "A slip.", "- one", "- three", "Two is wrong indeed.", "Last.")
    ]
    assert order == sorted(order)
    assert "“two is wrong”" in written


def test_report_says_what_happened() -> None:
    """Banner, follow-up, hint, regression, missing answers."""
    graded = question(
        "q1",
        [criterion("c1", 1)],
        regressed=("c1",),
        first_points=2,
        attempts=tuple(
            Attempt(turn=turn, points=1, verdict="partial", criteria=(criterion("c1", 1),), hint=turn == 2)
            for turn in (1, 2)
        ),
    )
    written = markdown_report(arrange(trace_of("a", "b"), grade_of(graded)))
    assert "1 of 2 points after 1 follow-up (1 hint); 2 at the first try" in written
    assert "Follow-up q1 · again (a hint: it gives something of the solution away)." in written
    assert "c1 (got worse)" in written


def test_bytes_are_stable() -> None:
    assert report_of("An *answer* with $x$.") == report_of("An *answer* with $x$.")


@given(st.text())
def test_visible_text_can_be_written_and_holds_no_control(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
