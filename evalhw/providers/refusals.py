"""What a service means by a refusal: whoever asks, this prompt, too many requests, or a passing fault.

The rows below are read in their order, and the first that applies decides; what none decides is told by the HTTP
status. A row looks at the codes of an error (``code``, ``type``, ``status``, ``reason``) or at the words of its
message, never at what a service echoes of the prompt. Invariant: a row speaks of one thing, and has examples on both
sides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any


class Refusal(StrEnum):
    """What a service refuses."""

    ASKER = "asker"
    """Whoever asks: the key, the account, the model's name or the address. Every other prompt would be refused too."""
    PROMPT = "prompt"
    """This prompt: what it says, or its length. Others may be answered; asking it again is in vain."""
    LIMIT = "limit"
    """So many requests or tokens in so short a time. Asking again later is not."""
    FAULT = "fault"
    """Nothing: something failed, and may not fail again."""
    UNCLEAR = "unclear"
    """This request, for a reason that is not known."""


@dataclass(frozen=True)
class Row:
    """How one kind of refusal is told.

    Attributes:
        id: The row's name.
        means: What is refused.
        statuses: The HTTP statuses with which it is read; none for all.
        codes: Any of these as a code of the error.
        phrases: Any of these in its message, in lower case; " … " stands for what may be between.
        why: Why this means it.
        positive: Statuses, codes and messages that it decides.
        negative: Some that it does not.
    """

    id: str
    means: Refusal
    statuses: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    why: str = ""
    positive: tuple[tuple[int, str, str], ...] = ()
    negative: tuple[tuple[int, str, str], ...] = field(default=())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLIENT_FAULTS = frozenset({200, 400, 403, 404, 406, 412, 417, 422})

ROWS = (
    Row(
        id="account by code",
        means=Refusal.ASKER,
        codes=_words(
            "invalid_api_key api_key_invalid authentication_error unauthorized token_not_found_in_db "
            "insufficient_quota insufficient_balance billing_error billing_hard_limit_reached billing_not_active "
            "budget_exceeded account_deactivated organization_deactivated credit_balance_too_low payment_required "
            "unsupported_country_region_territory"
        ),
        why="keys and accounts are the same for every prompt",
        positive=((429, "insufficient_quota", "You exceeded your current quota"), (400, "budget_exceeded", "")),
        negative=((429, "rate_limit_exceeded", "Rate limit reached for requests"), (400, "invalid_request_error", "")),
    ),
    Row(
        id="model by code",
        means=Refusal.ASKER,
        codes=_words("model_not_found invalid_model deploymentnotfound model_not_available unknown_model"),
        why="a model that is not there answers no prompt",
        positive=((400, "invalid_model", "Invalid model: mistral-tin"), (404, "DeploymentNotFound", "")),
        negative=((500, "model_error", "The model produced invalid content"),),
    ),
    Row(
        id="prompt by code",
        means=Refusal.PROMPT,
        codes=_words(
            "content_filter content_policy_violation contentpolicyviolation responsibleaipolicyviolation "
            "invalid_prompt context_length_exceeded exceed_context_size_error string_above_max_length "
            "request_too_large data_inspection_failed moderation_blocked prompt_blocked content_moderation"
        ),
        why="the code speaks of this prompt's words or length",
        positive=((400, "content_filter", ""), (400, "context_length_exceeded", ""), (500, "content_filter", "")),
        negative=((400, "unsupported_parameter", "Unsupported parameter: 'seed'"),),
    ),
    Row(
        id="account by its words",
        means=Refusal.ASKER,
        statuses=_CLIENT_FAULTS,
        phrases=(
            "api key",
            "api_key",
            "credit balance",
            "insufficient balance",
            "insufficient credit",
            "insufficient funds",
            "budget has been exceeded",
            "usage limits",
            "plans & billing",
            "location is not supported",
            "region … not supported",
            "organization has been",
            "account has been",
            "account is not active",
        ),
        why="some services tell of keys and money with a 400 or within a 200",
        positive=(
            (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
            (400, "invalid_request_error", "Your credit balance is too low to access the API."),
            (400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
        ),
        negative=(
            (429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details."),
            (400, "", "Invalid value for 'temperature'"),
        ),
    ),
    Row(
        id="credit by its words, with a limit's status",
        means=Refusal.ASKER,
        statuses=frozenset({429}),
        phrases=("insufficient balance", "insufficient credit", "credit balance", "crossed budget", "exceeded budget"),
        why="money that is not there does not come back within minutes",
        positive=((429, "", "Your account has insufficient balance, please recharge"),),
        negative=((429, "", "Rate limit reached, please check your plan and billing details"),),
    ),
    Row(
        id="model by its words",
        means=Refusal.ASKER,
        statuses=_CLIENT_FAULTS,
        phrases=(
            "invalid model",
            "unknown model",
            "unsupported model",
            "no such model",
            "model not found",
            "model not exist",
            "not a valid model",
            "model … does not exist",
            "model … not found",
            "model identifier is invalid",
        ),
        why="some services tell of the model's name with a 400",
        positive=(
            (400, "", "claude-sonnet-4-6 is not a valid model ID"),
            (400, "invalid_request_error", "Model Not Exist"),
            (400, "", "The provided model identifier is invalid."),
            (400, "", "Unsupported model: llama-9"),
        ),
        negative=(
            (400, "", "This model's maximum context length is 4097 tokens."),
            (400, "", "For this model, temperature is not supported"),
            (400, "", "file not found"),
        ),
    ),
    Row(
        id="length by its words",
        means=Refusal.PROMPT,
        phrases=(
            "context length",
            "context size",
            "context window",
            "maximum context",
            "prompt is too long",
            "prompt too long",
            "input is too long",
            "too many input tokens",
            "too large for model",
            "request too large",
            "reduce the length",
            "maximum prompt length",
            "exceeds the maximum number of tokens",
            "token count … exceeds",
            "tokens … must be <=",
            "max_tokens must be at least 1, got -",
        ),
        why="the prompt is as long the next time, whatever the status says",
        positive=(
            (400, "", "This model's maximum context length is 4097 tokens. However, your messages resulted in 7575"),
            (500, "server_error", "Context size has been exceeded."),
            (429, "tokens", "Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 30601."),
            (400, "BadRequestError", "max_tokens must be at least 1, got -186."),
            (400, "INVALID_ARGUMENT", "The input token count (1200000) exceeds the maximum number of tokens allowed."),
            (422, "", "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000"),
            (400, "", "This model's maximum prompt length is 131072 but the request contains 537812 tokens"),
        ),
        negative=(
            (
                429,
                "rate_limit_error",
                "This would exceed your rate limit. Please reduce the prompt length or try later.",
            ),
            (400, "", "max_tokens must be at least 1, got 0."),
            (400, "", "max_tokens is too large: 100000. This model supports at most 16384 completion tokens"),
            (429, "", "Too many tokens this minute, please wait"),
        ),
    ),
    Row(
        id="content by its words",
        means=Refusal.PROMPT,
        statuses=frozenset({200, 400, 403, 406, 412, 422, 451}),
        phrases=(
            "content management policy",
            "content policy",
            "content filter",
            "content exists risk",
            "content moderation",
            "contentpolicyviolation",
            "usage policy",
            "usage policies",
            "usage guidelines",
            "safety system",
            "safety filter",
            "safety check",
            "flagged",
            "moderation",
            "inappropriate",
            "prohibited content",
            "sensitive content",
            "sensitive words",
            "violate",
            "敏感内容",  # as services of China say it
            "敏感信息",
            "违规",
        ),
        why="the prompt says the same the next time, and other prompts say something else",
        positive=(
            (403, "403", "Input was flagged by moderation"),
            (400, "invalid_request_error", "Content Exists Risk"),
            (400, "1301", "系统检测到输入或生成内容可能包含不安全或敏感内容"),
            (400, "", "The response was filtered due to the prompt triggering the content management policy."),
        ),
        negative=(
            (403, "", "Your key has no permission to use this model"),
            (400, "", "safety_settings is not supported"),
            (400, "1210", "API 调用参数有误"),
            (400, "", "不安全的连接"),
            (500, "", "the moderation service did not answer"),
        ),
    ),
)

_BY_STATUS: dict[Refusal, frozenset[int]] = {
    Refusal.ASKER: frozenset({401, 402, 403, 404, 405, 407, 410, 421, *range(300, 400)}),
    Refusal.PROMPT: frozenset({413, 451}),
    Refusal.LIMIT: frozenset({429, 498}),
    Refusal.FAULT: frozenset({200, 408, 409, 424, 425, 499, *range(500, 600)}),
}


def refusal_of(status: int, codes: frozenset[str], message: str) -> tuple[Refusal, str]:
    """What a refusal means, and the row or status that says so.

    Args:
        status: The HTTP status, or the one that an error within a 200 gives.
        codes: The error's codes, in lower case; see `codes_of`.
        message: What the error says.
    """
    said = message.lower()
    for row in ROWS:
        if applies(row, status, codes, said):
            return row.means, row.id
    means = next((means for means, statuses in _BY_STATUS.items() if status in statuses), Refusal.UNCLEAR)
    return means, f"status {status}"


def applies(row: Row, status: int, codes: frozenset[str], said: str) -> bool:
    """Whether a row decides a refusal."""
    if row.statuses and status not in row.statuses:
        return False
    return bool(row.codes & codes) or any(_holds(said, phrase) for phrase in row.phrases)


def _holds(said: str, phrase: str) -> bool:
    place = 0
    for part in phrase.split(" … "):
        found = said.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return True


def codes_of(body: Any, depth: int = 5) -> frozenset[str]:
    """The codes of an error, in lower case: whatever stands under ``code``, ``type``, ``status`` or ``reason``."""
    return frozenset(code.lower() for code in _codes(body, depth))


def _codes(body: Any, depth: int) -> Iterator[str]:
    if depth and isinstance(body, dict):
        for name, value in body.items():
            if name in {"code", "type", "status", "reason"} and isinstance(value, str | int):
                yield str(value)[:64]
            elif name in {"error", "innererror", "details", "provider_specific_fields"}:
                yield from _codes(value, depth - 1)
    elif depth and isinstance(body, list):
        for value in body[:16]:
            yield from _codes(value, depth - 1)


def status_of(body: Any) -> int:
    """The status that an error within a 200 gives, or 200."""
    error = body.get("error") if isinstance(body, dict) else None
    for name in ("code", "status", "status_code"):
        value = error.get(name) if isinstance(error, dict) else None
        text = str(value)
        if text.isascii() and text.isdigit() and len(text) == len("200") and int(text) >= HTTPStatus.MULTIPLE_CHOICES:
            return int(text)
    return HTTPStatus.OK
