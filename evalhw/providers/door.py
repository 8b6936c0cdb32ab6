"""The address of a service that turns out to be the right one, of those that a base URL may stand for.

Invariant: another address is tried only where the answer shows that nobody is asked there, never where a model or a key
is refused; a request that finds nobody names every address that was tried.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from evalhw.providers.address import Address
from evalhw.providers.keys import shown_address
from evalhw.providers.service import Reply

Json = dict[str, Any]
_NOBODY = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}
_OTHERS = (b"model", b"deployment", b"engine")
_LOOKED_AT = 4000


class Door:
    """Where a service is asked."""

    def __init__(self, address: Address) -> None:
        self._endpoints = address.endpoints
        self._found = ""

    async def send(self, body: Json, post: Callable[[str, Json], Awaitable[Reply]]) -> Reply:
        """Send a request to where a service answers; the reply says where that was."""
        if self._found:
            return self._told(await post(self._found, body), (self._found,))
        first: Reply | None = None
        tried: list[str] = []
        for endpoint in self._endpoints:
            reply = await post(endpoint, body)
            tried.append(endpoint)
            if not is_nobody(reply):
                self._found = endpoint
                return self._told(reply, (endpoint,))
            first = first or reply
        assert first is not None  # noqa: S101  # there is at least one endpoint
        return self._told(first, tuple(tried))

    @staticmethod
    def _told(reply: Reply, tried: tuple[str, ...]) -> Reply:
        where = " and ".join(map(shown_address, tried))
        return Reply(reply.status, reply.headers, reply.content, where, nobody=is_nobody(reply))


def is_nobody(reply: Reply) -> bool:
    """Whether a reply shows that no service of this kind answers there: no such path, or a page for people."""
    said = reply.content[:_LOOKED_AT].lower()
    if reply.status == HTTPStatus.OK:
        kind = reply.headers.get("content-type", "").lower()
        return "html" in kind or said.lstrip().startswith((b"<!doctype html", b"<html"))
    return reply.status in _NOBODY and not any(word in said for word in _OTHERS)
