"""What is printed reads back; true rewriting stays true, a false edit is found; any text at all is read or refused."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.matrix.matrices import judge
from evalhw.mathematics.matrix.shapes import infer
from evalhw.mathematics.syntax import tree
from evalhw.mathematics.syntax.printing import latex
from evalhw.mathematics.syntax.reader import read, read_lines
from evalhw.mathematics.syntax.spelling import canonical
from evalhw.mathematics.syntax.tree import Node

NOTHING = Symbols.empty()
HOMEWORK = Symbols.of(
    {
        "dimensions": {"k": {"less_than": "m"}, "m": {"less_than": "n"}, "n": {}},
        "symbols": {
            "X": {"shape": ["m", "n"]},
            "W_1": {"shape": ["k", "m"]},
            "W_2": {"shape": ["m", "k"]},
            "A": {"shape": ["m", "m"]},
            "B": {"shape": ["m", "m"]},
            "lambda": {"shape": [], "positive": True},
            "C": {"equals": r"X X^\top"},
            "U_k": {"shape": ["m", "k"], "eigenvectors": {"of": r"X X^\top", "first": "k"}},
            "Sigma_k": {"shape": ["k", "k"], "singular_values": {"of": "X", "first": "k"}},
        },
    }
)

numbers = st.one_of(
    st.integers(0, 999).map(lambda value: tree.Number(Fraction(value))),
    st.tuples(st.integers(0, 9999), st.integers(1, 3)).map(
        lambda pair: tree.Number(Fraction(pair[0], 10 ** pair[1]), pair[1])
    ),
)
scalar_names = st.sampled_from(["x", "y", "a_1", "alpha", "theta_k", "x_12", "v'", "n"]).map(tree.Name)
constants = st.sampled_from(["pi", "e", "i"]).map(tree.Constant)


def _scalar(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        several.map(tree.Sum),
        several.map(tree.Product),
        inner.map(tree.Negative),
        inner.map(tree.PlusMinus),
        inner.map(tree.Percent),
        st.tuples(inner, inner).map(lambda pair: tree.Quotient(*pair)),
        st.tuples(inner, inner).map(lambda pair: tree.Power(*pair)),
        st.tuples(
            st.sampled_from(["sin", "exp", "ln", "sqrt", "abs", "factorial", "floor", "ceil", "arctan"]), inner
        ).map(lambda pair: tree.Call(pair[0], (pair[1],))),
        st.tuples(inner, inner).map(lambda pair: tree.Call("binom", pair)),
        st.tuples(inner, inner).map(lambda pair: tree.Call("max", pair)),
        st.tuples(inner, inner).map(lambda pair: tree.Call("log", pair)),
        st.tuples(inner, st.sampled_from(["x", "y"])).map(lambda pair: tree.Derivative(pair[0], (tree.Name(pair[1]),))),
        st.tuples(inner, inner).map(lambda pair: tree.Collection("tuple", pair)),
        several.map(lambda items: tree.Collection("set", items)),
        st.tuples(inner, inner).map(lambda pair: tree.Interval(pair[0], pair[1], left_closed=True, right_closed=False)),
        st.tuples(inner, inner).map(lambda pair: tree.Matrix((pair, pair))),
        inner.map(lambda body: tree.Series("sum", body, (tree.Name("j"),), tree.Number(Fraction(1)), tree.Name("n"))),
    )


scalars = st.recursive(st.one_of(numbers, scalar_names, constants), _scalar, max_leaves=12)
relations = st.tuples(st.sampled_from("=≠<≤>≥≈"), scalars, scalars).map(
    lambda triple: tree.Relation((triple[0],), triple[1:])
)
letters = st.sampled_from(["X", "W_1", "W_2", "A", "B", "C", "U_k", "Sigma_k", "lambda"]).map(tree.Name)


def _matrix(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        several.map(tree.Sum),
        several.map(tree.Product),
        inner.map(tree.Negative),
        inner.map(tree.Transpose),
        inner.map(tree.PseudoInverse),
        inner.map(lambda base: tree.Power(base, tree.Negative(tree.Number(Fraction(1))))),
        inner.map(lambda operand: tree.Norm(operand, "F")),
        inner.map(lambda operand: tree.Call("tr", (operand,))),
        inner.map(tree.Differential),
        st.tuples(inner, letters).map(lambda pair: tree.Derivative(pair[0], (pair[1],), "nabla")),
        st.tuples(inner, inner).map(lambda pair: tree.Operation("hadamard", *pair)),
        st.tuples(inner, inner).map(lambda pair: tree.Call("inner", pair)),
    )


leaves = st.one_of(
    letters, numbers, st.just(tree.Special("identity")), st.just(tree.Special("identity", (tree.Name("k"),)))
)
matrices = st.recursive(leaves, _matrix, max_leaves=12)


@settings(max_examples=400, deadline=None)
@given(st.one_of(scalars, relations))
def test_a_scalar_formula_that_is_printed_reads_back_the_same(node: Node) -> None:
    assert read(latex(node), NOTHING) == node


@settings(max_examples=400, deadline=None)
@given(matrices)
def test_a_matrix_formula_that_is_printed_reads_back_the_same(node: Node) -> None:
    assert read(latex(node), HOMEWORK) == node


alphabet = st.sampled_from([
    *r"abxyXWCUkmn0123456789+-*/=<>(){}[]|^_,.;:!'%& \$~‖ᵀ₁²−≤∂∇Σλ√",
    r"\frac", r"\top", r"\left", r"\right", r"\begin{cases}", r"\end{cases}", r"\\", r"\text{and}", r"\sum",
    r"\partial", r"\operatorname{tr}", r"\mathbf", r"\quad", r"\sqrt", r"\int", r"\begin{aligned}",
    r"\end{aligned}", r"\boxed", r"\ldots", "W_1", "U_k", r"\|", r"\{", r"\}", r"\hat", r"\implies",
])  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(alphabet, max_size=60).map("".join))
def test_any_text_is_read_or_refused_with_a_reason(source: str) -> None:
    for symbols in (HOMEWORK, NOTHING):
        try:
            lines = read_lines(source, symbols)
        except ReadingError:
            continue
        for line in lines:
            assert (line.node is None) != (line.error is None)
            if line.node is not None:
                assert read(latex(line.node), symbols) == line.node
                judge(line.node, symbols)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_unicode_is_read_or_refused_with_a_reason(source: str) -> None:
    try:
        read_lines(source, NOTHING)
    except ReadingError:
        return


square = st.recursive(
    st.sampled_from([r"A", r"B", r"C", r"W_2 W_1", r"X X^\top", r"U_k U_k^\top"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) ({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} + {pair[1]})"),
        inner.map(lambda one: rf"({one})^\top"),
    ),
    max_leaves=5,
)
rewritings = st.sampled_from(
    [
        lambda one: rf"(({one})^\top)^\top",
        lambda one: f"2 ({one}) - ({one})",
        lambda one: f"({one}) I",
        lambda one: f"I ({one})",
        lambda one: f"({one}) + 0",
        lambda one: rf"\frac{{1}}{{2}} (({one}) + ({one}))",
        lambda one: f"A ({one}) + ({one}) - A ({one})",
        lambda one: rf"({one}) A A^{{-1}}",
    ]
)
edits = st.sampled_from(
    [
        lambda one: f"2 ({one})",
        lambda one: f"-({one})",
        lambda one: f"({one}) + A",
        lambda one: f"({one}) B",
        lambda one: f"({one}) + I",
        lambda one: f"A ({one})",
    ]
)


@settings(max_examples=120, deadline=None)
@given(square, rewritings)
def test_a_formula_equals_itself_under_a_true_rewriting(source: str, rewriting: object) -> None:
    relation = read(f"{source} = {rewriting(source)}", HOMEWORK)  # type: ignore[operator]
    assert judge(relation, HOMEWORK).outcome == "true"


@settings(max_examples=120, deadline=None)
@given(square, edits)
def test_a_false_edit_is_found(source: str, edit: object) -> None:
    relation = read(f"{source} = {edit(source)}", HOMEWORK)  # type: ignore[operator]
    assert judge(relation, HOMEWORK).outcome == "false"


@settings(max_examples=100, deadline=None)
@given(square)
def test_a_square_formula_is_square(source: str) -> None:
    assert infer(read(source, HOMEWORK), HOMEWORK) == ((5, 7), (5, 7))


@given(st.sampled_from("WXABUV"), st.sampled_from(["1", "k", "12", "ij", "k+1", "-k"]))
def test_a_name_is_canonical_in_every_spelling(base: str, below: str) -> None:
    spellings = {f"{base}_{{{below}}}", rf"\mathbf{{{base}}}_{{{below}}}", rf"\boldsymbol{{{base}}}_{{{below}}}"}
    assert {canonical(one) for one in spellings} == {f"{base}_{below}"}
