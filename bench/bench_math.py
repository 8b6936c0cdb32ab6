"""Compare evalhw with math-verify on the labelled answers of tests/cases/mathematics: speed, and errors of both kinds.

Each runs in a process of its own, one after the other, warm: every tenth pair is decided before the clock starts, and
left out of the figures.
math-verify gets its claims as its documentation shows: parsed with its default configuration, gold before answer.
Writes reports/bench-math.json and prints a table.
"""

import sys

if sys.path[0].endswith("bench"):  # else this file would be taken for the module math of the standard library
    del sys.path[0]

import json  # after the line above
import subprocess
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases" / "mathematics"
REPORT = ROOT / "reports" / "bench-math.json"
CHECKERS = ("evalhw", "math-verify")


def pairs() -> list[tuple[str, str, str, bool]]:
    """Every labelled pair: form, gold, claim, and whether they are the same."""
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(groups, list) or "form" not in groups[0]:
            continue
        for group in groups:
            for key in ("same", "different"):
                found += [(group["form"], gold, claim, key == "same") for gold, claim in group[key]]
    return found


def checker(name: str) -> Any:
    """Return a function of gold and claim that says whether they are equal."""
    if name == "evalhw":
        from evalhw.mathematics import compare

        return lambda gold, claim: compare(gold, claim).outcome == "equal"
    from math_verify import parse, verify

    def check(gold: str, claim: str) -> bool:
        return bool(verify(parse(delimited(gold)), parse(delimited(claim))))

    return check


def delimited(answer: str) -> str:
    """Return an answer as math-verify wants bare LaTeX: between dollar signs."""
    bare = "\\" in answer and not any(mark in answer for mark in ("$", "\\boxed", "\\(", "\\["))
    return f"${answer}$" if bare else answer


def measure(name: str) -> dict[str, Any]:
    """Return the figures of one checker over all pairs, warm."""
    check = checker(name)
    cases = pairs()
    for _, gold, claim, _ in cases[::10]:
        _quietly(check, gold, claim)
    forget()
    cases = [case for index, case in enumerate(cases) if index % 10]
    times, wrong = [], {"false positives": [], "false negatives": []}
    for form, gold, claim, same in cases:
        begun = perf_counter()
        found = _quietly(check, gold, claim)
        times.append(perf_counter() - begun)
        if found != same:
            wrong["false negatives" if same else "false positives"].append([form, gold, claim])
    times.sort()
    errors = sum(map(len, wrong.values()))
    return {
        "pairs": len(cases),
        "checks per second": round(len(cases) / sum(times), 1),
        "p50 ms": round(times[len(times) // 2] * 1e3, 3),
        "p99 ms": round(times[int(len(times) * 0.99)] * 1e3, 3),
        "accuracy": round(1 - errors / len(cases), 4),
        "false positives": len(wrong["false positives"]),
        "false negatives": len(wrong["false negatives"]),
        "errors": wrong,
    }


def forget() -> None:
    """Empty evalhw's memory of answers, so that warm does not mean remembered."""
    module = sys.modules.get("evalhw.mathematics.answer.answers")
    if module is not None:
        module.forget()


def _quietly(check: Any, gold: str, claim: str) -> bool:
    try:
        return bool(check(gold, claim))
    except Exception:  # noqa: BLE001  # whatever a checker raises, it did not find the answer equal
        return False


def main() -> None:
    """Run each checker in a process of its own and write the report."""
    results = {}
    for name in CHECKERS:
        done = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=False, cwd=ROOT)
        if done.returncode:
            print(f"{name}: could not be measured: {done.stderr.strip().splitlines()[-1:]}")
            continue
        results[name] = json.loads(done.stdout.splitlines()[-1])
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    rows = [key for key in next(iter(results.values())) if key != "errors"]
    print(f"{'':20}" + "".join(f"{name:>14}" for name in results))
    for row in rows:
        print(f"{row:20}" + "".join(f"{result[row]:>14}" for result in results.values()))
    if len(results) == len(CHECKERS):
        ours, theirs = (results[name]["checks per second"] for name in CHECKERS)
        print(f"{'throughput':20}{ours / theirs:>13.0f}x")
    print(f"\n{REPORT.relative_to(ROOT)}: the pairs that each gets wrong")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
    else:
        main()
