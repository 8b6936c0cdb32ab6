from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evalhw.providers.waits import told_wait

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "asking" / "waits.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_waits_as_services_tell_them(case: dict[str, Any]) -> None:
    """Wherever it stands; what is past, zero or absurd is no wait."""
    wait = told_wait(case.get("headers", {}), case.get("body"), case.get("message", ""), NOW)
    assert wait == (None if case["wait"] is None else pytest.approx(case["wait"]))


@given(
    st.text(max_size=80),
    st.recursive(st.text(max_size=20) | st.integers(), st.lists, max_leaves=5),
)
def test_no_words_break_it(text: str, body: Any) -> None:
    """Whatever stands there, it is a wait or none."""
    wait = told_wait({"retry-after": text, "x-ratelimit-reset": text}, {"error": body}, text, NOW)
    assert wait is None or wait > 0
