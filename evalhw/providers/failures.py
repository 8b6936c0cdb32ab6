"""What went wrong with a request: is it worth another try, over for this prompt, or over for the model?

Invariant: over for the model is only what speaks of whoever asks (the key, the account, the model's name, the address),
as is a certificate that cannot be trusted; `refusals` says which that is. A message is one line, and capped.
"""

import re
import ssl
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from evalhw.errors import PromptRefusedError, ProviderError, RefusedError, UnavailableError
from evalhw.providers.refusals import Refusal, codes_of, refusal_of, status_of
from evalhw.providers.waits import told_wait
from evalhw.record.trace import Completion, Usage

_LONGEST = 400
_READ = 8000
_DEEPEST = 6
_MOST = 3


class TryAgainError(UnavailableError):
    """One try failed in a way that another may not.

    Attributes:
        status: The HTTP status, if there was one.
        retry_after: Seconds that the server asks to wait, if it does.
        limited: Whether the server says that it is asked too much.
    """

    def __init__(
        self,
        message: str,
        status: int | None = None,
        retry_after: float | None = None,
        usage: Usage | None = None,
        *,
        limited: bool = False,
        arrived: Completion | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.limited = limited
        self.usage = usage
        self.arrived = arrived


def of_status(who: str, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
    """The error of an HTTP status.

    Args:
        who: The provider, for the message.
        status: The status.
        headers: The response's headers.
        body: The response's body: JSON values, text or None.
    """
    said = whole_message(body)[:_READ]
    within = status_of(body) if status == HTTPStatus.OK else status
    means, _ = refusal_of(within, codes_of(body), said)
    text = f"{who}: {_status(status, within)}" + (f": {one_line(said)}" if said.strip() else "")
    if means is Refusal.PROMPT:
        return PromptRefusedError(text)
    if means is Refusal.UNCLEAR:
        return PromptRefusedError(text, settled=False)
    if means is Refusal.ASKER:
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            text += ": it redirects elsewhere, and a key is sent to one host only; give its --base-url"
        return RefusedError(text)
    limited = means is Refusal.LIMIT
    return TryAgainError(text, within, told_wait(headers, body, said), limited=limited)


def is_told(status: int, body: Any) -> bool:
    """Whether an error says that it is for the prompt or for whoever asks, rather than its status alone."""
    means, why = refusal_of(status, codes_of(body), whole_message(body)[:_READ])
    return means in {Refusal.PROMPT, Refusal.ASKER} and not why.startswith("status ")


def _status(status: int, within: int) -> str:
    """A status in words."""
    if status != HTTPStatus.OK:
        return f"{status} {_phrase(status)}"
    return "an error instead of an answer" if within == HTTPStatus.OK else f"{within} {_phrase(within)}, within a 200"


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


def whole_message(body: Any, depth: int = _DEEPEST) -> str:
    """What an error's body says, whole; where it lists faults, the place of each too."""
    if isinstance(body, str):
        return body
    if not depth:
        return ""
    if isinstance(body, list):
        return "; ".join(filter(None, (whole_message(one, depth - 1) for one in body[:_MOST])))
    if not isinstance(body, dict):
        return ""
    said = next((body[key] for key in ("message", "error", "detail", "msg", "errors") if body.get(key)), "")
    text = whole_message(said, depth - 1)
    place = body.get("loc")
    if text and isinstance(place, list):
        text = f"{'.'.join(str(part) for part in place[:8])}: {text}"
    raw = body["metadata"].get("raw") if isinstance(body.get("metadata"), dict) else None
    return (
        f"{text}: {raw}" if isinstance(raw, str) and raw else text
    )  # what a gateway was told by the service behind it


def one_line(text: str) -> str:
    """Text without line breaks or control characters, of at most 400 characters."""
    clean = "".join(char if char.isprintable() else " " for char in text[: 4 * _LONGEST])
    clean = re.sub(r" {2,}", " ", clean).strip()
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1] + "…"
