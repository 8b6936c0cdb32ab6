"""Mistral through the `mistralai` client.

`Mistral.chat.complete_async` builds a pydantic class anew for each of seven arguments and for the answer: 5 ms of
processor time a call, seven times what the request itself takes. So the request is made of the client's own model and
sent through its own HTTP client, which leaves that out. Invariant: what goes over the wire is what it would send.
"""

from typing import TYPE_CHECKING

from evalhw.catalogue import Model
from evalhw.errors import RefusedError, UserError
from evalhw.keys import Scrubber, find_key
from evalhw.providers.base import Setting
from evalhw.providers.failures import one_line
from evalhw.providers.service import ChatService, Reply
from evalhw.providers.wire import Json

if TYPE_CHECKING:
    import httpx2
    from mistralai.client import Mistral

PATH = "/v1/chat/completions"


class MistralSender:
    """The `mistralai` client as a sender."""

    def __init__(self, client: "Mistral", http: "httpx2.AsyncClient", key: str) -> None:
        import httpx2

        self.faults: tuple[type[Exception], ...] = (httpx2.HTTPError,)
        configuration = client.sdk_configuration
        self._http = http
        self._url = configuration.get_server_details()[0].rstrip("/") + PATH
        self._headers = {
            "accept": "application/json",
            "authorization": f"Bearer {key}",
            "content-type": "application/json",
            "user-agent": configuration.user_agent,
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
        content = request.model_dump_json(by_alias=True)
        response = await self._http.post(self._url, content=content, headers=self._headers)
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
    client = Mistral(api_key=key, server_url=setting.base_url or service.base_url, async_client=http)
    return ChatService(model, MistralSender(client, http, key), Scrubber([key]), setting.timeout)
