"""Ask models, keep their traces, grade them: what ``evalhw run`` does, without a terminal.

Invariant: a trace's grade is computed from what stands on the disk, as `evalhw grade` would compute it.
"""

import asyncio
import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from evalhw.errors import UserError
from evalhw.grading.coverage import Coverage, coverage_of
from evalhw.grading.grade import Grade, save_json
from evalhw.homework.homework import Homework
from evalhw.providers.keys import REMOVED
from evalhw.providers.stop import Stop
from evalhw.record import store
from evalhw.record.trace import Trace, read_trace, unfinished_turns
from evalhw.record.writer import TraceWriter
from evalhw.run.conversation import Observer
from evalhw.run.jobs import Job, Order, Watch, Workshop, check_unchanged, count_spent, with_caps
from evalhw.run.runner import Driven, chooser, drive


@dataclass(frozen=True)
class Asked:
    """One model's run.

    Attributes:
        path: The trace.
        trace: What it holds.
        grade: What it earned.
        driven: How the run went.
        coverage: What it covers of the homework.
    """

    path: Path
    trace: Trace
    grade: Grade
    driven: Driven
    coverage: Coverage


def look_away(_model: object) -> Observer:
    """Watches nothing."""
    return Observer()


def ask(
    homework: Homework, order: Order, watch: Watch = look_away, on_interrupt: Callable[[], None] = lambda: None
) -> tuple[Asked, ...]:
    """Ask all models at the same time, and grade what they said.

    Args:
        homework: What is asked.
        order: Of whom, and how.
        watch: Gives each model an observer.
        on_interrupt: Called at the first Ctrl-C, which lets what is in flight finish; the second stops.

    Raises:
        UserError: A model, question, key or folder is not there, or cannot be used. Nothing was sent.
        KeyboardInterrupt: Ctrl-C was pressed twice; what was answered before is on the disk.
    """
    answered = _answered(homework, order, watch, on_interrupt)
    gc.collect()  # clients and their connections refer to each other, and grading needs the room
    return tuple(graded(path, homework, one) for path, one in answered)


def _answered(
    homework: Homework, order: Order, watch: Watch, on_interrupt: Callable[[], None]
) -> list[tuple[Path, Driven]]:
    """Each model's trace, and how asking it went; clients and plans are gone before anything is graded."""
    with ExitStack() as held:
        workshop = Workshop(homework, order, watch)
        jobs: list[Job] = []
        for name in order.models:
            for job in workshop.new(workshop.catalogue.look_up(name)):
                jobs.append(job)
                held.callback(job.writer.close)
        driven = _run(jobs, on_interrupt)
    return [(job.writer.path, one) for job, one in zip(jobs, driven, strict=True)]


def resume(
    name: str,
    order: Order,
    load: Callable[[str], Homework],
    watch: Watch = look_away,
    on_interrupt: Callable[[], None] = lambda: None,
) -> Asked:
    """Go on with a run that was broken off, asking only what is missing.

    Args:
        name: The run, or ``last``.
        order: Budget, keys and concurrency; what to ask stands in the trace.
        load: Loads a homework by name.
        watch: Gives the model an observer.
        on_interrupt: Called at the first Ctrl-C.

    Raises:
        UserError: There is no such run, another program writes it, or its homework changed.
    """
    found = store.newest(name, order.traces)
    writer, so_far = TraceWriter.resume(found.path)
    with writer:
        order = with_caps(order, so_far.header)
        count_spent(order, so_far, found.judge_path)
        homework = load(so_far.header.homework)
        refused = sum(turn.refused for turn in so_far.turns)
        again = (refused and order.ask_refused) or (order.cap_of_cut is not None and unfinished_turns(so_far))
        if so_far.ended and not again:
            return graded(found.path, homework, Driven(finished=True, stop=Stop(), refused=refused))
        workshop = Workshop(homework, _as_begun(order, so_far), watch)
        job = workshop.resumed(writer, so_far)
        driven = _run([job], on_interrupt)
    return graded(found.path, homework, driven[0])


def resume_all(
    names: Sequence[str],
    order: Order,
    load: Callable[[str], Homework],
    watch: Watch = look_away,
    on_interrupt: Callable[[], None] = lambda: None,
) -> tuple[Asked, ...]:
    """Go on with several runs, one after the other; see `resume`.

    After a Ctrl-C no further run is begun.

    Raises:
        UserError: One of them is not there or cannot be gone on with; then none was.
    """
    paths = dict.fromkeys(store.newest(name, order.traces).path for name in names)
    for path in paths:
        trace = read_trace(path)
        if not trace.ended:
            check_unchanged(trace.header, load(trace.header.homework), str(path))
    asked: list[Asked] = []
    for path in paths:
        asked.append(resume(str(path), order, load, watch, on_interrupt))
        stop = asked[-1].driven.stop
        if stop.requested and stop.reason is None:
            break
    return tuple(asked)


def _as_begun(order: Order, so_far: Trace) -> Order:
    base_url = order.base_url or so_far.header.base_url or None
    if base_url and REMOVED in base_url:
        raise UserError(f"{base_url}: the address held a key, which was not kept; give it again with --base-url")
    return replace(order, base_url=base_url)


def _run(jobs: Sequence[Job], on_interrupt: Callable[[], None]) -> list[Driven]:
    try:
        return asyncio.run(_drive_all(jobs, on_interrupt))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def _drive_all(jobs: Sequence[Job], on_interrupt: Callable[[], None]) -> list[Driven]:
    try:
        with _interruptible(jobs, on_interrupt):
            return list(await asyncio.gather(*(_drive(job) for job in jobs)))
    finally:
        for provider in {id(job.provider): job.provider for job in jobs}.values():
            await provider.close()


async def _drive(job: Job) -> Driven:
    choose = chooser(job.plan.homework) if job.follow_ups else None
    job.observer.planned(sum(len(turns) for turns in job.plan.conversations.values()))
    return await drive(job.plan, job.provider, job.writer, choose, job.observer, job.so_far, job.stop)


@contextmanager
def _interruptible(jobs: Sequence[Job], on_interrupt: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C asks no more and waits for what is in flight; the second stops at once."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()

    def interrupted() -> None:
        if all(job.stop.requested for job in jobs) and task is not None:
            task.cancel()
            return
        for job in jobs:
            job.stop.request()
        on_interrupt()

    try:
        loop.add_signal_handler(signal.SIGINT, interrupted)
    except (NotImplementedError, RuntimeError, ValueError):
        yield  # not the main thread, or a system without signals: then Ctrl-C stops at once
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


def graded(path: Path, homework: Homework, driven: Driven) -> Asked:
    """Grade a trace and put the grade beside it."""
    from evalhw.grading.grading import grade_trace
    from evalhw.grading.verdicts import read_judgements

    trace = read_trace(path)
    stored = store.stored_at(path)
    grade = grade_trace(trace, homework, read_judgements(stored.judge_path))
    save_json(grade, stored.grade_path)
    return Asked(path, trace, grade, driven, coverage_of(trace, homework))
