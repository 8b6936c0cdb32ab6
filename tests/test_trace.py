"""A trace is read whole, whatever order its events came in, and a torn end costs nothing but itself."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalhw.errors import NotFoundError, TraceError
from evalhw.record.trace import (
    Completion,
    CompletionArrived,
    End,
    Failure,
    Header,
    HumanAnnotation,
    Note,
    TurnAsked,
    Usage,
    assemble,
    event_line,
    read_trace,
)

HEADER = Header(run="r", homework="h", model="m", provider="p", started="unknown", conversations=("one", "two"))


def asked(conversation: str, position: int, prompt: str = "Why?") -> TurnAsked:
    return TurnAsked(conversation=conversation, position=position, questions=("q",), prompt=prompt)


def said(conversation: str, position: int, text: str) -> CompletionArrived:
    return CompletionArrived(conversation=conversation, position=position, completion=Completion(text=text))


def test_interleaved_conversations_read_in_the_order_of_the_homework() -> None:
    events = [HEADER, asked("two", 1), asked("one", 1), said("two", 1, "c"), said("one", 1, "a")]
    events += [asked("one", 2), said("one", 2, "b"), End()]
    trace = assemble(events)
    assert [(turn.number, turn.completion.text) for turn in trace.turns if turn.completion] == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
    ]
    assert trace.ended


def test_a_retried_turn_keeps_its_answer_and_drops_the_failure() -> None:
    failed = Failure(conversation="one", position=1, error="timed out")
    assert assemble([HEADER, asked("one", 1), failed]).turns[0].failure == "timed out"
    mended = assemble([HEADER, asked("one", 1), failed, asked("one", 1), said("one", 1, "x")])
    assert mended.turns[0].failure == ""
    assert mended.turns[0].completion == Completion(text="x")


def test_a_torn_last_line_is_dropped_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    whole = event_line(HEADER) + event_line(asked("one", 1)) + event_line(said("one", 1, "whole"))
    path.write_text(whole + event_line(said("one", 2, "lost"))[:40], encoding="utf-8")
    trace = read_trace(path)
    assert [turn.completion.text for turn in trace.turns if turn.completion] == ["whole"]
    assert len(trace.warnings) == 1
    assert "t.jsonl:4: the last line was torn" in trace.warnings[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "not a JSON object"),
        ('{"event":"header","schema_version":99}', "schema version 99; this evalhw reads version 1"),
        ('{"event":"party"}', "not an event of a trace"),
        ('{"event":"note","text":"x","extra":1}', "not an event of a trace"),
        ('{"event":"note","text":"x"}', "a trace begins with its header"),
    ],
)
def test_what_is_no_trace_is_one_clear_line(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(TraceError, match=message) as caught:
        read_trace(path)
    assert "\n" not in str(caught.value)


def test_a_missing_trace_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"gone\.jsonl: cannot be read"):
        read_trace(tmp_path / "gone.jsonl")


def test_a_comment_finds_its_turn_and_one_on_the_session_finds_none() -> None:
    on_turn = HumanAnnotation(conversation="two", position=1, comment="good")
    on_session = HumanAnnotation(comment="all in all")
    trace = assemble([HEADER, asked("two", 1), on_turn, on_session, Note(text="n")])
    turn = trace.turn_of(on_turn)
    assert turn is not None
    assert turn.number == 1
    assert trace.turn_of(on_session) is None
    assert [note.text for note in trace.notes] == ["n"]


@given(st.text(max_size=300), st.text(max_size=100), st.integers(0, 10**9))
def test_whatever_a_model_says_comes_back_unchanged(text: str, reasoning: str, tokens: int) -> None:
    # Line separators, control characters and quotes included. Lone surrogates cannot be text on disk.
    text, reasoning = (part.encode("utf-8", "replace").decode("utf-8") for part in (text, reasoning))
    completion = Completion(text=text, reasoning=reasoning, usage=Usage(input_tokens=tokens), latency=0.5)
    event = CompletionArrived(conversation="c", position=1, completion=completion)
    line = event_line(event)
    assert line.count("\n") == 1
    assert CompletionArrived.model_validate_json(line) == event
    assert json.loads(line)["event"] == "completion"


def test_usage_adds_up() -> None:
    first = Usage(input_tokens=1, output_tokens=2)
    assert first + Usage(input_tokens=10, reasoning_tokens=5) == Usage(
        input_tokens=11, output_tokens=2, reasoning_tokens=5
    )
