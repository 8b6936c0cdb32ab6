"""The reader: what models write comes out as the tree that was meant, or is refused with a true reason."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.printing import latex
from evalhw.mathematics.syntax.reader import Line, read, read_lines
from evalhw.mathematics.syntax.rendering import readable

CASES = Path(__file__).parents[1] / "cases" / "mathematics" / "reading.yaml"
ROWS: list[dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["source"][:50])
def test_every_spelling_is_read_as_it_was_meant(row: dict[str, Any], homework: Symbols) -> None:
    """Each statement prints back as the case says, or is refused for the reason and at the place it says."""
    symbols = homework if row["symbols"] == "homework" else Symbols.empty()
    source = row["source"]
    refused: ReadingError | None = None
    lines: tuple[Line, ...] = ()
    try:
        lines = read_lines(source, symbols)
    except ReadingError as error:
        refused = error
    found = [{"refused": refused.reason, "at": source[refused.start : refused.end]}] if refused else []
    for line in lines:
        one: dict[str, str] = {}
        if line.error is not None:
            one |= {"refused": line.error.reason, "at": source[line.error.start : line.error.end]}
        elif line.node is not None:
            one["reads"] = latex(line.node)
        one |= {key: value for key in ("lead", "tag", "remark") if (value := getattr(line, key))}
        found.append(one)
    assert found == row["lines"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["source"][:50])
def test_what_is_printed_reads_back_to_the_same_tree(row: dict[str, Any], homework: Symbols) -> None:
    symbols = homework if row["symbols"] == "homework" else Symbols.empty()
    try:
        lines = read_lines(row["source"], symbols)
    except ReadingError:
        return
    for line in lines:
        if line.node is not None:
            assert read(latex(line.node), symbols) == line.node
            assert readable(line.node)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["source"][:50])
def test_every_node_lies_inside_its_parent_and_the_source(row: dict[str, Any], homework: Symbols) -> None:
    symbols = homework if row["symbols"] == "homework" else Symbols.empty()
    try:
        lines = read_lines(row["source"], symbols)
    except ReadingError:
        return
    for line in lines:
        for node in tree.walk(line.node) if line.node else ():
            assert 0 <= node.start <= node.end <= len(row["source"])


def test_offsets_point_at_the_factor_as_it_was_spelled(homework: Symbols) -> None:
    source = r"$$W_2^\top (W_2 W_1 - \mathbf{I}) \mathbf{X}\mathbf{X}^{\top} = 0 \quad (1)$$"
    relation = read(source, homework)
    assert isinstance(relation, tree.Relation)
    product = relation.operands[0]
    assert isinstance(product, tree.Product)
    assert [source[factor.start : factor.end] for factor in product.factors] == [
        r"W_2^\top",
        r"(W_2 W_1 - \mathbf{I})",
        r"\mathbf{X}",
        r"\mathbf{X}^{\top}",
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        "W_1",
        "W_{1}",
        "W₁",
        "W1",
        r"\mathbf{W}_1",
        r"\mathbf{W_1}",
        r"\boldsymbol{W}_{1}",
        "𝐖₁",
        r"{\bf W}_1",
        r"\mathrm{W}_1",
    ],
)  # fmt: skip
def test_every_spelling_of_a_name_is_the_declared_one(spelling: str, homework: Symbols) -> None:
    assert read(spelling, homework) == tree.Name("W_1")


@pytest.mark.parametrize(
    "spelling",
    [
        "X^T",
        r"X^\top", r"X^{\top}", r"X^\intercal", r"X^{\mathsf T}", r"X^{\mathsf{T}}", r"X^{\mathrm{T}}", r"X^{\rm T}",
        "X'", "X⊤", "Xᵀ", r"\mathbf{X}^\top", r"(X)^T", r"X^{\text{T}}", "X.T", "X^t", "X^{T}", r"{X}^{\!\top}",
    ],
)  # fmt: skip
def test_every_dress_of_the_transpose_is_the_transpose(spelling: str, homework: Symbols) -> None:
    assert read(spelling, homework) == tree.Transpose(tree.Name("X"))


def test_a_script_may_stand_before_or_behind_the_index(homework: Symbols) -> None:
    assert read(r"W^\top_1", homework) == read(r"W_1^{\top}", homework)


def test_an_exponent_named_t_stays_an_exponent_for_numbers() -> None:
    assert read("2^T", Symbols.empty()) == tree.Power(read("2", Symbols.empty()), tree.Name("T"))


def test_a_declared_name_wins_over_every_convention() -> None:
    symbols = Symbols.of({"symbols": {"e": {"shape": []}, "I": {"shape": []}, "pi": {"shape": []}, "d": {"shape": []}}})
    for name in ("e", "I", "pi", "d"):
        assert read(name, symbols) == tree.Name(name)


def test_calligraphic_letters_are_their_plain_names_unless_both_are_declared(homework: Symbols) -> None:
    assert read(r"\mathcal{L}(W_1, W_2; X)", homework) == tree.Name("L")


def test_one_bad_line_does_not_hide_the_others(homework: Symbols) -> None:
    lines = read_lines(r"\begin{align} X &= \foo{X} \\ C &= X X^\top \end{align}", homework)
    assert [line.node is None for line in lines] == [True, False]


def test_a_bare_bracket_behind_a_matrix_is_a_factor_not_an_argument(homework: Symbols) -> None:
    product = read(r"U ([I_k \; 0; \; 0 \; 0] - I) \Lambda", homework)
    assert isinstance(product, tree.Product)
    assert len(product.factors) == 3
