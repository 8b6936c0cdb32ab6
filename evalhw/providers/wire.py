"""The Chat Completions format that most services speak: requests out, answers in.

Invariant: reasoning is never part of an answer's text; what broke off, or says nothing without a reason to, is no
answer. Whatever a service sends beside the answer is optional, and nothing in it can cost the answer.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from evalhw.providers.base import Attachment, Conversation, Message
from evalhw.providers.failures import TryAgainError, of_status, one_line
from evalhw.providers.parameters import EXTRA
from evalhw.providers.usage import usage_in
from evalhw.reading.thoughts import read_thoughts
from evalhw.record.finish import Ending, ending_of
from evalhw.record.trace import Completion

_LONGEST_NUMBER = 15
_DEEPEST = 50
"""Levels of nesting that are read; no service says anything of worth further down."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_TEXT = {"text", "output_text", "refusal"}
"""Kinds of a content part that hold an answer's text."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Quirks:
    """How a service departs from the format.

    Attributes:
        max_tokens_as: What it calls the cap on an answer's tokens.
        seed_as: What it calls the seed; empty if it takes none.
        omit: Parameters that it refuses.
        system_as: The role of the system prompt; ``user`` puts it before the first prompt.
        documents_as: How a document is sent: ``file`` (OpenAI), ``document_url`` (Mistral).
        finish_as: What finish reasons of its own mean, in words that everybody knows.
    """

    max_tokens_as: str = "max_tokens"
    seed_as: str = "seed"
    omit: tuple[str, ...] = ()
    system_as: str = "system"
    documents_as: str = "file"
    finish_as: tuple[tuple[str, str], ...] = ()


def request_body(conversation: Conversation, model: str, quirks: Quirks) -> Json:
    """A conversation as the body of a request."""
    system = conversation.system.strip()
    spoken = list(without_silence(conversation.messages))
    messages: list[Json] = []
    if system and quirks.system_as == "user":
        spoken[:1] = [replace(message, text=f"{system}\n\n{message.text}") for message in spoken[:1]]
    elif system:
        messages.append({"role": quirks.system_as, "content": system})
    messages += [_message(message, quirks) for message in spoken]
    return {"model": model, "messages": messages, **parameters_sent(conversation.parameters, quirks)}


def parameters_sent(asked: Mapping[str, Any], quirks: Quirks) -> Json:
    """Parameters as a service is sent them: by its names, without what it refuses; what is extra goes as it is."""
    names = {"max_tokens": quirks.max_tokens_as, "seed": quirks.seed_as}
    sent = {names.get(name, name): value for name, value in asked.items() if name not in quirks.omit and name != EXTRA}
    sent.pop("", None)
    return {**asked.get(EXTRA, {}), **sent}


def without_silence(messages: Iterable[Message]) -> Iterator[Message]:
    """A conversation without the turns in which the model said nothing.

    No service takes an empty message, and most want the roles to alternate: what was asked before and after a silence
    becomes one message.
    """
    last: Message | None = None
    for message in messages:
        if message.role == "assistant" and not message.text.strip():
            continue
        if last is not None and last.role == message.role:
            text = "\n\n".join((with_text_attachments(last), message.text))
            files = tuple(one for one in last.attachments if one.sent_as != "text")
            last = Message(message.role, text, (*files, *message.attachments))
            continue
        if last is not None:
            yield last
        last = message
    if last is not None:
        yield last


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


_TELLS_WHY = {Ending.BLOCKED, Ending.CUT}
"""Endings that say themselves why nothing was said."""


def read_answer(
    who: str, raw: bytes, content_type: str = "application/json", finish_as: Mapping[str, str] | None = None
) -> Completion:
    """A response's body as a completion; its latency and tries are not known here.

    Args:
        who: The provider, for messages.
        raw: The body.
        content_type: What it says it is.
        finish_as: What finish reasons of the service's own mean, in words that everybody knows.

    Raises:
        TryAgainError: It is not JSON, has no choice, broke off, or says nothing without a reason to.
        RefusedError: It is an error that speaks of whoever asks.
        PromptRefusedError: It is an error that speaks of the prompt.
    """
    body = _body(who, raw, content_type)
    usage = usage_in(body)
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = _message_in(choice)
    if message is None and isinstance(choice, dict) and ending_of(_finish(choice)) in _TELLS_WHY:
        message = {}  # a filter may take the message with it
    if not isinstance(message, dict) or not isinstance(choice, dict):
        if body.get("error"):
            raise of_status(who, 200, {}, body)
        raise TryAgainError(f"{who}: the answer has no choices", usage=usage)
    finish = _finish(choice)
    finish = (finish_as or {}).get(finish, finish)
    text, reasoning = _content(message)
    completion = Completion(
        text=_clean(text),
        reasoning=_clean(reasoning),
        finish_reason=one_line(finish),
        usage=usage,
        model=one_line(str(body.get("model") or "")),
    )
    error = next((part["error"] for part in (choice, message, body) if part.get("error")), None)
    if error is not None or ending_of(finish) in {Ending.BROKEN, Ending.UNKNOWN}:
        raise _broken(who, completion, error)
    if not completion.text.strip() and not _may_be_silent(completion, message):
        raise TryAgainError(f"{who}: the answer is empty (finish reason '{completion.finish_reason}')", usage=usage)
    return completion


def _message_in(choice: Any) -> Any:
    """The message of a choice; some services have the older format, in which it is a text, or send it as a piece."""
    if not isinstance(choice, dict):
        return None
    if isinstance(choice.get("text"), str) and not choice.get("message"):
        return {"content": choice["text"]}
    return choice.get("message") or choice.get("delta")


def _body(who: str, raw: bytes, content_type: str) -> Json:
    """A response's body as JSON values, be it a stream of pieces."""
    try:
        body = read_json(raw)
    except (ValueError, RecursionError):
        body = _joined(raw)
        if not body:
            kind = one_line(content_type.partition(";")[0]) or "nothing"
            raise TryAgainError(f"{who}: the answer is not JSON ({len(raw)} bytes of {kind})") from None
    if isinstance(body, list) and body and isinstance(body[0], dict) and "error" in body[0]:
        body = body[0]
    if not isinstance(body, dict):
        raise TryAgainError(f"{who}: the answer is JSON, but no completion")
    return body


def read_json(raw: bytes) -> Any:
    """JSON values, without what is beyond all sense: such numbers become 0, and what nests too deep becomes null.

    Raises:
        ValueError: It is not JSON.
    """
    text = raw.decode(json.detect_encoding(raw), "surrogatepass")
    return json.loads(_shallow(text), parse_int=_integer, parse_float=_fraction, parse_constant=lambda _name: 0)


def _shallow(text: str) -> str:
    """JSON text in which null stands for whatever nests deeper than is read."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return text
    kept: list[str] = []
    depth = at = 0
    for found in _TOKEN.finditer(text):
        if found[0] in {"[", "{"}:
            depth += 1
            if depth == _DEEPEST + 1:
                kept += (text[at : found.start()], "null")
        elif found[0] in {"]", "}"}:
            if depth == _DEEPEST + 1:
                at = found.end()
            depth -= 1
    return "".join((*kept, text[at:])) if depth <= _DEEPEST else text


def _integer(digits: str) -> int:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else 0


def _fraction(digits: str) -> float:
    number = float(digits)
    return number if abs(number) < 10.0**_LONGEST_NUMBER else 0.0


def _joined(raw: bytes) -> Json:
    """The pieces of a stream as one completion; empty if there are none."""
    choice: Json = {}
    whole: Json = {}
    said: dict[str, list[str]] = {"content": [], "reasoning_content": []}
    for piece in _pieces(raw):
        whole |= {key: value for key, value in piece.items() if value is not None}
        choices = piece.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(first, dict):
            continue
        choice |= {key: value for key, value in first.items() if value is not None}
        delta = first.get("delta")
        for key, value in delta.items() if isinstance(delta, dict) else ():
            name = "reasoning_content" if key == "reasoning" else key
            if isinstance(value, str) and name in said:
                said[name].append(value)
    if not choice:
        return whole
    return {**whole, "choices": [{**choice, "message": {name: "".join(parts) for name, parts in said.items()}}]}


def _pieces(raw: bytes) -> Iterator[Json]:
    for line in raw.decode("utf-8", "replace").splitlines():
        text = line.removeprefix("data:").strip()
        if not text.startswith("{"):
            continue
        try:
            piece = read_json(text.encode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            continue
        if isinstance(piece, dict) and ("choices" in piece or "error" in piece):
            yield piece


def _finish(choice: Mapping[str, Any]) -> str:
    """Why the answer ended, in the service's words; some gateways give only those of the service behind them."""
    for key in ("finish_reason", "native_finish_reason", "done_reason", "stop_reason"):
        if isinstance(choice.get(key), str) and choice[key].strip():
            return str(choice[key])
    return ""


def _broken(who: str, completion: Completion, error: Any) -> Exception:
    """The failure of an answer that is none, though it holds text."""
    if error is not None:
        failure = of_status(who, 200, {}, {"error": error})
        failure.usage = completion.usage
        failure.arrived = completion
        return failure
    finish = completion.finish_reason
    why = f"finish reason '{finish}'" if finish else "no finish reason"
    if ending_of(finish) is Ending.UNKNOWN:
        why += f"; if the service ends whole answers so, say in models.yaml: finish_as: {{'{finish}': stop}}"
    return TryAgainError(f"{who}: the answer broke off ({why})", usage=completion.usage, arrived=completion)


def _may_be_silent(completion: Completion, message: Mapping[str, Any]) -> bool:
    """Whether an answer without text is what the model has to say: asking again would be in vain."""
    if ending_of(completion.finish_reason) is not Ending.WHOLE or completion.reasoning.strip():
        return True
    content = message.get("content")
    others = isinstance(content, list) and any(_kind(part) not in _TEXT for part in content)
    return bool(message.get("tool_calls") or message.get("function_call") or others)


def _content(message: Mapping[str, Any]) -> tuple[str, str]:
    """An answer's text and reasoning, wherever a service puts them."""
    content = message.get("content")
    content = [content] if isinstance(content, dict) else content
    if isinstance(content, list):
        text = "".join(_text_of(part) for part in content if _kind(part) in _TEXT)
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
    return str(part.get("type", "text")) if isinstance(part, dict) else "text"


def _text_of(part: Any) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        return "".join(map(_text_of, part))
    if not isinstance(part, dict):
        return ""
    inner = next((part[key] for key in ("text", "thinking", "reasoning", "refusal") if part.get(key)), "")
    return _text_of(inner) if isinstance(inner, list | str) else ""


def _without_thoughts(text: str, reasoning: str) -> tuple[str, str]:
    found = read_thoughts(text)
    return found.answer, "\n\n".join(part for part in (reasoning, found.reasoning) if part)


def _clean(text: str) -> str:
    """Text that can be written as UTF-8: half a surrogate pair becomes a replacement character."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
