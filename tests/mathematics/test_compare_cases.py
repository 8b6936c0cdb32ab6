"""The labelled answers: everything labelled the same is found equal, nothing labelled different is."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.mathematics import compare

CASES = Path(__file__).parents[1] / "cases" / "mathematics"


def _groups() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(groups, list) and "form" in groups[0]:
            found += [pytest.param(group, id=f"{path.stem}: {group['form']}") for group in groups]
    return found


GROUPS = _groups()


@pytest.mark.parametrize("group", GROUPS)
def test_the_same_answer_in_another_spelling_is_equal(group: dict[str, Any]) -> None:
    missed = [(gold, claim, compare(gold, claim)) for gold, claim in group["same"]]
    assert [case for case in missed if case[2].outcome != "equal"] == []


@pytest.mark.parametrize("group", GROUPS)
def test_a_near_miss_is_never_equal_and_says_why(group: dict[str, Any]) -> None:
    found = [(gold, claim, compare(gold, claim)) for gold, claim in group["different"]]
    assert [case for case in found if case[2].outcome == "equal" or not case[2].reason] == []


def test_there_are_enough_cases_and_half_are_near_misses() -> None:
    same = sum(len(group.values[0]["same"]) for group in GROUPS)
    different = sum(len(group.values[0]["different"]) for group in GROUPS)
    assert same + different >= 400
    assert different >= same


def test_no_pair_is_labelled_both_ways() -> None:
    pairs = {key: {tuple(pair) for group in GROUPS for pair in group.values[0][key]} for key in ("same", "different")}
    assert pairs["same"] & pairs["different"] == set()
