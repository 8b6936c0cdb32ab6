"""The answer inside a string, with its place there."""

import pytest

from evalhw.mathematics.answer.extraction import MAX_LENGTH, answer_in

FOUND = [
    ("42", "42"),
    (" $42$. ", "42"),
    (r"$$\frac{1}{2}$$", r"\frac{1}{2}"),
    (r"\(x\)", "x"),
    (r"\[ x \]", "x"),
    (r"so $\boxed{\frac{1}{2}}$.", r"\frac{1}{2}"),
    (r"\boxed{1} then \boxed{2}", "2"),
    (r"\boxed{a_{1}} and \boxed{a_{2}}", "a_{1}, a_{2}"),
    (r"\boxed 5", "5"),
    ("9*2 = <<9*2=18>>18\n#### 18", "18"),
    ("#### 1\n#### 2", "2"),
    ("The answer is 42.", "42"),
    ("The answer is: **42**", "42"),
    ("**Answer:** 7", "7"),
    ("### Final Answer\n\n7", "7"),
    ("the final answer is $(2, 3)$. I hope it is correct.", "(2, 3)"),
    ("Hence the area equals $16$.", "16"),
    ("x could be $1$ or $2$.", r"1 \text{ or } 2"),
    ("The result is 12 or 13.", "12 or 13"),
    ("It is 3:45 p.m.", "3:45 p.m"),
    ("She has 7 apples left.", "7 apples left"),
    ("The answer is not 42.", "The answer is not 42"),
    ("42 is not the answer; the answer is 41.", "41"),
    ("She has 7 apples and 3 pears", "She has 7 apples and 3 pears"),
    ("I do not know 5", "do not know 5"),
    (r"\boxed{open", r"\boxed{open"),
    ("", ""),
    ("$", "$"),
    ("$5", "$5"),
]


@pytest.mark.parametrize(("source", "text"), FOUND)
def test_the_answer_is_found(source: str, text: str) -> None:
    assert answer_in(source).text == text


@pytest.mark.parametrize("source", [source for source, _ in FOUND])
def test_the_answer_stands_where_it_says(source: str) -> None:
    found = answer_in(source)
    if found.offset is not None:
        assert source[found.offset : found.offset + len(found.text)] == found.text


def test_only_the_end_of_a_long_text_is_looked_at() -> None:
    source = r"\boxed{1}" + "x" * MAX_LENGTH + r" \boxed{2}"
    found = answer_in(source)
    assert found.text == "2"
    assert source[found.offset : (found.offset or 0) + 1] == "2"
