"""The document: blocks, the plain view, sentences, and that every offset points back into the raw text."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "text" / "plain.yaml").read_text(encoding="utf-8"))

WORDS = "# ,## ,- ,1. ,> ,```,$$,$x^2$,\\[,\\],**,_,`,<b>,<!--,-->,word ,[a](b),&amp;,\\text{s},    ,---,<sos>,$,²,а"
PIECES = st.sampled_from(
    [*WORDS.split(","), "\n", "\n\n", "\t", "\r\n", "|a|b|\n|-|-|\n|c|", "\u200b", "\\begin{align}"]
)
MARKDOWN = st.lists(PIECES | st.text(max_size=6), max_size=30).map("".join)


@pytest.mark.parametrize(("name", "raw", "plain"), CASES, ids=[case[0] for case in CASES])
def test_plain_view(name: str, raw: str, plain: str) -> None:
    assert Document.parse(raw).plain().text == plain, name


def kinds(raw: str) -> list[tuple[str, int, int]]:
    return [(block.kind, block.depth, block.level or block.quoted) for block in Document.parse(raw).blocks]


def test_blocks_of_every_kind() -> None:
    raw = (
        "# Title\n\ntext\n- item\n  - inner\n    more\n\n> quote\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n$$\nx = 1\n\n- y\n$$\n\n"
        "```python\ncode\n```\n\n---\n\n<!-- note -->\nUnder\n=====\n"
    )
    assert kinds(raw) == [
        ("heading", 0, 1),
        ("paragraph", 0, 0),
        ("item", 1, 0),
        ("item", 2, 0),
        ("paragraph", 0, 1),
        ("table", 0, 0),
        ("math", 0, 0),
        ("code", 0, 0),
        ("rule", 0, 0),
        ("html", 0, 0),
        ("heading", 0, 1),
    ]


def test_formulas_are_not_read_as_markdown() -> None:
    raw = "$$\na\n= b\n- c\n$$\n\\[\n# d\n\\]\n\\begin{align}\n1. x\n\\end{align}"
    assert [kind for kind, *_ in kinds(raw)] == ["math", "math", "math"]


def test_table_cells_have_their_offsets() -> None:
    raw = "| Run | Time |\n|:--|--:|\n| base | $|x|$ 341 s |\n| `a|b` | 297 s |"
    (table,) = Document.parse(raw).blocks
    cells = [[raw[cell.start : cell.end] for cell in row.cells] for row in table.rows]
    assert cells == [["Run", "Time"], ["base", "$|x|$ 341 s"], ["`a|b`", "297 s"]]


def test_a_formula_that_was_cut_off() -> None:
    raw = "so\n\n$$ W_2 W_1 X\n= X"
    document = Document.parse(raw)
    assert [block.kind for block in document.blocks] == ["paragraph", "math"]
    assert document.plain().text == "so\n W_2 W_1 X\n= X"


def test_a_fence_that_was_cut_off_loses_nothing() -> None:
    assert "tail" in Document.parse("```python\nx\ntail").plain().text


@pytest.mark.parametrize(
    ("raw", "sentences"),
    [
        ("It took 341 s. Then 297 s.", ["It took 341 s.", "Then 297 s."]),
        ("E.g. this, i.e. that. Next", ["E.g. this, i.e. that.", "Next"]),
        ("Version 0.4 is fine! Really? Yes.", ["Version 0.4 is fine!", "Really?", "Yes."]),
        ("Baseline: 341 s\nFinal: 297 s", ["Baseline: 341 s", "Final: 297 s"]),
        (
            "This is a line which has been wrapped by somebody who likes narrow text\nand goes on here.",
            ["This is a line which has been wrapped by somebody who likes narrow text\nand goes on here."],
        ),
        ("- one\n- two", ["one", "two"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["a | b", "1 | 2"]),
    ],
)
def test_sentences(raw: str, sentences: list[str]) -> None:
    document = Document.parse(raw)
    found = list(document.sentences())
    assert [sentence.text for sentence in found] == sentences
    starts = [sentence.span.start for sentence in found]
    assert starts == sorted(starts)


@settings(max_examples=200, deadline=None)
@given(MARKDOWN)
def test_blocks_keep_every_visible_character(raw: str) -> None:
    """Blocks come in order, do not overlap, and leave nothing but white space and quote marks between them."""
    at = 0
    for block in Document.parse(raw).blocks:
        assert block.start >= at
        assert not raw[at : block.start].strip("> \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029\u00a0").strip()
        assert block.start <= block.body.start <= block.body.end <= block.end
        at = block.end
    assert not raw[at:].strip("> \t\r\n").strip()


@settings(max_examples=200, deadline=None)
@given(MARKDOWN)
def test_the_view_maps_back(raw: str) -> None:
    view = Document.parse(raw).plain()
    assert len(view.starts) == len(view.ends) == len(view.text)
    assert list(view.starts) == sorted(view.starts)
    assert list(view.ends) == sorted(view.ends)
    assert all(0 <= start <= end <= len(raw) for start, end in zip(view.starts, view.ends, strict=True))
    for at, character in enumerate(view.text):
        if character.isascii() and character.isalnum() and raw[view.starts[at]] == character:
            assert view.raw_span(at, at + 1).start == view.starts[at]


@settings(max_examples=100, deadline=None)
@given(MARKDOWN, st.integers(0, 60), st.integers(0, 60))
def test_the_view_of_a_passage_stays_inside_it(raw: str, start: int, size: int) -> None:
    start = min(start, len(raw))
    span = Span(start, min(start + size, len(raw)))
    document = Document.parse(raw)
    view = document.plain(span)
    assert all(span.start <= one and other <= span.end for one, other in zip(view.starts, view.ends, strict=True))
    for sentence in document.sentences(span):
        assert span.start <= sentence.span.start <= sentence.span.end <= span.end


@pytest.mark.parametrize(
    "raw",
    [
        "# A\n\ntext\n\n- a\n- b\n\n1. x\n2. y\n",
        "> q\n> r\n\nend\n",
        "```\nx\n```\n\n***\n\nT\n===\n",
        "a\nb\n\n- x\n\n  y\n\n- z\n",
    ],
)
def test_plain_markdown_is_read_as_commonmark_reads_it(raw: str) -> None:
    names = {"heading_open": "heading", "inline": "text", "fence": "code", "hr": "rule"}
    expected = [names[token.type] for token in MarkdownIt("commonmark").parse(raw) if token.type in names]
    wanted = [kind for at, kind in enumerate(expected) if not (kind == "text" and at and expected[at - 1] == "heading")]
    found = ["text" if block.kind in {"paragraph", "item"} else block.kind for block in Document.parse(raw).blocks]
    assert found == wanted


def test_deep_nesting_costs_no_recursion() -> None:
    raw = "> " * 20_000 + "x\n" + "".join("  " * depth + "- y\n" for depth in range(500))
    document = Document.parse(raw)
    assert document.blocks[0].quoted == 20_000
    assert document.blocks[-1].depth == 500


def test_a_huge_answer_keeps_its_end_without_structure() -> None:
    raw = "# A\n" + "word **x** and more.\n" * 100_000 + "the end"
    document = Document.parse(raw)
    assert document.capped
    assert document.plain(Span(len(raw) - 7, len(raw))).text == "the end"
    assert document.blocks[-1].end == len(raw)
