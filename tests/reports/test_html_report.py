"""The HTML report: self-contained, escaped, every passage marked and every comment beside it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from report_cases import criterion, grade_of, question, remark, trace_of

from evalhw.grading.grade import Annotation
from evalhw.reports.html.mathml import mathml
from evalhw.reports.html.page import digest, html_report
from evalhw.reports.layout import arrange

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "reports" / "hostile.yaml").read_text(encoding="utf-8"))
VOID = {"meta", "br", "hr"}
PROSE = "p h1 h2 h3 h4 h5 h6 strong em s ul ol li blockquote pre code hr br a mark table thead tbody tfoot tr th td"
PAGE = (
    "html head meta title style script body header nav main footer section div span kbd svg rect details summary aside"
)
MATHEMATICS = (
    "math mrow mi mn mo mtext mspace msub msup msubsup munder mover munderover mfrac msqrt mroot mtable mtr mtd "
    "mstyle mpadded mphantom menclose"
)
ALLOWED = {*PROSE.split(), *PAGE.split(), *MATHEMATICS.split()}


class _Page(HTMLParser):
    """Tags, attributes, nesting and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.marked: list[str] = []
        self.faults: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and "script" not in self.open:
            self.words.append(data)
        if "mark" in self.open:
            self.marked[-1] += data

    def values(self, name: str) -> list[str]:
        return [value for _, key, value in self.attributes if key == name]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def page_of(answer: str, *annotations: Annotation, reason: str = "because") -> _Page:
    graded = question("q1", [criterion("c1", 1, reason=reason)], annotations=annotations)
    return _Page(html_report(arrange(trace_of(answer), grade_of(graded))))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_hostile_text_is_shown_and_inert(case: dict[str, object]) -> None:
    """Model text adds no tag but those of prose and mathematics, and no attribute that acts."""
    text = str(case["text"])
    answer = f"Some answer.\n\n{text}"
    page = page_of(answer, remark(answer, text, f"Wrong: {text}"), reason=text)
    assert page.faults == []
    assert page.open == []
    assert set(page.tags) <= ALLOWED
    assert page.tags.count("script") == page.tags.count("style") == 1
    assert not {name for _, name, _ in page.attributes if name.startswith("on") or name in {"style", "src", "srcset"}}
    assert all(value.startswith(("#", "http://", "https://", "mailto:")) for value in page.values("href"))
    for shown in case["shown"]:  # type: ignore[attr-defined]
        assert " ".join(str(shown).split()) in page.text


@given(st.text(st.sampled_from(list("ab 1\n\n#->*_`$\\|<!&[](){}^~=+.:/\t\x1b\u202e\u2028")), max_size=120))
def test_no_text_breaks_the_page(text: str) -> None:
    page = page_of(text)
    assert page.faults == []
    assert page.open == []
    assert set(page.tags) <= ALLOWED


def test_page_asks_for_nothing_and_allows_only_its_own_script() -> None:
    """The policy names the hashes of the very style and script in the file."""
    html = html_report(arrange(trace_of("Answer."), grade_of(question("q1", [criterion("c1", 1)]))))
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)
    script = re.search("<script>(.*?)</script>", html, re.DOTALL)
    assert style
    assert script
    policy = next(value for value in _Page(html).values("content") if value.startswith("default-src"))
    assert policy == (
        f"default-src 'none'; style-src '{digest(style.group(1))}'; script-src '{digest(script.group(1))}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in html
    assert not re.search('(?:src|href)="(?!#)', html)


def test_ids_are_unique_and_every_inner_link_leads_somewhere() -> None:
    answer = "It takes **18 hours** and 18 hours.\n\n- one\n- two"
    page = page_of(answer, remark(answer, "18 hours", "Not so."), remark(answer, "one", "Nor this.", "partial"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in page.values("href") if value.startswith("#")} <= set(ids)


@pytest.mark.parametrize(
    ("answer", "quote", "marked"),
    [
        ("It takes **18 hours** in all.", "18 hours", ["18 hours"]),
        ("It takes **18 hours** in all.", "takes **18 hours** in", ["takes ", "18 hours", " in"]),
        ("- one\n- two is wrong", "two is wrong", ["two is wrong"]),
        ("> quoted and wrong", "wrong", ["wrong"]),
        ("| a | b |\n|---|---|\n| 1 | two |", "two", ["two"]),
        ("One &amp; two.", "two", ["two"]),
        ("Heading\n===\n\ntext", "Heading", ["Heading"]),
        ("1. a\n   - b wrong\n2. c", "b wrong", ["b wrong"]),
    ],
)
def test_the_passage_is_marked_and_nothing_else(answer: str, quote: str, marked: list[str]) -> None:
    assert page_of(answer, remark(answer, quote, "No.")).marked == marked


def test_a_formula_is_marked_as_a_whole() -> None:
    answer = "So:\n\n$$A = B \\quad (1)$$\n\nand $x = y$ too."
    html = html_report(
        arrange(
            trace_of(answer),
            grade_of(
                question(
                    "q1",
                    [criterion("c", 1)],
                    annotations=(remark(answer, "A = B", "No."), remark(answer, "x = y", "No.")),
                )
            ),
        )
    )
    assert '<mark class="incorrect whole"><math display="block">' in html
    assert '<mark class="incorrect"><math><mrow><mi>x</mi>' in html


def test_comments_are_numbered_and_faults_are_chained() -> None:
    answer = "First wrong. Then right. Then wrong again."
    notes = (
        remark(answer, "First wrong", "One."),
        remark(answer, "right", "Two.", "correct"),
        remark(answer, "wrong again", "Three.", "partial"),
    )
    page = page_of(answer, *notes)
    assert [one for one in page.values("id") if re.fullmatch("n[0-9]+", one)] == ["n1", "n2", "n3"]
    assert "1 3" in page.values("data-faults")
    opened = [name for tag, name, _ in page.attributes if tag == "details" and name == "open"]
    assert len(opened) == 2


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\text{<sos>}", "<mtext>&lt;sos&gt;</mtext>"),
        (r"\mathbf{X}", "<mi>𝐗</mi>"),
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
        (r"a < b", "<mo>&lt;</mo>"),
        (r"\begin{aligned}a &= b\\ c &= d\end{aligned}", "<mtable"),
        (r"\begin{align*}a &= b\end{align*}", "<mtable"),
    ],
)
def test_mathematics_is_rendered(source: str, expected: str) -> None:
    assert expected in mathml(source)
    assert "&amp;" not in mathml(source)


@pytest.mark.parametrize(
    "source",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\frac{1",
        r"\def\x{1}",
        "x_{",
        r"\begin{tikz}\end{tikz}",
        "{" * 5000,
        r"\left( x",
    ],
)
def test_what_is_no_sound_formula_is_shown_as_its_source(source: str) -> None:
    shown = mathml(source)
    assert shown.startswith('<code class="tex">')
    assert "<a" not in shown


@given(st.lists(st.sampled_from([*r"\{}^_abx<>&$ ", r"\frac", r"\text{", r"\left(", r"\\"]), max_size=50).map("".join))
def test_any_formula_gives_closed_elements(source: str) -> None:
    page = _Page(mathml(source))
    assert page.faults == []
    assert page.open == []
    assert set(page.tags) <= ALLOWED


def test_a_persons_comment_gives_a_passage_no_verdict() -> None:
    """The grader's verdict colours a passage; where only a person speaks, it is merely marked."""
    answer = "One and two."
    grader = remark(answer, "One", "Right.", "correct")
    people = tuple(remark(answer, quote, "No.", author="human") for quote in ("One", "two"))
    graded = question("q1", [criterion("c", 1)], annotations=(grader,))
    html = html_report(arrange(trace_of(answer), grade_of(graded, human=people)))
    assert '<mark class="correct">One</mark>' in html
    assert '<mark class="human">two</mark>' in html
    assert "data-faults=" not in html
