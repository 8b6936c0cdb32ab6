"""The gate against chance: how often a model fails against itself, and what is told all the same."""

from collections.abc import Sequence
from itertools import combinations
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalhw.comparison.gate import Earned, Gate
from evalhw.comparison.significance import fall_test

PROBLEMS, CRITERIA = 12, 3
POINTS = st.lists(st.integers(0, 3).map(lambda number: number / 2), min_size=1, max_size=4)


def runs_of(rows: np.ndarray) -> list[Earned]:
    """Runs with so many problems of so many criteria, each problem in a conversation of its own."""
    names = [(str(problem), f"c{number}") for problem in range(PROBLEMS) for number in range(CRITERIA)]
    conversations = {problem: problem for problem, _ in names}
    return [
        Earned("hw/m/b", float(row.sum()), len(names), dict(zip(names, row.tolist(), strict=True)), 0, conversations)
        for row in rows
    ]


def fails(before: np.ndarray, now: np.ndarray) -> bool:
    return bool(Gate(None, tuple(runs_of(before)), runs_of(now)).faults)


@pytest.mark.parametrize("repeats", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("likely", [0.5, 0.8, (0.0, 0.0, 1.0, 1.0, 1.0, 0.5), (1.0,) * 35 + (0.5,)], ids=str)
@pytest.mark.parametrize("together", [False, True])
def test_a_model_seldom_fails_against_itself(repeats: int, likely: Sequence[float], *, together: bool) -> None:
    """36 criteria, each met or not met; those of one problem by chances of their own, or all by one."""
    simulated, draws = 200, np.random.default_rng(18)
    chances = np.resize(np.array(likely), PROBLEMS * CRITERIA)
    failed = 0
    for _ in range(simulated):
        thrown = draws.random((2 * repeats, PROBLEMS, 1 if together else CRITERIA))
        met = (np.broadcast_to(thrown, (2 * repeats, PROBLEMS, CRITERIA)).reshape(2 * repeats, -1) < chances) * 1.0
        failed += fails(met[:repeats], met[repeats:])
    assert failed / simulated <= 0.05 + 3.5 * (0.05 * 0.95 / simulated) ** 0.5


@pytest.mark.parametrize(
    ("repeats", "lost", "told"),
    [(2, 1, False), (2, 3, False), (3, 1, False), (2, 9, True), (3, 6, True), (4, 1, True), (6, 1, True)],
)
def test_what_all_repeats_lose_is_told_where_chance_cannot_explain_it(repeats: int, lost: int, *, told: bool) -> None:
    whole = np.ones((repeats, PROBLEMS * CRITERIA))
    less = whole.copy()
    less[:, :lost] = 0
    assert fails(whole, less) == told
    assert not fails(less, whole)


def test_questions_whose_conversation_is_not_known_go_together() -> None:
    """Two repeats of one conversation that holds everything tell nothing; three conversations do."""
    points = {(str(number), "c"): 1.0 for number in range(3)}
    nothing = dict.fromkeys(points, 0.0)
    apart = {str(number): str(number) for number in range(3)}

    def faults(conversations: dict[str, str]) -> list[str]:
        sides = [[Earned("hw/m/b", 0, 3, one, 0, conversations)] * 2 for one in (points, nothing)]
        return Gate(None, tuple(sides[0]), sides[1]).faults

    assert faults({}) == []
    assert faults(apart) == ["hw/m/b: 0 points on average of 2 (spread 0) in all, 3 before"]
    assert faults({"0": "all", "1": "all", "2": "all"}) == []


@given(POINTS, POINTS)
def test_p_of_a_fall_counts_all_exchanges(before: list[float], now: list[float]) -> None:
    every = [*before, *now]
    means = [fmean(dealt) for dealt in combinations(every, len(before))]
    p, least = fall_test([(before, now)])
    assert p == pytest.approx(fmean(mean >= fmean(before) - 1e-9 for mean in means))
    assert least == pytest.approx(fmean(mean >= max(means) - 1e-9 for mean in means))


def test_groups_are_exchanged_by_themselves() -> None:
    assert fall_test([([1, 1], [0, 0])] * 3)[0] == pytest.approx(1 / 6**3)
