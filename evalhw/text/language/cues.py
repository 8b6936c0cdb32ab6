"""The words by which English denies, as patterns; what they reach is worked out in `negation`.

Invariant: nothing here looks further than one sentence, whose length is bounded.
"""

import re

NOT = r"(?:not|never|n['o]t)"
BE = r"(?:is|are|was|were|be|been|being|am|seems?|appears? to be|would be|will be|becomes?|remains?)"
BE_NOT = rf"(?:{BE}\s+(?:\w+ly\s+|also\s+|simply\s+|just\s+)?{NOT}|(?:is|are|was|were)n't|ain't)"
DO_NOT = r"(?:(?:do|does|did|will|would|can|could|should|need|must)(?:\s+not|n't)|cannot|won't|can't|never)"
ADVERB = r"(?:\s+(?:\w+ly|at all|in fact|also|even|strictly|a|an|the|any|part of|to be))*"
QUALITY = (
    r"(?:required|needed|necessary|used|relevant|applicable|appropriate|suitable|adequate|included|involved|part|right|"
    r"correct|true|valid|good|sound|ideal|helpful|useful|problem|issue|answer|cause|reason|bottleneck|case|concern|"
    r"obstacle|flaw|what|among|one of|listed|in (?:\(\d+\)|the (?:objective|list|post|options|loss|equation|"
    r"problem))|the point|chosen|selected|applied|mentioned|present|important|mandatory|essential)"
)
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
IDIOM = re.compile(
    r"\bnot\s+(?:only|just|merely|simply|solely|to mention|surprising(?:ly)?|least|unlike|without|un(?:important|"
    r"necessary|"
    r"reasonable|common|usual)|impossible|irrelevant|wrong|incorrect|false|untrue|mistaken|negligible|"
    r"insignificant|so much)\b"
    r"|\bno\s+(?:doubt|matter|wonder|surprise|less than|fewer than|more than|later than|longer than)\b"
    r"|\bnothing\s+(?:but|more than|except|other than|apart from|besides)\b|\bnone other than\b|"
    r"\bmore often than not\b|\bwhy not\b|\bor not\b|\bif not\b"
    r"|\b(?:can(?:not| not|'t)|could(?: not|n't))\s+(?:do|work|be done|go|succeed|manage|happen|be \w+ed)\s+without\b"
    r"|\b(?:can(?:not| not|'t)|must not|should not|never)\s+be\s+(?:avoided|ignored|neglected|omitted|overstated|"
    r"underestimated|dropped|skipped|ruled out|denied|left out)\b"
    r"|\b(?:did not|didn't|never|had not|hadn't|would not|wouldn't)\s+(?:have\s+)?(?:know|known|knew|realis\w+|"
    r"realiz\w+|"
    r"expect\w*|notic\w+|imagin\w+|suspect\w*|anticipat\w+|appreciat\w+|guess\w*|thought|been aware|"
    r"given (?:it |this |that |"
    r"much |a |any )?thought|paid (?:much |any )?attention|considered|realised|thought (?:of|about))\b"
    r"|\b(?:never|not|n't)\s+fails?\s+to\b|\bcannot help\b|\bnot\s+until\b|\bwithout\s+(?:doubt|question|exception)\b"
    r"|\bwithout (?:loss of generality|(?:sacrificing|losing|hurting|changing|altering|"
    r"affecting) (?:the )?(?:\w+ )?\w+)",
    re.IGNORECASE,
)
BOUNDARY = re.compile(
    r"[;—]|\s[–-]\s|\.{3}|…|[()]|\|"
    r"|,?\s+\b(?:but|however|although|though|whereas|while|because|since|yet|therefore|hence|so that|so|"
    r"and (?=(?:keep|use|choose|pick|select|need|take|then|instead)\b)|which|who|if|"
    r"unless|when|even though|except that|as it|as they|as the|as this)\b"
    r"|,\s+(?:it|we|they|the|this|that|these|those|you|i|there|and (?:it|we|they|the|this|i|you|he|she|that|"
    r"these|those|"
    r"from now on|now|then|there|thus|so|instead|in future|since then)\b|as|thus|then|only|just)\b",
    re.IGNORECASE,
)
FORWARD = re.compile(
    rf"\b(?:{DO_NOT}|{BE_NOT}|not|no longer|no|without|neither|nor|rather than|contrary to|instead of|"
    rf"as opposed to|in place of|"
    r"fail(?:s|ed|ing)? to|avoid(?:s|ed|ing)?|unlike|lack(?:s|ed|ing)?(?: of)?|absence of|except(?: for)?|excluding|"
    r"unable to|impossible to|rul(?:e|es|ed|ing) out|leav(?:e|es|ing) out|left out|exclud(?:e|es|ed)|dismiss(?:es|ed)?|"
    r"nothing (?:guarantees|ensures|says|implies)|hardly|scarcely|refus(?:e|es|ed) to|"
    r"ha(?:s|ve|d)(?:n't| not| never| no)|hasn't|haven't|hadn't|nothing to do with)\b"
    rf"|\b(?:{BE}|it's)\s+(?:\w+ly\s+|just\s+)?{BAD}\s+(?:to|that)\b"
    rf"|\b(?:doubt|den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)|disagree[sd]?(?: with)?|reject(?:s|ed|ing)?|"
    rf"refut(?:e|es|ed|"
    rf"ing)|contradict(?:s|ed|ing)?)\s+(?:(?:the|any|this)\s+\w+\s+)?that\b"
    r"|^\W*(?:nothing|nobody|no one|nowhere)\b|\b(?:nobody|no one)\s+(?:says|said|claims|claimed|thinks|believes)\b",
    re.IGNORECASE,
)
HAPPENS = re.compile(
    rf"{DO_NOT}\s+(?:\w+ly\s+)?(?:have\s+)?(?:happen(?:ed)?|occur(?:red)?|aris(?:e|en)|appear(?:ed)?|exist(?:ed)?|"
    r"be(?:en)?\s+(?:a|an|any|the)\s+(?:\w+\s+)?(?:problem|issue|trouble|case))\b",
    re.IGNORECASE,
)
"""What would not have happened; the condition behind it ("with a higher rate") is affirmed."""
AVOIDED_BY = re.compile(r"avoided\s+(?:by|with|through|using|via|if|when|had)\b", re.IGNORECASE)
"""What could have been avoided by a means: the means is affirmed."""
EXAMINED = re.compile(
    r"\b(?:(?:check|test|verif(?:y|ie)|see|find out|detect|assess|examine|determine|tell|know|judge|measure)s?\s+"
    r"(?:whether|if)|(?:to|and|can|us|must|should)\s+(?:\w+ly\s+)?(?:check|verify|test|confirm|ensure|make sure|"
    r"be sure)(?:\s+that)?)\b(?:(?!\b(?:because|but|since|so|rather|as)\b)[^,;.:—]){0,80}",
    re.IGNORECASE,
)
"""What is looked into is spoken of, whatever is hoped of it: "to check that the model isn't overfitting"."""
CONDITION = re.compile(r"\b(?:with|by|had|using|given|under|at|through|via|thanks to|were)\b", re.IGNORECASE)
PREPOSITION = re.compile(
    r"(?:without|rather than|contrary to|instead of|as opposed to|in place of|unlike|except|excluding)", re.IGNORECASE
)
TROUBLE = r"(?:issue|problem|concern|obstacle|reason|cause|bottleneck|flaw|trouble|difficulty|harm|use|option|choice)"
SAY = r"(?:say|claim|state|think|believe|assume|argue|conclude|suppose|expect|maintain|mean|imply|follow)"
OF_A_CLAIM = rf"\s+(?:that|to\s+{SAY})\b"
BACKWARD = re.compile(
    rf"\b(?:{BE}|poses?|causes?|presents?|creates?|"
    rf"makes?)\s+(?:of\s+)?no\s+(?:\w+\s+)?{TROUBLE}s?\b(?!\s+(?:that|to\s+\w+\s+that)\b)"
    rf"|\b{BE}\s+(?:hardly|rarely|seldom|scarcely)\s+(?:ever\s+)?{QUALITY}\b(?!{OF_A_CLAIM})|"
    rf"\b{BE_NOT}{ADVERB}\s+{QUALITY}\b(?!{OF_A_CLAIM})"
    rf"|\b{BE}\s+(?:\w+ly\s+|also\s+|just\s+)?{BAD}\b(?!\s+(?:to|that)\b)"
    rf"|\b{BE}\s+(?:an?|the)\s+{BAD}\s+(?:choice|answer|option|pick|approach|tool|function|loss|layer|number|way|one|"
    r"candidate)s?\b"
    rf"|\b{DO_NOT}\s+(?:\w+ly\s+)?(?:apply|help|matter|belong|hold|appear|play a role|fit|suffice|count|enter|"
    r"have\s+(?:helped|applied|mattered|sufficed|worked)|(?:have\s+)?(?:prevent(?:ed)?|avoid(?:ed)?|solved?|fix(?:ed)?|"
    r"cured?)\s+(?:it|this|that))\b"
    r"|\b(?:can|could|should|must|need|will|would)(?:not|\s+not|n't)\s+(?:be|to be)\s+(?:used|chosen|selected|applied|"
    r"ticked|picked|needed|required|added|included|checked)\b"
    rf"|\b(?:can|could|should|must|{BE})\s+(?:be\s+)?"
    r"(?:ruled out|excluded|rejected|omitted|discarded|left out|left unchecked)\b"
    r"|\bplays? no role\b|\bha(?:s|ve) nothing to do with\b|\bha(?:s|ve) no (?:role|place|effect|bearing|influence)\b"
    r"|\b(?:is|are|was|were|do|does|did|should|would|will|can)(?:\s+not|n't)(?=\s*(?:[.,;:)]|$))"
    r"|(?:[:=→]|\s[–—-])\s*"
    r"(?:❌|✗|✘|(?:no|nope|not)\b(?=\s*(?:[.,;:)(–—]|$|needed|required|necessary|used|relevant|part\b)))"
    r"|\(\s*(?:not|un)[ -]?(?:needed|required|necessary|used|relevant|applicable|part\b)",
    re.IGNORECASE,
)
REJECTS = re.compile(
    r"\b(?:issue|problem|concern|obstacle|flaw|trouble|difficulty|harm|bottleneck|wrong|incorrect|false|mistaken|"
    r"misleading|"
    r"irrelevant|nonsense|a mistake|a misconception|true|right|correct|valid|case|the point|matter|hold|no role|"
    r"to do with)",
    re.IGNORECASE,
)
REJECTS_THAT = re.compile(
    r"\b(?:wrong|incorrect|false|mistaken|misleading|untrue|invalid|inaccurate|nonsense|myth|fallacy|misconception|"
    r"mistake|doubt|den(?:y|ies|ied|ying)|disput\w+|disagree\w*|reject\w*|refut\w+|contradict\w*)\b.*\bthat$",
    re.IGNORECASE,
)
NEEDED = re.compile(
    r"without\b[^.;]{1,80}?\b(?:would|could|cannot|can't|won't|wouldn't|couldn't|fails?|is (?:missing|impossible|"
    r"lost|not)|"
    r"are (?:missing|impossible|lost|not))\b",
    re.IGNORECASE,
)
REACHES_ON = re.compile(
    rf"(?:(?:true|the case|correct|right|false|accurate|fair|valid)\s+(?:to\s+{SAY}\s+)?|(?:to\s+)?{SAY}\s+|"
    rf"(?:reason|evidence|ground|grounds|basis|sign|indication)\s+(?:to\s+{SAY}\s+)?)(?:\w+ )?that\b|as (?:if|"
    rf"though)\b",
    re.IGNORECASE,
)
CLAIM_THAT = re.compile(
    r"\b(?:claims?|statements?|ideas?|beliefs?|views?|assumptions?|assertions?|suggestions?|notions?|saying|claiming|"
    r"to (?:say|claim|think))\s+that\b|^\W*that\b",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could|should|must|needs?|uses?|requires?|means?|"
    r"gives?|makes?|takes?|becomes?|works?|applies|helps?|plays?|handles?|corresponds?|implements?|measures?)\b|=",
    re.IGNORECASE,
)
SUBJECT_BREAK = re.compile(r",\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
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
MAYBE_NEGATIVE = re.compile(
    r"n't|n’t|\b(?:no|not|nor|never|none|neither|nothing|without|rather|instead|opposed|place of|fail|avoid|unlike|"
    r"lack|absence|except|exclud|un|ir|in|wrong|false|mis|contrary|rul(?:e|es|ing) out|leav|dismiss|overkill|rarely|"
    r"seldom|hardly|scarcely|refus|ruled|reject|omit|discard|left|doubt|den[iy]|disput|disagree|refut|"
    r"contradict|a (?:\w+ )?(?:myth|fallacy)|"
    r"useless|superfluous|nonsense|optional|nope)|"
    r"cannot|[❌✗✘]",
    re.IGNORECASE,
)
