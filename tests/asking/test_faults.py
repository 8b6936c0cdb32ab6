"""Every fault against every client: what comes of it, what the trace holds. Writes the table of docs/reliability.md.

``EVALHW_WRITE_DOCS=1 pytest tests/asking/test_faults.py`` brings the page up to date.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty_server import FaultyServer

from evalhw.homework.homework import Homework
from evalhw.providers.patience import Retries
from evalhw.record.trace import Trace
from evalhw.run.asking import ask
from evalhw.run.jobs import Order

PAGE = Path(__file__).parent.parent.parent / "docs" / "reliability.md"
TABLE = re.compile(r"(<!-- faults -->\n).*?(<!-- /faults -->)", re.DOTALL)
KEYS = {"OPENAI_API_KEY": "sk-test-0123456789abcdef", "MISTRAL_API_KEY": "sk-test-0123456789abcdef"}
CLIENTS = {"openai": "openai:x", "mistral": "mistral:x"}
ATTEMPTS = 4
BROKEN = '{"choices": [{"message": {"content": "It is uns"}, "finish_reason": "error"}], "usage": {"prompt_tokens": 3}}'
FAULTS = {
    "no answer within the timeout": "trickle",
    "400 that says nothing": "400",
    "400 for the prompt's content": "400:your prompt was flagged",
    "400 for the prompt's length": "400:the prompt is too long",
    "401 wrong key, echoed": "401:echo",
    "403 forbidden": "403",
    "404 no such model": "404",
    "408 request timeout": "408",
    "409 conflict": "409",
    "424 failed dependency": "424",
    "429 too many requests": "429",
    "429 with Retry-After": "429:after=0.1",
    "498 no capacity": "498",
    "499 cancelled": "499",
    "500 internal error": "500",
    "502 bad gateway": "502",
    "503 unavailable": "503",
    "529 overloaded": "529",
    "connection closed amid the body": "close",
    "half of the JSON": "half-json",
    "another content type": "html",
    "no choices": "no-choices",
    "content is null": "null",
    "broken off by an error": f"body:{BROKEN}",
    "body beyond 50 MB": "huge",
    "redirect to another host": "redirect:http://127.0.0.2:9/v1/chat/completions",
    "key echoed in the answer": "echo",
}


def run(homework: Homework, root: Path, out: Path, model: str, url: str) -> Trace:
    base = url if model.startswith("mistral") else f"{url}/v1"
    order = Order(
        models=(model,),
        questions=("2b",),
        root=root,
        out=out,
        base_url=base,
        environment=KEYS,
        timeout=0.5,
        retries=Retries(attempts=ATTEMPTS, first=0.0, longest=0.0, jitter=0.0, limits=ATTEMPTS),
    )
    return ask(homework, order)[0].trace


def outcome(trace: Trace, requests: int) -> str:
    turn = trace.turns[0]
    if turn.completion is not None:
        assert trace.ended
        assert turn.completion.tries == requests
        return "answered" if requests == 1 else f"answered at try {requests}"
    assert turn.failure
    assert turn.refused == (trace.ended and not turn.completion)
    if requests == ATTEMPTS:
        return f"failed after {requests} tries"
    return "final, asked once" if requests == 1 else f"final, asked {requests} times"


def kept(trace: Trace) -> str:
    turn = trace.turns[0]
    if turn.completion is None:
        assert "sk-test" not in turn.failure
        if turn.refused:
            return "the prompt and the refusal; the end, for there is nothing left to ask"
        return "the prompt and the failure; no end, so it can be resumed"
    text = "the answer, the number of tries, the usage of all tries"
    assert "sk-test" not in turn.completion.text
    return f"{text}; the key is removed" if "[key removed]" in turn.completion.text else text


def rows(homework: Homework, root: Path, out: Path, server: FaultyServer) -> Iterator[str]:
    yield "| Fault | Client | Once | Every time | In the trace, every time |"
    yield "|---|---|---|---|---|"
    for name, fault in FAULTS.items():
        found = {}
        for client, model in CLIENTS.items():
            cells = []
            for times in (1, 20):
                server.script.__init__()  # type: ignore[misc]  # an empty script
                server.script.then([fault] * times)
                trace = run(homework, root, out, model, server.url)
                cells.append(outcome(trace, len(server.script.seen)))
            found[client] = f"{cells[0]} | {cells[1]} | {kept(trace)}"
        if len(set(found.values())) == 1:
            yield f"| {name} | {', '.join(found)} | {found['openai']} |"
        else:
            yield from (f"| {name} | {client} | {cells} |" for client, cells in found.items())


def test_the_table_of_faults_is_what_happens(
    kitchen: Homework, root: Path, tmp_path: Path, server: FaultyServer
) -> None:
    """Both real clients, each fault once and every time, through a whole run."""
    table = "\n".join(rows(kitchen, root, tmp_path, server))
    page = PAGE.read_text(encoding="utf-8")
    fresh = TABLE.sub(lambda match: f"{match[1]}{table}\n{match[2]}", page)
    if os.environ.get("EVALHW_WRITE_DOCS"):
        PAGE.write_text(fresh, encoding="utf-8")
    assert fresh == PAGE.read_text(encoding="utf-8"), "docs/reliability.md: write it again with EVALHW_WRITE_DOCS=1"
    assert "<!-- faults -->" in page


@pytest.mark.parametrize("model", CLIENTS.values())
def test_a_certificate_nobody_vouches_for(kitchen: Homework, root: Path, tmp_path: Path, model: str) -> None:
    """Final: asked once, nothing sent."""
    with FaultyServer(tls=True) as secure:
        trace = run(kitchen, root, tmp_path, model, secure.url)
        assert secure.script.seen == []
    assert "certificate cannot be trusted" in trace.turns[0].failure
