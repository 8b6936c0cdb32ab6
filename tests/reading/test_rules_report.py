"""The report on rules: hits are counted, and what a rule decides is gone while it is taken out, and then back."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from evalhw.reading.rules.en.scope import STAGE
from evalhw.text.language.denial import denied

REPORT = Path(__file__).parents[2] / "bench" / "rules_report.py"
SENTENCE = "Choose salt, not sugar."
SUGAR = (17, 22)


@pytest.fixture(scope="module")
def report() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules_report", REPORT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_rules_that_apply_are_counted(report: ModuleType) -> None:
    seen: set[str] = set()
    report.forget()
    with report.recorded(seen):
        denied(SENTENCE, *SUGAR)
    assert "scope.not" in seen
    assert "scope.cross" not in seen


def test_a_rule_that_is_taken_out_decides_nothing_meanwhile(report: ModuleType) -> None:
    assert denied(SENTENCE, *SUGAR)
    with report.replaced(STAGE, STAGE.without("scope.not")):
        assert not denied(SENTENCE, *SUGAR)
    assert denied(SENTENCE, *SUGAR)
