from pathlib import Path

import pytest

from evalhw.errors import NotFoundError, UserError
from evalhw.providers.keys import REMOVED, Scrubber, find_key, read_env_file, secrets_of, shown_address

SECRET = "sk-proj-Zx81QmTr90_LkWvB7n"  # noqa: S105  # nobody's
OTHER = "a/b+c=Dd1/Ee2+Ff3"

FILES = [
    ("K=abc123", "abc123"),
    ("K=abc123 # mine", "abc123"),
    ("K='abc123' # mine", "abc123"),
    ('K="abc#123"', "abc#123"),
    ("K=abc#123", "abc#123"),
    ("export K=abc123", "abc123"),
    ("export  K = abc123", "abc123"),
    ("\ufeffK=abc123", "abc123"),
    ("K=abc123\r\n", "abc123"),
    ("\n# c\n\nK=abc123", "abc123"),
    ("A=abc\nK=${A}123", "abc123"),
    ("K='abc\\'123'", "abc'123"),
    ("K=", ""),
]


@pytest.mark.parametrize(("text", "value"), FILES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_env_file_is_read_as_dotenv_reads_it(text: str, value: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(text.encode(encoding))
    assert read_env_file(path)["K"] == value


@pytest.mark.parametrize("text", [f"A=1\n\n{SECRET}\n", f"A=1\n\nK {SECRET}\n", f'A=1\n\nK="{SECRET}\n'])
def test_a_line_that_is_none_is_named_and_not_shown(text: str, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"\.env:3: expected NAME=value") as caught:
        read_env_file(path)
    assert SECRET[3:] not in str(caught.value)


def test_an_env_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"K=\xff\xfa")
    with pytest.raises(NotFoundError, match="not UTF-8"):
        read_env_file(path)


@pytest.mark.parametrize(
    "value",
    ["k-1", " k-1\n", "Bearer k-1", "bearer  k-1", "'k-1'", '"Bearer k-1"', "\ufeffk-1", "Authorization: Bearer k-1"],
)
def test_what_is_pasted_along_with_a_key_is_taken_off(value: str) -> None:
    assert find_key("K", {"K": value}, "m") == "k-1"


@pytest.mark.parametrize("value", ["", "Bearer ", "k 1", "k\u200b1", "ключ", "''"])
def test_what_is_no_key_is_refused_before_it_is_sent(value: str) -> None:
    with pytest.raises(UserError, match="K"):
        find_key("K", {"K": value}, "m")


WRITTEN = [
    SECRET,
    SECRET[:8],
    SECRET[-8:],
    SECRET[5:13],
    SECRET.upper(),
    f"Incorrect API key provided: {SECRET[:10]}******{SECRET[-4:]}",
    SECRET.replace("Q", "\u200bQ\u2060"),
    "\u00ad".join(SECRET),
    "\ufe0f".join(SECRET),
    "\u0301".join(SECRET),
    "".join(chr(ord(char) + 0xFEE0) for char in SECRET),
    " ".join(SECRET),
    "\n".join(SECRET[at : at + 6] for at in range(0, len(SECRET), 6)),
    "\u00a0".join(SECRET),
    f'{{"authorization": "Bearer {SECRET}"}}',
    f"…{SECRET}…{SECRET[3:12]}é",
    "a%2Fb%2Bc%3DDd1%2FEe2%2BFf3",
    OTHER,
    "YS9iK2M9RGQxL0VlMitGZjM=",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_no_part_of_eight_characters_stays(text: str) -> None:
    left = Scrubber([SECRET, OTHER]).scrub(text)
    assert REMOVED in left
    for secret in (SECRET, OTHER):
        for start in range(len(secret) - 7):
            assert secret[start : start + 8].lower() not in left.lower()
    assert not any(char in left for char in "\u200b\u00ad\ufe0f\u0301")


@pytest.mark.parametrize(
    "text", ["", "sk-proj", "Zx81 QmTr 90", "a right answer: 7.5 m/s²", "the key is required", "x" * 3000]
)
def test_what_holds_no_part_stays_as_it_is(text: str) -> None:
    assert Scrubber([SECRET, OTHER, "sk-no-key-required", "short"]).scrub(text) == text


def test_a_secret_of_words_goes_as_a_whole() -> None:
    assert Scrubber(["sk-no-key-required"]).scrub("key sk-no-key-required!") == f"key {REMOVED}!"


def test_json_values_are_scrubbed_through_and_through() -> None:
    value = {"a": [SECRET, 1, None], SECRET: {"b": f"x {SECRET}"}}
    assert SECRET[:8] not in str(Scrubber([SECRET]).scrub_all(value))


def test_secrets_are_known_by_their_names_and_places() -> None:
    environment = {
        "MISTRAL_API_KEY": "Bearer one-one-1",
        "HF_TOKEN": "two-two-2",
        "CAMPUS": "three-33",
        "HTTPS_PROXY": "http://me:four-four@proxy:3128",
        "OPENAI_CUSTOM_HEADERS": "X-Team: five-five\nX-Other: six-six-6",
        "GOOGLE_APPLICATION_CREDENTIALS": "/home/me/file.json",
        "TOKENIZERS_PARALLELISM": "false",
        "PATH": "/usr/bin",
    }
    found = set(secrets_of(environment, ["CAMPUS"])) - {""}
    assert {"one-one-1", "two-two-2", "three-33", "four-four", "five-five", "six-six-6"} <= found
    assert not found & {"/home/me/file.json", "false", "/usr/bin"}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://h/v1?api-version=2024-10-21", "https://h/v1?api-version=2024-10-21"),
        ("https://h/v1?key=abc", f"https://h/v1?key={REMOVED}"),
        ("https://h/v1?code=abcdefghij&api-version=1", f"https://h/v1?code={REMOVED}&api-version=1"),
        ("https://me:pass@h/v1", "https://h/v1"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert shown_address(address) == shown
