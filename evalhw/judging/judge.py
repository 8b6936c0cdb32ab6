"""Ask judges what rules do not reach: every criterion of kind ``judge``, for every answer of a trace, each judge once.

Invariant: a verdict is on the disk before it counts, and what is on the disk is not asked again. Grading itself asks
nobody; it counts what stands there.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from evalhw.checks.attempt import Prepared, prepare
from evalhw.checks.base import Check
from evalhw.checks.judge_prompt import SYSTEM, Prompt
from evalhw.checks.judgements import Judgements
from evalhw.errors import BudgetError, LimitReachedError, ProviderError, RefusedError
from evalhw.grading.answering import Session, answer_of
from evalhw.grading.verdicts import PanelNamed, VerdictGiven
from evalhw.homework.homework import Homework
from evalhw.providers.base import Conversation, Message, Provider
from evalhw.providers.catalogue import Prices, cost
from evalhw.record.trace import Completion, Event, Trace


class Sink(Protocol):
    """Where verdicts go; see `evalhw.record.writer.TraceWriter`."""

    async def commit(self, *events: Event) -> None:
        """Keep lines for good; done when they are on the disk."""
        ...


@dataclass(frozen=True)
class Judge:
    """A model that judges.

    Attributes:
        name: As the user named it.
        provider: Answers for it.
        prices: What it costs, if that is known.
        parameters: Sampling parameters.
        at_once: So many requests are in flight.
    """

    name: str
    provider: Provider
    prices: Prices | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    at_once: int = 8


@dataclass(frozen=True)
class Case:
    """Something to be judged: one answer under one criterion."""

    question: str
    criterion: str
    prompt: Prompt


def cases(trace: Trace, homework: Homework) -> tuple[Case, ...]:
    """All that judges decide about a trace, in its order; what they would be told twice is one case."""
    found: dict[str, Case] = {}
    session = Session(trace.turns, homework)
    for question in homework.spec.questions:
        checks = _judged(homework, question)
        for reading in session.take(question) if checks else ():
            prepared = prepare(answer_of(question, reading, session, homework))
            for case in _cases_of(question, prepared, checks) if prepared.attempt else ():
                found.setdefault(case.prompt.digest, case)
    return tuple(found.values())


def _judged(homework: Homework, question: str) -> dict[str, Check]:
    criteria = homework.rubric.questions[question].criteria
    return {name: spec.check for name, spec in criteria.items() if spec.check.by_judges}


def _cases_of(question: str, prepared: Prepared, checks: Mapping[str, Check]) -> Iterator[Case]:
    for name, check in checks.items():
        prompt = check.prompt(prepared.answer)
        if prompt is not None:
            yield Case(question, name, prompt)


async def ask_judges(
    wanted: Sequence[Case], judges: Sequence[Judge], sink: Sink, known: Judgements | None = None
) -> tuple[str, ...]:
    """Name the panel, and ask each judge about every case that it has not judged.

    Args:
        wanted: The cases, see `cases`.
        judges: The panel.
        sink: Where the panel and every verdict goes, the verdict the moment it is given.
        known: What was said before.

    Returns:
        What could not be asked, one line a judge; empty if nothing is missing.

    Raises:
        UserError: The disk refuses.
    """
    panel = tuple(judge.name for judge in judges)
    if known is None or known.panel != panel:
        await sink.commit(PanelNamed(judges=panel, time=_now()))
    sessions = [_Session(judge, sink) for judge in judges]
    try:
        async with asyncio.TaskGroup() as tasks:
            for session in sessions:
                for case in wanted:
                    if known is None or known.of(case.prompt.digest, session.judge.name) is None:
                        tasks.create_task(session.ask(case))
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
    return tuple(line for session in sessions if (line := session.failed()))


class _Session:
    """One judge at work."""

    def __init__(self, judge: Judge, sink: Sink) -> None:
        self.judge = judge
        self._sink = sink
        self._errors: list[ProviderError] = []
        self._stopped = False
        self._places = asyncio.Semaphore(judge.at_once)

    async def ask(self, case: Case) -> None:
        """Ask about one case, unless the judge has refused for good."""
        conversation = Conversation(
            id=f"judge-{case.criterion}",
            system=SYSTEM,
            messages=(Message("user", case.prompt.text),),
            questions=(case.question,),
            parameters=self.judge.parameters,
        )
        async with self._places:
            if not self._stopped:
                await self._ask(case, conversation)

    async def _ask(self, case: Case, conversation: Conversation) -> None:
        try:
            completion = await self.judge.provider.complete(conversation)
        except ProviderError as error:
            self._errors.append(error)
            self._stopped = self._stopped or isinstance(error, RefusedError | LimitReachedError | BudgetError)
            return
        await self._sink.commit(self._verdict(case, completion))

    def _verdict(self, case: Case, completion: Completion) -> VerdictGiven:
        usage = completion.usage
        price = cost(self.judge.prices, usage.input_tokens, usage.output_tokens, usage.cached_tokens) if usage else None
        return VerdictGiven(
            judge=self.judge.name,
            model=completion.model,
            question=case.question,
            criterion=case.criterion,
            prompt=case.prompt.digest,
            output=completion.text,
            usage=usage,
            cost=0.0 if completion.cached else price,
            latency=completion.latency,
            time=_now(),
        )

    def failed(self) -> str:
        """Why the judge could not be asked everything; empty if it was."""
        if not self._errors:
            return ""
        return f"the judge {self.judge.name} could not be asked everything: {self._errors[0]}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
