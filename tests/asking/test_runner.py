import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from evalhw.errors import NotFoundError, PromptRefusedError, RefusedError, UnavailableError
from evalhw.homework.homework import Homework
from evalhw.homework.plan import make_plan
from evalhw.providers.stop import Stop
from evalhw.providers.wire import Quirks, request_body
from evalhw.record.trace import End, Header, Trace, TurnAsked, assemble
from evalhw.run.conversation import Observer
from evalhw.run.runner import chooser, drive, header_for

RIGHT = {"boiling": ["It is 100 °C.", "It falls."], "stoves": ["(i) wood\n\n(ii) gas", "unsafe"]}


def run(homework: Homework, provider: Any, memory: Any, so_far: Trace | None = None, **rest: Any) -> Trace:
    plan = make_plan(homework, "m", rest.pop("questions", ()), provider.answers)
    header = header_for(plan, provider, "r")
    if so_far is not None:
        memory.events += [*rest.pop("events")]
    asyncio.run(drive(plan, provider, memory, rest.pop("choose", chooser(homework)), so_far=so_far, **rest))
    trace: Trace = memory.trace(header)
    return trace


def asked(trace: Trace) -> list[tuple[str, tuple[str, ...], str | None]]:
    return [
        (turn.asked.conversation, turn.asked.questions, turn.asked.follow_up.id if turn.asked.follow_up else None)
        for turn in trace.turns
    ]


def test_right_answers_need_no_follow_up(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """Every turn of every conversation is asked once, in order."""
    trace = run(kitchen, scripted(**RIGHT), memory)
    assert asked(trace) == [
        ("boiling", ("1a",), None),
        ("boiling", ("1b",), None),
        ("stoves", ("2a.i", "2a.ii"), None),
        ("stoves", ("2b",), None),
    ]
    assert trace.ended
    assert trace.notes == ()


def test_follow_ups_come_before_the_next_turn(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """A wrong answer is followed up at once; the next question sees the whole conversation."""
    provider = scripted(boiling=["80 °C", "then 100 °C", "It falls."], stoves=RIGHT["stoves"])
    trace = run(kitchen, provider, memory)
    assert asked(trace)[:3] == [
        ("boiling", ("1a",), None),
        ("boiling", ("1a",), "sea-level"),
        ("boiling", ("1b",), None),
    ]
    follow_up = trace.turns[1].asked
    assert follow_up.follow_up is not None
    assert follow_up.follow_up.hint
    assert follow_up.prompt.startswith("Remember that the kettle")
    last = next(one for one in provider.seen if one.questions == ("1b",))
    assert [message.role for message in last.messages] == ["user", "assistant", "user", "assistant", "user"]


def test_a_follow_up_is_not_asked_more_often_than_it_may(
    kitchen: Homework, scripted: Callable[..., Any], memory: Any
) -> None:
    """at_most holds, however wrong the answers stay."""
    provider = scripted(boiling=["100 °C", *["It rises."] * 5], stoves=RIGHT["stoves"])
    trace = run(kitchen, provider, memory)
    assert asked(trace)[:4] == [
        ("boiling", ("1a",), None),
        ("boiling", ("1b",), None),
        ("boiling", ("1b",), "think-again"),
        ("boiling", ("1b",), "think-again"),
    ]


def test_a_follow_up_may_ask_more_again_and_bring_a_file(
    kitchen: Homework, scripted: Callable[..., Any], memory: Any
) -> None:
    """The follow-up names its questions, and its attachment is in the trace with its digest."""
    provider = scripted(boiling=RIGHT["boiling"], stoves=["(i) gas\n\n(ii) gas", "(i) wood\n\n(ii) gas", "unsafe"])
    trace = run(kitchen, provider, memory)
    again = trace.turns[3].asked
    assert again.questions == ("2a.i", "2a.ii")
    assert [(one.id, one.digest) for one in again.attachments] == [("note", kitchen.digests["attachment:note"])]
    sent = next(one for one in provider.seen if one.follow_up).messages[-1].attachments[0]
    assert "needs a chimney" in sent.text


def test_no_follow_ups_when_none_are_wanted(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """Without a chooser, wrong answers stay as they are."""
    provider = scripted(boiling=["80 °C", "It rises."], stoves=RIGHT["stoves"])
    trace = run(kitchen, provider, memory, choose=None)
    assert len(trace.turns) == 4


def test_what_was_never_recorded_ends_its_conversation(
    kitchen: Homework, scripted: Callable[..., Any], memory: Any
) -> None:
    """A note says so; no answer is made up, and the other conversation goes on."""
    trace = run(kitchen, scripted(boiling=["80 °C"], stoves=RIGHT["stoves"]), memory)
    assert asked(trace) == [
        ("boiling", ("1a",), None),
        ("stoves", ("2a.i", "2a.ii"), None),
        ("stoves", ("2b",), None),
    ]
    assert [(note.conversation, note.text) for note in trace.notes] == [
        ("boiling", "nothing was recorded; the conversation ends here")
    ]
    assert trace.ended


def test_a_failure_ends_one_conversation_and_leaves_the_run_open(
    kitchen: Homework, scripted: Callable[..., Any], memory: Any
) -> None:
    """The failure is in the trace; the run has no end, so that it can be resumed."""
    trace = run(kitchen, scripted(boiling=["100 °C", UnavailableError("down")], stoves=RIGHT["stoves"]), memory)
    assert trace.turns[1].failure == "down"
    assert trace.turns[1].completion is None
    assert len(trace.turns) == 4
    assert not trace.ended


def test_a_refusal_stops_the_model(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """What is final ends the run; no further turn is asked."""
    stop = Stop()
    provider = scripted(boiling=[RefusedError("no such key")], stoves=RIGHT["stoves"])
    trace = run(kitchen, provider, memory, stop=stop)
    assert str(stop.reason) == "no such key"
    assert not trace.ended
    assert "2b" not in {question for turn in trace.turns for question in turn.asked.questions}


def test_a_refused_prompt_ends_one_conversation(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """The others go on, and the run has its end: nothing is left to ask."""
    provider = scripted(boiling=[PromptRefusedError("flagged")], stoves=RIGHT["stoves"])
    trace = run(kitchen, provider, memory)
    assert trace.turns[0].refused
    assert trace.ended
    assert [turn.completion is not None for turn in trace.turns] == [False, True, True]


@pytest.mark.parametrize("again", [False, True])
def test_what_was_refused_is_asked_again_only_if_told_to(
    kitchen: Homework, scripted: Callable[..., Any], memory: Any, again: bool
) -> None:
    """A run that is gone on with leaves it alone; a run that ended is open again once something was asked."""
    refusing = scripted(boiling=[PromptRefusedError("flagged")], stoves=[UnavailableError("down")])
    so_far = run(kitchen, refusing, memory)
    assert not so_far.ended
    if again:
        so_far = replace(so_far, turns=tuple(replace(turn, refused=False) for turn in so_far.turns))
    willing = scripted(**RIGHT)
    events, memory.events = memory.events, []
    trace = run(kitchen, willing, memory, so_far=so_far, events=events)
    assert {conversation.id for conversation in willing.seen} == ({"boiling", "stoves"} if again else {"stoves"})
    assert trace.ended


def test_an_end_before_the_last_turn_is_none() -> None:
    """What was asked after the end of a run is part of it."""
    header = Header(run="r", homework="h", model="m", provider="p", started="unknown")
    turn = TurnAsked(conversation="c", position=1, questions=("1",), prompt="?")
    assert not assemble([header, End(), turn]).ended
    assert assemble([header, turn, End()]).ended
    assert assemble([header, End(), turn, End()]).ended


@pytest.mark.parametrize("fault", [OverflowError("int too large"), ValueError("odd"), RecursionError()])
def test_a_fault_of_ours_costs_no_other_answer(
    kitchen: Homework, scripted: Callable[..., Any], memory: Any, fault: Exception
) -> None:
    """It ends its conversation, is told of as what it is, and the other conversation is asked to its end."""
    trace = run(kitchen, scripted(boiling=[fault], stoves=RIGHT["stoves"]), memory)
    assert "this is a fault of evalhw" in trace.turns[0].failure
    assert type(fault).__name__ in trace.turns[0].failure
    assert [turn.completion is not None for turn in trace.turns] == [False, True, True]
    assert not trace.ended


def test_silence_is_told_and_never_sent_back(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """An answer without text is kept, with a note; what goes over the wire next holds no empty message."""
    provider = scripted(boiling=["", "100 °C", "It falls."], stoves=RIGHT["stoves"])
    trace = run(kitchen, provider, memory)
    assert trace.turns[0].completion
    assert any("no answer" in note.text for note in trace.notes)
    following = next(one for one in provider.seen if one.id == "boiling" and len(one.messages) > 1)
    sent = request_body(following, "m", Quirks())["messages"]
    assert [message["role"] for message in sent] == ["system", "user"]
    assert "80 °C" in sent[1]["content"]
    assert following.messages[-1].text in sent[1]["content"]


def test_nothing_more_is_asked_in_vain(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """Where one conversation after the other fails and none was answered, the rest is not asked."""
    plan = make_plan(kitchen, "m")
    many = replace(plan, conversations={f"c{number}": (("1a",),) for number in range(40)})
    down = scripted(**{f"c{number}": [UnavailableError("down")] for number in range(40)})
    stop = Stop()
    driven = asyncio.run(drive(many, down, memory, stop=stop))
    assert not driven.finished
    assert "5 conversations failed and none was answered" in str(stop.reason)
    assert sum(event.event == "failure" for event in memory.events) == 5


@pytest.mark.parametrize("kept", range(6))
def test_a_run_goes_on_where_it_stopped(
    kitchen: Homework, scripted: Callable[..., Any], memory: Any, kept: int
) -> None:
    """Whatever part of the trace is there, only the rest is asked, and the end is the same."""
    answers = {"boiling": ["80 °C", "100 °C", "It falls."], "stoves": ["(i) wood\n\n(ii) gas", "safe"]}
    whole = run(kitchen, scripted(**answers), memory)
    events = memory.events[: 2 * kept]
    memory.events = []
    provider = scripted(**answers)
    header = header_for(make_plan(kitchen, "m"), provider, "r")
    memory.events = list(events)
    so_far = memory.trace(header)
    memory.events = []
    again = run(kitchen, provider, memory, so_far=so_far, events=events)
    assert asked(again) == asked(whole)
    assert [turn.completion for turn in again.turns] == [turn.completion for turn in whole.turns]
    assert len(provider.seen) == len(whole.turns) - len(so_far.turns)
    assert again.ended


def test_only_some_questions(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """A question, or a problem for all of its questions; what is not there is said."""
    trace = run(kitchen, scripted(boiling=["It falls."], stoves=["unsafe"]), memory, questions=("1b", "2b"))
    assert asked(trace) == [("boiling", ("1b",), None), ("stoves", ("2b",), None)]
    assert make_plan(kitchen, "m", ["2a"]).questions == ("2a.i", "2a.ii")
    assert make_plan(kitchen, "m", ["2"]).questions == ("2a.i", "2a.ii", "2b")
    with pytest.raises(NotFoundError, match="no question '3'"):
        make_plan(kitchen, "m", ["3"])


def test_questions_a_recording_lacks_are_named(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """They are not asked, and the trace says why."""
    provider = scripted(stoves=["(i) wood", "unsafe"])
    provider.answers = frozenset({"2a.i", "2b"})
    trace = run(kitchen, provider, memory)
    assert asked(trace) == [("stoves", ("2a.i",), None), ("stoves", ("2b",), None)]
    assert [note.text.split(" was")[0] for note in trace.notes] == ["1a", "1b", "2a.ii"]


def test_a_fault_in_grading_costs_no_answer(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """The conversation goes on without a follow-up, and a note says why."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    trace = run(kitchen, scripted(**RIGHT), memory, choose=broken)
    assert len(trace.turns) == 4
    assert "ZeroDivisionError: oh" in trace.notes[0].text


def test_an_observer_is_told_all(kitchen: Homework, scripted: Callable[..., Any], memory: Any) -> None:
    """Every turn is announced, and every answer or failure."""
    told: list[str] = []

    class Listener(Observer):
        def asked(self, conversation: str, questions: object, follow_up: str | None) -> None:
            told.append(f"asked {conversation} {questions} {follow_up}")

        def answered(self, conversation: str, completion: object) -> None:
            del completion
            told.append(f"answered {conversation}")

        def ended(self, conversation: str) -> None:
            told.append(f"ended {conversation}")

    run(kitchen, scripted(**RIGHT), memory, observer=Listener(), questions=("1",))
    assert told == [
        "asked boiling ('1a',) None",
        "answered boiling",
        "asked boiling ('1b',) None",
        "answered boiling",
        "ended boiling",
    ]
