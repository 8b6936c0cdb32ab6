"""What a judge's output counts for: one JSON object with a verdict, a reason and a quote, or nothing.

Invariant: an output that says anything beside its one object, or quotes words that do not stand in the answer, decides
nothing. An answer that holds a verdict of its own, repeated by the judge in passing, therefore decides nothing either.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evalhw.checks.fenced import Shown
from evalhw.checks.judgements import JudgeVerdict, Vote
from evalhw.text.layout.hidden import written_out

UNREADABLE = "the output is not the one JSON object that was asked for"
INVENTED = "the quote does not stand in the answer"
NO_QUOTE = "no passage of the answer is quoted"
_LONGEST_OUTPUT = 50_000
_LONGEST_REASON = 400
_TICKS = "```"
_UNKNOWN_ESCAPE = re.compile(r'(\\[\\"/bfnrtu])|\\')
_ANY_ESCAPE = re.compile(r'(\\[\\"/]|\\u[0-9a-fA-F]{4}|\\[bfnrt](?![A-Za-z]))|\\')


@dataclass(frozen=True, slots=True)
class _Said:
    verdict: Literal["met", "not_met"]
    reason: str
    quote: str


def vote_of(verdict: JudgeVerdict, shown: Shown) -> Vote:
    """What a verdict counts for, given the answer as the judge saw it."""
    readings = list(dict.fromkeys(_readings(verdict.output)))
    for said in readings:
        span = shown.locate(said.quote)
        # What an answer does not say cannot be quoted: silence alone needs no quote.
        if span is not None or (said.verdict == "not_met" and not said.quote.strip()):
            return Vote(verdict.judge, said.verdict, _line(said.reason), verdict.prompt, verdict.cost, span)
    why = UNREADABLE if not readings else INVENTED if readings[0].quote.strip() else NO_QUOTE
    return Vote(verdict.judge, "unscored", why, verdict.prompt, verdict.cost)


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
    """The output without the code fence that many models put around JSON."""
    text = output.strip()
    first, _, rest = text.partition("\n")
    if first.strip().lower() in {_TICKS, f"{_TICKS}json"} and rest.endswith(_TICKS):
        return rest.removesuffix(_TICKS)
    return text


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key stands twice")
    return content


def _said(content: Any) -> _Said | None:
    if not isinstance(content, dict):
        return None
    verdict, reason, quote = (content.get(key) for key in ("verdict", "reason", "quote"))
    if verdict not in ("met", "not_met") or not isinstance(reason, str) or not isinstance(quote, str):
        return None
    return _Said(verdict, reason, quote) if reason.strip() else None


def _line(reason: str) -> str:
    line = " ".join(written_out(reason).split())
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 1]}…"
