"""Proof: sympy in one killable worker, and normal forms of matrix polynomials; what is not proved is undecided."""

import pytest

from evalhw.errors import ReadingError
from evalhw.mathematics.declared.symbols import Symbols
from evalhw.mathematics.matrix.tracing import same
from evalhw.mathematics.proof import prover
from evalhw.mathematics.syntax.reader import read
from evalhw.mathematics.verdict import Verdict

NOTHING = Symbols.empty()
SAMPLED = Verdict("equal", "", "sampled")


@pytest.mark.parametrize(
    ("gold", "claim"),
    [
        (r"\sin^2 x + \cos^2 x", "1"),
        ("(x+1)^2", "x^2 + 2x + 1"),
        (r"\sqrt{2} \sqrt{3}", r"\sqrt{6}"),
        (r"\frac{1}{x} - \frac{1}{x+1}", r"\frac{1}{x(x+1)}"),
        (r"\int_0^1 x^2 \, dx", r"\frac{1}{3}"),
        (r"\sum_{i=1}^{10} i", "55"),
        (r"\lim_{x \to 0} \frac{\sin x}{x}", "1"),
        (r"\frac{d}{dx} x^3", "3x^2"),
        (r"\log_2 8", "3"),
        (r"\binom{5}{2}", "10"),
        ("5!", "120"),
        (r"e^{i\pi}", "-1"),
    ],
)
def test_a_sampled_verdict_is_proved(gold: str, claim: str) -> None:
    assert prover.confirmed(read(gold, NOTHING), read(claim, NOTHING), SAMPLED).method == "proved"


@pytest.mark.parametrize(
    ("gold", "claim"),
    [("(x+1)^2", "x^2 + 1"), ("((99!)!)!", "1"), ("9^{9^{9^9}}", "1"), ("x^{10^{30}}", "1"), ("f(x)", "f(x)+0")],
)
def test_what_is_not_proved_is_undecided(gold: str, claim: str) -> None:
    found = prover.confirmed(read(gold, NOTHING), read(claim, NOTHING), SAMPLED)
    assert found.outcome == "undecided"
    assert found.reason


def test_only_equal_verdicts_are_put_to_proof() -> None:
    unequal = Verdict("unequal", "they differ", "sampled")
    assert prover.confirmed(read("x", NOTHING), read("y", NOTHING), unequal) is unequal


def test_a_worker_that_takes_too_long_is_killed_and_the_next_question_answered() -> None:
    slow = read(r"\int_0^1 \frac{\sin(x^x + e^{x^3})}{\cos(x) + \ln(x + 2)} \, dx - \int_0^1 x^{x^x} \, dx", NOTHING)
    worker = prover.Worker()
    assert worker.ask("is_zero", read("x - x", NOTHING)) is True
    assert worker.process is not None
    first = worker.process.pid
    assert worker.ask("is_zero", slow, seconds=0.05) is None
    assert worker.ask("is_zero", read("x - x + 1", NOTHING)) is False
    assert worker.process is not None
    assert worker.process.pid != first
    worker.close()
    assert worker.process is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("W_2 W_1 X X^T", "W_2 W_1 C"),
        ("(W_2 W_1)^T", "W_1^T W_2^T"),
        ("(A + B)^2", "A^2 + A B + B A + B^2"),
        ("U_k^T U_k", "I"),
        ("X X^T U_k", r"U_k \Sigma_k^2"),
        ("U_k^T X X^T U_k", r"\Lambda_k"),
        (r"\frac{2 C}{2}", "C^T"),
        (r"U_k U_k^T X X^T", "X X^T U_k U_k^T"),
        (r"\lambda W_1 \lambda", r"\lambda \lambda W_1"),
        ("L", r"\operatorname{tr}(C) - 2 \operatorname{tr}(W_2 W_1 C) + \operatorname{tr}(W_2 W_1 C W_1^T W_2^T)"),
        (r"\operatorname{tr}(W_2 W_1)", r"\operatorname{tr}(W_1^T W_2^T)"),
        (r"\frac{1}{2} L", r"\frac{1}{2} \langle E, E \rangle"),
        (r"\frac{\partial L}{\partial W_1}", "-2 W_2^T E X^T"),
        (r"\frac{\partial}{\partial W_1} \lambda \|W_1\|_F^2", r"2 \lambda W_1"),
        (r"2 \lambda", r"\lambda + \lambda"),
    ],
)
def test_equal_polynomials_of_matrices_have_one_normal_form(left: str, right: str, homework: Symbols) -> None:
    symbols = homework.extended("A", read("X X^T + W_2 W_1", homework)).extended("B", read("W_1^T W_2^T", homework))
    assert same(read(left, symbols), read(right, symbols), symbols)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("W_2 W_1", "W_1^T W_2^T"),
        ("U_k U_k^T", "I"),
        ("(C + W_2 W_1)^2", "C^2 + 2 C W_2 W_1 + W_2 W_1 W_2 W_1"),
        ("C", "2 C"),
    ],
)
def test_what_differs_has_another_normal_form(left: str, right: str, homework: Symbols) -> None:
    assert not same(read(left, homework), read(right, homework), homework)


@pytest.mark.parametrize(
    "source",
    [
        "C^{-1}",
        r"\operatorname{tr}(I)",
        r"\operatorname{tr}(C) \operatorname{tr}(C)",
        "(C + W_2 W_1)^8 (C + W_2 W_1)^8",
        r"W_2^\dagger",
    ],
)
def test_a_normal_form_that_would_not_end_is_refused(source: str, homework: Symbols) -> None:
    with pytest.raises(ReadingError):
        same(read(source, homework), read("C", homework), homework)
