"""Damaged staff solutions: one change each, shown before and after, and listed only where a rubric can act on it."""

import functools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from evalhw.cli.app import build
from evalhw.grading.mutants import mutants
from evalhw.grading.proving import Survivor, survivors
from evalhw.homework.homework import load_homework

ROOT = Path(__file__).parent / "cases" / "homework_s"


@functools.cache
def unnoticed() -> list[Survivor]:
    return list(survivors(load_homework("homework_s", ROOT)))


@pytest.mark.parametrize(
    ("solution", "kind", "was", "now"),
    [
        ("The sum is 1/36 + 9/81 = 5/36.", "swaps two numbers", "1/36 + 9/81 = 5/36.", "1/81 + 9/36 = 5/36."),
        ("Then f' = a - b/x.", "flips a sign", "Then f' = a - b/x.", "Then f' = a + b/x."),
        ("It is convex.", "negates a sentence", "It is convex.", "It is not convex."),
        (r"So $A^\top A x = b$.", "drops a transpose", r"So $A^\top A x = b$.", "So $AA x = b$."),
        ("One.\n\nTwo and\nthree.\n\nFour.", "deletes a step", "Two and three.", ""),
    ],
)
def test_a_change_is_shown_before_and_after(solution: str, kind: str, was: str, now: str) -> None:
    [mutant, *_] = [one for one in mutants(solution) if one.kind == kind]
    assert mutant.was.endswith(was)
    assert mutant.now.endswith(now)


def test_a_long_line_is_shown_around_the_change() -> None:
    solution = "word " * 60 + "Here 341 s becomes 297 s in the end. " + "word " * 60
    [mutant] = [one for one in mutants(solution) if one.kind == "swaps two numbers"]
    assert "341 s becomes 297 s" in mutant.was
    assert "297 s becomes 341 s" in mutant.now
    assert mutant.was.startswith("…")
    assert mutant.was.endswith("…")
    assert len(mutant.was) < 120


@given(st.text("aA^T+- 123.is\n$", max_size=120))
def test_the_damage_lies_where_it_is_said_to_lie(answer: str) -> None:
    for mutant in mutants(answer):
        assert mutant.text != answer or mutant.kind == "deletes a step"
        assert mutant.text[: mutant.start] == answer[: mutant.start]
        tail = len(answer) - mutant.end
        assert not tail or mutant.text[-tail:] == answer[-tail:]
        assert "\n" not in mutant.was + mutant.now


def test_each_change_is_given_once_with_the_criteria_it_should_matter_to() -> None:
    found = unnoticed()
    changes = [(one.question, one.mutant.kind, one.mutant.was, one.mutant.now) for one in found]
    assert len(set(changes)) == len(changes)
    about = {one.mutant.now: one.about for one in found if one.question == "8"}
    assert about["…> 0$, the function is not convex and this is the…"] == ("why",)


def test_prose_that_nothing_rests_on_is_counted_and_not_listed() -> None:
    found = unnoticed()
    silent = [one for one in found if not one.telling]
    printed = CliRunner().invoke(build(), ["check", "homework_s", "--root", str(ROOT)]).output
    assert silent
    assert all(not one.about and not one.mutant.in_formula for one in silent)
    assert printed.count("unnoticed") == len(found) - len(silent) + 1
    assert f"\n{len(silent)} changes to sentences" in printed
