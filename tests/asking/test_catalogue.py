from pathlib import Path

import pytest

from evalhw.errors import NotFoundError, SpecError, UserError
from evalhw.providers.catalogue import cost, load_catalogue, tokens_of
from evalhw.providers.keys import Scrubber, find_key, read_env_file


@pytest.mark.parametrize(
    ("name", "module", "model"),
    [
        ("mistral", "mistral", "mistral-large-latest"),
        ("mistral:open-mistral-7b", "mistral", "open-mistral-7b"),
        ("openai:gpt-9", "openai", "gpt-9"),
        ("deepseek:deepseek-reasoner", "openai", "deepseek-reasoner"),
        ("openrouter:meta/llama:free", "openai", "meta/llama:free"),
        ("ollama:llama3:8b", "openai", "llama3:8b"),
        ("smollm2", "local", "smollm2"),
        ("gguf:/models/x:y.gguf", "local", "/models/x:y.gguf"),
        ("replay:hw7/mistral/recorded", "replay", "hw7/mistral/recorded"),
    ],
)
def test_names(name: str, module: str, model: str, tmp_path: Path) -> None:
    """A short name, a service and a model, a recording, a file."""
    found = load_catalogue(tmp_path).look_up(name)
    assert (found.module, found.model) == (module, model)


@pytest.mark.parametrize(
    ("name", "said"), [("gpt", "no model 'gpt'"), ("groq", "say which of its models: groq:MODEL"), ("", "no model")]
)
def test_unknown_names(name: str, said: str, tmp_path: Path) -> None:
    """The message says what there is."""
    with pytest.raises(NotFoundError, match=said):
        load_catalogue(tmp_path).look_up(name)


def test_a_price_is_known_by_service_and_model(tmp_path: Path) -> None:
    """However the model is called."""
    catalogue = load_catalogue(tmp_path)
    assert catalogue.look_up("mistral:mistral-large-latest").entry.prices == catalogue.look_up("mistral").entry.prices
    assert catalogue.look_up("mistral:unheard-of").entry.prices is None


def test_ones_own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of one's own adds to the shipped one, and wins over it."""
    (tmp_path / "models.yaml").write_text(
        "services:\n  mine:\n    client: openai\n    base_url: http://127.0.0.1:1/v1\n"
        "models:\n  mistral:\n    service: mine\n    model: other\n    prices: {input: 1.5, output: 2.0}\n"
    )
    catalogue = load_catalogue(tmp_path)
    assert catalogue.look_up("mistral").model == "other"
    assert catalogue.look_up("mine:x").service is not None
    assert catalogue.look_up("smollm2").module == "local"
    (tmp_path / "bad.yaml").write_text("models:\n  x: {service: openai}\n")
    monkeypatch.setenv("EVALHW_MODELS", str(tmp_path / "bad.yaml"))
    with pytest.raises(SpecError, match=r"bad\.yaml:2: models\.x\.model: missing"):
        load_catalogue(tmp_path)


def test_estimates(tmp_path: Path) -> None:
    """Tokens and money, roughly."""
    assert tokens_of("") == 0
    assert tokens_of("a" * 400) == 100
    assert tokens_of("日本語") == 3
    assert cost(load_catalogue(tmp_path).look_up("mistral").entry.prices, 1_000_000, 500_000) == 5.0
    assert cost(None, 1, 1) is None


def test_env_files(tmp_path: Path) -> None:
    """Quotes, comments and export are read; a line that is none is named but not shown."""
    path = tmp_path / ".env"
    path.write_text("# keys\nexport A_KEY='one two'\nB_KEY = \"three\"\n\nC_KEY=four=five\n")
    assert read_env_file(path) == {"A_KEY": "one two", "B_KEY": "three", "C_KEY": "four=five"}
    path.write_text("A=1\nsk-secret-123456\n")
    with pytest.raises(UserError) as caught:
        read_env_file(path)
    assert "sk-secret" not in str(caught.value)
    assert ":2:" in str(caught.value)
    with pytest.raises(NotFoundError):
        read_env_file(tmp_path / "none")


def test_keys_are_found_and_scrubbed() -> None:
    """Every occurrence of every key, the longer first."""
    assert find_key("K", {"K": " sk-123456789 "}, "m") == "sk-123456789"
    scrub = Scrubber(["sk-123456789", "sk-123456789-longer", "short"]).scrub
    assert scrub("a sk-123456789-longer b sk-123456789c short") == "a [key removed] b [key removed]c short"
    assert Scrubber([]).scrub("x") == "x"
