"""Matrix equations: right, wrong, ill-shaped with the two shapes, or left open; conditions in every equivalent form."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.errors import SpecError
from evalhw.mathematics import compare
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.matrix.matrices import (
    compare_conditions,
    compare_expressions,
    judge,
    judge_generic,
    judge_links,
)
from evalhw.mathematics.syntax.reader import read

CASES = Path(__file__).parents[1] / "cases" / "mathematics"
EQUATIONS: list[dict[str, Any]] = yaml.safe_load((CASES / "equations.yaml").read_text(encoding="utf-8"))
OTHERS: list[dict[str, Any]] = yaml.safe_load((CASES / "other_homework.yaml").read_text(encoding="utf-8"))
CONDITIONS: dict[str, Any] = yaml.safe_load((CASES / "conditions.yaml").read_text(encoding="utf-8"))
SCALARS: list[dict[str, Any]] = yaml.safe_load((CASES / "scalar_conditions.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", EQUATIONS, ids=lambda row: row["source"][:60])
def test_an_equation_is_judged_as_a_grader_would(row: dict[str, Any], homework: Symbols) -> None:
    assumed = {name: read(value, homework) for name, value in row.get("under", {}).items()}
    symbols = homework.assuming(assumed) if assumed else homework
    source = row["source"]
    judgement = judge(read(source, symbols), symbols)
    assert judgement.outcome == row["outcome"], judgement.reason
    assert row.get("reason", "") in judgement.reason
    if "at" in row:
        assert source[judgement.start : judgement.end] == row["at"]
    if "binds" in row:
        assert judgement.rests_on_bindings is row["binds"]
    assert judgement.vacuous is row.get("same", False)
    assert (judgement.counterexample is not None) == (judgement.outcome == "false")


@pytest.mark.parametrize(("gold", "claim", "outcome"), CONDITIONS["cases"])
def test_a_condition_is_known_in_every_form(gold: str, claim: str, outcome: str, homework: Symbols) -> None:
    verdict = compare_conditions(read(CONDITIONS[gold], homework), read(claim, homework), homework)
    assert verdict.outcome == outcome, verdict.reason
    assert verdict.reason or verdict.outcome == "equal"


@pytest.mark.parametrize(
    ("gold", "about", "claim", "outcome", "positive"),
    [
        (one["gold"], one["about"], claim, outcome, one["positive"])
        for one in SCALARS
        for outcome in ("equal", "unequal", "other")
        for claim in one.get(outcome, [])
    ],
)
def test_a_condition_between_scalars_has_the_same_solutions(
    gold: str, about: str, claim: str, outcome: str, *, positive: bool
) -> None:
    declared = {name: {"shape": [], "positive": positive} for name in "abx"}
    symbols = Symbols.of({"dimensions": {}, "symbols": declared})
    verdict = compare_conditions(read(gold, symbols), read(claim, symbols), symbols, about)
    found = verdict.outcome if verdict.outcome in {"equal", "unequal"} else "other"
    assert found == outcome, verdict.reason


@pytest.mark.parametrize(
    ("declared", "source", "outcome"),
    [(one["symbols"], *row) for one in OTHERS for row in one["equations"]],
    ids=[f"{one['name']}: {row[0][:40]}" for one in OTHERS for row in one["equations"]],
)
def test_equations_of_other_homework_are_judged(declared: dict[str, Any], source: str, outcome: str) -> None:
    symbols = Symbols.of(declared)
    judgement = judge(read(source, symbols), symbols)
    assert judgement.outcome == outcome, judgement.reason


@pytest.mark.parametrize(
    ("declared", "gold", "claim", "outcome"),
    [(one["symbols"], *row) for one in OTHERS for row in one["comparisons"]],
)
def test_answers_to_other_homework_are_compared(declared: dict[str, Any], gold: str, claim: str, outcome: str) -> None:
    verdict = compare(gold, claim, Symbols.of(declared))
    assert verdict.outcome == outcome, verdict.reason


@pytest.mark.parametrize(
    ("source", "symmetric", "outcome"),
    [
        (r"\frac{\partial}{\partial W} \operatorname{tr}(A W B) = A^\top B^\top", "", "true"),
        (r"\frac{\partial}{\partial W} \operatorname{tr}(A W B) = B A", "", "false"),
        (r"\frac{\partial}{\partial W} \operatorname{tr}(A W B W^\top A^\top) = 2 A^\top A W B", "B", "true"),
        (r"\frac{\partial}{\partial W} \operatorname{tr}(A W B W^\top A^\top) = 2 A^\top A W B", "", "false"),
        (r"\frac{\partial}{\partial W} \operatorname{tr}(W M W^\top) = 2 W M", "M", "true"),
        (r"\frac{\partial}{\partial W} \operatorname{tr}(W M W^\top) = W (M + M^\top)", "", "true"),
        (r"\frac{\partial}{\partial W} \operatorname{tr}(W M) = M^\top", "", "true"),
        (r"\|A\|_F^2 = \sum_{i,j} A_{ij}^2 = \operatorname{tr}(A^\top A)", "", "true"),
        (r"\|A\|_F^2 = \operatorname{tr}(A)^2", "", "false"),
        (r"\operatorname{tr}(ABD) = \operatorname{tr}(DAB)", "", "true"),
        (r"\operatorname{tr}(ABD) = \operatorname{tr}(BAD)", "", "false"),
        (r"(AB)^\top = B^\top A^\top", "", "true"),
        (r"(AB)^{-1} = B^{-1} A^{-1}", "", "true"),
        (r"(AB)^{-1} = A^{-1} B^{-1}", "", "false"),
        (r"\nabla_A \|AB - D\|_F^2 = 2 (AB - D) B^\top", "", "true"),
    ],
)
def test_an_identity_in_letters_of_its_own_is_decided(source: str, symmetric: str, outcome: str) -> None:
    nothing = Symbols.empty()
    relation = read(source, nothing, generic=True)
    assert judge_generic(relation, nothing, symmetric).outcome == outcome


def test_letters_that_fit_no_shape_are_left_open(homework: Symbols) -> None:
    relation = read(r"\operatorname{tr}(A W_1) = \operatorname{tr}(A W_2)", homework, generic=True)
    assert judge_generic(relation, homework).outcome == "undecided"


def test_a_chain_is_judged_link_by_link(homework: Symbols) -> None:
    links = judge_links(read(r"C = X X^\top = U \Lambda U^\top = U_k \Lambda_k U_k^\top", homework), homework)
    assert [link.outcome for link in links] == ["true", "true", "false"]


def test_a_definition_of_the_answer_binds_from_there_on(homework: Symbols) -> None:
    symbols = homework.extended("R", read(r"W_1 X X^\top W_1^\top", homework))
    verdict = compare(r"W_2 W_1 X X^\top W_1^\top = X X^\top W_1^\top", r"W_2 R = C W_1^\top", symbols)
    assert verdict.outcome == "equal"
    assert judge(read("R = W_1", symbols), symbols).outcome == "ill_shaped"


def test_a_definition_may_be_given_another_meaning(homework: Symbols) -> None:
    symbols = homework.extended("C", read(r"X^\top X", homework))
    assert judge(read(r"C = X X^\top", symbols), symbols).outcome == "ill_shaped"


@pytest.mark.parametrize(
    ("gold", "claim", "outcome"),
    [
        (r"-2 E X^\top W_1^\top", r"2 (W_2 W_1 - I) C W_1^\top", "equal"),
        (r"\frac{\partial L}{\partial W_2}", r"-2 E X^\top W_1^\top", "equal"),
        (r"\frac{\partial L}{\partial W_2}", r"\frac{\partial L}{\partial W_2} = -2 E X^\top W_1^\top = 0", "equal"),
        (r"\frac{\partial L}{\partial W_2}", r"-E X^\top W_1^\top", "unequal"),
        (r"\frac{\partial L}{\partial W_2}", r"(-2 E X^\top W_1^\top)^\top", "ill_shaped"),
        (r"\frac{\partial L}{\partial W_2}", r"-2 X^\top E W_1^\top", "ill_shaped"),
        (r"X X^\top U_k = U_k \Sigma_k^2", r"U_k^\top X X^\top = \Sigma_k^2 U_k^\top", "equal"),
        (r"X X^\top U_k = U_k \Sigma_k^2", r"X X^\top U_k = \Sigma_k^2 U_k", "ill_shaped"),
        (r"X X^\top U_k = U_k \Sigma_k^2", r"U_k^\top U_k = I", "undecided"),
        (r"W_1 = U_k^\top", r"W_1^\top = U_k", "equal"),
        (r"W_1 = U_k^\top", r"W_1 = U_k", "ill_shaped"),
        (r"W_2 W_1 = U_k U_k^\top", r"$W_2W_1=\mathbf{U}_k\mathbf{U}_k^{\top}$", "equal"),
    ],
)
def test_formulas_over_matrices_are_compared_as_text(gold: str, claim: str, outcome: str, homework: Symbols) -> None:
    verdict = compare(gold, claim, homework)
    assert verdict.outcome == outcome, verdict.reason


def test_proof_confirms_what_sampling_found(homework: Symbols) -> None:
    gold, claim = r"W_2 W_1 X X^\top W_1^\top = X X^\top W_1^\top", r"(W_2 W_1 - I) C W_1^\top = 0"
    assert compare(gold, claim, homework).method == "sampled"
    assert compare(gold, claim, homework, prove=True).method == "proved"


def test_what_cannot_be_proved_is_undecided_never_unequal(homework: Symbols) -> None:
    gold, claim = r"W_2 W_1 X X^\top W_1^\top = X X^\top W_1^\top", r"W_2 = C W_1^\top (W_1 C W_1^\top)^{-1}"
    assert compare(gold, claim, homework, prove=True).outcome == "undecided"


def test_the_same_expression_is_equal_without_sampling(homework: Symbols) -> None:
    tree = read(r"W_2 W_1 X", homework)
    assert compare_expressions(tree, tree, homework).method == "exact"


@pytest.mark.parametrize(
    "declared",
    [
        {"symbols": {"X": {"shape": ["q"]}}},
        {"symbols": {"X": {}}},
        {"symbols": {"X": {"shape": [], "colour": "red"}}},
        {"symbols": {"A": {"equals": r"\foo"}}},
        {"symbols": {"A": {"equals": "B"}, "B": {"equals": "A"}}},
        {"dimensions": {"k": {"less_than": "m"}}},
        {"dimensions": {"k": {"less_than": "m"}, "m": {"less_than": "k"}}},
        {"symbols": {"X": {"shape": [], "equals": "1", "eigenvalues": {"of": "Y"}}}},
        {"symbols": {"W_1": {"shape": []}, "W_{1}": {"shape": []}}},
        {"dimensions": {"n": {}}, "symbols": {"n": {"shape": []}}},
        {"dimensions": {"k": {"less_than": "d"}, "d": {"equals": 2}}},
        {"dimensions": {"m": {}, "n": {}}, "symbols": {"X": {"shape": ["m", "n"]}, "C": {"equals": "X X"}}},
        {
            "dimensions": {"m": {}, "n": {}},
            "symbols": {"X": {"shape": ["m", "n"]}, "C": {"shape": ["n", "n"], "equals": "X X^T"}},
        },
        {
            "dimensions": {"k": {"less_than": "m"}, "m": {}},
            "symbols": {
                "S": {"shape": ["m", "m"]},
                "U": {"shape": ["k", "m"], "eigenvectors": {"of": "S", "first": "k"}},
            },
        },
    ],
)
def test_a_wrong_declaration_is_an_error_of_the_problem(declared: dict[str, Any]) -> None:
    with pytest.raises(SpecError):
        Symbols.of(declared)


def test_sizes_keep_the_declared_order_on_both_sets() -> None:
    dimensions = {"b": {"less_than": ["c", "d"]}, "a": {"less_than": "b"}, "c": {}, "d": {"equals": 9}, "z": {}}
    sizes = Symbols.of({"dimensions": dimensions}).dimensions
    for which in (0, 1):
        assert sizes["a"][which] < sizes["b"][which] < min(sizes["c"][which], sizes["d"][which])
        assert len({size[which] for size in sizes.values()} | {1}) == 6


def test_a_name_cannot_stand_for_itself(homework: Symbols) -> None:
    from evalhw.errors import ReadingError

    with pytest.raises(ReadingError):
        homework.extended("W_2", read("W_2 W_1 W_2", homework))
    with pytest.raises(ReadingError):
        homework.extended("C", read("E E^\\top + D", homework)).extended("E", read("C X", homework))
