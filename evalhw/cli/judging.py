"""Judges for the runs that ``evalhw run`` has just asked.

Invariant: whoever cannot judge is found before the first question is asked, and an answer is on the disk, graded by
rule, before a judge sees it.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evalhw.homework.homework import Homework, load_homework
from evalhw.judging.panel import judge_run, judges_of
from evalhw.record import store
from evalhw.run import asking

if TYPE_CHECKING:
    from evalhw.grading.grade import Grade
    from evalhw.run.asking import Asked
    from evalhw.run.jobs import Order


def require(homework: Homework, judges: Sequence[str], order: "Order") -> None:
    """Make the judges once, and let them go.

    Raises:
        UserError: A name means nothing, a key is missing, or a recording is to judge.
    """

    async def let_go() -> None:
        for judge in judges_of(homework, _of(judges, order)):
            await judge.provider.close()

    asyncio.run(let_go())


def judged(asked: Sequence["Asked"], judges: Sequence[str], order: "Order") -> tuple[list["Asked"], bool]:
    """The runs, graded again with what the judges said, and whether a judge could not be asked."""
    graded: list[Asked] = []
    missing = False
    for one in asked:
        homework = load_homework(one.trace.header.homework, order.root)
        faults = judge_run(store.stored_at(one.path), one.trace, homework, _of(judges, order))
        for fault in faults:
            print(f"evalhw: {fault}", file=sys.stderr)
        missing = missing or bool(faults)
        graded.append(asking.graded(one.path, homework, one.driven))
    return graded, missing or any(useless(one.grade) for one in graded)


def useless(grade: "Grade") -> bool:
    """Whether judges were asked and none of their verdicts could be used, which is said."""
    judging = grade.judging
    if judging is None or judging.void < judging.verdicts:
        return False
    run = f"{grade.homework}/{grade.model}/{grade.run}"
    print(
        f"evalhw: {run}: none of {judging.verdicts} verdicts by judges could be used; see the reasons", file=sys.stderr
    )
    return True


def _of(judges: Sequence[str], order: "Order") -> "Order":
    return replace(order, models=tuple(judges))
