"""Which rules of reading earn their place? Hits by labelled set and homework, and what changes if a rule is taken out.

Counted are labelled answers in which a rule applies at least once while they are graded. ``fitted`` are rules that
answers to a single homework hit; ``idle`` rules hit no labelled answer at all: nothing but their own examples. Ablation
grades the answers that a rule hits again without it (a spread of them where there are many) and counts those whose
decisions change: points, outcomes of criteria, or annotations.

Run ``make rules``; the figures also go to ``reports/rules.json``. ``--answers N`` grades up to N answers again for each
rule (40), ``--stage NAME`` reports one stage alone, ``--no-ablation`` only counts hits.
"""

import argparse
import contextlib
import importlib
import json
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

import evalhw.reading.rules.en as english
from evalhw.grading.grading import grade_answer
from evalhw.homework.homework import Homework, load_homework
from evalhw.reading.rules import Found, Rule, Stage

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
MANY = 40


@dataclass(frozen=True, eq=False)
class Labelled:
    """An answer of a labelled set."""

    set_name: str
    homework: Homework
    question: str
    text: str

    def decisions(self) -> tuple[Any, ...]:
        """What grading decides of it: points, outcomes by criterion, annotations."""
        graded = grade_answer(self.homework, self.question, self.text)
        notes = sorted((note.start, note.end, note.verdict) for note in graded.annotations)
        return (graded.points, tuple((one.id, one.outcome) for one in graded.criteria), tuple(notes))


@dataclass
class Row:
    """What is known of one rule."""

    rule: Rule
    hits: list[Labelled] = field(default_factory=list)
    regraded: int = 0
    changed: int = 0

    @property
    def homeworks(self) -> frozenset[str]:
        """The homeworks whose answers the rule hits."""
        return frozenset(one.homework.name for one in self.hits)

    @property
    def sets(self) -> dict[str, int]:
        """Hits by labelled set."""
        counted: dict[str, int] = defaultdict(int)
        for one in self.hits:
            counted[one.set_name] += 1
        return dict(sorted(counted.items()))

    @property
    def kind(self) -> str:
        """What there is to remark: idle, fitted, or nothing."""
        return "idle" if not self.hits else "fitted" if len(self.homeworks) == 1 else ""


def stages() -> list[Stage]:
    """Every stage of the engine, by name."""
    found = (
        importlib.import_module(f"{english.__name__}.{one.name}") for one in pkgutil.iter_modules(english.__path__)
    )
    return sorted((one.STAGE for one in found if hasattr(one, "STAGE")), key=lambda stage: stage.name)


def labelled() -> Iterator[Labelled]:
    """Every labelled answer, set by set."""
    asked = load_homework("hw7", ROOT)
    sets = [(folder.name, asked, folder) for folder in sorted(CASES.glob("answers*"))]
    sets += [(root.name, load_homework(root.name, root), root / "answers") for root in sorted(CASES.glob("homework_*"))]
    for name, homework, folder in sets:
        for question in homework.spec.questions:
            file = folder / f"{question}.yaml"
            for case in yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else ():
                yield Labelled(name, homework, question, case["answer"])


@contextlib.contextmanager
def recorded(into: set[str]) -> Iterator[None]:
    """Note the ids of all rules that apply meanwhile."""
    places = Stage._places  # noqa: SLF001  # every way to ask a stage goes through it

    def noted(self: Stage, number: int, text: str) -> Iterator[Found]:
        for one in places(self, number, text):
            into.add(one.rule.id)
            yield one

    Stage._places = noted  # type: ignore[method-assign]  # noqa: SLF001
    try:
        yield
    finally:
        Stage._places = places  # type: ignore[method-assign]  # noqa: SLF001


@contextlib.contextmanager
def replaced(stage: Stage, other: Stage) -> Iterator[None]:
    """Have every reader use another stage meanwhile, and remember nothing of the first."""
    holders = [(module, name) for module in _modules() for name, held in list(vars(module).items()) if held is stage]
    try:
        for module, name in holders:
            setattr(module, name, other)
        forget()
        yield
    finally:
        for module, name in holders:
            setattr(module, name, stage)
        forget()


def forget() -> None:
    """Empty what functions of the package remember of texts."""
    for module in _modules():
        for held in list(vars(module).values()):
            if hasattr(held, "cache_clear") and getattr(held, "__module__", "").startswith("evalhw."):
                held.cache_clear()


def _modules() -> list[Any]:
    return [module for name, module in list(sys.modules.items()) if name.startswith("evalhw") and module]


def count(answers: Sequence[Labelled], rows: dict[str, Row]) -> dict[Labelled, tuple[Any, ...]]:
    """Note for each rule the answers that it hits; give the decisions as they are."""
    before = {}
    for one in answers:
        seen: set[str] = set()
        forget()
        with recorded(seen):
            before[one] = one.decisions()
        for rule in seen & rows.keys():
            rows[rule].hits.append(one)
    return before


def ablate(stage: Stage, row: Row, before: dict[Labelled, tuple[Any, ...]], most: int) -> None:
    """Grade again, without the rule, the answers that it hits."""
    step = max(1, -(-len(row.hits) // most))
    chosen = row.hits[::step]
    with replaced(stage, stage.without(row.rule.id)):
        row.changed = sum(one.decisions() != before[one] for one in chosen)
    row.regraded = len(chosen)


def show(stage: Stage, rows: dict[str, Row]) -> None:
    """Print the rows of a stage."""
    print(f"{stage.name + '.':34}{'hits':>6}{'homeworks':>11}{'regraded':>10}{'changed':>9}")
    for rule in stage:
        row = rows[rule.id]
        name = rule.id.removeprefix(f"{stage.name}.")
        sets = " ".join(f"{key.replace('answers', 'a').replace('homework', 'h')}:{n}" for key, n in row.sets.items())
        figures = f"{len(row.hits):>6}{len(row.homeworks):>11}{row.regraded:>10}{row.changed:>9}"
        print(f"  {name:32}{figures}  {row.kind:7}{sets}")
    print()


def summary(rows: dict[str, Row]) -> str:
    """One line for all stages."""
    idle = [row for row in rows.values() if row.kind == "idle"]
    fitted = [row for row in rows.values() if row.kind == "fitted"]
    still = [row for row in rows.values() if row.regraded and not row.changed]
    share = len(fitted) / max(1, len(rows) - len(idle))
    return (
        f"{len(rows)} rules: {len(idle)} idle, {len(fitted)} fitted ({share:.0%} of those that are hit), "
        f"{len(still)} hit without changing a decision"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--answers", type=int, default=MANY, help="answers graded again for each rule")
    parser.add_argument("--stage", help="report this stage alone")
    parser.add_argument("--no-ablation", action="store_true", help="only count hits")
    asked = parser.parse_args()
    chosen = [stage for stage in stages() if asked.stage in {None, stage.name}]
    if not chosen:
        parser.error(f"no stage is called {asked.stage!r}: there are {', '.join(one.name for one in stages())}")
    rows = {rule.id: Row(rule) for stage in chosen for rule in stage}
    before = count(list(labelled()), rows)
    for stage in chosen:
        for rule in stage:
            if rows[rule.id].hits and not asked.no_ablation:
                ablate(stage, rows[rule.id], before, asked.answers)
        show(stage, rows)
    print(summary(rows))
    figures = {
        name: {"hits": row.sets, "homeworks": sorted(row.homeworks), "kind": row.kind or "general",
               "regraded": row.regraded, "changed": row.changed}
        for name, row in rows.items()
    }  # fmt: skip
    out = ROOT / "reports" / "rules.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
