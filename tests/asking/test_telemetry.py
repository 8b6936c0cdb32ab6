import asyncio
import subprocess
import sys
from contextlib import contextmanager
from typing import Any

import pytest

from evalhw.errors import UnavailableError
from evalhw.providers.base import Conversation, Message
from evalhw.providers.budget import Budget
from evalhw.providers.catalogue import Limits
from evalhw.providers.failures import TryAgainError
from evalhw.providers.pace import Pace
from evalhw.providers.patience import Patient, Retries

ASKED = Conversation("c", "", (Message("user", "the prompt"),), parameters={"temperature": 0.5})


class Tracer:
    """Keeps spans as dictionaries."""

    def __init__(self) -> None:
        self.spans: list[dict[str, Any]] = []

    @contextmanager
    def start_as_current_span(self, name: str, kind: Any, attributes: dict[str, Any]) -> Any:
        """A span is on."""
        kept = {"name": name, "kind": str(kind), **attributes}
        self.spans.append(kept)

        class Span:
            set_attribute = staticmethod(kept.__setitem__)

        yield Span()


def test_a_span_for_each_try(scripted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With model, parameters, usage and failures; without a word of what was said."""
    tracer = Tracer()
    monkeypatch.setenv("OTEL_SERVICE_NAME", "x")
    monkeypatch.setattr("opentelemetry.trace.get_tracer", lambda _name: tracer)
    provider = scripted(c=["the answer"])
    failing = scripted(c=[TryAgainError("down")])
    retries = Retries(attempts=2, first=0, longest=0, jitter=0)
    for one in (provider, failing):
        patient = Patient(one, Pace(1, Limits()), Budget(), retries=retries, model="m-1")
        try:
            asyncio.run(patient.complete(ASKED))
        except UnavailableError:
            continue
    assert [span["name"] for span in tracer.spans] == ["chat m-1"] * 3
    assert tracer.spans[0]["gen_ai.request.temperature"] == 0.5
    assert tracer.spans[0]["gen_ai.provider.name"] == "scripted"
    assert tracer.spans[1]["error.type"] == "TryAgainError"
    assert "the prompt" not in str(tracer.spans)
    assert "the answer" not in str(tracer.spans)


def test_nothing_is_imported_without_a_setup() -> None:
    """OpenTelemetry stays out of a program that did not ask for it."""
    program = (
        "import sys; from evalhw.providers.telemetry import request\n"
        "with request('p', 'm', {}): pass\n"
        "print('opentelemetry' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], env={}, capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
