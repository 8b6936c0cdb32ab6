"""Following a derivation: names in force, links in context, faults and what they drag along."""

from pathlib import Path

import pytest

from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.derivations.derivation import Statement, follow
from evalhw.mathematics.derivations.solved import Condition
from evalhw.mathematics.syntax.reader import read
from evalhw.mathematics.syntax.tree import Relation
from evalhw.yamlfile import read_yaml

ROOT = Path(__file__).parents[2]
LOSS = r"\|X - W_2 W_1 X\|_F^2"


@pytest.fixture(scope="module")
def symbols() -> Symbols:
    spec = read_yaml(ROOT / "problems" / "hw7.yaml").content
    return Symbols.of({"dimensions": spec["dimensions"], "symbols": {**spec["symbols"], "L": {"equals": LOSS}}})


@pytest.fixture(scope="module")
def conditions(symbols: Symbols) -> list[Condition]:
    written = {
        "W_2": r"W_2 W_1 X X^\top W_1^\top = X X^\top W_1^\top",
        "W_1": r"W_2^\top W_2 W_1 X X^\top = W_2^\top X X^\top",
    }
    found = []
    for about, formula in written.items():
        node = read(formula, symbols)
        assert isinstance(node, Relation)
        found.append(Condition(about, node, about))
    return found


def judged(text: str, symbols: Symbols, conditions: list[Condition]) -> list[Statement]:
    return [one for one in follow(text, symbols, conditions) if one.kind != "expression"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Let $R = X - W_2W_1X$. Then $L = \operatorname{tr}(R^\top R)$.", ["definition", "true"]),
        (r"$L = \operatorname{tr}(R^\top R)$ where $R = W_2W_1X - X$.", ["true", "definition"]),
        (r"$C = XX^\top$, so $W_2W_1CW_1^\top = CW_1^\top$.", ["definition", "condition"]),
        (
            r"Put $C = X^\top X$. Then $L = \operatorname{tr}(C) - 2\langle X, W_2W_1X\rangle + \|W_2W_1X\|_F^2$.",
            ["definition", "true"],
        ),
        (r"Assume $W_1 = U_k^\top$, $W_2 = U_k$. Then $W_2W_1 = U_kU_k^\top$.", ["definition", "definition", "true"]),
        (r"$\frac{\partial L}{\partial W_2} = -2(X-W_2W_1X)X^\top W_1^\top = 0$", ["condition"]),
        (r"$$W_2W_1XX^\top = XX^\top W_1^\top$$", ["ill_shaped"]),
        (r"$$U_kU_k^\top = I$$", ["false"]),
        (r"$$U_k^\top XX^\top = U_k^\top XX^\top$$", ["vacuous"]),
        (r"$\nabla_A \operatorname{tr}(AB) = B^\top$", ["true"]),
        (r"$\nabla_A \operatorname{tr}(AB) = B$", ["false"]),
        (r"$XX^\top U_k = U_kD$ and so $U_k^\top XX^\top U_k = D$.", ["true", "true"]),
        (r"$XX^\top U_k = U_kD$ and so $U_k^\top XX^\top = D$.", ["true", "ill_shaped"]),
        (r"It would be wrong to write $W_2W_1XX^\top = XX^\top W_1^\top$.", ["undecided"]),
        (r"If $W_2^\top W_2 = I$, then $W_1XX^\top = W_2^\top XX^\top$.", ["undecided", "undecided"]),
        (r"Here $q = \begin{foo} W_2 \end{foo}$.", ["unreadable"]),
    ],
)
def test_judges_each_statement_in_its_context(
    text: str, expected: list[str], symbols: Symbols, conditions: list[Condition]
) -> None:
    """Definitions bind, assumptions are put in, letters of an answer's own are read as such."""
    found = judged(text, symbols, conditions)
    assert [one.judgement for one in found] == expected, [(one.source, one.judgement, one.reason) for one in found]


def test_blames_the_factor_and_not_the_line(symbols: Symbols, conditions: list[Condition]) -> None:
    """An annotation points at the factors that do not fit, with their shapes."""
    text = r"We get $$\nabla_{W_1}L = -2W_2^\top XX^\top + 2W_1XX^\top W_2^\top W_2.$$"
    (found,) = judged(text, symbols, conditions)
    assert found.fault_start is not None
    assert text[found.fault_start : found.fault_end] == r"X^\top W_2^\top"
    assert found.reason == "W₁XXᵀ is k×m, W₂ᵀ is k×m: these do not multiply"


def test_counts_a_fault_that_is_carried_forward_once(symbols: Symbols, conditions: list[Condition]) -> None:
    """The same misfit further down is a consequence of the line that began it."""
    text = (
        r"$$\nabla_{W_1}L = -2W_2^\top XX^\top + 2W_1XX^\top W_2^\top W_2$$ Setting this to zero:"
        r" $$-2W_2^\top XX^\top + 2W_1XX^\top W_2^\top W_2 = 0$$"
        r" $$\Rightarrow W_1XX^\top W_2^\top W_2 = W_2^\top XX^\top$$"
    )
    found = judged(text, symbols, conditions)
    assert [one.judgement for one in found] == ["ill_shaped", "consequence", "consequence"]
    assert {one.consequence_of for one in found[1:]} == {0}


def test_definitions_of_earlier_answers_still_hold(symbols: Symbols, conditions: list[Condition]) -> None:
    """A name of the first turn is known in the second."""
    found = follow("$$RX^\\top W_1^\\top = 0$$", symbols, conditions, before=("Let $R = X - W_2W_1X$.",))
    assert [one.judgement for one in found] == ["condition"]


@pytest.mark.parametrize(
    "hostile",
    [
        "$" * 20_000,
        r"\[" * 5_000 + "x" + r"\]" * 5_000,
        "$$" + "(" * 3_000 + "x" + ")" * 3_000 + " = 0$$",
        "$$x = 9^{9^{9^{9}}}$$",
        r"$$\boxed{__import__('os').system('touch pwned')} = 0$$",
        "a = b " * 3_000,
        "Let $A = A A$ and $B = C$ and $C = B$. $$A = B = C$$",
        "\x02 3\x03 $x = 1$ \x02",
        "`" * 9_999 + "= " * 999,
    ],
)
def test_hostile_text_ends_in_statements_and_nothing_else(hostile: str, symbols: Symbols) -> None:
    """Nothing raises, nothing is executed, and nothing that was not read is called wrong."""
    assert not [one for one in follow(hostile, symbols) if one.wrong]
    assert not (Path.cwd() / "pwned").exists()
