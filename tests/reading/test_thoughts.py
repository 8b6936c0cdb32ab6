from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import load_homework
from evalhw.mathematics.answer.comparison import compare
from evalhw.reading.thoughts import read_thoughts

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/reading/thoughts.yaml").read_text(encoding="utf-8"))
ROWS = [row for name, rows in CASES.items() if name != "no thoughts" for row in rows]
KEPT = [row["raw"] for row in CASES["no thoughts"]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["raw"][:40])
def test_what_a_model_thought_is_no_part_of_what_it_said(row: dict[str, Any]) -> None:
    found = read_thoughts(row["raw"])
    assert (found.answer, found.reasoning, found.finished) == (
        row["answer"],
        row["reasoning"],
        row.get("finished", True),
    )
    assert all(row["raw"][found.place(at)] == found.answer[at] for at in _visible(found.answer))


def _visible(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if not letter.isspace()]


@pytest.mark.parametrize("raw", KEPT)
def test_what_only_speaks_of_thoughts_stays_as_it_is(raw: str) -> None:
    found = read_thoughts(raw)
    assert (found.answer, found.reasoning, found.finished) == (raw, "", True)


@pytest.mark.parametrize(
    "unit",
    [
        "<think>",
        "</think>",
        "    <think>\n",
        "x <think>a</think> b ",
        "<think>a `</think>`. \n",
        "<think>a</think>\n```py\n",
        "````\n<think>\n",
        "<|channel|>analysis<|message|>",
        "analysisA",
        "<reasoning>a</reasoning>",
        "[THINK]\n",
        "◁/think▷",
        ' <details type="reasoning" ',
    ],
)
def test_hostile_repetition_is_read_in_linear_steps(unit: str) -> None:
    assert _steps(unit, 4000) < 2.6 * _steps(unit, 2000)


def _steps(unit: str, times: int) -> int:
    """Calls of functions, builtins included: work that does not depend on how busy the machine is."""
    import sys

    count = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    raw = unit * times
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read_thoughts(raw)
    finally:
        sys.setprofile(before)
    return count + 1000


GOLD_AND_CLAIM = [
    ("12", "<think>\\boxed{11}</think>\\boxed{12}", "equal"),
    ("12", "[THINK]The answer is 12.[/THINK]The answer is 11.", "unequal"),
    ("12", "The answer is 12.\n</think>\nThe answer is 11.", "unequal"),
    ("12", "<|channel|>analysis<|message|>12<|end|><|start|>assistant<|channel|>final<|message|>11", "unequal"),
    ("12", "<think>The answer is \\boxed{12}", "unreadable"),
]


@pytest.mark.parametrize(("gold", "claim", "outcome"), GOLD_AND_CLAIM)
def test_equal_compares_what_was_said(gold: str, claim: str, outcome: str) -> None:
    assert compare(gold, claim).outcome == outcome


@pytest.mark.parametrize(
    ("before", "after"),
    [("<think>\nOr 3?\n", "\n</think>\n\n"), ("◁think▷Or 3?", "◁/think▷"), ("Or 3?\n", "\n</think>\n")],
)
def test_a_row_is_graded_on_what_was_said_and_annotated_where_it_stands(before: str, after: str) -> None:
    homework = load_homework("hw7")
    bare = grade_answer(homework, "8a.i", "It has 2 linear layers.")
    raw = f"{before}{after}It has 2 linear layers."
    found = grade_answer(homework, "8a.i", raw)
    assert (found.points, found.verdict) == (bare.points, bare.verdict)
    assert bare.points > 0
    assert [raw[one.start : one.end] for one in found.annotations] == [one.quote for one in bare.annotations]
    assert found.annotations


def test_an_unclosed_thought_is_no_answer_and_the_reason_says_so() -> None:
    found = grade_answer(load_homework("hw7"), "8a.i", "<think>It has 2 linear layers.")
    assert (found.points, found.verdict) == (0, "no_answer")
    assert "still thinking" in found.criteria[0].reason
