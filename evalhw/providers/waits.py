"""How long a service asks to wait, wherever and however it says so.

It may stand in ``Retry-After`` (seconds, a duration, a date) or ``retry-after-ms``, in Google's RetryInfo or another
field of the body, in the message ("Please try again in 7.2s"), or in headers that say when a limit is reset. Invariant:
what is past, zero, absurd or not understood is no wait at all, so that the ordinary one is kept.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_NUMBER = re.compile(r"\d{1,13}(?:\.\d{0,15})?")
_DURATION = re.compile(
    r"(\d{1,13}(?:\.\d{0,15})?)\s?(ms|milli\w*|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])"
)
_MILLISECONDS = ("ms", "milli")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SAID = ("again in ", "retry in ", "retry after ", "again after ", "reset after ", "resets in ", "reset in ", "wait ")
_EPOCH = 1e9
_EPOCH_MILLISECONDS = 1e11
_LONGEST = 64
_YEAR = 366 * 86400.0


def told_wait(
    headers: Mapping[str, str], body: Any = None, message: str = "", now: datetime | None = None
) -> float | None:
    """Seconds that a service asks to wait; None if it does not, or not for any time.

    Args:
        headers: The response's headers.
        body: Its body, as JSON values.
        message: What its error says.
        now: The time, for dates.
    """
    moment = now or datetime.now(UTC)
    for seconds in _told({name.lower(): value for name, value in headers.items()}, body, message, moment):
        if seconds is not None and 0 < seconds < _YEAR:
            return seconds
    return None


def _told(headers: dict[str, str], body: Any, message: str, now: datetime) -> Iterator[float | None]:
    milliseconds = headers.get("retry-after-ms")
    if milliseconds and _NUMBER.fullmatch(milliseconds.strip()):
        yield float(milliseconds) / 1000
    yield until(headers.get("retry-after", ""), now)
    for name, value in _fields(body):
        if name in {"retrydelay", "retry_after", "retryafter", "retry_delay", "quotaresetdelay"}:
            yield until(_text(value), now)
    yield _in_words(message)
    nested = next((value for name, value in _fields(body) if name == "headers" and isinstance(value, dict)), {})
    yield _reset({**{str(name).lower(): str(value) for name, value in nested.items()}, **headers}, now)


def until(text: str, now: datetime) -> float | None:
    """Seconds until something that is told as a number, a duration, a time since 1970 or a date."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    if _NUMBER.fullmatch(text):
        number = float(text)
        if number >= _EPOCH_MILLISECONDS:
            return number / 1000 - now.timestamp()
        return number - now.timestamp() if number >= _EPOCH else number
    seconds = duration(text.lower())
    if seconds is not None:
        return seconds
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - now).total_seconds()


def duration(text: str) -> float | None:
    """Seconds that ``3s``, ``1m3s``, ``3000ms`` or "45 seconds" at the beginning of a text mean; None for others."""
    seconds, place, found = 0.0, 0, False
    while match := _DURATION.match(text, place):
        unit = match[2]
        seconds += float(match[1]) * (0.001 if unit.startswith(_MILLISECONDS) else _SECONDS[unit[0]])
        place, found = match.end(), True
        while text[place : place + 1] == " ":
            place += 1
    return seconds if found else None


def _in_words(message: str) -> float | None:
    said = message.lower()
    for phrase in _SAID:
        start = said.find(phrase)
        while start >= 0:
            rest = said[start + len(phrase) : start + len(phrase) + _LONGEST].lstrip(" ~").removeprefix("about ")
            if (seconds := duration(rest)) is not None:
                return seconds
            start = said.find(phrase, start + 1)
    return None


def _reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """When a limit is reset: that which is used up, else the one that is reset first."""
    resets = [name for name in headers if "ratelimit" in name and "reset" in name]
    used_up = [name for name in resets if headers.get(name.replace("reset", "remaining"), "").strip() in {"0", "0.0"}]
    waits = [
        seconds for name in used_up or resets if (seconds := until(headers[name], now)) is not None and seconds > 0
    ]
    if not waits:
        return None
    return max(waits) if used_up else min(waits)


def _fields(body: Any, depth: int = 6) -> Iterator[tuple[str, Any]]:
    if depth and isinstance(body, dict):
        for name, value in list(body.items())[:64]:
            yield str(name).lower(), value
            yield from _fields(value, depth - 1)
    elif depth and isinstance(body, list):
        for value in body[:16]:
            yield from _fields(value, depth - 1)


def _text(value: Any) -> str:
    if isinstance(value, dict):  # a duration as protocol buffers have it
        return f"{value.get('seconds', 0)}s"
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
