"""What a text in each language cannot do without: its commonest function words, or a script of its own.

Invariant: a word stands under one language only where English has the same spelling ("die", "was", "plus"), it stands
nowhere, so that no English sentence holds words of another language but as a quotation.
"""

from evalhw.reading.rules.rule import Lexicon


def _words(name: str, words: str) -> Lexicon:
    return Lexicon(name, tuple(words.split()), f"Function words of {name.capitalize()} that are no English words.")


ENGLISH = Lexicon(
    "english",
    tuple(
        """the of and is are it that this these those which for from with by because since than then when where while if
        be been being has have had does did not but or as at to on we you they their its there so can could would should
        will must may might into between both each only more most also therefore thus hence what how why""".split()  # noqa: SIM905  # a list of strings would not be read
    ),
    "Function words of English.",
)
FOREIGN = (
    _words(
        "german",
        """der das ist und nicht ein eine einen einem einer eines sich mit für auf dem den des von zu zum zur wird
        werden
        weil dass daß aber oder auch nur wenn sind bei aus nach wie durch über
        im als wir ich es sie kann
        haben hatte wurde keine kein kleiner größer mehr daher denn damit sowie ja nein""",
    ),
    _words(
        "french",
        """le la les un une des du est et dans que qui pour pas par sur avec ce cette ces il elle ils elles nous vous
        donc parce sont être car mais ou où aux ne se son sa ses leur plus très comme lorsque quand si non oui à été
        c'est n'est l'on qu'il qu'elle d'une d'un""",
    ),
    _words(
        "spanish",
        """el la los las un una unos unas es y en que de del por para con se su sus lo no porque más pero como cuando
        entre sí son está están este esta estos estas ese esa al ya hay ser muy también sin sobre cada o entonces""",
    ),
    _words(
        "italian",
        """il lo gli le di che è e un una del della dei delle nel nella con per non sono perché più ma come quando si
        questo questa anche dal dalla alla al ai se quindi essere ogni tra sul""",
    ),
    _words(
        "portuguese",
        """o os as um uma de do da dos das em no na nos nas que é e não com por para se mais mas como quando são porque
        este esta isso também ao pela pelo ser está entre muito cada""",
    ),
    _words(
        "dutch",
        """de het een en van is niet dat die zijn op met voor aan er door omdat maar ook als wordt worden naar bij uit
        wanneer deze dit zich geen meer dus wij hij kan hebben tussen""",
    ),
)
HOMOGRAPHS = frozenset(
    """is die was war in an so am also on me no son as a has plus comment pour pas car but or do den des most must
    per non as e o y u i di de la le les el al un se sa su en it at sur dat met door son ma lo sin van ser si nos
    sue ha non fin con par ne tot fast rot bald kind sole due sono era ou que der das""".split()  # noqa: SIM905  # a list of strings would not be read
)
"""Spellings that English texts hold too, as words, names ("de", "van", "la") or fragments: they show no language, but
are counted beside the words that do."""

SCRIPTS = (
    ("Japanese", 0x3040, 0x30FF),
    ("Korean", 0xAC00, 0xD7A3),
    ("Chinese", 0x4E00, 0x9FFF),
    ("Russian", 0x0400, 0x04FF),
    ("Arabic", 0x0600, 0x06FF),
    ("Hebrew", 0x0590, 0x05FF),
    ("Hindi", 0x0900, 0x097F),
    ("Thai", 0x0E00, 0x0E7F),
)
"""Languages that a script tells, with the first and the last of its characters; Greek is the script of formulas."""
