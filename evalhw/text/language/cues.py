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
DENYING_LEAD = re.compile(
    r"\b(?:not|no|never|none|don't|doesn't|aren't|isn't|unneeded|unnecessary|irrelevant|rejected|excluded|ruled out|"
    r"wrong|"
    r"incorrect|discarded|unused|omitted|without|eliminated)\b",
    re.IGNORECASE,
)
NO_DENIAL_LEAD = re.compile(
    r"\b(?:why|note|not only|whether|if|no\. ?\d|question|problem|reason|caveat)\b", re.IGNORECASE
)


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
TAKES_BACK = re.compile(
    r"\s*(?:(?:again|however|but|actually|in fact|yet|still|here|also|though|unfortunately|therefore|so|thus|"
    r"hence),?\s+)*"
    r"(?:(?:this|that|the|these|those)\s+(?:\w+\s+)?(?:objection|claim|argument|idea|concern|view|statement|option|"
    r"reasoning|"
    r"layer|layers|technique|techniques|choice|options)|such\s+(?:an?\s+)?\w+|it|this|these|they|that|those|both)\s+"
    r"(?:\w+ly\s+|therefore\s+|also\s+)?(?=\S)",
    re.IGNORECASE,
)
NEGATIVE = re.compile(
    r"\b(?:not?|never|without|cannot|neither|nor|lack\w*|un(?:able|available)|impossible|fail\w*)\b|n['.’]?t\b|"
    r"n\W{1,3}t\b",
    re.IGNORECASE,
)
CONCEDES = re.compile(
    r"\b(?:one|you|we|people|some|someone|many|students?|a reader|it)\s+(?:can|could|may|might|"
    r"would)\s+(?:\w+ly\s+|also\s+|"
    r"well\s+|be tempted to\s+|at first\s+)*(?:think|say|count|argue|object|expect|believe|guess|suppose|assume|claim|"
    r"seem|appear|look|conclude|suspect|imagine|call)\b"
    r"|\b(?:at first (?:sight|glance)|it is tempting|tempted to|naively|intuitively one|(?:common|popular|"
    r"frequent|tempting) "
    r"(?:mistake|misconception|answer|idea|belief|objection)|it (?:may|might) (?:seem|appear|look))\b",
    re.IGNORECASE,
)
CONTRASTS = re.compile(
    r"\W*(?:but|however|yet|still|actually|in fact|in reality|nevertheless|that said|instead|nonetheless|on closer)\b",
    re.IGNORECASE,
)
