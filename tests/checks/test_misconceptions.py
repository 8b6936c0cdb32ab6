"""Misconceptions are annotated where they are stated, and not where they are denied."""

from typing import Any

import pytest
from pydantic import ValidationError

from evalhw.checks.base import Answer
from evalhw.checks.misconceptions import MOST, Misconception, remarks_on


def misconception(**given: Any) -> Misconception:
    return Misconception.model_validate({"comment": "No.", **given}, strict=False)


def passages(raw: str, **given: Any) -> list[str]:
    return [raw[remark.start : remark.end] for remark in remarks_on((misconception(**given),), Answer.whole(raw))]


def test_the_passage_is_the_sentence() -> None:
    raw = "First. It causes *information leakage*, they say. Last."
    assert passages(raw, any_of=["information leakage"]) == ["It causes *information leakage*, they say."]


def test_a_denied_misconception_is_none() -> None:
    assert not passages("Information leakage is not the problem.", any_of=["information leakage"])
    assert not passages("It is word order rather than information leakage.", any_of=["information leakage"])


def test_a_passage_that_also_says_the_right_thing_is_spared() -> None:
    given: dict[str, Any] = {"any_of": ["alignment"], "unless": ["word order", "lengths"]}
    assert not passages("There is no alignment because the lengths differ.", **given)
    assert passages("There are alignment issues.", **given)


def test_ideas_that_are_false_only_together() -> None:
    given: dict[str, Any] = {"all_of": [{"any_of": ["341"]}, {"any_of": ["297"]}, {"any_of": ["preprocess*"]}]}
    assert passages("Preprocessing took it from 341 s to 297 s.", **given)
    assert not passages("It went from 341 s to 297 s. Preprocessing took it from 323 s to 297 s.", **given)


def test_a_repeated_misconception_is_not_annotated_without_end() -> None:
    assert len(passages("It vanishes here.\n" * 10, any_of=["vanish*"])) == MOST


@pytest.mark.parametrize("given", [{}, {"any_of": ["x"], "all_of": [{"any_of": ["y"]}]}])
def test_it_must_name_something_in_one_way(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        misconception(**given)


@pytest.mark.parametrize(
    "raw",
    [
        "One could count three layers of neurons. But only the maps between them are linear layers.",
        "You might think of three layers, but a layer is a map.",
        "At first sight there are three layers. However, two of them are one.",
        "A common mistake is to count three layers. In fact there are two maps.",
    ],
)
def test_a_view_that_is_only_granted_is_spared(raw: str) -> None:
    assert not passages(raw, any_of=["three layers"])


@pytest.mark.parametrize(
    "raw",
    [
        "There are three layers. But they are small.",
        "One can see three layers: input, hidden, output.",
        "One could count three layers. That is my answer.",
        "But one might say that it needs three layers.",
    ],
)
def test_a_view_that_is_held_is_not(raw: str) -> None:
    assert passages(raw, any_of=["three layers"])
