import asyncio
from pathlib import Path

import pytest

from evalhw.errors import NotFoundError, NotRecordedError
from evalhw.providers.base import Conversation, Message, Setting
from evalhw.providers.catalogue import load_catalogue
from evalhw.providers.replay import Replay, create
from evalhw.record.trace import (
    ASKED_AGAIN,
    Completion,
    CompletionArrived,
    FollowUpAsked,
    Header,
    TurnAsked,
    assemble,
    event_line,
)

HEADER = Header(run="r", homework="kitchen", model="m", provider="recorded", started="unknown")


def recording(*turns: tuple[str, str] | tuple[str, str, str]) -> Replay:
    """A recording of turns: questions, answer, and "question/follow-up" for a follow-up."""
    events = [HEADER]
    for position, (questions, answer, *follow_up) in enumerate(turns, 1):
        asked = None
        if follow_up:
            question, id_ = follow_up[0].split("/")
            asked = FollowUpAsked(question=question, id=id_)
        events += [
            TurnAsked(
                conversation="chat", position=position, questions=tuple(questions.split()), follow_up=asked, prompt="?"
            ),
            CompletionArrived(conversation="chat", position=position, completion=Completion(text=answer)),
        ]
    return Replay(assemble(events))


def ask(replay: Replay, questions: str, follow_up: str | None = None, said: tuple[str, ...] = ()) -> str:
    asked = None
    if follow_up:
        question, id_ = follow_up.split("/")
        asked = FollowUpAsked(question=question, id=id_)
    messages = [Message("assistant", text) for text in said]
    conversation = Conversation("c", "", (*messages, Message("user", "?")), tuple(questions.split()), asked)
    return asyncio.run(replay.complete(conversation)).text


def test_a_question_is_answered_by_the_turn_that_answered_it() -> None:
    """However the recording grouped them: one turn for many, or many for one, in order."""
    replay = recording(("1a 1b 2b", "all"), ("2a.i", "first"), ("2a.ii", "second"))
    assert ask(replay, "1a") == "all"
    assert ask(replay, "2b") == "all"
    assert ask(replay, "2a.ii 2a.i") == "first\n\nsecond"
    assert ask(replay, "1a 1b") == "all"
    assert replay.answers == {"1a", "1b", "2a.i", "2a.ii", "2b"}


def test_a_follow_up_is_answered_by_its_recorded_reply() -> None:
    """By its id; each time it is asked, the next reply."""
    replay = recording(
        ("1a", "a"), ("1b", "b"), ("1b", "b2", "1b/again"), ("1a", "a2", "1a/hint"), ("1b", "b3", "1b/again")
    )
    assert ask(replay, "1a", "1a/hint") == "a2"
    assert ask(replay, "1b", "1b/again", ("b",)) == "b2"
    assert ask(replay, "1b", "1b/again", ("b", "b2")) == "b3"
    with pytest.raises(NotRecordedError, match="'again' on 1b"):
        ask(replay, "1b", "1b/again", ("b", "b2", "b3"))


def test_a_question_asked_again_in_other_words_answers_a_follow_up() -> None:
    """But the reply to one follow-up is never the reply to another."""
    replay = recording(("1a", "a"), ("1a", "a2", f"1a/{ASKED_AGAIN}"), ("1b", "b"), ("1b", "b2", "1b/other"))
    assert ask(replay, "1a", "1a/hint") == "a2"
    with pytest.raises(NotRecordedError):
        ask(replay, "1b", "1b/hint")


def test_what_was_only_a_follow_up_is_no_first_answer() -> None:
    """A question whose first answer is not in the recording cannot be asked."""
    replay = recording(("1a", "a2", "1a/hint"), ("1b", "b"))
    assert replay.answers == {"1b"}
    with pytest.raises(NotRecordedError, match="no first answer to 1a"):
        ask(replay, "1a")


def test_recordings_are_found_by_name(tmp_path: Path) -> None:
    """replay:MODEL takes the newest trace of that model; of another homework it takes none."""
    path = tmp_path / "kitchen" / "m" / "recorded.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(event_line(HEADER), encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    assert create(catalogue.look_up("replay:m"), Setting("kitchen", tmp_path)).answers == frozenset()
    with pytest.raises(NotFoundError, match="replay what"):
        create(catalogue.look_up("replay:"), Setting("kitchen", tmp_path))
    with pytest.raises(NotFoundError, match="of kitchen, not of other"):
        create(catalogue.look_up(f"replay:{path}"), Setting("other", tmp_path))
