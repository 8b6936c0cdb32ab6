"""Keys: where they come from, and that they go nowhere else.

Invariant: a text that was scrubbed holds no part of a key of eight characters or more, whoever put it there and
whatever invisible characters stand between; nor one of twelve or more that white space divides.
"""

import base64
import codecs
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

import re2

from evalhw.errors import NotFoundError, UserError

REMOVED = "[key removed]"
PART = 8
"""Characters of the shortest part of a secret that is taken out."""

SPREAD = 12
"""Characters of the shortest part that is taken out where white space stands between them."""

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD|CREDENTIALS?)(?:$|_)", re.IGNORECASE
)
_PROXY_NAME = re.compile(r"(?:https?|all)_proxy", re.IGNORECASE)
_HEADERS_NAME = "OPENAI_CUSTOM_HEADERS"
_OPEN_QUERY = {"api-version", "version", "deployment", "model", "region"}
_QUOTES = "\"'"
_UNSEEN = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
"""What shows as nothing, or as a mark on the letter before it."""


def read_env_file(path: Path) -> dict[str, str]:
    """The variables of a ``.env`` file, read as python-dotenv reads it: quotes, comments, ``export``, ``${NAME}``.

    Raises:
        NotFoundError: There is no such file, or it is no text.
        UserError: A line is neither; the line is not shown, for it may hold a key.
    """
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    try:
        text = _decoded(path.read_bytes())
    except OSError as error:
        raise NotFoundError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise NotFoundError(f"{path}: cannot be read (it is not UTF-8)") from None
    for binding in parse_stream(StringIO(text)):
        if binding.error or (binding.key is not None and binding.value is None):
            lines = len(binding.original.string) - len(binding.original.string.lstrip("\r\n"))
            raise UserError(f"{path}:{binding.original.line + lines}: expected NAME=value")
    return {name: value for name, value in dotenv_values(stream=StringIO(text)).items() if value is not None}


def _decoded(raw: bytes) -> str:
    """Text as editors save it: UTF-8 with or without a mark, or UTF-16 with one."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16")
    return raw.decode("utf-8-sig")


def find_key(variable: str, environment: Mapping[str, str], model: str) -> str:
    """A key from the environment, without what is often pasted along: ``Bearer``, quotes, a byte order mark.

    Raises:
        UserError: It is not set; says which variable to set, and which models work without one.
    """
    key = _bare(environment.get(variable, ""))
    if not key:
        raise UserError(
            f"{model} needs a key: set {variable} (or name a file with --env-file); "
            "smollm2, gguf:PATH, ollama:MODEL and replay:RUN work without one"
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise UserError(f"{variable} holds something that is no key: a character that cannot be sent")
    return key


def _bare(value: str) -> str:
    key = value.strip().strip("\ufeff\u200b\u2060").strip()
    for _ in range(2):
        if len(key) > 1 and key[0] == key[-1] and key[0] in _QUOTES:
            key = key[1:-1].strip()
        key = re.sub(r"(?:authorization\s*:\s*)?bearer(?:\s+|$)", "", key, count=1, flags=re.IGNORECASE)
    return key


def secrets_of(environment: Mapping[str, str], variables: Iterable[str] = ()) -> Iterator[str]:
    """What an environment holds that must not be shown.

    Args:
        environment: The variables.
        variables: Those that hold keys whatever they are called; others are known by their names.
    """
    known = {variable for variable in variables if variable}
    for name, value in environment.items():
        if name in known or (_SECRET_NAME.search(name) and not value.startswith(("/", "~"))):
            yield _bare(value)
        elif _PROXY_NAME.fullmatch(name):
            yield from secrets_of_address(value)
        elif name == _HEADERS_NAME:
            yield from (line.partition(":")[2].strip() for line in value.splitlines())


def secrets_of_address(address: str) -> Iterator[str]:
    """What an address holds that must not be shown: a password, and what stands in its query but for a version."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    yield parts.password or ""
    if parts.username and parts.password:
        yield base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode("ascii")
    yield from (value for name, value in parse_qsl(parts.query) if name.lower() not in _OPEN_QUERY)


def shown_address(address: str) -> str:
    """An address without its secrets, however short they are."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(
        one if one.partition("=")[0].lower() in _OPEN_QUERY else f"{one.partition('=')[0]}={REMOVED}"
        for one in parts.query.split("&")
        if one
    )
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


class Scrubber:
    """Takes secrets out of texts, whole and in parts of eight characters or more."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(secrets)
        forms = {form for secret in self._secrets for form in _forms(secret) if len(form) >= PART}
        self._words = {part for form in forms for part in _words_of(form)}
        self._parts = {part for form in forms for part in _parts_of(form)}
        spread = (form for form in forms if any(char.isalpha() for char in form))
        self._spread = {part for form in spread for part in _parts_of(form, SPREAD)}
        # Compiled over bytes, for half a surrogate pair is text that some servers send.
        self._any = re2.compile(b"|".join(re2.escape(_bytes(part)) for part in sorted(self._parts))) if forms else None

    def and_also(self, secrets: Iterable[str]) -> "Scrubber":
        """One that takes more secrets out."""
        return Scrubber((*self._secrets, *secrets))

    def scrub(self, text: str) -> str:
        """The text without any part of a secret."""
        if self._any is None:
            return text
        folded = _folded(text)
        if self._any.search(_bytes(folded)) is not None:
            text = "".join(self._kept(text, *_seen(text)))
        return self._without_spread(text)

    def _without_spread(self, text: str) -> str:
        """The text without parts of a secret that white space divides."""
        if self._any is None or self._any.search(_bytes("".join(_folded(text).split()))) is None:
            return text
        seen, places = _seen(text)
        kept = [at for at, char in enumerate(seen) if not char.isspace()]
        close = "".join(seen[at] for at in kept)
        starts = kept if places is None else [places[at] for at in kept]
        return "".join(self._kept(text, close, starts, self._spread))

    def scrub_all(self, value: Any) -> Any:
        """JSON values without any part of a secret, in keys too."""
        if isinstance(value, str):
            return self.scrub(value)
        if isinstance(value, Mapping):
            return {self.scrub(str(key)): self.scrub_all(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.scrub_all(one) for one in value]
        return value

    def _kept(
        self, text: str, seen: str, places: list[int] | None, parts: Collection[str] | None = None
    ) -> Iterator[str]:
        at = 0
        for start, end in self._found(seen, self._parts if parts is None else parts):
            first, last = (start, end) if places is None else (places[start], places[end - 1] + 1)
            yield text[at:first]
            yield REMOVED
            at = last
        yield text[at:]

    def _found(self, seen: str, parts: Collection[str]) -> Iterator[tuple[int, int]]:
        """The passages that parts of a secret cover; overlapping parts are one passage."""
        start = end = -1
        length = len(next(iter(parts), "")) or PART
        for at in range(len(seen) - length + 1):
            part = seen[at : at + length]
            if part not in parts or (at >= end and part in self._words):
                continue
            if at > end:
                if end >= 0:
                    yield start, end
                start = at
            end = at + length
        if end >= 0:
            yield start, end


def _forms(secret: str) -> Iterator[str]:
    """A secret as it may be written: as it is, in an address, in JSON, in Base64."""
    yield secret
    yield quote(secret, safe="")
    yield base64.b64encode(secret.encode("utf-8", "replace")).decode("ascii").rstrip("=")
    if "\\" in secret or '"' in secret:
        yield secret.replace("\\", "\\\\").replace('"', '\\"')


def _parts_of(secret: str, length: int = PART) -> Iterator[str]:
    folded = _folded(secret)
    return (folded[start : start + length] for start in range(len(folded) - length + 1))


def _words_of(secret: str) -> Iterator[str]:
    """Parts that give nothing away by themselves: words of a secret that is made of words ("sk-no-key-required")."""
    if any(char.isdigit() for char in secret) or secret.lower() != secret or secret.isalpha():
        return iter(())
    return (part for part in _parts_of(secret) if part.isalpha())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _folded(text: str) -> str:
    """A text as it is read: one case, compatible forms as one, nothing invisible."""
    return text.lower() if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKD", text)).lower()


def _seen(text: str) -> tuple[str, list[int] | None]:
    """A text as it is read, and where each of its characters was."""
    if text.isascii():
        return text.lower(), None
    shown: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        one = char.lower() if char.isascii() else _folded(char)
        shown.append(one)
        places += [place] * len(one)
    return "".join(shown), places
