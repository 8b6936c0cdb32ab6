import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalhw.errors import NotFoundError, TraceError
from evalhw.record.chat import parse_chat, read_chat


def test_front_matter_and_turns() -> None:
    """The front matter is read apart; each answer stands with its prompt."""
    chat = parse_chat(
        "---\nmodel: m\ntruncated: true\n---\n\n## User\n\nq1\n\n## Assistant\n\na1\n\n## User\nq2\n## Assistant\na2\n"
    )
    assert chat.meta["model"] == "m"
    assert chat.truncated
    assert [(turn.prompt, turn.answer) for turn in chat.turns] == [("q1", "a1"), ("q2", "a2")]


def test_headings_in_an_answer_are_no_borders() -> None:
    """Only the exact headings, at the start of a line and outside fences, part turns."""
    answer = (
        "## (ii) Show\n\n### User\n\n ## User\n\n## User guide\n\n"
        "```md\n## User\n## Assistant\n```\n\n~~~~\n```\n## User\n~~~~"
    )
    chat = parse_chat(f"## User\nq\n## Assistant\n{answer}\n## User\nq2\n## Assistant\na2")
    assert [turn.answer for turn in chat.turns] == [answer, "a2"]


def test_a_fence_left_open_does_not_swallow_the_chat() -> None:
    """A cut-off answer may leave its code open; the next turn is still found."""
    text = "## User\nq\n## Assistant\n```python\nx = 1\n## User\nq2\n## Assistant\n```python\ny\n```\n"
    assert [turn.prompt for turn in parse_chat(text).turns] == ["q", "q2"]
    assert len(parse_chat("## User\nq\n## Assistant\n```\nx\n## User\nq2\n## Assistant\nz").turns) == 2


def test_reasoning_is_kept_apart() -> None:
    """Reasoning is not part of the answer, and a remark that it was not recorded is not reasoning."""
    first = "### Reasoning\nreasoning_seconds: 11\n\nHmm.\n\nLet me see.\n\n### Answer\n\n### Reasoning about it\n\n42"
    second = "### Reasoning\nreasoning_seconds: 153\n\n[reasoning text not recorded]\n\n### Answer\n\nyes"
    one, two = parse_chat(f"## User\na\n## Assistant\n{first}\n## User\nb\n## Assistant\n{second}").turns
    assert (one.reasoning, one.reasoning_seconds) == ("Hmm.\n\nLet me see.", 11)
    assert one.answer == "### Reasoning about it\n\n42"
    assert (two.reasoning, two.reasoning_seconds, two.answer) == ("", 153, "yes")


def test_an_answer_heading_of_the_model_is_its_own() -> None:
    """Without reasoning before it, '### Answer' belongs to what the model said."""
    turn = parse_chat("## User\nq\n## Assistant\nSee.\n\n### Answer\n\n2").turns[0]
    assert turn.answer == "See.\n\n### Answer\n\n2"


def test_editors_notes_are_no_part_of_a_prompt() -> None:
    """Attachments become attachments; other brackets stay."""
    text = (
        "## User\n[attachment: page (image or PDF), not recorded]\n\nSolve [1, 2].\n[0, 1]\n## Assistant\na\n"
        "## User\n[prompt not recorded]\n## Assistant\nb"
    )
    one, two = parse_chat(text).turns
    assert one.attachments == ("page (image or PDF)",)
    assert one.prompt == "Solve [1, 2].\n[0, 1]"
    assert two.prompt == ""


def test_messages_with_roles() -> None:
    """A JSON list of messages, bare or under 'messages', with text or parts."""
    messages = [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": [{"type": "text", "text": "q"}, {"type": "image_url", "image_url": {"url": "x"}}]},
        {"role": "assistant", "content": "<think>hm</think>\n\na", "tool_calls": None},
        {"role": "tool", "content": "ignored"},
        {"role": "user", "content": "q2"},
        {"role": "assistant", "content": "a2", "reasoning_content": "so"},
    ]
    for text in (json.dumps(messages), json.dumps({"messages": messages, "model": "m"})):
        chat = parse_chat(text)
        assert chat.system == "be brief"
        assert [(t.prompt, t.answer, t.reasoning) for t in chat.turns] == [("q", "a", "hm"), ("q2", "a2", "so")]
        assert chat.turns[0].attachments == ("image_url",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no turn found"),
        ("just text", "no turn found"),
        ("[1]", "message 1"),
        ('{"role": "user"}', "expected a list of messages"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no turn found"),
    ],
)
def test_what_is_no_chat_is_said_in_one_line(text: str, said: str) -> None:
    """A file that is no chat gives one clear line."""
    with pytest.raises(TraceError, match=said) as caught:
        parse_chat(text)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file and one that is not text are told apart."""
    with pytest.raises(NotFoundError):
        read_chat(tmp_path / "none.md")
    (tmp_path / "bad.md").write_bytes(b"## User\n\xff\xfe")
    with pytest.raises(TraceError, match="not UTF-8"):
        read_chat(tmp_path / "bad.md")


LINES = st.text(alphabet=st.characters(exclude_characters="\r\n`~#\ufeff", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.tuples(LINES, st.lists(LINES, min_size=1)), min_size=1, max_size=5))
def test_a_written_chat_is_read_as_it_was(turns: list[tuple[str, list[str]]]) -> None:
    """Answers come back as they were written, whatever characters they hold."""
    ascii_turns = [(f"q {prompt!a}", "\n\n".join(f"x {line!a}" for line in lines)) for prompt, lines in turns]
    text = "".join(f"## User\n\n{prompt}\n\n## Assistant\n\n{answer}\n\n" for prompt, answer in ascii_turns)
    assert [(turn.prompt, turn.answer) for turn in parse_chat(text).turns] == ascii_turns
