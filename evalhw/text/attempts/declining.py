"""Sentences that decline a question although they might answer it: "I'd rather not give you the answer".

Invariant: what is declined is to answer, to solve, or to give an answer; "I would rather not use dropout" answers.
"""

import re

_WHOLE = (
    r"(?:this|that|these|those|it|your|the|an?|any|graded|for you|homework|assignments?|coursework|questions?|exams?|"
    r"problems?)\b(?![^.,;:\n]{0,24} (?:with|by|as|in|using)\b)"
)
_RESULT = (
    r"[^.;:\n]{0,40}?\b(?:answers?|solutions?|homework|assignments?|responses?)\b"
    r"(?!\W{0,3}\d|\s*[$`:\"]| (?:with|in|as|of|by)\b)"
)
_WORK = (
    rf"(?:(?:just |simply |directly |fully |outright )*(?:(?:answer(?:ing)?|solv(?:e|ing)|complet(?:e|ing)|"
    rf"do(?:ing)?)\s+{_WHOLE}|"
    rf"(?:giv(?:e|ing)|provid(?:e|ing)|suppl(?:y|ying)|hand(?:ing)?|shar(?:e|ing)|reveal(?:ing)?|tell(?:ing)?|"
    rf"writ(?:e|ing)|post(?:ing)?|offer(?:ing)?|produc(?:e|ing)|do(?:ing)?){_RESULT}))"
)
DECLINED = (
    rf"\bi(?:'d| would|'ll| will|'m| am)?(?: \w+ly)? (?:rather|prefer(?: to)?|choose(?: to)?|choosing(?: to)?) not"
    rf"(?: to)? {_WORK}"
    rf"|\bi (?:\w+ly )?(?:won't|will not|shouldn't|should not|must not|mustn't|do not want to|don't want to|"
    rf"would not|wouldn't|ought not to) {_WORK}"
    rf"|\bi(?:'m| am) (?:\w+ly )?not (?:going|willing|inclined|prepared|supposed|allowed|permitted|meant) to {_WORK}"
    rf"|(?:\bnot|n't) (?:feel )?(?:very |quite |really )?comfortable (?:with )?{_WORK}"
    rf"|(?:\bnot|n't) (?:be )?(?:right|appropriate|ethical|fair|proper|honest|ok|okay|helpful)"
    rf"(?: (?:for|of) me)? to {_WORK}"
    rf"|\bi(?:'d| would)? (?:prefer to|rather|want to|like to) (?:help|guide|explain|discuss|walk|support|teach)\b"
    rf"[^.;:]{{0,60}}? (?:rather than|instead of|than) {_WORK}"
)
"""A pattern, to be searched without regard to case."""
_HELP = re.compile(
    r"^\W*(?:(?:instead|however|but|that said|still|of course|rather)\b,?\s+)*"
    r"(?:i(?:'d| would| can| could| will|'ll|'m| am)(?: \w+ly| also| still| instead)?(?: be)?"
    r"(?: (?:happy|glad|delighted|pleased|willing|able) to)?|(?:happy|glad) to|let me|let's|shall we)\s+"
    r"(?:help|guide|walk|talk|explain|discuss|go (?:over|through)|review|offer|point|support|work through|give you|"
    r"give (?:a |some )?hints?|think|check|look)\b",
    re.IGNORECASE,
)
_REASONED = re.compile(r"\b\d|=|[≈∂∇‖]|:\s*\w|\b(?:because|since|namely|that is|therefore|hence)\b", re.IGNORECASE)
_SUSPECTS = re.compile(
    r"^\W*(?:this|that|it)\b[^.;:]{0,30}?\b(?:looks?|seems?|appears?|sounds?|is|'s)\b[^.;:]{0,40}\b(?:graded|homework|"
    r"assignment|coursework|exam|take-home)\b[^.;:]{0,40}\W{0,3}$",
    re.IGNORECASE,
)


def is_beside_declining(sentence: str) -> bool:
    """Whether a sentence only offers other help, asks back, or says that the question looks like homework."""
    if sentence.rstrip().endswith("?"):
        return True
    found = _HELP.match(sentence) or _SUSPECTS.match(sentence)
    return found is not None and not _REASONED.search(sentence.rstrip(" .:…!\n"))
