"""What judges said of a trace: ``<run>.judge.jsonl`` beside it, one line a verdict, and a line for every panel named.

Invariant: the file only grows, and what it says depends on nothing but its lines: the last panel decides, with the
verdicts that its judges gave at any time.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from evalhw.checks.judgements import Judgements, JudgeVerdict
from evalhw.errors import NotFoundError, TraceError
from evalhw.trace import Event, Usage

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
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotFoundError(f"{path}: cannot be read ({error.strerror})") from None
    panel: tuple[str, ...] = ()
    verdicts: dict[tuple[str, str], JudgeVerdict] = {}
    for line in _lines(raw, path):
        if isinstance(line, PanelNamed):
            panel = line.judges
        else:
            # The first verdict stands, so that a grade does not change for being asked twice.
            given = JudgeVerdict(line.judge, line.prompt, line.output, line.cost)
            verdicts.setdefault((line.prompt, line.judge), given)
    return Judgements(panel, verdicts)


def _lines(raw: bytes, path: Path) -> Iterator[AnyLine]:
    # What stands after the last "\n" is torn, or nothing.
    for number, line in enumerate(raw.split(b"\n")[:-1], 1):
        if not line.strip():
            continue
        try:
            yield _LINES.validate_json(line)
        except ValidationError as error:
            raise TraceError(f"{path}:{number}: {_fault(line, error)}") from None


def _fault(line: bytes, error: ValidationError) -> str:
    try:
        version = json.loads(line).get("schema_version", SCHEMA_VERSION)
    except (ValueError, AttributeError, RecursionError):
        return "not a JSON object; what judges say is one object a line"
    if version != SCHEMA_VERSION:
        return f"schema version {version!r}; this evalhw reads version {SCHEMA_VERSION}"
    first = error.errors(include_url=False)[0]
    return f"no line of a judge file: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
