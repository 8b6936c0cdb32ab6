"""Nothing that a model writes may harm: a verdict with a reason, little memory, and nothing run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

CASES = Path(__file__).parents[1] / "cases" / "mathematics" / "hostile.yaml"
OUTCOMES = {"equal", "unequal", "ill_shaped", "undecided", "unreadable"}
# A process of its own: its memory is measured, its processor time is capped, and what it might start would show.
CHILD = r"""
import json, pathlib, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
from evalhw.mathematics import compare
rows = []
for gold, claim in json.load(sys.stdin):
    one, other = compare(gold, claim), compare(claim, gold)
    rows.append([one.outcome, one.reason, other.outcome, other.reason])
# Not ru_maxrss where it can be helped: Linux keeps what the parent had before this process was one of its own.
status = pathlib.Path("/proc/self/status")
peak = next((int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")), 0) \
    if status.exists() else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([rows, peak // 1024]))
"""


def _text(written: object) -> str:
    if not isinstance(written, dict):
        return str(written)
    times = written["repeat"]
    body = written["unit"] * times + written.get("middle", "") + written.get("closing", "") * times
    return f"{written.get('before', '')}{body}{written.get('after', '')}"


def _cases() -> list[tuple[str, str, str]]:
    rows = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [(row["name"], _text(row.get("gold", "5")), _text(row["claim"])) for row in rows]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[list[str]], int, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    pairs = json.dumps([case[1:] for case in _cases()])
    done = subprocess.run(
        [sys.executable, "-c", CHILD], input=pairs, capture_output=True, text=True, check=True, cwd=folder
    )
    rows, megabytes = json.loads(done.stdout)
    return rows, megabytes, folder


def test_every_hostile_claim_gets_a_verdict_with_a_reason(verdicts: tuple[list[list[str]], int, Path]) -> None:
    for (name, gold, claim), row in zip(_cases(), verdicts[0], strict=True):
        for outcome, reason in (row[:2], row[2:]):
            assert outcome in OUTCOMES, name
            assert reason, name
            assert len(reason) < 400, name
            assert outcome != "equal" or gold == claim, name


def test_hostile_claims_take_little_memory_and_start_nothing(verdicts: tuple[list[list[str]], int, Path]) -> None:
    _, megabytes, folder = verdicts
    assert megabytes < 200
    assert list(folder.iterdir()) == []


def test_reasons_hold_no_control_characters(verdicts: tuple[list[list[str]], int, Path]) -> None:
    for (name, _, _), row in zip(_cases(), verdicts[0], strict=True):
        assert all(letter.isprintable() for reason in (row[1], row[3]) for letter in reason), name
