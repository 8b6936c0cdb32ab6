"""Ask a homework: conversations at the same time, graded after each turn, with the follow-ups that the rubric chooses.

Invariant: whatever ends a run early (a refusal, a full disk, a person), what was answered before is on the disk, and
asking again asks only for the rest.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from evalhw.grading.follow_ups import FollowUp
from evalhw.homework.homework import Homework
from evalhw.homework.plan import Plan
from evalhw.providers.base import Provider
from evalhw.providers.stop import Stop
from evalhw.record.trace import End, Header, Note, Trace, Turn
from evalhw.run.attachments import ready
from evalhw.run.conversation import Chooser, Dialogue, Means, Observer, Outcome, Sink, now


@dataclass(frozen=True)
class Driven:
    """How a run went.

    Attributes:
        finished: Whether nothing is left to ask.
        stop: Whether and why it was stopped.
        refused: How many conversations the provider refused for what they say or their length.
    """

    finished: bool
    stop: Stop
    refused: int = 0


def header_for(plan: Plan, provider: Provider, run: str, base_url: str = "", *, follow_ups: bool = True) -> Header:
    """The first line of a new run's trace."""
    from evalhw import __version__

    return Header(
        run=run,
        homework=plan.homework.name,
        model=plan.model,
        provider=provider.name,
        repeat=plan.repeat,
        started=now(),
        parameters=dict(plan.parameters),
        digests=digests_of(plan.homework, plan.questions),
        conversations=tuple(plan.conversations),
        evalhw=__version__,
        questions=plan.questions if len(plan.questions) < len(plan.homework.spec.questions) else (),
        follow_ups=follow_ups,
        base_url=base_url,
    )


def digests_of(homework: Homework, questions: Sequence[str]) -> dict[str, str]:
    """The digests that a trace records: the files, and the questions that it asks."""
    asked = {f"question:{question}" for question in questions}
    return {
        name: digest for name, digest in homework.digests.items() if name in asked or not name.startswith("question:")
    }


def chooser(homework: Homework) -> Chooser:
    """Chooses follow-ups by grading what was answered so far."""

    def choose(turns: Sequence[Turn], questions: Sequence[str]) -> FollowUp | None:
        from evalhw.grading.follow_ups import next_follow_up
        from evalhw.grading.grading import grade_questions

        followed = [question for question in questions if homework.rubric.questions[question].follow_ups]
        return next_follow_up(homework, grade_questions(turns, homework, followed), turns)

    return choose


async def drive(
    plan: Plan,
    provider: Provider,
    sink: Sink,
    choose: Chooser | None = None,
    observer: Observer | None = None,
    so_far: Trace | None = None,
    stop: Stop | None = None,
) -> Driven:
    """Ask everything that a plan holds and `so_far` does not.

    Args:
        plan: What to ask.
        provider: Whom.
        sink: Where every turn goes the moment it is answered.
        choose: Chooses the follow-ups, see `chooser`; None asks none.
        observer: Is told what happens.
        so_far: The trace of the same run, if it was broken off.
        stop: Ends the run early from outside.

    Raises:
        UserError: An attachment cannot be sent (then nothing was), or the disk refused.
    """
    check_attachments(plan, provider)
    stored = so_far.turns if so_far else ()
    means = Means(
        provider,
        sink,
        choose,
        observer or Observer(),
        stop or Stop(),
        answered=any(turn.completion for turn in stored),
        adaptations={note.text for note in so_far.notes} if so_far else set(),
    )
    dialogues = [
        Dialogue(plan, id_, means, [turn for turn in stored if turn.asked.conversation == id_])
        for id_ in plan.conversations
    ]
    noted = {note.text for note in so_far.notes} if so_far else set()
    for question, reason in plan.unasked.items():
        text = f"{question} was not asked: {reason}"
        means.observer.remarked("", text)
        if text not in noted:
            await sink.commit(Note(text=text, time=now()))
    outcomes = await _all(dialogues)
    finished = Outcome.OPEN not in outcomes
    if finished and (means.sent or not (so_far and so_far.ended)):
        await sink.commit(End(time=now()))
    return Driven(finished, means.stop, outcomes.count(Outcome.REFUSED))


async def _all(dialogues: Sequence[Dialogue]) -> list[Outcome]:
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(dialogue.drive()) for dialogue in dialogues]
    except BaseExceptionGroup as group:
        # One fault stops all; the first is the one to tell of.
        raise group.exceptions[0] from None
    return [task.result() for task in running]


def check_attachments(plan: Plan, provider: Provider) -> None:
    """See that every attachment the plan may need can be sent.

    Raises:
        UserError: One is missing or too large, or the model takes nothing of its kind.
    """
    spec = plan.homework.spec
    rubric = plan.homework.rubric.questions
    needed = list(spec.attachments_of(plan.questions))
    for question in plan.questions:
        needed += [id_ for follow_up in rubric[question].follow_ups for id_ in follow_up.attachments]
    ready(plan.homework, dict.fromkeys(needed), provider.accepts, plan.model)
