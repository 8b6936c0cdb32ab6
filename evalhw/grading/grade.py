"""The grade: what a trace earned under a rubric, and the comments that say why.

A grade is derived from (trace, homework, rubric) and can always be thrown away. Invariant: it holds no time, no path
and no chance, so that the same three give the same bytes.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic_core
from pydantic import ConfigDict, Field, PlainSerializer

from evalhw.files.disk import output
from evalhw.frozen import Frozen

SCHEMA_VERSION: Literal[1] = 1

Outcome = Literal["met", "not_met", "no_answer", "unscored"]
Verdict = Literal["correct", "partial", "incorrect", "no_answer", "unscored"]
PassageVerdict = Literal["correct", "partial", "incorrect", "note"]


def _plain(points: float) -> float | int:
    """Two points are written 2, not 2.0."""
    rounded = round(points, 4)
    return int(rounded) if rounded == int(rounded) else rounded


Points = Annotated[float, PlainSerializer(_plain, return_type=float | int)]


def _nothing(value: object) -> bool:
    """What was never asked for is not written."""
    return not value


_OPEN = "Points that undecided criteria could still add or cost; left out if there are none."


class Record(Frozen):
    """A part of a grade file."""

    model_config = ConfigDict(strict=False)


class Evidence(Record):
    """A passage that decided a criterion: offsets into the raw answer of its turn."""

    quote: str
    start: int
    end: int


class Premise(Record):
    """A fact that a decision rests on."""

    what: str = Field(description="The fact, in a few words.")
    passage: Evidence | None = Field(
        default=None, description="Where it stands; left out where it stands nowhere.", exclude_if=_nothing
    )
    rules: tuple[str, ...] = Field(
        default=(), description="Ids of the rules of reading that made it; left out if none.", exclude_if=_nothing
    )
    because: str = Field(
        default="", description="The mathematics that decided it; left out if none.", exclude_if=_nothing
    )


class Annotation(Record):
    """A comment on a passage, anchored as in the W3C Web Annotation model (text quote and text position)."""

    turn: int = Field(description="The turn's number in the trace, from 1; 0 is the whole session.")
    question: str
    criterion: str | None = Field(default=None, description="The criterion it is about, without its question's id.")
    quote: str
    prefix: str = ""
    suffix: str = ""
    start: int
    end: int
    verdict: PassageVerdict
    comment: str
    author: str = "evalhw"


class JudgeVote(Record):
    """What one judge's verdict counted for."""

    judge: str = Field(description="The model, as the user named it.")
    outcome: Literal["met", "not_met", "unscored"] = Field(description="unscored: the verdict could not be used.")
    reason: str
    evidence: Evidence | None = Field(default=None, description="The passage that it quotes.")
    prompt: str = Field(description="SHA-256 of all that the judge was told.")
    cost: float | None = Field(default=None, description="US dollars; null if the price is not known.")


class DiagnosisRecord(Record):
    """What is wrong with a wrong result, where one known mistake explains it."""

    kind: str = Field(description="The mistake, such as sign, factor, reciprocal, unit or rounding.")
    comment: str
    detail: str = Field(default="", description="The factor, power of ten, constant or quantity in question.")


_TRAIL = (
    "The facts that the decision rests on; left out where there are none, and in an attempt where the question's own "
    "criterion of that turn holds them."
)


class CriterionGrade(Record):
    """What one criterion earned."""

    id: str
    outcome: Outcome
    points: Points
    max_points: Points
    reason: str
    evidence: tuple[Evidence, ...] = ()
    turn: int = Field(default=0, description="The turn whose statement decided; 0 if no turn spoke of it.")
    votes: tuple[JudgeVote, ...] = Field(
        default=(), description="What judges said; left out where none was asked.", exclude_if=_nothing
    )
    diagnosis: DiagnosisRecord | None = Field(
        default=None, description="What is wrong with a wrong result; left out where nothing is known.",
        exclude_if=_nothing,
    )  # fmt: skip
    trail: tuple[Premise, ...] = Field(default=(), description=_TRAIL, exclude_if=_nothing)


class Attempt(Record):
    """One answer to a question: the first try, or the reply to a follow-up."""

    turn: int
    points: Points
    verdict: Verdict
    criteria: tuple[CriterionGrade, ...]
    follow_up: str | None = None
    hint: bool = False
    notes: tuple[str, ...] = ()
    open_points: Points = Field(default=0, description=_OPEN, exclude_if=_nothing)
    finish_reason: str = Field(
        default="",
        description="Why the answer is not whole, as the service said; left out if it is.",
        exclude_if=_nothing,
    )
    trail: tuple[Premise, ...] = Field(
        default=(),
        description="What was found before any check: lines passed over, or a refusal; left out where there is none.",
        exclude_if=_nothing,
    )


class QuestionGrade(Record):
    """What one question earned, at the first try and after follow-ups."""

    id: str
    points: Points
    first_points: Points
    max_points: Points
    verdict: Verdict
    first_verdict: Verdict
    hints: tuple[str, ...] = Field(default=(), description="The follow-ups given that gave something away.")
    follow_ups: tuple[str, ...] = Field(default=(), description="All follow-ups given.")
    regressed: tuple[str, ...] = Field(default=(), description="Criteria that a follow-up made worse.")
    open_points: Points = Field(default=0, description=_OPEN, exclude_if=_nothing)
    first_open_points: Points = Field(default=0, description="The same, at the first try.", exclude_if=_nothing)
    criteria: tuple[CriterionGrade, ...]
    annotations: tuple[Annotation, ...] = ()
    attempts: tuple[Attempt, ...] = ()


class Judging(Record):
    """The judges of a grade, and what all their verdicts in it cost together."""

    judges: tuple[str, ...]
    verdicts: int
    cost: float | None = Field(description="US dollars; null if the price of any is not known.")
    void: int = Field(default=0, description="Verdicts that could not be used; left out if none.", exclude_if=_nothing)


class Grade(Record):
    """What a run earned."""

    schema_version: Literal[1] = SCHEMA_VERSION
    homework: str
    model: str
    run: str
    digests: dict[str, str] = Field(
        default_factory=dict,
        description="SHA-256 of what the grade follows from: problem, rubric, and evalhw's own rules and mathematics.",
    )
    points: Points
    first_points: Points
    max_points: Points
    open_points: Points = Field(default=0, description=_OPEN, exclude_if=_nothing)
    first_open_points: Points = Field(default=0, description="The same, at the first try.", exclude_if=_nothing)
    questions: tuple[QuestionGrade, ...]
    human: tuple[Annotation, ...] = Field(default=(), description="Comments by people, from the trace.")
    remarks: tuple[str, ...] = Field(
        default=(),
        description="What changed in the homework since the run was asked; left out if nothing did.",
        exclude_if=_nothing,
    )
    judging: Judging | None = Field(default=None, description="Left out where no judge was asked.", exclude_if=_nothing)

    @property
    def unfinished(self) -> dict[int, str]:
        """The turns whose answers are not whole, with the service's reasons."""
        attempts = (attempt for question in self.questions for attempt in question.attempts)
        return dict(sorted({one.turn: one.finish_reason for one in attempts if one.finish_reason}.items()))

    @property
    def undecided(self) -> tuple[tuple[str, CriterionGrade], ...]:
        """The criteria that are not decided, each with its question."""
        return tuple(
            (question.id, one) for question in self.questions for one in question.criteria if one.outcome == "unscored"
        )

    def question(self, question_id: str) -> QuestionGrade | None:
        """The grade of one question, or None."""
        return next((question for question in self.questions if question.id == question_id), None)


def to_json(record: Record) -> str:
    """The record as indented JSON with a final newline, the same bytes every time."""
    return record.model_dump_json(indent=2) + "\n"


def save_json(record: Record, path: Path, inputs: Iterable[Path] = ()) -> None:
    """Write what `to_json` gives; a grade of thousands of questions is never held as text besides.

    Args:
        record: What is written.
        path: Where to.
        inputs: Files that must not be written over.

    Raises:
        UserError: The path is one of them, or something that no output may replace.
        DiskError: The system refuses.
    """
    with output(path, inputs) as file:
        file.write(pydantic_core.to_json(record, indent=2))
        file.write(b"\n")


def plain(record: Record) -> dict[str, Any]:
    """The record as JSON values."""
    return record.model_dump(mode="json")
