"""Tell a change from a state, and what stayed the same: "15 s saved", "13 % faster", "the same 94 %".

Invariant: only the words around a quantity decide, never its value.
"""

import re
from functools import lru_cache

from evalhw.text.language.phrases import pattern
from evalhw.text.quantities.mentions import Mention

_SAME = (
    r"same|both|still|remain\w*|maintain\w*|stay\w*|kept|keep\w*|unchanged|constant|preserv\w*|retain\w*|identical|"
    r"hold\w*|"
    r"unaffected|each"
)
_SAME_BEFORE = re.compile(
    rf"\b(?:(?:same|unchanged|constant|identical)\s*[,:(]|(?:{_SAME})\b(?:\s+[\w-]+){{0,6}})\s*(?:[:=~≈(]\s*)?$",
    re.IGNORECASE,
)
_SAME_AFTER = re.compile(
    r"(?:\s*\([^()]{0,60}\))?(?:\s+(?!(?:for|at|with|in|and|to|by)\b)[\w-]+){0,3}?\s*[,(]?\s*(?:throughout|(?:in|for|"
    r"at|on) both|"
    r"both (?:times|before)|unchanged|(?:is |exactly )?the same\b|(?:same )?as before|(?:in|for) (?:each|all|either) |"
    r"constant|before and after|(?:is|was|were|being|is being|was also) (?:maintained|kept|preserved|retained|held|"
    r"sustained))",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def _same_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    subject = pattern(words).pattern
    return re.compile(
        rf"\b(?:same|unchanged|identical|equal|constant)\s+(?:\w+\s+){{0,2}}(?:{subject})"
        rf"|(?:{subject})\s+(?:\w+\s+){{0,3}}(?:the same|unchanged|identical|constant|as before)\b"
        rf"|(?:{subject})\s+(?:\w+\s+){{0,2}}(?:did|does|do|has|was|is|were)(?:\s+not|n't)\s+(?:been\s+)?(?:chang|"
        rf"drop|affect|alter|"
        rf"suffer|decreas|improv|hurt|touch)\w*"
        rf"|\b(?:without|no)\s+(?:any\s+)?(?:loss|drop|change|sacrific\w*|los\w*|hurt\w*|compromis\w*|reduc\w*|"
        rf"decreas\w*|"
        rf"degradation)\s+(?:of|in|to)?\s*(?:the\s+)?(?:\w+\s+)?(?:{subject})"
        rf"|\b(?:maintain|keep|preserv|retain)\w*\s+(?:the\s+)?(?:\w+\s+){{0,2}}(?:{subject})",
        re.IGNORECASE,
    )


_SAME_LEVEL = re.compile(
    r"\b(?:the|this|that)\s+(?:very\s+)?same\s+(?:\w+\s+)?(?:mark|level|threshold|target|value|figure|bar|goal|score|result|"
    r"standard|number|percentage)\b|\b(?:gets?|got|getting)\s+(?:back\s+)?there\b|\breach(?:es|ed|ing)?\s+(?:it|this|that)\b"
    r"(?!\s+\w+\s+(?:time|in))",
    re.IGNORECASE,
)


def says_same_level(text: str) -> tuple[int, int] | None:
    """Where a sentence says that a level told of before is reached again: "to the same mark", "gets there"."""
    found = _SAME_LEVEL.search(text)
    return None if found is None else found.span()


def says_same(words: tuple[str, ...], text: str) -> tuple[int, int] | None:
    """Where a sentence says that something did not change: "the same accuracy", "without losing accuracy"."""
    found = _same_pattern(words).search(text)
    return None if found is None else found.span()


_DIFFERENCE_AFTER = re.compile(
    r"\s*(?:\([^()]{0,30}\)\s*)?(?:(?!(?:is|was|are|were|gets?|got|has|can|could)\s+(?!saved|saving|off))\w+\s+)?(?:faster|slower|less|more|fewer|shorter|longer|sav(?:ing|ings|ed)|"
    r"reductions?|"
    r"improvements?|decrease|increase|gains?|speed-?ups?|drop|differences?|off|cut|better|worse|gap|higher|lower|"
    r"quicker|shift|change|rise|fall|decline)\b",
    re.IGNORECASE,
)
_DIFFERENCE_BEFORE = re.compile(
    r"\b(?:sav(?:e|es|ed|ing|ings)(?:\s+of)?|shav(?:e|es|ed|ing)(?:\s+off)?|gain(?:s|ed)?(?:\s+of)?|by|cut|"
    r"(?:reduction|saving|improvement|difference|gap|decrease|increase|drop|cost|speed-?up|gain|shift|change|rise|"
    r"decline|fall)\s+(?:of|is|was|by|equals|:|=)|(?:Δ|delta\b)\s?\w{0,8}\s?[=:≈]|"
    r"(?:dropp?ed|drops|fell|falls|rose|rises|shifted|shifts|declined|decreased|increased|improved|shrank)(?=\s)|"
    r"further|additional|extra|another|minus|remov(?:e|es|ed|ing))\s*(?:of\s+)?(?:a\s+)?(?:further\s+|another\s+|"
    r"additional\s+)?"
    r"(?:about\s+|around\s+|roughly\s+|nearly\s+|almost\s+|only\s+|~\s?|≈\s?|approximately\s+|over\s+|up to\s+)?$",
    re.IGNORECASE,
)


def is_difference(mention: Mention) -> bool:
    """Whether a quantity is a change rather than a state: "15 s saved", "13 % faster"."""
    after = mention.after[:60]
    found = _DIFFERENCE_AFTER.match(after)
    if found is not None and not re.match(r"\s*(?:less|more|fewer)\s+than", after, re.IGNORECASE):
        return True
    return _DIFFERENCE_BEFORE.search(mention.before[-60:]) is not None


def is_same(mention: Mention) -> bool:
    """Whether a quantity is said to hold before and after: "still 94 %", "94 % in both cases"."""
    return bool(_SAME_BEFORE.search(mention.before[-60:]) or _SAME_AFTER.match(mention.after[:80]))
