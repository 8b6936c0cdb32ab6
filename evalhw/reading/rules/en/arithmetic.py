"""What English says of the arithmetic that stands beside it: words that are signs, and words that take a claim back.

Effects:
    ``grouped``: it may be a sign of multiplication.
    ``times``, ``plus``, ``minus``, ``over``: the word is that sign of arithmetic.
    ``percent``: the number in front is in hundredths.
    ``by N``: the number in front is counted in such bundles (two dozen, 3 million).
    ``bound``: the word acts on the number behind it ("twice 5"), so that what follows is not all of the expression.
    ``rounded``: the value behind it is not exact.
    ``other``: the sentence counts in another arithmetic than that of the real numbers (a clock, a base, remainders).
    ``denied``: the clause denies the equation behind it; ``called wrong``: it takes back the one before it;
    ``error shown``: the sentence shows a mistake; ``supposed``: the clause only tries the equation out.
    ``announced``: the sentence says what is to be shown, which shows nothing.
    ``and``: the word that joins; it ends a unit as well.
    ``joins``: a preposition, which ends a unit as well.
    ``stop``: a word that no unit holds, so that a unit ends before it.
"""

from evalhw.reading.rules.engine import Stage
from evalhw.reading.rules.rule import Lexicon, Rule

_LEXICONS = (
    Lexicon(
        "multiplier",
        ("twice", "thrice", "double", "triple", "quadruple", "half", "doubling", "tripling", "halving", "doubled",
         "tripled", "halved", "quarter", "one-half", "one-third", "two-thirds", "three-quarters"),
        "Words that multiply the number behind them.",
    ),
    Lexicon(
        "operation",
        ("sum", "product", "difference", "quotient", "square", "cube", "square root", "root", "remainder", "average",
         "mean", "factorial", "logarithm", "log", "inverse", "reciprocal", "negative", "opposite", "absolute value",
         "ratio", "power"),
        "Results that are named by the operation and told with 'of'.",
    ),
    Lexicon(
        "small",
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        "Numbers in words.",
    ),
    Lexicon(
        "wrong",
        ("wrong", "incorrect", "false", "untrue", "invalid", "mistaken", "erroneous", "not true", "not correct",
         "not right", "not valid", "impossible", "a mistake", "an error", "a contradiction", "contradicts", "absurd"),
        "What is said of an equation that does not hold.",
    ),
    Lexicon(
        "error",
        ("mistake", "error", "misconception", "fallacy", "slip", "misreading", "trap", "pitfall"),
        "What a wrong step is called before it is shown.",
    ),
    Lexicon(
        "careless",
        ("common", "typical", "frequent", "tempting", "usual", "classic", "possible", "easy", "careless", "naive",
         "student's", "first", "earlier", "my"),
        "What a mistake is called that is shown for what it is.",
    ),
    Lexicon(
        "wrongly",
        ("wrongly", "mistakenly", "incorrectly", "erroneously", "by mistake", "falsely", "naively"),
        "How something is done by those who are wrong.",
    ),
    Lexicon(
        "grammar",
        ("or", "so", "because", "since", "which", "that", "then", "thus", "hence", "therefore", "is",
         "are", "was", "were", "be", "we", "he", "she", "they", "it", "you", "them", "us", "him",
         "if", "when", "where", "while",
         "but", "as", "the", "this", "these", "those", "has", "have", "had", "gives", "give", "get", "gets",
         "equals", "let", "means", "let's", "not", "what", "than", "becomes", "makes", "make", "will",
         "would", "also", "plus", "minus", "times", "into", "both", "now", "next", "first", "finally", "given",
         "using", "after", "before", "how", "can"),
        "Words that hold a sentence together and stand in no unit.",
    ),
)  # fmt: skip

_RULES = (
    Rule("arithmetic.times_word", r"\b(?:times|multiplied by)\b", "times",
         "A multiplication may be told in words between its factors.",
         ("5 times 3 = 15", "4 multiplied by 2.5 = 10"),
         ("several multiples of 3", "it rang 4 * 3 = 12 times as long", "3 + 4 = 7 times. 5 = 5"),
         not_after=r"(?:many|at|some|the|of|all)\s", not_before=r"\s*(?:[^\d\s(\\$.-]|\.\D|\.?$)"),
    Rule("arithmetic.times_groups", r"\b(?:groups|lots|rows|boxes|bags|sets|packs) of\b", "grouped",
         "So many groups of so many may be a product, or just what there is.",
         ("6 groups of 4 = 24", "24 / 4 = 6 rows of 4"),
         ("a group of 4 = 4", "6 kinds of 4 = 24", "8 - 2 = 6 boxes of pens"),
         not_before=r"\s*(?:[^\d\s($]|$)"),
    Rule("arithmetic.times_share", r"(?P<share>%|percent|\d\s?/\s?\d{1,3}|\})\s+(?:of)\b", "times",
         "A share 'of' a number is a product.",
         ("20% of 50 = 10", "3/4 of 12 = 9", "15 percent of 60 = 9"),
         ("the sum of 3 and 4 = 7", "5 of 50 = 10", "20% off 50 = 40")),
    Rule("arithmetic.plus_word", r"\bplus\b", "plus",
         "An addition may be told in words between its terms.",
         ("5 plus 3 = 8", "the rent plus 20 = 120"), ("a surplus 3 = 4", "plush 3 = 4")),
    Rule("arithmetic.minus_word", r"\b(?:minus|subtracted by)\b", "minus",
         "A subtraction may be told in words between its terms.",
         ("5 minus 3 = 2", "9 subtracted by 2 = 7"), ("5 subtracted from 8 = 3", "a minuscule 3 = 4")),
    Rule("arithmetic.over_word", r"\bdivided by\b", "over",
         "A division may be told in words between its parts.",
         ("12 divided by 4 = 3",), ("12 divided into 4 parts = 3",)),
    Rule("arithmetic.percent", r"\bper ?cent\b", "percent",
         "A percentage may be told in words.", ("15 percent * 60 = 9",), ("the percentage 3 = 3", "per centre 3 = 3")),
    Rule("arithmetic.dozen", r"\bdozens?\b", "by 12",
         "A dozen is twelve.", ("3 dozen = 36", "2 dozens x 3 = 72"), ("the donor gave 12 = 12",)),
    Rule("arithmetic.hundred", r"\bhundred\b", "by 100",
         "A hundred is a number behind a number.", ("3 hundred + 50 = 350",), ("hundreds of 3 = 3",)),
    Rule("arithmetic.thousand", r"\bthousand\b", "by 1000",
         "A thousand is a number behind a number.", ("3 thousand + 500 = 3500",), ("thousandths 3 = 3",)),
    Rule("arithmetic.million", r"\bmillion\b", "by 1000000",
         "A million is a number behind a number.", ("2 million / 4 = 500,000",), ("the millionth 2 = 2",)),
    Rule("arithmetic.billion", r"\bbillion\b", "by 1000000000",
         "A billion is a number behind a number.", ("2 billion / 4 = 0.5 billion",), ("the billionth 2 = 2",)),
    Rule("arithmetic.bound_multiplier", r"\b(?:{multiplier}|(?:{small}|many) times)(?: as (?:many|much) as)?"
         r"(?: of)?(?: the| a| an| that| this| his| her| their)?\b", "bound",
         "A word that multiplies what follows leaves an expression that is only in part in signs.",
         ("twice 5 + 3 = 13", "half of 20 + 3 = 13", "three times 5 + 2 = 17", "double the 6 = 12"),
         ("the doubtful 5 + 3 = 8", "times 5 = 3")),
    Rule("arithmetic.bound_operation", r"\b{operation} (?:of|between)(?: the)?\b", "bound",
         "An operation told in words acts on what follows.",
         ("the square of 3 + 1 = 10", "the sum of 3 and 4 - 2 = 5", "the square root of 9 + 7 = 10"),
         ("the cost of 3 + 4 = 7", "a total of 3 + 4 = 7")),
    Rule("arithmetic.bound_less", r"\b(?:less|more|fewer|greater|subtracted|deducted|taken|away|out) (?:than|from|of)"
         r"(?: the)?\b", "bound",
         "A comparison joins the number behind it to one before it.",
         ("4 less than 3 * 5 = 11", "2 more than 5 x 3 = 17", "3 subtracted from 5 + 1 = 3"),
         ("the rest 3 + 4 = 7", "more 3 + 4 = 7", "it fell by 2 * 2 = 4")),
    Rule("arithmetic.rounded", r"\b(?:about|approximately|approx|roughly|around|nearly|almost|circa|ca|rounds? to|"
         r"rounded|"
         r"rounding|nearest|rounds? (?:up|down|off)|truncat\w+|estimated?|estimates?|on the order of|close to|"
         r"whole|integer|decimal places?|significant (?:figures|digits)|sig figs?)\b", "rounded",
         "A value that is said to be rounded need not be exact.",
         ("10 / 3 = about 3", "17 / 5 = 3.4, rounded up to 4", "22/7 = 3 to the nearest unit"),
         ("10 / 5 = 2 exactly", "it turns around5 = 5", "$22/7 \\approx 3$"), not_after=r"\\"),
    Rule("arithmetic.other_modulus", r"\b(?:mod|modulo|modulus|congruent|remainder|residue|GF|finite field)\b", "other",
         "Residues are no numbers of the line: 9 + 5 = 2 modulo 12.",
         ("9 + 5 = 2 mod 12", "17 / 5 = 3 remainder 2", "1 + 1 = 0 in GF(2)"),
         ("a modern 9 + 5 = 14", "the remaining 3 + 4 = 7")),
    Rule("arithmetic.other_base", r"\b(?:binary|hexadecimal|hex|octal|base[- ](?:\d+|two|eight|sixteen|ten)|boolean|"
         r"bitwise|xor|ternary|roman)\b", "other",
         "Digits of another base, or of logic, are not decimal numbers.",
         ("1 + 1 = 10 in binary", "7 + 1 = 10 (base 8)", "Boolean: 1 + 1 = 1"),
         ("a basement 3 + 4 = 7", "based on 3 + 4 = 7")),
    Rule("arithmetic.other_clock", r"\b(?:o'clock|clock|[ap]\.?m|AM|PM|noon|midnight|weekday|carry|carries|carrying|"
         r"borrow\w*)\b", "other",
         "Hours of a clock and digits that carry begin again.",
         ("On the clock, 9 + 5 = 2", "10 + 4 = 2 pm", "7 + 8 = 5, carry 1"),
         ("ampere: 9 + 5 = 14", "a clockwise 3 + 4 = 7")),
    Rule("arithmetic.wrong_that",
         r"\b(?:is|'s|be)\s+(?:\w+\s+)?{wrong}\s+(?:that|to (?:say|write|claim|conclude|think))\b",
         "denied",
         "What is called wrong may stand behind the word.",
         ("It is wrong that 2 + 2 = 5", "It is incorrect to write 3 * 3 = 6"),
         ("It is true that 2 + 2 = 4", "The wrong sum: 2 + 2 = 4")),
    Rule("arithmetic.called_wrong", r"\b(?:is|are|was|would be|seems?|looks?|'s)\s+(?:\w+\s+)?{wrong}\b",
         "called wrong",
         "What the sentence calls wrong is not what the answer says.",
         ("3 + 4 = 8 is wrong", "2 + 2 = 5 would be a mistake", "0 = 1 is impossible"),
         ("3 + 4 = 7 is right", "this wrong turn: 3 + 4 = 7")),
    Rule("arithmetic.denied", r"\b(?:not|never|nor|cannot|neither|without|instead of|rather than|unlike|\w+n't)\b",
         "denied",
         "An equation behind a denial is not what the answer says.",
         ("it does not follow that 3 + 4 = 8", "instead of 2 + 2 = 5", "we can't say 3 * 3 = 6", "not 3 + 4 = 8"),
         ("notice that 3 + 4 = 7", "another 3 + 4 = 7", "not only 3 + 4 = 7",
          "the number of those not on the team is 12 - 7 = 5"),
         not_before=r"\s+(?:only|just)\b|[\w' -]{0,40}\b(?:is|are|was|were)\b"),
    Rule("arithmetic.error_shown", r"\b{careless} {error}s?\b|\b{error}s? (?:is|are|would be) to\b|\b{wrongly}\b|"
         r"\b(?:wrong|incorrect|false)(?::| (?:answer|approach|way|method|calculation|computation|version))",
         "error shown",
         "A mistake that is shown in order to be avoided is no claim.",
         ("A common mistake: 1/2 + 1/3 = 2/5", "Some wrongly write 2^3 = 6", "Incorrect: 3 + 4 = 8"),
         ("the error is 3 - 2 = 1", "no mistake: 3 + 4 = 7")),
    Rule("arithmetic.supposed", r"\b(?:if|suppose|supposing|assum(?:e|es|ed|ing)|imagine|pretend|whether|"
         r"unless)\b", "supposed",
         "An equation that is only tried out is not asserted.",
         ("If 2 + 2 = 5, then anything goes", "Suppose 3 * 4 = 13", "Assuming 7 - 2 = 6"),
         ("As a gift, 3 + 4 = 7", "The supposedly hard 3 + 4 = 7"),
         not_after=r"(?:even|as)\s"),
    Rule("arithmetic.attributed", r"\b(?:might|may|could) (?:think|write|say|believe)\b|\b(?:someone|some (?:people|"
         r"students)|students?) (?:wrote|writes?|said|says?|claims?|thinks?)\b", "supposed",
         "What somebody else says is not what the answer says.",
         ("One might think 0.1 + 0.2 = 0.4", "The student wrote 3 * 4 = 13"),
         ("The students have 3 + 4 = 7", "We say 3 + 4 = 7")),
    Rule("arithmetic.announced", r"\b(?:we|I|the) claim\b|^\W*claim\b|"
         r"\b(?:want|need|have|wish|try|going|remains?|aim|goal is) "
         r"to (?:show|prove|verify|check|demonstrate|establish)\b|\b(?:let us|let's) (?:show|prove|verify|check)\b|"
         r"\bto be shown\b|^\W*(?:to show|to prove|show|prove) that\b", "announced",
         "What is announced is not shown by being announced.",
         ("We claim that 17 * 23 = 391", "We want to show that 5 + 7 = 12", "Prove that 2 + 2 = 4"),
         ("They reclaim 3 + 4 = 7", "This shows that 3 + 4 = 7")),
    Rule("arithmetic.solved", r"\b(?:solv(?:e|es|ing)|simplif(?:y|ies|ying)|rearrang(?:e|es|ing)|isolat(?:e|es|ing)|"
         r"expand(?:s|ing)?|distribut(?:e|es|ing)|factor(?:s|ing)|collect(?:s|ing)?|cross[- ]multiply\w*|"
         r"transpos(?:e|ing))\b",
         "solved",
         "The equation behind such a step is the one before, rewritten.",
         ("Solving for x, we get x = 4", "Simplifying, 3x = 9"),
         ("The solution is x = 4", "We have to solve 3x = 9"),
         not_after=r"(?:to|the|let us|let's|can|will|must|should) "),
    Rule("arithmetic.solved_sides", r"\b(?:both|each) sides?\b|\blike terms\b", "solved",
         "What is done to both sides leaves the solutions as they were.",
         ("Dividing both sides by 2: x = 3", "Combining like terms, 3x = 9"),
         ("On one side: x = 3", "In terms of x, 3x = 9")),
    Rule("arithmetic.and", r"\band\b", "and",
         "The word ends a unit, or joins a smaller one to it.",
         ("3 hours and 20 minutes", "5 apples and 3"), ("a sandy 3", "android 5")),
    Rule("arithmetic.joins", r"\b(?:with|for|from|to|by|onto|into)\b", "joins",
         "A preposition ends a unit, and joins what is behind it to the number before.",
         ("3 boxes with 4", "2 tickets for 5"), ("a withered 3", "therefore 5")),
    Rule("arithmetic.stop", r"\b{grammar}(?:['’](?:s|re|ll|ve|d|m))?\b", "stop",
         "A unit is a noun, perhaps with others; a word that holds the sentence together ends it.",
         ("5 apples or 3", "7 minutes so 42"), ("5 standard apples", "7 ordinary forms")),
)  # fmt: skip

STAGE = Stage("arithmetic", _RULES, _LEXICONS)
"""The rules of this stage."""
