r"""What a sentence does with what stands around it: it takes back, grants, turns, or leads a list of what is denied.

Effects: `takes_back` is the subject of a sentence that speaks of the one before; `grants` names a view that is not
one's own, `turns` begins a sentence and `but` a clause that answers it; `denying` words make a lead deny what stands
under it, `open` ones keep it from that.
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon(
        "said_before",
        (
            *("objection", "claim", "argument", "idea", "concern", "view", "statement", "option", "reasoning"),
            *("layers?", "techniques?", "choice", "options"),
        ),
        "What the sentence before may have named.",
    ),
    Lexicon(
        "hold",
        (
            *("think", "say", "count", "argue", "object", "expect", "believe", "guess", "suppose", "assume", "claim"),
            *("seem", "appear", "look", "conclude", "suspect", "imagine", "call"),
        ),
        "To hold a view.",
    ),
    Lexicon(
        "denying",
        (
            *("not", "no", "never", "none", "don't", "doesn't", "aren't", "isn't", "unneeded", "unnecessary"),
            *("irrelevant", "rejected", "excluded", "ruled out", "wrong", "incorrect", "discarded", "unused"),
            *("omitted", "without", "eliminated"),
        ),
        "Words of a lead that deny what stands under it.",
    ),
)

_RULES = (
    Rule(
        "stance.takes_back",
        r"\A\s*(?:(?:again|however|but|actually|in fact|yet|still|here|also|though|unfortunately|therefore|so|thus|"
        r"hence),?\s+)*(?:(?:this|that|the|these|those)\s+(?:\w+\s+)?{said_before}|such\s+(?:an?\s+)?\w+|it|this|these|"
        r"they|that|those|both)\s+(?:\w+ly\s+|therefore\s+|also\s+)?",
        "takes_back",
        "A sentence whose subject points back speaks of the sentence before.",
        ("However, this objection is wrong.", "It is not required.", "These statements hold."),
        ("Salt is not required.", "Whoever heats it breaks it."),
    ),
    Rule(
        "stance.one_might_think",
        r"\b(?:one|you|we|people|some|someone|many|students?|a reader|it)\s+(?:can|could|may|might|would)\s+"
        r"(?:\w+ly\s+|also\s+|well\s+|be tempted to\s+|at first\s+)*{hold}\b",
        "grants",
        "What one might think is granted, not held.",
        ("One might think that heavier bodies fall faster.", "Some would naively expect inflation."),
        ("One thinks of mass.", "The cell could look round."),
    ),
    Rule(
        "stance.at_first_sight",
        r"\b(?:at first (?:sight|glance)|it is tempting|tempted to|naively|intuitively one|(?:common|popular|"
        r"frequent|tempting) (?:mistake|misconception|answer|idea|belief|objection))\b",
        "grants",
        "What holds at first sight, or is a common mistake, is granted, not held.",
        ("At first sight trade looks harmful.", "A common misconception is that seasons follow distance."),
        ("The first sighting.", "A common ion."),
    ),
    Rule(
        "stance.on_the_contrary",
        r"\A\W*(?:but|however|yet|still|actually|in fact|in reality|nevertheless|that said|instead|nonetheless|"
        r"on closer)\b",
        "turns",
        "A sentence that begins so answers what was granted.",
        ("But energy is conserved.", "In reality prices stick."),
        ("Butter melts.", "Prices, however, stick."),
    ),
    Rule(
        "stance.but",
        r"[,;—–]\s*(?:but|however|yet|though|although)\b",
        "but",
        "A clause that begins so answers what was granted.",
        ("cold, but dry", "cold; however wet"),
        ("cold but dry", "cold, butter"),
    ),
    Rule(
        "stance.lead_open",
        r"\b(?:why|note|not only|whether|if|no\. ?\d|question|problem|reason|caveat)\b",
        "open",
        "A lead that asks, counts or names a problem denies nothing.",
        ("Note", "Why not", "Question"),
        ("Noted", "Not used"),
    ),
    Rule(
        "stance.lead_denies",
        r"\b{denying}\b",
        "denying",
        'A lead such as "Not needed:" denies what stands under it.',
        ("Rejected", "Not needed", "Left: unused salts"),
        ("Needed", "Knotted"),
    ),
)

STAGE = Stage("stance", _RULES, _LEXICONS)
