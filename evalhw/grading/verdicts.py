"""What judges said of a trace: ``<run>.judge.jsonl`` beside it, one line a verdict, and a line for every panel named.

Invariant: the file only grows, and what it says depends on nothing but its lines: the last panel decides, with the
verdicts that its judges gave at any time.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from evalhw.checks.judgements import Judgements, JudgeVerdict
from evalhw.files.json_lines import read_lines
from evalhw.record.trace import Event, Usage

SCHEMA_VERSION: Literal[1] = 1


class PanelNamed(Event):
    """From here on these judges decide."""

    event: Literal["panel"] = "panel"
    schema_version: Literal[1] = SCHEMA_VERSION
    judges: tuple[str, ...] = Field(description="The models as the user named them.")
    time: str = ""


class VerdictGiven(Event):
    """A judge answered."""

    event: Literal["verdict"] = "verdict"
    schema_version: Literal[1] = SCHEMA_VERSION
    judge: str = Field(description="The model as the user named it.")
    model: str = Field(default="", description="The model as its provider named it.")
    question: str
    criterion: str
    prompt: str = Field(description="SHA-256 of all that the judge was told.")
    output: str = Field(description="What the judge said, as it said it.")
    usage: Usage | None = None
    cost: float | None = Field(default=None, description="US dollars; null if the price is not known.")
    latency: float | None = Field(default=None, description="Seconds from request to full answer.")
    time: str = ""


AnyLine = Annotated[PanelNamed | VerdictGiven, Field(discriminator="event")]
_LINES: TypeAdapter[AnyLine] = TypeAdapter(AnyLine)


def read_judgements(path: Path) -> Judgements | None:
    """What judges said of a trace; None if none was ever asked.

    A last line without its end (the machine stopped while writing it) is passed over.

    Raises:
        NotFoundError: The file is there and cannot be read.
        TraceError: A line is none of a judge file that this version reads.
    """
    if not path.exists():
        return None
    lines, _ = read_lines(path, _LINES, SCHEMA_VERSION, "a line of a judge file")
    panel: tuple[str, ...] = ()
    verdicts: dict[tuple[str, str], JudgeVerdict] = {}
    for line in lines:
        if isinstance(line, PanelNamed):
            panel = line.judges
        else:
            # The first verdict stands, so that a grade does not change for being asked twice.
            given = JudgeVerdict(line.judge, line.prompt, line.output, line.cost)
            verdicts.setdefault((line.prompt, line.judge), given)
    return Judgements(panel, verdicts)


def spent_on_judges(path: Path) -> tuple[int, float]:
    """Tokens and US dollars that the verdicts on a trace have taken so far; 0 where none was asked.

    Raises:
        NotFoundError: The file is there and cannot be read.
        TraceError: A line is none of a judge file that this version reads.
    """
    if not path.exists():
        return 0, 0.0
    lines, _ = read_lines(path, _LINES, SCHEMA_VERSION, "a line of a judge file")
    given = [line for line in lines if isinstance(line, VerdictGiven)]
    tokens = sum(line.usage.input_tokens + line.usage.output_tokens for line in given if line.usage and line.cost != 0)
    return tokens, sum(line.cost or 0.0 for line in given)
