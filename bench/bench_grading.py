"""How right are the grades? Measured on two things that people labelled.

1. The passages of ``tests/cases/groundtruth.yaml``: what an expert calls incorrect should be annotated (incorrect or
   partial), what he calls correct must not be annotated as incorrect. By kind of check, both recorded sessions.
2. The answers of ``tests/cases/answers/``, by other hands ``answers_second/``, ``_third/`` and ``_fourth/``, and those
   to a second homework in ``homework_r/``: the share of criterion decisions that agree with the label, the share of
   questions with exactly the right points, and right answers that are annotated as wrong (those whose label asks for
   an annotation on a side remark are left out of this count).

Run ``make bench-grading``; figures also go to ``reports/bench-grading.json``. ``--disagreements`` lists each miss.
"""

import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from evalhw.grading.grade import Annotation
from evalhw.grading.grading import grade_answer, grade_trace
from evalhw.homework.homework import Homework, load_homework
from evalhw.record.trace import read_trace

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
SESSIONS = ("mistral", "deepseek")


@dataclass
class Passages:
    """Counts of labelled passages of one kind of check."""

    incorrect: int = 0
    caught: int = 0
    correct: int = 0
    blamed: int = 0
    misses: list[str] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)


def passages(homework: Homework) -> dict[str, Passages]:
    """Counts by kind of check, over both recorded sessions."""
    items = yaml.safe_load((CASES / "groundtruth.yaml").read_text(encoding="utf-8"))["items"]
    counted: dict[str, Passages] = defaultdict(Passages)
    for session in SESSIONS:
        trace = read_trace(ROOT / "transcripts" / homework.name / session / "recorded.jsonl")
        texts = {turn.number: turn.completion.text for turn in trace.turns if turn.completion}
        grade = grade_trace(trace, homework)
        annotations = [note for question in grade.questions for note in question.annotations]
        for item in (item for item in items if item["seed"] == session):
            _count(counted[item["check"]], item, texts[item["turn"]], annotations)
    return dict(counted)


def _count(counts: Passages, item: dict[str, Any], text: str, annotations: list[Annotation]) -> None:
    start, end = place(text, item["quote"], item.get("occurrence", 1))
    touching = [note for note in annotations if note.turn == item["turn"] and note.start < end and start < note.end]
    if item["expert_verdict"] == "incorrect":
        counts.incorrect += 1
        if any(note.verdict in {"incorrect", "partial"} for note in touching):
            counts.caught += 1
        else:
            counts.misses.append(f"{item['id']} ({item['question']}): {item['quote'][:70]}")
    elif item["expert_verdict"] == "correct":
        counts.correct += 1
        blame = [note for note in touching if note.verdict == "incorrect"]
        counts.blamed += bool(blame)
        counts.wrongs += [
            f"{item['id']} ({item['question']}): {note.quote[:50]!r}: {note.comment}" for note in blame[:1]
        ]


def place(text: str, quote: str, occurrence: int) -> tuple[int, int]:
    """Where a quote stands in a text: offsets, `occurrence` counted from 1."""
    start = -1
    for _ in range(occurrence):
        start = text.index(quote, start + 1)
    return start, start + len(quote)


@dataclass
class Decisions:
    """Counts of labelled answers to one question."""

    answers: int = 0
    exact: int = 0
    criteria: int = 0
    agreed: int = 0
    right: int = 0
    blamed: int = 0
    misses: list[str] = field(default_factory=list)


def decisions(homework: Homework, folder: Path) -> dict[str, Decisions]:
    """Counts by question, over every labelled answer in a folder of ``<question>.yaml``."""
    counted: dict[str, Decisions] = {}
    for question in homework.spec.questions:
        file = folder / f"{question}.yaml"
        counted[question] = Decisions()
        for case in yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else ():
            _decide(counted[question], case, homework, question)
    return counted


def _decide(counts: Decisions, case: dict[str, Any], homework: Homework, question: str) -> None:
    graded = grade_answer(homework, question, case["answer"])
    counts.answers += 1
    counts.exact += graded.points == case["points"]
    if graded.points != case["points"]:
        counts.misses.append(f"{case['id']}: points {graded.points:g}, labelled {case['points']:g}")
    for criterion in graded.criteria:
        expected = case["criteria"].get(criterion.id)
        if expected is None:
            continue
        counts.criteria += 1
        counts.agreed += expected == criterion.outcome
        if expected != criterion.outcome:
            said = f"{case['id']}: {criterion.id} graded {criterion.outcome}, labelled {expected}: {criterion.reason}"
            counts.misses.append(said)
    if case["verdict"] == "correct" and "annotate" not in str(case.get("note", "")):
        counts.right += 1
        blame = [note for note in graded.annotations if note.verdict == "incorrect"]
        counts.blamed += bool(blame)
        counts.misses += [f"{case['id']}: BLAMED {note.quote[:60]!r}: {note.comment}" for note in blame[:1]]


def show_passages(counted: dict[str, Passages], *, every: bool) -> None:
    print(f"{'passages':14}{'incorrect':>10}{'annotated':>10}{'correct':>10}{'blamed':>10}")
    for kind in sorted(counted):
        one = counted[kind]
        print(f"{kind:14}{one.incorrect:>10}{one.caught:>10}{one.correct:>10}{one.blamed:>10}")
    total = [sum(getattr(one, key) for one in counted.values()) for key in ("incorrect", "caught", "correct", "blamed")]
    print(f"{'all':14}{total[0]:>10}{total[1]:>10}{total[2]:>10}{total[3]:>10}\n")
    if every:
        for kind, one in counted.items():
            print(
                "\n".join(
                    [f"  {kind} missed {miss}" for miss in one.misses] + [f"  {kind} BLAMED {w}" for w in one.wrongs]
                )
            )


def show_decisions(name: str, counted: dict[str, Decisions], *, every: bool) -> None:
    print(f"{name:14}{'answers':>10}{'criteria':>10}{'points':>10}{'right':>10}{'blamed':>10}")
    rows = {**counted, "all": total(counted)}
    for question, one in rows.items():
        agreed = f"{one.agreed / one.criteria:.3f}" if one.criteria else "-"
        exact = f"{one.exact / one.answers:.3f}" if one.answers else "-"
        print(f"{question:14}{one.answers:>10}{agreed:>10}{exact:>10}{one.right:>10}{one.blamed:>10}")
        if every and question != "all":
            for miss in one.misses:
                print(f"  {miss}")
    print()


def total(counted: dict[str, Decisions]) -> Decisions:
    """All questions together."""
    whole = Decisions()
    for one in counted.values():
        for key in ("answers", "exact", "criteria", "agreed", "right", "blamed"):
            setattr(whole, key, getattr(whole, key) + getattr(one, key))
    return whole


def main() -> None:
    every = "--disagreements" in sys.argv
    homework = load_homework("hw7", ROOT)
    on_passages = passages(homework)
    show_passages(on_passages, every=every)
    figures: dict[str, Any] = {"passages": on_passages}
    sets = [(folder.name, homework, folder) for folder in sorted(CASES.glob("answers*"))]
    sets += [(root.name, load_homework(root.name, root), root / "answers") for root in sorted(CASES.glob("homework_*"))]
    for name, asked, folder in sets:
        figures[name] = decisions(asked, folder)
        show_decisions(name, figures[name], every=every)
    out = ROOT / "reports" / "bench-grading.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(figures, default=vars, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
