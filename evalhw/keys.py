"""Keys: where they come from, and that they go nowhere else.

Invariant: a text that was scrubbed holds no key, whoever put it there.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from evalhw.errors import NotFoundError, UserError

REMOVED = "[key removed]"
_SHORTEST = 8
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*")


def read_env_file(path: Path) -> dict[str, str]:
    """The variables of a ``.env`` file: ``NAME=value`` lines, quotes and ``export`` allowed, ``#`` for comments.

    Raises:
        NotFoundError: There is no such file.
        UserError: A line is neither; the line is not shown, for it may hold a key.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise NotFoundError(f"{path}: cannot be read") from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise UserError(f"{path}:{number}: expected NAME=value")
        value = match[2]
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        found[match[1]] = value
    return found


def find_key(variable: str, environment: Mapping[str, str], model: str) -> str:
    """A key from the environment.

    Raises:
        UserError: It is not set; says which variable to set, and which models work without one.
    """
    key = environment.get(variable, "").strip()
    if not key:
        raise UserError(
            f"{model} needs a key: set {variable} (or name a file with --env-file); "
            "smollm2, gguf:PATH, ollama:MODEL and replay:RUN work without one"
        )
    if not key.isascii() or not key.isprintable():
        raise UserError(f"{variable} holds something that is no key: a character that cannot be sent")
    return key


class Scrubber:
    """Takes keys out of texts."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        known = sorted({key for key in keys if len(key) >= _SHORTEST}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, known))) if known else None

    def scrub(self, text: str) -> str:
        """The text without any key."""
        return text if self._pattern is None else self._pattern.sub(REMOVED, text)
