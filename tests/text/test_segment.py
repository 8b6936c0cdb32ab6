"""Splitting by part: marked answers in data files, and that the parts always partition the answer."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evalhw.text.layout.document import Document
from evalhw.text.parts.segment import Part, Segmentation, segment

FOLDER = Path(__file__).parents[1] / "cases" / "segment"
MARK = re.compile(r"⟦([^⟧]+)⟧")


@lru_cache(maxsize=1)
def homeworks() -> dict[str, dict[str, Part]]:
    given = yaml.safe_load((FOLDER / "homeworks.yaml").read_text(encoding="utf-8"))
    return {
        name: {
            row["id"]: Part(
                row["id"],
                tuple(str(token) for token in row["path"]),
                tuple(row.get("labels", ())),
                row["title"],
                row["prompt"],
            )
            for row in rows
        }
        for name, rows in given.items()
    }


def split(answer: str, asked: list[str], homework: str = "hw7") -> Segmentation:
    parts = homeworks()[homework]
    others = [part for name, part in parts.items() if name not in asked]
    return segment(Document.parse(answer), [parts[name] for name in asked], others)


def owners(segmentation: Segmentation, size: int) -> list[str]:
    """The owner of every character; fails if one has none or two."""
    owned: list[str | None] = [None] * size
    everything = [(name, span) for name, spans in segmentation.spans.items() for span in spans]
    everything += [("-", span) for span in (*segmentation.preamble, *segmentation.epilogue)]
    for name, span in everything:
        for at in range(span.start, span.end):
            assert owned[at] is None
            owned[at] = name
    assert None not in owned
    return [name or "" for name in owned]


def cases() -> list[Any]:
    rows = [
        row
        for name in ("hw7", "voices", "other")
        for row in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    ]
    return [pytest.param(row, id=row["name"]) for row in rows]


@pytest.mark.parametrize("case", cases())
def test_marked_answers(case: dict[str, Any]) -> None:
    plain, expected, at, owner = "", [], 0, "-"
    for found in [*MARK.finditer(case["answer"]), None]:
        piece = case["answer"][at : found.start() if found else None]
        plain += piece
        expected += [owner] * len(piece)
        if found:
            owner, at = found.group(1), found.end()
    result = split(plain, case["asked"], case.get("homework", "hw7"))
    got = owners(result, len(plain))
    wrong = [
        (line, expected[start], got[start])
        for line, start in ((found.group(), found.start()) for found in re.finditer(r"\S+", plain))
        if expected[start] != got[start]
    ]
    assert not wrong
    assert result.certain is not case.get("guess", False)
    assert result.certain or result.notes


ALPHABET = st.sampled_from(
    [
        "(a)",
        "(b)",
        "### ",
        "4a",
        "(i)",
        "\n",
        "\n\n",
        "|",
        "---",
        "- ",
        "1. ",
        "Problem 3b",
        "text",
        " ",
        "$x$",
        "**",
        "Summary",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(ALPHABET | st.text(max_size=8), max_size=40).map("".join),
    st.sampled_from([["4a"], ["4a", "4b", "4c"], ["3b.i", "3b.ii", "4a"]]),
)
def test_parts_partition_any_answer(answer: str, asked: list[str]) -> None:
    owners(split(answer, asked), len(answer))


def test_no_parts_asked() -> None:
    result = segment(Document.parse("text"), [])
    assert owners(result, 4) == ["-"] * 4


def test_very_long_answers_are_not_split_but_kept_whole() -> None:
    answer = "(a) text\n" * 60_000
    result = split(answer, ["4a", "4b"])
    assert not result.certain
    assert owners(result, len(answer))[0] == "4a"
