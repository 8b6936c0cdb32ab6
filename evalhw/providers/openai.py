"""OpenAI, and every service that speaks its Chat Completions API, through the `openai` client.

The client's typed method validates each message and each answer at 1 ms a call; its `post` sends the same request with
the same headers and errors without that. Invariant: retries are our business, so that they are counted.
"""

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from evalhw.errors import UserError
from evalhw.providers.address import Address, address_of
from evalhw.providers.base import Setting
from evalhw.providers.catalogue import Model
from evalhw.providers.door import Door
from evalhw.providers.keys import find_key, secrets_of_address
from evalhw.providers.service import ChatService, Reply
from evalhw.providers.wire import Json

if TYPE_CHECKING:
    from openai import AsyncOpenAI

NO_KEY = "none"


class OpenAISender:
    """The `openai` client as a sender."""

    def __init__(self, client: "AsyncOpenAI", address: Address) -> None:
        import httpx2
        from openai import APIConnectionError

        self.faults: tuple[type[Exception], ...] = (APIConnectionError, httpx2.HTTPError)
        self._client = client
        self.unsent: tuple[type[Exception], ...] = (
            httpx2.ConnectError,
            httpx2.ConnectTimeout,
            httpx2.PoolTimeout,
            httpx2.ProxyError,
        )
        self.where = address.shown
        self._door = Door(address)

    async def send(self, body: Json) -> Reply:
        """Send a request's body; an error status is a reply too."""
        return await self._door.send(body, self._post)

    async def _post(self, url: str, body: Json) -> Reply:
        import httpx2
        from openai import APIStatusError

        try:
            response = await self._client.post(url, body=body, cast_to=httpx2.Response)
        except APIStatusError as error:
            response = error.response
        return Reply(response.status_code, response.headers, response.content)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


def create(model: Model, setting: Setting) -> ChatService:
    """The provider of a model behind an OpenAI-compatible service.

    Raises:
        UserError: Its key is missing, or its address is none.
    """
    service = model.service
    if service is None:
        raise UserError(f"{model.name}: a model of the 'openai' client needs a service; see models.yaml")
    key = NO_KEY
    if service.key and (setting.environment.get(service.key) or not service.key_optional):
        key = find_key(service.key, setting.environment, model.name)
    from openai import AsyncOpenAI

    from evalhw.providers.transport import http_client

    address = address_of(setting.base_url or service.base_url)
    client = AsyncOpenAI(
        api_key=key,
        base_url=address.base,
        max_retries=0,
        timeout=setting.timeout,
        default_headers=headers_for(address, key, setting.environment),
        default_query=dict(address.query),
        http_client=http_client(setting.timeout, setting.connections),
    )
    scrubber = setting.scrubber.and_also([key, *secrets_of_address(setting.base_url or service.base_url)])
    return ChatService(model, OpenAISender(client, address), scrubber, setting.timeout)


def headers_for(address: Address, key: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """The headers that depend on who is asked: what is OpenAI's own goes to OpenAI alone.

    The client takes an organisation, a project and headers from the environment, whoever is asked; what stands here
    is put in their place.
    """
    from openai import Omit

    own = dict(_custom_headers(environment))
    organisation, project = environment.get("OPENAI_ORG_ID"), environment.get("OPENAI_PROJECT_ID")
    if address.is_openai:
        return {
            **own,
            "OpenAI-Organization": organisation or Omit(),
            "OpenAI-Project": project or Omit(),
        }
    withheld = {name: Omit() for name in (*own, *dict(_custom_headers(os.environ)))}
    kept: dict[str, Any] = {**withheld, "OpenAI-Organization": Omit(), "OpenAI-Project": Omit()}
    if any(name.lower() == "authorization" for name in withheld):
        kept = {name: value for name, value in kept.items() if name.lower() != "authorization"}
        kept["Authorization"] = f"Bearer {key}"
    if address.is_azure:
        kept["api-key"] = key
    return kept


def _custom_headers(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for line in environment.get("OPENAI_CUSTOM_HEADERS", "").splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip():
            yield name.strip(), value.strip()
