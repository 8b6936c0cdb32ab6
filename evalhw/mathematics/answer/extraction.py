r"""Find the answer inside a dataset string: `$…$`, `\boxed{}`, `#### 18`, "The answer is …", prose around it.

Invariant: what is returned is a slice of the source (or several joined by commas, when the text boxes several), and
every scan is linear in the length of the source, which is cut to its last `MAX_LENGTH` characters first.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from evalhw.reading.answers import is_marked, statements
from evalhw.reading.candidates import PROSE, Kind, Reading, commits, lead, point_of, readings
from evalhw.reading.delimiters import formulas

MAX_LENGTH = 60_000  # characters of a claim that are looked at: a long solution ends with its answer

_CALCULATOR = re.compile(r"<<[^<>\n]{0,200}>>")
_LABELLED = re.compile(r"\\(?:boxed|fbox)|####|^\s*A[:.)]", re.MULTILINE)
MAX_WHOLE = 4_000  # characters of a string that may be an answer and nothing else
_EDGE = ' \t\r\n*`"“”✅✓✔☑'
_ARROW = re.compile(r"(?:=>|->|→|⇒|⟹)\s*")


class Answer(NamedTuple):
    """The answer found in a string.

    Attributes:
        text: The answer itself, without delimiters.
        offset: Where `text` begins in the source, or None when it was put together from several places.
        found: How it was found: the mark of its statement, `formula`, or `whole`.
        how: How it was read from its statement.
        rules: The ids of the rules that found it.
        statement: Which statement it was read from, counted from the one that counts first.
        behind: A few characters behind it, where it is a part of its sentence.
    """

    text: str
    offset: int | None
    found: str
    how: str = "whole"
    rules: tuple[str, ...] = ()
    statement: int = 0
    behind: str = ""


def answer_in(source: str) -> Answer:
    """Return the answer that a string holds, whatever its kind; the whole string when nothing marks one."""
    text, cut = _cut(source)
    for statement in statements(text) if _is_running(text) and is_marked(text) else ():
        if statement.mark == "sentence":
            break
        if statement.denied or statement.mark in {"behind", "label", "nothing"}:
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
    if not _is_running(text):
        yield from _short(text, cut)
        return
    unmarked = len(text) > MAX_WHOLE or is_marked(text)
    if not unmarked:
        yield from _short(text, cut)
    for number, statement in enumerate(statements(text)):
        if statement.mark == "nothing":
            return
        if statement.mark == "sentence" and unmarked:
            unmarked = False
            yield from _short(text, cut)
        for reading in readings(text, statement, kind):
            found = Answer(
                reading.text, reading.start, statement.mark, reading.how, reading.rules, number, _behind(text, reading)
            )
            leads = reading.how == "whole" and reading.start is not None and kind != "option"
            led = _led(found) if leads else found
            yield _trimmed(led, cut) if reading.start is not None else led
        if statement.firm and commits(text, statement):
            return
    if unmarked:
        yield from _short(text, cut)


def whole_answer(source: str) -> Answer | None:
    """Return a string without words that is an answer and nothing else, without what stands around it."""
    text, cut = _cut(source)
    return None if _is_running(text) else next(_short(text, cut), None)


def _is_running(text: str) -> bool:
    """Whether a text holds words, or marks of an answer, so that it must be found in it."""
    if PROSE.search(text) is not None:
        return True
    return ("\\" in text or "#" in text or "A" in text) and _LABELLED.search(text) is not None


def _behind(text: str, reading: Reading) -> str:
    end = None if reading.start is None else reading.start + len(reading.text)
    return "" if end is None else text[end : end + 8]


def _short(text: str, cut: int) -> Iterator[Answer]:
    """The text as a whole, where it is short enough to be an answer and nothing else."""
    stripped = text.strip(_EDGE)
    formula = next(formulas(stripped), None) if "$" in stripped or "\\" in stripped else None
    led_in = formula is not None and PROSE.search(stripped, 0, formula.start)
    if stripped and len(stripped) <= MAX_WHOLE and not led_in:
        whole = Answer(stripped, text.find(stripped), "whole")
        yield _trimmed(whole, cut)
        if stripped[-1] == ")" and "(" not in stripped:  # the number of a list's item is all there is: 2)
            yield _trimmed(whole._replace(text=stripped[:-1]), cut)
        led = _led(whole)
        if led is not whole:  # a sentence, in which "14!" is no factorial
            yield _trimmed(led._replace(text=led.text.rstrip("!")), cut)


def _cut(source: str) -> tuple[str, int]:
    cut = max(0, len(source) - MAX_LENGTH)
    return (source[cut:] if cut else source), cut


def _led(answer: Answer) -> Answer:
    """The answer without the words that lead in: "approximately 5"."""
    at = lead(answer.text)
    return answer._replace(text=answer.text[at:], offset=(answer.offset or 0) + at) if at else answer


def _trimmed(answer: Answer, shift: int) -> Answer:
    """Take delimiters, emphasis, quotes and a closing full stop off both ends."""
    text, offset = answer.text, (answer.offset or 0) + shift
    for _ in range(6):
        inner, gained = _peeled(text)
        if inner == text:
            break
        text, offset = inner, offset + gained
    if text is answer.text and offset == answer.offset:
        return answer
    return answer._replace(text=text, offset=offset)


def _peeled(text: str) -> tuple[str, int]:
    """Take one layer off a text; return what is left and how far its beginning moved."""
    stripped = text.strip(_EDGE)
    if stripped != text:
        return stripped, text.find(stripped) if stripped else 0
    arrow = _ARROW.match(text)
    if arrow:
        return text[arrow.end() :], arrow.end()
    if len(text) > 2 and text[0] == text[-1] == "_":  # noqa: PLR2004  # emphasis
        return text[1:-1], 1
    whole = next(formulas(text), None) if text[:1] in {"$", "\\"} else None
    if whole and whole[0] == 0 and whole[3] == len(text):
        return text[whole[1] : whole[2]], whole[1]
    if len(text) > 1 and text.endswith((".", ",", ";")) and not text.endswith(("..", "\\,", "\\;", "\\right.")):
        return text[:-1], 0
    return text, 0


def _whole(text: str) -> Answer:
    """The string itself; for a sentence around a formula or ending in a value, that formula or value."""
    stripped = text.strip(_EDGE)
    offset = text.find(stripped) if stripped else 0
    whole = Answer(stripped, offset, "whole")
    if _CALCULATOR.search(stripped) or not PROSE.search(stripped):
        return whole
    point = point_of(stripped)
    if point is None:
        return _led(whole)
    return Answer(point.text, None if point.start is None else offset + point.start, "sentence", rules=point.rules)
