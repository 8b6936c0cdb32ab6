"""The parameters of a request that a user may set: which are known, and what is wrong with one that is not.

Invariant: no parameter is dropped in silence. One that no service is known to take goes along as it is (a service may
be newer than this list), unless it looks like a slip of the pen; what makes a request what it is cannot be set at all.
"""

import difflib
from collections.abc import Mapping
from typing import Any

from evalhw.errors import UserError

EXTRA = "extra_body"
"""Holds parameters that are sent as they are, whatever they look like."""

FORBIDDEN = {
    "model": "give --model",
    "messages": "they are the homework's",
    "prompt": "it is the homework's",
    "n": "give --repeat",
    "best_of": "give --repeat",
    "stream": "answers are read whole",
    "stream_options": "answers are read whole",
    "background": "answers are read whole",
    "tools": "answers are text",
    "tool_choice": "answers are text",
    "functions": "answers are text",
    "function_call": "answers are text",
    "extra_headers": "headers are the client's",
    "extra_query": "give it with --base-url",
    "timeout": "give --timeout",
    "max_retries": "failed requests are tried again anyway",
    "api_key": "a key comes from the environment, or from --env-file",
    "base_url": "give --base-url",
}
ALIASES = {"max_completion_tokens": "max_tokens", "max_output_tokens": "max_tokens", "random_seed": "seed"}
"""Other names of what evalhw calls by one, and sends as each service calls it."""

_NUMBERS = {
    "temperature",
    "top_p",
    "presence_penalty",
    "frequency_penalty",
    "repetition_penalty",
    "repeat_penalty",
    "min_p",
    "typical_p",
    "top_a",
    "tfs_z",
    "mirostat_tau",
    "mirostat_eta",
    "length_penalty",
}
_WHOLE = {"max_tokens", "seed", "top_k", "top_logprobs", "min_tokens", "mirostat", "num_ctx", "num_predict"}
_POSITIVE = {"max_tokens", "num_ctx"}
_OTHERS = {
    "audio", "cache_prompt", "chat_template_kwargs", "dry_multiplier", "enable_thinking", "grammar", "guided_choice",
    "guided_grammar", "guided_json", "guided_regex", "ignore_eos", "include_reasoning", "json_schema", "logit_bias",
    "logprobs", "metadata", "modalities", "options", "parallel_tool_calls", "plugins", "prediction",
    "prompt_cache_key", "prompt_cache_retention", "prompt_mode", "provider", "reasoning", "reasoning_effort",
    "reasoning_format", "response_format", "route", "safe_prompt", "safety_identifier", "service_tier",
    "skip_special_tokens", "stop", "store", "thinking", "thinking_budget", "transforms", "user", "verbosity",
    "web_search_options", "models", "keep_alive", "think", "best_of", "use_beam_search", "xtc_probability",
}  # fmt: skip
KNOWN = _NUMBERS | _WHOLE | _OTHERS
_ALIKE = 0.8
_ABBREVIATED = 4


def checked(given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Parameters by the names that evalhw knows them by.

    Args:
        given: As they were given.
        where: Of what, for a message, such as ``--parameter``.

    Raises:
        UserError: One cannot be set, looks misspelt, is given twice under two names, or is of another type.
    """
    found: dict[str, Any] = {}
    extra = given.get(EXTRA, {})
    if not isinstance(extra, Mapping):
        raise UserError(f'{where} {EXTRA}: expected an object, such as {{"top_k": 20}}')
    for name in extra:
        _refuse_forbidden(str(name), f"{where} {EXTRA}.{name}")
    for name, value in given.items():
        _refuse_forbidden(name, f"{where} {name}")
        known = ALIASES.get(name, name)
        if known in found:
            raise UserError(f"{where} {name}: {known} is given too, and means the same")
        if known not in KNOWN and known != EXTRA:
            _refuse_misspelt(name, where)
        _check_type(known, name, value, where)
        found[known] = value
    return found


def _refuse_forbidden(name: str, where: str) -> None:
    if name in FORBIDDEN:
        raise UserError(f"{where}: this cannot be set: {FORBIDDEN[name]}")


def _refuse_misspelt(name: str, where: str) -> None:
    plain = {known.replace("_", ""): known for known in (*sorted(KNOWN), *ALIASES, *FORBIDDEN)}
    written = name.replace("_", "").replace("-", "").lower()
    begun = [known for known in plain if len(written) >= _ABBREVIATED and known.startswith(written)]
    close = begun[:1] or difflib.get_close_matches(written, plain, 1, _ALIKE)
    if close:
        sure = f"""; to send it as it is, give {EXTRA}='{{"{name}": …}}'"""
        raise UserError(f"{where} {name}: no such parameter is known; did you mean {plain[close[0]]}?{sure}")


def _check_type(known: str, name: str, value: Any, where: str) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if known in _NUMBERS and not number:
        raise UserError(f"{where} {name}: expected a number, such as 0.2")
    if known in _WHOLE and not (number and value == int(value)):
        raise UserError(f"{where} {name}: expected a whole number")
    if known in _POSITIVE and value < 1:
        raise UserError(f"{where} {name}: expected at least 1")
