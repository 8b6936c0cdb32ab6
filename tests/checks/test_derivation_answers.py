"""Whole answers in matrix calculus: every criterion as a careful grader decides it, and no right line blamed."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.checks.base import Answer, CheckResult
from evalhw.checks.equations import EquationsCheck
from evalhw.homework.homework import Homework, load_homework

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "derivations"
QUESTIONS = {"conditions": "3b.i", "verification": "3b.ii"}


def cases() -> list[Any]:
    return [
        pytest.param(question, case, id=f"{name}-{case['id']}")
        for name, question in QUESTIONS.items()
        for case in yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    ]


@cache
def homework() -> Homework:
    return load_homework("hw7", ROOT)


def results(question: str, text: str) -> dict[str, CheckResult]:
    rubric = homework().rubric.questions[question]
    checks = tuple(criterion.check for criterion in rubric.criteria.values())
    answer = Answer.whole(text, question=question, symbols=homework().symbols[question], siblings=checks)
    found = {name: criterion.check.apply(answer) for name, criterion in rubric.criteria.items()}
    found["(equations)"] = EquationsCheck(kind="equations").apply(answer)
    return found


@pytest.mark.parametrize(("question", "case"), cases())
def test_decides_as_a_careful_grader(question: str, case: dict[str, Any]) -> None:
    """Every criterion has the outcome that was written down before the answer was graded."""
    found = results(question, case["answer"])
    decided = {name: (found[name].outcome, found[name].reason) for name in case["expect"]}
    assert {name: outcome for name, (outcome, _) in decided.items()} == case["expect"], decided


@pytest.mark.parametrize(("question", "case"), cases())
def test_annotates_what_is_wrong_and_nothing_else(question: str, case: dict[str, Any]) -> None:
    """Each wrong passage carries a comment; no comment calls anything else wrong."""
    text = case["answer"]
    remarks = {remark for result in results(question, text).values() for remark in result.remarks}
    blamed = [(one.start, one.end, one.comment) for one in remarks if one.verdict == "incorrect"]
    wrong = [place for quote in case.get("wrong", []) for place in places(text, quote)]
    for quote in case.get("wrong", []):
        assert any(overlap(one, place) for one in blamed for place in places(text, quote)), quote
    assert not [text[start:end] for start, end, _ in blamed if not any(overlap((start, end), one) for one in wrong)]


def places(text: str, quote: str) -> list[tuple[int, int]]:
    """Where a quote stands in the text."""
    found = []
    at = text.find(quote)
    while at >= 0:
        found.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    assert found, quote
    return found


def overlap(one: tuple[Any, ...], other: tuple[int, int]) -> bool:
    return bool(one[0] < other[1] and other[0] < one[1])
