"""Grade every question of HW7 on answers that repeat one unit: `make bench-hostile`.

Prints, for each unit, the question that takes most processor time at 25 kB and at 100 kB, and their ratio: 4 is linear.
Exits with 1 if any question takes more than two seconds for 100 kB.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

import yaml

from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import Homework, load_homework

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 2.0  # seconds for 100 kB
SHORT, LONG = 25_000, 100_000  # characters


def seconds(homework: Homework, question: str, text: str) -> float:
    start = process_time()
    grade_answer(homework, question, text)
    return process_time() - start


def main() -> int:
    homework = load_homework("hw7", ROOT)
    units = yaml.safe_load((ROOT / "fuzz" / "hostile.yaml").read_text(encoding="utf-8"))["units"]
    slow = 0
    print(f"{'unit':30} {'question':10} {'25 kB':>7} {'100 kB':>7} {'ratio':>6}")
    for unit in units:
        long = {name: seconds(homework, name, (unit * LONG)[:LONG]) for name in homework.spec.questions}
        question = max(long, key=long.__getitem__)
        short = seconds(homework, question, (unit * SHORT)[:SHORT])
        slow += long[question] > LIMIT
        print(f"{unit!r:30} {question:10} {short:7.2f} {long[question]:7.2f} {long[question] / short:6.1f}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
