"""What a judge's output counts for: one JSON object with a verdict, a reason and a quote, or nothing.

Invariant: an output that says anything beside its one object, or quotes words that do not stand in the answer, decides
nothing. What the answer says of its own verdict decides nothing either, repeated by the judge or quoted by it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evalhw.checks.fenced import Shown
from evalhw.checks.judgements import JudgeVerdict, Vote
from evalhw.reading.thoughts import read_thoughts
from evalhw.text.layout.hidden import written_out
from evalhw.text.layout.spans import Span

UNREADABLE = "the output is not the one JSON object that was asked for"
INVENTED = "the quote does not stand in the answer"
NO_QUOTE = "no passage of the answer is quoted"
TOO_SHORT = "the quote is too short to show what decides"
ECHOED = "the output repeats a verdict that stands in the answer"
OWN_VERDICT = "the quote is a verdict that the answer gives itself"
_LONGEST_OUTPUT = 50_000
_LONGEST_REASON = 400
_FENCES = ("`", "~")
_FENCE = 3
_VERDICTS: dict[str, Literal["met", "not_met"]] = {"met": "met", "notmet": "not_met"}
_UNKNOWN_ESCAPE = re.compile(r'(\\[\\"/bfnrtu])|\\')
_ANY_ESCAPE = re.compile(r'(\\[\\"/]|\\u[0-9a-fA-F]{4}|\\[bfnrt](?![A-Za-z]))|\\')


@dataclass(frozen=True, slots=True)
class _Said:
    verdict: Literal["met", "not_met"]
    reason: str
    quote: str


def vote_of(verdict: JudgeVerdict, shown: Shown) -> Vote:
    """What a verdict counts for, given the answer as the judge saw it."""
    why = UNREADABLE
    for said in dict.fromkeys(_readings(verdict.output)):
        span, fault = _decided(said, shown)
        if not fault:
            return Vote(verdict.judge, said.verdict, _line(said.reason), verdict.prompt, verdict.cost, span)
        why = fault if why == UNREADABLE else why
    return Vote(verdict.judge, "unscored", why, verdict.prompt, verdict.cost)


def _decided(said: _Said, shown: Shown) -> tuple[Span | None, str]:
    """The passage that a verdict rests on, and why it cannot be used; "" if it can."""
    if shown.repeats(said.reason):
        return None, ECHOED
    if not said.quote.strip():
        # What an answer does not say cannot be quoted: silence alone needs no quote.
        return None, "" if said.verdict == "not_met" else NO_QUOTE
    span = shown.locate(said.quote)
    if span is None:
        return None, INVENTED
    if not shown.tells(said.quote):
        return None, TOO_SHORT
    return (None, OWN_VERDICT) if shown.in_own_verdict(span) else (span, "")


def _readings(output: str) -> Iterator[_Said]:
    r"""The output as JSON, the backslashes of formulas first taken for what they were probably meant to be.

    Models quote ``\theta`` without doubling its backslash, which JSON reads as a tab and "heta". Which reading is meant
    shows in the answer: there the quoted words stand or they do not.
    """
    text = _unwrapped(output)
    if len(text) > _LONGEST_OUTPUT:
        return
    for reading in (_ANY_ESCAPE.sub(_kept_or_doubled, text), _UNKNOWN_ESCAPE.sub(_kept_or_doubled, text), text):
        try:
            content = json.loads(reading, object_pairs_hook=_object, strict=False)
        except (ValueError, RecursionError):
            continue
        said = _said(content)
        if said is not None:
            yield said


def _kept_or_doubled(found: re.Match[str]) -> str:
    return found[1] or r"\\"


def _unwrapped(output: str) -> str:
    """The output without what harmlessly stands around JSON: a byte order mark, thoughts, one fence of any kind."""
    text = output.strip().removeprefix("\ufeff").strip()
    text = read_thoughts(text).answer.strip()
    mark = text[:1]
    width = len(text) - len(text.lstrip(mark)) if mark in _FENCES else 0
    if width < _FENCE:
        return _without_comma(text)
    fence = mark * width
    _, _, rest = text.partition("\n")
    # A fence on one line, ```{…}```, begins with its object.
    inner = rest or text.removeprefix(fence)
    return _without_comma(inner.removesuffix(fence).strip()) if inner.endswith(fence) else text


def _without_comma(text: str) -> str:
    """JSON without a comma after its last pair, or after its object."""
    body = text.rstrip(", \n\r\t")
    if not body.endswith("}"):
        return text
    pairs = body[:-1].rstrip()
    return pairs.removesuffix(",") + "}" if pairs.endswith(",") else body


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key stands twice")
    return content


def _said(content: Any) -> _Said | None:
    if not isinstance(content, dict):
        return None
    verdict, reason, quote = (content.get(key) for key in ("verdict", "reason", "quote"))
    if not isinstance(verdict, str) or not isinstance(reason, str) or not isinstance(quote, str):
        return None
    decision = _VERDICTS.get("".join(sign for sign in verdict.casefold() if sign not in "_- "))
    return _Said(decision, reason, quote) if decision and reason.strip() else None


def _line(reason: str) -> str:
    line = " ".join(written_out(reason).split())
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 1]}…"
