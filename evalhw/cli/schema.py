"""``evalhw schema``: the formats as JSON Schema, for editors and for programs that read our files."""

from typing import Annotated, Literal

import typer


def schema(
    which: Annotated[
        Literal["problem", "rubric", "trace", "grade"], typer.Argument(help="problem, rubric, trace or grade.")
    ],
) -> None:
    """Print the JSON Schema of a file format."""
    import json

    from evalhw.cli.schemas import json_schema

    print(json.dumps(json_schema(which), indent=2, ensure_ascii=False))
