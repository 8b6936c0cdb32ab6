"""What an answer says to be polite: "Sure! Here are the answers:", "I hope this helps".

Invariant: a passage is taken for politeness only where nothing but politeness stands in its block.
"""

import re
from itertools import pairwise

from evalhw.text.layout.blocks import Block
from evalhw.text.layout.document import Document

_OPENING = re.compile(
    r"(?:sure|certainly|of course|absolutely|okay|ok|alright|great|thanks?|thank you|hello|hi|hey|no problem|"
    r"happy to help|here(?:'s| is| are| you go)|below (?:is|are)|let's|let us|let me|i'll|i will|based on the|"
    r"to (?:answer|address|solve)|the following (?:is|are)|this is a)\b",
    re.IGNORECASE,
)
_SHORT_OPENING = re.compile(
    r"(?:sure|certainly|of course|absolutely|okay|ok|alright|great question|hello|hi|hey|happy to help|no problem)"
    r"(?: thing)?[!,. 😊👍🙂-]*(?:(?:here(?:'s| is| are)|let's|let me|i'd be|i'll|i am|i'm)[^.!:\n]{0,160}[.!:]?)?$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:i hope (?:this|that|these|it)\b|hope (?:this|that|it) (?:helps|is)|let me know\b|please let me know|"
    r"feel free to\b|please feel free|if you (?:have|need|would like|'d like|want|found|manage|find)\b|"
    r"would you like (?:me )?to|do you want me|"
    r"good luck\b|happy (?:to help|learning|studying)|is there anything|don't hesitate|"
    r"i(?:'d| would) be (?:happy|glad)|"
    r"i can also|want me to|best of luck|cheers\b|thank you for|you're welcome)",
    re.IGNORECASE,
)
_LONGEST_OPENING = 40
_LONGEST_CLOSING = 60


def opening_end(document: Document) -> int:
    """Where the polite opening ends: the blocks before it say nothing on the matter."""
    end = 0
    blocks = document.blocks[:4]
    for block, following in pairwise(blocks):
        polite = block.kind == "paragraph" and _opens(document.view(block).text, following)
        if not polite and not (block.kind == "rule" and end > 0):
            break
        end = following.start
    return end


def _opens(text: str, following: Block) -> bool:
    line = " ".join(text.split())
    if len(line.split()) > _LONGEST_OPENING:
        return False
    if _SHORT_OPENING.match(line):
        return True
    ends = line.endswith(":") or following.kind in {"heading", "rule"}
    return ends and _OPENING.match(line) is not None and not any(mark in line[:-1] for mark in ("=", ";"))


def closing_start(document: Document, end: int | None = None) -> int:
    """Where the polite closing starts; the end of the text if there is none."""
    stop = len(document.raw) if end is None else end
    start = stop
    seen = False
    for block in reversed([block for block in document.blocks if block.start < stop]):
        if block.kind == "rule":
            start = block.start
            continue
        if block.kind != "paragraph" or not _closes(document.view(block).text):
            break
        start, seen = block.start, True
    return start if seen else stop


def _closes(text: str) -> bool:
    line = " ".join(text.split())
    return len(line.split()) <= _LONGEST_CLOSING and _CLOSING.match(re.sub(r"^[^\w]+", "", line)) is not None
