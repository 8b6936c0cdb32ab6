"""What the words around a formula make of it: a definition, an assumption, a goal, something rejected, an example.

Invariant: words alone never make a formula true or false; they say in what spirit it was written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from evalhw.mathematics.derivations.statements import SLOT

if TYPE_CHECKING:
    from evalhw.mathematics.derivations.statements import Placed

Stance = Literal["claim", "goal", "rejected", "example", "option", "supposed"]

_NEAR = 220  # characters before a formula within which words still speak of it


def _any(*phrases: str) -> re.Pattern[str]:
    """One of the phrases; a blank in a phrase is any white space."""
    return re.compile("|".join(phrases).replace(" ", r"\s+"), re.IGNORECASE)


def _leading(*words: str) -> re.Pattern[str]:
    """One of the words before the formula, in its own part of the sentence."""
    return re.compile(rf"\b(?:{'|'.join(words).replace(' ', chr(92) + 's+')})\b[^.;]*$", re.IGNORECASE)


_REJECTED_BEFORE = _any(
    r"\b(?:common|frequent|typical|easy|usual|classic) (?:mistake|error|slip|pitfall|misconception|misreading)",
    r"\btempt(?:ing|ed)\b",
    r"\b(?:beware of|avoid|refrain from|resist) (?:\w+ )?(?:writing|using|claiming|saying|replacing|confusing)",
    r"\b(?:wrong|incorrect|false|invalid|bogus|flawed|ill-?(?:shaped|formed)) "
    r"(?:identity|equation|equality|claim|statement|formula|shortcut|step|argument|version|form|relation)\b",
    r"\b(?:one|you|we|someone|people|students?) (?:might|may|could|often|sometimes) (?:\w+ )?"
    r"(?:think|write|believe|say|claim|expect|forget|drop|confuse|guess)",
    r"\bwould(?: be| have been)? (?:wrong|incorrect|a mistake|an? error|ill)",
    r"\b(?:it|this|that) is (?:wrong|incorrect|false|a mistake|not (?:true|correct|the case|valid))",
    r"\b(?:incorrectly|mistakenly|erroneously|wrongly|naively|falsely)\b",
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t|did not|must not|should not|cannot|can['’]t|never|nor) (?:\w+ ){0,3}"
    r"(?:write|have|get|imply|follow|give|read|mean|need|confuse|hold|assume|simplify|be|become|equal|use|claim|say"
    r"|replace|conclude)\b",
    r"\b(?:not(?! only)|instead of|rather than|as opposed to|unlike|in contrast to|nowhere)\b\s*"
    r"(?:the |a |that |in general )?(?:\w+ )?[\s:,\"'(]*$",
)
_DENIED = re.compile(  # one cannot cancel this to get that
    r"\b(?:can\s?not|can['’]t|may\s+not|must\s+not|should\s+not|do(?:es)?\s+not|don['’]t|not\s+(?:allowed|possible|valid))\b"
    r"(?P<between>[^.;:]{0,120})\bto\s+(?:get|obtain|conclude|deduce|reach|arrive\s+at|give|yield|force)\W*(?:that\W*)?$",
    re.IGNORECASE,
)
_BAD = (
    r"(?:wrong|incorrect|false|invalid|a mistake|tempting|nonsense|ill-?(?:shaped|formed|defined)"
    r"|not (?:true|correct|right|valid|the|what|possible|conformable|even|well|equal|in general"
    r"|an? identity|available|always|generally))"
)
_REJECTED_AFTER = _any(
    r"^[\s,)\"'*_]*(?:\([^)]{0,40}\)\s*)?(?:which|that|this|it|and|but)?\s*(?:"
    rf"(?:is|are|was|would be|looks?|seems?) (?:\w+ ){{0,3}}{_BAD}"
    r"|(?:is|are|was|would|will|holds?) (?:be )?(?:only|just|merely) (?:be )?"
    r"(?:true|correct|valid|right|hold|the case|if|when|for|in)\b"
    r"|(?:(?:is|are) (?:true|correct|valid)|holds?) only (?:if|when|for|in|under)\b|\W{0,3}[❌✗✘]"
    r"|(?:only|just) holds? (?:if|when|for|in|under)\b|(?:need|must|may|should|can)(?: not|n['’]t)\b"
    r"|(?:does|do|did|would|could|can)(?: not|n['’]t) (?:\w+ )?"
    r"(?:hold|follow|work|make|fit|type|exist|multiply|conform|match|apply)"
    r"|(?:fails?|breaks?)\b|\((?:wrong|incorrect|false)\))"
)
_RETRACTED = _any(
    r"^\W*(?:hmm+|wait|oops|actually,? (?:no|this|that)|no,? (?:wait|sorry|actually|this|that|it should)\b"
    r"|but (?:this|that|it) is (?:wrong|incorrect|not)"
    r"|scratch that|correction|let me (?:re|correct|fix)|(?:the )?(?:dimensions|shapes) (?:do not|don['’]t)"
    r"|(?:this|that|it|which) (?:is|was|cannot be|can['’]t be|would be) "
    r"(?:wrong|incorrect|false|not (?:right|correct|true)|a mistake))"
)
_BEHIND_SLOT = re.compile(rf"{SLOT.pattern}\s*$")
_POINTS_BACK = _any(r"(?:this|that|it) is")
_TURNED = _any(r"\b(?:but|instead|rather|correct(?:ly|ed)?|right|so|hence|it is|should be)\b")
_SHOWING = r"(?:show|prove|verify|check|demonstrate|establish|confirm|see|ask)"
_GOAL = _any(
    r"\b(?:need|want|have|has|ought|remains?|suffices|enough|order|aim|goal|task|required|asked|try|wish|must|should"
    rf"|is|us) (?:is )?(?:to |now )?(?:be )?{_SHOWING}(?:n|ed)?\b",
    rf"\bto {_SHOWING}\b",
    rf"\b{_SHOWING} (?:that|whether|if)\b",
    r"\bwhether\b",
    r"\bclaim\b",
)
_SIDE = re.compile(
    r"(?:\b(?:[LR]\.?H\.?S\.?|[lr]\.?h\.?s\.?|side|left|right|expression|term|gradient|derivative|equation|condition"
    r"|product|first|second|one|other|result)|\([\w*]{1,3}\))[\s:]*$"
)
_JOINING = re.compile(r"[\s,;:.()\d]*(?:and|or|as\s+well\s+as|also|that|for|with)?[\s,;:.()]*", re.IGNORECASE)
_EXAMPLE = _any(r"\b(?:for (?:example|instance)|e\.g\.|special case|toy (?:example|case)|sanity check|as an example)")
_EITHER = _any(r"\beither\b")
_OR = _any(r"\bor\b")
_SENTENCE = re.compile(r"[^.!?]{0,40}[.!?]+\s+")

_DEFINES = _leading(
    r"let(?:['’]s| us)?|lets|define[ds]?|defining|denot(?:e[ds]?|ing)|where|writ(?:e|ing)|introduc(?:e|ing)",
    r"call(?:ing)?|abbreviat(?:e|ing)|set(?:ting)?|put(?:ting)?|with|for|by|using|notation|shorthand|name[ds]?|here|given|being",
    r"consider|residual",
)
_BACKWARD = _leading("where|with|for|here|writing|using|in which|denoting")
_ASSUMES = _leading(
    r"assum(?:e|ing)|substitut(?:e|ing)|choos(?:e|ing)|set(?:ting)?|plug(?:ging)?|insert(?:ing)?|tak(?:e|ing)",
    r"put(?:ting)?|let(?:ting)?|suppos(?:e|ing)|pick(?:ing)?|evaluat(?:e|ing)|replac(?:e|ing)|with|at|use|using",
)
_SUPPOSES = re.compile(
    r"\b(?:assum(?:e|ing)|suppos(?:e|ing)|if|when|let(?:ting)?|set(?:ting)?|choos(?:e|ing)|tak(?:e|ing)"
    r"|consider(?:ing)?|tied|special\s+case|in\s+the\s+case|constrain\w*|impos(?:e|ing)|substitut(?:e|ing)"
    rf"|plug(?:ging)?|put(?:ting)?)\b(?:(?!{SLOT.pattern})[^.;])*(?:{SLOT.pattern}\s*(?:,|and|,\s*and)?\s*)?$",
    re.IGNORECASE,
)
_CHOOSES = _leading("tak(?:e|ing)", "choos(?:e|ing)", "pick(?:ing)?", "select(?:ing)?", "use|using", "chosen", "taken")
_CONCLUDES = _leading(
    r"impl(?:y|ies)|follows?|must|hence|therefore|thus|conclude|we (?:get|obtain|find)|gives?|yields?|every|forces?",
    r"so that|leads? to|result(?:s|ing)?|means|always|only if|necessarily",
)
_IF = _any(r"\b(?:if|when|whenever|assuming|suppose|provided|in case|under)\b")
_HYPOTHETICAL = re.compile(
    r"\b(?:if|when|whenever|unless|provided|in\s+case|suppose|assum(?:e|ing)|would|could|might|ideally|unlike|whether)"
    r"\b[^.]*$",
    re.IGNORECASE,
)
_PART = re.compile(r"\bthen\b|,\s*(?=we|it|this|the|so)|[;:]")
_STATES = _any(
    r"\b(?:so|thus|therefore|hence|gives?|yields?|impl(?:y|ies)|obtain|get|becomes?|simplif\w+|i\.e\.|conditions?"
    r"|optimal\w*|zero|stationar\w*|means|is|are|equals?|reads?|follows?|have|reduces?|vanish\w*|for|derivative"
    r"|gradient|result|find|rearrang\w+)\b"
)
_ZERO = _any(
    r"\b(?:zero|vanish(?:es|ing)?|stationar\w*|optimality|first[- ]order|critical points?|normal equations?)\b",
    r"\b(?:set(?:ting)?|equat(?:e|ing)|put(?:ting)?|requir(?:e|ing)|demand(?:ing)?)\b[^.;]*\b0\b",
    r"=\s*0",
)
_EQUATES = re.compile(
    r"\b(?:is|are|equals?|gives?|becomes?|yields?|reads?|as|be|being)\b[\s:,]*$|[:=]\s*$", re.IGNORECASE
)


_EMPHASIS = re.compile(r"\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")


def _plain(words: str) -> str:
    """The words without marks of emphasis: *not* is not."""
    return _EMPHASIS.sub("", words) if "*" in words or "_" in words else words


def names_a_side(here: Placed) -> bool:
    """Whether a noun stands right before a formula that opens with a sign, so that the noun is its left side."""
    return bool(_SIDE.search(_plain(here.before[-40:])))


def stance(here: Placed) -> Stance:
    """In what spirit a formula is written, by its sentence and what follows, where an answer may take it back."""
    near, after = _plain(here.before[-_NEAR:]), _plain(here.after[:_NEAR])
    if _EXAMPLE.search(here.before):
        return "example"
    ending = _SENTENCE.match(here.behind)
    following = _plain(here.behind[ending.end() :] if ending else here.behind)
    if _REJECTED_AFTER.search(after) or _RETRACTED.search(following) or _rejected_before(near, here.index):
        return "rejected"
    if _EITHER.search(near) and (_OR.search(here.after) or _OR.search(near)):
        return "option"
    return "goal" if _is_goal(near) else "claim"


def _is_goal(near: str) -> bool:
    """Whether the formula is what is to be shown; behind other words than `and` the sentence has gone on."""
    found = None
    for match in _GOAL.finditer(near):
        found = match
    if found is None:
        return False
    pieces = SLOT.split(near[found.end() :])[::2]
    return len(pieces) == 1 or all(_JOINING.fullmatch(piece) for piece in pieces[1:])


def _rejected_before(near: str, index: int) -> bool:
    """Whether a rejection before the formula reaches it; one that another formula or a turn took up does not."""
    denied = _DENIED.search(near)
    if denied is not None and not _TURNED.search(denied.group("between")):
        return True
    found = None
    for match in _REJECTED_BEFORE.finditer(near):
        found = match
    if found is None:
        return False
    between = near[found.end() :]
    if index and between.lstrip().startswith(":") and _POINTS_BACK.match(found.group()):
        return False  # that is wrong: what is right follows
    if _BEHIND_SLOT.search(near[: found.start()]) and between.lstrip()[:1] in {",", ";", ":"}:
        return False  # this would be wrong; what is right follows
    return not SLOT.search(between) and not _TURNED.search(between)


def defines(here: Placed) -> bool:
    """Whether the words introduce a name: let, define, where, with, ..."""
    return bool(_DEFINES.search(here.before[-_NEAR:]))


def defines_backward(here: Placed) -> bool:
    """Whether the name is explained after its use: ... where C = ..."""
    return bool(_BACKWARD.search(here.before[-_NEAR:]))


def puts_in(here: Placed) -> bool:
    """Whether the words put values in: substitute, choose, set, plug in, ..."""
    return bool(_ASSUMES.search(here.before[-_NEAR:]))


def chooses(here: Placed) -> bool:
    """Whether the words choose a value, and do not merely try it: so we take x = 2, choose x = 2."""
    return bool(_CHOOSES.search(here.before[-_NEAR:])) and not hypothetical(here)


def supposes(here: Placed) -> bool:
    """Whether the words suppose something that need not hold: assume, suppose, if, let, set, ..."""
    return bool(_SUPPOSES.search(here.before[-_NEAR:]))


def concludes(here: Placed) -> bool:
    """Whether the words draw a conclusion: it follows that, hence, every ... has."""
    return bool(_CONCLUDES.search(here.before[-90:]))


def equates(words: str) -> bool:
    """Whether the words say that what follows is what was named: is, equals, gives, a colon."""
    return bool(_EQUATES.search(words))


def supposed(here: Placed) -> list[int]:
    """The clauses that the sentence supposes before it comes to the formula."""
    match = _IF.search(here.before)
    return [int(index) for index in SLOT.findall(here.before[match.start() :])] if match else []


def hypothetical(here: Placed) -> bool:
    """Whether the formula stands behind an if, unless or would, in its own part of the sentence."""
    return bool(_HYPOTHETICAL.search(_PART.split(here.before[-_NEAR:])[-1]))


def states(here: Placed) -> bool:
    """Whether the words put the formula forward as a result or a condition; a formula that stands alone does so."""
    alone = not here.before.strip(" \n\t>*_-•")
    return alone or bool(_STATES.search(here.before[-_NEAR:])) or any(_STATES.search(lead) for lead in here.leads[-1:])


def speaks_of_zero(words: str) -> bool:
    """Whether the words set something to zero or speak of optimality."""
    return bool(_ZERO.search(words))
