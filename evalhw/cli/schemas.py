"""The file formats as JSON Schema (draft 2020-12). Invariant: made from the models that read the files."""

from typing import Any, Literal

from pydantic import TypeAdapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(which: Literal["problem", "rubric", "trace", "grade"]) -> dict[str, Any]:
    """The schema of a format; for a trace, of one line of it."""
    from evalhw.grading.grade import Grade
    from evalhw.homework.rubric import Rubric
    from evalhw.homework.spec import HomeworkSpec
    from evalhw.record.trace import AnyEvent

    formats: dict[str, Any] = {"problem": HomeworkSpec, "rubric": Rubric, "trace": AnyEvent, "grade": Grade}
    made = TypeAdapter(formats[which]).json_schema()
    return {"$schema": DIALECT, "title": f"evalhw {which}", **{k: v for k, v in made.items() if k != "title"}}
