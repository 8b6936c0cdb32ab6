"""Yes and no: how a sentence answers a question that asks whether.

Effects: `yes` and `no` at the start of a sentence (as the `word` that says it); `then_yes` and `then_no` behind a word
that concludes; `answered_yes` and `answered_no` where the answer is spoken of; `conditional` makes a later yes or no,
and a claim, say nothing; `condition` the former alone and `unsure` the latter alone; `firm` concludes; `no_reason`
denies the claim that follows in its clause.
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon(
        "opener",
        (
            r"[\s*_#>✅❌☑✓✔:\"'\[\](){}$,—–-]",
            r"\\boxed|\\text|\d+[.)]|\([a-z]\)|part\b",
            (
                "(?:(?:final|short|my|the|quick|brief) )*"
                r"(?:answer|conclusion|verdict|result|summary|tl;?dr|response|claim)\b(?:\s+is\b)?"
            ),
            "in (?:conclusion|short|summary)|therefore|thus|hence|overall|all in all",
            r"so\b|well\b|but\b|however\b|and\b|actually\b|finally\b|ultimately\b|in fact\b",
            r"i(?:'d| would| do)? (?:think|believe|say|argue)(?: so| that)?",
            "it is|it's",
        ),
        "What may stand before the yes or no that a sentence begins with.",
    ),
    Lexicon(
        "affirmation",
        (
            *("yes", "yeah", "yep", "absolutely", "definitely", "certainly", "indeed", "correct", "true"),
            *("affirmative", "i do", "i think so", "i agree", "it is true"),
        ),
        "Words that say yes.",
    ),
    Lexicon(
        "of_the_answer",
        (
            *("an?", "clear(?:ly)?", "firm", "plain", "qualified", "resounding", "therefore", "thus", "then"),
            *("indeed", "simply", "definitely"),
        ),
        "How an answer is, between the word answer and the yes or no.",
    ),
    Lexicon("stop", (r"[,.:;!—–]", r"\n?\z"), "Where a clause ends."),
)

_NO_OR = r"\s*(?:/|or|and)\s*no\b"
_ANSWER_IS = (
    r"\banswer(?:s|ed)?\b(?P<name>(?: [\w.()]+){0,6}?)(?: (?:is|with|must be|has to be|should be))?"
    r"(?: {of_the_answer})*[ :*\"'“]{1,4}"
)
_CONCLUDES = (
    r"\b(?:but|so|then|hence|thus|therefore|conclusion|answer|is)\b\s*[,:]?\s*"
    r"(?:(?:in fact|actually|indeed|clearly|therefore|still|simply)\s+)?[*\"']{0,3}"
)

_RULES = (
    Rule(
        "yesno.yes_first",
        r"\A{opener}*(?P<word>{affirmation})\b",
        "yes",
        "A sentence that begins with yes answers the question.",
        ("**Yes**, the series converges.", "In short: absolutely.", "3. I think so."),
        ("Yes/no questions are coded 1 and 0.", "The true mean is 4.", "Yesterday it rained."),
        not_before=_NO_OR,
    ),
    Rule(
        "yesno.it_does",
        r"\A{opener}*(?P<word>it does)\b",
        "yes",
        "It does, as a short answer, says yes.",
        ("It does, as demand falls with price.", "So it does."),
        ("It does not.", "It doesn't converge."),
        not_before=rf"\s*(?:not|n['’]t)|{_NO_OR}",
    ),
    Rule(
        "yesno.there_is",
        r"\A{opener}*(?P<word>there is)(?: such\b| indeed\b|[,.]|\n?\z)",
        "yes",
        "There is, with nothing named that there is, says yes.",
        ("There is.", "There is indeed one fixed point."),
        ("There is a tumour in the left lung.", "There is no such matrix."),
    ),
    Rule(
        "yesno.no_first",
        r"\A{opener}*(?P<word>no)(?:\s*[,.:;!—–)*_-]|\s*\z|\n|\s+(?:it|there|the|this|i|in|a|we)\b)",
        "no",
        "A sentence that begins with no, and stops there or begins anew, answers the question.",
        ("No, the two samples are dependent.", "Answer: no.", "No it never halts."),
        ("No patient was lost.", "Nobody knows.", "No doubt it halts."),
    ),
    Rule(
        "yesno.it_does_not",
        r"\A{opener}*(?P<word>nope|it does(?:\s*not|n['’]t)|i (?:do not|don['’]t) think so|there is no(?: such)?|"
        r"there isn['’]t|not (?:really|necessarily|exactly|in general|at all))",
        "no",
        "Short denials say no.",
        ("It does not.", "Not necessarily: prices may be sticky.", "There isn't."),
        ("Note that it does.", "Not every gene is expressed.", "There is no doubt that it does."),
        not_before=r"\s+(?:doubt|matter|wonder|longer|one|need)\b",
    ),
    Rule(
        "yesno.it_is_not",
        r"\A{opener}*(?P<word>it is not)(?:\s*[.,;!]|\s*\z)",
        "no",
        "It is not, and nothing more, says no.",
        ("It is not.", "So it is not, as the residuals show."),
        ("It is not clear.", "It is nothing."),
    ),
    Rule(
        "yesno.then_yes",
        _CONCLUDES + r"(?P<word>yes)\b[*\"']{0,3}\s*{stop}",
        "then_yes",
        "A yes that a sentence comes to answers the question.",
        ("The determinant is positive, so yes.", "Both forces cancel, then clearly yes!"),
        ("So yes-men were hired.", "The variable is yes or no."),
    ),
    Rule(
        "yesno.then_no",
        _CONCLUDES + r"(?P<word>no)\b[*\"']{0,3}\s*{stop}",
        "then_no",
        "A no that a sentence comes to answers the question.",
        ("The determinant vanishes, hence no.", "One might expect it, but no."),
        ("So no gene was found.", "Nothing is known."),
    ),
    Rule(
        "yesno.affirmative",
        r"\bin the affirmative\b",
        "answered_yes",
        "To answer in the affirmative is to say yes.",
        ("One settles this in the affirmative.",),
        ("An affirmative vote was cast.",),
    ),
    Rule(
        "yesno.negative",
        r"\bin the negative\b",
        "answered_no",
        "To answer in the negative is to say no.",
        ("The question is settled in the negative.",),
        ("In the negative half-plane it is analytic.", "A negative charge."),
        not_before=r"\s+(?:half|part|direction|case|range|region|axis|phase)",
    ),
    Rule(
        "yesno.answer_is_yes",
        _ANSWER_IS + r"(?:yes|affirmative(?:ly)?|positive(?:ly)?)\b",
        "answered_yes",
        "What the answer is said to be is the answer.",
        ("Here the answer to this is a clear yes.", "We must answer with yes."),
        ("The answer is yes/no.", "Their answers varied.", "Each answer was posted."),
        not_before=r"\s*(?:/|or|and)\s*no\b",
    ),
    Rule(
        "yesno.answer_is_no",
        _ANSWER_IS + r"(?:negative(?:ly)?\b|no\b[*\"'”]{0,3}\s*{stop})",
        "answered_no",
        "What the answer is said to be is the answer.",
        ("Here the answer to this is a clear no.", "We must answer negatively."),
        ("The answer is no longer known.", "Their answers varied."),
    ),
    Rule(
        "yesno.if",
        r"\b(?:if|whether|depends)\b",
        "conditional",
        "What holds under a condition answers only under it.",
        ("Convergence depends on the step.", "We test whether it halts."),
        ("Different rates were dependent.",),
    ),
    Rule(
        "yesno.when",
        r"\bwhen\b",
        "condition",
        "A yes behind when holds at some times.",
        ("When prices rise, yes.",),
        ("Whenever prices rise, yes.",),
    ),
    Rule(
        "yesno.unsure",
        r"\b(?:ask(?:s|ed)?|question|suppose|assume|would imply|might|not (?:clear|obvious|sure))\b",
        "unsure",
        "What is asked, supposed or possible is not claimed.",
        ("Suppose the beam bends.", "It might bend.", "I am not sure that it bends."),
        ("It bends as everyone supposes.", "The beam bends."),
    ),
    Rule(
        "yesno.firm",
        r"\b(?:therefore|thus|hence|so|conclusion|conclude|overall|in short|in summary|final|answer|"
        r"consequently|means)\b",
        "firm",
        "What follows a word that concludes is said to stay.",
        ("Thus the beam bends.", "We conclude that prices fall.", "This means that the cell divides."),
        ("The soil is sandy.", "Meanwhile the beam bends."),
    ),
    Rule(
        "yesno.no_reason",
        r"\b(?:no|not any|without|hardly any) (?:\w+ )?"
        r"(?:reason|need|basis|incentive|mechanism|guarantee|force|pressure|cause)\b",
        "no_reason",
        "Where nothing brings something about, it is denied.",
        ("There exists no strong incentive to merge.", "Without pressure the gas stays."),
        ("There exists some incentive to merge.", "The reason is unknown."),
    ),
)

NO_NAME_OF_A_QUESTION = frozenset(
    {"is", "with", "the", "a", "can", "could", "may", "might", "either", "neither", "not"},
)
"""Words between "answer" and a yes or no that make something else of them than "answer 3 is yes"."""

STAGE = Stage("yesno", _RULES, _LEXICONS)
