"""Whether an answer only repeats what was asked.

Invariant: a word that is not in the prompt, a ticked box, or a choice among the prompt's options is never a repetition.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from evalhw.reading.rules.en.task import STAGE
from evalhw.text.language.words import content_stems
from evalhw.text.layout.plain import prose
from evalhw.text.parts.labels import read_label

_OPTION = re.compile(r"☐|☑|\\square|^\s*[-*] \[[ x]\]", re.MULTILINE)
_TICKED = re.compile(r"[☑☒✓✔✅◉●⬤■]|\[[xX]\]")
_BOX = re.compile(r"[☐□◯○]")
_COPIED_WORDS = 8
_PARAPHRASED_WORDS = 6
_QUESTION_WORDS = 4
_NEW_SHARE = 0.25
_COPY_SHARE = 0.85
_LISTED = 3
_SYMBOL = 2
"""Letters of a word that may be a symbol; the checks read symbols."""
_SHORT = 3


def is_copied(sentence: str, prompt: str) -> bool:
    """Whether a sentence is one of the prompt, word for word."""
    line = _flat(sentence).strip(" .:;()")
    if len(line.split()) <= _QUESTION_WORDS:
        return False
    return re.search(r"(?:^|[.!?:(]\s*)" + re.escape(line), _asked(prompt)[1]) is not None


def restates(sentences: Sequence[str], prompt: str) -> bool:
    """Whether every sentence of an answer repeats the prompt.

    Args:
        sentences: The answer's sentences, as plain text.
        prompt: What was asked.
    """
    known, flat, chooses = _asked(prompt)
    spoken = [sentence for sentence in sentences if not _is_label(sentence)]
    size = sum(len(sentence) for sentence in spoken)
    if not known or not spoken or size > 2 * len(flat) + 400 or any(_TICKED.search(sentence) for sentence in spoken):
        return False
    told = [_tells_the_task(sentence, known, flat, chooses=chooses) for sentence in spoken]
    if not any(told):
        return False
    options = _lists_options(spoken, told, prompt, flat)
    return all(one or at in options or (not chooses and _paraphrases(spoken[at], known)) for at, one in enumerate(told))


def echoes(sentences: Sequence[str], prompt: str) -> bool:
    """Whether an answer in which no check found anything is the prompt in other words, or ends by asking it.

    Weaker than `restates`: a right answer may be in the prompt's words throughout.
    """
    known, flat, _ = _asked(prompt)
    spoken = [sentence for sentence in sentences if not _is_label(sentence)]
    if not known or not spoken or sum(map(len, spoken)) > len(flat) + 400:
        return False
    if any(_TICKED.search(one) or "reasons" in _effects(one) or _has_new_number(one, flat) for one in spoken):
        return False
    if any(_lists_new(one, known) for one in spoken):
        return False
    words = [[stem for stem in _words(sentence) if stem.isalpha() and len(stem) > _SYMBOL] for sentence in spoken]
    if spoken[-1].rstrip().endswith("?") and len(spoken[-1].split()) >= _QUESTION_WORDS:
        return len(spoken) <= _SHORT and _is_familiar(words[-1], known)
    rest = [
        stem
        for sentence, mine in zip(spoken, words, strict=True)
        if "describes" not in _effects(sentence)
        for stem in mine
    ]
    return sum(map(len, words)) >= _COPIED_WORDS and _is_familiar(rest, known)


def _lists_new(sentence: str, known: frozenset[str]) -> bool:
    """Whether a sentence leads to a list of which several items are not the prompt's: "…: <sos>, Yo, veo"."""
    _, colon, listed = sentence.partition(":")
    items = listed.split(",") if colon else []
    new = [one for one in items if len(one.split()) == 1 and (stems := _words(one)) and known.isdisjoint(stems)]
    return len(new) >= _SYMBOL


def _has_new_number(sentence: str, flat: str) -> bool:
    return any(found.group() not in flat for found in _NUMBER.finditer(sentence))


_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


def _effects(text: str) -> frozenset[str]:
    """What the rules on tasks say of a text."""
    return frozenset(one.rule.effect for one in STAGE.find(text))


@lru_cache(maxsize=256)
def _offers_options(prompt: str) -> bool:
    return bool(_OPTION.search(prompt)) or not _effects(prompt).isdisjoint({"options", "yes_or_no"})


@lru_cache(maxsize=256)
def asks_yes_or_no(prompt: str) -> bool:
    """Whether a prompt can be answered by yes or no."""
    return "yes_or_no" in _effects(prompt)


_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@lru_cache(maxsize=256)
def _asked(prompt: str) -> tuple[frozenset[str], str, bool]:
    """The stems of a prompt's words, its text on one line in lower case, and whether it offers a choice."""
    plain = prose(prompt, 0, len(prompt)).text
    chooses = _offers_options(prompt)
    numbers = (_NUMBER_WORDS[int(digit)] for digit in re.findall(r"(?<![\w.])\d(?![\w.])", plain))
    return frozenset([*content_stems(plain), *numbers]), _flat(plain), chooses


def _flat(text: str) -> str:
    return " ".join(text.lower().split())


def _is_label(sentence: str) -> bool:
    label = read_label(sentence)
    return label is not None and label.end >= len(sentence)


def _words(sentence: str) -> list[str]:
    return [stem for stem in content_stems(sentence) if stem not in _FRAME_WORDS]


_FRAME_WORDS = frozenset(
    content_stems(
        "asked given told required supposed asks need needed objective options choice respect task approximately "
        "number determine decide select whether choose pick argue compute name looking trying hint exercise "
        "here's there's let's i'm i'd i'll it's that's"
    )
)


def _is_familiar(words: Sequence[str], known: frozenset[str]) -> bool:
    """Whether nearly all words are the prompt's."""
    return sum(1 for stem in words if stem not in known) <= _NEW_SHARE * len(words)


def _tells_the_task(sentence: str, known: frozenset[str], flat: str, *, chooses: bool) -> bool:
    """Whether a sentence says what is asked: as a question, in the prompt's words, or in words about the task."""
    label = read_label(sentence)
    said = sentence[label.end :].strip() if label else sentence
    words = _words(said)
    if not _is_familiar(words, known):
        return False
    asks = said.rstrip().endswith("?") and len(said.split()) >= _QUESTION_WORDS
    return (
        asks or _is_quoted(said, words, flat, chooses=chooses) or not _effects(said).isdisjoint({"frames", "describes"})
    )


def _is_quoted(sentence: str, words: Sequence[str], flat: str, *, chooses: bool) -> bool:
    """Whether a sentence is taken from the prompt: as it stands, nearly, or from its first words on."""
    line = _flat(sentence).strip(" .")
    if not line or _is_list(line):
        return False
    enough = len(line.split()) >= _QUESTION_WORDS
    if line in flat and ("?" in line or (enough and not chooses)):
        return True
    start = " ".join(line.split()[:3])
    rest = r"[^.!?]*\?" if chooses else ""  # beside options, only a question is quoted; the options may be an answer
    opens = re.search(r"(?:^|[.!?:]\s)(?:\([a-z]+\) )?" + re.escape(start) + rest, flat) is not None
    copied = not chooses and len(words) >= _COPIED_WORDS and _is_copy(line, flat)
    return len(line.split()) > _QUESTION_WORDS and (opens or copied)


def _is_list(line: str) -> bool:
    """Whether a line only lists names, which may be an answer: the prompt's names in another order."""
    items = line.split(",")
    return len(items) >= _LISTED and all(len(item.split()) <= _LISTED for item in items)


def _is_copy(line: str, flat: str) -> bool:
    """Whether a line stands in the prompt nearly word for word."""
    from rapidfuzz import fuzz

    return fuzz.partial_ratio(line, flat) >= 100 * _COPY_SHARE


def _lists_options(spoken: Sequence[str], told: Sequence[bool], prompt: str, flat: str) -> frozenset[int]:
    """The sentences that list the prompt's options, all of them, beside a sentence that tells the task."""
    chunks = {
        at: [_flat(_BOX.sub("", chunk)).strip(" .-*") for chunk in re.split(r"[,;\n]|\bor\b", sentence)]
        for at, sentence in enumerate(spoken)
        if not told[at]
    }
    listed = {at: found for at, found in chunks.items() if all(chunk in flat for chunk in found)}
    size = sum(len(found) for found in listed.values())
    return frozenset(listed) if size >= max(_LISTED, len(_BOX.findall(prompt))) else frozenset()


def _paraphrases(sentence: str, known: frozenset[str]) -> bool:
    """Whether a sentence beside one that tells the task only says the prompt in other words."""
    words = _words(sentence)
    return len(words) >= _PARAPHRASED_WORDS and _is_familiar(words, known)
