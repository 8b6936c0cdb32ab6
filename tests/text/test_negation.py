"""Negation: cases in words, and that no text breaks the reading."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evalhw.text.language import negation

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "text" / "negation.yaml").read_text(encoding="utf-8"))
MARKS = re.compile(r"([⟦⟪])(.+?)([⟧⟫])")


def marked(text: str) -> tuple[str, list[tuple[int, int, bool]]]:
    """The text without marks, and the marked ranges with whether each is denied."""
    plain, ranges, at = "", [], 0
    for found in MARKS.finditer(text):
        plain += text[at : found.start()]
        ranges.append((len(plain), len(plain) + len(found.group(2)), found.group(1) == "⟦"))
        plain += found.group(2)
        at = found.end()
    return plain + text[at:], ranges


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_denied_words(case: dict[str, str]) -> None:
    plain, ranges = marked(case["text"])
    found = [(plain[start:end], negation.denied(plain, start, end)) for start, end, _ in ranges]
    assert found == [(plain[start:end], denied) for start, end, denied in ranges]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for scope in negation.scopes(text):
        assert 0 <= scope.start <= scope.end <= len(text)


def test_a_cue_inside_the_mention_belongs_to_it() -> None:
    text = "The decoder does not see later words."
    assert not negation.denied(text, text.index("not see"), len(text) - 1)
    assert negation.denied(text, text.index("later"), len(text) - 1)


@pytest.mark.parametrize(
    "text",
    [
        "It is not required.",
        "However, this objection is wrong: the encoder has read all.",
        "Again, it is not necessary for this setup.",
        "This would be wrong because the targets are real.",
    ],
)
def test_a_sentence_that_takes_back_the_one_before(text: str) -> None:
    assert negation.takes_back(text)


@pytest.mark.parametrize("text", ["It is required.", "This is used to reduce cost.", "The decoder is not aligned."])
def test_a_sentence_that_does_not(text: str) -> None:
    assert not negation.takes_back(text)
