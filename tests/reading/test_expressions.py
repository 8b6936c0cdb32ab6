"""A rubric's regular expressions: the same places as Python's on any text, and none that runs away."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalhw.errors import TimeLimitError
from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import Homework
from evalhw.reading.expressions import Expression

PATTERNS = [
    r"\bno (?:gain|loss)\b",
    r"(?<!not )stable",
    r"x_?\d+",
    r"^It\b",
    r"cause[sd]?$",
    r"(\w)\1",
    r"K(?:elvin)?\b",
]


@given(st.sampled_from(PATTERNS), st.text("Itx_12 nogalscue.é\u212a", max_size=60), st.integers(0, 20))
def test_the_places_are_those_of_python(pattern: str, text: str, start: int) -> None:
    first = min(start, len(text))
    expected = [found.span() for found in re.compile(pattern, re.IGNORECASE).finditer(text, first, len(text))]
    assert list(Expression(pattern).places(text, first, len(text))) == expected


def test_an_expression_that_python_cannot_end_takes_linear_time_or_says_so() -> None:
    hostile = "a" * 40 + "!"
    assert list(Expression(r"(a+)+$").places(hostile, 0, len(hostile))) == []
    with pytest.raises(TimeLimitError, match="did not come to an end"):
        list(Expression(r"(a|a)*\1$").places("a" * 400 + "b", 0, 401))


def test_what_was_not_found_in_time_is_undecided(one_question: "Homework") -> None:
    graded = grade_answer(one_question, "q", "a" * 400 + "b")
    (criterion,) = graded.criteria
    assert (criterion.outcome, criterion.points) == ("unscored", 0)
    assert "did not come to an end" in criterion.reason
    assert grade_answer(one_question, "q", "The mass cancels.").criteria[0].outcome == "met"


@pytest.fixture
def one_question(tmp_path: "object") -> Homework:
    from pathlib import Path

    from evalhw.homework.homework import load_homework

    root = Path(str(tmp_path))
    for folder in ("problems", "rubrics"):
        (root / folder).mkdir()
    (root / "problems" / "h.yaml").write_text(
        "schema_version: 1\nhomework: h\ntitle: H\npoints: 1\nproblems:\n  - id: p\n    title: P\n    questions:\n"
        "      - {id: q, points: 1, prompt: Why does a heavy stone fall as fast as a light one?}\n",
        encoding="utf-8",
    )
    (root / "rubrics" / "h.yaml").write_text(
        "schema_version: 1\nhomework: h\nquestions:\n  q:\n    solution: The mass cancels.\n    criteria:\n      why:\n"
        "        points: 1\n        check: {kind: keywords, all_of: [{any_of: [{regex: '(a|a)*\\1$'},"
        " 'mass cancels']}]}\n",
        encoding="utf-8",
    )
    return load_homework("h", root)
