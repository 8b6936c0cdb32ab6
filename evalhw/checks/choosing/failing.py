"""Options that are said to fail: "raises an error", "does not work", a label "Fails:", "Why not the others?".

Invariant: what fails is rejected only where the question does not ask for failures.
"""

import re
from collections.abc import Sequence

from evalhw.checks.choosing.asked import Asked
from evalhw.checks.choosing.naming import joined
from evalhw.checks.choosing.options import Seen
from evalhw.reading.rules.en.failure import STAGE as FAILURE
from evalhw.reading.rules.en.leftover import STAGE as LEFTOVER
from evalhw.text.language.negation import is_denying_lead
from evalhw.text.language.words import content_stems

_SO_DOES = re.compile(r"\b(?:so|as)\s+(?:do|does|is|are|will|would)\s+(?:the\s+)?[*_`\"'(]*$", re.IGNORECASE)
_LONGEST_LABEL = 100
_OUTRIGHT = "failure.is_error"
_FAILURES = frozenset(
    content_stems("fail fails failing error errors exception exceptions mismatch raise raises invalid")
)


def fails(text: str, one: Seen, seen: Sequence[Seen], asked: Asked) -> bool:
    """Whether what is said of an option is that it fails: "raises an error", "and so does X"."""
    if asked.words & _FAILURES:
        return False
    last = joined(text, one, seen)[1]
    after = next((other.start for other in seen if other.start >= last.end), len(text))
    said = FAILURE.find(text[last.end : after])
    turn = next((found.start for found in said if found.rule.effect == "turns"), len(text))
    failure = next((found for found in said if found.rule.effect == "fails" and found.end <= turn), None)
    if failure is not None:
        return failure.rule.id == _OUTRIGHT or not any(
            found.rule.effect == "negated" and found.end <= failure.start for found in said
        )
    before = next((other for other in reversed(seen) if other.end <= one.start), None)
    return before is not None and _SO_DOES.search(text[: one.start]) is not None and fails(text, before, seen, asked)


def rejecting_label(label: str, asked: Asked) -> bool:
    """Whether a heading or lead-in rejects what stands under it: "Not needed:", "Fails:", "Why not the others?"."""
    if is_denying_lead(label):
        return True
    if len(label) > _LONGEST_LABEL:
        return False
    found = {one.rule.effect: one for one in reversed(LEFTOVER.find(label))}
    if "why_not" in found:
        return True
    others = found.get("others")
    if others is not None:
        start, end = others.groups["said"]
        stands = any(one.rule.effect == "stands" for one in LEFTOVER.find(label[start:end]))
        if not stands or ("negated" in found and found["negated"].end <= others.end):
            return True
    return "fails" in found and not asked.words & _FAILURES


def rejected_by_lead(text: str, one: Seen, seen: Sequence[Seen], asked: Asked) -> bool:
    """Whether the lead of a line rejects the options behind it: "Error: A, B"."""
    head, colon, _ = text.partition(":")
    return bool(colon) and len(head) < min(other.start for other in (one, *seen)) and rejecting_label(head, asked)
