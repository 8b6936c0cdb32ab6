"""How an answer ended: every service has words of its own for the same five ways.

Invariant: only what is known to mean that the model said all it wanted is whole; a word that is not known is not.
"""

from enum import StrEnum


class Ending(StrEnum):
    """The ways in which an answer ends."""

    WHOLE = "whole"
    CUT = "cut"
    """At a cap on its length."""
    BLOCKED = "blocked"
    """By a filter, or by the model itself."""
    TOOLS = "tools"
    """The model asks for a tool instead of going on."""
    BROKEN = "broken"
    """By a fault of the service; what was said before is no answer."""
    UNKNOWN = "unknown"
    """The service does not say, or says what nobody knows."""


# As services document them and clients report them, in lower case and without what stands between words.
_WORDS: dict[Ending, str] = {
    Ending.WHOLE: "stop end endturn stopsequence eos eostoken eosfound stoptoken complete completed done finish "
    "finished success normal endofturn endoftext",
    Ending.CUT: "length maxtokens maxlength modellength maxoutputtokens modelcontextwindowexceeded contextlength "
    "tokenlimit limit truncated incomplete",
    Ending.BLOCKED: "contentfilter contentfiltered safety recitation refusal blocklist prohibitedcontent spii "
    "sensitive imagesafety imageprohibitedcontent imagerecitation moderation guardrail guardrailintervened",
    Ending.TOOLS: "toolcalls toolcall tooluse functioncall functioncalls pauseturn",
    Ending.BROKEN: "error networkerror failed failure abort aborted cancelled canceled timeout servererror interrupted "
    "insufficientsystemresource malformedfunctioncall malformedresponse unexpectedtoolcall other",
}
_ENDINGS = {word: ending for ending, words in _WORDS.items() for word in words.split()}


def ending_of(finish_reason: str) -> Ending:
    """How an answer ended, in whatever case and spelling its service says it.

    Where a service adds its own word after a colon (``content_filter: RECITATION``), the first that is known counts.
    """
    for part in (finish_reason, *finish_reason.split(":")):
        word = "".join(char for char in part.casefold().removeprefix("finish_reason_") if char.isalnum())
        if word in _ENDINGS:
            return _ENDINGS[word]
    return Ending.UNKNOWN


_SAID: dict[Ending, str] = {
    Ending.CUT: "cut at a cap on its length",
    Ending.BLOCKED: "stopped by a filter",
    Ending.TOOLS: "left for a tool",
    Ending.BROKEN: "broken off by the service",
    Ending.UNKNOWN: "ended in a way that is not known",
}


def unfinished(finish_reason: str) -> str:
    """Why an answer is not whole, in a few words and the service's own.

    Empty for a whole answer, and where no reason was recorded, as in a chat that was imported.
    """
    ending = ending_of(finish_reason)
    if ending is Ending.WHOLE or not finish_reason.strip():
        return ""
    return f"{_SAID[ending]} (finish reason '{finish_reason}')"
