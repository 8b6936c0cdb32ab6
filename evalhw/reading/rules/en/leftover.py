"""Labels over the options that are not chosen: "Fails:", "Why not the others?".

Effects: `fails` is a label of failures, which rejects where the question does not ask for them; `why_not` rejects;
`others` names the others, and `said` is what it says of them; `stands` says that they are right; `negated` denies it.
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon("error", ("errors?", "exceptions?", r"mismatch(?:es)?", r"\w*Error", r"\w+Exception"), "What failing is."),
    Lexicon(
        "candidate",
        (
            *("options?", "choices?", "answers?", "lines?", "ones", "candidates?", "alternatives?", "statements?"),
            "functions?",
        ),
        "What can be chosen.",
    ),
    Lexicon("not_taken", ("other", "remaining", "wrong", "incorrect", "rejected"), "What is not chosen."),
)

_RULES = (
    Rule(
        "leftover.fails",
        r"\A\W*(?:(?:these|the following|those|which|what|that|the ones that|options? that|it|they)\s+)?"
        r"(?:fails?|failing|do(?:es)? not work|don't work|invalid|{error}|raises? (?:an )?{error}|bad)\W*\z",
        "fails",
        "A label that says failure and nothing else.",
        ("**Fails:**", "The ones that raise exceptions", "Invalid"),
        ("Fails to converge:", "The following work"),
    ),
    Rule(
        "leftover.why_not",
        r"\A\W*why\s+not\b",
        "why_not",
        "Under why not stands what is not chosen.",
        ("Why not use a linear scale?",),
        ("Why nothing else?", "Why this one?"),
    ),
    Rule(
        "leftover.others",
        r"\A\W*(?:(?:but\s+)?(?:and\s+)?why\s+)?(?:(?:are|is|do|does)\s+)?(?:not\s+)?(?:(?:the|all|any|each)\s+)?"
        r"(?:of\s+the\s+)?(?:{not_taken}\s+(?:\w+\s+)?{candidate}|others|rest|alternatives?|distractors?)\b"
        r"(?P<said>[^.!]{0,60})",
        "others",
        "A label that names the others, the rest or the wrong ones.",
        ("The remaining options", "But why are the incorrect drug candidates listed?", "Distractors"),
        ("The best option", "Restoring forces"),
    ),
    Rule(
        "leftover.stands",
        r"\b(?:correct|right|needed|required|chosen|true|work)\b",
        "stands",
        "What is right or needed is not rejected.",
        ("needed in any case",),
        ("unneeded in any case",),
    ),
    Rule(
        "leftover.negated",
        r"\b(?:no|not|never|without|neither|nor|hardly)\b|n['’]t\b",
        "negated",
        "What is not right is rejected.",
        ("never mind", "it isn't"),
        ("note this",),
    ),
)

STAGE = Stage("leftover", _RULES, _LEXICONS)
