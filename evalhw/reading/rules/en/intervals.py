"""How two numbers make one interval, where each number is written `#`.

Effects: ``ends``: they are its ends; ``spread``: a value and how far the true one may be off.
"""

from evalhw.reading.rules.engine import Stage
from evalhw.reading.rules.rule import Lexicon, Rule

LEXICONS = (
    Lexicon("uncertainty", ("uncertainty", "error", "margin of error", "tolerance"), "Words for a spread."),
    Lexicon("lies", ("interval", "range", "ranges", "ranging", "lies", "anywhere"), "Words for what has two ends."),
)
RULES = (
    Rule(
        "intervals.plus_minus",
        r"#[ )]{0,2}(?:±|\+/?-|plus or minus|plus/minus) ?#",
        "spread",
        "A value and its spread.",
        ("g = # ± #", "(# +/- #) m", "It is # plus or minus #."),
        ("# + #", "x = ±#", "#, ± #"),
    ),
    Rule(
        "intervals.uncertainty",
        r"#,? (?:\(?with )?(?:an? |the |its )?(?:absolute |relative |standard )?{uncertainty} "
        r"(?:of |is |= ?)(?:about )?#",
        "spread",
        "A value with its uncertainty in words.",
        ("It is # with an uncertainty of #.", "# with a margin of error of #"),
        ("The error of # is # too large.", "# errors in # lines"),
    ),
    Rule(
        "intervals.brackets",
        r"[\[\]] ?# ?[,;] ?# ?[\])\[]",
        "ends",
        "Two ends in square brackets.",
        ("The interval is [#, #].", "x ∈ [#; #)"),
        ("f(#, #)", "[#]", "[#, #, #]"),
    ),
    Rule(
        "intervals.parentheses",
        r"(?:\b{lies}\b|\bCI\b|∈)[^#.;]{0,30}\( ?# ?[,;] ?# ?\)",
        "ends",
        "Two ends in parentheses, where an interval is spoken of.",
        ("The confidence interval is (#, #).", "x ∈ (#, #)"),
        ("The point (#, #) is on it.", "f(#, #)"),
    ),
    Rule(
        "intervals.between",
        r"\bbetween (?:about )?# and (?:about )?#|\b{lies} (?:\w+ ){0,2}from # to #",
        "ends",
        "Two ends in words.",
        ("It lies between # and #.", "It ranges from # to #."),
        ("It rose from # to #.", "# and # are the two roots."),
    ),
    Rule(
        "intervals.inequality",
        r"# ?(?:<|≤|<=) ?[^#<≤.,;]{1,24}(?:<|≤|<=) ?#",
        "ends",
        "A chain of two inequalities.",
        ("# < x < #", "# ≤ L ≤ #"),
        ("x < #", "# < #", "# < x and y > #"),
    ),
)
STAGE = Stage("intervals", RULES, LEXICONS)
