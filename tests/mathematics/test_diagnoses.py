"""What is wrong with a wrong answer: each diagnosis is given where it is deserved, and nowhere else."""

from pathlib import Path

import pytest
import yaml

from evalhw.mathematics import compare

_FILE = Path(__file__).parents[1] / "cases" / "mathematics_diagnoses" / "diagnoses.yaml"
KINDS = yaml.safe_load(_FILE.read_text(encoding="utf-8"))


def _kind(gold: str, claim: str) -> str:
    found = compare(gold, claim, diagnose=True)
    return found.diagnosis.kind if found.diagnosis else ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_is_named(kind: str) -> None:
    found = {(gold, claim): _kind(gold, claim) for gold, claim in KINDS[kind]["deserve"]}
    assert len(found) == 20
    assert {pair: one for pair, one in found.items() if one != kind} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_another_mistake_is_not_called_so(kind: str) -> None:
    found = {(gold, claim): _kind(gold, claim) for gold, claim in KINDS[kind]["others"]}
    assert len(found) == 20
    assert {pair: one for pair, one in found.items() if one == kind} == {}


def test_a_right_answer_has_no_diagnosis_and_none_is_made_unasked() -> None:
    assert compare("5", "5.0", diagnose=True).diagnosis is None
    assert compare("5", "-5").diagnosis is None


def test_the_factor_is_told() -> None:
    found = compare("2\\pi r", "\\pi r", diagnose=True).diagnosis
    assert found is not None
    assert found.detail == "1/2"
    assert "1/2 times" in found.comment
