"""Read a recorded chat: markdown with ``## User`` and ``## Assistant``, or JSON messages with roles.

Invariant: what was said is kept as it stands. Only what an editor added (front matter, notes such as
``[attachment: …]``) is taken out, and only text that was misread is repaired.
"""

import json
import re
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from evalhw.errors import NotFoundError, TraceError
from evalhw.files.mojibake import repair
from evalhw.reading.thoughts import read_thoughts

MAX_BYTES = 50_000_000
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_ATTACHMENT = re.compile(r"\[attachment: ([^\]]{1,300}?)(?:, not recorded)?\]")
_NOT_RECORDED = re.compile(r"\[[^\]]{1,100} not recorded\]")
_ROLES = {"## User": "user", "## Assistant": "assistant", "## System": "system"}


@dataclass(frozen=True)
class ChatTurn:
    """A prompt and its answer.

    Attributes:
        prompt: What was asked; empty if it was not recorded.
        answer: What was said; None if nothing was.
        attachments: What the prompt carried, by the words of the record.
        reasoning: The model's reasoning; empty if it was not recorded.
        reasoning_seconds: How long the model reasoned, if the record says so.
    """

    prompt: str
    answer: str | None
    attachments: tuple[str, ...] = ()
    reasoning: str = ""
    reasoning_seconds: float | None = None


@dataclass(frozen=True)
class Chat:
    """A whole chat.

    Attributes:
        turns: In order.
        system: The system prompt; empty if there was none.
        meta: The front matter.
    """

    turns: tuple[ChatTurn, ...]
    system: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def truncated(self) -> bool:
        """Whether the record ends in the middle of the last answer."""
        return self.meta.get("truncated") is True


@dataclass(frozen=True)
class _Said:
    role: str
    text: str
    reasoning: str = ""
    attachments: tuple[str, ...] = ()


def read_chat(path: Path) -> Chat:
    """Read a chat from a file.

    Raises:
        NotFoundError: There is no such file.
        TraceError: It is neither form of chat, or holds no turn.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotFoundError(f"{path}: cannot be read ({error.strerror})") from None
    if len(raw) > MAX_BYTES:
        raise TraceError(f"{path}: a chat may have {MAX_BYTES // 1_000_000} MB, this has {len(raw) // 1_000_000}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TraceError(f"{path}: not UTF-8 (byte {error.start})") from None
    return parse_chat(text, str(path))


def parse_chat(text: str, name: str = "chat") -> Chat:
    """Read a chat from its text; see `read_chat`."""
    text = text.replace("\r\n", "\n")
    if text.lstrip()[:1] in {"[", "{"}:
        meta: dict[str, Any] = {}
        said = _messages(text, name)
    else:
        said, meta = _sections(text, name)
    turns = _turns(said)
    if not turns:
        raise TraceError(f"{name}: no turn found; expected '## User' and '## Assistant', or a JSON list of messages")
    system = "\n\n".join(one.text for one in said if one.role == "system")
    return Chat(turns=turns, system=system, meta=meta)


def _sections(text: str, name: str) -> tuple[list[_Said], dict[str, Any]]:
    meta, body = _front_matter(text, name)
    lines = body.split("\n")
    borders = _borders(lines)
    said: list[_Said] = []
    for start, end in pairwise([*borders, len(lines)]):
        role = _ROLES[lines[start].rstrip()]
        said.append(_Said(role, repair("\n".join(lines[start + 1 : end]).strip("\n"))))
    return said, meta


def _front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    from evalhw.files.yaml_file import parse_yaml

    head = re.match(r"---\n(.*?\n)?---\n", text, re.DOTALL)
    if head is None:
        return {}, text
    content = parse_yaml((head[1] or "").encode(), name).content
    return content if isinstance(content, dict) else {}, text[head.end() :]


def _borders(lines: list[str]) -> list[int]:
    """The lines on which a role's section begins: exact headings, outside fenced code."""
    fenced = _fenced(lines)
    return [number for number, line in enumerate(lines) if line.rstrip() in _ROLES and not fenced[number]]


def _fenced(lines: list[str]) -> bytearray:
    """For each line, whether it is in fenced code. A fence that never closes is none, lest it swallow the rest."""
    inside = bytearray(len(lines))
    borders = [number for number, line in enumerate(lines) if line.rstrip() in _ROLES]
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        mark = _FENCE.fullmatch(line) if "```" in line or "~~~" in line else None
        if mark is None:
            continue
        if opened is None:
            opened = (number, mark[1])
        elif mark[1][0] == opened[1][0] and len(mark[1]) >= len(opened[1]) and not mark[2].strip():
            inside[opened[0] : number + 1] = b"\1" * (number + 1 - opened[0])
            opened = None
        elif mark[2].strip() and bisect(borders, number) > bisect(borders, opened[0]):
            # Another block opens, and a role's heading stands between: the first fence was left open.
            opened = (number, mark[1])
    return inside


def _messages(text: str, name: str) -> list[_Said]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TraceError(f"{name}: not JSON ({str(error)[:100]})") from None
    messages = content.get("messages") if isinstance(content, dict) else content
    if not isinstance(messages, list):
        raise TraceError(f'{name}: expected a list of messages, or {{"messages": […]}}')
    return [one for index, message in enumerate(messages) if (one := _message(message, f"{name}: message {index + 1}"))]


def _message(message: Any, where: str) -> _Said | None:
    roles = {"system": "system", "developer": "system", "user": "user", "human": "user", "assistant": "assistant"}
    role = message.get("role") if isinstance(message, dict) else None
    if not isinstance(role, str):
        raise TraceError(f'{where}: expected {{"role": …, "content": …}}')
    if role not in roles:
        return None  # what a tool said is not the model's answer
    text, reasoning, attachments = _content(message.get("content"), where)
    for key in ("reasoning_content", "reasoning"):
        if isinstance(message.get(key), str):
            reasoning = reasoning or message[key]
    return _Said(roles[role], repair(text), repair(reasoning), attachments)


def _content(content: Any, where: str) -> tuple[str, str, tuple[str, ...]]:
    if content is None or isinstance(content, str):
        return content or "", "", ()
    if not isinstance(content, list):
        raise TraceError(f"{where}: 'content' is a text or a list of parts")
    texts, reasoning, attachments = [], [], []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if isinstance(part, str):
            texts.append(part)
        elif kind in {"text", "input_text", "output_text"}:
            texts.append(str(part.get("text", "")))
        elif kind in {"thinking", "reasoning"}:
            inner = part.get("thinking", part.get("text", ""))
            reasoning.append(_content(inner, where)[0])
        else:
            attachments.append(str(kind or "part"))
    return "".join(texts), "".join(reasoning), tuple(attachments)


def _turns(said: list[_Said]) -> tuple[ChatTurn, ...]:
    """Pair prompts with answers; two of the same role in a row are one."""
    groups: list[list[_Said]] = []
    for one in said:
        if one.role == "system":
            continue
        if not groups or (one.role == "user" and groups[-1][-1].role == "assistant"):
            groups.append([])
        groups[-1].append(one)
    return tuple(_turn(group) for group in groups)


def _turn(group: list[_Said]) -> ChatTurn:
    prompts = [one for one in group if one.role == "user"]
    prompt, notes = _without_notes("\n\n".join(one.text for one in prompts))
    attachments = (*notes, *(name for one in prompts for name in one.attachments))
    answers = [_answer(one) for one in group if one.role == "assistant"]
    if not answers:
        return ChatTurn(prompt, None, attachments)
    seconds = [second for _, _, second in answers if second is not None]
    return ChatTurn(
        prompt=prompt,
        answer="\n\n".join(text for text, _, _ in answers),
        attachments=attachments,
        reasoning="\n\n".join(reasoning for _, reasoning, _ in answers if reasoning),
        reasoning_seconds=sum(seconds) if seconds else None,
    )


def _without_notes(prompt: str) -> tuple[str, tuple[str, ...]]:
    kept, attachments = [], []
    for line in prompt.split("\n"):
        attachment = _ATTACHMENT.fullmatch(line.strip())
        if attachment:
            attachments.append(attachment[1])
        elif not _NOT_RECORDED.fullmatch(line.strip()):
            kept.append(line)
    return "\n".join(kept).strip("\n"), tuple(attachments)


def _answer(said: _Said) -> tuple[str, str, float | None]:
    """An assistant's section as answer, reasoning and seconds.

    Only a section that begins with ``### Reasoning`` is divided: elsewhere ``### Answer`` is the model's own heading.
    """
    if not said.text.startswith("### Reasoning"):
        divided = read_thoughts(said.text)
        return divided.answer, "\n\n".join(part for part in (said.reasoning, divided.reasoning) if part), None
    lines = said.text.split("\n")
    fenced = _fenced(lines)
    border = next((row for row, line in enumerate(lines) if line.rstrip() == "### Answer" and not fenced[row]), None)
    if border is None:
        border = len(lines)
    seconds, reasoning = _reasoning(lines[1:border])
    return "\n".join(lines[border + 1 :]).strip("\n"), reasoning, seconds


def _reasoning(lines: list[str]) -> tuple[float | None, str]:
    seconds = None
    kept: list[str] = []
    for line in lines:
        said = re.fullmatch(r"reasoning_seconds:\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*", line)
        if said and seconds is None and not any(map(str.strip, kept)):
            seconds = float(said[1])
        elif not _NOT_RECORDED.fullmatch(line.strip()):
            kept.append(line)
    return seconds, "\n".join(kept).strip("\n")
