"""Options that are said to fail: "raises an error", "does not work", a label "Fails:", "Why not the others?".

Invariant: what fails is rejected only where the question does not ask for failures.
"""

import re
from collections.abc import Sequence

from evalhw.checks.choosing.asked import Asked
from evalhw.checks.choosing.naming import joined
from evalhw.checks.choosing.options import Seen
from evalhw.text.language.negation import is_denying_lead
from evalhw.text.language.words import content_stems

_ERROR = r"(?:errors?|exceptions?|mismatch(?:es)?|\w*Error|\w+Exception)"
_FAILS = re.compile(
    r"\b(?:raises?|throws?|gives?|produces?|returns?|results? in|leads? to|causes?|yields?|would (?:raise|throw|give|"
    rf"cause))\s+(?:an?\s+)?(?:[\w-]+\s+){{0,3}}{_ERROR}\b"
    r"|\b(?:fails?|errors? out|breaks?|crash(?:es)?)\b(?!\s+to\s+(?:be\s+)?\w+\s+only)"
    r"|\b(?:do|does|would|will|can)(?:\s+not|n['’]?t)\s+(?:work|fit|match|compile|run|broadcast|conform)\b"
    r"|\b(?:cannot|can't|can not)\s+(?:work|be (?:broadcast|computed|multiplied|evaluated|formed))\b"
    r"|\b(?:should|must|ought to)\s+be\s+avoided\b"
    r"|\b(?:is|are)\s+(?:undefined|impossible|ill-defined|not (?:defined|possible|allowed))\b",
    re.IGNORECASE,
)
_IS_FAILURE = re.compile(
    rf"[\s*_`\"')]*(?:(?:[,:=→–—]|->|=>)\s*)?(?:(?:an?|the|is|are)\s+)?(?:[\w-]+\s+){{0,3}}{_ERROR}\b", re.IGNORECASE
)
_SO_DOES = re.compile(r"\b(?:so|as)\s+(?:do|does|is|are|will|would)\s+(?:the\s+)?[*_`\"'(]*$", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:no|not|never|without|neither|nor|hardly)\b|n['’]t\b", re.IGNORECASE)
_TURNS = re.compile(
    r";|\.\s|\b(?:but(?!\s+(?:should|must|is|fails?|raises?|does|would|it)\b)|whereas|while|although|otherwise|if|unless|instead|because|since)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"\W*(?:(?:these|the following|those|which|what|that|the ones that|options? that|it|they)\s+)?"
    rf"(?:fails?|failing|do(?:es)? not work|don't work|invalid|{_ERROR}|raises? (?:an )?{_ERROR}|bad)\W*",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\W*(?:(?:but\s+)?(?:and\s+)?why\s+)?(?:(?:are|is|do|does)\s+)?(?:not\s+)?(?:(?:the|all|any|each)\s+)?"
    r"(?:of\s+the\s+)?(?:(?:other|remaining|wrong|incorrect|rejected)\s+(?:\w+\s+)?(?:options?|choices?|answers?|lines?|"
    r"ones|candidates?|alternatives?|statements?|functions?)|others|rest|alternatives?|distractors?)\b"
    r"(?P<said>[^.!]{0,60})",
    re.IGNORECASE,
)
_STANDS = re.compile(r"\b(?:correct|right|needed|required|chosen|true|work)\b", re.IGNORECASE)
_WHY_NOT = re.compile(r"\W*why\s+not\b", re.IGNORECASE)
_LONGEST_LABEL = 100
_FAILURES = frozenset(
    content_stems("fail fails failing error errors exception exceptions mismatch raise raises invalid")
)


def fails(text: str, one: Seen, seen: Sequence[Seen], asked: Asked) -> bool:
    """Whether what is said of an option is that it fails: "raises an error", "and so does X"."""
    if asked.words & _FAILURES:
        return False
    last = joined(text, one, seen)[1]
    if _IS_FAILURE.match(text, last.end):
        return True
    after = next((other.start for other in seen if other.start >= last.end), len(text))
    clause = _TURNS.split(text[last.end : after], maxsplit=1)[0]
    found = _FAILS.search(clause)
    if found is not None:
        return _NEGATED.search(clause, 0, found.start()) is None
    before = next((other for other in reversed(seen) if other.end <= one.start), None)
    return before is not None and _SO_DOES.search(text[: one.start]) is not None and fails(text, before, seen, asked)


def rejecting_label(label: str, asked: Asked) -> bool:
    """Whether a heading or lead-in rejects what stands under it: "Not needed:", "Fails:", "Why not the others?"."""
    if is_denying_lead(label):
        return True
    if len(label) > _LONGEST_LABEL:
        return False
    if _WHY_NOT.match(label):
        return True
    others = _OTHERS.match(label)
    if others is not None and (_NEGATED.search(others.group()) or not _STANDS.search(others.group("said"))):
        return True
    return not asked.words & _FAILURES and _LABEL.fullmatch(label.rstrip(": ")) is not None


def rejected_by_lead(text: str, one: Seen, seen: Sequence[Seen], asked: Asked) -> bool:
    """Whether the lead of a line rejects the options behind it: "Error: A, B"."""
    head, colon, _ = text.partition(":")
    return bool(colon) and len(head) < min(other.start for other in (one, *seen)) and rejecting_label(head, asked)
