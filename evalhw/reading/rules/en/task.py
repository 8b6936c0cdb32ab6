r"""The task and not its answer: what a prompt asks for, and what an answer says of the task.

Effects: of a sentence of an answer, `frames` says what is asked, `describes` says it of a question by name, `reasons`
decides or gives a reason, so that it is no echo; of a prompt, `options` offers a choice and `yes_or_no` can be answered
by yes or no.
"""

from evalhw.reading.rules import Lexicon, Rule, Stage

_LEXICONS = (
    Lexicon("start", (r"\A[^\pL\pN_]*",), "Where a sentence begins, marks before its first word aside."),
    Lexicon("task", ("question", "problem", "task", "part", "exercise"), "What is to be answered."),
    Lexicon(
        "solve",
        (
            *("show", "derive", "find", "determine", "state", "comment", "argue", "decide", "answer", "give", "name"),
            *("identify", "choose", "compute", "prove", "verify", "list", "explain", "say", "read", "pick", "select"),
            *("tick", "discuss", "report", "look", "think", "work out"),
        ),
        "What a task asks for.",
    ),
)

_RULES = (
    Rule(
        "task.asked",
        r"\b(?:we|i) (?:are|were|have been|am) (?:asked|given|told|required|supposed)\b"
        r"|{start}(?:so )?you(?: are|'re) asking\b|{start}you(?: want| would like|'d like) (?:me )?to\b"
        r"|\bwhat is (?:asked|wanted|required)\b",
        "frames",
        "To say what one is asked is to say the task.",
        ("We are asked for the boiling point.", "You want me to name the enzyme.", "Here is what is asked."),
        ("The witnesses were asked for a name.", "What is entropy?"),
    ),
    Rule(
        "task.describes",
        r"{start}(?:here,? )?(?:the|this) {task}(?: [\pL\pN_()]{1,12})? "
        r"(?:describes|asks|is about|concerns|considers|deals with)\b",
        "describes",
        "What a question describes is the question.",
        ("The question asks for a rate.", "This exercise (b) deals with elasticity."),
        ("The tax concerns exporters.", "The problem vanishes at zero."),
    ),
    Rule(
        "task.is_about",
        r"\b(?:the|this|what) (?:{task}|hint)(?: [\pL\pN_()]{1,12}){0,2} "
        r"(?:is|asks?|wants?|requires?|concerns|describes|suggests|mentions|refers|says|invites)\b",
        "frames",
        "What is said of the question is no answer to it.",
        ("So the task is to find the mean.", "What the hint says is to balance charges."),
        ("The patient asks for water.", "This market is competitive."),
    ),
    Rule(
        "task.to_do",
        r"\b(?:we|i|you) (?:need|have|want|must|are) to {solve}\b"
        r"|\bfor this (?:part|question|problem)\b,? we (?:need|want|look for) the .{0,80}\b(?:that|which)\b"
        r"|\b(?:we|i|you)(?: are|'re|'m| am) (?:looking|trying|interested)\b",
        "frames",
        "What one has to do is the task.",
        ("We need to derive the demand curve.", "We are looking for the pivot."),
        ("The cell needs to divide.", "We need a stronger acid."),
    ),
    Rule(
        "task.told",
        r"{start}(?:think about|remember that|you can assume|argue (?:why|whether))\b|\bthe options are\b"
        r"|\b(?:let us|let's) (?:consider|look at|answer) (?:the|this) (?:question|problem)\b"
        r"|\b(?:here|below),? (?:we|i) (?:will )?(?:discuss|answer|address)\b",
        "frames",
        "A hint, the list of options and an announcement belong to the task.",
        ("Remember that momentum is conserved.", "The options are acid and base.", "Below we discuss it."),
        ("People remember that losses hurt.", "Options are priced daily."),
    ),
    Rule(
        "task.reasons",
        r"\b(?:because|since|therefore|hence|thus|so that|cannot|can't|never|wrong|yes|no)\b",
        "reasons",
        "Who decides or gives a reason does more than to repeat the question.",
        ("It rises because heat flows in.", "No.", "Plants cannot fix it."),
        ("It rises when heated.", "A note on sincerity."),
    ),
    Rule(
        "task.options",
        r"\bselect (?:all|one)\b|\bwhich of (?:the following|these)\b",
        "options",
        "Such a prompt offers a choice.",
        ("Select all that apply to mammals.", "Which of these is a base?"),
        ("Which enzyme is it?", "They selected one mouse."),
    ),
    Rule(
        "task.yes_or_no",
        r"(?:\A|[.!?:\n]\s*)(?:do|does|did|is|are|was|were|can|could|will|would|should|has|have) [^.?\n]{5,300}\?",
        "yes_or_no",
        "A question that begins with such a verb is answered by yes or no.",
        ("Is the mean unbiased?", "Consider a gas. Does its pressure rise?"),
        ("What is the mean?", "The price is high. Why?"),
    ),
)

STAGE = Stage("task", _RULES, _LEXICONS)
