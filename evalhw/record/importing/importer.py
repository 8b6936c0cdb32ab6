"""A recorded chat as a trace. Invariant: the same chat, comments and homework give the same trace, byte for byte."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalhw.errors import UserError
from evalhw.homework.homework import Homework
from evalhw.homework.plan import wanted_questions
from evalhw.record.chat import Chat, ChatTurn, read_chat
from evalhw.record.importing.comments import anchored, read_comments
from evalhw.record.importing.matching import Decision, decide
from evalhw.record.trace import (
    AttachmentSent,
    Completion,
    CompletionArrived,
    End,
    Event,
    Header,
    HumanAnnotation,
    Note,
    TurnAsked,
)

CONVERSATION = "chat"
PROVIDER = "recorded"
_TOLD = re.compile(r"\s*([1-9][0-9]{0,4})\s*=(.*)", re.DOTALL)


@dataclass(frozen=True)
class Imported:
    """A chat, ready to be written as a trace.

    Attributes:
        header: The trace's first line.
        events: All further lines.
        decisions: Which turn answers which questions, how surely, and why.
        comments: How many passages people commented on.
        warnings: What could not be placed.
    """

    header: Header
    events: tuple[Event, ...]
    decisions: tuple[Decision, ...]
    comments: int
    warnings: tuple[str, ...]


def told_by(maps: Sequence[str], homework: Homework) -> dict[int, tuple[str, ...]]:
    """What ``--map`` says: ``2=3b.i`` or ``4=4a,4b,4c``; ``3=`` for a turn that answers nothing.

    Raises:
        UserError: One is not of that form, or names no question.
    """
    told: dict[int, tuple[str, ...]] = {}
    for text in maps:
        match = _TOLD.fullmatch(text)
        if match is None:
            raise UserError(f"--map {text}: expected TURN=QUESTION[,QUESTION…], such as 2=3b.i")
        names = [name.strip() for name in match[2].split(",") if name.strip()]
        wanted = wanted_questions(homework, names) if names else set()
        told[int(match[1])] = tuple(id_ for id_ in homework.spec.questions if id_ in wanted)
    return told


def import_chat(
    path: Path,
    homework: Homework,
    model: str | None = None,
    run: str = PROVIDER,
    annotations: Path | None = None,
    told: Mapping[int, tuple[str, ...]] | None = None,
) -> Imported:
    """Read a chat and decide which turn answers which questions.

    Args:
        path: The chat.
        homework: The homework that it answers.
        model: The model; by default as the chat's front matter says.
        run: The run's name.
        annotations: A file of people's comments.
        told: Which turns answer which questions, where it is known.

    Raises:
        UserError: The chat cannot be read, names no model, or has no such turn.
    """
    chat = read_chat(path)
    named = model or chat.meta.get("model")
    if not isinstance(named, str) or not named:
        raise UserError(f"{path}: the chat does not name its model; say --model")
    for turn in told or {}:
        if turn > len(chat.turns):
            raise UserError(f"--map {turn}=…: {path} has {len(chat.turns)} turns")
    decisions = decide(chat.turns, homework, told)
    warnings: list[str] = []
    comments = read_comments(annotations) if annotations else ()
    placed = tuple(anchored(comments, chat.turns, CONVERSATION, warnings))
    recorded = chat.meta.get("recorded")
    header = Header(
        run=run,
        homework=homework.name,
        model=named,
        provider=PROVIDER,
        started=recorded if isinstance(recorded, str) and recorded else "unknown",
        digests={
            "chat": hashlib.sha256(path.read_bytes()).hexdigest(),
            # It was matched with these questions; should their words change, it answered others.
            **{name: digest for name, digest in homework.digests.items() if name.startswith("question:")},
        },
        conversations=(CONVERSATION,),
    )
    return Imported(header, tuple(_events(chat, decisions, placed)), decisions, len(placed), tuple(warnings))


def _events(chat: Chat, decisions: Sequence[Decision], comments: Sequence[HumanAnnotation]) -> Iterator[Event]:
    for turn, decision in zip(chat.turns, decisions, strict=True):
        yield TurnAsked(
            conversation=CONVERSATION,
            position=decision.turn,
            questions=decision.questions,
            follow_up=decision.follow_up,
            prompt=turn.prompt,
            attachments=tuple(
                AttachmentSent(id=name, media_type="", sent_as="not recorded") for name in turn.attachments
            ),
        )
        if turn.answer is not None:
            cut = chat.truncated and decision.turn == len(chat.turns)
            completion = Completion(
                text=turn.answer, reasoning=turn.reasoning, finish_reason="truncated" if cut else ""
            )
            yield CompletionArrived(conversation=CONVERSATION, position=decision.turn, completion=completion)
        yield from (Note(conversation=CONVERSATION, text=text) for text in _notes(turn, decision))
    yield from comments
    yield End()


def _notes(turn: ChatTurn, decision: Decision) -> Iterator[str]:
    if decision.sureness != "sure":
        answers = ", ".join(decision.questions) or "nothing that is known"
        yield f"turn {decision.turn} answers {answers} ({decision.sureness}: {decision.reason})"
    for part in decision.unassigned:
        yield f"turn {decision.turn}: {part} is laid to no question; --map says what the turn answers"
    if turn.reasoning_seconds is not None and not turn.reasoning:
        seconds = f"{turn.reasoning_seconds:g} s"
        yield f"turn {decision.turn}: the model reasoned for {seconds}; what it thought was not recorded"
