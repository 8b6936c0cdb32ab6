"""Words beside a denial that say more of it: leads, what takes back, what is conceded, what is compared.

Invariant: nothing here looks further than one sentence, whose length is bounded.
"""

import re

BAD = (
    r"(?:unnecessary|irrelevant|inapplicable|inappropriate|unsuitable|unneeded|wrong|incorrect|false|mistaken|"
    r"misleading|"
    r"invalid|untrue|inaccurate|superfluous|useless|optional|inadequate|a (?:(?:common|popular|frequent|"
    r"widespread) )?(?:mistake|misconception|"
    r"myth|fallacy)|a red herring|nonsense|out of place|"
    r"overkill|dispensable|redundant|immaterial|extraneous|beside the point)"
)
YES_WORD = r"(?:yes|needed|required|necessary|essential|included?|selected|chosen|true|correct|right|use|keep)"
NO_WORD = (
    rf"(?:no|not\b(?!\s+(?-i:[A-Z])\b)[\w\s]{{0,20}}|none|never|{BAD}|excluded?|omit(?:ted)?|rejected|reject|ruled out|"
    r"left out|unused|n/a)"
)
"""What is said of a name by a word beside it: "dropout (no)", a cell of a table."""


COMPARED = re.compile(
    r"\b(?:than|over|unlike|compared (?:to|with)|versus|vs\.?|as opposed to)\s+(?:using\s+)?(?:the\s+|"
    r"an?\s+)?[*_`\"']*\Z",
    re.IGNORECASE,
)
NEITHER = re.compile(
    r"\b(?:neither|none)\b(?!\s+(?:else|of\s+(?:the|these|those)\s+(?:\w+\s+)?(?:others?|rest|remaining)))",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(
    r"\b(?:leave|leaving|drop|omit|exclude|skip|ignore|reject)\s+(?:it|them|this|these|that|those)\b", re.IGNORECASE
)
THEY_ARE_NOT = re.compile(
    r"[,;]\s*(?:so|hence|thus|therefore|and|which means)?\s*(?:they|it|these|this|both|which)\s+(?:is|are|was|were|do|"
    r"does|should|must)\s*(?:n't|not|never)\b",
    re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


POINTERS = _words("it we they the this that these those you i there")
LEADERS = _words(
    "not no unneeded unnecessary irrelevant rejected excluded incorrect wrong these those the we you what options "
    "components "
    "items don't do things ruled others unused it discarded omitted which none without eliminated i"
)
OR = re.compile(r"\b(?:or|and|nor)\b", re.IGNORECASE)
LEAD_WORDS = 7
CHUNK_WORDS = 3
LONGEST = 3000
NEGATIVE = re.compile(
    r"\b(?:not?|never|without|cannot|neither|nor|lack\w*|un(?:able|available)|impossible|fail\w*)\b|n['.’]?t\b|"
    r"n\W{1,3}t\b",
    re.IGNORECASE,
)
