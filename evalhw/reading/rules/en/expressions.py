r"""Rubrics' regular expressions that look for what a check kind reads in every spelling.

The text is an expression as `written_out` gives it: white space and word boundaries as spaces, quantifiers and escapes
gone. Effects: the check kind that reads it better.
"""

from evalhw.reading.rules.engine import Stage
from evalhw.reading.rules.rule import Lexicon, Rule

LEXICONS = (
    Lexicon(
        "unit",
        (
            *("s", "ms", "sec", "secs", "seconds?", "min", "mins", "minutes?", "h", "hours?", "days?", "years?"),
            *("kg", "mg", "g", "km", "cm", "mm", "m", "metres?", "meters?", "litres?", "m/s", "km/h", "mol", "°C"),
            *("J", "kJ", "MJ", "W", "kW", "kWh", "Hz", "kHz", "MHz", "V", "A", "N", "Pa", "kPa", "K", "eV", "GB", "MB"),
            *(r"s\(ec\)", r"s\(econds?\)", r"min\(s\)", r"min\(utes?\)", r"h\(ours?\)"),
            *("%", "percent", "per cent", "euros?", "dollars?", "€"),
        ),
        "Units of measurement that stand behind a number.",
    ),
    Lexicon("agreed", ("yes", "yep", "yeah", "yup", "no", "nope", "nah", "true", "false"), "Words that say yes or no."),
    Lexicon("label", ("answer", "option", "choice", "select", "choose", "pick"), "Words before an option's letter."),
)
RULES = (
    Rule(
        "expressions.quantity",
        r"^[ (~≈]*(?:about )?\d[\d., |()]*[\[(]* *{unit}(?:[ )|\]]|{unit})*$",
        "quantity",
        "A number with a unit is written in many ways, all of which `quantity` and `answer` read.",
        ("341 s", " 9.81 m/s ", "(93|94) %", " 40 (s |sec)", "(25) °C", "5 (minutes|min)"),
        ("top 1 accuracy", "conv 2d", "R2 score", "3 layers", "(not|93 %|top-5)", "added . 15 mm"),
    ),
    Rule(
        "expressions.yes_no",
        r"^[ ^(]*{agreed}(?: *\| *{agreed})*[ )$.,:;!]*$",
        "choice",
        "Yes and no are said in many ways, which `choice` with the options yes and no reads.",
        ("^ yes", "(yes|yep)", " no ", "^ (no|nope)"),
        ("no guarantee", "eyes", "yes and no are both wrong", "(not|never|no)", "(no|none) . force"),
    ),
    Rule(
        "expressions.option",
        r"^[ ^(]*(?:{label} *(?:\(?is\)?\??)?[: ?)]*)?[\[(]*(?:[a-e]|\[[a-e][a-e]\])[\]).:, $]*$",
        "choice",
        "An option's letter is given in many layouts, which `choice` reads.",
        ("^ (b)", " c ", "answer is (d)", "option b ", "answer is:? ([bB])"),
        ("choose a sample", "vitamin c", "answer briefly", "option value", "e = m", "be"),
    ),
)
STAGE = Stage("expressions", RULES, LEXICONS)
