"""Which of the values in one sentence is its point, and which are said in passing.

Effects: `lead` (what follows is the answer), `copula` (a value right behind it is the point), `subject` (a value right before it is), `passing` (a value right behind it is said in passing),
`numbered` (a value right behind it is a name), `amount` (takes `passing` back: a total of 5), `bound` (the value behind it is only a bound), `range` (so are all that follow), `limit` (a bound where it is stated as the answer), `denied` (what follows is
denied), `refuted` (what stands before is), `instead` (what follows is affirmed again), `cause` (what follows
gives a reason), `remark` (what follows adds something), `nothing` (that there is no value is the answer).
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon("quantifier", ("a", "an", "the", "all", "his", "her", "its", "their", "these", "those", "about", "only"),
            "Words between a preposition and its number."),
    Lexicon("becomes", (
        "gives?", "gets?", "have", "yields?", "makes?",
        "totals?", "costs?", "obtains?", "find", "comes? (?:out )?to", "amounts? to", "leaves"),
        "Verbs behind which a result stands."),
    Lexicon("adverb", (
        "now", "then", "thus", "therefore", "also", "approximately", "about", "roughly", "exactly", "only", "simply", "just",
        "still", "a total of", "the total of"),
        "Words between the verb and its result."),
    Lexicon("measure", (
        "total", "sum", "profit", "amount", "average", "mean", "number", "value", "difference", "product", "loss", "cost",
        "price", "rate", "quotient", "result", "probability", "area", "volume", "length", "speed", "distance", "bill",
        "balance", "salary", "income", "maximum", "minimum"),
        "Nouns that name how much, so that what they are of is the amount."),
    Lexicon("preposition", (
        "for", "at", "per", "each", "every", "after", "of", "from", "than", "on", "with", "in", "by", "during", "within",
        "if", "when", "into", "among", "since", "against", "through", "over the"),
        "Words whose number is said in passing."),
    Lexicon("leads", (
        "so", "thus", "hence", "therefore", "finally", "then", "we", "get", "have", "find", "obtain", "conclude", "that", "it",
        "is", "this", "gives", "means", "equals", "i", "think", "believe", "must", "be", "option", "choice", "approximately",
        "about", "roughly", "exactly", "only", "simply", "either"), "Words that lead to an answer."),
    Lexicon("cause", (
        "since", "because", "as (?:long|required|stated|expected|shown|given)", "given that", "due to", "based on",
        "according to", "where", "provided", "assuming", "for example", r"e\.g\.", "while", "whereas", "just like"),
        "Words that open a reason, or what holds beside."),
    Lexicon("adds", ("when", "which", "so that", "rounded", r"i\.e\.", "with", "after", "under the"),
            "Words that open more on a value, which may be the point itself."),
    Lexicon("state", ("is", "are", "equals?", "equal to", "was", "were", "be", "becomes?", "means"),
            "Verbs of being."),
)  # fmt: skip

_RULES = (
    Rule(
        "value.lead", r"\A(?:{leads}\b[,:]?\s+)+", "lead",
        "Words before an answer that only lead to it.",
        ("so it is approximately 5", "Therefore, 5"), ("5 so far", "sort of 5"),
    ),
    Rule(
        "value.part", r"\A\s*\(?(?:[a-z]|[ivx]{1,4}|\d{1,2}[a-z])[.):]\)?[ \t]+", "lead",
        "The letter of a part stands before its answer.",
        ("b) 7 m", "(ii) 12", "3b: 7"), ("b = 7", "7 (b)", "12.5 m", "B. 12"), case=True,
    ),
    Rule(
        "value.bound",
        r"\b(?:less|more|greater|fewer|smaller|larger|higher|lower|bigger) than |\bnearly |\balmost "
        r"|\b(?:somewhere|anywhere|something) (?:over|under|above|below|around) ",
        "bound",
        "What is less than five or between two numbers is not one of them.",
        ("The answer is less than 5.", "It has more than 6."), ("It is no less a number.", "The moreover"),
    ),
    Rule(
        "value.between", r"\b(?:between|in the range of|ranges? from|anywhere from) ", "range",
        "Two numbers that something lies between are neither of them.",
        ("It lies between 5 and 6.",), ("The betweenness", "In the rangefinder"),
    ),
    Rule(
        "value.limit", r"\b(?:at least|at most|up to|over|under|above|below|no more than|no less than|no fewer than) ", "limit",
        "An answer that is stated as a limit is not the number; in passing, a limit is a number said in passing.",
        ("The answer is at least 5.",), ("The least is 5.", "an uptown bus"),
    ),
    Rule(
        "value.not",
        r"\b(?:not|never|neither|nor|cannot|isn't|aren't|wasn't|can't|couldn't|doesn't|don't|won't|rather than"
        r"|instead of|except(?: for)?|other than|and not)\b", "denied",
        "What is denied is not the answer.",
        ("It is not 5.", "B rather than C"), ("A knot of 5", "It is 5, nothing else."),
        not_before=r" (?:only|just|merely|surprisingly|until)\b",
    ),
    Rule(
        "value.but", r"(?:,|;|—|–)? ?\bbut(?: rather)?\b|[;—]|, (?:it|so|and|thus|hence|therefore|instead|rather)\b",
        "instead",
        "Behind but, or in a new clause, the denial is over.",
        ("It is not A but B.", "It is not 5; it is 6."), ("It is 5, or 6.", "A butter knife"),
    ),
    Rule(
        "value.cause", r"(?:[,;—–]|\s)\s*\(?{cause}\b", "cause",
        "A reason is no part of the value it is given for.",
        ("5 m, where m is short for metre", "7 because three went home"), ("The whereabouts of 5", "A becauser"),
    ),
    Rule(
        "value.remark",
        r"(?:[,;—–]|\s)\s*{adds}\b|\s\((?:{cause}|{adds}|approximately|about|or|in words|[a-z]{4,}(?:[- ][a-z]+)*)\b",
        "remark",
        "What is added behind a value is no part of it.",
        ("12, which is even", "The answer is 5 (five)."), ("A witch has 5.", "3 (mod 7)", "f (x)"),
    ),
    Rule(
        "value.colon", r":\s", "remark",
        "Behind a colon a value is spelled out.",
        ("The number of roots is 2: one and four.",), ("The ratio is 3 : 4.", "It is 12:30."),
        not_after=r"\s",
    ),
    Rule(
        "value.amount", r"\b{measure} of (?:about |only |exactly )?", "amount",
        "A total of five is five, although five stands behind a preposition.",
        ("She pays a total of 5.",), ("The number five", "The totals often"),
    ),
    Rule(
        "value.wrong",
        r"\b(?:is|are)(?: (?:also|clearly|both|all|therefore))* (?:wrong|incorrect|false|not (?:the )?(?:correct|right|true|possible|answer|solution)"
        r"|eliminated|ruled out|impossible)\b", "refuted",
        "What is called wrong is not the answer.",
        ("B is wrong, A is right", "A and C are ruled out."), ("B is right.", "The wrongs are many."),
    ),
    Rule(
        "value.nothing",
        r"\b(?:no|none|nothing|undefined|impossible|unknown|indeterminate|infinite(?:ly)?|infinity|neither|does not exist"
        r"|do not exist|doesn't exist|not enough|insufficient|cannot be|can't be|empty)\b", "nothing",
        "That there is no value is an answer, too.",
        ("It is undefined there.", "There are no solutions."), ("The known unknowns", "A nonempty box"),
    ),
    Rule(
        "value.numbered",
        r"\b(?:step|part|question|problem|case|figure|equation|eq\.|option|page|chapter|section|line|row|day|week|year"
        r"|grade|level|round|number|no\.|example|method|exercise|table|item|condition|axiom|theorem) #?\(?", "numbered",
        "A number behind such a noun is a name.",
        ("by step 3", "as in equation (2)"), ("He stepped 3 times.", "partly 3"),
    ),
    Rule(
        "value.passing", r"\b{preposition} (?:{quantifier} )?", "passing",
        "A number behind a preposition says at what, from what or for whom, not how much.",
        ("7 apples for 3 coins", "It stops at the 5th second."), ("The forty first", "They attended 5 times."),
    ),
    Rule(
        "value.purpose", r"\bto [a-z]{2,} (?:{quantifier} )?", "passing",
        "A number in what something is for is said in passing.",
        ("It takes an hour to fill 3 tanks.",), ("It comes to 3.", "Too many 3s"),
    ),
    Rule(
        "value.doing", r"\b(?:after|before|by|from|while|without|in|for) [a-z]+ing (?:{quantifier} )?(?:[a-z]+ )?", "passing",
        "A number in what was done on the way is said in passing.",
        ("He has some left without giving 3 away.",), ("after the spring 3 came", "The doing of 3"),
    ),
    Rule(
        "value.equation", r"\b(?:equation|function|polynomial|inequality|identity|curve|system|expression) ", "numbered",
        "A formula behind such a noun is a name of it.",
        ("a root of the function $f(x) = 0$",), ("The equations are two.", "functional 3"),
    ),
    Rule(
        "value.subject", r" ?\b(?:is|are) (?:{adverb} )*(?:the|our|what)\b", "subject",
        "A value that is said to be the such-and-such is the point of the sentence.",
        ("Hence 3 is the greatest common divisor.",), ("3 is a divisor.", "This 3"),
    ),
    Rule(
        "value.copula", r"\b{state}\b:?(?: {adverb})*[ :]+", "copula",
        "What something is said to be is the point of the sentence.",
        ("The current is 5 A.", "Its square equals 9."), ("The island has 5 ports.", "Those that are 8 years old"),
        not_after=r"\b(?:that|who) ",
    ),
    Rule(
        "value.result", r"\b{becomes}\b:?(?: {adverb})*[ :]+", "copula",
        "What something comes to is the point of the sentence.",
        ("The sum gives x = 3.", "It costs 5 coins."), ("He went there to make 5 copies.", "A giver of 5"),
        not_after=r"\b(?:to|that|who) ",
    ),
)  # fmt: skip

STAGE = Stage("value", _RULES, _LEXICONS)
