"""The two recorded sessions, from the shipped traces to the points and annotations that a careful grader gives."""

import functools
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.grading.answering import FAULT
from evalhw.grading.grade import Annotation, Grade, to_json
from evalhw.grading.grading import grade_trace
from evalhw.homework.homework import Homework, load_homework
from evalhw.record.trace import read_trace

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
EXPECTED: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load((CASES / "sessions.yaml").read_text(encoding="utf-8"))
ROWS = [(session, question) for session, rows in EXPECTED.items() for question in rows]


@functools.cache
def hw7() -> Homework:
    return load_homework("hw7", ROOT)


@functools.cache
def graded(session: str) -> Grade:
    return grade_trace(read_trace(ROOT / "transcripts" / "hw7" / session / "recorded.jsonl"), hw7())


@pytest.mark.parametrize(("session", "question"), ROWS, ids=[" ".join(row) for row in ROWS])
def test_firm_points_at_the_first_try_and_in_the_end(session: str, question: str) -> None:
    expected = EXPECTED[session][question]
    found = graded(session).question(question)
    assert found is not None
    why = {criterion.id: (criterion.outcome, criterion.reason) for criterion in found.criteria}
    assert (found.first_points, found.points) == (expected["first"], expected["final"]), why
    assert list(found.regressed) == expected.get("regressed", [])
    assert list(found.follow_ups) == expected.get("follow_ups", list(found.follow_ups))
    assert list(found.hints) == expected.get("hints", list(found.hints))
    assert found.first_verdict == expected.get("first_verdict", found.first_verdict)


ANNOTATED = [
    ("mistral", 1, r"W_2 W_1 \mathbf{X} \mathbf{X}^\top = \mathbf{X} \mathbf{X}^\top W_1^\top \quad (1)"),
    ("mistral", 2, r"-2W_2^\top \mathbf{X}\mathbf{X}^\top + 2W_1 \mathbf{X}\mathbf{X}^\top W_2^\top W_2$$"),
    ("mistral", 3, r"\Sigma_k^2 = \mathbf{U}_k^\top \mathbf{X} \mathbf{X}^\top"),
    ("mistral", 1, "18 hours"),
    ("mistral", 1, "35 minutes"),
    ("mistral", 1, "68%"),
    ("mistral", 1, "76%"),
    ("mistral", 1, "3x speedup"),
    ("mistral", 5, "receives all encoder hidden states simultaneously"),
    ("deepseek", 4, '"I" (its first, albeit incorrect, output in this example)'),
]


@pytest.mark.parametrize(("session", "turn", "passage"), ANNOTATED, ids=[f"{s} {t} {p[:30]}" for s, t, p in ANNOTATED])
def test_faulty_passages_are_annotated(session: str, turn: int, passage: str) -> None:
    text = texts(session)[turn]
    start = text.index(passage)
    touching = [note for note in notes(session) if note.turn == turn and _touch(note, start, start + len(passage))]
    assert any(note.verdict == "incorrect" for note in touching), [note.comment for note in touching]


@functools.cache
def texts(session: str) -> dict[int, str]:
    trace = read_trace(ROOT / "transcripts" / "hw7" / session / "recorded.jsonl")
    return {turn.number: turn.completion.text for turn in trace.turns if turn.completion}


def notes(session: str) -> list[Annotation]:
    return [note for question in graded(session).questions for note in question.annotations]


def _touch(note: Annotation, start: int, end: int) -> bool:
    return note.start < end and start < note.end


@pytest.mark.parametrize("session", EXPECTED)
def test_every_annotation_quotes_the_raw_answer(session: str) -> None:
    for note in notes(session):
        raw = texts(session)[note.turn]
        assert raw[note.start : note.end] == note.quote
        assert raw[: note.start].endswith(note.prefix)
        assert raw[note.end :].startswith(note.suffix)


@pytest.mark.parametrize("session", EXPECTED)
def test_no_check_breaks(session: str) -> None:
    reasons = [criterion.reason for question in graded(session).questions for criterion in question.criteria]
    assert not [reason for reason in reasons if reason.startswith(FAULT)]


def test_a_grade_is_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys; from pathlib import Path; from evalhw.homework.homework import load_homework;"
        "from evalhw.grading.grading import grade_trace; from evalhw.grading.grade import to_json;"
        "from evalhw.record.trace import read_trace;"
        "root = Path(sys.argv[1]);"
        "trace = read_trace(root / 'transcripts' / 'hw7' / 'mistral' / 'recorded.jsonl');"
        "sys.stdout.buffer.write(to_json(grade_trace(trace, load_homework('hw7', root))).encode())"
    )
    run = subprocess.run([sys.executable, "-c", script, str(ROOT)], capture_output=True, check=True)
    assert run.stdout.decode() == to_json(graded("mistral"))
