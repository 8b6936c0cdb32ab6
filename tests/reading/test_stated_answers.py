"""The stated answer in running text: what commits to the gold is equal to it, what does not never is."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.mathematics import compare

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "reading" / "stated.yaml").read_text(encoding="utf-8"))
PAIRS = [
    pytest.param(pair["gold"], text, side == "right", id=f"{group['kind']}: {pair['gold']}: {text[:60]!r}")
    for group in CASES
    for pair in group["pairs"]
    for side in ("right", "wrong")
    for text in pair[side]
]


@pytest.mark.parametrize(("gold", "text", "right"), PAIRS)
def test_an_answer_counts_where_the_text_commits_to_it(gold: str, text: str, right: bool) -> None:
    found: Any = compare(gold, text)
    assert (found.outcome == "equal") == right, found
