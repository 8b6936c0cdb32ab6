"""A pick names the rules of reading that made it, so that a grade can say why."""

import pytest

from evalhw.checks.base import Answer
from evalhw.checks.choosing.options import Option, OptionReader
from evalhw.checks.choosing.picks import picks
from evalhw.checks.choosing.yesno import judgements

READER = OptionReader(tuple(Option(name=name) for name in ("median", "mean", "mode")))


@pytest.mark.parametrize(("text", "option", "chosen", "rule"), [
    ("The final answer is the median.", 0, True, "choice.answer"),
    ("Therefore the mean.", 1, True, "choice.hence"),
    ("The mode of an empty sample of prices raises a ValueError.", 2, False, "failure.raises"),
    ("The mean is undefined for a Cauchy law.", 1, False, "failure.undefined"),
])  # fmt: skip
def test_an_option_is_chosen_or_rejected_by_a_named_rule(text: str, option: int, chosen: bool, rule: str) -> None:
    (pick,) = picks(Answer.whole(text, prompt="Which estimator is suitable?"), READER)
    assert (pick.option, pick.chosen, rule in pick.rules) == (option, chosen, True)


@pytest.mark.parametrize(("text", "yes", "rule"), [
    ("No, prices are sticky.", False, "yesno.no_first"),
    ("Both forces cancel, so yes.", True, "yesno.then_yes"),
    ("We settle this in the negative.", False, "yesno.negative"),
])  # fmt: skip
def test_yes_and_no_are_said_by_a_named_rule(text: str, yes: bool, rule: str) -> None:
    (pick,) = judgements(Answer.whole(text), (), 0)
    assert (pick.option == 0, pick.rules) == (yes, (rule,))


@pytest.mark.parametrize("text", [
    "In the negative half-plane the function is analytic.",
    "Charge collects in the negative region of the junction.",
])  # fmt: skip
def test_a_negative_region_says_neither_yes_nor_no(text: str) -> None:
    assert judgements(Answer.whole(text), (), 0) == []
