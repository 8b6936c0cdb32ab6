"""Labelled answers, by several hands: the grades keep agreeing with them, and no right answer is called wrong.

The labels were written without looking at the code. The first set was used to build the checks; the others
were first graded unseen (docs/measuring.md says how that went), and are kept here so that no change loses them again.
"""

import functools
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"

SETS = {
    "answers": (ROOT, "hw7", CASES / "answers", 0.99, 0.98),
    "answers_second": (ROOT, "hw7", CASES / "answers_second", 0.98, 0.98),
    "answers_third": (ROOT, "hw7", CASES / "answers_third", 0.98, 0.98),
    "answers_fourth": (ROOT, "hw7", CASES / "answers_fourth", 0.97, 0.97),
    "answers_fifth": (ROOT, "hw7", CASES / "answers_fifth", 0.98, 0.98),
    "answers_sixth": (ROOT, "hw7", CASES / "answers_sixth", 0.98, 0.98),
    "answers_seventh": (ROOT, "hw7", CASES / "answers_seventh", 0.98, 0.98),
    "homework_r": (CASES / "homework_r", "homework_r", CASES / "homework_r" / "answers", 0.95, 0.93),
    "homework_s": (CASES / "homework_s", "homework_s", CASES / "homework_s" / "answers", 0.96, 0.93),
    "homework_t": (CASES / "homework_t", "homework_t", CASES / "homework_t" / "answers", 0.95, 0.93),
}


@functools.cache
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_grading", ROOT / "bench" / "bench_grading.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SETS)
def test_grades_agree_with_the_labels_and_blame_no_right_answer(name: str) -> None:
    root, homework, folder, criteria, points = SETS[name]
    counted = bench().decisions(bench().load_homework(homework, root), folder)
    total = bench().total(counted)
    misses = [miss for one in counted.values() for miss in one.misses]
    assert total.answers >= 80
    assert total.agreed / total.criteria >= criteria, misses
    assert total.exact / total.answers >= points, misses
    assert total.blamed == 0, [miss for miss in misses if "BLAMED" in miss]


def test_faulty_passages_are_found_and_right_ones_left_alone() -> None:
    counted = bench().passages(bench().load_homework("hw7", ROOT))
    for kind in ("symbolic", "choice", "sequence"):
        assert counted[kind].caught == counted[kind].incorrect, counted[kind].misses
    assert sum(one.caught for one in counted.values()) >= 0.8 * sum(one.incorrect for one in counted.values())
    assert not [wrong for one in counted.values() for wrong in one.wrongs]
