"""Word counts: as a person would count on the printed page."""

from pathlib import Path
from typing import Any

import pytest

from evalhw.checks.base import Answer
from evalhw.checks.word_count import WordCountCheck
from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import load_homework
from evalhw.text.layout.document import Document
from evalhw.text.layout.spans import Span
from evalhw.text.parts.counting import word_count


def count(raw: str) -> int:
    return word_count(Document.parse(raw), (Span(0, len(raw)),))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("One two three.", 3),
        ("A single-GPU batch norm–ReLU — group", 5),
        ("- one\n- two\n  1. three", 3),
        ("**Bold words** and `code_here` & more", 5),
        ("The matrix $W_2 W_1 X = X$, here", 4),
        ("the top-$k$ eigenvectors", 3),
        ("Display\n\n$$x = y + z$$\n\nend", 2),
        ("Code\n\n```python\nx = 1\n```\n\nend", 2),
        ("| a b | c |\n|---|---|\n| d | e f |", 6),
        ("### (b) Key Learnings\n\nThe post is good.", 4),
        ("(b) Key Learnings\n\nThe post is good.", 4),
        ("**(b)** The post is good.", 4),
        ("4b: The post is good.", 4),
        ("### Key Learnings\n\nThe post is good.", 6),
        ("## Problem 4\n\n### (b)\n\nThe post is good.", 4),
        ("see [the post](http://example.org/a/b) now", 4),
        ("![a long caption](x.png) word", 4),
        ("> quoted words\n> go on", 4),
        ("10 % of 341 s", 4),
        ("<!-- hidden words here --> shown", 1),
        ("", 0),
    ],
)
def test_words(raw: str, words: int) -> None:
    assert count(raw) == words


def test_a_row_of_a_summary_table_repeats_and_does_not_count() -> None:
    raw = "(b) Two words here.\n\n| Part | Answer |\n|---|---|\n| (a) | x |\n| (b) | four more words here |\n"
    row = raw.index("| (b)")
    assert word_count(Document.parse(raw), (Span(0, 21), Span(row, len(raw)))) == 3


def test_a_line_for_the_grader_in_the_middle_splits_the_part_and_nothing_more() -> None:
    raw = "One two. Grader, hello. Three four."
    assert word_count(Document.parse(raw), (Span(0, 9), Span(23, len(raw)))) == 4


@pytest.mark.parametrize(("size", "outcome"), [(69, "not_met"), (70, "met"), (130, "met"), (131, "not_met")])
def test_both_ends_are_included(size: int, outcome: str) -> None:
    check = WordCountCheck(kind="word_count", min=70, max=130)
    result = check.apply(Answer.whole("word " * size))
    assert result.outcome == outcome
    assert str(size) in result.reason


@pytest.mark.parametrize(("given", "faults"), [({}, 1), ({"min": 3, "max": 2}, 1), ({"min": 2}, 0)])
def test_faults(given: dict[str, Any], faults: int) -> None:
    assert len(list(WordCountCheck(kind="word_count", **given).faults(None, {}))) == faults


@pytest.mark.parametrize(("size", "points"), [(5, 1), (150, 0)])
def test_why_a_deduction_does_not_apply_is_no_fault_of_the_answer(tmp_path: Path, size: int, points: int) -> None:
    """A deduction for more than 100 words: a short answer neither loses points nor is annotated."""
    for folder in ("problems", "rubrics"):
        (tmp_path / folder).mkdir()
    (tmp_path / "problems" / "small.yaml").write_text(
        "schema_version: 1\nhomework: small\ntitle: Small\npoints: 1\nproblems:\n  - id: '1'\n    title: One\n"
        "    questions: [{id: '1', points: 1, prompt: Say why the sky is blue.}]\n",
        encoding="utf-8",
    )
    (tmp_path / "rubrics" / "small.yaml").write_text(
        "schema_version: 1\nhomework: small\nquestions:\n  '1':\n    solution: Air scatters it.\n    criteria:\n"
        "      why: {points: 1, check: {kind: keywords, all_of: [{any_of: [scatter*]}]}}\n"
        "      long: {points: -1, check: {kind: word_count, min: 101}}\n",
        encoding="utf-8",
    )
    grade = grade_answer(load_homework("small", tmp_path), "1", "Air scatters light" + " very much" * size)
    assert grade.points == points
    assert [note for note in grade.annotations if note.verdict == "incorrect"] == []
