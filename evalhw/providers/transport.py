"""HTTP for the providers' clients: aiohttp under httpx2, through the clients' own option for a transport.

aiohttp parses responses in C: half the processor time of httpx2's own transport at 64 requests in flight. Invariant: a
response is read whole and is never larger than the cap; a redirect is never followed, so a key goes to one host only.
"""

import ssl

import aiohttp
import httpx2

LARGEST = 50_000_000
"""Bytes of a response, unpacked."""
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
        """Who is trusted, as httpx2 has it; read from the disk only when a certificate is to be checked."""
        if self._tls is None:
            self._tls = httpx2.create_ssl_context()
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


def http_client(timeout: float, connections: int = 100) -> httpx2.AsyncClient:
    """An HTTP client for a provider's client.

    Args:
        timeout: Seconds without a byte before a request is given up.
        connections: How many may be open at once.
    """
    return httpx2.AsyncClient(
        transport=AiohttpTransport(connections),
        timeout=httpx2.Timeout(timeout, connect=min(timeout, 15.0)),
        follow_redirects=False,
    )
