"""What English says of the value of an unknown: words that state it, and lists of solutions.

Effects:
    ``states``: the formula right behind the words is the value that is spoken of.
    ``other``: what is spoken of is not the value itself, but something made of it.
    ``joins``: what stands between two solutions of one list.
    ``more``: a further value behind an equation, in the group `value`.
    ``listed``: solutions told as a list of numbers, in the group `values`.
"""

from evalhw.reading.rules.engine import Stage
from evalhw.reading.rules.rule import Lexicon, Rule

_LEXICONS = (
    Lexicon(
        "stating",
        ("is", "are", "was", "be", "equals", "equal to", "becomes", "gives", "yields", "get", "gets",
         "obtain", "obtains",
         "find", "finds", "at", "of", "reaches", "reach", "produces", "produce", "makes", "has", "needs", "requires",
         "costs", "charges", "takes", "lasts", "amounts to", "comes to", "settles at", "approaches"),
        "Words behind which a value stands.",
    ),
    Lexicon(
        "filler",
        ("a", "an", "the", "only", "just", "then", "exactly", "constant", "therefore", "thus", "now", "simply",
         "always", "given by", "equal to"),
        "Words that may stand between such a word and its value.",
    ),
)  # fmt: skip

_RULES = (
    Rule("solutions.states", r"\b{stating}(?:\s+{filler}){0,4}[\s:$(*`\\]*$", "states",
         "Who moves at a value, or produces it, states it without a sign of equality.",
         ("It moves at ", "The speed is ", "The firm produces ", "It settles at a constant value of $"),
         ("It moves along ", "We compare it with ", "The speed at the end, unlike ")),
    Rule("solutions.other", r"\b(?:squared?|ratio|quotient|product|derivative|inverse|reciprocal|logarithm|half|"
         r"twice|double|"
         r"difference|sum|not|n't|never|cannot|if|unless|instead of|rather than)\b", "other",
         "The square of a speed is no speed, and what is denied or supposed is no value.",
         ("The square of the speed is ", "The ratio is ", "It is not at "),
         ("The speed is ", "It rests on a knot at ")),
    Rule("solutions.joins",
         r"^[\s$\\()\[\],;*`•-]*(?:and|or|as well as|text\{ ?(?:or|and) ?\})?[\s$\\()\[\],;*`•-]*$",
         "joins",
         "Between the solutions of one list stands a comma, a line, or one small word.",
         (" or ", ", and ", "$,\n- $"), (" so ", " implies ", ". Then ")),
    Rule("solutions.more", r"^\s*(?:,|or|and|, or|, and)\s+(?P<value>[-−]?\d+(?:[./]\d+)?)\b", "more",
         "Behind x = 2 a further value may stand without its name.",
         (", 3", " or -3", " and 1/2."), (", 3 units away", " so 3", ", 3 = y"),
         not_before=r"\s*[\w%=+*/^-]"),
    Rule("solutions.listed", r"\b(?:solutions?|roots?|zeros|zeroes|values?)\b[^.;:\n=]{0,30}?(?:\b(?:are|is)\b|:)\s*"
         r"(?P<values>[-−]?\d+(?:[./]\d+)?(?:(?:,| and| or|, and|, or) [-−]?\d+(?:[./]\d+)?){0,5})\b", "listed",
         "Solutions may be told as a list of numbers.",
         ("The roots are 2 and 3.", "Solutions: -1, 4", "the zeros of it are 1, 2, and 3"),
         ("The roots lie between 2 and 3.", "the values are large", "The roots are x = 2"),
         not_before=r"\s*[A-Za-z%=+*/^]"),
)  # fmt: skip

STAGE = Stage("solutions", _RULES, _LEXICONS)
"""The rules of this stage."""
