"""OpenAI, and every service that speaks its Chat Completions API, through the `openai` client.

The client's typed method validates each message and each answer at 1 ms a call; its `post` sends the same request with
the same headers and errors without that. Invariant: retries are our business, so that they are counted.
"""

from typing import TYPE_CHECKING

from evalhw.catalogue import Model
from evalhw.errors import UserError
from evalhw.keys import Scrubber, find_key
from evalhw.providers.base import Setting
from evalhw.providers.service import ChatService, Reply
from evalhw.providers.wire import Json

if TYPE_CHECKING:
    from openai import AsyncOpenAI

NO_KEY = "none"


class OpenAISender:
    """The `openai` client as a sender."""

    def __init__(self, client: "AsyncOpenAI") -> None:
        import httpx2
        from openai import APIConnectionError

        self.faults: tuple[type[Exception], ...] = (APIConnectionError, httpx2.HTTPError)
        self._client = client

    async def send(self, body: Json) -> Reply:
        """Send a request's body; an error status is a reply too."""
        import httpx2
        from openai import APIStatusError

        try:
            response = await self._client.post("/chat/completions", body=body, cast_to=httpx2.Response)
        except APIStatusError as error:
            response = error.response
        return Reply(response.status_code, response.headers, response.content)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


def create(model: Model, setting: Setting) -> ChatService:
    """The provider of a model behind an OpenAI-compatible service.

    Raises:
        UserError: Its key is missing.
    """
    service = model.service
    if service is None:
        raise UserError(f"{model.name}: a model of the 'openai' client needs a service; see models.yaml")
    key = NO_KEY
    if service.key and (setting.environment.get(service.key) or not service.key_optional):
        key = find_key(service.key, setting.environment, model.name)
    from openai import AsyncOpenAI

    from evalhw.providers.transport import http_client

    client = AsyncOpenAI(
        api_key=key,
        base_url=setting.base_url or service.base_url,
        max_retries=0,
        timeout=setting.timeout,
        http_client=http_client(setting.timeout, setting.connections),
    )
    return ChatService(model, OpenAISender(client), Scrubber([key]), setting.timeout)
