"""Labels of parts in running text: where a line that began with one part goes on with the next.

Effects: `label` names a part by the group `token`.
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon(
        "reference",
        (
            *("in", "from", "of", "see", "by", "to", "and", "or", "with", "using", "use", "both", "than", "as", "via"),
            *("equations?", "eqs?\\.?", "cases?", "steps?", "conditions?", "figures?", "options?", "answers?", "not"),
        ),
        "Words after which a letter in parentheses is spoken of and opens nothing.",
    ),
)

_RULES = (
    Rule(
        "parts.parenthesised",
        r"(?:\b(?:for|part) )?\((?P<token>[a-z]|[ivx]{1,4})\)\s",
        "label",
        "A letter in parentheses opens a part wherever it stands, unless it is referred to.",
        ("(a) The load is 50 N (b) It slides.", "Yes: (b) no.", "9 mol, for (c) none"),
        ("It follows from (b) directly.", "See (c) below.", "f(x) is even."),
        not_after=r"\b{reference}\s*|[\w$\\^{}]",
    ),
    Rule(
        "parts.open",
        r"(?:^|[.;:!?,]\s+)(?P<token>[a-z]|[ivx]{1,4})\)\s",
        "label",
        "A letter with a closing parenthesis opens a part where a line or a clause begins.",
        ("a) 50 N; b) it slides", "b) No."),
        ("The set (a, b) is open.", "It is f(a) here."),
        not_after=r"\([^()]*",
    ),
)

STAGE = Stage("parts", _RULES, _LEXICONS)
