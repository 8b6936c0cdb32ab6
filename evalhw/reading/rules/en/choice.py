"""Words that lead to what an answer chooses, and words that make a choice a mere possibility.

Effects: `closes` leads to a selection that says it of all options ("the answer is"); `leads` to a firm choice
("hence"); `names` to an option that is a bare letter, and decides nothing; `maybe` makes what is said a possibility.
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon("picked", ("answers?", "choices?", "selections?", "conclusion", "verdict", "decision", "pick", "selected"),
        "What is chosen, in words that mean nothing else."),
    Lexicon("several", ("ones", "options", "components", "things", "items", "ingredients", "assumptions"),
        "What several are chosen of."),
    Lexicon("proper", ("right", "correct", "best", "proper", "recommended", "appropriate", "preferred"),
        "Fit to be chosen."),
)  # fmt: skip

_RULES = (
    Rule(
        "choice.the_ones_are",
        r"\bthe (?:\w+ )?{several}(?: \w+){0,3} (?:are|is)\b",
        "closes",
        "What the ones asked for are is the selection.",
        ("Here the ones that matter are A and C.", "In summary form, the needed ingredients are salt and heat."),
        ("The ones in stock.", "The options vary."),
    ),
    Rule(
        "choice.answer",
        r"\b(?:(?:final|correct|right|best|short|my|the) )*{picked}\b",
        "closes",
        "The answer, the choice or the verdict is what follows.",
        ("My final answer: B", "The verdict is dropout.", "Selected: A"),
        ("Unanswered: B", "He picks flowers."),
    ),
    Rule(
        "choice.correction",
        r"\bcorrection\b|\bin conclusion\b|\bon reflection\b",
        "closes",
        "A correction takes the place of what was chosen before.",
        ("Correction: B", "On reflection, it is the median."),
        ("A reflection on a mirror.",),
    ),
    Rule(
        "choice.final_result",
        r"\b(?:(?:short|my|the) )*(?:final|correct|right|best) (?:(?:final|correct|right|best|short|my|the) )*result\b",
        "closes",
        "A result that is called final or right is the selection.",
        ("The final result: B",),
        ("The result: B",),
    ),
    Rule(
        "choice.result",
        r"\b(?:(?:short|my|the) )*result\b",
        "leads",
        "A result is chosen firmly.",
        ("The result: B",),
        ("Results vary.",),
    ),
    Rule(
        "choice.hence",
        r"\b(?:hence|therefore|thus|consequently|in (?:short|summary|total)|actually|overall)|[∴⇒]",
        "leads",
        "What follows from the rest is chosen firmly.",
        ("Therefore B.", "Overall, the median.", "⇒ B"),
        ("A total of four.",),
    ),
    Rule(
        "choice.so",
        r"\bso\b",
        "leads",
        "What comes behind so is chosen firmly, unless it is a purpose.",
        ("So B.",),
        ("Cool it so that it sets.", "Sodium."),
        not_before=" that",
    ),
    Rule(
        "choice.leaves",
        r"\b(?:that|this|which)\s+leaves?\b(?:\s+(?:us|me|only|with)\b)*",
        "closes",
        "What is left, once others are ruled out, is chosen.",
        ("This leaves only the second law.",),
        ("The leaves are green.",),
    ),
    Rule(
        "choice.what_remains",
        r"\bwhat(?:['’]s left|\s+(?:remains|stays|is left))(?:,[^.;:!?,]{0,40},)?\s+(?:is|are)\b",
        "closes",
        "What remains is chosen.",
        ("What remains is the mean.", "What is left, by symmetry, are B and C."),
        ("What remains unknown.",),
    ),
    Rule(
        "choice.i_choose",
        r"\A\W*(?:(?:i|we|you)\s+(?:would\s+|should\s+)?)?(?:choose|select|pick|tick|opt for)\b",
        "closes",
        "Whoever chooses says what.",
        ("I would choose the median.", "Opt for B."),
        ("They choose a partner.", "I chose it."),
    ),
    Rule(
        "choice.the_right_one_is",
        r"\bthe {proper} (?:\w+ ){1,2}(?:is|are)\b|\bmy {proper} (?:\w+ ){1,2}(?:is|are)\b",
        "closes",
        "What the right one is said to be is chosen.",
        ("Here the appropriate test is Welch's.", "Clearly, my preferred sorting method is merge sort."),
        ("The right hand side.",),
    ),
    Rule(
        "choice.it_is",
        r"\bit(?:['’]s| is)\b",
        "names",
        "It is, before a letter and nothing else, names an option.",
        ("It is B.", "We see that it's (c)."),
        ("Its colour is red.",),
    ),
    Rule(
        "choice.would",
        r"\bwould\b",
        "maybe",
        "What one would do is a possibility, unless the writer would.",
        ("Some would take the mean.",),
        ("I would take the mean.",),
        not_after=r"\b(?:i|we|you) ",
    ),
    Rule(
        "choice.maybe",
        r"\b(?:could|might|may|at first (?:sight|glance)|seems?|if|suppose|were|tempting|suggests?|first guess|"
        r"although|though)\b",
        "maybe",
        "What could be, seems or is supposed is no choice.",
        ("Mergers might pay.", "It seems tempting to take the mean.", "Suppose it rains."),
        ("A thorough mean is taken.",),
    ),
)

STAGE = Stage("choice", _RULES, _LEXICONS)
