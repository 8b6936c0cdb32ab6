"""Where a service is asked: from an address as people give it to the addresses that it may stand for.

Invariant: a version or a key in an address's query goes along with every request; what is tried is what is named when
it fails.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from evalhw.errors import UserError
from evalhw.providers.keys import shown_address

ENDPOINT = "/chat/completions"
_VERSION = "/v1"
_AZURE = re.compile(r"(?:^|\.)(?:openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$")
_OPENAI = re.compile(r"(?:^|\.)openai\.com$")
_MISTYPED = re.compile(r"(?:hhttps?|https|http|htpp|htps|htp|ttps?)(?::/{0,2}|/{1,2})(?P<rest>[^/:].*)", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """Where requests go.

    Attributes:
        base: What was given, without the endpoint and the query.
        endpoints: The full addresses to try, the likeliest first.
        query: What goes along in the query.
    """

    base: str
    endpoints: tuple[str, ...]
    query: Mapping[str, str]

    @property
    def shown(self) -> str:
        """The likeliest address, as it may be shown."""
        return shown_address(self.endpoints[0])

    @property
    def is_azure(self) -> bool:
        """Whether it is Azure's, or a gateway that is spoken to in its way, so that the key has a header of its own."""
        return "api-version" in self.query or _AZURE.search(urlsplit(self.base).hostname or "") is not None

    @property
    def is_openai(self) -> bool:
        """Whether it is OpenAI itself, the only one who may see an organisation or a project."""
        return _OPENAI.search(urlsplit(self.base).hostname or "") is not None


def address_of(given: str) -> Address:
    """The address that a base URL stands for: with ``/v1`` or without, or a whole endpoint; with or without a query.

    Raises:
        UserError: It is no address; the message says what it might have been.
    """
    check_address(given, "base URL")
    parts = urlsplit(given.strip())
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    whole = path.endswith(ENDPOINT)
    path = path.removesuffix(ENDPOINT).rstrip("/")
    base = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    if whole or re.search(r"/v\d+(?:beta\d*|alpha\d*)?(?:/|$)|/deployments/", path):
        tried: tuple[str, ...] = (base,)
    else:
        tried = (base + _VERSION, base) if not path else (base, base + _VERSION)
    return Address(base, tuple(one + ENDPOINT for one in tried), dict(parse_qsl(parts.query, keep_blank_values=True)))


def check_address(given: str, where: str) -> None:
    """See that a text is an address.

    Raises:
        UserError: It is none.
    """
    text = given.strip()
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise UserError(f"{where}: {shown_address(text)!r} is no address ({error})") from None
    del port
    if parts.scheme in {"http", "https"} and host and not re.search(r"\s", text):
        return
    mistyped = _MISTYPED.fullmatch(text) if parts.scheme not in {"http", "https"} or not host else None
    rest = (mistyped["rest"] if mistyped else text.partition("://")[2] or text).lstrip("/")
    scheme = "http" if re.match(r"(?:localhost|127\.|\[|\d+\.\d+\.)", rest) else "https"
    raise UserError(
        f"{where}: expected http:// or https:// and a host, not {shown_address(text)!r}; "
        f"did you mean {shown_address(f'{scheme}://{rest}')}?"
    )
