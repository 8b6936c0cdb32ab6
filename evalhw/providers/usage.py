"""What a service says that a request took, in whatever shape it says it.

Invariant: nothing a service sends here can break an answer: what is no plausible count is not read, and what cannot be
read is estimated from the text and marked so.
"""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from evalhw.providers.catalogue import tokens_of
from evalhw.record.trace import Completion, Usage

MOST = 1_000_000_000
"""Tokens of one request that are still believed."""

_NUMERAL = re.compile(r"\s*\+?(\d{1,12})(?:\.\d{1,20})?\s*")
_INPUT = ("prompt_tokens", "input_tokens", "inputTokens", "promptTokens", "promptTokenCount", "prompt_eval_count")
_OUTPUT = (
    "completion_tokens",
    "output_tokens",
    "outputTokens",
    "completionTokens",
    "candidatesTokenCount",
    "eval_count",
)
_TOTAL = ("total_tokens", "totalTokens", "totalTokenCount")
_REASONING = ("reasoning_tokens", "thoughtsTokenCount", "thinking_tokens")
_CACHED = ("cached_tokens", "prompt_cache_hit_tokens", "cachedContentTokenCount", "num_cached_tokens")
_DETAILS = (
    "completion_tokens_details",
    "output_tokens_details",
    "prompt_tokens_details",
    "input_tokens_details",
    "prompt_token_details",
)
_PLACES = ("usage", "usageMetadata", "usage_metadata", "x_groq", "tokens", "billed_units", "meta")
_BESIDE = ("cache_read_input_tokens", "cache_creation_input_tokens")
_LLAMA = {"prompt_n": "prompt_tokens", "predicted_n": "completion_tokens", "cache_n": "cached_tokens"}


def usage_in(body: Mapping[str, Any]) -> Usage | None:
    """The usage that a response's body tells; None if it tells none that can be believed.

    A count that is missing is worked out from the total where there is one; where the total is more than its parts, a
    service has counted reasoning apart, and it was paid for.
    """
    for told in _told(body):
        usage = _usage(told)
        if usage is not None:
            return usage
    return None


def settled(completion: Completion, sent: int) -> Completion:
    """A completion whose usage is whole: what the service did not tell is estimated from the text, and marked so.

    Args:
        completion: As it came.
        sent: About how many tokens were sent.
    """
    said = tokens_of(completion.text) + tokens_of(completion.reasoning)
    told = completion.usage or Usage()
    if told.estimated and not told.input_tokens:
        total = told.output_tokens
        counts = {"input_tokens": min(sent, total), "output_tokens": max(total - sent, 0)}
    elif not told.input_tokens or (not told.output_tokens and said):
        counts = {"input_tokens": told.input_tokens or sent, "output_tokens": told.output_tokens or said}
    else:
        return completion
    return completion.model_copy(update={"usage": told.model_copy(update={**counts, "estimated": True})})


def _told(body: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Where a body may tell usage, the likeliest place first."""
    for place in _PLACES:
        inner = body.get(place)
        if isinstance(inner, Mapping):
            yield inner
            yield from (inner[deeper] for deeper in _PLACES if isinstance(inner.get(deeper), Mapping))
    choices = body.get("choices")
    if isinstance(choices, list) and choices and isinstance(choices[0], Mapping):
        inner = choices[0].get("usage")
        if isinstance(inner, Mapping):
            yield inner
    yield body
    timings = body.get("timings")
    if isinstance(timings, Mapping):
        yield {_LLAMA.get(str(name), str(name)): value for name, value in timings.items()}


def _usage(told: Mapping[str, Any]) -> Usage | None:
    details = [told[name] for name in _DETAILS if isinstance(told.get(name), Mapping)]
    sent, answered, total = _first((told,), _INPUT), _first((told,), _OUTPUT), _first((told,), _TOTAL)
    reasoning = _first((told, *details), _REASONING) or 0
    cached = _first((told, *details), _CACHED) or 0
    if told.get("prompt_tokens") is None and not details:
        # Anthropic's own shape counts what was read from its cache, and written to it, beside the rest.
        beside = [_count(told.get(name)) or 0 for name in _BESIDE]
        sent = sent + sum(beside) if sent is not None else None
        cached = cached or beside[0]
    else:
        cached = cached or _count(told.get(_BESIDE[0])) or 0
    if answered is not None and reasoning > answered:
        answered += reasoning
    if total is not None and sent is not None:
        answered = max(answered or 0, total - sent)
    elif total is not None and answered is not None:
        sent = max(total - answered, 0)
    if not sent and not answered:
        return Usage(output_tokens=total, estimated=True) if total else None
    return Usage(
        input_tokens=sent or 0,
        output_tokens=answered or 0,
        reasoning_tokens=min(reasoning, answered or 0),
        cached_tokens=min(cached, sent or 0),
    )


def _first(places: Iterable[Mapping[str, Any]], names: Iterable[str]) -> int | None:
    found = (_count(place.get(name)) for name in names for place in places)
    return next((count for count in found if count is not None), None)


def _count(number: Any) -> int | None:
    """A count of tokens, told as a number or as text; None for what is none."""
    if isinstance(number, str):
        match = _NUMERAL.fullmatch(number) if len(number) < 40 else None  # noqa: PLR2004  # no count is longer
        number = int(match[1]) if match else None
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        return None
    return int(number) if 0 <= number <= MOST else None
