"""Proxies, certificates and headers: what the environment says is honoured as the clients by themselves honour it."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from faulty_server import TLS, FaultyServer
from forward_proxy import ForwardProxy

from evalhw.errors import UserError
from evalhw.providers.address import address_of
from evalhw.providers.base import Conversation, Message, Setting
from evalhw.providers.catalogue import load_catalogue
from evalhw.providers.openai import headers_for
from evalhw.providers.registry import provider_for
from evalhw.providers.transport import http_client
from evalhw.record.trace import Completion

CLIENTS = ["openai:gpt-4o", "mistral:mistral-small-latest"]
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
KEYS = {"OPENAI_API_KEY": "sk-test-4711-0815", "MISTRAL_API_KEY": "sk-test-4711-0815"}


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, *(name.lower() for name in PROXIES)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def proxy() -> Iterator[ForwardProxy]:
    with ForwardProxy() as running:
        yield running


def ask(model: str, base_url: str, environment: dict[str, str] | None = None) -> Completion:
    async def asked() -> Completion:
        setting = Setting("mini", Path(), base_url, {**KEYS, **(environment or {})}, timeout=10)
        provider = provider_for(load_catalogue(Path()).look_up(model), setting)
        try:
            return await provider.complete(Conversation("c", "", (Message("user", "hello"),)))
        finally:
            await provider.close()

    return asyncio.run(asked())


def bare(url: str) -> None:
    """What a client by itself does."""

    async def asked() -> None:
        async with httpx2.AsyncClient() as client:
            await client.post(url, json={})

    asyncio.run(asked())


WAYS: list[tuple[dict[str, str], bool]] = [
    ({"HTTP_PROXY": "{proxy}"}, True),
    ({"http_proxy": "{proxy}"}, True),
    ({"ALL_PROXY": "{proxy}"}, True),
    ({"HTTP_PROXY": "{host}"}, True),
    ({"HTTP_PROXY": "{proxy}", "NO_PROXY": "example.org"}, True),
    ({"HTTP_PROXY": "{proxy}", "NO_PROXY": "127.0.0.1"}, False),
    ({"HTTP_PROXY": "{proxy}", "NO_PROXY": "*"}, False),
    ({"HTTPS_PROXY": "{proxy}"}, False),
    ({}, False),
]


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize(("variables", "through"), WAYS)
def test_proxies_are_honoured_as_the_bare_client_does(
    model: str,
    variables: dict[str, str],
    through: bool,
    proxy: ForwardProxy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(proxy=proxy.url, host=proxy.url.removeprefix("http://")))
    with FaultyServer() as server:
        answer = ask(model, f"{server.url}/v1")
        assert answer.text == ("through the proxy" if through else "answer to: hello")
        mine = len(proxy.seen)
        bare(f"{server.url}/v1/chat/completions")
    assert (mine, len(proxy.seen)) == ((1, 2) if through else (0, 0))


def test_a_proxy_gets_its_login_and_a_broken_one_is_named_without_it(
    proxy: ForwardProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//me:opensesame@"))
    assert ask(CLIENTS[0], "http://192.0.2.1/v1").text == "through the proxy"
    assert any(header.lower().startswith("proxy-authorization: basic") for header in proxy.headers)
    monkeypatch.setenv("HTTP_PROXY", "gopher://me:opensesame@proxy")
    with pytest.raises(UserError, match="HTTP_PROXY: this proxy cannot be used") as caught:
        http_client(5)
    assert "opensesame" not in str(caught.value)


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_certificates_are_taken_from_where_the_environment_says(
    model: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(TLS / "cert.pem"))
    with FaultyServer(tls=True) as server:
        assert ask(model, f"{server.url}/v1").text == "answer to: hello"


def test_requests_bundle_is_looked_at_only_where_the_others_are_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "cert.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/file")
    with FaultyServer(tls=True) as server:
        assert ask(CLIENTS[0], f"{server.url}/v1").text == "answer to: hello"


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"])
def test_certificates_that_are_not_there_are_named_before_anything_is_sent(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "none.pem"))
    with pytest.raises(UserError, match=f"{name}: .*none.pem: no such file"):
        ask(CLIENTS[0], "http://127.0.0.1:9/v1")
    if name != "SSL_CERT_DIR":
        (tmp_path / "none.pem").write_text("no certificate", encoding="utf-8")
        with pytest.raises(UserError, match=f"{name}: no certificates can be read"):
            ask(CLIENTS[0], "http://127.0.0.1:9/v1")


OWN = {
    "OPENAI_ORG_ID": "org-4711",
    "OPENAI_PROJECT_ID": "proj-4711",
    "OPENAI_CUSTOM_HEADERS": "X-Team: blue-team-9\nAuthorization: Bearer other",
}


@pytest.mark.parametrize("model", ["deepseek:deepseek-chat", "vllm:m", "openai:gpt-4o"])
def test_what_is_openais_own_goes_to_nobody_else(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in OWN.items():
        monkeypatch.setenv(name, value)
    with FaultyServer() as server:
        ask(
            model, f"{server.url}/v1", {**os.environ, "DEEPSEEK_API_KEY": "sk-deep-1234", "VLLM_API_KEY": "sk-vllm-123"}
        )
        headers = server.script.seen[0].headers
    assert not {name for name in headers if name.startswith(("openai-", "x-team"))}
    assert headers["authorization"].startswith("Bearer sk-")


def test_openai_itself_gets_organisation_project_and_headers() -> None:
    headers = headers_for(address_of("https://api.openai.com/v1"), "k", OWN)
    assert {name: headers[name] for name in ("OpenAI-Organization", "OpenAI-Project", "X-Team")} == {
        "OpenAI-Organization": "org-4711",
        "OpenAI-Project": "proj-4711",
        "X-Team": "blue-team-9",
    }


@pytest.mark.parametrize(("model", "key"), [("openai:gpt-4o", "OPENAI_API_KEY"), ("mistral:large", "MISTRAL_API_KEY")])
def test_azure_gets_the_key_in_its_own_header_and_the_version_in_the_query(model: str, key: str) -> None:
    with FaultyServer() as server:
        ask(model, f"{server.url}/other?api-version=2024-10-21")
        seen = server.script.seen[-1]
    assert seen.path == "/other/chat/completions"
    assert seen.headers["api-key"] == KEYS[key]


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize(
    "given", ["", "/", "/v1", "/v1/", "//v1", "/v1/chat/completions", "/other", "/other/", "/other/chat/completions"]
)
def test_an_address_works_however_it_is_given(model: str, given: str) -> None:
    with FaultyServer() as server:
        assert ask(model, server.url + given).text == "answer to: hello"


@pytest.mark.parametrize("model", CLIENTS)
@pytest.mark.parametrize(
    ("given", "tried"),
    [
        ("/v2", ["/v2/chat/completions"]),
        ("/api", ["/api/chat/completions", "/api/v1/chat/completions"]),
        ("/v1/chat", ["/v1/chat/chat/completions"]),
    ],
)
def test_an_address_where_nobody_is_names_what_was_tried(model: str, given: str, tried: list[str]) -> None:
    from evalhw.errors import RefusedError

    with FaultyServer() as server, pytest.raises(RefusedError) as caught:
        ask(model, server.url + given)
    for one in tried:
        assert server.url + one in str(caught.value)


@pytest.mark.parametrize("model", CLIENTS)
def test_a_host_that_is_not_there_is_named(model: str) -> None:
    from evalhw.providers.failures import TryAgainError

    with pytest.raises(TryAgainError, match=r"http://127\.0\.0\.1:9/v1"):
        ask(model, "http://127.0.0.1:9/v1")


def test_a_model_that_is_not_there_is_asked_for_once() -> None:
    from evalhw.errors import RefusedError

    missing: dict[str, Any] = {"error": {"message": "The model `x` does not exist"}}
    with FaultyServer() as server:
        import json

        server.script.then([f"404:{json.dumps(missing)}"] * 2)
        with pytest.raises(RefusedError, match="does not exist"):
            ask(CLIENTS[0], server.url)
        assert len(server.script.seen) == 1
