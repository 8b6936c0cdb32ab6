"""Arithmetic in answers, wherever it stands: what is wrong is annotated at its factor, what is right never is."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.argument.arithmetic import follow
from evalhw.checks.base import Answer, CheckResult
from evalhw.checks.equations import EquationsCheck

CASES = Path(__file__).parents[1] / "cases" / "argument"


def _cases(name: str) -> list[Any]:
    read = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["id"]) for case in read]


def _result(answer: str, **more: Any) -> CheckResult:
    return EquationsCheck(kind="equations").apply(Answer.whole(answer, **more))


def _faults(answer: str, **more: Any) -> list[str]:
    marked = sorted(_result(answer, **more).remarks, key=lambda remark: remark.start)
    return [answer[remark.start : remark.end] for remark in marked if remark.verdict == "incorrect"]


@pytest.mark.parametrize("case", _cases("arithmetic"))
def test_wrong_links_are_annotated_at_their_factor_and_nothing_else_is(case: dict[str, Any]) -> None:
    result = _result(case["answer"])
    assert (result.outcome, _faults(case["answer"])) == (case["outcome"], case.get("faults", [])), result


@pytest.mark.parametrize("answer", _cases("right"))
def test_what_is_right_is_never_blamed(answer: dict[str, Any]) -> None:
    assert _faults(answer["answer"]) == []
    assert _result(answer["answer"]).outcome != "not_met"


@pytest.mark.parametrize("case", _cases("worked"))
def test_a_worked_solution_is_right_and_a_changed_value_in_it_is_found(case: dict[str, Any]) -> None:
    assert _faults(case["answer"]) == []
    assert _result(case["answer"]).outcome == "met"
    for before, after, fault in case["changes"]:
        assert case["answer"].count(before) == 1
        assert fault in _faults(case["answer"].replace(before, after)), (before, after)


def test_no_equation_that_can_be_judged_leaves_the_criterion_open() -> None:
    assert _result("The forces balance, which is obvious.").outcome == "unscored"


def test_the_comment_says_what_the_sides_are_worth() -> None:
    (remark,) = _result("Thus 6 * 7 = 41.").remarks
    assert remark.comment == "This equation does not hold: the left side is 42, the right side 41."


def test_names_of_an_earlier_answer_keep_their_values() -> None:
    assert _faults("Then N + 2 = 15.", before=("N = 3 * 4 = 12.",)) == ["15"]
    assert _faults("Then N + 2 = 14.", before=("N = 3 * 4 = 12.",)) == []


def test_only_the_part_of_the_question_is_judged() -> None:
    from evalhw.text.layout.spans import Span

    raw = "1) 2 + 2 = 5\n\n2) 3 + 3 = 6"
    answer = Answer(raw=raw, spans=(Span(14, len(raw)),))
    assert EquationsCheck(kind="equations").apply(answer).outcome == "met"


def test_declared_symbols_have_no_values_of_the_answers_own() -> None:
    from evalhw.mathematics.declared.symbols import Symbols

    symbols = Symbols.of({"symbols": {"a": {"shape": []}}})
    assert _faults("With a = 2, a + 1 = 4.", symbols=symbols) == []
    assert _faults("With a = 2, 2 + 1 = 4.", symbols=symbols) == ["4"]


@pytest.mark.parametrize(
    "text",
    [
        "9" * 6000 + " + 1 = 3", "9^9^9^9^9 = 3", "((99!)!)! = 3", "1/0 = 2/0", "1e999 = 3", "= = =",
        "(" * 5000 + "1 = 2", "\\frac{1}{0} = 3", "sqrt(-1) = 2", "\ud800 = 3", "x_{" * 500 + " = 3",
        "A = B, B = A, A + B = 3", "tan(90°) = 1", "5 apples and " * 2000 + "= 3", "1 + " * 5000 + "1 = 5",
    ],
)  # fmt: skip
def test_hostile_text_is_read_over(text: str) -> None:
    assert all(step.judgement == "open" for step in follow(text))


def test_work_grows_with_the_text_and_not_faster() -> None:
    """Twice the text gives twice the steps, each looked at once: nothing is capped but the length of one side."""
    assert [len(follow("5 + 3 = 8\n" * count)) for count in (100, 200)] == [100, 200]
