"""Judges who say what they are told to say, and a run for them to judge."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalhw.grading.grade import CriterionGrade, Grade
from evalhw.grading.grading import grade_trace
from evalhw.grading.verdicts import read_judgements
from evalhw.homework.homework import Homework
from evalhw.judging.judge import Judge
from evalhw.judging.panel import judge_run
from evalhw.providers.base import Conversation
from evalhw.providers.catalogue import Prices
from evalhw.record import store
from evalhw.record.trace import Completion, CompletionArrived, End, Header, TurnAsked, Usage, event_line, read_trace
from evalhw.run.jobs import Order

CASES = Path(__file__).parents[1] / "cases" / "judge"
UPHILL = "It should stand uphill, for the dirt of the stable flows downhill with the ground water."
DEEPER = "It runs dry weeks later than a shallow one."


def verdict(quote: str, decision: str = "met", reason: str = "It says so.") -> str:
    return json.dumps({"verdict": decision, "reason": reason, "quote": quote})


@dataclass
class Bench:
    """A judge who says what it is told to say, by the question that it is asked about."""

    says: Mapping[str, str | Exception]
    seen: list[Conversation] = field(default_factory=list)
    closed: int = 0
    name: str = "bench"
    accepts: frozenset[str] = frozenset()
    answers: frozenset[str] | None = None

    async def complete(self, conversation: Conversation) -> Completion:
        """What it was told to say."""
        self.seen.append(conversation)
        said = self.says[conversation.questions[0]]
        if isinstance(said, Exception):
            raise said
        return Completion(text=said, usage=Usage(input_tokens=1000, output_tokens=100), model="bench-1", latency=0.5)

    async def close(self) -> None:
        """Nothing is held."""
        self.closed += 1


FAIR = {"1a": verdict("flows downhill with the ground water"), "1b": verdict("weeks later")}
PRICES = Prices(input=1.0, output=10.0)


def put(root: Path, first: str = UPHILL, second: str = DEEPER) -> store.StoredRun:
    """A finished run with these answers."""
    path = store.run_path(root / "transcripts", "well", "digger", "20260101T000000Z")
    path.parent.mkdir(parents=True, exist_ok=True)
    events: list[Any] = [
        Header(run="20260101T000000Z", homework="well", model="digger", provider="p", started="unknown")
    ]
    for position, (question, text) in enumerate((("1a", first), ("1b", second)), 1):
        events += [
            TurnAsked(conversation="c", position=position, questions=(question,), prompt="?"),
            CompletionArrived(conversation="c", position=position, completion=Completion(text=text)),
        ]
    path.write_text("".join(event_line(event) for event in (*events, End())), encoding="utf-8")
    return store.stored_at(path)


def panel(*benches: Bench, prices: Prices | None = PRICES) -> Callable[..., Sequence[Judge]]:
    return lambda *_: [Judge(f"judge{at}", bench, prices) for at, bench in enumerate(benches)]


def judge(run: store.StoredRun, well: Homework, *benches: Bench, prices: Prices | None = PRICES) -> Grade:
    """The grade after these judges were asked what was missing."""
    judge_run(run, read_trace(run.path), well, Order(models=()), panel(*benches, prices=prices))
    return regraded(run, well)


def regraded(run: store.StoredRun, well: Homework) -> Grade:
    return grade_trace(read_trace(run.path), well, read_judgements(run.judge_path))


def criterion(grade: Grade, question: str, name: str) -> CriterionGrade:
    found = grade.question(question)
    assert found
    return next(one for one in found.criteria if one.id == name)
