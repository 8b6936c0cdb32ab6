"""What a question asks of its options, and what answers say of it: by exclusion, in letters, line by line."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from evalhw.checks.base import Answer
from evalhw.checks.choices import ChoicesCheck
from evalhw.checks.choosing.asked import asked_of

GROUPS = yaml.safe_load((Path(__file__).parent.parent / "cases" / "facts" / "asked.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(group, case, id=f"{group['name']}-{row}")
    for group in GROUPS
    for row, case in enumerate(group["cases"])
]


@pytest.mark.parametrize(("group", "case"), CASES)
def test_the_options_chosen_are_found(group: dict[str, Any], case: dict[str, Any]) -> None:
    check = TypeAdapter(ChoicesCheck).validate_python(group["check"])
    result = check.apply(Answer.whole(case["answer"], prompt=group["prompt"]))
    assert result.earned == case["share"], result.reason
    if "chosen" in case:
        assert len(result.evidence) == case["chosen"], result.reason
    if case["share"] == 1:
        assert not result.remarks


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("Which of these functions are convex?", "convex"),
        ("Select all that are strictly necessary.", "necessary"),
        ("What is needed to optimise (8)?", "needed"),
        ("Which estimator is unbiased?", "unbiased"),
    ],
)
def test_the_asked_property_is_read_from_the_prompt(prompt: str, word: str) -> None:
    assert asked_of(prompt).is_said(word)


@pytest.mark.parametrize("prompt", ["", "Which of these are not convex?", "Name two options."])
def test_a_question_that_asks_the_opposite_or_nothing_says_nothing(prompt: str) -> None:
    assert not asked_of(prompt).is_said("convex")
    assert asked_of(prompt).announced("The convex functions are: ") is None


def test_a_long_line_is_read_in_time() -> None:
    check = TypeAdapter(ChoicesCheck).validate_python(GROUPS[0]["check"])
    for text in (
        "all but " * 5000,
        "a " * 20000,
        "only A, " * 5000,
        "x ** " * 5000,
        "all " + "the " * 5000 + "except A",
    ):
        assert check.apply(Answer.whole(text, prompt=GROUPS[0]["prompt"])).outcome == "not_met"
