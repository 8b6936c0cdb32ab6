"""Mistral through the `mistralai` client.

`Mistral.chat.complete_async` builds a pydantic class anew for each of seven arguments and for the answer: 5 ms of
processor time a call, seven times what the request itself takes. So the request is made of the client's own model and
sent through its own HTTP client, which leaves that out. Invariant: what goes over the wire is what it would send.
"""

import json
from functools import partial
from typing import TYPE_CHECKING

from evalhw.errors import RefusedError, UserError
from evalhw.providers.address import Address, address_of
from evalhw.providers.base import Setting
from evalhw.providers.catalogue import Model
from evalhw.providers.door import Door
from evalhw.providers.failures import one_line
from evalhw.providers.keys import find_key, secrets_of_address
from evalhw.providers.service import ChatService, Reply
from evalhw.providers.wire import Json

if TYPE_CHECKING:
    import httpx2
    from mistralai.client import Mistral


class MistralSender:
    """The `mistralai` client as a sender."""

    def __init__(self, client: "Mistral", http: "httpx2.AsyncClient", key: str, address: Address) -> None:
        import httpx2

        self.faults: tuple[type[Exception], ...] = (httpx2.HTTPError,)
        configuration = client.sdk_configuration
        self._http = http
        self.unsent: tuple[type[Exception], ...] = (
            httpx2.ConnectError,
            httpx2.ConnectTimeout,
            httpx2.PoolTimeout,
            httpx2.ProxyError,
        )
        self.where = address.shown
        self._door = Door(address)
        self._query = dict(address.query)
        self._headers = {
            "accept": "application/json",
            "authorization": f"Bearer {key}",
            "content-type": "application/json",
            "user-agent": configuration.user_agent,
            **({"api-key": key} if address.is_azure else {}),
        }

    async def send(self, body: Json) -> Reply:
        """Send a request's body; an error status is a reply too.

        Raises:
            RefusedError: The client's model does not take the request.
        """
        from mistralai.client.models import ChatCompletionRequest
        from pydantic import ValidationError

        try:
            request = ChatCompletionRequest.model_validate(body)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in fault["loc"])
            raise RefusedError(f"mistral takes no such request: {place}: {one_line(fault['msg'])}") from None
        known = request.model_dump(mode="json", by_alias=True)
        # What the client's model does not know is newer than the client, or a gateway's own: it goes along as it is.
        content = json.dumps({**body, **known}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return await self._door.send(body, partial(self._post, content))

    async def _post(self, content: bytes, url: str, _body: Json) -> Reply:
        response = await self._http.post(url, content=content, headers=self._headers, params=self._query or None)
        return Reply(response.status_code, response.headers, response.content)

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()


def create(model: Model, setting: Setting) -> ChatService:
    """The provider of a model of Mistral's.

    Raises:
        UserError: Its key is missing.
    """
    service = model.service
    if service is None:
        raise UserError(f"{model.name}: a model of the 'mistral' client needs a service; see models.yaml")
    key = find_key(service.key, setting.environment, model.name)
    from mistralai.client import Mistral

    from evalhw.providers.transport import http_client

    http = http_client(setting.timeout, setting.connections)
    given = setting.base_url or service.base_url
    address = address_of(given)
    client = Mistral(api_key=key, server_url=address.base, async_client=http)
    scrubber = setting.scrubber.and_also([key, *secrets_of_address(given)])
    return ChatService(model, MistralSender(client, http, key, address), scrubber, setting.timeout)
