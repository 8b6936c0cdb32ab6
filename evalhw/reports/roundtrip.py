"""Carry the trace inside an exported report, and read it back.

Invariant: what is read back are the very events that were written: same turns, same answers, same comments by people.
The trace rides in one HTML comment at the end of the file, one event a line, with every sign that could end the comment
written as a JSON escape.
"""

import json
import re

from pydantic import TypeAdapter, ValidationError

from evalhw.errors import TraceError
from evalhw.record.trace import AnyEvent, CompletionArrived, End, Failure, Trace, assemble

OPENING = "<!-- evalhw:trace 1"
CLOSING = "-->"
_UNUSUAL = re.compile(r"[^ -~]+")
_EVENTS: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def embedded(trace: Trace) -> str:
    """The trace as a comment for the end of a report, with a final newline."""
    lines = [OPENING]
    lines += [_line(event) for event in events_of(trace)]
    return "\n".join([*lines, CLOSING]) + "\n"


def events_of(trace: Trace) -> list[AnyEvent]:
    """The events of a trace, in the order of the homework."""
    events: list[AnyEvent] = [trace.header]
    for turn in trace.turns:
        place = {"conversation": turn.asked.conversation, "position": turn.asked.position}
        events.append(turn.asked)
        if turn.completion:
            events.append(CompletionArrived(**place, completion=turn.completion))  # type: ignore[arg-type]  # a place
        elif turn.failure:
            why = {"error": turn.failure, "refused": turn.refused, "usage": turn.spent}
            events.append(Failure(**place, **why))  # type: ignore[arg-type]  # a place and a reason
    events += [*trace.annotations, *trace.notes]
    return [*events, End()] if trace.ended else events


def _line(event: AnyEvent) -> str:
    text = json.dumps(event.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, _ESCAPES[sign])
    text = text.replace("--", "-\\u002d")
    return text if text.isprintable() else _UNUSUAL.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    """Signs that an editor would hide or act on, as JSON escapes."""
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in found.group())


def is_export(text: str) -> bool:
    """Whether a text is a report that carries its trace."""
    return f"\n{OPENING}\n" in text or text.startswith(f"{OPENING}\n")


def read_back(text: str, name: str = "report") -> Trace:
    """The trace that a report carries.

    Args:
        text: The report.
        name: What to call it in messages.

    Raises:
        TraceError: It carries none, or it was cut or changed by hand.
    """
    at = text.rfind(OPENING)
    if at < 0:
        raise TraceError(f"{name}: carries no trace; export it with `evalhw export RUN --to markdown`")
    first = text.count("\n", 0, at) + 2
    events: list[AnyEvent] = []
    for number, line in enumerate(text[at:].split("\n")[1:], first):
        if line.strip() == CLOSING:
            return assemble(events, name)
        if not line.strip():
            continue
        try:
            events.append(_EVENTS.validate_json(line))
        except ValidationError as error:
            reason = error.errors(include_url=False)[0]["msg"]
            raise TraceError(f"{name}:{number}: the trace in this report was changed: {reason}") from None
    raise TraceError(f"{name}: the trace in this report has no end; the file was cut")
