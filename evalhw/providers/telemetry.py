"""OpenTelemetry spans for requests, named as its conventions for generative models say.

Invariant: without a setup by the user nothing is imported and nothing happens; a span never holds what was said.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from evalhw.record.trace import Completion

_SENT = {"temperature": "temperature", "top_p": "top_p", "max_tokens": "max_tokens", "seed": "seed"}


class Span:
    """A span that is not there."""

    def answered(self, completion: Completion) -> None:
        """The answer arrived."""


class _Recorded(Span):
    def __init__(self, span: Any) -> None:
        self._span = span

    def answered(self, completion: Completion) -> None:
        """Note what the answer cost and how it ended."""
        self._span.set_attribute("gen_ai.response.model", completion.model)
        self._span.set_attribute("gen_ai.response.finish_reasons", [completion.finish_reason])
        if completion.usage:
            self._span.set_attribute("gen_ai.usage.input_tokens", completion.usage.input_tokens)
            self._span.set_attribute("gen_ai.usage.output_tokens", completion.usage.output_tokens)
            self._span.set_attribute("gen_ai.usage.cache_read.input_tokens", completion.usage.cached_tokens)


def is_set_up() -> bool:
    """Whether the user set OpenTelemetry up: by its variables, or by loading its SDK."""
    return "opentelemetry.sdk" in sys.modules or any(name.startswith("OTEL_") for name in os.environ)


@contextmanager
def request(provider: str, model: str, parameters: Mapping[str, Any]) -> Iterator[Span]:
    """A span around one request."""
    if not is_set_up():
        yield Span()
        return
    from opentelemetry import trace

    attributes: dict[str, Any] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
    }
    attributes |= {f"gen_ai.request.{name}": parameters[key] for key, name in _SENT.items() if key in parameters}
    tracer = trace.get_tracer("evalhw")
    with tracer.start_as_current_span(f"chat {model}", kind=trace.SpanKind.CLIENT, attributes=attributes) as span:
        try:
            yield _Recorded(span)
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            raise
