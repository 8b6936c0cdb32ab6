"""What a mechanical rename must not touch: names that others gave."""

import ast
import mimetypes
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalhw.record.trace import AttachmentSent

ROOT = Path(__file__).parents[1]
KINDS = ("text/", "image/", "audio/", "application/", "font/")
MORE = {
    "text/event-stream",
    "text/yaml",
    "application/x-ndjson",
    "application/problem+json",
    "application/yaml",
    "image/webp",
}


def texts(folder: str) -> Iterator[tuple[Path, str]]:
    """All texts in the code of a folder."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.value


@pytest.mark.parametrize("folder", ["evalhw", "bench", "fuzz", "tests"])
def test_every_media_type_is_one(folder: str) -> None:
    """A folder named `text` once turned the type of plain text into another."""
    known = {*mimetypes.types_map.values(), *MORE}
    found = [
        (path.name, text)
        for path, text in texts(folder)
        if text.startswith(KINDS) and text not in KINDS and " " not in text and "\n" not in text
    ]
    old = {"evalhw": ["trace.py"], "tests": ["test_media_types.py"]}.get(folder, [])
    strange = [name for name, text in found if text.partition(";")[0] not in known]
    assert strange == old


@pytest.mark.parametrize(
    ("written", "read"), [("text/layout/plain", "text/plain"), ("text/plain", "text/plain"), ("image/png", "image/png")]
)
def test_old_traces_are_read(written: str, read: str) -> None:
    """Those that were written with the wrong name say the right one."""
    line = f'{{"id":"a","media_type":"{written}"}}'
    assert AttachmentSent.model_validate_json(line).media_type == read
