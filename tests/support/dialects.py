"""How real services answer, as data: `tests/cases/asking/dialects`, one file a dialect, each answer with its source.

What comes of each situation stands in `tests/cases/asking/situations.yaml`, whatever the dialect in which it is told.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml
from faulty_server import Answer, Seen, filled

CASES = Path(__file__).parent.parent / "cases" / "asking"


@dataclass(frozen=True)
class Situation:
    """One thing that happens with a service.

    Attributes:
        name: What happens, in the words that all dialects share.
        source: Where it is documented or was reported, in public.
        answer: What the service says then.
        given: To which requests.
        while_sent: Only as long as a request holds this parameter, or ``role NAME``.
        waits: Seconds that the service asks to wait, if it does.
        parameters: What is asked with.
        system_as: The role of the system prompt, if another than the service's.
        outcome: What becomes of the first of two conversations.
        model: Whether the second is still asked.
        requests: How many are sent for both; ``tries`` for one more than all tries.
    """

    name: str
    source: str
    answer: Answer
    given: Literal["never", "once", "always", "everything"]
    outcome: Literal["answered", "refused", "failed", "silent"]
    model: Literal["goes on", "ends"]
    requests: int | str
    while_sent: str = ""
    waits: float | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    system_as: str = ""

    def is_given(self, seen: Seen, first: str, before: int) -> bool:
        """Whether a request gets this answer.

        Args:
            seen: The request.
            first: A word of the first conversation's prompt.
            before: How many requests got it before.
        """
        if self.while_sent:
            return holds(seen.body, self.while_sent)
        if self.given == "everything":
            return True
        return self.given != "never" and first in seen.prompt and not (self.given == "once" and before)


def holds(body: dict[str, Any], what: str) -> bool:
    """Whether a request holds a parameter, or a message of ``role NAME``."""
    _, role, name = what.partition("role ")
    return any(one["role"] == name for one in body["messages"]) if role else what in body


@dataclass(frozen=True)
class Dialect:
    """How one service speaks.

    Attributes:
        name: The service.
        service: Its name in `models.yaml`, or that of the service whose format it speaks.
        model: One of its models.
        whole: A good answer.
        situations: What else it says.
    """

    name: str
    service: str
    model: str
    whole: Answer
    situations: tuple[Situation, ...]


def dialects() -> tuple[Dialect, ...]:
    """All dialects, in the order of their names."""
    common = yaml.safe_load((CASES / "situations.yaml").read_text(encoding="utf-8"))
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((CASES / "dialects").glob("*.yaml"))]
    return tuple(_dialect(one, common) for one in read)


def _dialect(read: dict[str, Any], common: dict[str, Any]) -> Dialect:
    whole = Situation(name="whole", source=read["whole"]["source"], answer=_answer(read["whole"]), **common["whole"])
    others = [_situation(name, told, common) for name, told in read["situations"].items()]
    return Dialect(read["dialect"], read["service"], read["model"], whole.answer, (whole, *others))


def _situation(name: str, told: dict[str, Any], common: dict[str, Any]) -> Situation:
    said = {key: told[key] for key in ("while_sent", "waits", "parameters", "system_as") if key in told}
    return Situation(name=name, source=told["source"], answer=_answer(told), **common[name], **said)


def _answer(told: dict[str, Any]) -> Answer:
    """What is said; ``resets`` seconds from now stand in `{resets}`, in milliseconds since 1970."""
    headers = dict(told.get("headers", {}))
    resets = str(int((time.time() + told["resets"]) * 1000)) if "resets" in told else ""
    return Answer(filled(told["body"], resets, "{resets}"), told.get("status", 200), headers)
