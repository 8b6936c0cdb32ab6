"""Properties: true rewriting never makes an answer unequal, a false edit never leaves it equal."""

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalhw.mathematics import compare
from evalhw.mathematics.answer.extraction import answer_in

SETTINGS = settings(max_examples=150, deadline=None)
NAMES = st.sampled_from("xyzab")


def _expressions() -> st.SearchStrategy[str]:
    leaves = st.one_of(
        NAMES,
        st.integers(1, 99).map(str),
        st.tuples(st.integers(1, 9), st.integers(2, 9)).map(lambda pair: rf"\frac{{{pair[0]}}}{{{pair[1]}}}"),
        st.integers(2, 11).map(lambda n: rf"\sqrt{{{n}}}"),
        st.just(r"\pi"),
    )

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pair = st.tuples(inner, inner)
        return st.one_of(
            pair.map(lambda two: f"({two[0]}+{two[1]})"),
            pair.map(lambda two: f"({two[0]}-{two[1]})"),
            pair.map(lambda two: rf"({two[0]}) \cdot ({two[1]})"),
            pair.map(lambda two: rf"\frac{{{two[0]}}}{{1+({two[1]})^2}}"),
            inner.map(lambda one: f"({one})^2"),
            inner.map(lambda one: rf"\sin({one})"),
        )

    return st.recursive(leaves, larger, max_leaves=7)


REWRITES = (
    lambda e: rf"({e}) + 0",
    lambda e: rf"1 \cdot ({e})",
    lambda e: rf"\frac{{2({e})}}{{2}}",
    lambda e: rf"-(-({e}))",
    lambda e: rf"({e}) + w - w",
    lambda e: rf"\dfrac{{({e})^2 + ({e})}}{{({e}) + 1}}",
    lambda e: rf"({e})(\sin^2 t + \cos^2 t)",
    lambda e: rf"\left({e}\right)",
)
EDITS = (
    lambda e: rf"({e}) + 1",
    lambda e: rf"({e}) - \frac{{1}}{{1000}}",
    lambda e: rf"2 + ({e})",
    lambda e: rf"({e}) + w",
    lambda e: rf"({e}) + \sqrt{{2}}",
)


@SETTINGS
@given(_expressions(), st.sampled_from(REWRITES))
def test_a_true_rewriting_is_never_unequal(expression: str, rewrite: object) -> None:
    claim = rewrite(expression)  # type: ignore[operator]
    assert compare(expression, claim).outcome in {"equal", "undecided"}
    assert compare(claim, expression).outcome in {"equal", "undecided"}


@SETTINGS
@given(_expressions(), st.sampled_from(EDITS))
def test_a_false_edit_is_never_equal(expression: str, edit: object) -> None:
    found = compare(expression, edit(expression))  # type: ignore[operator]
    assert found.outcome != "equal"
    assert found.reason


@SETTINGS
@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=500))
def test_every_spelling_of_a_fraction_is_the_fraction(value: Fraction) -> None:
    top, bottom = value.numerator, value.denominator
    spellings = [
        rf"\frac{{{top}}}{{{bottom}}}",
        rf"\dfrac{{{2 * top}}}{{{2 * bottom}}}",
        f"{top}/{bottom}",
        rf"$\boxed{{{top}/{bottom}}}$",
    ]
    assert {compare(spellings[0], spelling).outcome for spelling in spellings} == {"equal"}


@SETTINGS
@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_integers_are_equal_exactly_when_they_are(first: int, second: int) -> None:
    assert compare(str(first), f"{second:,}").outcome == ("equal" if first == second else "unequal")


@SETTINGS
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_a_bare_list_does_not_count_and_that_of_a_tuple_does(values: list[int], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assume(shuffled != values)
    bare, mixed = ", ".join(map(str, values)), ", ".join(map(str, shuffled))
    assert compare(bare, mixed).outcome == "equal"
    assert compare(rf"\{{{bare}\}}", rf"\{{{mixed}\}}").outcome == "equal"
    assert compare(f"({bare})", f"({mixed})").outcome == "unequal"


@SETTINGS
@given(st.integers(-20, 20), st.integers(1, 20), st.booleans(), st.booleans())
def test_an_interval_is_the_inequality_that_describes_it(low: int, length: int, left: bool, right: bool) -> None:
    interval = f"{'[' if left else '('}{low}, {low + length}{']' if right else ')'}"
    signs = ["<", r"\le"]
    inequality = f"{low} {signs[left]} x {signs[right]} {low + length}"
    assert compare(interval, inequality).outcome == "equal"
    assert compare(inequality, interval).outcome == "equal"
    assert compare(interval, f"{low} {signs[left]} x {signs[not right]} {low + length}").outcome == "unequal"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gets_a_verdict(gold: str, claim: str) -> None:
    found = compare(gold, claim)
    assert found.outcome == "equal" or found.reason


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="\\{}$()[]^_,.=<>|&+-*/!%0123456789xfrac boedqtn", max_size=60))
def test_an_answer_is_never_unequal_to_itself(text: str) -> None:
    assert compare(text, text).outcome != "unequal"


@SETTINGS
@given(
    st.integers(-999, 999),
    st.sampled_from(["The answer is {}.", "So $x = 2$ and thus \\boxed{{{}}}.", "#### {}", "**Answer:** {}"]),
)
def test_the_answer_is_found_in_prose(value: int, prose: str) -> None:
    assert answer_in(prose.format(value)).text == str(value)
