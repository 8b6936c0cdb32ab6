import pytest

from evalhw.errors import UserError
from evalhw.providers.address import address_of, check_address

CHAT = "/chat/completions"
GIVEN = [
    ("http://127.0.0.1:8000", ["http://127.0.0.1:8000/v1", "http://127.0.0.1:8000"]),
    ("http://127.0.0.1:8000/", ["http://127.0.0.1:8000/v1", "http://127.0.0.1:8000"]),
    ("http://127.0.0.1:8000/v1", ["http://127.0.0.1:8000/v1"]),
    ("http://127.0.0.1:8000/v1/", ["http://127.0.0.1:8000/v1"]),
    ("http://127.0.0.1:8000//v1//", ["http://127.0.0.1:8000/v1"]),
    ("https://h/v1/chat/completions", ["https://h/v1"]),
    ("https://h/chat/completions", ["https://h"]),
    ("https://h/api", ["https://h/api", "https://h/api/v1"]),
    ("https://g/v1beta/openai", ["https://g/v1beta/openai"]),
    ("https://r.openai.azure.com/openai/v1", ["https://r.openai.azure.com/openai/v1"]),
    (
        "https://r.openai.azure.com/openai/deployments/gpt-4o?api-version=2024-10-21",
        ["https://r.openai.azure.com/openai/deployments/gpt-4o"],
    ),
    (
        "https://r.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
        ["https://r.openai.azure.com/openai/deployments/gpt-4o"],
    ),
]
TYPOS = [
    ("htp://h/v1", "did you mean https://h/v1"),
    ("http:/h/v1", "did you mean https://h/v1"),
    ("https//h/v1", "did you mean https://h/v1"),
    ("localhost:8000/v1", "did you mean http://localhost:8000/v1"),
    ("api.example.org/v1", "did you mean https://api.example.org/v1"),
    ("http://h:80x/v1", "no address"),
    ("http://", "expected http"),
    ("ftp://h/v1", "did you mean https://h/v1"),
    ("http://a b/v1", "expected http"),
]


@pytest.mark.parametrize(("given", "tried"), GIVEN)
def test_an_address_may_be_given_in_many_ways(given: str, tried: list[str]) -> None:
    assert list(address_of(given).endpoints) == [one + CHAT for one in tried]


def test_a_query_goes_along() -> None:
    azure = address_of("https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21")
    assert (azure.query, azure.is_azure, azure.is_openai) == ({"api-version": "2024-10-21"}, True, False)
    assert address_of("https://api.openai.com/v1").is_openai
    assert not address_of("https://openai.com.evil.example/v1").is_openai
    assert not address_of("https://notopenai.com/v1").is_openai


@pytest.mark.parametrize(("given", "why"), TYPOS)
def test_a_slip_in_an_address_is_told_with_what_may_be_meant(given: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        check_address(given, "--base-url")
