"""Facts in answers of many voices: quantities in their roles, grounding, sequences, choices."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from evalhw.checks.base import Answer, Check, CheckResult
from evalhw.checks.choice import ChoiceCheck
from evalhw.checks.choices import ChoicesCheck
from evalhw.checks.grounded import GroundedCheck
from evalhw.checks.quantity import QuantityCheck
from evalhw.checks.sequence import SequenceCheck

CASES = Path(__file__).parent.parent / "cases" / "facts"
KINDS: dict[str, type[Check]] = {
    "quantity": QuantityCheck,
    "sequence": SequenceCheck,
    "choice": ChoiceCheck,
    "choices": ChoicesCheck,
    "grounded": GroundedCheck,
}


def check_of(fields: dict[str, Any]) -> Check:
    return TypeAdapter(KINDS[fields["kind"]]).validate_python(fields)


def cases(*files: str) -> Iterator[Any]:
    for file in files:
        for group in yaml.safe_load((CASES / f"{file}.yaml").read_text(encoding="utf-8")):
            for number, case in enumerate(group["cases"], 1):
                yield pytest.param(group, case, id=f"{file}-{group['name']}-{number}")


def of_outcomes(*files: str) -> list[Any]:
    return [param for param in cases(*files) if "outcome" in param.values[1]]


def of_shares(*files: str) -> list[Any]:
    return [param for param in cases(*files) if "share" in param.values[1]]


def wrong(answer: str, result: CheckResult) -> list[str]:
    return [answer[remark.start : remark.end] for remark in result.remarks if remark.verdict == "incorrect"]


def assert_blamed(found: list[str], expected: list[str]) -> None:
    """Each annotated claim ends with the quantity that is meant."""
    assert len(found) == len(expected), found
    assert all(claim.endswith(quantity) for claim, quantity in zip(found, expected, strict=True)), found


@pytest.mark.parametrize(
    ("group", "case"),
    of_outcomes("quantity_roles", "notations", "unspoken", "sequence", "choice", "yes_no", "voices", "layouts"),
)
def test_a_fact_is_found_or_not(group: dict[str, Any], case: dict[str, Any]) -> None:
    """The outcome is the one written down by hand, and a right answer is never annotated as wrong."""
    result = check_of(group["check"]).apply(Answer.whole(case["answer"], prompt=group.get("prompt", "")))
    expected = ("not_met", False) if case["outcome"] == "silent" else (case["outcome"], True)
    assert (result.outcome, result.said) == expected, result.reason
    if result.outcome == "met":
        assert wrong(case["answer"], result) == []
        assert result.evidence
    if "wrong" in case:
        assert_blamed(wrong(case["answer"], result), case["wrong"])


@pytest.mark.parametrize(("group", "case"), of_shares("choices", "voices", "layouts"))
def test_a_selection_earns_its_share(group: dict[str, Any], case: dict[str, Any]) -> None:
    """The share earned is the one written down by hand."""
    result = check_of(group["check"]).apply(Answer.whole(case["answer"], prompt=group.get("prompt", "")))
    assert result.earned == case["share"], result.reason
    assert (result.outcome == "met") == (case["share"] == 1)
    assert result.said != case.get("silent", False)


@pytest.mark.parametrize(("group", "case"), list(cases("grounded")))
def test_only_what_is_invented_is_annotated(group: dict[str, Any], case: dict[str, Any]) -> None:
    """Exactly the invented quantities and the foreign names are annotated; the deduction applies if there are any."""
    fields = {"kind": "grounded", "met_when": "ungrounded"}
    check = check_of({**fields, **{name: group[name] for name in ("foreign", "relations") if name in group}})
    answer = Answer.whole(case["answer"], sources={"post": group["source"]}, prompt=group["prompt"])
    result = check.apply(answer)
    expected = [*case.get("ungrounded", []), *case.get("others", [])]
    assert_blamed(wrong(case["answer"], result), expected)
    assert (result.outcome == "met") == bool(case.get("ungrounded"))
