r"""Find the answer inside a dataset string: `$…$`, `\boxed{}`, `#### 18`, "The answer is …", prose around it.

Invariant: what is returned is a slice of the source (or several joined by commas, when the text boxes several), and
every scan is linear in the length of the source, which is cut to its last `MAX_LENGTH` characters first.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from evalhw.reading.answers import statements
from evalhw.reading.candidates import Kind, commits, readings
from evalhw.reading.delimiters import Formula, formulas

MAX_LENGTH = 60_000  # characters of a claim that are looked at: a long solution ends with its answer

_CALCULATOR = re.compile(r"<<[^<>\n]{0,200}>>")
_LEAD = re.compile(
    r"(?:(?:so|thus|hence|therefore|finally|then|we|get|have|find|obtain|conclude|that|it|is|this|gives|means|equals|i|"
    r"think|believe|must|be|option|choice|approximately|about|roughly|exactly|only|simply|either)\b[,:]?\s+)+",
    re.IGNORECASE,
)
_COPULA = re.compile(r"\b(?:is|are|equals|equal to|was|be|becomes|gives|yields|get|have)\b:?\s", re.IGNORECASE)
_ONE_NUMBER = re.compile(r"(?:\\?[$€£]\s?)?[-−]?\d[\d,]*(?:\.\d+)?%?")
_HEDGES = re.compile(
    r"\b(?:not|never|no|than|least|most|between|over|under|up to|from|or|either|if|n't|cannot|and|step|part|option"
    r"|case|could|may|might|maybe|perhaps|guess|wrong|incorrect|sure|unsure|depends|problem|question|equation|unknown"
    r"|except|without|but|let|suppose|assume|given|when|where|each|per)\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[=^_{}/|<>+*]|\\(?!\$)")
_JOINT = re.compile(r"[\s,;.]*(?:and|or)?[\s,;]*", re.IGNORECASE)
_LABELLED = re.compile(r"\\(?:boxed|fbox)|####|^\s*A[:.)]", re.MULTILINE)
MAX_SENTENCE = 200
MAX_WHOLE = 4_000  # characters of a string that may be an answer and nothing else
_EDGE = ' \t\r\n*`"“”'
_PROSE_WORD = re.compile(r"(?<![\\a-zA-Z])[A-Za-z]{2,}|[\u3040-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer found in a string.

    Attributes:
        text: The answer itself, without delimiters.
        offset: Where `text` begins in the source, or None when it was put together from several places.
        found: How it was found: the mark of its statement, `formula`, or `whole`.
        how: How it was read from its statement.
        rules: The ids of the rules that found it.
        statement: Which statement it was read from, counted from the one that counts first.
    """

    text: str
    offset: int | None
    found: str
    how: str = "whole"
    rules: tuple[str, ...] = ()
    statement: int = 0


def answer_in(source: str) -> Answer:
    """Return the answer that a string holds, whatever its kind; the whole string when nothing marks one."""
    text, cut = _cut(source)
    for statement in statements(text):
        if statement.denied or statement.mark in {"sentence", "behind", "label", "nothing"}:
            continue
        reading = next(readings(text, statement, ""), None)
        if reading is None:
            return _trimmed(Answer(text[statement.start : statement.end], statement.start, statement.mark), cut)
        if reading.start is None:
            return Answer(reading.text, None, statement.mark, rules=reading.rules)
        return _trimmed(_led(Answer(reading.text, reading.start, statement.mark, rules=reading.rules)), cut)
    found = _whole(text)
    return found if found.offset is None else _trimmed(found, cut)


def answers_in(source: str, kind: Kind) -> Iterator[Answer]:
    """Yield what a string may hold as its answer where one of a kind is wanted, the likeliest first.

    A caller takes the first that it can read as of that kind, and goes on only past those that it cannot. What is
    yielded ends where the text commits to something of another kind.
    """
    text, cut = _cut(source)
    unmarked = True
    if not _PROSE_WORD.search(text) and not _LABELLED.search(text):
        yield from _short(text, cut)
        return
    for number, statement in enumerate(statements(text)):
        if statement.mark == "nothing":
            return
        if statement.mark == "sentence" and unmarked:
            unmarked = False
            yield from _short(text, cut)
        for reading in readings(text, statement, kind):
            found = Answer(reading.text, reading.start, statement.mark, reading.how, reading.rules, number)
            led = _led(found) if reading.how == "whole" and reading.start is not None else found
            yield _trimmed(led, cut) if reading.start is not None else led
        if statement.firm and commits(text, statement):
            return
    if unmarked:
        yield from _short(text, cut)


def _short(text: str, cut: int) -> Iterator[Answer]:
    """The text as a whole, where it is short enough to be an answer and nothing else."""
    stripped = text.strip(_EDGE)
    formula = next(formulas(stripped), None)
    led_in = formula is not None and _PROSE_WORD.search(stripped, 0, formula.start)
    if stripped and len(stripped) <= MAX_WHOLE and not led_in:
        yield _trimmed(Answer(stripped, text.find(stripped), "whole"), cut)


def _cut(source: str) -> tuple[str, int]:
    cut = max(0, len(source) - MAX_LENGTH)
    return (source[cut:] if cut else source), cut


def _led(answer: Answer) -> Answer:
    """The answer without the words that lead in: "approximately 5"."""
    lead = _LEAD.match(answer.text)
    if lead is None:
        return answer
    return replace(answer, text=answer.text[lead.end() :], offset=(answer.offset or 0) + lead.end())


def _trimmed(answer: Answer, shift: int) -> Answer:
    """Take delimiters, emphasis, quotes and a closing full stop off both ends."""
    text, offset = answer.text, (answer.offset or 0) + shift
    for _ in range(6):
        inner, gained = _peeled(text)
        if inner == text:
            break
        text, offset = inner, offset + gained
    return replace(answer, text=text, offset=offset)


def _peeled(text: str) -> tuple[str, int]:
    """Take one layer off a text; return what is left and how far its beginning moved."""
    stripped = text.strip(_EDGE)
    if stripped != text:
        return stripped, text.find(stripped) if stripped else 0
    if len(text) > 2 and text[0] == text[-1] == "_":  # noqa: PLR2004  # emphasis
        return text[1:-1], 1
    whole = next(formulas(text), None) if text[:1] in {"$", "\\"} else None
    if whole and whole[0] == 0 and whole[3] == len(text):
        return text[whole[1] : whole[2]], whole[1]
    if len(text) > 1 and text.endswith((".", ",", ";")) and not text.endswith(("..", "\\,", "\\;", "\\right.")):
        return text[:-1], 0
    return text, 0


def _last(pattern: re.Pattern[str], text: str, start: int = 0) -> re.Match[str] | None:
    """Return the last match of a pattern."""
    return deque(pattern.finditer(text, start), maxlen=1).pop() if pattern.search(text, start) else None


def _closes(rest: str) -> bool:
    """Whether a formula ends its sentence: what follows is punctuation, or a new sentence."""
    return bool(re.match(r"[*_)\s]*(?:[.;!?\n]|$)", rest))


def _whole(text: str) -> Answer:
    """The string itself; for a sentence around a formula or ending in a value, that formula or value."""
    stripped = text.strip(_EDGE)
    offset = text.find(stripped) if stripped else 0
    if _CALCULATOR.search(stripped):
        return Answer(stripped, offset, "whole")
    if not _PROSE_WORD.search(stripped):
        return Answer(stripped, offset, "whole")
    found = list(formulas(stripped))
    if not found:
        return _sentence(stripped, offset)
    if not _closes(stripped[found[-1][3] :]):
        return Answer(stripped, offset, "whole")
    return _last_formulas(stripped, offset, found)


def _last_formulas(stripped: str, offset: int, found: list[Formula]) -> Answer:
    """The formula that ends a sentence, or several joined by commas, "and" or "or"."""
    first = len(found) - 1
    while first and _JOINT.fullmatch(stripped, found[first - 1][3], found[first][0]):
        first -= 1
    run = found[first:]
    if stripped[: run[0][0]].strip() and not _is_prose(stripped[: run[0][0]]):
        return Answer(stripped, offset, "whole")
    if len(run) == 1:
        return Answer(stripped[run[0][1] : run[0][2]], offset + run[0][1], "formula")
    joints = [stripped[one[3] : other[0]].lower() for one, other in pairwise(run)]
    joint = " \\text{ or } " if any("or" in text for text in joints) else ", "
    return Answer(joint.join(stripped[one[1] : one[2]] for one in run), None, "formula")


def _is_prose(before: str) -> bool:
    """Whether words lead up to a formula, none of which takes the statement back."""
    words = [word.lower() for word in re.findall(r"[A-Za-z']+", before[-200:])]
    return len(words) > 0 and not {"not", "isn't", "cannot"} & set(words[-3:])


def _sentence(stripped: str, offset: int) -> Answer:
    """The value at the end of one sentence of words: "the area is 16"."""
    lead = _LEAD.match(stripped)
    start = lead.end() if lead else 0
    copula = _last(_COPULA, stripped, max(0, len(stripped) - 400))
    if not copula and len(stripped) < MAX_SENTENCE and not _SIGNS.search(stripped) and not _HEDGES.search(stripped):
        numbers = list(_ONE_NUMBER.finditer(stripped))
        if len(numbers) == 1 and len(_PROSE_WORD.findall(stripped, 0, numbers[0].start())) > 1:
            start = numbers[0].start()
    if copula and re.match(r"[-+−(\[{\\$€£]?\s?[\d.\\(]", stripped[copula.end() :]):
        start = copula.end()
    return Answer(stripped[start:], offset + start, "sentence" if start else "whole")
