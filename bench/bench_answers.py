"""Grade recorded word problems with one `answer` criterion each, under four endings: `bench_answers.py CORPUS.jsonl`.

A row of the corpus is ``{"gold", "pred", "equal"}``, where `pred` ends in a line "A: result", as in the solutions of
openai/grade-school-math (fetch them yourself; nothing of them is kept here). Each solution is given four endings: the
four hashes, "A:", a bold label and a plain sentence. Printed for each: wrong ones met (the worst), right ones refused,
right ones undecided, and rows a second.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

ENDINGS = {
    "hashes": "#### {}",
    "letter": "A: {}",
    "bold": "**Answer:** {}",
    "sentence": "So the result of all this comes to {} in the end.",
}
_HOMEWORK = "word_problems"


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of the corpus whose solution ends in its result."""
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in found if "\nA: " in row["pred"]]


def answers(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every solution with every ending."""
    made = []
    for number, row in enumerate(found):
        body, _, result = row["pred"].rpartition("\nA: ")
        for ending, form in ENDINGS.items():
            answer = f"{body}\n{form.format(result.strip())}"
            made.append({"id": f"{number} {ending}", "question": question(row["gold"]), "answer": answer})
    return made


def question(gold: str) -> str:
    """The id of the question that has this gold."""
    return "g" + "".join(letter if letter.isalnum() else "_" for letter in gold.replace("-", "m"))


def write_homework(root: Path, golds: list[str]) -> None:
    """One question for each gold, each with one `answer` criterion."""
    for folder in ("problems", "rubrics"):
        (root / folder).mkdir()
    questions = [{"id": question(gold), "points": 1, "prompt": "Solve the word problem."} for gold in golds]
    problem = {"schema_version": 1, "homework": _HOMEWORK, "title": "Word problems", "points": len(golds)}
    problem["problems"] = [{"id": "w", "title": "Word problems", "questions": questions}]
    rubric = {
        question(gold): {
            "solution": f"The answer is {gold}.",
            "criteria": {"result": {"points": 1, "check": {"kind": "answer", "gold": gold}}},
        }
        for gold in golds
    }
    (root / "problems" / f"{_HOMEWORK}.yaml").write_text(yaml.safe_dump(problem), encoding="utf-8")
    written = {"schema_version": 1, "homework": _HOMEWORK, "questions": rubric}
    (root / "rubrics" / f"{_HOMEWORK}.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")


def main() -> None:
    """Grade, and print one line for each ending."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--verbose", action="store_true", help="Show every wrong decision.")
    options = parser.parse_args()
    found = rows(options.corpus)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_homework(root, sorted({row["gold"] for row in found}))
        given = answers(found)
        (root / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
        begun = perf_counter()
        code = "import sys; from evalhw.cli import main; sys.argv[0] = 'evalhw'; main()"
        arguments = [
            "grade",
            _HOMEWORK,
            "--root",
            folder,
            "--answers",
            str(root / "in.jsonl"),
            "--out",
            str(root / "out.jsonl"),
        ]
        subprocess.run([sys.executable, "-c", code, *arguments], check=False)
        seconds = perf_counter() - begun
        lines = (root / "out.jsonl").read_text(encoding="utf-8").splitlines()
    graded = [json.loads(line) for line in lines]
    counted: dict[str, Counter[str]] = {ending: Counter() for ending in ENDINGS}
    for row, answer in zip(graded, given, strict=True):
        number, ending = str(row["id"]).split()
        outcome = row["criteria"][0]["outcome"] if row["criteria"] else "unscored"
        right = found[int(number)]["equal"]
        counted[ending][f"{'right' if right else 'wrong'} {outcome}"] += 1
        if options.verbose and (outcome == "met") != right:
            print(repr(answer["answer"][-100:]), found[int(number)]["gold"], row["criteria"], row["error"])
    for ending, counts in counted.items():
        refused = counts["right not_met"] + counts["right no_answer"]
        print(
            f"{ending:10} right {counts['right met']} met, {refused} refused, {counts['right unscored']} undecided; "
            f"wrong {counts['wrong met']} met, {counts['wrong unscored']} undecided, of {sum(counts.values())}"
        )
    print(f"{len(graded) / seconds:.0f} rows a second, start included")


if __name__ == "__main__":
    main()
