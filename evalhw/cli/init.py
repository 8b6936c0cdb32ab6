"""``evalhw init``: a working start in a folder of your own."""

from pathlib import Path
from typing import Annotated

import typer


def init(folder: Annotated[Path, typer.Argument(help="The folder to write to; made if it is not there.")]) -> None:
    """Write a working start: a homework with its rubric and two recorded traces."""
    from evalhw.cli.starter import write_starter

    written = write_starter(folder)
    for path in written:
        print(path)
    print(f"\nNext: cd {folder} && evalhw grade mistral")
