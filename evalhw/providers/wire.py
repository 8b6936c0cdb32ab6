"""The Chat Completions format that most services speak: requests out, answers in.

Invariant: reasoning is never part of an answer's text; an answer that says nothing, without a reason to, is none.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evalhw.providers.base import Attachment, Conversation, Message
from evalhw.providers.failures import TryAgainError, one_line
from evalhw.reading.thoughts import read_thoughts
from evalhw.trace import Completion, Usage

_SILENT = {"length", "max_tokens", "content_filter", "model_length", "safety", "refusal"}
"""Finish reasons with which an answer may well be empty."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Quirks:
    """How a service departs from the format.

    Attributes:
        max_tokens_as: What it calls the cap on an answer's tokens.
        seed_as: What it calls the seed; empty if it takes none.
        omit: Parameters that it refuses.
        system_as: The role of the system prompt.
        documents_as: How a document is sent: ``file`` (OpenAI), ``document_url`` (Mistral).
    """

    max_tokens_as: str = "max_tokens"
    seed_as: str = "seed"
    omit: tuple[str, ...] = ()
    system_as: str = "system"
    documents_as: str = "file"


def request_body(conversation: Conversation, model: str, quirks: Quirks) -> Json:
    """A conversation as the body of a request."""
    messages: list[Json] = []
    if conversation.system.strip():
        messages.append({"role": quirks.system_as, "content": conversation.system.strip()})
    messages += [_message(message, quirks) for message in conversation.messages]
    names = {"max_tokens": quirks.max_tokens_as, "seed": quirks.seed_as}
    parameters = {
        names.get(name, name): value for name, value in conversation.parameters.items() if name not in quirks.omit
    }
    parameters.pop("", None)
    return {"model": model, "messages": messages, **parameters}


def _message(message: Message, quirks: Quirks) -> Json:
    text = with_text_attachments(message)
    parts = [_part(one, quirks) for one in message.attachments if one.sent_as != "text"]
    content: Any = [*parts, {"type": "text", "text": text}] if parts else text
    return {"role": message.role, "content": content}


def with_text_attachments(message: Message) -> str:
    """The message's text, with its text attachments inlined and labelled."""
    labelled = [
        f"[Attachment: {one.title}]\n\n{one.text.strip()}\n\n[End of attachment: {one.title}]"
        for one in message.attachments
        if one.sent_as == "text"
    ]
    return "\n\n".join((message.text, *labelled))


def _part(attachment: Attachment, quirks: Quirks) -> Json:
    encoded = base64.b64encode(attachment.path.read_bytes()).decode("ascii")
    url = f"data:{attachment.media_type};base64,{encoded}"
    if attachment.sent_as == "image":
        return {"type": "image_url", "image_url": {"url": url}}
    if quirks.documents_as == "document_url":
        return {"type": "document_url", "document_url": url, "document_name": attachment.path.name}
    return {"type": "file", "file": {"filename": attachment.path.name, "file_data": url}}


def read_answer(who: str, raw: bytes, content_type: str = "application/json") -> Completion:
    """A response's body as a completion; its latency and tries are not known here.

    Raises:
        TryAgainError: It is not JSON, has no choice, or says nothing.
    """
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        kind = one_line(content_type.partition(";")[0]) or "nothing"
        raise TryAgainError(f"{who}: the answer is not JSON ({len(raw)} bytes of {kind})") from None
    if not isinstance(body, dict):
        raise TryAgainError(f"{who}: the answer is JSON, but no completion")
    usage = _usage(body.get("usage"))
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(message, dict) or not isinstance(choice, dict):
        error = body.get("error")
        said = (
            f": {one_line(str(error.get('message', '')) if isinstance(error, dict) else str(error))}" if error else ""
        )
        raise TryAgainError(f"{who}: the answer has no choices{said}", usage=usage)
    text, reasoning = _content(message)
    finish = str(choice.get("finish_reason") or "")
    if not text.strip() and finish not in _SILENT:
        raise TryAgainError(f"{who}: the answer is empty (finish reason '{one_line(finish)}')", usage=usage)
    return Completion(
        text=_clean(text),
        reasoning=_clean(reasoning),
        finish_reason=one_line(finish),
        usage=usage,
        model=one_line(str(body.get("model") or "")),
    )


def _content(message: Mapping[str, Any]) -> tuple[str, str]:
    """An answer's text and reasoning, wherever a service puts them."""
    content = message.get("content")
    if isinstance(content, list):
        text = "".join(_text_of(part) for part in content if _kind(part) == "text")
        reasoning = "".join(_text_of(part) for part in content if _kind(part) in {"thinking", "reasoning"})
    else:
        text, reasoning = content if isinstance(content, str) else "", ""
    if not text and isinstance(message.get("refusal"), str):
        text = message["refusal"]
    for key in ("reasoning_content", "reasoning"):
        if isinstance(message.get(key), str):
            reasoning = reasoning or message[key]
    return _without_thoughts(text, reasoning)


def _kind(part: Any) -> str:
    return str(part.get("type", "")) if isinstance(part, dict) else "text"


def _text_of(part: Any) -> str:
    if isinstance(part, str):
        return part
    inner = part.get("text", part.get("thinking", "")) if isinstance(part, dict) else ""
    return "".join(map(_text_of, inner)) if isinstance(inner, list) else str(inner)


def _without_thoughts(text: str, reasoning: str) -> tuple[str, str]:
    found = read_thoughts(text)
    return found.answer, "\n\n".join(part for part in (reasoning, found.reasoning) if part)


def _usage(usage: Any) -> Usage | None:
    if not isinstance(usage, dict):
        return None
    details = usage.get("completion_tokens_details")
    reasoning = details.get("reasoning_tokens") if isinstance(details, dict) else None
    return Usage(
        input_tokens=_count(usage.get("prompt_tokens")),
        output_tokens=_count(usage.get("completion_tokens")),
        reasoning_tokens=_count(reasoning),
    )


def _count(number: Any) -> int:
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else 0


def _clean(text: str) -> str:
    """Text that can be written as UTF-8: half a surrogate pair becomes a replacement character."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
