"""Answers kept from earlier, identical requests.

Invariant: a kept answer is used only for the same model at the same place, asked the same in every word, file and
parameter, in the same repeat.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalhw.errors import EvalhwError, NotFoundError, UserError
from evalhw.files.disk import read, write
from evalhw.logs import log
from evalhw.providers.base import Conversation, Provider
from evalhw.record.finish import Ending, ending_of
from evalhw.record.store import folder_name
from evalhw.record.trace import Completion

VARIABLE = "EVALHW_CACHE"
MAX_BYTES = 100_000_000
_SHOWN = 60
_KEPT_NAME = re.compile(r"[0-9a-f]{40}\.json")


def cache_folder() -> Path:
    """Where kept answers are: ``EVALHW_CACHE``, else ``evalhw`` in the user's cache folder.

    Raises:
        NotFoundError: The user has no home folder.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "evalhw"
    except RuntimeError:
        raise NotFoundError(f"there is no home folder to keep answers in; name a folder by {VARIABLE}") from None


@dataclass(frozen=True)
class Source:
    """Who answers: the model's name as asked for, as its service knows it, and where."""

    name: str
    model: str
    base_url: str = ""


def request_of(conversation: Conversation, source: Source) -> dict[str, Any]:
    """All that an answer may depend on, as JSON values."""
    messages = [
        {
            "role": message.role,
            "text": message.text,
            "attachments": [[one.id, one.digest, one.sent_as] for one in message.attachments],
        }
        for message in conversation.messages
    ]
    return {
        "model": source.model,
        "base_url": source.base_url,
        "parameters": dict(conversation.parameters),
        "repeat": conversation.repeat,
        "system": conversation.system,
        "messages": messages,
    }


def _warn_in_log(text: str) -> None:
    log("warning", text)


class Cached:
    """A provider whose answers are kept."""

    def __init__(
        self, provider: Provider, folder: Path, source: Source, warn: Callable[[str], None] = _warn_in_log
    ) -> None:
        self.name = provider.name
        self.accepts = provider.accepts
        self.answers = provider.answers
        self._provider = provider
        self._folder = folder
        self._source = source
        self._warn = warn

    async def complete(self, conversation: Conversation) -> Completion:
        """The kept answer, else a new one, which is kept."""
        request = request_of(conversation, self._source)
        path = _path(self._folder, self._source, conversation, request)
        kept = _read(path, request)
        if kept is not None:
            return kept.model_copy(update={"cached": True})
        log(
            "info", "not cached", conversation=conversation.id, reason=why_not(conversation, self._folder, self._source)
        )
        completion = await self._provider.complete(conversation)
        try:
            _write(path, {"request": request, "completion": completion.model_dump(mode="json")})
        except (EvalhwError, OSError, ValueError) as error:
            self._warn(f"the cache cannot be written, answers are kept in the trace only: {error}")
        return completion

    async def close(self) -> None:
        """Close the provider."""
        await self._provider.close()


def why_not(conversation: Conversation, folder: Path, source: Source) -> str:
    """Why there is no kept answer: how the nearest kept request differs, or that there is none; "" if there is one."""
    request = request_of(conversation, source)
    path = _path(folder, source, conversation, request)
    if _read(path, request) is not None:
        return ""
    try:
        others = [_content(other) for other in sorted(path.parent.glob("*.json"))]
        differences = [list(_differences(other["request"], request)) for other in others if "request" in other]
    except (OSError, RecursionError):
        return "what is kept cannot be read"
    if not differences:
        return "nothing like it was asked before"
    differences.sort(key=len)
    return "; ".join(differences[0]) or "the kept answer cannot be read"


def _path(folder: Path, source: Source, conversation: Conversation, request: dict[str, Any]) -> Path:
    key = hashlib.sha256(json.dumps(request, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
    follow_up = f"-{conversation.follow_up.id}" if conversation.follow_up else ""
    place = f"{conversation.id}-{'-'.join(conversation.questions)[:80]}{follow_up}"
    return folder / _safe(source.name) / _safe(place) / f"{key[:40]}.json"


def _safe(name: str) -> str:
    try:
        return folder_name(name)
    except UserError:
        return "unnamed"


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(read(path, MAX_BYTES))
    except (EvalhwError, OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _read(path: Path, request: dict[str, Any]) -> Completion | None:
    """The answer that is kept of a request; None if there is none, or what is there is another's or none."""
    content = _content(path)
    if content.get("request") != request:
        return None
    try:
        kept = Completion.model_validate_json(json.dumps(content["completion"]))
    except (KeyError, ValueError, RecursionError):
        return None
    # An earlier version kept what broke off as if it were an answer.
    return None if ending_of(kept.finish_reason) is Ending.BROKEN else kept


def _write(path: Path, content: dict[str, Any]) -> None:
    write(path, json.dumps(content, ensure_ascii=True))


def _differences(kept: Any, asked: Any, where: str = "") -> Iterator[str]:
    if isinstance(kept, dict) and isinstance(asked, dict):
        for key in dict.fromkeys((*kept, *asked)):
            yield from _differences(kept.get(key), asked.get(key), f"{where}.{key}" if where else str(key))
    elif isinstance(kept, list) and isinstance(asked, list) and len(kept) == len(asked):
        for index, (one, other) in enumerate(zip(kept, asked, strict=True), 1):
            yield from _differences(one, other, f"{where} {index}")
    elif kept != asked:
        yield f"{where} was {_short(kept)}, is {_short(asked)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def sizes(folder: Path) -> dict[str, tuple[int, int]]:
    """How many answers are kept of each model, and their bytes."""
    found: dict[str, tuple[int, int]] = {}
    for path in sorted(_kept(folder, None)):
        name = path.parent.parent.name
        count, size = found.get(name, (0, 0))
        found[name] = (count + 1, size + path.stat().st_size)
    return found


def clear(folder: Path, model: str | None = None) -> int:
    """Forget kept answers, of one model or of all; returns how many. What is no kept answer stays."""
    kept = list(_kept(folder, model))
    for path in kept:
        path.unlink(missing_ok=True)
        for emptied in (path.parent, path.parent.parent):
            if emptied.is_dir() and not any(emptied.iterdir()):
                emptied.rmdir()
    return len(kept)


def _kept(folder: Path, model: str | None) -> Iterator[Path]:
    """The files of kept answers, by the shape of their names: a folder may hold other things too."""
    for path in folder.glob(f"{_safe(model) if model else '*'}/*/*.json"):
        if _KEPT_NAME.fullmatch(path.name) and path.is_file():
            yield path
