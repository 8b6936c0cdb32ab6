"""The homework that ships with evalhw: problems, rubric and recorded traces, for people who have no checkout.

Invariant: a file that exists is never written over.
"""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from evalhw.errors import DiskError, UserError

FOLDERS = ("problems", "rubrics", "transcripts")


def starter_root() -> Path:
    """Where the shipped files are: inside the installed package, or the checkout that the package is imported from.

    Raises:
        UserError: Neither is there.
    """
    package = Path(str(files("evalhw")))
    for root in (package / "starter", package.parent):
        if all((root / folder).is_dir() for folder in FOLDERS):
            return root
    raise UserError("the files that ship with evalhw are missing; install it again")


def write_starter(target: Path) -> tuple[Path, ...]:
    """Copy the shipped homework into a folder.

    Args:
        target: The folder; made if it is not there.

    Returns:
        The files written.

    Raises:
        UserError: One of the files is there already.
        DiskError: The folder cannot be written.
    """
    root = starter_root()
    sources = tuple(_shipped(root))
    pairs = [(source, target / source.relative_to(root)) for source in sources]
    standing = [written for _, written in pairs if written.exists() or written.is_symlink()]
    if standing:
        raise UserError(f"{standing[0]} is there already; nothing was written. Name an empty folder")
    try:
        for source, written in pairs:
            written.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, written)
    except OSError as error:
        raise DiskError(f"{target}: cannot be written ({error.strerror})") from None
    return tuple(written for _, written in pairs)


def _shipped(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(
            path
            for path in (root / folder).rglob("*")
            if path.is_file()
            and path.suffix in {".yaml", ".md", ".json", ".jsonl"}
            and not path.name.endswith(".grade.json")
            and not path.name.startswith(".")
        )
