"""What the words around a formula make of it: a definition, an assumption, a goal, something rejected, an example.

Invariant: words alone never make a formula true or false; they say in what spirit it was written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from evalhw.mathematics.statements import SLOT

if TYPE_CHECKING:
    from evalhw.mathematics.statements import Placed

Stance = Literal["claim", "goal", "rejected", "example", "option"]

_S = SLOT.pattern
_REJECTED_BEFORE = re.compile(
    r"(?:\b(?:common|frequent|typical|easy|usual|classic)\s+(?:mistake|error|slip|pitfall|misconception|misreading)"
    r"|\btempt(?:ing|ed)\b|\b(?:one|you|we|someone|people|students?)\s+(?:might|may|could|often|sometimes)\s+"
    r"(?:\w+\s+)?(?:think|write|believe|say|claim|expect|forget|drop|confuse|guess)"
    r"|\bwould(?:\s+be|\s+have\s+been)?\s+(?:wrong|incorrect|a\s+mistake|an?\s+error|ill)"
    r"|\b(?:it|this|that)\s+is\s+(?:wrong|incorrect|false|a\s+mistake|not\s+(?:true|correct|the\s+case|valid))"
    r"|\b(?:incorrectly|mistakenly|erroneously|wrongly|naively|falsely)\b"
    r"|\b(?:do(?:es)?\s+not|don['’]t|doesn['’]t|did\s+not|must\s+not|should\s+not|cannot|can['’]t|never|nor)\s+"
    r"(?:\w+\s+){0,3}(?:write|have|get|imply|follow|give|read|mean|need|confuse|hold|assume|simplify|be|become|equal)\b"
    r"|\b(?:not|instead\s+of|rather\s+than|as\s+opposed\s+to|unlike|in\s+contrast\s+to|nowhere)\s*(?:the\s+|a\s+|that\s+|in\s+general\s+)?"
    r"(?:\w+\s+)?[\s:,\"'(]*$)",
    re.IGNORECASE,
)
_NEAR = 220  # characters before a formula in which a rejection still reaches it
_REJECTED_AFTER = re.compile(
    r"^[\s,)\"'*_]*(?:\([^)]{0,40}\)\s*)?(?:which|that|this|it|and|but)?\s*"
    r"(?:(?:is|are|was|would\s+be|looks?|seems?)\s+(?:\w+\s+)?(?:wrong|incorrect|false|invalid|a\s+mistake|tempting|"
    r"not\s+(?:true|correct|right|valid|the|what|possible|conformable|even|well|equal|in\s+general)|ill-?(?:shaped|formed|defined)|nonsense)"
    r"|(?:does|do|did|would|could|can)(?:\s+not|n['’]t)\s+(?:\w+\s+)?(?:hold|follow|work|make|fit|type|exist|multiply|conform|match|apply)"
    r"|(?:fails?|breaks?)\b|\((?:wrong|incorrect|false)\))",
    re.IGNORECASE,
)
_RETRACTED = re.compile(
    r"^\W*(?:hmm+|wait|oops|actually,? (?:no|this|that)|no,|but (?:this|that|it) is (?:wrong|incorrect|not)|scratch that"
    r"|(?:this|that|it|which) (?:is|was|cannot be|can['’]t be|would be) (?:wrong|incorrect|false|not (?:right|correct|true)|a mistake)"
    r"|correction|let me (?:re|correct|fix)|(?:the )?(?:dimensions|shapes) (?:do not|don['’]t))",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"\b(?:(?:need|want|have|has|ought|remains?|suffices|enough|order|aim|goal|task|required|asked|try|wish|must|should|is|us)\s+"
    r"(?:is\s+)?(?:to\s+|now\s+)?(?:be\s+)?(?:show|prove|verify|check|demonstrate|establish|confirm|see|ask(?:ed)?)n?"
    r"|to\s+(?:show|prove|verify|check|establish)|(?:show|prove|verify|check|see|ask)\s+(?:that|whether|if)|whether|to\s+be\s+shown|claim\b)",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\b(?:for\s+(?:example|instance)|e\.g\.|special\s+case|toy\s+(?:example|case)|sanity\s+check|as\s+an\s+example)",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\beither\b", re.IGNORECASE)

_DEFINES = re.compile(
    r"\b(?:let(?:['’]s|\s+us)?|lets|define[ds]?|defining|denot(?:e[ds]?|ing)|where|writ(?:e|ing)|introduc(?:e|ing)|call(?:ing)?|abbreviat(?:e|ing)|"
    r"set(?:ting)?|put(?:ting)?|with|for|by|using|notation|shorthand|name[ds]?|here|given|being|consider|residual|"
    r"for\s+(?:brevity|convenience|short))\b[^.;]*$",
    re.IGNORECASE,
)
_BACKWARD = re.compile(r"\b(?:where|with|for|here|writing|using|in\s+which|denoting)\b[^.;]*$", re.IGNORECASE)
_ASSUMES = re.compile(
    r"\b(?:assum(?:e|ing)|substitut(?:e|ing)|choos(?:e|ing)|set(?:ting)?|plug(?:ging)?|insert(?:ing)?|tak(?:e|ing)|put(?:ting)?"
    r"|let(?:ting)?|suppos(?:e|ing)|pick(?:ing)?|evaluat(?:e|ing)|replac(?:e|ing)|with|at|use|using)\b[^.;]*$",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(
    r"\b(?:assum(?:e|ing)|suppos(?:e|ing)|if|when|let(?:ting)?|set(?:ting)?|choos(?:e|ing)|tak(?:e|ing)|consider(?:ing)?|"
    r"tied|special\s+case|in\s+the\s+case|constrain\w*|impos(?:e|ing)|substitut(?:e|ing)|plug(?:ging)?|put(?:ting)?)\b"
    rf"(?:(?!{_S})[^.;])*(?:{_S}\s*(?:,|and|,\s*and)?\s*)?$",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(
    r"\b(?:impl(?:y|ies)|follows?|must|hence|therefore|thus|conclude|we\s+(?:get|obtain|find)|gives?|yields?|every|forces?|so\s+that|"
    r"leads?\s+to|result(?:s|ing)?|means|always|only\s+if|necessarily)\b[^.;]*$",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:if|when|whenever|unless|provided|in\s+case|suppose|assum(?:e|ing)|would|could|might|ideally|unlike|whether)\b[^.]*$",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|when|whenever|assuming|suppose|provided|in\s+case|under)\b", re.IGNORECASE)
_STATES = re.compile(
    r"\b(?:so|thus|therefore|hence|gives?|yields?|impl(?:y|ies)|obtain|get|becomes?|simplif\w+|i\.e\.|conditions?|optimal\w*|zero"
    r"|stationar\w*|means|is|are|equals?|reads?|follows?|have|reduces?|vanish\w*|for|derivative|gradient|result|find|rearrang\w+)\b",
    re.IGNORECASE,
)
_ZERO = re.compile(
    r"\b(?:zero|vanish(?:es|ing)?|stationar\w*|optimality|first[- ]order|critical\s+points?|=\s*0)\b", re.IGNORECASE
)
_EQUAL_ZERO = re.compile(
    r"\b(?:set(?:ting)?|equat(?:e|ing)|put(?:ting)?|requir(?:e|ing)|demand(?:ing)?)\b[^.;]*\b(?:zero|0)\b|\bvanish|\bstationarity\b",
    re.IGNORECASE,
)


def stance(here: Placed) -> Stance:
    """In what spirit a formula is written, by its sentence and what follows, where an answer may take it back."""
    before, after = here.before, here.after
    following = (
        re.sub(r"^[^.!?]*[.!?]+\s*", "", here.behind, count=1)
        if re.match(r"[^.!?]{0,40}[.!?]\s", here.behind)
        else here.behind
    )
    near = before[-_NEAR:]
    if _EXAMPLE.search(before):
        return "example"
    if _REJECTED_AFTER.search(after) or _RETRACTED.search(following) or _rejected_before(near):
        return "rejected"
    if _EITHER.search(near) and (re.search(r"\bor\b", after) or re.search(r"\bor\b", near)):
        return "option"
    return "goal" if _GOAL.search(_last_part(before)) else "claim"


def _rejected_before(near: str) -> bool:
    """Whether a rejection before the formula reaches it; one that another formula or a turn took up does not."""
    found = None
    for match in _REJECTED_BEFORE.finditer(near):
        found = match
    if found is None:
        return False
    between = near[found.end() :]
    turned = re.search(
        r"\b(?:but|instead|rather|correct(?:ly|ed)?|right|so|hence|it\s+is|should\s+be)\b", between, re.IGNORECASE
    )
    return not SLOT.search(between) and not turned


def _last_part(before: str) -> str:
    """The words between the last formula and this one, with what introduced them."""
    return before[-_NEAR:]


def defines(here: Placed) -> bool:
    """Whether the words introduce a name: let, define, where, with, ..."""
    return bool(_DEFINES.search(here.before[-_NEAR:]))


def defines_backward(here: Placed) -> bool:
    """Whether the name is explained after its use: ... where C = ..."""
    return bool(_BACKWARD.search(here.before[-_NEAR:]))


def puts_in(here: Placed) -> bool:
    """Whether the words put values in: substitute, choose, set, plug in, ..."""
    return bool(_ASSUMES.search(here.before[-_NEAR:]))


def supposes(here: Placed) -> bool:
    """Whether the words suppose something that need not hold: assume, suppose, if, let, set, ..."""
    return bool(_SUPPOSES.search(here.before[-_NEAR:]))


def concludes(here: Placed) -> bool:
    """Whether the words draw a conclusion: it follows that, hence, every ... has."""
    return bool(_CONCLUDES.search(here.before[-90:]))


def equates(words: str) -> bool:
    """Whether the words say that what follows is what was named: is, equals, gives, a colon."""
    return bool(re.search(r"\b(?:is|are|equals?|gives?|becomes?|yields?|reads?|as|be|being)\b[\s:,]*$|[:=]\s*$", words))


def supposed(here: Placed) -> list[int]:
    """The clauses that the sentence supposes before it comes to the formula."""
    match = _IF.search(here.before)
    return [int(index) for index in SLOT.findall(here.before[match.start() :])] if match else []


def hypothetical(here: Placed) -> bool:
    """Whether the formula stands behind an if, unless or would, in its own part of the sentence."""
    part = re.split(r"\bthen\b|,\s*(?=we|it|this|the|so)|[;:]", here.before[-_NEAR:])[-1]
    return bool(_HYPOTHETICAL.search(part))


def states(here: Placed) -> bool:
    """Whether the words put the formula forward as a result or a condition."""
    return bool(_STATES.search(here.before[-_NEAR:])) or any(_STATES.search(lead) for lead in here.leads[-1:])


def speaks_of_zero(words: str) -> bool:
    """Whether the words set something to zero or speak of optimality."""
    return bool(_ZERO.search(words) or _EQUAL_ZERO.search(words))
