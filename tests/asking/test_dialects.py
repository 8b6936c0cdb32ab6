"""What comes of every situation in every dialect, for both clients. Writes the matrix of docs/reliability.md.

``EVALHW_WRITE_DOCS=1 pytest tests/asking/test_dialects.py`` brings the page up to date.
"""

import asyncio
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from dialects import Dialect, Situation, dialects, holds
from faulty_server import Answer, FaultyServer, Seen

from evalhw.homework.homework import Homework
from evalhw.providers.patience import Retries
from evalhw.record.trace import Turn
from evalhw.run.asking import Asked, ask
from evalhw.run.jobs import Order

PAGE = Path(__file__).parent.parent.parent / "docs" / "reliability.md"
TABLE = re.compile(r"(<!-- dialects -->\n).*?(<!-- /dialects -->)", re.DOTALL)
KEY = "sk-test-0123456789abcdef"
KEYS = dict.fromkeys(("OPENAI_API_KEY", "MISTRAL_API_KEY"), KEY)
ATTEMPTS = 3
FIRST, SECOND = "mountain", "burning oil"
PRICES = "prices: {input: 1000.0, output: 2000.0}"
CASES = [(dialect, situation) for dialect in dialects() for situation in dialect.situations]


@dataclass
class Clock:
    """A clock that moves only when somebody sleeps."""

    now: float = 0.0

    def __call__(self) -> float:
        """What time it is."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        then = self.now + max(seconds, 1e-6)
        await asyncio.sleep(0)
        self.now = max(self.now, then)


@dataclass(frozen=True)
class Ran:
    """Two conversations that were asked.

    Attributes:
        asked: What came of it.
        seen: The requests that came in.
        waited: Seconds.
        cost: US dollars that the budget counted.
    """

    asked: Asked
    seen: tuple[Seen, ...]
    waited: float
    cost: float

    @property
    def first(self) -> Turn:
        """The turn of the first conversation."""
        return self.asked.trace.turns[0]


def run(
    dialect: Dialect,
    situation: Situation,
    kitchen: Homework,
    root: Path,
    tmp_path: Path,
    server: FaultyServer,
    client: str,
) -> Ran:
    """Ask two questions of a service that speaks a dialect."""
    given = 0

    def choose(seen: Seen) -> Answer | None:
        nonlocal given
        if not situation.is_given(seen, FIRST, given):
            return None
        given += 1
        return situation.answer

    server.script.whole = dialect.whole
    server.script.choose = choose
    service = f"{dialect.service}-as-it-is"
    (tmp_path / "models.yaml").write_text(
        f"services:\n  {service}:\n    client: {client}\n"
        f"    base_url: {server.url}{'/v1' if client == 'openai' else ''}\n"
        f"    key: {'MISTRAL' if client == 'mistral' else 'OPENAI'}_API_KEY\n"
        f"    max_tokens_as: {'max_completion_tokens' if dialect.service in {'openai', 'groq'} else 'max_tokens'}\n"
        f"    system_as: {situation.system_as or 'system'}\n"
        f"models:\n  it: {{service: {service}, model: '{dialect.model}', {PRICES}}}\n"
    )
    clock = Clock()
    order = Order(
        models=("it",),
        questions=("1b", "2b"),
        follow_ups=False,
        root=root,
        out=tmp_path / "out",
        concurrency=1,
        parameters=situation.parameters,
        environment=KEYS,
        timeout=20.0,
        retries=Retries(attempts=ATTEMPTS, first=0.001, jitter=0.0, clock=clock, sleep=clock.sleep),
    )
    (asked,) = ask(kitchen, order)
    return Ran(asked, tuple(server.script.seen), clock.now, order.budget.cost)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The services as a user would add them."""
    monkeypatch.setenv("EVALHW_MODELS", str(tmp_path / "models.yaml"))


def outcome(turn: Turn) -> str:
    """What became of a turn."""
    if turn.completion is not None:
        return "answered" if turn.completion.text.strip() else "silent"
    return "refused" if turn.refused else "failed"


def check(ran: Ran, situation: Situation) -> None:
    """The good answer is kept, nothing is asked in vain, and the trace says what was sent and what came."""
    trace = ran.asked.trace
    assert outcome(ran.first) == situation.outcome, ran.first
    second = len(trace.turns) > 1 and outcome(trace.turns[1]) == "answered"
    assert ("goes on" if second else "ends") == situation.model
    assert all(one["content"] for seen in ran.seen for one in seen.body["messages"])
    assert len(ran.seen) == requests(ran, situation)
    assert accounted(ran) == len(ran.seen)
    if situation.waits is not None:
        assert ran.waited == pytest.approx(situation.waits, abs=0.1)
    if refuses(ran, situation):
        assert not holds(ran.seen[-1].body, situation.while_sent)
        assert ran.first.completion
        assert ran.first.completion.adaptations
        assert set(ran.first.completion.adaptations) <= {note.text for note in trace.notes}
    if ran.first.completion and ran.first.completion.usage and ran.first.completion.usage.estimated:
        assert any("estimated" in note.text for note in trace.notes)
    assert KEY not in ran.asked.path.read_text()
    assert trace.ended == (situation.outcome != "failed")
    assert ran.asked.driven.refused == (situation.outcome == "refused")


def refuses(ran: Ran, situation: Situation) -> bool:
    """Whether something was sent that is refused; a client may not know it, and never send it."""
    return any(holds(seen.body, situation.while_sent) for seen in ran.seen) if situation.while_sent else False


def requests(ran: Ran, situation: Situation) -> int:
    """How many requests should have been sent for both conversations."""
    if situation.while_sent and not refuses(ran, situation):
        return 2
    return ATTEMPTS + 1 if situation.requests == "tries" else int(situation.requests)


def accounted(ran: Ran) -> int:
    """How many requests the trace tells of."""
    failed = [line for line in ran.asked.path.read_text().splitlines() if '"event":"failure"' in line]
    told = sum(int(re.findall(r'"tries":(\d+)', line)[0]) for line in failed)
    return told + sum(turn.completion.tries for turn in ran.asked.trace.turns if turn.completion)


def client_of(dialect: Dialect) -> str:
    """The client that speaks with a service."""
    return "mistral" if dialect.service == "mistral" else "openai"


@pytest.mark.usefixtures("models")
@pytest.mark.parametrize(("dialect", "situation"), CASES, ids=[f"{one.name}-{two.name}" for one, two in CASES])
def test_the_other_client_fares_alike(
    dialect: Dialect, situation: Situation, kitchen: Homework, root: Path, tmp_path: Path, server: FaultyServer
) -> None:
    """Whichever client asks, the same comes of the same answer."""
    client = "openai" if client_of(dialect) == "mistral" else "mistral"
    if client == "mistral" and situation.system_as == "developer":
        return  # a role that Mistral's client does not know, so that it cannot be refused
    check(run(dialect, situation, kitchen, root, tmp_path, server, client), situation)


def kept(ran: Ran) -> str:
    """What the trace says of the first conversation."""
    completion = ran.first.completion
    if completion is None:
        why = re.sub(r"in [\d.]+ (\w+), at (?:\w+ \d+ \w+ )?\d\d:\d\d$", r"in so many \1, at HH:MM", ran.first.failure)
        return re.sub(r"^(\d+) [A-Z][A-Za-z ]+", r"\1", why.split(": ", 1)[-1])  # versions of Python have other phrases
    tries = f"{completion.tries} tries, " if completion.tries > 1 else ""
    told = [f"{tries}finish reason `{completion.finish_reason}`", *completion.adaptations]
    if completion.usage and completion.usage.estimated:
        told.append("the usage, as estimated")
    return "; ".join([*told, "its thoughts"] if completion.reasoning else told)


def row(dialect: Dialect, situation: Situation, ran: Ran) -> str:
    """A line of the matrix."""
    cells = (
        dialect.name,
        f"[{situation.name}]({situation.source})" if ":" in situation.source else situation.name,
        f"{situation.outcome}; the model {situation.model}",
        str(len(ran.seen)),
        f"{ran.waited:.1f} s" if ran.waited > 0.1 else "",
        f"${ran.cost:.3f}",
        kept(ran),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def rows(kitchen: Homework, root: Path, tmp_path: Path, server: FaultyServer) -> Iterator[str]:
    yield "| Dialect | Situation | Outcome | Requests | Waited | Cost | In the trace |"
    yield "|---|---|---|---|---|---|---|"
    for number, (dialect, situation) in enumerate(CASES):
        server.script.__init__()  # type: ignore[misc]  # an empty script
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("EVALHW_MODELS", str(folder / "models.yaml"))
            ran = run(dialect, situation, kitchen, root, folder, server, client_of(dialect))
        check(ran, situation)
        yield row(dialect, situation, ran)


def test_the_matrix_is_what_happens(kitchen: Homework, root: Path, tmp_path: Path, server: FaultyServer) -> None:
    """Every dialect and situation, with the client that speaks with the service."""
    table = "\n".join(rows(kitchen, root, tmp_path, server))
    page = PAGE.read_text(encoding="utf-8")
    fresh = TABLE.sub(lambda match: f"{match[1]}{table}\n{match[2]}", page)
    if os.environ.get("EVALHW_WRITE_DOCS"):
        PAGE.write_text(fresh, encoding="utf-8")
    assert fresh == PAGE.read_text(encoding="utf-8"), "docs/reliability.md: write it again with EVALHW_WRITE_DOCS=1"
    assert "<!-- dialects -->" in page
