"""What went wrong with a request: is it worth another try, or final?

Invariant: 400, 401, 403 and 404 are final, as is a certificate that cannot be trusted; timeouts, 408, 409, 429, 5xx,
broken connections and answers that are no answers are tried again. A message is one line, and capped.
"""

import re
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from evalhw.errors import ProviderError, RefusedError, UnavailableError
from evalhw.trace import Usage

_AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
_LONGEST = 400
MAX_WAIT = 600.0
"""Seconds that a server may ask for at most; more is cut."""


class TryAgainError(UnavailableError):
    """One try failed in a way that another may not.

    Attributes:
        status: The HTTP status, if there was one.
        retry_after: Seconds that the server asks to wait, if it does.
        usage: What the try cost all the same.
    """

    def __init__(
        self, message: str, status: int | None = None, retry_after: float | None = None, usage: Usage | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.usage = usage

    @property
    def limited(self) -> bool:
        """Whether the server says that it is asked too much."""
        return self.status == HTTPStatus.TOO_MANY_REQUESTS


def of_status(who: str, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
    """The error of an HTTP status.

    Args:
        who: The provider, for the message.
        status: The status.
        headers: The response's headers.
        body: The response's body: JSON values, text or None.
    """
    said = message_of(body)
    text = f"{who}: {status} {_phrase(status)}" + (f": {said}" if said else "")
    if status in _AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryAgainError(text, status, retry_after(headers))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return RefusedError(f"{text}: it redirects elsewhere, and a key is sent to one host only; give its --base-url")
    return RefusedError(text)


def of_exception(who: str, error: BaseException) -> ProviderError:
    """The error of a broken connection."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = getattr(cause, "verify_message", "") or str(cause)
            return RefusedError(f"{who}: its certificate cannot be trusted ({one_line(why)})")
    causes = list(_causes(error))
    said = next((str(cause) for cause in reversed(causes) if str(cause)), type(error).__name__)
    return TryAgainError(f"{who}: the connection broke: {one_line(said)} ({type(causes[-1]).__name__})")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None:
            return
        yield seen
        seen = getattr(seen, "certificate_error", None) or seen.__cause__


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "unknown status"


def message_of(body: Any) -> str:
    """What an error's body says, in one line."""
    for _ in range(3):
        if isinstance(body, list) and body:
            body = body[0]
        if not isinstance(body, dict):
            break
        body = next((body[key] for key in ("message", "error", "detail", "msg") if body.get(key)), "")
    return one_line(body) if isinstance(body, str) else ""


def one_line(text: str) -> str:
    """Text without line breaks or control characters, of at most 400 characters."""
    clean = "".join(char if char.isprintable() else " " for char in text[: 4 * _LONGEST])
    clean = re.sub(r" {2,}", " ", clean).strip()
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1] + "…"


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds to wait, as ``Retry-After`` (or ``retry-after-ms``) says: a number or a date."""
    lower = {name.lower(): value for name, value in headers.items()}
    milliseconds, seconds = lower.get("retry-after-ms"), lower.get("retry-after")
    wait: float | None = None
    try:
        if milliseconds is not None:
            wait = float(milliseconds) / 1000
        elif seconds is not None and seconds.strip().replace(".", "", 1).isdigit():
            wait = float(seconds)
        elif seconds is not None:
            wait = (parsedate_to_datetime(seconds) - (now or datetime.now(UTC))).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return None if wait is None or wait != wait else min(max(wait, 0.0), MAX_WAIT)  # noqa: PLR0124  # NaN is not itself
