"""A real HTTP server on loopback that speaks the Chat Completions API, and fails as it is told to.

Each request takes the next fault of the script; when the script is at its end, all goes well. A fault is a name, or an
`Answer` as a service gives it (see `dialects`). Everything that came in is kept: what was asked, when, with which
headers.
"""

import asyncio
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

TLS = Path(__file__).parent.parent / "cases" / "asking" / "tls"


@dataclass
class Seen:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    began: float
    ended: float = 0.0

    @property
    def prompt(self) -> str:
        """The last message's text."""
        content = self.body["messages"][-1]["content"]
        return content if isinstance(content, str) else content[-1]["text"]


def completion(text: Any, **message: Any) -> dict[str, Any]:
    """A good answer."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "faulty-1",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text, **message}}
        ],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }


@dataclass(frozen=True)
class Answer:
    """A response as a service gives it.

    Attributes:
        body: JSON values, or the text itself; what stands in `{text}` is what the model says.
        status: The HTTP status.
        headers: More headers.
    """

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self, text: Any) -> Response:
        """As it goes over the wire."""
        headers = {name: str(value) for name, value in self.headers.items()}
        if isinstance(self.body, str):
            return Response(self.body, self.status, headers, headers.get("content-type", "text/plain"))
        return _json(filled(self.body, text), self.status, headers)


def filled(body: Any, text: Any, place: str = "{text}") -> Any:
    """A body with a text in its place."""
    if isinstance(body, dict):
        return {key: filled(value, text, place) for key, value in body.items()}
    if isinstance(body, list):
        return [filled(value, text, place) for value in body]
    return text if body == place else body


@dataclass
class Script:
    """What the server does and saw.

    Attributes:
        faults: What goes wrong next; at the end of it all goes well.
        choose: What goes wrong with a request, whatever was before; None for nothing.
        whole: A good answer, in the dialect that is spoken.
        answer: What the model says.
        delay: Seconds until it answers.
    """

    faults: deque[str | Answer] = field(default_factory=deque)
    choose: Callable[[Seen], str | Answer | None] | None = None
    whole: Answer | None = None
    seen: list[Seen] = field(default_factory=list)
    answer: Callable[[Seen], Any] = lambda seen: f"answer to: {seen.prompt[:40]}"
    delay: float = 0.0
    in_flight: int = 0
    most_in_flight: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def then(self, faults: Iterable[str | Answer]) -> None:
        """Fail like this, one request after the other."""
        self.faults.extend(faults)

    def next(self, seen: Seen) -> str | Answer:
        """What goes wrong with a request; "" for nothing."""
        with self.lock:
            chosen = self.choose(seen) if self.choose else None
            if chosen is not None:
                return chosen
            return self.faults.popleft() if self.faults else self.whole or ""


class FaultyServer:
    """The server, in a thread of its own."""

    def __init__(self, *, tls: bool = False) -> None:
        self.script = Script()
        paths = ("/v1/chat/completions", "/other/chat/completions")
        routes = [Route(path, self._chat, methods=["POST"]) for path in paths]
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        port = self._socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        secure = {"ssl_certfile": TLS / "cert.pem", "ssl_keyfile": TLS / "key.pem"} if tls else {}
        config = uvicorn.Config(
            Starlette(routes=routes),
            log_level="critical",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
            **secure,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    async def _chat(self, request: Request) -> Response:
        script = self.script
        raw = await request.body()
        seen = Seen(request.url.path, dict(request.headers), json.loads(raw), time.monotonic())
        with script.lock:
            script.seen.append(seen)
            script.in_flight += 1
            script.most_in_flight = max(script.most_in_flight, script.in_flight)
        try:
            await asyncio.sleep(script.delay)
            return await self._answer(script, seen)
        finally:
            seen.ended = time.monotonic()
            with script.lock:
                script.in_flight -= 1

    async def _answer(self, script: Script, seen: Seen) -> Response:
        fault = script.next(seen)
        if isinstance(fault, Answer):
            return fault.response(script.answer(seen))
        name, _, detail = fault.partition(":")
        if name.isdigit():
            return _status(int(name), detail, seen)
        good = completion(script.answer(seen))
        whole = json.dumps(good).encode()
        key = seen.headers.get("authorization", "")
        faults: dict[str, Callable[[], Response]] = {
            "": lambda: _json(good),
            "close": lambda: _short(whole[: len(whole) // 2], len(whole)),  # the connection ends amid the body
            "half-json": lambda: Response(whole[: len(whole) // 2], media_type="application/json"),
            "no-choices": lambda: _json({**good, "choices": []}),
            "null": lambda: _json(completion(None)),
            "html": lambda: PlainTextResponse("<html>please log in</html>", media_type="text/html"),
            "list": lambda: _json([1, 2]),
            "huge": lambda: StreamingResponse(_endless(), media_type="application/json"),
            "trickle": lambda: StreamingResponse(_trickle(), media_type="application/json"),
            "redirect": lambda: RedirectResponse(detail, status_code=307),
            "echo": lambda: _json(completion(f"your key is {key}", reasoning_content=f"hm, {key}")),
            "message": lambda: _json(completion(**json.loads(detail))),
            "body": lambda: Response(detail, media_type="application/json"),
        }
        return faults[name]()


def _json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON that may hold half a surrogate pair, which some servers send."""
    return Response(json.dumps(content), status, headers, "application/json")


def _status(status: int, detail: str, seen: Seen) -> Response:
    headers = {}
    message = f"fault {status}"
    if detail.startswith("after="):
        headers["retry-after"] = detail.removeprefix("after=")
    elif detail == "echo":
        message = f"bad key {seen.headers.get('authorization')}"
    elif detail.startswith("{"):
        return Response(detail, status_code=status, media_type="application/json")
    elif detail:
        message = detail
    return _json({"error": {"message": message, "type": "fault", "code": status}}, status, headers)


def _short(sent: bytes, promised: int) -> Response:
    async def body() -> Any:
        yield sent

    return StreamingResponse(body(), headers={"content-length": str(promised)}, media_type="application/json")


async def _endless() -> Any:
    yield b'{"choices": [{"message": {"content": "'
    for _ in range(10_000):
        yield b"x" * 65_536


async def _trickle() -> Any:
    while True:
        yield b" "
        await asyncio.sleep(0.02)
