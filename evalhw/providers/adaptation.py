"""What a refusal reveals of a model: a parameter that it does not take, another name for one, another role.

Services say so in any words and with any quotes, and some do not say what they refuse. Invariant: nothing is left out
or renamed that was not refused, or without which the request was not answered; whatever was is told with the answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from evalhw.providers.failures import TryAgainError, of_status, whole_message
from evalhw.providers.wire import Quirks

CAPS = ("max_tokens", "max_completion_tokens")
_REFUSED = (
    "unsupported", "not support", "n't support", "unrecognized", "unrecognised", "unknown", "unexpected", "no such",
    "not permitted", "not allowed", "extra inputs", "extra fields", "additional properties", "deprecated", "no longer",
    "not available", "cannot both", "not both", "only the default", "not accept", "not implemented", "not enabled",
    "got system", "must alternate", "has been removed", "not a valid", "cannot be used", "is forbidden",
)  # fmt: skip
_ROLES = ("role", "system message", "system prompt", "system instruction", "developer instruction", "got system")
_WORD = re.compile(r"[a-z0-9]+")


def adapted(quirks: Quirks, body: Any, parameters: Mapping[str, Any], *, system: bool = False) -> Iterator[Quirks]:
    """The quirks with what a refusal names, in the order in which they are worth a try.

    Args:
        quirks: The quirks that led to the refusal.
        body: The refusal's body.
        parameters: What was asked for; nothing else is ever left out.
        system: Whether there is a system prompt.
    """
    said = whole_message(body).lower()
    error = body.get("error", body) if isinstance(body, dict) else {}
    named = str(error.get("param") or "").lower() if isinstance(error, dict) else ""
    if not any(word in said for word in _REFUSED):
        return
    if system and (any(word in said for word in _ROLES) or "role" in named):
        yield from _other_roles(quirks, said)
    words = _words(f"{named} {said.partition('did you mean')[0]}")
    for name in _named(words, quirks, parameters):
        if name != "max_tokens":
            yield replace(quirks, omit=(*quirks.omit, name))
        elif quirks.max_tokens_as in CAPS:
            yield replace(quirks, max_tokens_as=next(cap for cap in CAPS if cap != quirks.max_tokens_as))


def _named(words: str, quirks: Quirks, parameters: Mapping[str, Any]) -> list[str]:
    """The parameters that are named, in that order; of two that do not go together, the last given first."""
    sent = {"max_tokens": quirks.max_tokens_as, "seed": quirks.seed_as}
    places = {
        name: min(_place(words, name) if name != "max_tokens" else len(words), _place(words, sent.get(name) or name))
        for name in parameters
        if name not in quirks.omit and sent.get(name, name)
    }
    named = [name for name, place in places.items() if place < len(words)]
    return named[::-1] if " both " in words else sorted(named, key=lambda name: places[name])


def _other_roles(quirks: Quirks, said: str) -> Iterator[Quirks]:
    if quirks.system_as == "developer":
        yield replace(quirks, system_as="system")
    if quirks.system_as == "system" and "developer" in said and "developer instruction" not in said:
        yield replace(quirks, system_as="developer")
    if quirks.system_as != "user":
        yield replace(quirks, system_as="user")


def suspects(quirks: Quirks, parameters: Mapping[str, Any], *, system: bool = False) -> Iterator[Quirks]:
    """The quirks with one thing changed that services often refuse without saying so, the likeliest first."""
    optional = [name for name in parameters if name not in {*quirks.omit, "max_tokens"}]
    for name in sorted(optional, key=lambda name: (name in {"temperature", "top_p"}, name != "seed")):
        yield replace(quirks, omit=(*quirks.omit, name))
    if "max_tokens" in parameters and quirks.max_tokens_as in CAPS:
        yield replace(quirks, max_tokens_as=next(cap for cap in CAPS if cap != quirks.max_tokens_as))
    if system and quirks.system_as != "user":
        yield replace(quirks, system_as="user")


def nameless(who: str, status: int, body: Any) -> bool:
    """Whether a refusal says neither what it refuses nor that it is for the prompt or whoever asks."""
    error = of_status(who, status, {}, body)
    return not getattr(error, "settled", True) and not isinstance(error, TryAgainError)


def withheld(quirks: Quirks, asked: Mapping[str, Any]) -> tuple[str, ...]:
    """Which parameters that were asked for are not sent at all, because the service is known to take none."""
    known = [name for name in asked if name in quirks.omit or (name == "seed" and not quirks.seed_as)]
    return tuple(f"{name} was left out: models.yaml says that the service takes none" for name in known)


def departures(first: Quirks, last: Quirks) -> tuple[str, ...]:
    """How a request that was sent departs from what the service is said to take, one line each."""
    said = [f"{name} was left out, for the service refuses it" for name in last.omit if name not in first.omit]
    if last.max_tokens_as != first.max_tokens_as:
        said.append(f"the cap on tokens was sent as {last.max_tokens_as}")
    if last.system_as != first.system_as:
        where = "in the first prompt" if last.system_as == "user" else f"with the role '{last.system_as}'"
        said.append(f"the system prompt was sent {where}, for the service refuses it otherwise")
    return tuple(said)


def _words(text: str) -> str:
    """The words of a text between single blanks, so that quotes, paths and marks make no difference."""
    return f" {' '.join(_WORD.findall(text))} "


def _place(words: str, parameter: str) -> int:
    """Where a parameter is named first; the length of the words if nowhere."""
    parts = parameter.lower().split("_")
    found = [words.find(f" {name} ") for name in (" ".join(parts), "".join(parts)) if name]
    return min((place for place in found if place >= 0), default=len(words))
