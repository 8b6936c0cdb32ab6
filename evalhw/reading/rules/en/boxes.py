"""Whether the words between two boxes make two answers of them.

Effect: `apart` (one of them is a step, or no answer).
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon(
        "parts",
        (
            "so", "then", "hence", "thus", "therefore", "finally", "next", "not", "but", "is", "are", "was", "gives",
            "which", "because", "since", "wrong", "instead", "rather", "we", "get", "becomes", "where", "with", "from",
            "into", "now",
        ),
        "Words by which one thing follows from another, or is set against it.",
    ),
)  # fmt: skip

_RULES = (
    Rule(
        "box.apart",
        r"\b{parts}\b",
        "apart",
        "Between two boxes such a word makes one of them a step, or no answer.",
        positive=(" is wrong, hence ", ", then we double it, "),
        negative=(" papers and ", " for part (a) and "),
    ),
)

STAGE = Stage("box", _RULES, _LEXICONS)
