"""HTTP for the providers' clients: aiohttp under httpx2, through the clients' own option for a transport.

aiohttp parses responses in C: half the processor time of httpx2's own transport at 64 requests in flight. Invariant: a
response is read whole and is never larger than the cap; a redirect is never followed, so a key goes to one host only.
"""

import os
import re
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.request import getproxies

import aiohttp
import httpx2

from evalhw.errors import UserError
from evalhw.providers.failures import one_line

LARGEST = 50_000_000
"""Bytes of a response, unpacked."""
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_BUNDLE = "REQUESTS_CA_BUNDLE"
_DROPPED = {b"content-encoding", b"content-length", b"transfer-encoding"}


class TooLargeError(httpx2.ReadError):
    """The response is larger than any answer can be."""


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Sends httpx2 requests through aiohttp."""

    def __init__(self, connections: int = 100, largest: int = LARGEST) -> None:
        self._connections = connections
        self._largest = largest
        self._session: aiohttp.ClientSession | None = None
        self._tls: ssl.SSLContext | None = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    def _trusted(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = trusted()
        return self._tls

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request and read the whole response."""
        limits = request.extensions.get("timeout", {})
        timeout = aiohttp.ClientTimeout(
            total=None, connect=limits.get("pool"), sock_connect=limits.get("connect"), sock_read=limits.get("read")
        )
        headers = request.headers
        headers["accept-encoding"] = "gzip, deflate"
        try:
            async with self._open().request(
                request.method,
                str(request.url),
                headers=headers,
                data=request.content or None,
                allow_redirects=False,
                timeout=timeout,
                ssl=self._trusted() if request.url.scheme == "https" else True,
            ) as response:
                return httpx2.Response(
                    response.status,
                    headers=[pair for pair in response.raw_headers if pair[0].lower() not in _DROPPED],
                    content=await self._body(response),
                    request=request,
                )
        except (aiohttp.ClientError, ssl.SSLError, TimeoutError, OSError) as error:
            raise _mapped(error, request) from error

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.content.iter_any():
            size += len(chunk)
            if size > self._largest:
                raise TooLargeError(f"the response is larger than {self._largest // 1_000_000} MB")
            chunks.append(chunk)
        return b"".join(chunks)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()


def _mapped(error: Exception, request: httpx2.Request) -> httpx2.TransportError:
    kinds: tuple[tuple[type[Exception], type[httpx2.TransportError]], ...] = (
        (aiohttp.ConnectionTimeoutError, httpx2.ConnectTimeout),
        (TimeoutError, httpx2.ReadTimeout),
        (aiohttp.ClientConnectorError, httpx2.ConnectError),
        (aiohttp.ClientPayloadError, httpx2.ReadError),
        (aiohttp.ClientConnectionError, httpx2.ReadError),
    )
    kind = next((to for known, to in kinds if isinstance(error, known)), httpx2.RemoteProtocolError)
    return kind(str(error) or type(error).__name__, request=request)


def trusted() -> ssl.SSLContext:
    """Who is trusted: as httpx2 has it, with ``SSL_CERT_FILE`` and ``SSL_CERT_DIR``, else ``REQUESTS_CA_BUNDLE``."""
    bundle = os.environ.get(_BUNDLE)
    if not bundle or any(os.environ.get(name) for name in _CERTIFICATES):
        return httpx2.create_ssl_context()
    if Path(bundle).is_dir():
        return ssl.create_default_context(capath=bundle)
    return ssl.create_default_context(cafile=bundle)


def check_certificates() -> None:
    """See that the certificates that the environment names can be read.

    Raises:
        UserError: One cannot.
    """
    named = [name for name in _CERTIFICATES if os.environ.get(name)]
    for name in named or ([_BUNDLE] if os.environ.get(_BUNDLE) else []):
        path = Path(os.environ[name])
        if not path.exists():
            raise UserError(f"{name}: {path}: no such file or folder")
    try:
        trusted()
    except (OSError, ssl.SSLError) as error:
        raise UserError(f"{' and '.join(named) or _BUNDLE}: no certificates can be read there ({error})") from None


def http_client(timeout: float, connections: int = 100) -> httpx2.AsyncClient:
    """An HTTP client for a provider's client.

    Where the environment names a proxy, requests go through httpx2's own transports, so that ``HTTP_PROXY``,
    ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` mean what they mean to the bare clients.

    Args:
        timeout: Seconds without a byte before a request is given up.
        connections: How many may be open at once.

    Raises:
        UserError: The environment names certificates that cannot be read, or a proxy that cannot be used.
    """
    limits = httpx2.Timeout(timeout, connect=min(timeout, 15.0))
    if any(os.environ.get(name) for name in (*_CERTIFICATES, _BUNDLE)):
        check_certificates()
    if not _proxies():
        return httpx2.AsyncClient(transport=AiohttpTransport(connections), timeout=limits, follow_redirects=False)
    try:
        return httpx2.AsyncClient(
            timeout=limits,
            follow_redirects=False,
            verify=trusted(),
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
            event_hooks={"response": [_capped]},
        )
    except (ValueError, ImportError) as error:
        names = ", ".join(sorted(f"{name.upper()}_PROXY" for name in _proxies()))
        raise UserError(f"{names}: this proxy cannot be used ({one_line(_without_login(str(error)))})") from None


def _proxies() -> dict[str, str]:
    return {name: proxy for name, proxy in getproxies().items() if name in {"http", "https", "all"} and proxy}


def _without_login(text: str) -> str:
    return re.sub(r"//[^/@\s]*@", "//", text)


async def _capped(response: httpx2.Response) -> None:
    """Let no response be larger than the cap."""
    response.stream = _Capped(response.stream)


class _Capped(httpx2.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > LARGEST:
                raise TooLargeError(f"the response is larger than {LARGEST // 1_000_000} MB")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
