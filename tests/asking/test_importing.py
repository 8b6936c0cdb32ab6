import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.errors import NotFoundError, SpecError, UserError
from evalhw.homework.homework import Homework, load_homework
from evalhw.record.chat import ChatTurn, read_chat
from evalhw.record.importing.comments import anchored, read_comments
from evalhw.record.importing.importer import import_chat, told_by
from evalhw.record.importing.matching import decide
from evalhw.record.trace import Trace, assemble, event_line, read_trace

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "asking" / "matching.yaml").read_text())
CHECKOUT = Path(__file__).parent.parent.parent
RECORDED = CHECKOUT / "transcripts" / "hw7"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_turns_find_their_questions(case: dict[str, Any], kitchen: Homework) -> None:
    """From what the prompt says, else from the answer's labels; words alone decide nothing."""
    turns = [ChatTurn(turn["prompt"], turn["answer"], tuple(turn.get("attachments", ()))) for turn in case["turns"]]
    for expected, decision in zip(case["turns"], decide(turns, kitchen), strict=True):
        assert list(decision.questions) == expected["questions"], decision
        assert decision.sureness == expected["sureness"], decision
        found = decision.follow_up
        assert (f"{found.question}/{found.id}" if found else None) == expected.get("follow_up"), decision
        assert len(decision.unassigned) == expected.get("unassigned", 0), decision
        if "suggestions" in expected:
            assert list(decision.suggestions) == expected["suggestions"]


def as_chat(trace: Trace) -> str:
    """A recorded session written as the chat it was imported from."""
    lines = ["---", f"model: {trace.header.model}", "---"]
    for turn in trace.turns:
        lines += ["", "## User", ""]
        lines += [f"[attachment: {one.id}, not recorded]\n" for one in turn.asked.attachments]
        lines += [turn.asked.prompt or "[prompt not recorded]", "", "## Assistant", ""]
        assert turn.completion is not None
        if turn.completion.reasoning:
            lines += ["### Reasoning", "", turn.completion.reasoning, "", "### Answer", ""]
        lines += [turn.completion.text]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("model", "maps"), [("mistral", ["8=8a.iii"]), ("deepseek", [])])
def test_the_recorded_sessions_are_what_import_makes_of_them(model: str, maps: list[str], tmp_path: Path) -> None:
    """Written as a chat and imported again, a shipped session has the same turns, answers and follow-ups."""
    homework = load_homework("hw7", CHECKOUT)
    trace = read_trace(RECORDED / model / "recorded.jsonl")
    chat = tmp_path / "chat.md"
    chat.write_text(as_chat(trace), encoding="utf-8")
    imported = import_chat(chat, homework, told=told_by(maps, homework))
    again = assemble([imported.header, *imported.events])  # type: ignore[list-item]  # every event is one of the union
    assert [turn.asked for turn in again.turns] == [turn.asked for turn in trace.turns]
    assert [turn.completion.text for turn in again.turns if turn.completion] == [
        turn.completion.text for turn in trace.turns if turn.completion
    ]


def test_a_turn_without_its_prompt_stays_open() -> None:
    """The recorded session lacks a prompt; without being told, its turn is laid to no question."""
    homework = load_homework("hw7", CHECKOUT)
    trace = read_trace(RECORDED / "mistral" / "recorded.jsonl")
    turns = [ChatTurn(turn.asked.prompt, turn.completion.text if turn.completion else None) for turn in trace.turns]
    decisions = decide(turns, homework)
    assert [decision.turn for decision in decisions if not decision.questions] == [8]
    assert decisions[7].suggestions == ("8a.iii",)


def test_importing_twice_gives_the_same_bytes(kitchen: Homework, tmp_path: Path) -> None:
    """A trace holds no time and no chance."""
    chat = tmp_path / "chat.json"
    messages = [{"role": "user", "content": "problem 1"}, {"role": "assistant", "content": "100 °C, falls"}]
    chat.write_text(json.dumps(messages))
    made = [import_chat(chat, kitchen, "m") for _ in range(2)]
    first, second = (b"".join(event_line(event).encode() for event in (one.header, *one.events)) for one in made)
    assert first == second


@pytest.mark.parametrize("text", ["2", "x=1a", "0=1a", "1:1a", ""])
def test_what_a_map_must_look_like(kitchen: Homework, text: str) -> None:
    """A turn's number and questions."""
    with pytest.raises(UserError, match="expected TURN=QUESTION"):
        told_by([text], kitchen)


def test_maps(kitchen: Homework, tmp_path: Path) -> None:
    """Several questions, a whole problem, or nothing; unknown questions and turns are said."""
    assert told_by(["2=1b,1a", "3=2", "4="], kitchen) == {2: ("1a", "1b"), 3: ("2a.i", "2a.ii", "2b"), 4: ()}
    with pytest.raises(NotFoundError, match="no question '9z'"):
        told_by(["1=9z"], kitchen)
    (tmp_path / "c.md").write_text("## User\nx\n## Assistant\ny\n")
    with pytest.raises(UserError, match="has 1 turns"):
        import_chat(tmp_path / "c.md", kitchen, "m", told={2: ("1a",)})
    with pytest.raises(UserError, match="say --model"):
        import_chat(tmp_path / "c.md", kitchen)


COMMENTS = """\
- {turn: 1, quote: "the *answer*", verdict: correct, comment: well done}
- {turn: 1, quote: "nowhere to be seen at all", verdict: incorrect, comment: kept all the same}
- {turn: 7, quote: x, comment: about a turn that is not there}
- {turn: null, comment: about everything}
"""


def test_comments_are_anchored_or_kept(tmp_path: Path) -> None:
    """A found quote gets its offsets; a comment without one is kept, with a warning."""
    path = tmp_path / "comments.yaml"
    path.write_text(COMMENTS)
    warnings: list[str] = []
    answer = "Here is the *answer* to it."
    events = list(anchored(read_comments(path), [ChatTurn("q", answer)], "chat", warnings))
    assert [event.comment for event in events] == [
        "well done",
        "kept all the same",
        "about a turn that is not there",
        "about everything",
    ]
    assert answer[events[0].start : events[0].end] == events[0].quote == "the *answer*"
    assert (events[1].quote, events[1].position) == ("", 1)
    assert [event.position for event in events[2:]] == [0, 0]
    assert len(warnings) == 2


def test_comments_with_an_editors_notes(tmp_path: Path) -> None:
    """One event for each passage; what the editor thinks is not the person's comment."""
    path = tmp_path / "comments.yaml"
    path.write_text(
        "meta: {note: x}\ncomments:\n- {id: h1, text: hm, turn: 1, questions: [1a], about: answer, quote: one,\n"
        "   also: [{turn: 1, quote: two}], human_verdict: partial, expert_verdict: correct, agrees: 'no', reason: y}\n"
    )
    events = list(anchored(read_comments(path), [ChatTurn("q", "one and two")], "chat", []))
    assert [(event.id, event.quote, event.verdict, event.comment) for event in events] == [
        ("h1", "one", "partial", "hm"),
        ("h1", "two", "partial", "hm"),
    ]
    path.write_text("comments: [{turn: 1, verdict: great, comment: x}]\n")
    with pytest.raises(SpecError, match=r"comments\.yaml:1: comments\.0\.verdict"):
        read_comments(path)


def test_recorded_comments_stand_in_the_shipped_session() -> None:
    """Every passage that the annotator named is where its offsets say."""
    trace = read_trace(RECORDED / "mistral" / "recorded.jsonl")
    assert len({one.id for one in trace.annotations}) == 17
    for annotation in trace.annotations:
        turn = trace.turn_of(annotation)
        assert (turn is None) == (annotation.id == "h01")
        if turn and turn.completion:
            assert turn.completion.text[annotation.start : annotation.end] == annotation.quote


def test_a_chat_that_was_cut_off(kitchen: Homework, tmp_path: Path) -> None:
    """Its last answer says so, and seconds of reasoning are noted."""
    path = tmp_path / "c.md"
    path.write_text(
        "---\nmodel: m\ntruncated: true\nrecorded: unknown\n---\n## User\nproblem 1\n## Assistant\n### Reasoning\n"
        "reasoning_seconds: 5\n\n[reasoning text not recorded]\n\n### Answer\n100 °C, and it\n"
    )
    imported = import_chat(path, kitchen)
    trace = assemble([imported.header, *imported.events])  # type: ignore[list-item]  # every event is one of the union
    assert trace.turns[0].completion is not None
    assert trace.turns[0].completion.finish_reason == "truncated"
    assert "5 s" in trace.notes[0].text
    assert read_chat(path).truncated
