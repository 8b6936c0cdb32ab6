"""The recorded sessions: every labelled passage stands in the part of its question, and parts have their length."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalhw.grading.answering import Reading
from evalhw.homework.homework import Homework, load_homework
from evalhw.record.trace import read_trace
from evalhw.text.layout.document import Document
from evalhw.text.parts.counting import word_count
from evalhw.text.parts.segment import Segmentation

ROOT = Path(__file__).parents[2]
REFUSED = ("deepseek", 2)
"""The turn that could not open the source: what it says of (b) and (c) stands under no label."""


@lru_cache(maxsize=1)
def homework() -> Homework:
    return load_homework("hw7", ROOT)


@lru_cache(maxsize=1)
def items() -> list[dict[str, Any]]:
    path = ROOT / "tests" / "cases" / "groundtruth.yaml"
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))["items"])


@lru_cache(maxsize=2)
def session(name: str) -> dict[int, tuple[str, Document, Segmentation]]:
    turns = {}
    for turn in read_trace(ROOT / "transcripts" / "hw7" / name / "recorded.jsonl").turns:
        if turn.completion is None:
            continue
        reading = Reading(turn, homework())
        turns[turn.number] = (reading.raw, reading.document, reading.parts)
    return turns


@pytest.mark.parametrize("name", ["mistral", "deepseek"])
def test_labelled_passages_stand_in_their_part(name: str) -> None:
    strays = []
    for item in items():
        if item["seed"] != name or item["question"] == "4" or (name, item["turn"]) == REFUSED:
            continue
        text, _, split = session(name)[item["turn"]]
        at = -1
        for _ in range(item.get("occurrence", 1)):
            at = text.find(item["quote"], at + 1)
        owners = [
            question for question, spans in split.spans.items() if any(span.start <= at < span.end for span in spans)
        ]
        if owners != [item["question"]]:
            strays.append((item["id"], item["question"], owners))
    assert not strays


def test_the_summary_row_belongs_to_the_question_it_names() -> None:
    text, _, split = session("mistral")[1]
    row = text.index("| (a) | Baseline: 18 hours")
    assert any(span.start <= row < span.end for span in split.spans["4a"])


def test_splits_by_label_are_certain() -> None:
    for name in ("mistral", "deepseek"):
        assert all(split.certain for number, (_, _, split) in session(name).items() if (name, number) != REFUSED)


@pytest.mark.parametrize(
    ("name", "turn", "question", "words"),
    [
        ("mistral", 1, "4b", 107),
        ("mistral", 1, "4c", 92),
        ("mistral", 4, "4b", 181),
        ("mistral", 4, "4c", 121),
        ("deepseek", 3, "4b", 107),
        ("deepseek", 3, "4c", 106),
    ],
)
def test_words_of_a_part(name: str, turn: int, question: str, words: int) -> None:
    """The expert counted some compounds as two words and some numbers of lists: a difference of 7 % is no error."""
    _, document, split = session(name)[turn]
    count = word_count(document, split.spans[question])
    assert abs(count - words) <= 0.07 * words
    assert (70 <= count <= 130) == (70 <= words <= 130)
