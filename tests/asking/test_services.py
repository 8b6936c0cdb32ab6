import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from faulty_server import FaultyServer

from evalhw.catalogue import load_catalogue
from evalhw.errors import PromptRefusedError, ProviderError, RefusedError, UserError
from evalhw.providers.base import Attachment, Conversation, Message, Setting
from evalhw.providers.failures import TryAgainError
from evalhw.providers.registry import provider_for
from evalhw.trace import Completion, Usage

KEY = "sk-test-0123456789abcdef"
KEYS = {"OPENAI_API_KEY": KEY, "MISTRAL_API_KEY": KEY, "DEEPSEEK_API_KEY": KEY}
CLIENTS = ("openai:gpt-x", "mistral:mistral-x")


def base_url(model: str, url: str) -> str:
    """OpenAI's client wants the version in its address, Mistral's adds it."""
    return url if model.startswith("mistral") else f"{url}/v1"


def ask(model: str, url: str, conversation: Conversation | str = "hello", timeout: float = 30.0) -> Completion:
    if isinstance(conversation, str):
        conversation = Conversation("c", "Be brief.", (Message("user", conversation),))

    async def once() -> Completion:
        setting = Setting("h", Path(), base_url(model, url), KEYS, timeout)
        provider = provider_for(load_catalogue().look_up(model), setting)
        try:
            return await provider.complete(conversation)
        finally:
            await provider.close()

    return asyncio.run(once())


@pytest.mark.parametrize("model", [*CLIENTS, "deepseek:deepseek-x"])
def test_a_good_answer(model: str, server: FaultyServer) -> None:
    """The conversation arrives as it is, with the key; the answer comes back with its usage."""
    messages = (Message("user", "one"), Message("assistant", "two"), Message("user", "three ∑"))
    conversation = Conversation("c", "Be brief.", messages, parameters={"temperature": 0.5, "max_tokens": 9, "seed": 3})
    answer = ask(model, server.url, conversation)
    assert answer.text == "answer to: three ∑"
    assert answer.usage == Usage(input_tokens=11, output_tokens=7)
    assert answer.finish_reason == "stop"
    assert answer.model == "faulty-1"
    assert answer.latency is not None
    (seen,) = server.script.seen
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert [(one["role"], one["content"]) for one in seen.body["messages"]] == [
        ("system", "Be brief."),
        ("user", "one"),
        ("assistant", "two"),
        ("user", "three ∑"),
    ]
    assert seen.body["model"] == model.split(":")[1]
    assert seen.body["temperature"] == 0.5
    assert (9 in (seen.body.get("max_tokens"), seen.body.get("max_completion_tokens"))) is True
    assert seen.body.get("seed", seen.body.get("random_seed")) == (None if model.startswith("deepseek") else 3)


FINAL = ["401", "403", "404", "402", "redirect:http://127.0.0.2:9/elsewhere"]
FINAL_FOR_THE_PROMPT = ["400", "413", "422", "400:your prompt was flagged", "500:Context size has been exceeded."]
PASSING = [
    "408",
    "409",
    "424",
    "498",
    "499",
    "429",
    "429:after=7",
    "500",
    "502",
    "503",
    "529",
    "close",
    "half-json",
    "no-choices",
    "null",
    "html",
]
PASSING += ["list", "body:{}", "body:null", 'body:{"choices":[1]}', 'body:{"choices":[{"message":"x"}]}']


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize("fault", FINAL)
def test_what_is_final(model: str, fault: str, server: FaultyServer) -> None:
    """One request, and the provider's message in one line."""
    server.script.then([fault])
    with pytest.raises(RefusedError) as caught:
        ask(model, server.url)
    assert len(server.script.seen) == 1
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{model.partition(':')[0]}: ")
    assert fault.startswith("redirect") or f"fault {fault}" in str(caught.value)


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize("fault", FINAL_FOR_THE_PROMPT)
def test_what_is_final_for_a_prompt(model: str, fault: str, server: FaultyServer) -> None:
    """One request; others may be answered."""
    unclear = fault in {"400", "422"}
    server.script.then([fault] * 9)
    with pytest.raises(PromptRefusedError) as caught:
        ask(model, server.url)
    assert caught.value.settled == (not unclear)
    assert len(server.script.seen) == caught.value.tries == (3 if unclear else 1)  # as it was; without a system prompt


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize("fault", PASSING)
def test_what_may_pass(model: str, fault: str, server: FaultyServer) -> None:
    """One request, and an error that says it is worth another try."""
    server.script.then([fault])
    with pytest.raises(TryAgainError) as caught:
        ask(model, server.url)
    assert len(server.script.seen) == 1
    assert "\n" not in str(caught.value)
    assert caught.value.retry_after == (7 if "after" in fault else None)
    assert caught.value.limited == fault.startswith(("429", "498"))
    assert caught.value.usage == (Usage(input_tokens=11, output_tokens=7) if fault in {"no-choices", "null"} else None)


@pytest.mark.parametrize("model", CLIENTS)
def test_a_slow_trickle_ends_at_the_deadline(model: str, server: FaultyServer) -> None:
    """A server that sends a byte now and then does not hold a request for ever."""
    server.script.then(["trickle"])
    with pytest.raises(TryAgainError, match=r"no whole answer within 0\.3 s"):
        ask(model, server.url, timeout=0.3)


@pytest.mark.parametrize("model", CLIENTS)
def test_a_huge_body_is_cut(model: str, server: FaultyServer) -> None:
    """Reading stops at the cap."""
    server.script.then(["huge"])
    with pytest.raises(TryAgainError, match="larger than 50 MB"):
        ask(model, server.url)


@pytest.mark.parametrize("model", CLIENTS)
def test_nobody_there(model: str) -> None:
    """A refused connection may pass."""
    with pytest.raises(TryAgainError):
        ask(model, "http://127.0.0.1:9")


@pytest.mark.parametrize("model", CLIENTS)
def test_certificates(model: str) -> None:
    """A certificate nobody vouches for is final; nothing was sent."""
    with FaultyServer(tls=True) as secure:
        with pytest.raises(RefusedError, match="certificate cannot be trusted"):
            ask(model, secure.url)
        assert secure.script.seen == []


@pytest.mark.parametrize("model", CLIENTS)
def test_keys_never_come_back(model: str, server: FaultyServer) -> None:
    """Not in an answer, not in its reasoning, not in an error, though the server echoes them."""
    server.script.then(["echo", "401:echo", "500:echo"])
    answer = ask(model, server.url)
    assert answer.text == "your key is Bearer [key removed]"
    assert KEY not in answer.model_dump_json()
    for _ in range(2):
        with pytest.raises(ProviderError) as caught:
            ask(model, server.url)
        assert "[key removed]" in str(caught.value)
        assert KEY not in str(caught.value)
        assert caught.value.__cause__ is None


def said(**message: Any) -> str:
    return f"message:{json.dumps({'text': message.pop('content', ''), **message})}"


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize(
    ("message", "text", "reasoning"),
    [
        ({"content": "four", "reasoning_content": "two and two"}, "four", "two and two"),
        ({"content": "four", "reasoning": "two and two"}, "four", "two and two"),
        ({"content": "<think>\ntwo and two\n</think>\n\nfour"}, "four", "two and two"),
        ({"content": "two and two</think>four"}, "four", "two and two"),
        ({"content": "the tag <think>x</think> is kept here"}, "the tag <think>x</think> is kept here", ""),
        (
            {
                "content": [
                    {
                        "type": "thinking",
                        "thinking": [{"type": "text", "text": "two and "}, {"type": "text", "text": "two"}],
                    },
                    {"type": "text", "text": "four"},
                ]
            },
            "four",
            "two and two",
        ),
        ({"content": None, "refusal": "I will not."}, "I will not.", ""),
        ({"content": "half a \ud83d pair"}, "half a \ufffd pair", ""),
    ],
)
def test_reasoning_is_kept_apart(
    model: str, message: dict[str, Any], text: str, reasoning: str, server: FaultyServer
) -> None:
    """Wherever a service puts it, reasoning is not part of the answer."""
    server.script.then([said(**message)])
    answer = ask(model, server.url)
    assert (answer.text, answer.reasoning) == (text, reasoning)


def test_a_parameter_that_is_refused_is_left_out(server: FaultyServer) -> None:
    """A model that takes no temperature, and calls the cap by another name, is asked all the same."""
    refused = {
        "error": {
            "message": "Unsupported value: 'temperature' does not support 0.5 with this model.",
            "param": "temperature",
            "code": "unsupported_value",
        }
    }
    renamed = {
        "error": {
            "message": "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
            "param": "max_tokens",
        }
    }
    server.script.then([f"400:{json.dumps(refused)}", f"400:{json.dumps(renamed)}"])
    conversation = Conversation("c", "", (Message("user", "q"),), parameters={"temperature": 0.5, "max_tokens": 5})
    assert ask("deepseek:deepseek-x", server.url, conversation).text == "answer to: q"
    bodies = [seen.body for seen in server.script.seen]
    assert [sorted(set(body) - {"model", "messages"}) for body in bodies] == [
        ["max_tokens", "temperature"],
        ["max_tokens"],
        ["max_completion_tokens"],
    ]


def test_other_bad_requests_are_final(server: FaultyServer) -> None:
    """A refusal that names no parameter of ours is not argued with."""
    server.script.then(['400:{"error": {"message": "context length exceeded", "param": "messages"}}'])
    conversation = Conversation("c", "", (Message("user", "q"),), parameters={"temperature": 0.5})
    with pytest.raises(PromptRefusedError, match="context length exceeded"):
        ask("openai:gpt-x", server.url, conversation)
    assert len(server.script.seen) == 1


@pytest.mark.parametrize("model", CLIENTS)
def test_attachments(model: str, server: FaultyServer, tmp_path: Path) -> None:
    """Text is inlined and labelled; pictures and documents go as the service takes them."""
    (tmp_path / "p.png").write_bytes(b"PNG")
    (tmp_path / "d.pdf").write_bytes(b"PDF")
    files = (
        Attachment("t", "the post", tmp_path, "text/plain", "", "text", "body of the post"),
        Attachment("p", "a picture", tmp_path / "p.png", "image/png", "", "image"),
        Attachment("d", "a document", tmp_path / "d.pdf", "application/pdf", "", "document"),
    )
    ask(model, server.url, Conversation("c", "", (Message("user", "see", files),)))
    picture, document, text = server.script.seen[0].body["messages"][0]["content"]
    assert text["text"] == "see\n\n[Attachment: the post]\n\nbody of the post\n\n[End of attachment: the post]"
    assert "data:image/png;base64,UE5H" in json.dumps(picture)
    assert "data:application/pdf;base64,UERG" in json.dumps(document)
    assert document["type"] == ("document_url" if model.startswith("mistral") else "file")


def test_a_missing_key_says_which(tmp_path: Path) -> None:
    """And which models work without one."""
    with pytest.raises(UserError, match=r"set MISTRAL_API_KEY .* smollm2, .* work without one"):
        provider_for(load_catalogue().look_up("mistral"), Setting("h", tmp_path))
    with pytest.raises(UserError, match="cannot be sent"):
        provider_for(
            load_catalogue().look_up("mistral"), Setting("h", tmp_path, environment={"MISTRAL_API_KEY": "schlüssel"})
        )
