import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from faulty_server import FaultyServer

from evalhw.errors import PromptRefusedError, ProviderError, RefusedError, UserError
from evalhw.providers.base import Attachment, Conversation, Message, Setting
from evalhw.providers.catalogue import load_catalogue
from evalhw.providers.failures import TryAgainError
from evalhw.providers.registry import provider_for
from evalhw.record.trace import Completion, Usage

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


ABSURD = [
    "9" * 4000,
    "9" * 5000,
    "-" + "9" * 400,
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "1e308",
    "true",
    '"7"',
    '"' + "9" * 5000 + '"',
    "[1]",
    '{"a": 1}',
    "null",
]


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize("number", ABSURD, ids=[number[:9] for number in ABSURD])
def test_an_absurd_number_costs_no_answer(model: str, number: str, server: FaultyServer) -> None:
    """Wherever it stands beside the answer."""
    usage = f'{{"prompt_tokens": {number}, "completion_tokens": {number}, "total_tokens": {number}}}'
    choice = f'{{"index": {number}, "message": {{"content": "four"}}, "finish_reason": "stop", "logprobs": {number}}}'
    body = f'{{"id": {number}, "created": {number}, "choices": [{choice}], "usage": {usage}, "model": {number}}}'
    server.script.then([f"body:{body}"])
    answer = ask(model, server.url)
    assert answer.text == "four"
    assert Completion.model_validate_json(answer.model_dump_json()) == answer
    assert answer.usage is None or answer.usage.input_tokens < 10**12


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize("after", ["9" * 4000, "1e400", "-1", "NaN", "Infinity", "\u00b2", "0x10", "Tue, 99 Nov 2026"])
def test_an_absurd_wait_is_none(model: str, after: str, server: FaultyServer) -> None:
    """It is the ordinary one."""
    server.script.then([f"429:after={after.encode('ascii', 'replace').decode()}"])
    with pytest.raises(TryAgainError) as caught:
        ask(model, server.url)
    assert caught.value.retry_after is None


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize(
    ("choice", "why"),
    [
        ({"finish_reason": "error"}, "finish reason 'error'"),
        ({"finish_reason": "network_error"}, "network_error"),
        ({"finish_reason": "failed"}, "failed"),
        ({"finish_reason": "ABORT"}, "ABORT"),
        ({"finish_reason": "cancelled"}, "cancelled"),
        ({"finish_reason": "timeout"}, "timeout"),
        ({"finish_reason": "unknown"}, "finish_as: {'unknown': stop}"),
        ({"finish_reason": None}, "no finish reason"),
        ({}, "no finish reason"),
        ({"finish_reason": "stop", "error": {"message": "upstream is gone", "code": 502}}, "502 .*upstream is gone"),
        ({"finish_reason": "stop", "error": "upstream is gone"}, "upstream is gone"),
    ],
)
def test_what_broke_off_is_no_answer(model: str, choice: dict[str, Any], why: str, server: FaultyServer) -> None:
    """Though there is text; the text is kept with the failure."""
    body = {"choices": [{"message": {"role": "assistant", "content": "It is uns"}, **choice}], "usage": {}}
    server.script.then([f"body:{json.dumps(body)}"])
    with pytest.raises(TryAgainError, match=why) as caught:
        ask(model, server.url)
    assert caught.value.arrived.text == "It is uns"


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize(
    ("message", "finish", "reasoning"),
    [
        ({"content": None}, "SAFETY", ""),
        ({"content": ""}, "Recitation", ""),
        ({"content": ""}, "content_filter", ""),
        ({"content": "  \n"}, "MAX_TOKENS", ""),
        ({"content": None, "tool_calls": [{"id": "1"}]}, "tool_calls", ""),
        ({"content": None, "tool_calls": [{"id": "1"}]}, "stop", ""),
        ({"content": "", "reasoning_content": "two and two"}, "stop", "two and two"),
        ({"content": "<think>two and two"}, "length", "two and two"),
        ({"content": [{"type": "thinking", "thinking": "two and two"}]}, "stop", "two and two"),
        ({"content": [{"type": "image_url", "image_url": {"url": "data:"}}]}, "stop", ""),
        ({"content": [{"type": "text"}, {"type": "audio", "data": ""}]}, "stop", ""),
    ],
)
def test_nothing_is_paid_twice_for_nothing(
    model: str, message: dict[str, Any], finish: str, reasoning: str, server: FaultyServer
) -> None:
    """What the model has to say is nothing: taken as it is, thoughts and all, in one request."""
    body = {"choices": [{"message": message, "finish_reason": finish}], "usage": {"prompt_tokens": 3}}
    server.script.then([f"body:{json.dumps(body)}"])
    answer = ask(model, server.url)
    assert (answer.text.strip(), answer.reasoning, answer.finish_reason) == ("", reasoning, finish)
    assert len(server.script.seen) == 1


STREAM = [
    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {"reasoning_content": "two and two"}}]},
    {"choices": [{"index": 0, "delta": {"content": "fo"}}]},
    {"choices": [{"index": 0, "delta": {"content": "ur"}}], "model": "m-1"},
]
END = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 3}}


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize("form", ["data: {}\n\n", "data:{}\r\n\r\n", ": ping\n\nevent: x\ndata: {}\n\n", "{}\n"])
def test_a_stream_is_an_answer_in_pieces(model: str, form: str, server: FaultyServer) -> None:
    """Though none was asked for; one that ends early is no answer."""
    pieces = [form.replace("{}", json.dumps(piece)) for piece in (*STREAM, END)]
    server.script.then([f"body:{''.join(pieces)}data: [DONE]\n\n", f"body:{''.join(pieces[:-1])}"])
    answer = ask(model, server.url)
    assert (answer.text, answer.reasoning, answer.finish_reason, answer.model) == ("four", "two and two", "stop", "m-1")
    with pytest.raises(TryAgainError, match="broke off"):
        ask(model, server.url)


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize(
    "choice",
    [
        {"text": "four"},
        {"delta": {"content": "four"}},
        {"message": {"content": {"type": "text", "text": "four"}}},
        {"message": {"content": [{"type": "output_text", "text": "four"}, {"type": "text"}]}},
    ],
)
def test_a_good_answer_in_another_shape_is_kept(model: str, choice: dict[str, Any], server: FaultyServer) -> None:
    """As older formats and gateways have it; a part without text adds nothing."""
    server.script.then([f"body:{json.dumps({'choices': [{**choice, 'finish_reason': 'stop'}]})}"])
    assert ask(model, server.url).text == "four"


def test_a_finish_reason_of_its_own(server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service's word for a whole answer is told in models.yaml."""
    own = f"{{client: openai, base_url: '{server.url}/v1', finish_as: {{fini: stop, '': stop}}}}"
    (tmp_path / "models.yaml").write_text(f"services: {{own: {own}}}")
    monkeypatch.setenv("EVALHW_MODELS", str(tmp_path / "models.yaml"))
    for finish in ("fini", None):
        body = {"choices": [{"message": {"content": "four"}, "finish_reason": finish}]}
        server.script.then([f"body:{json.dumps(body)}"])
        assert ask("own:m", server.url).text == "four"


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


REFUSALS = [
    ("`seed` is not supported", {"seed": 1, "temperature": 0.5}, "seed"),
    ('unknown parameter: "seed"', {"seed": 1, "temperature": 0.5}, "seed"),
    ("Unrecognized request argument supplied: seed", {"seed": 1, "temperature": 0.5}, "seed"),
    ("body -> top_p\n  Extra inputs are not permitted (type=extra_forbidden)", {"seed": 1, "top_p": 0.5}, "top_p"),
    (
        "Argument not supported on this model: frequencyPenalty",
        {"frequency_penalty": 1.0, "seed": 1},
        "frequency_penalty",
    ),
    ("‘temperature’ is deprecated for this model", {"temperature": 0.5, "seed": 1}, "temperature"),
    ("property 'store' is unsupported, did you mean 'stop'?", {"store": True, "stop": "x"}, "store"),
    ("Unknown field top_k. Known fields are seed", {"seed": 1, "top_k": 5}, "top_k"),
]


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize(("said", "parameters", "left_out"), REFUSALS)
def test_a_refusal_is_understood_however_it_is_put(
    model: str, status: int, said: str, parameters: dict[str, Any], left_out: str, server: FaultyServer
) -> None:
    """In any words and quotes; only what was refused is left out, and it is remembered and told."""
    server.script.then([f"{status}:{json.dumps({'message': said})}"])
    conversation = Conversation("c", "Be brief.", (Message("user", "q"),), parameters=parameters)
    answer = ask(model, server.url, conversation)
    first, second = (seen.body for seen in server.script.seen)
    assert {name.removeprefix("random_") for name in set(first) - set(second)} == {left_out}
    assert answer.adaptations == (f"{left_out} was left out, for the service refuses it",)
    assert answer.tries == 2


@pytest.mark.parametrize(
    "said",
    [
        "Invalid value for temperature: must be at most 2",
        "max_tokens is too large: 100000. This model supports at most 16384 completion tokens",
        "the temperature of the water is not known",
    ],
)
def test_a_wrong_value_is_not_left_out(said: str, server: FaultyServer) -> None:
    """It is the user's to mend; nothing is dropped for it once the service has answered."""
    parameters = {"temperature": 0.5, "max_tokens": 7}
    conversation = Conversation("c", "Be brief.", (Message("user", "q"),), parameters=parameters)
    refused = f"400:{json.dumps({'message': said})}"
    server.script.then(["", refused])

    async def twice() -> None:
        provider = provider_for(load_catalogue().look_up("openai:x"), Setting("h", Path(), f"{server.url}/v1", KEYS))
        try:
            await provider.complete(conversation)
            await provider.complete(conversation)
        finally:
            await provider.close()

    with pytest.raises(PromptRefusedError) as caught:
        asyncio.run(twice())
    assert not caught.value.settled
    assert len(server.script.seen) == 2


ROLES = [
    ("Unsupported value: 'messages[0].role' does not support 'system' with this model.", "system", "user"),
    ("Role 'system' is not supported; use 'developer' instead", "system", "developer"),
    ("System message is not supported by this model", "system", "user"),
    ("messages[0].role: unknown variant `developer`, expected one of `system`, `user`", "developer", "system"),
    ("unknown role: developer", "developer", "system"),
]


@pytest.mark.parametrize(("said", "was", "becomes"), ROLES)
def test_a_role_that_is_refused_is_another(
    said: str, was: str, becomes: str, server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system prompt goes with the role that is wanted, or at the head of the first prompt."""
    own = f"{{client: openai, base_url: '{server.url}/v1', system_as: {was}}}"
    (tmp_path / "models.yaml").write_text(f"services: {{own: {own}}}")
    monkeypatch.setenv("EVALHW_MODELS", str(tmp_path / "models.yaml"))
    server.script.then([f"400:{json.dumps({'error': {'message': said}})}"])
    answer = ask("own:m", server.url)
    first, second = (seen.body["messages"] for seen in server.script.seen)
    assert first[0] == {"role": was, "content": "Be brief."}
    if becomes == "user":
        assert second == [{"role": "user", "content": "Be brief.\n\nhello"}]
    else:
        assert second[0] == {"role": becomes, "content": "Be brief."}
    assert answer.adaptations


def test_where_nothing_is_named_the_usual_suspects_are_tried_once(server: FaultyServer) -> None:
    """One by one, each alone; a second refusal later is taken as it is."""
    parameters = {"seed": 1, "temperature": 0.5}
    conversation = Conversation("c", "Be brief.", (Message("user", "q"),), parameters=parameters)
    server.script.choose = lambda seen: "400:Bad request" if "temperature" in seen.body else None

    async def thrice() -> list[Completion | BaseException]:
        provider = provider_for(load_catalogue().look_up("openai:x"), Setting("h", Path(), f"{server.url}/v1", KEYS))
        try:
            first = await asyncio.gather(*(provider.complete(conversation) for _ in range(2)))
            server.script.choose = lambda _seen: "400:Bad request"
            return [*first, *await asyncio.gather(provider.complete(conversation), return_exceptions=True)]
        finally:
            await provider.close()

    first, second, third = asyncio.run(thrice())
    assert isinstance(first, Completion)
    assert first.adaptations == ("temperature was left out, for the service refuses it",)
    assert isinstance(second, Completion)
    assert second.adaptations == first.adaptations
    assert isinstance(third, PromptRefusedError)
    left_out = [{"seed", "temperature"} - set(seen.body) for seen in server.script.seen]
    assert left_out.count({"seed"}) == 1
    assert len(server.script.seen) <= 7
