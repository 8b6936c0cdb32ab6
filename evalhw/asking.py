"""Ask models, keep their traces, grade them: what ``evalhw run`` does, without a terminal.

Invariant: a trace's grade is computed from what stands on the disk, as `evalhw grade` would compute it.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalhw import store
from evalhw.dialogue import Observer
from evalhw.grade import Grade, to_json
from evalhw.homework import Homework
from evalhw.plan import make_plan
from evalhw.providers.base import Setting
from evalhw.providers.registry import provider_for
from evalhw.runner import Driven, chooser, drive, header_for, no_follow_ups
from evalhw.trace import Trace, read_trace
from evalhw.tracewriter import TraceWriter


@dataclass(frozen=True)
class Order:
    """What is wanted.

    Attributes:
        models: The models to ask, as the user names them.
        questions: Ask only these; by default all.
        follow_ups: Whether to follow up.
        root: Where problems, rubrics and transcripts are.
        out: Where traces go, if not to the root's transcripts.
        parameters: Sampling parameters.
    """

    models: tuple[str, ...]
    questions: tuple[str, ...] = ()
    follow_ups: bool = True
    root: Path | None = None
    out: Path | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One model's run.

    Attributes:
        path: The trace.
        trace: What it holds.
        grade: What it earned.
        driven: How the run went.
    """

    path: Path
    trace: Trace
    grade: Grade
    driven: Driven


def ask(homework: Homework, order: Order, observer: Observer | None = None) -> tuple[Asked, ...]:
    """Ask all models at the same time, and grade what they said.

    Raises:
        UserError: A model, question or folder is not there, or cannot be used.
        ProviderError: A provider refused for good; what was answered before is on the disk.
    """
    return tuple(asyncio.run(_ask_all(homework, order, observer or Observer())))


async def _ask_all(homework: Homework, order: Order, observer: Observer) -> list[Asked]:
    return list(await asyncio.gather(*(_ask(homework, order, model, observer) for model in order.models)))


async def _ask(homework: Homework, order: Order, model: str, observer: Observer) -> Asked:
    recorded = store.transcripts(order.root)
    provider = provider_for(model, Setting(homework.name, recorded, environment=os.environ))
    try:
        plan = make_plan(homework, model, order.questions, provider.answers, order.parameters)
        path = _new_path(store.transcripts(order.root, order.out), homework.name, model)
        choose = chooser(homework) if order.follow_ups else no_follow_ups
        with TraceWriter.create(path, header_for(plan, provider, path.name.removesuffix(store.SUFFIX))) as writer:
            driven = await drive(plan, provider, writer, choose, observer)
    finally:
        await provider.close()
    return graded(path, homework, driven)


def _new_path(folder: Path, homework: str, model: str) -> Path:
    """A path for a new run; a second run in the same second gets a number."""
    name = store.new_run_name()
    path = store.run_path(folder, homework, model, name)
    number = 1
    while path.exists():
        number += 1
        path = store.run_path(folder, homework, model, f"{name}-{number}")
    return path


def graded(path: Path, homework: Homework, driven: Driven) -> Asked:
    """Grade a trace and put the grade beside it."""
    from evalhw.grading import grade_trace

    trace = read_trace(path)
    grade = grade_trace(trace, homework)
    store.stored_at(path).grade_path.write_text(to_json(grade), encoding="utf-8")
    return Asked(path, trace, grade, driven)
