"""The panel of judges that a user names: made, asked about a stored run, and what they said put beside its trace.

Invariant: everything that can be wrong with a name or a key is found before the first judge is asked; where no
criterion asks for judges nobody is asked and no file is made.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from evalhw.errors import UserError
from evalhw.grading.verdicts import read_judgements
from evalhw.homework.homework import Homework
from evalhw.judging.judge import Case, Judge, ask_judges, cases
from evalhw.providers.catalogue import Model
from evalhw.providers.stop import Stop
from evalhw.record.store import StoredRun
from evalhw.record.trace import Trace
from evalhw.record.writer import TraceWriter
from evalhw.run.conversation import Observer
from evalhw.run.jobs import REPLAY, Order, Workshop

TEMPERATURE = {"temperature": 0.0}

MakeJudges = Callable[[Homework, Order], Sequence[Judge]]


def judges_of(homework: Homework, order: Order) -> tuple[Judge, ...]:
    """The models of an order as judges, each once.

    Raises:
        UserError: A name means nothing, a key is missing, or a recording is to judge.
    """
    # The run's own address and parameters are not the judges'.
    workshop = Workshop(homework, replace(order, base_url=None, parameters={}), lambda _model: Observer())
    return tuple(
        _judge(workshop, workshop.catalogue.look_up(name), order.concurrency) for name in dict.fromkeys(order.models)
    )


def _judge(workshop: Workshop, model: Model, at_once: int) -> Judge:
    if model.module == REPLAY:
        raise UserError(f"--judge {model.name}: a recording cannot judge; name a model, see `evalhw models`")
    provider = workshop.provider(model, Observer(), Stop())
    return Judge(model.name, provider, model.entry.prices, {**TEMPERATURE, **model.entry.parameters}, at_once)


def judge_run(
    stored: StoredRun, trace: Trace, homework: Homework, order: Order, make: MakeJudges = judges_of
) -> tuple[str, ...]:
    """Ask the judges of an order what is still missing about a stored run.

    Args:
        stored: Where the run is.
        trace: What it holds.
        homework: What was asked.
        order: The judges as `models`, with budget, keys and concurrency.
        make: Makes the judges.

    Returns:
        What there is to say of it, one line each; empty if all was asked.

    Raises:
        UserError: A judge cannot be had, or the disk refuses.
    """
    judges = make(homework, order)
    wanted = cases(trace, homework)
    if not wanted:
        return ()
    with TraceWriter.onwards(stored.judge_path) as writer:
        return asyncio.run(_ask(wanted, judges, writer, stored))


async def _ask(
    wanted: Sequence[Case], judges: Sequence[Judge], writer: TraceWriter, stored: StoredRun
) -> tuple[str, ...]:
    try:
        return await ask_judges(wanted, judges, writer, read_judgements(stored.judge_path))
    finally:
        for judge in judges:
            await judge.provider.close()
