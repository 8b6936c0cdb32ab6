"""How English says that something grows, falls or stays, and where it only supposes or doubts it.

Effects: ``up``, ``down``, ``same``: so it moves; ``direct``, ``inverse``: as another quantity does, or against it;
``supposed``: what follows is a condition; ``hedged``: what follows is not asserted; ``unread``: a comparison with
something else, or a movement without a direction.
"""

from evalhw.reading.rules.engine import Stage
from evalhw.reading.rules.rule import Lexicon, Rule

LEXICONS = (
    Lexicon(
        "rise",
        (
            *("increas(?:e|es|ed|ing)", "grow(?:s|n|ing)?", "grew", "ris(?:e|es|en|ing)", "rose", "climb(?:s|ed|ing)?"),
            *("go(?:es|ing)? up", "went up", "rais(?:e|es|ed|ing)", "doubl(?:e|es|ed|ing)", "tripl(?:e|es|ed|ing)"),
            *("quadrupl(?:e|es|ed|ing)", "boost(?:s|ed|ing)?", "speed(?:s|ing)? up", "expand(?:s|ed|ing)?"),
        ),
        "Verbs and nouns of becoming more.",
    ),
    Lexicon(
        "fall",
        (
            *("decreas(?:e|es|ed|ing)", "fall(?:s|en|ing)?", "fell", "drop(?:s|ped|ping)?", "declin(?:e|es|ed|ing)"),
            *("shrink(?:s|ing)?", "shrank", "diminish(?:es|ed|ing)?", "go(?:es|ing)? down", "went down"),
            *("reduc(?:e|es|ed|ing|tion)", "lower(?:s|ed|ing)", "sink(?:s|ing)?", "halv(?:e|es|ed|ing)"),
            *("slow(?:s|ed|ing)? down", "contract(?:s|ed|ing)"),
        ),
        "Verbs and nouns of becoming less.",
    ),
    Lexicon(
        "more",
        ("higher", "larger", "greater", "bigger", "more", "longer", "stronger", "heavier", "wider"),
        "Comparatives of more.",
    ),
    Lexicon(
        "less",
        ("lower", "smaller", "less", "fewer", "shorter", "weaker", "lighter", "narrower"),
        "Comparatives of less.",
    ),
    Lexicon("changes", ("change", "vary", "depend", "matter", "move", "budge"), "Verbs of moving at all."),
    Lexicon("touches", ("affect", "influence", "alter", "change"), "Verbs of making something move."),
)
RULES = (
    Rule(
        "trend.neither",
        r"\b(?:neither {rise} nor {fall}|neither {fall} nor {rise})\b",
        "same",
        "What does neither stays as it is.",
        ("The entropy neither increases nor decreases.", "Wages neither fall nor rise."),
        ("The entropy increases.", "Neither of them is right, prices fall."),
    ),
    Rule(
        "trend.not_moved",
        r"\b(?:(?:does|do|did|will|would) not|(?:does|do|did|would)n['’]t|won['’]t|never) (?:{changes}|{touches})\b",
        "same",
        "A denied change is said of what stays.",
        ("The mass does not change.", "The tax doesn't affect the supply.", "The period will not depend on it."),
        ("The mass changes.", "The demand does not increase."),
    ),
    Rule(
        "trend.unchanged",
        r"\b(?:unchanged|constant|(?:the|exactly the) same|independent of|unaffected|invariant)\b",
        "same",
        "Words for what stays.",
        ("The bias stays the same.", "The speed is constant.", "The period is independent of the mass."),
        ("The samples are independent.", "Some of them rise."),
    ),
    Rule(
        "trend.no_effect",
        r"\bno (?:effect|change|influence|impact)\b",
        "same",
        "What has no effect on something leaves it as it is.",
        ("There is no change in the volume.", "A tax has no effect on the supply."),
        ("There is a change in the volume.", "No one changes the price."),
    ),
    Rule(
        "trend.inverse",
        r"\b(?:(?:is |are )?inversely (?:proportional|related)|(?:varies|vary|scales?) inversely)\b|∝ ?1 ?/",
        "inverse",
        "One falls as the other rises.",
        ("The pressure is inversely proportional to the volume.", "The error varies inversely with n.", "p ∝ 1/V"),
        ("The pressure is proportional to the temperature.", "An inverse demand curve."),
    ),
    Rule(
        "trend.direct",
        r"\b(?:(?:is |are )?(?:directly |linearly )?proportional to|(?:varies|vary) directly"
        r"|scales? (?:linearly )?with)\b|∝",
        "direct",
        "One rises as the other does.",
        ("The force is proportional to the mass.", "The cost scales with the input.", "F ∝ m"),
        ("A proportional tax is flat.", "It is inversely proportional to n."),
        not_before=r" ?1 ?/",
        not_after=r"inversely ",
    ),
    Rule(
        "trend.compared",
        r"\b(?:{more}|{less}) than\b",
        "unread",
        "A comparison with something else says nothing of a movement.",
        ("The bias is larger than the variance.", "It costs less than bread."),
        ("The bias is larger.",),
    ),
    Rule(
        "trend.undirected",
        r"\b(?:changes|varies|depends on|is affected|fluctuates)\b",
        "unread",
        "A movement without a direction.",
        ("The pressure changes.", "The price depends on demand."),
        ("There is no change.", "The price rises."),
    ),
    Rule(
        "trend.level",
        r"\b(?:high|low|large|small|big|great|maximal|minimal)\b|\bfrom [^.;]{1,30} to\b",
        "unread",
        "A level, or two values, from which a movement would have to be worked out.",
        ("A low complexity gives a high bias.", "The pressure goes from 1 bar to 2 bar."),
        ("The bias is higher.", "The price falls from there."),
    ),
    Rule(
        "trend.rises",
        r"\b{rise}\b",
        "up",
        "Verbs and nouns of becoming more.",
        ("The pressure rises.", "The error doubles.", "An increase in wages follows."),
        ("The price of flour drops.", "A growth factor is given."),
    ),
    Rule(
        "trend.falls",
        r"\b{fall}\b",
        "down",
        "Verbs and nouns of becoming less.",
        ("The pressure drops.", "The error halves.", "A fall in wages follows.", "It lowers the rate."),
        ("The water flows downhill.", "A lower bound is given."),
    ),
    Rule(
        "trend.more",
        r"\b{more}\b",
        "up",
        "Comparatives of more.",
        ("The bias is larger.", "The higher the price, the better."),
        ("It is no longer there.", "A higher order method is used."),
        not_before=r" (?:than|order|likely)\b",
        not_after=r"\bno ",
    ),
    Rule(
        "trend.less",
        r"\b{less}\b",
        "down",
        "Comparatives of less.",
        ("The bias is smaller.", "The lower the price, the better."),
        ("A lower bound is given.", "It is nonetheless true."),
        not_before=r" (?:than|bound|limit|likely)\b",
    ),
    Rule(
        "trend.arrow_up",
        r"[↑⬆↗▲]",
        "up",
        "An arrow upwards.",
        ("bias ↑", "price | ⬆"),
        ("bias ↓", "price → demand"),
    ),
    Rule(
        "trend.arrow_down",
        r"[↓⬇↘▼]",
        "down",
        "An arrow downwards.",
        ("bias ↓", "price | ⬇"),
        ("bias ↑", "price → demand"),
    ),
    Rule(
        "trend.supposed",
        r"\b(?:if|when|whenever|as|once|suppose|assuming|whether|unless|while|for)\b",
        "supposed",
        "What follows is a condition and no statement.",
        ("If wages rise, prices follow.", "It falls as the volume grows.", "Suppose the tax is cut."),
        ("It grows as well.", "It falls because the tax is cut."),
        not_before=r" (?:well|an?|expected|much)\b",
    ),
    Rule(
        "trend.hedged",
        r"\b(?:may|might|could|perhaps|possibly|unlikely|doubtful|seems?|hardly|think|thinks|believes?|claims?)\b",
        "hedged",
        "What is thought possible or is somebody's view is not asserted.",
        ("The price might rise.", "Some believe that wages fall.", "It is unlikely that it grows."),
        ("The price rises.", "It must fall.", "I think it falls."),
        not_after=r"\b(?:i|we) (?:would )?",
    ),
)
STAGE = Stage("trend", RULES, LEXICONS)

GLUE = Lexicon(
    "glue",
    tuple(
        """is are was were be been being becomes become became gets get got will would shall should must then therefore
        thus hence also always still just even has have had to going tends tend does do did not never doesn don won t s
        cannot can it it's and so stays stay remains remain kept keeps a an the by much slightly further both""".split()  # noqa: SIM905  # a list of strings would not be read
    ),
    "Words that may stand between what moves and the word for its movement.",
)
LEADS = Lexicon(
    "leads",
    ("the", "a", "an", "its", "their", "in", "of", "to", "on", "our", "your", "this", "that", "any", "for"),
    "Words that may stand between a word for a movement and what moves.",
)
OBJECT = Lexicon(
    "object", ("the", "a", "an", "its", "their", "our", "your", "both"), "Words with which an object begins."
)
REFERS = Lexicon("refers", ("it", "this", "they", "that"), "Words for what was named before.")
