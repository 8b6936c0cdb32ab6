"""A chat service on loopback that answers after a fixed time and costs next to nothing itself.

``python run_server.py LATENCY`` prints its port. ``GET /reset`` forgets, ``GET /span`` tells how many answers were
given and how long it took from the first request's arrival to the last answer.
"""

import asyncio
import json
import sys
import time

LATENCY = float(sys.argv[1]) if len(sys.argv) > 1 else 0.05
BODY = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "loopback",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "I choose: red. " * 20}}
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 80, "total_tokens": 180},
    }
).encode()


class Counts:
    """What came in and went out."""

    first = 0.0
    last = 0.0
    answered = 0
    in_flight = 0
    most = 0


def response(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    await reader.readexactly(int(line[15:]))
            if head.startswith(b"POST"):
                await answer(writer)
            else:
                writer.write(response(control(head.split(b" ", 2)[1].decode())))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def answer(writer: asyncio.StreamWriter) -> None:
    Counts.first = Counts.first or time.perf_counter()
    Counts.in_flight += 1
    Counts.most = max(Counts.most, Counts.in_flight)
    await asyncio.sleep(LATENCY)
    Counts.in_flight -= 1
    Counts.answered += 1
    writer.write(response(BODY))
    Counts.last = time.perf_counter()


def control(path: str) -> bytes:
    if path == "/reset":
        Counts.first = Counts.last = 0.0
        Counts.answered = Counts.most = 0
    span = {"answered": Counts.answered, "seconds": Counts.last - Counts.first, "most_in_flight": Counts.most}
    return json.dumps(span).encode()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
