"""What is said to fail: an expression that raises an error, a method that does not work.

The text is what stands behind an option, up to the next one. Effects: `fails`; `turns` where something else begins to
be spoken of; `negated` for a word that turns a failure behind it into its opposite.
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon("error", ("errors?", "exceptions?", r"mismatch(?:es)?", r"\w*Error", r"\w+Exception"), "What failing is."),
)

_RULES = (
    Rule(
        "failure.is_error",
        r"\A[\s*_`\"')]*(?:(?:[,:=→–—]|->|=>)\s*)?(?:(?:an?|the|is|are)\s+)?(?:[\w-]+\s+){0,3}{error}\b",
        "fails",
        "What is called an error, with a few words between, fails.",
        (": dimension mismatch", " → ValueError", " gives a syntax error"),
        (": no trouble", " has the lowest terrors of all", " is right, and its twin in the list is an error"),
    ),
    Rule(
        "failure.raises",
        r"\b(?:raises?|throws?|gives?|produces?|returns?|results? in|leads? to|causes?|yields?)\s+(?:an?\s+)?"
        r"(?:[\w-]+\s+){0,3}{error}\b",
        "fails",
        "What raises an error fails.",
        (" on an empty list always raises a KeyError", " in the second experiment leads to mismatches of charge"),
        (" on an empty list always raises the price", " in all cases gives errorless sums"),
    ),
    Rule(
        "failure.would_raise",
        r"\bwould (?:raise|throw|give|cause)\s+(?:an?\s+)?(?:[\w-]+\s+){0,3}{error}\b",
        "fails",
        "What would raise an error fails.",
        (" with an odd number of rows would throw a TypeError",),
        (" with an odd number of rows would give an estimate",),
    ),
    Rule(
        "failure.breaks",
        r"\b(?:fails?|errors? out|breaks?|crash(?:es)?)\b",
        "fails",
        "To fail, break or crash is to fail.",
        (" fails when the beam is loaded", ", which at last crashes"),
        (" fails to be positive only at zero", " needs no breakfast"),
        not_before=r"\s+to\s+(?:be\s+)?\w+\s+only",
    ),
    Rule(
        "failure.does_not_work",
        r"\b(?:do|does|would|will|can)(?:\s+not|n['’]?t)\s+(?:work|fit|match|compile|run|broadcast|conform)\b",
        "fails",
        "What does not work fails.",
        (" does not compile", " won't do, and the key doesn’t fit"),
        (" does not cost much", " does work"),
    ),
    Rule(
        "failure.cannot_work",
        r"\b(?:cannot|can't|can not)\s+(?:work|be (?:broadcast|computed|multiplied|evaluated|formed))\b",
        "fails",
        "What cannot work fails.",
        (" cannot be evaluated at zero", " can't work in a vacuum"),
        (" cannot be ignored", " can be computed"),
    ),
    Rule(
        "failure.to_avoid",
        r"\b(?:should|must|ought to)\s+be\s+avoided\b",
        "fails",
        "What should be avoided is not what to take.",
        (" should be avoided in pregnancy",),
        (" should be avoidable",),
    ),
    Rule(
        "failure.undefined",
        r"\b(?:is|are)\s+(?:undefined|impossible|ill-defined|not (?:defined|possible|allowed))\b",
        "fails",
        "What is undefined or impossible fails.",
        (" is undefined at the pole", " are not allowed by Pauli's principle"),
        (" is defined everywhere", " are not all there is"),
    ),
    Rule(
        "failure.turns",
        r";|\.\s|\b(?:whereas|while|although|otherwise|if|unless|instead|because|since)\b",
        "turns",
        "What stands behind such a word is said under a condition, as a reason, or of something else.",
        (" holds, whereas the other side gives way", " works; next"),
        (" meanwhile holds", " version 1.2"),
    ),
    Rule(
        "failure.but",
        r"\bbut\b",
        "turns",
        "But turns to something else, unless it goes on to say what the option does.",
        (" looks right but the others are cheaper",),
        (" looks right but fails", " looks right but it is dear"),
        not_before=r"\s+(?:should|must|is|fails?|raises?|does|would|it)\b",
    ),
    Rule(
        "failure.negated",
        r"\b(?:no|not|never|without|neither|nor|hardly)\b|n['’]t\b",
        "negated",
        "What never fails does not fail.",
        (" never, on any input, gives trouble", " hardly any"),
        (" nowhere gives trouble",),
    ),
)

STAGE = Stage("failure", _RULES, _LEXICONS)
