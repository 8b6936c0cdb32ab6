"""Following a derivation: names in force, links in context, faults and what they drag along."""

from pathlib import Path

import pytest

from evalhw.files.yaml_file import read_yaml
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.derivations.derivation import Statement, follow
from evalhw.mathematics.derivations.solved import Condition
from evalhw.mathematics.syntax.reader import read
from evalhw.mathematics.syntax.tree import Relation

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
        (r"Let $U = U_k$. Then $U^\top U = I_k$, $XX^\top U = U\Lambda$.", ["definition", "true", "true"]),
        (r"I write $U$ for $U_k$. Then $XX^\top U = U\Lambda_k$.", ["definition", "true"]),
        (r"Here $U$ stands for $U_k$. Then $U^\top U = I_k$.", ["definition", "true"]),
        (r"Let $U \in \mathbb{R}^{m \times k}$. Then $U^\top U = I_k$.", ["definition", "true"]),
        (r"Let $U$ be the matrix of the top $k$ eigenvectors. Then $XX^\top U = U\Lambda_k$.", ["definition", "true"]),
        (r"Let $U_k = U$ for short. Then $U^\top U = I_k$.", ["definition", "true"]),
        (r"With $\Lambda = \Sigma_k^2$ we have $XX^\top U_k = U_k\Lambda$.", ["definition", "true"]),
        (r"Let $U = U_k$. Then $UU^\top = I$.", ["definition", "false"]),
        (r"Let $U = U_k$. Then $XX^\top = U\Lambda U^\top$.", ["definition", "false"]),
        (r"Since $U = U_k$, $UU^\top = I$.", ["ill_shaped", "true"]),
        (r"Let $U$ be orthogonal and its first $k$ columns be $U_k$. Then $UU^\top = I$.", ["true"]),
        (r"Let $U$ be the matrix whose top eigenvectors are $U_k$. Then $UU^\top = I$.", ["true"]),
        (r"Let $U \in \mathbb{R}^{m \times m}$. Then $UU^\top = I$.", ["true", "true"]),
        (r"Let $U_k \in \mathbb{R}^{m \times m}$. Then $U_kU_k^\top = I$.", ["ill_shaped", "false"]),
        ("UkUk^T XX^T Uk = UkLambdak", ["true"]),
        ("UkUk^T XX^T Uk = LambdakUk", ["ill_shaped"]),
        ("X X^T Uk = Uk Σk² = Uk Λk", ["true"]),
        ("X X^T Uk = Λk Uk", ["ill_shaped"]),
        ("X X^T Uk = Uk Λ k", ["ill_shaped"]),
        ("let U be the top-k eigenvectors of XX^T. Then XX^T U = U Lambda_k", ["true"]),
        ("XX^T U = U Lambda_k, where U is the m x k matrix of the first k eigenvectors", ["true"]),
        ("XX^T = U Lambda U^T, where U is orthogonal and holds the first k eigenvectors first", ["true"]),
        ("let U be all eigenvectors of XX^T. Then XX^T U = U Lambda_k", ["ill_shaped"]),
        ("UkT Uk = I", ["undecided"]),
        ("put W1=U_k^T W2=U_k in", ["definition", "definition"]),
        ("put W1=U_k W2=U_k in", ["definition"]),  # W_1 is told apart, and does not fit
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


@pytest.mark.parametrize(
    "left",
    [
        "grad f", "gradient of f", "The gradient of f(x)", "nabla f", "∇f", "grad(f)", "grad_x f", "df/dx", "d/dx f",
        "∂f/∂x", r"$\nabla f", r"$\operatorname{grad} f(x)", r"$\mathrm{grad}\, f", r"$\text{grad } f",
        r"$\frac{d}{dx} f", "The derivative of f", "`grad f",
    ],
)  # fmt: skip
def test_a_gradient_may_be_named_in_words(left: str) -> None:
    """The function is not taken for its gradient, and a wrong gradient is wrong."""
    shapes = {"A": {"shape": ["m", "n"]}, "x": {"shape": ["n"]}, "b": {"shape": ["m"]}}
    declared = {
        "dimensions": {"n": {"less_than": "m"}, "m": {}},
        "symbols": {**shapes, "f": {"equals": r"\|A x - b\|^2"}},
    }
    mark = left[0] if left[0] in "$`" else ""
    symbols = Symbols.of(declared)
    gold = read("A^T A x = A^T b", symbols)
    assert isinstance(gold, Relation)
    for right, judgement in (
        ("2 A^T (A x - b)", "true"),
        ("2 A^T (A x + b)", "false"),
        ("2 A (A x - b)", "ill_shaped"),
    ):
        found = follow(f"{left} = {right}{mark}", symbols, [Condition("normal", gold, "x")])
        assert [(one.kind, one.judgement) for one in found if one.kind != "expression"] == [("gradient", judgement)]


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


FALSE = r"$XX^\top = U_k\Sigma_k^2U_k^\top$"


@pytest.mark.parametrize(
    "words",
    [
        "One must *not* write {} here.",
        "**Careful:** do _not_ use {}.",
        "{} would only be true if $X$ had rank $k$.",
        "{} is true only if $X$ has rank $k$.",
        "In general {} is **false**.",
        "A common false identity is {}.",
        "{} need not hold.",
        "The identity {} is not available.",
        "{} ❌",
        "We cannot invert anything to get {}.",
    ],
)
def test_what_is_named_to_be_rejected_is_not_wrong(words: str, symbols: Symbols, conditions: list[Condition]) -> None:
    """A false equation that an answer warns of is no claim of it, however the warning is emphasised."""
    assert not [one for one in judged(words.format(FALSE), symbols, conditions) if one.wrong]


@pytest.mark.parametrize(
    "words",
    [
        "Not only $U_k^\\top U_k = I$ but also {}.",
        "Do not forget that {}.",
        "Avoid mistakes by using {}.",
        "By the SVD, {}. Be careful with transposes.",
        "{} is true only by definition.",
        "We cannot invert, but we multiply to get {}.",
    ],
)
def test_a_not_that_rejects_something_else_leaves_a_claim(
    words: str, symbols: Symbols, conditions: list[Condition]
) -> None:
    """The false equation is put forward, and so it is wrong."""
    assert [one for one in judged(words.format(FALSE), symbols, conditions) if one.wrong]


@pytest.mark.parametrize(
    "remark",
    [
        r"&& \text{(since } U_k^\top U_k = I_k\text{)}",
        r"&& (\text{since } U_k^\top U_k = I_k)",
        r"\quad \text{(by } U_k^\top U_k = I_k\text{)}",
        r"&& \text{(as } U_k^\top U_k = I_k \text{ and } XX^\top U_k = U_k\Sigma_k^2\text{)}",
        r"&& U_k^\top U_k = I_k",
        r"& (U_k^\top U_k = I_k)",
        r"\qquad [U_k^\top U_k = I_k]",
        r"\quad \because U_k^\top U_k = I_k",
        r"&& \text{(substitute } W_1 = U_k^\top,\ W_2 = U_k\text{)}",
    ],
)
def test_a_chain_goes_on_behind_a_remark(remark: str, symbols: Symbols, conditions: list[Condition]) -> None:
    """The next row continues the chain and not what its remark says last; a row that is wrong there stays wrong."""
    rows = r"U_kU_k^\top XX^\top U_k &= U_kU_k^\top U_k\Sigma_k^2 \\ &= U_k\Sigma_k^2 %s \\ &= %s"
    chain = r"\begin{align} " + rows + r" \end{align}"
    right = judged(chain % (remark, r"XX^\top U_k"), symbols, conditions)
    assert {one.judgement for one in right} <= {"true", "definition"}, [(one.source, one.reason) for one in right]
    wrong = judged(chain % (remark, r"2 U_k"), symbols, conditions)
    assert [one.source for one in wrong if one.wrong] == ["= 2 U_k"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (r"$$\text{(I)}\; W_2W_1X = X \qquad \text{(II)}\; W_2^\top W_2W_1 = W_2^\top$$", ["I", "II"]),
        (r"$$(1)\; W_2W_1X = X \qquad (2)\; W_2^\top W_2W_1 = W_2^\top$$", ["1", "2"]),
        (r"$$W_2:\quad W_2W_1X = X$$", ["W_2"]),
        ("(A) W2 W1 X = X", ["A"]),
        ("(W1)  W2^T W2 W1 = W2^T", ["W1"]),
        ("(b) $W_2W_1X = X$", ["b"]),
        (r"$$S := XX^\top \in \mathbb{R}^{m\times m}$$", ["", ""]),
        (r"$$W_2W_1X = X \quad\text{(1)}\qquad W_2^\top W_2W_1 = W_2^\top \quad\text{(2)}$$", ["1", "2"]),
    ],
)
def test_a_label_is_no_factor(text: str, labels: list[str], symbols: Symbols, conditions: list[Condition]) -> None:
    """A lone name or number in brackets in front of an equation names it."""
    found = judged(text, symbols, conditions)
    assert [one.place.clause.label for one in found] == labels
    assert not [one for one in found if one.wrong]
