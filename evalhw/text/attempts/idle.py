"""Sentences that say nothing on any matter: greetings, excuses, offers to go on, plans that are only announced.

Invariant: a sentence with a number, a formula, or a reason in it is never idle; what it says is for the checks to read.
"""

import re

from evalhw.text.language.signalled import signalled

EXCUSE = signalled(
    r"\bi (?:do not|don't|did not|didn't|have not|haven't|was not|wasn't|never)\s+(?:\w+ly )?(?:have|been "
    r"(?:given|shown|provided|told)|given|received?|get|got|read|recall|remember|want to (?:guess|invent|"
    r"speculate|make))\b"
    r"|\bi(?:'d| would) (?:only |just |merely |simply |have to |rather not |prefer not to )*(?:be )?"
    r"(?:mak(?:e|ing)|guess(?:ing)?|speculat(?:e|ing)|invent(?:ing)?|fabricat(?:e|ing))\b"
    r"|\bi(?:'d| would)? (?:first )?(?:have|need) to (?:first )?(?:see|read|know|look at|check|consult)\b"
    r"|\bi have (?:nothing|not much|little) to (?:report|say|add|comment)\b|\bwould be (?:a|pure|mere) (?:guess|"
    r"guesswork|"
    r"speculation|invention)\b"
    r"|\b(?:beyond|outside(?: of)?) (?:what i|my (?:\w+ )?(?:abilit|capabilit|knowledge|scope|reach|competence))"
    r"|\bmy (?:training|knowledge|training data|memory)\b[^.;]{0,40}(?:\bnot\b|n't\b)"
    r"|\b(?:can't|cannot|could not|couldn't|unable|not able|(?:not|n't) possible)\b[^.;]{0,60}\bwithout (?:more|"
    r"further|"
    r"additional|seeing|having|access|knowing|reading)\b|(?:\bnot|n't) possible for me\b"
    r"|\b(?:not|n't) (?:included |been )?(?:in|part of) (?:your|this) (?:message|conversation|prompt)\b"
    r"|\bi(?:'m| am) going to need\b|\bi(?: prefer| choose|'d rather| would rather|"
    r" would prefer) not (?:to )?(?:answer|respond|"
    r"say)\b",
    *("not", "n't", "never", "i'd", "i would", "have to", "have nothing", "have little", "need", "would be", "beyond"),
    *("outside", "unable"),
)
OFFER = signalled(
    r"\b(?:would you like|do you want|would you prefer|shall i|should i (?:go on|continue|proceed|work|show|derive))\b"
    r"|\bif you(?:'d| would)? (?:like|want|wish|prefer)\b|\bjust (?:let me know|say so|ask)\b",
    *("you", "shall i", "should i", "just"),
)
_OBJECT = (
    r"(?:\w+ly )?(?:the|this|it|these|each|both|your|every|all|part|through|on|into|at|over|here|step|how|why|what|"
    r"you|to)"
)
_ADVISED = re.compile(
    r"^\W*(?:instead,? |however,? )?(?:i(?: would|'d)? (?:suggest|recommend|advise)|you (?:may|might|"
    r"could))\b(?: want to| wish "
    r"to| to| that you| you)? ?(?:look|consult|read|check|review|refer|ask|start|begin)\w*\b"
    r"(?: (?:at|to|with|by|the|your|a|any|for|again|over|through|into)\b|\W*$)",
    re.IGNORECASE,
)
_REFERRAL = re.compile(
    r"^\W*(?:(?:please|instead|however|so|therefore|you (?:should|could|may|might|can)|"
    r"i(?: would|'d)? (?:suggest|recommend|advise|encourage)(?: you)?(?: to| that you)?)\b,?\s+)*"
    r"(?:ask(?:ing)?|consult(?:ing)?|contact(?:ing)?|reach(?:ing)? out to|refer(?:ring)? to|talk(?:ing)? (?:to|with)|"
    r"speak(?:ing)? (?:to|with)|turn(?:ing)? to|check(?:ing)? with|consider (?:asking|consulting|contacting))\s+"
    r"[^=]{0,60}?\b(?:instructors?|teachers?|professors?|lecturers?|tutors?|teaching assistants?|tas?|supervisors?|"
    r"textbooks?|lecture notes|course (?:staff|materials?|notes)|classmates?|experts?)\b"
    r"|\bacademic (?:integrity|(?:dis)?honesty)\b|\bdo (?:your|his|her|their) own (?:work|homework)\b|"
    r"\b(?:solve|do|work (?:through|on|out)) (?:it|this|them|these|the (?:problem|homework|question)s?)"
    r" (?:out )?(?:yourself|on your own)\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"^\W*(?:here|below|the following)\b[^=]*:\W*$"
    r"|^\W*(?:(?:so|now|first|then|next|finally|okay|ok|well|hm+|right|alright|as (?:requested|asked)|below|"
    r"here|in the following|to (?:answer|solve|"
    r"do) (?:this|that|"
    r"it)(?: question| problem)?)[,:]?\s+)*"
    r"(?:(?:i|we)(?:'ll| will| shall| am going to|'m going to| are going to|'re going to| plan to| intend to|"
    r" would now)|"
    r"let(?:'s| us| me))\s+(?:now |then |first |next |gladly |happily |briefly |try to )*"
    rf"(?:stop|pause|wait|leave|(?:derive|show|prove|verify|explain|answer|discuss|address|work|go|walk|look|continue|"
    rf"proceed|start|begin|think|consider|outline|solve|tackle|present|break|do)\b(?! (?:with|"
    rf"for)\b) ?(?:{_OBJECT}\b|\W*$))"
    r"[^=]*$"
    r"|^\W*(?:here(?:'s| is| are)|below (?:is|are)|the following is)\s+(?:my |the |a |an |some )?(?:[\w-]+ ){0,2}"
    r"(?:answer|solution|derivation|proof|outline|plan|explanation|argument|comment|response|approach|"
    r"steps?)\b[^=.]*[:.…]*$",
    re.IGNORECASE,
)
_REASONED = re.compile(
    r"\b\d|=|[≈∂∇‖]|:\s*\w|\b(?:because|since|which|so that|namely|that is|therefore|hence)\b", re.IGNORECASE
)
_GREETING = re.compile(
    r"^\W*(?:okay|ok|hello|hi|hey|thanks?(?: you)?(?: for [\w ]{1,40})?|great question|good question|"
    r"happy to help|alright)"
    r"(?: there| again)?\W*$",
    re.IGNORECASE,
)
_ASSENT = re.compile(r"^\W*(?:sure(?: thing)?|certainly|of course|absolutely|yes|gladly)\W*$", re.IGNORECASE)
HELPS = re.compile(r"\bhappy to (?:help|assist)\b", re.IGNORECASE)
_LONGEST = 24
"""Words of a sentence that only announces; a longer one says something."""


def is_announcement(sentence: str) -> bool:
    """Whether a sentence only says that something will come: "I will now derive both gradients."."""
    if len(sentence.split()) > _LONGEST or _REASONED.search(sentence.rstrip(" .:…!\n")):
        return False
    return _ANNOUNCED.match(sentence) is not None


def is_advice(sentence: str) -> bool:
    """Whether a sentence tells the reader where to look, and nothing of what is found there."""
    advises = _ADVISED.match(sentence) or _REFERRAL.search(sentence)
    return advises is not None and not _REASONED.search(sentence.rstrip(" .:…!\n"))


def is_greeting(sentence: str, *, asked_yes_or_no: bool) -> bool:
    """Whether a sentence is mere courtesy. "Sure!" answers a question that asks for yes or no."""
    return _GREETING.match(sentence) is not None or (not asked_yes_or_no and _ASSENT.match(sentence) is not None)
