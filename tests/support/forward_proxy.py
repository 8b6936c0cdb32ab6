"""A forward proxy on loopback that answers by itself, and remembers what it was asked to fetch."""

import json
import socketserver
import threading
from typing import Self

from faulty_server import completion


class ForwardProxy:
    """The proxy, in a thread of its own; whatever it is asked for, the answer says that it came through it."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.headers: list[str] = []
        proxy = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                line = self.rfile.readline().decode("latin-1").strip()
                length = 0
                while (header := self.rfile.readline().decode("latin-1").strip()) != "":
                    proxy.headers.append(header)
                    if header.lower().startswith("content-length:"):
                        length = int(header.partition(":")[2])
                self.rfile.read(length)
                proxy.seen.append(line)
                body = json.dumps(completion("through the proxy")).encode()
                head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
                self.wfile.write(head.encode() + b"connection: close\r\n\r\n" + body)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
